//! The smallest pieces of text that can be judged alone: paragraphs, headings, runs of words
//! between blocks.
//!
//! On old pages the text is often not in paragraphs, but between line breaks and tables. Does not
//! decide what is removed.

use crate::html::boilerplate_phrases;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::html::text_stats::TextStats;
use crate::markdown::image::is_caption;

/// A block that contains text and no other block, or a run of text between blocks.
pub(super) struct LeafBlock {
    /// The block, or the first node of the run.
    pub(super) node: NodeId,
    /// The rest of the run.
    pub(super) more: Vec<NodeId>,
    pub(super) text: String,
    /// Whether it is a sentence or more of running text.
    pub(super) is_prose: bool,
    pub(super) is_heading: bool,
}

/// The leaves in `roots`, except those for which `is_out` is true.
pub(super) fn leaf_blocks(
    document: &HtmlDocument,
    roots: &[NodeId],
    is_out: &[bool],
) -> Vec<LeafBlock> {
    let mut has_block = vec![false; document.len()];
    for id in document.ids().rev() {
        let is_block = document.tag(id).is_some_and(Tag::is_block);
        if (is_block || has_block[id.index()])
            && let Some(parent) = document.parent(id)
        {
            has_block[parent.index()] = true;
        }
    }
    let mut leaves = Vec::new();
    let mut run: Vec<NodeId> = Vec::new();
    for root in roots {
        let mut node = Some(*root);
        while let Some(current) = node {
            let is_cut = is_out[current.index()];
            let is_block = document.tag(current).is_some_and(Tag::is_block);
            let is_leaf = !is_cut
                && is_block
                && !has_block[current.index()]
                && !has_line_paragraphs(document, current);
            let is_inline = !is_block && !has_block[current.index()];
            let is_next = run.last().is_some_and(|last| document.next(*last) == Some(current));
            let is_gap = document.is(current, Tag::Br)
                && is_next
                && run.last().is_some_and(|last| document.is(*last, Tag::Br));
            if !run.is_empty() && (!is_next || !is_inline || is_cut || is_gap) {
                push_leaf(document, std::mem::take(&mut run), &mut leaves);
            }
            if is_leaf {
                push_leaf(document, vec![current], &mut leaves);
            } else if is_inline && !is_cut {
                run.push(current);
            }
            let inner =
                if is_cut || is_leaf || is_inline { None } else { document.first_child(current) };
            node = inner.or_else(|| document.after(current, *root));
        }
        push_leaf(document, std::mem::take(&mut run), &mut leaves);
    }
    leaves
}

/// Whether the text of a block is divided into paragraphs by empty lines, as on old pages.
fn has_line_paragraphs(document: &HtmlDocument, block: NodeId) -> bool {
    let mut breaks = 0;
    for child in document.children(block) {
        if document.is(child, Tag::Br) {
            breaks += 1;
            if breaks >= 2 {
                return true;
            }
        } else if document.text(child).is_none_or(|text| !text.trim().is_empty()) {
            breaks = 0;
        }
    }
    false
}

fn push_leaf(document: &HtmlDocument, run: Vec<NodeId>, leaves: &mut Vec<LeafBlock>) {
    let mut text = String::new();
    for node in &run {
        let words = document.text_within(*node, 20_000);
        let has_gap =
            document.text(*node).is_some_and(|text| text.starts_with(char::is_whitespace))
                || document.is(*node, Tag::Br);
        if !text.is_empty() && (has_gap || text.ends_with(' ')) && !text.ends_with(' ') {
            text.push(' ');
        }
        text.push_str(&words);
        if document.text(*node).is_some_and(|text| text.ends_with(char::is_whitespace)) {
            text.push(' ');
        }
    }
    let text = text.trim().to_owned();
    let mut run = run.into_iter();
    let Some(node) = run.next() else { return };
    if text.is_empty() {
        return;
    }
    let tag = document.tag(node);
    let is_heading = tag.and_then(Tag::heading_level).is_some();
    let is_in_caption = is_caption(document, node)
        || document.ancestors(node).take(4).any(|above| document.is(above, Tag::Figure));
    let is_prose = !is_heading
        && !is_in_caption
        && text.chars().nth(80).is_some()
        && boilerplate_phrases::boilerplate_reason(&text).is_none();
    leaves.push(LeafBlock { node, more: run.collect(), text, is_prose, is_heading });
}

impl LeafBlock {
    /// The counts of all its nodes together.
    pub(super) fn block_stats(&self, stats: &[TextStats]) -> TextStats {
        let mut block_stats = stats[self.node.index()];
        for node in &self.more {
            let more = stats[node.index()];
            block_stats.text += more.text;
            block_stats.links += more.links;
            block_stats.anchors += more.anchors;
            block_stats.images += more.images;
        }
        block_stats
    }
}
