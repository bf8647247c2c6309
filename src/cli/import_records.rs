//! [`report_record_file`]: what is wrong in a file of references, and which of its records are
//! imported.
//!
//! Must not import or write anything.

use offprint_import::{ImportError, RecordFile, RecordProblem, WorkRecord};
use serde_json::json;

use super::import_report::ReportOptions;
use super::options::ReportFormat;
use super::terminal::{Terminal, counted};

/// So many problems of a file are printed without `-v`.
const SHOWN_PROBLEMS: usize = 20;

/// The records to import.
pub(super) enum RecordSelection<'f> {
    /// These.
    All(&'f [WorkRecord]),
    /// None of them.
    None(ImportError),
}

/// The records of a file that can be imported. `has_details` is whether the editor states what holds
/// for one article only.
pub(super) fn select_records(file: &RecordFile, has_details: bool) -> RecordSelection<'_> {
    if file.records.is_empty() {
        return RecordSelection::None(ImportError::new(
            "no record could be read",
            "export the references again",
        ));
    }
    if has_details && file.records.len() > 1 {
        return RecordSelection::None(ImportError::new(
            "--url and --date work only with a single record",
            "import the file without them",
        ));
    }
    RecordSelection::All(&file.records)
}

/// Reports the format of a file and what is wrong in it.
pub(super) fn report_record_file(
    name: &str,
    file: &RecordFile,
    options: ReportOptions,
    terminal: &Terminal,
) {
    if options.format == ReportFormat::Json {
        let object = json!({
            "input": name,
            "status": "references",
            "format": file.format,
            "records": file.records.len(),
            "problems": file.problems,
        });
        terminal.result(&object.to_string());
        return;
    }
    print_problems(name, &file.problems, terminal);
}

/// Prints what is wrong in a file, with the lines.
pub(super) fn print_problems(name: &str, problems: &[RecordProblem], terminal: &Terminal) {
    let shown = if terminal.is_verbose { problems.len() } else { SHOWN_PROBLEMS };
    for problem in problems.iter().take(shown) {
        let place = match (problem.line, problem.column) {
            (0, _) => name.to_owned(),
            (line, 0) => format!("{name}:{line}"),
            (line, column) => format!("{name}:{line}:{column}"),
        };
        let help = Some(problem.help.as_str()).filter(|help| !help.is_empty());
        if problem.is_error {
            terminal.error(&format!("{place}: {}", problem.message), help);
        } else {
            let help = help.map(|help| format!("; {help}")).unwrap_or_default();
            terminal.warning(&format!("{place}: {}{help}", problem.message));
        }
    }
    if problems.len() > shown {
        let more = counted(problems.len() - shown, "more problem");
        terminal.warning(&format!("{name}: {more} (-v lists all)"));
    }
}
