//! `list`: what there is.

use std::path::Path;

use clap::Args;
use jiff::civil::Date;
use offprint::{Inventory, Overrides, Project, Severity, StorageMode};

use super::say::Say;
use super::{Format, Outcome, today};

#[derive(Args, Clone, Debug)]
pub(super) struct ListArgs {
    /// Drafts only.
    #[arg(long, group = "which")]
    drafts: bool,
    /// Articles of the future only.
    #[arg(long, group = "which")]
    future: bool,
    /// Expired articles only.
    #[arg(long, group = "which")]
    expired: bool,
    /// Drugs, with their number of articles.
    #[arg(long, group = "which")]
    drugs: bool,
    /// Tags, with their number of articles.
    #[arg(long, group = "which")]
    tags: bool,
    /// The day that decides what is of the future, instead of today.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    today: Option<Date>,
    /// How to print the list.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

pub(super) fn run(root: &Path, args: &ListArgs, say: &Say) -> Outcome {
    let mut project = Project::new(root, Overrides::default(), StorageMode::Memory);
    let (inventory, diagnostics) = project.inventory(args.today.unwrap_or_else(today));
    let faults: Vec<_> = diagnostics
        .into_iter()
        .filter(|diagnostic| diagnostic.severity == Severity::Error)
        .collect();
    say.diagnostics(&faults);
    let Some(mut inventory) = inventory else { return Outcome::Errors };
    let state = [(args.drafts, "draft"), (args.future, "future"), (args.expired, "expired")];
    if let Some((_, state)) = state.iter().find(|(is_asked, _)| *is_asked) {
        inventory.articles.retain(|article| article.state == *state);
    }
    let key = if args.drugs {
        Some("drugs")
    } else if args.tags {
        Some("tags")
    } else {
        None
    };
    if let Some(key) = key {
        inventory.articles.clear();
        inventory.terms.retain(|term| term.taxonomy == key);
    }
    match (args.format, key) {
        (Format::Json, Some(_)) => {
            say.result(&serde_json::json!({ "terms": inventory.terms }).to_string())
        }
        (Format::Json, None) => {
            say.result(&serde_json::json!({ "articles": inventory.articles }).to_string())
        }
        (Format::Human, Some(_)) => terms(&inventory, say),
        (Format::Human, None) => articles(&inventory, say),
    }
    if faults.is_empty() { Outcome::Done } else { Outcome::Errors }
}

fn articles(inventory: &Inventory, say: &Say) {
    for article in &inventory.articles {
        let state = if article.state == "published" {
            String::new()
        } else {
            format!("  [{}]", article.state)
        };
        say.result(&format!(
            "{:<10}  {}  {}{state}",
            article.date.as_deref().unwrap_or("no date").get(..10).unwrap_or("no date"),
            article.path,
            article.title
        ));
    }
}

fn terms(inventory: &Inventory, say: &Say) {
    for term in &inventory.terms {
        let file = if term.file.is_some() { "" } else { "  (no file)" };
        say.result(&format!("{:>6}  {}  {}{file}", term.articles, term.name, term.url));
    }
}
