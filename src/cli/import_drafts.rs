//! [`hold_back_faulty`]: imported articles that would stop a build become drafts.
//!
//! A Markdown file of another program may contain its shortcodes, or links to files that were not
//! imported. Both are kept as they are written, since only an editor knows what should be there
//! instead. Must not print.

use jiff::civil::Date;
use offprint::{Diagnostic, Project};
use offprint_import::{ImportOutcome, ImportWriter};

use super::import_report::{InputReport, line_text, listed};
use super::terminal::counted;

/// A draft may cause errors elsewhere, such as a link to it, so the site is checked again, but not
/// more often than this.
const MOST_CHECKS: usize = 5;

/// Makes drafts of the new files that contain errors, and adds the reason to their warnings.
/// Returns these warnings with the names of the inputs.
pub(super) fn hold_back_faulty(
    project: &mut Project,
    writer: &ImportWriter,
    lines: &mut [InputReport],
    day: Date,
    is_verbose: bool,
) -> Vec<String> {
    let mut open: Vec<(usize, String)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if let Some(ImportOutcome::New(path)) = &line.filed {
            open.push((at, path.clone()));
        }
    }
    let mut warnings = Vec::new();
    for _ in 0..MOST_CHECKS {
        let paths: Vec<String> = open.iter().map(|(_, path)| path.clone()).collect();
        let errors = if paths.is_empty() { Vec::new() } else { project.errors_in(day, &paths) };
        let mut is_changed = false;
        open.retain(|(at, path)| {
            let mut own = errors.iter().filter_map(|error| problem_text(error, path)).peekable();
            if own.peek().is_none() {
                return true;
            }
            let problems: Vec<String> = own.collect();
            let count = counted(problems.len(), "problem");
            let listed = listed(problems.into_iter(), "; ", is_verbose);
            let warning = match writer.mark_as_draft(path) {
                Ok(()) => format!(
                    "imported as a draft, because {count} would stop the build: {listed}; `offprint check` says how to solve them, then remove `draft = true`"
                ),
                Err(fault) => format!("{count} will stop the build: {listed} ({})", fault.message),
            };
            warnings.push(format!("{}: {warning}", lines[*at].input));
            if let Some(imported) = &mut lines[*at].imported {
                imported.warnings.push(warning);
            }
            is_changed = true;
            false
        });
        if !is_changed {
            break;
        }
    }
    warnings
}

/// What is wrong and where, if the error concerns this file.
fn problem_text(error: &Diagnostic, path: &str) -> Option<String> {
    let mut places = error.at.iter().chain(error.notes.iter().map(|(at, _)| at));
    let place = places.find(|at| at.source.path.as_str() == path)?;
    Some(format!("{}{}", error.message, line_text(Some(place.line_column().0))))
}
