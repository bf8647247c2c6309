//! Notes that are written where their mark is: side notes, and notes that open by a click.
//!
//! The page hides them or shows them in the margin, so inside the sentence they would interrupt it.
//! Such an element is recognised by a name that says `footnote` or `sidenote` and by being inside a
//! paragraph.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::for_each_word;
use crate::html::note_marks::{FoundNote, mark_label};
use crate::html::notes_and_references::Note;
use crate::html::tag::Tag;
use crate::phrases::{Category, is_phrase};

/// A shorter text is a mark, not a note.
const SHORTEST_NOTE: usize = 20;

/// The notes inside paragraphs.
pub(super) fn find_inline_notes(document: &HtmlDocument, body: NodeId) -> Vec<FoundNote> {
    let mut found = Vec::new();
    let mut node = document.first_child(body);
    while let Some(current) = node {
        let note = inline_note(document, current);
        let is_note = note.is_some();
        if let Some(note) = note {
            let mark = printed_mark(document, current).unwrap_or(current);
            found.push(FoundNote { mark, note, is_inside: mark == current });
        }
        node = if is_note { None } else { document.first_child(current) }
            .or_else(|| document.after(current, body));
    }
    found
}

/// The printed mark right before a note, if its name says so, too: a raised number may be an exponent.
fn printed_mark(document: &HtmlDocument, note: NodeId) -> Option<NodeId> {
    let before = document.previous(note)?;
    let is_mark = matches!(document.tag(before), Some(Tag::Sup | Tag::A | Tag::Span | Tag::Button))
        && is_named_note(document, before)
        && mark_label(&document.text_within(before, 12)).is_some();
    is_mark.then_some(before)
}

/// The note in an element inside a sentence.
fn inline_note(document: &HtmlDocument, node: NodeId) -> Option<Note> {
    let tag = document.tag(node).filter(|tag| !tag.is_block() && *tag != Tag::A)?;
    let around = document.ancestors(node).take(4).find(|above| {
        matches!(
            document.tag(*above),
            Some(Tag::P | Tag::Li | Tag::Td | Tag::Dd | Tag::Blockquote | Tag::Figcaption)
        )
    })?;
    // A note that is all of its paragraph is no note inside one.
    let has_text = document.text_within(around, 4000).len()
        > document.text_within(node, 4000).len() + SHORTEST_NOTE;
    if !has_text || matches!(tag, Tag::Label | Tag::Input) || !is_named_note(document, node) {
        return None;
    }
    let mut content = node;
    let length = |node| document.text_within(node, 3000).len();
    let total = length(node);
    // A text next to the note means that this is a wrapper of a sentence.
    while let Some(inner) = document
        .children(content)
        .find(|child| document.tag(*child).is_some() && length(*child) * 5 > total * 4)
    {
        content = inner;
    }
    let text = document.text_within(content, 3000);
    let is_labelled = |rest: &str| rest.is_empty() || mark_label(rest).is_some();
    let whole = document.text_within(node, 3000);
    let rest = whole.strip_suffix(text.as_str()).unwrap_or(&whole);
    let words = text.split_whitespace().filter(|word| word.len() > 1).count();
    (text.len() >= SHORTEST_NOTE && text.len() < 2500 && words >= 3 && is_labelled(rest.trim()))
        .then(|| Note { nodes: vec![content], label: None })
}

/// Whether the names of an element say that it is a note.
pub(super) fn is_named_note(document: &HtmlDocument, node: NodeId) -> bool {
    ["class", "role"].iter().filter_map(|name| document.attribute(node, name)).any(|value| {
        let mut is_note = false;
        for_each_word(&value[..value.floor_char_boundary(300)], |word| {
            is_note |= is_phrase(Category::ClassInlineNotes, word);
        });
        is_note
    })
}
