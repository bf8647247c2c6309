//! Reads the files in `content/sources/`: references, Markdown files of works, and the style of
//! citations.

use std::ops::Range;
use std::sync::Arc;

use offprint_citation_styles::{CitationStyle, StyleProblem};
use offprint_works::{LocatedWork, Problem, ProblemSeverity, Work, read_works};

use super::facts::{CitationFields, SharedWork};
use super::front_matter::{parse_front_matter, split_front_matter};
use super::kind::DocumentKind;
use super::works::SiteWorks;
use crate::config::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{SitePath, Source, Sources, WORKS_FOLDER};

impl SiteWorks {
    /// The file of the style of citations; `None` if the style is built in, or the file does not exist.
    pub(super) fn style_file<'s>(sources: &'s Sources, style: &str) -> Option<&'s Arc<Source>> {
        let path = SitePath::new(format!("content/{WORKS_FOLDER}/{style}"));
        sources.references.get(&path).filter(|_| is_style(&path))
    }

    /// Reads the files of works. If they are those of the last build, nothing is read.
    pub(super) fn load(
        sources: &Sources,
        rules: &Rules,
        previous: Option<&Arc<Self>>,
    ) -> Arc<Self> {
        let files = files_of_works(sources, rules);
        if let Some(known) = previous.filter(|known| {
            known.files.len() == files.len()
                && known.files.iter().zip(&files).all(|(one, other)| Arc::ptr_eq(one, other))
        }) {
            return Arc::clone(known);
        }
        let mut works = Self::default();
        works.files = files;
        works.load_style(sources, rules);
        for source in works.files.clone() {
            if is_document(&source.path) {
                works.add_document(&source, rules);
            } else {
                works.add_references(&source);
            }
        }
        Arc::new(works)
    }

    /// Reads the style of citations, if it is a file.
    fn load_style(&mut self, sources: &Sources, rules: &Rules) {
        let name = &*rules.citations.style;
        if CitationStyle::builtin(name).is_some() {
            return;
        }
        let Some(file) = Self::style_file(sources, name) else {
            let message = format!("there is no file `content/{WORKS_FOLDER}/{name}`");
            let fault = Diagnostic::error(Code::BadValue, message)
                .help("put the style there, or use a built-in style: [citations] style = \"ama\"")
                .in_file("site.toml");
            return self.diagnostics.push(fault);
        };
        match CitationStyle::from_csl(name, &file.text()) {
            Ok(style) => self.style = Some(style),
            Err(problem) => self.diagnostics.push(style_fault(&problem, file)),
        }
    }

    fn add_document(&mut self, source: &Arc<Source>, rules: &Rules) {
        let text = source.text();
        let parts = split_front_matter(source, &text, &mut Vec::new());
        let (facts, ..) = parse_front_matter(source, &text, &DocumentKind::Work, parts.toml, rules);
        let Some(fields) = facts.details.citations.first() else { return };
        let work = Work { key: fields.id.clone(), ..fields.as_work() };
        let shared = SharedWork { work, file: source.path.clone(), line: 1 };
        self.insert(CitationFields {
            shared: Some(Arc::new(shared)),
            more: None,
            ..fields.clone()
        });
    }

    fn add_references(&mut self, source: &Arc<Source>) {
        let text = source.text();
        let reading = read_works(source.path.name(), text.as_bytes());
        let faults = reading.problems.iter().map(|problem| diagnostic(problem, source, &text));
        self.diagnostics.extend(faults);
        for LocatedWork { mut work, line, raw_key } in reading.works {
            if work.key.is_empty() {
                work.key = raw_key;
            }
            if !is_key(&work.key) {
                work.key = self.made_key(&work);
            }
            self.add(&work, &source.path, line);
        }
    }
}

fn is_style(path: &SitePath) -> bool {
    path.as_str().to_ascii_lowercase().ends_with(".csl")
}

/// Whether a key can stand in a text: `[@shelton2025]`. A number alone is a number of a database.
fn is_key(key: &str) -> bool {
    let is_sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/');
    key.chars().all(is_sign) && key.chars().any(char::is_alphabetic)
}

/// A problem of a file of references.
fn diagnostic(problem: &Problem, source: &Arc<Source>, text: &str) -> Diagnostic {
    let code = Code::References;
    let found = match problem.severity {
        ProblemSeverity::Error => Diagnostic::error(code, &problem.message),
        ProblemSeverity::Warning => Diagnostic::warning(code, &problem.message),
    };
    let found = if problem.help.is_empty() { found } else { found.help(&problem.help) };
    if problem.line == 0 {
        return found.in_file(source.path.as_str());
    }
    found.at(source, place(text, problem.line, problem.column))
}

/// What is wrong with a style.
fn style_fault(problem: &StyleProblem, file: &Arc<Source>) -> Diagnostic {
    let fault = Diagnostic::error(Code::BadValue, &problem.message);
    let fault = if problem.help.is_empty() { fault } else { fault.help(&problem.help) };
    match problem.line {
        Some(line) => fault.at(file, place(&file.text(), line, problem.column.unwrap_or_default())),
        None => fault.in_file(file.path.as_str()),
    }
}

/// The place of a line and a column, both from 1, in a text; the whole line if the column is 0.
fn place(text: &str, line: usize, column: usize) -> Range<usize> {
    let start = match line.saturating_sub(2) {
        _ if line < 2 => 0,
        before => {
            memchr::memchr_iter(b'\n', text.as_bytes()).nth(before).map_or(text.len(), |at| at + 1)
        }
    };
    let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
    let Some(before) = column.checked_sub(1) else { return start..end };
    let mut signs = text[start..end].char_indices().skip(before);
    let at = signs.next().map_or(end, |(at, _)| start + at);
    at..signs.next().map_or(end, |(next, _)| start + next)
}

/// Whether a file of works is a document.
fn is_document(path: &SitePath) -> bool {
    path.as_str().rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("md"))
}

/// The files of works, documents first: what an editor writes about a work comes before what a
/// program exported.
fn files_of_works(sources: &Sources, rules: &Rules) -> Vec<Arc<Source>> {
    let folder = SitePath::new("content/sources/");
    let documents = sources
        .documents
        .range(folder.clone()..)
        .take_while(|(path, _)| path.as_str().starts_with(folder.as_str()))
        .filter(|(path, _)| DocumentKind::of(path, &rules.taxonomies) == DocumentKind::Work);
    let references = sources.references.iter().filter(|(path, _)| !is_style(path));
    documents.chain(references).map(|(_, source)| Arc::clone(source)).collect()
}
