//! The page of an article. In templates it is `page`.

use serde::Serialize;

use super::how_to_cite::CiteStyle;
use super::part::{ArticleLink, LinkedHtml, Meta, ReferenceFile, TrialLink, WorkStatus};
use super::people::Byline;
use crate::cached_value::CachedValue;
use crate::library::Heading;
use crate::site::{Card, CardImage, Evidence, Status, TermRef};
use offprint_base::Hashed;

/// `article.html`: one article. All of this is under `page`.
#[derive(Hash, Serialize, Debug)]
pub struct ArticlePage<'s> {
    /// The fields that every page has.
    #[serde(flatten)]
    pub meta: Meta<'s>,
    /// The fields that list entries also have.
    #[serde(flatten)]
    pub card: ArticleCard<'s>,
    /// Its people.
    #[serde(flatten)]
    pub people: Byline<'s>,
    /// The series and issues that it is part of, series first.
    pub collections: Vec<CollectionPlace<'s>>,
    /// How to cite it: in AMA, APA and Vancouver style.
    pub cite_styles: Vec<CiteStyle>,
    /// Its authors for BibTeX: `Zarate, Jr, Carlos A. and {Interval Team}`.
    pub bibtex_authors: String,
    /// Whether another article has the same title: then the title of the browser window needs the
    /// date too.
    pub has_shared_title: bool,
    /// When it was reviewed.
    #[serde(flatten)]
    pub review: Review,
    /// When it was last changed, for readers.
    pub updated_display: Option<String>,
    /// The key findings, one sentence each.
    pub key_findings: &'s [String],
    /// The publication that the article reports on.
    pub source: Option<SourceNote<'s>>,
    /// The rows of the study summary: design, phase, participants …
    pub study: Vec<StudyRow<'s>>,
    /// Errors in the article that were corrected.
    pub corrections: Vec<Correction<'s>>,
    /// Terms of groups other than drugs and tags.
    pub taxonomies: Vec<TermGroup<'s>>,
    /// The text as HTML: `{{ page.content | safe }}`.
    pub content: LinkedHtml<'s>,
    /// The headings of the text, in order.
    pub toc: &'s [Heading],
    /// The number of words in the text.
    pub words: usize,
    /// The cited works: first those that the text cites, in that order, then the others.
    pub citations: Vec<CitedWork<'s>>,
    /// For each of `citations`, what reference managers read from the page: the title of an empty
    /// element with the class `Z3988` (COinS).
    pub coins: Vec<String>,
    /// Articles and pages that link here, with the sentence around the link.
    pub backlinks: Vec<Backlink<'s>>,
    /// Articles that share terms with it, most similar first.
    pub related: Vec<ArticleLink<'s>>,
    /// The article published before it.
    pub older: Option<ArticleLink<'s>>,
    /// The article published after it.
    pub newer: Option<ArticleLink<'s>>,
    /// The URL of its Markdown copy, if `[build] markdown_copies` is on.
    pub markdown_url: Option<String>,
    /// The URL of its citations as BibTeX, if it has any and `[citations] downloads` is on.
    pub bibtex_url: Option<String>,
    /// The URL of its citations as RIS, likewise.
    pub ris_url: Option<String>,
    /// Its citations as files for reference managers, in every format, likewise.
    pub reference_files: Vec<ReferenceFile>,
    /// `[extra]` from its front matter, as written.
    pub extra: &'s Hashed<crate::json_table::JsonTable>,
}

/// The fields that an article's page shares with its card.
#[derive(Hash, Serialize, Debug)]
pub struct ArticleCard<'s> {
    /// When it was published, as `2025-08-19` or `2025-08-19T06:00:00Z`; `none` if it has no date.
    pub date: Option<&'s str>,
    /// The same date for readers: `19 August 2025`.
    pub date_display: Option<&'s str>,
    /// When it was last changed, like `date`.
    pub updated: Option<&'s str>,
    /// A summary of one or two sentences; on the page of an article `none` if the text begins with
    /// the same sentences. `description` is there in any case.
    pub summary: Option<&'s str>,
    /// The image that its front matter names; `none` if there is none.
    pub image: Option<&'s CardImage>,
    /// The evidence that it reports: `page.evidence.parts` for readers.
    pub evidence: &'s Evidence,
    /// What readers must know about it or its source: retracted, corrected, due for review.
    pub statuses: &'s [Status],
    /// The names of its authors; `page.byline` has their pages too.
    pub authors: &'s [String],
    /// The drugs that it is about.
    pub drugs: &'s [Hashed<CachedValue<TermRef>>],
    /// Its tags.
    pub tags: &'s [Hashed<CachedValue<TermRef>>],
    /// The reading time in minutes, at least 1.
    pub reading_minutes: u32,
    /// Whether it is a draft. Drafts are shown only on request.
    pub draft: bool,
}

impl<'s> ArticleCard<'s> {
    /// The same fields, borrowed from the card.
    pub(crate) fn of(card: &'s Card) -> Self {
        Self {
            date: card.date.as_deref(),
            date_display: card.date_display.as_deref(),
            updated: card.updated.as_deref(),
            summary: card.summary.as_deref(),
            image: card.image.as_ref(),
            evidence: &card.evidence,
            statuses: &card.statuses,
            authors: &card.authors,
            drugs: &card.drugs,
            tags: &card.tags,
            reading_minutes: card.reading_minutes,
            draft: card.draft,
        }
    }
}

/// The place of an article in a series or an issue.
#[derive(Hash, Serialize, Debug)]
pub struct CollectionPlace<'s> {
    /// `series` or `issues`.
    pub key: &'s str,
    /// The series or the issue.
    pub collection: &'s Hashed<CachedValue<TermRef>>,
    /// The full URL of its page.
    pub permalink: String,
    /// The number of an issue.
    pub number: Option<u32>,
    /// The place of the article in it, from 1.
    pub part: usize,
    /// The number of its articles.
    pub count: usize,
    /// The article before it.
    pub previous: Option<ArticleLink<'s>>,
    /// The article after it.
    pub next: Option<ArticleLink<'s>>,
}

/// The publication that an article reports on or was taken from.
#[derive(Hash, Serialize, Debug)]
pub struct SourceNote<'s> {
    /// The name of the website or journal.
    pub name: Option<&'s str>,
    /// The URL of the publication.
    pub url: Option<&'s str>,
    /// The title of the publication.
    pub title: Option<&'s str>,
    /// The authors of the publication.
    pub authors: &'s [String],
    /// The institutions of its authors.
    pub affiliations: &'s [String],
    /// Who reviewed, edited or translated it.
    pub reviewed_by: &'s [String],
    /// When it was published there, as `2025-08-19`.
    pub published: Option<String>,
    /// The same date for readers.
    pub published_display: Option<String>,
    /// When it was last changed there, as `2025-08-19`.
    pub updated: Option<String>,
    /// The same date for readers.
    pub updated_display: Option<String>,
    /// The licence of the publication.
    pub license: Option<&'s str>,
    /// Its DOI, without `https://doi.org/`.
    pub doi: Option<&'s str>,
    /// Its PubMed number.
    pub pmid: Option<&'s str>,
    /// Its PubMed Central number, with its `PMC`.
    pub pmcid: Option<&'s str>,
    /// The details of its status: when and why it was retracted.
    pub status_note: Option<&'s str>,
}

/// The correction of an error in an article.
#[derive(Hash, Serialize, Debug)]
pub struct Correction<'s> {
    /// When it was corrected, as `2025-08-19`.
    pub date: Option<String>,
    /// The same date for readers.
    pub date_display: Option<String>,
    /// What was wrong, and what is correct.
    pub text: &'s str,
}

/// A row of the study summary.
#[derive(Hash, Serialize, Debug)]
pub struct StudyRow<'s> {
    /// Its key in front matter: `population`.
    pub key: &'static str,
    /// The label for readers: `Population`.
    pub label: &'s str,
    /// Its label.
    pub value: &'s str,
    /// The URL of the registry entry, for registry numbers.
    pub url: Option<String>,
    /// The trial, for registry numbers.
    pub trial: Option<TrialLink<'s>>,
}

/// An article's terms of one group.
#[derive(Hash, Serialize, Debug)]
pub struct TermGroup<'s> {
    /// The key of the group in front matter.
    pub key: &'s str,
    /// The name of the group for readers.
    pub name: &'s str,
    /// The terms.
    pub terms: Vec<&'s Hashed<CachedValue<TermRef>>>,
}

/// A work that an article cites.
#[derive(Hash, Serialize, Debug)]
pub struct CitedWork<'s> {
    /// Its number in the list, from 1: the id of its entry is `ref-1`.
    pub number: usize,
    /// Its id in front matter: `shelton2025`.
    pub id: &'s str,
    /// The authors, as given.
    pub authors: &'s [String],
    /// Its title.
    pub title: Option<&'s str>,
    /// The journal.
    pub journal: Option<&'s str>,
    /// The year.
    pub year: Option<&'s str>,
    /// The volume.
    pub volume: Option<&'s str>,
    /// The issue.
    pub issue: Option<&'s str>,
    /// The pages.
    pub pages: Option<&'s str>,
    /// The DOI, without `https://doi.org/`.
    pub doi: Option<&'s str>,
    /// The PubMed number.
    pub pmid: Option<&'s str>,
    /// The PubMed Central number, with its `PMC`.
    pub pmcid: Option<&'s str>,
    /// The number of the trial in its registry.
    pub nct: Option<&'s str>,
    /// The name of that registry: `ClinicalTrials.gov`.
    pub nct_registry: Option<&'static str>,
    /// The page of the trial there, if the registry has one for each number.
    pub nct_url: Option<String>,
    /// The trial, with its pages.
    pub trial: Option<TrialLink<'s>>,
    /// The URL of the work itself, if one is given.
    pub url: Option<&'s str>,
    /// The printed reference, as the source gives it.
    pub text: Option<&'s str>,
    /// The preferred link for readers: the DOI's, otherwise PubMed's, the registry's, or `url`.
    pub link: Option<String>,
    /// The number by which the text cites it; empty if the style of citations has no numbers.
    pub label: &'s str,
    /// The reference in the site's style, as HTML.
    pub reference: &'s str,
    /// What happened to the work, the gravest first.
    pub statuses: Vec<WorkStatus<'s>>,
    /// The page of the work on this site, with the base path; `none` if it has none.
    pub page_url: Option<String>,
    /// The ids of the places in the text that cite it: `cite-1`.
    pub places: &'s [String],
}

/// When the text of a page was reviewed, and when the next review is due.
#[derive(Hash, Serialize, Debug, Default)]
pub struct Review {
    /// When it was last reviewed against the evidence, as `2025-08-20`.
    pub reviewed: Option<String>,
    /// The same date for readers.
    pub reviewed_display: Option<String>,
    /// When it is due for its next review, as `2026-08-20`.
    pub review_by: Option<String>,
    /// The same date for readers.
    pub review_by_display: Option<String>,
    /// Whether the date of the next review has passed.
    pub is_review_overdue: bool,
}

/// A link to this page from elsewhere.
#[derive(Hash, Serialize, Debug)]
pub struct Backlink<'s> {
    /// The title of the page that links here.
    pub title: &'s str,
    /// Its URL, with the base path.
    pub url: String,
    /// The sentence around the link, as text.
    pub sentence: &'s str,
}
