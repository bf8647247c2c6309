//! Which parts of a page are about other works: lists of references, pointers to other articles,
//! quotations.
//!
//! The authors and dates in them are those of other works, so `visible_authors` and `visible_dates`
//! take none from there, even if the page states no other. Nothing is removed, and a part around the
//! title is never one of these, whatever its name.

use crate::html::boilerplate_phrases::is_pointer_to_articles;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::printed_entries::looks_like_entry;
use crate::html::tag::Tag;
use crate::html::title_heading::title_heading;
use crate::phrases::{Category, is_phrase};

/// A heading of such a part is not longer, in bytes.
const LONGEST_HEADING: usize = 60;

/// A pointer to another article is not longer, in bytes.
const LONGEST_POINTER: usize = 300;

/// The parts of a page that are about other works.
pub(super) struct OtherWorks {
    /// For each node, whether it is in such a part.
    is_inside: Vec<bool>,
}

impl OtherWorks {
    /// Finds the parts of a page with this title.
    pub(super) fn of_page(document: &HtmlDocument, title: Option<&str>) -> Self {
        let heading = title_heading(document, title);
        let mut is_around = vec![false; document.len()];
        for node in heading.into_iter().flat_map(|heading| document.ancestors(heading)) {
            is_around[node.index()] = true;
        }
        let mut is_inside = vec![false; document.len()];
        for id in document.ids() {
            let is_in_part = document.parent(id).is_some_and(|parent| is_inside[parent.index()]);
            if is_in_part || is_inside[id.index()] {
                is_inside[id.index()] = true;
                continue;
            }
            if Some(id) == heading || is_around[id.index()] {
                continue;
            }
            is_inside[id.index()] = heading.is_some() && is_part(document, id);
            for part in parts_under_heading(document, id) {
                is_inside[part.index()] = !is_around[part.index()] && Some(part) != heading;
            }
        }
        Self { is_inside }
    }

    /// Whether an element or a text is in a part about other works.
    pub(super) fn contains(&self, document: &HtmlDocument, id: NodeId) -> bool {
        self.is_inside[id.index()] || is_in_pointer(document, id)
    }

    /// Whether a text is in a part whose element, name or heading says so. Costs nothing.
    pub(super) fn is_inside(&self, id: NodeId) -> bool {
        self.is_inside[id.index()]
    }

    /// The text of an element without these parts, cut soon after `limit` bytes.
    pub(super) fn text_outside(&self, document: &HtmlDocument, id: NodeId, limit: usize) -> String {
        let mut out = String::new();
        let texts = document.descendants(id).filter(|node| !self.is_inside[node.index()]);
        for node in texts {
            if document.tag(node).is_some_and(|tag| tag.is_block() || tag == Tag::Br) {
                out.push(' ');
            }
            out.push_str(document.text(node).unwrap_or_default());
            if out.len() > limit {
                break;
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Whether an element is such a part by its kind or its name.
fn is_part(document: &HtmlDocument, id: NodeId) -> bool {
    match document.tag(id) {
        None | Some(Tag::Html | Tag::Body | Tag::Main | Tag::Article) => false,
        Some(Tag::Blockquote) => true,
        // Other elements are named for references of another kind, such as those of a database.
        Some(Tag::Ol | Tag::Ul | Tag::Dl | Tag::Section) => purposes_of_element(document, id)
            .any(ElementPurposes::RELATED | ElementPurposes::REFERENCES),
        Some(_) => purposes_of_element(document, id).any(ElementPurposes::RELATED),
    }
}

/// The lists right under a heading such as `Further reading` or `Related`, or the entries under
/// `References`. What follows them is about the article again.
fn parts_under_heading(document: &HtmlDocument, heading: NodeId) -> Vec<NodeId> {
    let is_heading = document.tag(heading).and_then(Tag::heading_level).is_some();
    if !is_heading && !document.is(heading, Tag::P) {
        return Vec::new();
    }
    let text = document.text_within(heading, LONGEST_HEADING + 1).to_lowercase();
    let words = text.trim_matches(|sign: char| !sign.is_alphanumeric());
    let is_named = |category| is_phrase(category, words);
    let of_references = is_named(Category::ReferenceHeadings);
    let of_pointers =
        is_heading && (is_named(Category::ResourceHeadings) || is_pointer_to_articles(words));
    if text.len() > LONGEST_HEADING || !of_references && !of_pointers {
        return Vec::new();
    }
    // The heading may have a wrapper element.
    let mut start = heading;
    while document.next_element(start).is_none()
        && let Some(above) = document.parent(start)
        && document.text_within(above, 2 * LONGEST_HEADING).to_lowercase() == text
    {
        start = above;
    }
    std::iter::successors(document.next_element(start), |next| document.next_element(*next))
        .take_while(|next| match document.tag(*next) {
            Some(Tag::Ul | Tag::Ol | Tag::Dl) => true,
            Some(Tag::P | Tag::Div) if of_references => {
                looks_like_entry(&document.text_within(*next, 1000))
                    && document
                        .text_within(*next, 60)
                        .starts_with(|c: char| c == '[' || c.is_ascii_digit())
            }
            _ => false,
        })
        .collect()
}

/// Whether the block around a text points to another article: `Related: …`.
fn is_in_pointer(document: &HtmlDocument, id: NodeId) -> bool {
    let block = std::iter::once(id)
        .chain(document.ancestors(id))
        .find(|above| document.tag(*above).is_some_and(Tag::is_block));
    block.is_some_and(|block| {
        let text = document.text_within(block, LONGEST_POINTER + 1);
        text.len() <= LONGEST_POINTER && is_pointer_to_articles(&text)
    })
}

#[cfg(test)]
mod tests {
    use super::OtherWorks;
    use crate::html::parse::parse;

    /// Whether the text `Ann Lee` is in a part about other works.
    #[track_caller]
    fn check(inner: &str, expect: bool) {
        let html = format!("<main><article><h1>Doses at night</h1>{inner}</article></main>");
        let document = parse(&html);
        let works = OtherWorks::of_page(&document, Some("Doses at night"));
        let name = document
            .ids()
            .find(|id| document.text(*id).is_some_and(|text| text.contains("Ann Lee")))
            .expect("the name is on the page");
        assert_eq!(works.contains(&document, name), expect, "{inner}");
    }

    #[test]
    fn parts_about_other_works_are_found() {
        check("<h2>References</h2><ol><li>Ann Lee. A trial. 2020.</li></ol>", true);
        check("<h2>References</h2><p>1. Roe B. 2019.</p><p>2. Ann Lee. 2020.</p>", true);
        check("<p><b>References</b></p><ol><li>Ann Lee. A trial. 2020.</li></ol>", true);
        check("<ol class=references><li>Ann Lee. A trial. 2020.</li></ol>", true);
        check("<h2>Further reading</h2><ul><li><b>Ann Lee</b>: Sleep</li></ul>", true);
        check(
            "<div><h3>See also</h3></div><ul><li><a href=/z>Sleep</a> by Ann Lee</li></ul>",
            true,
        );
        check("<aside class=related><h3>Next</h3><span>By Ann Lee</span></aside>", true);
        check("<blockquote><p>Sleep well.</p><footer>Ann Lee</footer></blockquote>", true);
        check("<p>Related: Sleep and pain, by Ann Lee</p>", true);
    }

    #[test]
    fn other_parts_are_about_the_article() {
        check("<p class=byline>By Ann Lee</p>", false);
        check("<h2>References</h2><ol><li>A trial. 2020.</li></ol><p>By Ann Lee</p>", false);
        check("<h2>Further reading</h2><p>Ann Lee wrote this text in May.</p>", false);
        check("<div class=entity-reference><a href=/ann>Ann Lee</a></div>", false);
        check("<h2>Results</h2><ul><li>Ann Lee slept</li></ul>", false);
        check("<p>Related pain is what Ann Lee studies.</p>", false);
        let around = "<div class=related><h1>Doses at night</h1><p>By Ann Lee</p></div>";
        let document = parse(around);
        let works = OtherWorks::of_page(&document, Some("Doses at night"));
        assert!(document.ids().all(|id| !works.contains(&document, id)));
    }
}
