//! What opens a part of an article by a click: it is the heading of that part.
//!
//! Accordions, tabs and `read more` sections have a button that is often the whole heading. Judges
//! markup only; what is in the part is not decided here.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;

/// A longer text is no heading.
const LONGEST_HEADING: usize = 150;

/// Whether an element says that it opens another.
pub(crate) fn is_control(document: &HtmlDocument, id: NodeId) -> bool {
    ["aria-expanded", "aria-controls", "data-toggle", "data-bs-toggle", "data-target"]
        .iter()
        .any(|name| document.attribute(id, name).is_some())
        && document.attribute(id, "role") != Some("tab")
        || is_named_control(document, id)
}

/// Whether an element has the name of what opens a part, and the next one that of the part:
/// `expand-control` and `expand-content`.
fn is_named_control(document: &HtmlDocument, id: NodeId) -> bool {
    let is_named = |node: NodeId, words: &[&str]| {
        document.attribute(node, "class").is_some_and(|class| {
            class.to_ascii_lowercase().split_ascii_whitespace().any(|name| {
                ["accordion", "toggle", "collaps", "expand", "faq", "spoiler", "tab-"]
                    .iter()
                    .any(|kind| name.contains(kind))
                    && words.iter().any(|word| name.contains(word))
            })
        })
    };
    let after = document.next_element(id);
    is_named(id, &["control", "title", "header", "heading", "question", "trigger", "label"])
        && after.is_some_and(|panel| {
            is_named(panel, &["content", "panel", "body", "answer", "text", "collapse"])
        })
}

/// Whether an element is a button in the role of one, and what follows it is a panel: it is hidden, or
/// both are named as parts of an accordion. Of many buttons, only the first states what it does.
fn is_button_of_panel(document: &HtmlDocument, id: NodeId) -> bool {
    if document.attribute(id, "role") != Some("button") {
        return false;
    }
    let after = document.next_element(id);
    let Some(panel) = after else { return false };
    let is_hidden = document.attribute(panel, "hidden").is_some()
        || document.attribute(panel, "aria-hidden") == Some("true")
        || document
            .attribute(panel, "style")
            .is_some_and(|style| style.replace(' ', "").contains("display:none"));
    let is_region = matches!(document.attribute(panel, "role"), Some("region" | "tabpanel"));
    let is_named = |node: NodeId| {
        document.attribute(node, "class").is_some_and(|class| {
            let class = class.to_ascii_lowercase();
            ["accordion", "toggle", "collaps", "expand", "faq"]
                .iter()
                .any(|word| class.contains(word))
        })
    };
    is_hidden || is_region || is_named(id) && is_named(panel)
}

/// Whether the text of an element is all the text of the heading around it.
pub(crate) fn is_whole_heading(document: &HtmlDocument, id: NodeId) -> bool {
    let heading = document.ancestors(id).take(5).find(|above| {
        document.tag(*above).is_some_and(|tag| tag.heading_level().is_some() || tag == Tag::Summary)
    });
    heading.is_some_and(|heading| {
        let own = document.text_within(id, 1000);
        !own.is_empty() && own.len() + 2 >= document.text_within(heading, 1000).len()
    })
}

/// Whether a block that is no heading opens the block after it, and so is its heading.
pub(crate) fn opens_next_block(document: &HtmlDocument, id: NodeId) -> bool {
    let is_kind = matches!(
        document.tag(id),
        Some(Tag::Div | Tag::P | Tag::Span | Tag::A | Tag::Section | Tag::Button)
    );
    let is_opener = is_control(document, id) || is_button_of_panel(document, id);
    if !is_kind || !is_opener || document.attribute(id, "aria-haspopup").is_some() {
        return false;
    }
    let length = document.text_within(id, 2 * LONGEST_HEADING).chars().count();
    if !(2..=LONGEST_HEADING).contains(&length) {
        return false;
    }
    let is_beside = document.ancestors(id).any(|above| {
        matches!(document.tag(above), Some(Tag::Nav | Tag::Header | Tag::Footer | Tag::Form))
    });
    !is_beside
        && block_after(document, id).is_some_and(|panel| {
            document.tag(panel).is_some_and(Tag::is_block)
                && document.tag(panel).and_then(Tag::heading_level).is_none()
                && !document.text_within(panel, 40).is_empty()
        })
}

/// What comes after an element, or after the wrapper that contains nothing else.
fn block_after(document: &HtmlDocument, id: NodeId) -> Option<NodeId> {
    let length = document.text_within(id, 2 * LONGEST_HEADING).len();
    let mut at = id;
    for _ in 0..3 {
        let after =
            std::iter::successors(document.next(at), |node| document.next(*node)).find(|node| {
                document.tag(*node).is_some()
                    || document.text(*node).is_some_and(|text| !text.trim().is_empty())
            });
        if after.is_some() {
            return after;
        }
        at = document
            .parent(at)
            .filter(|above| document.text_within(*above, 2 * LONGEST_HEADING).len() == length)?;
    }
    None
}

/// Whether a block opens the block after it, and is to be written as its heading: it contains none.
pub(crate) fn is_heading_of_next_block(document: &HtmlDocument, id: NodeId) -> bool {
    opens_next_block(document, id)
        && !document.descendants(id).any(|inner| {
            document.tag(inner).is_some_and(|tag| {
                tag.heading_level().is_some() || matches!(tag, Tag::Img | Tag::P)
            })
        })
}
