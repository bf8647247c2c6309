//! [`Site`]: who belongs to what; and [`link`], which finds it out.
//!
//! Linking sees the facts of all documents, the settings, the names of the files that are copied,
//! what the headers of images say, and the day: these make up its key. It cannot read a body, so
//! the edit of a body cannot make it stale. Nothing is shown here and nothing rendered.

mod card;
mod inventory;
mod issues;
mod kept;
mod links;
mod outputs;
mod profile;
mod related;
mod relink;
mod routes;
mod spelling;
mod terms;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashSet};

pub use card::{Card, TermRef, iso_date};
pub use inventory::{ArticleEntry, Inventory, TermEntry};
pub use issues::{Issue, archive_index, map_route, year_route};
pub use links::{Back, Filled};
pub use outputs::{
    FeedFormat, OutputKind, Outputs, SEARCH_INDEX, SITEMAP_SIZE, ShownText, SiteOutput,
    SitemapEntry, citation_files, feed_formats, has_archive, has_map, markdown_copy,
    search_description_route, search_route, sitemap_route,
};
pub use profile::{Class, Profile, class_index};
pub use routes::Hidden;
pub use terms::{Term, TermId, Terms, TermsOf};

use crate::cached_value::CachedValue;
use crate::config::Config;
use crate::library::{DocId, Facts, Fault, Kind};
use crate::picture::{Pictures, Variant};
use crate::route::Route;
use crate::source::SitePath;
use kept::Kept;
use offprint_base::{Fingerprint, Hashed};
use offprint_vocabulary::Vocabulary;
use outputs::OutputInput;

/// Everything that pages need to know of each other.
#[derive(Debug)]
pub struct Site {
    /// Of everything it was made of.
    pub fingerprint: Fingerprint,
    /// Of all that but the facts.
    around: Fingerprint,
    /// The settings.
    pub config: Hashed<Config>,
    /// The names of drugs.
    vocabulary: Hashed<Vocabulary>,
    /// The facts of each document.
    pub facts: Vec<Hashed<Facts>>,
    /// Where each document is, or why it is not shown.
    pub routes: Vec<Result<Route, Hidden>>,
    /// Each article that is shown, seen from outside; `None` for other documents.
    pub cards: Vec<Option<Hashed<Card>>>,
    /// The articles that are shown, newest first.
    pub articles: Vec<DocId>,
    /// The place of each document in `articles`.
    pub rank: Vec<Option<usize>>,
    /// The titles that more than one article has.
    pub shared_titles: Arc<FxHashSet<String>>,
    /// The articles by month, newest first.
    pub issues: Arc<Vec<Issue>>,
    /// The day of the build.
    pub today: Date,
    /// `content/index.md`, if it is shown.
    pub home: Option<DocId>,
    /// Standalone pages that are shown.
    pub pages: Vec<DocId>,
    /// The terms of each group, in the order of the settings.
    pub terms: Arc<Vec<Terms>>,
    /// The terms of each article.
    pub terms_of: Arc<TermsOf>,
    /// The classes of its drugs, by slug.
    pub classes: Arc<Vec<Class>>,
    /// What became of the links of each document.
    pub filled: Arc<Vec<Arc<Filled>>>,
    /// The links that lead to each document, from others.
    pub backlinks: Arc<Vec<Vec<Back>>>,
    /// The links that lead to each term from documents that do not belong to it: a list for each
    /// group.
    pub term_backlinks: Arc<Vec<Vec<Vec<Back>>>>,
    /// The articles nearest to each article.
    pub related: Arc<related::Related>,
    /// Every file that follows from all this.
    pub outputs: Arc<Outputs>,
    /// Old routes, and where they lead now.
    pub redirects: BTreeMap<Route, Route>,
    /// The site's own file for that: where it goes, and its size.
    pub share_file: Option<(Route, Option<(u32, u32)>)>,
    /// Where smaller pictures go, the file that each is made of, and what is made of it.
    pub variants: Arc<BTreeMap<Route, (SitePath, Variant)>>,
    /// Where each file that is copied goes; in the order of the files.
    pub asset_routes: Vec<(SitePath, Route)>,
    /// What is wrong, not yet placed.
    pub faults: Vec<Fault>,
}

impl Site {
    /// A route as a link: percent-encoded, behind the site's base path.
    pub fn url(&self, route: &Route) -> String {
        format!("{}{}", self.config.base_path, route.encoded())
    }

    /// A route as a whole address.
    pub fn permalink(&self, route: &Route) -> String {
        permalink(&self.config, route)
    }

    /// The built-in names of drugs, and those of the site over them.
    pub(crate) fn vocabulary(&self) -> &Hashed<Vocabulary> {
        &self.vocabulary
    }

    /// What the list of outputs is made from.
    pub(crate) fn output_input(&self) -> OutputInput<'_> {
        OutputInput {
            facts: &self.facts,
            config: &self.config,
            routes: &self.routes,
            home: self.home,
            articles: &self.articles,
            pages: &self.pages,
            terms: &self.terms,
            classes: &self.classes,
            issues: &self.issues,
        }
    }

    /// A document's route, if it is shown.
    pub fn route(&self, document: DocId) -> Option<&Route> {
        self.routes[document].as_ref().ok()
    }
}

fn permalink(config: &Config, route: &Route) -> String {
    format!("{}{}", config.base_url, &route.encoded()[1..])
}

/// The titles that more than one of these articles has.
fn shared_titles(facts: &[Hashed<Facts>], articles: &[DocId]) -> FxHashSet<String> {
    let mut known = FxHashSet::with_capacity_and_hasher(articles.len(), FxBuildHasher);
    articles
        .iter()
        .map(|id| facts[*id].title.as_str())
        .filter(|title| !known.insert(*title))
        .map(str::to_owned)
        .collect()
}

/// Links the documents of a site. The previous site is taken whole if nothing that linking sees has
/// changed.
pub fn link(
    facts: Vec<Hashed<Facts>>,
    config: &Hashed<Config>,
    files: &Hashed<Vec<SitePath>>,
    pictures: &Hashed<Pictures>,
    today: Date,
    previous: Option<&Arc<Site>>,
) -> Arc<Site> {
    let around = Fingerprint::of(&(config, files, pictures, today));
    let fingerprint = Fingerprint::of(&(&facts, around));
    if let Some(site) = previous.filter(|site| site.fingerprint == fingerprint) {
        return Arc::clone(site);
    }
    let same_around = previous.filter(|site| site.around == around);
    if let Some(site) =
        same_around.and_then(|site| relink::relink(&facts, pictures, fingerprint, site))
    {
        return Arc::new(site);
    }
    let kept = same_around.map(|site| Kept::of(&facts, site));
    let kept = kept.as_ref();
    let mut faults = Vec::new();
    let routes = routes::routes(&facts, config, today, kept, &mut faults);
    let articles = articles(&facts, &routes, kept);
    let mut rank = vec![None; facts.len()];
    for (place, id) in articles.iter().enumerate() {
        rank[*id] = Some(place);
    }
    let issues = issues::issues(&facts, &articles);
    let previous = previous.map(|site| &**site);
    let vocabulary = vocabulary(&facts, config, &routes, previous);
    let ground = terms::Ground {
        facts: &facts,
        config,
        routes: &routes,
        articles: &articles,
        vocabulary: &vocabulary,
    };
    let (mut terms, terms_of) = terms::gather(ground, kept, previous, &mut faults);
    let classes = profile::profile(&mut terms[0], &facts, &rank, config, &vocabulary);
    let home = (0..facts.len()).find(|id| facts[*id].kind == Kind::Home && routes[*id].is_ok());
    let pages: Vec<DocId> = (0..facts.len())
        .filter(|id| facts[*id].kind == Kind::Page && routes[*id].is_ok())
        .collect();
    // These four know nothing of each other.
    let cards = || -> Vec<Option<Hashed<Card>>> {
        (0..facts.len())
            .into_par_iter()
            .with_min_len(64)
            .with_max_len(256)
            .map(|id| {
                let route = routes[id].as_ref().ok().filter(|_| rank[id].is_some())?;
                let known = kept.and_then(|kept| known_card(kept, id, route, &terms, &terms_of));
                let made =
                    || card(&facts[id], route, config, &terms, |group| terms_of.get(id, group));
                Some(known.cloned().unwrap_or_else(|| Hashed::new(made())))
            })
            .collect()
    };
    let related =
        || related::related(&articles, &terms, &terms_of, kept, previous.map(|site| &site.related));
    let links = || {
        let mut faults = Vec::new();
        let asset_routes = routes::assets(&facts, &routes, files);
        let input = OutputInput {
            facts: &facts,
            config,
            routes: &routes,
            home,
            articles: &articles,
            pages: &pages,
            terms: &terms,
            classes: &classes,
            issues: &issues,
        };
        let outputs = Outputs::new(input, &asset_routes);
        let redirects = routes::redirects(input, &outputs, &mut faults);
        let outputs = outputs.with_redirects(&redirects, &asset_routes);
        let map = links::Map {
            facts: &facts,
            config,
            routes: &routes,
            terms: &terms,
            outputs: &outputs,
            vocabulary: &vocabulary,
            assets: &asset_routes,
            pictures,
            redirects: &redirects,
        };
        let resolved = links::resolve(&map, &rank, &terms_of, kept, &mut faults);
        (asset_routes, outputs, redirects, resolved, faults)
    };
    let shared_titles = || Arc::new(shared_titles(&facts, &articles));
    let ((links, shared_titles), (cards, related)) =
        rayon::join(|| rayon::join(links, shared_titles), || rayon::join(cards, related));
    let (asset_routes, outputs, redirects, resolved, more) = links;
    faults.extend(more);
    let share_file = routes::share_file(&asset_routes, pictures);
    Arc::new(Site {
        fingerprint,
        around,
        config: config.clone(),
        vocabulary,
        facts,
        routes,
        cards,
        articles,
        rank,
        shared_titles,
        issues: Arc::new(issues),
        today,
        home,
        pages,
        terms: Arc::new(terms),
        terms_of: Arc::new(terms_of),
        classes: Arc::new(classes),
        filled: Arc::new(resolved.filled),
        backlinks: Arc::new(resolved.backlinks),
        term_backlinks: Arc::new(resolved.term_backlinks),
        share_file,
        variants: Arc::new(resolved.variants),
        related,
        outputs: Arc::new(outputs),
        redirects,
        asset_routes,
        faults,
    })
}

/// The built-in names of drugs, and those of the site's files over them.
fn vocabulary(
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

/// The articles that are shown, newest first. Those that were shown before are in their order
/// already.
fn articles(
    facts: &[Hashed<Facts>],
    routes: &[Result<Route, Hidden>],
    kept: Option<&Kept<'_>>,
) -> Vec<DocId> {
    let is_shown = |id: &DocId| facts[*id].kind == Kind::Article && routes[*id].is_ok();
    let Some(kept) = kept else {
        let mut articles: Vec<DocId> = (0..facts.len()).filter(is_shown).collect();
        articles.sort_by(|a, b| newest_first(&facts[*a], &facts[*b]));
        return articles;
    };
    let still =
        kept.site.articles.iter().filter_map(|was| kept.is(*was)).filter(|id| routes[*id].is_ok());
    let mut articles: Vec<DocId> = still.collect();
    let is_new = |id: &DocId| kept.was(*id).is_none_or(|was| kept.site.rank[was].is_none());
    let new: Vec<DocId> = (0..facts.len()).filter(|id| is_new(id) && is_shown(id)).collect();
    if new.len() > FEW {
        articles.extend(new);
        articles.sort_by(|a, b| newest_first(&facts[*a], &facts[*b]));
    } else {
        for id in new {
            let place =
                articles.partition_point(|other| newest_first(&facts[*other], &facts[id]).is_lt());
            articles.insert(place, id);
        }
    }
    articles
}

/// How many articles are put in their places one by one.
const FEW: usize = 32;

/// Newest first; those without a date last; by path where dates are the same.
fn newest_first(a: &Facts, b: &Facts) -> std::cmp::Ordering {
    b.date.cmp(&a.date).then_with(|| a.path.cmp(&b.path))
}

/// The card that an article had, if all that it shows is the same.
fn known_card<'k>(
    kept: &'k Kept<'_>,
    id: DocId,
    route: &Route,
    terms: &[Terms],
    terms_of: &TermsOf,
) -> Option<&'k Hashed<Card>> {
    let (before, was) = (kept.site, kept.was(id)?);
    let is_same = |group: usize| {
        let now = terms_of.get(id, group).iter().map(|term| &terms[group].list[*term].link);
        now.eq(before
            .terms_of
            .get(was, group)
            .iter()
            .map(|term| &before.terms[group].list[*term].link))
    };
    let is_same = before.routes[was].as_ref() == Ok(route) && (0..2).all(is_same);
    before.cards[was].as_ref().filter(|_| is_same)
}

fn card<'t>(
    facts: &Facts,
    route: &Route,
    config: &Config,
    terms: &[Terms],
    terms_of: impl Fn(usize) -> &'t [TermId],
) -> Card {
    let refs = |group: usize| -> Vec<Hashed<CachedValue<TermRef>>> {
        terms_of(group).iter().map(|id| terms[group].list[*id].link.clone()).collect()
    };
    Card {
        title: facts.title.clone(),
        url: format!("{}{}", config.base_path, route.encoded()),
        permalink: permalink(config, route),
        date: facts.date.map(iso_date),
        date_display: facts.date.map(|when| config.words.day(when.day)),
        year: facts.date.map(|when| when.day.year()),
        month: facts.date.map(|when| when.day.month()),
        updated: facts.updated.map(iso_date),
        summary: facts.summary.clone().or_else(|| facts.excerpt.clone()),
        authors: facts.authors.clone(),
        drugs: refs(0),
        tags: refs(1),
        reading_minutes: facts.reading_minutes,
        draft: facts.draft,
    }
}
