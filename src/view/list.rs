//! Pages that are neither an article nor a term: home, term indexes, standalone pages, and the page
//! for URLs that do not exist.

use serde::Serialize;

use super::article::{Backlink, Review};
use super::part::{LinkedHtml, Meta, Paginator, TaxonomyRef};
use super::people::Byline;
use crate::cached_value::CachedValue;
use crate::library::Heading;
use crate::site::{Card, TermRef};
use offprint_base::Hashed;

/// `index.html`: the home page, and the further pages of its list.
#[derive(Hash, Serialize, Debug)]
pub struct Home<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The text of `content/index.md` as HTML; `none` if there is no such file, and on further
    /// pages.
    pub content: Option<LinkedHtml<'s>>,
    /// All articles.
    pub paginator: Paginator<'s>,
}

/// `page.html`: a standalone page such as `/about/`. All of this is under `page`.
#[derive(Hash, Serialize, Debug)]
pub struct StandalonePage<'s> {
    /// The fields that every page has.
    #[serde(flatten)]
    pub meta: Meta<'s>,
    /// The names of its authors, as written.
    pub authors: &'s [String],
    /// Its people.
    #[serde(flatten)]
    pub people: Byline<'s>,
    /// When it was written, as `2025-08-19`.
    pub date: Option<String>,
    /// The same date for readers.
    pub date_display: Option<String>,
    /// When it was last changed, as `2025-08-19`.
    pub updated: Option<String>,
    /// The same date for readers.
    pub updated_display: Option<String>,
    /// When it was reviewed.
    #[serde(flatten)]
    pub review: Review,
    /// The text as HTML: `{{ page.content | safe }}`.
    pub content: LinkedHtml<'s>,
    /// The headings of the text, in order.
    pub toc: &'s [Heading],
    /// The number of words in the text.
    pub words: usize,
    /// Articles and pages that link here, with the sentence around the link.
    pub backlinks: Vec<Backlink<'s>>,
    /// Whether it is a draft. Drafts are shown only on request.
    pub draft: bool,
    /// `[extra]` from its front matter, as written.
    pub extra: &'s Hashed<crate::json_table::JsonTable>,
}

/// `list.html`, or a template in `lists/`: a standalone page that lists articles.
#[derive(Hash, Serialize, Debug)]
pub struct ListPage<'s> {
    /// The page, with the fields that `page.html` has.
    pub page: StandalonePage<'s>,
    /// The articles of the list.
    pub paginator: Paginator<'s>,
}

/// `terms.html`: all terms of a group.
#[derive(Hash, Serialize, Debug)]
pub struct TermIndex<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The group.
    pub taxonomy: TaxonomyRef<'s>,
    /// Its terms, by name.
    pub terms: Vec<TermSummary<'s>>,
    /// The classes of the drugs, by name; empty for other groups.
    pub classes: Vec<ClassSummary<'s>>,
}

/// `classes.html`: all classes of drugs.
#[derive(Hash, Serialize, Debug)]
pub struct ClassIndex<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The classes, by name.
    pub classes: Vec<ClassSummary<'s>>,
}

/// A class of drugs in a list of classes.
#[derive(Hash, Serialize, Debug)]
pub struct ClassSummary<'s> {
    /// The class: `name` (in the plural), `slug`, `url`.
    #[serde(flatten)]
    pub class: &'s Hashed<CachedValue<TermRef>>,
    /// The full URL of its page.
    pub permalink: String,
    /// Its drugs, by name.
    pub drugs: Vec<&'s Hashed<CachedValue<TermRef>>>,
}

/// `class.html`: the drugs of one class.
#[derive(Hash, Serialize, Debug)]
pub struct ClassPage<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The class: `name` (in the plural), `slug`, `url`.
    pub class: &'s Hashed<CachedValue<TermRef>>,
    /// The summary from its file: one or two sentences.
    pub summary: Option<&'s str>,
    /// When the text of its file was reviewed.
    #[serde(flatten)]
    pub review: Review,
    /// `[extra]` from its file, as written; `none` if it has no file.
    pub extra: Option<&'s Hashed<crate::json_table::JsonTable>>,
    /// The text of its file as HTML; `none` if it has none.
    pub content: Option<LinkedHtml<'s>>,
    /// The related classes in its file.
    pub related: Vec<&'s Hashed<CachedValue<TermRef>>>,
    /// Articles and pages that link to its file, with the sentence.
    pub backlinks: Vec<Backlink<'s>>,
    /// The site's drugs of this class, by name.
    pub drugs: Vec<TermSummary<'s>>,
    /// The newest articles about them, newest first.
    pub articles: Vec<&'s Hashed<Card>>,
}

/// A term in the index of its group.
#[derive(Hash, Serialize, Debug)]
pub struct TermSummary<'s> {
    /// The term: `name`, `slug`, `url`.
    #[serde(flatten)]
    pub term: &'s Hashed<CachedValue<TermRef>>,
    /// The full URL of its page.
    pub permalink: String,
    /// The number of its articles.
    pub page_count: usize,
    /// The summary from its file: one or two sentences.
    pub summary: Option<&'s str>,
    /// For a drug, the names of its classes in the singular.
    pub classes: Vec<&'s str>,
    /// For an author, what the author does for the site.
    pub role: Option<&'s str>,
    /// For an author, the institutions.
    pub affiliations: &'s [String],
    /// The number of an issue.
    pub number: Option<u32>,
    /// The date of a series or an issue for readers.
    pub date_display: Option<String>,
    /// The letter under which it is listed: `A` to `Z`, or `#`.
    pub letter: char,
}

/// `search.html`: the search page. Without JavaScript it links to the lists.
#[derive(Hash, Serialize, Debug)]
pub struct SearchPage<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The classes of the drugs, by name.
    pub classes: Vec<ClassSummary<'s>>,
}

/// `404.html`: the page for URLs that do not exist.
#[derive(Hash, Serialize, Debug)]
pub struct NotFound<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
}
