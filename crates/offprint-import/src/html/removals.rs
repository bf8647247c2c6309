//! [`Removals`]: what is to be removed from a page, with reasons, and the report on it.
//!
//! Must not decide what is removed.

use super::removed_content;
use crate::article::RemovedBlock;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::leaf_block::LeafBlock;

/// Nodes to be removed.
pub(super) struct Removals {
    /// What goes, why, and with what it goes together.
    out: Vec<(NodeId, &'static str, usize)>,
    groups: usize,
    is_out: Vec<bool>,
}

impl Removals {
    pub(super) fn new(document: &HtmlDocument) -> Self {
        Self { out: Vec::new(), groups: 0, is_out: vec![false; document.len()] }
    }

    /// For each node, whether it goes.
    pub(super) fn removed(&self) -> &[bool] {
        &self.is_out
    }

    /// Whether anything between two nodes goes.
    pub(super) fn has_between(&self, first: NodeId, end: NodeId) -> bool {
        self.is_out.get(first.index()..end.index()).is_some_and(|nodes| nodes.contains(&true))
    }

    pub(super) fn add(&mut self, node: NodeId, why: &'static str) {
        self.groups += 1;
        self.add_to_group(node, why);
    }

    fn add_to_group(&mut self, node: NodeId, why: &'static str) {
        if !std::mem::replace(&mut self.is_out[node.index()], true) {
            self.out.push((node, why, self.groups));
        }
    }

    pub(super) fn leaf(&mut self, leaf: &LeafBlock, why: &'static str) {
        self.groups += 1;
        for node in std::iter::once(&leaf.node).chain(&leaf.more) {
            self.add_to_group(*node, why);
        }
    }

    /// Whether a node goes, or an element around it.
    pub(super) fn has(&self, document: &HtmlDocument, node: NodeId) -> bool {
        self.is_out[node.index()]
            || document.ancestors(node).any(|above| self.is_out[above.index()])
    }

    /// Removes the nodes, and reports what they contained.
    pub(super) fn finish(mut self, document: &mut HtmlDocument) -> Vec<RemovedBlock> {
        self.out.sort_by_key(|(node, ..)| *node);
        let mut told: Vec<(usize, RemovedBlock)> = Vec::new();
        for (node, why, group) in self.out {
            if document.parent(node).is_none() {
                continue;
            }
            let text = document.text_within(node, 100_000);
            let words = removed_content::prose_words(document, node);
            let is_structured = removed_content::is_structured(document, node);
            document.detach(node);
            if text.is_empty() {
                continue;
            }
            let length = text.chars().count();
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
