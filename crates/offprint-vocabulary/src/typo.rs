//! Which drug a misspelt word may mean, from the word and the built-in table alone.
//!
//! The pass that finds misspellings in a text is `passes/misspelling.rs`.

use std::sync::LazyLock;

use crate::packing::SHORTEST_TYPO;
use crate::table;
use crate::word_lists::WORDS;

/// The shortest word that may be a misspelling of a drug that the text itself mentions.
pub(crate) const SHORTEST_NEAR: usize = 6;

/// The longest word that may be a misspelling.
pub(crate) const LONGEST_TYPO: usize = 30;

/// Whether a word in lower case is probably a misspelling of a drug in use, whatever the text says.
pub(crate) fn is_likely_typo(word: &str) -> bool {
    drug_one_edit_away(word.as_bytes()).is_some()
        && !is_inflected(word)
        && !table::is_known_word(word)
}

/// Whether a word ends like an adjective, adverb or plural: it is derived from a name, not a
/// misspelling of it.
pub(crate) fn is_inflected(word: &str) -> bool {
    WORDS.inflections.has_suffix_of(word)
}

/// The one drug in use whose name is one edit away from a word in lower case. `None` if two drugs
/// are: no guess is better than a wrong one.
pub(crate) fn drug_one_edit_away(word: &[u8]) -> Option<u16> {
    if word.len() < SHORTEST_TYPO || !table::may_be_typo(word) {
        return None;
    }
    let mut found = None;
    for number in table::drugs_like_typo(word) {
        let name = table::canonical_name(number).as_bytes();
        if name.first().map(u8::to_ascii_lowercase) == word.first().copied()
            && is_within_edits(word, name, 1)
        {
            match found {
                Some(other) if other != number => return None,
                _ => found = Some(number),
            }
        }
    }
    found
}

/// The one drug of the full table whose name is nearly a word in lower case.
pub(crate) fn nearest_drug_name(word: &str) -> Option<&'static str> {
    let bytes = word.as_bytes();
    if !(SHORTEST_NEAR..=LONGEST_TYPO).contains(&bytes.len())
        || !bytes.iter().all(u8::is_ascii_lowercase)
        || table::is_known_word(word)
    {
        return None;
    }
    let only_within = |edits: usize| {
        let mut found = drugs_beginning_with(first_three_letters(bytes))
            .map(table::canonical_name)
            .filter(move |name| is_within_edits(bytes, name.as_bytes(), edits));
        // If two drugs are equally near, no guess is better than a wrong one.
        found.next().filter(|_| found.next().is_none())
    };
    only_within(1).or_else(|| if bytes.len() >= SHORTEST_TYPO { only_within(2) } else { None })
}

/// The first three letters in lower case, as a number that sorts like the letters.
pub(crate) fn first_three_letters(word: &[u8]) -> u32 {
    word.iter().take(3).fold(0, |key, byte| key << 8 | u32::from(byte | 0x20))
}

/// The drugs whose names are long enough to be misspelt: by first three letters, then by number.
static DRUGS_BY_BEGINNING: LazyLock<Vec<(u32, u16)>> = LazyLock::new(|| {
    let names = (0..u16::try_from(table::drug_count()).unwrap_or(u16::MAX))
        .map(|number| (number, table::canonical_name(number).as_bytes()));
    let mut list: Vec<_> = names
        .filter(|(_, name)| name.len() >= SHORTEST_NEAR)
        .map(|(number, name)| (first_three_letters(name), number))
        .collect();
    list.sort_unstable();
    list
});

fn drugs_beginning_with(letters: u32) -> impl Iterator<Item = u16> {
    let from = DRUGS_BY_BEGINNING.partition_point(|(known, _)| *known < letters);
    DRUGS_BY_BEGINNING[from..]
        .iter()
        .take_while(move |(known, _)| *known == letters)
        .map(|(_, number)| *number)
}

/// Whether two words differ by at most this many edits (Damerau-Levenshtein distance): a letter
/// inserted, missing or replaced, or two neighbours swapped. Case is ignored in `name`.
pub(crate) fn is_within_edits(word: &[u8], name: &[u8], edits: usize) -> bool {
    if word.len().abs_diff(name.len()) > edits {
        return false;
    }
    let mut before_last = vec![0; name.len() + 1];
    let mut last: Vec<usize> = (0..=name.len()).collect();
    for (i, x) in word.iter().enumerate() {
        let mut row = vec![i + 1; name.len() + 1];
        for (j, y) in name.iter().enumerate() {
            let y = y.to_ascii_lowercase();
            let mut cost = (last[j + 1] + 1).min(row[j] + 1).min(last[j] + usize::from(*x != y));
            if i > 0 && j > 0 && *x == name[j - 1].to_ascii_lowercase() && word[i - 1] == y {
                cost = cost.min(before_last[j - 1] + 1);
            }
            row[j + 1] = cost;
        }
        if row.iter().all(|cost| *cost > edits) {
            return false;
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[name.len()] <= edits
}

#[cfg(test)]
mod tests {
    use super::is_within_edits;

    #[test]
    fn edits_are_counted() {
        assert!(is_within_edits(b"eskatamine", b"esketamine", 1));
        assert!(is_within_edits(b"ketamin", b"ketamine", 1));
        assert!(is_within_edits(b"kteamine", b"ketamine", 1));
        assert!(!is_within_edits(b"cetirizine", b"cinnarizine", 2));
    }
}
