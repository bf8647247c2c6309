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
