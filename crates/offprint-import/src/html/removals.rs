//! [`Removals`]: what is to be removed from a page, why, and the report on it.
//!
//! Collected first and removed at once, so that every rule sees the whole page. Must not decide what
//! is removed.

use rustc_hash::FxHashSet;

use crate::article::RemovedBlock;
use crate::html::account::image_excerpt;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::leaf_block::LeafBlock;
use crate::html::removed_content;
use crate::html::tag::Tag;
use crate::omission::ALWAYS_REPORTED;

/// The reason for a heading that was removed while the text under it stays.
pub(super) const HEADING_ALONE: &str = "a heading whose text was kept";

/// The reason for a line that consists of a link.
pub(super) const LINK_ALONE: &str = "a link by itself";

/// What is to be removed.
pub(super) struct Removals {
    /// What goes, why, and with what it goes together.
    pub(super) out: Vec<(NodeId, &'static str, usize)>,
    groups: usize,
    is_out: Vec<bool>,
    /// What stays, whatever its words.
    is_kept: Vec<bool>,
}

impl Removals {
    /// Nothing, so far.
    pub(super) fn new(document: &HtmlDocument) -> Self {
        let none = vec![false; document.len()];
        Self { out: Vec::new(), groups: 0, is_out: none.clone(), is_kept: none }
    }

    /// For each node, whether it goes.
    pub(super) fn removed(&self) -> &[bool] {
        &self.is_out
    }

    /// Whether anything between two nodes goes.
    pub(super) fn has_between(&self, first: NodeId, end: NodeId) -> bool {
        self.is_out.get(first.index()..end.index()).is_some_and(|nodes| nodes.contains(&true))
    }

    /// Keeps a heading, without the buttons in it.
    pub(super) fn keep_heading(&mut self, document: &HtmlDocument, node: NodeId) {
        self.is_kept[node.index()] = true;
        for inner in document.descendants(node) {
            if document.tag(inner).and_then(Tag::heading_level).is_some() {
                self.is_kept[inner.index()] = true;
            }
        }
    }

    /// Keeps an element: it can only go with one around it.
    pub(super) fn keep(&mut self, document: &HtmlDocument, node: NodeId) {
        for inner in std::iter::once(node).chain(document.descendants(node)) {
            self.is_kept[inner.index()] = true;
        }
    }

    /// Whether an element is kept or contains one that is.
    pub(super) fn keeps_any_in(&self, document: &HtmlDocument, node: NodeId) -> bool {
        std::iter::once(node)
            .chain(document.descendants(node))
            .any(|inner| self.is_kept[inner.index()])
    }

    /// Adds an element.
    pub(super) fn add(&mut self, node: NodeId, why: &'static str) {
        self.groups += 1;
        self.add_to_group(node, why);
    }

    fn add_to_group(&mut self, node: NodeId, why: &'static str) {
        if !self.is_kept[node.index()] && !std::mem::replace(&mut self.is_out[node.index()], true) {
            self.out.push((node, why, self.groups));
        }
    }

    /// Adds blocks that the report names together, such as a heading and what is under it.
    pub(super) fn blocks(&mut self, leaves: &[&LeafBlock], why: &'static str) {
        self.groups += 1;
        for leaf in leaves {
            for node in std::iter::once(&leaf.node).chain(&leaf.more) {
                self.add_to_group(*node, why);
            }
        }
    }

    /// Adds a block.
    pub(super) fn leaf(&mut self, leaf: &LeafBlock, why: &'static str) {
        self.groups += 1;
        for node in std::iter::once(&leaf.node).chain(&leaf.more) {
            self.add_to_group(*node, why);
        }
    }

    /// Whether a node is removed, by itself or with an element around it.
    pub(super) fn has(&self, document: &HtmlDocument, node: NodeId) -> bool {
        self.is_out[node.index()]
            || document.ancestors(node).any(|above| self.is_out[above.index()])
    }

    /// Removes everything that was added. The removed nodes are added to `listed`.
    pub(super) fn finish(
        mut self,
        document: &mut HtmlDocument,
        listed: &mut FxHashSet<NodeId>,
    ) -> Vec<RemovedBlock> {
        self.out.sort_by_key(|(node, ..)| *node);
        let mut told: Vec<(usize, RemovedBlock)> = Vec::new();
        for (node, why, group) in self.out {
            if document.parent(node).is_none() {
                continue;
            }
            let mut text = document.text_within(node, 100_000);
            let mut is_structured = removed_content::is_structured(document, node);
            let mut words = removed_content::words_to_miss(document, node, is_structured);
            if ALWAYS_REPORTED.contains(&why) {
                words = text.split_whitespace().count();
                is_structured = true;
            }
            let length = text.chars().count();
            if text.is_empty() && is_structured {
                let image = std::iter::once(node)
                    .chain(document.descendants(node))
                    .find(|inner| document.is(*inner, Tag::Img));
                text = image.map(|image| image_excerpt(document, image)).unwrap_or_default();
            }
            document.detach(node);
            listed.insert(node);
            if text.is_empty() {
                continue;
            }
            match told.last_mut() {
                Some((known, before)) if *known == group => {
                    before.length += length + 1;
                    before.words += words;
                    before.is_structured |= is_structured;
                    let excerpt = format!("{} {text}", before.excerpt);
                    before.excerpt = excerpt.chars().take(80).collect();
                }
                _ => told.push((
                    group,
                    RemovedBlock {
                        excerpt: text.chars().take(80).collect(),
                        why,
                        length,
                        words,
                        is_structured,
                    },
                )),
            }
        }
        told.into_iter().map(|(_, left_out)| left_out).collect()
    }
}
