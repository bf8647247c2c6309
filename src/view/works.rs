//! The list of the works that articles cite, and the page of a work.
//!
//! Every field is what a file states. Nothing is computed from another work.

use serde::Serialize;

use super::article::ArticleLink;
use super::part::{LinkedHtml, Meta, WorkStatus};
use super::view_builder::ViewBuilder;
use crate::library::{CitationFields, DocId};
use crate::site::{SiteWork, work_index};
use offprint_base::TrialNumber;
use offprint_works::{PartialDate, StatusChange, StatusKind, Work, WorkKind};

/// The maximum number of sentences that a page quotes from one article.
const SENTENCES: usize = 5;

/// `sources.html`: the works that articles cite.
#[derive(Hash, Serialize, Debug)]
pub struct WorksPage<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The works by year, newest first.
    pub years: Vec<WorkYear<'s>>,
    /// The number of works.
    pub total: usize,
    /// The number of works that were retracted or withdrawn, or that are in doubt.
    pub doubtful: usize,
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
        let mut years: Vec<WorkYear<'s>> = Vec::new();
        for work in works {
            let summary = self.work_summary(work);
            match years.last_mut().filter(|last| last.year == work.year) {
                Some(last) => last.works.push(summary),
                None => years.push(WorkYear { year: work.year, works: vec![summary] }),
            }
        }
        let is_doubtful = |work: &&WorkSummary<'_>| work.statuses.iter().any(|one| one.is_warning);
        let doubtful = years.iter().flat_map(|year| &year.works).filter(is_doubtful).count();
        let title = self.config().translations.text("sources");
        WorksPage {
            page: self.meta("sources", title, None, &work_index()),
            years,
            total: works.len(),
            doubtful,
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
        let mut meta = self.meta("source", shown_title(fields), None, route);
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
            statuses: self.statuses_of(fields),
            rows: self.work_rows(fields, &full),
            sections: abstract_sections.collect(),
            content: content.filter(|content| !content.is_empty()),
            cited_in: self.citing_articles(work),
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

    fn work_summary(self, work: &'s SiteWork) -> WorkSummary<'s> {
        let fields = self.fields_of(work.best);
        let article = || Some(self.site.url(self.site.route(work.cited_in.first()?.0)?));
        let url = work.route.as_ref().map(|route| self.site.url(route)).or_else(article);
        let kind = fields.as_work_kind();
        WorkSummary {
            url,
            title: shown_title(fields),
            authors: &fields.authors,
            journal: fields.journal.as_deref(),
            kind: (kind != WorkKind::Article)
                .then(|| self.config().translations.text(kind_message(kind))),
            statuses: self.statuses_of(fields),
            count: distinct_articles(work).len(),
        }
    }

    /// What happened to a work, the gravest first.
    pub(super) fn statuses_of(self, fields: &'s CitationFields) -> Vec<WorkStatus<'s>> {
        let is_preprint = fields.as_work_kind() == WorkKind::Preprint;
        // Its kind says it, too.
        let is_shown =
            |change: &&StatusChange| !(is_preprint && change.kind == StatusKind::Preprint);
        let mut changes: Vec<_> = fields.statuses().iter().filter(is_shown).collect();
        changes.sort_by_key(|change| std::cmp::Reverse((change.kind, change.date)));
        let words = &self.config().translations;
        let statuses = changes.into_iter().map(|change| {
            let (kind, message) = status_names(change.kind);
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

    fn citing_articles(self, work: &'s SiteWork) -> Vec<CitingArticle<'s>> {
        let citing = |id: DocId| {
            let details = &self.facts(id).details;
            let is_here = |index: usize| work.cited_in.contains(&(id, index));
            let sentences = details.citing.iter().filter(|one| is_here(one.index));
            let mut texts: Vec<&str> = sentences.map(|one| one.sentence.as_str()).collect();
            texts.dedup();
            texts.truncate(SENTENCES);
            Some(CitingArticle { article: ArticleLink::of(self.card(id)?), sentences: texts })
        };
        distinct_articles(work).into_iter().filter_map(citing).collect()
    }

    fn work_rows(self, fields: &CitationFields, work: &Work) -> Vec<WorkRow<'s>> {
        let words = &self.config().translations;
        let mut rows: Vec<WorkRow<'s>> = Vec::new();
        let mut add = |label: &'static str, value: String, url: Option<String>| {
            if !value.is_empty() {
                rows.push(WorkRow { label: words.text(label), value, url });
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
        for trial in &work.trials {
            let url = TrialNumber::parse(trial).ok().and_then(|number| number.url);
            add("study_registry", trial.clone(), url);
        }
        add("work_types", work.publication_types.join(", "), None);
        add("work_keywords", work.keywords.join(", "), None);
        add("study_funding", work.funding.join("; "), None);
        add("study_conflicts", work.conflicts.clone(), None);
        add("work_address", work.url.clone(), Some(work.url.clone()));
        rows
    }
}

fn distinct_articles(work: &SiteWork) -> Vec<DocId> {
    let mut ids: Vec<DocId> = Vec::new();
    for (id, _) in &work.cited_in {
        if !ids.contains(id) {
            ids.push(*id);
        }
    }
    ids
}

fn shown_title(fields: &CitationFields) -> &str {
    let known = [&fields.title, &fields.text, &fields.nct, &fields.doi];
    known.into_iter().find_map(|text| text.as_deref()).unwrap_or(&fields.id)
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

/// The name of a status in templates, and its message.
fn status_names(kind: StatusKind) -> (&'static str, &'static str) {
    match kind {
        StatusKind::Retracted => ("retracted", "work_retracted"),
        StatusKind::Withdrawn => ("withdrawn", "work_withdrawn"),
        StatusKind::ExpressionOfConcern => ("concern", "work_concern"),
        StatusKind::Corrected => ("corrected", "work_corrected"),
        StatusKind::Superseded => ("superseded", "work_superseded"),
        StatusKind::Published => ("published", "work_in_journal"),
        StatusKind::Preprint => ("preprint", "work_preprint"),
    }
}

/// The message that names a kind of works.
fn kind_message(kind: WorkKind) -> &'static str {
    match kind {
        WorkKind::Article => "work_article",
        WorkKind::Preprint => "work_preprint",
        WorkKind::Magazine => "work_magazine",
        WorkKind::News => "work_news",
        WorkKind::Book => "work_book",
        WorkKind::Chapter => "work_chapter",
        WorkKind::Entry => "work_entry",
        WorkKind::ConferencePaper => "work_conference",
        WorkKind::Thesis => "work_thesis",
        WorkKind::Report => "work_report",
        WorkKind::Registration => "work_registration",
        WorkKind::Dataset => "work_dataset",
        WorkKind::Software => "work_software",
        WorkKind::Legislation => "work_legislation",
        WorkKind::Patent => "work_patent",
        WorkKind::Standard => "work_standard",
        WorkKind::PressRelease => "work_press_release",
        WorkKind::Label => "work_label",
        WorkKind::Presentation => "work_presentation",
        WorkKind::Video => "work_video",
        WorkKind::Audio => "work_audio",
        WorkKind::WebPage => "work_web_page",
        WorkKind::Post => "work_post",
        WorkKind::PersonalCommunication => "work_personal",
        WorkKind::Other => "work_other",
    }
}
