//! [`offprint_value`]: the fields that Offprint itself writes, if their values have the required form.
//!
//! Must not know fields of other programs.

use jiff::civil::Date;
use offprint_base::slugify;
use serde_json::Value;

use super::values::toml_of;

/// A field of Offprint's own front matter, if its value has the required form.
pub(super) fn offprint_value(name: &str, value: &Value) -> Option<toml::Value> {
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
    let is_sound = match name {
        "drugs" | "key_findings" => are_texts(value),
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
