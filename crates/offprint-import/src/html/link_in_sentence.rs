//! [`is_link_in_sentence`] and [`is_between_words`]: links that editors wrap in a block of their own,
//! within a line.
//!
//! Must not know what becomes of them.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;

/// Whether a block is a link between two words of one line: some editors wrap links so, and keep
/// the spaces around them in the text before and after.
pub(crate) fn is_link_in_sentence(document: &HtmlDocument, node: NodeId) -> bool {
    let text_beside = |beside: Option<NodeId>| {
        let beside = beside.filter(|beside| document.is(*beside, Tag::Span))?;
        let mut texts = document.descendants(beside).filter_map(|at| document.text(at));
        texts.next().filter(|_| texts.next().is_none())
    };
    let mut inner = document.children(node);
    let is_link =
        inner.next().is_some_and(|link| document.is(link, Tag::A)) && inner.next().is_none();
    is_link
        && text_beside(document.previous(node)).is_some_and(|text| text.ends_with(' '))
        && text_beside(document.next(node)).is_some_and(|text| text.starts_with(' '))
}

/// Whether words of the same block are directly before and after a block, so that it is not alone.
pub(crate) fn is_between_words(document: &HtmlDocument, node: NodeId) -> bool {
    let has_words = |beside: Option<NodeId>| {
        beside.is_some_and(|beside| {
            let is_inline = document.text(beside).is_some() || document.is(beside, Tag::Span);
            is_inline && !document.text_within(beside, 100).trim().is_empty()
        })
    };
    has_words(document.previous(node)) && has_words(document.next(node))
}
