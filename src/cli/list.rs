//! `list`: lists articles, drugs, tags, authors, series or issues.

use std::path::Path;

use clap::Args;
use offprint::{BuildTime, Inventory, Overrides, Project, Severity, StorageMode};

use super::options::{ExitStatus, ReportFormat};
use super::terminal::Terminal;

#[derive(Args, Clone, Debug)]
pub(super) struct ListArgs {
    /// Only drafts.
    #[arg(long, group = "which")]
    drafts: bool,
    /// Only articles dated in the future.
    #[arg(long, group = "which")]
    future: bool,
    /// Only expired articles.
    #[arg(long, group = "which")]
    expired: bool,
    /// Drugs, with the number of articles.
    #[arg(long, group = "which")]
    drugs: bool,
    /// Tags, with the number of articles.
    #[arg(long, group = "which")]
    tags: bool,
    /// Authors, with the number of articles.
    #[arg(long, group = "which")]
    authors: bool,
    /// Series, with the number of articles.
    #[arg(long, group = "which")]
    series: bool,
    /// Issues from the newest on, with the number of articles.
    #[arg(long, group = "which")]
    issues: bool,
    /// List as at the end of this day, or at this time, instead of now: 2025-08-19 or
    /// 2025-08-19T06:00:00Z.
    #[arg(long, value_name = "DATE", value_parser = super::options::parse_build_time)]
    today: Option<BuildTime>,
    /// The format of the list.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    format: ReportFormat,
}

pub(super) fn run(root: &Path, args: &ListArgs, terminal: &Terminal) -> ExitStatus {
    let mut project = Project::new(root, Overrides::default(), StorageMode::Memory);
    let (inventory, diagnostics) = project.inventory(args.today.unwrap_or_else(BuildTime::now));
    let faults: Vec<_> = diagnostics
        .into_iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .collect();
    terminal.diagnostics(&faults);
    let Some(mut inventory) = inventory else { return ExitStatus::Errors };
    let state = [(args.drafts, "draft"), (args.future, "future"), (args.expired, "expired")];
    if let Some((_, state)) = state.iter().find(|(is_asked, _)| *is_asked) {
        inventory.articles.retain(|article| article.state == *state);
    }
    let groups = [
        (args.drugs, "drugs"),
        (args.tags, "tags"),
        (args.authors, "authors"),
        (args.series, "series"),
        (args.issues, "issues"),
    ];
    let key = groups.into_iter().find_map(|(is_asked, key)| is_asked.then_some(key));
    if let Some(key) = key {
        inventory.articles.clear();
        inventory.terms.retain(|term| term.taxonomy == key);
    }
    match (args.format, key) {
        (ReportFormat::Json, Some(_)) => {
            terminal.result(&serde_json::json!({ "terms": inventory.terms }).to_string());
        }
        (ReportFormat::Json, None) => {
            terminal.result(&serde_json::json!({ "articles": inventory.articles }).to_string());
        }
        (ReportFormat::Human, Some(_)) => print_terms(&inventory, terminal),
        (ReportFormat::Human, None) => print_articles(&inventory, terminal),
    }
    if faults.is_empty() { ExitStatus::Success } else { ExitStatus::Errors }
}

fn print_articles(inventory: &Inventory, terminal: &Terminal) {
    for article in &inventory.articles {
        let state = match (article.state, &article.publish_on, &article.expires) {
            ("published", ..) => String::new(),
            ("future", Some(when), _) => format!("  [future, appears {when}]"),
            ("future", None, _) if article.date.as_ref().is_some_and(|date| date.len() > 10) => {
                format!("  [future, appears {}]", article.date.as_deref().unwrap_or_default())
            }
            ("expired", _, Some(when)) => format!("  [expired {when}]"),
            (state, ..) => format!("  [{state}]"),
        };
        terminal.result(&format!(
            "{:<10}  {}  {}{state}",
            article.date.as_deref().unwrap_or("no date").get(..10).unwrap_or("no date"),
            article.path,
            article.title
        ));
    }
}

fn print_terms(inventory: &Inventory, terminal: &Terminal) {
    for term in &inventory.terms {
        let file = if term.file.is_some() { "" } else { "  (no file)" };
        terminal.result(&format!("{:>6}  {}  {}{file}", term.articles, term.name, term.url));
    }
}
