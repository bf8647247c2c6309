//! Signs that vanish because a line of a paragraph begins with them: `> 5%` and `# 1 in harm` begin a
//! quotation and a heading, even without an empty line above.
//!
//! `- 3.1 kg` begins a list, too. Nothing tells it from a list of one dose below a label.

use std::ops::Range;

use super::misread_part::MisreadPart;

/// The line of prose in which the text before a block ends, if the block begins in the next line and the
/// sentence goes on: `prose_end` is where that text ends.
pub(super) fn continues_prose(prose_end: usize, start: usize, text: &str) -> bool {
    // Many quotations in each other must not take quadratic time.
    let gap = text.get(prose_end..start).filter(|gap| gap.len() < LONGEST_GAP);
    let Some(gap) = gap else { return false };
    let is_next_line = gap.matches('\n').count() == 1
        && gap.chars().all(|c| c.is_whitespace() || matches!(c, '>' | '*' | '_' | '`' | ')'));
    let line = &text[text[..prose_end].rfind('\n').map_or(0, |newline| newline + 1)..prose_end];
    // The line below a term, a label or a name is no continuation.
    is_next_line && line.split_whitespace().nth(2).is_some() && !ends_sentence(line)
}

/// The most bytes between a line of prose and a block in the next line: white space and marks.
const LONGEST_GAP: usize = 200;

/// Whether a line ends with a sign that ends a sentence or announces something.
fn ends_sentence(line: &str) -> bool {
    let closing = ['*', '_', '"', '\'', '”', '’', '“', '»', ')', '`', ' ', '\t', '\r'];
    let mut line = line.trim_end_matches(closing);
    // A note or a citation may follow the sign.
    while let Some(inner) = line.strip_suffix(']') {
        let Some(open) = inner.rfind('[') else { break };
        line = line[..open].trim_end_matches(closing);
    }
    line.ends_with(['.', ':', ';', '!', '?', '…', '—'])
}

/// What is wrong with a quotation that begins with a comparison. `is_in_prose` is whether it begins in the
/// line after a line of prose, and `outer` the number of quotations around it.
pub(super) fn quote_fault(
    span: &Range<usize>,
    text: &str,
    is_in_prose: bool,
    outer: usize,
) -> Option<MisreadPart> {
    let quote = &text[span.clone()];
    let inner = quote.strip_prefix('>')?;
    let is_equal = inner.starts_with('=')
        && inner[1..].trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit());
    let is_number = inner.trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit());
    let depth = |line: &str| {
        line.bytes().take_while(|b| b" \t>".contains(b)).filter(|b| *b == b'>').count()
    };
    // Who means a quotation writes the sign before each line.
    let has_one_mark = || quote.lines().skip(1).all(|line| depth(line) <= outer);
    ((is_equal || is_number && is_in_prose) && has_one_mark()).then(|| {
        let sign = if is_equal { ">=" } else { ">" };
        MisreadPart::new(
            format!("`{sign}` begins a quotation here, so readers do not see the sign `>`"),
            "write \\> for the sign; for a quotation, put an empty line before it",
            span.start..span.start + sign.len(),
        )
    })
}

/// What is wrong with a heading that begins in the line after a line of prose: `# 1 in harm`.
pub(super) fn heading_fault(span: &Range<usize>, text: &str) -> Option<MisreadPart> {
    let line = text[span.clone()].strip_prefix("# ")?;
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    // `# 1 Introduction` is a heading.
    let goes_on = rest.trim_start().starts_with(char::is_lowercase);
    (rest.len() < line.len() && goes_on).then(|| {
        MisreadPart::new(
            "`#` begins a heading here, in the middle of a sentence",
            "write \\# for the sign; for a heading, put an empty line before it",
            span.start..span.start + 1,
        )
    })
}

/// What is wrong with a paragraph that became a heading because a line of `---` or `===` follows.
pub(super) fn underline_fault(span: &Range<usize>, text: &str) -> Option<MisreadPart> {
    let heading = text[span.clone()].trim_end();
    let (content, underline) = heading.rsplit_once('\n')?;
    let sign = underline.trim_start_matches([' ', '\t', '>']).chars().next()?;
    let content = content.trim_end();
    // Tables that became headings and conflicts of versions are reported as such.
    let is_other = content.starts_with('|') || content.contains("<<<<<<<");
    if heading.starts_with('#') || !matches!(sign, '-' | '=') || is_other {
        return None;
    }
    let words = content.split_whitespace().count();
    let is_sentence = words > 7 && ends_sentence(content) && !content.ends_with('?');
    let is_paragraph = words > 20 || content.contains('\n') && words > 12;
    (is_sentence || is_paragraph).then(|| {
        let start = span.start + heading.len() - underline.len();
        let message =
            "this line makes the paragraph above a heading, because no empty line is between them";
        let help = if sign == '-' {
            "put an empty line before it"
        } else {
            "put an empty line before it, or write --- for a line between two parts of the text"
        };
        MisreadPart::new(message, help, start..span.start + heading.len())
    })
}
