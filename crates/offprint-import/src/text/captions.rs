//! Captions of pictures that name who took them.
//!
//! A page shows caption and credit beside each other; copied as text they touch: `A clinic in
//! May.Jane Doe`. It must not know which lines are the article.

use crate::phrases::{Category, phrases};

/// A credit at the end of a caption has at most so many bytes.
const LONGEST_CREDIT: usize = 80;

/// Whether a line is a caption with its credit.
pub(super) fn is_credited_caption(text: &str) -> bool {
    if text.len() > 500 {
        return false;
    }
    text.match_indices(['.', '”', '’', '"', '»', ')']).any(|(at, sign)| {
        let (before, after) = (&text[..at], &text[at + sign.len()..]);
        let word = before.rsplit([' ', '.']).next().unwrap_or_default();
        let is_end = before.ends_with(|last: char| last.is_alphanumeric() || last == '.');
        is_end
            && after.len() <= LONGEST_CREDIT
            && (is_credit(after) || sign == "." && word.len() >= 3 && is_name(after))
    })
}

/// Whether a text begins with the label of a credit: `Credit: Jane Doe`, `Credit...Jane Doe`.
fn is_credit(text: &str) -> bool {
    let lower = text.trim_start().to_lowercase();
    phrases(Category::CreditLabels).iter().any(|label| {
        let label = label.trim_end_matches([':', ' ']);
        lower.strip_prefix(label).is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.starts_with([':', '…']) || rest.starts_with("..")
        })
    })
}

/// Whether a text is nothing but a name that touches what precedes it.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    (2..=4).contains(&words.len())
        && words.iter().all(|word| {
            word.starts_with(char::is_uppercase)
                && word.chars().filter(|sign| sign.is_alphabetic()).count() >= 2
                && word
                    .chars()
                    .all(|sign| sign.is_alphabetic() || matches!(sign, '-' | '’' | '\'' | '/'))
        })
}

#[cfg(test)]
mod tests {
    use super::is_credited_caption;

    #[test]
    fn captions_with_credits() {
        for caption in [
            "A pharmacy in the centre, last Tuesday.Pablo Rey",
            "Packages reach many Americans each month.Credit...Jo Farrow for The Example",
            "Lithium levels varied from 0.6 to 31 micrograms per litre. Credit: Hana Rowe",
            "Una farmacia del centro.Ana María Gil",
            "The clinic in May. Photo: Jane Doe",
        ] {
            assert!(is_credited_caption(caption), "{caption:?}");
        }
        for prose in [
            "The clinic opened in May. Jane Doe was its first patient.",
            "It was published by the U.S. Drug Agency",
            "The bank gave credit. Credit unions did not.",
            "A drug for sleep",
            "He wrote to a.b.Clark Kent",
        ] {
            assert!(!is_credited_caption(prose), "{prose:?}");
        }
    }
}
