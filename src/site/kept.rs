//! [`Kept`]: which documents are as they were in the previous site, under their former number or
//! another.
//!
//! Numbers follow paths, so an article that comes or goes moves those behind it. What was found out
//! about a document that stayed the same is worth keeping; what else it depended on is for each
//! part of linking to say.

use super::Site;
use crate::library::{DocId, Facts};
use offprint_base::Hashed;

/// The previous site, made by the same settings, files, pictures and day, and what of its documents
/// is still there.
pub(super) struct Kept<'p> {
    /// The previous site.
    pub(super) site: &'p Site,
    /// The former number of each document whose facts are the same.
    was: Vec<Option<DocId>>,
    /// The other way round: the number that each former document has now.
    is: Vec<Option<DocId>>,
}

impl<'p> Kept<'p> {
    /// Both lists of facts are sorted by path, so the two are gone through side by side.
    pub(super) fn of(facts: &[Hashed<Facts>], site: &'p Site) -> Self {
        let (mut was, mut is) = (vec![None; facts.len()], vec![None; site.facts.len()]);
        let (mut now, mut then) = (0, 0);
        while let (Some(one), Some(other)) = (facts.get(now), site.facts.get(then)) {
            if one == other {
                was[now] = Some(then);
                is[then] = Some(now);
            }
            let order =
                if one == other { std::cmp::Ordering::Equal } else { one.path.cmp(&other.path) };
            now += usize::from(order.is_le());
            then += usize::from(order.is_ge());
        }
        Self { site, was, is }
    }

    /// The former number of a document, if its facts are the same.
    pub(super) fn was(&self, id: DocId) -> Option<DocId> {
        self.was[id]
    }

    /// The number that a former document has now, if its facts are the same.
    pub(super) fn is(&self, former: DocId) -> Option<DocId> {
        self.is[former]
    }

    /// The documents that are new or say something else now.
    pub(super) fn fresh(&self) -> impl Iterator<Item = DocId> {
        self.was.iter().enumerate().filter(|(_, was)| was.is_none()).map(|(id, _)| id)
    }

    /// The former numbers of documents that are gone or say something else now.
    pub(super) fn gone(&self) -> impl Iterator<Item = DocId> {
        self.is.iter().enumerate().filter(|(_, is)| is.is_none()).map(|(id, _)| id)
    }
}
