//! Makes the views of people, series and issues.

use std::borrow::Cow;

use super::article::CollectionPlace;
use super::earlier_changes::UrlForm;
use super::part::ArticleLink;
use super::people::{AuthorFacts, Byline, CollectionFacts, Person, Photo};
use super::view_builder::ViewBuilder;
use crate::config::{AUTHORS, ISSUES, Membership, origin};
use crate::library::{DocId, Facts};
use crate::person_name::is_organisation;
use crate::site::{Term, TermId, iso_date};
use offprint_base::term_key;

impl<'s> ViewBuilder<'s> {
    /// The people of an article or a page.
    pub(super) fn byline(self, facts: &'s Facts) -> Byline<'s> {
        Byline {
            byline: self.people(&facts.authors),
            editors: self.people(&facts.editors),
            medical_reviewers: self.people(&facts.medical_reviewers),
        }
    }

    /// People by their names. Two names of one author are one person.
    pub(super) fn people(self, names: &'s [String]) -> Vec<Person<'s>> {
        let authors = &self.site.terms[AUTHORS];
        let mut people: Vec<Person<'s>> = Vec::with_capacity(names.len());
        for name in names {
            let term = authors.term_of_name(name).map(|term| &authors.list[term]);
            let person = term.map_or_else(
                || Person {
                    name,
                    url: None,
                    permalink: None,
                    orcid: None,
                    role: None,
                    affiliations: &[],
                    is_group: is_organisation(name),
                },
                |term| self.person(term),
            );
            if !people.iter().any(|known| known.name == person.name && known.url == person.url) {
                people.push(person);
            }
        }
        people
    }

    fn person(self, term: &'s Term) -> Person<'s> {
        let fields = term.document.map(|id| &self.facts(id).person);
        Person {
            name: &term.name,
            url: Some(&term.link.url),
            permalink: Some(self.site.permalink(&term.route)),
            orcid: fields.and_then(|fields| fields.orcid.as_deref()),
            role: fields.and_then(|fields| fields.role.as_deref()),
            affiliations: fields.map_or(&[], |fields| &fields.affiliations),
            is_group: fields.is_some_and(|fields| fields.is_group) || is_organisation(&term.name),
        }
    }

    /// The details of an author; None for terms of other groups.
    pub(super) fn author_facts(self, group: usize, term: &'s Term) -> Option<AuthorFacts<'s>> {
        let id = term.document.filter(|_| group == AUTHORS)?;
        let fields = &self.facts(id).person;
        let image = self.site.links[id].rendered.preview_image.as_ref();
        Some(AuthorFacts {
            orcid: fields.orcid.as_deref(),
            orcid_url: fields.orcid.as_ref().map(|orcid| format!("https://orcid.org/{orcid}")),
            role: fields.role.as_deref(),
            affiliations: &fields.affiliations,
            conflicts: fields.conflicts.as_deref(),
            is_group: fields.is_group,
            photo: image.map(|image| match &image.thumbnail {
                Some(small) => Photo {
                    url: &small.url,
                    alt: &image.alt,
                    width: Some(small.width),
                    height: Some(small.height),
                },
                None => Photo {
                    url: self.on_this_site(&image.url),
                    alt: &image.alt,
                    width: image.size.map(|(width, _)| width),
                    height: image.size.map(|(_, height)| height),
                },
            }),
        })
    }

    /// A full URL without the scheme and host of this site, so that the preview shows it too.
    fn on_this_site(self, url: &'s str) -> &'s str {
        url.strip_prefix(origin(&self.config().base_url))
            .filter(|path| path.starts_with('/'))
            .unwrap_or(url)
    }

    /// The label of an article in the list of an author or a series, empty if it needs none; None
    /// for terms of other groups.
    pub(super) fn role_of_article(
        self,
        group: usize,
        term: TermId,
        place: usize,
        article: DocId,
    ) -> Option<Cow<'s, str>> {
        let terms = &self.site.terms[group];
        match terms.membership {
            Membership::Named | Membership::OfStudy => None,
            Membership::NamedWithFile => Some(self.contribution(term, article).into()),
            Membership::Listed if group == ISSUES => None,
            Membership::Listed => {
                let count = terms.list[term].articles.len().to_string();
                let part = [("n", &*(place + 1).to_string()), ("of", &*count)];
                Some(self.config().translations.filled("part_n_of", &part).into())
            }
        }
    }

    /// The labels of what an author did for an article; empty for one who only wrote it.
    fn contribution(self, term: TermId, article: DocId) -> String {
        let authors = &self.site.terms[AUTHORS];
        let is_among =
            |names: &[String]| names.iter().any(|name| authors.is_name_of(&term_key(name), term));
        let facts = self.facts(article);
        let roles = [
            (&facts.authors, "author"),
            (&facts.editors, "role_editor"),
            (&facts.medical_reviewers, "role_medical_reviewer"),
        ];
        let held: Vec<&str> =
            roles.into_iter().filter(|(names, _)| is_among(names)).map(|(_, role)| role).collect();
        if held == ["author"] {
            return String::new();
        }
        let labels = held.into_iter().map(|role| self.config().translations.text(role));
        labels.collect::<Vec<_>>().join(", ")
    }

    /// The details of a series or an issue; None for terms of other groups.
    pub(super) fn collection_facts(
        self,
        group: usize,
        term: TermId,
        is_first_page: bool,
    ) -> Option<CollectionFacts<'s>> {
        let terms = &self.site.terms[group];
        if terms.membership != Membership::Listed {
            return None;
        }
        let facts = terms.list[term].document.map(|id| self.facts(id))?;
        // Issues are in the order of their numbers, the newest first.
        let beside = |place: Option<usize>| {
            let found = place.filter(|_| group == ISSUES).and_then(|place| terms.list.get(place));
            found.map(|term| &term.link)
        };
        Some(CollectionFacts {
            number: facts.collection.number,
            date: facts.date.map(iso_date),
            date_display: facts.date.map(|when| self.shown(when)),
            previous: beside(term.checked_add(1)),
            next: beside(term.checked_sub(1)),
            changes: match group == ISSUES && is_first_page {
                true => self.earlier_changes(&self.site.changes_on_page(term), UrlForm::Page),
                false => Vec::new(),
            },
        })
    }

    /// The places of an article in series and issues.
    pub(super) fn collection_places(self, article: DocId) -> Vec<CollectionPlace<'s>> {
        let site = self.site;
        let mut places = Vec::new();
        for (group, terms) in site.terms.iter().enumerate() {
            if terms.membership != Membership::Listed {
                continue;
            }
            for term in site.terms_of.get(article, group) {
                let term = &terms.list[*term];
                let Some(place) = term.articles.iter().position(|id| *id == article) else {
                    continue;
                };
                let beside = |place: Option<usize>| {
                    let card = self.card(*term.articles.get(place?)?)?;
                    Some(ArticleLink::of(card))
                };
                places.push(CollectionPlace {
                    key: &self.config().taxonomies[group].key,
                    collection: &term.link,
                    permalink: site.permalink(&term.route),
                    number: term.document.and_then(|id| self.facts(id).collection.number),
                    part: place + 1,
                    count: term.articles.len(),
                    previous: beside(place.checked_sub(1)),
                    next: beside(Some(place + 1)),
                });
            }
        }
        places
    }
}
