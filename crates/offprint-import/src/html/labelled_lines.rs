//! People in a line near the title that consists of a label and names, in scripts without spaces
//! between words. How such a line is read is `whole_labels`.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::is_beside_text;
use crate::html::title_heading::title_heading;
use crate::whole_labels::{LabelledPeople, labelled_people};

/// The line is within so many nodes of the title.
const REACH: usize = 250;

/// A block with more bytes is no line.
const LONGEST_BLOCK: usize = 400;

/// The people that lines near the title name.
pub(super) fn find_labelled_people(
    document: &HtmlDocument,
    title: Option<&str>,
) -> Option<LabelledPeople> {
    let heading = title_heading(document, title).map_or(0, NodeId::index);
    let mut all = LabelledPeople::default();
    for id in document.ids().skip(heading.saturating_sub(10)).take(REACH) {
        let is_line =
            document.tag(id).is_some_and(|tag| tag.is_block() && tag.heading_level().is_none());
        if !is_line || is_beside_text(document, id) {
            continue;
        }
        let lines = document.lines_within(id, LONGEST_BLOCK);
        if lines.len() >= LONGEST_BLOCK {
            continue;
        }
        for people in lines.lines().filter_map(labelled_people) {
            add_new(&mut all.authors, people.authors);
            add_new(&mut all.reviewers, people.reviewers);
        }
    }
    (all != LabelledPeople::default()).then_some(all)
}

fn add_new(known: &mut Vec<String>, found: Vec<String>) {
    for name in found {
        if !known.contains(&name) {
            known.push(name);
        }
    }
}
