//! Text as a page means it: without markup and accidental white space, compared by words.
//!
//! Does not know what an article or its metadata are.

use crate::html::dom::NodeId;
use crate::html::parse::parse;

/// The text of a piece of HTML, without tags and with entities decoded.
pub(super) fn plain_text(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return collapse_white_space(html);
    }
    parse(html).text_within(NodeId::ROOT, 1 << 20)
}

/// The text with white space normalised and trimmed.
pub(super) fn collapse_white_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two titles have the same words.
pub(super) fn has_same_words(left: &str, right: &str) -> bool {
    const SOFT_HYPHEN: char = '\u{ad}';
    if left.contains(SOFT_HYPHEN) || right.contains(SOFT_HYPHEN) {
        return has_same_words(&left.replace(SOFT_HYPHEN, ""), &right.replace(SOFT_HYPHEN, ""));
    }
    let mut left =
        left.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut right =
        right.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut count = 0;
    loop {
        match (left.next(), right.next()) {
            (None, None) => return count > 0,
            (Some(left), Some(right)) if left.to_lowercase() == right.to_lowercase() => count += 1,
            _ => return false,
        }
    }
}

/// The hashes of the words of a text.
pub(super) fn word_hashes(text: &str) -> Vec<u64> {
    use std::hash::{Hash, Hasher};
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mut hasher = rustc_hash::FxHasher::default();
            word.hash(&mut hasher);
            hasher.finish()
        })
        .collect()
}

/// Runs of three words. Shorter texts are one run.
pub(super) fn three_word_runs(words: &[u64]) -> impl Iterator<Item = u64> {
    let size = words.len().clamp(1, 3);
    words.windows(size).map(|window| {
        window.iter().fold(0u64, |hash, word| {
            hash.rotate_left(21) ^ word.wrapping_mul(0x9e37_79b9_7f4a_7c15)
        })
    })
}

/// The words in lower case, separated by single spaces.
pub(super) fn fold_words(text: &str) -> String {
    text.to_lowercase()
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
