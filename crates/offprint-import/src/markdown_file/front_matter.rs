//! [`split_front_matter`]: the front matter of a Markdown file in YAML, TOML, JSON or as Pandoc writes
//! it, and the text below it.
//!
//! Must not know what a field means.

use serde_json::{Map, Value};

use super::front_recovery::{FrontLine, RecoveredFront, key_of, recover_toml, recover_yaml};
use super::values::{json_of, parse_yaml};

/// Anything longer than this is not front matter.
const LONGEST_FRONT: usize = 256 * 1024;

/// So many lines are named in a message.
const MOST_NAMED: usize = 20;

/// The front matter of a file, and the text below it.
#[derive(Default)]
pub(super) struct FrontMatter<'t> {
    pub(super) values: Map<String, Value>,
    pub(super) body: &'t str,
    /// What is wrong with it, for the editor.
    pub(super) warnings: Vec<String>,
    /// The lines that were not read.
    pub(super) unread: Vec<String>,
    /// Whether something of it may be missing among the values.
    pub(super) is_incomplete: bool,
}

/// The front matter (empty if there is none) and the body.
pub(super) fn split_front_matter(text: &str) -> FrontMatter<'_> {
    let start = text.trim_start();
    let first_line = text[..text.len() - start.len()].matches('\n').count() + 1;
    let whole = |values, body| FrontMatter { values, body, ..FrontMatter::default() };
    if let Some((yaml, body)) = fenced_front_matter(start, "---", &["---", "..."]) {
        let fault = match parse_yaml(yaml) {
            Ok(Value::Object(values)) => return whole(values, body),
            // Only comments, or nothing, between the fences.
            Ok(Value::Null) => return whole(Map::new(), body),
            // Two horizontal rules with prose between them.
            _ if !looks_like_keys(yaml) => return whole(Map::new(), text),
            Ok(_) => Fault { line: None, message: "it is no list of keys and values".to_owned() },
            Err(error) => Fault {
                line: error.location().and_then(|place| usize::try_from(place.line()).ok()),
                message: message_of_yaml(&error),
            },
        };
        let lines = numbered_lines(yaml, first_line + 1);
        return recovered(recover_yaml(&lines), body, "YAML", &fault, first_line);
    }
    if let Some((toml, body)) = fenced_front_matter(start, "+++", &["+++"]) {
        return match toml.parse::<toml::Table>() {
            Ok(front) => {
                whole(front.into_iter().map(|(key, value)| (key, json_of(value))).collect(), body)
            }
            Err(error) => {
                let line =
                    |at: usize| toml[..toml.floor_char_boundary(at)].matches('\n').count() + 1;
                let fault = Fault {
                    line: error.span().map(|span| line(span.start)),
                    message: error.message().split_whitespace().collect::<Vec<_>>().join(" "),
                };
                let lines = numbered_lines(toml, first_line + 1);
                recovered(recover_toml(&lines), body, "TOML", &fault, first_line)
            }
        };
    }
    if let Some(inner) = start.strip_prefix('{') {
        let mut values = serde_json::Deserializer::from_str(start).into_iter::<Value>();
        match values.next() {
            Some(Ok(Value::Object(front))) => return whole(front, &start[values.byte_offset()..]),
            Some(Err(error)) if inner.trim_start().starts_with('"') => {
                return FrontMatter {
                    warnings: vec![format!(
                        "the JSON front matter was not read, because it has a fault in line {} ({}): it is in the text, and the article is a draft",
                        first_line + error.line().saturating_sub(1),
                        error.to_string().split(" at line ").next().unwrap_or_default()
                    )],
                    is_incomplete: true,
                    ..whole(Map::new(), text)
                };
            }
            _ => {}
        }
    }
    if start.starts_with("% ") {
        let (values, body) = pandoc_title_block(start);
        return whole(values, body);
    }
    if let Some((values, body)) = leading_fields(start) {
        return whole(values, body);
    }
    FrontMatter {
        is_incomplete: is_unclosed(start),
        warnings: is_unclosed(start)
            .then(|| {
                format!(
                    "the front matter that begins in line {first_line} is not closed, so it is in the text, and the article is a draft: write the line `{}` below its last key, and import again",
                    &start[..3]
                )
            })
            .into_iter()
            .collect(),
        ..whole(Map::new(), text)
    }
}

/// What a parser says of front matter.
struct Fault {
    /// The line of the front matter, from 1.
    line: Option<usize>,
    message: String,
}

/// The message without its place.
fn message_of_yaml(error: &serde_saphyr::Error) -> String {
    let message = error.without_snippet().to_string();
    // Without what it says to programmers.
    let message = message.split(" at line ").next().unwrap_or_default();
    let message = message.split(", set ").next().unwrap_or_default();
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn numbered_lines(text: &str, first: usize) -> Vec<FrontLine<'_>> {
    text.lines().enumerate().map(|(at, text)| FrontLine { number: first + at, text }).collect()
}

/// The front matter that could be read, and what is said about the rest.
fn recovered<'t>(
    front: RecoveredFront,
    body: &'t str,
    format: &str,
    fault: &Fault,
    fence: usize,
) -> FrontMatter<'t> {
    let place = fault.line.map(|line| format!(" in line {}", fence + line)).unwrap_or_default();
    let message: String = fault.message.chars().take(160).collect();
    let mut warnings = vec![format!(
        "the {format} front matter has a fault{place} ({message}), so each entry was read alone"
    )];
    if !front.as_text.is_empty() {
        warnings.push(format!(
            "read as plain text: {}; look whether these values are right",
            named_lines(&front.as_text)
        ));
    }
    if !front.unread.is_empty() {
        warnings.push(format!(
            "not read: {}; these lines are in `front_matter_not_read` of [extra], and the article is a draft",
            named_lines(&front.unread)
        ));
    }
    FrontMatter {
        values: front.values,
        body,
        warnings,
        is_incomplete: !front.unread.is_empty(),
        unread: front.unread.into_iter().map(|(_, text)| text).collect(),
    }
}

/// Some lines with their numbers.
fn named_lines(lines: &[(usize, String)]) -> String {
    let named = lines.iter().take(MOST_NAMED).map(|(number, text)| {
        let shown: String = text.chars().take(80).collect();
        let more = if shown.len() < text.len() { "…" } else { "" };
        format!("`{shown}{more}` (line {number})")
    });
    let named = named.collect::<Vec<_>>().join(", ");
    match lines.len().saturating_sub(MOST_NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// Whether the text begins with a fence and keys, but no fence follows.
fn is_unclosed(text: &str) -> bool {
    let Some((fence, rest)) = text.split_once('\n') else { return false };
    let is_key = |line: &str| match fence.trim_end() {
        "---" => key_of(line).is_some_and(|(key, _)| !key.contains(' ')),
        "+++" => line.split_once('=').is_some_and(|(key, _)| !key.trim().contains(' ')),
        _ => false,
    };
    rest.lines().next().is_some_and(is_key)
}

/// The fields that MultiMarkdown and Pelican write above a text without fences: a first paragraph in
/// which each line is `Key: value`, or continues the line above, and one key is the title.
fn leading_fields(text: &str) -> Option<(Map<String, Value>, &str)> {
    let end = text.find("\n\n")?;
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text[..end].lines() {
        if let (true, Some((_, value))) = (line.starts_with([' ', '\t']), fields.last_mut()) {
            value.push(' ');
            value.push_str(line.trim());
            continue;
        }
        let (key, value) = key_of(line).filter(|_| !line.starts_with([' ', '\t']))?;
        let key = key.to_lowercase();
        if fields.iter().any(|(known, _)| *known == key) {
            return None;
        }
        fields.push((key, value.to_owned()));
    }
    let has_title = fields.iter().any(|(key, value)| key == "title" && !value.is_empty());
    (has_title && fields.len() >= 2).then(|| {
        let values = fields.into_iter().map(|(key, value)| (key, Value::String(value)));
        (values.collect(), &text[end..])
    })
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
