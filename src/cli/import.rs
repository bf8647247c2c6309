//! `import`: turns raw articles into content files.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use offprint::{Overrides, Project, StorageMode};
use offprint_import::{
    FeedFile, FiledImport, ImageFolders, ImageReport, ImportError, ImportOptions, ImportOutcome,
    ImportWriter, Imported, Importer, RawFormat, RecordFile, WriteOptions, discard_common_tags,
};
use rayon::prelude::*;
use serde_json::Value;
use url::Url;

use super::import_drafts::hold_back_faulty;
use super::import_inputs::{ExpandedInputs, RawInput, expand_inputs, skipped_text};
use super::import_library::add_to_library;
use super::import_links::relink_imported;
use super::import_records::{RecordSelection, report_record_file, select_records};
use super::import_report::{
    InputReport, ReportOptions, json_report, omissions_text, print_origins, print_table,
    printed_image_warnings, proposed_tags_text, report_input, text_warnings,
};
use super::options::{ExitStatus, ReportFormat, today};
use super::terminal::Terminal;

/// How many articles are in memory at once.
const BATCH: usize = 64;

#[derive(Args, Clone, Debug)]
pub(super) struct ImportArgs {
    /// A saved page, a text, a file of references (RIS, NBIB, BibTeX, CSL-JSON, PubMed XML, JATS,
    /// Crossref JSON, EndNote XML), a feed (RSS, Atom, JSON Feed), a folder (searched recursively), a
    /// glob, or `-` for standard input. Each record of a file of references and each entry of a feed
    /// becomes a draft.
    #[arg(value_name = "INPUT", required = true)]
    inputs: Vec<String>,
    /// Print the content file instead of writing it. Works without a site.
    #[arg(long)]
    stdout: bool,
    /// Show what would be imported, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// Add the works of files of references to the library in `content/sources/`, and write no
    /// articles. Works that the library has are skipped.
    #[arg(long, conflicts_with_all = [
        "stdout", "draft", "force", "format_of_input", "url", "date", "into", "assets", "no_assets",
        "keep_all",
    ])]
    library: bool,
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

pub(super) fn run(root: Option<&Path>, args: &ImportArgs, terminal: &Terminal) -> ExitStatus {
    let ExpandedInputs { inputs, missing, skipped } = expand_inputs(&args.inputs);
    if !skipped.is_empty() {
        terminal.warning(&skipped_text(&skipped, terminal.is_verbose));
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
    if args.library {
        let how = ReportOptions {
            format: args.format,
            is_dry_run: args.dry_run,
            has_many: inputs.len() > 1,
        };
        let status = add_to_library(root, &inputs, how, terminal);
        return if missing.is_empty() { status } else { ExitStatus::Errors };
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
    let mut options =
        ReportOptions { format: args.format, is_dry_run: args.dry_run, has_many: inputs.len() > 1 };
    let bar = progress_bar(inputs.len(), terminal);
    let mut lines = Vec::with_capacity(inputs.len());
    let mut has_unread_records = false;
    let mut found_records = Vec::new();
    // Read in parallel, written in order: the name of a file must not depend on timing.
    for chunk in inputs.chunks(BATCH) {
        let read = |input| match root {
            Some(root) if is_content(root, input) => ReadInput::Article(Err(ImportError {
                message: "this file is already part of the site".into(),
                help: "edit the file itself, or move it out of `content/` to have it converted"
                    .into(),
            })),
            _ => read_input(&importer, input, args, day),
        };
        let mut read: Vec<_> = chunk.par_iter().map(|input| (input, read(input))).collect();
        discard_common_tags(read.iter_mut().filter_map(|(_, read)| read.article_mut()));
        for (input, read) in read {
            let articles = match read {
                ReadInput::Article(imported) => {
                    vec![(input.name(), imported.map(|imported| *imported))]
                }
                ReadInput::Feed(file) => {
                    options.has_many = true;
                    import_entries(&importer, input, file, args, day)
                }
                ReadInput::Records(file) => {
                    // Its records are reported like the articles of several files.
                    options.has_many = true;
                    if matches!(input, RawInput::File(_, Some(_))) {
                        found_records.push(input.name());
                    }
                    report_record_file(&input.name(), &file, options, terminal);
                    has_unread_records |= file.problems.iter().any(|problem| problem.is_error);
                    import_records(&importer, input, &file, args, day)
                }
            };
            bar.inc(1);
            let folders = input.image_folders();
            // The name of a record or an entry is not that of a file.
            let file = match input {
                RawInput::File(file, _) => Some(file.clone()),
                RawInput::Stdin => None,
            };
            for (name, imported) in articles {
                let file = file.clone().filter(|_| name == input.name());
                let mut line = write_imported(&mut writer, name, imported, args, folders.as_ref());
                line.file = file;
                if options.is_live() {
                    bar.suspend(|| report_input(&line, options, terminal));
                }
                if options.has_many
                    && let Some(imported) = &mut line.imported
                {
                    // What is printed later does not need the text.
                    imported.text = String::new();
                    imported.images = Vec::new();
                }
                lines.push(line);
            }
        }
    }
    bar.finish_and_clear();
    let is_live = options.is_live();
    if let Some(project) = project.as_mut().filter(|_| !args.dry_run) {
        let relinked = relink_imported(&writer, &mut lines, terminal.is_verbose);
        let held_back = hold_back_faulty(project, &writer, &mut lines, day, terminal.is_verbose);
        for warning in relinked.into_iter().chain(held_back).filter(|_| is_live) {
            terminal.warning(&warning);
        }
    }
    for line in lines.iter().filter(|_| !is_live) {
        report_input(line, options, terminal);
    }
    if is_live {
        print_table(&lines, terminal);
    }
    // Nobody has named these files: they may be the list of references of an article beside them.
    if let Some(first) = found_records.first() {
        let these = if found_records.len() == 1 { "this file" } else { "these files" };
        terminal.warning(&format!(
            "each record in {these} is an article of its own: {}; to add the works to the library in `content/sources/` instead, \
             delete these drafts and use `offprint import {first} --library`",
            found_records.join(", ")
        ));
    }
    let has_faults = has_unread_records || !missing.is_empty() || lines.iter().any(|line| {
        line.fault.is_some()
            || matches!(&line.filed, Some(ImportOutcome::Merged(_, conflicts)) if *conflicts > 0)
    });
    if has_faults { ExitStatus::Errors } else { ExitStatus::Success }
}

/// What an input contains.
enum ReadInput {
    /// One article, or why there is none.
    Article(Result<Box<Imported>, ImportError>),
    /// References.
    Records(RecordFile),
    /// A feed.
    Feed(Result<FeedFile, ImportError>),
}

impl ReadInput {
    fn article_mut(&mut self) -> Option<&mut Imported> {
        match self {
            Self::Article(imported) => imported.as_deref_mut().ok(),
            Self::Records(_) | Self::Feed(_) => None,
        }
    }
}

/// The articles that the records of a file become, with the names of the records.
fn import_records(
    importer: &Importer,
    input: &RawInput,
    file: &RecordFile,
    args: &ImportArgs,
    day: Date,
) -> Vec<(String, Result<Imported, ImportError>)> {
    let name = input.name();
    match select_records(file, args.url.is_some() || args.date.is_some()) {
        RecordSelection::None(fault) => vec![(name, Err(fault))],
        RecordSelection::All(records) => {
            let asked = import_options(input, args, day);
            let named = records.par_iter().enumerate().map(|(index, record)| {
                let line = record.line();
                // JSON may be one line.
                let is_shared = [index.checked_sub(1), Some(index + 1)]
                    .into_iter()
                    .filter_map(|at| records.get(at?))
                    .any(|other| other.line() == line);
                let name = match is_shared {
                    true => format!("{name}:{line} (record {})", index + 1),
                    false => format!("{name}:{line}"),
                };
                (name, importer.import_record(record, &asked))
            });
            named.collect()
        }
    }
}

/// The articles that the entries of a feed become, with the names of the entries.
fn import_entries(
    importer: &Importer,
    input: &RawInput,
    file: Result<FeedFile, ImportError>,
    args: &ImportArgs,
    day: Date,
) -> Vec<(String, Result<Imported, ImportError>)> {
    let name = input.name();
    let entries = match file {
        Ok(file) => file.entries,
        Err(fault) => return vec![(name, Err(fault))],
    };
    if entries.len() > 1 && (args.url.is_some() || args.date.is_some()) {
        let fault = ImportError::new(
            "--url and --date work only with a single entry",
            "import the feed without them",
        );
        return vec![(name, Err(fault))];
    }
    let asked = import_options(input, args, day);
    let named = entries.par_iter().enumerate().map(|(index, entry)| {
        let name = match entry.line {
            0 => format!("{name} (entry {})", index + 1),
            line => format!("{name}:{line}"),
        };
        (name, importer.import_entry(entry, &asked))
    });
    named.collect()
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

fn import_options(input: &RawInput, args: &ImportArgs, day: Date) -> ImportOptions {
    let format = args.format_of_input.map(|format| match format {
        InputFormat::Html => RawFormat::Html,
        InputFormat::Text => RawFormat::Text,
        InputFormat::Markdown => RawFormat::Markdown,
    });
    ImportOptions {
        name: input.file_name(),
        format,
        url: args.url.clone(),
        date: args.date,
        draft: args.draft,
        today: day,
        keep_all: args.keep_all,
    }
}

fn read_input(importer: &Importer, input: &RawInput, args: &ImportArgs, day: Date) -> ReadInput {
    let bytes = match input.read() {
        Ok(bytes) => bytes,
        Err(fault) => return ReadInput::Article(Err(fault)),
    };
    let asked = import_options(input, args, day);
    match Importer::read_records(&bytes, &asked) {
        Some(file) => ReadInput::Records(file),
        None => match Importer::read_feed(&bytes, &asked) {
            Some(file) => ReadInput::Feed(file),
            None => ReadInput::Article(importer.import(&bytes, &asked).map(Box::new)),
        },
    }
}

fn write_imported(
    writer: &mut ImportWriter,
    input: String,
    imported: Result<Imported, ImportError>,
    args: &ImportArgs,
    folders: Option<&ImageFolders>,
) -> InputReport {
    let mut line = InputReport {
        input,
        file: None,
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
            match writer.file(&imported, how, folders) {
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
        let articles = match read_input(importer, input, args, day) {
            ReadInput::Article(imported) => {
                vec![(input.name(), imported.map(|imported| *imported))]
            }
            ReadInput::Feed(file) => import_entries(importer, input, file, args, day),
            ReadInput::Records(file) => {
                let options =
                    ReportOptions { format: args.format, is_dry_run: true, has_many: true };
                report_record_file(&input.name(), &file, options, terminal);
                if file.problems.iter().any(|problem| problem.is_error) {
                    status = ExitStatus::Errors;
                }
                import_records(importer, input, &file, args, day)
            }
        };
        for (name, imported) in articles {
            match imported {
                Ok(imported) => {
                    if print_article(&name, &imported, args, terminal) != ExitStatus::Success {
                        return ExitStatus::Errors;
                    }
                }
                Err(fault) => {
                    terminal.error(&format!("{name}: {}", fault.message), Some(&fault.help));
                    status = ExitStatus::Errors;
                }
            }
        }
    }
    status
}

/// Prints an imported article, and what an editor should know about it.
fn print_article(
    name: &str,
    imported: &Imported,
    args: &ImportArgs,
    terminal: &Terminal,
) -> ExitStatus {
    let text = imported.without_images();
    for warning in text_warnings(imported) {
        terminal.warning(&format!("{name}: {warning}"));
    }
    if let Some(omissions) = omissions_text(&imported.omissions) {
        terminal.warning(&format!("{name}: {omissions}"));
    }
    let images = printed_image_warnings(imported, terminal.is_verbose);
    for warning in images {
        terminal.warning(&format!("{name}: {warning}"));
    }
    if terminal.is_verbose {
        if let Some(tags) = proposed_tags_text(imported) {
            terminal.detail(&format!("    {tags}"));
        }
        print_origins(imported, terminal);
    }
    if args.format == ReportFormat::Json {
        let mut object = json_report(name, Some(imported), None, None, None);
        object["text"] = Value::String(text);
        terminal.result(&object.to_string());
        return ExitStatus::Success;
    }
    terminal.raw(text.as_bytes())
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
