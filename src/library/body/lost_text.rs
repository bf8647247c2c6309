//! Text that Markdown does not read as its author meant it: references without a definition, cells
//! beyond the header, stars that vanish.
//!
//! Must not change what is published.

use std::ops::Range;

use pulldown_cmark::Event;

use super::BodyWriter;
use super::html_elements::is_html_element;
use crate::diagnostic::{Code, Diagnostic};

impl BodyWriter<'_> {
    /// Looks for references to notes that are not defined: the parser treats them as plain text.
    pub(super) fn follow_run(&mut self, event: &Event<'_>, span: &Range<usize>, text: &str) {
        if matches!(event, Event::Text(_)) && !self.in_code {
            match &mut self.run {
                Some(run) if run.end <= span.start => run.end = span.end,
                Some(_) => {}
                None => self.run = Some(span.clone()),
            }
            return;
        }
        let Some(run) = self.run.take() else { return };
        let bytes = &text.as_bytes()[run.clone()];
        if memchr::memchr(b'<', bytes).is_some() {
            self.check_tags(&run, text);
        }
        // The others end with a bracket, which most texts do not have.
        if memchr::memchr(b']', bytes).is_none() {
            return;
        }
        for (at, _) in text[run.clone()].match_indices("](") {
            let start = run.start + at;
            let address = &text[start + 2..run.end];
            let end = address.find(')').unwrap_or(0);
            if address[..end].contains(' ') && !text[..start].ends_with('\\') {
                let fault = Diagnostic::warning(
                    Code::BrokenLink,
                    "this is shown as text: a space ends an address",
                )
                .help(format!("put the address in angle brackets: ](<{}>)", &address[..end]));
                self.fault(fault, start..start + 3 + end);
            }
        }
        for (at, _) in text[run.clone()].match_indices("^[") {
            let start = run.start + at;
            let Some(length) = text[start..run.end].find(']') else { continue };
            if !text[..start].ends_with('\\') {
                let fault = Diagnostic::warning(
                    Code::UndefinedFootnote,
                    "this is shown as text: a footnote needs a label",
                )
                .help("write [^1] here, and the note on a line of its own: [^1]: …");
                self.fault(fault, start..start + length + 1);
            }
        }
        for (at, _) in text[run.clone()].match_indices("[@") {
            let start = run.start + at;
            let length = text[start..run.end].find(']').map_or(2, |length| length + 1);
            if !text[..start].ends_with('\\') {
                let fault = Diagnostic::warning(
                    Code::UnknownCitation,
                    "this is shown as text: it is not a citation that can be read",
                )
                .help("write [@id], or [@id; @other, p. 3] for several");
                self.fault(fault, start..start + length);
            }
        }
        for (at, _) in text[run.clone()].match_indices("][") {
            let middle = run.start + at;
            let begin = text[run.start..middle].rfind('[').map(|at| run.start + at);
            let end = text[middle + 2..run.end].find(']').map(|at| middle + 2 + at);
            let (Some(begin), Some(end)) = (begin, end) else { continue };
            let label = &text[middle + 2..end];
            if !label.trim().is_empty() && !text[..begin].ends_with('\\') {
                let fault = Diagnostic::warning(
                    Code::BrokenLink,
                    format!("this is shown as text: nothing defines the address `{label}`"),
                )
                .help(format!("add a line: [{label}]: https://…"));
                self.fault(fault, begin..end + 1);
            }
        }
        for (at, _) in text[run.clone()].match_indices("[^") {
            let start = run.start + at;
            let Some(length) = text[start..run.end].find(']') else { continue };
            let label = &text[start + 2..start + length];
            let is_escaped = text[..start].ends_with('\\');
            if !label.is_empty() && !is_escaped && !label.contains(char::is_whitespace) {
                let fault = Diagnostic::warning(
                    Code::UndefinedFootnote,
                    format!("there is no footnote `{label}`"),
                )
                .help(format!("add a line: [^{label}]: …"));
                self.fault(fault, start..start + length + 1);
            }
        }
    }

    /// Reports comments and tags that have no end, so that they are shown as text.
    fn check_tags(&mut self, run: &Range<usize>, text: &str) {
        for (at, _) in text[run.clone()].match_indices('<') {
            let start = run.start + at;
            let rest = &text[start..run.end];
            if text[..start].ends_with('\\') || self.tags.contains(start) {
                continue;
            }
            let fault = if rest.starts_with("<!--") {
                // Not a warning: what it contains may not be meant for readers.
                Diagnostic::error(
                    Code::UnclosedHtml,
                    "this comment is not closed in this paragraph, so it is shown as text",
                )
                .help("add --> where it ends; for the signs themselves write \\<!--")
            } else if is_unfinished_tag(rest) {
                Diagnostic::warning(
                    Code::UnclosedHtml,
                    "this tag has no end, so it is shown as text",
                )
                .help("add the missing quotation mark or >; for the sign itself write \\<")
            } else {
                continue;
            };
            let is_comment = rest.starts_with("<!--");
            let length = if is_comment { "<!--".len() } else { 1 };
            self.fault(fault, start..start + length);
            if is_comment {
                // What follows is part of it.
                return;
            }
        }
    }

    /// Reports stars inside words: in `Patient*innen und Ärzt*innen` they vanish.
    pub(super) fn check_star(&mut self, span: &Range<usize>) {
        let text = self.source.text();
        let text = &text[self.start..];
        let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
        let is_in_words = text[span.start..].starts_with('*')
            && is_word(text[..span.start].chars().next_back())
            && is_word(text[span.end..].chars().next());
        if is_in_words {
            let fault = Diagnostic::warning(
                Code::StarInWord,
                "the stars make the text between them italic, and are not shown",
            )
            .help(
                "write \\* for a star; to show all stars inside words, add to [markdown] in \
                 site.toml: emphasis_in_words = false",
            );
            self.fault(fault, span.clone());
        }
    }

    /// Reports a row of a table with more cells than columns: the others are not shown.
    pub(super) fn check_row(&mut self, span: &Range<usize>) {
        let text = self.source.text();
        let row = text[self.start..][span.clone()].trim();
        let row = row.strip_prefix('|').unwrap_or(row);
        let is_bar = |(at, _): &(usize, &str)| !row[..*at].ends_with('\\');
        let mut bars: Vec<usize> =
            row.match_indices('|').filter(is_bar).map(|(at, _)| at).collect();
        if bars.last().is_some_and(|at| row[at + 1..].trim().is_empty()) {
            bars.pop();
        }
        let (cells, columns) = (bars.len() + 1, self.table.alignments.len());
        // Nothing is lost if the surplus cells are empty.
        let rest = columns.checked_sub(1).and_then(|last| bars.get(last)).map(|at| &row[at + 1..]);
        let is_lost = rest.is_some_and(|rest| !rest.trim_matches(['|', ' ', '\t']).is_empty());
        if cells > columns && is_lost {
            let noun = if columns == 1 { "column" } else { "columns" };
            let message = format!(
                "this row has {cells} cells, but the table has {columns} {noun}: the rest is not \
                 shown"
            );
            let fault = Diagnostic::warning(Code::TableCells, message)
                .help("add a column to the header, or write \\| for a bar inside a cell");
            self.fault(fault, span.clone());
        }
    }
}

/// Whether a text that begins with `<` begins with a tag that has no end, and not with a number or a
/// name that is less than another.
fn is_unfinished_tag(text: &str) -> bool {
    let text = &text[1..];
    let (is_end, text) = text.strip_prefix('/').map_or((false, text), |text| (true, text));
    let length = text.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(text.len());
    let (name, rest) = text.split_at(length);
    if !is_html_element(&name.to_ascii_lowercase()) {
        return false;
    }
    let attribute = rest.trim_start();
    let length = attribute
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | ':' | '_'))
        .unwrap_or(attribute.len());
    let has_attribute = length > 0
        && attribute.len() < rest.len()
        && attribute[length..].trim_start().starts_with('=');
    is_end || has_attribute
}
