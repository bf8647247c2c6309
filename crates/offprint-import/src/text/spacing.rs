//! Whether a text sets its paragraphs apart by blank lines.
//!
//! Browsers do when they copy a page, and leave headings, captions and buttons without them: then
//! blank lines tell headings from captions. It must not know which lines are the article.

use super::line::TextLine;
use super::line_features::LineFeatures;

/// Whether most kept paragraphs have a blank line above.
pub(super) fn has_blanks(lines: &[TextLine], features: &[LineFeatures], kept: &[bool]) -> bool {
    let paragraphs: Vec<usize> = (0..lines.len())
        .filter(|at| {
            let ends = features[*at].ends_sentence || lines[*at].text.ends_with(':');
            kept[*at] && features[*at].words >= 6.0 && ends && lines[*at].indent == 0
        })
        .collect();
    // Directly below a heading there is none, but below its paragraph.
    let is_below_heading = |at: usize| {
        at > 0
            && features[at - 1].words <= 8.0
            && !features[at - 1].ends_sentence
            && lines.get(at + 1).is_none_or(|next| next.blanks > 0)
    };
    let apart =
        paragraphs.iter().filter(|at| lines[**at].blanks > 0 || is_below_heading(**at)).count();
    apart >= 2 && apart * 5 >= paragraphs.len() * 3
}
