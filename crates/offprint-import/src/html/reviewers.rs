//! People who reviewed, edited or translated an article, and did not write it.
//!
//! They are named in JSON-LD, or in a short line with a label such as `Medically reviewed by`. How
//! such a line is read is `byline`.

use crate::byline;
use crate::byline_lines::name_lines;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::head_metadata::HeadMetadata;
use crate::html::labelled_lines::find_labelled_people;
use crate::html::page_text::has_same_words;
use crate::html::tag::Tag;
use crate::phrases::{Category, phrases};

/// A longer text is prose that mentions a review.
const LONGEST_LINE: usize = 240;

/// No article has more.
const MOST_REVIEWERS: usize = 20;

/// The reviewers, editors and translators, each once.
pub(super) fn find_reviewers(
    document: &HtmlDocument,
    head: &HeadMetadata,
    title: Option<&str>,
) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |name: String| {
        if found.len() < MOST_REVIEWERS && !found.iter().any(|known| has_same_words(known, &name)) {
            found.push(name);
        }
    };
    for stated in &head.stated.reviewers {
        byline::parse_authors(stated).into_iter().for_each(&mut add);
    }
    for id in document.ids() {
        let Some(text) = document.text(id) else { continue };
        if text.len() > LONGEST_LINE || !has_label(text) {
            continue;
        }
        for name in names_around(document, id) {
            add(name);
        }
    }
    if let Some(people) = find_labelled_people(document, title) {
        people.reviewers.into_iter().for_each(&mut add);
    }
    found
}

/// Whether a text contains a label of reviewers at its start or after a separator.
fn has_label(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let separators = ['|', '•', '·', ';', ',', '—', '–', '-', '.', '/'];
    let begins_with_label = |part: &str| {
        let part = part.trim_start();
        phrases(Category::ReviewerLabels).iter().any(|label| part.starts_with(label))
    };
    begins_with_label(&lower)
        || lower
            .match_indices(separators)
            .any(|(at, separator)| begins_with_label(&lower[at + separator.len()..]))
}

/// The names in the line that a label belongs to: in its own element, or in the one around it.
fn names_around(document: &HtmlDocument, label: NodeId) -> Vec<String> {
    for above in document.ancestors(label).take(4) {
        let purposes = purposes_of_element(document, above);
        let is_other = purposes.any(
            ElementPurposes::COMMENTS
                | ElementPurposes::RELATED
                | ElementPurposes::NAVIGATION
                | ElementPurposes::FOOTER
                | ElementPurposes::REFERENCES,
        );
        if is_other
            || matches!(
                document.tag(above),
                Some(Tag::Body | Tag::Nav | Tag::Footer | Tag::Ul | Tag::Ol | Tag::Tr)
            )
        {
            break;
        }
        let lines = document.lines_within(above, LONGEST_LINE + 1);
        if lines.len() > LONGEST_LINE {
            break;
        }
        let line = name_lines(&lines);
        let names: Vec<String> = byline::parse_reviewers(&line)
            .into_iter()
            .filter(|name| crate::html::author_filter::looks_like_person(name))
            .collect();
        if !names.is_empty() {
            return names;
        }
    }
    Vec::new()
}
