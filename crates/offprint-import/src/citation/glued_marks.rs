//! Marks that were raised on a page and follow their word as plain digits in a text copied from it:
//! `healed.1`, `use1,2`.
//!
//! A single one could be part of a name, so a caller must check that all of a text count the same
//! list. It must not know which works or notes there are.

use std::ops::Range;

use crate::phrases::{Category, is_phrase};

/// No list has more entries.
const MOST_ENTRIES: usize = 300;

/// No mark has more digits and signs.
const LONGEST: usize = 24;

/// Digits that follow a word or the end of a sentence without a space.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct GluedMark {
    /// Where they are, in bytes.
    pub(crate) span: Range<usize>,
    /// The numbers, with those inside of ranges.
    pub(crate) numbers: Vec<usize>,
}

/// All such digits of a text, except in code, in rows of tables and in addresses.
pub(crate) fn glued_marks(text: &str) -> Vec<GluedMark> {
    let mut marks = Vec::new();
    let mut start = 0;
    let mut is_code = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start();
        is_code ^= bare.starts_with("```");
        if !is_code && !bare.starts_with(['|', '`']) {
            let mut at = start;
            for word in line.split_inclusive([' ', '\n', '\u{a0}']) {
                if let Some(mark) = mark_of_word(word.trim_end(), at) {
                    marks.push(mark);
                }
                at += word.len();
            }
        }
        start += line.len();
    }
    marks
}

/// Whether marks count the entries of a list: each entry has one, and new ones are in its order.
pub(crate) fn count_all(marks: &[GluedMark], entries: usize) -> bool {
    let mut next = 1;
    let is_ascending = marks.iter().flat_map(|mark| &mark.numbers).all(|number| {
        let is_known = (1..=next).contains(number);
        next = next.max(number + 1);
        is_known
    });
    entries > 0 && is_ascending && next == entries + 1
}

fn mark_of_word(word: &str, at: usize) -> Option<GluedMark> {
    if word.contains(['/', '@', '=', '<', '>', '_', '\\']) {
        return None;
    }
    let core = word.trim_end_matches(['.', ',', ';', ':', ')', '”', '"', '»', '!', '?', '*', ']']);
    let digits = core
        .trim_end_matches(|sign: char| sign.is_ascii_digit() || matches!(sign, ',' | '–' | '-'));
    let mark = &core[digits.len()..];
    if mark.is_empty()
        || mark.len() > LONGEST
        || !mark.starts_with(|sign: char| sign.is_ascii_digit())
    {
        return None;
    }
    is_word_before(digits).then(|| {
        let start = at + digits.len();
        Some(GluedMark { span: start..start + mark.len(), numbers: parse_numbers(mark)? })
    })?
}

/// Whether a mark can follow: a word in lower case, or one with the end of a sentence behind it.
fn is_word_before(text: &str) -> bool {
    let bare = text.trim_end_matches(['.', ',', ';', ':', ')', '”', '"', '»', '!', '?', '’', '*']);
    let letters = bare.trim_start_matches(['(', '“', '"', '„', '«', '‘', '*', '[']);
    let last = letters.rsplit(['-', '’', '\'', '–', '—']).next().unwrap_or(letters);
    if last.chars().count() < 2 || !last.chars().all(char::is_alphabetic) {
        return false;
    }
    if bare.len() < text.len() {
        // `Fig.1` and `No.2` are no marks.
        return !(text.ends_with('.') && is_phrase(Category::Abbreviations, &last.to_lowercase()));
    }
    // `cm2` and `kg2` are units, `it1` is not.
    let is_long =
        last.chars().count() >= 3 && !is_unit(last) || is_phrase(Category::FunctionWords, last);
    is_long && last.chars().skip(1).all(char::is_lowercase)
}

/// Whether a word is a unit that has powers.
fn is_unit(word: &str) -> bool {
    ["min", "sec", "mol"].contains(&word)
}

/// `1`, `1,2`, `2–4`.
fn parse_numbers(mark: &str) -> Option<Vec<usize>> {
    let mut numbers: Vec<usize> = Vec::new();
    for part in mark.split(',') {
        let mut ends = part.split(['–', '-']);
        let first: usize = ends.next()?.parse().ok()?;
        let last = match ends.next() {
            Some(last) => last.parse().ok()?,
            None => first,
        };
        if ends.next().is_some() || first == 0 || last < first || last > MOST_ENTRIES {
            return None;
        }
        numbers.extend(first..=last);
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::{count_all, glued_marks};

    #[track_caller]
    fn check(text: &str, expect: &[&[usize]]) {
        let found: Vec<Vec<usize>> =
            glued_marks(text).into_iter().map(|mark| mark.numbers).collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn digits_behind_words() {
        check("It healed.1 It came back.2", &[&[1], &[2]]);
        check("Use is limited1,2. Others avoid it1–3.", &[&[1, 2], &[1, 2, 3]]);
        check("“It works.”1 (As before)2, and so on;3", &[&[1], &[2], &[3]]);
        check("Die Wirkung setzt früh ein.1 Sie hält an2.", &[&[1], &[2]]);
        check("placebo-controlled3", &[&[3]]);
        check("Others avoid it1,2.", &[&[1, 2]]);
    }

    #[test]
    fn digits_that_are_no_marks() {
        check("GLP1 and CO2, IL6, 5 cm2, min1, B12, 5.1 and 0.25, H1", &[]);
        check("see Fig.1 and No.2 at 10:30", &[]);
        check("https://doi.org/10.5555/a.1 and a@example1 and a_1", &[]);
        check("| yearsa1 | 44.1 |", &[]);
        check("```\nx <- data1\n```", &[]);
    }

    #[test]
    fn all_entries_are_counted_in_order() {
        let count = |text, entries| count_all(&glued_marks(text), entries);
        assert!(count("One.1 Two.2 Both.1,2", 2));
        assert!(!count("One.1 Two.2", 3));
        assert!(!count("Two.2 One.1", 2));
        assert!(!count("One.1 Three.3", 3));
        assert!(!count("None.", 0));
    }
}
