//! Headings without a text, whose mark has no end, or that leave out a level.

use std::ops::Range;

use super::misread_part::MisreadPart;

/// What is wrong with a heading, now that it has ended. `before` is the level of the heading before it.
pub(super) fn heading_fault(
    span: &Range<usize>,
    text: &str,
    has_text: bool,
    level: u8,
    before: Option<u8>,
) -> Option<MisreadPart> {
    let heading = text[span.clone()].trim_end();
    let place = span.start..span.start + heading.len();
    if !has_text {
        return Some(MisreadPart::new(
            "this heading has no text",
            "write its text, or remove the signs",
            place,
        ));
    }
    let first = heading.lines().next().unwrap_or_default();
    let mark = first.rfind(" {#").or_else(|| first.rfind(" {."));
    if let Some(mark) = mark.filter(|mark| !first[*mark..].contains('}')) {
        return Some(MisreadPart::new(
            "this is shown as text: the id of a heading ends with }",
            format!("write {}}}", first[mark..].trim()),
            span.start + mark + 1..span.start + first.len(),
        ));
    }
    let before = before.filter(|before| level > before + 1)?;
    Some(MisreadPart::new(
        format!("this heading leaves out a level: the one above is of level {before}"),
        format!("write {} before its text", "#".repeat(usize::from(before) + 1)),
        place,
    ))
}
