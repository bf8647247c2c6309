//! [`Site`]: the linked site. It holds what linking found and finds nothing itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::FxHashSet;

use super::card::Card;
use super::class::Class;
use super::document_links::{DocumentLinks, IncomingLink};
use super::hidden::Hidden;
use super::issues::Issue;
use super::outputs::{OutputInput, Outputs};
use super::related::Related;
use super::terms::{Terms, TermsOf};
use crate::config::Config;
use crate::library::{DocId, Facts, UnlocatedDiagnostic};
use crate::picture::Variant;
use crate::route::Route;
use crate::source::SitePath;
use offprint_base::{Fingerprint, Hashed};
use offprint_vocabulary::Vocabulary;

/// Everything that pages need to know of each other.
#[derive(Debug)]
pub struct Site {
    /// Of everything that it was made from.
    pub fingerprint: Fingerprint,
    /// Of everything except the facts.
    pub(super) surroundings: Fingerprint,
    /// The settings.
    pub config: Hashed<Config>,
    /// The names of drugs.
    pub(super) vocabulary: Hashed<Vocabulary>,
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
    /// The resolved links of each document.
    pub links: Arc<Vec<Arc<DocumentLinks>>>,
    /// The links that lead to each document, from others.
    pub backlinks: Arc<Vec<Vec<IncomingLink>>>,
    /// The links that lead to each term from documents that do not belong to it: a list for each
    /// group.
    pub term_backlinks: Arc<Vec<Vec<Vec<IncomingLink>>>>,
    /// The articles nearest to each article.
    pub related: Arc<Related>,
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
    /// What is wrong, without places in the texts.
    pub faults: Vec<UnlocatedDiagnostic>,
}

impl Site {
    /// A route as a link: percent-encoded, behind the site's base path.
    pub fn url(&self, route: &Route) -> String {
        format!("{}{}", self.config.base_path, route.encoded())
    }

    /// A route as a full URL.
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

pub(super) fn permalink(config: &Config, route: &Route) -> String {
    format!("{}{}", config.base_url, &route.encoded()[1..])
}
