//! The lines that are not part of the article, as blocks with a reason.
//!
//! It must not decide what is removed.

use super::aside::WITHOUT_SECTION;
use super::boilerplate::{is_boilerplate, is_link_list_label, is_mostly_boilerplate};
use super::captions::CAPTION;
use super::classified_lines::TextHeader;
use super::commands::is_long_command;
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use super::words;
use crate::article::RemovedBlock;
use crate::citation::find_identifiers;
use crate::omission::{FEWEST_WORDS, is_sentence};
use crate::shortcode_signs::is_command;

/// So many lines before the article and after it may belong to it.
const LINES_BEFORE: usize = 4;
const LINES_AFTER: usize = 10;

/// So many lines directly after the article may be its lists and facts.
const LONGEST_TAIL: usize = 40;

/// The likely reasons of lines that have no words of buttons.
const A_MENU: &str = "a menu or a list of links: short lines and no sentence";
const PROSE_APART: &str = "prose apart from the article: a teaser, a comment, a note of the site";
const APART: &str = "a line apart from the article, without a sentence";

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
    // The words of all lines of the last block.
    let mut words_of_block = 0;
    let mut was_near = false;
    let mut before: Option<usize> = None;
    let last = kept.iter().rposition(|kept| *kept).unwrap_or(0);
    let head = header.title.map_or(header.end(), |(title, _)| title + 1);
    let inside = head..end_of_tail(lines, features, last);
    let beside = head.saturating_sub(LINES_BEFORE)..last + LINES_AFTER;
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
            || why[at] == Some(WITHOUT_SECTION)
            || inside.contains(&at) && is_content_lost(&lines[at], &features[at], why[at])
            || beside.contains(&at) && is_content_beside(&lines[at], &features[at])
            // A work that is not among the citations: `Comment in`, and its DOI.
            || why[at].is_none() && !find_identifiers(&lines[at].text).is_empty();
        let is_structured = is_lost || lines[at].cells.len() > 1;
        let may_be_missed = is_structured || count >= FEWEST_WORDS;
        // All words of such a block are counted: elsewhere, only prose of the page's menus.
        let is_near = inside.contains(&at);
        match result.last_mut() {
            Some(last)
                if before.is_some_and(|before| before + 1 == at)
                    && was_near == is_near
                    && (last.why == reason
                        || is_near && is_in_doubt(last.why) && is_in_doubt(reason)) =>
            {
                words_of_block += count;
                last.length += length + 1;
                last.is_structured |= is_structured;
                if is_near && (may_be_missed || last.words > 0) {
                    last.words = words_of_block;
                } else if may_be_missed {
                    last.words += count;
                }
            }
            _ => {
                words_of_block = count;
                result.push(RemovedBlock {
                    excerpt: lines[at].text.chars().take(80).collect(),
                    why: reason,
                    length,
                    words: if may_be_missed { count } else { 0 },
                    is_structured,
                });
            }
        }
        before = Some(at);
        was_near = is_near;
    }
    result
}

/// The line after those that follow the last kept line at once, before anything of the page.
fn end_of_tail(lines: &[TextLine], features: &[LineFeatures], last: usize) -> usize {
    let is_of_page = |at: &usize| {
        let (text, features) = (&lines[*at].text, &features[*at]);
        is_boilerplate(text, features)
            || is_link_list_label(text, features)
            || features.urls > 0
            || text.contains('©')
    };
    let is_headline = |at: usize| {
        lines.get(at).is_some_and(|line| {
            (5.0..=18.0).contains(&features[at].words)
                && line.mark == LineMark::None
                && !features[at].ends_sentence
                && !line.text.contains(|sign: char| sign == ':' || sign.is_ascii_digit())
        })
    };
    let limit = lines.len().min(last + 1 + LONGEST_TAIL);
    (last + 1..limit)
        .find(|at| is_of_page(at) || is_headline(*at) && is_headline(at + 1))
        .unwrap_or(limit)
}

/// Whether a reason is what the classifier most likely had: adjacent lines with such reasons are one
/// block.
fn is_in_doubt(why: &str) -> bool {
    [A_MENU, APART, PROSE_APART].contains(&why)
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
        && !is_mostly_boilerplate(&line.text, features)
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
        _ if features.words <= 6.0 => A_MENU,
        _ if features.ends_sentence => PROSE_APART,
        _ => APART,
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
