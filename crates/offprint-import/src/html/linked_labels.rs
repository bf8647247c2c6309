//! [`linked_labels`]: links on a line of their own that say what or who the text below is about: the
//! name of a drug above its dose, that of a speaker above the words.
//!
//! The title of another article is on a line of its own, too, but it is longer, or stands alone. Does
//! not decide what is removed.

use rustc_hash::FxHashMap;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::leaf_block::LeafBlock;
use crate::html::removals::Removals;
use crate::html::tag::Tag;
use crate::html::text_stats::TextStats;

/// A name has no more words; a title mostly has.
const MOST_WORDS: usize = 4;

/// A block with a larger share of its text in links is itself no text.
const MOST_LINKED: f32 = 0.5;

/// The elements that two labels of one series have in common: their own and the one around it.
type Kind<'a> = [(Option<Tag>, Option<&'a str>); 2];

/// For each leaf, whether it is a link that labels the text below it.
pub(super) fn linked_labels(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    stats: &[TextStats],
    cut: &Removals,
) -> Vec<bool> {
    let kept: Vec<usize> =
        (0..leaves.len()).filter(|at| !cut.has(document, leaves[*at].node)).collect();
    let is_text = |leaf: &LeafBlock| {
        let own = leaf.block_stats(stats);
        !leaf.is_heading && own.text > 0 && own.link_density() < MOST_LINKED
    };
    let mut labels = vec![false; leaves.len()];
    let mut series: FxHashMap<Kind<'_>, Vec<usize>> = FxHashMap::default();
    for (order, at) in kept.iter().copied().enumerate() {
        let leaf = &leaves[at];
        let own = leaf.block_stats(stats);
        if own.anchors != 1 || own.images > 0 || own.link_density() < 0.9 {
            continue;
        }
        let is_short = leaf.text.split_whitespace().nth(MOST_WORDS).is_none();
        let is_above_text = kept.get(order + 1).is_some_and(|after| is_text(&leaves[*after]));
        if is_short && is_above_text && leaf.text.contains(char::is_alphabetic) {
            series.entry(kind(document, leaf.node)).or_default().push(at);
        }
    }
    for members in series.into_values() {
        // A button has the same words each time.
        let first = &leaves[members[0]].text;
        if members.iter().any(|at| leaves[*at].text != *first) {
            for at in members {
                labels[at] = true;
            }
        }
    }
    labels
}

fn kind(document: &HtmlDocument, node: NodeId) -> Kind<'_> {
    let of = |node: Option<NodeId>| {
        node.map_or((None, None), |node| (document.tag(node), document.attribute(node, "class")))
    };
    [of(Some(node)), of(document.parent(node))]
}
