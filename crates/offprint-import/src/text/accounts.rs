//! The accounts of people who post in forums, where a byline would be.
//!
//! It must not decide which of several names is the author's.

use super::classified_lines::ClassifiedLines;
use super::words;
use crate::phrases::{Category, is_phrase};

/// The account of a forum in a line next to one that says how long ago it posted: `u/careful_reader`
/// near `4 mo. ago`.
pub(super) fn account_beside_age(classified: ClassifiedLines, at: usize) -> Option<String> {
    let text = &classified.lines[at].text;
    let name = text.strip_prefix("u/").or_else(|| text.strip_prefix('@')).unwrap_or(text);
    let is_account = (3..=32).contains(&name.len())
        && name.bytes().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, b'_' | b'-'))
        && name.bytes().any(|sign| sign.is_ascii_alphabetic())
        && (name.len() < text.len()
            || name.contains(['_', '-']) && !name.ends_with('-')
            || name.bytes().any(|sign| sign.is_ascii_digit()));
    let is_near = at > 0 && is_age(classified, at - 1)
        || is_age(classified, at + 1)
        || is_age(classified, at + 2);
    (is_account && is_near).then(|| name.to_owned())
}

/// The account in the line below the title of a post: `by nightowl » Tue Apr 01, 2025 9:14 pm`.
pub(super) fn account_of_post(text: &str) -> Option<String> {
    let (byline, _) = text.split_once(" » ")?;
    let (by, account) = byline.rsplit_once(' ')?;
    let is_account = (2..=32).contains(&account.len()) && account.contains(char::is_alphabetic);
    (is_account && is_phrase(Category::ByWords, &by.to_lowercase())).then(|| account.to_owned())
}

/// Whether a short line says how long ago something was posted: `4 mo. ago`.
pub(super) fn is_age(classified: ClassifiedLines, at: usize) -> bool {
    classified.features.get(at).is_some_and(|features| features.words <= 5.0)
        && classified.lines[at].text.bytes().any(|sign| sign.is_ascii_digit())
        && classified.lines[at].text.split(' ').any(|word| {
            words::kinds(&word.trim_matches(['.', ':']).to_lowercase()) & words::AGO != 0
        })
}
