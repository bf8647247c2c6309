//! What `offprint drugs --explain NAME` prints, as a value: this module alone defines the form of its
//! JSON and of its text.

use serde::Serialize;

use crate::drug_class::class_wording;
use crate::fact_source::{SourceRef, source_labels};
use crate::facts::Drug;
use crate::resolve::ResolvedName;

/// What a name refers to, and the facts of the drug, each with its sources.
#[derive(Serialize, Debug)]
pub struct Explanation {
    name: String,
    canonical: String,
    slug: String,
    kind: &'static str,
    #[serde(rename = "match")]
    match_kind: &'static str,
    source: String,
    suspect: bool,
    ambient: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    names: Vec<ExplanationLine>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifiers: Vec<ExplanationLine>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facts: Vec<ExplanationLine>,
    /// What the stem of the name suggests. It is not a fact about the drug.
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestion: Option<String>,
}

/// One fact: its kind, its value and its sources.
#[derive(Serialize, Debug)]
struct ExplanationLine {
    kind: String,
    value: String,
    source: String,
}

/// The sources in words; a name without one is only recognised.
fn sources_in_words(sources: &[SourceRef]) -> String {
    if sources.is_empty() { "no source".to_owned() } else { source_labels(sources) }
}

impl ExplanationLine {
    fn new(kind: &str, value: &str, sources: &[SourceRef]) -> Self {
        let (kind, value) = (kind.to_owned(), value.to_owned());
        Self { kind, value, source: sources_in_words(sources) }
    }
}

impl Explanation {
    pub(crate) fn new(name: &str, resolved: &ResolvedName, drug: Option<&Drug>) -> Self {
        let (mut names, mut identifiers, mut facts) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(drug) = drug {
            names.extend(
                drug.names
                    .iter()
                    .map(|n| ExplanationLine::new(n.kind.as_str(), &n.text, &n.sources)),
            );
            identifiers.extend(
                drug.identifiers
                    .iter()
                    .map(|id| ExplanationLine::new(id.scheme.label(), &id.value, &id.sources)),
            );
            for (kind, list) in [("class", &drug.classes), ("mechanism", &drug.mechanisms)] {
                facts.extend(list.iter().map(|fact| {
                    ExplanationLine::new(kind, class_wording(&fact.text), &fact.sources)
                }));
            }
            facts.extend(
                drug.statuses
                    .iter()
                    .map(|status| ExplanationLine::new("status", &status.text(), &status.sources)),
            );
        }
        let suggestion = drug.and_then(|drug| drug.stem).map(|stem| {
            let meaning = stem.meaning.split(" (own reading").next().unwrap_or_default();
            format!(
                "the name contains {}, the stem of: {meaning}. A stem only suggests what a drug is",
                stem.cited()
            )
        });
        Self {
            name: name.to_owned(),
            canonical: resolved.canonical.clone(),
            slug: resolved.slug.clone(),
            kind: resolved.kind.as_str(),
            match_kind: resolved.match_kind.as_str(),
            source: sources_in_words(&resolved.sources),
            suspect: resolved.suspect,
            ambient: resolved.ambient,
            names,
            identifiers,
            facts,
            suggestion,
        }
    }

    /// The explanation as text for people.
    pub fn to_text(&self) -> String {
        let mut text = format!("{}: {} ({})\n", self.name, self.canonical, self.kind);
        let mut add_line = |kind: &str, value: &str, source: &str| {
            text.push_str(&format!("  {kind:<16} {value}  [{source}]\n"));
        };
        add_line("matched by", self.match_kind, &self.source);
        for line in self.names.iter().chain(&self.identifiers).chain(&self.facts) {
            add_line(&line.kind, &line.value, &line.source);
        }
        if let Some(suggestion) = &self.suggestion {
            text.push_str(&format!("  {:<16} {suggestion}\n", "suggestion"));
        }
        text.push_str(&format!("  {:<16} {}\n", "page slug", self.slug));
        if self.suspect {
            text.push_str("  likely misspelling: never linked\n");
        }
        if self.ambient {
            text.push_str("  everyday or body substance: never proposed, never linked\n");
        }
        text
    }
}
