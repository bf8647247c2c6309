//! [`link`]: makes the linked site from the facts of its documents.
//!
//! What is reused from the previous site, from the cheapest case to the most expensive:
//!
//! 1. Nothing that linking sees has changed: the previous site is returned.
//! 2. A few documents changed, and nothing that others depend on (`relink`): routes, terms and
//!    order are those of the previous site.
//! 3. Documents were added, removed or changed: `DocumentDiff` determines which are the same, and
//!    each part of linking reuses its results for these.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::archive_parts::archive_parts;
use super::article_cards::{add_images, make_card, reusable_card};
use super::article_lists::article_lists;
use super::article_order::{ordered_articles, shared_titles};
use super::card::Card;
use super::cited_works::find_cited_works;
use super::document_diff::DocumentDiff;
use super::drug_pairs::find_drug_pairs;
use super::drug_profiles::add_profiles;
use super::feed_id::find_duplicate_ids;
use super::gather_terms::{TermInputs, gather_terms};
use super::hidden::{Hidden, OmittedEntry};
use super::linked_site::{Site, times};
use super::links::{LinkContext, ResolvedLinks, resolve_links};
use super::omitted_menu::omitted_entries;
use super::outputs::{OutputInput, Outputs};
use super::related::{FormerArticles, find_related};
use super::relink::relink;
use super::routes::{asset_routes, document_routes, redirects, share_file};
use super::terms::TermsOf;
use super::trials::{TrialInput, find_trials};
use crate::clock::Clock;
use crate::config::Config;
use crate::library::{DocId, DocumentKind, Facts, UnlocatedDiagnostic};
use crate::mail_records::MailRecords;
use crate::picture::Pictures;
use crate::route::Route;
use crate::source::SitePath;
use offprint_base::{Fingerprint, Hashed};
use offprint_vocabulary::Vocabulary;

/// Links the documents of a site. The previous site is returned if nothing that linking sees has
/// changed.
pub fn link(
    facts: Vec<Hashed<Facts>>,
    config: &Hashed<Config>,
    files: &Hashed<Vec<SitePath>>,
    pictures: &Hashed<Pictures>,
    mail_records: &Hashed<MailRecords>,
    clock: Clock,
    previous: Option<&Arc<Site>>,
) -> Arc<Site> {
    // What the time decides is the same for both, or nothing of the previous site is used.
    let previous = previous.filter(|site| !site.is_outdated(clock));
    let surroundings = Fingerprint::of(&(config, files, pictures, mail_records, clock.day));
    // With the same documents this number says which of their times have passed.
    let passed = times(&facts).filter(|instant| *instant <= clock.instant).count();
    let fingerprint = Fingerprint::of(&(&facts, surroundings, passed));
    if let Some(site) = previous.filter(|site| site.fingerprint == fingerprint) {
        return Arc::clone(site);
    }
    let comparable = previous.filter(|site| site.surroundings == surroundings);
    if let Some(site) =
        comparable.and_then(|site| relink(&facts, pictures, files, fingerprint, site))
    {
        return Arc::new(site);
    }
    let diff = comparable.map(|site| DocumentDiff::new(&facts, site));
    let diff = diff.as_ref();
    let previous = previous.map(|site| &**site);
    let mut faults = Vec::new();

    let routes = document_routes(&facts, config, clock, diff, &mut faults);
    find_duplicate_ids(&facts, &routes, config, &mut faults);
    let articles = ordered_articles(&facts, &routes, diff);
    let mut rank = vec![None; facts.len()];
    for (place, id) in articles.iter().enumerate() {
        rank[*id] = Some(place);
    }
    let archive_parts = archive_parts(&facts, &articles);
    let vocabulary = site_vocabulary(&facts, config, &routes, previous);
    let input = TermInputs {
        facts: &facts,
        config,
        routes: &routes,
        articles: &articles,
        vocabulary: &vocabulary,
    };
    let (mut terms, terms_of) = gather_terms(input, diff, previous, &mut faults);
    let classes =
        add_profiles(&mut terms[0], &facts, &rank, (&routes, config), &vocabulary, &mut faults);
    let works = find_cited_works(&facts, &articles, &routes);
    let trials = find_trials(TrialInput {
        facts: &facts,
        articles: &articles,
        rank: &rank,
        works: &works,
        drugs: &terms[0],
        terms_of: &terms_of,
    });
    let drug_pairs = find_drug_pairs(&articles, &terms[0], &terms_of, config, &vocabulary);
    let is_shown_as =
        |id: &DocId, kind: &DocumentKind| facts[*id].kind == *kind && routes[*id].is_ok();
    let home = (0..facts.len()).find(|id| is_shown_as(id, &DocumentKind::Home));
    let pages: Vec<DocId> =
        (0..facts.len()).filter(|id| is_shown_as(id, &DocumentKind::Page)).collect();

    let input = OutputInput {
        facts: &facts,
        config,
        routes: &routes,
        home,
        articles: &articles,
        pages: &pages,
        lists: &[],
        terms: &terms,
        classes: &classes,
        archive_parts: &archive_parts,
        drug_pairs: &drug_pairs,
        works: &works,
        trials: &trials,
    };
    let lists = article_lists(input, &terms_of, &vocabulary, &mut faults);
    let input = OutputInput { lists: &lists, ..input };
    // These four do not depend on each other.
    let ((links, shared_titles), (mut cards, related)) = rayon::join(
        || {
            rayon::join(
                || link_documents(input, &vocabulary, files, pictures, &rank, &terms_of, diff),
                || Arc::new(shared_titles(&facts, &articles)),
            )
        },
        || {
            rayon::join(
                || article_cards(input, &rank, &terms_of, diff, clock),
                || {
                    let former = diff.map(|diff| FormerArticles {
                        places: articles.iter().map(|id| diff.old_place(*id)).collect(),
                        terms: &diff.previous.terms,
                    });
                    let known = previous.map(|site| &site.related);
                    find_related(&articles, &terms, &terms_of, former, known)
                },
            )
        },
    );
    add_images(&mut cards, &facts, &links.resolved.documents, |id| {
        let route = routes[id].as_ref().ok()?;
        let warnings = works.warnings(id, &facts[id]);
        Some(make_card(&facts[id], route, (config, clock), &warnings, &terms, |group| {
            terms_of.get(id, group)
        }))
    });
    faults.extend(links.faults);
    let share_file = share_file(&links.asset_routes, pictures);
    Arc::new(Site {
        fingerprint,
        surroundings,
        config: config.clone(),
        mail_records: mail_records.clone(),
        vocabulary,
        facts,
        routes,
        cards,
        articles,
        rank,
        shared_titles,
        archive_parts: Arc::new(archive_parts),
        clock,
        home,
        pages,
        lists: Arc::new(lists),
        terms: Arc::new(terms),
        terms_of: Arc::new(terms_of),
        classes: Arc::new(classes),
        drug_pairs: Arc::new(drug_pairs),
        works: Arc::new(works),
        trials: Arc::new(trials),
        links: Arc::new(links.resolved.documents),
        backlinks: Arc::new(links.resolved.backlinks),
        term_backlinks: Arc::new(links.resolved.term_backlinks),
        share_file,
        variants: Arc::new(links.resolved.variants),
        related,
        outputs: Arc::new(links.outputs),
        redirects: links.redirects,
        asset_routes: links.asset_routes,
        omitted_menu: Arc::new(links.omitted_menu),
        faults,
    })
}

/// The card of each article that is shown.
fn article_cards(
    input: OutputInput<'_>,
    rank: &[Option<usize>],
    terms_of: &TermsOf,
    diff: Option<&DocumentDiff<'_>>,
    clock: Clock,
) -> Vec<Option<Hashed<Card>>> {
    let OutputInput { facts, config, routes, terms, works, .. } = input;
    (0..facts.len())
        .into_par_iter()
        .with_min_len(64)
        .with_max_len(256)
        .map(|id| {
            let route = routes[id].as_ref().ok().filter(|_| rank[id].is_some())?;
            let warnings = works.warnings(id, &facts[id]);
            let known = diff.and_then(|diff| {
                reusable_card(diff, (id, &facts[id]), clock, route, (terms, terms_of), &warnings)
            });
            let card = || {
                make_card(&facts[id], route, (config, clock), &warnings, terms, |group| {
                    terms_of.get(id, group)
                })
            };
            Some(known.cloned().unwrap_or_else(|| Hashed::new(card())))
        })
        .collect()
}

/// The inputs and results of linking all documents.
struct LinkedDocuments {
    asset_routes: Vec<(SitePath, Route)>,
    outputs: Outputs,
    redirects: BTreeMap<Route, Route>,
    resolved: ResolvedLinks,
    omitted_menu: BTreeMap<usize, OmittedEntry>,
    faults: Vec<UnlocatedDiagnostic>,
}

fn link_documents(
    input: OutputInput<'_>,
    vocabulary: &Hashed<Vocabulary>,
    files: &[SitePath],
    pictures: &Pictures,
    rank: &[Option<usize>],
    terms_of: &TermsOf,
    diff: Option<&DocumentDiff<'_>>,
) -> LinkedDocuments {
    let mut faults = Vec::new();
    let asset_routes = asset_routes(input.facts, input.routes, files);
    let outputs = Outputs::new(input, &asset_routes);
    let redirects = redirects(input, &outputs, &mut faults);
    let outputs = outputs.with_redirects(&redirects);
    let context = LinkContext {
        facts: input.facts,
        config: input.config,
        routes: input.routes,
        terms: input.terms,
        outputs: &outputs,
        vocabulary,
        assets: &asset_routes,
        files,
        pictures,
        redirects: &redirects,
    };
    let resolved = resolve_links(&context, rank, terms_of, diff, &mut faults);
    let omitted_menu = omitted_entries(&context);
    LinkedDocuments { asset_routes, outputs, redirects, resolved, omitted_menu, faults }
}

/// The built-in names of drugs, overridden by those of the site's files.
fn site_vocabulary(
    facts: &[Hashed<Facts>],
    config: &Config,
    routes: &[Result<Route, Hidden>],
    previous: Option<&Site>,
) -> Hashed<Vocabulary> {
    let is_drug =
        |id: &DocId| facts[*id].kind.is_of(&config.taxonomies[0].key) && routes[*id].is_ok();
    let drugs: Vec<_> = (0..facts.len()).filter(is_drug).map(|id| facts[id].site_drug()).collect();
    let fingerprint = Fingerprint::of(&drugs);
    match previous
        .map(|site| &site.vocabulary)
        .filter(|vocabulary| vocabulary.fingerprint() == fingerprint)
    {
        Some(vocabulary) => vocabulary.clone(),
        None => Hashed::known(fingerprint, Vocabulary::new(drugs)),
    }
}
