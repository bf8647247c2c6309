//! Articles that are already Markdown, with front matter from any program.
//!
//! Jekyll, Hugo, Zola, Ghost, Obsidian and Pandoc use different names for the same fields, in YAML,
//! TOML or JSON. The fields are renamed to those of Offprint; fields that Offprint does not have
//! are kept in `rest`. The body stays as its author wrote it, except that two things are removed: a
//! first heading that repeats the title, and HTML that could run code in a reader's browser.
//!
//! It must not know where the file is, nor what the site does with a field.

use std::borrow::Cow;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::article::{Article, ImportHints, Loss, LossKind, Sourced};
use crate::site_markdown::line_of_text;
use crate::{byline, date};
use offprint_base::slugify;

mod callout_kinds;
mod frames;
mod front_image;
mod heading_ends;
mod image_syntax;
mod lost_markup;
mod notes;
mod safe;

/// Anything longer than this is not front matter.
const LONGEST_FRONT: usize = 256 * 1024;

/// Reads an article from a Markdown file.
pub(crate) fn parse_markdown_file(text: &str, hints: &ImportHints) -> Article {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    // Before anything is judged: browsers ignore such a character before the scheme of an address.
    let text: String =
        text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let mut article = Article::default();
    let (front, body) = split_front_matter(&text, &mut article.warnings);
    apply_front_matter(&mut article, front, hints.today);
    let (body, embedded) = image_syntax::with_standard_images(body, &mut article.images);
    if !embedded.is_empty() {
        article.warnings.push(format!(
            "embedded notes and files are not shown, and only their names are in the text: {}",
            with_lines(&embedded, &text)
        ));
    }
    article.losses.extend(frames::embedded_frames(&body).into_iter().map(|name| Loss {
        kind: LossKind::Embedded,
        name,
        line: None,
    }));
    let body = without_comments(&body, &mut article.warnings);
    let (body, losses) = safe::without_hazards(&body);
    article.losses.extend(losses);
    let body = notes::with_whole_notes(&body);
    article.losses.extend(notes::uncited_notes(&body));
    let body = heading_ends::with_literal_ends(&body);
    let body = callout_kinds::with_known_callouts(&body);
    let body = take_title_heading(&mut article, &body);
    article.body = normalise_body(body);
    if let Some(url) = &hints.url {
        article.url = Some(Sourced::new(url.to_string(), "the address that was given", 1.0));
    }
    article
}

/// Names with the lines of the source on which they are.
fn with_lines(names: &[String], source: &str) -> String {
    let named = names.iter().map(|name| match line_of_text(source, name) {
        Some(line) => format!("`{name}` (line {line})"),
        None => format!("`{name}`"),
    });
    named.collect::<Vec<_>>().join(", ")
}

/// The body without Obsidian's comments, `%%…%%`: they are private notes, which Obsidian does not
/// show to readers.
fn without_comments<'a>(body: &'a str, warnings: &mut Vec<String>) -> Cow<'a, str> {
    if !body.contains("%%") {
        return Cow::Borrowed(body);
    }
    let (mut out, mut count, mut in_code) = (String::with_capacity(body.len()), 0, false);
    let mut rest = body;
    while let Some(at) = rest.find("%%") {
        let (before, after) = (&rest[..at], &rest[at + 2..]);
        // After an odd number of backticks, this is inside code.
        in_code ^= before.matches('`').count() % 2 == 1;
        out.push_str(before);
        // `%%` after a digit is a typo for `%`; and a comment that begins within a line must end
        // within its paragraph.
        let is_block = out.is_empty() || out.ends_with('\n');
        let may_begin = !in_code && !out.ends_with(|c: char| c.is_ascii_digit());
        match after
            .find("%%")
            .filter(|end| may_begin && (is_block || !after[..*end].contains("\n\n")))
        {
            Some(end) => {
                count += 1;
                rest = &after[end + 2..];
            }
            None => {
                out.push_str("%%");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    if count > 0 {
        warnings.push(format!("comments between %% were left out: {count}"));
    }
    Cow::Owned(out)
}

/// The front matter (empty if there is none) and the body.
fn split_front_matter<'a>(
    text: &'a str,
    warnings: &mut Vec<String>,
) -> (Map<String, Value>, &'a str) {
    let start = text.trim_start();
    if let Some((yaml, body)) = fenced_front_matter(start, "---", &["---", "..."]) {
        return match serde_saphyr::from_str::<Value>(yaml) {
            Ok(Value::Object(front)) => (front, body),
            // Only comments, or nothing, between the fences.
            Ok(Value::Null) => (Map::new(), body),
            _ if looks_like_keys(yaml) => {
                warnings.push("the YAML front matter has a fault: read line by line".to_owned());
                (front_matter_by_lines(yaml), body)
            }
            // Two horizontal rules with prose between them.
            _ => (Map::new(), text),
        };
    }
    if let Some((toml, body)) = fenced_front_matter(start, "+++", &["+++"]) {
        return match toml.parse::<toml::Table>() {
            Ok(front) => {
                (front.into_iter().map(|(key, value)| (key, json_of(value))).collect(), body)
            }
            Err(_) => {
                warnings.push("the TOML front matter has a fault: read line by line".to_owned());
                (front_matter_by_lines(toml), body)
            }
        };
    }
    if start.starts_with('{') {
        let mut values = serde_json::Deserializer::from_str(start).into_iter::<Value>();
        if let Some(Ok(Value::Object(front))) = values.next() {
            return (front, &start[values.byte_offset()..]);
        }
    }
    if start.starts_with("% ") {
        return pandoc_title_block(start);
    }
    (Map::new(), text)
}

/// What is between a first line that is a fence and the next fence, and what follows.
fn fenced_front_matter<'a>(
    text: &'a str,
    open: &str,
    close: &[&str],
) -> Option<(&'a str, &'a str)> {
    let rest = text.strip_prefix(open)?;
    let (of_line, rest) = rest.split_once('\n')?;
    if !of_line.trim().is_empty() {
        return None;
    }
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if close.contains(&line.trim_end()) {
            return Some((&rest[..at], &rest[at + line.len()..]));
        }
        at += line.len();
        if at > LONGEST_FRONT {
            return None;
        }
    }
    None
}

/// Pandoc's title block: up to three lines that begin with `%`.
fn pandoc_title_block(text: &str) -> (Map<String, Value>, &str) {
    let mut front = Map::new();
    let mut rest = text;
    for key in ["title", "author", "date"] {
        let Some(line) = rest.strip_prefix('%') else { break };
        let (value, after) = line.split_once('\n').unwrap_or((line, ""));
        if !value.trim().is_empty() {
            front.insert(key.to_owned(), Value::String(value.trim().to_owned()));
        }
        rest = after;
    }
    (front, rest)
}

/// Whether most lines are `key: value`.
fn looks_like_keys(text: &str) -> bool {
    let key = |line: &str| {
        line.split_once(':')
            .is_some_and(|(key, _)| !key.is_empty() && key.len() < 40 && !key.trim().contains(' '))
    };
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines.iter().any(|line| key(line))
        && lines.iter().filter(|line| key(line) || line.starts_with([' ', '-', '#', '\t'])).count()
            * 2
            > lines.len()
}

/// What can be read of front matter that its parser rejects: the lines that are plain `key: value`.
fn front_matter_by_lines(text: &str) -> Map<String, Value> {
    let mut front = Map::new();
    for line in text.lines().take(500) {
        if line.starts_with([' ', '\t', '-', '#']) {
            continue;
        }
        let Some((key, value)) = line.split_once([':', '=']) else { continue };
        let (key, value) = (key.trim(), value.trim());
        let plain = value.trim_matches(['"', '\'']);
        if key.is_empty() || plain.is_empty() || key.contains(' ') {
            continue;
        }
        let value = match value.strip_prefix('[').and_then(|list| list.strip_suffix(']')) {
            Some(list) => Value::Array(
                list.split(',')
                    .map(|item| Value::String(item.trim().trim_matches(['"', '\'']).to_owned()))
                    .collect(),
            ),
            None => Value::String(plain.to_owned()),
        };
        front.insert(key.to_owned(), value);
    }
    front
}

/// Copies the front matter into the fields of the article.
fn apply_front_matter(article: &mut Article, front: Map<String, Value>, today: Date) {
    let mut keywords: Vec<String> = Vec::new();
    let is_jekyll = front.contains_key("layout");
    for (key, value) in front {
        let name = key.to_lowercase().replace(['-', ' '], "_");
        let from = || format!("`{key}` in the front matter");
        let found_date = || {
            strings(&value)
                .first()
                .and_then(|text| date::parse_date(text, today))
                .map(|date| Sourced::new(date, from(), 0.95))
        };
        let found_text = || {
            strings(&value)
                .first()
                .filter(|text| !text.is_empty())
                .map(|text| Sourced::new(text.clone(), from(), 0.95))
        };
        let address = || {
            found_text().filter(|found| {
                found.value.starts_with("http://") || found.value.starts_with("https://")
            })
        };
        if DATE_KEYS.contains(&name.as_str())
            && let Some(text) = strings(&value).first().filter(|text| is_wrong_date(text))
        {
            article.warnings.push(format!(
                "{} is no date: `{}`; write it as year-month-day, such as 2025-03-14",
                from(),
                text.chars().take(40).collect::<String>()
            ));
        }
        if holds_back(&name, &value, today) {
            article.is_held_back = true;
            article.warnings.push(format!("{} holds it back: imported as a draft", from()));
        }
        // Other programs have other names for the dates between which an article is shown.
        let is_to_come = || {
            strings(&value)
                .first()
                .and_then(|text| text.get(..10)?.parse::<Date>().ok())
                .is_some_and(|day| day > today)
        };
        let name = match name.as_str() {
            "expirydate" | "expiry_date" | "unpublishdate" => "expires".to_owned(),
            "publishdate" | "publish_date" if is_to_come() => "publish_on".to_owned(),
            _ => name,
        };
        if name == "source"
            && let Value::Object(source) = &value
        {
            take_source(article, source, today);
        }
        if name == "permalink"
            && let Some(old) =
                value.as_str().filter(|old| old.starts_with('/') && !old.contains([':', ' ']))
        {
            article.own.entry("aliases").or_insert_with(|| toml::Value::Array(vec![old.into()]));
            continue;
        }
        if let Some((address, description)) = front_image::front_image(&name, &value)
            && !article.own.contains_key("image")
        {
            article.own.insert("image".to_owned(), address.into());
            if let Some(description) = description {
                article.own.entry("image_alt").or_insert_with(|| description.into());
            }
            // A table may say more: a caption, a position.
            if !value.is_object() {
                continue;
            }
        }
        if front_image::is_description_key(&name)
            && let Some(description) = value.as_str().filter(|text| !text.trim().is_empty())
        {
            article.own.insert("image_alt".to_owned(), description.trim().into());
            continue;
        }
        if let Some(value) =
            offprint_value(&name, &value).filter(|_| !article.own.contains_key(&name))
        {
            article.own.insert(name, value);
            continue;
        }
        let taken = match name.as_str() {
            "extra" if value.is_object() => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    keep(&mut article.rest, key, value.clone());
                }
                true
            }
            "draft" if value.is_boolean() => true,
            "title" | "headline" => set_if_missing(&mut article.title, found_text()),
            "date" | "published" | "publishdate" | "publish_date" | "published_at"
            | "published_time" | "published_date" | "pubdate" | "datepublished"
            | "date_published" => {
                // The first of several dates wins, but `published: true` is not a date.
                set_if_missing(&mut article.published, found_date())
            }
            "created" | "created_at" | "date_created" => {
                article.published.is_none() && set_if_missing(&mut article.published, found_date())
            }
            "lastmod" | "updated" | "updated_at" | "modified" | "last_modified_at"
            | "last_modified" | "date_modified" | "datemodified" | "lastmodified"
            | "last_updated" => set_if_missing(&mut article.updated, found_date()),
            "author" | "authors" | "by" | "creator" | "byline" => {
                let names: Vec<String> =
                    strings(&value).iter().flat_map(|text| byline::parse_authors(text)).collect();
                set_if_missing(
                    &mut article.authors,
                    (!names.is_empty()).then(|| Sourced::new(names, from(), 0.95)),
                )
            }
            "description" | "summary" | "excerpt" | "abstract" | "custom_excerpt"
            | "standfirst" | "meta_description" => {
                set_if_missing(&mut article.summary, found_text())
            }
            _ if KEYWORD_KEYS.contains(&name.as_str()) => {
                // In these two, Jekyll separates words.
                let has_words = is_jekyll && matches!(name.as_str(), "tags" | "categories");
                keywords.extend(tags_in(&value, has_words));
                true
            }
            "taxonomies" if value.is_object() => {
                let lists = value.as_object().into_iter().flat_map(Map::values);
                keywords.extend(lists.flat_map(|list| tags_in(list, false)));
                true
            }
            "canonical_url" | "canonical" | "canonicalurl" | "url" | "link" | "source_url"
            | "original_url" | "originalurl" => set_if_missing(&mut article.url, address()),
            "source" => match &value {
                // The fields that are understood were read above; the table is also kept, since it
                // contains more.
                Value::Object(_) => false,
                _ => {
                    set_if_missing(&mut article.url, address())
                        || set_if_missing(&mut article.site, found_text())
                }
            },
            "site" | "site_name" | "publication" | "journal" | "publisher" => {
                set_if_missing(&mut article.site, found_text())
            }
            "license" | "licence" | "rights" => set_if_missing(&mut article.license, found_text()),
            "lang" | "language" | "locale" => set_if_missing(&mut article.language, found_text()),
            "doi" => {
                let found = found_text().map(|found| {
                    Sourced::new(
                        found
                            .value
                            .trim_start_matches("https://doi.org/")
                            .trim_start_matches("doi:")
                            .trim()
                            .to_owned(),
                        found.from,
                        found.confidence,
                    )
                });
                set_if_missing(
                    &mut article.doi,
                    found.filter(|found| found.value.starts_with("10.")),
                )
            }
            _ => false,
        };
        if !taken {
            keep(&mut article.rest, &key, value);
        }
    }
    keywords.dedup();
    if !keywords.is_empty() {
        article.keywords = Some(Sourced::new(keywords, "the front matter", 0.95));
    }
}

/// Keeps a value in `rest`, under a modified key if `rest` already has the key.
fn keep(rest: &mut toml::Table, key: &str, value: Value) {
    let Some(value) = toml_of(value) else { return };
    let mut free = key.to_owned();
    while rest.contains_key(&free) {
        free.push('_');
    }
    rest.insert(free, value);
}

/// A field of Offprint's own front matter, if its value has the required form.
fn offprint_value(name: &str, value: &Value) -> Option<toml::Value> {
    let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
    let are_texts = |value: &Value| {
        value.as_array().is_some_and(|list| !list.is_empty() && list.iter().all(is_text))
    };
    let is_of_work = |key: &str, value: &Value| match key {
        "id" | "text" | "title" | "journal" | "doi" | "pmid" | "pmcid" | "nct" | "url" => {
            is_text(value)
        }
        "year" | "volume" | "issue" | "pages" => is_text(value) || value.is_u64(),
        "authors" => are_texts(value),
        _ => false,
    };
    let is_of_study = |key: &str, value: &Value| match key {
        "name" | "design" | "phase" | "n" | "participants" | "animals" | "population"
        | "intervention" | "comparator" | "outcome" | "duration" | "results" | "funding"
        | "conflicts" => is_text(value) || value.is_u64(),
        "registry" => are_texts(value),
        _ => false,
    };
    let is_date = |value: &Value| value.as_str().is_some_and(|date| date.parse::<Date>().is_ok());
    let is_of_source = |key: &str, value: &Value| match key {
        "name" | "title" | "license" | "doi" | "pmcid" => is_text(value),
        "pmid" => is_text(value) || value.is_u64(),
        "url" => value
            .as_str()
            .is_some_and(|url| url.starts_with("http://") || url.starts_with("https://")),
        "authors" | "affiliations" | "reviewed_by" => are_texts(value),
        "status" => is_text(value) || are_texts(value),
        "status_note" => is_text(value),
        "published" | "updated" => is_date(value),
        _ => false,
    };
    let is_of_correction = |key: &str, value: &Value| match key {
        "text" => is_text(value),
        "date" => is_date(value),
        _ => false,
    };
    let table = |value: &Value, is_field: &dyn Fn(&str, &Value) -> bool| {
        value.as_object().is_some_and(|fields| {
            !fields.is_empty() && fields.iter().all(|(key, value)| is_field(key, value))
        })
    };
    let tables = |is_field: &dyn Fn(&str, &Value) -> bool| {
        value
            .as_array()
            .is_some_and(|list| !list.is_empty() && list.iter().all(|value| table(value, is_field)))
    };
    let texts = |is_right: fn(&str) -> bool| {
        are_texts(value)
            && value
                .as_array()
                .into_iter()
                .flatten()
                .all(|text| text.as_str().is_some_and(is_right))
    };
    let is_sound = match name {
        "drugs" | "key_findings" => texts(|_| true),
        "aliases" => texts(|path| {
            path.starts_with('/') && !path.starts_with("//") && !path.contains(char::is_whitespace)
        }),
        "slug" => value.as_str().is_some_and(|slug| !slug.is_empty() && slugify(slug) == *slug),
        "reviewed" | "review_by" | "publish_on" | "expires" => {
            return value
                .as_str()?
                .get(..10)?
                .parse::<Date>()
                .ok()?
                .to_string()
                .parse()
                .ok()
                .map(toml::Value::Datetime);
        }
        "autolink" => value.is_boolean(),
        "study" => table(value, &is_of_study),
        "citations" => tables(&is_of_work),
        "source" => table(value, &is_of_source),
        "corrections" => {
            tables(&is_of_correction)
                && value.as_array().into_iter().flatten().all(|entry| entry.get("text").is_some())
        }
        _ => false,
    };
    if !is_sound {
        return None;
    }
    toml_of(value.clone()).map(with_dates)
}

/// The value with the dates in its tables as dates: the conversion had made them strings.
fn with_dates(value: toml::Value) -> toml::Value {
    match value {
        toml::Value::Array(items) => {
            toml::Value::Array(items.into_iter().map(with_dates).collect())
        }
        toml::Value::Table(fields) => {
            let dated = |(key, value): (String, toml::Value)| match &value {
                toml::Value::String(text)
                    if matches!(key.as_str(), "date" | "published" | "updated") =>
                {
                    let value = text.parse().map_or(value, toml::Value::Datetime);
                    (key, value)
                }
                _ => (key, with_dates(value)),
            };
            toml::Value::Table(fields.into_iter().map(dated).collect())
        }
        value => value,
    }
}

/// Whether a field says that the article is not public now. In case of doubt it does: a draft is
/// quickly published, but an article published by mistake has already been read.
fn holds_back(name: &str, value: &Value, today: Date) -> bool {
    // A future date is not accepted as a date of publication, so dates are parsed here without that
    // check.
    let day = || {
        let text = strings(value).first()?.get(..10)?.to_owned();
        text.parse::<Date>().ok()
    };
    let is = |words: &[&str]| {
        value.as_str().is_some_and(|text| words.contains(&text.trim().to_lowercase().as_str()))
    };
    match name {
        "draft" => *value == Value::Bool(true) || is(&["true", "yes"]),
        "published" | "publish" | "public" | "visible"
            if *value == Value::Bool(false) || is(&["false", "no"]) =>
        {
            true
        }
        "private" | "hidden" | "unlisted" => *value == Value::Bool(true) || is(&["true", "yes"]),
        "status" | "state" | "visibility" => {
            is(&["draft", "private", "pending", "future", "scheduled", "unpublished", "archived"])
        }
        "date" | "published" | "publish_on" | "publishdate" | "publish_date" | "embargo" => {
            day().is_some_and(|day| day > today)
        }
        "expires" | "expirydate" | "expiry_date" | "unpublishdate" => {
            day().is_some_and(|day| day < today)
        }
        _ => false,
    }
}

/// The fields whose values are dates.
const DATE_KEYS: [&str; 12] = [
    "date",
    "publishdate",
    "publish_date",
    "published_at",
    "pubdate",
    "created",
    "lastmod",
    "updated",
    "updated_at",
    "modified",
    "date_modified",
    "last_updated",
];

/// Whether a text was meant as a date, but is none: there is no thirteenth month.
fn is_wrong_date(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && date::parse_date(text, Date::MAX).is_none()
}

/// Sets a field if it is still empty. Returns whether it was set.
fn set_if_missing<T>(field: &mut Option<Sourced<T>>, found: Option<Sourced<T>>) -> bool {
    if field.is_some() || found.is_none() {
        return false;
    }
    *field = found;
    true
}

/// `[source]` as Offprint itself writes it.
fn take_source(article: &mut Article, source: &Map<String, Value>, today: Date) -> bool {
    let text = |key: &str| {
        source
            .get(key)
            .and_then(Value::as_str)
            .map(|text| Sourced::new(text.to_owned(), "`source` in the front matter", 0.95))
    };
    let mut taken = set_if_missing(&mut article.site, text("name"));
    taken |= set_if_missing(&mut article.url, text("url"));
    taken |= set_if_missing(&mut article.license, text("license"));
    let authors: Vec<String> = source.get("authors").map(strings).unwrap_or_default();
    taken |= set_if_missing(
        &mut article.authors,
        (!authors.is_empty()).then(|| Sourced::new(authors, "`source` in the front matter", 0.95)),
    );
    let day = |key: &str| {
        text(key)
            .and_then(|found| date::parse_date(&found.value, today))
            .map(|date| Sourced::new(date, "`source` in the front matter", 0.95))
    };
    taken |= set_if_missing(&mut article.published, day("published"));
    taken | set_if_missing(&mut article.updated, day("updated"))
}

/// Keys whose values are tags.
const KEYWORD_KEYS: [&str; 14] = [
    "tags",
    "categories",
    "keywords",
    "tag",
    "category",
    "topics",
    "topic",
    "subjects",
    "subject",
    "labels",
    "primary_tag",
    "primary_category",
    "post_tag",
    "post_tags",
];

/// The tags in a value: a list, or one string with commas, with hash signs, or with blanks if
/// `has_words`.
fn tags_in(value: &Value, has_words: bool) -> Vec<String> {
    let texts: Vec<String> = match value {
        Value::String(text) => {
            let is_hashed = |word: &str| word.starts_with('#');
            let parts: Vec<&str> = if text.contains([',', ';', '\n']) {
                text.split([',', ';', '\n']).collect()
            } else if has_words || text.split_whitespace().all(is_hashed) {
                text.split_whitespace().collect()
            } else {
                vec![text]
            };
            parts.into_iter().map(str::to_owned).collect()
        }
        // A list may have lists in it, as categories below categories.
        Value::Array(items) => items
            .iter()
            .flat_map(|item| match item {
                Value::Array(_) => tags_in(item, false),
                Value::Null => vec!["null".to_owned()],
                _ => strings(item),
            })
            .take(500)
            .collect(),
        value => strings(value),
    };
    texts
        .iter()
        .map(|text| text.trim().trim_start_matches(['#', '-', '*', ' ']).trim().to_owned())
        .filter(|text| !text.is_empty())
        .collect()
}

/// The strings in a value: the value itself, its items, or the names of its items.
fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.split_whitespace().collect::<Vec<_>>().join(" ")],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(items) => items
            .iter()
            .flat_map(|item| if item.is_array() { Vec::new() } else { strings(item) })
            .collect(),
        Value::Object(fields) => ["name", "title", "slug", "label"]
            .iter()
            .find_map(|key| fields.get(*key))
            .and_then(Value::as_str)
            .map(|name| vec![name.to_owned()])
            .unwrap_or_default(),
        Value::Null | Value::Bool(_) => Vec::new(),
    }
}

/// The maximum nesting depth of values: deeper nesting is an attack.
const DEEPEST: usize = 32;

fn json_of(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => Value::from(number),
        toml::Value::Float(number) => Value::from(number),
        toml::Value::Boolean(truth) => Value::Bool(truth),
        toml::Value::Datetime(date) => Value::String(date.to_string()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(json_of).collect()),
        toml::Value::Table(fields) => {
            Value::Object(fields.into_iter().map(|(key, value)| (key, json_of(value))).collect())
        }
    }
}

fn toml_of(value: Value) -> Option<toml::Value> {
    fn convert_to_depth(value: Value, depth: usize) -> Option<toml::Value> {
        if depth > DEEPEST {
            return None;
        }
        match value {
            Value::Null => None,
            Value::Bool(truth) => Some(toml::Value::Boolean(truth)),
            Value::Number(number) => number
                .as_i64()
                .map(toml::Value::Integer)
                .or_else(|| number.as_f64().map(toml::Value::Float)),
            Value::String(text) => Some(toml::Value::String(text)),
            Value::Array(items) => Some(toml::Value::Array(
                items.into_iter().filter_map(|item| convert_to_depth(item, depth + 1)).collect(),
            )),
            Value::Object(fields) => Some(toml::Value::Table(
                fields
                    .into_iter()
                    .filter_map(|(key, value)| Some((key, convert_to_depth(value, depth + 1)?)))
                    .collect(),
            )),
        }
    }
    convert_to_depth(value, 0)
}

/// Removes a first heading that repeats the title; if there is no title, the heading becomes the
/// title. Returns the rest of the body.
fn take_title_heading<'a>(article: &mut Article, body: &'a str) -> &'a str {
    let start = body.trim_start_matches(['\n', ' ']);
    let (line, after) = start.split_once('\n').unwrap_or((start, ""));
    let (next, after_next) = after.split_once('\n').unwrap_or((after, ""));
    let underlined = next.len() >= 2
        && next.trim_end().bytes().all(|byte| byte == b'=')
        && !line.trim().is_empty();
    let (heading, rest) = match line.strip_prefix("# ") {
        Some(heading) => (heading.trim().trim_end_matches('#').trim(), after),
        None if underlined => (line.trim(), after_next),
        None => return body,
    };
    let plain: String = plain_heading(heading);
    let letters = |text: &str| {
        text.chars()
            .filter(|character| character.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    match &article.title {
        Some(title) if letters(&title.value) != letters(&plain) => body,
        Some(_) => rest,
        None if plain.is_empty() => body,
        None => {
            article.title = Some(Sourced::new(plain, "the first heading", 0.9));
            rest
        }
    }
}

/// A heading without its markup.
fn plain_heading(heading: &str) -> String {
    let events = pulldown_cmark::Parser::new(heading);
    let mut text = String::new();
    for event in events {
        match event {
            pulldown_cmark::Event::Text(part) | pulldown_cmark::Event::Code(part) => {
                text.push_str(&part);
            }
            pulldown_cmark::Event::SoftBreak | pulldown_cmark::Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    // `{#id}` as in Pandoc and Hugo.
    match text.rfind("{#") {
        Some(at) if text.ends_with('}') => text[..at].trim_end().to_owned(),
        _ => text,
    }
}

/// The text without surrounding blank lines, ending with one line feed.
fn normalise_body(body: &str) -> String {
    let mut text = body.to_owned();
    text.truncate(text.trim_end().len());
    let blank = text.len() - text.trim_start_matches('\n').len();
    text.drain(..blank);
    if !text.trim().is_empty() {
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::parse_markdown_file;
    use crate::article::{Article, ImportHints};

    fn article(text: &str) -> Article {
        parse_markdown_file(
            text,
            &ImportHints { url: None, today: date(2026, 11, 21), ..ImportHints::default() },
        )
    }

    /// Title, date, authors, keywords, summary, URL, body.
    #[track_caller]
    fn check(text: &str, expect: [&str; 7]) {
        let article = article(text);
        let optional = |found: &Option<crate::article::Sourced<String>>| {
            found.as_ref().map(|found| found.value.clone()).unwrap_or_default()
        };
        let list = |found: &Option<crate::article::Sourced<Vec<String>>>| {
            found.as_ref().map(|found| found.value.join("; ")).unwrap_or_default()
        };
        let found = [
            optional(&article.title),
            article.published.as_ref().map(|found| found.value.to_string()).unwrap_or_default(),
            list(&article.authors),
            list(&article.keywords),
            optional(&article.summary),
            optional(&article.url),
            article.body.clone(),
        ];
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn jekyll_hugo_zola_ghost_obsidian_pandoc() {
        check(
            "---\nlayout: post\ntitle: \"A: title\"\ndate: 2024-01-02 10:00:00 +0100\nauthor: Jane Doe\ncategories: [health, sleep]\ntags: pain\nexcerpt: Short.\n---\n\nBody.\n",
            ["A: title", "2024-01-02", "Jane Doe", "health; sleep; pain", "Short.", "", "Body.\n"],
        );
        check(
            "+++\ntitle = \"T\"\ndate = 2024-01-02T10:00:00Z\nauthors = [\"Jane Doe\", \"John Smith\"]\ndescription = \"D\"\n[taxonomies]\ntags = [\"a b\"]\n+++\nBody.",
            ["T", "2024-01-02", "Jane Doe; John Smith", "a b", "D", "", "Body.\n"],
        );
        check(
            "{\n \"title\": \"T\", \"date\": \"2024-01-02\", \"canonical_url\": \"https://example.org/a\"}\nBody.",
            ["T", "2024-01-02", "", "", "", "https://example.org/a", "Body.\n"],
        );
        check(
            "---\ntags:\n  - '#sleep'\n  - pain\nsource: https://example.org/b\ncreated: 2024-01-02\n---\n# The *Title*\n\nBody.",
            ["The Title", "2024-01-02", "", "sleep; pain", "", "https://example.org/b", "Body.\n"],
        );
        check(
            "% T\n% Jane Doe; John Smith\n% January 2, 2024\n\nBody.",
            ["T", "2024-01-02", "Jane Doe; John Smith", "", "", "", "Body.\n"],
        );
        check(
            "---\ntitle: T\nauthors:\n  - name: Jane Doe\n    url: x\n---\nBody.",
            ["T", "", "Jane Doe", "", "", "", "Body.\n"],
        );
    }

    #[test]
    fn headings_that_repeat_the_title() {
        check("# Title\n\nBody.", ["Title", "", "", "", "", "", "Body.\n"]);
        check("Title\n=====\n\nBody.", ["Title", "", "", "", "", "", "Body.\n"]);
        check(
            "---\ntitle: Title!\n---\n# Title\n\nBody.",
            ["Title!", "", "", "", "", "", "Body.\n"],
        );
        check(
            "---\ntitle: Title\n---\n# Another\n\nBody.",
            ["Title", "", "", "", "", "", "# Another\n\nBody.\n"],
        );
        check("Body alone.\n", ["", "", "", "", "", "", "Body alone.\n"]);
        check(
            "---\n\nA rule, and text.\n\n---\n\nMore.",
            ["", "", "", "", "", "", "---\n\nA rule, and text.\n\n---\n\nMore.\n"],
        );
    }

    #[test]
    fn what_has_no_name_is_kept() {
        let article = article(
            "---\ntitle: T\nlayout: post\nnested: {a: [1, 2.5, true], b: null}\nurl: /relative/\n---\nBody.",
        );
        assert_eq!(
            article.rest.to_string().trim(),
            "layout = \"post\"\nurl = \"/relative/\"\n\n[nested]\na = [1, 2.5, true]"
        );
    }

    #[test]
    fn characters_that_are_not_shown_hide_no_program() {
        for link in [
            "[a](\u{1}javascript:alert(1))",
            "[a](java\u{0}script:alert(1))",
            "<a href=\"\u{1f}javascript:x\">a</a>",
            "![a](\u{8}data:text/html,x)",
        ] {
            let body = article(link).body;
            assert!(!body.contains("javascript") && !body.contains("data:"), "{link:?}: {body}");
        }
    }

    #[test]
    fn faults_and_bombs() {
        check(
            "---\ntitle: \"T\nbad: [\ndate: 2024-01-02\n---\nBody.",
            ["T", "2024-01-02", "", "", "", "", "Body.\n"],
        );
        let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned()
            + &(b'b'..=b'i')
                .map(|name| {
                    format!(
                        "{0}: &{0} [*{1},*{1},*{1},*{1},*{1},*{1},*{1},*{1},*{1}]\n",
                        char::from(name),
                        char::from(name - 1)
                    )
                })
                .collect::<String>();
        article(&format!("---\ntitle: T\n{bomb}---\nBody."));
        article(&format!("---\ntitle: T\nx: {}\n---\nBody.", "[".repeat(50_000)));
        article(&format!("---\ntitle: T\nx: {}\n---\nBody.", "{a: ".repeat(50_000)));
        article(&format!("---\n{}\n---\nBody.", "- ".repeat(50_000)));
        article(&format!("+++\nx = {}\n+++\nBody.", "[".repeat(50_000)));
        article(&format!("{}\nBody.", "[{\"a\":".repeat(50_000)));
        article(&"{\"a\":".repeat(50_000));
        article("---\n- 1\n---\n");
    }
}
