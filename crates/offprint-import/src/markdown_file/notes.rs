//! The notes of a Markdown text: all paragraphs of each belong to it, and each must be cited.
//!
//! Programs differ in how far the later paragraphs of a note are indented. A site shows only notes
//! that the text cites. Must not know other markup.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser, Tag};
use rustc_hash::FxHashSet;

use crate::article::{Loss, LossKind};
use crate::site_markdown::{code_ranges, is_in_ranges, site_options};

/// How far the site expects the later paragraphs of a note to be indented.
const INDENT: &str = "    ";

/// The text in which later paragraphs of notes that are indented by two or three spaces are indented
/// by four.
pub(super) fn with_whole_notes(text: &str) -> Cow<'_, str> {
    if !text.contains("[^") {
        return Cow::Borrowed(text);
    }
    let code = code_ranges(text);
    let (mut out, mut is_changed) = (String::with_capacity(text.len()), false);
    let (mut is_in_note, mut is_after_blank, mut at) = (false, false, 0);
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let is_blank = line.trim().is_empty();
        if is_definition(line) && !is_in_ranges(&code, at) {
            is_in_note = true;
        } else if !is_blank && is_after_blank && indent < 2 && !line.starts_with('\t') {
            is_in_note = false;
        }
        // A list at the margin is not part of the note, but an indented one is.
        if is_in_note && !is_blank && (2..4).contains(&indent) {
            out.push_str(INDENT);
            out.push_str(&line[indent..]);
            is_changed = true;
        } else {
            out.push_str(line);
        }
        is_after_blank = is_blank;
        at += line.len();
    }
    if is_changed { Cow::Owned(out) } else { Cow::Borrowed(text) }
}

/// Whether a line begins a note: `[^1]: Text`.
fn is_definition(line: &str) -> bool {
    line.strip_prefix("[^")
        .and_then(|rest| rest.split_once("]:"))
        .is_some_and(|(label, _)| !label.is_empty() && !label.contains([' ', '[', ']']))
}

/// The notes that the text does not cite.
pub(super) fn uncited_notes(text: &str) -> Vec<Loss> {
    let (mut cited, mut notes) = (FxHashSet::default(), Vec::new());
    for event in Parser::new_ext(text, site_options()) {
        match event {
            Event::FootnoteReference(label) => {
                cited.insert(label.into_string());
            }
            Event::Start(Tag::FootnoteDefinition(label)) => notes.push(label),
            _ => {}
        }
    }
    notes.retain(|label| !cited.contains(&**label));
    let loss =
        |label| Loss { kind: LossKind::UncitedNote, name: format!("[^{label}]:"), line: None };
    notes.into_iter().map(loss).collect()
}

#[cfg(test)]
mod tests {
    use super::{uncited_notes, with_whole_notes};

    #[test]
    fn later_paragraphs_belong_to_their_note() {
        for (text, expect) in [
            ("A[^1]\n\n[^1]: One.\n\n  Two.\n", "A[^1]\n\n[^1]: One.\n\n    Two.\n"),
            ("A[^1]\n\n[^1]: One.\n\n   Two.\n\nText", "A[^1]\n\n[^1]: One.\n\n    Two.\n\nText"),
            ("[^a]: One.\n  More.\n", "[^a]: One.\n    More.\n"),
        ] {
            assert_eq!(with_whole_notes(text), expect);
        }
        for text in [
            "A[^1]\n\n[^1]: One.\n\n    Two.\n",
            "[^1]: One.\n\nText\n\n  More text",
            "- A[^1]\n\n  More of the item",
            "```\n[^1]: One.\n\n  Two.\n```\n",
        ] {
            assert_eq!(with_whole_notes(text), text);
        }
    }

    #[test]
    fn notes_without_a_mark_are_named() {
        let found = uncited_notes("A[^1] and[^b]\n\n[^1]: One.\n\n[^2]: Two.\n\n[^b]: Three.\n");
        let names: Vec<&str> = found.iter().map(|loss| loss.name.as_str()).collect();
        assert_eq!(names, ["[^2]:"]);
        assert!(uncited_notes("`[^1]`\n\n    [^1]: code\n").is_empty());
    }
}
