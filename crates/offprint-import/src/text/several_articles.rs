//! Whether a pasted text contains several articles: further below the first one, another title with
//! a byline or a date under it, and paragraphs.
//!
//! It must not decide what is imported.

use super::author_lines::is_byline;
use super::boilerplate::is_boilerplate;
use super::classified_lines::TextHeader;
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;

/// An article has at least so many words of prose, and a teaser fewer.
const FEWEST_WORDS: f32 = 80.0;

/// The prose begins within so many lines below the byline.
const REACH: usize = 8;

/// The number of articles; None if there is only one.
pub(super) fn count_articles(
    lines: &[TextLine],
    features: &[LineFeatures],
    header: &TextHeader,
) -> Option<usize> {
    let is_prose = |at: usize| features[at].words >= 15.0 && features[at].ends_sentence;
    let is_dated = |at: usize| {
        let short = features[at].words <= 10.0 && !features[at].ends_sentence;
        short && (is_byline(&lines[at].text) || features[at].date_share > 0.5)
    };
    let is_title = |at: usize| {
        (3.0..=20.0).contains(&features[at].words)
            && (!features[at].ends_sentence || lines[at].text.ends_with(['?', '!']))
            && features[at].dates == 0
            && lines[at].mark == LineMark::None
            && !lines[at].text.ends_with(':')
            && !is_boilerplate(&lines[at].text, &features[at])
            && !is_byline(&lines[at].text)
    };
    // How many words of prose there are below a line before the next title with a byline.
    let words_below = |from: usize, end: usize| -> (usize, f32) {
        (from..end)
            .filter(|at| is_prose(*at))
            .fold((0, 0.0), |(count, words), at| (count + 1, words + features[at].words))
    };
    let heads: Vec<usize> = (header.body + 1..lines.len())
        .filter(|at| is_dated(*at) && !is_dated(at - 1) && is_title(at - 1))
        .collect();
    let mut count = 1;
    let mut first = header.body;
    for (index, head) in heads.iter().enumerate() {
        let (paragraphs, words) = words_below(first, *head);
        if paragraphs < 2 || words < FEWEST_WORDS {
            first = *head;
            continue;
        }
        let end = heads.get(index + 1).copied().unwrap_or(lines.len());
        let (paragraphs, words) = words_below(*head, end);
        let begins = (head + 1..end.min(head + REACH)).any(is_prose);
        count += usize::from(begins && paragraphs >= 2 && words >= FEWEST_WORDS);
        first = *head;
    }
    (count > 1).then_some(count)
}
