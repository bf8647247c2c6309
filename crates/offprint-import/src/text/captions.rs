//! Captions of pictures that name who took them, and the credits below captions.
//!
//! A page shows caption and credit beside each other; copied as text they touch: `A clinic in
//! May.Jane Doe`. It must not decide what else is the article.

use super::classified_lines::TextHeader;
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use crate::citation::find_identifiers;
use crate::phrases::{Category, is_phrase, phrases, starts_with_phrase};

/// A caption has at most so many words.
const LONGEST_CAPTION: f32 = 70.0;

/// A credit at the end of a caption has at most so many bytes.
const LONGEST_CREDIT: usize = 80;

/// A credit alone has no more words.
const MOST_WORDS_OF_CREDIT: f32 = 8.0;

/// The reason to leave out a caption that ends with its credit: the picture was not copied.
pub(super) const CAPTION: &str = "the caption of a picture that was not copied";

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
            && (is_credit(after)
                || is_credit_of_agency(after)
                || sign == "." && word.len() >= 3 && is_name(after))
    })
}

/// Whether a text is the credit of an agency: `Ann Lee/Getty Images`, `Ann Lee / AP file`.
fn is_credit_of_agency(text: &str) -> bool {
    let text = text.trim().trim_end_matches([')', '"']);
    let words: Vec<String> = text
        .split([' ', '/', '|', ',', '-', '('])
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let is_agency = |word: &String| is_phrase(Category::PictureAgencies, word);
    let is_end = |word: &String| {
        is_agency(word) || matches!(word.as_str(), "images" | "file" | "photo" | "pool" | "wire")
    };
    (2..=8).contains(&words.len())
        && text.starts_with(char::is_uppercase)
        && words.last().is_some_and(is_end)
        && words.iter().rev().take(3).any(is_agency)
        // `It was reported by Reuters` names no photographer.
        && text.split([' ', '/', '|', ',']).all(|word| !word.starts_with(char::is_lowercase) || is_end(&word.to_owned()))
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

/// Whether a caption ends with the credit of its picture: `A clinic (Photo: Example)`, `A clinic.
/// Photo: Jane Doe`.
fn ends_with_credit(text: &str) -> bool {
    let lower = text.to_lowercase();
    phrases(Category::CreditLabels).iter().filter(|label| label.ends_with(':')).any(|label| {
        lower.rsplit_once(label).is_some_and(|(before, after)| {
            let is_bracket = before.ends_with(['(', '[']) && after.trim_end().ends_with([')', ']']);
            let is_sentence = before.trim_end().ends_with(['.', '|', '–', '—']);
            (is_bracket || is_sentence)
                && !before.trim().is_empty()
                && after.split_whitespace().count() <= 6
        })
    })
}

/// Removes lines that credit a picture, and the caption above such a line.
pub(super) fn drop_photo_credits(
    lines: &[TextLine],
    features: &[LineFeatures],
    header: &TextHeader,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    let of_table = lines_below_tables(lines);
    for at in 0..lines.len() {
        let lower = lines[at]
            .text
            .get(..lines[at].text.len().min(40))
            .map(str::to_lowercase)
            .unwrap_or_default();
        let text = &lines[at].text;
        // A note of a table may say where it comes from: `* Rounded. Source: Teratology Service`.
        let is_below_table = of_table[at] || lines[at].bullet == '*';
        let is_credit = features[at].words <= 14.0
            && starts_with_phrase(Category::CreditLabels, &lower)
            || features[at].words <= 25.0 && ends_with_credit(text)
            || features[at].words <= LONGEST_CAPTION && is_credited_caption(text);
        if kept[at]
            && is_credit
            && !is_below_table
            && find_identifiers(text).is_empty()
            && at >= header.title.map_or(0, |(title, _)| title)
        {
            kept[at] = false;
            let says_more = features[at].words > MOST_WORDS_OF_CREDIT && text.contains(['.', '(']);
            why[at] = Some(if says_more { CAPTION } else { "the credit of a picture" });
        }
        // The caption is in the line above its credit.
        let is_below_caption = is_credit
            && at > 0
            && kept[at - 1]
            && lines[at].blanks == 0
            && features[at].words <= 12.0
            && lines[at - 1].blanks > 0
            && features[at - 1].words <= 25.0
            // Further down, `Source: …` may follow a paragraph.
            && at <= header.body
            && lines[at - 1].mark == LineMark::None
            && lines[at - 1].cells.len() < 2;
        if is_below_caption && header.title.is_none_or(|(title, _)| title + 1 < at) {
            kept[at - 1] = false;
            why[at - 1] = Some("the caption of a picture");
        }
    }
}

/// Keeps the notes directly below a kept table that begin with a sign or say where it comes from:
/// `Source: Teratology Service`.
pub(super) fn keep_table_notes(
    lines: &[TextLine],
    kept: &mut [bool],
    why: &[Option<&'static str>],
) {
    for (at, is_note) in notes_of_tables(lines).into_iter().enumerate() {
        if is_note && kept[at - 1] && why[at].is_none() {
            kept[at] = true;
        }
    }
}

/// The lines directly below a table that begin with the sign of a note or say where it comes from.
pub(super) fn notes_of_tables(lines: &[TextLine]) -> Vec<bool> {
    let mut notes = lines_below_tables(lines);
    for (line, is_note) in lines.iter().zip(&mut notes) {
        let text = &line.text;
        *is_note &= line.bullet == '*'
            || text.starts_with(['*', '†', '‡', '§', '¶'])
            || text.len() <= 200
                && starts_with_phrase(Category::CreditLabels, &text.to_lowercase());
    }
    notes
}

/// The lines directly below a table, and those below them that begin with the sign of a note.
pub(super) fn lines_below_tables(lines: &[TextLine]) -> Vec<bool> {
    let mut below = vec![false; lines.len()];
    for at in 1..lines.len() {
        let is_row = |at: usize| lines[at].cells.len() > 1;
        let is_table_above = is_row(at - 1) && at >= 2 && is_row(at - 2);
        let is_note = lines[at].bullet == '*'
            || lines[at].text.starts_with(['*', '†', '‡', '§', '¶', '#', '¹', '²', '³', 'ª']);
        below[at] =
            !is_row(at) && lines[at].blanks == 0 && (is_table_above || below[at - 1] && is_note);
    }
    below
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
            "Smoke over the city in May. Ann Lee/Sample Times/Getty Images",
            "The senator at the Capitol in May.J. Doe Roe / AP file",
            "Teachers at the rally on Tuesday. Ann Lee, AP",
        ] {
            assert!(is_credited_caption(caption), "{caption:?}");
        }
        for prose in [
            "The clinic opened in May. Jane Doe was its first patient.",
            "It was published by the U.S. Drug Agency",
            "The bank gave credit. Credit unions did not.",
            "A drug for sleep",
            "The trial ended in May. It was reported by Reuters",
            "It began in May. Reuters reported it first",
            "He wrote to a.b.Clark Kent",
        ] {
            assert!(!is_credited_caption(prose), "{prose:?}");
        }
    }
}
