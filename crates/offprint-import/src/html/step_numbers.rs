//! Numbers of steps and bullets that a page shows in an element of their own: the list has them anyway.
//!
//! Must not know what the steps say.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;

/// Removes the number at the start of each item of a numbered list, if a block follows it and it is
/// the number that the item has.
pub(super) fn remove_step_numbers(document: &mut HtmlDocument) {
    let lists = document.ids().filter(|node| document.is(*node, Tag::Ol));
    let numbers: Vec<NodeId> = lists.flat_map(|list| step_numbers(document, list)).collect();
    let items = document.ids().filter(|node| document.is(*node, Tag::Li));
    let bullets: Vec<NodeId> = items.filter_map(|item| shown_bullet(document, item)).collect();
    for mark in numbers.into_iter().chain(bullets) {
        document.detach(mark);
    }
}

/// The element at the start of an item that contains a bullet and nothing else, if more follows it.
fn shown_bullet(document: &HtmlDocument, item: NodeId) -> Option<NodeId> {
    let is_blank = |node: &NodeId| document.text(*node).is_some_and(|text| text.trim().is_empty());
    let mut parts = document.children(item).filter(|child| !is_blank(child));
    let (first, after) = (parts.next()?, parts.next()?);
    let is_bullet = document.is(first, Tag::Span)
        && matches!(
            document.text_within(first, 8).as_str(),
            "•" | "·" | "●" | "▪" | "■" | "◦" | "○"
        )
        && !document.text_within(after, 8).is_empty();
    is_bullet.then_some(first)
}

/// The numbers at the start of the items of a list, if all items have theirs: one alone may be a dose.
fn step_numbers(document: &HtmlDocument, list: NodeId) -> Vec<NodeId> {
    let start = document.attribute(list, "start").and_then(|start| start.trim().parse().ok());
    let items = document.children(list).filter(|child| document.is(*child, Tag::Li));
    let numbered = items.zip(start.unwrap_or(1_usize)..);
    let numbers: Option<Vec<NodeId>> =
        numbered.map(|(item, number)| shown_number(document, item, number)).collect();
    numbers.filter(|numbers| numbers.len() > 1).unwrap_or_default()
}

/// What an item begins with, if it is its number and a block follows. A block that begins with a small
/// letter continues it: `2`, `tablets`.
fn shown_number(document: &HtmlDocument, item: NodeId, number: usize) -> Option<NodeId> {
    let is_blank = |node: &NodeId| document.text(*node).is_some_and(|text| text.trim().is_empty());
    let mut parts = document.children(item).filter(|child| !is_blank(child));
    let (first, after) = (parts.next()?, parts.next()?);
    let is_element = matches!(document.tag(first), Some(Tag::Span | Tag::B | Tag::Div));
    let text = document.text_within(first, 8);
    let shown = text.trim_end_matches(['.', ')', ':']).parse::<usize>();
    let is_block = document.tag(after).is_some_and(Tag::is_block)
        && !document.text_within(after, 8).starts_with(char::is_lowercase);
    (is_element && shown == Ok(number) && is_block).then_some(first)
}
