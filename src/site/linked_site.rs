//! [`Site`]: the linked site. It holds the results of linking; this file computes none of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use rustc_hash::FxHashSet;

use super::archive_parts::ArchivePart;
use super::article_list::ArticleList;
use super::card::Card;
use super::cited_works::CitedWorks;
use super::class::Class;
use super::document_links::{DocumentLinks, IncomingLink};
use super::drug_pairs::DrugPairs;
use super::hidden::{Hidden, OmittedEntry};
use super::outputs::{OutputInput, Outputs};
use super::related::Related;
use super::terms::{Terms, TermsOf};
use super::trials::Trials;
use crate::clock::{Clock, Moment};
use crate::config::Config;
use crate::library::{DocId, Facts, UnlocatedDiagnostic};
use crate::mail_records::MailRecords;
use crate::picture::Variant;
use crate::route::Route;
use crate::source::SitePath;
use offprint_base::{Fingerprint, Hashed};
use offprint_vocabulary::Vocabulary;

/// Everything that pages need to know about each other.
#[derive(Debug)]
pub struct Site {
    /// The fingerprint of everything that it was made from.
    pub fingerprint: Fingerprint,
    /// The fingerprint of all inputs except the facts.
    pub(super) surroundings: Fingerprint,
    /// The settings.
    pub config: Hashed<Config>,
    /// What the mails of issues told their readers.
    pub mail_records: Hashed<MailRecords>,
    /// The names of drugs.
    pub(super) vocabulary: Hashed<Vocabulary>,
    /// The facts of each document.
    pub facts: Vec<Hashed<Facts>>,
    /// Where each document is, or why it is not shown.
    pub routes: Vec<Result<Route, Hidden>>,
    /// The card of each article that is shown; `None` for other documents.
    pub cards: Vec<Option<Hashed<Card>>>,
    /// The articles that are shown, newest first.
    pub articles: Vec<DocId>,
    /// The index of each document in `articles`.
    pub rank: Vec<Option<usize>>,
    /// The titles that several articles share.
    pub shared_titles: Arc<FxHashSet<String>>,
    /// The articles by month, newest first.
    pub archive_parts: Arc<Vec<ArchivePart>>,
    /// The moment of the build.
    pub clock: Clock,
    /// `content/index.md`, if it is shown.
    pub home: Option<DocId>,
    /// Standalone pages that are shown.
    pub pages: Vec<DocId>,
    /// The lists of articles of these pages.
    pub lists: Arc<Vec<ArticleList>>,
    /// The terms of each group, in the order of the settings.
    pub terms: Arc<Vec<Terms>>,
    /// The terms of each article.
    pub terms_of: Arc<TermsOf>,
    /// The classes of its drugs, by slug.
    pub classes: Arc<Vec<Class>>,
    /// Which drugs appear in the same articles, and which pairs have a page.
    pub drug_pairs: Arc<DrugPairs>,
    /// The works that articles cite.
    pub works: Arc<CitedWorks>,
    /// The registered trials that they and the articles name.
    pub trials: Arc<Trials>,
    /// The resolved links of each document.
    pub links: Arc<Vec<Arc<DocumentLinks>>>,
    /// The links from other documents to each document.
    pub backlinks: Arc<Vec<Vec<IncomingLink>>>,
    /// The links to each term from documents that do not belong to it: a list for each group.
    pub term_backlinks: Arc<Vec<Vec<Vec<IncomingLink>>>>,
    /// The articles nearest to each article.
    pub related: Arc<Related>,
    /// Every file that the site produces.
    pub outputs: Arc<Outputs>,
    /// Old routes and the routes that they redirect to.
    pub redirects: BTreeMap<Route, Route>,
    /// The site's own image file for link previews: its route, and its size.
    pub share_file: Option<(Route, Option<(u32, u32)>)>,
    /// The routes of scaled images, with the source file and the variant of each.
    pub variants: Arc<BTreeMap<Route, (SitePath, Variant)>>,
    /// The route of each copied file, in the order of the files.
    pub asset_routes: Vec<(SitePath, Route)>,
    /// The entries of the menu, by index, whose pages are not published.
    pub omitted_menu: Arc<BTreeMap<usize, OmittedEntry>>,
    /// Problems, without positions in the texts.
    pub faults: Vec<UnlocatedDiagnostic>,
}

/// The instants at which documents appear or disappear.
pub(super) fn times(facts: &[Hashed<Facts>]) -> impl Iterator<Item = Timestamp> {
    let moments = facts
        .iter()
        .flat_map(|facts| [facts.publish_on.or(facts.date), facts.expires].into_iter().flatten());
    moments.filter_map(Moment::instant)
}

impl Site {
    /// Whether the site has a page, a file or a redirect at a path below its address.
    pub fn has_path(&self, path: &str) -> bool {
        let page = path.strip_suffix("index.html").unwrap_or(path);
        [path.to_owned(), page.to_owned(), format!("{page}/")].iter().any(|path| {
            let route = Route::parse(path).ok();
            self.outputs.contains(path)
                || route.as_ref().is_some_and(|route| {
                    self.redirects.contains_key(route)
                        || self.asset_routes.iter().any(|(_, known)| known == route)
                })
        })
    }

    /// Whether time alone changes the site between its build and another moment: another day, or a
    /// time in the front matter of a document.
    pub fn is_outdated(&self, clock: Clock) -> bool {
        let (from, to) = (self.clock.instant, clock.instant);
        let (from, to) = if from <= to { (from, to) } else { (to, from) };
        self.clock.day != clock.day
            || times(&self.facts).any(|instant| from < instant && instant <= to)
    }

    /// Until when the site is the same if no file changes.
    pub fn valid_until(&self) -> Timestamp {
        let zone = self.config.zone();
        let tomorrow = self.clock.day.tomorrow().ok();
        let midnight = tomorrow
            .and_then(|day| day.to_zoned(zone).ok())
            .map_or(Timestamp::MAX, |start| start.timestamp());
        let later = times(&self.facts).filter(|instant| *instant > self.clock.instant);
        later.min().map_or(midnight, |first| first.min(midnight))
    }

    /// A route as a link: percent-encoded, after the site's base path.
    pub fn url(&self, route: &Route) -> String {
        format!("{}{}", self.config.base_path, route.encoded())
    }

    /// A route as a full URL.
    pub fn permalink(&self, route: &Route) -> String {
        permalink(&self.config, route)
    }

    /// The built-in names of drugs, overridden by those of the site.
    pub(crate) fn vocabulary(&self) -> &Hashed<Vocabulary> {
        &self.vocabulary
    }

    /// The input of the list of outputs.
    pub(crate) fn output_input(&self) -> OutputInput<'_> {
        OutputInput {
            facts: &self.facts,
            config: &self.config,
            routes: &self.routes,
            home: self.home,
            articles: &self.articles,
            pages: &self.pages,
            lists: &self.lists,
            terms: &self.terms,
            classes: &self.classes,
            archive_parts: &self.archive_parts,
            drug_pairs: &self.drug_pairs,
            works: &self.works,
            trials: &self.trials,
        }
    }

    /// A document's route, if it is shown.
    pub fn route(&self, document: DocId) -> Option<&Route> {
        self.routes[document].as_ref().ok()
    }
}

pub(super) fn permalink(config: &Config, route: &Route) -> String {
    format!("{}{}", config.base_url, &route.encoded()[1..])
}
