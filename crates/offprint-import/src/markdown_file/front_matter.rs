//! [`split_front_matter`]: the front matter of a Markdown file in YAML, TOML, JSON or as Pandoc writes
//! it, and the text below it.
//!
//! Must not know what a field means.

use serde_json::{Map, Value};

use super::values::json_of;

/// Anything longer than this is not front matter.
const LONGEST_FRONT: usize = 256 * 1024;

/// The front matter (empty if there is none) and the body.
pub(super) fn split_front_matter<'a>(
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
