//! `import`: raw articles → content files.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use offprint::{Overrides, Project, StorageMode};
use offprint_import::{
    ImportError, ImportOptions, ImportOutcome, ImportWriter, Imported, Importer, MAX_RAW_BYTES,
    RawFormat, WriteOptions,
};
use rayon::prelude::*;
use serde_json::{Value, json};
use url::Url;

use super::say::{Say, counted, grouped};
use super::{Format, Outcome, today};

/// Endings of files that a folder is searched for. A file that is named itself may have any.
const ENDINGS: [&str; 12] = [
    "html", "htm", "xhtml", "shtml", "mht", "mhtml", "txt", "text", "md", "markdown", "mdown",
    "mkd",
];

/// Endings of documents that may well be articles, but in forms that no import reads.
const DOCUMENTS: [&str; 11] =
    ["doc", "docx", "eml", "epub", "ipynb", "odt", "pages", "pdf", "ps", "rtf", "webarchive"];

/// Articles that wait in memory at once when many are imported.
const AT_ONCE: usize = 64;

#[derive(Args, Clone, Debug)]
pub(super) struct ImportArgs {
    /// A saved page, a text, a folder of them (walked), a glob, or `-` for standard input.
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<String>,
    /// Print the content file instead of writing it. Needs no site.
    #[arg(long)]
    stdout: bool,
    /// Tell what would be done, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Mark what is imported as a draft.
    #[arg(long)]
    draft: bool,
    /// Merge what the source changed into a file that was imported before: your own changes stay.
    #[arg(long)]
    force: bool,
    /// The format, where it is not recognised.
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    format_of_input: Option<InputFormat>,
    /// Where the article was taken from; only for one input.
    #[arg(long, value_name = "URL")]
    url: Option<Url>,
    /// When it was published; only for one input.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    date: Option<Date>,
    /// The folder for new files, below `content/`, instead of `content/articles`.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Take along the images that were saved with a page: the article becomes a folder of its own.
    #[arg(long)]
    assets: bool,
    /// The day that dates are compared with, instead of today: later ones are doubted.
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    today: Option<Date>,
    /// How to print the report: JSON has one object a line, for each input.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

/// What an input may be said to be.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum InputFormat {
    /// A web page.
    Html,
    /// Text as pasted from one.
    Text,
    /// Markdown, with or without front matter.
    Markdown,
}

/// One input.
#[derive(Clone, Debug)]
enum Input {
    Stdin,
    File(PathBuf),
}

impl Input {
    fn name(&self) -> String {
        match self {
            Self::Stdin => "standard input".to_owned(),
            Self::File(file) => file.display().to_string(),
        }
    }

    fn read(&self) -> Result<Vec<u8>, ImportError> {
        let fault = |error: std::io::Error| ImportError {
            message: format!("it cannot be read: {error}"),
            help: "check its name and that you may read it".into(),
        };
        match self {
            Self::Stdin => {
                let mut bytes = Vec::new();
                std::io::stdin()
                    .lock()
                    .take(MAX_RAW_BYTES as u64 + 1)
                    .read_to_end(&mut bytes)
                    .map_err(fault)?;
                Ok(bytes)
            }
            Self::File(file) => {
                let mut bytes = Vec::new();
                fs::File::open(file)
                    .map_err(fault)?
                    .take(MAX_RAW_BYTES as u64 + 1)
                    .read_to_end(&mut bytes)
                    .map_err(fault)?;
                Ok(bytes)
            }
        }
    }
}

/// What one input came to.
struct Line {
    input: String,
    imported: Option<Imported>,
    filed: Option<ImportOutcome>,
    fault: Option<ImportError>,
}

pub(super) fn run(root: Option<&Path>, args: &ImportArgs, say: &Say) -> Outcome {
    let Expanded { inputs, missing, passed_over } = expand(&args.inputs);
    if !passed_over.is_empty() {
        let some: Vec<_> =
            passed_over.iter().take(5).map(|file| file.display().to_string()).collect();
        let more = if passed_over.len() > some.len() { ", …" } else { "" };
        say.note(&format!(
            "{} passed over: {}{more}; save such files as web pages or text to import them",
            counted(passed_over.len(), "file"),
            some.join(", ")
        ));
    }
    for fault in &missing {
        say.error(fault, Some("check the name; put a glob between quotation marks"));
    }
    if inputs.is_empty() {
        return Outcome::Errors;
    }
    if inputs.len() > 1 && (args.url.is_some() || args.date.is_some()) {
        say.error(
            "--url and --date are for one article, and there are several inputs",
            Some("import it alone"),
        );
        return Outcome::Usage;
    }
    let day = args.today.unwrap_or_else(today);
    let mut project =
        root.map(|root| Project::new(root, Overrides::default(), StorageMode::Memory));
    let importer = match project.as_mut().map(|project| project.importer(day)) {
        None => Importer::alone(),
        Some(Ok(importer)) => importer,
        Some(Err(faults)) => {
            say.diagnostics(&faults);
            return Outcome::Errors;
        }
    };
    if args.stdout {
        return to_stdout(&importer, &inputs, args, day, say);
    }
    let desk = match &project {
        Some(project) => project.desk(args.into.as_deref()),
        None => {
            say.error(
                "there is no `site.toml` in this folder or in any above it, so there is no digest to import into",
                Some("make a new site with `offprint init DIR`, name its folder with -C DIR, or print the file with --stdout"),
            );
            return Outcome::Usage;
        }
    };
    let mut desk = match desk {
        Ok(desk) => desk,
        Err(fault) => {
            say.error(&fault.message, Some(&fault.help));
            return Outcome::Usage;
        }
    };
    let many = inputs.len() > 1;
    let bar = bar(inputs.len(), say);
    let mut lines = Vec::with_capacity(inputs.len());
    // Read at once, filed in order: what a file is called must not depend on who was first.
    for chunk in inputs.chunks(AT_ONCE) {
        let read = |input| match root {
            Some(root) if is_content(root, input) => Err(ImportError {
                message: "it is content of this site already".into(),
                help: "edit it where it is; import is for articles from elsewhere".into(),
            }),
            _ => read(&importer, input, args, day),
        };
        let read: Vec<_> = chunk.par_iter().map(|input| (input, read(input))).collect();
        for (input, imported) in read {
            let mut line = file(&mut desk, input, imported, args);
            bar.inc(1);
            bar.suspend(|| tell(&line, args, many, say));
            if many && let Some(imported) = &mut line.imported {
                // Only the table needs the rest.
                imported.text = String::new();
                imported.left_out = Vec::new();
                imported.images = Vec::new();
            }
            lines.push(line);
        }
    }
    bar.finish_and_clear();
    if many && args.format == Format::Human {
        table(&lines, say);
    }
    let has_faults = !missing.is_empty() || lines.iter().any(|line| {
        line.fault.is_some()
            || matches!(&line.filed, Some(ImportOutcome::Merged(_, conflicts)) if *conflicts > 0)
    });
    if has_faults { Outcome::Errors } else { Outcome::Done }
}

/// Whether a file is one of the site's content already. Raw pages may lie there, too.
fn is_content(root: &Path, input: &Input) -> bool {
    let Input::File(file) = input else { return false };
    if !file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md")) {
        return false;
    }
    let real = |path: &Path| path.canonicalize().ok();
    real(file)
        .zip(real(&root.join("content")))
        .is_some_and(|(file, content)| file.starts_with(content))
}

fn read(
    importer: &Importer,
    input: &Input,
    args: &ImportArgs,
    day: Date,
) -> Result<Imported, ImportError> {
    let bytes = input.read()?;
    let name = match input {
        Input::Stdin => None,
        Input::File(file) => file.file_name().map(|name| name.to_string_lossy().into_owned()),
    };
    let format = args.format_of_input.map(|format| match format {
        InputFormat::Html => RawFormat::Html,
        InputFormat::Text => RawFormat::Text,
        InputFormat::Markdown => RawFormat::Markdown,
    });
    let asked = ImportOptions {
        name,
        format,
        url: args.url.clone(),
        date: args.date,
        draft: args.draft,
        today: day,
    };
    importer.read(&bytes, &asked)
}

fn file(
    desk: &mut ImportWriter,
    input: &Input,
    imported: Result<Imported, ImportError>,
    args: &ImportArgs,
) -> Line {
    let mut line = Line { input: input.name(), imported: None, filed: None, fault: None };
    match imported {
        Err(fault) => line.fault = Some(fault),
        Ok(mut imported) => {
            let how =
                WriteOptions { force: args.force, dry_run: args.dry_run, assets: args.assets };
            let beside = match input {
                Input::Stdin => None,
                Input::File(file) => Some(
                    file.parent()
                        .filter(|folder| !folder.as_os_str().is_empty())
                        .unwrap_or(Path::new(".")),
                ),
            };
            if !args.assets && !imported.images.is_empty() {
                imported.warnings.push(format!(
                    "{} saved with the page {} left out: import with --assets to take them along",
                    counted(imported.images.len(), "image"),
                    if imported.images.len() == 1 { "was" } else { "were" }
                ));
            }
            match desk.file(&imported, how, beside) {
                Ok(filed) => line.filed = Some(filed),
                Err(fault) => line.fault = Some(fault),
            }
            line.imported = Some(imported);
        }
    }
    line
}

fn to_stdout(
    importer: &Importer,
    inputs: &[Input],
    args: &ImportArgs,
    day: Date,
    say: &Say,
) -> Outcome {
    let mut outcome = Outcome::Done;
    for input in inputs {
        match read(importer, input, args, day) {
            Ok(imported) => {
                let text = imported.without_images();
                for warning in &imported.warnings {
                    say.note(&format!("{}: {warning}", input.name()));
                }
                if say.is_verbose {
                    explain(&imported, say);
                }
                if args.format == Format::Json {
                    let mut object = object(&input.name(), Some(&imported), None, None);
                    object["text"] = Value::String(text);
                    say.result(&object.to_string());
                } else if say.raw(text.as_bytes()) != Outcome::Done {
                    return Outcome::Errors;
                }
            }
            Err(fault) => {
                say.error(&format!("{}: {}", input.name(), fault.message), Some(&fault.help));
                outcome = Outcome::Errors;
            }
        }
    }
    outcome
}

/// What the arguments name.
struct Expanded {
    /// The files, each once, in order.
    inputs: Vec<Input>,
    /// What is wrong with arguments that name nothing.
    missing: Vec<String>,
    /// Documents of folders that no import reads.
    passed_over: Vec<PathBuf>,
}

fn expand(arguments: &[String]) -> Expanded {
    let mut files: Vec<Input> = Vec::new();
    let mut passed_over = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut missing = Vec::new();
    let mut has_stdin = false;
    for argument in arguments {
        if argument == "-" {
            if !std::mem::replace(&mut has_stdin, true) {
                files.push(Input::Stdin);
            }
            continue;
        }
        let path = Path::new(argument);
        let found: Vec<PathBuf> = if path.is_dir() {
            walk(path, &mut passed_over)
        } else if path.exists() {
            vec![path.to_owned()]
        } else {
            let mut found: Vec<PathBuf> =
                glob::glob(argument).into_iter().flatten().filter_map(Result::ok).collect();
            found.sort();
            found
                .into_iter()
                .flat_map(
                    |path| if path.is_dir() { walk(&path, &mut passed_over) } else { vec![path] },
                )
                .collect()
        };
        if found.is_empty() {
            missing.push(if path.is_dir() {
                format!("there is no article in `{argument}`: no HTML, text or Markdown file")
            } else {
                format!("there is no file `{argument}`")
            });
        }
        files.extend(found.into_iter().filter(|file| seen.insert(file.clone())).map(Input::File));
    }
    Expanded { inputs: files, missing, passed_over }
}

/// The files of a folder that look like articles, sorted; not what was saved beside a page.
fn walk(folder: &Path, passed_over: &mut Vec<PathBuf>) -> Vec<PathBuf> {
    let is_beside = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() > 0
            && (name.starts_with('.')
                || entry.file_type().is_dir()
                    && ["_files", ".files", "_archivos", "_fichiers", "-Dateien"]
                        .iter()
                        .any(|ending| name.ends_with(ending)))
    };
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !is_beside(entry))
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .filter(|file| {
            let ending = file
                .extension()
                .map(|ending| ending.to_string_lossy().to_ascii_lowercase())
                .unwrap_or_default();
            if DOCUMENTS.contains(&ending.as_str()) {
                passed_over.push(file.clone());
            }
            ENDINGS.contains(&ending.as_str())
        })
        .collect()
}

fn bar(count: usize, say: &Say) -> ProgressBar {
    if count < 20 || !say.is_watched() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count as u64);
    if let Ok(style) = ProgressStyle::with_template("importing {bar:30} {pos}/{len}") {
        bar.set_style(style);
    }
    bar
}

fn tell(line: &Line, args: &ImportArgs, many: bool, say: &Say) {
    if args.format == Format::Json {
        say.result(
            &object(&line.input, line.imported.as_ref(), line.filed.as_ref(), line.fault.as_ref())
                .to_string(),
        );
        return;
    }
    if let Some(fault) = &line.fault {
        say.error(&format!("{}: {}", line.input, fault.message), Some(&fault.help));
    }
    let (Some(imported), Some(filed)) = (&line.imported, &line.filed) else { return };
    say.closing(&format!("{} → {}", line.input, outcome_text(filed, args.dry_run)));
    if let ImportOutcome::New(_) | ImportOutcome::Merged(..) = filed {
        if !many {
            let date = imported.date.map_or_else(|| "no date".to_owned(), |date| date.to_string());
            let drugs = if imported.drugs.is_empty() {
                "no drugs".to_owned()
            } else {
                imported.drugs.join(", ")
            };
            say.closing(&format!(
                "  {}\n  {date} · {} · {drugs} · {}",
                imported.title,
                counted(imported.words, "word"),
                counted(imported.citations, "citation")
            ));
        }
        for warning in &imported.warnings {
            say.note(&if many { format!("{}: {warning}", line.input) } else { warning.clone() });
        }
    }
    if say.is_verbose {
        explain(imported, say);
    }
}

fn outcome_text(filed: &ImportOutcome, dry_run: bool) -> String {
    match (filed, dry_run) {
        (ImportOutcome::New(path), false) => path.clone(),
        (ImportOutcome::New(path), true) => format!("{path} (would be written)"),
        (ImportOutcome::Same(path), _) => format!("{path} (imported before, unchanged)"),
        (ImportOutcome::Changed(path), _) => {
            format!(
                "{path} (imported before; the source has changed: --force merges it, your changes stay)"
            )
        }
        (ImportOutcome::Present(path), _) => {
            format!("{path} (in the digest already, by its address; left alone)")
        }
        (ImportOutcome::Gone(path), _) => {
            format!("{path} (imported before, and its file is gone; --force imports it anew)")
        }
        (ImportOutcome::Merged(path, 0), false) => format!("{path} (merged with your changes)"),
        (ImportOutcome::Merged(path, 0), true) => {
            format!("{path} (would be merged with your changes)")
        }
        (ImportOutcome::Merged(path, conflicts), _) => {
            format!(
                "{path} (merged; {} marked with <<<<<<<: choose, and remove the marks)",
                counted(*conflicts, "conflict")
            )
        }
    }
}

/// Where each thing came from, and what was left out.
fn explain(imported: &Imported, say: &Say) {
    for field in &imported.fields {
        let value: String = field.value.chars().take(60).collect();
        say.detail(&format!(
            "    {:<14} {value}  ({}, {} %)",
            field.name, field.from, field.confidence
        ));
    }
    for left in &imported.left_out {
        say.detail(&format!(
            "    left out       {}  ({}; {} characters)",
            left.excerpt, left.why, left.length
        ));
    }
}

fn object(
    input: &str,
    imported: Option<&Imported>,
    filed: Option<&ImportOutcome>,
    fault: Option<&ImportError>,
) -> Value {
    let (status, path) = match filed {
        _ if fault.is_some() => ("error", None),
        None => ("read", None),
        Some(ImportOutcome::New(path)) => ("new", Some(path)),
        Some(ImportOutcome::Same(path)) => ("unchanged", Some(path)),
        Some(ImportOutcome::Changed(path)) => ("changed", Some(path)),
        Some(ImportOutcome::Present(path)) => ("present", Some(path)),
        Some(ImportOutcome::Gone(path)) => ("gone", Some(path)),
        Some(ImportOutcome::Merged(path, 0)) => ("merged", Some(path)),
        Some(ImportOutcome::Merged(path, _)) => ("conflict", Some(path)),
    };
    let mut object = json!({ "input": input, "status": status, "path": path });
    if let Some(fault) = fault {
        object["error"] = json!({ "message": fault.message, "help": fault.help });
    }
    if let Some(imported) = imported {
        object["title"] = json!(imported.title);
        object["date"] = json!(imported.date.map(|date| date.to_string()));
        object["words"] = json!(imported.words);
        object["drugs"] = json!(imported.drugs);
        object["citations"] = json!(imported.citations);
        object["encoding"] = json!(imported.encoding);
        object["warnings"] = json!(imported.warnings);
        object["fields"] = json!(imported.fields);
        object["left_out"] = json!(imported.left_out);
    }
    object
}

/// The summary of many: file, title, date, words, drugs, citations, warnings.
fn table(lines: &[Line], say: &Say) {
    let cut = |text: &str, most: usize| -> String {
        if text.chars().count() <= most {
            text.to_owned()
        } else {
            text.chars().take(most - 1).chain(['…']).collect()
        }
    };
    say.closing("");
    say.closing(&format!(
        "{:<28}  {:<36}  {:<10}  {:>6}  {:<24}  {:>5}  warnings",
        "file", "title", "date", "words", "drugs", "cited"
    ));
    for line in lines {
        let name = line.input.rsplit('/').next().unwrap_or(&line.input);
        match (&line.imported, &line.fault) {
            (Some(imported), None) => say.closing(&format!(
                "{:<28}  {:<36}  {:<10}  {:>6}  {:<24}  {:>5}  {}",
                cut(name, 28),
                cut(&imported.title, 36),
                imported.date.map_or_else(|| "–".to_owned(), |date| date.to_string()),
                grouped(imported.words),
                cut(&imported.drugs.join(", "), 24),
                imported.citations,
                imported.warnings.join("; ")
            )),
            (_, Some(fault)) => {
                say.closing(&format!("{:<28}  not imported: {}", cut(name, 28), fault.message))
            }
            _ => {}
        }
    }
    let new = lines.iter().filter(|line| matches!(line.filed, Some(ImportOutcome::New(_)))).count();
    let merged =
        lines.iter().filter(|line| matches!(line.filed, Some(ImportOutcome::Merged(..)))).count();
    let faults = lines.iter().filter(|line| line.fault.is_some()).count();
    let mut parts = vec![format!("{} imported", grouped(new))];
    for (count, what) in [
        (merged, "merged"),
        (lines.len() - new - merged - faults, "known before"),
        (faults, "not imported"),
    ] {
        if count > 0 {
            parts.push(format!("{} {what}", grouped(count)));
        }
    }
    say.closing(&format!("\n{}: {}", counted(lines.len(), "file"), parts.join(", ")));
}
