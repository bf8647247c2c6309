//! Stems of drug names: a word in -prodil or -ketamine that is not an English word is the name of
//! a drug.
//!
//! The WHO gives each international nonproprietary name (INN) the stem of its group, so a name that
//! is in no list yet still shows what it is.

use std::sync::LazyLock;

use crate::{table, typo};

/// A stem of drug names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InnStem {
    /// Its letters, without the hyphen.
    pub letters: &'static str,
    /// Where in a name it may be.
    pub position: StemPosition,
    /// What it says about a drug.
    pub meaning: &'static str,
    /// Whether it alone shows that an unknown word is a drug.
    pub is_distinctive: bool,
}

/// Where in a name a stem may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StemPosition {
    /// At the end: "-prodil".
    Suffix,
    /// At the beginning: "cef-".
    Prefix,
    /// Anywhere.
    Infix,
}

impl InnStem {
    /// The stem as it is cited: "-prodil".
    pub fn cited(&self) -> String {
        match self.position {
            StemPosition::Suffix => format!("-{}", self.letters),
            StemPosition::Prefix => format!("{}-", self.letters),
            StemPosition::Infix => format!("-{}-", self.letters),
        }
    }

    /// Whether its meaning is our own reading, not that of the WHO or USAN.
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
    for stem in STEMS.iter().filter(|stem| stem.is_distinctive) {
        if let Some(ending) = last_three_letters(stem.letters.as_bytes())
            && (stem.letters.len() >= 4 || stem.letters == "mab")
        {
            stems[ending].push(*stem);
        }
    }
    stems
});

fn parse_stem(line: &'static str) -> Option<InnStem> {
    let mut cells = line.split('\t');
    let letters = cells.next()?;
    let position = match cells.next()? {
        "suffix" => StemPosition::Suffix,
        "prefix" => StemPosition::Prefix,
        _ => StemPosition::Infix,
    };
    let meaning = cells.next()?;
    let is_distinctive = position == StemPosition::Suffix && cells.next() == Some("1");
    Some(InnStem { letters, position, meaning, is_distinctive })
}

/// The last three letters of a word as a number of fifteen bits.
fn last_three_letters(word: &[u8]) -> Option<usize> {
    let last = word.get(word.len().checked_sub(3)?..)?;
    Some(last.iter().fold(0, |key, byte| key << 5 | usize::from(byte & 31)))
}

/// The longest stem that the name of a drug contains.
pub(crate) fn find_stem(name: &str) -> Option<InnStem> {
    let word = name.split([' ', '-', '/']).find(|word| word.len() >= 5)?.to_lowercase();
    STEMS
        .iter()
        .find(|stem| match stem.position {
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

/// The shortest word that may be an unknown drug because of its stem.
const SHORTEST: usize = 7;

/// The longest such word.
const LONGEST: usize = 40;

/// The distinctive stems with which a word in lower case ends.
pub(crate) fn distinctive_stems(word: &str) -> impl Iterator<Item = &'static InnStem> {
    let stems = last_three_letters(word.as_bytes())
        .map_or(&[][..], |ending| DISTINCTIVE_STEMS[ending].as_slice());
    stems
        .iter()
        .filter(move |stem| word.ends_with(stem.letters) && word.len() >= stem.letters.len() + 2)
}

/// Whether a word, as it is written and in lower case, has a distinctive stem and is neither an
/// English word nor a misspelling.
pub(crate) fn has_drug_stem(written: &str, word: &str) -> bool {
    if !(SHORTEST..=LONGEST).contains(&word.len()) || distinctive_stems(word).next().is_none() {
        return false;
    }
    // A word with capitals inside is not a name: "TheraBrexanolone2".
    let is_mixed = written[1..].bytes().any(|byte| byte.is_ascii_uppercase())
        && written.bytes().any(|byte| byte.is_ascii_lowercase());
    let is_english = |word: &str| table::is_lookalike(word) || table::is_everyday(word);
    !is_mixed
        && !typo::is_likely_typo(word)
        && !is_english(word)
        && !word.strip_suffix('s').is_some_and(is_english)
}
