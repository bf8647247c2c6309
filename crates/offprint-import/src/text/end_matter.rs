//! What sites put below an article: a box about its author, notes that it is no medical advice.
//!
//! It must not decide where the article ends.

use super::boilerplate::is_about_a_person;
use super::captions::lines_below_tables;
use super::classified_lines::TextHeader;
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use crate::phrases::{Category, is_phrase, phrases, starts_with_phrase};

/// Notes are among so many last kept lines.
const LAST_LINES: usize = 8;

/// A row with a day has at most so many words, and a heading.
const LONGEST_ROW: f32 = 9.0;
const LONGEST_HEADING: f32 = 8.0;

/// The heading of comments has at most so many words, and the name of who wrote one.
const LONGEST_COMMENTS_HEADING: f32 = 6.0;
const LONGEST_COMMENTER: f32 = 3.0;

/// Removes comments that were kept below their heading, in the second half of the text: the name of
/// whoever wrote the first follows that heading.
pub(super) fn drop_comments(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    let places: Vec<usize> = (0..lines.len()).filter(|at| kept[*at]).collect();
    let Some(middle) = places.get(places.len() / 2).copied() else { return };
    let is_heading = |at: usize| {
        let lower = lines[at].text.to_lowercase();
        let lower = lower.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ' ');
        features[at].words <= LONGEST_COMMENTS_HEADING
            && !features[at].ends_sentence
            && (is_phrase(Category::CommentsBlocks, lower)
                || starts_with_phrase(Category::CommentsStarts, lower))
    };
    let is_name = |at: usize| {
        lines.get(at).is_some_and(|line| {
            features[at].words <= LONGEST_COMMENTER
                && !features[at].ends_sentence
                && !line.text.ends_with(':')
                && !kept[at]
        })
    };
    let Some(heading) =
        (middle + 1..lines.len()).find(|at| !kept[*at] && is_heading(*at) && is_name(*at + 1))
    else {
        return;
    };
    let words = |range: std::ops::Range<usize>, kept: &[bool]| -> f32 {
        range.filter(|at| kept[*at]).map(|at| features[at].words).sum()
    };
    if words(heading..lines.len(), kept) > words(0..heading, kept) * 0.4 {
        return;
    }
    for at in heading..lines.len() {
        if kept[at] {
            kept[at] = false;
            why[at] = Some("reader comments");
        }
    }
}

/// Removes the box and the notes from the end of the kept lines.
pub(super) fn drop_end_matter(
    lines: &[TextLine],
    features: &[LineFeatures],
    header: &TextHeader,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    let places: Vec<usize> = (0..lines.len()).filter(|at| kept[*at]).collect();
    let first = places.len().saturating_sub(LAST_LINES).max(1);
    for (index, at) in places.iter().copied().enumerate().skip(first) {
        let text = lines[at].text.trim_start_matches(['*', '†', ' ']);
        let lower = text.to_lowercase();
        if starts_with_phrase(Category::DisclaimerStarts, &lower) && features[at].words >= 6.0 {
            kept[at] = false;
            why[at] = Some("a note that the article is no medical advice");
        }
        // `Jane Doe covers health.`
        let is_about_author = index + 3 >= places.len()
            && is_about_a_person(text)
            && header.authors.iter().any(|author| text.starts_with(author.as_str()));
        if is_about_author {
            kept[at] = false;
            why[at] = Some("a note on the author");
        }
        // `About the author`, and nothing but short lines below it.
        let is_about_authors = phrases(Category::AuthorBoxStarts)
            .iter()
            .any(|start| !start.ends_with(' ') && lower.trim_end_matches([':', ' ']) == *start);
        let is_end = places[index..].iter().all(|at| features[*at].words <= 40.0)
            && places[index..].iter().filter(|at| features[**at].words >= 12.0).count() <= 1;
        if is_about_authors && is_end {
            for under in &places[index..] {
                kept[*under] = false;
                why[*under] = Some("a note on the author");
            }
            break;
        }
        // `About Jane Doe`, and below it prose about her.
        let is_box = features[at].words <= 6.0
            && starts_with_phrase(Category::AuthorBoxStarts, &lower)
            && header.authors.iter().any(|author| text.contains(author.as_str()));
        if is_box {
            for under in &places[index..] {
                let names_author = header.authors.iter().any(|author| {
                    let family = author.rsplit(' ').next().unwrap_or_default();
                    lines[*under].text.contains(family)
                });
                if !names_author {
                    break;
                }
                kept[*under] = false;
                why[*under] = Some("a note on the author");
            }
        }
    }
}

/// Removes rows that say when the page was reviewed or changed: *Next review due: 4 November 2027*.
pub(super) fn drop_rows_about_page(
    lines: &[TextLine],
    features: &[LineFeatures],
    header: &TextHeader,
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    let of_table = lines_below_tables(lines);
    for at in (header.body + 1..lines.len()).filter(|at| !of_table[*at]) {
        let lower = lines[at].text.to_lowercase();
        let lower = lower.strip_prefix("page ").unwrap_or(&lower);
        let has_year = lower.split(|sign: char| !sign.is_ascii_digit()).any(|run| run.len() == 4);
        let starts = |category| starts_with_phrase(category, lower);
        // A day to come is no date that is believed.
        let is_about_page = has_year
            && (starts(Category::ReviewDateLabels) || starts(Category::AboutLabels))
            || features[at].date_share > 0.3
                && (starts(Category::UpdatedLabels) || starts(Category::PublishedLabels));
        let is_row = is_about_page
            && features[at].words <= LONGEST_ROW
            && !features[at].ends_sentence
            && lines[at].cells.len() < 2
            && lines[at].mark == LineMark::None;
        if kept[at] && is_row {
            kept[at] = false;
            why[at] = Some("the date");
        }
    }
    let places: Vec<usize> =
        (header.body + 1..lines.len()).filter(|at| kept[*at] && !of_table[*at]).collect();
    let title = header.title.map(|(title, _)| lines[title].text.as_str());
    for at in places.iter().rev().take(LAST_LINES) {
        let (text, lower) = (lines[*at].text.as_str(), lines[*at].text.to_lowercase());
        let is_short = features[*at].words <= LONGEST_ROW && !features[*at].ends_sentence;
        let is_fact = is_short
            && phrases(Category::AboutLabels).iter().any(|label| {
                lower.strip_prefix(label).is_some_and(|rest| {
                    rest.starts_with(':') || label.contains(' ') && rest.starts_with(' ')
                })
            });
        let cites_itself = starts_with_phrase(Category::OwnCitationLabels, &lower)
            && title.is_some_and(|title| text.contains(title));
        if is_fact || cites_itself {
            kept[*at] = false;
            why[*at] = Some("where the article was published");
        }
    }
}

/// Removes buttons that were kept between paragraphs, and a short line that is apart from the end of
/// the article: what is between them was left out.
pub(super) fn drop_stray_lines(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    for at in 0..lines.len() {
        let lower = lines[at].text.to_lowercase();
        let is_button = is_phrase(Category::NewsletterBlocks, &lower)
            || is_phrase(Category::ShareBlocks, &lower);
        if kept[at] && is_button && lines[at].mark == LineMark::None {
            kept[at] = false;
            why[at] = Some("an offer to subscribe or to share");
        }
    }
    let mut rest = kept.iter().filter(|kept| **kept).count();
    for last in (1..lines.len()).rev() {
        if !kept[last] {
            continue;
        }
        let is_apart = !kept[last - 1] && rest > 1;
        let is_short = features[last].words <= 5.0
            && !features[last].ends_sentence
            && lines[last].mark == LineMark::None
            && lines[last].cells.len() < 2;
        if !(is_apart && is_short) {
            break;
        }
        kept[last] = false;
        rest -= 1;
    }
}

/// Removes headings whose text was left out: the next kept line is another heading, or there is none.
pub(super) fn drop_bare_headings(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    let can_be_heading = |at: usize| {
        features[at].words <= LONGEST_HEADING
            && !features[at].ends_sentence
            && features[at].dates == 0
            && lines[at].mark == LineMark::None
            && lines[at].cells.len() < 2
            && lines[at].indent == 0
            && !lines[at].text.ends_with([':', ',', ';'])
    };
    let is_prose = |at: usize| features[at].words >= 8.0 && features[at].ends_sentence;
    let mut below: Option<usize> = None;
    for at in (1..lines.len()).rev() {
        if !kept[at] {
            continue;
        }
        let has_lost_text = lines.get(at + 1).is_some() && !kept[at + 1] && is_prose(at + 1);
        let is_above_heading = below.is_none_or(&can_be_heading);
        // In the middle of a text, what was left out below it must be prose.
        if can_be_heading(at) && is_above_heading && has_lost_text && lines[at].blanks > 0 {
            kept[at] = false;
            why[at] = Some("the heading of what was left out");
        } else {
            below = Some(at);
        }
    }
}
