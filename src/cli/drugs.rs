//! `drugs`: the drugs that a text names, and what a name stands for.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use offprint::{Overrides, Project, StorageMode};
use offprint_import::Importer;
use serde_json::Value;

use super::say::Say;
use super::{Format, Outcome, today};

#[derive(Args, Clone, Debug)]
pub(super) struct DrugsArgs {
    /// A text, a folder of texts, or `-` for standard input.
    #[arg(value_name = "FILE|DIR", required_unless_present = "explain")]
    input: Option<PathBuf>,
    /// Tell what a name stands for, and who says so.
    #[arg(long, value_name = "NAME", conflicts_with = "input")]
    explain: Option<String>,
    /// How to print it: JSON has one object for a file, one a line for a folder.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

pub(super) fn run(root: Option<&Path>, args: &DrugsArgs, say: &Say) -> Outcome {
    let importer = match root {
        Some(root) => {
            Project::new(root, Overrides::default(), StorageMode::Memory).importer(today())
        }
        None => Ok(Importer::alone()),
    };
    let importer = match importer {
        Ok(importer) => importer,
        Err(faults) => {
            say.diagnostics(&faults);
            return Outcome::Errors;
        }
    };
    if let Some(name) = &args.explain {
        return explain(&importer, name, args.format, say);
    }
    let Some(input) = &args.input else { return Outcome::Usage };
    if !input.is_dir() {
        return one(&importer, input, None, args.format, say);
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
    let mut outcome = Outcome::Done;
    for file in files {
        let name = file.strip_prefix(input).unwrap_or(&file).display().to_string();
        if one(&importer, &file, Some(&name), args.format, say) != Outcome::Done {
            outcome = Outcome::Errors;
        }
    }
    outcome
}

fn one(importer: &Importer, file: &Path, name: Option<&str>, format: Format, say: &Say) -> Outcome {
    let bytes = if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(file)
    };
    let text = match bytes.map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => {
            say.error(
                &format!("`{}` is not UTF-8 text", file.display()),
                Some("import it first: `offprint import` reads all encodings"),
            );
            return Outcome::Errors;
        }
        Err(error) => {
            say.error(&format!("`{}` cannot be read: {error}", file.display()), None);
            return Outcome::Errors;
        }
    };
    let report = importer.drugs(&text, name.map(str::to_owned));
    match format {
        Format::Json => say.result(&report.to_string()),
        Format::Human => human(&report, name, say),
    }
    Outcome::Done
}

fn human(report: &Value, name: Option<&str>, say: &Say) {
    let texts = |list: &str| report[list].as_array().cloned().unwrap_or_default();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    if let Some(name) = name {
        say.result(&format!("{name}:"));
    }
    let mut written: Vec<(String, String, Vec<String>, usize, String)> = Vec::new();
    for mention in texts("mentions") {
        let (canonical, kind, form) =
            (text(&mention, "canonical"), text(&mention, "kind"), text(&mention, "name"));
        let note = match (mention["suspect"].as_bool(), mention["ambient"].as_bool()) {
            (Some(true), _) => format!("  (a misspelling of {canonical}?)"),
            (_, Some(true)) => "  (a substance of every day)".to_owned(),
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
        say.result("no drug is named");
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
        say.result(&format!("{count:>5}  {kind:<5}  {canonical}{forms}{about}{note}"));
    }
}

fn explain(importer: &Importer, name: &str, format: Format, say: &Say) -> Outcome {
    match (importer.explain(name), format) {
        (Some((text, _)), Format::Human) => {
            say.result(text.trim_end());
            Outcome::Done
        }
        (Some((_, json)), Format::Json) => {
            say.result(&json.to_string());
            Outcome::Done
        }
        (None, _) => {
            say.error(
                &format!("no drug and no class is known as `{name}`"),
                Some("give it a file: `offprint new NAME --kind drug`"),
            );
            Outcome::Errors
        }
    }
}
