//! Code blocks whose closing fence is missing: they contain the text that follows.

use std::ops::Range;

use super::misread_part::MisreadPart;

/// What is wrong with the fences of a code block; `span` is where the block is.
pub(super) fn fence_fault(span: &Range<usize>, text: &str) -> Option<MisreadPart> {
    let block = text[span.clone()].trim_end();
    let sign = block.bytes().next().filter(|sign| matches!(sign, b'`' | b'~'))?;
    let fence_length = |line: &str| line.bytes().take_while(|byte| *byte == sign).count();
    let length = fence_length(block);
    let fence = &block[..length];
    let opening = span.start..span.start + block.lines().next().map_or(0, str::len);
    let mut place = span.start;
    let mut is_closed = false;
    let mut other = None;
    for (index, line) in block.split_inclusive('\n').enumerate() {
        let content = line.trim_start_matches([' ', '\t', '>']);
        let start = place + line.len() - content.len();
        place += line.len();
        let found = fence_length(content);
        let info = content[found..].trim();
        if index == 0 || found < length {
            is_closed = false;
            continue;
        }
        is_closed = info.is_empty();
        // The name of a language follows the fence that begins another block.
        let is_opening = info.starts_with(|c: char| c.is_alphanumeric() || c == '{');
        if is_opening && other.is_none() {
            other = Some(start..start + content.trim_end().len());
        }
    }
    // Nobody writes more than a few of them on purpose.
    let shown = if fence.len() > 12 { "the same signs" } else { fence };
    if !is_closed {
        let contained = if text[span.end..].trim().is_empty() {
            "the rest of the text"
        } else {
            "all that follows in this list item, quotation or note"
        };
        return Some(MisreadPart::new(
            format!("this code is not closed, so it contains {contained}"),
            format!("write {shown} alone on a line, where the code ends"),
            opening,
        ));
    }
    let other = other?;
    let message = "this code contains the beginning of other code, so it was probably not closed";
    let help = format!(
        "write {shown} alone on a line, where the code ends; to show the signs themselves, begin and \
         end the code with one more {}",
        char::from(sign)
    );
    let mut misread = MisreadPart::new(message, help, opening);
    misread.note = Some((other, "this line is shown as code"));
    Some(misread)
}
