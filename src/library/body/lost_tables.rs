//! Tables and alerts that Markdown does not read as their author meant them: cells beyond the header,
//! tables that are text, alerts of unknown kinds.
//!
//! Must not change what is published.

use std::ops::Range;

use pulldown_cmark::Tag;

use super::BodyWriter;
use super::alert_title::KINDS;
use crate::diagnostic::{Code, Diagnostic};

impl BodyWriter<'_> {
    /// Reports a row of a table with more cells than columns: the others are not shown.
    fn check_row(&mut self, span: &Range<usize>, row: &str) {
        let cells = cells_of(row);
        let columns = self.table.alignments.len();
        // Nothing is lost if the surplus cells are empty.
        let is_lost = cells.iter().skip(columns).any(|cell| !cell.trim().is_empty());
        if is_lost {
            let noun = if columns == 1 { "column" } else { "columns" };
            let message = format!(
                "this row has {} cells, but the table has {columns} {noun}: the rest is not shown",
                cells.len()
            );
            let fault = Diagnostic::warning(Code::TableCells, message)
                .help("add a column to the header, or write \\| for a bar inside a cell");
            self.fault(fault, span.clone());
        }
    }

    /// Reports a paragraph that looks like a table, and an alert of a kind that does not exist.
    pub(super) fn check_block(&mut self, tag: &Tag<'_>, span: &Range<usize>, text: &str) {
        let block = text.get(span.clone()).unwrap_or_default();
        match tag {
            Tag::Paragraph => self.check_table_text(span, block),
            Tag::TableRow => self.check_row(span, block),
            Tag::BlockQuote(None) => self.check_alert(span, block),
            _ => {}
        }
    }

    fn check_table_text(&mut self, span: &Range<usize>, paragraph: &str) {
        if memchr::memchr(b'|', paragraph.as_bytes()).is_none() {
            return;
        }
        let mut start = span.start;
        let mut before: Option<&str> = None;
        for line in paragraph.split_inclusive('\n') {
            let row = line.trim_start_matches(['>', ' ', '\t']).trim_end();
            let fault = before.and_then(|before| table_fault(before, row));
            if let Some(fault) = fault {
                let at = start + (line.len() - line.trim_start_matches(['>', ' ', '\t']).len());
                return self.fault(fault, at..at + row.len());
            }
            before = Some(row);
            start += line.len();
        }
    }

    /// The mark of an unknown alert is shown as text.
    fn check_alert(&mut self, span: &Range<usize>, quote: &str) {
        if self.titled_alert.is_some() {
            return;
        }
        // Only the mark of this quotation: those inside it are looked at on their own.
        let Some(inner) = quote.trim_start_matches(' ').strip_prefix('>') else { return };
        let inner = inner.trim_start_matches(' ');
        let Some((name, _)) = inner.strip_prefix("[!").and_then(|rest| rest.split_once(']')) else {
            return;
        };
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '|');
        if name.trim().is_empty() || name.len() > 40 || !name.chars().all(is_name) {
            return;
        }
        let start = span.start + quote.len() - inner.len();
        let place = start..start + "[!]".len() + name.len();
        let is_known = KINDS.iter().any(|(known, _)| name.eq_ignore_ascii_case(known));
        let kinds: Vec<String> =
            KINDS.iter().map(|(known, _)| format!("[!{}]", known.to_uppercase())).collect();
        let (message, help) = if is_known {
            (
                format!("`[!{name}]` is shown as text: no space follows it"),
                "put a space before its title, or its text on the next line".to_owned(),
            )
        } else {
            (
                format!("`[!{name}]` is shown as text: there is no alert of this kind"),
                format!("use one of {}", kinds.join(", ")),
            )
        };
        self.fault(Diagnostic::warning(Code::Shortcode, message).help(help), place);
    }
}

/// The cells of a row; a bar after a backslash is part of a cell.
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

/// Why two lines of a paragraph are no table, if they look like the beginning of one.
fn table_fault(before: &str, row: &str) -> Option<Diagnostic> {
    let fault = |message: String, help: &str| {
        Some(Diagnostic::warning(Code::TableCells, message).help(help))
    };
    let (above, below) = (cells_of(before).len(), cells_of(row).len());
    if is_rule(row) && before.contains('|') {
        if let Some(dash) = row.chars().find(|c| OTHER_DASHES.contains(c)) {
            let message = format!("this is shown as text and not as a table: it has `{dash}`");
            return fault(message, "write hyphens below the header: | --- | --- |");
        }
        if above != below {
            let message = format!(
                "this is shown as text and not as a table: the header has {}, and this line has {}",
                counted_cells(above),
                counted_cells(below)
            );
            return fault(message, "write --- in this line once for each cell of the header");
        }
        let message = "this is shown as text and not as a table".to_owned();
        return fault(message, "put an empty line before the table");
    }
    let is_row = |line: &str| line.len() > 2 && line.starts_with('|') && line.ends_with('|');
    if is_row(before) && is_row(row) && above == below && above > 1 {
        let message = "this is shown as text and not as a table: the header has no line below it";
        return fault(message.to_owned(), "write | --- | --- | in the line below the header");
    }
    None
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
