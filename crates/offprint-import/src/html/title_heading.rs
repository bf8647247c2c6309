//! Where on the page the title is: bylines and dates are searched for near it.
//!
//! Does not decide what the title is: that is `title`.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::page_text::has_same_words;
use crate::html::tag::Tag;

/// The heading that shows the title; if there is none, the first `h1`.
pub(super) fn title_heading(document: &HtmlDocument, title: Option<&str>) -> Option<NodeId> {
    title
        .and_then(|title| title_element(document, title))
        .or_else(|| document.ids().find(|id| document.is(*id, Tag::H1)))
}

/// The heading with the words of the title, if there is one.
fn title_element(document: &HtmlDocument, title: &str) -> Option<NodeId> {
    document.ids().find(|id| {
        document.tag(*id).is_some_and(|tag| matches!(tag, Tag::H1 | Tag::H2))
            && has_same_words(&document.text_within(*id, 500), title)
    })
}

/// Makes blocks headings that are marked as such for screen readers: `role=heading aria-level=2`.
pub(super) fn mark_role_headings(document: &mut HtmlDocument) {
    let found: Vec<(NodeId, Tag)> = document
        .ids()
        .filter(|node| {
            matches!(document.tag(*node), Some(Tag::Div | Tag::P))
                && document.attribute(*node, "role") == Some("heading")
        })
        .filter_map(|node| {
            let tag = match document.attribute(node, "aria-level").unwrap_or("2").trim() {
                "1" => Tag::H1,
                "2" => Tag::H2,
                "3" => Tag::H3,
                "4" => Tag::H4,
                "5" => Tag::H5,
                "6" => Tag::H6,
                _ => return None,
            };
            let has_block = document
                .descendants(node)
                .any(|inner| document.tag(inner).is_some_and(Tag::is_block));
            (!has_block).then_some((node, tag))
        })
        .collect();
    for (node, tag) in found {
        document.set_tag(node, tag);
    }
}
