//! What the marks of notes look like, and what shows that notes follow.
//!
//! Shared by the modules that find notes; does not find any.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::notes_and_references::Note;
use crate::html::tag::Tag;
use crate::phrases::{Category, is_phrase};

/// A mark and the note that it stands for.
pub(super) struct FoundNote {
    /// The outermost element that says nothing but the mark.
    pub(super) mark: NodeId,
    pub(super) note: Note,
    /// Whether the note is inside the mark, so that it is removed with it.
    pub(super) is_inside: bool,
}

/// What a mark says: a number, a letter or a sign, without brackets; None if it says more.
pub(super) fn mark_label(words: &str) -> Option<&str> {
    let core = words.trim_matches(|character: char| {
        matches!(character, '[' | ']' | '(' | ')' | '^' | '\u{2191}' | '.' | ':')
            || character.is_whitespace()
    });
    let core = core
        .split_once([' ', '\u{a0}'])
        .filter(|(word, _)| is_phrase(Category::NoteHeadings, &word.to_lowercase()))
        .map_or(core, |(_, number)| number.trim());
    let is_sign = |character| matches!(character, '*' | '\u{2020}' | '\u{2021}' | '\u{a7}' | '#');
    let length = core.chars().count();
    let is_label = (1..=3).contains(&length)
        && (core.bytes().all(|byte| byte.is_ascii_digit()) && !core.starts_with('0')
            || core.chars().all(is_sign)
            || length == 1 && core.bytes().all(|byte| byte.is_ascii_lowercase()));
    is_label.then_some(core)
}

/// The outermost element around a mark that says nothing else.
pub(super) fn whole_mark(document: &HtmlDocument, mark: NodeId) -> NodeId {
    let words = document.text_within(mark, 40);
    let mut whole = mark;
    while let Some(parent) = document.parent(whole)
        && document.tag(parent).is_some_and(|tag| !tag.is_block())
        && document.text_within(parent, 40).trim_matches(['[', ']', '(', ')'])
            == words.trim_matches(['[', ']', '(', ')'])
    {
        whole = parent;
    }
    whole
}

/// Whether an element says that what follows are notes.
pub(super) fn is_note_heading(document: &HtmlDocument, node: NodeId) -> bool {
    let text = document.text_within(node, 60).to_lowercase();
    is_phrase(
        Category::NoteHeadings,
        text.trim_matches(|character: char| !character.is_alphanumeric()),
    )
}

/// Whether an element or one around it is named as a place of notes.
pub(super) fn is_named_for_notes(document: &HtmlDocument, node: NodeId) -> bool {
    std::iter::once(node).chain(document.ancestors(node).take(3)).any(|above| {
        purposes_of_element(document, above).any(ElementPurposes::NOTES)
            || matches!(
                document.attribute(above, "role"),
                Some("doc-endnotes" | "doc-footnote" | "doc-endnote")
            )
    })
}

/// The heading or rule right before a note. `References` is one too: their list has become notes.
pub(super) fn heading_of_notes(document: &HtmlDocument, note: NodeId) -> Option<NodeId> {
    let mut at = note;
    for _ in 0..4 {
        let before = std::iter::successors(document.previous(at), |node| document.previous(*node))
            .find(|node| {
                document.tag(*node).is_some_and(|tag| tag != Tag::Br)
                    || document.text(*node).is_some_and(|text| !text.trim().is_empty())
            });
        if let Some(before) = before {
            let is_references = || {
                let text = document.text_within(before, 60).to_lowercase();
                let words = text.trim_matches(|letter: char| !letter.is_alphanumeric());
                is_phrase(Category::ReferenceHeadings, words)
            };
            let is_heading = document.is(before, Tag::Hr)
                || is_note_heading(document, before)
                || is_references();
            return is_heading.then_some(before);
        }
        at = document.parent(at).filter(|parent| !document.is(*parent, Tag::Body))?;
    }
    None
}
