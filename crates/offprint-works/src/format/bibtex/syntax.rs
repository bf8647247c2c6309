//! The syntax of BibTeX: entries and their fields, as they are written.
//!
//! Must not depend on what a field means.

use rustc_hash::FxHashMap;

use crate::problem::{Problem, shortened};
use crate::reading::Reading;

/// A field of an entry.
pub(super) struct Field {
    /// In lower case.
    pub(super) name: String,
    /// As it is written, without the outer braces; abbreviations are resolved.
    pub(super) value: String,
    pub(super) line: usize,
}

/// An entry, as it is written.
pub(super) struct Entry {
    /// In lower case: `article`.
    pub(super) kind: String,
    pub(super) key: String,
    pub(super) fields: Vec<Field>,
    pub(super) line: usize,
}

impl Entry {
    pub(super) fn value(&self, names: &[&str]) -> Option<&Field> {
        names.iter().find_map(|name| self.fields.iter().find(|field| field.name == *name))
    }
}

/// More fields that are not closed are not repaired, since each costs a search.
const MOST_REPAIRS: usize = 20;

/// Whether an entry begins in a line: `@article{key,`, `@string{`, `@comment`.
pub(crate) fn is_entry_start(line: &str) -> bool {
    let Some(rest) = line.trim_start().strip_prefix('@') else { return false };
    let rest = rest.trim_start();
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let after = rest[letters..].trim_start();
    let Some(body) = after.strip_prefix(['{', '(']).filter(|_| letters > 1) else { return false };
    if ["string", "comment", "preamble"]
        .iter()
        .any(|word| rest[..letters].eq_ignore_ascii_case(word))
    {
        return true;
    }
    // A key, and its comma, the end of the line or the end of the entry.
    let key_end = body.find([',', '}', '{', '"', '=']).unwrap_or(body.len());
    let is_key = !body[..key_end].trim().contains(char::is_whitespace);
    is_key && !body[key_end..].starts_with(['{', '"'])
}

/// Reads the entries of a piece of a file.
pub(super) struct Parser<'t, 'r> {
    text: &'t str,
    at: usize,
    /// The line of `counted`.
    line: usize,
    /// Up to where lines were counted.
    counted: usize,
    repairs: usize,
    has_open_comment: bool,
    macros: &'r mut FxHashMap<String, String>,
    reading: &'r mut Reading,
}

impl<'t, 'r> Parser<'t, 'r> {
    pub(super) fn new(
        text: &'t str,
        line: usize,
        macros: &'r mut FxHashMap<String, String>,
        reading: &'r mut Reading,
    ) -> Self {
        Self { text, at: 0, line, counted: 0, repairs: 0, has_open_comment: false, macros, reading }
    }

    /// The line of the current position, which only moves on.
    fn line(&mut self) -> usize {
        if self.at > self.counted {
            let newlines = memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.counted..self.at]);
            self.line += newlines.count();
            self.counted = self.at;
        }
        self.line
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn error(&mut self, message: String, help: &str) {
        let line = self.line();
        self.reading.problems.push(Problem::error(line, message).help(help));
    }

    pub(super) fn piece(&mut self, entries: &mut Vec<Entry>) {
        let mut after_entry = false;
        while let Some(offset) = self.rest().find('@') {
            self.report_between(&self.rest()[..offset], after_entry);
            self.at += offset + 1;
            after_entry = self.entry(entries);
        }
        self.report_between(self.rest(), after_entry);
        self.at = self.text.len();
    }

    /// Text between entries is a comment. Fields in it show that an entry ended too early.
    fn report_between(&mut self, between: &str, after_entry: bool) {
        let is_field = |line: &str| {
            let name = line.split('=').next().unwrap_or_default().trim();
            line.contains('=')
                && !name.is_empty()
                && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
        };
        if after_entry && between.lines().any(is_field) {
            self.error(
                "fields follow after the end of the entry: one closing brace is too many"
                    .to_owned(),
                "remove the brace before this line that closes the entry too early",
            );
        }
    }

    /// Reads an entry after its `@`. Returns whether there is one.
    fn entry(&mut self, entries: &mut Vec<Entry>) -> bool {
        let start = self.at;
        let line = self.line();
        self.skip_space();
        let letters =
            self.rest().bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let kind = self.rest()[..letters].to_ascii_lowercase();
        self.at += letters;
        self.skip_space();
        let close = match self.peek() {
            Some(b'{') => b'}',
            Some(b'(') => b')',
            // An `@` in a comment.
            _ => {
                self.at = start;
                return false;
            }
        };
        self.at += 1;
        match &*kind {
            "" => return false,
            "comment" | "preamble" => {
                self.at -= 1;
                self.skip_balanced(close);
                return false;
            }
            "string" => {
                let fields = self.fields(close, line);
                for field in fields {
                    self.macros.insert(field.name, field.value);
                }
                return true;
            }
            _ => {}
        }
        let key_end = self.rest().find([',', '}', '\n', '=']).unwrap_or(self.rest().len());
        let mut key = self.rest()[..key_end].trim();
        if self.rest()[key_end..].starts_with('=') {
            // An entry without a key begins with a field.
            self.reading.problems.push(
                Problem::warning(line, "this entry has no key")
                    .help(format!("add one: `@{kind}{{key,`")),
            );
            key = "";
        } else {
            self.at += key_end;
        }
        let key = key.to_owned();
        let errors = self.reading.problems.len();
        let mut fields = self.fields(close, line);
        if self.reading.problems.len() > errors {
            self.split_swallowed(&mut fields);
        }
        entries.push(Entry { kind, key, fields, line });
        true
    }

    /// In an entry that is not closed, a value may contain the fields that follow it, if it is its
    /// brace that is missing: `title = {One {x}, year = {2020} }`.
    fn split_swallowed(&mut self, fields: &mut Vec<Field>) {
        let mut found: Vec<Field> = Vec::new();
        for field in fields.iter_mut() {
            let Some(at) = swallowed_field(&field.value) else { continue };
            let rest = format!("{}}}", &field.value[at + 1..]);
            let line = field.line + field.value[..=at].matches('\n').count();
            let message = format!("the braces of `{}` are not closed", shortened(&field.name));
            let problem = Problem::error(field.line, message).help("add the missing closing brace");
            self.reading.problems.push(problem);
            field.value.truncate(at);
            let mut rest = Parser::new(&rest, line, self.macros, self.reading);
            found.extend(rest.fields(b'}', line));
        }
        fields.extend(found);
    }

    /// Skips a comment with its braces; one that is not closed ends with its line.
    fn skip_balanced(&mut self, close: u8) {
        let line_end = self.rest().find('\n').unwrap_or(self.rest().len());
        let from = self.at;
        self.at += 1;
        // Without this mark, each of many open comments would be searched to the end.
        if self.has_open_comment || self.value_end(close).is_none() {
            self.has_open_comment = true;
            self.at = from + line_end;
        }
    }

    /// Reads the fields up to the end of the entry that begins on a line.
    fn fields(&mut self, close: u8, start: usize) -> Vec<Field> {
        let mut fields = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None => {
                    // The end of the file says nothing about where a brace is missing.
                    let message =
                        "this entry is not closed before the next one or the end of the file";
                    let problem = Problem::error(start, message);
                    self.reading.problems.push(problem.help("add the missing closing brace"));
                    return fields;
                }
                Some(b',') => self.at += 1,
                Some(byte) if byte == close => {
                    self.at += 1;
                    return fields;
                }
                Some(_) => {
                    if let Some(field) = self.field(close) {
                        fields.push(field);
                    }
                }
            }
        }
    }

    /// Reads `name = value`. Anything else is a problem, and the rest of its line is skipped.
    fn field(&mut self, close: u8) -> Option<Field> {
        let line = self.line();
        let letters = self
            .rest()
            .bytes()
            .take_while(|b| {
                b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'+' | b':' | b'.' | b'/')
            })
            .count();
        let name = self.rest()[..letters].to_ascii_lowercase();
        self.at += letters;
        self.skip_space();
        if name.is_empty() || self.peek() != Some(b'=') {
            let end = self.rest().find(['\n', ',']).unwrap_or(self.rest().len());
            let text = format!("{name} {}", &self.rest()[..end]);
            if text.trim().trim_matches(['}', ')']).is_empty() {
                self.at += end;
                return None;
            }
            self.error(
                format!("`{}` is not a field", shortened(text.trim())),
                "write fields as `name = {value},`; a brace or a comma may be missing before it",
            );
            self.at += end;
            return None;
        }
        self.at += 1;
        let value = self.value(close, &name);
        Some(Field { name, value, line })
    }

    /// Reads a value: parts in braces or quotation marks, numbers and abbreviations, joined by `#`.
    fn value(&mut self, close: u8, name: &str) -> String {
        let mut value = String::new();
        loop {
            self.skip_space();
            match self.peek() {
                Some(opening @ (b'{' | b'"')) => {
                    self.at += 1;
                    let closing = if opening == b'{' { b'}' } else { b'"' };
                    let part = self.part(closing, name);
                    value.push_str(part);
                }
                Some(_) => {
                    let word_end = self
                        .rest()
                        .find(|c: char| {
                            matches!(c, ',' | '#' | '}' | '\n' | '"')
                                || c.is_whitespace()
                                || c == char::from(close)
                        })
                        .unwrap_or(self.rest().len());
                    let word = &self.rest()[..word_end];
                    self.at += word_end;
                    let known = self.macros.get(&word.to_ascii_lowercase()).cloned();
                    match known {
                        Some(known) => value.push_str(&known),
                        None => {
                            if word.bytes().any(|b| !b.is_ascii_digit()) {
                                let line = self.line();
                                self.reading.problems.push(
                                    Problem::warning(
                                        line,
                                        format!(
                                            "`{}` is not a known abbreviation",
                                            shortened(word)
                                        ),
                                    )
                                    .help(format!("put the value in braces: {name} = {{{word}}}")),
                                );
                            }
                            value.push_str(word);
                        }
                    }
                }
                None => return value,
            }
            self.skip_space();
            if self.peek() != Some(b'#') {
                return value;
            }
            self.at += 1;
        }
    }

    /// Reads a part of a value up to the sign that closes it. One that is not closed ends before the
    /// line that looks like the next field.
    fn part(&mut self, closing: u8, name: &str) -> &'t str {
        let from = self.at;
        if let Some(end) = self.value_end(closing) {
            return &self.text[from..end];
        }
        self.at = from;
        let sign = if closing == b'}' { "braces" } else { "quotation marks" };
        self.error(
            format!("the {sign} of `{}` are not closed", shortened(name)),
            "add the missing closing sign, or remove one that is too many",
        );
        self.repairs += 1;
        let mut end = self.rest().len();
        if self.repairs <= MOST_REPAIRS {
            let mut at = 0;
            for line in self.rest().split_inclusive('\n') {
                at += line.len();
                if looks_like_field(&self.rest()[at..]) {
                    end = at;
                    break;
                }
            }
        }
        self.at = from + end;
        self.text[from..from + end].trim_end().trim_end_matches(',').trim_end_matches(['}', '"'])
    }

    /// Moves after the sign that closes a value, of which the opening one was read, and returns where
    /// the sign is.
    fn value_end(&mut self, closing: u8) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut depth = 0usize;
        let mut at = self.at;
        while at < bytes.len() {
            match bytes[at] {
                b'\\' => at += 1,
                byte if byte == closing && depth == 0 => {
                    self.at = at + 1;
                    return Some(at);
                }
                b'{' => depth += 1,
                b'}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
            at += 1;
        }
        None
    }
}

/// Where a comma or the end of a line is in a value that a field follows: `, year = {`.
fn swallowed_field(value: &str) -> Option<usize> {
    const NAMES: [&str; 16] = [
        "author",
        "title",
        "journal",
        "journaltitle",
        "booktitle",
        "year",
        "date",
        "month",
        "volume",
        "number",
        "pages",
        "doi",
        "url",
        "publisher",
        "abstract",
        "editor",
    ];
    let commas = memchr::memchr2_iter(b',', b'\n', value.as_bytes());
    let mut commas = commas.filter(|at| {
        let after = value[at + 1..].trim_start();
        let letters = after.bytes().take_while(u8::is_ascii_alphabetic).take(20).count();
        let rest = after[letters..].trim_start_matches([' ', '\t']);
        let is_value = rest
            .strip_prefix('=')
            .is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(['{', '"']));
        is_value && NAMES.iter().any(|name| after[..letters].eq_ignore_ascii_case(name))
    });
    commas.next()
}

/// Whether a line is the beginning of a field: `  year = {`.
fn looks_like_field(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '\t', ',']);
    let letters =
        text.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
    let after = text[letters..].trim_start_matches([' ', '\t']);
    let value = after.strip_prefix('=').map(|rest| rest.trim_start_matches([' ', '\t']));
    letters > 1
        && value.is_some_and(|value| {
            value.starts_with(|c: char| matches!(c, '{' | '"') || c.is_alphanumeric())
        })
}
