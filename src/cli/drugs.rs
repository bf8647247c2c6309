//! `drugs`: the drugs mentioned in a text, and what a name refers to.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use offprint::{MAX_TEXT_BYTES, Overrides, Project, StorageMode};
use offprint_import::Importer;
use serde_json::Value;

use super::options::{ExitStatus, ReportFormat, today};
use super::terminal::Terminal;

#[derive(Args, Clone, Debug)]
pub(super) struct DrugsArgs {
    /// A text, a folder of texts, or `-` for standard input.
    #[arg(value_name = "FILE|DIR", required_unless_present = "explain")]
    input: Option<PathBuf>,
    /// Explain what a name refers to, with sources.
    #[arg(long, value_name = "NAME", conflicts_with = "input")]
    explain: Option<String>,
    /// The format of the list. JSON is one object per file, one per line for a folder.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    format: ReportFormat,
}

pub(super) fn run(root: Option<&Path>, args: &DrugsArgs, terminal: &Terminal) -> ExitStatus {
    let importer = match root {
        Some(root) => {
            Project::new(root, Overrides::default(), StorageMode::Memory).importer(today())
        }
        None => Ok(Importer::alone()),
    };
    let importer = match importer {
        Ok(importer) => importer,
        Err(faults) => {
            terminal.diagnostics(&faults);
            return ExitStatus::Errors;
        }
    };
    if let Some(name) = &args.explain {
        return explain(&importer, name, args.format, terminal);
    }
    let Some(input) = &args.input else { return ExitStatus::Usage };
    if !input.is_dir() {
        return report_file(&importer, input, None, args.format, terminal);
    }
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(input)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| {
            entry.file_type().is_file() && !entry.file_name().to_string_lossy().starts_with('.')
        })
        .map(walkdir::DirEntry::into_path)
        .collect();
    files.sort();
    let mut status = ExitStatus::Success;
    for file in files {
        let name = file.strip_prefix(input).unwrap_or(&file).display().to_string();
        if report_file(&importer, &file, Some(&name), args.format, terminal) != ExitStatus::Success
        {
            status = ExitStatus::Errors;
        }
    }
    status
}

fn report_file(
    importer: &Importer,
    file: &Path,
    name: Option<&str>,
    format: ReportFormat,
    terminal: &Terminal,
) -> ExitStatus {
    let read = |input: &mut dyn std::io::Read| {
        let mut bytes = Vec::new();
        input.take(MAX_TEXT_BYTES + 1).read_to_end(&mut bytes).map(|_| bytes)
    };
    let bytes = if file == Path::new("-") {
        read(&mut std::io::stdin().lock())
    } else {
        fs::File::open(file).and_then(|mut file| read(&mut file))
    };
    if bytes.as_ref().is_ok_and(|bytes| bytes.len() as u64 > MAX_TEXT_BYTES) {
        terminal.error(
            &format!(
                "`{}` has more than {} MB, and Offprint reads up to that much text at once",
                file.display(),
                MAX_TEXT_BYTES / 1_000_000
            ),
            Some("split it into several files and name their folder"),
        );
        return ExitStatus::Errors;
    }
    let text = match bytes.map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => {
            terminal.error(
                &format!("`{}` is not UTF-8 text", file.display()),
                Some("import it first: `offprint import` reads other encodings"),
            );
            return ExitStatus::Errors;
        }
        Err(error) => {
            terminal.error(&format!("`{}` cannot be read: {error}", file.display()), None);
            return ExitStatus::Errors;
        }
    };
    let report = importer.drugs(&text, name.map(str::to_owned));
    match format {
        ReportFormat::Json => terminal.result(&report.to_string()),
        ReportFormat::Human => print_mentions(&report, name, terminal),
    }
    ExitStatus::Success
}

fn print_mentions(report: &Value, name: Option<&str>, terminal: &Terminal) {
    let texts = |list: &str| report[list].as_array().cloned().unwrap_or_default();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    if let Some(name) = name {
        terminal.result(&format!("{name}:"));
    }
    let mut written: Vec<(String, String, Vec<String>, usize, String)> = Vec::new();
    for mention in texts("mentions") {
        let (canonical, kind, form) =
            (text(&mention, "canonical"), text(&mention, "kind"), text(&mention, "name"));
        let note = match (mention["suspect"].as_bool(), mention["ambient"].as_bool()) {
            (Some(true), _) => format!("  (misspelling of {canonical}?)"),
            (_, Some(true)) => "  (everyday substance)".to_owned(),
            _ => String::new(),
        };
        match written.iter_mut().find(|(known, known_kind, _, _, known_note)| {
            *known == canonical && *known_kind == kind && *known_note == note
        }) {
            Some((_, _, forms, count, _)) => {
                *count += 1;
                if !forms.contains(&form) {
                    forms.push(form);
                }
            }
            None => written.push((canonical, kind, vec![form], 1, note)),
        }
    }
    if written.is_empty() {
        terminal.result("no drugs found");
    }
    for (canonical, kind, forms, count, note) in written {
        let score = texts("subjects")
            .iter()
            .find(|subject| text(subject, "canonical") == canonical)
            .and_then(|s| s["score"].as_f64());
        let about = score.map_or_else(String::new, |score| format!("  score {score:.2}"));
        let forms: Vec<_> = forms.into_iter().filter(|form| *form != canonical).collect();
        let forms =
            if forms.is_empty() { String::new() } else { format!("  as {}", forms.join(", ")) };
        terminal.result(&format!("{count:>5}  {kind:<5}  {canonical}{forms}{about}{note}"));
    }
}

fn explain(
    importer: &Importer,
    name: &str,
    format: ReportFormat,
    terminal: &Terminal,
) -> ExitStatus {
    match (importer.explain(name), format) {
        (Some((text, _)), ReportFormat::Human) => {
            terminal.result(text.trim_end());
            ExitStatus::Success
        }
        (Some((_, json)), ReportFormat::Json) => {
            terminal.result(&json.to_string());
            ExitStatus::Success
        }
        (None, _) => {
            terminal.error(
                &format!("no drug or drug class is called `{name}`"),
                Some("to add a drug, use `offprint new NAME --kind drug`"),
            );
            ExitStatus::Errors
        }
    }
}
