//! [`Fields`]: reads a TOML table key by key, and reports every problem with its location.
//!
//! Front matter, `site.toml` and `theme.toml` are all read through this. Each key that the code
//! reads becomes a known key; [`Fields::finish`] reports all other keys and suggests the nearest
//! known one. So the list of known keys always agrees with the code that reads them.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use super::{Code, Diagnostic, nearest};
use crate::clock::Moment;
use crate::source::Source;

/// Collects the diagnostics of a TOML text, which may begin inside a file.
#[derive(Debug)]
pub struct TomlDiagnostics {
    /// The file that is read.
    pub source: Arc<Source>,
    /// The byte at which the TOML begins.
    pub offset: usize,
    /// The diagnostics found so far.
    pub list: Vec<Diagnostic>,
    /// Dates that the TOML parser cannot read. They are added to the list after the keys have been
    /// read: the parser continues after such a value, so the rest of the file can be used.
    dates: Vec<Diagnostic>,
    /// The site's time zone: a time without an offset is in it.
    pub time_zone: Arc<str>,
}

impl TomlDiagnostics {
    /// Starts without diagnostics.
    pub fn new(source: &Arc<Source>, offset: usize) -> Self {
        Self {
            source: Arc::clone(source),
            offset,
            list: Vec::new(),
            dates: Vec::new(),
            time_zone: "UTC".into(),
        }
    }

    /// Whether a syntax error was reported behind the start of a span, on the same line.
    fn is_broken(&self, span: &Range<usize>) -> bool {
        let (place, text) = (self.place(span), self.source.text());
        let starts = self
            .list
            .iter()
            .filter(|fault| fault.code == Code::Syntax)
            .filter_map(|fault| Some(fault.at.as_ref()?.span.start));
        let mut after = starts.filter_map(|start| text.get(place.start..start));
        after.any(|between| !between.contains('\n'))
    }

    /// The span in the file for a span in the TOML.
    pub fn place(&self, span: &Range<usize>) -> Range<usize> {
        span.start + self.offset..span.end + self.offset
    }

    /// Adds a diagnostic at a span of the TOML. A date that was already reported is not reported
    /// again.
    pub fn push(&mut self, diagnostic: Diagnostic, span: &Range<usize>) {
        let place = self.place(span);
        let starts_here =
            |known: &Diagnostic| known.at.as_ref().is_some_and(|at| at.span.start == place.start);
        if self
            .list
            .iter()
            .chain(&self.dates)
            .any(|known| known.code == Code::BadDate && starts_here(known))
        {
            return;
        }
        self.list.push(diagnostic.at(&self.source, place));
    }
}

/// A value with its location in the file (not in the TOML).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file.
    pub span: Range<usize>,
}

/// Parses TOML. Every syntax error becomes a diagnostic, and the parts that could be read are
/// returned.
pub fn parse_toml<'t>(text: &'t str, faults: &mut TomlDiagnostics) -> TomlSpanned<DeTable<'t>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut last = None;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        // One typo often causes several errors on its line; only the first is useful.
        let line = text[..span.start.min(text.len())].matches('\n').count();
        if last == Some(line) {
            continue;
        }
        last = Some(line);
        if let Some((diagnostic, span)) = bad_date(text, &span) {
            let place = faults.place(&span);
            faults.dates.push(diagnostic.at(&faults.source, place));
            continue;
        }
        let message = error.message().trim().lines().next().unwrap_or_default().to_owned();
        let mut diagnostic =
            Diagnostic::error(Code::Syntax, format!("this is not valid TOML: {message}"));
        if let Some(help) = syntax_help(text, &span, &message) {
            diagnostic = diagnostic.help(help);
        }
        faults.push(diagnostic, &span);
    }
    table
}

/// The line in which an error begins, and the position where that line begins.
fn line_at<'t>(text: &'t str, span: &Range<usize>) -> Option<(usize, &'t str)> {
    let line_start =
        text.get(..span.start.min(text.len()))?.rfind('\n').map_or(0, |newline| newline + 1);
    Some((line_start, text[line_start..].lines().next().unwrap_or_default()))
}

/// A date that TOML reports as a syntax error: one that does not exist, or one in a national
/// format.
fn bad_date(text: &str, span: &Range<usize>) -> Option<(Diagnostic, Range<usize>)> {
    let (line_start, line) = line_at(text, span)?;
    let (key, rest) = line.split_once('=')?;
    let value = rest.split('#').next().unwrap_or_default().trim();
    // If the date itself is valid, the error is caused by something before or after it.
    if value
        .split_whitespace()
        .next()
        .is_some_and(|first| first.parse::<toml::value::Datetime>().is_ok())
    {
        return None;
    }
    let misread = MistypedDate::of(value).or_else(|| MistypedDate::in_words(key.trim(), value))?;
    let what =
        if misread.is_in_order { "is not a day of the calendar" } else { "is not a valid date" };
    let start = line_start + key.len() + 1 + (rest.len() - rest.trim_start().len());
    let diagnostic = Diagnostic::error(Code::BadDate, format!("`{value}` {what}")).help(format!(
        "write it as year-month-day: {} = {}",
        key.trim(),
        misread.meant.map_or_else(|| "2025-08-19".to_owned(), |day| day.to_string())
    ));
    Some((diagnostic, start..start + value.len()))
}

/// A date that is not a valid TOML date: three numbers, one of them a year.
struct MistypedDate {
    /// The intended date, if only one is possible.
    meant: Option<Date>,
    /// Whether it has the form of a TOML date, so that only its numbers are wrong.
    is_in_order: bool,
}

impl MistypedDate {
    fn of(text: &str) -> Option<Self> {
        let (date, time) = text
            .split_once(['T', 't', ' '])
            .map_or((text, None), |(date, time)| (date, Some(time)));
        let mut parts = date.split(['-', '.', '/']);
        let written = [parts.next()?, parts.next()?, parts.next()?];
        let numbers = written.map(|part| {
            part.parse::<i16>().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()))
        });
        let [Some(first), Some(second), Some(third)] = numbers else { return None };
        if parts.next().is_some()
            || time.is_some_and(|time| !time.starts_with(|c: char| c.is_ascii_digit()))
        {
            return None;
        }
        let day = |year: i16, month: i16, day: i16| {
            Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        };
        let orders = match written.map(str::len) {
            // Year, day, month is written only by mistake, so it is assumed only if the numbers are
            // not a date in the usual order.
            [4, 1 | 2, 1 | 2] => [
                day(first, second, third),
                day(first, third, second).filter(|_| day(first, second, third).is_none()),
            ],
            // With dots, the day comes first; with other separators, the order depends on the
            // country.
            [1 | 2, 1 | 2, 4] if date.contains('.') => [day(third, second, first), None],
            [1 | 2, 1 | 2, 4] => [day(third, second, first), day(third, first, second)],
            _ => return None,
        };
        let meant = match orders {
            [Some(one), Some(other)] if one != other => None,
            [one, other] => one.or(other),
        };
        let is_in_order = written.map(str::len) == [4, 2, 2] && date.matches('-').count() == 2;
        // No date is suggested if there is a time, because the suggestion would lose it.
        Some(Self { meant: meant.filter(|_| time.is_none()), is_in_order })
    }

    /// A date in words and without quotes, such as "May 1, 2025", or a month.
    fn in_words(key: &str, value: &str) -> Option<Self> {
        const KEYS: [&str; 8] = [
            "date",
            "updated",
            "publish_on",
            "expires",
            "reviewed",
            "review_by",
            "published",
            "accessed",
        ];
        let is_bare = value.starts_with(|c: char| c.is_alphanumeric())
            && value.contains(|c: char| c.is_ascii_digit());
        (KEYS.contains(&key) && is_bare).then_some(Self { meant: None, is_in_order: false })
    }
}

/// Help for the most common mistakes that cause a syntax error.
fn syntax_help(text: &str, span: &Range<usize>, message: &str) -> Option<String> {
    let (line_start, line) = line_at(text, span)?;
    let (key, value) =
        line.split_once('=').map(|(key, value)| (key.trim(), value.trim())).unwrap_or_default();
    // An example that quotes a very long line is not helpful.
    if line.len() > 400 {
        return None;
    }
    let quotes = value.matches('"').count();
    if message.contains("duplicate key") {
        Some("remove one of the two, or join their values".into())
    } else if line.contains(['“', '”', '‘', '’', '„']) {
        Some("use straight quotes, \"like this\", around text".into())
    } else if message.contains("expected newline") && !value.contains(['"', '\'']) {
        Some("put each key on a separate line".into())
    } else if message.contains("missing comma") && span.start == line_start && !key.is_empty() {
        Some("close the list above with `]`".into())
    } else if message.contains("missing comma") {
        Some("put a comma between the entries of the list".into())
    } else if value.starts_with('"')
        && (message.contains("escape") || (quotes == 2 && value.ends_with("\\\"")))
    {
        let text = value.trim_matches('"');
        let example =
            if text.contains('\'') { String::new() } else { format!(", as in {key} = '{text}'") };
        Some(format!(
            "in double quotes a backslash is written `\\\\`; between single quotes it is plain{example}"
        ))
    } else if value.starts_with('\'')
        && value.matches('\'').count() > 2
        && !value.starts_with("'''")
    {
        let text = value.trim_matches('\'').replace('\\', "\\\\").replace('"', "\\\"");
        Some(format!("put text that holds an apostrophe in double quotes: {key} = \"{text}\""))
    } else if value.starts_with('"') && quotes % 2 == 1 {
        Some(format!("close the text with a second quote: {key} = {value}\""))
    } else if quotes > 2 && !value.starts_with(['[', '{']) {
        Some(
            "a quote inside text is written \\\", or put the whole text between ''' and '''".into(),
        )
    } else if value.is_empty() && line.contains(':') && !line.contains('=') {
        let (key, value) = line.split_once(':')?;
        let value = value.trim();
        let is_plain = value.parse::<toml::value::Datetime>().is_ok()
            || value.parse::<f64>().is_ok()
            || matches!(value, "true" | "false")
            || value.starts_with('[');
        let value = if is_plain {
            value.to_owned()
        } else {
            format!("\"{}\"", value.trim_matches(['"', '\'']))
        };
        Some(format!("TOML has `=` between key and value: {} = {value}", key.trim()))
    } else if matches!(
        value.to_lowercase().as_str(),
        "yes" | "on" | "true" | "no" | "off" | "false"
    ) {
        let is_yes = matches!(value.to_lowercase().as_str(), "yes" | "on" | "true");
        Some(format!("write it like this: {key} = {is_yes}"))
    } else if value.starts_with('[') && value.ends_with(']') && !value.contains(['"', '\'']) {
        let entries: Vec<_> = value[1..value.len() - 1]
            .split(',')
            .map(|entry| format!("\"{}\"", entry.trim()))
            .collect();
        Some(format!("put each text of the list in quotes: {key} = [{}]", entries.join(", ")))
    } else if !key.is_empty() && value.starts_with(|c: char| c.is_alphabetic()) {
        Some(format!("put text in quotes: {key} = \"{value}\""))
    } else if value.starts_with('[') && !value.ends_with(']') {
        Some("close the list with `]`, and put a comma between its entries".into())
    } else {
        None
    }
}

/// One table that is being read.
pub struct Fields<'a, 't> {
    table: &'a DeTable<'t>,
    faults: &'a mut TomlDiagnostics,
    /// The prefix of keys in messages: `source.` in `[source]`.
    prefix: String,
    known: Vec<&'static str>,
    dynamic: Vec<String>,
}

impl<'a, 't> Fields<'a, 't> {
    /// Starts to read a table; `prefix` is added to its keys in messages.
    pub fn new(
        table: &'a DeTable<'t>,
        faults: &'a mut TomlDiagnostics,
        prefix: impl Into<String>,
    ) -> Self {
        Self { table, faults, prefix: prefix.into(), known: Vec::new(), dynamic: Vec::new() }
    }

    /// The diagnostics so far, for checks that only the caller can make.
    pub fn faults(&mut self) -> &mut TomlDiagnostics {
        self.faults
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
            let diagnostic =
                Diagnostic::error(Code::MissingKey, format!("`{}{key}` {what}", self.prefix))
                    .help(format!("add a line: {key} = {example}"));
            let span = self.table.get(key).map_or_else(|| whole.clone(), TomlSpanned::span);
            self.faults.push(diagnostic, &span);
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

    /// Any value, as JSON: for tables whose content users define.
    pub fn free(&mut self, key: &'static str) -> Option<serde_json::Value> {
        self.get(key).map(|found| json(found.get_ref()))
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
        fields.finish();
        value
    }

    /// Reports every unknown key, and dates that could not be read.
    pub fn finish(self) {
        let dates = std::mem::take(&mut self.faults.dates);
        self.faults.list.extend(dates);
        let mut unknown: Vec<_> = self
            .table
            .iter()
            .filter(|(key, _)| {
                let key: &str = key.get_ref();
                !self.known.contains(&key) && !self.dynamic.iter().any(|known| known == key)
            })
            .collect();
        unknown.sort_by_key(|(key, _)| key.span().start);
        for (key, _) in unknown {
            let name: &str = key.get_ref();
            let known =
                || self.known.iter().copied().chain(self.dynamic.iter().map(String::as_str));
            let help = match nearest(name, known()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "known keys here: {}",
                    known().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
                ),
            };
            let message = format!("unknown key `{}{name}`", self.prefix);
            self.faults.push(Diagnostic::error(Code::UnknownKey, message).help(help), &key.span());
        }
    }
}

fn placed_text(text: &str, span: Range<usize>) -> Option<Spanned<String>> {
    let text = text.trim();
    (!text.is_empty()).then(|| Spanned { value: text.to_owned(), span })
}

/// The type of a TOML value, in words.
pub fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A TOML date as a moment; `None` for a time without a day.
fn moment(datetime: &toml::value::Datetime, time_zone: &str) -> Option<Moment> {
    let date = datetime.date?;
    let day = Date::new(
        i16::try_from(date.year).ok()?,
        i8::try_from(date.month).ok()?,
        i8::try_from(date.day).ok()?,
    )
    .ok()?;
    let time = match datetime.time {
        Some(time) => Time::new(
            i8::try_from(time.hour).ok()?,
            i8::try_from(time.minute).ok()?,
            // A leap second is shown as the second before it.
            i8::try_from(time.second.unwrap_or(0).min(59)).ok()?,
            0,
        )
        .ok()?,
        None => Time::midnight(),
    };
    let local = day.to_datetime(time);
    let utc = match (datetime.offset, datetime.time) {
        (Some(toml::value::Offset::Custom { minutes }), _) => {
            local.checked_sub(jiff::SignedDuration::from_mins(i64::from(minutes))).ok()?
        }
        (None, Some(_)) => match TimeZone::get(time_zone) {
            Ok(zone) => {
                let instant = zone.to_ambiguous_timestamp(local).compatible().ok()?;
                TimeZone::UTC.to_datetime(instant)
            }
            // Reported with the setting.
            Err(_) => local,
        },
        (Some(toml::value::Offset::Z), _) | (None, None) => local,
    };
    let ahead = local.duration_since(utc).as_secs() / 60;
    let offset = i16::try_from(ahead).ok()?;
    Some(Moment { utc, day, timed: datetime.time.is_some(), offset })
}

/// A TOML value as JSON; dates become texts.
pub fn json(value: &DeValue<'_>) -> serde_json::Value {
    use serde_json::Value;
    match value {
        DeValue::String(text) => Value::String(text.clone().into_owned()),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::from(number),
            Err(_) => Value::String(number.to_string()),
        },
        DeValue::Float(number) => number
            .as_str()
            .parse::<f64>()
            .ok()
            .and_then(serde_json::Number::from_f64)
            .map_or_else(|| Value::String(number.to_string()), Value::Number),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(datetime) => Value::String(datetime.to_string()),
        DeValue::Array(array) => {
            Value::Array(array.iter().map(|entry| json(entry.get_ref())).collect())
        }
        DeValue::Table(table) => Value::Object(
            table
                .iter()
                .map(|(key, value)| (key.get_ref().clone().into_owned(), json(value.get_ref())))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_meant(text: &str, day: &str) {
        let meant = MistypedDate::of(text).expect("it is like a date").meant;
        assert_eq!(meant.map(|day| day.to_string()).unwrap_or_default(), day, "{text}");
    }

    #[test]
    fn dates_of_other_countries() {
        check_meant("19.08.2025", "2025-08-19");
        check_meant("5.6.2025", "2025-06-05");
        check_meant("08/19/2025", "2025-08-19");
        check_meant("19/08/2025", "2025-08-19");
        check_meant("05/06/2025", "");
        check_meant("05/05/2025", "2025-05-05");
        check_meant("2025-2-3", "2025-02-03");
        check_meant("2025/02/03", "2025-02-03");
        check_meant("2025-13-01", "2025-01-13");
        check_meant("2025-02-30", "");
        check_meant("2025-2-3T10:00:00", "");
        for text in
            ["1.2.3", "2025-08", "2025-08-19-a", "12:30:00", "10.1002/2025", "a-b-c", "-1-2-2025"]
        {
            assert!(MistypedDate::of(text).is_none(), "{text}");
        }
    }
}
