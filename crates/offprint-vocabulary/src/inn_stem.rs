//! New names by their stems: a word in -prodil or -ketamine that is no English word is the name of
//! a drug.
//!
//! The WHO gives each international nonproprietary name the stem of its group, so a name that no
//! list has yet still says what it is.

use std::sync::LazyLock;

use crate::passes::dictionary::stands_alone;
use crate::passes::misspelling;
use crate::recognise::{Candidate, MatchKind, Recognition};
use crate::table;
use crate::word_class::WordClass;

/// A stem of drugs' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InnStem {
    /// Its letters, without the hyphen.
    pub letters: &'static str,
    /// Whether it ends the name ("-prodil"), begins it or stands anywhere in it.
    pub place: StemPosition,
    /// What it says of a drug.
    pub meaning: &'static str,
    /// Whether it alone tells that an unknown word is a drug.
    pub distinctive: bool,
}

/// Where in a name a stem stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StemPosition {
    /// At the end.
    Suffix,
    /// At the beginning.
    Prefix,
    /// Anywhere.
    Infix,
}

impl InnStem {
    /// The stem as it is cited: "-prodil".
    pub fn cited(&self) -> String {
        match self.place {
            StemPosition::Suffix => format!("-{}", self.letters),
            StemPosition::Prefix => format!("{}-", self.letters),
            StemPosition::Infix => format!("-{}-", self.letters),
        }
    }

    /// Whether its meaning is our own reading, not the WHO's or USAN's.
    pub fn is_own_reading(&self) -> bool {
        self.meaning.contains("(own reading")
    }
}

/// All stems, the longest first.
static STEMS: LazyLock<Vec<InnStem>> = LazyLock::new(|| {
    let mut stems: Vec<InnStem> = table::STEMS.lines().filter_map(parse_stem).collect();
    stems.sort_by_key(|stem| (std::cmp::Reverse(stem.letters.len()), stem.letters));
    stems
});

/// The distinctive stems by their last three letters.
static DISTINCTIVE_STEMS: LazyLock<Vec<Vec<InnStem>>> = LazyLock::new(|| {
    let mut stems = vec![Vec::new(); 1 << 15];
    for stem in STEMS
        .iter()
        .filter(|stem| stem.distinctive && (stem.letters.len() >= 4 || stem.letters == "mab"))
    {
        if let Some(end) = last_three(stem.letters.as_bytes()) {
            stems[end].push(*stem);
        }
    }
    stems
});

fn parse_stem(line: &'static str) -> Option<InnStem> {
    let mut cells = line.split('\t');
    let letters = cells.next()?;
    let place = match cells.next()? {
        "suffix" => StemPosition::Suffix,
        "prefix" => StemPosition::Prefix,
        _ => StemPosition::Infix,
    };
    let meaning = cells.next()?;
    Some(InnStem {
        letters,
        place,
        meaning,
        distinctive: place == StemPosition::Suffix && cells.next() == Some("1"),
    })
}

/// The last three letters of a word as a number of fifteen bits.
fn last_three(word: &[u8]) -> Option<usize> {
    let last = word.get(word.len().checked_sub(3)?..)?;
    Some(last.iter().fold(0, |key, byte| key << 5 | usize::from(byte & 31)))
}

/// The stem of a drug's name: the longest that fits.
pub(crate) fn find_stem(name: &str) -> Option<InnStem> {
    let word = name.split([' ', '-', '/']).find(|word| word.len() >= 5)?.to_lowercase();
    STEMS
        .iter()
        .find(|stem| match stem.place {
            StemPosition::Suffix => {
                word.ends_with(stem.letters) && word.len() > stem.letters.len() + 1
            }
            StemPosition::Prefix => {
                word.starts_with(stem.letters)
                    && word.len() > stem.letters.len() + 2
                    && stem.letters.len() >= 4
            }
            StemPosition::Infix => false,
        })
        .copied()
}

/// The shortest word that is asked for a stem.
const SHORTEST: usize = 7;

/// In a text that is not English only stems of so many letters prove anything.
const LONG_STEM: usize = 6;

/// The distinctive stems that a word ends in, given in small letters.
fn distinctive(word: &str) -> impl Iterator<Item = &'static InnStem> {
    let stems =
        last_three(word.as_bytes()).map_or(&[][..], |end| DISTINCTIVE_STEMS[end].as_slice());
    stems
        .iter()
        .filter(move |stem| word.ends_with(stem.letters) && word.len() >= stem.letters.len() + 2)
}

/// Whether a word, as it is written and in small letters, has a distinctive stem and is no other
/// word.
pub(crate) fn has_drug_stem(written: &str, word: &str) -> bool {
    if !(SHORTEST..=40).contains(&word.len()) || distinctive(word).next().is_none() {
        return false;
    }
    // "TheraBrexanolone2" is no name, and neither is a word with capitals inside.
    let is_mixed = written[1..].bytes().any(|byte| byte.is_ascii_uppercase())
        && written.bytes().any(|byte| byte.is_ascii_lowercase());
    let is_other = |word: &str| table::is_lookalike(word) || table::is_everyday(word);
    !is_mixed
        && !misspelling::is_likely_typo(word)
        && !is_other(word)
        && !word.strip_suffix('s').is_some_and(is_other)
}

/// A new name at a free token.
pub(crate) fn match_stem_at(
    recognition: &mut Recognition<'_>,
    at: usize,
    _limit: usize,
) -> Option<Candidate> {
    if !recognition.word_classes[at].any(WordClass::STEM) {
        return None;
    }
    let token = recognition.tokens[at];
    let (start, end) = (token.start as usize, token.end as usize);
    let word = recognition.text[start..end].to_ascii_lowercase();
    if !recognition.english && !distinctive(&word).any(|stem| stem.letters.len() >= LONG_STEM)
        || !stands_alone(recognition.text, start, end)
    {
        return None;
    }
    let entity = recognition.new_entity(&word);
    Some(Candidate {
        start,
        end,
        first: at,
        last: at,
        entity,
        class: false,
        match_kind: MatchKind::Stem,
        ambient: false,
        ambiguous: false,
        dropped: false,
    })
}
