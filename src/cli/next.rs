//! `next`: lists when articles are published, expire, and are due for review.

use std::path::Path;

use clap::Args;
use offprint::{
    BuildTime, Overrides, Project, Schedule, ScheduledDate, ScheduledEvent, Severity, StorageMode,
};
use serde_json::json;

use super::options::{ExitStatus, ReportFormat};
use super::terminal::{Terminal, counted};

#[derive(Args, Clone, Debug)]
pub(super) struct NextArgs {
    /// List as at the end of this day, or at this time, instead of now: 2025-08-19 or
    /// 2025-08-19T06:00:00Z.
    #[arg(long, value_name = "DATE", value_parser = super::options::parse_build_time)]
    today: Option<BuildTime>,
    /// The format of the list.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    format: ReportFormat,
}

/// How many dates are listed without `-v`.
const SHOWN: usize = 20;

pub(super) fn run(root: &Path, args: &NextArgs, terminal: &Terminal) -> ExitStatus {
    let time = args.today.unwrap_or_else(BuildTime::now);
    let Some(schedule) = read_schedule(root, time, terminal) else { return ExitStatus::Errors };
    if args.format == ReportFormat::Json {
        terminal.result(&json!(schedule).to_string());
        return ExitStatus::Success;
    }
    let shown = if terminal.is_verbose { usize::MAX } else { SHOWN };
    for date in schedule.dates.iter().take(shown) {
        terminal.result(&line(date));
    }
    let more = schedule.dates.len().saturating_sub(shown);
    if more > 0 {
        terminal.summary(&format!("… {}; all with -v", counted(more, "more date")));
    }
    if schedule.dates.is_empty() {
        terminal.summary("no dates to come");
    } else {
        terminal.summary(&format!("times are in {} (`timezone` in site.toml)", schedule.timezone));
    }
    ExitStatus::Success
}

/// The dates of a site. Errors in it are reported.
pub(super) fn read_schedule(root: &Path, time: BuildTime, terminal: &Terminal) -> Option<Schedule> {
    let mut project = Project::new(root, Overrides::default(), StorageMode::Memory);
    let (schedule, mut diagnostics) = project.schedule(time);
    diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
    terminal.diagnostics(&diagnostics);
    schedule.filter(|_| diagnostics.is_empty())
}

/// `2026-11-28 18:00 +01:00  published  content/articles/a.md  A title`.
fn line(date: &ScheduledDate) -> String {
    // The parts of a time as `Schedule` writes it.
    let (day, time) = date.when.split_once('T').unwrap_or((&date.when, ""));
    let (hour, zone) = (time.get(..5).unwrap_or(""), time.get(8..).unwrap_or(""));
    let event = match date.event {
        ScheduledEvent::Publication => "published",
        ScheduledEvent::Expiry => "expires  ",
        ScheduledEvent::Review => "review   ",
    };
    let note = match (date.draft, date.overdue) {
        (true, _) => " (draft: is not published)",
        (_, true) => " (overdue)",
        _ => "",
    };
    format!("{day} {hour} {zone}  {event}  {}  {}{note}", date.path, date.title)
}
