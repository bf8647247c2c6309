//! Options and results that several commands share, and the day of a build. This module does not
//! depend on any command.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use offprint::BuildTime;

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The format of a report.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ReportFormat {
    /// For people.
    Human,
    /// For programs: one JSON object.
    Json,
}

/// Which articles are built, and for which URL and day.
#[derive(Args, Clone, Debug)]
pub(super) struct BuildSelection {
    /// Include drafts.
    #[arg(long)]
    pub(super) drafts: bool,
    /// Include articles dated in the future.
    #[arg(long)]
    pub(super) future: bool,
    /// The site's URL, instead of `base_url`; `/` for a site at the root of a server.
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,
    /// Build as at the end of this day, or at this time, instead of now: 2025-08-19 or
    /// 2025-08-19T06:00:00Z. It decides which articles are in the future, expired or overdue for
    /// review.
    #[arg(long, value_name = "DATE", value_parser = parse_build_time)]
    pub(super) today: Option<BuildTime>,
    /// Allow a site without `content/`, or without articles where the last build had some.
    #[arg(long)]
    pub(super) allow_empty: bool,
}

#[derive(Args, Clone, Debug)]
pub(super) struct BuildArgs {
    #[command(flatten)]
    pub(super) what: BuildSelection,
    /// The output folder, instead of `public/`.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Treat warnings as errors.
    #[arg(long)]
    pub(super) strict: bool,
    /// The format of the report.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub(super) format: ReportFormat,
}

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ExitStatus {
    Success,
    Errors,
    Usage,
}

/// Parses a date argument.
pub(super) fn parse_day(text: &str) -> Result<Date, String> {
    text.trim().parse().map_err(|_| "write it as year-month-day, such as 2025-08-19".to_owned())
}

/// Parses the time of a build: a day, or a time with its offset from UTC.
pub(super) fn parse_build_time(text: &str) -> Result<BuildTime, String> {
    const HELP: &str = "write it as year-month-day, such as 2025-08-19, or with a time and its \
                        offset, such as 2025-08-19T06:00:00Z";
    let text = text.trim();
    // A time without an offset would be read as a day.
    if text.contains(['T', ' ', ':']) {
        return text.parse().map(BuildTime::At).map_err(|_| HELP.to_owned());
    }
    text.parse().map(BuildTime::Day).map_err(|_| HELP.to_owned())
}

/// Today's date in the local time zone.
pub(super) fn today() -> Date {
    jiff::Zoned::now().date()
}
