//! Likely misspellings: a word that is no English word and nearly the name of a drug.
//!
//! Near the drugs that the text names itself, two edits are forgiven; elsewhere one, and only in
//! the names of drugs in use. Such a mention is told to the editor and never linked.

use std::sync::LazyLock;

use crate::packing::SHORTEST_TYPO;
use crate::passes::dictionary::{EntityId, stands_alone};
use crate::recognise::{Candidate, MatchKind, Recognition};
use crate::table;
use crate::token::{TokenShape, spelling_key};
use crate::word_class::WordClass;

/// The shortest word that may be a misspelling of a drug that the text names.
const SHORTEST_NEAR: usize = 6;

/// Endings of adjectives, adverbs and plurals: words made from a name, not edits in it.
const ENDINGS: &[&str] =
    &["al", "ed", "er", "es", "gy", "ic", "is", "ly", "ng", "se", "sm", "ty", "us", "yl"];

/// Finds likely misspellings among the words that no layer took.
pub(crate) fn find_misspellings(recognition: &mut Recognition<'_>) {
    let known = names_in_text(recognition);
    let mut near: Vec<u32> =
        known.iter().map(|(name, _)| first_three_letters(name.as_bytes())).collect();
    near.dedup();
    // Most words are not near any of them by two letters.
    let two = |word: &[u8]| 1_u64 << ((word[0].wrapping_mul(7) ^ word[1]) & 63 & !0x20);
    let some_near = known.iter().fold(0, |bits, (name, _)| bits | two(name.as_bytes()));
    let mut added = Vec::new();
    let mut next = 0;
    for (at, token) in recognition.tokens.iter().enumerate() {
        let (start, end) = (token.start as usize, token.end as usize);
        if token.shape != TokenShape::Word || !(SHORTEST_NEAR..=30).contains(&(end - start)) {
            continue;
        }
        let written = &recognition.text[start..end];
        if !recognition.word_classes[at].any(WordClass::TYPO)
            && some_near & two(written.as_bytes()) == 0
        {
            continue;
        }
        while recognition.candidates.get(next).is_some_and(|candidate| candidate.end <= start) {
            next += 1;
        }
        if recognition.candidates.get(next).is_some_and(|candidate| candidate.start < end) {
            continue;
        }
        if !recognition.word_classes[at].any(WordClass::TYPO)
            && near.binary_search(&first_three_letters(written.as_bytes())).is_err()
            || written[1..].bytes().any(|byte| byte.is_ascii_uppercase())
        {
            continue;
        }
        let word = written.to_ascii_lowercase();
        let Some(entity) = intended_drug(&word, &known) else { continue };
        if !stands_alone(recognition.text, start, end)
            || ENDINGS.contains(&&word[word.len() - 2..])
            || is_known_word(&word)
        {
            continue;
        }
        added.push(Candidate {
            start,
            end,
            first: at,
            last: at,
            entity,
            class: false,
            match_kind: MatchKind::Misspelling,
            ambient: false,
            ambiguous: false,
            dropped: false,
        });
    }
    recognition.add(added);
}

/// The first three letters, in lower case.
fn first_three_letters(word: &[u8]) -> u32 {
    word.iter().take(3).fold(0, |key, byte| key << 8 | u32::from(byte | 0x20))
}

fn is_known_word(word: &str) -> bool {
    let known = |word: &str| {
        table::is_everyday(word) || table::is_lookalike(word) || table::find_pattern(word).is_some()
    };
    known(word) || word.strip_suffix('s').is_some_and(known)
}

/// The single-word names of the drugs in the text.
fn names_in_text(recognition: &Recognition<'_>) -> Vec<(String, EntityId)> {
    let mut names: Vec<(String, EntityId)> = Vec::new();
    for candidate in recognition.candidates.iter().filter(|candidate| {
        !candidate.class
            && !candidate.ambient
            && !candidate.dropped
            && candidate.match_kind < MatchKind::Code
    }) {
        for name in [
            spelling_key(recognition.canonical(candidate.entity)),
            spelling_key(&recognition.text[candidate.start..candidate.end]),
        ] {
            if name.len() >= SHORTEST_NEAR && name.bytes().all(|byte| byte.is_ascii_lowercase()) {
                names.push((name, candidate.entity));
            }
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

/// The drug that a word is nearly the name of.
fn intended_drug(word: &str, known: &[(String, EntityId)]) -> Option<EntityId> {
    let bytes = word.as_bytes();
    // The names are sorted, so those with the same three letters stand together.
    let from = known.partition_point(|(name, _)| name.as_bytes()[..3] < bytes[..3]);
    for (name, entity) in
        known[from..].iter().take_while(|(name, _)| name.as_bytes()[..3] == bytes[..3])
    {
        let edits = if name.len() >= SHORTEST_TYPO { 2 } else { 1 };
        if name != word && is_within_edits(bytes, name.as_bytes(), edits) {
            return Some(*entity);
        }
    }
    drug_one_edit_away(bytes).map(EntityId::Table)
}

/// Whether a word is a likely misspelling even far from the drug itself.
pub(crate) fn is_likely_typo(word: &str) -> bool {
    drug_one_edit_away(word.as_bytes()).is_some()
        && !ENDINGS.contains(&&word[word.len() - 2..])
        && !is_known_word(word)
}

/// The one drug in use whose name a word is one slip away from.
fn drug_one_edit_away(bytes: &[u8]) -> Option<u16> {
    if bytes.len() < SHORTEST_TYPO || !table::may_be_typo(bytes) {
        return None;
    }
    let mut found = None;
    for number in table::drugs_like_typo(bytes) {
        let name = table::canonical_name(number).as_bytes();
        if name.first().map(u8::to_ascii_lowercase) == bytes.first().copied()
            && is_within_edits(bytes, name, 1)
        {
            match found {
                // Two drugs are as near: better no guess.
                Some(other) if other != number => return None,
                _ => found = Some(number),
            }
        }
    }
    found
}

/// The one drug whose name a word is nearly, of all that the table has.
pub(crate) fn nearest_drug_name(word: &str) -> Option<&'static str> {
    let bytes = word.as_bytes();
    if !(SHORTEST_NEAR..=30).contains(&bytes.len())
        || !bytes.iter().all(u8::is_ascii_lowercase)
        || is_known_word(word)
    {
        return None;
    }
    let near = |edits: usize| {
        let mut found = drugs_beginning_with(first_three_letters(bytes))
            .map(table::canonical_name)
            .filter(move |name| is_within_edits(bytes, name.as_bytes(), edits));
        // Two drugs are as near: better no guess.
        found.next().filter(|_| found.next().is_none())
    };
    near(1).or_else(|| if bytes.len() >= SHORTEST_TYPO { near(2) } else { None })
}

/// The drugs whose names are long enough to be misspelt, by their first three letters, then by
/// number.
static BEGINNINGS: LazyLock<Vec<(u32, u16)>> = LazyLock::new(|| {
    let names = (0..u16::try_from(table::drug_count()).unwrap_or(u16::MAX))
        .map(|number| (number, table::canonical_name(number).as_bytes()));
    let mut list: Vec<_> = names
        .filter(|(_, name)| name.len() >= SHORTEST_NEAR)
        .map(|(number, name)| (first_three_letters(name), number))
        .collect();
    list.sort_unstable();
    list
});

/// The drugs whose names begin with these three letters.
fn drugs_beginning_with(letters: u32) -> impl Iterator<Item = u16> {
    let from = BEGINNINGS.partition_point(|(known, _)| *known < letters);
    BEGINNINGS[from..]
        .iter()
        .take_while(move |(known, _)| *known == letters)
        .map(|(_, number)| *number)
}

/// Whether two words are at most so many edits apart: a letter too many, too few, or other, or two
/// in the wrong order.
fn is_within_edits(a: &[u8], b: &[u8], edits: usize) -> bool {
    if a.len().abs_diff(b.len()) > edits {
        return false;
    }
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1; b.len() + 1];
        for (j, y) in b.iter().enumerate() {
            let y = y.to_ascii_lowercase();
            let mut cost = (last[j + 1] + 1).min(row[j] + 1).min(last[j] + usize::from(*x != y));
            if i > 0 && j > 0 && *x == b[j - 1].to_ascii_lowercase() && a[i - 1] == y {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost;
        }
        if row.iter().all(|cost| *cost > edits) {
            return false;
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()] <= edits
}

#[cfg(test)]
mod tests {
    use super::is_within_edits;

    #[test]
    fn slips_are_counted() {
        assert!(is_within_edits(b"eskatamine", b"esketamine", 1));
        assert!(is_within_edits(b"ketamin", b"ketamine", 1));
        assert!(is_within_edits(b"kteamine", b"ketamine", 1));
        assert!(!is_within_edits(b"cetirizine", b"cinnarizine", 2));
    }
}
