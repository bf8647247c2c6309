//! What `offprint drugs` prints, as values: this module alone defines the form of its JSON.

use std::borrow::Cow;

use serde::Serialize;

use crate::explanation::Explanation;
use crate::mention::DrugMention;
use crate::relevance::{RankedDrug, TextZones};
use crate::vocabulary::Vocabulary;

/// The drugs of one text.
#[derive(Serialize, Debug)]
pub struct DrugReport<'t> {
    /// The file, when the input is a folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    mentions: Vec<MentionReport<'t>>,
    subjects: Vec<RankedDrugReport>,
}

#[derive(Serialize, Debug)]
struct MentionReport<'t> {
    name: &'t str,
    canonical: Cow<'t, str>,
    slug: String,
    kind: &'static str,
    start: usize,
    end: usize,
    #[serde(rename = "match")]
    match_kind: &'static str,
    ambient: bool,
    suspect: bool,
}

#[derive(Serialize, Debug)]
struct RankedDrugReport {
    canonical: String,
    score: f64,
    count: usize,
}

impl<'t> DrugReport<'t> {
    /// The report of a text. Offsets count Unicode scalar values.
    pub fn new(text: &'t str, mentions: &[DrugMention<'t>], ranked: &[RankedDrug]) -> Self {
        let mut counted = (0, 0);
        let mut scalar_offset = |byte: usize| {
            // Mentions are in order, so the text is counted only once.
            if byte < counted.0 {
                counted = (0, 0);
            }
            counted = (byte, counted.1 + text[counted.0..byte].chars().count());
            counted.1
        };
        let mentions = mentions
            .iter()
            .map(|mention| MentionReport {
                name: &text[mention.start..mention.end],
                canonical: mention.canonical.clone(),
                slug: mention.slug().into_owned(),
                kind: mention.kind.as_str(),
                start: scalar_offset(mention.start),
                end: scalar_offset(mention.end),
                match_kind: mention.match_kind.as_str(),
                ambient: mention.ambient,
                suspect: mention.suspect,
            })
            .collect();
        let subjects = ranked
            .iter()
            .map(|drug| RankedDrugReport {
                canonical: drug.canonical.clone(),
                score: f64::from(drug.score) / 100.0,
                count: drug.count,
            })
            .collect();
        Self { file: None, mentions, subjects }
    }
}

impl Vocabulary {
    /// The report of a plain text, whose first line is its title.
    pub fn report<'t>(&'t self, text: &'t str) -> DrugReport<'t> {
        let mentions = self.mentions(text);
        let lead = text.len() - text.trim_start().len();
        let title = lead..text[lead..].find('\n').map_or(lead, |end| lead + end);
        let zones = TextZones { body: title.end..text.len(), title, ..TextZones::default() };
        DrugReport::new(text, &mentions, &self.rank_drugs(text, &mentions, &zones))
    }

    /// What a name refers to, and the facts of the drug, each with its source.
    pub fn explain(&self, name: &str) -> Option<Explanation> {
        let resolved = self.resolve(name)?;
        let drug = self.drug(&resolved.canonical);
        Some(Explanation::new(name, &resolved, drug.as_ref()))
    }
}
