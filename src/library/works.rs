//! [`SiteWorks`]: the works of the site, which every article can cite, from the files in
//! `content/sources/`.
//!
//! Texts are parsed with them, so they must be known before. They must not depend on articles.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use offprint_base::{Fingerprint, Hashed};
use offprint_citation_styles::{CitationStyle, DEFAULT_STYLE};
use offprint_works::{Library, MergedWork, StatusChange, StatusEntry, StatusStatement};

use super::facts::{CitationFields, Facts, SharedWork, SourceStatus};
use super::work_fields::citation;
use crate::config::Rules;
use crate::diagnostic::{Diagnostic, nearest};
use crate::source::{SitePath, Source};

/// The works of a site: each once, whatever number of files states it.
#[derive(Debug, Default)]
pub struct SiteWorks {
    /// The works, in the order of files and lines.
    works: Vec<CitationFields>,
    /// The fingerprint of each.
    fingerprints: Vec<Fingerprint>,
    /// By key, and by identifier with its scheme, in lower case.
    known: HashMap<String, usize>,
    /// The works of each trial, by its number with the scheme `nct`, in lower case.
    trials: HashMap<String, Vec<usize>>,
    /// What happened to works that only articles name, by identifier with its scheme, in lower case.
    statuses: HashMap<String, Vec<StatusChange>>,
    /// What else a made key could mean, by the number of its work.
    rivals: HashMap<usize, String>,
    /// The fingerprint of all keys.
    keys: Fingerprint,
    /// The year of the build.
    pub(super) year: i16,
    /// What is doubtful; only `check` reports it.
    pub(super) lints: Vec<Diagnostic>,
    /// What is wrong with the files.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The ids of works of which an entry in the file of statuses states something, and which no file of
    /// references has; with the message if no article names them either.
    pub(super) unmatched: Vec<(Vec<String>, Diagnostic)>,
    /// The files.
    pub(super) files: Vec<Arc<Source>>,
    /// The style of citations, if it is a file and not built in.
    pub(super) style: Option<CitationStyle>,
}

impl SiteWorks {
    /// No works yet, of these files in this year.
    pub(super) fn new(year: i16, files: Vec<Arc<Source>>) -> Self {
        Self { year, files, ..Self::default() }
    }

    /// What is wrong with the files of references. The mistakes of Markdown files are those of their
    /// documents.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// What is doubtful in the files; only `check` reports it.
    pub fn lints(&self) -> &[Diagnostic] {
        &self.lints
    }

    /// Entries of the file of statuses about works that the site does not have: `is_named` says whether an
    /// article names an id.
    pub(super) fn unmatched(&self, is_named: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let unmatched = self.unmatched.iter();
        let unnamed = unmatched.filter(|(ids, _)| !ids.iter().any(|id| is_named(id)));
        unnamed.map(|(_, fault)| fault.clone()).collect()
    }

    /// A work by its key, or by an identifier with its scheme, such as `doi:10.1176/…`.
    pub fn find(&self, id: &str) -> Option<&CitationFields> {
        self.index(id).map(|index| &self.works[index])
    }

    /// What else a key could mean, because it was made for several works: `“Title” (a.ris:3)`.
    pub fn rivals(&self, key: &str) -> Option<&str> {
        let index = self.index(key).filter(|index| self.works[*index].id == key)?;
        self.rivals.get(&index).map(String::as_str)
    }

    /// Adds to the source of an article, and to its own citations, what the site knows of these works:
    /// their records, and what happened to them. Returns the ids that were looked up.
    pub(super) fn add_known(&self, facts: &mut Facts) -> BTreeSet<String> {
        let mut asked = BTreeSet::new();
        let stated = facts.details.citations.iter().map(|fields| {
            let [doi, pmid] = [&fields.doi, &fields.pmid];
            [doi.as_deref(), pmid.as_deref()]
        });
        let source = facts.details.source.iter();
        let source = source.map(|source| [source.doi.as_deref(), source.pmid.as_deref()]);
        asked.extend(stated.chain(source).flat_map(work_ids));
        let is_known = |id: &String| self.index(id).is_some() || self.statuses.contains_key(id);
        if !asked.iter().any(is_known) {
            return asked;
        }
        let mut details = (*facts.details).clone();
        if let Some(source) = &mut details.source {
            let ids = [source.doi.as_deref(), source.pmid.as_deref()];
            source.record = self.record(ids);
            for change in self.status_of(ids) {
                let status = SourceStatus::of_change(change.kind);
                if let Some(status) = status.filter(|status| !source.statuses.contains(status)) {
                    source.statuses.push(status);
                    source.statuses.sort_unstable();
                }
                change.add_to(&mut source.known);
            }
        }
        for fields in &mut details.citations {
            let ids = [fields.doi.as_deref(), fields.pmid.as_deref()];
            let (record, statuses) = (self.record(ids), self.status_of(ids));
            fields.record = record;
            for change in statuses {
                let more = fields.more.get_or_insert_default();
                change.add_to(&mut more.status);
            }
        }
        facts.details = Hashed::new(details);
        asked
    }

    /// The record of the work with a DOI or a PubMed number.
    fn record(&self, ids: [Option<&str>; 2]) -> Option<Arc<SharedWork>> {
        let found = work_ids(ids).find_map(|id| self.find(&id));
        found.and_then(|fields| fields.shared.clone())
    }

    /// What happened to the work with a DOI or a PubMed number.
    pub(super) fn status_of(&self, ids: [Option<&str>; 2]) -> &[StatusChange] {
        let known = work_ids(ids).find_map(|id| {
            let stated = self.find(&id).map_or(&[][..], CitationFields::statuses);
            let apart = || self.statuses.get(&id).map_or(&[][..], Vec::as_slice);
            let found = if stated.is_empty() { apart() } else { stated };
            (!found.is_empty()).then_some(found)
        });
        known.unwrap_or_default()
    }

    /// The fingerprint of what [`SiteWorks::find`] returns, and of the status of that work.
    pub(super) fn answer(&self, id: &str) -> Fingerprint {
        match self.index(id) {
            Some(index) => self.fingerprints[index],
            None if id.contains(':') => {
                Fingerprint::of(&(self.works_of_trial(id), self.statuses.get(id)))
            }
            // The message suggests a similar key.
            None => self.keys,
        }
    }

    /// The key that was probably meant.
    pub fn nearest_key(&self, id: &str) -> Option<&str> {
        let keys = self.works.iter().map(|work| work.id.as_str());
        nearest(id, keys).filter(|_| !id.contains(':'))
    }

    /// The style of citations.
    pub fn style<'s>(&'s self, rules: &Rules) -> &'s CitationStyle {
        let builtin = || CitationStyle::builtin(&rules.citations.style);
        self.style
            .as_ref()
            .or_else(builtin)
            .or_else(|| CitationStyle::builtin(DEFAULT_STYLE))
            .expect("the default style is built in")
    }

    fn index(&self, id: &str) -> Option<usize> {
        let lower = id.to_lowercase();
        let known = self.known.get(id).or_else(|| self.known.get(&lower)).copied();
        // A trial has many publications: its number names one only if the site has no other.
        known.or_else(|| match self.trials.get(&lower)?.as_slice() {
            [only] => Some(*only),
            _ => None,
        })
    }

    /// The works, in the order of files and lines.
    pub(super) fn list(&self) -> &[CitationFields] {
        &self.works
    }

    /// Takes the works of a library. `written` are the citations of Markdown files, by their paths.
    pub(super) fn take_library(
        &mut self,
        library: &Library,
        written: &HashMap<String, CitationFields>,
    ) {
        for merged in library.works() {
            let place = &merged.places[0];
            let file = SitePath::new(&place.file);
            let fields = citation(&merged.work, &file, place.line);
            // What an editor writes is shown as it is written.
            let fields = match written.get(&place.file) {
                Some(own) => CitationFields {
                    id: fields.id,
                    shared: fields.shared,
                    more: None,
                    ..own.clone()
                },
                None => fields,
            };
            let index = self.works.len();
            let schemes = [("doi", &fields.doi), ("pmid", &fields.pmid), ("pmcid", &fields.pmcid)];
            let names = schemes.into_iter().filter_map(|(scheme, number)| {
                Some(format!("{scheme}:{}", number.as_deref()?.to_lowercase()))
            });
            let keys = merged.places.iter().map(|place| place.key.clone());
            let names: Vec<String> = names.chain(keys).chain([fields.id.clone()]).collect();
            for name in names {
                self.known.entry(name).or_insert(index);
            }
            for trial in &merged.work.trials {
                self.trials.entry(format!("nct:{}", trial.to_lowercase())).or_default().push(index);
            }
            let rivals = described_rivals(library, merged);
            self.fingerprints.push(Fingerprint::of(&(&fields, &rivals)));
            self.rivals.extend(rivals.map(|rivals| (index, rivals)));
            self.works.push(fields);
        }
        self.keys = Fingerprint::of(&self.works.iter().map(|work| &work.id).collect::<Vec<_>>());
    }

    /// Takes what files say about works that the library does not have: articles may name them.
    pub(super) fn take_status(
        &mut self,
        library: &Library,
        statements: &[StatusStatement],
        ignored: &[StatusEntry],
    ) {
        for StatusStatement { doi, pmid, change, .. } in statements {
            let is_ignored = |entry: &StatusEntry| {
                let StatusStatement { doi: of, pmid: of_pmid, change: ignored, .. } =
                    &entry.statement;
                let is_of = !doi.is_empty() && of == doi || !pmid.is_empty() && of_pmid == pmid;
                is_of && ignored.is_same(change) && !change.source.is_empty()
            };
            if library.contains(doi, pmid) || ignored.iter().any(is_ignored) {
                continue;
            }
            let names = [("doi", doi), ("pmid", pmid)].into_iter();
            for (scheme, number) in names.filter(|(_, number)| !number.is_empty()) {
                let known = self.statuses.entry(format!("{scheme}:{}", number.to_lowercase()));
                change.add_to(known.or_default());
            }
        }
    }

    /// The keys of the works that have the number of a trial, as `nct:NCT01234567`, if there are
    /// several.
    pub fn works_of_trial(&self, id: &str) -> Vec<&str> {
        let works = self.trials.get(&id.to_lowercase()).filter(|works| works.len() > 1);
        works.into_iter().flatten().map(|index| self.works[*index].id.as_str()).collect()
    }
}

/// A DOI and a PubMed number with their schemes.
pub(super) fn work_ids([doi, pmid]: [Option<&str>; 2]) -> impl Iterator<Item = String> {
    let doi = doi.map(|doi| format!("doi:{}", doi.to_lowercase()));
    let pmid = pmid.map(|pmid| format!("pmid:{pmid}"));
    doi.into_iter().chain(pmid)
}

/// The other works that the key of a work could mean.
fn described_rivals(library: &Library, merged: &MergedWork) -> Option<String> {
    const MOST: usize = 3;
    let (others, count) = library.rivals(&merged.work.key, MOST);
    let named = others.iter().map(|other| {
        let place = &other.places[0];
        let title: String = other.work.title.chars().take(60).collect();
        format!("\u{201c}{title}\u{201d} ({}:{})", place.file, place.line)
    });
    let more = (count > others.len()).then(|| format!("{} more", count - others.len()));
    let named: Vec<String> = named.chain(more).collect();
    (!named.is_empty()).then(|| named.join(", "))
}
