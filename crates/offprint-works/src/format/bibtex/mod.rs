//! BibTeX and BibLaTeX.
//!
//! Written here, since the crate `biblatex` gives up a whole file at its first mistake. Each entry is
//! read on its own: one that is not closed ends where the next begins in a line of its own, so that
//! a missing brace costs one entry.

mod entry;
mod names;
mod syntax;

use rustc_hash::FxHashMap;

use self::syntax::{Entry, Parser};
use crate::problem::{Problem, shortened};
use crate::reading::Reading;

pub(crate) use self::syntax::is_entry_start;

pub(crate) fn read_bibtex(text: &str, reading: &mut Reading) {
    let mut entries: Vec<Entry> = Vec::new();
    let mut macros: FxHashMap<String, String> = months();
    let mut from = 0;
    let mut first_line = 1;
    let mut at = 0;
    // The file in pieces that begin where entries begin in a line of their own.
    for (line, part) in (1..).zip(text.split_inclusive('\n')) {
        if is_entry_start(part) && at > from {
            let mut parser = Parser::new(&text[from..at], first_line, &mut macros, reading);
            parser.piece(&mut entries);
            (from, first_line) = (at, line);
        }
        at += part.len();
    }
    Parser::new(&text[from..], first_line, &mut macros, reading).piece(&mut entries);
    report_duplicates(&entries, reading);
    entry::read_entries(&entries, reading);
}

fn months() -> FxHashMap<String, String> {
    let names =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    names.into_iter().map(|name| (name.to_owned(), name.to_owned())).collect()
}

fn report_duplicates(entries: &[Entry], reading: &mut Reading) {
    let mut lines: FxHashMap<String, usize> = FxHashMap::default();
    for entry in entries.iter().filter(|entry| !entry.key.is_empty()) {
        if let Some(first) = lines.insert(entry.key.to_lowercase(), entry.line) {
            let message =
                format!("the key `{}` is also used in line {first}", shortened(&entry.key));
            let problem = Problem::warning(entry.line, message)
                .help("give one of the entries another key, or delete it");
            reading.problems.push(problem);
        }
    }
}
