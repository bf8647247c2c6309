//! Which removals inside an article leave a doubt, so that they are reported.
//!
//! A word in a name or at the start of a sentence is a hint. If nothing else supports it (no link,
//! no form, no other words) and the block is prose or structured and stands between paragraphs that
//! are kept, an editor must see it. Does not decide what is removed.

use rustc_hash::FxHashMap;

use crate::html::boilerplate_phrases;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::leaf_block::{LeafBlock, leaf_blocks};
use crate::html::removals::{HEADING_ALONE, LINK_ALONE, Removals};
use crate::html::removed_content;
use crate::html::tag::Tag;
use crate::html::text_stats::TextStats;
use crate::omission::is_sentence;

/// Reasons that are clear, with what is said if only a name or a first word gives them.
const DOUBTFUL: &[(&str, &str)] = &[
    ("a menu", "like a menu, but inside the article"),
    ("the page header", "like the page header, but inside the article"),
    ("the page footer", "like the page footer, but inside the article"),
    ("a form to log in or search", "like a form, but inside the article"),
    ("a list of tags", "like a list of tags, but inside the article"),
    ("a line of tags or sections", "like a line of tags, but inside the article"),
    ("buttons for sharing", "like buttons for sharing, but inside the article"),
    ("an advertisement", "like an advertisement, but inside the article"),
    ("an invitation to subscribe", "like an invitation to subscribe, but inside the article"),
    ("an invitation to share or follow", "like an invitation to share, but inside the article"),
    ("an invitation to comment", "like an invitation to comment, but inside the article"),
    ("a cookie notice", "like a cookie notice, but inside the article"),
    ("a copyright notice", "like a copyright notice, but inside the article"),
    ("a byline or date", "like a byline, but inside the article"),
];

/// Reasons for headings that are in the front matter.
const TITLE_REASONS: [&str; 3] = ["the title, repeated", "a byline or date", "the byline"];

/// Gives removals that leave a doubt a reason that says so.
pub(super) fn mark_doubtful(
    document: &HtmlDocument,
    roots: &[NodeId],
    stats: &[TextStats],
    cut: &mut Removals,
) {
    let leaves = leaf_blocks(document, roots, &vec![false; document.len()]);
    let mut spans: FxHashMap<NodeId, (usize, usize)> = FxHashMap::default();
    let (mut first, mut last) = (usize::MAX, 0);
    // The last sentence of an article may be short.
    let mut last_sentence = 0;
    for (position, leaf) in leaves.iter().enumerate() {
        let removed = std::iter::once(leaf.node)
            .chain(document.ancestors(leaf.node))
            .find(|node| cut.removed()[node.index()]);
        match removed {
            Some(node) => spans.entry(node).or_insert((position, position)).1 = position,
            None if leaf.is_prose => {
                first = first.min(position);
                last = position;
            }
            None if is_sentence(&leaf.text) && !leaf.is_heading => last_sentence = position,
            None => {}
        }
    }
    let is_kept = |position: usize| {
        leaves.get(position).is_some_and(|leaf| !cut.has(document, leaf.node) && !leaf.is_heading)
    };
    let mut link_lines: FxHashMap<&str, usize> = FxHashMap::default();
    for (node, why, _) in &cut.out {
        if *why == LINK_ALONE
            && let Some((start, _)) = spans.get(node)
        {
            let first = link_lines.entry(leaves[*start].text.as_str()).or_insert(*start);
            *first = (*first).min(*start);
        }
    }
    let marks: Vec<Option<&'static str>> = cut
        .out
        .iter()
        .map(|(node, why, _)| {
            let (start, end) = *spans.get(node)?;
            let inside = &leaves[start..=end];
            if inside.iter().all(|leaf| leaf.is_heading || is_in_heading(document, leaf.node)) {
                return (is_kept(end + 1) && !TITLE_REASONS.contains(why)).then_some(HEADING_ALONE);
            }
            let is_between = first < start && end < last;
            if *why == LINK_ALONE {
                // Several links beside each other are buttons. The same words are reported once.
                let is_one = inside[0].block_stats(stats).anchors == 1
                    && link_lines.get(inside[0].text.as_str()) == Some(&start);
                let is_inside = first < start && end < last.max(last_sentence);
                return (is_inside && is_one)
                    .then_some("a link on a line of its own, inside the article");
            }
            let doubtful = DOUBTFUL.iter().find(|(clear, _)| clear == why)?.1;
            let may_be_content = removed_content::is_structured(document, *node)
                || removed_content::prose_words(document, *node) > 0;
            (is_between && may_be_content && !is_supported(document, *node, inside, stats))
                .then_some(doubtful)
        })
        .collect();
    for ((_, why, _), mark) in cut.out.iter_mut().zip(marks) {
        *why = mark.unwrap_or(why);
    }
}

fn is_in_heading(document: &HtmlDocument, node: NodeId) -> bool {
    document
        .ancestors(node)
        .take(4)
        .any(|above| document.tag(above).and_then(Tag::heading_level).is_some())
}

/// Whether more than one thing says that a block is not part of the article.
fn is_supported(
    document: &HtmlDocument,
    node: NodeId,
    inside: &[LeafBlock],
    stats: &[TextStats],
) -> bool {
    let has_part = std::iter::once(node)
        .chain(document.descendants(node))
        .any(|inner| matches!(document.tag(inner), Some(Tag::Form | Tag::Button | Tag::Nav)));
    if stats[node.index()].anchors > 0 || has_part {
        return true;
    }
    let is_named = purposes_of_element(document, node) != ElementPurposes::default();
    let is_worded =
        inside.iter().any(|leaf| boilerplate_phrases::boilerplate_reason(&leaf.text).is_some());
    is_named && is_worded
}
