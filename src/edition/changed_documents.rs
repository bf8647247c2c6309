//! [`ChangedDocuments`]: the few documents that changed since the previous edition.

use std::sync::Arc;

use crate::library::{DocId, Document};
use crate::site::{ShownText, Site, SiteOutput};

/// The largest number of changed documents for which each output is checked for one of them.
const MAX_CHANGED_DOCUMENTS: usize = 16;

/// The few documents that differ from the previous edition, when site, theme and plan are the same.
/// An output that shows none of them has the same inputs, so its view need not be made.
pub(super) struct ChangedDocuments(Vec<DocId>);

impl ChangedDocuments {
    /// `None` if there are too many.
    pub(super) fn of(now: &[Arc<Document>], before: &[Arc<Document>]) -> Option<Self> {
        // An equal site has the same documents, except for their bodies.
        let changed_documents = now
            .iter()
            .zip(before)
            .enumerate()
            .filter(|(_, (now, before))| !Arc::ptr_eq(now, before));
        let changed_documents: Vec<_> =
            changed_documents.map(|(id, _)| id).take(MAX_CHANGED_DOCUMENTS + 1).collect();
        (changed_documents.len() <= MAX_CHANGED_DOCUMENTS).then_some(Self(changed_documents))
    }

    /// Whether an output may show the text of one of them.
    pub(super) fn shows(&self, output: &SiteOutput, site: &Site) -> bool {
        match output.kind.properties(site.output_input()).text {
            ShownText::Nothing => false,
            ShownText::Document(id) => self.0.contains(&id),
            ShownText::Term(group, term) => {
                let file = site.terms[group].list[term].document;
                file.is_some_and(|id| self.0.contains(&id))
                    || self.0.iter().any(|id| site.terms_of.get(*id, group).contains(&term))
            }
            ShownText::Anything => true,
        }
    }
}
