//! [`apply_front_matter`]: the fields of front matter, as many programs name them, as those of an
//! article.
//!
//! Must not know how front matter is written.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::author_details::people_in;
use super::front_image;
use super::moment::{Moment, moment_in};
use super::old_addresses::OldAddresses;
use super::own_fields::offprint_value;
use super::values::{strings, tags_in, toml_of};
use crate::article::{Article, Loss, LossKind, Sourced};
use crate::{byline, date};

/// Copies the front matter into the fields of the article.
pub(super) fn apply_front_matter(article: &mut Article, front: Map<String, Value>, today: Date) {
    let mut keywords: Vec<String> = Vec::new();
    let mut old_addresses = OldAddresses::default();
    let is_jekyll = front.contains_key("layout");
    for (key, value) in front {
        let name = key.to_lowercase().replace(['-', ' '], "_");
        let Some(value) = old_addresses.take(&name, value) else { continue };
        if matches!(name.as_str(), "aliases" | "alias" | "redirect_from") {
            // Those that cannot be used.
            keep(&mut article.rest, &format!("{key}_not_used"), value);
            continue;
        }
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
        if let Some((address, description)) = front_image::front_image(&name, &value)
            && !article.own.contains_key("image")
        {
            article.own.insert("image".to_owned(), address.into());
            if let Some(description) = description {
                article.own.entry("image_alt").or_insert_with(|| description.into());
            }
            // A table may say more, such as a caption, and a list may have more images.
            let is_whole = match &value {
                Value::Object(_) => false,
                Value::Array(items) => items.len() == 1 && !items[0].is_object(),
                _ => true,
            };
            if is_whole {
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
            "draft" if value.is_boolean() || is_switch(&value) => true,
            "title" | "headline" => set_if_missing(&mut article.title, found_text()),
            "date" | "published" | "publishdate" | "publish_date" | "published_at"
            | "published_time" | "published_date" | "pubdate" | "datepublished"
            | "date_published" => {
                // The first of several dates wins, but `published: true` is not a date.
                let is_set = set_if_missing(&mut article.published, found_date());
                if is_set {
                    article.published_at = keep_time(&mut article.rest, &key, &value);
                }
                is_set
            }
            "created" | "created_at" | "date_created" => {
                let is_set = set_if_missing(&mut article.published, found_date());
                if is_set {
                    article.published_at = keep_time(&mut article.rest, &key, &value);
                }
                is_set
            }
            "lastmod" | "updated" | "updated_at" | "modified" | "last_modified_at"
            | "last_modified" | "date_modified" | "datemodified" | "lastmodified"
            | "last_updated" => {
                let is_set = set_if_missing(&mut article.updated, found_date());
                if is_set {
                    article.updated_at = keep_time(&mut article.rest, &key, &value);
                }
                is_set
            }
            "author" | "authors" | "by" | "creator" | "byline" => {
                let people = people_in(&value);
                let names: Vec<String> =
                    people.names.iter().flat_map(|text| byline::parse_authors(text)).collect();
                let is_set = set_if_missing(
                    &mut article.authors,
                    (!names.is_empty()).then(|| Sourced::new(names, from(), 0.95)),
                );
                if is_set {
                    for name in people.keys {
                        article.losses.push(Loss {
                            kind: LossKind::AuthorDetail,
                            name,
                            line: None,
                        });
                    }
                    if !people.orcids.is_empty() {
                        keep(&mut article.rest, "orcid", Value::Object(people.orcids));
                    }
                    if !people.details.is_empty() {
                        keep(&mut article.rest, "author_details", Value::Array(people.details));
                    }
                }
                is_set
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
            "lang" | "language" | "locale" => {
                // An article has no language of its own, so the value is also kept.
                set_if_missing(&mut article.language, found_text());
                false
            }
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
    let paths = old_addresses.paths();
    if !paths.is_empty() {
        let paths = paths.into_iter().map(toml::Value::String).collect();
        article.own.insert("aliases".to_owned(), toml::Value::Array(paths));
    }
    let completed = old_addresses.completed.into_iter();
    let unusable = old_addresses.unusable.into_iter();
    article.losses.extend(
        completed
            .map(|name| (LossKind::CompletedAddress, name))
            .chain(unusable.map(|name| (LossKind::UnusableAddress, name)))
            .map(|(kind, name)| Loss { kind, name, line: None }),
    );
    keywords.dedup();
    if !keywords.is_empty() {
        article.keywords = Some(Sourced::new(keywords, "the front matter", 0.95));
    }
}

/// The moment that a value states, as the content file writes it. Without a UTC offset a time is only
/// kept in `rest`.
fn keep_time(rest: &mut toml::Table, key: &str, value: &Value) -> Option<String> {
    match moment_in(value.as_str()?) {
        Moment::Day => None,
        Moment::Time(written) => Some(written),
        Moment::LocalTime(written) => {
            keep(rest, &format!("{key}_time"), Value::String(written));
            None
        }
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
        "draft" => *value == Value::Bool(true) || is(&["true", "yes", "on", "y"]),
        "published" | "publish" | "public" | "visible"
            if *value == Value::Bool(false) || is(&["false", "no", "off", "n"]) =>
        {
            true
        }
        "private" | "hidden" | "unlisted" => {
            *value == Value::Bool(true) || is(&["true", "yes", "on", "y"])
        }
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

/// Whether a text is one of the words for true and false, as older YAML has them.
fn is_switch(value: &Value) -> bool {
    let words = ["true", "false", "yes", "no", "on", "off", "y", "n"];
    value.as_str().is_some_and(|text| words.contains(&text.trim().to_lowercase().as_str()))
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
