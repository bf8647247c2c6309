//! [`Terms`]: the drugs, the tags, and the terms of other groups: which there are, what they are
//! called, and which articles belong to them.
//!
//! A term is one thing however it is called: all names that its file gives lead to it, and names
//! that differ only in case, white space or kind of dash are one name. A term without a file exists
//! because an article names it. Names of drugs that no file gives are looked up in the vocabulary,
//! so that `Spravato` and `(S)-ketamine` meet without one.

use rustc_hash::FxHashMap;

use super::card::TermRef;
use super::profile::Profile;
use super::spelling::Spellings;
use crate::cached_value::CachedValue;
use crate::library::DocId;
use crate::route::Route;
use offprint_base::{Hashed, name_key, slugify};
use offprint_vocabulary::Vocabulary;

/// A term's number in its group: good within one build.
pub type TermId = usize;

/// One group of terms.
#[derive(Debug)]
pub struct Terms {
    /// The page that lists them.
    pub index: Route,
    /// The terms, by name.
    pub list: Vec<Term>,
    /// Every name, folded, and every slug of a name.
    pub(super) names: FxHashMap<String, TermId>,
    /// What the vocabulary says of the names that no file gives.
    pub(super) vocabulary_names: NameCache,
    /// The names that documents give.
    pub(super) spellings: Spellings,
}

/// The drug and the slug that the vocabulary gives for each name. Looking up a name is slow, so the
/// answers are reused by the next build.
pub(super) type NameCache = FxHashMap<String, Option<(String, String)>>;

/// One term.
#[derive(Debug)]
pub struct Term {
    /// What it is called.
    pub name: String,
    /// Its page.
    pub route: Route,
    /// As a link.
    pub link: Hashed<CachedValue<TermRef>>,
    /// Its file, if it has one.
    pub document: Option<DocId>,
    /// Its articles, newest first.
    pub articles: Vec<DocId>,
    /// How many of them have a date: only these can be in a feed.
    pub dated: usize,
    /// Slugs of its other names.
    pub other_slugs: Vec<String>,
    /// What is known of it, if it is a drug.
    pub profile: Option<Hashed<Profile>>,
    /// The number of its class among those of the site, if it is a drug of one.
    pub class: Option<usize>,
    /// Terms of its group that its file names as related.
    pub related: Vec<TermId>,
    /// Drugs that stand on the same articles, with the number of articles; most first.
    pub drugs_with: Vec<(TermId, usize)>,
    /// Tags, likewise.
    pub tags_with: Vec<(TermId, usize)>,
}

impl Terms {
    /// The term that a name means.
    pub fn term_of_name(&self, name: &str) -> Option<TermId> {
        self.names.get(&name_key(name)).or_else(|| self.names.get(&slugify(name))).copied()
    }

    /// The names that documents give.
    pub(super) fn spellings(&self) -> &Spellings {
        &self.spellings
    }

    /// The term of a folded name or of a slug.
    pub(super) fn term_of_key(&self, key: &str) -> Option<TermId> {
        self.names.get(key).copied()
    }

    /// Every folded name and slug, and its term, in no order.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, TermId)> {
        self.names.iter().map(|(name, term)| (name.as_str(), *term))
    }

    /// The same for a drug, which may also be called by a name that only the vocabulary knows.
    pub(super) fn drug_of_name(&self, name: &str, vocabulary: &Vocabulary) -> Option<TermId> {
        self.term_of_name(name).or_else(|| self.term_of_name(&vocabulary.find_listed(name)?.0))
    }

    /// Every name there is, folded, in no order: for "did you mean".
    pub(super) fn known_names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }
}

/// The terms of each document.
#[derive(Debug)]
pub struct TermsOf {
    /// For each group, where the terms of each document stand in `all`.
    pub(super) spans: Vec<Vec<(u32, u32)>>,
    /// For each group, the terms of one article after the other.
    pub(super) all: Vec<Vec<TermId>>,
}

impl TermsOf {
    pub(super) fn new(groups: usize, documents: usize) -> Self {
        Self { spans: vec![vec![(0, 0); documents]; groups], all: vec![Vec::new(); groups] }
    }

    /// The terms of a document in a group, in the order in which it names them.
    pub fn get(&self, id: DocId, group: usize) -> &[TermId] {
        let Some((start, end)) = self.spans.get(group).map(|spans| spans[id]) else { return &[] };
        &self.all[group][start as usize..end as usize]
    }

    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.spans.len()
    }
}
