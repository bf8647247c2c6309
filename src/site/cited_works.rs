//! [`CitedWorks`]: the works that the articles of a site cite, each once, and which of them have a
//! page.
//!
//! Two citations are of one work if an identifier of a work is equal, or, where one of them has
//! none, the title and the year. The number of a trial is no such identifier: a trial has many
//! publications. Everything follows from the facts. This must not read any text.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::hidden::Hidden;
use super::registry_form::registry_form;
use crate::library::{CitationFields, DocId, DocumentKind, Facts, SourceFields, SourceStatus};
use crate::route::Route;
use crate::source::{SitePath, WORKS_FOLDER};
use offprint_base::{Fingerprint, Hashed, name_key, slugify};
use offprint_works::{StatusChange, StatusKind, WorkKind};

/// The works that a site cites.
#[derive(Debug, Default)]
pub struct CitedWorks {
    /// The works, newest first.
    pub list: Vec<SiteWork>,
    /// The work of each citation of each document, in the order of its citations.
    of_document: FxHashMap<DocId, Vec<usize>>,
    /// What happened to works, by their numbers with their schemes, in lower case.
    changed: FxHashMap<String, Vec<StatusChange>>,
}

/// What works that an article cites or reports on make known about it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct WorkWarnings {
    /// Whether it cites a work that was retracted or withdrawn.
    pub(super) cites_retracted: bool,
    /// The statuses of the publication that it reports on, as other documents state them.
    pub(super) source: Vec<SourceStatus>,
}

/// A work that the site cites, or that has a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SiteWork {
    /// The document and the citation there that say most of it.
    pub best: (DocId, usize),
    /// Its page, if it has one: a work of `content/sources/`, or one that several articles cite.
    /// What only one article cites is on the page of that article.
    pub route: Option<Route>,
    /// Its file, if that is shown.
    pub document: Option<DocId>,
    /// The articles that cite it, newest first, and the citation there.
    pub cited_in: Vec<(DocId, usize)>,
    /// The year, if it is known.
    pub year: Option<i16>,
    /// The trials and reviews whose numbers it states, as their registries write them.
    pub trials: Vec<String>,
    /// What files of references call it: the id of a citation, which no other work of the site has.
    pub key: String,
    /// The fingerprint of its key and of everything that its files and citations state.
    pub fingerprint: Fingerprint,
    /// What happened to it, as any of its files and citations states it, in the order of the dates.
    pub statuses: Vec<StatusChange>,
}

/// The route of the list of works.
pub fn work_index() -> Route {
    Route::of(format!("/{WORKS_FOLDER}/"))
}

impl SiteWork {
    /// The articles that cite it, each once, newest first.
    pub fn articles(&self) -> Vec<DocId> {
        let mut ids: Vec<DocId> = Vec::new();
        for (id, _) in &self.cited_in {
            if !ids.contains(id) {
                ids.push(*id);
            }
        }
        ids
    }
}

impl CitedWorks {
    /// The work that a citation of a document is of.
    pub fn of_citation(&self, document: DocId, citation: usize) -> Option<&SiteWork> {
        self.list.get(*self.of_document(document).get(citation)?)
    }

    /// The works that a document cites, in the order of its citations: places in the list.
    pub fn of_document(&self, document: DocId) -> &[usize] {
        self.of_document.get(&document).map_or(&[], Vec::as_slice)
    }

    /// What the works of the site make known about an article.
    pub(super) fn warnings(&self, document: DocId, facts: &Facts) -> WorkWarnings {
        if self.changed.is_empty() {
            return WorkWarnings::default();
        }
        let statuses = |place: &usize| self.list[*place].statuses.iter();
        let names = facts.details.source.iter().flat_map(source_numbers);
        let mut source: Vec<SourceStatus> = names
            .filter_map(|name| self.changed.get(&name))
            .flatten()
            .filter_map(|change| SourceStatus::of_change(change.kind))
            .collect();
        source.sort_unstable();
        source.dedup();
        let mut cited = self.of_document(document).iter().flat_map(statuses);
        WorkWarnings {
            cites_retracted: cited.any(|change| change.kind >= StatusKind::Withdrawn),
            source,
        }
    }

    /// What happened to the publication that an article reports on, as any document states it.
    pub(super) fn of_source(&self, source: &SourceFields) -> Vec<StatusChange> {
        let mut statuses = Vec::new();
        let stated = source_numbers(source).filter_map(|name| self.changed.get(&name));
        stated.flatten().for_each(|change| change.add_to(&mut statuses));
        statuses
    }

    /// Whether the site has a list of works.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// Finds the works of the articles that are shown, newest first, and of the files of works.
pub(super) fn find_cited_works(
    facts: &[Hashed<Facts>],
    articles: &[DocId],
    routes: &[Result<Route, Hidden>],
) -> CitedWorks {
    let is_shown = |id: &DocId| routes[*id].is_ok();
    let files =
        (0..facts.len()).filter(|id| facts[*id].kind == DocumentKind::Work).filter(is_shown);
    // Files first: what an editor writes of a work counts most.
    let documents: Vec<DocId> = files.chain(articles.iter().copied()).collect();
    let mut groups = Groups::default();
    for id in &documents {
        for (index, fields) in facts[*id].details.citations.iter().enumerate() {
            // The file of a work is also where its citations are from.
            let is_file = facts[*id].kind == DocumentKind::Work;
            let own = is_file.then(|| record_name(&facts[*id].path, 1, &fields.id));
            groups.add((*id, index), names(fields).into_iter().chain(own));
        }
    }
    let mut works = CitedWorks::default();
    // What `[source]` of an article states is about the work, too.
    for source in articles.iter().filter_map(|id| facts[*id].details.source.as_ref()) {
        for name in source_numbers(source).filter(|_| !source.stated.is_empty()) {
            let known = works.changed.entry(name).or_default();
            source.stated.iter().for_each(|change| change.add_to(known));
        }
    }
    let mut taken: FxHashSet<String> = FxHashSet::default();
    let mut made: Vec<(SiteWork, Vec<(DocId, usize)>)> = Vec::new();
    for places in groups.into_groups() {
        let fields = |(id, index): (DocId, usize)| &facts[id].details.citations[index];
        let best = *places.iter().min_by_key(|place| rank(fields(**place))).expect("not empty");
        let is_file = |(id, _): &&(DocId, usize)| facts[*id].kind == DocumentKind::Work;
        let document = places.iter().find(is_file).map(|(id, _)| *id);
        let cited_in: Vec<(DocId, usize)> =
            places.iter().filter(|place| !is_file(place)).copied().collect();
        let citing: BTreeSet<DocId> = cited_in.iter().map(|(id, _)| *id).collect();
        let is_shared = places.iter().any(|place| fields(*place).shared.is_some());
        let route = match document {
            Some(id) => routes[id].as_ref().ok().cloned(),
            None if is_shared || citing.len() > 1 => {
                Some(Route::of(format!("/{WORKS_FOLDER}/{}/", slugify(&fields(best).id))))
            }
            None => None,
        };
        let year = fields(best).year.as_deref().and_then(|year| year.trim().parse().ok());
        let stated: Vec<&CitationFields> = places.iter().map(|place| fields(*place)).collect();
        let of_sources = stated.iter().flat_map(|fields| numbers(fields));
        let of_sources = of_sources.filter_map(|name| works.changed.get(&name)).flatten();
        let (trials, statuses) = (stated_trials(&stated), merged_statuses(&stated, of_sources));
        // The key is known when the works are in order.
        let (key, fingerprint) = (fields(best).id.clone(), Fingerprint::of(&(&stated, &statuses)));
        let work =
            SiteWork { best, route, document, cited_in, year, trials, key, fingerprint, statuses };
        made.push((work, places));
    }
    let sort_key = |work: &SiteWork| {
        let (id, index) = work.best;
        let fields = &facts[id].details.citations[index];
        let name = fields.authors.first().map_or("", String::as_str);
        let title = fields.title.as_deref().or(fields.text.as_deref()).unwrap_or_default();
        (Reverse(work.year), name_key(name), name_key(title), fields.id.clone())
    };
    made.sort_by_cached_key(|(work, _)| sort_key(work));
    // The pages of files keep their URLs.
    let own = made.iter().filter(|(work, _)| work.document.is_some());
    taken.extend(own.filter_map(|(work, _)| Some(work.route.as_ref()?.as_str().to_lowercase())));
    let mut keys: FxHashSet<String> = FxHashSet::default();
    for (number, (mut work, places)) in made.into_iter().enumerate() {
        work.key = free_key(&work.key, &mut keys);
        work.fingerprint = Fingerprint::of(&(&work.key, work.fingerprint));
        if work.document.is_none() {
            work.route = work.route.map(|route| free_route(route, &mut taken));
        }
        for (id, index) in &places {
            let fields = &facts[*id].details.citations[*index];
            for name in numbers(fields).filter(|_| !work.statuses.is_empty()) {
                let known = works.changed.entry(name).or_default();
                work.statuses.iter().for_each(|change| change.add_to(known));
            }
        }
        for (id, index) in places {
            let list = works.of_document.entry(id).or_default();
            if list.len() <= index {
                list.resize(index + 1, usize::MAX);
            }
            list[index] = number;
        }
        works.list.push(work);
    }
    works
}

/// A key that no other work of a file has. Its signs have no meaning in BibTeX, for which upper and
/// lower case are the same.
pub fn free_key(id: &str, taken: &mut FxHashSet<String>) -> String {
    let is_plain = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.' | '/' | '+');
    let plain: String = id.chars().filter(is_plain).collect();
    let plain = if plain.is_empty() { "work".to_owned() } else { plain };
    let numbered = (2..).map(|number| format!("{plain}-{number}"));
    let mut keys = std::iter::once(plain.clone()).chain(numbered);
    keys.find(|key| taken.insert(key.to_lowercase())).unwrap_or(plain)
}

/// The numbers of trials and reviews in citations of one work.
fn stated_trials(citations: &[&CitationFields]) -> Vec<String> {
    let mut trials: Vec<String> = Vec::new();
    for fields in citations {
        let listed = fields.stated().into_iter().flat_map(|work| &work.trials).map(String::as_str);
        for number in fields.nct.as_deref().into_iter().chain(listed) {
            let number = registry_form(number);
            if !trials.iter().any(|known| known.eq_ignore_ascii_case(&number)) {
                trials.push(number);
            }
        }
    }
    trials
}

/// What citations of one work, and articles that report on it, state about its status, each thing once.
fn merged_statuses<'s>(
    citations: &[&'s CitationFields],
    of_sources: impl Iterator<Item = &'s StatusChange>,
) -> Vec<StatusChange> {
    // The kind of a preprint says it already.
    let is_preprint = citations.iter().any(|fields| fields.as_work_kind() == WorkKind::Preprint);
    let mut statuses = Vec::new();
    let cited = citations.iter().flat_map(|fields| fields.statuses());
    for change in cited.chain(of_sources) {
        if !(is_preprint && change.kind == StatusKind::Preprint) {
            change.add_to(&mut statuses);
        }
    }
    statuses
}

/// A route that no other work or trial has.
pub(super) fn free_route(route: Route, taken: &mut FxHashSet<String>) -> Route {
    let stem = route.as_str().trim_end_matches('/');
    let numbered = (2..).map(|number| Route::of(format!("{stem}-{number}/")));
    let mut routes = std::iter::once(route.clone()).chain(numbered);
    // Some systems do not tell upper from lower case.
    let free = routes.find(|route| taken.insert(route.as_str().to_lowercase()));
    free.unwrap_or(route)
}

/// How much a citation says of its work; the lower the better.
fn rank(fields: &CitationFields) -> (bool, Reverse<usize>) {
    let said = [
        &fields.title,
        &fields.journal,
        &fields.year,
        &fields.volume,
        &fields.pages,
        &fields.doi,
        &fields.pmid,
        &fields.url,
    ];
    let count = said.iter().filter(|field| field.is_some()).count();
    (fields.shared.is_none() && fields.more.is_none(), Reverse(count + fields.authors.len().min(1)))
}

/// Citations that are of one work.
#[derive(Default)]
struct Groups {
    /// For each citation its document, its index there, and an earlier citation of the same work.
    list: Vec<((DocId, usize), usize)>,
    by_name: FxHashMap<String, usize>,
}

impl Groups {
    fn add(&mut self, place: (DocId, usize), names: impl Iterator<Item = String>) {
        let own = self.list.len();
        self.list.push((place, own));
        for name in names {
            match self.by_name.get(&name) {
                Some(other) => self.join(*other, own),
                None => {
                    self.by_name.insert(name, own);
                }
            }
        }
    }

    fn first(&self, mut one: usize) -> usize {
        while self.list[one].1 != one {
            one = self.list[one].1;
        }
        one
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.list[one.max(other)].1 = one.min(other);
    }

    /// The citations of each work, in the order in which they were added.
    fn into_groups(self) -> Vec<Vec<(DocId, usize)>> {
        let mut groups: Vec<Vec<(DocId, usize)>> = Vec::new();
        let mut number = vec![usize::MAX; self.list.len()];
        for own in 0..self.list.len() {
            let first = self.first(own);
            if number[first] == usize::MAX {
                number[first] = groups.len();
                groups.push(Vec::new());
            }
            groups[number[first]].push(self.list[own].0);
        }
        groups
    }
}

/// The name of a work by where it is stated. A file may have all its works in one line, so the line is
/// not enough.
fn record_name(file: &SitePath, line: usize, key: &str) -> String {
    format!("file:{file}:{line}:{key}")
}

/// The numbers of a work with their schemes.
pub(super) fn numbers(fields: &CitationFields) -> impl Iterator<Item = String> {
    let ids = [("doi", &fields.doi), ("pmid", &fields.pmid), ("pmcid", &fields.pmcid)];
    ids.into_iter().filter_map(|(scheme, id)| Some(numbered(scheme, id.as_deref()?)))
}

/// The numbers of the publication that an article reports on, with their schemes.
pub(super) fn source_numbers(source: &SourceFields) -> impl Iterator<Item = String> {
    let ids = [("doi", &source.doi), ("pmid", &source.pmid), ("pmcid", &source.pmcid)];
    ids.into_iter().filter_map(|(scheme, id)| Some(numbered(scheme, id.as_deref()?)))
}

/// A number with its scheme. A DOI has no upper and lower case (DOI Handbook, section 2.4).
fn numbered(scheme: &str, number: &str) -> String {
    format!("{scheme}:{}", number.to_lowercase())
}

/// By which names a work is recognised.
fn names(fields: &CitationFields) -> Vec<String> {
    let mut names: Vec<String> = numbers(fields).collect();
    // A trial has one registration, but many publications, a protocol and press releases.
    if names.is_empty() && fields.as_work_kind() == WorkKind::Registration {
        let number = fields.nct.as_deref().map(str::to_lowercase);
        names.extend(number.map(|number| format!("trial:{number}")));
    }
    if let Some(shared) = &fields.shared {
        names.push(record_name(&shared.file, shared.line, &fields.id));
    }
    if names.is_empty() {
        let title = fields.title.as_deref().or(fields.text.as_deref()).map(name_key);
        let title = title.filter(|title| title.len() > 12);
        let year = fields.year.as_deref().unwrap_or_default();
        names.extend(title.map(|title| format!("title:{year}:{title}")));
        names.extend(fields.url.as_deref().map(|url| format!("url:{url}")));
    }
    names
}
