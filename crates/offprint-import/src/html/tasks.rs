//! Lists of tasks: whether each is done.
//!
//! The boxes of such lists are removed with the forms, so that their state is noted at their item
//! before. Does not write anything.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::has_class_word;
use crate::html::tag::Tag;

/// The attribute of an item that says whether it is done: `x`, or nothing.
const STATE: &str = "offprint-task";

/// So many items are looked at for a state.
const MOST_ITEMS: usize = 50;

/// Notes the state of the boxes at the start of items.
pub(super) fn note_tasks(document: &mut HtmlDocument) {
    let states: Vec<(NodeId, bool)> = document
        .ids()
        .filter(|id| {
            document.is(*id, Tag::Input) && document.attribute(*id, "type") == Some("checkbox")
        })
        .filter_map(|input| {
            let item =
                document.ancestors(input).take(3).find(|above| document.is(*above, Tag::Li))?;
            let is_first = document
                .descendants(item)
                .take_while(|inner| *inner != input)
                .all(|inner| document.text(inner).is_none_or(|text| text.trim().is_empty()));
            is_first.then(|| (item, document.attribute(input, "checked").is_some()))
        })
        .collect();
    let drawn: Vec<(NodeId, bool)> =
        document.ids().filter_map(|node| drawn_box(document, node)).collect();
    for (item, is_done) in states.into_iter().chain(drawn) {
        let value = if is_done { "x" } else { "" };
        document.add_attributes(item, vec![(STATE.into(), value.into())]);
    }
}

/// The item that begins with a drawn box, and whether it is checked: an empty element named so, or
/// with that role.
fn drawn_box(document: &HtmlDocument, node: NodeId) -> Option<(NodeId, bool)> {
    let item = document.parent(node).filter(|item| document.is(*item, Tag::Li))?;
    let is_input = document.is(node, Tag::Input);
    if is_input || document.tag(node).is_none() || !document.text_within(node, 4).is_empty() {
        return None;
    }
    let is_first = document
        .children(item)
        .take_while(|child| *child != node)
        .all(|child| document.text(child).is_some_and(|text| text.trim().is_empty()));
    let names = document.attribute(node, "class").unwrap_or_default().to_ascii_lowercase();
    let has_name =
        |names_of: &[&str]| names.split_ascii_whitespace().any(|name| names_of.contains(&name));
    let state = match document.attribute(node, "aria-checked") {
        Some(state) => Some(state == "true"),
        None if has_name(&["checkbox-on", "checkbox-checked", "checked", "is-checked"]) => {
            Some(true)
        }
        None if has_name(&["checkbox-off", "checkbox-unchecked", "unchecked", "checkbox"]) => {
            Some(false)
        }
        None => None,
    };
    state.filter(|_| is_first).map(|state| (item, state))
}

/// Whether an item is a task, and is done: from its box, or from its class in a list of tasks.
pub(crate) fn task_state(document: &HtmlDocument, item: NodeId) -> Option<bool> {
    if let Some(state) = document.attribute(item, STATE) {
        return Some(!state.is_empty());
    }
    let list = document.parent(item)?;
    // A list without any state is no list of tasks.
    let is_done = |item: NodeId| has_class_word(document, item, &["checked", "done", "completed"]);
    let has_state = || document.children(list).take(MOST_ITEMS).any(is_done);
    (has_class_word(document, list, &["task", "tasks", "todo", "checklist"]) && has_state())
        .then(|| is_done(item))
}
