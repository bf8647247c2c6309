//! Lints on the works that articles cite: works that were retracted or are in doubt, and works of the
//! site that no article cites.
//!
//! Everything follows from the facts and from the works of the site.

use super::linked_site::Site;
use crate::diagnostic::{Code, Severity};
use crate::library::{DocId, DocumentKind, FactRef, UnlocatedDiagnostic};
use offprint_works::{PartialDate, StatusChange, StatusKind};

impl Site {
    /// Lints on the works that articles cite.
    pub(super) fn work_lints(&self, lints: &mut Vec<UnlocatedDiagnostic>) {
        for (id, facts) in self.facts.iter().enumerate() {
            if self.routes[id].is_err() {
                continue;
            }
            if facts.kind == DocumentKind::Work {
                lints.extend(self.uncited(id));
                continue;
            }
            for (index, fields) in facts.details.citations.iter().enumerate() {
                let gravest = fields.statuses().iter().max_by_key(|change| change.kind);
                let grave = gravest.filter(|change| change.kind >= StatusKind::ExpressionOfConcern);
                let Some(change) = grave else { continue };
                lints.push(UnlocatedDiagnostic {
                    document: id,
                    place: FactRef::Citation(index),
                    severity: Severity::Warning,
                    code: Code::RetractedWork,
                    message: format!("this article cites `{}`, {}", fields.id, told(change)),
                    help: Some(
                        "check what the article takes from it, and say in the text what happened"
                            .to_owned(),
                    ),
                    note: None,
                });
            }
        }
    }

    fn uncited(&self, id: DocId) -> Option<UnlocatedDiagnostic> {
        let work = self.works.of_citation(id, 0)?;
        work.cited_in.is_empty().then(|| UnlocatedDiagnostic {
            document: id,
            place: FactRef::Title,
            severity: Severity::Warning,
            code: Code::UncitedWork,
            message: "no article cites this work".to_owned(),
            help: Some(format!(
                "cite it: [@{}]; or make the file a draft",
                self.facts[id].details.citations[0].id
            )),
            note: None,
        })
    }
}

/// What happened to a work, for a message.
fn told(change: &StatusChange) -> String {
    let what = match change.kind {
        StatusKind::Retracted => "which was retracted",
        StatusKind::Withdrawn => "which was withdrawn",
        _ => "of which its journal published an expression of concern",
    };
    let when = match change.date {
        PartialDate { year: 0, .. } => String::new(),
        PartialDate { year, month: 0, .. } => format!(" in {year}"),
        PartialDate { year, month, day: 0 } => format!(" in {year}-{month:02}"),
        PartialDate { year, month, day } => format!(" on {year}-{month:02}-{day:02}"),
    };
    let source = &change.source;
    let source = if source.is_empty() { String::new() } else { format!(" ({source})") };
    format!("{what}{when}{source}")
}
