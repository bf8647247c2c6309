//! [`split_front_matter`]: where the front matter of a content file is, and where its text begins.

use std::ops::Range;
use std::sync::Arc;

use toml::de::DeTable;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;

/// The two parts of a content file, as byte ranges of its text.
pub(in crate::library) struct SplitSource {
    pub(in crate::library) toml: Range<usize>,
    pub(in crate::library) body: usize,
    /// Whether front matter in another format says that this is a draft.
    pub(in crate::library) is_foreign_draft: bool,
}

const FENCE: &str = "+++";

/// Finds the front matter and the text after it.
pub(in crate::library) fn split_front_matter(
    source: &Arc<Source>,
    text: &str,
    faults: &mut Vec<Diagnostic>,
) -> SplitSource {
    let first = text.lines().next().unwrap_or_default();
    if first.trim_end() != FENCE {
        let (fault, body) = not_a_fence(source, text, first.trim_end());
        faults.push(fault.at(source, 0..first.trim_end().len()));
        // An error in a draft must not block the build, so what can be read is read.
        let opens = |line: &&str| !line.trim().is_empty();
        let blank = text.lines().take_while(|line| !opens(line)).map(|line| line.len() + 1);
        let start: usize = blank.sum();
        let fence = text.lines().find(opens).map_or(0, |line| line.len() + 1);
        let start = (start + fence).min(text.len());
        let is_foreign_draft = is_yaml(text) && yaml_says_draft(text) || json_says_draft(text);
        let toml = if body > 0 { readable_toml(text, start) } else { 0..0 };
        return SplitSource { toml, body, is_foreign_draft };
    }
    let start = (first.len() + 1).min(text.len());
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == FENCE {
            let body = at + line.len();
            return SplitSource { toml: start..at, body, is_foreign_draft: false };
        }
        at += line.len();
    }
    let fault = Diagnostic::error(Code::UnclosedFrontMatter, "this front matter has no end")
        .help("add a line `+++` between the front matter and the text")
        .at(source, 0..first.len());
    faults.push(fault);
    SplitSource { toml: readable_toml(text, start), body: start, is_foreign_draft: false }
}

/// How much of a text may be front matter without an end.
const LONGEST_OPEN_FRONT_MATTER: usize = 16 * 1024;

/// The lines from a byte on that are TOML: front matter without an end goes on until the text begins.
fn readable_toml(text: &str, start: usize) -> Range<usize> {
    let mut end = (start + LONGEST_OPEN_FRONT_MATTER).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    // Each error is in a line that is no TOML, or at the end of a value that has none.
    for _ in 0..MAX_ATTEMPTS {
        let (_, errors) = DeTable::parse_recoverable(&text[start..end]);
        let first = errors.iter().filter_map(toml::de::Error::span).map(|span| span.start).min();
        let Some(first) = first else { return start..end };
        let first = (start + first).min(end.saturating_sub(1)).max(start);
        end = text[start..first].rfind('\n').map_or(start, |newline| start + newline + 1);
    }
    start..start
}

/// How many lines that are no TOML are removed from the end.
const MAX_ATTEMPTS: usize = 50;

/// Whether front matter in YAML says that a file is a draft.
fn yaml_says_draft(text: &str) -> bool {
    let lines = text.lines().skip(1).take_while(|line| !matches!(line.trim_end(), "---" | "..."));
    let mut values = lines.filter_map(|line| line.split_once(':')).map(|(key, value)| {
        (key.trim_matches(['"', '\'']).to_lowercase(), value.split(" #").next().unwrap_or(value))
    });
    values.any(|(key, value)| match key.as_str() {
        "draft" => says_yes(value),
        "published" => says_no(value),
        "status" => value.trim().trim_matches(['"', '\'']).eq_ignore_ascii_case("draft"),
        _ => false,
    })
}

/// Whether front matter in JSON says that a file is a draft.
fn json_says_draft(text: &str) -> bool {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
    matches!(values.next(), Some(Ok(value)) if value["draft"] == true)
}

/// Whether a value of the wrong type means yes: `yes`, `"true"`, `on`, `1`.
pub(super) fn says_yes(value: &str) -> bool {
    let value = value.trim().trim_matches(['"', '\'']).to_lowercase();
    matches!(value.as_str(), "true" | "yes" | "y" | "on" | "1")
}

/// Whether a value of the wrong type means no.
fn says_no(value: &str) -> bool {
    let value = value.trim().trim_matches(['"', '\'']).to_lowercase();
    matches!(value.as_str(), "false" | "no" | "n" | "off" | "0")
}

/// What is wrong with a file whose first line is not the beginning of front matter, and where its
/// text begins.
fn not_a_fence(source: &Source, text: &str, first: &str) -> (Diagnostic, usize) {
    let fault = |message: &str, help: String| {
        Diagnostic::error(Code::NoFrontMatter, message.to_owned()).help(help)
    };
    let is_longer = first.len() > FENCE.len() && first.bytes().all(|byte| byte == b'+');
    if is_longer || first == YAML_FENCE && begins_with_toml(text) {
        let help = "write `+++`, in the line above the front matter and in the line below it";
        return (
            fault("this is not `+++`, with which front matter begins", help.into()),
            text.len(),
        );
    }
    if text.trim_start().starts_with(FENCE) {
        let help = "remove it: `+++` must be the first line of the file";
        let what = if text.trim_start_matches([' ', '\t', '\u{A0}']).starts_with(FENCE) {
            "a space stands before `+++`"
        } else {
            "an empty line stands before the front matter"
        };
        return (fault(what, help.into()), text.len());
    }
    let format = if is_yaml(text) {
        Some("YAML")
    } else if is_json(text) {
        Some("JSON")
    } else {
        None
    };
    match format {
        Some(format) => {
            let help = format!(
                "move the file out of `content/`, then `offprint import {}` converts it to TOML",
                source.path.name()
            );
            (fault(&format!("this front matter is {format}"), help), text.len())
        }
        None => {
            let help =
                "begin the file with a line `+++`, then title = \"…\", then another line `+++`";
            (fault("this file does not begin with front matter", help.into()), 0)
        }
    }
}

/// The line before and after YAML.
const YAML_FENCE: &str = "---";

/// Whether the first line after the fence is a key with a value of TOML.
fn begins_with_toml(text: &str) -> bool {
    let line = text.lines().skip(1).find(|line| !line.trim().is_empty());
    line.and_then(|line| line.split_once(" = ")).is_some_and(|(key, _)| !key.contains([':', ' ']))
}

/// Whether a text begins with front matter in YAML. A text may also begin with a thematic break, so
/// every line up to the closing fence must be a key, a comment, or the rest of a value.
fn is_yaml(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    if lines.next() != Some(YAML_FENCE) {
        return false;
    }
    let mut has_key = false;
    for line in lines {
        if matches!(line, "---" | "...") {
            return has_key;
        }
        let is_rest = line.starts_with([' ', '\t', '-', '#', ']', '}']) || line.is_empty();
        if !is_rest && !is_yaml_key(line) {
            break;
        }
        has_key |= !is_rest;
    }
    // Without a closing fence, only the key that every article has is proof.
    text.lines().nth(1).is_some_and(|line| line.starts_with("title:"))
}

/// Whether a line is `key: value`, `key:` or `"key": value`.
fn is_yaml_key(line: &str) -> bool {
    let quoted = ['"', '\''].into_iter().find_map(|quote| {
        let (_, rest) = line.strip_prefix(quote)?.split_once(quote)?;
        rest.strip_prefix(':')
    });
    let plain = line.split_once(':').filter(|(key, _)| {
        !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
    });
    let rest = quoted.or(plain.map(|(_, rest)| rest));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Whether a text begins with an object in JSON.
fn is_json(text: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix('{') else { return false };
    let key = rest.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'));
    key.is_some_and(|(_, rest)| rest.trim_start().starts_with(':'))
}
