//! A text while its drugs are recognised: the text, its tokens, and the candidates found so far.
//!
//! Each pass reads and changes this one value. It knows nothing of the passes.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use crate::candidate::{Candidate, EntityId};
use crate::site_names::SiteNames;
use crate::table;
use crate::token::{Token, tokenize_into};
use crate::word_class::{WordClass, classify_words};

/// Texts with fewer tokens are too short to identify the language: they are treated as English.
pub(crate) const SHORTEST_IDENTIFIABLE: usize = 40;

/// At least one token in this many is one of the most frequent English words in an English text.
/// Drug labels and lists have few of them, so the limit is low.
const TOKENS_PER_ENGLISH_WORD: usize = 14;

/// How many tokens are enough to identify the language.
pub(crate) const LANGUAGE_SAMPLE: usize = 2000;

fn is_english(word_classes: &[WordClass]) -> bool {
    if word_classes.len() < SHORTEST_IDENTIFIABLE {
        return true;
    }
    let sample = &word_classes[..word_classes.len().min(LANGUAGE_SAMPLE)];
    let english = sample.iter().filter(|classes| classes.has_any(WordClass::ENGLISH)).count();
    english * TOKENS_PER_ENGLISH_WORD >= sample.len()
}

/// A text under recognition.
pub(crate) struct Recognition<'t> {
    /// The text.
    pub(crate) text: &'t str,
    /// Its tokens, in order.
    pub(crate) tokens: Vec<Token>,
    /// What each token may be on its own.
    pub(crate) word_classes: Vec<WordClass>,
    /// What was found so far, in the order of the text, never overlapping.
    pub(crate) candidates: Vec<Candidate>,
    /// Names in no list, by [`EntityId::New`].
    pub(crate) new_names: Vec<String>,
    new_name_numbers: FxHashMap<String, u32>,
    /// Whether the text is English. In other languages words have other endings, and brands may be
    /// ordinary words.
    pub(crate) is_english: bool,
    /// The names of the site's drugs.
    pub(crate) site: &'t SiteNames,
}

thread_local! {
    /// The lists of the last text, for the next one: touching new memory costs more than reading a
    /// text.
    static SCRATCH: Cell<(Vec<Token>, Vec<WordClass>)> = const { Cell::new((Vec::new(), Vec::new())) };
}

/// The longest lists that a thread keeps for the next text, in tokens.
const LONGEST_SCRATCH: usize = 1 << 16;

impl Drop for Recognition<'_> {
    fn drop(&mut self) {
        if self.tokens.capacity() <= LONGEST_SCRATCH {
            SCRATCH.set((std::mem::take(&mut self.tokens), std::mem::take(&mut self.word_classes)));
        }
    }
}

impl<'t> Recognition<'t> {
    /// A text with its tokens, and no candidates yet.
    pub(crate) fn new(text: &'t str, site: &'t SiteNames) -> Self {
        let (mut tokens, mut word_classes) = SCRATCH.take();
        tokens.clear();
        word_classes.clear();
        tokenize_into(text, &mut tokens);
        classify_words(text, &tokens, |token| site.may_begin_name(token), &mut word_classes);
        let is_english = is_english(&word_classes);
        Self {
            text,
            tokens,
            word_classes,
            candidates: Vec::new(),
            new_names: Vec::new(),
            new_name_numbers: FxHashMap::default(),
            is_english,
            site,
        }
    }

    /// A token as it is written; empty beyond the last one.
    pub(crate) fn written(&self, token: usize) -> &'t str {
        self.tokens
            .get(token)
            .map_or("", |token| &self.text[token.start as usize..token.end as usize])
    }

    /// The text between a token and the next.
    pub(crate) fn gap_after(&self, token: usize) -> &'t str {
        match (self.tokens.get(token), self.tokens.get(token + 1)) {
            (Some(left), Some(right)) => &self.text[left.end as usize..right.start as usize],
            _ => "",
        }
    }

    /// The text of a candidate.
    pub(crate) fn name_of(&self, candidate: &Candidate) -> &'t str {
        &self.text[candidate.start..candidate.end]
    }

    /// The entity of a name that is in no list: the same one each time.
    pub(crate) fn new_entity(&mut self, name: &str) -> EntityId {
        if let Some(number) = self.new_name_numbers.get(name) {
            return EntityId::New(*number);
        }
        let number = self.new_names.len() as u32;
        self.new_names.push(name.to_owned());
        self.new_name_numbers.insert(name.to_owned(), number);
        EntityId::New(number)
    }

    /// Adds what a pass found.
    pub(crate) fn add_candidates(&mut self, found: Vec<Candidate>) {
        if !found.is_empty() {
            self.candidates.extend(found);
            self.candidates.sort_by_key(|candidate| (candidate.start, candidate.end));
        }
    }

    /// The index of the first candidate that ends after a byte.
    pub(crate) fn first_candidate_after(&self, at: usize) -> usize {
        self.candidates.partition_point(|candidate| candidate.end <= at)
    }

    /// Whether no candidate has any of these bytes.
    pub(crate) fn is_free(&self, start: usize, end: usize) -> bool {
        let next = self.first_candidate_after(start);
        self.candidates.get(next).is_none_or(|candidate| candidate.start >= end)
    }

    /// The drug of the table that an entity is.
    pub(crate) fn table_number(&self, entity: EntityId) -> Option<u16> {
        match entity {
            EntityId::Table(number) => Some(number),
            EntityId::Site(index) => self.site.drugs.get(index as usize)?.number,
            EntityId::New(_) => None,
        }
    }

    /// The canonical name of an entity.
    pub(crate) fn canonical_name(&self, entity: EntityId) -> &str {
        match entity {
            EntityId::Table(number) => table::canonical_name(number),
            EntityId::Site(index) => {
                self.site.drugs.get(index as usize).map_or("", |drug| &drug.name)
            }
            EntityId::New(number) => self.new_names.get(number as usize).map_or("", String::as_str),
        }
    }
}
