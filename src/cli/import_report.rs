//! What `import` reports of each input: for a person, as JSON, and as a table.
//!
//! Must not read or write files.

use std::path::PathBuf;

use offprint_import::{ImageReport, ImportError, ImportOutcome, Imported, Omissions, RemoteImage};
use serde_json::{Value, json};

use super::options::ReportFormat;
use super::terminal::{Terminal, counted, grouped};

/// What was done with one input.
pub(super) struct InputReport {
    pub(super) input: String,
    /// The file, if it is one article.
    pub(super) file: Option<PathBuf>,
    pub(super) imported: Option<Imported>,
    pub(super) filed: Option<ImportOutcome>,
    pub(super) images: ImageReport,
    pub(super) fault: Option<ImportError>,
}

/// How the report is written.
#[derive(Clone, Copy)]
pub(super) struct ReportOptions {
    pub(super) format: ReportFormat,
    /// Whether nothing is written.
    pub(super) is_dry_run: bool,
    /// Whether there are several inputs.
    pub(super) has_many: bool,
}

impl ReportOptions {
    /// Of many inputs, each is reported as soon as it is written, and the table follows.
    pub(super) fn is_live(self) -> bool {
        self.has_many && self.format == ReportFormat::Human
    }
}

pub(super) fn report_input(line: &InputReport, options: ReportOptions, terminal: &Terminal) {
    let many = options.has_many;
    if options.format == ReportFormat::Json {
        terminal.result(
            &json_report(
                &line.input,
                line.imported.as_ref(),
                line.filed.as_ref(),
                Some(&line.images),
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
    let copied = match (line.images.copied.len(), options.is_dry_run) {
        (0, _) => String::new(),
        (count, false) => format!("; {} copied", counted(count, "image")),
        (count, true) => format!("; {} would be copied", counted(count, "image")),
    };
    let warn = |warning: String| {
        terminal.warning(&if many { format!("{}: {warning}", line.input) } else { warning });
    };
    terminal.summary(&format!(
        "{} → {}{copied}",
        line.input,
        outcome_text(filed, options.is_dry_run)
    ));
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
            if let Some(tags) = tags_text(imported) {
                terminal.summary(&format!("  {tags}"));
            }
        } else if let Some(tags) = proposed_tags_text(imported) {
            terminal.summary(&format!("  {tags}"));
        }
        for warning in text_warnings(imported) {
            warn(warning);
        }
        // Of several inputs, it is printed below the table.
        if !many && let Some(omissions) = omissions_text(&imported.omissions) {
            terminal.warning(&omissions);
        }
    }
    // Whoever imports again may want to know only this.
    for warning in image_warnings(&line.images, terminal.is_verbose) {
        warn(warning);
    }
    if terminal.is_verbose {
        for image in &line.images.copied {
            terminal.detail(&format!("    image          {image}"));
        }
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
            format!(
                "{path} (this article already exists, with the same URL, DOI or PubMed number; not changed)"
            )
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

/// So many inputs of which something was left out are named without `-v`.
const NAMED_OMISSIONS: usize = 20;

/// What was left out of each of several inputs and may be content: the table has only the number of
/// words.
fn print_omissions(lines: &[InputReport], terminal: &Terminal) {
    let is_written = |line: &&InputReport| {
        matches!(&line.filed, Some(ImportOutcome::New(_) | ImportOutcome::Merged(..)))
    };
    let texts: Vec<String> = lines
        .iter()
        .filter(is_written)
        .filter_map(|line| {
            let text = omissions_text(&line.imported.as_ref()?.omissions)?;
            Some(format!("{}: {text}", line.input))
        })
        .collect();
    let shown = if terminal.is_verbose { texts.len() } else { NAMED_OMISSIONS };
    for text in texts.iter().take(shown) {
        terminal.warning(text);
    }
    if texts.len() > shown {
        terminal.warning(&format!(
            "something was left out of {} more; -v lists them",
            counted(texts.len() - shown, "input")
        ));
    }
}

/// What was left out and may be content, in one line.
pub(super) fn omissions_text(omissions: &Omissions) -> Option<String> {
    (!omissions.is_empty()).then(|| {
        // A picture or a heading has no prose.
        let words = match omissions.words {
            0 => String::new(),
            words => format!(" with {}", counted(words, "word")),
        };
        let named = omissions.largest.iter().map(|excerpt| format!("“{excerpt}”"));
        let named: Vec<String> = named.collect();
        let verb = match named.len() {
            1 => "it begins",
            shown if shown == omissions.blocks => "they begin",
            _ => "the largest begin",
        };
        format!(
            "left out: {}{words}; {verb} {} (-v lists all, --keep-all keeps everything)",
            counted(omissions.blocks, "block"),
            named.join(", ")
        )
    })
}

/// So many images are named without `-v`.
const NAMED_IMAGES: usize = 3;

/// What became of the images that were not copied, one warning for each kind of problem.
fn image_warnings(images: &ImageReport, is_verbose: bool) -> Vec<String> {
    let mut warnings = Vec::new();
    if !images.problems.is_empty() {
        let problems = images.problems.iter().map(|problem| {
            format!("`{}`{}: {}", problem.address, line_text(problem.line), problem.fault)
        });
        warnings.push(format!(
            "{} not copied: {}; once this is solved, import again",
            counted(images.problems.len(), "image"),
            listed(problems, "; ", is_verbose)
        ));
    }
    if images.left_behind > 0 {
        warnings.push(format!(
            "{} not copied because of --no-assets; to add them, import again without it",
            counted(images.left_behind, "image")
        ));
    }
    warnings.extend(remote_images_text(&images.remote, is_verbose));
    warnings
}

/// The warnings about images for an article that is only printed.
pub(super) fn printed_image_warnings(imported: &Imported, is_verbose: bool) -> Vec<String> {
    let local = imported.images.iter().filter(|image| image.file.is_none());
    let local = local.map(|image| format!("`{}`{}", image.target, line_text(image.line)));
    let count = local.clone().count();
    let left_out = (count > 0).then(|| {
        format!(
            "{} not in the printed text: {}; an import into a site copies the files",
            counted(count, "image"),
            listed(local, ", ", is_verbose)
        )
    });
    left_out.into_iter().chain(remote_images_text(&imported.remote_images, is_verbose)).collect()
}

fn remote_images_text(images: &[RemoteImage], is_verbose: bool) -> Option<String> {
    let urls = images.iter().map(|image| format!("{}{}", image.url, line_text(image.line)));
    (!images.is_empty()).then(|| {
        format!(
            "{} on other sites, which the security policy in `_headers` blocks: {}; save each beside the article and write its file name instead of the URL",
            counted(images.len(), "image"),
            listed(urls, ", ", is_verbose)
        )
    })
}

pub(super) fn line_text(line: Option<usize>) -> String {
    line.map(|line| format!(" (line {line})")).unwrap_or_default()
}

/// The first of some texts, or all.
pub(super) fn listed(
    texts: impl Iterator<Item = String>,
    separator: &str,
    is_verbose: bool,
) -> String {
    let texts: Vec<String> = texts.collect();
    let shown = if is_verbose { texts.len() } else { texts.len().min(NAMED_IMAGES) };
    let more = match texts.len() - shown {
        0 => String::new(),
        more => format!("{separator}{more} more (-v lists all)"),
    };
    texts[..shown].join(separator) + &more
}

fn tag_names(imported: &Imported, is_proposed: bool) -> String {
    let tags = imported.tags.iter().filter(|tag| tag.is_proposed == is_proposed);
    tags.map(|tag| tag.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The tags that the source does not have, in one line: for reports that do not list all tags.
pub(super) fn proposed_tags_text(imported: &Imported) -> Option<String> {
    let proposed = tag_names(imported, true);
    (!proposed.is_empty()).then(|| format!("proposed tags: {proposed}"))
}

/// The tags of an article, in one line.
fn tags_text(imported: &Imported) -> Option<String> {
    let (own, proposed) = (tag_names(imported, false), tag_names(imported, true));
    match (own.is_empty(), proposed.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("tags: {own}")),
        (true, false) => Some(format!("proposed tags: {proposed}")),
        (false, false) => Some(format!("tags: {own}; proposed: {proposed}")),
    }
}

/// The tags of the source that were not kept, in one line.
fn discarded_tags_text(imported: &Imported) -> Option<String> {
    let tags = &imported.discarded_tags;
    let named: Vec<String> =
        tags.iter().map(|tag| format!("`{}` ({})", tag.name, tag.why)).collect();
    (!tags.is_empty()).then(|| {
        format!("{} of the source not kept: {}", counted(tags.len(), "tag"), named.join(", "))
    })
}

/// Everything to tell about the text and the facts of an article, one line for each.
pub(super) fn text_warnings(imported: &Imported) -> impl Iterator<Item = String> {
    let all = imported.warnings.iter().cloned();
    all.chain(guesses_text(imported)).chain(discarded_tags_text(imported))
}

/// The facts that were found in a place that often has something else, in one line. Proposed tags
/// and the summary are always proposals.
fn guesses_text(imported: &Imported) -> Option<String> {
    let guesses: Vec<String> = imported
        .fields
        .iter()
        .filter(|field| ["title", "date", "updated", "authors"].contains(&field.name))
        .filter(|field| confidence_text(field.confidence) == UNSURE)
        .map(|field| format!("{} “{}” ({})", field.name, field.value, field.from))
        .collect();
    (!guesses.is_empty()).then(|| format!("unsure, please check: {}", guesses.join("; ")))
}

/// Where each field came from, and which parts of the page were removed.
pub(super) fn print_origins(imported: &Imported, terminal: &Terminal) {
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

/// The word for a value that is wrong about as often as a guess.
const UNSURE: &str = "unsure";

/// A rank from 0 to 100 in words. It is not a probability, so it is not printed as a percentage.
fn confidence_text(rank: u8) -> &'static str {
    match rank {
        90.. => "certain",
        60.. => "likely",
        _ => UNSURE,
    }
}

pub(super) fn json_report(
    input: &str,
    imported: Option<&Imported>,
    filed: Option<&ImportOutcome>,
    images: Option<&ImageReport>,
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
        object["tags"] = json!(imported.tags);
        object["discarded_tags"] = json!(imported.discarded_tags);
        object["citations"] = json!(imported.citations);
        object["encoding"] = json!(imported.encoding);
        object["warnings"] = json!(imported.warnings);
        object["fields"] = json!(imported.fields);
        object["left_out"] = json!(imported.left_out);
        object["omissions"] = json!(imported.omissions);
        object["images"] = match images {
            Some(images) => json!({
                "copied": images.copied,
                "problems": images.problems.iter().map(|problem| json!({
                    "address": problem.address,
                    "line": problem.line,
                    "reason": problem.fault.to_string(),
                })).collect::<Vec<_>>(),
                "left_behind": images.left_behind,
                "remote": images.remote,
            }),
            None => json!({
                "not_printed": imported.images.iter().map(|image| json!({
                    "address": image.target,
                    "line": image.line,
                })).collect::<Vec<_>>(),
                "remote": imported.remote_images,
            }),
        };
    }
    object
}

fn all_warnings(imported: &Imported, images: &ImageReport) -> Vec<String> {
    text_warnings(imported).chain(image_warnings(images, false)).collect()
}

/// The table for several inputs: file, title, date, words, words that were left out and may be
/// content, drugs, citations, warnings.
pub(super) fn print_table(lines: &[InputReport], terminal: &Terminal) {
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
                all_warnings(imported, &line.images).join("; ")
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
    // The name of a record ends with its line.
    let is_record = |line: &&InputReport| {
        line.input.rsplit_once(':').is_some_and(|(_, number)| number.parse::<usize>().is_ok())
    };
    let noun = match lines.iter().filter(is_record).count() {
        0 => "file",
        records if records == lines.len() => "record",
        _ => "input",
    };
    terminal.summary(&format!("\n{}: {}", counted(lines.len(), noun), parts.join(", ")));
    print_omissions(lines, terminal);
}
