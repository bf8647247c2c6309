//! [`Findings`]: what files say about the status of works.
//!
//! Must not know which of it is new, nor ask anybody.

use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::path::Path;

use offprint_import::{MAX_RAW_BYTES, RecordProblem};
use offprint_works::{
    Library, ProblemSeverity, StatusStatement, read_retraction_watch, read_works, status_statements,
};

use super::import_records::print_problems;
use super::terminal::Terminal;

/// What files and Crossref say, with where each statement is from.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) statements: Vec<StatusStatement>,
    /// The origin of each statement: `retractions.csv:12`, `Crossref`.
    pub(super) origins: Vec<String>,
    /// Retractions that were taken back, with their origins.
    pub(super) taken_back: Vec<(StatusStatement, String)>,
    /// Whether something could not be read or asked.
    pub(super) has_faults: bool,
}

impl Findings {
    fn add(&mut self, statement: StatusStatement, name: &str) {
        self.origins.push(format!("{name}:{}", statement.line));
        self.statements.push(statement);
    }
}

/// Reads a list or records.
pub(super) fn read_file(
    file: &Path,
    works: &Library,
    findings: &mut Findings,
    terminal: &Terminal,
) {
    let name = file.display().to_string();
    let read = || -> io::Result<(File, Vec<u8>)> {
        let mut opened = File::open(file)?;
        let mut start = Vec::new();
        (&mut opened).take(64 * 1024).read_to_end(&mut start)?;
        opened.rewind()?;
        Ok((opened, start))
    };
    let (mut opened, start) = match read() {
        Ok(opened) => opened,
        Err(error) => {
            findings.has_faults = true;
            terminal.error(&format!("{name} cannot be read: {error}"), Some("check the name"));
            return;
        }
    };
    let has_columns = |text: &[u8]| memchr::memmem::find(text, b"RetractionNature").is_some();
    let is_csv = file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    if is_csv || has_columns(&start) {
        read_list(&name, opened, works, findings, terminal);
        return;
    }
    let mut bytes = Vec::new();
    let read = (&mut opened).take(MAX_RAW_BYTES as u64 + 1).read_to_end(&mut bytes);
    if let Err(error) = read {
        findings.has_faults = true;
        terminal.error(&format!("{name} cannot be read: {error}"), Some("check its permissions"));
        return;
    }
    if bytes.len() > MAX_RAW_BYTES {
        findings.has_faults = true;
        let limit = MAX_RAW_BYTES / 1024 / 1024;
        terminal.error(
            &format!("{name} is larger than {limit} MB"),
            Some("export the records in several files"),
        );
        return;
    }
    let base = file.file_name().map(|name| name.to_string_lossy().into_owned());
    let reading = read_works(&base.unwrap_or_default(), &bytes);
    let errors = reading.problems.iter().cloned();
    let errors: Vec<RecordProblem> = errors
        .filter(|problem| problem.severity == ProblemSeverity::Error)
        .map(RecordProblem::from)
        .collect();
    findings.has_faults |= !errors.is_empty();
    print_problems(&name, &errors, terminal);
    let statements = status_statements(&reading);
    if statements.is_empty() && errors.is_empty() {
        terminal.warning(&format!(
            "{name} says nothing about the status of works; export PubMed XML or Crossref JSON"
        ));
    }
    for statement in statements {
        findings.add(statement, &name);
    }
}

/// Reads the list of Retraction Watch, which has some 60,000 rows.
fn read_list(
    name: &str,
    file: File,
    works: &Library,
    findings: &mut Findings,
    terminal: &Terminal,
) {
    let reader = io::BufReader::new(file);
    match read_retraction_watch(reader, |doi, pmid| works.contains(doi, pmid)) {
        Err(error) => {
            findings.has_faults = true;
            terminal.error(&format!("{name} cannot be read: {error}"), Some("download it again"));
        }
        Ok(list) => {
            // What was taken back is reported below, with the work.
            let problems: Vec<RecordProblem> = list
                .problems
                .into_iter()
                .filter(|problem| !list.taken_back.iter().any(|back| back.line == problem.line))
                .map(RecordProblem::from)
                .collect();
            findings.has_faults |= problems.iter().any(|problem| problem.is_error);
            print_problems(name, &problems, terminal);
            for statement in list.statements {
                findings.add(statement, name);
            }
            let origin = |statement: &StatusStatement| format!("{name}:{}", statement.line);
            let back = list.taken_back.into_iter();
            findings.taken_back.extend(back.map(|statement| {
                let origin = origin(&statement);
                (statement, origin)
            }));
        }
    }
}
