//! The lines that are not part of the article, as blocks with a reason.
//!
//! It must not decide what is removed.

use super::boilerplate::{is_boilerplate, is_link_list_label, is_mostly_boilerplate};
use super::captions::CAPTION;
use super::classified_lines::TextHeader;
use super::commands::is_long_command;
use super::line::TextLine;
use super::line_features::LineFeatures;
use super::words;
use crate::article::RemovedBlock;
use crate::citation::find_identifiers;
use crate::omission::{FEWEST_WORDS, is_sentence};
use crate::shortcode_signs::is_command;

/// So many lines before the article and after it may belong to it.
const LINES_BEFORE: usize = 4;
const LINES_AFTER: usize = 10;

/// The removed blocks: adjacent lines are joined.
pub(super) fn removed_blocks(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &[bool],
    why: &[Option<&'static str>],
    header: &TextHeader,
) -> Vec<RemovedBlock> {
    let of_head = [header.title.map(|(at, _)| at), header.standfirst];
    let mut result: Vec<RemovedBlock> = Vec::new();
    let mut before: Option<usize> = None;
    let inside = header.end()..kept.iter().rposition(|kept| *kept).unwrap_or(0);
    let beside = inside.start.saturating_sub(LINES_BEFORE)..inside.end + LINES_AFTER;
    for at in 0..lines.len() {
        if kept[at] || of_head.contains(&Some(at)) {
            continue;
        }
        let is_of_program = is_long_command(&lines[at].text);
        let reason = match why[at] {
            Some(why) => why,
            None if is_command(&lines[at].text) => "a command of another program",
            None => likely_reason(&lines[at], &features[at]),
        };
        let length = lines[at].text.chars().count();
        let count = lines[at].text.split_whitespace().count();
        // Inside the article, a heading, an item or a short sentence can be missed, too.
        let is_lost = is_of_program && why[at].is_none()
            || why[at] == Some(CAPTION)
            || inside.contains(&at) && is_content_lost(&lines[at], &features[at], why[at])
            || beside.contains(&at) && is_content_beside(&lines[at], &features[at])
            // A work that is not among the citations: `Comment in`, and its DOI.
            || why[at].is_none() && !find_identifiers(&lines[at].text).is_empty();
        let words = if is_lost || count >= FEWEST_WORDS { count } else { 0 };
        let is_structured = is_lost || lines[at].cells.len() > 1;
        match result.last_mut() {
            Some(last) if before.is_some_and(|before| before + 1 == at) && last.why == reason => {
                last.length += length + 1;
                last.words += words;
                last.is_structured |= is_structured;
            }
            _ => result.push(RemovedBlock {
                excerpt: lines[at].text.chars().take(80).collect(),
                why: reason,
                length,
                words,
                is_structured,
            }),
        }
        before = Some(at);
    }
    result
}

/// Whether a line that was removed from near the article may be content: it is a sentence, or says
/// something with a number, such as whom to call.
fn is_content_beside(line: &TextLine, features: &LineFeatures) -> bool {
    let is_number = |word: &str| word.bytes().filter(u8::is_ascii_digit).count() >= 3;
    let says_number = line.text.split_whitespace().any(is_number)
        && line.text.chars().filter(|letter| letter.is_alphabetic()).count() >= 8;
    (is_sentence(&line.text) || says_number)
        && features.date_share < 0.2
        && features.repeats <= 1
        && !is_boilerplate(&line.text, features)
        && !line.text.contains(['©', '@'])
}

/// Whether a line that was removed from within the article may be content: it was not recognised as
/// something else, and its words are not those of buttons and menus.
fn is_content_lost(line: &TextLine, features: &LineFeatures, why: Option<&str>) -> bool {
    if is_command(&line.text) {
        return true;
    }
    why.is_none()
        && features.date_share < 0.3
        && features.repeats <= 2
        && line.text.chars().any(char::is_alphabetic)
        && (features.words >= 2.0 || may_be_heading(&line.text))
        && !is_boilerplate(&line.text, features)
        && !is_link_list_label(&line.text, features)
}

/// Whether one word may be a heading, such as *Highlights*: no word of a button, and no two buttons
/// that were copied as one word.
fn may_be_heading(word: &str) -> bool {
    let kinds = words::kinds(&word.trim_end_matches([':', '?']).to_lowercase());
    let is_glued = word
        .as_bytes()
        .windows(2)
        .any(|pair| !pair[0].is_ascii_uppercase() && pair[1].is_ascii_uppercase());
    kinds == 0
        && !is_glued
        && word.chars().filter(|sign| sign.is_alphabetic()).count() >= 4
        && !word.starts_with(char::is_lowercase)
}

/// The most likely reason why the classifier removed a line.
fn likely_reason(line: &TextLine, features: &LineFeatures) -> &'static str {
    let kinds = line.text.split(' ').take(40).map(|word| {
        words::kinds(
            &word
                .trim_matches(|character: char| !character.is_alphanumeric() && character != '©')
                .to_lowercase(),
        )
    });
    let mut counts = [0_u32; 8];
    let reasons = [
        (words::LEGAL, "a notice: copyright, cookies, privacy"),
        (words::SUBSCRIBE, "an offer to subscribe"),
        (words::SHARE, "buttons to share"),
        (words::COMMENT, "reader comments"),
        (words::ADVERT, "an advertisement"),
        (words::FORM, "a form"),
        (words::RELATED, "links to other articles"),
        (words::CREDIT, "the credit of a picture"),
    ];
    for kinds in kinds {
        for (count, (kind, _)) in counts.iter_mut().zip(reasons) {
            *count += u32::from(kinds & kind != 0);
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    let share = most as f32 / features.words.max(1.0);
    let is_sentence = features.ends_sentence
        && features.words >= 6.0
        && !is_mostly_boilerplate(&line.text, features);
    match counts.iter().position(|count| *count == most) {
        // A sentence that has such a word says something with it.
        Some(at) if most > 0 && share >= 0.2 && !is_sentence => reasons[at].1,
        _ if features.words <= 6.0 => "a menu or a list of links: short lines and no sentence",
        _ if features.ends_sentence => {
            "prose apart from the article: a teaser, a comment, a note of the site"
        }
        _ => "a line apart from the article, without a sentence",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::removed_blocks;
    use crate::text::classified_lines::TextHeader;
    use crate::text::line::split_lines;
    use crate::text::line_features::measure_lines;

    /// Whether a line is reported if it was removed from between two others.
    #[track_caller]
    fn check(line: &str, expect: bool) {
        let text = format!("They slept badly for years.\n{line}\nThen most of them slept better.");
        let lines = split_lines(&text);
        let features = measure_lines(&lines, Date::MAX);
        let kept = [true, false, true];
        let blocks = removed_blocks(&lines, &features, &kept, &[None; 3], &TextHeader::default());
        assert_eq!(blocks.len(), 1);
        assert_eq!(blocks[0].may_be_missed(), expect, "{line:?}: {:?}", blocks[0]);
    }

    #[test]
    fn whatever_was_lost_inside_the_article_is_reported() {
        check("[gallery]", true);
        check("10.1000/sample.77", true);
        check("{{< share >}}", true);
        check("What to do", true);
        check("Highlights", true);
        check("More", false);
        check("ShareEmail", false);
        check("in", false);
        check("Two patients appear twice:", true);
        check("Tomorrow, with another pump.", true);
        check("They shared their data, so let us see if it holds up.", true);
        check("Discuss the risks with your doctor before the first dose.", true);
        check("Share on Facebook", false);
        check("Related articles", false);
        check("Subscribe to our newsletter", false);
    }
}
