//! Headings that papers have: *Methods*, *3. Results*, *Discussion*.
//!
//! By itself, *Discussion* also announces comments, and *Summary* a teaser. It must not depend on the
//! classifier.

use super::journal_page::{bare_line, without_section_number};
use super::line::TextLine;
use crate::phrases::{Category, is_phrase};

/// Whether a line is the heading of a section of a paper: it says so, and so does another line
/// above it.
pub(super) fn is_paper_section(lines: &[TextLine], at: usize) -> bool {
    let Some(name) = paper_section(&lines[at].text) else { return false };
    lines[..at].iter().any(|line| paper_section(&line.text).is_some_and(|other| other != name))
}

/// Whether a line is nothing but the name of a section of a paper.
pub(super) fn is_section_name(text: &str) -> bool {
    paper_section(text).is_some()
}

/// The name of a section of a paper in lower case, if a line is nothing else.
fn paper_section(text: &str) -> Option<String> {
    if text.len() > 80 {
        return None;
    }
    let lower = bare_line(text);
    let name = without_section_number(&lower);
    let is_section = is_phrase(Category::ArticleSections, name)
        || is_phrase(Category::JournalDeclarations, name);
    is_section.then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::is_paper_section;
    use crate::text::line::split_lines;

    #[track_caller]
    fn check(text: &str, expect: bool) {
        let lines = split_lines(text);
        assert_eq!(is_paper_section(&lines, lines.len() - 1), expect, "{text:?}");
    }

    #[test]
    fn sections_of_papers() {
        check("Results\nThey slept.\nDiscussion", true);
        check("3. Results\nThey slept.\n4. Discussion", true);
        check("METHODS\nForty adults.\nDISCUSSION", true);
        check("Results\nThey slept.\nFunding", true);
        check("They slept.\nDiscussion", false);
        check("Discussion\nThey slept.\nDiscussion", false);
        check("Results\nThey slept.\nDiscussion about this post", false);
    }
}
