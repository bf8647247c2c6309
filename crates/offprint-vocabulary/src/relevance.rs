//! Subject or mention: which drugs a text is about, most relevant first.
//!
//! A score is made of where and how often a drug is named: the title counts most, then headings and
//! the beginning, then its share of all mentions, how often, how far spread, and whether the end
//! names it again. Substances of every day, classes and misspellings take no part.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::{DrugMention, MatchKind, MentionKind, Vocabulary};

/// A drug that a text names, and how much it is about it.
#[derive(Clone, Debug, PartialEq)]
pub struct RankedDrug {
    /// The drug's canonical name.
    pub canonical: String,
    /// The page's slug.
    pub slug: String,
    /// The score, in hundredths.
    pub score: u32,
    /// How often the body names it.
    pub count: usize,
    /// What it is to the text.
    pub relevance: Relevance,
}

/// What a drug is to a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Relevance {
    /// The text is about it.
    Subject,
    /// Compared or spoken of at length.
    Secondary,
    /// Named in passing.
    Mentioned,
}

/// The parts of a text that weigh differently, as byte ranges of it.
#[derive(Clone, Default, Debug)]
pub struct TextZones {
    /// The title, and whatever says the same (a summary's first words do not).
    pub title: Range<usize>,
    /// The summary, if there is one.
    pub summary: Range<usize>,
    /// The body, without lists of references.
    pub body: Range<usize>,
    /// The headings of the body.
    pub headings: Vec<Range<usize>>,
}

/// What is counted for one drug.
#[derive(Default)]
struct MentionCounts {
    slug: String,
    title: bool,
    summary: bool,
    heading: bool,
    places: Vec<f64>,
}

/// Words behind a name by which a title speaks of something else: "ketamine-related", "a ketamine
/// alternative".
const BESIDE: &[&str] = &[
    "related",
    "like",
    "derived",
    "based",
    "alternative",
    "analog",
    "analogue",
    "derivative",
    "free",
    "naive",
];

/// As many drugs as a short list may hold, so that those named in passing are proposed too.
const SHORT_LIST: usize = 5;

impl Vocabulary {
    /// The drugs of a text, most relevant first.
    pub fn rank_drugs(
        &self,
        text: &str,
        mentions: &[DrugMention<'_>],
        zones: &TextZones,
    ) -> Vec<RankedDrug> {
        let length = zones.body.len().max(1) as f64;
        let lead = (300.0 / length).max(0.15);
        let mut order: Vec<&str> = Vec::new();
        let mut counts_by_drug: FxHashMap<&str, MentionCounts> = FxHashMap::default();
        let mut total = 0;
        for mention in mentions {
            if mention.kind == MentionKind::Class || mention.ambient {
                continue;
            }
            let counts = counts_by_drug.entry(&mention.canonical).or_insert_with(|| {
                order.push(&mention.canonical);
                MentionCounts { slug: mention.slug().into_owned(), ..MentionCounts::default() }
            });
            let start = mention.start;
            counts.title |= zones.title.contains(&start) && !is_beside(text, mention.end);
            counts.summary |= zones.summary.contains(&start);
            counts.heading |= zones.headings.iter().any(|heading| heading.contains(&start));
            if zones.body.contains(&start) {
                counts.places.push((start - zones.body.start) as f64 / length);
                total += 1;
            }
        }
        let total = f64::from(total.max(1));
        let one = |fact: bool| if fact { 1.0 } else { 0.0 };
        let mut scored: Vec<(f64, &str, &MentionCounts)> = order
            .iter()
            .filter_map(|name| counts_by_drug.get(name).map(|counts| (*name, counts)))
            .map(|(name, counts)| {
                let count = counts.places.len() as f64;
                let first = counts.places.first().copied();
                let quarters = counts
                    .places
                    .iter()
                    .fold(0_u8, |seen, place| seen | 1 << ((place * 4.0) as u8).min(3))
                    .count_ones();
                let score = 3.0 * one(counts.title)
                    + one(counts.heading)
                    + one(counts.summary)
                    + one(first.is_some_and(|first| first < lead))
                    + 2.0 * count / total
                    + (1.0 + count).log2() / 2.0
                    + 0.5 * f64::from(quarters) / 4.0
                    + 0.5 * one(counts.places.last().is_some_and(|last| *last > 0.8))
                    + 0.5 * first.map_or(0.0, |first| 1.0 - first);
                (score, name, counts)
            })
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let best = scored.first().map_or(0.0, |(score, ..)| *score);
        scored
            .into_iter()
            .map(|(score, name, counts)| {
                let count = counts.places.len();
                let share = count as f64 / total;
                let early = counts.places.first().is_some_and(|first| *first < lead);
                let relevance = if score >= 0.6 * best
                    && (counts.title || share >= 0.25 || count >= 5 && early)
                {
                    Relevance::Subject
                } else if score >= 0.35 * best && count >= 2 || counts.heading {
                    Relevance::Secondary
                } else {
                    Relevance::Mentioned
                };
                RankedDrug {
                    canonical: name.to_owned(),
                    slug: counts.slug.clone(),
                    score: (score * 100.0).round() as u32,
                    count,
                    relevance,
                }
            })
            .collect()
    }

    /// The drugs to propose in front matter: what the text is about or compares, and the rest while
    /// the list is short. What nothing but a misspelling or a guess at a code names is not
    /// proposed.
    pub fn drugs_to_propose(subjects: &[RankedDrug], mentions: &[DrugMention<'_>]) -> Vec<String> {
        subjects
            .iter()
            .enumerate()
            .filter(|(at, subject)| subject.relevance < Relevance::Mentioned || *at < SHORT_LIST)
            .filter(|(_, subject)| {
                mentions.iter().any(|mention| {
                    mention.canonical == subject.canonical
                        && !mention.suspect
                        && (mention.match_kind != MatchKind::NewCode || subject.count >= 2)
                })
            })
            .map(|(_, subject)| subject.canonical.clone())
            .collect()
    }
}

/// Whether what follows a name says that something near to it is meant.
fn is_beside(text: &str, end: usize) -> bool {
    text[end..].strip_prefix(['-', ' ', '\u{2011}', '\u{2010}']).is_some_and(|rest| {
        let word: String = rest.chars().take_while(|c| c.is_alphabetic()).take(16).collect();
        BESIDE.contains(&word.to_lowercase().as_str())
    })
}
