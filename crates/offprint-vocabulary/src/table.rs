//! The built-in table, as the build script packed it: names to find, and the facts of each drug.
//!
//! Everything is read from the program's own data, so starting costs nothing. This module must not
//! know texts or what a site adds.

use std::sync::LazyLock;

use fst::raw::{Fst, Output};
use fst::{Map, Set};
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::packing::{BLOCK, FILTER_BITS, Pattern, PatternKind, hash_pair, typo_keys};
use crate::token::Token;

macro_rules! packed {
    ($file:literal) => {
        include_bytes!(concat!(env!("OUT_DIR"), "/", $file))
    };
}

static PATTERNS: LazyLock<Map<&'static [u8]>> =
    LazyLock::new(|| Map::new(&packed!("patterns.fst")[..]).expect("the build script wrote it"));
static EVERYDAY: LazyLock<Set<&'static [u8]>> =
    LazyLock::new(|| Set::new(&packed!("everyday.fst")[..]).expect("the build script wrote it"));
static LOOKALIKES: LazyLock<Set<&'static [u8]>> =
    LazyLock::new(|| Set::new(&packed!("lookalikes.fst")[..]).expect("the build script wrote it"));
/// A filter over the first two tokens of names: see [`hash_pair`].
static BEGINNINGS: &[u8] = packed!("beginnings.bin");
static NAMES: &str = include_str!(concat!(env!("OUT_DIR"), "/names.txt"));
/// Where each name begins, and the position after the last one.
static NAME_STARTS: LazyLock<Vec<u32>> = LazyLock::new(|| {
    let ends =
        NAMES.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
    std::iter::once(0).chain(ends).chain([NAMES.len() as u32 + 1]).collect()
});
static ROWS: &[u8] = packed!("rows.bin");
static ROW_BLOCKS: &[u8] = packed!("row_blocks.bin");
static DRUG_COUNT: &[u8] = packed!("drug_count.bin");
static TYPOS: &[u8] = packed!("typos.bin");
/// The classes, one per line, without their names.
static CLASSES: &str = include_str!(concat!(env!("OUT_DIR"), "/classes.txt"));
/// The stems: letters, position, meaning and whether they are distinctive, one per line.
pub(crate) static STEMS: &str = include_str!(concat!(env!("OUT_DIR"), "/stems.tsv"));

fn number_at(bytes: &[u8], index: usize) -> usize {
    bytes
        .get(index * 4..index * 4 + 4)
        .and_then(|four| four.try_into().ok())
        .map_or(0, u32::from_le_bytes) as usize
}

/// How many drugs the table has. Higher numbers are classes.
pub(crate) fn drug_count() -> usize {
    number_at(DRUG_COUNT, 0)
}

/// The name of a drug or class.
pub(crate) fn canonical_name(number: u16) -> &'static str {
    let starts = NAME_STARTS.get(usize::from(number)..usize::from(number) + 2).unwrap_or_default();
    let &[start, next] = starts else { return "" };
    NAMES.get(start as usize..next as usize - 1).unwrap_or_default()
}

/// Whether a name of several tokens may begin with these two. Rarely wrong, and cheap.
pub(crate) fn may_begin_name(first: &Token, second: &Token) -> bool {
    let bit = hash_pair(first.hash, second.hash) >> (64 - FILTER_BITS);
    second.start - first.end <= 4 && BEGINNINGS[(bit >> 3) as usize] >> (bit & 7) & 1 == 1
}

/// A position in the automaton of names, reached byte by byte.
#[derive(Clone, Copy)]
pub(crate) struct TableCursor {
    address: usize,
    sum: u64,
}

fn automaton() -> &'static Fst<&'static [u8]> {
    PATTERNS.as_fst()
}

impl TableCursor {
    /// Before the first byte.
    pub(crate) fn new() -> Self {
        Self { address: automaton().root().addr(), sum: 0 }
    }

    /// Follows one byte. `false` if no name continues with it.
    pub(crate) fn step(&mut self, byte: u8) -> bool {
        let node = automaton().node(self.address);
        let Some(index) = node.find_input(byte) else { return false };
        let transition = node.transition(index);
        self.address = transition.addr;
        self.sum += transition.out.value();
        true
    }

    /// What the table knows about the name that ends here.
    pub(crate) fn pattern(&self) -> Option<Pattern> {
        let node = automaton().node(self.address);
        node.is_final()
            .then(|| Pattern::unpack(Output::new(self.sum).cat(node.final_output()).value()))
    }
}

/// What the table knows about the name with this [key](crate::token::spelling_key).
pub(crate) fn find_pattern(key: &str) -> Option<Pattern> {
    PATTERNS.get(key).map(Pattern::unpack)
}

/// Whether a folded word is an everyday English word or its plural.
pub(crate) fn is_everyday(word: &str) -> bool {
    EVERYDAY.contains(word) || word.strip_suffix('s').is_some_and(|one| EVERYDAY.contains(one))
}

/// Whether a folded word looks like the name of a drug without being one.
pub(crate) fn is_lookalike(word: &str) -> bool {
    LOOKALIKES.contains(word)
}

/// Whether a word in lower case is an everyday word, a look-alike or a listed name, or the plural
/// of one.
pub(crate) fn is_known_word(word: &str) -> bool {
    let is_known =
        |word: &str| is_everyday(word) || is_lookalike(word) || find_pattern(word).is_some();
    is_known(word) || word.strip_suffix('s').is_some_and(is_known)
}

/// The shortest name that a text may use in the plural, in bytes.
const SHORTEST_PLURAL: usize = 8;

/// What the table knows about the name of which a word is the plural: "the two ketamines".
pub(crate) fn plural_of_name(written: &str) -> Option<Pattern> {
    let one = written.strip_suffix('s')?;
    if one.len() < SHORTEST_PLURAL || !one.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let word = one.to_ascii_lowercase();
    find_pattern(&word).filter(|pattern| {
        matches!(pattern.kind, PatternKind::Name | PatternKind::Alias)
            && pattern.capitals.is_none()
            && !pattern.ambiguous
            && !pattern.ambient
            && !is_everyday(&word)
    })
}

/// A filter over the keys under which names and their misspellings meet: see [`typo_keys`].
static TYPO_FILTER: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let mut filter = vec![0; 1 << 10];
    for at in 0..TYPOS.len() / 6 {
        let bit = typo_bit(number_at(TYPOS, at) as u32);
        filter[bit >> 6] |= 1 << (bit & 63);
    }
    filter
});

fn typo_bit(key: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b1) >> 16) as usize
}

/// Whether a misspelt word may mean any drug at all.
pub(crate) fn may_be_typo(word: &[u8]) -> bool {
    typo_keys(word).into_iter().any(|key| {
        let bit = typo_bit(key);
        TYPO_FILTER[bit >> 6] >> (bit & 63) & 1 == 1
    })
}

/// The names that may be misspelt, with the drugs they name: the canonical names of drugs in use, and
/// their official names in other countries.
static TYPO_NAMES: LazyLock<Vec<(u16, &'static str)>> = LazyLock::new(|| {
    include_str!(concat!(env!("OUT_DIR"), "/typo_names.txt"))
        .lines()
        .filter_map(|line| {
            let (number, name) = line.split_once('\t')?;
            Some((number.parse().ok()?, name))
        })
        .collect()
});

/// All names that may be misspelt, with the drugs they name.
pub(crate) fn typo_names() -> &'static [(u16, &'static str)] {
    &TYPO_NAMES
}

/// The drugs that a misspelt word may mean, each with the name that it resembles.
pub(crate) fn drugs_like_typo(word: &[u8]) -> impl Iterator<Item = (u16, &'static str)> {
    let count = TYPOS.len() / 6;
    typo_keys(word).into_iter().flat_map(move |key| {
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = usize::midpoint(low, high);
            if number_at(TYPOS, middle) < key as usize { low = middle + 1 } else { high = middle }
        }
        (low..count).take_while(move |at| number_at(TYPOS, *at) == key as usize).filter_map(
            move |at| {
                let at = count * 4 + at * 2;
                let index = u16::from_le_bytes([TYPOS[at], TYPOS[at + 1]]);
                TYPO_NAMES.get(usize::from(index)).copied()
            },
        )
    })
}

/// The cells of a drug's row; instead of the name, only its sources: see [`DrugColumn`].
pub(crate) fn drug_row(number: u16) -> Vec<String> {
    let number = usize::from(number);
    let text = drug_block(number / BLOCK);
    let line = text.lines().nth(number % BLOCK).filter(|_| number < drug_count());
    line.map(|line| line.split('\t').map(str::to_owned).collect()).unwrap_or_default()
}

/// The rows of some drugs whose numbers follow one another, one per line.
fn drug_block(block: usize) -> String {
    let Some(packed) = ROWS.get(number_at(ROW_BLOCKS, block)..number_at(ROW_BLOCKS, block + 1))
    else {
        return String::new();
    };
    decompress_to_vec_with_limit(packed, 1 << 20)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}

/// The numbers of the drugs in whose rows a column has something that `wanted` looks for. Reads the
/// whole table, which takes some 30 ms.
pub(crate) fn drugs_with(column: DrugColumn, wanted: impl Fn(&str) -> bool) -> Vec<u16> {
    let mut found = Vec::new();
    for block in 0..drug_count().div_ceil(BLOCK) {
        for (place, line) in drug_block(block).lines().enumerate() {
            let cell = line.split('\t').nth(column as usize).unwrap_or_default();
            let number = block * BLOCK + place;
            if number < drug_count() && wanted(cell) {
                found.extend(u16::try_from(number));
            }
        }
    }
    found
}

/// The position of a fact in a [`drug_row`].
#[derive(Clone, Copy)]
pub(crate) enum DrugColumn {
    NameSources,
    Aliases,
    Brands,
    Codes,
    Flags,
    Identifiers,
    Classes,
    Mechanisms,
    Statuses,
}

/// The cells of a class's row after its name: plural, other names, note.
pub(crate) fn class_row(number: u16) -> Option<Vec<&'static str>> {
    let line = CLASSES.lines().nth(usize::from(number).checked_sub(drug_count())?)?;
    Some(line.split('\t').collect())
}
