//! [`recover_yaml`], [`recover_toml`]: what can be read of front matter that its parser rejects.
//!
//! Each entry is read alone, so that a fault costs only the lines that have it. What was read
//! otherwise than it is written, and what was not read, is listed with its line. Must not know what
//! a field means.

use serde_json::{Map, Value};

use super::values::{self, json_of};

/// Entries are searched for to this depth.
const DEEPEST: usize = 6;

/// A line of the source.
#[derive(Clone, Copy)]
pub(super) struct FrontLine<'t> {
    /// Its number in the file, from 1.
    pub(super) number: usize,
    pub(super) text: &'t str,
}

/// What was read.
#[derive(Default)]
pub(super) struct RecoveredFront {
    pub(super) values: Map<String, Value>,
    /// The lines that were read as plain text, with their numbers.
    pub(super) as_text: Vec<(usize, String)>,
    /// The lines that were not read, with their numbers.
    pub(super) unread: Vec<(usize, String)>,
}

/// The entries of YAML that can be read, each alone.
pub(super) fn recover_yaml(lines: &[FrontLine<'_>]) -> RecoveredFront {
    let mut out = RecoveredFront::default();
    out.values = out.map_of(lines, 0);
    out.sort();
    out
}

/// The statements of TOML that can be read, each alone.
pub(super) fn recover_toml(lines: &[FrontLine<'_>]) -> RecoveredFront {
    let mut out = RecoveredFront::default();
    let starts = lines.iter().enumerate().filter(|(_, line)| line.text.starts_with('['));
    let mut bounds: Vec<usize> = starts.map(|(at, _)| at).collect();
    bounds.push(lines.len());
    let mut from = 0;
    for to in bounds {
        out.add_section(&lines[from..to]);
        from = to;
    }
    out.sort();
    out
}

impl RecoveredFront {
    fn sort(&mut self) {
        self.as_text.sort();
        self.unread.sort();
    }

    fn leave(&mut self, lines: &[FrontLine<'_>]) {
        let left = lines.iter().filter(|line| !is_empty(line.text));
        self.unread.extend(left.map(|line| (line.number, line.text.trim().to_owned())));
    }

    fn note_as_text(&mut self, lines: &[FrontLine<'_>]) {
        let read = lines.iter().filter(|line| !is_empty(line.text));
        self.as_text.extend(read.map(|line| (line.number, line.text.trim().to_owned())));
    }

    /// The entries of lines of YAML.
    fn map_of(&mut self, lines: &[FrontLine<'_>], depth: usize) -> Map<String, Value> {
        let mut map = Map::new();
        let first = lines.iter().position(|line| !is_empty(line.text)).unwrap_or(lines.len());
        let lines = &lines[first..];
        let base = lines.first().map_or(0, |line| indentation(line.text));
        let mut from = 0;
        while from < lines.len() {
            let has_plain_value = key_of(lines[from].text)
                .is_some_and(|(_, value)| value.starts_with(char::is_alphanumeric));
            let is_start = |at: usize| {
                let text = lines[at].text;
                // A tab indents nothing in YAML: below a plain value it is a slip.
                let is_here =
                    indentation(text) == base || has_plain_value && text.starts_with('\t');
                is_here && key_of(text).is_some()
            };
            let to = (from + 1..lines.len()).find(|at| is_start(*at)).unwrap_or(lines.len());
            let entry = &lines[from..to];
            from = to;
            match self.entry_of(entry, depth) {
                Some((key, value)) if !map.contains_key(&key) => {
                    map.insert(key, value);
                }
                // The second of two with one name.
                Some(_) => self.leave(entry),
                None => {}
            }
        }
        map
    }

    /// The key and the value of one entry, if they can be read; otherwise its lines are left.
    fn entry_of(&mut self, lines: &[FrontLine<'_>], depth: usize) -> Option<(String, Value)> {
        if let Some(Value::Object(parsed)) = parse_yaml(lines)
            && parsed.len() == 1
        {
            if lines[0].text.starts_with('\t') {
                self.note_as_text(&lines[..1]);
            }
            return parsed.into_iter().next();
        }
        let (first, rest) = lines.split_first()?;
        let Some((key, value)) = key_of(first.text) else {
            self.leave(lines);
            return None;
        };
        let filled: Vec<FrontLine<'_>> =
            rest.iter().filter(|line| !is_empty(line.text)).copied().collect();
        let found = match (filled.as_slice(), value) {
            ([], value) => {
                let found = plain_value(value);
                match found {
                    Some(_) => self.note_as_text(lines),
                    None => self.leave(lines),
                }
                found
            }
            (children, "") => self.block_of(children, depth),
            (children, value) if value.starts_with(['|', '>']) => {
                self.note_as_text(lines);
                let texts: Vec<&str> = children.iter().map(|line| line.text.trim()).collect();
                Some(Value::String(texts.join("\n")))
            }
            (children, value) => {
                let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
                let is_whole = quote.is_some_and(|quote| {
                    children.last().is_some_and(|line| line.text.trim_end().ends_with(quote))
                });
                if is_whole {
                    self.note_as_text(lines);
                    let texts = children.iter().map(|line| line.text.trim());
                    let text = std::iter::once(value).chain(texts).collect::<Vec<_>>().join(" ");
                    plain_value(&text)
                } else {
                    self.leave(children);
                    match parse_yaml(&lines[..1]) {
                        Some(Value::Object(parsed)) => parsed.into_iter().next().map(|(_, it)| it),
                        _ => {
                            let found = plain_value(value);
                            match found {
                                Some(_) => self.note_as_text(&lines[..1]),
                                None => self.leave(&lines[..1]),
                            }
                            found
                        }
                    }
                }
            }
        };
        Some((key.to_owned(), found?))
    }

    /// The list or the entries below a key.
    fn block_of(&mut self, lines: &[FrontLine<'_>], depth: usize) -> Option<Value> {
        let first = lines.first()?.text;
        let base = indentation(first);
        if !is_item(first) {
            if key_of(first).is_none() || depth >= DEEPEST {
                self.leave(lines);
                return None;
            }
            let map = self.map_of(lines, depth + 1);
            return (!map.is_empty()).then_some(Value::Object(map));
        }
        let mut items = Vec::new();
        let mut from = 0;
        while from < lines.len() {
            let is_start =
                |at: &usize| indentation(lines[*at].text) <= base && is_item(lines[*at].text);
            let to = (from + 1..lines.len()).find(is_start).unwrap_or(lines.len());
            let item = &lines[from..to];
            from = to;
            if let Some(Value::Array(parsed)) = parse_yaml(item) {
                items.extend(parsed);
                continue;
            }
            let text = item[0].text.trim_start().trim_start_matches('-');
            match plain_value(text).filter(|_| item.len() == 1) {
                Some(value) => {
                    self.note_as_text(item);
                    items.push(value);
                }
                None => self.leave(item),
            }
        }
        (!items.is_empty()).then_some(Value::Array(items))
    }

    /// A table of TOML with its header, or the statements before the first.
    fn add_section(&mut self, lines: &[FrontLine<'_>]) {
        let header = lines.first().filter(|line| line.text.starts_with('['));
        let statements = &lines[usize::from(header.is_some())..];
        let header_text = header.map_or("", |line| line.text);
        let whole = |statements: &str| {
            let table = format!("{header_text}\n{statements}").parse::<toml::Table>().ok()?;
            Some(table.into_iter().map(|(key, value)| (key, json_of(value))).collect())
        };
        if let Some(map) = whole(&joined(statements)) {
            if !merge(&mut self.values, map) {
                self.leave(lines);
            }
            return;
        }
        let mut readable = String::new();
        let mut read = Vec::new();
        let mut from = 0;
        while from < statements.len() {
            let is_start = |at: &usize| statement_of(statements[*at].text).is_some();
            let to = (from + 1..statements.len()).find(is_start).unwrap_or(statements.len());
            let statement = &statements[from..to];
            from = to;
            let Some((key, value)) = statement_of(statement[0].text) else {
                self.leave(statement);
                continue;
            };
            let text = joined(statement);
            if read.contains(&key) {
                self.leave(statement);
            } else if text.parse::<toml::Table>().is_ok() {
                readable.push_str(&text);
                read.push(key);
            } else {
                // The text of a value, if the rest of the statement is empty.
                let value = plain_value(value)
                    .filter(|_| statement[1..].iter().all(|line| is_empty(line.text)));
                match value {
                    Some(value) => {
                        readable.push_str(&format!("{key} = {value}\n"));
                        read.push(key);
                        self.note_as_text(statement);
                    }
                    None => self.leave(statement),
                }
            }
        }
        if !whole(&readable).is_some_and(|map| merge(&mut self.values, map)) {
            self.leave(lines);
        }
    }
}

/// Adds values to a table. Returns whether all of them found a place.
fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) -> bool {
    let mut is_whole = true;
    for (key, value) in from {
        match (into.get_mut(&key), value) {
            (None, value) => {
                into.insert(key, value);
            }
            (Some(Value::Object(known)), Value::Object(more)) => is_whole &= merge(known, more),
            (Some(Value::Array(known)), Value::Array(more)) => known.extend(more),
            (Some(_), _) => is_whole = false,
        }
    }
    is_whole
}

fn joined(lines: &[FrontLine<'_>]) -> String {
    lines.iter().flat_map(|line| [line.text, "\n"]).collect()
}

/// The value of lines of YAML whose tabs at the start of lines count as two blanks.
fn parse_yaml(lines: &[FrontLine<'_>]) -> Option<Value> {
    let mut text = String::new();
    for line in lines {
        let rest = line.text.trim_start_matches('\t');
        let tabs = line.text.len() - rest.len();
        // The first line is where the entry begins.
        let blanks = if text.is_empty() { 0 } else { 2 * tabs };
        text.extend(std::iter::repeat_n(' ', blanks));
        text.push_str(rest);
        text.push('\n');
    }
    values::parse_yaml(&text).ok()
}

/// Whether a line has nothing but blanks or a comment.
fn is_empty(line: &str) -> bool {
    let text = line.trim_start();
    text.is_empty() || text.starts_with('#')
}

fn is_item(line: &str) -> bool {
    let text = line.trim_start();
    text == "-" || text.starts_with("- ")
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The key and the value of `key: value`, `key:value` and `key:`.
pub(super) fn key_of(line: &str) -> Option<(&str, &str)> {
    let text = line.trim();
    let (key, value) = text.split_once(':')?;
    let bare = key.trim_matches(['"', '\'']).trim_end();
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let is_spaced = value.is_empty() || value.starts_with(char::is_whitespace);
    let is_key = match is_spaced {
        true => {
            bare.starts_with(char::is_alphanumeric)
                && bare.len() <= 60
                && bare.split_whitespace().count() <= 4
        }
        // `key:value` is meant, but an address or a time of day is not.
        false => {
            bare.starts_with(char::is_alphabetic)
                && bare.chars().all(is_word)
                && !value.starts_with('/')
        }
    };
    is_key.then(|| (bare, value.trim()))
}

/// The key and the value of `key = value`.
fn statement_of(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once('=')?;
    let key = key.trim();
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\'');
    (!key.is_empty() && key.chars().all(is_word)).then(|| (key, value.trim()))
}

/// The text of a value that its parser rejects, or the texts of a list. A structure that is not
/// closed, and a reference to another value, are no text.
fn plain_value(value: &str) -> Option<Value> {
    let bare = |text: &str| text.trim().trim_matches(['"', '\'']).trim().to_owned();
    if let Some(list) = value.trim().strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
        let is_nested = list.contains(['[', '{']);
        let items = list.split(',').map(bare).filter(|item| !item.is_empty());
        return (!is_nested).then(|| Value::Array(items.map(Value::String).collect()));
    }
    let text = bare(value);
    (!text.is_empty() && !value.trim().starts_with(['[', '{', '*', '&', '!', '|', '>']))
        .then_some(Value::String(text))
}

#[cfg(test)]
mod tests {
    use super::{FrontLine, RecoveredFront, recover_toml, recover_yaml};

    #[track_caller]
    fn check(recover: fn(&[FrontLine<'_>]) -> RecoveredFront, text: &str, expect: [&str; 3]) {
        let lines: Vec<FrontLine<'_>> =
            text.lines().enumerate().map(|(at, text)| FrontLine { number: at + 1, text }).collect();
        let found = recover(&lines);
        let listed = |lines: &[(usize, String)]| {
            let lines: Vec<String> =
                lines.iter().map(|(number, text)| format!("{number} {text}")).collect();
            lines.join(" | ")
        };
        let values: serde_json::Value = expect[0].parse().expect("it is JSON");
        assert_eq!(serde_json::Value::Object(found.values), values, "{text}");
        assert_eq!([listed(&found.as_text), listed(&found.unread)], expect[1..], "{text}");
    }

    #[test]
    fn a_fault_in_yaml_costs_only_its_lines() {
        check(
            recover_yaml,
            "title: \"Bad: quotes: here\ntags:\n  - a\n  - b\nauthors:\n  - name: Z\n",
            [
                r#"{"title":"Bad: quotes: here","tags":["a","b"],"authors":[{"name":"Z"}]}"#,
                "1 title: \"Bad: quotes: here",
                "",
            ],
        );
        check(
            recover_yaml,
            "title: T\n\tdate: 2024-01-01\ntags:\n\t- a\n\t- b\n",
            [r#"{"title":"T","date":"2024-01-01","tags":["a","b"]}"#, "2 date: 2024-01-01", ""],
        );
        check(
            recover_yaml,
            "title: T\ntitle: U\ndate: 2024-01-01\n",
            [r#"{"title":"T","date":"2024-01-01"}"#, "", "2 title: U"],
        );
        check(
            recover_yaml,
            "title: A: b\nauthors:\n- name: Z\n  bio: \"open\n- name: Y\nlist:\n  - \"open\n  - c\nrest: [a, b\nx:y\n",
            [
                r#"{"title":"A: b","authors":[{"name":"Y"}],"list":["open","c"],"x":"y"}"#,
                "1 title: A: b | 7 - \"open | 10 x:y",
                "3 - name: Z | 4 bio: \"open | 9 rest: [a, b",
            ],
        );
        check(
            recover_yaml,
            "cover:\n  image: a.png\n  alt: \"open\n  caption: C\nsummary: \"two \\q\n  lines\"\nbody: |\n  one\n two\nprose here\ntags: [a, \"b]\n",
            [
                r#"{"cover":{"image":"a.png","alt":"open","caption":"C"},"summary":"two \\q lines","body":"one\ntwo\nprose here","tags":["a","b"]}"#,
                "3 alt: \"open | 5 summary: \"two \\q | 6 lines\" | 7 body: | | 8 one | 9 two | 10 prose here | 11 tags: [a, \"b]",
                "",
            ],
        );
    }

    #[test]
    fn a_fault_in_toml_costs_only_its_lines() {
        check(
            recover_toml,
            "title = \"T\ndate = 2024-01-01\ntags = [\n  \"a\",\n  \"b\",\n]\ndate = 2025-01-01\nx = [1,\n[extra]\na = 1\nb = \n[extra.c]\nd = true\n",
            [
                r#"{"title":"T","date":"2024-01-01","tags":["a","b"],"extra":{"a":1,"c":{"d":true}}}"#,
                "1 title = \"T",
                "7 date = 2025-01-01 | 8 x = [1, | 11 b =",
            ],
        );
    }
}
