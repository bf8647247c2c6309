//! [`Record`]: a work that articles cite, or a registered trial, as something that search finds.
//!
//! A work without a page of its own is found where it is cited. This module does not know how
//! entries are numbered or stored.

use std::sync::Arc;

use serde_json::{Value, json};

use super::word_counter::WordCounter;
use crate::library::{CitationFields, Document};
use crate::site::{Site, SiteWork, kind_message, status_message};
use offprint_works::StatusKind;

/// The weight of a word in the title of a work, and in its authors, journal and numbers, relative to
/// running text: articles about a subject come before the works that they cite.
const TITLE_WEIGHT: u32 = 3;
const DETAIL_WEIGHT: u32 = 2;

/// The maximum number of authors in a result.
const MAX_AUTHORS: usize = 3;

/// A work or a trial: its place in the list of the site.
#[derive(Clone, Copy, Debug)]
pub(super) enum Record {
    Work(usize),
    Trial(usize),
}

/// The works of a site, those that were cited first first: a new article changes few numbers.
pub(super) fn ordered_works(site: &Site) -> Vec<Record> {
    let works = &site.works.list;
    let mut places: Vec<usize> = (0..works.len()).collect();
    // Works that no article cites have files, which come and go seldom.
    let first_cited = |place: &usize| {
        let rank = works[*place].cited_in.iter().filter_map(|(id, _)| site.rank[*id]).max();
        (rank.is_some(), std::cmp::Reverse(rank), works[*place].best.1)
    };
    places.sort_by_cached_key(|place| (first_cited(place), works[*place].key.clone()));
    places.into_iter().map(Record::Work).collect()
}

/// The trials of a site, those that articles named first first.
pub(super) fn ordered_trials(site: &Site) -> Vec<Record> {
    let trials = &site.trials.list;
    let mut places: Vec<usize> = (0..trials.len()).collect();
    let first_named = |place: &usize| {
        let articles = trials[*place].reported_in.iter().chain(&trials[*place].cited_in);
        let rank = articles.filter_map(|id| site.rank[*id]).max();
        (rank.is_some(), std::cmp::Reverse(rank))
    };
    places.sort_by_cached_key(|place| (first_named(place), trials[*place].number.clone()));
    places.into_iter().map(Record::Trial).collect()
}

impl Record {
    /// Counts the words of the record.
    pub(super) fn count(self, site: &Site, counter: &mut WordCounter) {
        match self {
            Self::Work(place) => {
                let fields = fields_of(site, &site.works.list[place]);
                counter.add(fields.shown_title(), TITLE_WEIGHT);
                for author in &fields.authors {
                    counter.add(author, DETAIL_WEIGHT);
                }
                let stated = fields.stated();
                let container = stated.map_or("", |work| &work.container);
                let short = stated.map_or("", |work| &work.container_short);
                let journal = fields.journal.as_deref().unwrap_or_default();
                for text in [journal, short, container, fields.year.as_deref().unwrap_or_default()]
                {
                    counter.add(text, DETAIL_WEIGHT);
                }
            }
            Self::Trial(place) => {
                let trial = &site.trials.list[place];
                counter.add(&trial.number, TITLE_WEIGHT);
                counter.add(trial.study_name(&site.facts).unwrap_or_default(), TITLE_WEIGHT);
                for drug in &trial.drugs {
                    counter.add(&site.terms[0].list[*drug].name, DETAIL_WEIGHT);
                }
            }
        }
    }

    /// The identifiers of the record.
    pub(super) fn names(self, site: &Site, mut add: impl FnMut(&str)) {
        match self {
            Self::Work(place) => {
                let work = &site.works.list[place];
                let places = work.cited_in.iter().chain([&work.best]);
                for (id, citation) in places {
                    work_numbers(&site.facts[*id].details.citations[*citation], &mut add);
                }
                work.trials.iter().for_each(|number| add(number));
            }
            Self::Trial(place) => add(&site.trials.list[place].number),
        }
    }

    /// What a result shows: the number of the kind, title, URL, summary, number of articles, and in
    /// words the kind and what happened to the work.
    pub(super) fn card(self, site: &Site, documents: &[Arc<Document>], kind: usize) -> Value {
        let words = &site.config.translations;
        match self {
            Self::Work(place) => {
                let work = &site.works.list[place];
                let fields = fields_of(site, work);
                let mut notes: Vec<&str> = Vec::new();
                let mut changes: Vec<StatusKind> =
                    work.statuses.iter().map(|change| change.kind).collect();
                changes.sort_unstable_by(|one, other| other.cmp(one));
                changes.dedup();
                notes.extend(changes.iter().map(|change| words.text(status_message(*change).1)));
                notes.push(words.text(kind_message(fields.as_work_kind())));
                json!([
                    kind,
                    fields.shown_title(),
                    url_of(site, documents, work),
                    described(fields),
                    work.articles().len(),
                    [],
                    null,
                    notes.join(" · ")
                ])
            }
            Self::Trial(place) => {
                let trial = &site.trials.list[place];
                let drugs = trial.drugs.iter().map(|drug| &*site.terms[0].list[*drug].name);
                let drugs: Vec<&str> = drugs.collect();
                let works = trial.works.iter().map(|place| &site.works.list[*place]);
                let mut changes = works.flat_map(|work| &work.statuses);
                let is_doubtful = changes.any(|one| one.kind >= StatusKind::ExpressionOfConcern);
                let note = if is_doubtful { words.text("trial_doubtful") } else { "" };
                json!([
                    kind,
                    trial.number,
                    site.url(&trial.route),
                    trial.study_name(&site.facts).unwrap_or_default(),
                    trial.article_count(),
                    drugs,
                    null,
                    note
                ])
            }
        }
    }
}

/// The numbers of a work in registries.
pub(super) fn work_numbers(fields: &CitationFields, add: &mut impl FnMut(&str)) {
    let CitationFields { doi, pmid, pmcid, nct, .. } = fields;
    [doi, pmid, pmcid, nct].into_iter().flatten().for_each(|number| add(number));
    for number in fields.stated().iter().flat_map(|work| [&work.isbn, &work.arxiv]) {
        if !number.is_empty() {
            add(number);
        }
    }
}

fn fields_of<'s>(site: &'s Site, work: &SiteWork) -> &'s CitationFields {
    let (id, citation) = work.best;
    &site.facts[id].details.citations[citation]
}

/// The page of a work, or its place in the references of the article that cites it.
fn url_of(site: &Site, documents: &[Arc<Document>], work: &SiteWork) -> Option<String> {
    if let Some(route) = &work.route {
        return Some(site.url(route));
    }
    let (id, citation) = *work.cited_in.first()?;
    let mut references = documents[id].body.references.iter();
    let place = references.position(|reference| reference.index == citation)?;
    Some(format!("{}#ref-{}", site.url(site.route(id)?), place + 1))
}

/// Authors, journal and year in a line.
fn described(fields: &CitationFields) -> String {
    let mut authors = fields.authors.iter().take(MAX_AUTHORS).cloned().collect::<Vec<_>>();
    if fields.authors.len() > MAX_AUTHORS {
        authors.push("…".to_owned());
    }
    let rest = [fields.journal.as_deref(), fields.year.as_deref()];
    let parts = [authors.join(", ")].into_iter();
    let parts = parts.chain(rest.into_iter().flatten().map(str::to_owned));
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}
