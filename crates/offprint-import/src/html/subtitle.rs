//! The subtitle of a page: the heading right below the title in the same header, or what is named so.
//!
//! It heads no section, so that it becomes a paragraph. Does not decide what the title is.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::page_text::has_same_words;
use crate::html::tag::Tag;
use crate::html::title_heading::title_heading;

/// The attribute of a subtitle that was a heading.
const SUBTITLE: &str = "offprint-subtitle";

/// Words in the class names of subtitles.
const NAMES: [&str; 12] = [
    "subtitle",
    "sub-title",
    "subheader",
    "subheading",
    "subhead",
    "subheadline",
    "soustitre",
    "sous-titre",
    "untertitel",
    "subtitulo",
    "sottotitolo",
    "standfirst",
];

/// Whether an element is a subtitle that was a heading, or is named one.
pub(super) fn is_subtitle(document: &HtmlDocument, node: NodeId) -> bool {
    let class = document.attribute(node, "class").unwrap_or_default().to_ascii_lowercase();
    let is_named =
        || class.split_ascii_whitespace().any(|word| NAMES.iter().any(|name| word.ends_with(name)));
    document.attribute(node, SUBTITLE).is_some() || document.is(node, Tag::P) && is_named()
}

/// Whether an element contains a subtitle that was a heading.
pub(super) fn contains_subtitle(document: &HtmlDocument, node: NodeId) -> bool {
    document.descendants(node).take(60).any(|inner| is_subtitle(document, inner))
}

/// Makes the heading right below the title in the same header a paragraph: it is no section.
pub(super) fn mark_subtitle(document: &mut HtmlDocument, title: Option<&str>) {
    let Some(heading) = title_heading(document, title) else { return };
    let is_of_title = document.is(heading, Tag::H1)
        && title.is_some_and(|title| has_same_words(&document.text_within(heading, 500), title));
    let is_header = |node: NodeId| document.is(node, Tag::Header);
    let subtitle = document
        .next_element(heading)
        .filter(|node| matches!(document.tag(*node), Some(Tag::H2 | Tag::H3 | Tag::H4)))
        .filter(|_| is_of_title && document.parent(heading).is_some_and(is_header));
    if let Some(subtitle) = subtitle {
        document.set_tag(subtitle, Tag::P);
        document.add_attributes(subtitle, vec![(SUBTITLE.into(), "".into())]);
    }
}
