//! [`JsonRecords`]: the objects of a JSON file, found without reading the whole as one value, so that
//! a mistake costs one record.
//!
//! Must not depend on formats.

use serde_json::Value;

use crate::problem::{Problem, shortened};
use crate::reading::Reading;

/// The objects of a list: of the outermost one, of `items` (Crossref's answers, and exports of
/// programs), or one after another. Gives the line and the text of each.
pub(crate) struct JsonRecords<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    /// How many objects were not closed; each costs a search to the end.
    unclosed: usize,
}

/// After so many objects that are not closed, the rest is one record.
const MOST_UNCLOSED: usize = 20;

impl<'t> JsonRecords<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let start = text.len() - text.trim_start().len();
        let mut records = Self { text, at: 0, line: 1, unclosed: 0 };
        let bytes = text.as_bytes();
        match bytes.get(start) {
            Some(b'[') => records.advance(start + 1),
            Some(b'{') => match records.list_inside(start) {
                Some(list) => records.advance(list),
                None => records.advance(start),
            },
            _ => {}
        }
        records
    }

    /// Where the records are inside of an object: after the bracket of `items`, or at the object in
    /// `message`.
    fn list_inside(&mut self, start: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        let mut depth = 1;
        while at < bytes.len() && depth <= 2 {
            match bytes[at] {
                b'"' => {
                    let end = string_end(bytes, at)?;
                    let name = &self.text[at + 1..end];
                    at = end + 1;
                    let after = self.text[at..].trim_start();
                    let Some(value) = after.strip_prefix(':').map(str::trim_start) else {
                        continue;
                    };
                    let value_at = self.text.len() - value.len();
                    match name {
                        "items" | "references" if value.starts_with('[') => {
                            return Some(value_at + 1);
                        }
                        "message" if depth == 1 && value.starts_with('{') => {
                            // The message is the record, unless it contains a list.
                            let window = &value[..end_of_object(value).unwrap_or(value.len())];
                            let inner =
                                Self { text: window, at: 0, line: 1, unclosed: 0 }.list_inside(0);
                            return Some(inner.map_or(value_at, |inner| value_at + inner));
                        }
                        _ if value.starts_with(['{', '[']) => at = value_at + end_of_object(value)?,
                        _ => {}
                    }
                }
                b'{' | b'[' => {
                    depth += 1;
                    at += 1;
                }
                b'}' | b']' => return None,
                _ => at += 1,
            }
        }
        None
    }

    /// How far it is from an object that is not closed to the next of its list: a line that begins
    /// with a brace and is not indented more.
    fn next_of_list(&self, open: usize) -> usize {
        let rest = &self.text[open..];
        let line_start = self.text[..open].rfind('\n').map_or(0, |at| at + 1);
        let indent = |line: &str| line.len() - line.trim_start().len();
        let own_indent = indent(&self.text[line_start..]);
        let mut at = 0;
        for line in rest.split_inclusive('\n') {
            let is_next =
                at > 0 && line.trim_start().starts_with('{') && indent(line) <= own_indent;
            if is_next && self.unclosed <= MOST_UNCLOSED {
                return at;
            }
            at += line.len();
        }
        rest.len()
    }

    fn advance(&mut self, to: usize) {
        self.line += memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.at..to]).count();
        self.at = to;
    }
}

/// Where a string ends whose quotation mark is at a position.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'"' => return Some(at),
            // A string does not contain a line break; the quotation mark is missing.
            b'\n' => return None,
            _ => {}
        }
        at += 1;
    }
    None
}

/// The length of the object or list that a text begins with. In an object with a string that is not
/// closed, the string ends with its line.
fn end_of_object(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open: Vec<u8> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = string_end(bytes, at).unwrap_or_else(|| {
                    memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |end| at + end)
                });
            }
            b'{' => open.push(b'}'),
            b'[' => open.push(b']'),
            byte @ (b'}' | b']') => {
                // Another bracket shows that one is missing.
                if open.pop() != Some(byte) {
                    return None;
                }
                if open.is_empty() {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

impl<'t> Iterator for JsonRecords<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.text.as_bytes();
        let open = memchr::memchr(b'{', &bytes[self.at.min(bytes.len())..])? + self.at;
        self.advance(open);
        let line = self.line;
        let length = end_of_object(&self.text[open..]).unwrap_or_else(|| {
            self.unclosed += 1;
            self.next_of_list(open)
        });
        let record = &self.text[open..open + length];
        self.advance(open + length);
        Some((line, record))
    }
}

/// A record of a file.
pub(crate) struct JsonRecord<'t> {
    /// The line on which it begins.
    pub(crate) line: usize,
    /// As it is written.
    pub(crate) text: &'t str,
    pub(crate) value: Value,
}

impl JsonRecord<'_> {
    /// The line of a key.
    pub(crate) fn line_of(&self, key: &str) -> usize {
        let before = self.text.find(&format!("\"{key}\"")).unwrap_or(0);
        self.line + memchr::memchr_iter(b'\n', &self.text.as_bytes()[..before]).count()
    }
}

/// The records of a file as values. One that cannot be read is a problem.
pub(crate) fn json_values<'t>(text: &'t str, reading: &mut Reading) -> Vec<JsonRecord<'t>> {
    let mut values = Vec::new();
    for (line, record) in JsonRecords::new(text) {
        match serde_json::from_str::<Value>(record) {
            Ok(value) => values.push(JsonRecord { line, text: record, value }),
            Err(error) => {
                let message =
                    format!("the record is not valid JSON: {}", shortened(&reason(&error)));
                let help = "export the file again, or correct the record before this place";
                let problem = Problem::error(line + error.line().saturating_sub(1), message)
                    .at_column(error.column())
                    .help(help);
                reading.problems.push(problem);
            }
        }
    }
    if values.is_empty() && reading.problems.is_empty() {
        let is_empty_list = text.trim_start().starts_with('[') && text.trim_end().ends_with(']');
        let problem = match is_empty_list {
            true => Problem::warning(1, "the list is empty").help("export at least one work"),
            false => Problem::error(1, "the file contains no record").help("export it again"),
        };
        reading.problems.push(problem);
    }
    values
}

/// The reason of an error without the place, which is given separately.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(reason, _)| reason.to_owned())
}

/// The text of a value: a string or a number.
pub(crate) fn json_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        // Crossref has lists of one title.
        Value::Array(list) => list.first().map(json_text).unwrap_or_default(),
        _ => String::new(),
    }
}

/// The text of a key; empty if it is not there.
pub(crate) fn json_field(value: &Value, key: &str) -> String {
    value.get(key).map(json_text).unwrap_or_default()
}

/// The list of a key; empty if it is not there.
pub(crate) fn json_list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A date as CSL-JSON and Crossref write it: `{"date-parts": [[2025, 3, 4]]}`, with numbers or texts,
/// or `{"raw": "2025-03-04"}`.
pub(crate) fn json_date(value: Option<&Value>) -> crate::work::PartialDate {
    use crate::text::date::{date_of_numbers, parse_date};
    let Some(value) = value else { return crate::work::PartialDate::default() };
    if let Value::String(text) = value {
        return parse_date(text);
    }
    let parts = json_list(value, "date-parts").first().and_then(Value::as_array);
    if let Some(parts) = parts {
        let number = |at: usize| {
            parts
                .get(at)
                .and_then(|part| part.as_i64().or_else(|| json_text(part).trim().parse().ok()))
                .unwrap_or(0)
        };
        return date_of_numbers(number(0), number(1), number(2));
    }
    parse_date(&json_date_text(value))
}

/// A date that is written as one text; empty if it is written in parts.
pub(crate) fn json_date_text(value: &Value) -> String {
    if let Value::String(text) = value {
        return text.clone();
    }
    let written = ["raw", "literal", "date-time"].iter().find_map(|key| value.get(key));
    written.map(json_text).unwrap_or_default()
}
