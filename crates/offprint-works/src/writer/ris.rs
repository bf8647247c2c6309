//! RIS that Zotero, Mendeley, EndNote and Citavi read.

use std::fmt::Write as _;

use super::{abstract_in_one, note_with_status};
use crate::work::{Contributor, PartialDate, Work, WorkKind};

/// A work as a record of RIS, from `TY` to `ER`, which ends with a line break. What happened to the
/// work is in its note.
pub fn to_ris(work: &Work) -> String {
    let mut out = String::new();
    let online = slashed(work.online_date);
    let mut tag = |name: &str, value: &str| {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !value.is_empty() {
            let _ = writeln!(out, "{name}  - {value}");
        }
    };
    tag("TY", code(work.kind));
    tag("ID", &work.key);
    for author in &work.authors {
        tag("AU", &name(author));
    }
    // For articles `A2` is not the editor in every program.
    for editor in &work.editors {
        tag(if matches!(work.kind, WorkKind::Article) { "ED" } else { "A2" }, &name(editor));
    }
    for translator in &work.translators {
        tag("A4", &name(translator));
    }
    tag("TI", &work.title);
    tag("TT", &work.original_title);
    let is_book = matches!(work.kind, WorkKind::Book | WorkKind::Thesis | WorkKind::Report);
    // A paper at a conference has the conference here, and its proceedings in `C3`.
    let is_paper = work.kind == WorkKind::ConferencePaper && !work.event.is_empty();
    if !is_book {
        tag("T2", if is_paper { &work.event } else { &work.container });
    }
    tag("C3", if is_paper { &work.container } else { "" });
    tag("T3", &work.series);
    tag("J2", &work.container_short);
    if work.date.year != 0 {
        tag("PY", &format!("{:04}", work.date.year));
    }
    tag("DA", &slashed(work.date));
    tag("VL", &work.volume);
    // The number of a report is in `IS`, that of other works in `M1`, beside the issue.
    tag("IS", if work.kind == WorkKind::Report { &work.number } else { &work.issue });
    tag("M1", if has_own_number(work.kind) { &work.number } else { "" });
    let (first, last) = work.pages.split_once('–').unwrap_or((&work.pages, ""));
    tag("SP", &written_page_count(work));
    // Several ranges stay in one field.
    match last.contains(['–', ',']) || first.contains(',') {
        true => tag("SP", &work.pages),
        false => {
            tag("SP", first);
            tag("EP", last);
        }
    }
    let is_versioned = matches!(work.kind, WorkKind::Software | WorkKind::Dataset);
    tag("ET", if is_versioned { &work.version } else { &work.edition });
    // As EndNote and PubMed write the day of the online publication.
    let is_online = work.kind == WorkKind::Article && work.edition.is_empty();
    tag("ET", if is_online { &online } else { "" });
    tag("PB", &work.publisher);
    tag("CY", &work.place);
    tag("M3", &work.genre);
    tag("SN", if work.isbn.is_empty() { "" } else { &work.isbn });
    for issn in &work.issns {
        tag("SN", issn);
    }
    tag("DO", &work.doi);
    tag("AN", &work.pmid);
    tag("DB", if work.pmid.is_empty() { "" } else { "PubMed" });
    for trial in &work.trials {
        tag("C1", trial);
    }
    tag("C2", &work.pmcid);
    tag("UR", &work.url);
    tag("Y2", &slashed(work.accessed));
    tag("LA", &work.language);
    for keyword in &work.keywords {
        tag("KW", keyword);
    }
    tag("AB", &abstract_in_one(work, " "));
    if !work.arxiv.is_empty() {
        tag("N1", &format!("arXiv:{}", work.arxiv));
    }
    tag("N1", &note_with_status(work));
    out.push_str("ER  - \n");
    out
}

/// The number of pages of a book or a thesis, for which RIS has no other field than that of the first
/// page. Of other works it would be a page.
fn written_page_count(work: &Work) -> String {
    let is_complete = matches!(work.kind, WorkKind::Book | WorkKind::Thesis);
    let count = &work.page_count;
    match is_complete && work.pages.is_empty() {
        // A small number may be that of a page.
        true if count.len() <= 2 && !count.is_empty() => format!("{count} p."),
        true => count.clone(),
        false => String::new(),
    }
}

/// Whether works of a kind have a number that is not that of an issue.
fn has_own_number(kind: WorkKind) -> bool {
    !matches!(
        kind,
        WorkKind::Report
            | WorkKind::Article
            | WorkKind::Magazine
            | WorkKind::News
            | WorkKind::ConferencePaper
            | WorkKind::Chapter
            | WorkKind::Entry
            | WorkKind::Book
    )
}

fn code(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::Article => "JOUR",
        WorkKind::Preprint => "UNPB",
        WorkKind::Magazine => "MGZN",
        WorkKind::News => "NEWS",
        WorkKind::Book => "BOOK",
        WorkKind::Chapter => "CHAP",
        WorkKind::Entry => "ENCYC",
        WorkKind::ConferencePaper => "CPAPER",
        WorkKind::Thesis => "THES",
        WorkKind::Report => "RPRT",
        WorkKind::Dataset => "DATA",
        WorkKind::Software => "COMP",
        WorkKind::Legislation => "STAT",
        WorkKind::Patent => "PAT",
        WorkKind::Standard => "STAND",
        WorkKind::Presentation => "SLIDE",
        WorkKind::Video => "VIDEO",
        WorkKind::Audio => "SOUND",
        WorkKind::WebPage | WorkKind::Registration => "ELEC",
        WorkKind::Post => "BLOG",
        WorkKind::PersonalCommunication => "PCOMM",
        WorkKind::PressRelease | WorkKind::Label | WorkKind::Other => "GEN",
    }
}

/// `Family, Given, Suffix`; the name of a group as it is.
fn name(person: &Contributor) -> String {
    if person.is_group {
        return person.family.clone();
    }
    let parts = [&*person.family, &*person.given, &*person.suffix];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// `2025/03/04/`, as RIS separates the parts of a date.
fn slashed(date: PartialDate) -> String {
    match (date.year, date.month, date.day) {
        (0, ..) | (_, 0, _) => String::new(),
        (year, month, 0) => format!("{year:04}/{month:02}//"),
        (year, month, day) => format!("{year:04}/{month:02}/{day:02}/"),
    }
}
