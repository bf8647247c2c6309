//! [`print_report`]: what `sources check` found.
//!
//! Must not read or write files.

use offprint::STATUS_FILE;
use offprint_works::{Library, MergedWork, StatusComparison, StatusKind, StatusNews};
use serde_json::{Value, json};

use super::options::ReportFormat;
use super::sources_findings::Findings;
use super::terminal::{Terminal, counted, grouped};

/// What a check found.
#[derive(Default)]
pub(super) struct CheckReport {
    /// What files and Crossref say, against what the site states.
    pub(super) comparison: StatusComparison,
    /// How many works Crossref or its cache answered about.
    pub(super) asked: usize,
    /// How many works have no DOI, so that Crossref cannot be asked.
    pub(super) not_asked: usize,
    /// How many requests were sent.
    pub(super) requests: usize,
    /// DOIs that Crossref does not have, with their places.
    pub(super) unknown_dois: Vec<(String, String)>,
}

/// The first place that states a work.
pub(super) fn first_place(merged: &MergedWork) -> String {
    let place = &merged.places[0];
    format!("{}:{}", place.file, place.line)
}

/// What a work is called in a message: by the key that a file gives it, else by its title.
pub(super) fn work_name(merged: &MergedWork) -> String {
    match merged.places.iter().find(|place| !place.key.is_empty()) {
        Some(_) => format!("`{}`", merged.work.key),
        None if merged.work.title.is_empty() => format!("`{}`", merged.work.doi),
        None => format!("\u{201c}{}\u{201d}", merged.work.title),
    }
}

/// Reports each change with its places, and the sums.
pub(super) fn print_report(
    works: &Library,
    findings: &Findings,
    report: &CheckReport,
    is_dry_run: bool,
    format: ReportFormat,
    terminal: &Terminal,
) {
    if format == ReportFormat::Json {
        let changes: Vec<Value> =
            report.comparison.news.iter().map(|news| json_change(works, findings, news)).collect();
        let unknown: Vec<&str> = report.unknown_dois.iter().map(|(_, doi)| doi.as_str()).collect();
        let object = json!({
            "changes": changes,
            "file": STATUS_FILE,
            "written": !is_dry_run && !changes.is_empty(),
            "works": works.works().len(),
            "statements": report.comparison.about_works,
            "ignored": report.comparison.ignored,
            "contradictions": contradictions(works, findings, report),
            "requests": report.requests,
            "unknown_dois": unknown,
        });
        terminal.result(&object.to_string());
        return;
    }
    for (place, doi) in &report.unknown_dois {
        terminal.warning(&format!(
            "{place}: Crossref does not know the DOI {doi}; check it, unless another agency gave it, such as DataCite (Zenodo, arXiv)"
        ));
    }
    for message in contradictions(works, findings, report) {
        terminal.warning(&message);
    }
    for news in &report.comparison.news {
        print_change(works, findings, news, terminal);
    }
    print_sums(works, report, is_dry_run, terminal);
}

/// What was said about the PubMed number of a work, but with another DOI.
fn contradictions(works: &Library, findings: &Findings, report: &CheckReport) -> Vec<String> {
    let messages = report.comparison.contradictions.iter().map(|(statement, work)| {
        let merged = &works.works()[*work];
        let said = &findings.statements[*statement];
        format!(
            "{}: {} has the PubMed number {} and the DOI {}, but {} gives that number to the DOI {}; \
             nothing was recorded: check which number is right",
            first_place(merged),
            work_name(merged),
            merged.work.pmid,
            merged.work.doi,
            findings.origins[*statement],
            said.doi
        )
    });
    messages.collect()
}

fn print_change(works: &Library, findings: &Findings, news: &StatusNews, terminal: &Terminal) {
    let merged = &works.works()[news.work];
    let change = &news.change;
    let date = match change.date.to_string() {
        date if date.is_empty() => String::new(),
        date if change.date.day > 0 => format!(" on {date}"),
        date => format!(" in {date}"),
    };
    let source = match change.source.as_str() {
        "" => String::new(),
        source => format!(" ({source})"),
    };
    let name = work_name(merged);
    let title = if name.starts_with('`') { merged.work.title.as_str() } else { "" };
    let what = verb(change.kind);
    let mut lines = vec![format!("{}: {name} {what}{date}{source}", first_place(merged))];
    for (label, text) in [
        ("title", title),
        ("notice", change.notice.as_str()),
        ("reason", change.reason.as_str()),
        ("found in", origins(findings, news).join(", ").as_str()),
        ("also in", other_places(merged).join(", ").as_str()),
    ] {
        if !text.is_empty() {
            lines.push(format!("  {label}: {text}"));
        }
    }
    terminal.summary(&lines.join("\n"));
}

fn verb(kind: StatusKind) -> &'static str {
    match kind {
        StatusKind::Preprint => "is a preprint",
        StatusKind::Published => "was published in a journal",
        StatusKind::Superseded => "was superseded",
        StatusKind::Corrected => "was corrected",
        StatusKind::ExpressionOfConcern => "has an expression of concern",
        StatusKind::Withdrawn => "was withdrawn",
        StatusKind::Retracted => "was retracted",
    }
}

fn origins(findings: &Findings, news: &StatusNews) -> Vec<String> {
    let mut origins: Vec<String> =
        news.statements.iter().map(|index| findings.origins[*index].clone()).collect();
    origins.dedup();
    origins
}

/// The other places that state a work, each file once.
fn other_places(merged: &MergedWork) -> Vec<String> {
    let mut files = vec![merged.places[0].file.as_str()];
    let mut places = Vec::new();
    for place in &merged.places[1..] {
        if !files.contains(&place.file.as_str()) {
            files.push(&place.file);
            places.push(format!("{}:{}", place.file, place.line));
        }
    }
    places
}

fn json_change(works: &Library, findings: &Findings, news: &StatusNews) -> Value {
    let merged = &works.works()[news.work];
    let places: Vec<String> =
        merged.places.iter().map(|place| format!("{}:{}", place.file, place.line)).collect();
    let change = &news.change;
    json!({
        "work": merged.work.key,
        "title": merged.work.title,
        "doi": merged.work.doi,
        "pmid": merged.work.pmid,
        "status": change.kind.name(),
        "date": change.date.to_string(),
        "notice": change.notice,
        "reason": change.reason,
        "source": change.source,
        "places": places,
        "found_in": origins(findings, news),
    })
}

fn print_sums(works: &Library, report: &CheckReport, is_dry_run: bool, terminal: &Terminal) {
    let news = &report.comparison.news;
    let mut changed: Vec<usize> = news.iter().map(|news| news.work).collect();
    changed.dedup();
    let total = works.works().len();
    let unidentified = works
        .works()
        .iter()
        .filter(|merged| merged.work.doi.is_empty() && merged.work.pmid.is_empty())
        .count();
    let mut parts = vec![counted(total, "work")];
    if unidentified > 0 {
        parts.push(format!("{} with neither DOI nor PubMed number", grouped(unidentified)));
    }
    if report.asked + report.unknown_dois.len() > 0 {
        let asked = counted(report.asked, "answer");
        parts.push(format!("{asked} of Crossref with {}", counted(report.requests, "request")));
    }
    if report.not_asked > 0 && report.asked > 0 {
        parts.push(format!("{} without a DOI not asked", grouped(report.not_asked)));
    }
    let known = report.comparison.about_works - report.comparison.ignored;
    if news.is_empty() && known > 0 {
        parts.push(format!("{} already known", counted(known, "statement")));
    }
    if report.comparison.ignored > 0 {
        parts.push(format!("{} ignored", grouped(report.comparison.ignored)));
    }
    let result = match (news.len(), is_dry_run) {
        (0, _) => "nothing new".to_owned(),
        (count, false) => format!(
            "{} of {} recorded in {STATUS_FILE}",
            counted(count, "change"),
            counted(changed.len(), "work")
        ),
        (count, true) => format!(
            "{} of {} would be recorded in {STATUS_FILE}",
            counted(count, "change"),
            counted(changed.len(), "work")
        ),
    };
    terminal.summary(&format!("{result} ({})", parts.join(", ")));
}
