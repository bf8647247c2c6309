//! Links to headings of the same article: which heading a place on the page is, what its id on the
//! site is, and which links have no target.
//!
//! A site gives each heading an id made of its text. Must not know how other links are written.

use pulldown_cmark::{Event, Parser, Tag as MarkdownTag, TagEnd};
use rustc_hash::FxHashMap;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::markdown::converter::LostLink;
use crate::site_markdown::{site_options, with_edits};

/// The elements that links can point to, by their ids or names.
pub(super) fn places(document: &HtmlDocument) -> FxHashMap<&str, NodeId> {
    let mut places = FxHashMap::default();
    for node in document.ids() {
        let name = document.attribute(node, "name").filter(|_| document.is(node, Tag::A));
        for name in document.attribute(node, "id").into_iter().chain(name) {
            places.entry(name).or_insert(node);
        }
    }
    places
}

/// The heading that a fragment stands for: the element with this id or name is the heading, is in
/// it, begins with it, or is an empty anchor before it.
pub(super) fn heading_of_place(
    document: &HtmlDocument,
    places: &FxHashMap<&str, NodeId>,
    place: &str,
) -> Option<NodeId> {
    let decoded = percent_encoding::percent_decode_str(place).decode_utf8_lossy();
    let is_heading =
        |node: NodeId| document.tag(node).is_some_and(|tag| tag.heading_level().is_some());
    let target = *places.get(place).or_else(|| places.get(&*decoded))?;
    if let Some(heading) = std::iter::once(target)
        .chain(document.ancestors(target).take(4))
        .find(|node| is_heading(*node))
    {
        return Some(heading);
    }
    // The first text in the element, or after an empty one, must be that of the heading.
    let next = std::iter::successors(Some(target), |node| {
        document.first_child(*node).or_else(|| document.after(*node, NodeId::ROOT))
    });
    next.take(12)
        .take_while(|node| document.text(*node).is_none_or(|text| text.trim().is_empty()))
        .find(|node| is_heading(*node))
}

/// The id that a site gives a heading with this text: as on GitHub, letters and digits in lower
/// case, and `-` for each space.
pub(super) fn heading_id(text: &str) -> String {
    let mut id = String::with_capacity(text.len());
    for c in text.trim().chars().flat_map(char::to_lowercase) {
        match c {
            c if c.is_alphanumeric() || matches!(c, '_' | '-') => id.push(c),
            c if c.is_whitespace() => id.push('-'),
            _ => {}
        }
    }
    id
}

/// The text with its links to headings that it does not have, or has twice, as text. `links` are
/// all links to headings, in the order of the text; those without a target are added to `lost`.
pub(super) fn without_dead_links(
    body: String,
    links: Vec<LostLink>,
    lost: &mut Vec<LostLink>,
) -> String {
    if links.is_empty() {
        return body;
    }
    let ids = heading_ids(&body);
    let mut edits = Vec::new();
    let mut dead = Vec::new();
    let mut open = Vec::new();
    for (event, span) in Parser::new_ext(&body, site_options()).into_offset_iter() {
        match event {
            Event::Start(MarkdownTag::Link { dest_url, .. }) => {
                let id = dest_url.strip_prefix('#').map(str::to_owned);
                open.push((id, span.start + 1, span.start + 1));
                continue;
            }
            Event::End(TagEnd::Link) => {
                let Some((Some(id), start, end)) = open.pop() else { continue };
                if ids.get(&id) != Some(&1) {
                    edits.push((span.start..start, String::new()));
                    edits.push((end..span.end, String::new()));
                    dead.push(id);
                }
            }
            _ => {}
        }
        for (_, _, end) in &mut open {
            *end = (*end).max(span.end);
        }
    }
    if edits.is_empty() {
        return body;
    }
    let is_dead = |link: &LostLink| dead.iter().any(|id| link.heading_id.as_ref() == Some(id));
    lost.extend(links.into_iter().filter(is_dead));
    with_edits(&body, edits)
}

/// How often each id of a heading is in a text, without the ids that a site changes.
fn heading_ids(body: &str) -> FxHashMap<String, usize> {
    let mut ids: FxHashMap<String, usize> = FxHashMap::default();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(body, site_options()) {
        match event {
            Event::Start(MarkdownTag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let id = heading.take().map(|text| heading_id(&text)).unwrap_or_default();
                // A site numbers those that notes and citations use.
                let head = id.split('-').next().unwrap_or_default();
                if !matches!(head, "" | "ref" | "cite" | "fn" | "fnref") {
                    *ids.entry(id).or_default() += 1;
                }
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut heading {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::{heading_id, without_dead_links};
    use crate::article::LossKind;
    use crate::html::dom::NodeId;
    use crate::markdown::converter::LostLink;

    #[test]
    fn ids_are_those_of_the_site() {
        for (text, expect) in [
            ("Methods", "methods"),
            (" What we did: a trial ", "what-we-did-a-trial"),
            ("Dose of 5 mg/kg", "dose-of-5-mgkg"),
            ("Für Ärzte", "für-ärzte"),
            ("5-HT_2A", "5-ht_2a"),
        ] {
            assert_eq!(heading_id(text), expect);
        }
    }

    #[track_caller]
    fn check(body: &str, id: &str, expect: &str, lost: usize) {
        let link = LostLink {
            kind: LossKind::LinkToPlace,
            node: NodeId::ROOT,
            address: format!("#{id}"),
            heading_id: Some(id.to_owned()),
        };
        let mut found = Vec::new();
        assert_eq!(without_dead_links(body.to_owned(), vec![link], &mut found), expect);
        assert_eq!(found.len(), lost, "{body}");
    }

    #[test]
    fn only_links_to_one_heading_stay() {
        let with_heading = "See [*the* methods](#methods).\n\n## Methods";
        check(with_heading, "methods", with_heading, 0);
        check("See [*the* methods](#methods).", "methods", "See *the* methods.", 1);
        check("[a](#b)\n\n## B\n\n## B", "b", "a\n\n## B\n\n## B", 1);
        check("[a](#ref-1)\n\n## Ref 1", "ref-1", "a\n\n## Ref 1", 1);
        check("[a](#b) and [c](https://d.example/)", "b", "a and [c](https://d.example/)", 1);
    }
}
