//! `sources check`: what happened to the works of the site after their publication.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use offprint::{
    BuildTime, Checked, Overrides, Project, STATUS_FILE, Severity, StorageMode, is_mail_address,
};
use offprint_crossref::{AnswerCache, ClientSettings, CrossrefClient, Lookup};
use offprint_import::write_atomically;
use offprint_works::{
    Library, MergedWork, StatusAddition, StatusEntry, StatusKind, add_to_status_file,
    compare_status, read_status_file, read_works, status_statements,
};

use super::options::{ExitStatus, ReportFormat};
use super::progress::CountedProgress;
use super::sources_findings::{Findings, read_file};
use super::sources_report::{CheckReport, first_place, print_report, work_name};
use super::terminal::Terminal;

/// Commands about the works that the site cites or has in `content/sources/`.
#[derive(Subcommand, Clone, Debug)]
pub(super) enum SourcesCommand {
    /// Find works that were retracted, corrected or otherwise changed after their publication.
    ///
    /// What happened is recorded in `content/sources/status.toml`, and shown wherever the work is
    /// cited. No other file is changed. Nothing is fetched without --online.
    #[command(
        after_help = "Examples:\n  offprint sources check retraction_watch.csv\n  offprint sources check pubmed-export.xml crossref.json --dry-run\n  offprint sources check --online --mailto editor@example.org\n\nThe list of Retraction Watch is at gitlab.com/crossref/retraction-watch-data.\nExit codes: 0 also if works were retracted, 1 if a file could not be read completely or Crossref did not answer."
    )]
    Check(CheckArgs),
}

#[derive(Args, Clone, Debug)]
pub(super) struct CheckArgs {
    /// The list of Retraction Watch (CSV), or records of Crossref (JSON), PubMed (XML, NBIB) or PubMed
    /// Central (JATS).
    #[arg(value_name = "FILE", required_unless_present = "online")]
    files: Vec<PathBuf>,
    /// Ask Crossref about each work with a DOI, one after another. Answers are kept for a week in
    /// `.offprint/cache/crossref/`.
    #[arg(long)]
    online: bool,
    /// Your e-mail address, which Crossref asks for, instead of `[citations] mailto` in site.toml.
    #[arg(long, value_name = "ADDRESS", value_parser = parse_mail_address, requires = "online")]
    mailto: Option<String>,
    /// Ask Crossref again about works whose answer is kept.
    #[arg(long, requires = "online")]
    refresh: bool,
    /// Show what would be recorded, and write nothing.
    #[arg(long)]
    dry_run: bool,
    /// The format of the report.
    #[arg(long, value_enum, default_value_t = ReportFormat::Human)]
    format: ReportFormat,
}

/// How long an answer of Crossref is kept.
const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Another address of Crossref's service: a mirror, or the server of a test.
const SERVICE_VARIABLE: &str = "OFFPRINT_CROSSREF_URL";

fn parse_mail_address(text: &str) -> Result<String, String> {
    match is_mail_address(text) {
        true => Ok(text.to_owned()),
        false => Err("write one address, such as editor@example.org".to_owned()),
    }
}

pub(super) fn run(root: &Path, command: &SourcesCommand, terminal: &Terminal) -> ExitStatus {
    let SourcesCommand::Check(args) = command;
    let mut project = Project::new(root, Overrides::default(), StorageMode::Memory);
    let (Checked { value: works, diagnostics }, mailto) =
        match project.stated_works(BuildTime::now()) {
            Ok(stated) => stated,
            Err(faults) => {
                terminal.diagnostics(&faults);
                return ExitStatus::Errors;
            }
        };
    // What is wrong with files of references hides works; other errors of the site do not.
    let folder = "content/sources/";
    let faults: Vec<_> = diagnostics
        .into_iter()
        .filter(|fault| {
            let file = fault.at.as_ref().map_or("", |at| at.source.path.as_str());
            fault.severity == Severity::Error && file.starts_with(folder)
        })
        .collect();
    terminal.diagnostics(&faults);
    let path = root.join(STATUS_FILE);
    let entries = match read_entries(&path, terminal) {
        Ok(entries) => entries,
        Err(()) => return ExitStatus::Errors,
    };
    let mut findings = Findings { has_faults: !faults.is_empty(), ..Findings::default() };
    for file in &args.files {
        read_file(file, &works, &mut findings, terminal);
    }
    let mut report = CheckReport::default();
    if args.online {
        let mailto = args.mailto.clone().or(mailto);
        ask_crossref(root, &works, mailto, args.refresh, &mut findings, &mut report, terminal);
    }
    report_taken_back(&works, &findings, terminal);
    report.comparison = compare_status(&works, &entries, &findings.statements);
    if let Err(message) = record(&path, &works, &report, args.dry_run) {
        terminal.error(&message, Some("make the file writable, or make room on the disk"));
        return ExitStatus::Errors;
    }
    print_report(&works, &findings, &report, args.dry_run, args.format, terminal);
    if findings.has_faults { ExitStatus::Errors } else { ExitStatus::Success }
}

/// The entries of the file that records the status of works. What is wrong with it was reported with
/// the site; a file that cannot be read is never written.
fn read_entries(path: &Path, terminal: &Terminal) -> Result<Vec<StatusEntry>, ()> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => {
            let help = "save it as text in UTF-8, or delete it";
            terminal.error(&format!("{STATUS_FILE} cannot be read: {error}"), Some(help));
            Err(())
        }
        Ok(text) => {
            let file = read_status_file(&text);
            match file.problems.is_empty() {
                true => Ok(file.entries),
                false => {
                    let help = "correct it: what it says would be lost or added twice";
                    terminal.error(&format!("{STATUS_FILE} has errors"), Some(help));
                    Err(())
                }
            }
        }
    }
}

/// Asks Crossref about each work with a DOI. When Crossref does not answer, nothing more is asked.
fn ask_crossref(
    root: &Path,
    works: &Library,
    mailto: Option<String>,
    is_refresh: bool,
    findings: &mut Findings,
    report: &mut CheckReport,
    terminal: &Terminal,
) {
    #[expect(clippy::disallowed_methods, reason = "this is the command line")]
    let service =
        std::env::var(SERVICE_VARIABLE).unwrap_or_else(|_| ClientSettings::SERVICE.into());
    if mailto.is_none() {
        terminal.warning(
            "Crossref asks for an e-mail address; set it with --mailto, or as [citations] mailto in site.toml",
        );
    }
    let now = u64::try_from(Timestamp::now().as_second()).unwrap_or_default();
    let kept_for = if is_refresh { Duration::ZERO } else { WEEK };
    let cache = AnswerCache::new(&root.join(".offprint/cache/crossref"), now, kept_for);
    let mut client = CrossrefClient::new(ClientSettings::new(&service, mailto), Some(cache));
    let with_doi: Vec<&MergedWork> =
        works.works().iter().filter(|merged| !merged.work.doi.is_empty()).collect();
    report.not_asked = works.works().len() - with_doi.len();
    let progress = CountedProgress::start("asking Crossref", with_doi.len(), terminal);
    for (index, merged) in with_doi.iter().enumerate() {
        progress.set(index);
        let doi = &merged.work.doi;
        match client.look_up(doi) {
            Ok(Lookup::Unknown) => report.unknown_dois.push((first_place(merged), doi.clone())),
            Ok(Lookup::Record(record)) => {
                report.asked += 1;
                let reading = read_works("crossref.json", record.as_bytes());
                for statement in status_statements(&reading) {
                    findings.statements.push(statement);
                    findings.origins.push("Crossref".to_owned());
                }
            }
            Err(error) => {
                findings.has_faults = true;
                let rest = with_doi.len() - index - 1;
                let (message, help) = match error.ends_all() {
                    true => (
                        format!("{error}; {} of {} works not asked", rest + 1, with_doi.len()),
                        "run the command again later: it continues where it stopped",
                    ),
                    false => (
                        format!("{}: {doi}: {error}", first_place(merged)),
                        "run the command again later",
                    ),
                };
                terminal.error(&message, Some(help));
                if error.ends_all() {
                    break;
                }
            }
        }
    }
    report.requests = client.requests();
}

/// Reports works that the site shows as retracted, although the retraction was taken back.
fn report_taken_back(works: &Library, findings: &Findings, terminal: &Terminal) {
    for (statement, origin) in &findings.taken_back {
        let at = works.position(&statement.doi, &statement.pmid);
        let Some(merged) = at.map(|at| &works.works()[at]) else { continue };
        let is_shown = merged.work.status.iter().any(|change| change.kind == StatusKind::Retracted);
        let place = first_place(merged);
        let advice = match is_shown {
            true => format!(
                "; the site shows it as retracted: read the notice, then delete the entry in {STATUS_FILE} or the `status` of the work"
            ),
            false => String::new(),
        };
        terminal.warning(&format!(
            "{place}: the retraction of {} was taken back ({origin}){advice}",
            work_name(merged)
        ));
    }
}

/// Adds the news to the file that records the status of works.
fn record(
    path: &Path,
    works: &Library,
    report: &CheckReport,
    is_dry_run: bool,
) -> Result<(), String> {
    let additions: Vec<StatusAddition> = report
        .comparison
        .news
        .iter()
        .map(|news| {
            let work = &works.works()[news.work].work;
            StatusAddition {
                doi: work.doi.clone(),
                pmid: work.pmid.clone(),
                title: work.title.clone(),
                change: news.change.clone(),
            }
        })
        .collect();
    if additions.is_empty() || is_dry_run {
        return Ok(());
    }
    let fault = |error: io::Error| format!("{STATUS_FILE} cannot be written: {error}");
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        read => read.map_err(fault)?,
    };
    let text = add_to_status_file(&text, &additions)
        .map_err(|problem| format!("{STATUS_FILE}:{}: {}", problem.line, problem.message))?;
    // A link stays one.
    let file = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| write_atomically(&file, text.as_bytes()))
        .map_err(fault)
}
