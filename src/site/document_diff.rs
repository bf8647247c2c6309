//! [`DocumentDiff`]: which documents are the same as in the previous site, with their previous and
//! new numbers.
//!
//! Numbers follow paths, so adding or removing an article renumbers all later ones. Results about a
//! document with the same facts can be reused; each part of linking must check the other things
//! that they depended on.

use std::cmp::Ordering;

use super::linked_site::Site;
use crate::library::{DocId, Facts};
use offprint_base::Hashed;

/// The previous site, linked with the same settings, files, images and day, and which of its
/// documents are still the same.
pub(super) struct DocumentDiff<'p> {
    /// The previous site.
    pub(super) previous: &'p Site,
    /// The old number of each document whose facts are the same.
    old_ids: Vec<Option<DocId>>,
    /// The new number of each previous document whose facts are the same.
    new_ids: Vec<Option<DocId>>,
}

impl<'p> DocumentDiff<'p> {
    /// Both lists of facts are sorted by path, so they are compared in parallel.
    pub(super) fn new(facts: &[Hashed<Facts>], previous: &'p Site) -> Self {
        let mut old_ids = vec![None; facts.len()];
        let mut new_ids = vec![None; previous.facts.len()];
        let (mut new, mut old) = (0, 0);
        while let (Some(after), Some(before)) = (facts.get(new), previous.facts.get(old)) {
            let order = if after == before {
                old_ids[new] = Some(old);
                new_ids[old] = Some(new);
                Ordering::Equal
            } else {
                after.path.cmp(&before.path)
            };
            new += usize::from(order.is_le());
            old += usize::from(order.is_ge());
        }
        Self { previous, old_ids, new_ids }
    }

    /// The old number of a document, if its facts are the same.
    pub(super) fn old_id(&self, new: DocId) -> Option<DocId> {
        self.old_ids[new]
    }

    /// The new number of a previous document, if its facts are the same.
    pub(super) fn new_id(&self, old: DocId) -> Option<DocId> {
        self.new_ids[old]
    }

    /// The index that an article had in the previous list of articles, if its facts are the same.
    pub(super) fn old_place(&self, new: DocId) -> Option<usize> {
        self.previous.rank[self.old_id(new)?]
    }

    /// The documents that are new or whose facts changed.
    pub(super) fn added(&self) -> impl Iterator<Item = DocId> {
        positions_of_none(&self.old_ids)
    }

    /// The old numbers of documents that were removed or whose facts changed.
    pub(super) fn removed(&self) -> impl Iterator<Item = DocId> {
        positions_of_none(&self.new_ids)
    }
}

fn positions_of_none(ids: &[Option<DocId>]) -> impl Iterator<Item = DocId> {
    ids.iter().enumerate().filter(|(_, id)| id.is_none()).map(|(position, _)| position)
}
