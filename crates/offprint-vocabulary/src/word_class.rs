//! What a word may be on its own, whatever is around it. Most words of a text are irrelevant to
//! every pass, so passes look only at the words that this module marks.
//!
//! Texts repeat the same words, so each thread caches what it found out about a word. The cache
//! saves work and never changes the result: its entries depend on the word alone.

use std::cell::RefCell;

use crate::table::{self, TableCursor};
use crate::token::{Token, TokenShape, fold_text};
use crate::word_lists::WORDS;
use crate::{chemistry, inn_stem, typo};

/// What a word may be: a set of classes, one bit for each.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct WordClass(u8);

impl WordClass {
    /// A name of the table.
    pub(crate) const NAME: Self = Self(1);
    /// The first word of a longer name of the table.
    pub(crate) const FIRST: Self = Self(2);
    /// A new name, by its stem.
    pub(crate) const STEM: Self = Self(4);
    /// A chemical name.
    pub(crate) const CHEMICAL: Self = Self(8);
    /// One edit away from the name of a drug.
    pub(crate) const TYPO: Self = Self(16);
    /// The first word of the name of an acid: "salicylic".
    pub(crate) const ACID: Self = Self(32);
    /// One of the most frequent English words.
    pub(crate) const ENGLISH: Self = Self(64);
    /// A word at which a candidate may begin: one with any other class but English, one with
    /// letters beyond ASCII, one before a number, or one that begins a name of the site. The last
    /// two depend on more than the word, so this class is not cached.
    pub(crate) const CANDIDATE: Self = Self(128);

    /// Whether the word has any of these classes.
    pub(crate) fn has_any(self, classes: Self) -> bool {
        self.0 & classes.0 != 0
    }

    /// The classes of both sets.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This set if a condition holds, else the empty one.
    fn when(self, holds: bool) -> Self {
        if holds { self } else { Self(0) }
    }

    /// The classes of a word, except [`Self::CANDIDATE`].
    fn of(token: &Token, written: &str) -> Self {
        let mut cursor = TableCursor::new();
        let mut is_in_table = true;
        fold_text(written, |byte| is_in_table = is_in_table && cursor.step(byte));
        let is_name = is_in_table && cursor.pattern().is_some();
        let mut classes = Self::NAME.when(is_name || table::plural_of_name(written).is_some()).0
            | Self::FIRST.when(is_in_table && cursor.step(b' ')).0;
        if token.shape == TokenShape::Word {
            let word = written.to_ascii_lowercase();
            classes |= Self::STEM.when(inn_stem::has_drug_stem(written, &word)).0
                | Self::CHEMICAL.when(chemistry::is_chemical(written)).0
                | Self::TYPO.when(typo::is_likely_typo(&word)).0
                | Self::ACID.when(chemistry::may_name_acid(written)).0
                | Self::ENGLISH.when(WORDS.common_english.contains(&word)).0;
        }
        Self(classes)
    }
}

/// The cache has two to this many slots.
const CACHE_BITS: u32 = 13;

/// The lowest bits of a cached hash, which store the [`WordClass`] instead.
const CLASS_BITS: u64 = 0x7f;

/// The classes of words by their hashes. Each slot stores two words, the last one first: with one,
/// two frequent words of the same slot would replace each other all the time.
struct WordCache(Vec<[u64; 2]>);

impl WordCache {
    fn new() -> Self {
        let mut slots = vec![[0; 2]; 1 << CACHE_BITS];
        // The highest bits of a hash select its slot, so an empty entry can only be mistaken for a
        // word in the first slot.
        slots[0] = [!0; 2];
        Self(slots)
    }

    fn get_or_insert(&mut self, hash: u64, classify: impl FnOnce() -> WordClass) -> WordClass {
        let slot = &mut self.0[(hash >> (64 - CACHE_BITS)) as usize];
        let cached = slot.iter().find(|entry| **entry & !CLASS_BITS == hash & !CLASS_BITS).copied();
        let cached = cached.unwrap_or_else(|| {
            *slot = [hash & !CLASS_BITS | u64::from(classify().0), slot[0]];
            slot[0]
        });
        WordClass((cached & CLASS_BITS) as u8)
    }
}

thread_local! {
    static CACHE: RefCell<WordCache> = RefCell::new(WordCache::new());
}

/// Appends the classes of each token of a text to a list. `may_begin_site_name` says whether a name
/// of the site may begin with a token.
pub(crate) fn classify_words(
    text: &str,
    tokens: &[Token],
    may_begin_site_name: impl Fn(&Token) -> bool,
    word_classes: &mut Vec<WordClass>,
) {
    const ALL_BUT_ENGLISH: WordClass = WordClass(!(WordClass::ENGLISH.0 | WordClass::CANDIDATE.0));
    CACHE.with_borrow_mut(|cache| {
        // A code is letters before a number, so a word before a number may begin a candidate.
        let mut is_before_number = false;
        word_classes.extend(tokens.iter().rev().map(|token| {
            let classify = || WordClass::of(token, &text[token.start as usize..token.end as usize]);
            let classes = if token.has_inner_capitals {
                // Capitals inside a word are significant and rare ("MDMA", "SolTab"); hashes ignore
                // them.
                classify()
            } else {
                // "α" and "alpha" have the same hash, but only one of them has only ASCII letters.
                let is_foreign = token.shape == TokenShape::Foreign;
                cache.get_or_insert(if is_foreign { !token.hash } else { token.hash }, classify)
            };
            let is_candidate = classes.has_any(ALL_BUT_ENGLISH)
                || is_before_number
                || token.shape == TokenShape::Foreign
                || may_begin_site_name(token);
            is_before_number = token.shape == TokenShape::Number;
            classes.or(WordClass::CANDIDATE.when(is_candidate))
        }));
    });
    word_classes.reverse();
}

/// The next word from `at` on at which a candidate may begin.
pub(crate) fn next_candidate_word(word_classes: &[WordClass], at: usize) -> Option<usize> {
    word_classes[at..]
        .iter()
        .position(|classes| classes.has_any(WordClass::CANDIDATE))
        .map(|distance| at + distance)
}
