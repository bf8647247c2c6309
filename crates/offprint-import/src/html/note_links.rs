//! Notes that links in the text point to, by the id of the note.
//!
//! Saved pages write such links with their own address, Word with a name, and some plugins put the
//! id into another attribute. Does not decide what becomes of a note.

use percent_encoding::percent_decode_str;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::note_marks::{FoundNote, is_named_for_notes, mark_label, whole_mark};
use crate::html::notes_and_references::Note;
use crate::html::tag::Tag;

/// No article has more marks of notes.
const MOST_MARKS: usize = 2000;

/// A note longer than this is a part of the article.
const LONGEST_NOTE: usize = 2500;

/// The notes that marks in the text point to.
pub(super) fn find_linked_notes(document: &HtmlDocument, body: NodeId) -> Vec<FoundNote> {
    let targets = link_targets(document, body);
    let back_links = back_links(document, body);
    let mut pairs: Vec<(NodeId, NodeId, NodeId)> = Vec::new();
    for id in document.descendants(body) {
        if pairs.len() >= MOST_MARKS {
            break;
        }
        let Some(tag) = document.tag(id) else { continue };
        let words = match tag {
            Tag::A | Tag::Sup | Tag::Span => document.text_within(id, 20),
            _ => continue,
        };
        let Some(label) = mark_label(&words) else { continue };
        let target = if tag == Tag::A {
            linked_target(document, id, &targets).or_else(|| {
                let (_, fragment) = document.attribute(id, "href")?.split_once('#')?;
                let link = back_links.get(&bare_fragment(fragment))?;
                (!fragment.contains("ref") && *link > id).then_some(*link)
            })
        } else {
            attribute_target(document, id, &targets)
        };
        let Some(target) = target else { continue };
        if document.ancestors(id).any(|above| above == target) {
            continue;
        }
        let Some(block) = note_block(document, target) else { continue };
        let is_around = document.ancestors(id).any(|above| above == block);
        // A link inside a note points back to the text.
        let is_in_note = pairs.iter().any(|(_, _, known)| {
            *known == id || document.ancestors(id).any(|above| above == *known)
        });
        if is_around || is_in_note || !is_certain(document, id, label, &words, block) {
            continue;
        }
        pairs.push((whole_mark(document, id), target, block));
    }
    let all_targets: FxHashSet<NodeId> = pairs.iter().map(|(_, target, _)| *target).collect();
    let mut marks: FxHashSet<NodeId> = FxHashSet::default();
    let mut found = Vec::new();
    for (mark, target, block) in pairs {
        if marks.insert(mark) {
            let label = mark_label(&document.text_within(mark, 20)).map(str::to_owned);
            let nodes = note_nodes(document, target, block, &all_targets);
            found.push(FoundNote { mark, note: Note { nodes, label }, is_inside: false });
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

/// Where a link inside the page points to. Saved pages write the complete address.
fn linked_target(
    document: &HtmlDocument,
    link: NodeId,
    targets: &FxHashMap<&str, NodeId>,
) -> Option<NodeId> {
    let (_, fragment) = document.attribute(link, "href")?.split_once('#')?;
    if fragment.is_empty() {
        return None;
    }
    let decoded = percent_decode_str(fragment).decode_utf8_lossy();
    targets.get(fragment).or_else(|| targets.get(decoded.as_ref())).copied()
}

/// The links back to marks, by what they point to: `_ftn1` for a link to `_ftnref1`. Programs that
/// drop the names of notes keep these links.
fn back_links(document: &HtmlDocument, body: NodeId) -> FxHashMap<String, NodeId> {
    let mut links = FxHashMap::default();
    for id in document.descendants(body).filter(|id| document.is(*id, Tag::A)) {
        if let Some((_, fragment)) =
            document.attribute(id, "href").and_then(|href| href.split_once('#'))
            && fragment.contains("ref")
            && mark_label(&document.text_within(id, 20)).is_some()
        {
            links.entry(bare_fragment(fragment)).or_insert(id);
        }
    }
    links
}

/// A fragment without the `ref` by which the one of a mark differs from the one of its note.
fn bare_fragment(fragment: &str) -> String {
    fragment.replace("ref", "").chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The element whose id an attribute of a mark contains.
fn attribute_target(
    document: &HtmlDocument,
    mark: NodeId,
    targets: &FxHashMap<&str, NodeId>,
) -> Option<NodeId> {
    document
        .attributes(mark)
        .filter(|(name, _)| name.starts_with("data-") || *name == "aria-describedby")
        .find_map(|(_, value)| targets.get(value.trim_start_matches('#')))
        .copied()
        .filter(|target| {
            is_named_for_notes(document, *target)
                || document.attribute(*target, "style").is_some()
                || document.attribute(*target, "hidden").is_some()
                || document.attribute(*target, "role") == Some("tooltip")
        })
}

/// Whether a short link is the mark of a note: raised, in brackets, named so, or linked back.
fn is_certain(
    document: &HtmlDocument,
    mark: NodeId,
    label: &str,
    words: &str,
    block: NodeId,
) -> bool {
    if !document.is(mark, Tag::A) {
        return true;
    }
    let is_raised = document
        .ancestors(mark)
        .take(2)
        .chain(document.descendants(mark))
        .any(|around| document.is(around, Tag::Sup));
    let is_stated = document.attribute(mark, "role") == Some("doc-noteref")
        || document.attribute(mark, "class").is_some_and(|class| class.contains("footnote"))
        || is_named_for_notes(document, block);
    let is_sign = !label.bytes().all(|byte| byte.is_ascii_alphanumeric());
    // `(1)` in the text, and `(1) …` where it leads.
    let is_repeated = words.starts_with('(')
        && words.ends_with(')')
        && document.text_within(block, 20).starts_with(words);
    if words.starts_with('[') || is_raised || is_stated || is_sign || is_repeated {
        return true;
    }
    let own: Vec<&str> = std::iter::once(mark)
        .chain(document.ancestors(mark).take(3))
        .flat_map(|above| [document.attribute(above, "id"), document.attribute(above, "name")])
        .flatten()
        .collect();
    document.descendants(block).any(|inner| {
        document
            .attribute(inner, "href")
            .and_then(|href| href.split_once('#'))
            .is_some_and(|(_, fragment)| own.contains(&fragment))
    })
}

/// The block of a note whose mark points to `target`.
fn note_block(document: &HtmlDocument, target: NodeId) -> Option<NodeId> {
    let is_block = |node: NodeId| {
        matches!(
            document.tag(node),
            Some(Tag::Li | Tag::P | Tag::Dd | Tag::Div | Tag::Aside | Tag::Td | Tag::Section)
        )
    };
    let block = std::iter::once(target)
        .chain(document.ancestors(target))
        .take(4)
        .find(|above| is_block(*above))?;
    let length = |node| document.text_within(node, LONGEST_NOTE + 500).len();
    // The target may be an empty block, or one with the label only, before the note.
    if length(block) <= 4
        && let Some(parent) = document.parent(block).filter(|parent| is_block(*parent))
        && length(parent) < LONGEST_NOTE
    {
        return Some(parent);
    }
    (1..LONGEST_NOTE).contains(&length(block)).then_some(block).or_else(|| {
        // Notes separated by line breaks may be one long block.
        let has_breaks = document.children(block).any(|child| document.is(child, Tag::Br));
        (has_breaks && !document.is(block, Tag::Body)).then_some(block)
    })
}

/// What belongs to the note: its block, or the piece of the block up to the next note.
fn note_nodes(
    document: &HtmlDocument,
    target: NodeId,
    block: NodeId,
    all_targets: &FxHashSet<NodeId>,
) -> Vec<NodeId> {
    let contains_target = |node: NodeId| {
        all_targets.contains(&node)
            || document.descendants(node).any(|inner| all_targets.contains(&inner))
    };
    let others = document
        .descendants(block)
        .filter(|inner| *inner != target && all_targets.contains(inner))
        .take(1)
        .count();
    if others == 0 || target == block {
        return vec![whole_note(document, block, all_targets)];
    }
    let Some(start) = document.children(block).find(|child| {
        *child == target || document.descendants(*child).any(|inner| inner == target)
    }) else {
        return vec![block];
    };
    let mut nodes = vec![start];
    let mut next = document.next(start);
    while let Some(node) = next {
        if contains_target(node) {
            break;
        }
        nodes.push(node);
        next = document.next(node);
    }
    while nodes.len() > 1
        && nodes.last().is_some_and(|last| {
            document.is(*last, Tag::Br)
                || document.text(*last).is_some_and(|text| text.trim().is_empty())
        })
    {
        nodes.pop();
    }
    nodes
}

/// The element around a block that is the whole note, with its other paragraphs: it has the id of one
/// note, such as `edn1`, begins with the block, and contains no other note.
fn whole_note(document: &HtmlDocument, block: NodeId, all_targets: &FxHashSet<NodeId>) -> NodeId {
    let is_first = |around: NodeId| {
        document.children(around).find(|child| document.tag(*child).is_some()) == Some(block)
    };
    let is_whole = |around: &NodeId| {
        document.is(*around, Tag::Div)
            && document
                .attribute(*around, "id")
                .is_some_and(|id| id.ends_with(|sign: char| sign.is_ascii_digit()))
            && document.text_within(*around, LONGEST_NOTE + 500).len() < LONGEST_NOTE
            && is_first(*around)
            && document
                .descendants(*around)
                .filter(|inner| all_targets.contains(inner))
                .nth(1)
                .is_none()
    };
    document.parent(block).filter(is_whole).unwrap_or(block)
}
