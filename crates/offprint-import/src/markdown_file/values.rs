//! Values of front matter: as texts, as tags, and from one format to another.
//!
//! Must not know names of fields.

use serde_json::Value;

/// A value in YAML. `yes` and `n` are texts, as in YAML 1.2: they may be the name of a tag or a person.
pub(super) fn parse_yaml(text: &str) -> Result<Value, serde_saphyr::Error> {
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(text, options)
}

/// The tags in a value: a list, or one string with commas, with hash signs, or with blanks if
/// `has_words`.
pub(super) fn tags_in(value: &Value, has_words: bool) -> Vec<String> {
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
pub(super) fn strings(value: &Value) -> Vec<String> {
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

pub(super) fn json_of(value: toml::Value) -> Value {
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

pub(super) fn toml_of(value: Value) -> Option<toml::Value> {
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
