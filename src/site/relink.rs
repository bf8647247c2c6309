//! [`relink`]: makes a site from the previous one, if an edit did not change the structure of the
//! site.
//!
//! Most edits change a sentence, a title, a heading or a link of one document. Routes, terms, order
//! and related articles depend on none of these. [`structural_facts`] lists the fields that are not
//! part of the structure; every other field is, so a new fact is safe by default.

use std::sync::Arc;

use super::article_cards::{add_images, make_card};
use super::article_lists::article_lists;
use super::article_order::shared_titles;
use super::document_diff::DocumentDiff;
use super::linked_site::Site;
use super::links::{LinkContext, resolve_links};
use super::outputs::OutputInput;
use super::routes::asset_routes;
use crate::library::{ContentLink, DocId, DocumentKind, Facts, LinkRole, LinkTarget, SourceFields};
use crate::picture::Pictures;
use crate::source::SitePath;
use offprint_base::{Fingerprint, Hashed};

/// The maximum number of documents that may differ.
const MAX_EDITED: usize = 16;

/// The site with these facts, if their structure equals that of the previous facts. Settings,
/// files, images and day must be the same.
pub(super) fn relink(
    facts: &[Hashed<Facts>],
    pictures: &Pictures,
    files: &[SitePath],
    fingerprint: Fingerprint,
    previous: &Site,
) -> Option<Site> {
    if facts.len() != previous.facts.len() {
        return None;
    }
    let differ =
        facts.iter().zip(&previous.facts).enumerate().filter(|(_, (now, before))| now != before);
    let edited: Vec<DocId> = differ.map(|(id, _)| id).take(MAX_EDITED + 1).collect();
    let pair = |id: DocId| (&*facts[id], &*previous.facts[id]);
    if edited.len() > MAX_EDITED
        || !edited
            .iter()
            .map(|id| pair(*id))
            .all(|(now, before)| structural_facts(now, before) == *before)
    {
        return None;
    }
    // A link decides whether a file of an unpublished document is published.
    if edited.iter().map(|id| pair(*id)).any(|(now, before)| now.links != before.links)
        && asset_routes(facts, &previous.routes, files) != previous.asset_routes
    {
        return None;
    }
    // A title or a study design decides which lists show an article, and where.
    let input = OutputInput { facts, ..previous.output_input() };
    let lists = article_lists(input, &previous.terms_of, &previous.vocabulary, &mut Vec::new());
    if lists != *previous.lists {
        return None;
    }
    // What others see of a document through links: where it is, and the text that replaces a hole
    // for its title.
    let is_linked_as_before = |(now, before): (&Facts, &Facts)| {
        now.anchors == before.anchors
            // An image without a description is described by the title.
            && (now.image.is_none() || now.title == before.title)
            && now.links == before.links
            && now.mentions == before.mentions
            // Messages about links may quote a document that was found by its title.
            && (now.title == before.title
                || previous.faults.is_empty() && !facts.iter().any(|facts| facts.links.iter().any(is_by_name)))
    };
    let card = |id: DocId| {
        let (route, _) = previous.routes[id].as_ref().ok().zip(previous.cards[id].as_ref())?;
        let settings = (&*previous.config, previous.clock);
        let warnings = previous.works.warnings(id, &facts[id]);
        Some(make_card(&facts[id], route, settings, &warnings, &previous.terms, |group| {
            previous.terms_of.get(id, group)
        }))
    };
    let mut cards = previous.cards.clone();
    for id in &edited {
        cards[*id] = card(*id).map(Hashed::new);
    }
    let mut site = Site {
        fingerprint,
        surroundings: previous.surroundings,
        config: previous.config.clone(),
        mail_records: previous.mail_records.clone(),
        vocabulary: previous.vocabulary.clone(),
        facts: facts.to_vec(),
        routes: previous.routes.clone(),
        cards,
        articles: previous.articles.clone(),
        rank: previous.rank.clone(),
        shared_titles: if edited
            .iter()
            .map(|id| pair(*id))
            .all(|(now, before)| now.title == before.title)
        {
            Arc::clone(&previous.shared_titles)
        } else {
            Arc::new(shared_titles(facts, &previous.articles))
        },
        archive_parts: Arc::clone(&previous.archive_parts),
        clock: previous.clock,
        home: previous.home,
        pages: previous.pages.clone(),
        lists: Arc::clone(&previous.lists),
        terms: Arc::clone(&previous.terms),
        terms_of: Arc::clone(&previous.terms_of),
        classes: Arc::clone(&previous.classes),
        drug_pairs: Arc::clone(&previous.drug_pairs),
        works: Arc::clone(&previous.works),
        trials: Arc::clone(&previous.trials),
        links: Arc::clone(&previous.links),
        backlinks: Arc::clone(&previous.backlinks),
        term_backlinks: Arc::clone(&previous.term_backlinks),
        share_file: previous.share_file.clone(),
        variants: Arc::clone(&previous.variants),
        related: Arc::clone(&previous.related),
        outputs: Arc::clone(&previous.outputs),
        redirects: previous.redirects.clone(),
        asset_routes: previous.asset_routes.clone(),
        omitted_menu: Arc::clone(&previous.omitted_menu),
        faults: previous.faults.clone(),
    };
    if !edited.iter().all(|id| is_linked_as_before(pair(*id))) {
        // It is not known which of the previous diagnostics came from links, and they may quote
        // edited text.
        if !previous.faults.is_empty() {
            return None;
        }
        let context = LinkContext {
            facts,
            outputs: &site.outputs,
            vocabulary: &site.vocabulary,
            config: &site.config,
            routes: &site.routes,
            terms: &site.terms,
            assets: &site.asset_routes,
            files,
            pictures,
            redirects: &site.redirects,
        };
        let resolved = resolve_links(
            &context,
            &site.rank,
            &site.terms_of,
            Some(&DocumentDiff::new(facts, previous)),
            &mut site.faults,
        );
        site.links = Arc::new(resolved.documents);
        site.backlinks = Arc::new(resolved.backlinks);
        site.term_backlinks = Arc::new(resolved.term_backlinks);
        site.variants = Arc::new(resolved.variants);
    }
    add_images(&mut site.cards, facts, &site.links, card);
    Some(site)
}

/// Whether a link may be resolved by a title, or display one.
fn is_by_name(link: &ContentLink) -> bool {
    let is_by_place = matches!(
        link.target,
        LinkTarget::File(..) | LinkTarget::Url(..) | LinkTarget::Here(_) | LinkTarget::Outside(_)
    );
    !is_by_place || link.role == LinkRole::Label
}

/// Facts in which every field that is not part of the structure of the site has its previous value.
fn structural_facts(now: &Facts, before: &Facts) -> Facts {
    let mut facts = now.clone();
    // The name of a term is its link text and determines its position; and the contents of its file
    // appear on other pages.
    if !matches!(facts.kind, DocumentKind::Term(_) | DocumentKind::Work) {
        facts.title.clone_from(&before.title);
        facts.authors.clone_from(&before.authors);
        facts.summary.clone_from(&before.summary);
        facts.extra = before.extra.clone();
        // Citations, sources and the numbers of studies determine which works and trials the site has,
        // what happened to them, and which files are generated.
        let registry = |facts: &Facts| {
            facts.details.study.as_ref().map(|study| study.registry.clone()).unwrap_or_default()
        };
        let source = |facts: &Facts| facts.details.source.as_ref().and_then(SourceFields::as_work);
        if now.details.citations == before.details.citations
            && registry(now) == registry(before)
            && source(now) == source(before)
        {
            facts.details = before.details.clone();
        }
    }
    facts.updated = before.updated;
    facts.reviewed = before.reviewed;
    facts.review_by = before.review_by;
    facts.excerpt.clone_from(&before.excerpt);
    facts.links.clone_from(&before.links);
    facts.mentions.clone_from(&before.mentions);
    facts.anchors.clone_from(&before.anchors);
    facts.reading_minutes = before.reading_minutes;
    facts
}
