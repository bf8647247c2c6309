//! `import`: turns raw articles into content files.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use offprint::{Overrides, Project, StorageMode};
use offprint_import::{
    ImportError, ImportOptions, ImportOutcome, ImportWriter, Imported, Importer, MAX_RAW_BYTES,
    Omissions, RawFormat, WriteOptions,
};
use rayon::prelude::*;
use serde_json::{Value, json};
use url::Url;

use super::options::{ExitStatus, ReportFormat, today};
use super::terminal::{Terminal, counted, grouped};

/// Endings of the files for which a folder is searched. A file that is an argument itself may have
/// any ending.
const ARTICLE_ENDINGS: [&str; 12] = [
    "html", "htm", "xhtml", "shtml", "mht", "mhtml", "txt", "text", "md", "markdown", "mdown",
    "mkd",
];

/// Endings of documents that may be articles, but in formats that `import` cannot read.
const DOCUMENT_ENDINGS: [&str; 11] =
    ["doc", "docx", "eml", "epub", "ipynb", "odt", "pages", "pdf", "ps", "rtf", "webarchive"];

/// How many articles are in memory at once.
const BATCH: usize = 64;

#[derive(Args, Clone, Debug)]
pub(super) struct ImportArgs {
    /// A saved page, a text, a folder (searched recursively), a glob, or `-` for standard input.
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<String>,
    /// Print the content file instead of writing it. Works without a site.
    #[arg(long)]
    stdout: bool,
    /// Show what would be imported, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Mark imported articles as drafts.
    #[arg(long)]
    draft: bool,
    /// Merge changes of the source into previously imported files. Your changes are kept.
    #[arg(long)]
    force: bool,
    /// The format of the input, if it is not recognised.
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    format_of_input: Option<InputFormat>,
    /// The URL of the original article; for a single input.
    #[arg(long, value_name = "URL")]
    url: Option<Url>,
    /// The date of publication; for a single input.
    #[arg(long, value_name = "DATE", value_parser = super::options::parse_day)]
    date: Option<Date>,
    /// The folder for new files, instead of `content/articles`. It must be in `content/`.
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
    /// Also import the images that were saved with a page, into a separate folder for each article.
    #[arg(long)]
    assets: bool,
    /// Keep everything from the title to the end, also menus and advertisements. For a page of which
    /// something was left out.
    #[arg(long)]
    keep_all: bool,
    /// The day of the import, instead of today. Later dates are not trusted.
    #[arg(long, value_name = "DATE", value_parser = super::options::parse_day)]
    today: Option<Date>,
    /// The format of the report. JSON is one object per line, for each input.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    format: ReportFormat,
}

/// The formats that `--as` accepts.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum InputFormat {
    /// A web page.
    Html,
    /// Text copied from a web page.
    Text,
    /// Markdown, with or without front matter.
    Markdown,
}

/// One input.
#[derive(Clone, Debug)]
enum RawInput {
    Stdin,
    File(PathBuf),
}

impl RawInput {
    fn name(&self) -> String {
        match self {
            Self::Stdin => "standard input".to_owned(),
            Self::File(file) => file.display().to_string(),
        }
    }

    fn read(&self) -> Result<Vec<u8>, ImportError> {
        let fault = |error: std::io::Error| ImportError {
            message: format!("it cannot be read: {error}"),
            help: "check the file name and its permissions".into(),
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

/// What was done with one input.
struct InputReport {
    input: String,
    imported: Option<Imported>,
    filed: Option<ImportOutcome>,
    fault: Option<ImportError>,
}

pub(super) fn run(root: Option<&Path>, args: &ImportArgs, terminal: &Terminal) -> ExitStatus {
    let ExpandedInputs { inputs, missing, skipped } = expand_inputs(&args.inputs);
    if !skipped.is_empty() {
        let some: Vec<_> = skipped.iter().take(5).map(|file| file.display().to_string()).collect();
        let more = if skipped.len() > some.len() { ", …" } else { "" };
        terminal.warning(&format!(
            "{} skipped: {}{more}; to import such files, save them as web pages or text",
            counted(skipped.len(), "file"),
            some.join(", ")
        ));
    }
    for fault in &missing {
        terminal.error(fault, Some("check the name, and put a glob in quotation marks"));
    }
    if inputs.is_empty() {
        return ExitStatus::Errors;
    }
    if inputs.len() > 1 && (args.url.is_some() || args.date.is_some()) {
        terminal.error(
            "--url and --date work only with a single input",
            Some("import the article alone"),
        );
        return ExitStatus::Usage;
    }
    let day = args.today.unwrap_or_else(today);
    let mut project =
        root.map(|root| Project::new(root, Overrides::default(), StorageMode::Memory));
    let importer = match project.as_mut().map(|project| project.importer(day)) {
        None => Importer::alone(),
        Some(Ok(importer)) => importer,
        Some(Err(faults)) => {
            terminal.diagnostics(&faults);
            return ExitStatus::Errors;
        }
    };
    if args.stdout {
        return print_imported(&importer, &inputs, args, day, terminal);
    }
    let writer = match &project {
        Some(project) => project.import_writer(args.into.as_deref()),
        None => {
            terminal.error(
                "there is no `site.toml` in this folder or its parent folders, so there is no site to import into",
                Some("create a new site with `offprint init DIR`, name its folder with -C DIR, or print the file with --stdout"),
            );
            return ExitStatus::Usage;
        }
    };
    let mut writer = match writer {
        Ok(writer) => writer,
        Err(fault) => {
            terminal.error(&fault.message, Some(&fault.help));
            return ExitStatus::Usage;
        }
    };
    let many = inputs.len() > 1;
    let bar = progress_bar(inputs.len(), terminal);
    let mut lines = Vec::with_capacity(inputs.len());
    // Read in parallel, written in order: the name of a file must not depend on timing.
    for chunk in inputs.chunks(BATCH) {
        let read = |input| match root {
            Some(root) if is_content(root, input) => Err(ImportError {
                message: "this file is already part of the site".into(),
                help: "edit the file itself; import is for articles from elsewhere".into(),
            }),
            _ => import_input(&importer, input, args, day),
        };
        let read: Vec<_> = chunk.par_iter().map(|input| (input, read(input))).collect();
        for (input, imported) in read {
            let mut line = write_imported(&mut writer, input, imported, args);
            bar.inc(1);
            bar.suspend(|| report_input(&line, args, many, terminal));
            if many && let Some(imported) = &mut line.imported {
                // Only the table is printed later, and it does not need the text.
                imported.text = String::new();
                imported.left_out = Vec::new();
                imported.images = Vec::new();
            }
            lines.push(line);
        }
    }
    bar.finish_and_clear();
    if many && args.format == ReportFormat::Human {
        print_table(&lines, terminal);
    }
    let has_faults = !missing.is_empty() || lines.iter().any(|line| {
        line.fault.is_some()
            || matches!(&line.filed, Some(ImportOutcome::Merged(_, conflicts)) if *conflicts > 0)
    });
    if has_faults { ExitStatus::Errors } else { ExitStatus::Success }
}

/// Whether a file is already a content file of the site. Raw pages may be in the same folder.
fn is_content(root: &Path, input: &RawInput) -> bool {
    let RawInput::File(file) = input else { return false };
    if !file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md")) {
        return false;
    }
    let real = |path: &Path| path.canonicalize().ok();
    real(file)
        .zip(real(&root.join("content")))
        .is_some_and(|(file, content)| file.starts_with(content))
}

fn import_input(
    importer: &Importer,
    input: &RawInput,
    args: &ImportArgs,
    day: Date,
) -> Result<Imported, ImportError> {
    let bytes = input.read()?;
    let name = match input {
        RawInput::Stdin => None,
        RawInput::File(file) => file.file_name().map(|name| name.to_string_lossy().into_owned()),
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
        keep_all: args.keep_all,
    };
    importer.import(&bytes, &asked)
}

fn write_imported(
    writer: &mut ImportWriter,
    input: &RawInput,
    imported: Result<Imported, ImportError>,
    args: &ImportArgs,
) -> InputReport {
    let mut line = InputReport { input: input.name(), imported: None, filed: None, fault: None };
    match imported {
        Err(fault) => line.fault = Some(fault),
        Ok(mut imported) => {
            let how =
                WriteOptions { force: args.force, dry_run: args.dry_run, assets: args.assets };
            let beside = match input {
                RawInput::Stdin => None,
                RawInput::File(file) => Some(
                    file.parent()
                        .filter(|folder| !folder.as_os_str().is_empty())
                        .unwrap_or(Path::new(".")),
                ),
            };
            if !args.assets && !imported.images.is_empty() {
                imported.warnings.push(format!(
                    "{} saved with the page not imported: use --assets to import images too",
                    counted(imported.images.len(), "image"),
                ));
            }
            match writer.file(&imported, how, beside) {
                Ok(filed) => line.filed = Some(filed),
                Err(fault) => line.fault = Some(fault),
            }
            line.imported = Some(imported);
        }
    }
    line
}

fn print_imported(
    importer: &Importer,
    inputs: &[RawInput],
    args: &ImportArgs,
    day: Date,
    terminal: &Terminal,
) -> ExitStatus {
    let mut status = ExitStatus::Success;
    for input in inputs {
        match import_input(importer, input, args, day) {
            Ok(imported) => {
                let text = imported.without_images();
                for warning in &imported.warnings {
                    terminal.warning(&format!("{}: {warning}", input.name()));
                }
                if let Some(omissions) = omissions_text(&imported.omissions) {
                    terminal.warning(&format!("{}: {omissions}", input.name()));
                }
                if terminal.is_verbose {
                    print_origins(&imported, terminal);
                }
                if args.format == ReportFormat::Json {
                    let mut object = json_report(&input.name(), Some(&imported), None, None);
                    object["text"] = Value::String(text);
                    terminal.result(&object.to_string());
                } else if terminal.raw(text.as_bytes()) != ExitStatus::Success {
                    return ExitStatus::Errors;
                }
            }
            Err(fault) => {
                terminal.error(&format!("{}: {}", input.name(), fault.message), Some(&fault.help));
                status = ExitStatus::Errors;
            }
        }
    }
    status
}

/// The files that the arguments specify.
struct ExpandedInputs {
    /// The files, each once, in order.
    inputs: Vec<RawInput>,
    /// Messages about arguments that match no file.
    missing: Vec<String>,
    /// Documents in folders that `import` cannot read.
    skipped: Vec<PathBuf>,
}

fn expand_inputs(arguments: &[String]) -> ExpandedInputs {
    let mut files: Vec<RawInput> = Vec::new();
    let mut skipped = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut missing = Vec::new();
    let mut has_stdin = false;
    for argument in arguments {
        if argument == "-" {
            if !std::mem::replace(&mut has_stdin, true) {
                files.push(RawInput::Stdin);
            }
            continue;
        }
        let path = Path::new(argument);
        let found: Vec<PathBuf> = if path.is_dir() {
            find_article_files(path, &mut skipped)
        } else if path.exists() {
            vec![path.to_owned()]
        } else {
            let mut found: Vec<PathBuf> =
                glob::glob(argument).into_iter().flatten().filter_map(Result::ok).collect();
            found.sort();
            found
                .into_iter()
                .flat_map(|path| {
                    if path.is_dir() { find_article_files(&path, &mut skipped) } else { vec![path] }
                })
                .collect()
        };
        if found.is_empty() {
            missing.push(if path.is_dir() {
                format!(
                    "no articles found in `{argument}`: it contains no HTML, text or Markdown files"
                )
            } else {
                format!("there is no file `{argument}`")
            });
        }
        files
            .extend(found.into_iter().filter(|file| seen.insert(file.clone())).map(RawInput::File));
    }
    ExpandedInputs { inputs: files, missing, skipped }
}

/// The files in a folder that look like articles, sorted. Folders that a browser saved with a page
/// are not searched.
fn find_article_files(folder: &Path, skipped: &mut Vec<PathBuf>) -> Vec<PathBuf> {
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
            if DOCUMENT_ENDINGS.contains(&ending.as_str()) {
                skipped.push(file.clone());
            }
            ARTICLE_ENDINGS.contains(&ending.as_str())
        })
        .collect()
}

fn progress_bar(count: usize, terminal: &Terminal) -> ProgressBar {
    if count < 20 || !terminal.is_watched() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count as u64);
    if let Ok(style) = ProgressStyle::with_template("importing {bar:30} {pos}/{len}") {
        bar.set_style(style);
    }
    bar
}

fn report_input(line: &InputReport, args: &ImportArgs, many: bool, terminal: &Terminal) {
    if args.format == ReportFormat::Json {
        terminal.result(
            &json_report(
                &line.input,
                line.imported.as_ref(),
                line.filed.as_ref(),
                line.fault.as_ref(),
            )
            .to_string(),
        );
        return;
    }
    if let Some(fault) = &line.fault {
        terminal.error(&format!("{}: {}", line.input, fault.message), Some(&fault.help));
    }
    let (Some(imported), Some(filed)) = (&line.imported, &line.filed) else { return };
    terminal.summary(&format!("{} → {}", line.input, outcome_text(filed, args.dry_run)));
    if let ImportOutcome::New(_) | ImportOutcome::Merged(..) = filed {
        if !many {
            let date = imported.date.map_or_else(|| "no date".to_owned(), |date| date.to_string());
            let drugs = if imported.drugs.is_empty() {
                "no drugs".to_owned()
            } else {
                imported.drugs.join(", ")
            };
            terminal.summary(&format!(
                "  {}\n  {date} · {} · {drugs} · {}",
                imported.title,
                counted(imported.words, "word"),
                counted(imported.citations, "citation")
            ));
        }
        for warning in &imported.warnings {
            terminal.warning(&if many {
                format!("{}: {warning}", line.input)
            } else {
                warning.clone()
            });
        }
        // The table has a column for several inputs.
        if !many && let Some(omissions) = omissions_text(&imported.omissions) {
            terminal.warning(&omissions);
        }
    }
    if terminal.is_verbose {
        print_origins(imported, terminal);
    }
}

fn outcome_text(filed: &ImportOutcome, dry_run: bool) -> String {
    match (filed, dry_run) {
        (ImportOutcome::New(path), false) => path.clone(),
        (ImportOutcome::New(path), true) => format!("{path} (would be written)"),
        (ImportOutcome::Same(path), _) => format!("{path} (already imported, unchanged)"),
        (ImportOutcome::Changed(path), _) => {
            format!(
                "{path} (already imported; the source has changed: --force merges the changes and keeps yours)"
            )
        }
        (ImportOutcome::Present(path), _) => {
            format!("{path} (this article already exists, with the same URL; not changed)")
        }
        (ImportOutcome::Gone(path), _) => {
            format!("{path} (already imported, but its file was deleted; --force imports it again)")
        }
        (ImportOutcome::Merged(path, 0), false) => format!("{path} (merged with your changes)"),
        (ImportOutcome::Merged(path, 0), true) => {
            format!("{path} (would be merged with your changes)")
        }
        (ImportOutcome::Merged(path, conflicts), _) => {
            format!(
                "{path} (merged; {} marked with <<<<<<<: choose a version and remove the marks)",
                counted(*conflicts, "conflict")
            )
        }
    }
}

/// What was left out and may be content, in one line.
fn omissions_text(omissions: &Omissions) -> Option<String> {
    (!omissions.is_empty()).then(|| {
        format!(
            "left out: {} with {}; the largest begins “{}” (-v lists all, --keep-all keeps everything)",
            counted(omissions.blocks, "block"),
            counted(omissions.words, "word"),
            omissions.largest
        )
    })
}

/// Where each field came from, and which parts of the page were removed.
fn print_origins(imported: &Imported, terminal: &Terminal) {
    for field in &imported.fields {
        let value: String = field.value.chars().take(60).collect();
        terminal.detail(&format!(
            "    {:<14} {value}  ({}, {})",
            field.name,
            field.from,
            confidence_text(field.confidence)
        ));
    }
    for left in &imported.left_out {
        terminal.detail(&format!(
            "    removed        {}  ({}; {} characters)",
            left.excerpt, left.why, left.length
        ));
    }
}

/// A rank from 0 to 100 in words. It is not a probability, so it is not printed as a percentage.
fn confidence_text(rank: u8) -> &'static str {
    match rank {
        90.. => "certain",
        60.. => "likely",
        _ => "unsure",
    }
}

fn json_report(
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
        object["omissions"] = json!(imported.omissions);
    }
    object
}

/// The table for several inputs: file, title, date, words, words that were left out and may be
/// content, drugs, citations, warnings.
fn print_table(lines: &[InputReport], terminal: &Terminal) {
    let cut = |text: &str, most: usize| -> String {
        if text.chars().count() <= most {
            text.to_owned()
        } else {
            text.chars().take(most - 1).chain(['…']).collect()
        }
    };
    terminal.summary("");
    terminal.summary(&format!(
        "{:<28}  {:<36}  {:<10}  {:>6}  {:>8}  {:<24}  {:>5}  warnings",
        "file", "title", "date", "words", "left out", "drugs", "cited"
    ));
    for line in lines {
        let name = line.input.rsplit('/').next().unwrap_or(&line.input);
        match (&line.imported, &line.fault) {
            (Some(imported), None) => terminal.summary(&format!(
                "{:<28}  {:<36}  {:<10}  {:>6}  {:>8}  {:<24}  {:>5}  {}",
                cut(name, 28),
                cut(&imported.title, 36),
                imported.date.map_or_else(|| "–".to_owned(), |date| date.to_string()),
                grouped(imported.words),
                grouped(imported.omissions.words),
                cut(&imported.drugs.join(", "), 24),
                imported.citations,
                imported.warnings.join("; ")
            )),
            (_, Some(fault)) => {
                terminal.summary(&format!(
                    "{:<28}  not imported: {}",
                    cut(name, 28),
                    fault.message
                ));
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
        (lines.len() - new - merged - faults, "already imported"),
        (faults, "not imported"),
    ] {
        if count > 0 {
            parts.push(format!("{} {what}", grouped(count)));
        }
    }
    terminal.summary(&format!("\n{}: {}", counted(lines.len(), "file"), parts.join(", ")));
}
