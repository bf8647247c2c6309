//! Numbers of steps that a page shows in an element of their own: the list numbers its items anyway.
//!
//! Must not know what the steps say.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;

/// Removes the number at the start of each item of a numbered list, if a block follows it and it is
/// the number that the item has.
pub(super) fn remove_step_numbers(document: &mut HtmlDocument) {
    let numbers: Vec<NodeId> =
        document.ids().filter(|node| is_step_number(document, *node)).collect();
    for number in numbers {
        document.detach(number);
    }
}

fn is_step_number(document: &HtmlDocument, node: NodeId) -> bool {
    let Some(item) = document.parent(node).filter(|item| document.is(*item, Tag::Li)) else {
        return false;
    };
    let Some(list) = document.parent(item).filter(|list| document.is(*list, Tag::Ol)) else {
        return false;
    };
    let is_inline =
        document.tag(node).is_some_and(|tag| matches!(tag, Tag::Span | Tag::B | Tag::Div));
    let text = document.text_within(node, 8);
    let Ok(number) = text.trim_end_matches(['.', ')', ':']).parse::<usize>() else { return false };
    let is_block = |after: NodeId| document.tag(after).is_some_and(Tag::is_block);
    let is_blank = |node: &NodeId| document.text(*node).is_some_and(|text| text.trim().is_empty());
    let mut items = document.children(list).filter(|child| document.is(*child, Tag::Li));
    let first = document.attribute(list, "start").and_then(|start| start.trim().parse().ok());
    let place = items.position(|other| other == item).map(|at| at + first.unwrap_or(1_usize));
    let is_first = document.children(item).find(|child| !is_blank(child)) == Some(node);
    let after = std::iter::successors(document.next(node), |at| document.next(*at))
        .find(|after| !is_blank(after));
    is_inline && is_first && place == Some(number) && after.is_some_and(is_block)
}
