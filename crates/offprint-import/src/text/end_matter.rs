//! What sites put below an article: a box about its author, notes that it is no medical advice.
//!
//! It must not decide where the article ends.

use super::boilerplate::is_about_a_person;
use super::classified_lines::TextHeader;
use super::line::TextLine;
use super::line_features::LineFeatures;
use crate::phrases::{Category, starts_with_phrase};

/// Notes are among so many last kept lines.
const LAST_LINES: usize = 6;

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
