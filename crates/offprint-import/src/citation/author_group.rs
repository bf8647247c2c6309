//! Groups that are authors of a work: organisations, and the study groups on whose behalf people
//! write.
//!
//! A group is recognised by a word such as `Institute` or `Investigators` in a name whose words have
//! capitals. It must not know what follows the names.

use super::sentence::sentence_end;
use crate::phrases::{Category, is_phrase, phrases};

/// The longest name of a group, in words.
const MOST_WORDS: usize = 14;

/// Whether a text is the name of a group rather than a title.
pub(super) fn is_group(text: &str) -> bool {
    let bare = without_bracket(text);
    let words: Vec<&str> = bare.split_whitespace().collect();
    if let [only] = words.as_slice() {
        let lower = only.to_lowercase();
        let is_host = only.contains('.')
            && only.chars().all(|character| character.is_alphanumeric() || character == '.')
            && !only.ends_with('.');
        return is_host
            || is_phrase(Category::GroupAuthorWords, &lower)
                && only.chars().all(|character| !character.is_lowercase());
    }
    if !is_capitalised_name(bare) {
        return false;
    }
    words.iter().enumerate().any(|(at, word)| {
        let bare = word.trim_matches([',', '(', ')', ':']).to_lowercase();
        let is_group_word =
            is_phrase(Category::GroupWords, &bare) || is_phrase(Category::GroupAuthorWords, &bare);
        // `Institute of …`, `… Institute`, but not `Group Therapy`.
        let next = words.get(at + 1);
        let stands_at_end = next.is_none_or(|next| {
            word.ends_with(',') || next.starts_with(char::is_lowercase) || *next == "&"
        });
        is_group_word && stands_at_end
    })
}

/// Whether a text is a name: all its words but short ones such as `of` have capitals.
pub(super) fn is_capitalised_name(text: &str) -> bool {
    let text = text.trim_end_matches([' ', '.', ',']);
    let mut words = text.split_whitespace();
    let is_name = |word: &str| {
        let word = word.trim_start_matches(['(', '“']);
        word.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit())
            || word.chars().count() <= 3
            || word.chars().skip(1).any(char::is_uppercase)
            || !word.is_ascii()
    };
    text.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit())
        && !text.contains(['“', '"', '?', '!', ';'])
        && words.clone().count() <= MOST_WORDS
        && words.all(is_name)
}

/// A group at this position, with what follows it. `is_first` says that no author precedes it.
pub(super) fn group_at(text: &str, is_first: bool) -> Option<(String, &str)> {
    let trimmed = text.trim_start_matches([' ', ',', ';']);
    let lower = trimmed.to_lowercase();
    // Lower-casing may change lengths: such names have no prefix in any list.
    let is_aligned = lower.len() == trimmed.len();
    let prefix = phrases(Category::GroupPrefixes)
        .iter()
        .filter(|_| is_aligned && !is_first)
        .filter(|prefix| lower.strip_prefix(**prefix).is_some_and(|rest| rest.starts_with(' ')))
        .map(|prefix| prefix.len() + 1)
        .max()
        .unwrap_or(0);
    let named = trimmed.get(prefix..)?;
    let sentence = sentence_end(named);
    let mut ends: Vec<usize> =
        named[..sentence].match_indices([';', ',', ':', '(']).map(|(at, _)| at).take(12).collect();
    ends.push(sentence);
    // The longest that is a group: commas may belong to its name.
    let end = ends.into_iter().rev().find(|end| {
        let name = named[..*end].trim_end();
        *end > 0
            && is_group(name)
            // What is left must have a title.
            && named[*end..].chars().any(char::is_alphabetic)
            && (!named[*end..].starts_with('(') || is_year_bracket(&named[*end..]))
    })?;
    let name = named[..end].trim_end_matches([' ', ',', '.']);
    Some((name.to_owned(), &named[end..]))
}

fn is_year_bracket(text: &str) -> bool {
    text.as_bytes().get(1..5).is_some_and(|year| year.iter().all(u8::is_ascii_digit))
        || text.starts_with("(n.d")
}

/// A name without a bracket at its end: `National Institute of Examples (NIE)`.
fn without_bracket(text: &str) -> &str {
    let text = text.trim_end();
    match text.strip_suffix(')').and_then(|inner| inner.rsplit_once(" (")) {
        Some((before, _)) => before,
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::is_group;

    #[test]
    fn groups_have_a_word_that_says_so() {
        for name in [
            "World Example Organization",
            "Centers for Example Control and Prevention",
            "EX-2 Investigators",
            "GBX 2019 Example Collaborators",
            "National Institute for Examples (NIE)",
            "Department of Examples and Samples",
            "ExampleTrials.gov",
            "Example Pharmaceuticals Inc",
        ] {
            assert!(is_group(name), "{name}");
        }
    }

    #[test]
    fn titles_are_no_groups() {
        for title in [
            "A study of support in the hospital",
            "Group Therapy for Pain",
            "Effects of a group on pain",
            "Committee work and sleep",
            "Pain",
            "",
        ] {
            assert!(!is_group(title), "{title}");
        }
    }
}
