//! [`read_status_file`] and [`add_to_status_file`]: the file in which a site records what happened to
//! works after their publication.
//!
//! An editor may write in it, too: comments, the order and everything that an entry states are kept.
//! Must not know which works a site has, nor touch a file.

use offprint_base::IdentifierKind;
use toml_edit::{ArrayOfTables, Document, DocumentMut, Item, Table, Value, value};

use crate::problem::{Problem, shortened};
use crate::reading::StatusStatement;
use crate::text::date::parse_date;
use crate::work::{PartialDate, StatusChange, StatusKind};

/// What the file of a status says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StatusFile {
    /// Its entries, in their order.
    pub entries: Vec<StatusEntry>,
    /// What is wrong, in the order of the lines.
    pub problems: Vec<Problem>,
}

/// An entry: what happened to a work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatusEntry {
    /// The work and what happened to it.
    pub statement: StatusStatement,
    /// Whether readers must not be told, because the editor disagrees.
    pub is_ignored: bool,
}

/// What is added to the file: what happened to a work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatusAddition {
    /// The DOI of the work, in lower case; may be empty if `pmid` is not.
    pub doi: String,
    /// The PubMed number of the work; may be empty.
    pub pmid: String,
    /// The title, for the reader of the file; may be empty.
    pub title: String,
    /// What happened to it.
    pub change: StatusChange,
}

/// The text at the beginning of a new file.
const HEADER: &str = "\
# What happened to works after their publication. `offprint sources check` adds entries, and adds to
# its entries what is missing in them. Everything else in this file is yours.
#
# `ignore = true` in an entry: readers are not told, and the entry is not added again.
";

/// The name of the list of entries: `[[work]]`.
const LIST: &str = "work";

/// The keys of an entry, in the order in which they are written.
const KEYS: [&str; 9] =
    ["doi", "pmid", "title", "status", "date", "notice", "reason", "source", "ignore"];

/// Reads the file. An entry that cannot be read is a problem with its line, and the others are read.
pub fn read_status_file(text: &str) -> StatusFile {
    let mut file = StatusFile::default();
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            file.problems.push(syntax_problem(text, &error));
            return file;
        }
    };
    for (key, item) in document.iter() {
        match (key, item) {
            (LIST, Item::ArrayOfTables(list)) => {
                for table in list {
                    let mut reader = EntryReader { text, table, problems: &mut file.problems };
                    file.entries.extend(reader.read());
                }
            }
            _ => {
                let span = document.key(key).and_then(toml_edit::Key::span).or(item.span());
                let (line, _) = place(text, span.map_or(0, |span| span.start));
                let message = format!("`{}` is not known here", shortened(key));
                let help = "begin each entry with [[work]]";
                file.problems.push(Problem::error(line, message).help(help));
            }
        }
    }
    file.problems.sort_by_key(|problem| (problem.line, problem.column));
    file
}

/// Adds entries to the text of the file, which may be empty. To an entry with a `source` that states
/// the same, only keys are added that it does not have. Everything else stays as it is.
///
/// # Errors
///
/// The text is not TOML, or `work` is not a list of tables.
pub fn add_to_status_file(text: &str, additions: &[StatusAddition]) -> Result<String, Problem> {
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| syntax_problem(text, &error))?;
    let known: Vec<StatusEntry> = read_status_file(text).entries;
    if !document.contains_key(LIST) {
        document.insert(LIST, Item::ArrayOfTables(ArrayOfTables::new()));
    }
    let Some(list) = document[LIST].as_array_of_tables_mut() else {
        return Err(Problem::error(0, "`work` is not a list of tables")
            .help("begin each entry with [[work]]"));
    };
    for addition in additions {
        // Entries of an editor have no source, and are left as they are.
        let is_own = |entry: &&StatusEntry| {
            let StatusStatement { doi, pmid, change, .. } = &entry.statement;
            let is_of = !doi.is_empty() && *doi == addition.doi
                || !pmid.is_empty() && *pmid == addition.pmid;
            is_of && !change.source.is_empty() && change.is_same(&addition.change)
        };
        let table = known.iter().find(is_own).and_then(|entry| {
            let line = entry.statement.line;
            let mut tables = list.iter_mut().zip(entry_lines(text));
            tables.find(|(_, at)| *at == line).map(|(table, _)| table)
        });
        match table {
            Some(table) => complete_entry(table, addition),
            None => list.push(new_entry(addition)),
        }
    }
    let mut written = document.to_string();
    if text.contains("\r\n") {
        written = written.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    Ok(match text.trim().is_empty() {
        true => format!("{HEADER}{written}"),
        false => written,
    })
}

/// The line of each entry, in the order of the list.
fn entry_lines(text: &str) -> Vec<usize> {
    let Ok(document) = Document::parse(text) else { return Vec::new() };
    let list = document.get(LIST).and_then(Item::as_array_of_tables);
    list.into_iter().flatten().map(|table| table_line(text, table)).collect()
}

fn table_line(text: &str, table: &Table) -> usize {
    place(text, table.span().map_or(0, |span| span.start)).0
}

fn new_entry(addition: &StatusAddition) -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    for (key, text) in values(addition) {
        if !text.is_empty() {
            table.insert(key, value(text));
        }
    }
    table
}

/// Adds what the entry does not state. The source is that of all that it states.
fn complete_entry(table: &mut Table, addition: &StatusAddition) {
    for (key, text) in values(addition) {
        if text.is_empty() {
            continue;
        }
        match table.get_mut(key) {
            None => {
                table.insert(key, value(text));
            }
            // A date of which only the year is known becomes exact.
            Some(Item::Value(known)) if key == "date" => {
                let before = known.to_string();
                let before = before.trim().trim_matches('"');
                if text.starts_with(before) && text != before {
                    replace_value(known, text);
                }
            }
            Some(Item::Value(known)) if key == "source" => {
                let before = known.as_str().unwrap_or_default().to_owned();
                let others: Vec<&str> =
                    text.split(", ").filter(|source| !before.contains(source)).collect();
                if !others.is_empty() {
                    replace_value(known, format!("{before}, {}", others.join(", ")));
                }
            }
            Some(_) => {}
        }
    }
}

/// Replaces a value, and keeps the comment after it.
fn replace_value(known: &mut Value, text: String) {
    let decor = known.decor().clone();
    *known = text.into();
    *known.decor_mut() = decor;
}

fn values(addition: &StatusAddition) -> [(&'static str, String); 8] {
    let change = &addition.change;
    let line = |text: &str| {
        let words = text.split(|c: char| c.is_whitespace() || c.is_control());
        words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    [
        ("doi", line(&addition.doi)),
        ("pmid", line(&addition.pmid)),
        ("title", line(&addition.title)),
        ("status", change.kind.name().to_owned()),
        ("date", change.date.to_string()),
        ("notice", line(&change.notice)),
        ("reason", line(&change.reason)),
        ("source", line(&change.source)),
    ]
}

fn syntax_problem(text: &str, error: &toml_edit::TomlError) -> Problem {
    let (line, column) = place(text, error.span().map_or(0, |span| span.start));
    let message = error.message().lines().next().unwrap_or_default();
    Problem::error(line, format!("this is not TOML: {message}"))
        .at_column(column)
        .help("correct this line; see a backup or the history of the file")
}

/// The line and the column of a place, both from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let before = &text[..at];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1;
    (line, before[start..].chars().count() + 1)
}

/// Reads an entry.
struct EntryReader<'t> {
    text: &'t str,
    table: &'t Table,
    problems: &'t mut Vec<Problem>,
}

impl EntryReader<'_> {
    fn read(&mut self) -> Option<StatusEntry> {
        let line = table_line(self.text, self.table);
        let before = self.problems.len();
        self.report_unknown_keys();
        let doi = self.identifier("doi", IdentifierKind::Doi);
        let pmid = self.identifier("pmid", IdentifierKind::Pmid);
        if doi.is_empty() && pmid.is_empty() && before == self.problems.len() {
            let message = "this entry does not say which work it is about";
            self.problems.push(Problem::error(line, message).help("add doi = \"10.…\" or pmid"));
        }
        self.string("title");
        let kind = self.kind(line);
        let date = self.date();
        let notice = self.string("notice");
        let notice = match IdentifierKind::Doi.parse(&notice) {
            Ok(found) => found.key(),
            Err(_) => notice,
        };
        let (reason, source) = (self.string("reason"), self.string("source"));
        let is_ignored = self.ignore();
        if self.problems.len() > before {
            return None;
        }
        let change = StatusChange { kind: kind?, date, notice, reason, source };
        Some(StatusEntry { statement: StatusStatement { doi, pmid, change, line }, is_ignored })
    }

    fn report_unknown_keys(&mut self) {
        for (key, item) in self.table {
            if !KEYS.contains(&key) {
                let message = format!("`{}` is not a key of an entry", shortened(key));
                let help = format!("use: {}", KEYS.join(", "));
                self.problem(key, item, message, &help);
            }
        }
    }

    fn problem(&mut self, key: &str, item: &Item, message: String, help: &str) {
        let span = self.table.key(key).and_then(toml_edit::Key::span).or(item.span());
        let (line, column) = place(self.text, span.map_or(0, |span| span.start));
        self.problems.push(Problem::error(line, message).at_column(column).help(help));
    }

    /// The text of a key; empty if there is none. Numbers and dates need no quotation marks.
    fn string(&mut self, key: &str) -> String {
        match self.table.get(key) {
            None | Some(Item::None) => String::new(),
            Some(Item::Value(Value::String(text))) => text.value().trim().to_owned(),
            Some(Item::Value(Value::Integer(number))) if matches!(key, "pmid" | "date") => {
                number.value().to_string()
            }
            Some(Item::Value(Value::Datetime(date))) if key == "date" => date.value().to_string(),
            Some(item) => {
                let message = format!("`{key}` must be text");
                self.problem(key, item, message, &format!("write it as {key} = \"…\""));
                String::new()
            }
        }
    }

    fn identifier(&mut self, key: &str, kind: IdentifierKind) -> String {
        let text = self.string(key);
        let Some(item) = self.table.get(key).filter(|_| !text.is_empty()) else {
            return String::new();
        };
        match kind.parse(&text) {
            Ok(found) => found.key(),
            Err(error) => {
                let message = format!("`{}` is not a {}: {error}", shortened(&text), kind.name());
                self.problem(key, item, message, "copy it from the record of the work");
                String::new()
            }
        }
    }

    fn kind(&mut self, line: usize) -> Option<StatusKind> {
        let text = self.string("status").to_lowercase();
        let names = StatusKind::ALL.map(StatusKind::name).join(", ");
        match (StatusKind::from_name(&text), self.table.get("status")) {
            (Some(kind), _) => Some(kind),
            (None, Some(item)) => {
                let message = format!("`{}` is not a status", shortened(&text));
                self.problem("status", item, message, &format!("use one of: {names}"));
                None
            }
            (None, None) => {
                let problem = Problem::error(line, "this entry has no `status`");
                self.problems.push(problem.help(format!("add one of: {names}")));
                None
            }
        }
    }

    fn date(&mut self) -> PartialDate {
        let text = self.string("date");
        let date = parse_date(&text);
        // A time may follow a day, but a month that does not exist is not left out.
        let read = date.to_string();
        let is_exact = text.is_empty()
            || date.year != 0 && (text == read || date.day != 0 && text.starts_with(&read));
        if let Some(item) = self.table.get("date").filter(|_| !is_exact) {
            let message = format!("`{}` is not a date", shortened(&text));
            self.problem("date", item, message, "write it as 2025-03-14, 2025-03 or 2025");
        }
        date
    }

    fn ignore(&mut self) -> bool {
        match self.table.get("ignore") {
            None => false,
            Some(Item::Value(Value::Boolean(value))) => *value.value(),
            Some(item) => {
                let message = "`ignore` must be true or false".to_owned();
                self.problem("ignore", item, message, "write it as ignore = true");
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{HEADER, StatusAddition, add_to_status_file, read_status_file};
    use crate::work::{PartialDate, StatusChange, StatusKind};

    fn addition(doi: &str, kind: StatusKind, date: PartialDate, source: &str) -> StatusAddition {
        StatusAddition {
            doi: doi.to_owned(),
            pmid: String::new(),
            title: "A \"trial\" of\nnothing".to_owned(),
            change: StatusChange {
                kind,
                date,
                notice: String::new(),
                reason: "Error; in data".to_owned(),
                source: source.to_owned(),
            },
        }
    }

    const DAY: PartialDate = PartialDate { year: 2025, month: 3, day: 14 };

    #[test]
    fn what_is_written_is_read() {
        for kind in StatusKind::ALL {
            let written = add_to_status_file("", &[addition("10.5555/a\u{1}", kind, DAY, "S")]);
            let written = written.expect("it is TOML");
            assert!(written.starts_with(HEADER), "{written}");
            let file = read_status_file(&written);
            assert_eq!(file.problems, [], "{written}");
            let statement = &file.entries[0].statement;
            assert_eq!((statement.change.kind, statement.change.date), (kind, DAY));
            assert_eq!(&*statement.doi, "10.5555/a");
        }
    }

    #[test]
    fn what_an_editor_wrote_stays() {
        let text = "# mine\r\n[[work]] # first\ndoi = \"10.5555/A\"\nstatus = \"retracted\" # sure\n\
                    date = 2025\nsource = \"PubMed\" # a\n\n# last\n\n[[work]]\npmid = 12\n\
                    status = \"corrected\"\nignore = true\n# end\n";
        let news = [
            addition("10.5555/a", StatusKind::Retracted, DAY, "Crossref"),
            addition("10.5555/b", StatusKind::Corrected, DAY, "Crossref"),
        ];
        let written = add_to_status_file(text, &news).expect("it is TOML");
        for kept in [
            "# mine",
            "# first",
            "# sure",
            "date = \"2025-03-14\"",
            "# last",
            "# end",
            "\"10.5555/A\"",
        ] {
            assert!(written.contains(kept), "{kept}: {written}");
        }
        assert!(written.contains("source = \"PubMed, Crossref\" # a"), "{written}");
        let file = read_status_file(&written);
        assert_eq!(file.problems, []);
        assert_eq!(file.entries.len(), 3, "{written}");
        assert_eq!(file.entries[0].statement.change.reason, "Error; in data");
        // A second time, nothing changes.
        assert_eq!(add_to_status_file(&written, &news).as_deref(), Ok(&*written));
    }

    #[test]
    fn an_entry_of_an_editor_is_not_completed() {
        let text = "[[work]]\ndoi = \"10.5555/a\"\nstatus = \"retracted\"\n";
        let news = [addition("10.5555/a", StatusKind::Retracted, DAY, "Crossref")];
        let written = add_to_status_file(text, &news).expect("it is TOML");
        assert!(written.starts_with(text), "{written}");
        assert_eq!(read_status_file(&written).entries.len(), 2);
    }

    #[track_caller]
    fn check(text: &str, expect: &[(usize, &str)], entries: usize) {
        let file = read_status_file(text);
        let found: Vec<(usize, &str)> =
            file.problems.iter().map(|problem| (problem.line, &*problem.message)).collect();
        assert_eq!(found, expect, "{text}");
        assert_eq!(file.entries.len(), entries, "{text}");
    }

    #[test]
    fn mistakes_have_lines() {
        let sound = "\n[[work]]\npmid = 7\nstatus = \"withdrawn\"\ndate = 2025-01-02\n";
        let with = |text: &str| format!("{text}{sound}");
        check(&with(""), &[], 1);
        check(&with("x = 1"), &[(1, "`x` is not known here")], 1);
        check("work = 3", &[(1, "`work` is not known here")], 0);
        check(
            &with("[[work]]\nstatus = \"retracted\""),
            &[(1, "this entry does not say which work it is about")],
            1,
        );
        check(&with("[[work]]\ndoi = \"10.5555/a\""), &[(1, "this entry has no `status`")], 1);
        check(
            &with("[[work]]\ndoi = \"10.5555/a\"\nstatus = \"gone\"\ndate = \"yesterday\"\nx = 1"),
            &[
                (3, "`gone` is not a status"),
                (4, "`yesterday` is not a date"),
                (5, "`x` is not a key of an entry"),
            ],
            1,
        );
        check(
            &with("[[work]]\ndoi = 10\nstatus = \"retracted\"\nignore = \"yes\""),
            &[(2, "`doi` must be text"), (4, "`ignore` must be true or false")],
            1,
        );
        assert_eq!(read_status_file("[[work]\n").problems.len(), 1);
        assert!(add_to_status_file("[[work]\n", &[]).is_err());
        assert!(add_to_status_file("work = 1\n", &[]).is_err());
    }
}
