//! Parts that pages share: cards, references to terms, links to feeds, page numbers; and the global
//! variables of templates.
//!
//! The doc comments of fields are the template reference (`offprint theme docs`): they are written
//! for theme authors.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use serde::{Serialize, Serializer};

use super::derived_assets::ShareImage;
use crate::cached_value::CachedValue;
use crate::license::License;
use crate::reader_contact::Newsletter;
use crate::site::{Card, TermRef};
use crate::spill_file::StoredText;
use crate::translations::Translations;
use offprint_base::{Fingerprint, Hashed};

/// The fields that every page has, for example for `<head>`.
#[derive(Hash, Serialize, Debug)]
pub struct Meta<'s> {
    /// What the page is: `home`, `article`, `page`, `list`, `term`, `terms`, `class`, `classes`, `archive`,
    /// `year`, `month`, `map`, `compare`, `comparisons`, `sources`, `source`, `trials`, `trial`, `follow`,
    /// `search` or `not_found`.
    pub kind: &'static str,
    /// The page's title, without the site's title.
    pub title: Cow<'s, str>,
    /// One or two sentences for search engines and previews; `none` if there is no description.
    pub description: Option<&'s str>,
    /// The path of the page, with the site's base path, for links.
    pub url: String,
    /// The full URL, for canonical links, feeds and sharing.
    pub permalink: String,
    /// The breadcrumb trail from the home page to this page, without either of them.
    pub crumbs: Vec<Crumb<'s>>,
    /// The feeds of this page (of a term, of issues), preferred format first; the site's feeds are in
    /// `site.feeds`.
    pub feeds: Vec<FeedLink<'s>>,
    /// The licence of the page: its own, or that of the site.
    pub license: Option<&'s License>,
    /// Whether search engines are asked not to index the page.
    pub noindex: bool,
    /// The page's image for link previews; if it is `none`, `site.share_image` is used.
    pub share_image: Option<ShareImage>,
    /// Where readers report mistakes in an article, a standalone page or the page of a term: a URL or
    /// a `mailto:` link; `none` without `report_mistakes` in `site.toml`.
    pub mistake_url: Option<String>,
}

/// One step of a breadcrumb trail.
#[derive(Hash, Serialize, Debug)]
pub struct Crumb<'s> {
    /// Its title.
    pub title: Cow<'s, str>,
    /// Its URL, with the base path.
    pub url: String,
    /// Its full URL.
    pub permalink: String,
}

/// A feed that readers can subscribe to.
#[derive(Clone, Hash, Serialize, Debug)]
pub struct FeedLink<'s> {
    /// Its title, such as `Esketamine`.
    pub title: &'s str,
    /// The name of its format for readers, such as `Atom feed`.
    pub label: &'s str,
    /// Its media type: `application/atom+xml`, `application/rss+xml` or `application/feed+json`.
    pub media_type: &'static str,
    /// Its URL, with the base path.
    pub url: String,
    /// Its full URL.
    pub permalink: String,
}

/// A link to a term, with a number of articles.
#[derive(Hash, Serialize, Debug)]
pub struct TermCount<'s> {
    /// The term.
    pub term: &'s Hashed<CachedValue<TermRef>>,
    /// The number of articles: those of the term, or those that name both terms, depending on the
    /// list.
    pub count: usize,
}

/// A group of terms, such as the drugs.
#[derive(Clone, Hash, Serialize, Debug)]
pub struct TaxonomyRef<'s> {
    /// Its key in front matter: `drugs`.
    pub key: &'s str,
    /// The title of the group's index page: `Drugs`.
    pub name: &'s str,
    /// The word for one of its terms: `Drug`.
    pub singular: &'s str,
    /// `topics` for drugs, tags and other groups that articles name; `authors`; `collections` for
    /// series and issues.
    pub kind: &'static str,
    /// The index page of the group, with the base path.
    pub url: String,
}

/// One page of a long list of articles.
#[derive(Hash, Serialize, Debug)]
pub struct Paginator<'s> {
    /// The articles on this page, newest first unless a page asks for another order.
    pub pages: Vec<&'s Hashed<Card>>,
    /// The number of articles on all pages.
    pub total: usize,
    /// The number of this page, from 1.
    pub current_index: usize,
    /// The number of pages, at least 1.
    pub number_pagers: usize,
    /// The URL of the page with newer articles, if there is one.
    pub previous: Option<String>,
    /// The URL of the page with older articles, if there is one.
    pub next: Option<String>,
    /// The URL of the first page.
    pub first: String,
    /// The URL of the last page.
    pub last: String,
}

/// HTML with its links filled in. Use it as `{{ page.content | safe }}`.
///
/// Its hash consists of the body's fingerprint and the inserted links, and it serialises as the
/// HTML. The test `equal_hash_means_equal_html` checks that the two agree.
#[derive(Debug)]
pub struct LinkedHtml<'s> {
    body: Fingerprint,
    html: &'s StoredText,
    holes: &'s [usize],
    fillings: &'s [String],
    /// What is inserted before the fillings of some holes; sorted.
    before: &'s [(usize, String)],
}

impl<'s> LinkedHtml<'s> {
    /// `holes` are byte offsets in `html`, in order; each receives the filling with the same index.
    /// `body` is the fingerprint of the two together.
    pub fn new(
        body: Fingerprint,
        html: &'s StoredText,
        holes: &'s [usize],
        fillings: &'s [String],
    ) -> Self {
        debug_assert_eq!(holes.len(), fillings.len(), "each hole has its filling");
        Self { body, html, holes, fillings, before: &[] }
    }

    /// Adds what is inserted before the fillings of some holes: the index of the hole, and the
    /// text; sorted.
    #[must_use]
    pub fn with(self, before: &'s [(usize, String)]) -> Self {
        Self { before, ..self }
    }

    /// The HTML with its links filled in.
    pub fn to_html(&self) -> String {
        let extra: usize = self
            .fillings
            .iter()
            .chain(self.before.iter().map(|(_, text)| text))
            .map(String::len)
            .sum();
        let html = self.html.read();
        let mut out = String::with_capacity(html.len() + extra);
        let mut from = 0;
        let mut before = self.before.iter().peekable();
        for (hole, (at, filling)) in self.holes.iter().zip(self.fillings).enumerate() {
            out.push_str(&html[from..*at]);
            if let Some((_, text)) = before.next_if(|(known, _)| *known == hole) {
                out.push_str(text);
            }
            out.push_str(filling);
            from = *at;
        }
        out.push_str(&html[from..]);
        out
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty()
    }
}

impl Hash for LinkedHtml<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.body.hash(state);
        self.fillings.hash(state);
        self.before.hash(state);
    }
}

impl Serialize for LinkedHtml<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.holes.is_empty() {
            serializer.serialize_str(&self.html.read())
        } else {
            serializer.serialize_str(&self.to_html())
        }
    }
}

/// The global variables that every template can use in addition to its page. A page is rendered
/// again when a global variable in its template changes, so use only those that you need.
#[derive(Debug)]
pub struct Globals<'s> {
    /// The site itself.
    pub site: SiteView<'s>,
    /// The newest articles, as many as `paginate_by` in `site.toml` says.
    pub recent_articles: Vec<&'s Hashed<Card>>,
    /// Every drug that has a page, with its number of articles, by name.
    pub all_drugs: Vec<TermCount<'s>>,
    /// Every tag that has a page, with its number of articles, by name.
    pub all_tags: Vec<TermCount<'s>>,
    /// The messages of the interface in the site's language: the messages of the theme's `i18n/`
    /// files by key, as in `t.contents`. The filters `fill` and `count` insert names and numbers
    /// into them.
    pub t: &'s Hashed<Translations>,
    /// The years of the archive with their numbers of articles, newest first.
    pub archive_years: Vec<ArchiveLink>,
}

/// What happened to a work after its publication.
#[derive(Hash, Serialize, Debug)]
pub struct WorkStatus<'s> {
    /// What: `retracted`, `withdrawn`, `concern`, `corrected`, `superseded` or `published`.
    pub kind: &'static str,
    /// The same for readers.
    pub text: &'s str,
    /// Whether readers should not rely on the work.
    pub is_warning: bool,
    /// When, as precisely as it is known: `2024`, `2024-03` or `2024-03-05`.
    pub date: Option<String>,
    /// The address of the notice.
    pub notice_url: Option<String>,
    /// The reasons, as the source words them.
    pub reason: &'s str,
    /// Who states it: `Retraction Watch`; empty if the editor of the site does.
    pub source: &'s str,
}

/// A file for reference managers.
#[derive(Hash, Serialize, Debug)]
pub struct ReferenceFile {
    /// The name of its format: `BibTeX`, `RIS` or `CSL-JSON`.
    pub label: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// Its URL, with the base path.
    pub url: String,
}

/// The number of a registered trial or review.
#[derive(Hash, Serialize, Debug)]
pub struct TrialLink<'s> {
    /// The number, as the registry writes it.
    pub number: &'s str,
    /// Its page on this site, with the base path; `none` if it has none.
    pub url: Option<String>,
    /// The name of the registry: `ClinicalTrials.gov`; `none` if it is not known.
    pub registry: Option<&'static str>,
    /// Its page in the registry, if that has one for each number.
    pub registry_url: Option<String>,
}

/// A link to a year of the archive.
#[derive(Hash, Serialize, Debug)]
pub struct ArchiveLink {
    /// The year.
    pub year: i16,
    /// Its page, with the base path.
    pub url: String,
    /// The number of articles of the year.
    pub count: usize,
}

/// The site itself: `site` in every template.
#[derive(Hash, Serialize, Debug)]
pub struct SiteView<'s> {
    /// The site's title.
    pub title: &'s str,
    /// The site's description, one or two sentences.
    pub description: Option<&'s str>,
    /// The site's language, such as `en` or `pt-BR`.
    pub language: &'s str,
    /// The site's writing direction: `ltr` or `rtl`.
    pub dir: &'static str,
    /// The site's authors.
    pub authors: &'s [String],
    /// The full URL of the home page.
    pub base_url: &'s str,
    /// The prefix of every path: empty, or `/digest` if the site is in a folder. Write
    /// `{{ site.base_path }}/folio.css`.
    pub base_path: &'s str,
    /// The path of the home page, with the base path.
    pub url: String,
    /// The entries of the header menu: those of `[[menu]]` except the footer's.
    pub menu: Vec<MenuEntry<'s>>,
    /// The entries of `[[menu]]` with `place = "footer"`.
    pub footer_menu: Vec<MenuEntry<'s>>,
    /// The site's feeds.
    pub feeds: Vec<FeedLink<'s>>,
    /// The URL of the page that says how to follow the site, with the base path; `none` if there is
    /// none.
    pub follow_url: Option<String>,
    /// The sign-up form of the newsletter; `none` without `[newsletter]` in `site.toml`.
    pub newsletter: Option<&'s Newsletter>,
    /// The URL of the archive, with the base path; `none` if there is no archive.
    pub archive_url: Option<String>,
    /// The URL of the map of drugs, with the base path; `none` if no two drugs share articles.
    pub map_url: Option<String>,
    /// The URL of the index of pages that compare two drugs, with the base path; `none` if there are
    /// none.
    pub compare_url: Option<String>,
    /// The URL of the list of works that articles cite, with the base path; `none` if they cite none.
    pub sources_url: Option<String>,
    /// The URL of the list of registered trials, with the base path; `none` if the site names none.
    pub trials_url: Option<String>,
    /// The site's search; `none` if it is disabled.
    pub search: Option<SearchLinks>,
    /// The groups of terms: drugs, tags, those of authors, series and issues that have terms, and
    /// those that `site.toml` declares.
    pub taxonomies: Vec<TaxonomyRef<'s>>,
    /// The theme's settings: the defaults in `theme.toml`, overridden by `[params]` in `site.toml`.
    pub params: &'s Hashed<crate::json_table::JsonTable>,
    /// The style sheet with the colours and fonts set in `[params]`, with the base path; `none` if
    /// none are set.
    pub style_url: Option<String>,
    /// The image for link previews of pages that have none.
    pub share_image: Option<ShareImage>,
    /// `Offprint` and its version.
    pub generator: &'static str,
}

/// The site's search.
#[derive(Hash, Serialize, Debug)]
pub struct SearchLinks {
    /// The search page, with the base path. Its parameter is `q`.
    pub url: String,
    /// The OpenSearch description, which lets browsers search the site from their address bar.
    pub description_url: String,
    /// The folder of the search index, for the script.
    pub index_url: String,
}

/// An entry of the menu.
#[derive(Hash, Serialize, Debug)]
pub struct MenuEntry<'s> {
    /// Its label.
    pub title: &'s str,
    /// Its URL. Paths of this site include the base path.
    pub url: String,
}

/// A link to another article, with fewer fields than a card.
#[derive(Hash, Serialize, Debug)]
pub struct ArticleLink<'s> {
    /// Its title.
    pub title: &'s str,
    /// Its URL, with the base path.
    pub url: &'s str,
    /// Its full URL.
    pub permalink: &'s str,
    /// When it was published, like `page.date`.
    pub date: Option<&'s str>,
    /// The same date for readers.
    pub date_display: Option<&'s str>,
    /// A summary of one or two sentences.
    pub summary: Option<&'s str>,
}

impl<'s> ArticleLink<'s> {
    /// The same fields, borrowed from the card.
    pub(crate) fn of(card: &'s Card) -> Self {
        Self {
            title: &card.title,
            url: &card.url,
            permalink: &card.permalink,
            date: card.date.as_deref(),
            date_display: card.date_display.as_deref(),
            summary: card.summary.as_deref(),
        }
    }
}

/// What happened after an earlier issue.
#[derive(Hash, Serialize, Debug)]
pub struct EarlierChange<'s> {
    /// What: `retracted`, `withdrawn`, `concern`, `corrected` or `superseded` for a work or a source;
    /// `correction` for an article.
    pub kind: &'static str,
    /// The same for readers: `Retracted`.
    pub text: &'s str,
    /// Whether readers should not rely on it.
    pub is_warning: bool,
    /// When, as precisely as it is known: `2024`, `2024-03` or `2024-03-05`.
    pub date: Option<String>,
    /// The cited work: its title, or its reference; `none` if it is not about a cited work.
    pub work: Option<&'s str>,
    /// The URL of the work; in an e-mail, a full URL.
    pub work_url: Option<String>,
    /// The address of the notice.
    pub notice_url: Option<String>,
    /// The reasons, as the source words them; for an article, what was wrong, and what is correct.
    pub reason: &'s str,
    /// Who states it; empty if the editor of the site does.
    pub source: &'s str,
    /// The articles that it is about.
    pub articles: Vec<ArticleLink<'s>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_in_order() {
        let fillings = [" href=\"/a/\"".to_owned(), " href=\"/b/\"".to_owned()];
        let html = StoredText::Memory("<a>x</a><a>y</a>".into());
        let linked = LinkedHtml::new(Fingerprint::of(&html), &html, &[2, 10], &fillings);
        assert_eq!(linked.to_html(), "<a href=\"/a/\">x</a><a href=\"/b/\">y</a>");
        let before = [(1, " id=\"b\"".to_owned())];
        assert_eq!(
            linked.with(&before).to_html(),
            "<a href=\"/a/\">x</a><a id=\"b\" href=\"/b/\">y</a>"
        );
    }

    #[test]
    fn equal_hash_means_equal_html() {
        let fillings = [["1".to_owned()], ["2".to_owned()]];
        let html = StoredText::Memory("ab".into());
        let body = Fingerprint::of(&html);
        let views = fillings.each_ref().map(|filling| LinkedHtml::new(body, &html, &[1], filling));
        let [first, second] = &views;
        assert_ne!(Fingerprint::of(first), Fingerprint::of(second));
        assert_eq!(
            Fingerprint::of(first),
            Fingerprint::of(&LinkedHtml::new(body, &html, &[1], &fillings[0]))
        );
    }
}
