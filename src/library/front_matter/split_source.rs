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
        let yaml = first.trim_end() == "---";
        let help = if yaml {
            "Offprint's front matter is TOML between two `+++` lines, with `key = \"value\"` instead of `key: value`"
        } else {
            "begin the file with a line `+++`, then title = \"…\", then another line `+++`"
        };
        if first.trim_end().len() > FENCE.len() && first.trim_end().bytes().all(|byte| byte == b'+')
        {
            let fault = Diagnostic::error(
                Code::NoFrontMatter,
                format!("this is not `{FENCE}`, with which front matter begins"),
            )
            .help(format!(
                "write `{FENCE}`, in the line above the front matter and in the line below it"
            ));
            faults.push(fault.at(source, 0..first.trim_end().len()));
            return SplitSource { toml: 0..0, body: text.len() };
        }
        if text.trim_start().starts_with(FENCE) {
            let fault = Diagnostic::error(
                Code::NoFrontMatter,
                "an empty line stands before the front matter",
            )
            .help("remove it: `+++` must be the first line of the file");
            faults.push(fault.at(source, 0..first.len()));
            return SplitSource { toml: 0..0, body: text.len() };
        }
        let is_toml =
            |line: &&str| line.split_once(" = ").is_some_and(|(key, _)| !key.contains([':', ' ']));
        if yaml
            && text
                .lines()
                .skip(1)
                .find(|line| !line.trim().is_empty())
                .as_ref()
                .is_some_and(is_toml)
        {
            let fault = Diagnostic::error(
                Code::NoFrontMatter,
                format!("this is not `{FENCE}`, with which front matter begins"),
            )
            .help(format!(
                "write `{FENCE}`, in the line above the front matter and in the line below it"
            ));
            faults.push(fault.at(source, 0..first.trim_end().len()));
            return SplitSource { toml: 0..0, body: text.len() };
        }
        let message = if yaml {
            "this front matter is YAML"
        } else {
            "this file does not begin with front matter"
        };
        let fault =
            Diagnostic::error(Code::NoFrontMatter, message).help(help).at(source, 0..first.len());
        faults.push(fault);
        return SplitSource { toml: 0..0, body: 0 };
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
