//! [`ViewBuilder`]: the input of the views of all pages: the linked site, its documents, and the
//! parts that pages share (links, cards, paginators). The views themselves are in `pages`.

use std::borrow::Cow;

use super::article::Backlink;
use super::derived_assets::DerivedAssets;
use super::part::{
    ArchiveLink, Crumb, FeedLink, LinkedHtml, MenuEntry, Meta, Paginator, TaxonomyRef, TermCount,
    TrialLink,
};
use crate::clock::Moment;
use crate::config::{Config, ISSUES, Membership, Taxonomy};
use crate::library::{DocId, Facts, Library};
use crate::route::Route;
use crate::site::{
    Card, FeedFormat, IncomingLink, Site, Term, TermId, has_archive, issue_feed_formats,
    site_feed_formats, term_feed_formats, year_route,
};
use offprint_base::{Hashed, TrialNumber};

/// The input of views.
#[derive(Clone, Copy, Debug)]
pub struct ViewBuilder<'s> {
    /// The linked site.
    pub site: &'s Site,
    /// Its documents, for their bodies.
    pub library: &'s Library,
    /// The assets that depend on the theme too.
    pub derived_assets: &'s DerivedAssets,
}

impl<'s> ViewBuilder<'s> {
    pub(super) fn config(self) -> &'s Config {
        &self.site.config
    }

    /// The entries of the menu in the header or the footer of pages.
    pub(super) fn menu(self, in_footer: bool) -> Vec<MenuEntry<'s>> {
        let config = self.config();
        let url = |url: &str| match url.starts_with('/') && !url.starts_with("//") {
            true => format!("{}{url}", config.base_path),
            false => url.to_owned(),
        };
        let omitted = &self.site.omitted_menu;
        let entries = config.menu.iter().enumerate();
        let entries = entries.filter(|(index, _)| !omitted.contains_key(index));
        let entries = entries.map(|(_, entry)| entry).filter(|entry| entry.in_footer == in_footer);
        entries.map(|entry| MenuEntry { title: &entry.title, url: url(&entry.url) }).collect()
    }

    pub(super) fn facts(self, id: DocId) -> &'s Facts {
        &self.site.facts[id]
    }

    pub(super) fn card(self, id: DocId) -> Option<&'s Hashed<Card>> {
        self.site.cards[id].as_ref()
    }

    pub(super) fn cards(self, ids: impl IntoIterator<Item = DocId>) -> Vec<&'s Hashed<Card>> {
        ids.into_iter().filter_map(|id| self.card(id)).collect()
    }

    /// The text of a document for its page.
    pub(super) fn linked(self, id: DocId) -> LinkedHtml<'s> {
        self.plainly_linked(id).with(&self.site.links[id].rendered.image_attributes)
    }

    /// The text of a document for use outside the site, without additional attributes for images.
    pub(super) fn plainly_linked(self, id: DocId) -> LinkedHtml<'s> {
        let body = &self.library.documents[id].body;
        LinkedHtml::new(
            body.fingerprint(),
            &body.html,
            &body.holes,
            &self.site.links[id].rendered.fillings,
        )
    }

    pub(super) fn meta(
        self,
        kind: &'static str,
        title: &'s str,
        description: Option<&'s str>,
        route: &Route,
    ) -> Meta<'s> {
        let config = self.config();
        let contact =
            config.mistakes.as_ref().filter(|_| matches!(kind, "article" | "page" | "term"));
        let subject = || config.translations.filled("report_subject", &[("title", title)]);
        Meta {
            mistake_url: contact.map(|to| to.url(&subject(), &self.site.permalink(route))),
            kind,
            title: title.into(),
            description,
            url: self.site.url(route),
            permalink: self.site.permalink(route),
            crumbs: Vec::new(),
            feeds: Vec::new(),
            license: self.config().license.as_ref(),
            noindex: false,
            share_image: None,
        }
    }

    pub(super) fn crumb(self, title: impl Into<Cow<'s, str>>, route: &Route) -> Crumb<'s> {
        Crumb {
            title: title.into(),
            url: self.site.url(route),
            permalink: self.site.permalink(route),
        }
    }

    /// The number of a trial, with its pages.
    pub(super) fn trial_link(self, number: &'s str) -> TrialLink<'s> {
        let known = TrialNumber::parse(number).ok();
        TrialLink {
            number,
            url: self.site.trials.find(number).map(|trial| self.site.url(&trial.route)),
            registry: known.as_ref().map(|known| known.registry),
            registry_url: known.and_then(|known| known.url),
        }
    }

    /// A document's description: its summary, or the start of its text if there is none.
    pub(super) fn description(facts: &'s Facts) -> Option<&'s str> {
        facts.summary.as_deref().or(facts.excerpt.as_deref())
    }

    /// A day for readers, in the site's language.
    pub(super) fn shown(self, when: Moment) -> String {
        self.config().translations.day(when.day)
    }

    /// The years of the archive as links.
    pub(super) fn archive_links(self) -> Vec<ArchiveLink> {
        let mut years: Vec<ArchiveLink> = Vec::new();
        if !has_archive(self.config(), &self.site.archive_parts) {
            return years;
        }
        for part in self.site.archive_parts.iter() {
            let Some(year) = part.year() else { continue };
            match years.last_mut().filter(|last| last.year == year) {
                Some(last) => last.count += part.articles.len(),
                None => {
                    let url = self.site.url(&year_route(year));
                    years.push(ArchiveLink { year, url, count: part.articles.len() });
                }
            }
        }
        years
    }

    /// The feeds of the site.
    pub(super) fn site_feed_links(self) -> Vec<FeedLink<'s>> {
        let formats = site_feed_formats(self.config());
        self.feed_links(&self.config().title, &Route::of("/"), &formats)
    }

    /// The feeds of a term.
    pub(super) fn term_feed_links(self, term: &'s Term) -> Vec<FeedLink<'s>> {
        let formats = term_feed_formats(self.config(), term.dated);
        self.feed_links(&term.link.name, &term.route, &formats)
    }

    /// The feeds of issues.
    pub(super) fn issue_feed_links(self) -> Vec<FeedLink<'s>> {
        let issues = &self.site.terms[ISSUES];
        let formats = issue_feed_formats(self.config(), issues, &self.site.facts);
        self.feed_links(&self.config().taxonomies[ISSUES].name, &issues.index, &formats)
    }

    fn feed_links(self, title: &'s str, page: &Route, formats: &[FeedFormat]) -> Vec<FeedLink<'s>> {
        let link = |format: &FeedFormat| {
            let route = page.beside(format.file_name());
            FeedLink {
                title,
                label: self.config().translations.text(format.message()),
                media_type: format.media_type(),
                url: self.site.url(&route),
                permalink: self.site.permalink(&route),
            }
        };
        formats.iter().map(link).collect()
    }

    pub(super) fn backlinks(self, list: &'s [IncomingLink]) -> Vec<Backlink<'s>> {
        list.iter()
            .filter_map(|link| {
                let facts = self.facts(link.from);
                let url = match (self.card(link.from), self.site.route(link.from)) {
                    (Some(card), _) => card.url.clone(),
                    (None, Some(route)) => self.site.url(route),
                    (None, None) => return None,
                };
                Some(Backlink { title: &facts.title, url, sentence: link.sentence(facts) })
            })
            .collect()
    }

    pub(super) fn paginator(self, articles: &[DocId], route: &Route, page: usize) -> Paginator<'s> {
        self.paginator_of(articles, route, page, self.config().paginate_by)
    }

    /// One page of a list with `size` articles on each page.
    pub(super) fn paginator_of(
        self,
        articles: &[DocId],
        route: &Route,
        page: usize,
        size: usize,
    ) -> Paginator<'s> {
        let number_pagers = articles.len().div_ceil(size).max(1);
        let from = ((page - 1) * size).min(articles.len());
        let to = (from + size).min(articles.len());
        let url = |number: usize| self.site.url(&route.numbered(number));
        Paginator {
            pages: self.cards(articles[from..to].iter().copied()),
            total: articles.len(),
            current_index: page,
            number_pagers,
            previous: (page > 1).then(|| url(page - 1)),
            next: (page < number_pagers).then(|| url(page + 1)),
            first: url(1),
            last: url(number_pagers),
        }
    }

    pub(super) fn taxonomy(self, group: usize) -> TaxonomyRef<'s> {
        let Taxonomy { key, name, label, membership, .. } = &self.config().taxonomies[group];
        let kind = match membership {
            Membership::Named => "topics",
            Membership::NamedWithFile => "authors",
            Membership::Listed => "collections",
            Membership::OfStudy => "designs",
        };
        TaxonomyRef {
            key,
            name,
            singular: label,
            kind,
            url: self.site.url(&self.site.terms[group].index),
        }
    }

    pub(super) fn counts(self, group: usize, list: &[(TermId, usize)]) -> Vec<TermCount<'s>> {
        let terms = &self.site.terms[group].list;
        list.iter().map(|(id, count)| TermCount { term: &terms[*id].link, count: *count }).collect()
    }
}
