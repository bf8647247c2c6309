//! [`lint_plain_texts`]: Markdown in front matter. Its texts are shown as they are written, so readers
//! would see the marks.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::diagnostic::toml_syntax::TomlDiagnostics;
use crate::diagnostic::{Code, Diagnostic};
use crate::library::leftover_marks::{LeftoverMark, leftover_marks};

/// Reports marks of notes, citations, links and bold text in the texts of front matter.
pub(super) fn lint_plain_texts(table: &DeTable<'_>, faults: &mut TomlDiagnostics) {
    let mut lints = Vec::new();
    lint_table(table, "", faults, &mut lints);
    faults.list.append(&mut lints);
}

fn lint_table(
    table: &DeTable<'_>,
    prefix: &str,
    faults: &TomlDiagnostics,
    lints: &mut Vec<Diagnostic>,
) {
    for (key, value) in table {
        // The keys of `[extra]` are the editor's own.
        if prefix.is_empty() && key.get_ref() == "extra" {
            continue;
        }
        let name = format!("{prefix}{}", key.get_ref());
        lint_value(value.get_ref(), &name, &faults.place(&value.span()), faults, lints);
    }
}

fn lint_value(
    value: &DeValue<'_>,
    name: &str,
    place: &Range<usize>,
    faults: &TomlDiagnostics,
    lints: &mut Vec<Diagnostic>,
) {
    match value {
        DeValue::String(text) => lint_text(text, name, place, faults, lints),
        DeValue::Array(list) => {
            for entry in list {
                lint_value(entry.get_ref(), name, &faults.place(&entry.span()), faults, lints);
            }
        }
        DeValue::Table(table) => lint_table(table, &format!("{name}."), faults, lints),
        _ => {}
    }
}

fn lint_text(
    text: &str,
    name: &str,
    place: &Range<usize>,
    faults: &TomlDiagnostics,
    lints: &mut Vec<Diagnostic>,
) {
    for (mark, code, help) in marks(text) {
        let mark = &text[mark];
        let message = format!("`{name}` is plain text, so `{mark}` is shown as it is written");
        // In the file, quotes and backslashes of the text may be escaped.
        let source = faults.source.text();
        let at = source.get(place.clone()).and_then(|written| written.find(mark));
        let place =
            at.map_or_else(|| place.clone(), |at| place.start + at..place.start + at + mark.len());
        lints.push(Diagnostic::warning(code, message).help(help).at(&faults.source, place));
    }
}

/// The marks in a text, with what to do about each.
fn marks(text: &str) -> Vec<(Range<usize>, Code, &'static str)> {
    const NOTE: &str = "remove it: notes and citations belong in the text below the front matter";
    const PLAIN: &str =
        "write the text without it; links belong in the text below the front matter";
    const CALL: &str = "write the text that it shows; components belong in the text below";
    let leftover = leftover_marks(text).into_iter().filter_map(|(place, mark)| {
        let (code, help) = match mark {
            LeftoverMark::Footnote(_) | LeftoverMark::InlineNote => (Code::UndefinedFootnote, NOTE),
            LeftoverMark::Citation => (Code::UnknownCitation, NOTE),
            LeftoverMark::Reference(_) | LeftoverMark::Address(_) => (Code::BrokenLink, PLAIN),
            LeftoverMark::OpenFootnote => return None,
        };
        Some((place, code, help))
    });
    let links = pairs(text, "](", ")").filter_map(|(at, end)| {
        let begin = text[..at].rfind('[')?;
        let address = &text[at + 2..end - 1];
        let is_address =
            address.contains(['/', '.', '#']) && !address.contains(char::is_whitespace);
        (is_address && begin + 1 < at).then_some((begin..end, Code::BadValue, PLAIN))
    });
    let wiki_links = pairs(text, "[[", "]]").map(|(at, end)| (at..end, Code::BadValue, PLAIN));
    let bold = pairs(text, "**", "**").filter_map(|(at, end)| {
        let inner = &text[at + 2..end - 2];
        let is_bold = !inner.is_empty() && inner.trim() == inner && !inner.contains('*');
        is_bold.then_some((at..end, Code::BadValue, "write the text without the stars"))
    });
    let calls = pairs(text, "{{ <", "}}").map(|(at, end)| (at..end, Code::Component, CALL));
    leftover.chain(links).chain(wiki_links).chain(bold).chain(calls).collect()
}

/// Where each pair of marks begins and ends.
fn pairs<'t>(text: &'t str, open: &'t str, close: &'t str) -> impl Iterator<Item = (usize, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text[from..].find(open)?;
        let inner = at + open.len();
        let end = inner + text[inner..].find(close)? + close.len();
        from = end;
        Some((at, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_in_front_matter_is_found() {
        for mark in [
            "[^1]",
            "[@shelton2025]",
            "^[a note]",
            "[a study](https://example.org/a)",
            "[a study](/articles/a/)",
            "[[Ketamine]]",
            "**bold**",
            "[text][label]",
        ] {
            let text = format!("A text {mark} and more");
            let found: Vec<&str> =
                marks(&text).into_iter().map(|(place, ..)| &text[place]).collect();
            assert_eq!(found, [mark], "{mark}");
        }
        for text in [
            "[Retracted] A title",
            "[18F]FDG and [11C](R)-rolipram",
            "p < 0.05 ** and ** p",
            "5 * 3 ** 2",
            "array[i](x)",
            "A [1][2] B",
        ] {
            assert!(marks(text).is_empty(), "{text}");
        }
    }
}
