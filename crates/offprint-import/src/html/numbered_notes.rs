//! Notes without links: a superscript number in the text, and a block that begins with the number.
//!
//! A number alone proves little, since exponents are superscript too. So each note must have a mark
//! before it, in the same order; and unless the number of the note is itself superscript, a rule, a
//! heading or a name must say that notes follow.

use rustc_hash::FxHashSet;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::note_marks::{
    FoundNote, heading_of_notes, is_named_for_notes, mark_label, whole_mark,
};
use crate::html::notes_and_references::Note;
use crate::html::tag::Tag;

/// A superscript in the text that may be the mark of a note.
struct BareMark {
    node: NodeId,
    label: String,
}

/// A block, or a piece of one between line breaks, that may be a note.
struct Piece {
    nodes: Vec<NodeId>,
    /// What it begins with, and whether that is raised.
    label: Option<(String, bool)>,
}

/// The notes that begin with the number of a mark.
pub(super) fn find_numbered_notes(
    document: &HtmlDocument,
    body: NodeId,
    taken: &FxHashSet<NodeId>,
) -> Vec<FoundNote> {
    let marks = bare_marks(document, body, taken);
    if marks.is_empty() {
        return Vec::new();
    }
    let parents: Vec<NodeId> = document
        .descendants(body)
        .chain(std::iter::once(body))
        .filter(|id| {
            document.tag(*id).is_some_and(|tag| tag.is_block() && !tag.is_table_part())
                || document.is(*id, Tag::Td)
        })
        // A caption is written as one text, with its notes.
        .filter(|id| {
            !std::iter::once(*id)
                .chain(document.ancestors(*id).take(4))
                .any(|above| document.is(above, Tag::Figcaption))
        })
        .collect();
    let mut best = Vec::new();
    // Each figure and table has its own notes.
    let mut of_figures: Vec<FoundNote> = Vec::new();
    for parent in parents {
        let notes = notes_in(document, parent, &marks);
        let is_of_figure = notes.iter().all(|found| {
            let figure = figure_of(document, found.note.nodes[0]);
            figure.is_some() && figure_of(document, found.mark) == figure
        });
        if is_of_figure {
            // The outermost element with the notes of a figure comes first.
            for found in notes {
                if of_figures.iter().all(|known| known.mark != found.mark) {
                    of_figures.push(found);
                }
            }
        } else if notes.len() > best.len() {
            best = notes;
        }
    }
    best.extend(of_figures);
    best
}

/// The figure or table that a node is in.
fn figure_of(document: &HtmlDocument, node: NodeId) -> Option<NodeId> {
    let around = |tag| document.ancestors(node).take(8).find(|above| document.is(*above, tag));
    around(Tag::Figure).or_else(|| around(Tag::Table))
}

/// The superscripts that stand after a word or a sentence, as exponents do not.
fn bare_marks(document: &HtmlDocument, body: NodeId, taken: &FxHashSet<NodeId>) -> Vec<BareMark> {
    let mut marks: Vec<BareMark> = Vec::new();
    // What the paragraph says so far.
    let mut before = String::new();
    for node in document.descendants(body) {
        if let Some(text) = document.text(node) {
            before.push_str(text);
            let start = before.floor_char_boundary(before.len().saturating_sub(40));
            before.drain(..start);
            continue;
        }
        let Some(tag) = document.tag(node) else { continue };
        if tag.is_block() {
            before.clear();
        }
        if tag != Tag::Sup || taken.contains(&node) {
            continue;
        }
        let words = document.text_within(node, 12);
        let has_link = document.descendants(node).any(|inner| {
            document
                .attribute(inner, "href")
                .is_some_and(|href| href != "#" && !href.starts_with("javascript:"))
        });
        if let Some(label) = mark_label(&words)
            && !has_link
            && follows_word(&before)
        {
            marks.push(BareMark { node, label: label.to_owned() });
        }
    }
    marks
}

/// Whether a text ends with a sentence or a word of three letters, not with a number or a unit.
fn follows_word(before: &str) -> bool {
    let before = before.trim_end();
    let Some(last) = before.chars().next_back() else { return false };
    if matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '"' | '\u{201d}' | '\u{2019}' | '\'') {
        return true;
    }
    let letters = before.chars().rev().take_while(|character| character.is_alphabetic()).count();
    letters >= 3 || last == ')' && before.contains(' ')
}

/// The notes among the children of an element.
fn notes_in(document: &HtmlDocument, parent: NodeId, marks: &[BareMark]) -> Vec<FoundNote> {
    let pieces = pieces(document, parent);
    let is_note = |piece: &Piece| {
        piece.label.as_ref().is_some_and(|(label, _)| {
            marks.iter().any(|mark| mark.label == *label && mark.node < piece.nodes[0])
        })
    };
    let Some(first) = pieces.iter().position(is_note) else { return Vec::new() };
    let is_raised = pieces[first].label.as_ref().is_some_and(|(_, is_raised)| *is_raised);
    let start = pieces[first].nodes[0];
    let has_boundary =
        heading_of_notes(document, start).is_some() || is_named_for_notes(document, start);
    if !is_raised && !has_boundary {
        return Vec::new();
    }
    let mut notes: Vec<(String, Vec<NodeId>)> = Vec::new();
    // Blocks since the last note: part of it, if another note follows.
    let mut open: Vec<NodeId> = Vec::new();
    let mut is_continued = false;
    for piece in &pieces[first..] {
        match &piece.label {
            Some((label, _)) if is_note(piece) && notes.iter().all(|(known, _)| known != label) => {
                if let Some((_, nodes)) = notes.last_mut() {
                    is_continued |= !open.is_empty();
                    nodes.append(&mut open);
                }
                notes.push((label.clone(), piece.nodes.clone()));
            }
            _ => {
                let is_end = piece.nodes.iter().any(|node| {
                    document
                        .tag(*node)
                        .is_some_and(|tag| tag == Tag::Hr || tag.heading_level().is_some())
                });
                if is_end {
                    break;
                }
                open.extend(&piece.nodes);
            }
        }
    }
    // What follows the last note is a part of it if the others have several blocks, too.
    if has_boundary
        && is_continued
        && let Some((_, nodes)) = notes.last_mut()
    {
        nodes.append(&mut open);
    }
    let mut found = Vec::new();
    for (label, nodes) in notes {
        for mark in marks_of_note(document, marks, &label, nodes[0]) {
            let note = Note { nodes: nodes.clone(), label: Some(label.clone()) };
            let mark = whole_mark(document, mark.node);
            found.push(FoundNote { mark, note, is_inside: false });
        }
    }
    found
}

/// The marks above a note that mean it: a note in a figure or a table belongs to the marks in it.
fn marks_of_note<'a>(
    document: &HtmlDocument,
    marks: &'a [BareMark],
    label: &str,
    note: NodeId,
) -> Vec<&'a BareMark> {
    let all: Vec<&BareMark> =
        marks.iter().filter(|mark| mark.label == label && mark.node < note).collect();
    let figure = figure_of(document, note);
    let is_inside = |mark: &&BareMark| figure.is_some() && figure_of(document, mark.node) == figure;
    let inside: Vec<&BareMark> = all.iter().copied().filter(is_inside).collect();
    if !inside.is_empty() {
        return inside;
    }
    all.into_iter().filter(|mark| !has_own_note(document, mark)).collect()
}

/// Whether the table around a mark has a cell below it that begins with the mark: its note. A number
/// may be a value, except in the foot of the table.
fn has_own_note(document: &HtmlDocument, mark: &BareMark) -> bool {
    let Some(table) = document.ancestors(mark.node).find(|above| document.is(*above, Tag::Table))
    else {
        return false;
    };
    let is_sign = !mark.label.starts_with(char::is_alphanumeric);
    let is_in_foot =
        |cell: NodeId| document.ancestors(cell).take(3).any(|above| document.is(above, Tag::Tfoot));
    document.descendants(table).any(|cell| {
        cell > mark.node
            && matches!(document.tag(cell), Some(Tag::Td | Tag::Th))
            && (is_sign || is_in_foot(cell))
            && document
                .text_within(cell, 40)
                .strip_prefix(mark.label.as_str())
                .is_some_and(|note| note.trim_start().starts_with(char::is_alphabetic))
    })
}

/// The blocks in an element, and the pieces of its text between line breaks.
fn pieces(document: &HtmlDocument, parent: NodeId) -> Vec<Piece> {
    let mut pieces: Vec<Vec<NodeId>> = vec![Vec::new()];
    for child in document.children(parent) {
        let is_block = document.tag(child).is_some_and(Tag::is_block);
        if is_block || document.is(child, Tag::Br) {
            pieces.push(Vec::new());
            if is_block {
                pieces.push(vec![child]);
                pieces.push(Vec::new());
            }
        } else if let Some(piece) = pieces.last_mut() {
            piece.push(child);
        }
    }
    let is_ordered = document.is(parent, Tag::Ol);
    let mut number = 0;
    pieces
        .into_iter()
        .filter(|nodes| {
            nodes.iter().any(|node| {
                document.tag(*node).is_some_and(Tag::is_block)
                    || !document.text_within(*node, 20).is_empty()
            })
        })
        .map(|nodes| {
            number += 1;
            let label = leading_label(document, &nodes)
                .or_else(|| is_ordered.then(|| (number.to_string(), false)));
            Piece { nodes, label }
        })
        .collect()
}

/// The label that a piece begins with, and whether it is raised.
fn leading_label(document: &HtmlDocument, nodes: &[NodeId]) -> Option<(String, bool)> {
    let first = nodes.iter().find_map(|node| {
        std::iter::once(*node)
            .chain(document.descendants(*node))
            .find(|inner| document.text(*inner).is_some_and(|text| !text.trim().is_empty()))
    })?;
    let text = document.text(first)?.trim();
    let marked = document.ancestors(first).take(3).find_map(|above| match document.tag(above) {
        Some(Tag::Sup) => Some(true),
        Some(Tag::Strong | Tag::B | Tag::A) => Some(false),
        _ => None,
    });
    if let Some(is_raised) = marked
        && let Some(label) = mark_label(text)
    {
        return Some((label.to_owned(), is_raised));
    }
    // `1. Text`, `[1] Text`, `* Text`
    let (word, _) = text.split_once(char::is_whitespace)?;
    let is_delimited = word.ends_with(['.', ')', ']', ':', '*', '\u{2020}', '\u{2021}', '\u{a7}']);
    mark_label(word).filter(|_| is_delimited).map(|label| (label.to_owned(), false))
}
