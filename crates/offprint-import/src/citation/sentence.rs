//! Where a sentence of a reference ends: the authors, the title and the journal each are one.
//!
//! It must not know what a sentence contains.

use crate::phrases::{Category, is_phrase};

/// Where the first sentence ends: at a full stop before a capital or a number, but not after an
/// abbreviation.
pub(super) fn sentence_end(text: &str) -> usize {
    for (at, character) in text.char_indices() {
        if matches!(character, '。' | '．') {
            return at;
        }
        if !matches!(character, '.' | '?' | '!') {
            continue;
        }
        let here = at + character.len_utf8();
        let end = if character == '.' { at } else { here };
        let after = &text[here..];
        if after.is_empty() {
            return end;
        }
        let Some(next) = after.strip_prefix(' ').and_then(|after| after.chars().next()) else {
            continue;
        };
        let word = text[..at].rsplit([' ', '(']).next().unwrap_or("");
        let short = word.chars().count() == 1 && word.chars().all(char::is_uppercase)
            || is_phrase(Category::TitleAbbreviations, &word.to_lowercase());
        if character != '.'
            || !short
                && (next.is_uppercase()
                    || next.is_numeric()
                    || matches!(next, '“' | '"' | '[' | '(')
                    || !next.is_ascii()
                    || is_lower_journal(after.trim_start()))
        {
            return end;
        }
    }
    text.len()
}

/// Journals whose names begin with a small letter: `eLife`, `npj`, `medRxiv`, `bioRxiv`.
fn is_lower_journal(text: &str) -> bool {
    let word = text.split([' ', '.', ',', ';']).next().unwrap_or("");
    word == "npj" || word.chars().skip(1).any(char::is_uppercase)
}

/// Whether a sentence reads like a part of a title rather than like the name of a journal, of a
/// publisher or a date: most of its words are in lower case, and no volume follows.
pub(super) fn is_subtitle(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let long: Vec<&&str> = words
        .iter()
        .filter(|word| word.chars().count() > 3 || words.len() == 2)
        .filter(|word| !word.starts_with(|first: char| first.is_ascii_digit()))
        .collect();
    let small = long.iter().filter(|word| word.starts_with(char::is_lowercase)).count();
    // `12(3)`, `2020;12` and `, 12` are where a work was published.
    let is_located = text.char_indices().any(|(at, sign)| {
        matches!(sign, ';' | '(' | ':' | ',')
            && text[at + 1..].trim_start().starts_with(|next: char| next.is_ascii_digit())
    });
    text.starts_with(char::is_alphabetic)
        && words.len() >= 2
        && small * 2 >= long.len()
        && small > 0
        && !is_located
}
