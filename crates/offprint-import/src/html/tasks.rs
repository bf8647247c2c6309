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
    for (item, is_done) in states {
        let value = if is_done { "x" } else { "" };
        document.add_attributes(item, vec![(STATE.into(), value.into())]);
    }
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
