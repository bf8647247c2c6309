//! Reads the files in `content/sources/`: references, Markdown files of works, and the style of
//! citations.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::tz::TimeZone;
use offprint_citation_styles::{CitationStyle, StyleProblem};
use offprint_works::{
    LibraryProblem, Problem, ProblemSeverity, StatusEntry, StatusStatement, Work, check_library,
    read_status_file, read_works,
};

use super::facts::CitationFields;
use super::front_matter::{parse_front_matter, split_front_matter};
use super::kind::DocumentKind;
use super::works::{SiteWorks, work_ids};
use crate::clock::time_zone;
use crate::config::Rules;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{STATUS_FILE, SitePath, Source, Sources, WORKS_FOLDER};

/// How many works without an identifier are told one by one for each file.
const MAX_UNIDENTIFIED: usize = 3;

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
        let zone = time_zone(&rules.time_zone).unwrap_or(TimeZone::UTC);
        let year = sources.time.clock(&zone).day.year();
        if let Some(known) = previous.filter(|known| {
            known.year == year
                && known.files.len() == files.len()
                && known.files.iter().zip(&files).all(|(one, other)| Arc::ptr_eq(one, other))
        }) {
            return Arc::clone(known);
        }
        let mut works = Self::new(year, files);
        works.load_style(sources, rules);
        let mut statements = Vec::new();
        let mut notices = Vec::new();
        let mut told = HashSet::new();
        let mut written = HashMap::new();
        let mut recorded = Vec::new();
        for source in works.files.clone() {
            if is_document(&source.path) {
                let Some(fields) = document_fields(&source, rules) else { continue };
                let work = Work { key: fields.id.clone(), ..fields.as_work() };
                statements.push((source.path.to_string(), 1, work));
                written.insert(source.path.to_string(), fields);
            } else if source.path.as_str() == STATUS_FILE {
                recorded = works.read_status(&source);
            } else {
                works.read_references(&source, &mut statements, &mut notices, &mut told);
            }
        }
        let mut library = offprint_works::Library::new(statements);
        let (ignored, told_by_file): (Vec<_>, Vec<_>) =
            recorded.into_iter().partition(|entry: &StatusEntry| entry.is_ignored);
        works.note_unmatched(&library, &told_by_file);
        notices.extend(told_by_file.into_iter().map(|entry| entry.statement));
        library.apply_status(&notices);
        for entry in &ignored {
            library.ignore_status(&entry.statement);
        }
        works.take_status(&library, &notices, &ignored);
        works.take_library(&library, &written);
        let mut lines: HashMap<&str, FileLines<'_>> = HashMap::new();
        let files = works.files.clone();
        let problems = check_library(&library, year);
        let mut unidentified: BTreeMap<&str, Vec<&LibraryProblem>> = BTreeMap::new();
        for found in problems.iter().filter(|found| found.is_unidentified) {
            unidentified.entry(&found.file).or_default().push(found);
        }
        for found in &problems {
            let source = files.iter().find(|source| source.path.as_str() == found.file);
            let Some(source) = source else { continue };
            let lines = lines.entry(source.path.as_str()).or_insert_with(|| FileLines::new(source));
            let mut fault = lines.diagnostic(&found.problem);
            if found.is_unidentified {
                fault.code = Code::UnidentifiedWork;
                let all = &unidentified[found.file.as_str()];
                if all.len() > MAX_UNIDENTIFIED {
                    // One message for a file of hundreds of them.
                    if found.problem.line != all[0].problem.line {
                        continue;
                    }
                    fault.message = format!(
                        "{} works of this file have no identifier and no address, so readers cannot \
                         look them up; this is the first",
                        all.len()
                    );
                }
            }
            // Two places that say different things are wrong; what one place lacks is a suggestion,
            // unless the reader of the file said it.
            if found.other.is_some() {
                works.diagnostics.push(fault);
            } else if !told.contains(&(found.file.clone(), found.problem.line)) {
                works.lints.push(fault);
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

    /// Reads the file that says what happened to works.
    fn read_status(&mut self, source: &Arc<Source>) -> Vec<StatusEntry> {
        let lines = FileLines::new(source);
        let file = read_status_file(&lines.text);
        self.diagnostics.extend(file.problems.iter().map(|problem| lines.diagnostic(problem)));
        file.entries
    }

    /// Remembers the entries about works that no file of references has.
    fn note_unmatched(&mut self, library: &offprint_works::Library, entries: &[StatusEntry]) {
        let file = self.files.iter().find(|source| source.path.as_str() == STATUS_FILE).cloned();
        let Some(source) = file else { return };
        let lines = FileLines::new(&source);
        for StatusEntry { statement, .. } in entries {
            let [doi, pmid] = [&statement.doi, &statement.pmid];
            if library.contains(doi, pmid) {
                continue;
            }
            let stated = [doi, pmid].map(|id| Some(id.as_str()).filter(|id| !id.is_empty()));
            let number = stated.iter().flatten().next().copied().unwrap_or_default();
            let message = format!("no article cites or reports on `{number}`");
            let problem = Problem::warning(statement.line, message)
                .help("correct the number, or delete the entry");
            self.unmatched.push((work_ids(stated).collect(), lines.diagnostic(&problem)));
        }
    }

    /// Reads a file of references.
    fn read_references(
        &mut self,
        source: &Arc<Source>,
        statements: &mut Vec<(String, usize, Work)>,
        notices: &mut Vec<StatusStatement>,
        told: &mut HashSet<(String, usize)>,
    ) {
        let lines = FileLines::new(source);
        let reading = read_works(source.path.name(), lines.text.as_bytes());
        let faults = reading.problems.iter().map(|problem| lines.diagnostic(problem));
        self.diagnostics.extend(faults);
        let lines = reading.problems.iter().map(|problem| problem.line);
        told.extend(lines.map(|line| (source.path.to_string(), line)));
        notices.extend(reading.statements);
        // The library makes a key for a work that has none.
        let found = reading.works.into_iter();
        statements.extend(
            found.map(|found| (source.path.to_string(), found.line, found.into_keyed_work())),
        );
    }
}

fn is_style(path: &SitePath) -> bool {
    path.as_str().to_ascii_lowercase().ends_with(".csl")
}

/// The work of a Markdown file.
fn document_fields(source: &Arc<Source>, rules: &Rules) -> Option<CitationFields> {
    let text = source.text();
    let parts = split_front_matter(source, &text, &mut Vec::new());
    let (facts, ..) = parse_front_matter(source, &text, &DocumentKind::Work, parts.toml, rules);
    facts.details.citations.first().cloned()
}

/// What is wrong with a style.
fn style_fault(problem: &StyleProblem, file: &Arc<Source>) -> Diagnostic {
    let fault = Diagnostic::error(Code::BadValue, &problem.message);
    let fault = if problem.help.is_empty() { fault } else { fault.help(&problem.help) };
    match problem.line {
        Some(line) => {
            let lines = FileLines::new(file);
            fault.at(file, lines.place(line, problem.column.unwrap_or_default()))
        }
        None => fault.in_file(file.path.as_str()),
    }
}

/// A file with the places of its lines, which are found once: there may be many problems.
struct FileLines<'s> {
    source: &'s Arc<Source>,
    text: Cow<'s, str>,
    starts: Vec<usize>,
}

impl<'s> FileLines<'s> {
    fn new(source: &'s Arc<Source>) -> Self {
        let text = source.text();
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let starts = std::iter::once(0).chain(newlines).collect();
        Self { source, text, starts }
    }

    /// The place of a line and a column, both from 1; the whole line if the column is 0.
    fn place(&self, line: usize, column: usize) -> Range<usize> {
        let text = &*self.text;
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(text.len());
        let end = self.starts.get(line.max(1)).map_or(text.len(), |next| next - 1);
        let Some(before) = column.checked_sub(1) else { return start..end.max(start) };
        let mut signs = text[start..end.max(start)].char_indices().skip(before);
        let at = signs.next().map_or(end, |(at, _)| start + at);
        at..signs.next().map_or(end, |(next, _)| start + next)
    }

    /// A problem of the file.
    fn diagnostic(&self, problem: &Problem) -> Diagnostic {
        let code = Code::References;
        let found = match problem.severity {
            ProblemSeverity::Error => Diagnostic::error(code, &problem.message),
            ProblemSeverity::Warning => Diagnostic::warning(code, &problem.message),
        };
        let found = if problem.help.is_empty() { found } else { found.help(&problem.help) };
        if problem.line == 0 {
            return found.in_file(self.source.path.as_str());
        }
        found.at(self.source, self.place(problem.line, problem.column))
    }
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
