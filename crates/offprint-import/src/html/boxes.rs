//! Removes boxes inside an article that are about something else: sponsors, people to contact, and
//! comments that a program adds.
//!
//! Such a box has a heading or a label that says so. What is under it goes with it up to the end of
//! the box or the next heading, if it is short, so that no part of an article is lost by its heading.

use url::Url;

use crate::contact_details::has_contact_details;
use crate::html::boilerplate_phrases::is_count_of_comments;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::leaf_block::LeafBlock;
use crate::html::removals::Removals;
use crate::html::tag::Tag;
use crate::phrases::{Category, is_phrase};

/// The reason for a box that somebody paid for.
const ADVERTISEMENT: &str = "an advertisement";

/// The text of a box with the label of an advertisement is not longer.
const LONGEST_ADVERTISEMENT: usize = 300;

/// More labels are not looked at.
const MOST_LABELS: usize = 50;

/// The text of a box is not longer.
const LONGEST_BOX: usize = 500;

/// Removes the boxes.
pub(super) fn remove_boxes(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    base: Option<&Url>,
    cut: &mut Removals,
) {
    let mut labels = 0;
    for (position, leaf) in leaves.iter().enumerate() {
        if cut.has(document, leaf.node) {
            continue;
        }
        let lower = leaf.text.trim().trim_end_matches([':', '.']).to_lowercase();
        if !leaf.is_heading {
            if is_phrase(Category::AdvertBlocks, &lower)
                && labels < MOST_LABELS
                && let Some(advertisement) = labelled_box(document, leaf)
            {
                cut.add(advertisement, ADVERTISEMENT);
            }
            labels += usize::from(is_phrase(Category::AdvertBlocks, &lower));
            continue;
        }
        let (why, needs_address) = if is_phrase(Category::SponsorHeadings, &lower) {
            (ADVERTISEMENT, false)
        } else if is_phrase(Category::ContactHeadings, &lower) {
            ("whom to contact", true)
        } else if is_count_of_comments(&lower) {
            ("reader comments", false)
        } else {
            continue;
        };
        let is_comments = why == "reader comments";
        let under = under_heading(document, leaves, position, is_comments);
        let length: usize = under.iter().map(|leaf| leaf.text.len()).sum();
        let has_address = under.iter().any(|leaf| has_contact_details(&leaf.text));
        if under.is_empty() || length > LONGEST_BOX && !is_comments || needs_address && !has_address
        {
            continue;
        }
        // `Sponsor` is also the heading of a statement on who paid for a study; `Our sponsor` is not.
        let is_statement = why == ADVERTISEMENT
            && !lower.contains(' ')
            && !is_phrase(Category::AdvertBlocks, &lower)
            && !under.iter().any(|leaf| advertises(document, leaf, base));
        if is_statement {
            continue;
        }
        let is_new = |leaf: &&LeafBlock| !cut.has(document, leaf.node);
        let blocks: Vec<&LeafBlock> = std::iter::once(leaf).chain(under).filter(is_new).collect();
        cut.blocks(&blocks, why);
    }
}

/// Whether a block has what an advertisement is for: an image, or a link to another site.
fn advertises(document: &HtmlDocument, leaf: &LeafBlock, base: Option<&Url>) -> bool {
    let own = base.and_then(Url::host_str);
    let nodes = std::iter::once(leaf.node).chain(leaf.more.iter().copied());
    nodes.flat_map(|node| std::iter::once(node).chain(document.descendants(node))).any(|inner| {
        let leaves_site = || {
            let address = document.attribute(inner, "href").and_then(|href| Url::parse(href).ok());
            address.is_some_and(|address| address.has_host() && address.host_str() != own)
        };
        document.is(inner, Tag::Img) || document.is(inner, Tag::A) && leaves_site()
    })
}

/// The small box that begins with a label, which says what all of it is.
fn labelled_box(document: &HtmlDocument, label: &LeafBlock) -> Option<NodeId> {
    let length = |node: NodeId| document.text_within(node, LONGEST_ADVERTISEMENT + 1).len();
    let is_more = |node: &NodeId| length(*node) > label.text.len() + 2;
    let around = document.ancestors(label.node).take(4).find(is_more)?;
    let is_kind =
        matches!(document.tag(around), Some(Tag::Div | Tag::Aside | Tag::Section | Tag::Td));
    let begins = document.text_within(around, label.text.len()).starts_with(&label.text);
    // Sentences without a link may be the article's own.
    let has_link = || document.descendants(around).any(|inner| document.is(inner, Tag::A));
    (is_kind && begins && length(around) <= LONGEST_ADVERTISEMENT && has_link()).then_some(around)
}

/// The blocks under a heading: up to the next one, in the element that the heading opens; if it
/// opens none, up to the end of the element that contains it.
fn under_heading<'a>(
    document: &HtmlDocument,
    leaves: &'a [LeafBlock],
    heading: usize,
    is_whole_box: bool,
) -> Vec<&'a LeafBlock> {
    let node = leaves[heading].node;
    let level = document.tag(node).and_then(Tag::heading_level);
    let Some(around) = document.parent(node) else { return Vec::new() };
    leaves[heading + 1..]
        .iter()
        .take_while(|leaf| document.ancestors(leaf.node).any(|above| above == around))
        .take_while(|leaf| {
            !leaf.is_heading
                || is_whole_box && document.tag(leaf.node).and_then(Tag::heading_level) > level
        })
        .collect()
}
