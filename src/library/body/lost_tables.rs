//! Tables that Markdown does not read as their author meant them: rows with more or fewer cells than the
//! header, lines of text that are rows, and tables that are text, wherever text may be: in paragraphs, list
//! items, definitions, notes and headings.
//!
//! Must not change what is published.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::BodyWriter;
use super::events::{ends_block, is_block};
use super::table_watch::{TablePart, TablePartKind};
use crate::diagnostic::{Code, Diagnostic};

impl BodyWriter<'_> {
    /// Reports a row of a table with more cells than columns, of which the others are not shown, and one
    /// with fewer, whose cells may be below the wrong heads.
    pub(super) fn check_row(&mut self, span: &Range<usize>, row: &str) {
        let cells = cells_of(row);
        let columns = self.table.alignments.len();
        // Nothing is lost if the surplus cells are empty.
        let is_lost = cells.iter().skip(columns).any(|cell| !cell.trim().is_empty());
        let noun = if columns == 1 { "column" } else { "columns" };
        if is_lost {
            let message = format!(
                "this row has {} cells, but the table has {columns} {noun}: the rest is not shown",
                cells.len()
            );
            let fault = Diagnostic::warning(Code::TableCells, message)
                .help("add a column to the header, or write \\| for a bar inside a cell");
            self.fault(fault, span.clone());
        }
        // One cell is a name for the rows below it.
        if cells.len() > 1 && cells.len() < columns {
            let message = format!(
                "this row has {} cells, but the table has {columns} {noun}: the last are empty",
                cells.len()
            );
            let fault = Diagnostic::warning(Code::TableCells, message)
                .help("add the missing cells where they belong; write | | for an empty one");
            self.fault(fault, span.clone());
        }
        let is_bare = !row.contains('|');
        self.tables.bare_rows.retain(|_| is_bare);
        if is_bare {
            self.tables.bare_rows.push(span.clone());
        }
    }

    /// Reports lines of text directly below a table, which begins at `start`: they are rows of it.
    fn check_lines_below(&mut self, start: usize, table: &str) {
        let bare = std::mem::take(&mut self.tables.bare_rows);
        let Some(first) = bare.first().cloned() else { return };
        let header = table.lines().next().unwrap_or_default();
        // In a table of one column without bars around its rows, each row is such a line.
        if self.table.alignments.len() == 1 && !header.trim_start().starts_with('|') {
            return;
        }
        // Attributes of other programs are reported as such.
        if table[first.start - start..first.end - start].starts_with('{') {
            return;
        }
        let fault =
            Diagnostic::warning(Code::TableCells, "this line is shown as a row of the table")
                .help("put an empty line before it; for a row, write bars around its cells");
        self.fault(fault, first);
    }

    /// Follows the blocks of a text, and reports those that look like a table.
    pub(super) fn follow_tables(&mut self, event: &Event<'_>, span: &Range<usize>, text: &str) {
        match event {
            Event::Start(Tag::Table(_)) => {
                self.check_text_block(text, 0);
                self.tables.is_in_table = true;
            }
            Event::End(TagEnd::Table) => {
                self.tables.is_in_table = false;
                self.check_lines_below(span.start, &text[span.clone()]);
                let end = span.start + text[span.clone()].trim_end().len();
                let kind = TablePartKind::Table(self.table.alignments.len());
                self.tables.before = Some(TablePart { end, kind });
            }
            Event::Rule => {
                self.check_text_block(text, 0);
                self.check_simple_table(span, text);
            }
            Event::End(TagEnd::Heading(_)) => self.check_text_block(text, span.end),
            Event::Start(tag) if is_block(tag) => self.check_text_block(text, 0),
            Event::End(tag) if ends_block(*tag) => self.check_text_block(text, 0),
            _ if self.in_code || self.tables.is_in_table || self.raw_block.is_some() => {}
            _ => match &mut self.tables.block {
                Some(block) => block.end = block.end.max(span.end),
                None => self.tables.block = Some(span.clone()),
            },
        }
    }

    /// Looks at the block that has ended, if there is one. `heading_end` is where the line below a
    /// heading ends.
    fn check_text_block(&mut self, text: &str, heading_end: usize) {
        let Some(block) = self.tables.block.take() else { return };
        let before = self.tables.before.take().filter(|part| {
            let gap = &text[part.end.min(block.start)..block.start];
            gap.chars().all(|c| c.is_whitespace() || c == '>')
        });
        let bytes = &text.as_bytes()[block.clone()];
        if memchr::memchr3(b'|', b'+', b'=', bytes).is_none() {
            return;
        }
        let lines = block_lines(text, &block);
        // One mistake is reported once.
        let is_continued = matches!(before, Some(TablePart { kind: TablePartKind::Reported, .. }))
            && lines[0].1.contains('|')
            && !lines[0].1.starts_with("{|");
        let found = if is_continued {
            None
        } else {
            let divided = before.as_ref().and_then(|part| divided_table(part, &lines));
            divided
                .or_else(|| table_in_text(&lines))
                .or_else(|| table_as_heading(&lines, text, heading_end))
        };
        let last = lines.last().map_or("", |(_, line)| line);
        let kind = if found.is_some() || is_continued {
            Some(TablePartKind::Reported)
        } else {
            last.contains('|').then(|| TablePartKind::Row(last.to_owned()))
        };
        self.tables.before = kind.map(|kind| TablePart { end: block.end, kind });
        if let Some((fault, place)) = found {
            self.fault(fault, place);
        }
    }

    /// The line below the header of a table without bars is a line between two parts of the text.
    fn check_simple_table(&mut self, span: &Range<usize>, text: &str) {
        let rule = text[span.clone()].trim();
        let is_below_text = text[..span.start]
            .trim_end_matches([' ', '\t', '>'])
            .strip_suffix('\n')
            .is_some_and(|above| !above.trim_end_matches([' ', '\t', '>', '\r']).ends_with('\n'));
        if is_below_text && is_simple_rule(rule, '-') {
            let fault = not_a_table("Markdown has no tables without bars", WRITE_BARS);
            self.fault(fault, span.start..span.start + rule.len());
        }
    }
}

const WRITE_BARS: &str = "write its rows as | a | b |, and | --- | --- | below the first one";

const REMOVE_EMPTY: &str = "remove the empty line above";

fn not_a_table(reason: &str, help: &str) -> Diagnostic {
    let message = format!("this is shown as text and not as a table: {reason}");
    Diagnostic::warning(Code::TableCells, message).help(help)
}

/// The lines of a block without the marks of quotations and without white space around them, each with
/// its place.
fn block_lines<'t>(text: &'t str, block: &Range<usize>) -> Vec<(usize, &'t str)> {
    let mut start = block.start;
    let lines = text[block.clone()].split_inclusive('\n').map(|line| {
        let content = line.trim_start_matches(['>', ' ', '\t']);
        let at = start + line.len() - content.len();
        start += line.len();
        (at, content.trim_end())
    });
    lines.collect()
}

/// A line of a block, with what is wrong with it.
type TableFault = (Diagnostic, Range<usize>);

fn at_line((at, line): &(usize, &str), fault: Diagnostic) -> TableFault {
    (fault, *at..*at + line.len())
}

/// Whether a block continues a table or its header after an empty line.
fn divided_table(before: &TablePart, lines: &[(usize, &str)]) -> Option<TableFault> {
    let first = lines.first()?;
    let count = cells_of(first.1).len();
    let fault = match &before.kind {
        TablePartKind::Table(columns) => {
            let is_row = is_row(first.1) || *columns > 1 && first.1.contains(" | ");
            (is_row && count == *columns)
                .then(|| not_a_table("an empty line ends the table above", REMOVE_EMPTY))
        }
        TablePartKind::Row(header) if is_rule(first.1) && !is_rule(header) => {
            let is_header = is_row(header) || header.contains(" | ");
            is_header.then(|| not_a_table("an empty line divides it", REMOVE_EMPTY))
        }
        TablePartKind::Row(header) => {
            let is_next = is_row(header) && is_row(first.1) && count > 1;
            (is_next && cells_of(header).len() == count).then(|| {
                not_a_table(
                    "empty lines divide it, and the header has no line below it",
                    "remove the empty lines, and write | --- | --- | in the line below the header",
                )
            })
        }
        TablePartKind::Reported => None,
    };
    fault.map(|fault| at_line(first, fault))
}

/// The first line of a block that shows that it was meant as a table.
fn table_in_text(lines: &[(usize, &str)]) -> Option<TableFault> {
    let is_media_wiki = |index: usize| {
        let is_part = |line: &str| line.starts_with(['|', '!']);
        lines[index].1.starts_with("{|") && lines.get(index + 1).is_some_and(|next| is_part(next.1))
    };
    for (index, line) in lines.iter().enumerate() {
        let fault = if is_grid_rule(line.1) && lines.len() > 1 {
            Some(not_a_table("Markdown has no tables with lines of + and -", WRITE_BARS))
        } else if is_media_wiki(index) {
            Some(not_a_table("this is the syntax of MediaWiki", WRITE_BARS))
        } else if is_simple_rule(line.1, '=') && lines.len() > 1 {
            Some(not_a_table("Markdown has no tables without bars", WRITE_BARS))
        } else if index == 0 && is_rule(line.1) && lines.get(1).is_some_and(|row| is_row(row.1)) {
            Some(not_a_table(
                "it has no header",
                "write a line with the names of its columns above: | a | b |",
            ))
        } else {
            let before = index.checked_sub(1).map(|before| lines[before].1);
            before.and_then(|before| table_fault(before, line.1))
        };
        if let Some(fault) = fault {
            return Some(at_line(line, fault));
        }
    }
    None
}

/// A line of dashes without bars below a row makes it a heading.
fn table_as_heading(lines: &[(usize, &str)], text: &str, heading_end: usize) -> Option<TableFault> {
    let last = lines.last()?;
    let below =
        text.get(last.0 + last.1.len()..heading_end)?.trim_matches(['>', ' ', '\t', '\n', '\r']);
    let is_dashes = !below.is_empty() && below.bytes().all(|byte| byte == b'-');
    (is_dashes && is_row(last.1) && cells_of(last.1).len() > 1).then(|| {
        let message =
            "this is shown as a heading and not as a table: the line below it has no bars";
        let fault = Diagnostic::warning(Code::TableCells, message)
            .help("write | --- | --- | in the line below the header");
        at_line(last, fault)
    })
}

/// A line of a text that no parser reads which shows that the text has a table: the one below the
/// header.
pub(super) fn is_table_text(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim);
    let mut before = lines.next()?;
    for line in lines {
        if is_rule(line) && before.contains('|') {
            return Some(line);
        }
        before = line;
    }
    None
}

/// Whether a line begins and ends with a bar.
fn is_row(line: &str) -> bool {
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

/// Whether a line is one of those between the rows of a table of Pandoc or reStructuredText:
/// `+-----+-----+`.
fn is_grid_rule(line: &str) -> bool {
    line.len() > 4
        && line.starts_with('+')
        && line.ends_with('+')
        && line.contains(['-', '='])
        && line.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'=' | b':'))
}

/// Whether a line consists of several runs of a sign: `====  ====`.
fn is_simple_rule(line: &str, sign: char) -> bool {
    let mut runs = line.split_whitespace();
    line.split_whitespace().count() > 1
        && runs.all(|run| run.len() > 2 && run.chars().all(|c| c == sign))
}

/// The cells of a row. A bar after a backslash is part of a cell, whatever precedes the backslash: so
/// the parser reads tables.
fn cells_of(row: &str) -> Vec<&str> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in row.match_indices('|').filter(|(at, _)| !row[..*at].ends_with('\\')) {
        cells.push(&row[start..at]);
        start = at + 1;
    }
    if start == 0 || !row[start..].trim().is_empty() {
        cells.push(&row[start..]);
    }
    cells
}

/// The dashes that word processors make of hyphens.
const OTHER_DASHES: [char; 4] = ['–', '—', '−', '‐'];

/// Whether a line consists of the signs of the line below the header of a table.
fn is_rule(row: &str) -> bool {
    let is_dash = |c: char| c == '-' || OTHER_DASHES.contains(&c);
    row.contains('|')
        && row.contains(is_dash)
        && row.chars().all(|c| is_dash(c) || matches!(c, '|' | ':' | ' ' | '\t'))
}

fn counted_cells(count: usize) -> String {
    if count == 1 { "1 cell".to_owned() } else { format!("{count} cells") }
}

/// Why two lines of a block are no table, if they look like the beginning of one.
fn table_fault(before: &str, row: &str) -> Option<Diagnostic> {
    let (above, below) = (cells_of(before).len(), cells_of(row).len());
    if is_rule(before) {
        return None;
    }
    if is_rule(row) && (before.contains('|') || is_row(row)) {
        if let Some(dash) = row.chars().find(|c| OTHER_DASHES.contains(c)) {
            let help = "write hyphens below the header: | --- | --- |";
            return Some(not_a_table(&format!("it has `{dash}`"), help));
        }
        if above != below {
            let reason = format!(
                "the header has {}, and this line has {}",
                counted_cells(above),
                counted_cells(below)
            );
            let help = "write --- in this line once for each cell of the header";
            return Some(not_a_table(&reason, help));
        }
        let message = "this is shown as text and not as a table";
        let fault = Diagnostic::warning(Code::TableCells, message);
        return Some(fault.help("put an empty line before the table"));
    }
    (is_row(before) && is_row(row) && above == below && above > 1).then(|| {
        let help = "write | --- | --- | in the line below the header";
        not_a_table("the header has no line below it", help)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_counted_as_the_parser_does() {
        for (row, count) in [
            ("| a | b |", 2),
            ("a | b", 2),
            ("| a |", 1),
            ("a", 1),
            ("|a|b|c", 3),
            ("a \\| b | c", 2),
            ("|--|:-:|", 2),
        ] {
            assert_eq!(cells_of(row).len(), count, "{row}");
        }
    }

    #[test]
    fn tables_that_are_text() {
        for (before, row) in [
            ("| a | b | c |", "|---|---|"),
            ("a | b", "--- | --- | ---"),
            ("| a | b |", "|—|—|"),
            ("| a | b |", "| – | – |"),
            ("| a | b |", "| 1 | 2 |"),
        ] {
            assert!(table_fault(before, row).is_some(), "{before} {row}");
        }
        for (before, row) in [
            ("a", "---"),
            ("|x| < 3 and |y| < 4", "then |z| < 5"),
            ("| a poem", "| in lines"),
            ("P(A|B)", "P(B|A)"),
            ("|x|", "|y|"),
        ] {
            assert!(table_fault(before, row).is_none(), "{before} {row}");
        }
    }
}
