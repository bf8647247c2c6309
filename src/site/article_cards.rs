//! Makes the card of an article, and decides when the previous one can be reused.

use std::sync::Arc;

use super::card::{AuthorRef, Card, CardImage, TermRef, iso_date};
use super::cited_works::WorkWarnings;
use super::document_diff::DocumentDiff;
use super::document_links::{DocumentLinks, PreviewImage};
use super::evidence::{Evidence, is_review_overdue, statuses};
use super::linked_site::permalink;
use super::terms::{TermId, Terms, TermsOf};
use crate::cached_value::CachedValue;
use crate::clock::Clock;
use crate::config::{AUTHORS, Config, DESIGNS, Membership};
use crate::library::{DocId, Facts};
use crate::route::Route;
use offprint_base::Hashed;

/// The previous card of an article, if everything on it is unchanged.
pub(super) fn reusable_card<'k>(
    diff: &'k DocumentDiff<'_>,
    (id, facts): (DocId, &Facts),
    clock: Clock,
    route: &Route,
    (terms, terms_of): (&[Terms], &TermsOf),
    warnings: &WorkWarnings,
) -> Option<&'k Hashed<Card>> {
    let (before, was) = (diff.previous, diff.old_id(id)?);
    // What another article states about a work is on the card, too.
    if before.works.warnings(was, facts) != *warnings {
        return None;
    }
    // A card also shows that a review is overdue, which changes from one day to the next.
    if is_review_overdue(facts, clock) != is_review_overdue(facts, before.clock) {
        return None;
    }
    let is_same = |group: usize| {
        let now = terms_of.get(id, group).iter().map(|term| &terms[group].list[*term].link);
        now.eq(before
            .terms_of
            .get(was, group)
            .iter()
            .map(|term| &before.terms[group].list[*term].link))
    };
    let is_same =
        before.routes[was].as_ref() == Ok(route) && [0, 1, DESIGNS].into_iter().all(is_same);
    // Of an author who has no page, another file may now be the page.
    let known = before.cards[was].as_ref().filter(|_| is_same);
    known.filter(|card| card.byline == byline(&facts.authors, &terms[AUTHORS]))
}

/// The authors of an article. Two names of one author are one person.
fn byline(names: &[String], authors: &Terms) -> Vec<AuthorRef> {
    let mut byline: Vec<AuthorRef> = Vec::with_capacity(names.len());
    for name in names {
        let term = authors.term_of_name(name).map(|term| &authors.list[term].link);
        let author = AuthorRef {
            name: term.map_or_else(|| name.clone(), |term| term.name.clone()),
            url: term.map(|term| term.url.clone()),
        };
        if !byline.contains(&author) {
            byline.push(author);
        }
    }
    byline
}

/// Makes the card of an article. `terms_of` returns its terms in a group.
pub(super) fn make_card<'t>(
    facts: &Facts,
    route: &Route,
    (config, clock): (&Config, Clock),
    warnings: &WorkWarnings,
    terms: &[Terms],
    terms_of: impl Fn(usize) -> &'t [TermId],
) -> Card {
    let refs = |group: usize| -> Vec<Hashed<CachedValue<TermRef>>> {
        terms_of(group).iter().map(|id| terms[group].list[*id].link.clone()).collect()
    };
    let byline = byline(&facts.authors, &terms[AUTHORS]);
    // A site may have designs of its own, which are no designs of studies.
    let designs = Some(&terms[DESIGNS]).filter(|terms| terms.membership == Membership::OfStudy);
    let design =
        designs.zip(terms_of(DESIGNS).first()).map(|(terms, term)| &terms.list[*term].link);
    Card {
        title: facts.title.clone(),
        url: format!("{}{}", config.base_path, route.encoded()),
        permalink: permalink(config, route),
        date: facts.date.map(iso_date),
        date_display: facts.date.map(|when| config.translations.day(when.day)),
        year: facts.date.map(|when| when.day.year()),
        month: facts.date.map(|when| when.day.month()),
        updated: facts.updated.map(iso_date),
        summary: facts.summary.clone().or_else(|| facts.excerpt.clone()),
        image: None,
        key_findings: CachedValue::new(facts.details.key_findings.clone()),
        evidence: Evidence::of(facts, config, design.map(|link| link.url.clone())),
        statuses: statuses(facts, warnings, clock, &config.translations),
        authors: byline.iter().map(|author| author.name.clone()).collect(),
        byline,
        drugs: refs(0),
        tags: refs(1),
        reading_minutes: facts.reading_minutes,
        draft: facts.draft,
        extra: CachedValue::new(facts.extra.clone()),
    }
}

/// Adds the images that linking found to the cards of their articles. `remake` makes the card of an
/// article whose image is no longer the same.
pub(super) fn add_images(
    cards: &mut [Option<Hashed<Card>>],
    facts: &[Hashed<Facts>],
    links: &[Arc<DocumentLinks>],
    remake: impl Fn(DocId) -> Option<Card>,
) {
    for (id, card) in cards.iter_mut().enumerate().filter(|(id, _)| facts[*id].image.is_some()) {
        let image = links[id].rendered.preview_image.as_ref().map(card_image);
        if card.as_ref().is_some_and(|card| card.image != image) {
            *card = remake(id).map(|card| Hashed::new(Card { image, ..card }));
        }
    }
}

fn card_image(image: &PreviewImage) -> CardImage {
    CardImage {
        url: image.path.clone().unwrap_or_else(|| image.url.clone()),
        permalink: image.url.clone(),
        alt: image.alt.clone(),
        width: image.size.map(|(width, _)| width),
        height: image.size.map(|(_, height)| height),
        thumbnail: image.thumbnail.clone(),
    }
}
