//! Notes: what short raised links in the text lead to.
//!
//! They become Markdown's footnotes, so their own marks, which lead back, and the list they stand
//! in are taken out. Runs after the references are gone, which are led to in the same way.

use rustc_hash::FxHashMap;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::notes_and_references::{NotesAndReferences, is_back_link};
use crate::html::tag::Tag;

/// Finds notes: what short links lead to that stand in the text.
pub(super) fn extract_notes(
    document: &mut HtmlDocument,
    body: NodeId,
    apparatus: &mut NotesAndReferences,
) {
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
    let mut found: Vec<(String, NodeId, NodeId)> = Vec::new();
    for id in document.descendants(body).filter(|id| document.is(*id, Tag::A)) {
        let Some(fragment) = document
            .attribute(id, "href")
            .and_then(|href| href.strip_prefix('#'))
            .filter(|fragment| !fragment.is_empty())
        else {
            continue;
        };
        let words = document.text_within(id, 20);
        let core =
            words.trim_matches(|character: char| matches!(character, '[' | ']' | '(' | ')' | ' '));
        let is_mark = (1..=4).contains(&core.chars().count())
            && core.chars().all(|character| {
                character.is_ascii_digit()
                    || matches!(character, '*' | '\u{2020}' | '\u{2021}' | '\u{a7}')
                    || core.chars().count() <= 2 && character.is_ascii_lowercase()
            });
        let is_raised = document.ancestors(id).take(2).any(|above| document.is(above, Tag::Sup))
            || document.descendants(id).any(|inner| document.is(inner, Tag::Sup));
        let is_stated = document.attribute(id, "role") == Some("doc-noteref")
            || document.attribute(id, "class").is_some_and(|class| class.contains("footnote"));
        if !is_mark || !(is_raised || is_stated || words.starts_with('[')) {
            continue;
        }
        let Some(target) = targets.get(fragment) else { continue };
        if *target <= id {
            continue;
        }
        let Some(note) = note_block(document, *target) else { continue };
        if note > id && !document.ancestors(id).any(|above| above == note) && found.len() < 2000 {
            found.push((fragment.to_owned(), note, id));
        }
    }
    let mut numbers: FxHashMap<NodeId, usize> = FxHashMap::default();
    for (fragment, note, _) in &found {
        let number = *numbers.entry(*note).or_insert_with(|| {
            apparatus.notes.push(*note);
            apparatus.notes.len()
        });
        apparatus.marks.insert(fragment.clone(), number);
    }
    // Their marks lead back, their numbers are written anew, and they stand under the text.
    let mut gone: Vec<NodeId> = Vec::new();
    let mut lists: Vec<NodeId> = Vec::new();
    for note in &apparatus.notes {
        for inner in document.descendants(*note) {
            let is_link_back = document.is(inner, Tag::A)
                && is_back_link(
                    &document.text_within(inner, 20),
                    document.attribute(inner, "href").unwrap_or_default(),
                );
            if is_link_back {
                let raised = document.parent(inner).filter(|parent| document.is(*parent, Tag::Sup));
                gone.push(raised.unwrap_or(inner));
            }
        }
        lists.extend(document.parent(*note).filter(|parent| {
            matches!(
                document.tag(*parent),
                Some(Tag::Ol | Tag::Ul | Tag::Section | Tag::Div | Tag::Dl)
            )
        }));
    }
    for node in gone.into_iter().chain(apparatus.notes.iter().copied()) {
        document.detach(node);
    }
    // A list that held only notes, and the heading or rule over it, hold nothing now.
    for list in lists {
        let is_empty = document
            .text_within(list, 40)
            .chars()
            .filter(|character| character.is_alphanumeric())
            .count()
            < 12;
        if is_empty && list != body {
            document.detach(list);
        }
    }
}

/// The block that a note's target stands for.
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
