//! The JSON of Crossref's service: a work, or a list of works, in an answer or alone
//! (api.crossref.org, `/works`).

use serde_json::Value;

use crate::json_records::{JsonRecord, json_date, json_field, json_list, json_text, json_values};
use crate::reading::Reading;
use crate::record::{RecordReader, language_code, page_range, push_new};
use crate::text::name::{group, parse_name, person};
use crate::text::plain::{one_line, plain_text};
use crate::work::{Contributor, StatusChange, StatusKind, WorkKind};

pub(crate) fn read_crossref(text: &str, reading: &mut Reading) {
    for JsonRecord { line, value, .. } in json_values(text, reading) {
        // The answer about one work, if it was not found by its list.
        match value.get("message").filter(|message| message.is_object()) {
            Some(message) => read_work(line, message, reading),
            None => read_work(line, &value, reading),
        }
    }
}

fn kind_of(work: &Value) -> WorkKind {
    match &*json_field(work, "type") {
        "journal-article" | "journal-issue" | "journal" | "peer-review" => WorkKind::Article,
        "posted-content" => match &*json_field(work, "subtype") {
            "letter" | "other" => WorkKind::Post,
            _ => WorkKind::Preprint,
        },
        "book" | "monograph" | "edited-book" | "reference-book" | "book-set" | "book-series"
        | "proceedings" => WorkKind::Book,
        "book-chapter" | "book-section" | "book-part" | "book-track" => WorkKind::Chapter,
        "reference-entry" => WorkKind::Entry,
        "proceedings-article" => WorkKind::ConferencePaper,
        "dissertation" => WorkKind::Thesis,
        "report" | "report-component" | "report-series" => WorkKind::Report,
        "dataset" | "database" => WorkKind::Dataset,
        "standard" | "standard-series" => WorkKind::Standard,
        _ => WorkKind::Other,
    }
}

fn read_work(line: usize, work: &Value, reading: &mut Reading) {
    let mut record = RecordReader::new(line, reading);
    record.raw_key = json_field(work, "DOI");
    record.work.kind = kind_of(work);
    read_title(work, &mut record);
    record.work.authors = json_list(work, "author").iter().map(read_name).collect();
    record.work.editors = json_list(work, "editor").iter().map(read_name).collect();
    read_texts(work, &mut record);
    read_identifiers(line, work, &mut record);
    read_dates(work, &mut record);
    read_status(work, &mut record);
    record.finish();
}

fn read_title(work: &Value, record: &mut RecordReader<'_>) {
    let title = plain_text(&json_field(work, "title"));
    let subtitle = plain_text(&json_field(work, "subtitle"));
    let is_repeated = title.to_lowercase().contains(&subtitle.to_lowercase());
    let title = match subtitle.is_empty() || is_repeated {
        true => title,
        false => format!("{}: {subtitle}", title.trim_end_matches(':')),
    };
    record.title(&title);
    record.work.original_title = plain_text(&json_field(work, "original-title"));
}

fn read_name(name: &Value) -> Contributor {
    let part = |key: &str| json_field(name, key);
    let mut contributor = match (part("name"), part("family"), part("given")) {
        (name, family, given) if family.is_empty() && given.is_empty() => group(&name),
        // One of the two is missing in records of some publishers.
        (_, family, given) if family.is_empty() => parse_name(&given),
        (_, family, given) if given.is_empty() => match family.contains(' ') {
            true => parse_name(&family),
            false => person(&family, "", ""),
        },
        (_, family, given) => person(&family, &given, &part("suffix")),
    };
    if let Ok(orcid) = offprint_base::parse_orcid(&part("ORCID")) {
        contributor.orcid = orcid;
    }
    for affiliation in json_list(name, "affiliation") {
        push_new(&mut contributor.affiliations, plain_text(&json_field(affiliation, "name")));
    }
    contributor
}

fn read_texts(work: &Value, record: &mut RecordReader<'_>) {
    let text = |key: &str| plain_text(&json_field(work, key));
    record.work.container = text("container-title");
    record.work.container_short = text("short-container-title");
    if record.work.container_short == record.work.container {
        record.work.container_short.clear();
    }
    // Chapters name the series after the book.
    if let Some(series) = json_list(work, "container-title").get(1) {
        record.work.series = plain_text(&json_text(series));
    }
    if record.work.kind == WorkKind::Preprint && record.work.container.is_empty() {
        let server = json_list(work, "institution").first().map(|of| json_field(of, "name"));
        record.work.container =
            plain_text(&server.unwrap_or_else(|| json_field(work, "group-title")));
    }
    record.work.event =
        work.get("event").map(|event| plain_text(&json_field(event, "name"))).unwrap_or_default();
    record.work.volume = text("volume");
    record.work.issue = text("issue");
    record.work.pages = page_range(&text("page"));
    if record.work.pages.is_empty() {
        record.work.pages = text("article-number");
    }
    record.work.edition = text("edition-number");
    record.work.publisher = text("publisher");
    record.work.place = text("publisher-location");
    record.work.genre = text("degree");
    let language = json_field(work, "language");
    if !language.is_empty() {
        record.work.language = language_code(&language);
    }
    record.abstract_text(&json_field(work, "abstract"));
    for subject in json_list(work, "subject") {
        record.keyword(&json_text(subject));
    }
    for funder in json_list(work, "funder") {
        let awards: Vec<String> = json_list(funder, "award").iter().map(json_text).collect();
        let name = plain_text(&json_field(funder, "name"));
        let funding =
            if awards.is_empty() { name } else { format!("{name} ({})", awards.join(", ")) };
        push_new(&mut record.work.funding, funding);
    }
    // The licence of the published version counts, not that for mining texts.
    let licenses = json_list(work, "license");
    let of_version = |version: &str| {
        licenses.iter().find(|license| json_field(license, "content-version") == version)
    };
    if let Some(license) = of_version("vor").or(of_version("unspecified")).or(of_version("am")) {
        record.work.license = one_line(&json_field(license, "URL"));
    }
}

fn read_identifiers(line: usize, work: &Value, record: &mut RecordReader<'_>) {
    record.doi(&json_field(work, "DOI"), line);
    for isbn in json_list(work, "ISBN") {
        record.isbns(&json_text(isbn), line);
    }
    for issn in json_list(work, "ISSN") {
        record.issns(&json_text(issn), line);
    }
    for trial in json_list(work, "clinical-trial-number") {
        record.trial(&json_field(trial, "clinical-trial-number"));
    }
    for id in json_list(work, "alternative-id") {
        let id = json_text(id);
        if id.starts_with("PMC") && id[3..].bytes().all(|b| b.is_ascii_digit()) {
            record.pmcid(&id, line);
        }
    }
    let primary = work.get("resource").and_then(|resource| resource.get("primary"));
    let primary = primary.map(|primary| json_field(primary, "URL")).unwrap_or_default();
    record.url(&primary);
    record.url(&json_field(work, "URL"));
}

fn read_dates(work: &Value, record: &mut RecordReader<'_>) {
    let date = |keys: &[&str]| {
        keys.iter()
            .map(|key| json_date(work.get(key)))
            .find(|date| date.year != 0)
            .unwrap_or_default()
    };
    record.work.date = date(&[
        "published-print",
        "issued",
        "published",
        "posted",
        "published-online",
        "published-other",
    ]);
    record.work.online_date = date(&["published-online"]);
}

/// What Crossref calls an update (its documentation, "Updates").
fn update_kind(name: &str) -> Option<(StatusKind, &'static str)> {
    Some(match name {
        "retraction" => (StatusKind::Retracted, ""),
        "partial_retraction" => (StatusKind::Corrected, "partial retraction"),
        "removal" => (StatusKind::Retracted, "removal"),
        "withdrawal" => (StatusKind::Withdrawn, ""),
        "expression_of_concern" => (StatusKind::ExpressionOfConcern, ""),
        "correction" | "corrigendum" | "erratum" | "addendum" | "clarification" => {
            (StatusKind::Corrected, "")
        }
        "new_version" | "new_edition" => (StatusKind::Superseded, ""),
        _ => return None,
    })
}

fn read_status(work: &Value, record: &mut RecordReader<'_>) {
    // Reasons of people who keep the list of retractions come from there.
    let source = |update: &Value| match &*json_field(update, "source") {
        "retraction-watch" => "Retraction Watch",
        _ => "Crossref",
    };
    for (key, is_of_this) in [("updated-by", true), ("update-to", false)] {
        for update in json_list(work, key) {
            let name = json_field(update, "type").to_lowercase().replace([' ', '-'], "_");
            let Some((kind, reason)) = update_kind(&name) else { continue };
            let doi = match offprint_base::IdentifierKind::Doi.parse(&json_field(update, "DOI")) {
                Ok(found) => found.key(),
                Err(_) => String::new(),
            };
            let change = StatusChange {
                kind,
                date: json_date(update.get("updated")),
                notice: if is_of_this { doi.clone() } else { record.work.doi.clone() },
                reason: reason.to_owned(),
                source: source(update).to_owned(),
            };
            match is_of_this {
                true => record.status(change),
                // A notice that names itself corrects itself.
                false if doi == record.work.doi => record.status(change),
                false if !doi.is_empty() => record.statement(&doi, "", change),
                false => {}
            }
        }
    }
    let relations =
        [("is-preprint-of", StatusKind::Published), ("is-replaced-by", StatusKind::Superseded)];
    for (relation, kind) in relations {
        let related = work.get("relation").map_or(&[][..], |all| json_list(all, relation));
        for other in related {
            let id = json_field(other, "id");
            let notice = match offprint_base::IdentifierKind::Doi.parse(&id) {
                Ok(found) => found.key(),
                Err(_) => one_line(&id),
            };
            record.status(StatusChange {
                kind,
                date: crate::work::PartialDate::default(),
                notice,
                reason: String::new(),
                source: "Crossref".to_owned(),
            });
        }
    }
}
