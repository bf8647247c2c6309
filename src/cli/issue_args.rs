//! The arguments of `issue`.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use offprint::BuildTime;

use super::options::{ReportFormat, parse_build_time, parse_day};

#[derive(Args, Clone, Debug)]
pub(super) struct IssueArgs {
    /// The issue: the name of its file in content/issues/, a month such as 2026-11, or the files of
    /// its articles.
    #[arg(value_name = "ISSUE")]
    pub(super) what: Vec<String>,
    /// Make a new issue of the articles dated this day or later.
    #[arg(long, value_name = "DATE", value_parser = parse_day, conflicts_with = "what")]
    pub(super) since: Option<Date>,
    /// Make a new issue of the articles with this tag; with --since, of the newer ones.
    #[arg(long, value_name = "TAG", conflicts_with = "what")]
    pub(super) tag: Option<String>,
    /// The name of the file of a new issue, instead of the month, the tag or the date.
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// The title of a new issue.
    #[arg(long, value_name = "TEXT")]
    pub(super) title: Option<String>,
    /// The folder for mails, instead of `issues/`: each has its own folder there.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Overwrite files of the mail that were changed by hand.
    #[arg(long)]
    pub(super) overwrite: bool,
    /// Send the mail through the server in `[newsletter.smtp]`.
    #[arg(long)]
    pub(super) smtp: bool,
    /// Send it to this address, instead of `to` in `[newsletter]`.
    #[arg(long, value_name = "ADDRESS", requires = "smtp")]
    pub(super) to: Option<String>,
    /// Send it although it was sent to this address before.
    #[arg(long, requires = "smtp")]
    pub(super) again: bool,
    /// Make the mail as at the end of this day, or at this time, instead of now.
    #[arg(long, value_name = "DATE", value_parser = parse_build_time)]
    pub(super) today: Option<BuildTime>,
    /// The format of the report.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    pub(super) format: ReportFormat,
}
