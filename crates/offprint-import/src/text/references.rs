//! The list of references in a pasted text.
//!
//! It begins with a heading such as *References* or *Citations*, and continues while lines look
//! like entries: years, volumes, DOIs, initials. It ends where the page continues with something
//! else.
//!
//! It must not know the parts of an entry: `citation` parses them.

use std::ops::Range;

use super::line::{LineMark, TextLine};
use crate::phrases::{Category, is_phrase};

/// The position of the list: its heading, and its entries.
#[derive(Debug)]
pub(super) struct ReferenceSection {
    /// The line of its heading.
    pub(super) heading: usize,
    /// The lines of its entries.
    pub(super) span: Range<usize>,
    /// The entries.
    pub(super) entries: Vec<String>,
}

/// Whether a line is the heading of a list of references.
pub(super) fn is_reference_heading(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let bare = text.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
    is_phrase(Category::ReferenceHeadings, &bare)
}

/// The last list of references of the text, if it has one.
pub(super) fn find_reference_list(lines: &[TextLine]) -> Option<ReferenceSection> {
    // A table of contents also contains the word, so a heading without entries does not count.
    let mut headings =
        (0..lines.len()).rev().filter(|at| is_reference_heading(&lines[*at].text)).take(8);
    headings.find_map(|heading| {
        let entries = collect_entries(&lines[heading + 1..]);
        (!entries.is_empty()).then(|| ReferenceSection {
            heading,
            span: heading + 1..heading + 1 + entries.len(),
            entries,
        })
    })
}

fn collect_entries(lines: &[TextLine]) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    let mut number = 0;
    for (at, line) in lines.iter().enumerate() {
        let numbered = matches!(line.mark, LineMark::Number(this) if this == number + 1);
        let after_bracketed_number = after_bracketed_number(&line.text);
        let score = reference_score(after_bracketed_number.unwrap_or(&line.text));
        let listed = numbered
            || after_bracketed_number.is_some()
            || line.mark == LineMark::Bullet && at > 0 && score >= 1;
        if !(score >= 2 || listed && score >= 1 || listed && at > 0 && line.text.len() > 40) {
            break;
        }
        if let LineMark::Number(this) = line.mark {
            number = this;
        }
        entries.push(after_bracketed_number.unwrap_or(&line.text).to_owned());
    }
    entries
}

/// What follows `[12]` at the start of a line.
fn after_bracketed_number(text: &str) -> Option<&str> {
    let (number, rest) = text.strip_prefix('[')?.split_once(']')?;
    (number.len() <= 3 && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| rest.trim_start_matches([' ', '.', ':']))
}

/// How much a line looks like an entry, from 0.
pub(super) fn reference_score(text: &str) -> usize {
    if text.len() < 15 || text.len() > 2000 {
        return 0;
    }
    let lower = text.to_lowercase();
    let bytes = text.as_bytes();
    let year = bytes.windows(4).enumerate().any(|(at, four)| {
        (four.starts_with(b"19") || four.starts_with(b"20"))
            && four.iter().all(u8::is_ascii_digit)
            && !bytes.get(at + 4).is_some_and(u8::is_ascii_digit)
            && !at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_digit())
    });
    let identifier = ["doi", "10.", "pmid", "pmc", "nct0", "arxiv", "isbn"]
        .iter()
        .any(|known| lower.contains(known));
    let address = lower.contains("http") || lower.contains("www.");
    let others = lower.contains("et al")
        || lower.contains(" & ")
        || lower.contains("(n.d.)")
        || lower.contains("retrieved")
        || lower.contains("accessed");
    // `182(3)`, `2020;12:3`, `pp. 3`, `247–258`
    let volume = bytes.windows(3).any(|three| {
        three[0].is_ascii_digit()
            && matches!(three[1], b'(' | b':' | b';')
            && three[2].is_ascii_digit()
    }) || lower.contains("pp.")
        || lower.contains(" vol");
    // `Doe J,` and `Doe, J.`
    let initials = text
        .split([',', ';'])
        .take(6)
        .filter(|part| {
            part.split_whitespace().next_back().is_some_and(|last| {
                last.chars()
                    .all(|character| character.is_uppercase() || matches!(character, '.' | '-'))
                    && last.len() <= 6
            })
        })
        .count()
        >= 1;
    usize::from(year)
        + usize::from(identifier) * 2
        + usize::from(address)
        + usize::from(others)
        + usize::from(volume)
        + usize::from(initials)
}

#[cfg(test)]
mod tests {
    use super::{find_reference_list, reference_score};
    use crate::text::line::split_lines;

    #[test]
    fn a_list_under_its_heading() {
        let text = "Prose.\n\nReferences:\n\n1. Example AB, Sample C. A title. J Ex. 2020;1(2):3-4.\n2. Muster D. Another. 2021. https://doi.org/10.1000/1\n\nSubscribe to our newsletter!";
        let lines = split_lines(text);
        let references = find_reference_list(&lines).expect("the text has a list");
        assert_eq!(references.heading, 1);
        assert_eq!(references.span, 2..4);
        assert_eq!(references.entries[1], "Muster D. Another. 2021. https://doi.org/10.1000/1");
    }

    #[test]
    fn a_heading_alone_is_no_list() {
        assert!(find_reference_list(&split_lines("Sources\nHome\nContact")).is_none());
        assert!(find_reference_list(&split_lines("References")).is_none());
    }

    #[test]
    fn prose_is_no_entry() {
        assert!(reference_score("This is a sentence about the trial and its forty adults.") < 2);
        assert!(reference_score("Example A, et al. (2020). Title. Journal, 1(2), 3–4.") >= 2);
    }
}
