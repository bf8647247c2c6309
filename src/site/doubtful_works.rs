//! Lints on the works that articles cite: works that were retracted or are in doubt, works that nobody
//! can look up, citations of one work that contradict each other, and works of the site that no article
//! cites.
//!
//! Everything follows from the facts and from the works of the site.

use std::collections::{BTreeMap, BTreeSet};

use super::cited_works::{numbers, source_numbers};
use super::linked_site::Site;
use crate::diagnostic::{Code, Severity};
use crate::library::{
    DocId, DocumentKind, FactRef, SourceFields, SourceStatus, StudyFields, UnlocatedDiagnostic,
};
use offprint_works::{
    Contradiction, Library, PartialDate, StatedValue, StatusChange, StatusKind, Work,
    marked_title_status,
};

/// The document and the place there of each statement on a work, by the file and a number in it; `None`
/// for files of references.
type StatementPlaces = BTreeMap<(String, usize), Option<(DocId, FactRef)>>;

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
            lints.extend(self.retracted_source(id));
            for (index, fields) in facts.details.citations.iter().enumerate() {
                // Another article may state what happened to the work.
                let work = self.works.of_citation(id, index);
                let statuses = work.map_or(fields.statuses(), |work| &work.statuses);
                let gravest = statuses.iter().max_by_key(|change| change.kind);
                let grave = gravest.filter(|change| change.kind >= StatusKind::ExpressionOfConcern);
                let Some(change) = grave else {
                    let is_own = fields.shared.is_none();
                    let marked = is_own.then(|| marked_title_status(&fields.as_work())).flatten();
                    let place = FactRef::Citation(index);
                    lints.extend(marked.map(|marked| marked_title(id, place, &fields.id, marked)));
                    continue;
                };
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
        self.trial_contradictions(lints);
    }

    /// Articles that say different things about one trial, unless they name different publications of
    /// it: a page of a drug shows the value of the newest article.
    fn trial_contradictions(&self, lints: &mut Vec<UnlocatedDiagnostic>) {
        for trial in &self.trials.list {
            let about_one = |id: &&DocId| {
                let study = self.facts[**id].details.study.as_ref();
                study.is_some_and(|study| study.registry.len() == 1)
            };
            let articles: Vec<DocId> =
                trial.reported_in.iter().filter(about_one).copied().collect();
            for key in ["participants", "phase", "design"] {
                let mut stated = articles.iter().filter_map(|id| {
                    let study = self.facts[*id].details.study.as_ref()?;
                    Some((*id, study.text(key)?, comparable(study, key)?))
                });
                let Some((first, shown, known)) = stated.next() else { continue };
                for (id, text, value) in stated {
                    if value == known || self.report_different_works(first, id) {
                        continue;
                    }
                    let path = &self.facts[first].path;
                    lints.push(UnlocatedDiagnostic {
                        document: id,
                        place: FactRef::Study(key),
                        severity: Severity::Warning,
                        code: Code::ContradictoryWorks,
                        message: format!(
                            "`{key}` of {} is `{text}`, but `{shown}` in {path}",
                            trial.number
                        ),
                        help: Some(
                            "correct one of them; if the articles report different publications of the trial, \
                             write the DOI of each in [source]"
                                .to_owned(),
                        ),
                        note: Some((
                            first,
                            FactRef::Study(key),
                            format!("`{shown}` is stated here"),
                        )),
                    });
                }
            }
        }
    }

    /// Whether two articles report on publications with different identifiers or titles.
    fn report_different_works(&self, one: DocId, other: DocId) -> bool {
        let names = |id: DocId| -> BTreeSet<String> {
            self.facts[id].details.source.iter().flat_map(source_numbers).collect()
        };
        let title = |id: DocId| {
            let title = self.facts[id].details.source.as_ref()?.title.as_deref()?;
            Some(title.trim().to_lowercase())
        };
        let (of_one, of_other) = (names(one), names(other));
        let have_other_names =
            !of_one.is_empty() && !of_other.is_empty() && of_one.is_disjoint(&of_other);
        let titles = title(one).zip(title(other));
        have_other_names || titles.is_some_and(|(one, other)| one != other)
    }

    /// The publication that an article reports on, if it was retracted or is in doubt, and only other
    /// documents state it: the article itself says that its editor knows.
    fn retracted_source(&self, id: DocId) -> Option<UnlocatedDiagnostic> {
        let source = self.facts[id].details.source.as_ref()?;
        let mut known = self.works.of_source(source);
        source.known.iter().for_each(|change| change.add_to(&mut known));
        known.retain(|change| change.kind >= StatusKind::ExpressionOfConcern);
        let Some(gravest) = known.iter().max_by_key(|change| change.kind) else {
            let title = source.title.clone()?;
            let marked = marked_title_status(&Work { title, ..Work::default() })?;
            let is_known = SourceStatus::of_change(marked.0)
                .is_some_and(|status| source.statuses.contains(&status));
            return (!is_known).then(|| marked_title(id, FactRef::SourceWork, "source", marked));
        };
        let own = SourceStatus::of_change(gravest.kind);
        if source.stated.iter().any(|change| SourceStatus::of_change(change.kind) == own) {
            return None;
        }
        let status = own.map_or("", SourceStatus::name);
        Some(UnlocatedDiagnostic {
            document: id,
            place: FactRef::SourceWork,
            severity: Severity::Warning,
            code: Code::RetractedWork,
            message: format!("this article reports on a work, {}", told(gravest)),
            help: Some(format!(
                "check the article, and say in the text what happened; then add status = \"{status}\" \
                 to [source]"
            )),
            note: None,
        })
    }

    /// Citations of a document whose works nobody can look up, in one message.
    fn unidentified(&self, id: DocId) -> Option<UnlocatedDiagnostic> {
        let citations = &self.facts[id].details.citations;
        // The file of a work of the site reports it there.
        let own = citations.iter().enumerate().filter(|(_, fields)| fields.shared.is_none());
        let unknown: Vec<usize> =
            own.filter(|(_, fields)| fields.is_unidentified()).map(|(index, _)| index).collect();
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

    /// Citations and sources of articles that say different things about one work.
    fn contradictions(&self, lints: &mut Vec<UnlocatedDiagnostic>) {
        let mut sources: BTreeMap<String, BTreeSet<DocId>> = BTreeMap::new();
        for id in &self.articles {
            for name in self.facts[*id].details.source.iter().flat_map(source_numbers) {
                sources.entry(name).or_default().insert(*id);
            }
        }
        let mut cited: BTreeSet<DocId> = BTreeSet::new();
        for work in &self.works.list {
            let file = work.document.map(|id| (id, 0));
            let citations: Vec<(DocId, usize)> =
                file.into_iter().chain(work.cited_in.iter().copied()).collect();
            let fields = |(id, index): &(DocId, usize)| &self.facts[*id].details.citations[*index];
            let names: BTreeSet<String> =
                citations.iter().flat_map(|at| numbers(fields(at))).collect();
            let reports: BTreeSet<DocId> =
                names.iter().filter_map(|name| sources.get(name)).flatten().copied().collect();
            let citations = citations.into_iter().map(|(id, index)| (id, FactRef::Citation(index)));
            let reported = reports.iter().map(|id| (*id, FactRef::SourceWork));
            self.contradictions_of(citations.chain(reported), lints);
            cited.extend(reports);
        }
        // Works that articles report on and none cites.
        let mut done: BTreeSet<&BTreeSet<DocId>> = BTreeSet::new();
        for reports in sources.values().filter(|reports| !reports.is_subset(&cited)) {
            if done.insert(reports) {
                self.contradictions_of(reports.iter().map(|id| (*id, FactRef::SourceWork)), lints);
            }
        }
    }

    /// Statements on one work that say different things about it.
    fn contradictions_of(
        &self,
        statements: impl Iterator<Item = (DocId, FactRef)>,
        lints: &mut Vec<UnlocatedDiagnostic>,
    ) {
        let mut places: StatementPlaces = BTreeMap::new();
        let mut stated: Vec<(String, usize, Work)> = Vec::new();
        let mut add = |file: String, line: usize, place: Option<(DocId, FactRef)>, work: Work| {
            if places.insert((file.clone(), line), place).is_none() {
                stated.push((file, line, Work { doi: work.doi.to_lowercase(), ..work }));
            }
        };
        for (id, place) in statements {
            let path = self.facts[id].path.to_string();
            let details = &self.facts[id].details;
            let (own, record) = match place {
                FactRef::Citation(index) => {
                    let fields = &details.citations[index];
                    // Not a line, but it tells the statements of a document apart.
                    let own = fields.shared.is_none().then(|| (index + 1, fields.as_work()));
                    (own, fields.shared.as_ref().or(fields.record.as_ref()))
                }
                _ => {
                    let source = details.source.as_ref();
                    let own = source.and_then(SourceFields::as_work).map(|work| (usize::MAX, work));
                    (own, source.and_then(|source| source.record.as_ref()))
                }
            };
            if let Some((number, work)) = own {
                add(path, number, Some((id, place)), work);
            }
            if let Some(record) = record {
                add(record.file.to_string(), record.line, None, record.work.clone());
            }
        }
        if stated.len() < 2 {
            return;
        }
        let library = Library::new(stated);
        for found in library.contradictions() {
            lints.extend(self.contradiction(found, &places));
        }
    }

    fn contradiction(
        &self,
        found: &Contradiction,
        places: &StatementPlaces,
    ) -> Option<UnlocatedDiagnostic> {
        let own = |value: &StatedValue| places[&(value.place.file.clone(), value.place.line)];
        // What files of references say differently is reported when they are read.
        let (here, there) = match own(&found.other) {
            Some(_) => (&found.other, &found.kept),
            None => (&found.kept, &found.other),
        };
        let (id, at) = own(here)?;
        // The editor may translate the title of a publication.
        if found.field == "title" && at == FactRef::SourceWork && own(there).is_none() {
            return None;
        }
        let place = match own(there) {
            Some(_) => there.place.file.clone(),
            None => format!("{}, line {}", there.place.file, there.place.line),
        };
        let note =
            own(there).map(|(other, at)| (other, at, format!("`{}` is stated here", there.value)));
        Some(UnlocatedDiagnostic {
            document: id,
            place: at,
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

/// A value of a study as it is compared; `None` if it says more than a number or a known design.
fn comparable(study: &StudyFields, key: &str) -> Option<String> {
    let text = study.text(key)?.trim();
    match key {
        // An analysis of the same trial has a design of its own.
        "design" => study
            .known_design()
            .filter(|design| design.key != "secondary-analysis")
            .map(|design| design.key.to_owned()),
        "participants" => text.parse::<u64>().ok().map(|count| count.to_string()),
        // Phase 2b is a kind of phase 2.
        _ => (text.len() <= 2 && text.starts_with(|c: char| c.is_ascii_digit()))
            .then(|| text[..1].to_owned()),
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

/// A work whose title says that it was retracted or withdrawn, while the document states no status.
fn marked_title(
    document: DocId,
    place: FactRef,
    name: &str,
    (kind, mark): (StatusKind, String),
) -> UnlocatedDiagnostic {
    let status = SourceStatus::of_change(kind).map_or("retracted", SourceStatus::name);
    UnlocatedDiagnostic {
        document,
        place,
        severity: Severity::Warning,
        code: Code::RetractedWork,
        message: format!(
            "the title of `{name}` has the mark `{mark}`, but nothing says whether this is the work or a notice about it"
        ),
        help: Some(format!("if it is the work, add status = \"{status}\"")),
        note: None,
    }
}
