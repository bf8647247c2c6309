//! Options and results that several commands share, and the day of a build. This module does not
//! depend on any command.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use jiff::civil::Date;

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
    /// The day of the build, instead of today. Decides which articles are in the future, expired or
    /// overdue for review.
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    pub(super) today: Option<Date>,
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

/// Today's date in the local time zone.
pub(super) fn today() -> Date {
    jiff::Zoned::now().date()
}
