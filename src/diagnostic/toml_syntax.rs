//! [`parse_toml`]: TOML with positions, and a diagnostic for every syntax error.
//!
//! What the keys of a table mean is not known here: `fields` reads them.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned as TomlSpanned;
use toml::de::DeTable;

use super::mistyped_date::{bad_date, line_at};
use super::{Code, Diagnostic};
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
    pub(super) dates: Vec<Diagnostic>,
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

    /// All diagnostics, including those about dates, for a text whose keys nobody reads.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.list.append(&mut self.dates);
        self.list
    }

    /// Whether a syntax error was reported behind the start of a span, on the same line.
    pub(super) fn is_broken(&self, span: &Range<usize>) -> bool {
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

/// What to do about a list without an end.
const CLOSE_LIST: &str = "close the list above with `]`";

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
        let help = syntax_help(text, &span, &message);
        let is_open_list = help.as_deref() == Some(CLOSE_LIST);
        if let Some(help) = help {
            diagnostic = diagnostic.help(help);
        }
        faults.push(diagnostic, &span);
        if is_open_list {
            // To the parser, all that follows is in the list.
            break;
        }
    }
    table
}

/// A number that people write and TOML does not read, as TOML reads it: `1,186`, `1 186`, `088`.
fn separated_number(value: &str) -> Option<String> {
    let value = value.split('#').next()?.trim();
    let is_separator = |sign: char| matches!(sign, ',' | ' ' | '\'' | '\u{A0}' | '\u{202F}');
    let mut groups = value.split(is_separator);
    let first = groups.next()?;
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let are_thousands = groups.all(|group| group.len() == 3 && is_digits(group));
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    (is_digits(first) && are_thousands && (first.len() < 4 || first.len() == value.len())).then(
        || {
            let number = digits.trim_start_matches('0');
            if number.is_empty() { "0".to_owned() } else { number.to_owned() }
        },
    )
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
    } else if let Some(number) = separated_number(value) {
        Some(format!("write the number without separators: {key} = {number}"))
    } else if message.contains("expected newline") && !value.contains(['"', '\'']) {
        Some("put each key on a separate line".into())
    } else if message.contains("missing comma") && span.start == line_start && !key.is_empty() {
        Some(CLOSE_LIST.into())
    } else if message.contains("missing comma") {
        Some("put a comma between the entries of the list".into())
    } else if value.starts_with('"')
        && (message.contains("escape")
            || message.contains("unicode")
            || (quotes == 2 && value.ends_with("\\\"")))
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
