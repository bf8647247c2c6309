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
    for (number, name) in table::drugs_like_typo(word) {
        let name = name.as_bytes();
        if name.first().map(u8::to_ascii_lowercase) == word.first().copied()
            && is_one_edit_away(word, name)
        {
            match found {
                Some(other) if other != number => return None,
                _ => found = Some(number),
            }
        }
    }
    // A drug that is not in use may be meant as well.
    let is_only_one = |found: &u16| {
        names_beginning_with(first_three_letters(word))
            .all(|(number, name)| number == *found || !is_one_edit_away(word, name.as_bytes()))
    };
    found.filter(is_only_one)
}

/// The one drug of the full table whose name is one edit away from a word in lower case.
pub(crate) fn nearest_drug_name(word: &str) -> Option<&'static str> {
    let bytes = word.as_bytes();
    if !(SHORTEST_NEAR..=LONGEST_TYPO).contains(&bytes.len())
        || !bytes.iter().all(u8::is_ascii_lowercase)
        || table::is_known_word(word)
    {
        return None;
    }
    let mut found = names_beginning_with(first_three_letters(bytes))
        .filter(|(_, name)| is_one_edit_away(bytes, name.as_bytes()))
        .map(|(number, _)| number);
    // If two drugs are equally near, no guess is better than a wrong one.
    let drug = found.next()?;
    found.all(|other| other == drug).then(|| table::canonical_name(drug))
}

/// The first three letters in lower case, as a number that sorts like the letters.
pub(crate) fn first_three_letters(word: &[u8]) -> u32 {
    word.iter().take(3).fold(0, |key, byte| key << 8 | u32::from(byte | 0x20))
}

/// The names that are long enough to be misspelt, with their drugs: by first three letters, then by
/// number.
static NAMES_BY_BEGINNING: LazyLock<Vec<(u32, u16, &'static str)>> = LazyLock::new(|| {
    let canonical = (0..u16::try_from(table::drug_count()).unwrap_or(u16::MAX))
        .map(|number| (number, table::canonical_name(number)));
    let mut list: Vec<_> = canonical
        .chain(table::typo_names().iter().copied())
        .filter(|(_, name)| name.len() >= SHORTEST_NEAR)
        .map(|(number, name)| (first_three_letters(name.as_bytes()), number, name))
        .collect();
    list.sort_unstable();
    list
});

fn names_beginning_with(letters: u32) -> impl Iterator<Item = (u16, &'static str)> {
    let from = NAMES_BY_BEGINNING.partition_point(|(known, ..)| *known < letters);
    NAMES_BY_BEGINNING[from..]
        .iter()
        .take_while(move |(known, ..)| *known == letters)
        .map(|(_, number, name)| (*number, *name))
}

/// Everything that a word in lower case becomes by one edit: a letter inserted, removed or replaced, two
/// neighbours swapped.
pub(crate) fn words_one_edit_away(word: &str) -> impl Iterator<Item = String> {
    let letters = || 'a'..='z';
    let places = 0..=word.len();
    places.flat_map(move |at| {
        let (before, after) = word.split_at(at);
        let inserted = letters().map(move |letter| format!("{before}{letter}{after}"));
        let rest = after.get(1..);
        let removed = rest.map(|rest| format!("{before}{rest}"));
        let replaced = rest
            .into_iter()
            .flat_map(move |rest| letters().map(move |letter| format!("{before}{letter}{rest}")));
        let swapped =
            after.get(..2).map(|two| format!("{before}{}{}{}", &two[1..], &two[..1], &after[2..]));
        inserted.chain(removed).chain(replaced).chain(swapped)
    })
}

/// Whether a word in lower case differs from a name by one edit: a letter inserted, missing or
/// replaced, two neighbours swapped, or `i` and `y` confused, however often: they sound the same.
/// Case is ignored in the name.
pub(crate) fn is_one_edit_away(word: &[u8], name: &[u8]) -> bool {
    if word.len().abs_diff(name.len()) > 1 {
        return false;
    }
    let is_same = |(left, right): (&u8, &u8)| *left == right.to_ascii_lowercase();
    let start = word.iter().zip(name).take_while(|pair| is_same(*pair)).count();
    let (word_rest, name_rest) = (&word[start..], &name[start..]);
    let end = word_rest.iter().rev().zip(name_rest.iter().rev()).take_while(|pair| is_same(*pair));
    let end = end.count();
    let changed = &word_rest[..word_rest.len() - end];
    let original = &name_rest[..name_rest.len() - end];
    match (changed, original) {
        ([] | [_], [] | [_]) => true,
        ([a, b], [c, d]) if is_same((a, d)) && is_same((b, c)) => true,
        _ => {
            let sound = |byte: &u8| match byte.to_ascii_lowercase() {
                b'y' => b'i',
                other => other,
            };
            word.len() == name.len()
                && word.iter().zip(name).all(|(left, right)| sound(left) == sound(right))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_one_edit_away;

    #[test]
    fn edits_are_counted() {
        for (word, name) in [
            ("eskatamine", "esketamine"),
            ("ketamin", "ketamine"),
            ("kettamine", "Ketamine"),
            ("kteamine", "ketamine"),
            ("ketamnie", "ketamine"),
            ("psylocibin", "psilocybin"),
            ("psilocibin", "psilocybin"),
            ("amytriptiline", "amitriptyline"),
        ] {
            assert!(is_one_edit_away(word.as_bytes(), name.as_bytes()), "{word}");
        }
        for (word, name) in [
            ("depakine", "depramine"),
            ("ketmain", "ketamine"),
            ("katemine", "ketamine"),
            ("cetirizine", "cinnarizine"),
            ("psylocibins", "psilocybin"),
            ("kemantie", "ketamine"),
        ] {
            assert!(!is_one_edit_away(word.as_bytes(), name.as_bytes()), "{word}");
        }
    }
}
