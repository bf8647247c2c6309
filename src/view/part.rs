//! Parts that pages share: cards, references to terms, links to feeds, page numbers; and what every
//! template may ask for.
//!
//! The doc comments of fields are the template reference (`offprint theme docs`): they are written
//! for theme authors.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use serde::{Serialize, Serializer};

use super::derived_assets::ShareImage;
use crate::cached_value::CachedValue;
use crate::site::{Card, TermRef};
use crate::spill_file::StoredText;
use crate::translations::Translations;
use offprint_base::{Fingerprint, Hashed};

/// What is true of every page: the start of `<head>`.
#[derive(Hash, Serialize, Debug)]
pub struct Meta<'s> {
    /// What the page is: `home`, `article`, `page`, `term`, `terms`, `class`, `classes`, `archive`,
    /// `year`, `issue`, `map`, `search` or `not_found`.
    pub kind: &'static str,
    /// The page's title, without the site's.
    pub title: Cow<'s, str>,
    /// One or two sentences for search engines and previews; `none` if nobody wrote any.
    pub description: Option<&'s str>,
    /// The path of the page with the site's base path, for links.
    pub url: String,
    /// The full URL, for canonical links, feeds and sharing.
    pub permalink: String,
    /// The way from the home page down to this page, without the home page and without this page.
    pub crumbs: Vec<Crumb<'s>>,
    /// Feeds of this page's own (a term's), best first; the site's feeds are in `site.feeds`.
    pub feeds: Vec<FeedLink<'s>>,
    /// Whether search engines should not index it.
    pub noindex: bool,
    /// The picture of its own that previews of links show; without, `site.share_image` stands for
    /// it.
    pub share_image: Option<ShareImage>,
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
    /// Its media type: `application/atom+xml` or `application/feed+json`.
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
    /// How many articles: of the term, or that name both terms, as the list says.
    pub count: usize,
}

/// A group of terms, such as the drugs.
#[derive(Clone, Hash, Serialize, Debug)]
pub struct TaxonomyRef<'s> {
    /// Its key in front matter: `drugs`.
    pub key: &'s str,
    /// The title of its index page: `Drugs`.
    pub name: &'s str,
    /// The name of one of its terms: `drug`.
    pub singular: &'s str,
    /// Its index page, with the base path.
    pub url: String,
}

/// One page of a long list of articles.
#[derive(Hash, Serialize, Debug)]
pub struct Paginator<'s> {
    /// The articles on this page, newest first.
    pub pages: Vec<&'s Hashed<Card>>,
    /// How many articles there are on all pages.
    pub total: usize,
    /// The number of this page, from 1.
    pub current_index: usize,
    /// How many pages there are, at least 1.
    pub number_pagers: usize,
    /// The URL of the page with newer articles.
    pub previous: Option<String>,
    /// The URL of the page with older articles.
    pub next: Option<String>,
    /// The URL of the first page.
    pub first: String,
    /// The URL of the last page.
    pub last: String,
}

/// HTML with its links filled in. Use it as `{{ page.content | safe }}`.
///
/// It hashes as the body's fingerprint and the links that were filled in, and serialises as the
/// HTML. The test `equal_hash_means_equal_html` holds it to that.
#[derive(Debug)]
pub struct LinkedHtml<'s> {
    body: Fingerprint,
    html: &'s StoredText,
    holes: &'s [usize],
    fillings: &'s [String],
    /// What goes before the fillings of some holes; sorted.
    before: &'s [(usize, String)],
}

impl<'s> LinkedHtml<'s> {
    /// `holes` are byte offsets in `html`, in order; each is filled with the filling of its number.
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

    /// With what goes before the fillings of some holes: which hole, and what; sorted.
    #[must_use]
    pub fn with(self, before: &'s [(usize, String)]) -> Self {
        Self { before, ..self }
    }

    /// The HTML, its holes filled.
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

/// What every template may ask for besides its own page. A page is rendered again when one of those
/// that its template names has changed, so name only what you show.
#[derive(Debug)]
pub struct Globals<'s> {
    /// The site: see `site`.
    pub site: SiteView<'s>,
    /// The newest articles, as many as `paginate_by` in `site.toml`.
    pub recent_articles: Vec<&'s Hashed<Card>>,
    /// Every drug that has a page, with its number of articles, by name.
    pub all_drugs: Vec<TermCount<'s>>,
    /// Every tag that has a page, with its number of articles, by name.
    pub all_tags: Vec<TermCount<'s>>,
    /// What the interface says in the site's language: the phrases of the theme's `i18n/` files by
    /// key, as in `t.contents`. The filters `fill` and `count` put names and numbers into them.
    pub t: &'s Hashed<Translations>,
    /// The years of the archive with their numbers of articles, the newest first.
    pub archive_years: Vec<ArchiveLink>,
}

/// A link to a year of the archive.
#[derive(Hash, Serialize, Debug)]
pub struct ArchiveLink {
    /// The year.
    pub year: i16,
    /// Its page, with the base path.
    pub url: String,
    /// How many articles it has.
    pub count: usize,
}

/// The site itself: `site` in every template.
#[derive(Hash, Serialize, Debug)]
pub struct SiteView<'s> {
    /// The site's title.
    pub title: &'s str,
    /// What it is, in a sentence or two.
    pub description: Option<&'s str>,
    /// Its language, such as `en` or `pt-BR`.
    pub language: &'s str,
    /// Its writing direction: `ltr` or `rtl`.
    pub dir: &'static str,
    /// Its authors.
    pub authors: &'s [String],
    /// The full URL of the home page.
    pub base_url: &'s str,
    /// What stands before every path: empty, or `/digest` when the site lives in a folder. Write
    /// `{{ site.base_path }}/folio.css`.
    pub base_path: &'s str,
    /// The path of the home page, with the base path.
    pub url: String,
    /// The entries of the menu on top: those of `[[menu]]` but for the footer's.
    pub menu: Vec<MenuEntry<'s>>,
    /// The entries of `[[menu]]` with `place = "footer"`.
    pub footer_menu: Vec<MenuEntry<'s>>,
    /// The site's feeds.
    pub feeds: Vec<FeedLink<'s>>,
    /// The archive, with the base path; `none` if there is none.
    pub archive_url: Option<String>,
    /// The map of drugs that appear together, with the base path; `none` if no two do.
    pub map_url: Option<String>,
    /// The site's search; `none` if it is disabled.
    pub search: Option<SearchLinks>,
    /// The groups of terms: drugs, tags, and those that `site.toml` declares.
    pub taxonomies: Vec<TaxonomyRef<'s>>,
    /// The theme's settings: `[params]` in `site.toml` over the defaults in `theme.toml`.
    pub params: &'s Hashed<crate::json_table::JsonTable>,
    /// The style sheet with the colours and fonts that `[params]` chooses, with the base path;
    /// `none` if it chooses none.
    pub style_url: Option<String>,
    /// The picture that previews of links show of pages that have none of their own.
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
    /// The folder of the index, for the script.
    pub index_url: String,
}

/// An entry of the menu.
#[derive(Hash, Serialize, Debug)]
pub struct MenuEntry<'s> {
    /// Its label.
    pub title: &'s str,
    /// Its target. Paths of this site include the base path.
    pub url: String,
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
