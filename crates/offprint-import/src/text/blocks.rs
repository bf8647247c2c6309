//! The role of each line of the article: paragraph, heading, list item, quotation, row of a table.
//!
//! It must not know why a line is kept.

use std::borrow::Cow;

use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use super::write::{self, BlockKind};

/// The kept lines with their roles. `headings` are lines that are known to be headings.
pub(super) fn markdown_blocks<'a>(
    lines: &'a [TextLine],
    features: &[LineFeatures],
    kept: &[bool],
    headings: &[usize],
) -> Vec<(BlockKind, Cow<'a, str>)> {
    let places: Vec<usize> = (0..lines.len()).filter(|at| kept[*at]).collect();
    let mut blocks = Vec::with_capacity(places.len());
    let mut indent_of_list = 0;
    let mut end_of_table = 0;
    for (index, at) in places.iter().enumerate() {
        let line = &lines[*at];
        if index < end_of_table {
            continue;
        }
        let rows = table_rows(lines, &places[index..]);
        if !rows.is_empty() {
            end_of_table = index + rows.len();
            blocks.push((BlockKind::Table, Cow::Owned(write::write_table(&rows))));
            continue;
        }
        let next = places.get(index + 1).map(|next| (&lines[*next], &features[*next]));
        let before = index.checked_sub(1).map(|before| &features[places[before]]);
        let is_heading = |next| is_heading(line, &features[*at], before, next);
        let role = match line.mark {
            _ if headings.contains(at) => BlockKind::Heading,
            LineMark::Bullet => {
                let in_list = index > 0
                    && matches!(lines[places[index - 1]].mark, LineMark::Bullet)
                    && line.blanks == 0;
                if !in_list {
                    indent_of_list = line.indent;
                }
                BlockKind::Item((line.indent.saturating_sub(indent_of_list) / 2).min(3))
            }
            LineMark::Number(number) => {
                let listed = |other: Option<&usize>, wanted: Option<u32>| {
                    other.is_some_and(|other| matches!(lines[*other].mark, LineMark::Number(this) if Some(this) == wanted))
                };
                let before = index.checked_sub(1).and_then(|before| places.get(before));
                if listed(before, number.checked_sub(1))
                    || listed(places.get(index + 1), number.checked_add(1))
                {
                    BlockKind::Numbered(number)
                } else if is_heading(next) {
                    BlockKind::Heading
                } else {
                    BlockKind::Paragraph
                }
            }
            LineMark::Quote => BlockKind::Quote,
            LineMark::Hashes(_) => BlockKind::Paragraph,
            LineMark::None if is_heading(next) => BlockKind::Heading,
            LineMark::None => BlockKind::Paragraph,
        };
        // A marker that did not produce a list item is text again.
        let text = match (role, line.mark) {
            (BlockKind::Paragraph | BlockKind::Heading, LineMark::Number(number)) => {
                Cow::Owned(format!("{number}. {}", line.text))
            }
            (BlockKind::Paragraph, LineMark::Hashes(hashes)) => {
                Cow::Owned(format!("{} {}", "#".repeat(hashes), line.text))
            }
            _ => Cow::Borrowed(line.text.as_str()),
        };
        blocks.push((role, text));
    }
    blocks
}

/// The rows of a table that begins at the first of these places: at least two adjacent lines with
/// the same number of cells, but for cells that are missing at the end.
fn table_rows<'a>(lines: &'a [TextLine], places: &[usize]) -> Vec<&'a [String]> {
    let columns = places.first().map_or(0, |first| lines[*first].cells.len());
    let is_row = |(index, at): &(usize, &usize)| {
        let line = &lines[**at];
        let is_next = *index == 0 || line.blanks <= 1 && places[index - 1] + 1 == **at;
        is_next && line.cells.len() >= 2 && line.cells.len().abs_diff(columns) <= 1
    };
    let rows: Vec<&[String]> = places
        .iter()
        .enumerate()
        .take_while(is_row)
        .map(|(_, at)| lines[*at].cells.as_slice())
        .collect();
    if rows.len() >= 2 { rows } else { Vec::new() }
}

/// Whether a line is the heading of what follows: short, not a sentence, and followed by prose or a
/// list.
fn is_heading(
    line: &TextLine,
    features: &LineFeatures,
    before: Option<&LineFeatures>,
    next: Option<(&TextLine, &LineFeatures)>,
) -> bool {
    let Some((next, of_next)) = next else { return false };
    let text = line.text.as_str();
    let last = text.chars().next_back().unwrap_or(' ');
    let first = text
        .trim_start_matches(['"', '“', '„', '‘', '\'', '«', '(', '¿', '¡'])
        .chars()
        .next()
        .unwrap_or(' ');
    // `Look for a lamp that:`, and then a list.
    let introduces = next.text.ends_with(':') && of_next.words >= 4.0;
    // The last of several short lines, with a blank line before the next paragraph, is one of them.
    let is_apart = line.blanks > 0
        || next.blanks == 0
        || before.is_none_or(|before| before.ends_sentence || before.words >= 12.0);
    // `Results`, and directly below it a short sentence or a dose.
    let is_label = features.words <= 4.0
        && next.blanks == 0
        && next.cells.len() < 2
        && (of_next.ends_sentence && of_next.words >= 3.0
            || next.text.starts_with(|first: char| first.is_ascii_digit()))
        && !text.starts_with(|first: char| first.is_ascii_digit())
        && !features.ends_sentence;
    features.words <= 12.0
        && is_apart
        && features.urls == 0
        && line.cells.len() < 2
        && (3..=100).contains(&text.chars().count())
        && !matches!(last, '.' | ',' | ';' | ':' | '…' | '。' | '!' | '-' | '–')
        && (first.is_uppercase()
            || first.is_numeric()
            || !first.is_alphabetic()
            || !first.is_ascii())
        && text.chars().any(char::is_alphabetic)
        && features.date_share < 0.5
        && (of_next.words >= 12.0
            || introduces
            || of_next.ends_sentence && of_next.words >= 6.0
            || is_label
            || next.mark == LineMark::Bullet)
        && !matches!(next.mark, LineMark::Quote)
        && (introduces || is_label || of_next.words > features.words)
}
