//! New names by their stems: a word in -prodil or -ketamine that is no English word is the name of
//! a drug.
//!
//! The WHO gives each international nonproprietary name the stem of its group, so a name that no
//! list has yet still says what it is.

use std::sync::LazyLock;

use crate::dictionary::stands_alone;
use crate::misspelling;
use crate::recognise::{Hit, Layer, Reading};
use crate::table;
use crate::word::Uses;

/// A stem of drugs' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stem {
    /// Its letters, without the hyphen.
    pub letters: &'static str,
    /// Whether it ends the name ("-prodil"), begins it or stands anywhere in it.
    pub place: Place,
    /// What it says of a drug.
    pub meaning: &'static str,
    /// Whether it alone tells that an unknown word is a drug.
    pub telling: bool,
}

/// Where in a name a stem stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// At the end.
    Suffix,
    /// At the beginning.
    Prefix,
    /// Anywhere.
    Infix,
}

impl Stem {
    /// The stem as it is cited: "-prodil".
    pub fn cited(&self) -> String {
        match self.place {
            Place::Suffix => format!("-{}", self.letters),
            Place::Prefix => format!("{}-", self.letters),
            Place::Infix => format!("-{}-", self.letters),
        }
    }

    /// Whether its meaning is our own reading, not the WHO's or USAN's.
    pub fn is_own_reading(&self) -> bool {
        self.meaning.contains("(own reading")
    }
}

/// All stems, the longest first.
static ALL: LazyLock<Vec<Stem>> = LazyLock::new(|| {
    let mut stems: Vec<Stem> = table::STEMS.lines().filter_map(read).collect();
    stems.sort_by_key(|stem| (std::cmp::Reverse(stem.letters.len()), stem.letters));
    stems
});

/// The telling stems by their last three letters.
static TELLING: LazyLock<Vec<Vec<Stem>>> = LazyLock::new(|| {
    let mut stems = vec![Vec::new(); 1 << 15];
    for stem in
        ALL.iter().filter(|stem| stem.telling && (stem.letters.len() >= 4 || stem.letters == "mab"))
    {
        if let Some(end) = last_three(stem.letters.as_bytes()) {
            stems[end].push(*stem);
        }
    }
    stems
});

fn read(line: &'static str) -> Option<Stem> {
    let mut cells = line.split('\t');
    let letters = cells.next()?;
    let place = match cells.next()? {
        "suffix" => Place::Suffix,
        "prefix" => Place::Prefix,
        _ => Place::Infix,
    };
    let meaning = cells.next()?;
    Some(Stem {
        letters,
        place,
        meaning,
        telling: place == Place::Suffix && cells.next() == Some("1"),
    })
}

/// The last three letters of a word as a number of fifteen bits.
fn last_three(word: &[u8]) -> Option<usize> {
    let last = word.get(word.len().checked_sub(3)?..)?;
    Some(last.iter().fold(0, |key, byte| key << 5 | usize::from(byte & 31)))
}

/// The stem of a drug's name: the longest that fits.
pub(super) fn of(name: &str) -> Option<Stem> {
    let word = name.split([' ', '-', '/']).find(|word| word.len() >= 5)?.to_lowercase();
    ALL.iter()
        .find(|stem| match stem.place {
            Place::Suffix => word.ends_with(stem.letters) && word.len() > stem.letters.len() + 1,
            Place::Prefix => {
                word.starts_with(stem.letters)
                    && word.len() > stem.letters.len() + 2
                    && stem.letters.len() >= 4
            }
            Place::Infix => false,
        })
        .copied()
}

/// The shortest word that is asked for a stem.
const SHORTEST: usize = 7;

/// In a text that is not English only stems of so many letters prove anything.
const LONG_STEM: usize = 6;

/// The telling stems that a word ends in, given in small letters.
fn telling(word: &str) -> impl Iterator<Item = &'static Stem> {
    let stems = last_three(word.as_bytes()).map_or(&[][..], |end| TELLING[end].as_slice());
    stems
        .iter()
        .filter(move |stem| word.ends_with(stem.letters) && word.len() >= stem.letters.len() + 2)
}

/// Whether a word, as it is written and in small letters, has a telling stem and is no other word.
pub(super) fn is_coined(written: &str, word: &str) -> bool {
    if !(SHORTEST..=40).contains(&word.len()) || telling(word).next().is_none() {
        return false;
    }
    // "TheraBrexanolone2" is no name, and neither is a word with capitals inside.
    let is_mixed = written[1..].bytes().any(|byte| byte.is_ascii_uppercase())
        && written.bytes().any(|byte| byte.is_ascii_lowercase());
    let is_other = |word: &str| table::is_lookalike(word) || table::is_everyday(word);
    !is_mixed
        && !misspelling::takes(word)
        && !is_other(word)
        && !word.strip_suffix('s').is_some_and(is_other)
}

/// A new name at a free token.
pub(super) fn at(reading: &mut Reading<'_>, at: usize, _limit: usize) -> Option<Hit> {
    if !reading.uses[at].any(Uses::STEM) {
        return None;
    }
    let token = reading.tokens[at];
    let (start, end) = (token.start as usize, token.end as usize);
    let word = reading.text[start..end].to_ascii_lowercase();
    if !reading.english && !telling(&word).any(|stem| stem.letters.len() >= LONG_STEM)
        || !stands_alone(reading.text, start, end)
    {
        return None;
    }
    let owner = reading.owner_of_new(&word);
    Some(Hit {
        start,
        end,
        first: at,
        last: at,
        owner,
        class: false,
        layer: Layer::Stem,
        ambient: false,
        doubtful: false,
        dropped: false,
    })
}
