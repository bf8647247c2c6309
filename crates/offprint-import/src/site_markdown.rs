//! [`site_options`]: how the site reads the Markdown of a content file.
//!
//! What import checks in the finished text (formulas, images) must be what the site will find
//! there. Must not depend on a format of the sources.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

/// The options with which the site parses Markdown.
pub(crate) fn site_options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
        | Options::ENABLE_MATH
}

/// The text of a heading, so that its end is text: braces would be read as attributes, hashes as
/// its closing sequence.
pub(crate) fn with_literal_end(heading: &str) -> Cow<'_, str> {
    match heading.char_indices().next_back() {
        Some((last, '}' | '#')) if !heading[..last].ends_with('\\') => {
            Cow::Owned(format!("{}\\{}", &heading[..last], &heading[last..]))
        }
        _ => Cow::Borrowed(heading),
    }
}

/// The byte ranges of code, which shows its text as it is.
pub(crate) fn code_ranges(markdown: &str) -> Vec<Range<usize>> {
    Parser::new_ext(markdown, site_options())
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))))
        .map(|(_, span)| span)
        .collect()
}

/// Whether a byte is in one of the ranges, which are in the order of the text.
pub(crate) fn is_in_ranges(ranges: &[Range<usize>], at: usize) -> bool {
    let after = ranges.partition_point(|range| range.start <= at);
    ranges[..after].last().is_some_and(|range| range.contains(&at))
}

/// The byte ranges of code and formulas.
pub(crate) fn literal_ranges(markdown: &str) -> Vec<Range<usize>> {
    Parser::new_ext(markdown, site_options())
        .into_offset_iter()
        .filter(|(event, _)| {
            matches!(
                event,
                Event::Code(_)
                    | Event::Start(Tag::CodeBlock(_))
                    | Event::InlineMath(_)
                    | Event::DisplayMath(_)
            )
        })
        .map(|(_, span)| span)
        .collect()
}

/// The text with some of its ranges replaced. The ranges may be in any order; of two that overlap,
/// the first one counts.
pub(crate) fn with_edits(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(span, _)| (span.start, span.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, replacement) in edits {
        if span.start < at || !text.is_char_boundary(span.start) || !text.is_char_boundary(span.end)
        {
            continue;
        }
        out.push_str(&text[at..span.start]);
        out.push_str(&replacement);
        at = span.end;
    }
    out + &text[at..]
}

/// The line, counted from 1, on which a text first occurs.
pub(crate) fn line_of_text(source: &str, wanted: &str) -> Option<usize> {
    if wanted.trim().is_empty() {
        return None;
    }
    source.find(wanted).map(|at| line_at(source, at))
}

/// The line on which a name first occurs as a whole: not as a part of a longer name.
pub(crate) fn line_with_name(source: &str, name: &str) -> Option<usize> {
    if name.trim().is_empty() {
        return None;
    }
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let is_whole = |at: &usize| {
        let before = source[..*at].chars().next_back();
        let after = source[at + name.len()..].chars().next();
        !before.is_some_and(is_of_name) && !after.is_some_and(is_of_name)
    };
    let at = source.match_indices(name).map(|(at, _)| at).find(is_whole)?;
    Some(line_at(source, at))
}

fn line_at(source: &str, at: usize) -> usize {
    source[..at].bytes().filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::{line_with_name, with_edits};

    #[test]
    fn lines_are_those_of_whole_names() {
        let source = "one data.png\n![x](a.png)\n![y](a.png)";
        assert_eq!(line_with_name(source, "a.png"), Some(2));
        assert_eq!(line_with_name(source, "data.png"), Some(1));
        assert_eq!(line_with_name(source, "b.png"), None);
        assert_eq!(line_with_name(source, ""), None);
    }

    #[test]
    fn edits_never_overlap() {
        let edits = vec![(4..7, "X".to_owned()), (5..6, "no".to_owned()), (0..3, "A".to_owned())];
        assert_eq!(with_edits("one two three", edits), "A X three");
        assert_eq!(with_edits("é", vec![(1..2, "no".to_owned())]), "é");
    }
}
