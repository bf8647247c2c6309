//! [`SiteWorks`]: the works of the site, which every article can cite, from the files in
//! `content/sources/`.
//!
//! Texts are parsed with them, so they must be known before. They must not depend on articles.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use offprint_base::{Fingerprint, Hashed, transliterate};
use offprint_citation_styles::{CitationStyle, DEFAULT_STYLE};
use offprint_works::{StatusChange, StatusKind, Work};

use super::facts::{CitationFields, Facts, SourceStatus};
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
    /// What is wrong with the files.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The files.
    pub(super) files: Vec<Arc<Source>>,
    /// The style of citations, if it is a file and not built in.
    pub(super) style: Option<CitationStyle>,
}

impl SiteWorks {
    /// What is wrong with the files of references. The mistakes of Markdown files are those of their
    /// documents.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// A work by its key, or by an identifier with its scheme, such as `doi:10.1176/…`.
    pub fn find(&self, id: &str) -> Option<&CitationFields> {
        self.index(id).map(|index| &self.works[index])
    }

    /// Adds to the source of an article, and to its own citations, what the site knows of the status
    /// of these works. Returns the ids that were looked up.
    pub(super) fn add_status(&self, facts: &mut Facts) -> BTreeSet<String> {
        let mut asked = BTreeSet::new();
        let mut details = (*facts.details).clone();
        if let Some(source) = &mut details.source {
            for change in self.status_of([&source.doi, &source.pmid], &mut asked) {
                let status = source_status(change.kind);
                if let Some(status) = status.filter(|status| !source.statuses.contains(status)) {
                    source.statuses.push(status);
                    source.statuses.sort_unstable();
                }
            }
        }
        for fields in &mut details.citations {
            let text = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
            let ids = [text(&fields.doi), text(&fields.pmid)];
            let changes = self.status_of([&ids[0], &ids[1]], &mut asked);
            for change in changes {
                let more = fields.more.get_or_insert_default();
                if !more.status.iter().any(|known| known.kind == change.kind) {
                    more.status.push(change.clone());
                }
            }
        }
        if *facts.details != details {
            facts.details = Hashed::new(details);
        }
        asked
    }

    fn status_of(
        &self,
        [doi, pmid]: [&Option<String>; 2],
        asked: &mut BTreeSet<String>,
    ) -> &[StatusChange] {
        let ids = [
            doi.as_ref().map(|doi| format!("doi:{}", doi.to_lowercase())),
            pmid.as_ref().map(|pmid| format!("pmid:{pmid}")),
        ];
        let mut found: &[StatusChange] = &[];
        for id in ids.into_iter().flatten() {
            if found.is_empty() {
                found = self.find(&id).map_or(&[], CitationFields::statuses);
            }
            asked.insert(id);
        }
        found
    }

    /// The fingerprint of what [`SiteWorks::find`] returns.
    pub(super) fn answer(&self, id: &str) -> Fingerprint {
        self.index(id).map_or_else(Fingerprint::default, |index| self.fingerprints[index])
    }

    /// The key that was probably meant.
    pub fn nearest_key(&self, id: &str) -> Option<&str> {
        nearest(id, self.works.iter().map(|work| work.id.as_str()))
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
        self.known.get(id).or_else(|| self.known.get(&id.to_lowercase())).copied()
    }

    /// A key for a work whose file gives it none: `shelton2025`, and with a letter if that is taken.
    pub(super) fn made_key(&self, work: &Work) -> String {
        let author = work.authors.first().map(|author| author.family.as_str());
        let name = author.or_else(|| work.title.split(' ').next()).unwrap_or_default();
        let name = transliterate(name).replace('-', "");
        let name = if name.is_empty() { "work".to_owned() } else { name };
        let year = if work.date.year == 0 { String::new() } else { work.date.year.to_string() };
        let key = format!("{name}{year}");
        let letters = ('b'..='z').map(|letter| format!("{key}{letter}"));
        let numbers = (2..).map(|number| format!("{key}-{number}"));
        let mut keys = std::iter::once(key.clone()).chain(letters).chain(numbers);
        keys.find(|key| !self.known.contains_key(key)).unwrap_or(key)
    }

    pub(super) fn add(&mut self, work: &Work, file: &SitePath, line: usize) {
        self.insert(citation(work, file, line));
    }

    pub(super) fn insert(&mut self, fields: CitationFields) {
        let index = self.works.len();
        let schemes = [
            ("doi", &fields.doi),
            ("pmid", &fields.pmid),
            ("pmcid", &fields.pmcid),
            ("nct", &fields.nct),
        ];
        let names = schemes.into_iter().filter_map(|(scheme, number)| {
            Some(format!("{scheme}:{}", number.as_deref()?.to_lowercase()))
        });
        for name in names.collect::<Vec<_>>() {
            self.known.entry(name).or_insert(index);
        }
        self.known.entry(fields.id.clone()).or_insert(index);
        self.fingerprints.push(Fingerprint::of(&fields));
        self.works.push(fields);
    }
}

/// The status of a source that a change of a work is.
fn source_status(kind: StatusKind) -> Option<SourceStatus> {
    match kind {
        StatusKind::Retracted | StatusKind::Withdrawn => Some(SourceStatus::Retracted),
        StatusKind::ExpressionOfConcern => Some(SourceStatus::Concern),
        StatusKind::Corrected => Some(SourceStatus::Corrected),
        StatusKind::Superseded => Some(SourceStatus::Superseded),
        StatusKind::Published => None,
    }
}
