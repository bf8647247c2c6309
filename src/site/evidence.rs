//! [`Evidence`]: what kind of evidence an article reports, and [`Status`]: what readers must know
//! about it, both in a few words for lists.
//!
//! Everything comes from `[study]`, `[source]`, `[[corrections]]` and `review_by` of the article, and
//! from what the site knows of the works that it cites; nothing is concluded from its text.

use std::collections::BTreeSet;

use serde::Serialize;

use super::cited_works::WorkWarnings;
use crate::clock::Clock;
use crate::config::Config;
use crate::library::{Facts, SourceStatus};
use crate::translations::Translations;

/// The evidence that an article reports.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug, Default)]
pub struct Evidence {
    /// The study design for readers: `Randomised controlled trial`; `none` if it is not given.
    pub design: Option<String>,
    /// The page of this design, with the base path: the articles whose studies have it.
    pub design_url: Option<String>,
    /// Its parts for readers, in their order: design, participants, animals, phase, duration.
    pub parts: Vec<String>,
}

/// What readers must know about an article or its source.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct Status {
    /// `retracted`, `concern`, `corrected`, `superseded` or `preprint` for the source; `correction`
    /// or `overdue` for the article.
    pub kind: &'static str,
    /// The same for readers: `Source retracted`.
    pub text: String,
    /// Whether it casts doubt on what the article says.
    pub is_warning: bool,
}

impl Evidence {
    /// The evidence that an article reports. `design_url` is the page of its design.
    pub(super) fn of(facts: &Facts, config: &Config, design_url: Option<String>) -> Self {
        let Some(study) = &facts.details.study else { return Self::default() };
        let translations = &config.translations;
        let design = study.design_label(translations);
        let parts = [
            design.clone(),
            study.text("participants").map(|text| subjects(text, "count_participants", config)),
            study.text("animals").map(|text| subjects(text, "count_animals", config)),
            study.text("phase").map(|text| phase(text, translations)),
            study.text("duration").map(str::to_owned),
        ];
        Self { design, design_url, parts: parts.into_iter().flatten().collect() }
    }
}

/// A number of participants or animals for readers.
fn subjects(written: &str, message: &str, config: &Config) -> String {
    let translations = &config.translations;
    match written.parse::<u64>() {
        Ok(number) => translations.counted(message, number, &config.language),
        // "233 adults" says what is counted; "116 + 117" does not.
        Err(_) if written.contains(char::is_alphabetic) => written.to_owned(),
        Err(_) => translations.plural(message, "other").replace("{n}", written),
    }
}

/// `2b` as "phase 2b"; a text that says more stays as it is.
fn phase(written: &str, translations: &Translations) -> String {
    let is_number = written.chars().all(|c| c.is_ascii_alphanumeric() || "/-–".contains(c));
    if is_number && written.len() <= 6 {
        translations.filled("phase_n", &[("n", written)])
    } else {
        written.to_owned()
    }
}

/// Whether the date of an article's next review has passed.
pub fn is_review_overdue(facts: &Facts, clock: Clock) -> bool {
    facts.review_by.is_some_and(|when| when.day < clock.day)
}

/// What readers must know about an article, the most important first.
pub(super) fn statuses(
    facts: &Facts,
    warnings: &WorkWarnings,
    clock: Clock,
    translations: &Translations,
) -> Vec<Status> {
    let stated = facts.details.source.iter().flat_map(|source| &source.statuses);
    let source: BTreeSet<SourceStatus> = stated.chain(&warnings.source).copied().collect();
    let mut list: Vec<Status> = source
        .iter()
        .map(|status| Status {
            kind: status.name(),
            text: translations.text(status.message()).to_owned(),
            is_warning: *status != SourceStatus::Preprint,
        })
        .collect();
    let status = |kind, message| Status {
        kind,
        text: translations.text(message).to_owned(),
        is_warning: kind != "correction",
    };
    if warnings.cites_retracted {
        list.push(status("cites-retracted", "cites_retracted"));
    }
    if !facts.details.corrections.is_empty() {
        list.push(status("correction", "status_correction"));
    }
    if is_review_overdue(facts, clock) {
        list.push(status("overdue", "status_overdue"));
    }
    list
}
