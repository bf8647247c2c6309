//! [`losses_of_cuts`]: what an editor must know of the markup that is cut out of a Markdown text.
//!
//! Must not decide what is cut.

use std::ops::Range;

use crate::article::{Loss, LossKind};

/// A comment with fewer words is a mark for a program: `more`, `wp:paragraph`.
const FEWEST_WORDS: usize = 3;

/// A name is cut after so many characters.
const LONGEST_NAME: usize = 60;

/// The losses by cuts from a text: ranges, and what is there instead.
pub(super) fn losses_of_cuts(text: &str, cuts: &[(Range<usize>, String)]) -> Vec<Loss> {
    cuts.iter()
        .filter_map(|(span, replacement)| loss_of_cut(text.get(span.clone())?, replacement))
        .collect()
}

fn loss_of_cut(cut: &str, replacement: &str) -> Option<Loss> {
    let loss = |kind, name: &str| Some(Loss { kind, name: first_line(name), line: None });
    if let Some(comment) = cut.strip_prefix("<!--") {
        let words = comment.trim_end_matches("-->").trim();
        return (words.split_whitespace().count() >= FEWEST_WORDS && !is_for_programs(words))
            .then(|| Loss { kind: LossKind::Comment, name: first_line(words), line: None });
    }
    if let Some(tag) = cut.strip_prefix('<').filter(|_| replacement.is_empty()) {
        let length = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
        return match tag[..length].to_ascii_lowercase().as_str() {
            "script" => loss(LossKind::Program, cut),
            "style" => loss(LossKind::Style, cut),
            // Named with their addresses already, or nothing that a reader sees.
            "iframe" | "object" | "embed" | "frame" | "link" | "meta" | "base" | "" => None,
            "html" | "body" | "head" | "title" | "param" | "template" => None,
            _ => loss(LossKind::Markup, cut),
        };
    }
    // A formula that is written in Markdown now.
    if cut.starts_with('<') && replacement.starts_with('$') {
        return None;
    }
    let attribute = cut.trim_start();
    if attribute.starts_with("](") {
        return loss(LossKind::Program, cut.trim_start_matches("](").trim_end_matches(')'));
    }
    let is_style = attribute.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("style"));
    // An end tag or a `<` without its start says nothing.
    let is_nothing = attribute.is_empty() || replacement == "&lt;";
    (!is_nothing).then(|| Loss {
        kind: if is_style { LossKind::Style } else { LossKind::Program },
        name: first_line(attribute),
        line: None,
    })
}

/// Whether a comment is for a program: a command of a linter, a block of WordPress.
fn is_for_programs(words: &str) -> bool {
    let first = words.split_whitespace().next().unwrap_or_default();
    let is_name = |word: &str| {
        word.contains(['-', ':', '/', '_', '='])
            && word.chars().all(|c| c.is_ascii_alphanumeric() || "-:/_=".contains(c))
    };
    is_name(first) && !first.ends_with(':')
}

/// The beginning of a text up to the end of its line, as it is in the source.
fn first_line(text: &str) -> String {
    let line = text.trim_start().lines().next().unwrap_or_default().trim_end();
    line.chars().take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::loss_of_cut;
    use crate::article::LossKind::{Comment, Markup, Program, Style};

    #[test]
    fn what_an_editor_must_know_is_named() {
        for (cut, expect) in [
            ("<form action=x>\nDose <input></form>", Some((Markup, "<form action=x>"))),
            ("<svg><text>40 %</text></svg>", Some((Markup, "<svg><text>40 %</text></svg>"))),
            (
                "<noscript>The table is here.</noscript>",
                Some((Markup, "<noscript>The table is here.</noscript>")),
            ),
            ("<button>", Some((Markup, "<button>"))),
            ("<script src=a.js></script>", Some((Program, "<script src=a.js></script>"))),
            ("onclick=\"open()\"", Some((Program, "onclick=\"open()\""))),
            ("](javascript:open())", Some((Program, "javascript:open("))),
            ("<!-- TODO: check the dose -->", Some((Comment, "TODO: check the dose"))),
            ("<!-- more -->", None),
            ("<!-- wp:paragraph {\"align\": \"left\"} -->", None),
            ("<!-- markdownlint-disable MD013 line length -->", None),
            ("<style>p {}</style>", Some((Style, "<style>p {}</style>"))),
            (" style=\"color: red\"", Some((Style, "style=\"color: red\""))),
            ("<iframe src=x></iframe>", None),
            ("</form>", None),
        ] {
            let found = loss_of_cut(cut, "").map(|loss| (loss.kind, loss.name));
            assert_eq!(found, expect.map(|(kind, name)| (kind, name.to_owned())), "{cut}");
        }
    }
}
