//! [`split_front_matter`]: where the front matter of a content file is, and where its text begins.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Source;

/// The two parts of a content file, as byte ranges of its text.
pub(in crate::library) struct SplitSource {
    pub(in crate::library) toml: Range<usize>,
    pub(in crate::library) body: usize,
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
        return SplitSource { toml: 0..0, body };
    }
    let start = (first.len() + 1).min(text.len());
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == FENCE {
            return SplitSource { toml: start..at, body: at + line.len() };
        }
        at += line.len();
    }
    let fault = Diagnostic::error(Code::UnclosedFrontMatter, "this front matter has no end")
        .help("add a line `+++` between the front matter and the text")
        .at(source, 0..first.len());
    faults.push(fault);
    SplitSource { toml: start..start, body: start }
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
        return (fault("an empty line stands before the front matter", help.into()), text.len());
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
