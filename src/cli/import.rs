//! `import`: turns raw articles into content files.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use offprint::{Overrides, Project, StorageMode};
use offprint_import::{
    FiledImport, ImageFolders, ImageReport, ImportError, ImportOptions, ImportOutcome,
    ImportWriter, Imported, Importer, MAX_RAW_BYTES, RawFormat, WriteOptions, discard_common_tags,
};
use rayon::prelude::*;
use serde_json::Value;
use url::Url;

use super::import_drafts::hold_back_faulty;
use super::import_report::{
    InputReport, ReportOptions, discarded_tags_text, json_report, omissions_text, print_origins,
    print_table, printed_image_warnings, report_input,
};
use super::options::{ExitStatus, ReportFormat, today};
use super::terminal::{Terminal, counted};

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
    /// Copy the images that belong to an article. This is the default; it overrides an earlier
    /// --no-assets.
    #[arg(long, overrides_with = "no_assets")]
    assets: bool,
    /// Do not copy the images that belong to an article. A later import without this option adds
    /// them, also to an article that you have edited.
    #[arg(long, overrides_with = "assets")]
    no_assets: bool,
    /// Keep everything from the title to the end, also menus and advertisements. For a web page or
    /// a pasted text of which something was left out. Changes nothing for Markdown, of which only
    /// comments and code that would run in the browser are left out, with or without this option.
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
    /// A file, and the folder among the arguments that it was found in.
    File(PathBuf, Option<PathBuf>),
}

impl RawInput {
    fn name(&self) -> String {
        match self {
            Self::Stdin => "standard input".to_owned(),
            Self::File(file, _) => file.display().to_string(),
        }
    }

    /// Where its images may be.
    fn image_folders(&self) -> Option<ImageFolders> {
        match self {
            Self::Stdin => None,
            Self::File(file, folder) => Some(ImageFolders::of_source(file, folder.as_deref())),
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
            Self::File(file, _) => {
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
    let options = ReportOptions { format: args.format, is_dry_run: args.dry_run, has_many: many };
    // Of many inputs, each is reported as soon as it is written, and the table follows.
    let is_live = many && args.format == ReportFormat::Human;
    let bar = progress_bar(inputs.len(), terminal);
    let mut lines = Vec::with_capacity(inputs.len());
    // Read in parallel, written in order: the name of a file must not depend on timing.
    for chunk in inputs.chunks(BATCH) {
        let read = |input| match root {
            Some(root) if is_content(root, input) => Err(ImportError {
                message: "this file is already part of the site".into(),
                help: "edit the file itself, or move it out of `content/` to have it converted"
                    .into(),
            }),
            _ => import_input(&importer, input, args, day),
        };
        let mut read: Vec<_> = chunk.par_iter().map(|input| (input, read(input))).collect();
        discard_common_tags(read.iter_mut().filter_map(|(_, imported)| imported.as_mut().ok()));
        for (input, imported) in read {
            let mut line = write_imported(&mut writer, input, imported, args);
            bar.inc(1);
            if is_live {
                bar.suspend(|| report_input(&line, options, terminal));
            }
            if many && let Some(imported) = &mut line.imported {
                // What is printed later does not need the text.
                imported.text = String::new();
                imported.images = Vec::new();
            }
            lines.push(line);
        }
    }
    bar.finish_and_clear();
    if let Some(project) = project.as_mut().filter(|_| !args.dry_run) {
        let held_back = hold_back_faulty(project, &writer, &mut lines, day, terminal.is_verbose);
        for warning in held_back.into_iter().filter(|_| is_live) {
            terminal.warning(&warning);
        }
    }
    for line in lines.iter().filter(|_| !is_live) {
        report_input(line, options, terminal);
    }
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
    let RawInput::File(file, _) = input else { return false };
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
        RawInput::File(file, _) => file.file_name().map(|name| name.to_string_lossy().into_owned()),
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
    let mut line = InputReport {
        input: input.name(),
        imported: None,
        filed: None,
        images: ImageReport::default(),
        fault: None,
    };
    match imported {
        Err(fault) => line.fault = Some(fault),
        Ok(imported) => {
            let how = WriteOptions {
                force: args.force,
                dry_run: args.dry_run,
                assets: args.assets || !args.no_assets,
            };
            match writer.file(&imported, how, input.image_folders().as_ref()) {
                Ok(FiledImport { outcome, images }) => {
                    line.filed = Some(outcome);
                    line.images = images;
                }
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
                let images = printed_image_warnings(&imported, terminal.is_verbose);
                for warning in images.into_iter().chain(discarded_tags_text(&imported)) {
                    terminal.warning(&format!("{}: {warning}", input.name()));
                }
                if terminal.is_verbose {
                    print_origins(&imported, terminal);
                }
                if args.format == ReportFormat::Json {
                    let mut object = json_report(&input.name(), Some(&imported), None, None, None);
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
        let of_folder = |folder: &Path, skipped: &mut Vec<PathBuf>| -> Vec<_> {
            let files = find_article_files(folder, skipped).into_iter();
            files.map(|file| (file, Some(folder.to_owned()))).collect()
        };
        let found: Vec<(PathBuf, Option<PathBuf>)> = if path.is_dir() {
            of_folder(path, &mut skipped)
        } else if path.exists() {
            vec![(path.to_owned(), None)]
        } else {
            let mut found: Vec<PathBuf> =
                glob::glob(argument).into_iter().flatten().filter_map(Result::ok).collect();
            found.sort();
            found
                .into_iter()
                .flat_map(|path| {
                    if path.is_dir() { of_folder(&path, &mut skipped) } else { vec![(path, None)] }
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
        let is_new = |(file, _): &(PathBuf, _)| seen.insert(file.clone());
        files.extend(
            found.into_iter().filter(is_new).map(|(file, folder)| RawInput::File(file, folder)),
        );
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
