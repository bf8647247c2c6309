//! [`Terms`]: the drugs, the tags, and the terms of other groups, with their names and their
//! articles.
//!
//! A term is one thing, whatever it is called: all names in its file refer to it, and names with
//! the same [`term_key`] are the same name: URLs never decide, so that HER2+ and HER2− are two terms. A term without a file exists
//! because an article names it. Names of drugs that no file defines are looked up in the
//! vocabulary, so that `Spravato` and `(S)-ketamine` refer to the same drug without a file.

use rustc_hash::FxHashMap;

use super::card::TermRef;
use super::profile::Profile;
use super::spelling::Spellings;
use crate::cached_value::CachedValue;
use crate::config::Membership;
use crate::library::DocId;
use crate::route::Route;
use offprint_base::{Hashed, term_key};
use offprint_vocabulary::Vocabulary;

/// The number of a term in its group: valid within one build.
pub type TermId = usize;

/// One group of terms.
#[derive(Debug)]
pub struct Terms {
    /// The page that lists them.
    pub index: Route,
    /// Which articles belong to a term.
    pub membership: Membership,
    /// The terms, by name; issues from the newest to the oldest.
    pub list: Vec<Term>,
    /// The key of every name and of every slug.
    pub(super) names: FxHashMap<String, TermId>,
    /// The vocabulary's results for the names that no file defines.
    pub(super) vocabulary_names: NameCache,
    /// The names in documents.
    pub(super) spellings: Spellings,
}

/// The vocabulary's drug for each name. Looking up a name is slow, so the answers are reused by the
/// next build.
pub(super) type NameCache = FxHashMap<String, Option<KnownDrug>>;

/// A drug of the vocabulary that an article names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct KnownDrug {
    /// The canonical name.
    pub(super) canonical: String,
    /// The slug of its page.
    pub(super) slug: String,
    /// The name that the site shows: in its language, or the name in the United States.
    pub(super) shown: String,
}

/// One term.
#[derive(Debug)]
pub struct Term {
    /// Its name.
    pub name: String,
    /// Its page.
    pub route: Route,
    /// As a link.
    pub link: Hashed<CachedValue<TermRef>>,
    /// Its file, if it has one.
    pub document: Option<DocId>,
    /// Its articles, newest first; those of a series or an issue in the order of its list.
    pub articles: Vec<DocId>,
    /// How many of them have a date: only these can appear in a feed.
    pub dated: usize,
    /// Slugs of its other names.
    pub other_slugs: Vec<String>,
    /// Its details, if it is a drug.
    pub profile: Option<Hashed<Profile>>,
    /// The indices of its classes among those of the site, if it is a drug.
    pub classes: Vec<usize>,
    /// Terms of its group that its file names as related.
    pub related: Vec<TermId>,
    /// Drugs on the same articles, with the number of articles; highest first.
    pub drugs_with: Vec<(TermId, usize)>,
    /// Tags on the same articles, likewise.
    pub tags_with: Vec<(TermId, usize)>,
}

impl Term {
    /// Its name within a sentence.
    pub fn name_in_text(&self) -> &str {
        self.profile.as_ref().map_or(&self.name, |profile| &profile.name_in_text)
    }
}

impl Terms {
    /// Whether the group has a page that lists its terms. Every site has drugs and tags, but not
    /// every site has issues.
    pub fn has_index(&self) -> bool {
        self.membership == Membership::Named || !self.list.is_empty()
    }

    /// The term that a name refers to.
    pub fn term_of_name(&self, name: &str) -> Option<TermId> {
        self.names.get(&term_key(name)).copied()
    }

    /// Whether a folded name refers to a term.
    pub fn is_name_of(&self, key: &str, term: TermId) -> bool {
        self.names.get(key) == Some(&term)
    }

    /// The names in documents.
    pub(super) fn spellings(&self) -> &Spellings {
        &self.spellings
    }

    /// The term of a folded name or of a slug.
    pub(super) fn term_of_key(&self, key: &str) -> Option<TermId> {
        self.names.get(key).copied()
    }

    /// Every folded name and slug, and its term, in no particular order.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, TermId)> {
        self.names.iter().map(|(name, term)| (name.as_str(), *term))
    }

    /// The same for a drug, which may also be referred to by a name that only the vocabulary knows.
    pub(super) fn drug_of_name(&self, name: &str, vocabulary: &Vocabulary) -> Option<TermId> {
        self.term_of_name(name).or_else(|| self.term_of_name(&vocabulary.find_listed(name)?.0))
    }

    /// Every known name, folded, in no particular order: for "did you mean".
    pub(super) fn known_names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }
}

/// The terms of each document.
#[derive(Debug)]
pub struct TermsOf {
    /// For each group, the range of the terms of each document in `all`.
    pub(super) spans: Vec<Vec<(u32, u32)>>,
    /// For each group, the terms of all articles, one article after another.
    pub(super) all: Vec<Vec<TermId>>,
}

impl TermsOf {
    pub(super) fn new(groups: usize, documents: usize) -> Self {
        Self { spans: vec![vec![(0, 0); documents]; groups], all: vec![Vec::new(); groups] }
    }

    /// The terms of a document in a group, in the order of the document.
    pub fn get(&self, id: DocId, group: usize) -> &[TermId] {
        let Some((start, end)) = self.spans.get(group).map(|spans| spans[id]) else { return &[] };
        &self.all[group][start as usize..end as usize]
    }

    /// The number of groups.
    pub fn groups(&self) -> usize {
        self.spans.len()
    }
}
