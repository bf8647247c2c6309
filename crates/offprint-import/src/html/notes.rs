//! Notes: the targets of short superscript links in the text.
//!
//! They become Markdown footnotes, so their links back to the text and the list that contains them
//! are removed. Runs after the references are removed, which are linked in the same way.

use rustc_hash::FxHashMap;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::notes_and_references::{NotesAndReferences, is_back_link};
use crate::html::tag::Tag;

/// Removes the notes of a page from its tree.
pub(super) fn extract_notes(
    document: &mut HtmlDocument,
    body: NodeId,
    found: &mut NotesAndReferences,
) {
    let mut numbers: FxHashMap<NodeId, usize> = FxHashMap::default();
    for (fragment, note) in find_notes(document, body) {
        let number = *numbers.entry(note).or_insert_with(|| {
            found.notes.push(note);
            found.notes.len()
        });
        found.marks.insert(fragment, number);
    }
    let lists: Vec<NodeId> =
        found.notes.iter().filter_map(|note| list_of_note(document, *note)).collect();
    let back_links: Vec<NodeId> =
        found.notes.iter().flat_map(|note| find_back_links(document, *note)).collect();
    for node in back_links.into_iter().chain(found.notes.iter().copied()) {
        document.detach(node);
    }
    // A list that contained only notes, and the heading or rule over it, is empty now.
    for list in lists {
        let text = document.text_within(list, 40);
        let letters = text.chars().filter(|character| character.is_alphanumeric()).count();
        if letters < 12 && list != body {
            document.detach(list);
        }
    }
}

/// No article has more marks of notes.
const MOST_MARKS: usize = 2000;

/// The notes that marks in the text point to: the fragment of each mark, and the block of its note.
fn find_notes(document: &HtmlDocument, body: NodeId) -> Vec<(String, NodeId)> {
    let targets = link_targets(document, body);
    let mut found = Vec::new();
    for id in document.descendants(body).filter(|id| document.is(*id, Tag::A)) {
        let Some(fragment) = document
            .attribute(id, "href")
            .and_then(|href| href.strip_prefix('#'))
            .filter(|fragment| !fragment.is_empty() && is_note_mark(document, id))
        else {
            continue;
        };
        let Some(target) = targets.get(fragment).filter(|target| **target > id) else { continue };
        let Some(note) = note_block(document, *target) else { continue };
        let is_around = document.ancestors(id).any(|above| above == note);
        if note > id && !is_around && found.len() < MOST_MARKS {
            found.push((fragment.to_owned(), note));
        }
    }
    found
}

/// The elements that links inside a page can point to, by name.
fn link_targets(document: &HtmlDocument, body: NodeId) -> FxHashMap<&str, NodeId> {
    let mut targets: FxHashMap<&str, NodeId> = FxHashMap::default();
    for id in document.descendants(body) {
        for name in ["id", "name"] {
            if let Some(value) = document.attribute(id, name)
                && (name == "id" || document.is(id, Tag::A))
            {
                targets.entry(value).or_insert(id);
            }
        }
    }
    targets
}

/// Whether a link is the mark of a note: short, and superscript, in brackets or marked up as one.
fn is_note_mark(document: &HtmlDocument, id: NodeId) -> bool {
    let words = document.text_within(id, 20);
    let core =
        words.trim_matches(|character: char| matches!(character, '[' | ']' | '(' | ')' | ' '));
    let length = core.chars().count();
    let is_short = (1..=4).contains(&length)
        && core.chars().all(|character| {
            character.is_ascii_digit()
                || matches!(character, '*' | '\u{2020}' | '\u{2021}' | '\u{a7}')
                || length <= 2 && character.is_ascii_lowercase()
        });
    let is_raised = || {
        document.ancestors(id).take(2).any(|above| document.is(above, Tag::Sup))
            || document.descendants(id).any(|inner| document.is(inner, Tag::Sup))
    };
    let is_stated = || {
        document.attribute(id, "role") == Some("doc-noteref")
            || document.attribute(id, "class").is_some_and(|class| class.contains("footnote"))
    };
    is_short && (words.starts_with('[') || is_stated() || is_raised())
}

/// The links in a note that point back to its mark, with the `sup` around each.
fn find_back_links(document: &HtmlDocument, note: NodeId) -> Vec<NodeId> {
    document
        .descendants(note)
        .filter(|inner| {
            document.is(*inner, Tag::A)
                && is_back_link(
                    &document.text_within(*inner, 20),
                    document.attribute(*inner, "href").unwrap_or_default(),
                )
        })
        .map(|link| {
            document.parent(link).filter(|parent| document.is(*parent, Tag::Sup)).unwrap_or(link)
        })
        .collect()
}

/// The element that contains a note and others.
fn list_of_note(document: &HtmlDocument, note: NodeId) -> Option<NodeId> {
    document.parent(note).filter(|parent| {
        matches!(document.tag(*parent), Some(Tag::Ol | Tag::Ul | Tag::Section | Tag::Div | Tag::Dl))
    })
}

/// The block of a note whose mark points to `target`.
fn note_block(document: &HtmlDocument, target: NodeId) -> Option<NodeId> {
    let block =
        std::iter::once(target).chain(document.ancestors(target)).take(4).find(|above| {
            matches!(
                document.tag(*above),
                Some(Tag::Li | Tag::P | Tag::Dd | Tag::Div | Tag::Aside | Tag::Td)
            )
        })?;
    let length = document.text_within(block, 3000).len();
    (3..2500).contains(&length).then_some(block)
}
