//! Which drugs a text is about, the most relevant first.
//!
//! A score adds up where and how often a text mentions a drug; a drug is a subject of the text if
//! its score is close to the best one and the evidence is strong enough. Ambient substances and
//! classes take no part.
//!
//! # The weights
//!
//! All weights are in [`WEIGHTS`] and all thresholds in [`THRESHOLDS`]. They were set by hand, as
//! round numbers: a title states the subject (3), everything else decides between drugs that the
//! title does not mention. They were not fitted to any corpus.
//!
//! They were validated on the 307 abstracts of a development set of 500 (BC5CDR, annotated by hand)
//! whose titles name a drug and whose texts mention at least two: the drugs of the title had to be
//! predicted as subjects from the text without the title.
//!
//! | rule | best drug is right | precision | recall | F1 |
//! |---|---|---|---|---|
//! | every drug is a subject | .515 | .422 | 1.000 | .593 |
//! | the first drug | .840 | .840 | .533 | .652 |
//! | the most frequent drugs | .902 | .870 | .676 | .760 |
//! | these weights | .919 | .833 | .816 | .825 |
//!
//! Without one of the weights F1 falls by .002 to .011 (`count` matters most), except for `title`
//! and `heading`, which this test cannot measure: it has neither. The README says how to repeat the
//! measurement.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::candidate::MatchKind;
use crate::mention::{DrugMention, MentionKind};
use crate::vocabulary::Vocabulary;
use crate::word_lists::WORDS;

/// What each piece of evidence adds to the score of a drug.
struct RelevanceWeights {
    /// The title mentions it.
    title: f64,
    /// A heading mentions it.
    heading: f64,
    /// The summary mentions it.
    summary: f64,
    /// The beginning of the body mentions it.
    lead: f64,
    /// Its share of all mentions in the body, from 0 to 1.
    share: f64,
    /// The binary logarithm of one more than its mentions in the body.
    count: f64,
    /// The share of the four quarters of the body that mention it.
    spread: f64,
    /// The end of the body mentions it.
    end: f64,
    /// How early it is mentioned first: 1 at the beginning of the body, 0 at its end.
    earliness: f64,
}

/// See the documentation of this module for their origin.
const WEIGHTS: RelevanceWeights = RelevanceWeights {
    title: 3.0,
    heading: 1.0,
    summary: 1.0,
    lead: 1.0,
    share: 2.0,
    count: 0.5,
    spread: 0.5,
    end: 0.5,
    earliness: 0.5,
};

/// Limits for what counts as evidence, and for the relevance that a score gives.
struct RelevanceThresholds {
    /// The lead is this share of the body …
    lead_share: f64,
    /// … but at least this many bytes.
    shortest_lead: f64,
    /// The end of the body begins at this share of it.
    end_start: f64,
    /// A subject has at least this share of the best score, and is in the title, …
    subject_score: f64,
    /// … or has this share of all mentions, …
    subject_share: f64,
    /// … or is in the lead and has this many mentions.
    subject_count: usize,
    /// A secondary drug is in a heading, or has at least this share of the best score …
    secondary_score: f64,
    /// … and this many mentions.
    secondary_count: usize,
}

/// See the documentation of this module for their origin.
const THRESHOLDS: RelevanceThresholds = RelevanceThresholds {
    lead_share: 0.15,
    shortest_lead: 300.0,
    end_start: 0.8,
    subject_score: 0.6,
    subject_share: 0.25,
    subject_count: 5,
    secondary_score: 0.35,
    secondary_count: 2,
};

/// Up to this many drugs are proposed even if the text only mentions them.
const SHORT_LIST: usize = 5;

/// How relevant a drug is to a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Relevance {
    /// The text is about it.
    Subject,
    /// The text compares it or discusses it at length.
    Secondary,
    /// The text only mentions it.
    Mentioned,
}

/// A drug that a text mentions, and how relevant it is.
#[derive(Clone, Debug, PartialEq)]
pub struct RankedDrug {
    /// The canonical name of the drug.
    pub canonical: String,
    /// The slug of its page.
    pub slug: String,
    /// The score, in hundredths. Scores of different texts cannot be compared.
    pub score: u32,
    /// How often the body mentions it.
    pub count: usize,
    /// How relevant it is to the text.
    pub relevance: Relevance,
}

/// The parts of a text that count differently, as byte ranges of it.
#[derive(Clone, Default, Debug)]
pub struct TextZones {
    /// The title.
    pub title: Range<usize>,
    /// The summary, if there is one.
    pub summary: Range<usize>,
    /// The body, without lists of references.
    pub body: Range<usize>,
    /// The headings of the body.
    pub headings: Vec<Range<usize>>,
}

/// Where and how often a text mentions one drug.
#[derive(Default)]
struct MentionCounts {
    slug: String,
    title: bool,
    summary: bool,
    heading: bool,
    /// The positions of all mentions in the body, in order, as shares of its length.
    positions: Vec<f64>,
}

impl MentionCounts {
    fn count(&self) -> usize {
        self.positions.len()
    }

    fn is_in_lead(&self, lead: f64) -> bool {
        self.positions.first().is_some_and(|first| *first < lead)
    }

    /// The score of the drug, if the body has `total` mentions of drugs.
    fn score(&self, lead: f64, total: f64) -> f64 {
        let one_if = |holds: bool| if holds { 1.0 } else { 0.0 };
        let count = self.count() as f64;
        let quarters = self
            .positions
            .iter()
            .fold(0_u8, |quarters, position| quarters | 1 << ((position * 4.0) as u8).min(3))
            .count_ones();
        let is_at_end = self.positions.last().is_some_and(|last| *last > THRESHOLDS.end_start);
        WEIGHTS.title * one_if(self.title)
            + WEIGHTS.heading * one_if(self.heading)
            + WEIGHTS.summary * one_if(self.summary)
            + WEIGHTS.lead * one_if(self.is_in_lead(lead))
            + WEIGHTS.share * count / total
            + WEIGHTS.count * (1.0 + count).log2()
            + WEIGHTS.spread * f64::from(quarters) / 4.0
            + WEIGHTS.end * one_if(is_at_end)
            + WEIGHTS.earliness * self.positions.first().map_or(0.0, |first| 1.0 - first)
    }

    /// The relevance of the drug, given its own score and the best one of the text.
    fn relevance(&self, score: f64, best: f64, lead: f64, total: f64) -> Relevance {
        let is_prominent = self.title
            || self.count() as f64 / total >= THRESHOLDS.subject_share
            || self.count() >= THRESHOLDS.subject_count && self.is_in_lead(lead);
        if score >= THRESHOLDS.subject_score * best && is_prominent {
            Relevance::Subject
        } else if score >= THRESHOLDS.secondary_score * best
            && self.count() >= THRESHOLDS.secondary_count
            || self.heading
        {
            Relevance::Secondary
        } else {
            Relevance::Mentioned
        }
    }
}

impl Vocabulary {
    /// The drugs that a text mentions, the most relevant first.
    pub fn rank_drugs(
        &self,
        text: &str,
        mentions: &[DrugMention<'_>],
        zones: &TextZones,
    ) -> Vec<RankedDrug> {
        let length = zones.body.len().max(1) as f64;
        let lead = (THRESHOLDS.shortest_lead / length).max(THRESHOLDS.lead_share);
        let (names, counts) = count_mentions(text, mentions, zones);
        let total: usize = counts.values().map(MentionCounts::count).sum();
        let total = total.max(1) as f64;
        let mut scored: Vec<(f64, &str, &MentionCounts)> = names
            .iter()
            .filter_map(|name| counts.get(name).map(|counts| (*name, counts)))
            .map(|(name, counts)| (counts.score(lead, total), name, counts))
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        let best = scored.first().map_or(0.0, |(score, ..)| *score);
        scored
            .into_iter()
            .map(|(score, name, counts)| RankedDrug {
                canonical: name.to_owned(),
                slug: counts.slug.clone(),
                score: (score * 100.0).round() as u32,
                count: counts.count(),
                relevance: counts.relevance(score, best, lead, total),
            })
            .collect()
    }

    /// The drugs to propose for front matter: those that the text is about or discusses, and the
    /// others while the list is short. Drugs that are only mentioned by a misspelling or by a
    /// single unknown code are not proposed.
    pub fn drugs_to_propose(ranked: &[RankedDrug], mentions: &[DrugMention<'_>]) -> Vec<String> {
        ranked
            .iter()
            .enumerate()
            .filter(|(at, drug)| drug.relevance < Relevance::Mentioned || *at < SHORT_LIST)
            .filter(|(_, drug)| {
                mentions.iter().any(|mention| {
                    mention.canonical == drug.canonical
                        && !mention.suspect
                        && (mention.match_kind != MatchKind::NewCode || drug.count >= 2)
                })
            })
            .map(|(_, drug)| drug.canonical.clone())
            .collect()
    }
}

/// The names of the drugs of a text in the order of their first mentions, and the counts of each.
fn count_mentions<'m>(
    text: &str,
    mentions: &'m [DrugMention<'_>],
    zones: &TextZones,
) -> (Vec<&'m str>, FxHashMap<&'m str, MentionCounts>) {
    let length = zones.body.len().max(1) as f64;
    let mut names: Vec<&str> = Vec::new();
    let mut counts_by_name: FxHashMap<&str, MentionCounts> = FxHashMap::default();
    for mention in mentions {
        if mention.kind == MentionKind::Class || mention.ambient {
            continue;
        }
        let counts = counts_by_name.entry(&mention.canonical).or_insert_with(|| {
            names.push(&mention.canonical);
            MentionCounts { slug: mention.slug().into_owned(), ..MentionCounts::default() }
        });
        let start = mention.start;
        counts.title |= zones.title.contains(&start) && !names_something_else(text, mention.end);
        counts.summary |= zones.summary.contains(&start);
        counts.heading |= zones.headings.iter().any(|heading| heading.contains(&start));
        if zones.body.contains(&start) {
            counts.positions.push((start - zones.body.start) as f64 / length);
        }
    }
    (names, counts_by_name)
}

/// Whether the text after a name in a title shows that something related is meant:
/// "ketamine-related", "a ketamine alternative".
fn names_something_else(text: &str, end: usize) -> bool {
    /// Longer words are not in the list.
    const LONGEST_WORD: usize = 16;
    text[end..].strip_prefix(['-', ' ', '\u{2011}', '\u{2010}']).is_some_and(|rest| {
        let word: String =
            rest.chars().take_while(|c| c.is_alphabetic()).take(LONGEST_WORD).collect();
        WORDS.title_neighbours.contains(&word.to_lowercase())
    })
}
