//! Lints on the works that articles cite: works that were retracted or are in doubt, works that nobody
//! can look up, citations of one work that contradict each other, and works of the site that no article
//! cites.
//!
//! Everything follows from the facts and from the works of the site.

use std::collections::BTreeMap;

use super::linked_site::Site;
use crate::diagnostic::{Code, Severity};
use crate::library::{DocId, DocumentKind, FactRef, UnlocatedDiagnostic};
use offprint_works::{
    Contradiction, Library, PartialDate, StatedValue, StatusChange, StatusKind, is_unidentified,
};

/// How many works a message names.
const MAX_NAMES: usize = 3;

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
            lints.extend(self.unidentified(id));
            for (index, fields) in facts.details.citations.iter().enumerate() {
                // Another article may state what happened to the work.
                let work = self.works.of_citation(id, index);
                let statuses = work.map_or(fields.statuses(), |work| &work.statuses);
                let gravest = statuses.iter().max_by_key(|change| change.kind);
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
        self.contradictions(lints);
    }

    /// Citations of a document whose works nobody can look up, in one message.
    fn unidentified(&self, id: DocId) -> Option<UnlocatedDiagnostic> {
        let citations = &self.facts[id].details.citations;
        // The file of a work of the site reports it there.
        let own = citations.iter().enumerate().filter(|(_, fields)| fields.shared.is_none());
        let unknown: Vec<usize> = own
            .filter(|(_, fields)| is_unidentified(&fields.as_work()))
            .map(|(index, _)| index)
            .collect();
        let names: Vec<String> = unknown
            .iter()
            .take(MAX_NAMES)
            .map(|index| format!("`{}`", citations[*index].id))
            .collect();
        let more = match unknown.len() - names.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let (verb, them) = if unknown.len() == 1 { ("has", "it") } else { ("have", "them") };
        Some(UnlocatedDiagnostic {
            document: id,
            place: FactRef::Citation(*unknown.first()?),
            severity: Severity::Warning,
            code: Code::UnidentifiedWork,
            message: format!(
                "{}{more} {verb} no identifier and no address, so readers cannot look {them} up",
                names.join(", ")
            ),
            help: Some("add a DOI, PubMed number, ISBN or URL".to_owned()),
            note: None,
        })
    }

    /// Citations that say different things about one work.
    fn contradictions(&self, lints: &mut Vec<UnlocatedDiagnostic>) {
        for work in self.works.list.iter().filter(|work| work.cited_in.len() > 1) {
            let mut places: BTreeMap<(String, usize), (DocId, usize)> = BTreeMap::new();
            let mut statements = Vec::new();
            let file = work.document.map(|id| (id, 0));
            for (id, index) in file.into_iter().chain(work.cited_in.iter().copied()) {
                let fields = &self.facts[id].details.citations[index];
                let (path, line) = match &fields.shared {
                    Some(shared) => (shared.file.to_string(), shared.line),
                    // Not a line, but it tells the citations of a document apart.
                    None => (self.facts[id].path.to_string(), index + 1),
                };
                if places.insert((path.clone(), line), (id, index)).is_none() {
                    let mut stated = fields.as_work();
                    stated.doi.make_ascii_lowercase();
                    statements.push((path, line, stated));
                }
            }
            if statements.len() < 2 {
                continue;
            }
            let library = Library::new(statements);
            for found in library.contradictions() {
                lints.extend(self.contradiction(found, &places));
            }
        }
    }

    fn contradiction(
        &self,
        found: &Contradiction,
        places: &BTreeMap<(String, usize), (DocId, usize)>,
    ) -> Option<UnlocatedDiagnostic> {
        let own = |value: &StatedValue| {
            let (id, index) = places[&(value.place.file.clone(), value.place.line)];
            let is_shared = self.facts[id].details.citations[index].shared.is_some();
            (!is_shared).then_some((id, index))
        };
        // What files of references say differently is reported when they are read.
        let (here, there) = match own(&found.other) {
            Some(_) => (&found.other, &found.kept),
            None => (&found.kept, &found.other),
        };
        let (id, index) = own(here)?;
        let place = match own(there) {
            Some(_) => there.place.file.clone(),
            None => format!("{}, line {}", there.place.file, there.place.line),
        };
        let note = own(there).map(|(other, at)| {
            (other, FactRef::Citation(at), format!("`{}` is stated here", there.value))
        });
        Some(UnlocatedDiagnostic {
            document: id,
            place: FactRef::Citation(index),
            severity: Severity::Warning,
            code: Code::ContradictoryWorks,
            message: format!(
                "the {} of this work is `{}`, but `{}` in {place}",
                found.field, here.value, there.value
            ),
            help: Some("correct one of them".to_owned()),
            note,
        })
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
