//! CSL-JSON that citeproc, Pandoc and Zotero read.

use serde_json::{Map, Value, json};

use super::{abstract_in_one, note_with_status, split_particles};
use crate::work::{Contributor, PartialDate, StatusKind, Work, WorkKind};

/// A work as an item of CSL-JSON (schema 1.0.2). Numbers of trials are in `custom`, since CSL has no
/// variable for them.
pub fn to_csl_json(work: &Work) -> Value {
    let mut item = Map::new();
    item.insert("id".to_owned(), json!(work.key));
    item.insert("type".to_owned(), json!(kind_name(work.kind)));
    let mut set = |name: &str, value: Value| {
        let is_empty = match &value {
            Value::String(text) => text.is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::Null => true,
            _ => false,
        };
        if !is_empty {
            item.insert(name.to_owned(), value);
        }
    };
    set("title", json!(work.title));
    set("original-title", json!(work.original_title));
    set("author", work.authors.iter().map(name).collect());
    set("editor", work.editors.iter().map(name).collect());
    set("translator", work.translators.iter().map(name).collect());
    set("container-title", json!(work.container));
    set("container-title-short", json!(work.container_short));
    set("event-title", json!(work.event));
    set("collection-title", json!(work.series));
    set("issued", date(work.date));
    set("available-date", date(work.online_date));
    set("accessed", date(work.accessed));
    set("volume", json!(work.volume));
    set("issue", json!(work.issue));
    set("page", json!(work.pages.replace('–', "-")));
    set("number-of-pages", json!(work.page_count));
    set("edition", json!(work.edition));
    set("version", json!(work.version));
    set("publisher", json!(work.publisher));
    set("publisher-place", json!(work.place));
    set("genre", json!(work.genre));
    set("DOI", json!(work.doi));
    set("PMID", json!(work.pmid));
    set("PMCID", json!(work.pmcid));
    set("ISBN", json!(work.isbn));
    set("ISSN", json!(work.issns.join(", ")));
    set("URL", json!(work.url));
    set("language", json!(work.language));
    set("license", json!(work.license));
    set("keyword", json!(work.keywords));
    set("abstract", json!(escaped(&abstract_in_one(work, "\n"))));
    set("note", json!(note_with_status(work)));
    // As Zotero writes the number of a preprint; that of a registration is its own.
    let number = match (work.kind, work.trials.first(), work.arxiv.is_empty()) {
        (WorkKind::Registration, Some(trial), _) => trial.clone(),
        (_, _, false) => format!("arXiv:{}", work.arxiv),
        _ => work.number.clone(),
    };
    set("number", json!(number));
    if work.status.iter().any(|change| change.kind == StatusKind::Retracted) {
        set("status", json!("Retracted"));
    }
    if !work.trials.is_empty() {
        set("custom", json!({ "trials": work.trials }));
    }
    for field in ["title", "original-title", "container-title"] {
        if let Some(Value::String(text)) = item.get_mut(field) {
            *text = escaped(text);
        }
    }
    Value::Object(item)
}

/// Titles may contain a few tags, so a sign is escaped where one of these would begin. Zotero and
/// citeproc show all other signs as they are, also `&`.
fn escaped(text: &str) -> String {
    const TAGS: [&str; 6] = ["i", "b", "sup", "sub", "sc", "span"];
    if !text.contains('<') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (at, part) in text.split('<').enumerate() {
        let name = part.trim_start_matches('/');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(name.len())];
        let begins_tag = part.contains('>') && TAGS.contains(&name.to_ascii_lowercase().as_str());
        if at > 0 {
            out.push_str(if begins_tag { "&lt;" } else { "<" });
        }
        out.push_str(part);
    }
    out
}

fn kind_name(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::Article => "article-journal",
        WorkKind::Preprint => "article",
        WorkKind::Magazine => "article-magazine",
        WorkKind::News => "article-newspaper",
        WorkKind::Book => "book",
        WorkKind::Chapter => "chapter",
        WorkKind::Entry => "entry-encyclopedia",
        WorkKind::ConferencePaper => "paper-conference",
        WorkKind::Thesis => "thesis",
        WorkKind::Report => "report",
        WorkKind::Registration | WorkKind::WebPage => "webpage",
        WorkKind::Dataset => "dataset",
        WorkKind::Software => "software",
        WorkKind::Legislation => "legislation",
        WorkKind::Patent => "patent",
        WorkKind::Standard => "standard",
        WorkKind::Presentation => "speech",
        WorkKind::Video => "motion_picture",
        WorkKind::Audio => "song",
        WorkKind::Post => "post-weblog",
        WorkKind::PersonalCommunication => "personal_communication",
        WorkKind::PressRelease | WorkKind::Label | WorkKind::Other => "document",
    }
}

fn name(person: &Contributor) -> Value {
    if person.is_group {
        return json!({ "literal": person.family });
    }
    let (particles, family) = split_particles(&person.family);
    let mut name = Map::new();
    let parts = [
        ("family", family),
        ("given", &*person.given),
        ("suffix", &*person.suffix),
        ("non-dropping-particle", particles),
    ];
    for (key, part) in parts {
        if !part.is_empty() {
            name.insert(key.to_owned(), json!(part));
        }
    }
    if !person.orcid.is_empty() {
        name.insert("ORCID".to_owned(), json!(format!("https://orcid.org/{}", person.orcid)));
    }
    Value::Object(name)
}

fn date(date: PartialDate) -> Value {
    let parts = match (date.year, date.month, date.day) {
        (0, ..) => return Value::Null,
        (year, 0, _) => json!([year]),
        (year, month, 0) => json!([year, month]),
        (year, month, day) => json!([year, month, day]),
    };
    json!({ "date-parts": [parts] })
}
