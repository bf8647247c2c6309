//! [`add_to_library`]: `import --library`, which adds works to `content/sources/` and writes no
//! articles.

use std::path::Path;

use offprint_import::{ImportError, LibraryImport, LibraryWriter};
use serde_json::json;

use super::import_inputs::RawInput;
use super::import_records::print_problems;
use super::import_report::ReportOptions;
use super::options::{ExitStatus, ReportFormat};
use super::terminal::{Terminal, counted, grouped};

/// One file, and what became of it.
struct FileReport {
    name: String,
    outcome: Result<LibraryImport, ImportError>,
}

pub(super) fn add_to_library(
    root: Option<&Path>,
    inputs: &[RawInput],
    options: ReportOptions,
    terminal: &Terminal,
) -> ExitStatus {
    let Some(root) = root else {
        terminal.error(
            "there is no `site.toml` in this folder or its parent folders, so there is no library to import into",
            Some("create a new site with `offprint init DIR`, or name its folder with -C DIR"),
        );
        return ExitStatus::Usage;
    };
    let mut writer = LibraryWriter::new(root);
    let mut files = Vec::with_capacity(inputs.len());
    for input in inputs {
        let name = input.file_name().unwrap_or_else(|| "references".to_owned());
        let outcome =
            input.read().and_then(|bytes| writer.add_file(&name, &bytes, options.is_dry_run));
        files.push(FileReport { name: input.name(), outcome });
    }
    writer.finish(files.iter_mut().filter_map(|file| file.outcome.as_mut().ok()));
    for file in &files {
        match options.format {
            ReportFormat::Json => terminal.result(&json_line(file).to_string()),
            ReportFormat::Human => print_file(file, options, terminal),
        }
    }
    if options.format == ReportFormat::Human {
        print_totals(&files, options, terminal);
    }
    let has_faults = files.iter().any(|file| match &file.outcome {
        Err(_) => true,
        Ok(import) => import.problems.iter().any(|problem| problem.is_error),
    });
    if has_faults { ExitStatus::Errors } else { ExitStatus::Success }
}

fn json_line(file: &FileReport) -> serde_json::Value {
    match &file.outcome {
        Err(fault) => json!({
            "input": file.name,
            "status": "error",
            "path": null,
            "error": { "message": fault.message, "help": fault.help },
        }),
        Ok(import) => json!({
            "input": file.name,
            "status": if import.path.is_some() { "new" } else { "unchanged" },
            "path": import.path,
            "format": import.format,
            "keys": import.keys,
            "new": import.new,
            "known": import.known,
            "problems": import.problems,
            "notes": import.notes,
        }),
    }
}

fn print_file(file: &FileReport, options: ReportOptions, terminal: &Terminal) {
    let name = &file.name;
    match &file.outcome {
        Err(fault) => {
            terminal.error(&format!("{name}: {}", fault.message), Some(&fault.help));
        }
        Ok(import) => {
            print_problems(name, &import.problems, terminal);
            for note in &import.notes {
                terminal.warning(&format!("{name}: {note}"));
            }
            let path = match (&import.path, options.is_dry_run) {
                (Some(path), false) => path.clone(),
                (Some(path), true) => format!("{path} (would be written)"),
                (None, _) => "nothing to write, all works are in the library".to_owned(),
            };
            terminal.summary(&format!("{name} → {path}"));
            if let Some(keys) = shown_keys(&import.keys, terminal.is_verbose) {
                terminal.summary(&format!("  cite with {keys}"));
            }
        }
    }
}

/// The keys to cite works by: `[@shelton2025], [@zarate2006]`; all of them with `-v`.
fn shown_keys(keys: &[String], shows_all: bool) -> Option<String> {
    const MOST: usize = 8;
    let most = if shows_all { keys.len() } else { MOST };
    let mut shown: Vec<String> = keys.iter().take(most).map(|key| format!("[@{key}]")).collect();
    if keys.len() > most {
        shown.push(format!("{} more (-v lists all)", grouped(keys.len() - most)));
    }
    (!shown.is_empty()).then(|| shown.join(", "))
}

/// A table of the files, and the sums.
fn print_totals(files: &[FileReport], options: ReportOptions, terminal: &Terminal) {
    let (mut new, mut known, mut problems, mut faults) = (0, 0, 0, 0);
    terminal.summary(&format!(
        "\n{:<36}  {:<14}  {:>7}  {:>7}  {:>8}",
        "file", "format", "new", "known", "problems"
    ));
    for file in files {
        let name = file.name.rsplit('/').next().unwrap_or(&file.name);
        match &file.outcome {
            Err(fault) => {
                faults += 1;
                terminal.summary(&format!("{name:<36}  not imported: {}", fault.message));
            }
            Ok(import) => {
                new += import.new;
                known += import.known;
                problems += import.problems.len();
                terminal.summary(&format!(
                    "{name:<36}  {:<14}  {:>7}  {:>7}  {:>8}",
                    import.format,
                    grouped(import.new),
                    grouped(import.known),
                    grouped(import.problems.len())
                ));
            }
        }
    }
    let added = if options.is_dry_run { "would be added" } else { "added" };
    let mut parts = vec![
        format!("{} {added}", counted(new, "work")),
        format!("{} already in the library", grouped(known)),
        counted(problems, "problem"),
    ];
    if faults > 0 {
        parts.push(format!("{} not imported", counted(faults, "file")));
    }
    terminal.summary(&format!("\n{}: {}", counted(files.len(), "file"), parts.join(", ")));
}
