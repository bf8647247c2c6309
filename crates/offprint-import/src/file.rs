//! Writes the content file of an article: front matter in the order of the documentation, then its
//! Markdown.
//!
//! The output is valid TOML whatever the page contains: strings are quoted by the `toml` crate, and
//! control characters are removed.

use std::fmt::Write as _;

use jiff::civil::Date;

use super::article::{Article, CitedWork, Sourced};
use super::imported::ImportedField;

/// The parts of a content file.
pub(super) struct ContentFileParts<'p> {
    pub(super) article: &'p Article,
    pub(super) title: &'p str,
    pub(super) summary: Option<&'p Sourced<String>>,
    pub(super) drugs: &'p [String],
    /// The tags of the source.
    pub(super) tags: &'p [String],
    /// The tags that the text suggests.
    pub(super) proposed_tags: &'p [String],
    pub(super) works: &'p [CitedWork],
    pub(super) draft: bool,
}

/// The text of the content file.
pub(super) fn write_content_file(parts: &ContentFileParts<'_>) -> String {
    let article = parts.article;
    let mut text = String::with_capacity(article.body.len() + 2048);
    text.push_str("+++\n");
    write_line(&mut text, "title", parts.title);
    write_moment(&mut text, "date", article.published.as_ref(), article.published_at.as_ref());
    write_moment(
        &mut text,
        "updated",
        article.updated.as_ref().filter(|updated| is_later(updated, article.published.as_ref())),
        article.updated_at.as_ref(),
    );
    let authors = article.authors.as_ref().map_or(&[][..], |found| &found.value);
    write_list(&mut text, "authors", authors);
    if let Some(summary) = parts.summary {
        write_line(&mut text, "summary", &summary.value);
    }
    write_list(&mut text, "drugs", parts.drugs);
    write_list(&mut text, "tags", &[parts.tags, parts.proposed_tags].concat());
    let own = article.own.clone().into_iter().map(|(key, value)| (key, without_fences(value)));
    let (tables, plain): (toml::Table, toml::Table) =
        own.into_iter().partition(|(_, value)| match value {
            toml::Value::Array(items) => items.iter().any(toml::Value::is_table),
            value => value.is_table(),
        });
    let plain: toml::Table = plain.into_iter().filter(|(key, _)| key != "drugs").collect();
    text.push_str(&toml::to_string(&plain).unwrap_or_default());
    if parts.draft {
        text.push_str("draft = true\n");
    }
    if !tables.contains_key("source") {
        write_source(&mut text, parts);
    }
    if let Some(tables) = toml::to_string(&tables).ok().filter(|tables| !tables.is_empty()) {
        text.push('\n');
        text.push_str(&tables);
    }
    for work in parts.works {
        write_citation(&mut text, work);
    }
    write_extra(&mut text, &article.rest);
    text.push_str("+++\n\n");
    text.push_str(&article.body);
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

fn write_source(text: &mut String, parts: &ContentFileParts<'_>) {
    let article = parts.article;
    let own = article.own_work.as_ref();
    let doi = article.doi.as_ref().map(|doi| &doi.value);
    // A site, a URL, a number, a licence, a reviewer or a status is needed: a date or an author alone would
    // only repeat the front matter.
    let is_about_source = article.site.is_some()
        || doi.is_some()
        || own.is_some()
        || article.url.is_some()
        || article.license.is_some()
        || !article.reviewed_by.is_empty()
        || !article.affiliations.is_empty()
        || !article.statuses.is_empty();
    if !is_about_source {
        return;
    }
    text.push_str("\n[source]\n");
    let mut stated = |key: &str, found: &Option<Sourced<String>>| {
        if let Some(found) = found {
            write_line(text, key, &found.value);
        }
    };
    stated("name", &article.site);
    stated("url", &article.url);
    if article.title.is_some() {
        write_line(text, "title", parts.title);
    }
    write_list(text, "authors", article.authors.as_ref().map_or(&[][..], |found| &found.value));
    write_list(text, "affiliations", &article.affiliations);
    write_list(text, "reviewed_by", &article.reviewed_by);
    write_date(text, "published", article.published.as_ref());
    write_date(
        text,
        "updated",
        article.updated.as_ref().filter(|updated| is_later(updated, article.published.as_ref())),
    );
    if let Some(license) = &article.license {
        write_line(text, "license", &license.value);
    }
    let ids = [
        ("doi", doi.or(own.and_then(|work| work.doi.as_ref()))),
        ("pmid", own.and_then(|work| work.pmid.as_ref())),
        ("pmcid", own.and_then(|work| work.pmcid.as_ref())),
    ];
    for (key, id) in ids.into_iter().filter_map(|(key, id)| Some((key, id?))) {
        write_line(text, key, id);
    }
    match article.statuses.as_slice() {
        [status] => write_line(text, "status", status),
        statuses => write_list(text, "status", statuses),
    }
    if let Some(note) = &article.status_note {
        write_line(text, "status_note", note);
    }
}

fn write_citation(text: &mut String, work: &CitedWork) {
    text.push_str("\n[[citations]]\n");
    if let Some(id) = &work.id {
        write_line(text, "id", id);
    }
    if !work.text.is_empty() {
        write_line(text, "text", &work.text);
    }
    let mut stated = |key: &str, value: &Option<String>| {
        if let Some(value) = value {
            write_line(text, key, value);
        }
    };
    stated("title", &work.title);
    stated("journal", &work.journal);
    stated("volume", &work.volume);
    stated("issue", &work.issue);
    stated("pages", &work.pages);
    stated("doi", &work.doi);
    stated("pmid", &work.pmid);
    stated("pmcid", &work.pmcid);
    stated("nct", &work.nct);
    stated("url", &work.url);
    write_list(text, "authors", &work.authors);
    if let Some(year) = work.year {
        let _ = writeln!(text, "year = {year}");
    }
    let more = without_fences(toml::Value::Table(work.more.clone()));
    text.push_str(&toml::to_string(&more).unwrap_or_default());
}

/// Fields of a Markdown source that Offprint does not know: kept in a table that is not validated.
fn write_extra(text: &mut String, rest: &toml::Table) {
    if rest.is_empty() {
        return;
    }
    let mut wrapped = toml::Table::new();
    wrapped.insert("extra".to_owned(), without_fences(toml::Value::Table(rest.clone())));
    if let Ok(written) = toml::to_string(&wrapped) {
        text.push('\n');
        text.push_str(&written);
    }
}

/// The value with every text changed that contains a line which would end the front matter.
fn without_fences(value: toml::Value) -> toml::Value {
    match value {
        toml::Value::String(text) if text.lines().any(|line| line.trim() == "+++") => {
            toml::Value::String(text.split_whitespace().collect::<Vec<_>>().join(" "))
        }
        toml::Value::Array(items) => {
            toml::Value::Array(items.into_iter().map(without_fences).collect())
        }
        toml::Value::Table(fields) => toml::Value::Table(
            fields.into_iter().map(|(key, value)| (key, without_fences(value))).collect(),
        ),
        value => value,
    }
}

fn write_line(text: &mut String, key: &str, value: &str) {
    let _ = writeln!(text, "{key} = {}", toml_string(value));
}

fn write_list(text: &mut String, key: &str, values: &[String]) {
    if !values.is_empty() {
        let values: Vec<String> = values.iter().map(|value| toml_string(value)).collect();
        let _ = writeln!(text, "{key} = [{}]", values.join(", "));
    }
}

fn write_date(text: &mut String, key: &str, found: Option<&Sourced<Date>>) {
    if let Some(found) = found {
        let _ = writeln!(text, "{key} = {}", found.value);
    }
}

/// The date, with its time if that is of the same day.
fn write_moment(
    text: &mut String,
    key: &str,
    found: Option<&Sourced<Date>>,
    moment: Option<&String>,
) {
    let is_of_day = |moment: &&String| {
        found.is_some_and(|found| moment.starts_with(&format!("{}T", found.value)))
    };
    match moment.filter(is_of_day) {
        Some(moment) => {
            let _ = writeln!(text, "{key} = {moment}");
        }
        None => write_date(text, key, found),
    }
}

fn is_later(updated: &Sourced<Date>, published: Option<&Sourced<Date>>) -> bool {
    published.is_none_or(|published| updated.value > published.value)
}

/// A basic TOML string on one line, quoted by JSON's rules. These are TOML's too for all but one
/// character, which has been removed.
fn toml_string(value: &str) -> String {
    let clean: String = value
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    serde_json::Value::String(clean).to_string()
}

/// Every value that was found, with its origin and confidence.
pub(super) fn imported_fields(
    parts: &ContentFileParts<'_>,
    title: &Sourced<String>,
) -> Vec<ImportedField> {
    let article = parts.article;
    let mut fields = Vec::new();
    let mut add = |name: &'static str, value: String, from: &str, confidence: f32| {
        // Two decimal digits are precise enough for an estimate.
        let confidence = (confidence.clamp(0.0, 1.0) * 100.0).round() as u8;
        fields.push(ImportedField { name, value, from: from.to_owned(), confidence });
    };
    add("title", title.value.clone(), &title.from, title.confidence);
    let days = [("date", &article.published), ("updated", &article.updated)];
    for (name, found) in days.iter().filter_map(|(name, found)| Some((*name, found.as_ref()?))) {
        add(name, found.value.to_string(), &found.from, found.confidence);
    }
    if let Some(found) = &article.authors {
        add("authors", found.value.join("; "), &found.from, found.confidence);
    }
    if let Some(found) = parts.summary {
        add("summary", found.value.clone(), &found.from, found.confidence);
    }
    if !parts.drugs.is_empty() {
        let (from, confidence) = match article.own.contains_key("drugs") {
            true => ("`drugs` in the front matter", 0.95),
            false => ("names of drugs in title, summary and text", 0.8),
        };
        add("drugs", parts.drugs.join("; "), from, confidence);
    }
    if !parts.tags.is_empty() {
        let from = article.keywords.as_ref().map_or("the source", |found| found.from.as_str());
        add("tags", parts.tags.join("; "), from, 0.95);
    }
    if !parts.proposed_tags.is_empty() {
        let from = match article.is_record {
            true => "proposed: keywords of the record, words of the title and the text",
            false => "proposed: words of the title and the text",
        };
        add("tags", parts.proposed_tags.join("; "), from, 0.4);
    }
    if !article.reviewed_by.is_empty() {
        add("source.reviewed_by", article.reviewed_by.join("; "), "a line about the review", 0.7);
    }
    let texts = [
        ("source.name", &article.site),
        ("source.url", &article.url),
        ("source.license", &article.license),
        ("language", &article.language),
        ("doi", &article.doi),
    ];
    for (name, found) in texts.iter().filter_map(|(name, found)| Some((*name, found.as_ref()?))) {
        add(name, found.value.clone(), &found.from, found.confidence);
    }
    if !parts.works.is_empty() {
        let listed = article.references.len();
        let is_own = article.is_record;
        let from = match (listed, parts.works.len() - listed.min(parts.works.len())) {
            _ if is_own => "the record".to_owned(),
            (0, _) => "numbers in the text".to_owned(),
            (_, 0) => "the list of references".to_owned(),
            (_, _) => "the list of references, and numbers in the text".to_owned(),
        };
        add("citations", parts.works.len().to_string(), &from, 0.8);
    }
    fields
}

/// The content file with other tags.
pub(super) fn with_tags(text: &str, tags: &[String]) -> String {
    let (head, body) = text.split_at(text.find("\n+++\n").map_or(0, |at| at + 5));
    let mut out = String::with_capacity(text.len());
    let mut is_in_tables = false;
    for line in head.split_inclusive('\n') {
        is_in_tables |= line.starts_with('[');
        if !is_in_tables && line.starts_with("tags = ") {
            write_list(&mut out, "tags", tags);
        } else {
            out.push_str(line);
        }
    }
    out + body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_quoted(value: &str, expect: &str) {
        let found = toml_string(value);
        assert_eq!(found, expect);
        let table: toml::Table = format!("x = {found}").parse().expect("it is sound TOML");
        assert!(table["x"].is_str());
    }

    #[test]
    fn strings_are_sound() {
        check_quoted("a \"b\" \\ c", r#""a \"b\" \\ c""#);
        check_quoted(" two\n lines\u{0}\u{7f}\t", r#""two lines""#);
        check_quoted("+++", r#""+++""#);
        check_quoted("Überblick – β", r#""Überblick – β""#);
    }
}
