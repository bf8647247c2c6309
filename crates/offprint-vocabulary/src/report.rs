//! What `offprint drugs` prints, as values: this module alone defines the form of its JSON.

use std::borrow::Cow;

use serde::Serialize;

use crate::facts::Drug;
use crate::mention::DrugMention;
use crate::relevance::{RankedDrug, TextZones};
use crate::resolve::ResolvedName;
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
        Some(Explanation::new(name, &resolved, drug))
    }
}

/// What `offprint drugs --explain NAME` prints.
#[derive(Serialize, Debug)]
pub struct Explanation {
    name: String,
    canonical: String,
    slug: String,
    kind: &'static str,
    #[serde(rename = "match")]
    match_kind: &'static str,
    source: &'static str,
    suspect: bool,
    ambient: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    names: Vec<ExplanationLine>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifiers: Vec<ExplanationLine>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facts: Vec<ExplanationLine>,
}

/// One fact: its kind, its value and its source.
#[derive(Serialize, Debug)]
struct ExplanationLine {
    kind: String,
    value: String,
    source: &'static str,
}

impl ExplanationLine {
    fn new(kind: &str, value: &str, source: &'static str) -> Self {
        Self { kind: kind.to_owned(), value: value.to_owned(), source }
    }
}

impl Explanation {
    fn new(name: &str, resolved: &ResolvedName, drug: Option<Drug>) -> Self {
        let (mut names, mut identifiers, mut facts) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(drug) = drug {
            names.extend(drug.names.iter().map(|name| {
                ExplanationLine::new(name.kind.as_str(), &name.text, name.source.as_str())
            }));
            identifiers.extend(
                drug.identifiers.iter().map(|id| {
                    ExplanationLine::new(id.scheme.label(), &id.value, id.source.as_str())
                }),
            );
            for (kind, fact) in
                [("class", &drug.class), ("mechanism", &drug.mechanism), ("status", &drug.status)]
            {
                facts.extend(
                    fact.iter()
                        .map(|fact| ExplanationLine::new(kind, &fact.text, fact.source.as_str())),
                );
            }
            facts.extend(drug.stem.iter().map(|stem| {
                let meaning = format!("{}: {}", stem.cited(), stem.meaning);
                ExplanationLine::new("stem", &meaning, "INN stem")
            }));
        }
        Self {
            name: name.to_owned(),
            canonical: resolved.canonical.clone(),
            slug: resolved.slug.clone(),
            kind: resolved.kind.as_str(),
            match_kind: resolved.match_kind.as_str(),
            source: resolved.source.as_str(),
            suspect: resolved.suspect,
            ambient: resolved.ambient,
            names,
            identifiers,
            facts,
        }
    }

    /// The explanation as text for people.
    pub fn to_text(&self) -> String {
        let mut text = format!("{}: {} ({})\n", self.name, self.canonical, self.kind);
        let mut add_line = |kind: &str, value: &str, source: &str| {
            text.push_str(&format!("  {kind:<10} {value}  [{source}]\n"));
        };
        add_line("matched by", self.match_kind, self.source);
        for line in self.names.iter().chain(&self.identifiers).chain(&self.facts) {
            add_line(&line.kind, &line.value, line.source);
        }
        text.push_str(&format!("  {:<10} {}\n", "page slug", self.slug));
        if self.suspect {
            text.push_str("  likely misspelling: never linked\n");
        }
        if self.ambient {
            text.push_str("  everyday or body substance: never proposed, never linked\n");
        }
        text
    }
}
