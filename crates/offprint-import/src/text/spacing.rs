//! Whether a text sets its paragraphs apart by blank lines.
//!
//! Browsers do when they copy a page, and leave headings, captions and buttons without them: then
//! blank lines tell headings from captions. It must not know which lines are the article.

use super::line::TextLine;
use super::line_features::LineFeatures;

/// Whether most kept paragraphs have a blank line above.
pub(super) fn has_blanks(lines: &[TextLine], features: &[LineFeatures], kept: &[bool]) -> bool {
    let paragraphs: Vec<&TextLine> = (0..lines.len())
        .filter(|at| {
            let ends = features[*at].ends_sentence || lines[*at].text.ends_with(':');
            kept[*at] && features[*at].words >= 6.0 && ends
        })
        .filter(|at| lines[*at].indent == 0)
        .map(|at| &lines[at])
        .collect();
    let apart = paragraphs.iter().filter(|line| line.blanks > 0).count();
    apart >= 2 && apart * 5 >= paragraphs.len() * 3
}
