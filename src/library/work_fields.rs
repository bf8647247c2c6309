//! Works as citations, and citations as works.
//!
//! Must not know where works are from.

use std::sync::Arc;

use offprint_base::find_identifiers;
use offprint_works::{PartialDate, StatusChange, Work, WorkKind, is_unidentified};

use super::contributor::{contributor, shown_name};
use super::facts::{CitationFields, SharedWork};
use crate::source::SitePath;

impl CitationFields {
    /// What happened to the work after its publication.
    pub fn statuses(&self) -> &[StatusChange] {
        self.stated().map_or(&[], |work| &work.status)
    }

    /// The title; of a work without one, its printed reference or its identifier.
    pub fn shown_title(&self) -> &str {
        let known = [&self.title, &self.text, &self.nct, &self.doi];
        known.into_iter().find_map(|text| text.as_deref()).unwrap_or(&self.id)
    }

    /// What the file of the work states, or what the citation states besides its fields.
    pub fn stated(&self) -> Option<&Work> {
        self.shared.as_ref().map(|shared| &shared.work).or(self.more.as_deref())
    }

    /// What the work is.
    pub fn as_work_kind(&self) -> WorkKind {
        match (&self.shared, &self.more) {
            (Some(shared), _) => shared.work.kind,
            (None, Some(more)) if more.kind != WorkKind::Article => more.kind,
            _ if self.journal.is_some() => WorkKind::Article,
            _ => self.kind.unwrap_or_else(|| self.guessed_kind()),
        }
    }

    /// Whether readers cannot look up the work: it has no identifier and no address, nor does its printed
    /// reference contain one. A citation without a kind counts as any work does.
    pub fn is_unidentified(&self) -> bool {
        let mut work = self.as_work();
        if work.kind == WorkKind::Other && self.kind.is_none() {
            work.kind = WorkKind::Article;
        }
        let text = self.text.as_deref().unwrap_or_default();
        // What has neither title nor text is reported as that.
        (self.title.is_some() || self.text.is_some())
            && is_unidentified(&work)
            && !["://", "www."].iter().any(|start| text.contains(start))
            && find_identifiers(text).is_empty()
    }

    /// What a work without a journal and a kind is, from its identifiers.
    fn guessed_kind(&self) -> WorkKind {
        let has_record = self.doi.is_some() || self.pmid.is_some();
        match (&self.nct, &self.url) {
            (Some(_), _) if !has_record => WorkKind::Registration,
            (_, Some(_)) if !has_record => WorkKind::WebPage,
            _ => WorkKind::Other,
        }
    }

    /// The work as far as the citation states it.
    pub fn as_work(&self) -> Work {
        if let Some(shared) = &self.shared {
            return shared.work.clone();
        }
        let text = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
        let base = self.more.as_deref().cloned().unwrap_or_default();
        let kind = self.as_work_kind();
        let date = match self.year.as_deref().and_then(|year| year.trim().parse().ok()) {
            Some(year) if base.date.year == 0 => PartialDate { year, ..base.date },
            _ => base.date,
        };
        Work {
            key: self.id.clone(),
            kind,
            title: text(&self.title),
            authors: match base.authors.is_empty() {
                true => self.authors.iter().map(|name| contributor(name)).collect(),
                false => base.authors,
            },
            container: self
                .journal
                .as_deref()
                .map_or_else(|| base.container.clone(), str::to_owned),
            date,
            volume: text(&self.volume),
            issue: text(&self.issue),
            pages: text(&self.pages),
            doi: text(&self.doi),
            pmid: text(&self.pmid),
            pmcid: text(&self.pmcid),
            trials: self.nct.iter().map(ToString::to_string).collect(),
            url: text(&self.url),
            ..base
        }
    }
}

/// A work of the site as a citation.
pub(super) fn citation(work: &Work, file: &SitePath, line: usize) -> CitationFields {
    let text = |text: &str| Some(text).filter(|text| !text.is_empty()).map(Box::from);
    let year = (work.date.year != 0).then(|| work.date.year.to_string());
    let journal = [&work.container, &work.container_short, &work.publisher];
    CitationFields {
        id: work.key.clone(),
        text: None,
        title: text(&work.title),
        authors: work.authors.iter().map(shown_name).collect(),
        journal: journal.into_iter().find_map(|name| text(name)),
        year: year.map(Box::from),
        volume: text(&work.volume),
        issue: text(&work.issue),
        pages: text(&work.pages),
        doi: text(&work.doi),
        pmid: text(&work.pmid),
        pmcid: text(&work.pmcid),
        nct: work.trials.first().and_then(|number| text(number)),
        url: text(&work.url),
        kind: Some(work.kind),
        more: None,
        shared: Some(Arc::new(SharedWork { work: work.clone(), file: file.clone(), line })),
        record: None,
    }
}
