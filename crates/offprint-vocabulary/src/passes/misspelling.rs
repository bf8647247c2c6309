//! Likely misspellings: a word that is not an English word and nearly the name of a drug.
//!
//! Compared with the drugs that the text itself mentions, a word may differ by two edits; compared
//! with all drugs in use, by one. Misspellings are reported to the editor and never linked.

use crate::candidate::{Candidate, EntityId, MatchKind};
use crate::packing::SHORTEST_TYPO;
use crate::recognition::Recognition;
use crate::span::is_full_word;
use crate::table;
use crate::token::{TokenShape, spelling_key};
use crate::typo::{
    LONGEST_TYPO, SHORTEST_NEAR, drug_one_edit_away, first_three_letters, is_inflected,
    is_within_edits,
};
use crate::word_class::WordClass;

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
    recognition.add_candidates(found);
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
        let similar = self.names[from..]
            .iter()
            .take_while(|(name, _)| name.as_bytes()[..3] == bytes[..3])
            .find(|(name, _)| {
                let edits = if name.len() >= SHORTEST_TYPO { 2 } else { 1 };
                name != word && is_within_edits(bytes, name.as_bytes(), edits)
            });
        match similar {
            Some((_, entity)) => Some(*entity),
            None => drug_one_edit_away(bytes).map(EntityId::Table),
        }
    }
}

/// The bit of a word's first two letters, whatever their case.
fn filter_bit(word: &[u8]) -> u64 {
    1 << ((word[0].wrapping_mul(7) ^ word[1]) & 63 & !0x20)
}
