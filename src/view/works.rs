//! The list of the works that articles cite, and the page of a work.
//!
//! Every field is what a file states. Nothing is computed from another work.

use serde::Serialize;

use super::part::ArticleLink;
use super::part::{LinkedHtml, Meta, ReferenceFile, TrialLink, WorkStatus};
use super::view_builder::ViewBuilder;
use super::work_filters::{FilterCounts, WorkFilter, designs_of};
use crate::library::{CitationFields, DocId};
use crate::site::{ReferenceScope, SiteWork, kind_message, status_message, work_index};
use offprint_works::{PartialDate, StatusChange, StatusKind, Work, WorkKind, to_coins};

/// The maximum number of sentences that a page quotes from one article.
const SENTENCES: usize = 5;

/// `sources.html`: the works that articles cite.
#[derive(Hash, Serialize, Debug)]
pub struct WorksPage<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// What readers can choose in the list: the kind of works, study designs, and what happened to
    /// works. Only filters that leave out some works.
    pub filters: Vec<WorkFilter<'s>>,
    /// The works by year, newest first.
    pub years: Vec<WorkYear<'s>>,
    /// The number of works.
    pub total: usize,
    /// The number of works that were retracted or withdrawn, or that are in doubt.
    pub doubtful: usize,
    /// All of them as files for reference managers, if `[citations] downloads` is on.
    pub reference_files: Vec<ReferenceFile>,
}

/// The works of a year.
#[derive(Hash, Serialize, Debug)]
pub struct WorkYear<'s> {
    /// The year; `none` if it is not known.
    pub year: Option<i16>,
    /// The works, by author.
    pub works: Vec<WorkSummary<'s>>,
}

/// A work in a list.
#[derive(Hash, Serialize, Debug)]
pub struct WorkSummary<'s> {
    /// Its page, or that of the article that cites it, with the base path.
    pub url: Option<String>,
    /// The title; of a work without one, its printed reference or its identifier.
    pub title: &'s str,
    /// The authors, as given.
    pub authors: &'s [String],
    /// The journal, the book or the publisher.
    pub journal: Option<&'s str>,
    /// The kind for readers: `Preprint`; `none` for an article in a journal.
    pub kind: Option<&'s str>,
    /// The kind for filters: `preprint`, `article`.
    pub kind_key: &'static str,
    /// The study designs that its publication types name, for filters: `randomised-trial`.
    pub designs: Vec<&'static str>,
    /// What happened to it, the gravest first.
    pub statuses: Vec<WorkStatus<'s>>,
    /// The number of articles that cite it.
    pub count: usize,
}

/// `source.html`: a work.
#[derive(Hash, Serialize, Debug)]
pub struct WorkPage<'s> {
    /// The fields that every page has.
    #[serde(flatten)]
    pub meta: Meta<'s>,
    /// What articles cite it by: `shelton2025`.
    pub id: &'s str,
    /// The reference in the site's style, as HTML; `none` if no article cites the work.
    pub reference: Option<&'s str>,
    /// The kind for readers.
    pub work_kind: &'s str,
    /// The authors, as given.
    pub authors: Vec<String>,
    /// What happened to it, the gravest first.
    pub statuses: Vec<WorkStatus<'s>>,
    /// Its details: the label for readers, the value, and an address.
    pub rows: Vec<WorkRow<'s>>,
    /// What reference managers read from the page: the title of an empty element with the class
    /// `Z3988` (COinS).
    pub coins: String,
    /// The abstract: a heading, which may be empty, and the text of each section.
    pub sections: Vec<WorkSection>,
    /// What the editor wrote about it.
    pub content: Option<LinkedHtml<'s>>,
    /// The articles that cite it, newest first.
    pub cited_in: Vec<CitingArticle<'s>>,
}

/// A detail of a work.
#[derive(Hash, Serialize, Debug)]
pub struct WorkRow<'s> {
    /// What it is, for readers.
    pub label: &'s str,
    /// The value.
    pub value: String,
    /// An address.
    pub url: Option<String>,
    /// The trial, if the detail is its number.
    pub trial: Option<TrialLink<'s>>,
}

/// A section of an abstract.
#[derive(Hash, Serialize, Debug)]
pub struct WorkSection {
    /// The heading: `Methods`; may be empty.
    pub heading: String,
    /// The text.
    pub text: String,
}

/// An article that cites a work.
#[derive(Hash, Serialize, Debug)]
pub struct CitingArticle<'s> {
    /// The article.
    #[serde(flatten)]
    pub article: ArticleLink<'s>,
    /// The sentences that cite it, as text.
    pub sentences: Vec<&'s str>,
}

impl<'s> ViewBuilder<'s> {
    /// The list of the works that articles cite.
    pub fn works(self) -> WorksPage<'s> {
        let works = &self.site.works.list;
        let words = &self.config().translations;
        let mut years: Vec<WorkYear<'s>> = Vec::new();
        let mut filters = FilterCounts::default();
        for work in works {
            let summary = self.work_summary(work);
            let kind = self.fields_of(work.best).as_work_kind();
            let kind = (summary.kind_key, words.text(kind_message(kind)));
            filters.add(kind, &summary.designs, &summary.statuses, words);
            match years.last_mut().filter(|last| last.year == work.year) {
                Some(last) => last.works.push(summary),
                None => years.push(WorkYear { year: work.year, works: vec![summary] }),
            }
        }
        let is_doubtful = |work: &&WorkSummary<'_>| work.statuses.iter().any(|one| one.is_warning);
        let doubtful = years.iter().flat_map(|year| &year.works).filter(is_doubtful).count();
        let title = words.text("sources");
        WorksPage {
            page: self.meta("sources", title, None, &work_index()),
            filters: filters.finish(works.len(), words),
            years,
            total: works.len(),
            doubtful,
            reference_files: self.reference_files(ReferenceScope::Site),
        }
    }

    /// The page of a work.
    pub fn work(self, number: usize) -> WorkPage<'s> {
        let site = self.site;
        let words = &self.config().translations;
        let work = &site.works.list[number];
        let fields = self.fields_of(work.best);
        let full = fields.as_work();
        let route = work.route.as_ref().expect("what is in the outputs has a route");
        let mut meta = self.meta("source", fields.shown_title(), None, route);
        meta.crumbs = vec![self.crumb(words.text("sources"), &work_index())];
        let reference = work.cited_in.first().and_then(|(id, citation)| {
            let references = &self.library.documents[*id].body.references;
            references.iter().find(|one| one.index == *citation).map(|one| &*one.html)
        });
        let content = work.document.map(|id| self.linked(id));
        let abstract_sections = full.sections.iter().map(|section| WorkSection {
            heading: section.heading.clone(),
            text: section.text.clone(),
        });
        WorkPage {
            meta,
            id: &fields.id,
            reference,
            work_kind: words.text(kind_message(full.kind)),
            authors: fields.authors.clone(),
            statuses: self.work_statuses(&work.statuses),
            rows: self.work_rows((work, fields), &full),
            coins: to_coins(&self.published_work(work)),
            sections: abstract_sections.collect(),
            content: content.filter(|content| !content.is_empty()),
            cited_in: self.citing_articles(&work.articles(), &work.cited_in),
        }
    }

    /// The URL of the page of the work that an article cites, if it has one.
    pub(super) fn work_url(self, id: DocId, citation: usize) -> Option<String> {
        let work = self.site.works.of_citation(id, citation)?;
        Some(self.site.url(work.route.as_ref()?))
    }

    fn fields_of(self, (id, citation): (DocId, usize)) -> &'s CitationFields {
        &self.facts(id).details.citations[citation]
    }

    pub(super) fn work_summary(self, work: &'s SiteWork) -> WorkSummary<'s> {
        let fields = self.fields_of(work.best);
        let article = || Some(self.site.url(self.site.route(work.cited_in.first()?.0)?));
        let url = work.route.as_ref().map(|route| self.site.url(route)).or_else(article);
        let kind = fields.as_work_kind();
        WorkSummary {
            url,
            title: fields.shown_title(),
            authors: &fields.authors,
            journal: fields.journal.as_deref(),
            kind: (kind != WorkKind::Article)
                .then(|| self.config().translations.text(kind_message(kind))),
            kind_key: kind_message(kind).trim_start_matches("work_"),
            designs: fields.stated().map(designs_of).unwrap_or_default(),
            statuses: self.work_statuses(&work.statuses),
            count: work.articles().len(),
        }
    }

    /// What happened to a work, the gravest first.
    pub(super) fn work_statuses(self, changes: &'s [StatusChange]) -> Vec<WorkStatus<'s>> {
        self.shown_statuses(changes.iter())
    }

    /// Changes for readers, the gravest first.
    pub(super) fn shown_statuses(
        self,
        changes: impl Iterator<Item = &'s StatusChange>,
    ) -> Vec<WorkStatus<'s>> {
        let mut changes: Vec<_> = changes.collect();
        changes.sort_by_key(|change| std::cmp::Reverse((change.kind, change.date)));
        let words = &self.config().translations;
        let statuses = changes.into_iter().map(|change| {
            let (kind, message) = status_message(change.kind);
            let notice = &change.notice;
            let notice_url = match notice.as_str() {
                "" => None,
                doi if doi.starts_with("10.") => Some(format!("https://doi.org/{doi}")),
                url if url.starts_with("https://") || url.starts_with("http://") => {
                    Some(url.to_owned())
                }
                _ => None,
            };
            WorkStatus {
                kind,
                text: words.text(message),
                is_warning: change.kind >= StatusKind::ExpressionOfConcern,
                date: iso(change.date),
                notice_url,
                reason: &change.reason,
                source: &change.source,
            }
        });
        statuses.collect()
    }

    /// These articles, with the sentences that contain these citations.
    pub(super) fn citing_articles(
        self,
        articles: &[DocId],
        citations: &[(DocId, usize)],
    ) -> Vec<CitingArticle<'s>> {
        let citing = |id: &DocId| {
            let id = *id;
            let details = &self.facts(id).details;
            let is_here = |index: usize| citations.contains(&(id, index));
            let sentences = details.citing.iter().filter(|one| is_here(one.index));
            let mut texts: Vec<&str> = sentences.map(|one| one.sentence.as_str()).collect();
            texts.dedup();
            texts.truncate(SENTENCES);
            Some(CitingArticle { article: ArticleLink::of(self.card(id)?), sentences: texts })
        };
        articles.iter().filter_map(citing).collect()
    }

    fn work_rows(
        self,
        (site_work, fields): (&'s SiteWork, &CitationFields),
        work: &Work,
    ) -> Vec<WorkRow<'s>> {
        let words = &self.config().translations;
        let mut rows: Vec<WorkRow<'s>> = Vec::new();
        let mut add = |label: &'static str, value: String, url: Option<String>| {
            if !value.is_empty() {
                rows.push(WorkRow { label: words.text(label), value, url, trial: None });
            }
        };
        let published = iso(work.date).or_else(|| fields.year.as_deref().map(str::to_owned));
        add("work_container", work.container.clone(), None);
        add("work_published", published.unwrap_or_default(), None);
        let volume = match (work.volume.as_str(), work.issue.as_str()) {
            (volume, "") => volume.to_owned(),
            (volume, issue) => format!("{volume}({issue})"),
        };
        add("work_volume", volume, None);
        add("work_pages", work.pages.clone(), None);
        add("work_publisher", work.publisher.clone(), None);
        let doi = (!work.doi.is_empty()).then(|| format!("https://doi.org/{}", work.doi));
        add("work_doi", work.doi.clone(), doi);
        let pubmed = "https://pubmed.ncbi.nlm.nih.gov";
        add("work_pmid", work.pmid.clone(), Some(format!("{pubmed}/{}/", work.pmid)));
        let pmc = "https://pmc.ncbi.nlm.nih.gov/articles";
        add("work_pmcid", work.pmcid.clone(), Some(format!("{pmc}/{}/", work.pmcid)));
        add("work_isbn", work.isbn.clone(), None);
        let trials = site_work.trials.iter().map(|number| {
            let trial = self.trial_link(number);
            let label = words.text("study_registry");
            WorkRow {
                label,
                value: number.clone(),
                url: trial.registry_url.clone(),
                trial: Some(trial),
            }
        });
        rows.extend(trials);
        let mut add = |label: &'static str, value: String, url: Option<String>| {
            if !value.is_empty() {
                rows.push(WorkRow { label: words.text(label), value, url, trial: None });
            }
        };
        add("work_types", work.publication_types.join(", "), None);
        add("work_keywords", work.keywords.join(", "), None);
        add("study_funding", work.funding.join("; "), None);
        add("study_conflicts", work.conflicts.clone(), None);
        add("work_address", work.url.clone(), Some(work.url.clone()));
        rows
    }
}

/// A date as precisely as it is known.
fn iso(date: PartialDate) -> Option<String> {
    match date {
        PartialDate { year: 0, .. } => None,
        PartialDate { year, month: 0, .. } => Some(format!("{year}")),
        PartialDate { year, month, day: 0 } => Some(format!("{year}-{month:02}")),
        PartialDate { year, month, day } => Some(format!("{year}-{month:02}-{day:02}")),
    }
}
