//! Boxes beside a pasted article: whom to contact, who paid for it, what its publisher is.
//!
//! A box begins with a heading that says so. What is below it goes with it down to the next heading,
//! if it is short, so that no part of an article is lost by its heading. It must not judge lines
//! without such a heading.

use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use crate::contact_details::has_contact_details;
use crate::phrases::{Category, is_phrase, starts_with_phrase};

/// A box has at most so many lines and bytes.
const MOST_LINES: usize = 10;
const LONGEST_BOX: usize = 700;

/// The heading of a box has at most so many words.
const LONGEST_HEADING: f32 = 8.0;

/// So many lines above the title the name of the publisher is searched for.
const HEAD_REACH: usize = 60;

/// A box about the publisher has at most so many paragraphs.
const MOST_PARAGRAPHS: usize = 2;

/// Removes the boxes below the title, which is at `title`; the article begins at `body`.
pub(super) fn drop_boxes(
    lines: &[TextLine],
    features: &[LineFeatures],
    title: usize,
    body: usize,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    for at in body + 1..lines.len() {
        let text = lines[at].text.as_str();
        if why[at].is_some() || features[at].words > LONGEST_HEADING || features[at].ends_sentence {
            continue;
        }
        let lower = text.trim_end_matches([':', '.', ' ']).to_lowercase();
        let (end, reason) = if is_phrase(Category::SponsorHeadings, &lower) {
            (end_of_block(lines, features, at), "an advertisement")
        } else if is_phrase(Category::ContactHeadings, &lower) {
            (end_of_contact(lines, features, at), "whom to contact")
        } else if is_about_publisher(&lines[title.saturating_sub(HEAD_REACH)..title], &lower) {
            (end_of_paragraphs(lines, features, at), "a note on the publisher")
        } else {
            continue;
        };
        let length: usize = lines[at + 1..end].iter().map(|line| line.text.len()).sum();
        if end == at + 1 || length > LONGEST_BOX {
            continue;
        }
        for line in at..end {
            if kept[line] || why[line].is_none() {
                kept[line] = false;
                why[line] = Some(reason);
            }
        }
    }
}

/// The line after the block below a heading, whether a blank line is between them or not.
fn end_of_block(lines: &[TextLine], features: &[LineFeatures], heading: usize) -> usize {
    let limit = lines.len().min(heading + 1 + MOST_LINES);
    let is_part = |at: usize| {
        at == heading + 1
            || lines[at].blanks == 0 && (features[at].words < 12.0 || !features[at].ends_sentence)
    };
    (heading + 1..limit).find(|at| !is_part(*at)).unwrap_or(limit)
}

/// The line after an address: short lines, and those with a number or an e-mail address. None of
/// them is one without such a line.
fn end_of_contact(lines: &[TextLine], features: &[LineFeatures], heading: usize) -> usize {
    let limit = lines.len().min(heading + 1 + MOST_LINES);
    let is_part = |at: usize| {
        let is_short = features[at].words <= 8.0 && !features[at].ends_sentence;
        let is_near = lines[at].blanks == 0 || at == heading + 1;
        has_contact_details(&lines[at].text) || is_near && is_short && lines[at].cells.len() < 2
    };
    let end = (heading + 1..limit).find(|at| !is_part(*at)).unwrap_or(limit);
    let last = (heading + 1..end).rev().find(|at| has_contact_details(&lines[*at].text));
    last.map_or(heading + 1, |last| last + 1)
}

/// The line after the paragraphs below the heading of a box.
fn end_of_paragraphs(lines: &[TextLine], features: &[LineFeatures], heading: usize) -> usize {
    let limit = lines.len().min(heading + 1 + MOST_PARAGRAPHS);
    let is_part = |at: usize| {
        features[at].words >= 8.0 && features[at].ends_sentence && lines[at].mark == LineMark::None
    };
    (heading + 1..limit).find(|at| !is_part(*at)).unwrap_or(limit)
}

/// Whether a heading is *About* and the name that is alone in a line above the title.
fn is_about_publisher(above: &[TextLine], heading: &str) -> bool {
    starts_with_phrase(Category::AuthorBoxStarts, heading)
        && above.iter().any(|line| {
            let name = line.text.to_lowercase();
            name.chars().count() >= 5
                && name.split(' ').count() <= 6
                && heading.strip_suffix(name.as_str()).is_some_and(|before| before.ends_with(' '))
        })
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::drop_boxes;
    use crate::text::line::split_lines;
    use crate::text::line_features::measure_lines;

    /// The lines of a text with a title in its second line that are left.
    #[track_caller]
    fn check(below: &str, expect: &[&str]) {
        let text =
            format!("Example Clinic\nTablets for sleep\nForty adults slept well.\n\n{below}");
        let lines = split_lines(&text);
        let features = measure_lines(&lines, Date::MAX);
        let mut kept = vec![true; lines.len()];
        drop_boxes(&lines, &features, 1, 2, &mut kept, &mut vec![None; lines.len()]);
        let found: Vec<&str> = lines
            .iter()
            .zip(kept)
            .skip(3)
            .filter(|(_, kept)| *kept)
            .map(|(line, _)| line.text.as_str())
            .collect();
        assert_eq!(found, expect, "{below:?}");
    }

    #[test]
    fn boxes_go_with_their_headings() {
        check("Media contact\nJane Doe\njane@example.org\n\nIt was safe.", &["It was safe."]);
        check("Contacts:\n\nJane Doe, jane@example.org\nJohn Roe, 0555 123 4567", &[]);
        check("Pressekontakt\nKlinik Muster\nTelefon: 0555 1234-0\n\nEnde.", &["Ende."]);
        check(
            "Sponsored by\nNightWell – the blanket.\n\nIt was safe.",
            &["Sponsored by", "NightWell – the blanket.", "It was safe."],
        );
        check("Sponsored\nNightWell – the blanket.\n\nIt was safe.", &["It was safe."]);
        check(
            "About Example Clinic\nExample Clinic is a house with nine hundred beds.\n\nHarms",
            &["Harms"],
        );
    }

    #[test]
    fn other_sections_stay() {
        check("Contact\nWash your hands.", &["Contact", "Wash your hands."]);
        check(
            "About sleep\nSleep is what everybody needs for a third of life.",
            &["About sleep", "Sleep is what everybody needs for a third of life."],
        );
        check(
            "Contact us\nWe enrolled 1,234 adults.",
            &["Contact us", "We enrolled 1,234 adults."],
        );
    }
}
