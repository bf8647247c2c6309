//! What opens when a reader points at a link, and the cards of other articles.
//!
//! Both repeat links of the page instead of saying something about its subject. Does not know
//! names of classes.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::html::text_stats::TextStats;

/// Whether an element is the card that opens at the link before it: it repeats that link and
/// consists of links.
pub(super) fn is_card_of_link(document: &HtmlDocument, node: NodeId, stats: TextStats) -> bool {
    if stats.anchors < 2 || stats.link_density() < 0.6 {
        return false;
    }
    let before =
        std::iter::successors(document.previous(node), |at| document.previous(*at)).find(|at| {
            document.tag(*at).is_some()
                || document.text(*at).is_some_and(|text| !text.trim().is_empty())
        });
    let Some(link) = before.filter(|before| document.is(*before, Tag::A)) else { return false };
    let Some(target) = document.attribute(link, "href") else { return false };
    let is_same = |inner: NodeId| {
        document.is(inner, Tag::A) && document.attribute(inner, "href") == Some(target)
    };
    is_inside_sentence(document, node) && document.descendants(node).any(is_same)
}

/// Whether words that are not links are in the same paragraph.
fn is_inside_sentence(document: &HtmlDocument, node: NodeId) -> bool {
    let Some(paragraph) = document.ancestors(node).take(6).find(|above| {
        matches!(document.tag(*above), Some(Tag::P | Tag::Li | Tag::Td | Tag::Blockquote))
    }) else {
        return false;
    };
    let is_linked = |text: NodeId| {
        document
            .ancestors(text)
            .take_while(|above| *above != paragraph)
            .any(|above| document.is(above, Tag::A) || above == node)
    };
    document
        .descendants(paragraph)
        .filter(|text| !is_linked(*text))
        .filter_map(|text| document.text(text))
        .map(|text| text.split_whitespace().count())
        .sum::<usize>()
        >= 3
}

/// The cards of other articles below a heading that announces them: `article` elements next to each
/// other.
pub(super) fn cards_below(document: &HtmlDocument, heading: NodeId) -> Vec<NodeId> {
    // The heading may have a wrapper of its own.
    let mut at = heading;
    while document.next(at).is_none()
        && let Some(parent) = document.parent(at)
        && document.first_child(parent) == Some(at)
    {
        at = parent;
    }
    let siblings = std::iter::successors(document.next(at), |node| document.next(*node));
    siblings
        .filter(|node| document.tag(*node).is_some())
        .take_while(|node| document.is(*node, Tag::Article))
        .collect()
}
