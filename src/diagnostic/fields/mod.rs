//! [`Fields`]: reads a TOML table key by key, and reports every problem with its location.
//!
//! Front matter, `site.toml` and `theme.toml` are all read through this. Each key that the code
//! reads becomes a known key; [`Fields::finish`] reports all other keys, those of the tables inside
//! too, because a key may belong to an outer table. So the list of known keys always agrees with the
//! code that reads them.

mod unknown;

use std::ops::Range;

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use super::mistyped_date::MistypedDate;
use super::toml_syntax::{Spanned, TomlDiagnostics};
use super::toml_value::{json, kind, moment};
use super::unknown_key::{TableForm, UnknownKey};
use super::{Code, Diagnostic};
use crate::clock::Moment;
use crate::source::is_forbidden_in_xml;

/// One table that is being read.
pub struct Fields<'a, 't> {
    table: &'a DeTable<'t>,
    faults: &'a mut TomlDiagnostics,
    /// The prefix of keys in messages: `source.` in `[source]`.
    prefix: String,
    known: Vec<&'static str>,
    dynamic: Vec<String>,
    /// What to say about an unknown key instead of listing the known ones.
    help: Option<&'static str>,
    /// Required keys that are missing, with where to report them: a key that is in the wrong table
    /// is reported there instead.
    missing: Vec<(&'static str, Diagnostic, Range<usize>)>,
    /// Unknown keys of the tables inside.
    inner: Vec<UnknownKey>,
    /// Tables inside whose keys users define.
    free: Vec<&'static str>,
}

impl<'a, 't> Fields<'a, 't> {
    /// Starts to read a table; `prefix` is added to its keys in messages.
    pub fn new(
        table: &'a DeTable<'t>,
        faults: &'a mut TomlDiagnostics,
        prefix: impl Into<String>,
    ) -> Self {
        Self {
            table,
            faults,
            prefix: prefix.into(),
            known: Vec::new(),
            dynamic: Vec::new(),
            help: None,
            missing: Vec::new(),
            inner: Vec::new(),
            free: Vec::new(),
        }
    }

    /// The diagnostics so far, for checks that only the caller can make.
    pub fn faults(&mut self) -> &mut TomlDiagnostics {
        self.faults
    }

    /// Reports an error at a place, for checks that only the caller can make.
    pub fn error(&mut self, code: Code, message: String, help: &str, span: Range<usize>) {
        let source = self.faults.source.clone();
        self.faults.list.push(Diagnostic::error(code, message).help(help).at(&source, span));
    }

    fn get(&mut self, key: &'static str) -> Option<&'a TomlSpanned<DeValue<'t>>> {
        // Keys are literals, so equal addresses mean equal keys. A key that is listed twice does no
        // harm.
        if !self.known.iter().any(|known| std::ptr::eq(*known, key)) {
            self.known.push(key);
        }
        self.table.get(key)
    }

    /// Where the value of a key is in the file.
    pub fn place_of(&self, key: &str) -> Option<Range<usize>> {
        Some(self.faults.place(&self.table.get(key)?.span()))
    }

    /// Adds a key that is known but not read here.
    pub fn allow(&mut self, key: &'static str) {
        self.get(key);
    }

    /// Adds keys that are not known at compile time.
    pub fn allow_named(&mut self, keys: impl IntoIterator<Item = String>) {
        self.dynamic.extend(keys);
    }

    /// Sets what to say about an unknown key instead of listing the known ones.
    pub fn set_help(&mut self, help: &'static str) {
        self.help = Some(help);
    }

    /// The keys that were asked for.
    pub fn known_keys(&self) -> Vec<String> {
        let own = self.known.iter().map(|key| (*key).to_owned());
        own.chain(self.dynamic.iter().cloned()).collect()
    }

    /// The keys of the table that were not asked for, with their places in the file.
    pub fn unknown_keys(&self) -> Vec<(&'a str, Range<usize>)> {
        let unknown = self.own_unknown();
        unknown.map(|(key, _)| (key.get_ref().as_ref(), self.faults.place(&key.span()))).collect()
    }

    fn wrong(
        &mut self,
        key: &str,
        expected: &str,
        found: &TomlSpanned<DeValue<'_>>,
        example: &str,
    ) {
        let message = format!(
            "`{}{key}` must be {expected}, but this is {}",
            self.prefix,
            kind(found.get_ref())
        );
        let diagnostic = Diagnostic::error(Code::WrongType, message)
            .help(format!("write it like this: {key} = {example}"));
        self.faults.push(diagnostic, &found.span());
    }

    /// A text without surrounding white space; `None` if it is empty.
    pub fn string(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let found = self.get(key)?;
        match found.get_ref() {
            DeValue::String(text) => placed_text(text, self.faults.place(&found.span())),
            _ => {
                self.wrong(key, "text", found, "\"…\"");
                None
            }
        }
    }

    /// A text under a key that is not known at compile time.
    pub fn string_named(&mut self, key: &str) -> Option<Spanned<String>> {
        self.dynamic.push(key.to_owned());
        let found = self.table.get(key)?;
        match found.get_ref() {
            DeValue::String(text) => placed_text(text, self.faults.place(&found.span())),
            _ => {
                self.wrong(key, "text", found, "\"…\"");
                None
            }
        }
    }

    /// A text, without its location.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        self.string(key).map(|text| text.value)
    }

    /// A required text.
    pub fn required(
        &mut self,
        key: &'static str,
        whole: &Range<usize>,
        example: &str,
    ) -> Option<Spanned<String>> {
        let is_there = self.get(key).is_some();
        let text = self.string(key);
        if text.is_none()
            && (!is_there
                || self
                    .table
                    .get(key)
                    .is_some_and(|found| matches!(found.get_ref(), DeValue::String(_))))
        {
            let what = if is_there { "is empty" } else { "is missing" };
            // At the end of the file, the line would belong to the last table.
            let header = self.first_header().filter(|_| self.prefix.is_empty() && !is_there);
            let place = header.map(|header| format!(" above `{header}`")).unwrap_or_default();
            let diagnostic =
                Diagnostic::error(Code::MissingKey, format!("`{}{key}` {what}", self.prefix))
                    .help(format!("add a line{place}: {key} = {example}"));
            let span = self.table.get(key).map_or_else(|| whole.clone(), TomlSpanned::span);
            self.missing.push((key, diagnostic, span));
        }
        text
    }

    /// A text that may also be written as a number, such as an identifier or a volume.
    pub fn text_or_number(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let found = self.get(key)?;
        match found.get_ref() {
            DeValue::String(text) => placed_text(text, self.faults.place(&found.span())),
            DeValue::Integer(number) => {
                Some(Spanned { value: number.to_string(), span: self.faults.place(&found.span()) })
            }
            _ => {
                self.wrong(key, "text or a whole number", found, "\"…\"");
                None
            }
        }
    }

    /// A list of texts; a single text counts as a list of one. Empty entries are errors.
    pub fn strings(&mut self, key: &'static str) -> Option<Vec<Spanned<String>>> {
        let found = self.get(key)?;
        Some(self.list_of_text(key, found))
    }

    /// Whether a key has a value that is not a list.
    pub fn is_single(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(|found| !matches!(found.get_ref(), DeValue::Array(_)))
    }

    /// Whether a key has a text as its value.
    pub fn is_text(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(|found| matches!(found.get_ref(), DeValue::String(_)))
    }

    /// A list of texts under a key that `site.toml` declared.
    pub fn strings_named(&mut self, key: &str) -> Option<Vec<Spanned<String>>> {
        self.dynamic.push(key.to_owned());
        let found = self.table.get(key)?;
        Some(self.list_of_text(key, found))
    }

    fn list_of_text(
        &mut self,
        key: &str,
        found: &'a TomlSpanned<DeValue<'t>>,
    ) -> Vec<Spanned<String>> {
        const EXAMPLE: &str = "[\"…\", \"…\"]";
        match found.get_ref() {
            DeValue::String(text) => {
                placed_text(text, self.faults.place(&found.span())).into_iter().collect()
            }
            DeValue::Array(array) => {
                let mut list = Vec::with_capacity(array.len());
                for entry in array {
                    match entry.get_ref() {
                        DeValue::String(text) => {
                            match placed_text(text, self.faults.place(&entry.span())) {
                                Some(text) => list.push(text),
                                None => {
                                    let message =
                                        format!("an entry of `{}{key}` is empty", self.prefix);
                                    let fault = Diagnostic::error(Code::BadValue, message)
                                        .help("remove the empty entry");
                                    self.faults.push(fault, &entry.span());
                                }
                            }
                        }
                        _ => self.wrong(key, "a list of texts", entry, EXAMPLE),
                    }
                }
                list
            }
            _ => {
                self.wrong(key, "a list of texts", found, EXAMPLE);
                Vec::new()
            }
        }
    }

    /// True or false.
    pub fn boolean(&mut self, key: &'static str) -> Option<bool> {
        let found = self.get(key)?;
        match found.get_ref() {
            DeValue::Boolean(value) => Some(*value),
            _ => {
                self.wrong(key, "true or false", found, "true");
                None
            }
        }
    }

    /// An integer within a range.
    pub fn integer(
        &mut self,
        key: &'static str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<i64> {
        let found = self.get(key)?;
        let DeValue::Integer(number) = found.get_ref() else {
            self.wrong(key, "a whole number", found, "20");
            return None;
        };
        let value = i64::from_str_radix(number.as_str(), number.radix())
            .ok()
            .filter(|value| range.contains(value));
        if value.is_none() {
            let message =
                format!("`{}{key}` must be from {} to {}", self.prefix, range.start(), range.end());
            self.faults.push(Diagnostic::error(Code::BadValue, message), &found.span());
        }
        value
    }

    /// A list of integers within a range, with the location of the list.
    pub fn integers(
        &mut self,
        key: &'static str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Option<Spanned<Vec<i64>>> {
        const EXAMPLE: &str = "[480, 800]";
        let found = self.get(key)?;
        let DeValue::Array(array) = found.get_ref() else {
            self.wrong(key, "a list of whole numbers", found, EXAMPLE);
            return None;
        };
        let mut list = Vec::with_capacity(array.len());
        for entry in array {
            let DeValue::Integer(number) = entry.get_ref() else {
                self.wrong(key, "a list of whole numbers", entry, EXAMPLE);
                continue;
            };
            match i64::from_str_radix(number.as_str(), number.radix())
                .ok()
                .filter(|value| range.contains(value))
            {
                Some(value) => list.push(value),
                None => {
                    let message = format!(
                        "an entry of `{}{key}` must be from {} to {}",
                        self.prefix,
                        range.start(),
                        range.end()
                    );
                    self.faults.push(Diagnostic::error(Code::BadValue, message), &entry.span());
                }
            }
        }
        Some(Spanned { value: list, span: self.faults.place(&found.span()) })
    }

    /// A day, with an optional time.
    pub fn when(&mut self, key: &'static str) -> Option<Moment> {
        const HELP: &str = "write it as year-month-day, without quotes";
        let found = self.get(key)?;
        match found.get_ref() {
            DeValue::Datetime(datetime) => {
                let when = moment(datetime, &self.faults.time_zone);
                // If the line is not valid TOML, the value that was read is not what the author
                // wrote.
                if when.is_none() && !self.faults.is_broken(&found.span()) {
                    let message =
                        format!("`{}{key}` must be a day, but this is only a time", self.prefix);
                    let fault = Diagnostic::error(Code::BadDate, message)
                        .help(format!("{HELP}: {key} = 2025-08-19"));
                    self.faults.push(fault, &found.span());
                }
                when
            }
            DeValue::String(text) => {
                // Quotes around a date are the most common mistake; the date inside shows what to
                // write.
                let example = text
                    .trim()
                    .parse::<toml::value::Datetime>()
                    .ok()
                    .and_then(|date| moment(&date, "UTC").map(|_| date));
                let message = format!("`{}{key}` must be a date, but this is text", self.prefix);
                let help = match (
                    example,
                    MistypedDate::of(text.trim()).and_then(|misread| misread.meant),
                ) {
                    (Some(date), _) => format!("remove the quotes: {key} = {date}"),
                    (None, Some(day)) => format!("{HELP}: {key} = {day}"),
                    (None, None) => format!("{HELP}: {key} = 2025-08-19"),
                };
                self.faults
                    .push(Diagnostic::error(Code::BadDate, message).help(help), &found.span());
                None
            }
            _ => {
                self.wrong(key, "a date", found, "2025-08-19");
                None
            }
        }
    }

    /// A nested table, with its span in the TOML.
    pub fn table(&mut self, key: &'static str) -> Option<(&'a DeTable<'t>, Range<usize>)> {
        let found = self.get(key)?;
        match found.get_ref() {
            DeValue::Table(table) => Some((table, found.span())),
            DeValue::Array(list)
                if list.iter().any(|entry| matches!(entry.get_ref(), DeValue::Table(_))) =>
            {
                let message = format!("`{}{key}` is one table, not a list of tables", self.prefix);
                let help = format!("write its header with single brackets: [{}{key}]", self.prefix);
                let fault = Diagnostic::error(Code::WrongType, message).help(help);
                self.faults.push(fault, &found.span());
                None
            }
            _ => {
                self.wrong(key, "a table", found, "{ … }");
                None
            }
        }
    }

    /// A list of tables, with their spans in the TOML.
    pub fn tables(&mut self, key: &'static str) -> Vec<(&'a DeTable<'t>, Range<usize>)> {
        let Some(found) = self.get(key) else { return Vec::new() };
        let DeValue::Array(array) = found.get_ref() else {
            let message = format!(
                "`{}{key}` must be a list of tables, but this is {}",
                self.prefix,
                kind(found.get_ref())
            );
            let help = format!("begin each entry with a separate line: [[{key}]]");
            self.faults.push(Diagnostic::error(Code::WrongType, message).help(help), &found.span());
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(array.len());
        for entry in array {
            match entry.get_ref() {
                DeValue::Table(table) => tables.push((table, entry.span())),
                _ => self.wrong(key, "a list of tables", entry, "[{ … }]"),
            }
        }
        tables
    }

    /// The tables inside of a table whose keys users choose: name, table, and where the name is in the
    /// file.
    pub fn named_tables(&mut self) -> Vec<(String, &'a DeTable<'t>, Range<usize>)> {
        let mut tables = Vec::new();
        for (key, found) in self.table {
            let name = key.get_ref().to_string();
            self.dynamic.push(name.clone());
            match found.get_ref() {
                DeValue::Table(table) => {
                    tables.push((name, table, self.faults.place(&key.span())));
                }
                _ => self.wrong(&name, "a table", found, "{ … }"),
            }
        }
        tables
    }

    /// Any value, as JSON: for tables whose content users define.
    pub fn free(&mut self, key: &'static str) -> Option<serde_json::Value> {
        let found = self.get(key)?;
        self.free.push(key);
        Some(json(found.get_ref()))
    }

    /// Reads a table in this one.
    pub fn nested<R>(
        &mut self,
        key: &str,
        table: &'a DeTable<'t>,
        read: impl FnOnce(&mut Fields<'_, 't>) -> R,
    ) -> R {
        let mut fields = Fields::new(table, self.faults, format!("{}{key}.", self.prefix));
        let value = read(&mut fields);
        let mut unknown = fields.close();
        if !unknown.is_empty() {
            let form = self.form_of(table);
            for key in unknown.iter_mut().filter(|key| key.table == TableForm::Outermost) {
                key.table = form.clone();
            }
        }
        self.inner.append(&mut unknown);
        value
    }
}

fn placed_text(text: &str, span: Range<usize>) -> Option<Spanned<String>> {
    // TOML can also write characters as escapes: `"\u0001"`.
    let text = text.replace(is_forbidden_in_xml, "");
    let text = text.trim();
    (!text.is_empty()).then(|| Spanned { value: text.to_owned(), span })
}
