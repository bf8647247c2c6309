//! [`lint_plain_texts`]: Markdown in front matter. Its texts are shown as they are written, so readers
//! would see the marks.

use std::ops::Range;

use offprint_base::{script_spans, unicode_script};
use toml::de::{DeTable, DeValue};

use crate::config::Markdown;
use crate::diagnostic::toml_syntax::TomlDiagnostics;
use crate::diagnostic::{Code, Diagnostic};
use crate::library::body::formula_spans;
use crate::library::leftover_marks::{LeftoverMark, pairs, unread_inline_marks, unread_marks};

/// Reports marks of notes, citations, links and bold text in the texts of front matter.
pub(super) fn lint_plain_texts(
    table: &DeTable<'_>,
    markdown: Markdown,
    faults: &mut TomlDiagnostics,
) {
    let mut lints = PlainTextLints { markdown, faults, found: Vec::new() };
    lints.lint_table(table, "");
    let mut found = lints.found;
    faults.list.append(&mut found);
}

struct PlainTextLints<'l> {
    /// Which marks the site has in texts.
    markdown: Markdown,
    faults: &'l TomlDiagnostics,
    found: Vec<Diagnostic>,
}

impl PlainTextLints<'_> {
    fn lint_table(&mut self, table: &DeTable<'_>, prefix: &str) {
        for (key, value) in table {
            // The keys of `[extra]` are the editor's own.
            if prefix.is_empty() && key.get_ref() == "extra" {
                continue;
            }
            let name = format!("{prefix}{}", key.get_ref());
            self.lint_value(value.get_ref(), &name, &self.faults.place(&value.span()));
        }
    }

    fn lint_value(&mut self, value: &DeValue<'_>, name: &str, place: &Range<usize>) {
        match value {
            DeValue::String(text) => self.lint_text(text, name, place),
            DeValue::Array(list) => {
                for entry in list {
                    self.lint_value(entry.get_ref(), name, &self.faults.place(&entry.span()));
                }
            }
            DeValue::Table(table) => self.lint_table(table, &format!("{name}.")),
            _ => {}
        }
    }

    fn lint_text(&mut self, text: &str, name: &str, place: &Range<usize>) {
        for (mark, code, help) in marks(text, self.markdown) {
            let mark = &text[mark];
            let message = format!("`{name}` is plain text, so `{mark}` is shown as it is written");
            // In the file, quotes and backslashes of the text may be escaped.
            let source = self.faults.source.text();
            let at = source.get(place.clone()).and_then(|written| written.find(mark));
            let place = at.map_or_else(
                || place.clone(),
                |at| place.start + at..place.start + at + mark.len(),
            );
            self.found
                .push(Diagnostic::warning(code, message).help(help).at(&self.faults.source, place));
        }
    }
}

/// The marks in a text, with what to do about each.
fn marks(text: &str, markdown: Markdown) -> Vec<(Range<usize>, Code, String)> {
    const NOTE: &str = "remove it: notes and citations belong in the text below the front matter";
    const PLAIN: &str =
        "write the text without it; links belong in the text below the front matter";
    const CALL: &str = "write the text that it shows; components belong in the text below";
    const FORMULA: &str = "write it in words or signs; formulas belong in the text below";
    let unread = unread_marks(text).into_iter().chain(unread_inline_marks(text));
    let unread = unread.filter_map(|(place, mark)| {
        let (code, help) = match mark {
            LeftoverMark::Footnote(_) | LeftoverMark::OpenFootnote | LeftoverMark::InlineNote => {
                (Code::UndefinedFootnote, NOTE)
            }
            LeftoverMark::NumberRange(_) | LeftoverMark::CitationKey(_) => return None,
            LeftoverMark::Citation(_) => (Code::UnknownCitation, NOTE),
            LeftoverMark::Reference(_) | LeftoverMark::Address(_) => (Code::BrokenLink, PLAIN),
            LeftoverMark::Link | LeftoverMark::WikiLink => (Code::BadValue, PLAIN),
            LeftoverMark::Bold | LeftoverMark::Italic => {
                (Code::BadValue, "write the text without the stars")
            }
            LeftoverMark::Code => (Code::BadValue, "write the text without the back-ticks"),
            LeftoverMark::Tag => (Code::BadValue, "write the text without the tag"),
        };
        Some((place, code, help.to_owned()))
    });
    let calls = pairs(text, "{{ <", "}}").map(|(at, end)| (at..end, Code::Component, CALL.into()));
    let formulas = formula_spans(text, markdown).into_iter();
    let formulas = formulas.map(|place| (place, Code::Math, FORMULA.to_owned()));
    let scripts = plain_scripts(text, markdown);
    unread.chain(calls).chain(formulas).chain(scripts).collect()
}

/// Subscripts and superscripts that the site has in texts, each with the characters to write instead.
fn plain_scripts(text: &str, markdown: Markdown) -> Vec<(Range<usize>, Code, String)> {
    let is_on = |is_super| if is_super { markdown.superscript } else { markdown.subscript };
    let spans = script_spans(text).into_iter().filter(|span| is_on(span.is_super));
    let script = spans.map(|span| {
        let help = match unicode_script(&text[span.open + 1..span.close], span.is_super) {
            Some(script) => format!("write `{script}`"),
            None => "write the text without its signs".to_owned(),
        };
        (span.open..span.close + 1, Code::BadValue, help)
    });
    script.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Markdown {
        Markdown { math: true, ..Markdown::default() }
    }

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
            "*a few words*",
            "`code`",
            "<b>",
            "<br/>",
            "<span class=\"a\">",
            "[text][label]",
            "[^",
            "$x^2$",
            "$\\mu$",
            "~2~",
            "^-6^",
        ] {
            let text =
                format!("A text{}{mark} and more", if mark.starts_with('~') { "" } else { " " });
            let found: Vec<&str> =
                marks(&text, all()).into_iter().map(|(place, ..)| &text[place]).collect();
            assert_eq!(found, [mark], "{mark}");
        }
        for text in [
            "[Retracted] A title",
            "[18F]FDG and [11C](R)-rolipram",
            "p < 0.05 ** and ** p",
            "5 * 3 ** 2",
            "CYP2D6*4 and CYP2D6*10 or *1/*2",
            "*p* and p < 0.05* or q > 3".get(4..).unwrap_or_default(),
            "n <b and c> d",
            "a ` b ` c",
            "array[i](x)",
            "A [1][2] B",
            "$5 to $6",
            "US$5 and A$6",
            "~5 to ~6",
            "x^2+y^2",
        ] {
            assert!(marks(text, all()).is_empty(), "{text}");
        }
    }
}
