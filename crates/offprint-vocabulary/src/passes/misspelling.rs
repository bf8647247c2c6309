//! Likely misspellings: a word that is not an English word and nearly the name of a drug.
//!
//! A word is one only if it is one edit away from the name of a single drug: one that the text
//! itself mentions, or else one of all drugs in use. Other unknown words remain unknown. Whether a
//! word is valid can be told only in English, so texts in other languages have no misspellings.
//! Misspellings are reported to the editor and never linked.

use crate::candidate::{Candidate, EntityId, MatchKind};
use crate::recognition::{LANGUAGE_SAMPLE, Recognition};
use crate::span::is_full_word;
use crate::table;
use crate::token::{TokenShape, spelling_key};
use crate::typo::{
    LONGEST_TYPO, SHORTEST_NEAR, drug_one_edit_away, first_three_letters, is_inflected,
    is_one_edit_away,
};
use crate::word_class::WordClass;
use crate::word_lists::WORDS;

/// Finds likely misspellings among the words that are still free.
pub(crate) fn find_misspellings(recognition: &mut Recognition<'_>) {
    let mentioned = MentionedNames::new(recognition);
    let mut found = Vec::new();
    let mut next = 0;
    for (at, token) in recognition.tokens.iter().enumerate() {
        let (start, end) = (token.start as usize, token.end as usize);
        if token.shape != TokenShape::Word
            || !(SHORTEST_NEAR..=LONGEST_TYPO).contains(&(end - start))
        {
            continue;
        }
        let written = &recognition.text[start..end];
        let is_typo = recognition.word_classes[at].has_any(WordClass::TYPO);
        if !is_typo && !mentioned.may_begin_like(written.as_bytes()) {
            continue;
        }
        while recognition.candidates.get(next).is_some_and(|known| known.end <= start) {
            next += 1;
        }
        let is_taken = recognition.candidates.get(next).is_some_and(|known| known.start < end);
        if is_taken
            || !is_typo && !mentioned.begin_like(written.as_bytes())
            || written[1..].bytes().any(|byte| byte.is_ascii_uppercase())
        {
            continue;
        }
        let word = written.to_ascii_lowercase();
        let Some(entity) = mentioned.intended_drug(&word) else { continue };
        if is_full_word(recognition.text, start, end)
            && !is_inflected(&word)
            && !table::is_known_word(&word)
        {
            found.push(Candidate::new(start..end, at..=at, entity, MatchKind::Misspelling));
        }
    }
    if !found.is_empty() && !is_of_other_language(recognition) {
        recognition.add_candidates(found);
    }
}

/// Whether a text has more of the most frequent words of other languages than of English ones.
fn is_of_other_language(recognition: &Recognition<'_>) -> bool {
    let (mut english, mut other) = (0_usize, 0_usize);
    for (at, classes) in recognition.word_classes.iter().enumerate().take(LANGUAGE_SAMPLE) {
        if classes.has_any(WordClass::ENGLISH) {
            english += 1;
        } else {
            other += usize::from(WORDS.common_foreign.contains(recognition.written(at)));
        }
    }
    !recognition.is_english || other > english
}

/// The names of one word of the drugs that the text mentions.
struct MentionedNames {
    /// In order, in lower case.
    names: Vec<(String, EntityId)>,
    /// The first three letters of each, in order.
    beginnings: Vec<u32>,
    /// A filter over their first two letters, since most words begin differently.
    filter: u64,
}

impl MentionedNames {
    fn new(recognition: &Recognition<'_>) -> Self {
        let mut names: Vec<(String, EntityId)> = Vec::new();
        for candidate in recognition.candidates.iter().filter(|candidate| {
            !candidate.is_class
                && !candidate.ambient
                && !candidate.rejected
                && candidate.match_kind < MatchKind::Code
        }) {
            for name in [
                spelling_key(recognition.canonical_name(candidate.entity)),
                spelling_key(recognition.name_of(candidate)),
            ] {
                if name.len() >= SHORTEST_NEAR && name.bytes().all(|byte| byte.is_ascii_lowercase())
                {
                    names.push((name, candidate.entity));
                }
            }
        }
        names.sort_unstable();
        names.dedup();
        let mut beginnings: Vec<u32> =
            names.iter().map(|(name, _)| first_three_letters(name.as_bytes())).collect();
        beginnings.dedup();
        let filter = names.iter().fold(0, |bits, (name, _)| bits | filter_bit(name.as_bytes()));
        Self { names, beginnings, filter }
    }

    /// Whether a name may begin with the same two letters as a word. Rarely wrong, and cheap.
    fn may_begin_like(&self, word: &[u8]) -> bool {
        self.filter & filter_bit(word) != 0
    }

    /// Whether a name begins with the same three letters as a word.
    fn begin_like(&self, word: &[u8]) -> bool {
        self.beginnings.binary_search(&first_three_letters(word)).is_ok()
    }

    /// The drug that a misspelt word in lower case probably means.
    fn intended_drug(&self, word: &str) -> Option<EntityId> {
        let bytes = word.as_bytes();
        let from = self.names.partition_point(|(name, _)| name.as_bytes()[..3] < bytes[..3]);
        let mut similar = self.names[from..]
            .iter()
            .take_while(|(name, _)| name.as_bytes()[..3] == bytes[..3])
            .filter(|(name, _)| name != word && is_one_edit_away(bytes, name.as_bytes()))
            .map(|(_, entity)| *entity);
        match similar.next() {
            Some(entity) => similar.all(|other| other == entity).then_some(entity),
            None => drug_one_edit_away(bytes).map(EntityId::Table),
        }
    }
}

/// The bit of a word's first two letters, whatever their case.
fn filter_bit(word: &[u8]) -> u64 {
    1 << ((word[0].wrapping_mul(7) ^ word[1]) & 63 & !0x20)
}
