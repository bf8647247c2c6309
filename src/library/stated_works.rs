//! [`Library::stated_works`]: every work that the site cites or has, with all places that state it.
//!
//! For commands about works. No page depends on it.

use std::sync::Arc;

use offprint_works::Work;

use super::{DocumentKind, FactRef, Library};
use crate::diagnostic::Location;

impl Library {
    /// The works of `content/sources/`, those that articles cite, and the publications that articles
    /// report on, drafts included. What happened to each is what the site knows of it.
    pub fn stated_works(&self) -> offprint_works::Library {
        let shared = self.works.list().iter().filter_map(|fields| fields.shared.as_ref());
        let mut statements: Vec<(String, usize, Work)> = shared
            .map(|shared| (shared.file.to_string(), shared.line, shared.work.clone()))
            .collect();
        for document in self.documents.iter() {
            if document.facts.kind == DocumentKind::Work {
                continue;
            }
            let line = |place: FactRef| {
                let span = document.place(place);
                Location { source: Arc::clone(&document.source), span }.line_column().0
            };
            let file = document.source.path.to_string();
            let details = &document.facts.details;
            for (index, fields) in details.citations.iter().enumerate() {
                let at = line(FactRef::Citation(index));
                statements.push((file.clone(), at, fields.as_work()));
            }
            let source = details.source.as_ref();
            if let Some((source, mut work)) = source.and_then(|one| Some((one, one.as_work()?))) {
                let ids = [source.doi.as_deref(), source.pmid.as_deref()];
                for change in self.works.status_of(ids) {
                    change.add_to(&mut work.status);
                }
                statements.push((file, line(FactRef::SourceWork), work));
            }
        }
        for (_, _, work) in &mut statements {
            work.doi = work.doi.to_lowercase();
        }
        offprint_works::Library::new(statements)
    }
}
