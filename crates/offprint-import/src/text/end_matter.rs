//! What sites put below an article: a box about its author, notes that it is no medical advice.
//!
//! It must not decide where the article ends.

use super::boilerplate::is_about_a_person;
use super::classified_lines::TextHeader;
use super::line::TextLine;
use super::line_features::LineFeatures;
use crate::phrases::{Category, is_phrase, starts_with_phrase};

/// Notes are among so many last kept lines.
const LAST_LINES: usize = 6;

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
