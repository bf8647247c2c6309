//! [`abstract_markdown`]: the abstract of a record as Markdown. All of it is text.
//!
//! Must not know how articles are written.

use offprint_works::Work;

use crate::text::escape_block;

/// The abstract with its headings, and the mark that cites the work at its end. A work without an
/// abstract has its title instead.
pub(super) fn abstract_markdown(work: &Work, key: &str) -> String {
    let mut body = String::new();
    for section in &work.sections {
        let heading = one_line(&section.heading);
        if !heading.is_empty() {
            body.push_str("## ");
            body.push_str(&escape_heading(&heading));
            body.push_str("\n\n");
        }
        let text = one_line(&section.text);
        if !text.is_empty() {
            body.push_str(&escape_text(&text));
            body.push_str("\n\n");
        }
    }
    let is_text = work.sections.iter().any(|section| !section.text.trim().is_empty());
    if !is_text {
        body.push_str(&escape_text(&one_line(&work.title)));
        body.push_str("\n\n");
    }
    body.truncate(body.trim_end().len());
    body.push_str(&format!(" [@{key}]\n"));
    body
}

/// Words on one line, without control characters.
pub(super) fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A `#` or attributes at the end would not be shown.
fn escape_heading(text: &str) -> String {
    let text = escape_text(text);
    match text.strip_suffix('#') {
        Some(before) => format!("{before}\\#"),
        None => text,
    }
}

/// Text that is shown as it is. In addition to what a pasted text needs, a dollar sign begins no
/// formula and brackets no link: a record contains neither.
fn escape_text(text: &str) -> String {
    let escaped = escape_block(text);
    let mut result = String::with_capacity(escaped.len() + 8);
    let mut is_escaped = false;
    let has_pair = |sign: char| escaped.matches(sign).count() > 1;
    let (dollars, brackets) = (has_pair('$'), escaped.contains("[["));
    for character in escaped.chars() {
        let is_special = character == '$' && dollars || character == '[' && brackets;
        if is_special && !is_escaped {
            result.push('\\');
        }
        is_escaped = character == '\\' && !is_escaped;
        result.push(character);
    }
    result
}
