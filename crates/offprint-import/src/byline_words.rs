//! Words of bylines that are not part of a name: degrees, titles and roles. This must not know names
//! or the order of words.

use crate::phrases::{Category, is_phrase};

/// Whether a word is a degree or a title: `MD`, `Ph.D.`, `Prof`.
pub(crate) fn is_degree(word: &str) -> bool {
    let plain: String = word
        .chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    // `Do`, `Ma`, `Phil` and `Nat` are names; `DO` and `MA`, `phil.` and `nat.` are degrees.
    let is_short =
        plain.len() <= 2 && !matches!(plain.as_str(), "dr" | "mr" | "ms" | "pd" | "pr" | "em");
    let is_written_as_name = !word.contains('.')
        && word.starts_with(char::is_uppercase)
        && word.chars().skip(1).any(char::is_lowercase);
    let may_be_name = is_short || matches!(plain.as_str(), "phil" | "nat");
    is_phrase(Category::Degrees, &plain) && !(may_be_name && is_written_as_name)
}

/// Whether a word names a role: `editor`, `Apothekerin`.
pub(crate) fn is_role(word: &str) -> bool {
    let plain = word
        .trim_matches(|character: char| !character.is_alphanumeric() && character != '&')
        .to_lowercase();
    is_phrase(Category::Roles, &plain)
}
