//! Prepares the text of a byline: separates what a page joined, and removes what is never part of a
//! name, such as dates, addresses and the marks of affiliations.
//!
//! It must not know names.

use jiff::civil::Date;

use crate::date;
use crate::date_labels::{DateLabel, date_label};
use crate::phrases::{Category, is_phrase, phrases, starts_with_phrase, strip_capitalised};

/// So much of a text is read as a label, in bytes.
const LONGEST_LABEL: usize = 40;

/// After a number, the name of a group has so many words at most.
const MOST_WORDS_OF_GROUP: usize = 6;

/// Separates `Jane DoebyJane Doe` and `byJane Doe`: text pasted from a page that had no spaces
/// between its elements.
pub(crate) fn unglued(text: &str) -> String {
    let mut result = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let mut before = ' ';
    'next: while let Some(first) = rest.chars().next() {
        let after_name = before.is_lowercase() || !before.is_alphanumeric();
        for by in phrases(Category::ByWordsInside) {
            let lower = rest.strip_prefix(by);
            if let Some(after) = lower.or_else(|| without_capitalised(rest, by))
                && after.starts_with(char::is_uppercase)
                && after.chars().nth(1).is_some_and(|next| next.is_lowercase() || next == '.')
                && after_name
                // `VonDerHeide` in the middle of a name is not divided.
                && (lower.is_some() && is_phrase(Category::JoinedByWords, by)
                    || !before.is_alphanumeric())
            {
                result.push_str("\nby ");
                rest = after;
                before = ' ';
                continue 'next;
            }
        }
        // `Jane DoeStaff Writer`
        if before.is_lowercase()
            && phrases(Category::JoinedRoles)
                .iter()
                .any(|role| strip_capitalised(rest, role).is_some())
        {
            result.push('\n');
        }
        result.push(first);
        before = first;
        rest = &rest[first.len_utf8()..];
    }
    result
}

/// What follows a word at the start of a text, if the word is capitalised or in capitals.
fn without_capitalised<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    if !text.starts_with(char::is_uppercase) {
        return None;
    }
    strip_capitalised(text, word).or_else(|| text.strip_prefix(word.to_uppercase().as_str()))
}

/// The line with a separator in place of everything that is never part of a name: dates, addresses,
/// handles, brackets, times, numbers.
pub(crate) fn without_noise(line: &str) -> String {
    let line: String = line
        .chars()
        .map(|character| match character {
            '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{3000}' => ' ',
            '\u{2019}' => '’',
            // A raised number or letter marks an affiliation.
            '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' | 'ᵃ'..='ᶻ' => '|',
            other => other,
        })
        .filter(|character| !matches!(character, '*' | '†' | '‡' | '§' | '¶' | '✉' | '#' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}'))
        .collect();
    let mut undated = String::with_capacity(line.len());
    let mut at = 0;
    for (_, span) in date::find_dates(&line, Date::MAX) {
        undated.push_str(&line[at..span.start]);
        undated.push('|');
        at = span.end;
    }
    undated.push_str(&line[at..]);

    let mut clean = String::with_capacity(undated.len());
    let mut depth = 0_usize;
    for line in undated.split('\n') {
        let mut before = "";
        let mut rest = line;
        for word in line.split_inclusive(' ') {
            rest = &rest[word.len()..];
            let is_last_of_sentence = ends_sentence(before, word.trim_end()) && begins_label(rest);
            let last = std::mem::replace(&mut before, word.trim_end());
            let opens = word.matches(['(', '[', '{']).count();
            let closes = word.matches([')', ']', '}']).count();
            let inside = depth > 0 || opens > 0;
            depth = (depth + opens).saturating_sub(closes);
            if inside {
                if let Some((before, _)) = word.split_once(['(', '[', '{']) {
                    clean.push_str(before);
                }
                // A bracket may act as a separator: `Jane Doe (Reuters) John Smith`, `Jane Doe,
                // PhD(1), John Smith`.
                if depth == 0 {
                    clean.push_str("| ");
                }
            } else if is_noise(word.trim()) && !is_in_name_of_group(last, word, rest) {
                clean.push_str("| ");
            } else if let Some(name) = without_affiliation(word) {
                clean.push_str(name);
                clean.push_str("| ");
            } else if is_last_of_sentence {
                clean.push_str(word.trim_end().trim_end_matches('.'));
                clean.push_str("| ");
            } else {
                clean.push_str(word);
            }
        }
        clean.push('\n');
        depth = 0;
    }
    clean
}

/// Whether a text says no more names, but who else did something, or what the next day is.
fn begins_label(text: &str) -> bool {
    let lower = text.trim_start().to_lowercase();
    let start = &lower[..lower.floor_char_boundary(LONGEST_LABEL)];
    let start = start.split(['|', '.', ',', ';', '\n']).next().unwrap_or_default();
    lower.is_empty()
        || date_label(start) != DateLabel::None
        || [Category::ReviewerLabels, Category::ModifierLabels, Category::PictureCreditLabels]
            .into_iter()
            .any(|category| starts_with_phrase(category, &lower))
}

/// Whether a word may end a sentence: it is the second of a name. `Reviewed by Tom Ash. Last updated …`
fn ends_sentence(before: &str, word: &str) -> bool {
    let Some(name) = word.strip_suffix('.') else { return false };
    let is_vowel = |sign: char| "aeiouyäöüåæøáéíóúàèìòùâêîôûãõ".contains(sign);
    let is_name =
        |name: &str| name.starts_with(char::is_uppercase) && name.chars().all(char::is_alphabetic);
    name.chars().count() >= 3
        && is_name(name)
        && is_name(before)
        && name.to_lowercase().contains(is_vowel)
        && name.ends_with(char::is_lowercase)
}

/// Whether a number is part of the name of a group: `GBD 2019 Pain Collaborators`.
fn is_in_name_of_group(before: &str, word: &str, rest: &str) -> bool {
    let name = rest.split([',', ';', '|']).next().unwrap_or_default();
    let is_word_of_group = |word: &str| {
        let word = word.to_lowercase();
        [Category::GroupWords, Category::BylineGroupWords]
            .into_iter()
            .any(|words| is_phrase(words, word.trim_matches('.')))
    };
    word.trim().bytes().all(|byte| byte.is_ascii_digit())
        && before.starts_with(char::is_uppercase)
        && before.ends_with(char::is_alphanumeric)
        && name
            .split_whitespace()
            .take(MOST_WORDS_OF_GROUP)
            .take_while(|word| word.starts_with(char::is_uppercase))
            .any(is_word_of_group)
}

/// Whether a word is an address, a handle, a time or a number.
fn is_noise(word: &str) -> bool {
    let word = word.trim_matches(|character: char| matches!(character, ',' | '.' | '<' | '>'));
    word.contains('@')
        || word.contains("://")
        || word.starts_with("www.")
        || word.starts_with('#')
        || word.starts_with(|character: char| character.is_ascii_digit())
}

/// A name without the number of an affiliation that is joined to it: `Doe1,2,` and `Doe1`.
fn without_affiliation(word: &str) -> Option<&str> {
    let word = word.trim_end();
    let name = word.trim_end_matches(|character: char| {
        character.is_ascii_digit() || matches!(character, ',' | ';')
    });
    let marks = &word[name.len()..];
    let is_name = name.chars().count() >= 2
        && name.starts_with(char::is_uppercase)
        && name.chars().all(|character| {
            character.is_alphabetic() || matches!(character, '-' | '.' | '’' | '\'')
        })
        && name.contains(char::is_lowercase);
    (is_name && marks.starts_with(|first: char| first.is_ascii_digit())).then_some(name)
}
