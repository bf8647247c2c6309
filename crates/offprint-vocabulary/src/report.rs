//! What `offprint drugs` prints, as values: the shape of its JSON is kept here and nowhere else.

use std::borrow::Cow;

use serde::Serialize;

use crate::{Drug, DrugMention, MentionKind, RankedDrug, ResolvedName, TextZones, Vocabulary};

/// The drugs of one text.
#[derive(Serialize, Debug)]
pub struct DrugReport<'t> {
    /// The file, when a folder was asked for.
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
    pub fn of(text: &'t str, mentions: &[DrugMention<'t>], subjects: &[RankedDrug]) -> Self {
        let mut counted = (0, 0);
        let mut scalars = |byte: usize| {
            // Mentions are in order, so the text is counted once.
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
                kind: match mention.kind {
                    MentionKind::Drug => "drug",
                    MentionKind::Class => "class",
                },
                start: scalars(mention.start),
                end: scalars(mention.end),
                match_kind: mention.match_kind.as_str(),
                ambient: mention.ambient,
                suspect: mention.suspect,
            })
            .collect();
        let subjects = subjects
            .iter()
            .map(|subject| RankedDrugReport {
                canonical: subject.canonical.clone(),
                score: f64::from(subject.score) / 100.0,
                count: subject.count,
            })
            .collect();
        Self { file: None, mentions, subjects }
    }
}

impl Vocabulary {
    /// The report of a plain text, whose first line is taken for its title.
    pub fn report<'t>(&'t self, text: &'t str) -> DrugReport<'t> {
        let mentions = self.mentions(text);
        let lead = text.len() - text.trim_start().len();
        let title = lead..text[lead..].find('\n').map_or(lead, |end| lead + end);
        let zones = TextZones { body: title.end..text.len(), title, ..TextZones::default() };
        DrugReport::of(text, &mentions, &self.rank_drugs(text, &mentions, &zones))
    }

    /// What a name resolves to, and the facts of the drug, with the source of each.
    pub fn explain(&self, name: &str) -> Option<Explanation> {
        let resolved = self.resolve(name)?;
        let drug = self.drug(&resolved.canonical);
        Some(Explanation::of(name, &resolved, drug))
    }
}

/// What `offprint drugs --explain NAME` tells.
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

/// One fact: what kind, what it is, who says so.
#[derive(Serialize, Debug)]
struct ExplanationLine {
    kind: String,
    value: String,
    source: &'static str,
}

impl Explanation {
    fn of(name: &str, resolved: &ResolvedName, drug: Option<Drug>) -> Self {
        let line = |kind: &str, value: &str, source: &'static str| ExplanationLine {
            kind: kind.to_owned(),
            value: value.to_owned(),
            source,
        };
        let (mut names, mut identifiers, mut facts) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(drug) = drug {
            names.extend(
                drug.names
                    .iter()
                    .map(|name| line(name.kind.as_str(), &name.text, name.source.as_str())),
            );
            identifiers.extend(
                drug.identifiers
                    .iter()
                    .map(|id| line(id.scheme.label(), &id.value, id.source.as_str())),
            );
            for (kind, fact) in
                [("class", &drug.class), ("mechanism", &drug.mechanism), ("status", &drug.status)]
            {
                facts.extend(fact.iter().map(|fact| line(kind, &fact.text, fact.source.as_str())));
            }
            facts.extend(drug.stem.iter().map(|stem| {
                line("stem", &format!("{}: {}", stem.cited(), stem.meaning), "INN stem")
            }));
        }
        Self {
            name: name.to_owned(),
            canonical: resolved.canonical.clone(),
            slug: resolved.slug.clone(),
            kind: match resolved.kind {
                MentionKind::Drug => "drug",
                MentionKind::Class => "class",
            },
            match_kind: resolved.match_kind.as_str(),
            source: resolved.source.as_str(),
            suspect: resolved.suspect,
            ambient: resolved.ambient,
            names,
            identifiers,
            facts,
        }
    }

    /// The same for people to read.
    pub fn to_text(&self) -> String {
        let mut text =
            format!("{}: {} ({}, {})\n", self.name, self.canonical, self.kind, self.match_kind);
        let mut put = |kind: &str, value: &str, source: &str| {
            text.push_str(&format!("  {kind:<10} {value}  [{source}]\n"))
        };
        put("known by", self.match_kind, self.source);
        put("page", &self.slug, "slug");
        for line in self.names.iter().chain(&self.identifiers).chain(&self.facts) {
            put(&line.kind, &line.value, line.source);
        }
        if self.suspect {
            text.push_str("  a likely misspelling: never linked\n");
        }
        if self.ambient {
            text.push_str(
                "  a substance of every day or of the body: never proposed, never linked\n",
            );
        }
        text
    }
}
