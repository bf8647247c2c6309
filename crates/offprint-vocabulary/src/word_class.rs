//! What a word may be by itself, whatever stands around it: most words of a text are nothing to any
//! layer.
//!
//! The same words come again and again, so what was found out of one is remembered, on each thread.
//! The memory saves work and changes nothing: what it holds is a function of the word.

use std::cell::RefCell;

use crate::inn_stem as stem;
use crate::passes::{chemical, misspelling};
use crate::table::TableCursor;
use crate::token::{Token, TokenShape, fold_text};

/// Words that hardly an English sentence is without.
const ENGLISH: &[&str] = &[
    "a", "and", "are", "by", "for", "from", "in", "is", "of", "on", "that", "the", "to", "was",
    "were", "with",
];

/// What a word may be.
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
    /// One slip away from the name of a drug.
    pub(crate) const TYPO: Self = Self(16);
    /// The first word of an acid: "salicylic".
    pub(crate) const ACID: Self = Self(32);
    /// One of the commonest words of English.
    pub(crate) const ENGLISH: Self = Self(64);
    /// Something that the first layers must look at: all of the above but English, what goes beyond
    /// ASCII, and what only its neighbours or the site can tell. This one alone is no function of
    /// the word, and not remembered.
    pub(crate) const CANDIDATE: Self = Self(128);

    /// Whether any of these is among them.
    pub(crate) fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// These and those.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn when(self, holds: bool) -> Self {
        if holds { self } else { Self(0) }
    }

    fn of(token: &Token, written: &str) -> Self {
        let mut walk = TableCursor::new();
        let mut known = true;
        fold_text(written, |byte| known = known && walk.step(byte));
        let mut word_classes = Self::NAME.when(known && walk.pattern().is_some()).0
            | Self::FIRST.when(known && walk.step(b' ')).0;
        if token.shape == TokenShape::Word {
            let word = written.to_ascii_lowercase();
            word_classes |= Self::STEM.when(stem::has_drug_stem(written, &word)).0
                | Self::CHEMICAL.when(chemical::is_chemical(written)).0
                | Self::TYPO.when(misspelling::is_likely_typo(&word)).0
                | Self::ACID.when(chemical::is_acid(written)).0
                | Self::ENGLISH.when(ENGLISH.contains(&word.as_str())).0;
        }
        Self(word_classes)
    }
}

/// Places in the memory: two to this many.
const MEMORY_BITS: u32 = 13;

/// What words may be, by their hashes: the bits of [`WordClass`] stand in place of the lowest of
/// the hash. Each place takes two words, the last first: with one, two common words of one place
/// would drive each other out all the time.
struct WordCache(Vec<[u64; 2]>);

/// The bits of a hash that [`WordClass`] takes.
const USES: u64 = 0x7f;

impl WordCache {
    fn new() -> Self {
        let mut places = vec![[0; 2]; 1 << MEMORY_BITS];
        // The highest bits of a hash are its place: so zero is nobody's but the first one's.
        places[0] = [!0; 2];
        Self(places)
    }

    fn get_or(&mut self, hash: u64, find: impl FnOnce() -> WordClass) -> WordClass {
        let place = &mut self.0[(hash >> (64 - MEMORY_BITS)) as usize];
        let known = place.iter().find(|known| **known & !USES == hash & !USES).copied();
        let known = known.unwrap_or_else(|| {
            *place = [hash & !USES | u64::from(find().0), place[0]];
            place[0]
        });
        WordClass((known & USES) as u8)
    }
}

thread_local! {
    static MEMORY: RefCell<WordCache> = RefCell::new(WordCache::new());
}

/// Puts what each token of a text may be into a list. `may_begin` tells whether a name of the site
/// may begin with a token.
pub(crate) fn classify_words(
    text: &str,
    tokens: &[Token],
    may_begin: impl Fn(&Token) -> bool,
    word_classes: &mut Vec<WordClass>,
) {
    const OTHERS: u8 = !(WordClass::ENGLISH.0 | WordClass::CANDIDATE.0);
    MEMORY.with_borrow_mut(|memory| {
        // A code is letters before a number, so a word is notable if a number follows.
        let mut is_before_number = false;
        word_classes.extend(tokens.iter().rev().map(|token| {
            let find = || WordClass::of(token, &text[token.start as usize..token.end as usize]);
            let known = if token.capitals {
                // Capitals inside a word mean something, and are rare: "MDMA", "SolTab".
                find()
            } else {
                // "α" and "alpha" have one hash, but only one of them is a word of plain letters.
                memory.get_or(
                    if token.shape == TokenShape::Foreign { !token.hash } else { token.hash },
                    find,
                )
            };
            let is_notable = known.0 & OTHERS != 0
                || is_before_number
                || token.shape == TokenShape::Foreign
                || may_begin(token);
            is_before_number = token.shape == TokenShape::Number;
            known.or(WordClass::CANDIDATE.when(is_notable))
        }));
    });
    word_classes.reverse();
}

/// The next place from `at` on that the first layers must look at.
pub(crate) fn next_candidate_word(word_classes: &[WordClass], at: usize) -> Option<usize> {
    word_classes[at..]
        .iter()
        .position(|word_classes| word_classes.any(WordClass::CANDIDATE))
        .map(|length| at + length)
}
