//! What a word may be by itself, whatever stands around it: most words of a text are nothing to any
//! layer.
//!
//! The same words come again and again, so what was found out of one is remembered, on each thread.
//! The memory saves work and changes nothing: what it holds is a function of the word.

use std::cell::RefCell;

use crate::normal::{Shape, Token, fold};
use crate::table::Walk;
use crate::{chemical, misspelling, stem};

/// Words that hardly an English sentence is without.
const ENGLISH: &[&str] = &[
    "a", "and", "are", "by", "for", "from", "in", "is", "of", "on", "that", "the", "to", "was",
    "were", "with",
];

/// What a word may be.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Uses(u8);

impl Uses {
    /// A name of the table.
    pub(super) const NAME: Self = Self(1);
    /// The first word of a longer name of the table.
    pub(super) const FIRST: Self = Self(2);
    /// A new name, by its stem.
    pub(super) const STEM: Self = Self(4);
    /// A chemical name.
    pub(super) const CHEMICAL: Self = Self(8);
    /// One slip away from the name of a drug.
    pub(super) const SLIP: Self = Self(16);
    /// The first word of an acid: "salicylic".
    pub(super) const ACID: Self = Self(32);
    /// One of the commonest words of English.
    pub(super) const ENGLISH: Self = Self(64);
    /// Something that the first layers must look at: all of the above but English, what goes beyond
    /// ASCII, and what only its neighbours or the site can tell. This one alone is no function of
    /// the word, and not remembered.
    pub(super) const NOTABLE: Self = Self(128);

    /// Whether any of these is among them.
    pub(super) fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }

    /// These and those.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn when(self, holds: bool) -> Self {
        if holds { self } else { Self(0) }
    }

    fn of(token: &Token, written: &str) -> Self {
        let mut walk = Walk::new();
        let mut known = true;
        fold(written, |byte| known = known && walk.step(byte));
        let mut uses = Self::NAME.when(known && walk.pattern().is_some()).0
            | Self::FIRST.when(known && walk.step(b' ')).0;
        if token.shape == Shape::Word {
            let word = written.to_ascii_lowercase();
            uses |= Self::STEM.when(stem::is_coined(written, &word)).0
                | Self::CHEMICAL.when(chemical::is_chemical(written)).0
                | Self::SLIP.when(misspelling::takes(&word)).0
                | Self::ACID.when(chemical::is_acid(written)).0
                | Self::ENGLISH.when(ENGLISH.contains(&word.as_str())).0;
        }
        Self(uses)
    }
}

/// Places in the memory: two to this many.
const MEMORY_BITS: u32 = 13;

/// What words may be, by their hashes: the bits of [`Uses`] stand in place of the lowest of the
/// hash. Each place takes two words, the last first: with one, two common words of one place would
/// drive each other out all the time.
struct Memory(Vec<[u64; 2]>);

/// The bits of a hash that [`Uses`] takes.
const USES: u64 = 0x7f;

impl Memory {
    fn new() -> Self {
        let mut places = vec![[0; 2]; 1 << MEMORY_BITS];
        // The highest bits of a hash are its place: so zero is nobody's but the first one's.
        places[0] = [!0; 2];
        Self(places)
    }

    fn get_or(&mut self, hash: u64, find: impl FnOnce() -> Uses) -> Uses {
        let place = &mut self.0[(hash >> (64 - MEMORY_BITS)) as usize];
        let known = place.iter().find(|known| **known & !USES == hash & !USES).copied();
        let known = known.unwrap_or_else(|| {
            *place = [hash & !USES | u64::from(find().0), place[0]];
            place[0]
        });
        Uses((known & USES) as u8)
    }
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::new(Memory::new());
}

/// Puts what each token of a text may be into a list. `may_begin` tells whether a name of the site
/// may begin with a token.
pub(super) fn judge(
    text: &str,
    tokens: &[Token],
    may_begin: impl Fn(&Token) -> bool,
    uses: &mut Vec<Uses>,
) {
    const OTHERS: u8 = !(Uses::ENGLISH.0 | Uses::NOTABLE.0);
    MEMORY.with_borrow_mut(|memory| {
        // A code is letters before a number, so a word is notable if a number follows.
        let mut is_before_number = false;
        uses.extend(tokens.iter().rev().map(|token| {
            let find = || Uses::of(token, &text[token.start as usize..token.end as usize]);
            let known = if token.capitals {
                // Capitals inside a word mean something, and are rare: "MDMA", "SolTab".
                find()
            } else {
                // "α" and "alpha" have one hash, but only one of them is a word of plain letters.
                memory.get_or(
                    if token.shape == Shape::Foreign { !token.hash } else { token.hash },
                    find,
                )
            };
            let is_notable = known.0 & OTHERS != 0
                || is_before_number
                || token.shape == Shape::Foreign
                || may_begin(token);
            is_before_number = token.shape == Shape::Number;
            known.or(Uses::NOTABLE.when(is_notable))
        }));
    });
    uses.reverse();
}

/// The next place from `at` on that the first layers must look at.
pub(super) fn next_notable(uses: &[Uses], at: usize) -> Option<usize> {
    uses[at..].iter().position(|uses| uses.any(Uses::NOTABLE)).map(|length| at + length)
}
