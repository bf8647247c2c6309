//! [`hold_back_faulty`]: imported articles that would stop a build become drafts.
//!
//! A Markdown file of another program may contain its shortcodes, or links to files that were not
//! imported. Both are kept as they are written, since only an editor knows what should be there
//! instead. Must not print.

use jiff::civil::Date;
use offprint::{Diagnostic, Project};
use offprint_import::{ImportOutcome, ImportWriter};

use super::import_report::{InputReport, listed};
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
            let own: Vec<Problem> =
                errors.iter().filter_map(|error| Problem::of(error, path)).collect();
            if own.is_empty() {
                return true;
            }
            let count = counted(own.len(), "problem");
            let them = if own.len() == 1 { "it" } else { "them" };
            let listed = |mark: Option<usize>| {
                listed(own.iter().map(|problem| problem.text(path, mark)), "; ", is_verbose)
            };
            let warning = match writer.mark_as_draft(path) {
                Ok(line) => format!(
                    "imported as a draft, because {count} would stop the build: {}; `offprint check` says how to solve {them}, then remove `draft = true`",
                    listed(Some(line))
                ),
                Err(fault) => {
                    format!("{count} will stop the build: {} ({})", listed(None), fault.message)
                }
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

/// What is wrong with an imported file, and the line in it.
struct Problem<'e> {
    message: &'e str,
    line: usize,
}

impl<'e> Problem<'e> {
    /// The problem, if the error concerns this file.
    fn of(error: &'e Diagnostic, path: &str) -> Option<Self> {
        let mut places = error.at.iter().chain(error.notes.iter().map(|(at, _)| at));
        let place = places.find(|at| at.source.path.as_str() == path)?;
        Some(Self { message: &error.message, line: place.line_column().0 })
    }

    /// The problem with its place, after a line was added at `mark`. The file is named, because the
    /// lines of other warnings are those of the source.
    fn text(&self, path: &str, mark: Option<usize>) -> String {
        let is_below = mark.is_some_and(|mark| self.line >= mark);
        format!("{} ({path}:{})", self.message, self.line + usize::from(is_below))
    }
}
