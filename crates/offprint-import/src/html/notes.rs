//! Notes: which elements are marks of notes, and what each note says.
//!
//! They become Markdown footnotes, so their links back to the text and the list that contains them
//! are removed. A mark is a short superscript, a short link or an element with the note inside;
//! where the note is, `note_links`, `numbered_notes` and `inline_notes` find out. Runs after the
//! references are removed, which are linked in the same way.

use rustc_hash::FxHashSet;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::note_marks::{FoundNote, heading_of_notes, mark_label, whole_mark};
use crate::html::notes_and_references::{Note, NotesAndReferences, is_back_link};
use crate::html::tag::Tag;
use crate::html::{inline_notes, note_links, numbered_notes};

/// Removes the notes of a page from its tree.
pub(super) fn extract_notes(
    document: &mut HtmlDocument,
    body: NodeId,
    found: &mut NotesAndReferences,
) {
    let mut notes = inline_notes::find_inline_notes(document, body);
    notes.extend(note_links::find_linked_notes(document, body));
    let taken: FxHashSet<NodeId> = notes.iter().map(|note| note.mark).collect();
    if notes.iter().all(|note| note.is_inside) {
        notes.extend(numbered_notes::find_numbered_notes(document, body, &taken));
    }
    let mut gone = Vec::new();
    for FoundNote { mark, note, is_inside } in notes {
        let known = found.notes.iter().position(|known| known.nodes == note.nodes);
        let number = known.unwrap_or_else(|| {
            gone.extend(labels_and_back_links(document, &note));
            if !is_inside {
                gone.extend(heading_of_notes(document, note.nodes[0]));
                gone.extend(note.nodes.iter().copied());
            }
            found.notes.push(note);
            found.notes.len() - 1
        });
        found.marks.insert(mark, number + 1);
    }
    let lists: Vec<NodeId> = found
        .notes
        .iter()
        .filter_map(|note| document.parent(note.nodes[0]))
        .filter(|parent| {
            matches!(
                document.tag(*parent),
                Some(Tag::Ol | Tag::Ul | Tag::Section | Tag::Div | Tag::Dl | Tag::P)
            )
        })
        .collect();
    for node in gone {
        document.detach(node);
    }
    // A list that contained only notes is empty now.
    for list in lists {
        let text = document.text_within(list, 40);
        let letters = text.chars().filter(|character| character.is_alphanumeric()).count();
        if letters < 12 && list != body {
            document.detach(list);
        }
    }
}

/// The printed label of a note and the links in it that point back to its mark, with the `sup`
/// around each.
fn labels_and_back_links(document: &HtmlDocument, note: &Note) -> Vec<NodeId> {
    let mut gone = Vec::new();
    for node in &note.nodes {
        for inner in std::iter::once(*node).chain(document.descendants(*node)) {
            let is_link = document.is(inner, Tag::A)
                && is_back_link(
                    &document.text_within(inner, 30),
                    document.attribute(inner, "href").unwrap_or_default(),
                );
            if is_link {
                let around = document.parent(inner).filter(|parent| {
                    document.is(*parent, Tag::Sup)
                        && document.text_within(*parent, 30) == document.text_within(inner, 30)
                });
                gone.push(around.unwrap_or(inner));
            }
        }
    }
    if !gone.is_empty() {
        gone.extend(signs_of_back_links(document, note, &gone));
    }
    // The label is the first thing that the note says.
    for node in &note.nodes {
        let first = std::iter::once(*node).chain(document.descendants(*node)).find(|inner| {
            document.text(*inner).is_some_and(|text| !text.trim().is_empty())
                && !gone.contains(inner)
                && !document.ancestors(*inner).any(|above| gone.contains(&above))
        });
        let Some(first) = first else { continue };
        let words = document.text_within(first, 30);
        if let Some(label) = mark_label(&words)
            && note.label.as_deref().is_none_or(|known| known == label)
            && document.parent(first).is_some_and(|parent| {
                document.tag(parent).is_some_and(|tag| !tag.is_block())
                    || note.nodes.contains(&parent)
            })
        {
            gone.push(whole_mark(document, first));
        }
        break;
    }
    gone
}

/// The signs around links back to the text, before the words of a note and after them: the `^` and
/// the commas of `^ a, b, c`.
fn signs_of_back_links(document: &HtmlDocument, note: &Note, gone: &[NodeId]) -> Vec<NodeId> {
    let texts: Vec<NodeId> = note
        .nodes
        .iter()
        .flat_map(|node| std::iter::once(*node).chain(document.descendants(*node)))
        .filter(|inner| document.text(*inner).is_some_and(|text| !text.trim().is_empty()))
        .filter(|inner| {
            !gone.contains(inner) && !document.ancestors(*inner).any(|above| gone.contains(&above))
        })
        .collect();
    let is_sign = |node: &&NodeId| {
        document.text(**node).is_some_and(|text| {
            text.chars().all(|sign| {
                sign.is_whitespace()
                    || matches!(sign, '^' | ',' | '|' | '[' | ']' | '\u{fe0e}' | '↑' | '↩' | '⤴')
            })
        })
    };
    let before = texts.iter().take_while(is_sign).count();
    let after = texts[before..].iter().rev().take_while(is_sign).count();
    texts[..before].iter().chain(&texts[texts.len() - after..]).copied().collect()
}
