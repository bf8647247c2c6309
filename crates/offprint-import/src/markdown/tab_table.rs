//! Tables whose columns are separated by tabs: in `pre`, in paragraphs, between line breaks.
//!
//! Browsers show a tab as a blank, but whoever wrote it meant a column. Does not write tables: that
//! is `table`.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::markdown::converter::MarkdownConverter;
use crate::markdown::escape;
use crate::markdown::table::{MarkdownCell, is_head_row, write_table};

/// A wider line is no row.
const MOST_COLUMNS: usize = 30;

impl MarkdownConverter<'_> {
    /// Writes a table that begins with this block, if its lines are rows.
    pub(super) fn tab_table(&mut self, node: NodeId) -> bool {
        if !matches!(self.document.tag(node), Some(Tag::Pre | Tag::P | Tag::Div)) {
            return false;
        }
        let Some(mut rows) = tab_rows(self.document, node) else { return false };
        let width = rows[0].len();
        let mut parts = Vec::new();
        let after = std::iter::successors(self.document.next(node), |at| self.document.next(*at));
        for next in after {
            if self.document.text(next).is_some_and(|text| text.trim().is_empty()) {
                continue;
            }
            match tab_rows(self.document, next) {
                Some(more) if more[0].len() == width => rows.extend(more),
                _ => break,
            }
            parts.push(next);
        }
        if rows.len() < 2 {
            return false;
        }
        let rows: Vec<Vec<MarkdownCell>> = rows
            .into_iter()
            .map(|row| row.into_iter().map(|cell| written_cell(&cell)).collect())
            .collect();
        let Some(table) = write_table(&rows, usize::from(is_head_row(&rows))) else { return false };
        self.flush();
        self.push_block(table, false);
        self.skipped.extend(parts);
        true
    }
}

fn written_cell(text: &str) -> MarkdownCell {
    let mut written = String::new();
    escape::push_text(&mut written, text);
    MarkdownCell { text: written.replace('|', "\\|"), columns: 1, rows: 1 }
}

/// The rows in a block: all its lines have the same number of tabs between words.
fn tab_rows(document: &HtmlDocument, block: NodeId) -> Option<Vec<Vec<String>>> {
    let is_pre = document.is(block, Tag::Pre);
    let mut text = String::new();
    for inner in document.descendants(block) {
        match document.tag(inner) {
            None => text.push_str(document.text(inner).unwrap_or_default()),
            Some(Tag::Br) => text.push('\u{b}'),
            Some(Tag::Span | Tag::B | Tag::Strong | Tag::I | Tag::Em | Tag::Font | Tag::Tt) => {}
            Some(_) => return None,
        }
        if text.len() > 20_000 {
            return None;
        }
    }
    if !text.contains('\t') {
        return None;
    }
    let style = document.attribute(block, "style").unwrap_or_default().replace(' ', "");
    let keeps_lines = is_pre || style.to_ascii_lowercase().contains("white-space:pre");
    // Indented source code begins with tabs; a row begins with a word.
    let text = if keeps_lines { text.replace(['\n', '\r'], "\u{b}") } else { unwrapped(&text) };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in text.split('\u{b}') {
        if line.trim().is_empty() {
            continue;
        }
        if keeps_lines && line.starts_with(char::is_whitespace) {
            return None;
        }
        let row: Vec<String> = line
            .trim()
            .split('\t')
            .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let is_row = (2..=MOST_COLUMNS).contains(&row.len())
            && rows.first().is_none_or(|first| first.len() == row.len())
            && row.iter().filter(|cell| !cell.is_empty()).count() * 2 >= row.len();
        if !is_row {
            return None;
        }
        rows.push(row);
    }
    (!rows.is_empty()).then_some(rows)
}

/// The text with line feeds of the source as blanks, together with the indent after them.
fn unwrapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push(' ');
        }
        // A tab before a line feed, or after it, only formats the source.
        let line = if number > 0 { line.trim_start() } else { line };
        out.push_str(line.trim_end_matches(['\t', '\r', ' ']));
    }
    out
}
