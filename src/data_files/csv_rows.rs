//! [`parse_csv`]: CSV (RFC 4180) as a list of rows: tables of texts, with the names in the first
//! line as keys.
//!
//! Values stay as they are written: `007` and `1.50` are texts.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;

/// How many cells a file may have: a value for templates takes far more memory than its text.
const MAX_CELLS: usize = 500_000;

/// How many rows of a file are reported: with a wrong separator, every row is wrong.
const MAX_REPORTED: usize = 5;

/// Parses a CSV file.
pub(super) fn parse_csv(source: &Arc<Source>, diagnostics: &mut Vec<Diagnostic>) -> Value {
    let text = source.text();
    let mut faults = Vec::new();
    let value = read_rows(&text, &mut faults);
    let sound = faults.is_empty();
    diagnostics.extend(faults.into_iter().map(|(fault, span)| fault.at(source, span)));
    if sound { value } else { Value::Array(Vec::new()) }
}

/// A fault, and its place.
type CsvFault = (Diagnostic, Range<usize>);

fn read_rows(text: &str, faults: &mut Vec<CsvFault>) -> Value {
    let mut reader = CsvReader { text, at: 0 };
    let mut rows = Vec::new();
    let Some(head) = reader.next_row(faults) else {
        if faults.is_empty() {
            let fault = Diagnostic::error(Code::Syntax, "this CSV file is empty")
                .help("write the names of the columns in the first line");
            faults.push((fault, 0..0));
        }
        return Value::Array(rows);
    };
    if !check_names(&head, text, faults) {
        return Value::Array(rows);
    }
    let mut cells = 0;
    while let Some(row) = reader.next_row(faults) {
        if row.len() != head.len() {
            let last = row.last().map_or(0..0, |cell| cell.span.clone());
            let line = row[0].span.start..last.end;
            let is_empty = line.is_empty() && row.len() == 1;
            // An empty last line is none, and so are several.
            if is_empty && text[line.start..].trim().is_empty() {
                break;
            }
            faults.push(wrong_count(row.len(), head.len(), is_empty, line));
            if faults.len() >= MAX_REPORTED {
                break;
            }
            continue;
        }
        cells += row.len();
        if cells > MAX_CELLS {
            let message = format!("this file has more than {MAX_CELLS} cells");
            let fault = Diagnostic::error(Code::TooLarge, message).help("keep what templates use");
            faults.push((fault, row[0].span.clone()));
            break;
        }
        let names = head.iter().map(|cell| cell.text.clone());
        let values = row.into_iter().map(|cell| Value::String(cell.text));
        rows.push(Value::Object(names.zip(values).collect::<Map<_, _>>()));
    }
    Value::Array(rows)
}

/// A row with more or fewer cells than there are columns.
fn wrong_count(found: usize, expected: usize, is_empty: bool, line: Range<usize>) -> CsvFault {
    let cells = |count: usize| format!("{count} {}", if count == 1 { "cell" } else { "cells" });
    let (message, help) = if is_empty {
        ("an empty line is no row".to_owned(), "remove it")
    } else {
        let message =
            format!("this row has {}, and the first line {}", cells(found), cells(expected));
        let help = if found > expected {
            "put a value that contains a comma in double quotes"
        } else {
            "write a comma for each value, also for an empty one"
        };
        (message, help)
    };
    (Diagnostic::error(Code::Syntax, message).help(help), line)
}

/// Whether the names of the columns are usable.
fn check_names(head: &[Cell], text: &str, faults: &mut Vec<CsvFault>) -> bool {
    let before = faults.len();
    let mut known = HashSet::new();
    // A comma within a value may divide such a line once more.
    let other = head.iter().find_map(|cell| {
        let is_quoted = text[cell.span.clone()].starts_with('"');
        let signs = [(';', "semicolons"), ('\t', "tabs")];
        let found = signs.into_iter().find(|(sign, _)| !is_quoted && cell.text.contains(*sign))?;
        Some((cell, found))
    });
    if let Some((cell, (sign, name))) = other {
        let at = cell.span.start + text[cell.span.clone()].find(sign).unwrap_or(0);
        let fault = Diagnostic::error(
            Code::Syntax,
            format!("the columns of this file are separated by {name}, not commas"),
        )
        .help("export it again with commas as separators");
        faults.push((fault, at..at + 1));
        return false;
    }
    for cell in head {
        let (message, help) = if cell.text.trim().is_empty() {
            ("this column has no name".to_owned(), "write a name in the first line")
        } else if cell.text.trim() != cell.text {
            (
                format!(
                    "the name of the column `{}` has a space before or after it",
                    cell.text.trim()
                ),
                "remove the space",
            )
        } else if !known.insert(cell.text.as_str()) {
            (format!("two columns have the name `{}`", cell.text), "rename one of the two")
        } else {
            continue;
        };
        faults.push((Diagnostic::error(Code::Syntax, message).help(help), cell.span.clone()));
    }
    faults.len() == before
}

/// One value.
struct Cell {
    text: String,
    span: Range<usize>,
}

struct CsvReader<'t> {
    text: &'t str,
    at: usize,
}

impl CsvReader<'_> {
    /// The next row; `None` at the end of the text, and after a quote that is never closed.
    fn next_row(&mut self, faults: &mut Vec<CsvFault>) -> Option<Vec<Cell>> {
        if self.at >= self.text.len() {
            return None;
        }
        let mut row = Vec::new();
        loop {
            let cell = self.next_cell(faults)?;
            row.push(cell);
            match self.text.as_bytes().get(self.at) {
                Some(b',') => self.at += 1,
                Some(_) => {
                    self.at += 1;
                    return Some(row);
                }
                None => return Some(row),
            }
        }
    }

    /// The next value, up to the comma or the end of the line.
    fn next_cell(&mut self, faults: &mut Vec<CsvFault>) -> Option<Cell> {
        let start = self.at;
        let rest = &self.text[start..];
        if !rest.starts_with('"') {
            let end = start + rest.find([',', '\n']).unwrap_or(rest.len());
            let text = &self.text[start..end];
            if let Some(at) = text.find('"') {
                let fault = Diagnostic::error(Code::Syntax, "there is a quote inside this value")
                    .help(
                        "put the whole value in double quotes, and write \"\" for each quote in it",
                    );
                faults.push((fault, start + at..start + at + 1));
            }
            self.at = end;
            return Some(Cell { text: text.to_owned(), span: start..end });
        }
        let mut text = String::new();
        let mut from = start + 1;
        loop {
            let Some(quote) = self.text[from..].find('"').map(|at| from + at) else {
                let fault = Diagnostic::error(Code::Syntax, "this quote is never closed")
                    .help("close the value with a second quote");
                faults.push((fault, start..start + 1));
                self.at = self.text.len();
                return None;
            };
            text.push_str(&self.text[from..quote]);
            from = quote + 1;
            if !self.text[from..].starts_with('"') {
                break;
            }
            text.push('"');
            from += 1;
        }
        let rest = &self.text[from..];
        let end = from + rest.find([',', '\n']).unwrap_or(rest.len());
        if end > from {
            let fault =
                Diagnostic::error(Code::Syntax, "there is text after this value's last quote")
                    .help("write \"\" for each quote inside a value");
            faults.push((fault, from..end));
        }
        self.at = end;
        Some(Cell { text, span: start..end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of a text as JSON, or the first fault with its place.
    fn read(text: &str) -> String {
        let mut faults = Vec::new();
        let value = read_rows(text, &mut faults);
        match faults.first() {
            Some((fault, span)) => format!("{} at {}", fault.message, span.start),
            None => value.to_string(),
        }
    }

    #[test]
    fn rows_are_tables_of_texts() {
        for (text, expect) in [
            ("a,b\n1,2\n", "[{\"a\":\"1\",\"b\":\"2\"}]"),
            ("a,b\n007,\n,\"x, y\"", "[{\"a\":\"007\",\"b\":\"\"},{\"a\":\"\",\"b\":\"x, y\"}]"),
            ("a\n\"line\nbreak \"\"q\"\"\"\n", "[{\"a\":\"line\\nbreak \\\"q\\\"\"}]"),
            ("a,b\n1,2\n\n\n", "[{\"a\":\"1\",\"b\":\"2\"}]"),
            ("a\n\nx\n", "[{\"a\":\"\"},{\"a\":\"x\"}]"),
            ("é,ü\nß, –\n", "[{\"é\":\"ß\",\"ü\":\" –\"}]"),
            ("a,b\n", "[]"),
        ] {
            assert_eq!(read(text), expect, "{text:?}");
        }
    }

    #[test]
    fn faults_have_places() {
        for (text, expect) in [
            ("", "this CSV file is empty at 0"),
            ("a;b\n1;2\n", "the columns of this file are separated by semicolons, not commas at 1"),
            ("a\tb\n", "the columns of this file are separated by tabs, not commas at 1"),
            ("a,b\n1\n", "this row has 1 cell, and the first line 2 cells at 4"),
            ("a,b\n1,2,3\n", "this row has 3 cells, and the first line 2 cells at 4"),
            ("a,b\n\n1,2\n", "an empty line is no row at 4"),
            ("a,a\n", "two columns have the name `a` at 2"),
            ("a,,b\n", "this column has no name at 2"),
            ("a, b\n", "the name of the column `b` has a space before or after it at 2"),
            ("a\n\"x\n", "this quote is never closed at 2"),
            ("a\nx\"y\n", "there is a quote inside this value at 3"),
            ("a,b\n\"x\" y,1\n", "there is text after this value's last quote at 7"),
        ] {
            assert_eq!(read(text), expect, "{text:?}");
        }
    }
}
