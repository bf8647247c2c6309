//! [`Outputs`]: which files a linked site produces, defined once.
//!
//! Linking asks this list whether a URL exists, rendering makes every file in it, and the sitemap,
//! `llms.txt` and incremental rendering are read from it. A new kind of page needs a variant of
//! [`OutputKind`], one entry in [`list_outputs`] that says where its pages are, and one line in
//! [`OutputKind::properties`]; `edition` then renders it.
//!
//! Files that depend on more than the linked site (copied files, asset fingerprints, the theme's
//! style sheet, scaled images) are added by `edition/plan.rs`. This module must not know how a
//! page looks.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::archive_parts::{ArchivePart, archive_index, archive_years, map_route};
use super::article_list::ArticleList;
use super::cited_works::{CitedWorks, SiteWork, work_index};
use super::class::{Class, class_index};
use super::drug_pairs::{DrugPairs, comparison_index};
use super::hidden::Hidden;
use super::terms::{Term, TermId, Terms};
use super::trials::{Trials, trial_index};
use crate::config::{Config, ISSUES, Membership, RssFeeds};
use crate::library::{DocId, Facts};
use crate::picture::Variant;
use crate::route::Route;
use crate::source::SitePath;
use offprint_base::Hashed;
use offprint_hosting::HostFile;

/// The folder of the search index. Its files are made when they are first requested, so they are
/// not in the list.
pub const SEARCH_INDEX: &str = "/search/index/";

/// The maximum number of URLs in one sitemap (sitemaps.org, protocol 0.9).
pub const SITEMAP_SIZE: usize = 50_000;

/// The page that searches the site.
pub fn search_route() -> Route {
    Route::of("/search/")
}

/// The page that says how readers follow the site.
pub fn follow_route() -> Route {
    Route::of("/follow/")
}

/// The description of the search for browsers.
pub fn search_description_route() -> Route {
    search_route().beside("opensearch.xml")
}

/// One file of the output.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SiteOutput {
    /// The file's route.
    pub route: Route,
    /// What it contains.
    pub kind: OutputKind,
}

/// What a file of the output contains.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OutputKind {
    /// The home page and the further pages of its list, from 1.
    Home {
        /// Which page.
        page: usize,
    },
    /// An article.
    Article(DocId),
    /// The Markdown of an article.
    Markdown(DocId),
    /// Works as a file for reference managers.
    References {
        /// Which works.
        scope: ReferenceScope,
        /// The format.
        format: ReferenceFormat,
    },
    /// A standalone page.
    Page(DocId),
    /// A standalone page with a list of articles and the further pages of its list, from 1.
    List {
        /// Its index in [`Site::lists`](super::Site::lists).
        list: usize,
        /// Which page.
        page: usize,
    },
    /// The index of a group of terms.
    Terms {
        /// The group.
        group: usize,
    },
    /// A term and the further pages of its list, from 1.
    Term {
        /// Its group.
        group: usize,
        /// The term.
        term: TermId,
        /// Which page.
        page: usize,
    },
    /// A class of drugs: its index in [`Site::classes`](super::Site::classes).
    Class(usize),
    /// The index of the classes of drugs.
    Classes,
    /// The page that compares two drugs: its index in the comparisons of the site.
    Comparison(usize),
    /// The index of the comparisons.
    Comparisons,
    /// A work that articles cite: its index in [`Site::works`](super::Site::works).
    Work(usize),
    /// The list of the works that articles cite.
    Works,
    /// A registered trial: its index in [`Site::trials`](super::Site::trials).
    Trial(usize),
    /// The list of trials.
    Trials,
    /// The archive.
    Archive,
    /// A year of the archive.
    Year(i16),
    /// The articles of a month, or those without a date, and the further pages of the list, from 1.
    ArchivePart {
        /// Its index in [`Site::archive_parts`](super::Site::archive_parts).
        number: usize,
        /// Which page.
        page: usize,
    },
    /// The map of drugs.
    Map,
    /// The page that says how readers follow the site.
    Follow,
    /// A feed of the site or of a term.
    Feed {
        /// The format.
        format: FeedFormat,
        /// The group and the term; `None` for the feed of the site.
        term: Option<(usize, TermId)>,
    },
    /// The feed of issues, each with its articles.
    IssueFeed {
        /// The format.
        format: FeedFormat,
    },
    /// `404.html`.
    NotFound,
    /// The page that searches the site.
    Search,
    /// The description of the search for browsers.
    OpenSearch,
    /// The list of sitemaps.
    SitemapIndex {
        /// The number of parts.
        parts: usize,
    },
    /// A sitemap: the only one, or a part.
    Sitemap {
        /// Which part, from 0.
        part: usize,
    },
    /// `robots.txt`.
    Robots,
    /// `llms.txt`.
    Llms,
    /// A configuration file of web hosts.
    HostFile(HostFile),
    /// A page that redirects to another route.
    Redirect(Route),
    /// A copied file.
    Asset(SitePath),
    /// The style sheet with the colours that the site chose.
    Style,
    /// The social card of an article, or of the site.
    SocialCard(Option<DocId>),
    /// A scaled copy of an image.
    Variant(SitePath, Variant),
}

/// The names of the files of feeds: Atom, RSS and JSON Feed.
pub const FEED_FILES: [&str; 3] = ["feed.xml", "rss.xml", "feed.json"];

/// Which works a file for reference managers contains.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ReferenceScope {
    /// Those that an article cites.
    Article(DocId),
    /// Those that the articles of a term cite.
    Term(usize, TermId),
    /// All works that articles of the site cite.
    Site,
}

/// The formats of files for reference managers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ReferenceFormat {
    /// BibTeX, which BibLaTeX and Biber read, too.
    BibTex,
    /// RIS.
    Ris,
    /// CSL-JSON.
    CslJson,
}

impl ReferenceFormat {
    /// Every format, in the order in which pages offer them.
    pub const ALL: [Self; 3] = [Self::BibTex, Self::Ris, Self::CslJson];

    /// The name of the file, beside the page that lists the works.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::BibTex => "citations.bib",
            Self::Ris => "citations.ris",
            Self::CslJson => "citations.json",
        }
    }

    /// The name of the format.
    pub fn label(self) -> &'static str {
        match self {
            Self::BibTex => "BibTeX",
            Self::Ris => "RIS",
            Self::CslJson => "CSL-JSON",
        }
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::BibTex => "application/x-bibtex",
            Self::Ris => "application/x-research-info-systems",
            Self::CslJson => "application/vnd.citationstyles.csl+json",
        }
    }
}

/// The formats of feeds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FeedFormat {
    /// Atom (RFC 4287).
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// The name of the file, beside the page that the feed follows.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Atom => FEED_FILES[0],
            Self::Rss => FEED_FILES[1],
            Self::Json => FEED_FILES[2],
        }
    }

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// The key of the message that names the format for readers.
    pub fn message(self) -> &'static str {
        match self {
            Self::Atom => "atom_feed",
            Self::Rss => "rss_feed",
            Self::Json => "json_feed",
        }
    }
}

/// Whether the sitemap lists a file, and which document provides the date of its last change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SitemapEntry {
    /// It is not listed.
    Omitted,
    /// It is listed, without a date.
    Undated,
    /// It is listed with the date of a document.
    Dated(DocId),
}

/// The documents whose text a file may show.
///
/// The text of a document is not part of the linked site, so rendering must know where it shows
/// when only texts were edited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ShownText {
    /// None: the file depends on the linked site only.
    Nothing,
    /// One document.
    Document(DocId),
    /// The file of a term, and the articles of the term.
    Term(usize, TermId),
    /// Any document, or a file that is not part of the linked site.
    Anything,
}

/// What the readers of the list need to know of an output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OutputProperties {
    /// For the sitemap.
    pub sitemap: SitemapEntry,
    /// For incremental rendering.
    pub text: ShownText,
}

impl OutputKind {
    /// What the readers of the list need to know of an output of this kind.
    pub fn properties(&self, input: OutputInput<'_>) -> OutputProperties {
        use ShownText::{Anything, Document, Nothing};
        use SitemapEntry::{Dated, Omitted, Undated};
        let listed = |document: Option<DocId>| document.map_or(Undated, Dated);
        let shown = |document: Option<DocId>| document.map_or(Nothing, Document);
        let (sitemap, text) = match self {
            Self::Home { page: 1 } => (Undated, shown(input.home)),
            Self::Home { .. } => (Omitted, shown(input.home)),
            Self::Article(id) | Self::Page(id) => (Dated(*id), Document(*id)),
            Self::Markdown(id) | Self::References { scope: ReferenceScope::Article(id), .. } => {
                (Omitted, Document(*id))
            }
            // Their content follows from the front matter of articles.
            Self::References { .. } => (Omitted, Nothing),
            Self::List { list, page } => {
                let id = input.lists[*list].document;
                (if *page == 1 { Dated(id) } else { Omitted }, Document(id))
            }
            Self::Terms { .. } => (Undated, Nothing),
            Self::Term { group, term, page } => {
                let terms = &input.terms[*group];
                let term = &terms.list[*term];
                let newest = match terms.membership {
                    Membership::Listed => {
                        term.articles.iter().copied().max_by_key(|id| input.facts[*id].date)
                    }
                    _ => term.articles.first().copied(),
                };
                (if *page == 1 { listed(newest) } else { Omitted }, shown(term.document))
            }
            Self::Class(number) => {
                let class = &input.classes[*number];
                (listed(class.articles.first().copied()), shown(class.document))
            }
            Self::Comparison(number) => {
                let comparison = &input.drug_pairs.comparisons[*number];
                (listed(comparison.articles.first().copied()), Nothing)
            }
            Self::Work(number) => {
                let work = &input.works.list[*number];
                (listed(work.document), shown(work.document))
            }
            Self::Trial(number) => {
                let trial = &input.trials.list[*number];
                let newest = trial
                    .reported_in
                    .iter()
                    .chain(&trial.cited_in)
                    .min_by_key(|id| std::cmp::Reverse(input.facts[**id].date));
                (listed(newest.copied()), Nothing)
            }
            Self::Works
            | Self::Trials
            | Self::Comparisons
            | Self::Classes
            | Self::Archive
            | Self::Year(_)
            | Self::Map
            | Self::Follow => (Undated, Nothing),
            Self::ArchivePart { page, .. } => (if *page == 1 { Undated } else { Omitted }, Nothing),
            Self::Feed { term: None, .. } | Self::IssueFeed { .. } | Self::Asset(_) => {
                (Omitted, Anything)
            }
            Self::Feed { term: Some((group, term)), .. } => {
                (Omitted, ShownText::Term(*group, *term))
            }
            Self::NotFound
            | Self::Search
            | Self::OpenSearch
            | Self::SitemapIndex { .. }
            | Self::Sitemap { .. }
            | Self::Robots
            | Self::Llms
            | Self::HostFile(_)
            | Self::Redirect(_)
            | Self::Style
            | Self::SocialCard(_)
            | Self::Variant(..) => (Omitted, Nothing),
        };
        OutputProperties { sitemap, text }
    }

    /// The document that this page shows, if an editor wrote the page.
    pub(super) fn document(&self, input: OutputInput<'_>) -> Option<DocId> {
        match self {
            Self::Article(id) | Self::Page(id) => Some(*id),
            Self::Home { page: 1 } => input.home,
            Self::List { list, page: 1 } => Some(input.lists[*list].document),
            Self::Term { group, term, page: 1 } => input.terms[*group].list[*term].document,
            Self::Class(number) => input.classes[*number].document,
            Self::Work(number) => input.works.list[*number].document,
            _ => None,
        }
    }
}

/// The parts of a site that its list of outputs is made from.
#[derive(Clone, Copy)]
pub struct OutputInput<'s> {
    pub(super) facts: &'s [Hashed<Facts>],
    pub(super) config: &'s Config,
    pub(super) routes: &'s [Result<Route, Hidden>],
    pub(super) home: Option<DocId>,
    /// The articles that are shown, newest first.
    pub(super) articles: &'s [DocId],
    /// The standalone pages that are shown.
    pub(super) pages: &'s [DocId],
    /// The lists of these pages.
    pub(super) lists: &'s [ArticleList],
    pub(super) terms: &'s [Terms],
    pub(super) classes: &'s [Class],
    pub(super) archive_parts: &'s [ArchivePart],
    pub(super) drug_pairs: &'s DrugPairs,
    pub(super) works: &'s CitedWorks,
    pub(super) trials: &'s Trials,
}

/// The files that a linked site produces.
#[derive(Debug, Default)]
pub struct Outputs {
    list: Vec<SiteOutput>,
    has_search: bool,
    /// The index of each output by its route, without redirects; made when it is first needed.
    by_route: OnceLock<FxHashMap<Route, usize>>,
}

impl Outputs {
    /// Lists the files of a site, without its redirects. `own_files` are the copied files: an
    /// editor's own `robots.txt` replaces the generated one.
    pub(super) fn new(input: OutputInput<'_>, own_files: &[(SitePath, Route)]) -> Self {
        Self {
            list: list_outputs(input, own_files),
            has_search: input.config.outputs.search,
            by_route: OnceLock::new(),
        }
    }

    /// Adds the redirects.
    pub(super) fn with_redirects(mut self, redirects: &BTreeMap<Route, Route>) -> Self {
        self.by_route.take();
        if redirects.is_empty() {
            // A file that would be empty.
            self.list.retain(|output| output.kind != OutputKind::HostFile(HostFile::Redirects));
        }
        self.list.extend(redirects.iter().map(|(old, now)| SiteOutput {
            route: old.clone(),
            kind: OutputKind::Redirect(now.clone()),
        }));
        self
    }

    /// The files, in the order of the sitemap.
    pub fn list(&self) -> &[SiteOutput] {
        &self.list
    }

    /// The routes of all pages, without redirects.
    pub(super) fn pages(&self) -> impl Iterator<Item = &Route> {
        let is_page = |output: &&SiteOutput| {
            output.route.as_str().ends_with('/') && !matches!(output.kind, OutputKind::Redirect(_))
        };
        self.list.iter().filter(is_page).map(|output| &output.route)
    }

    /// The output at a path of the site, unless it is a redirect; `/a/index.html` is `/a/`.
    pub(super) fn at(&self, path: &str) -> Option<&SiteOutput> {
        let by_route = self.by_route.get_or_init(|| {
            let mut map = FxHashMap::with_capacity_and_hasher(self.list.len(), FxBuildHasher);
            for (index, output) in self.list.iter().enumerate() {
                if !matches!(output.kind, OutputKind::Redirect(_)) {
                    map.entry(output.route.clone()).or_insert(index);
                }
            }
            map
        });
        by_route.get(without_index(path)).map(|index| &self.list[*index])
    }

    /// Whether a path of the site is a file that the site produces, other than a redirect.
    pub(super) fn contains(&self, path: &str) -> bool {
        self.has_search && path.starts_with(SEARCH_INDEX) || self.at(path).is_some()
    }
}

/// A path without a trailing `index.html`: `/a/` and `/a/index.html` are one file.
pub(super) fn without_index(path: &str) -> &str {
    path.strip_suffix("index.html").filter(|folder| folder.ends_with('/')).unwrap_or(path)
}

/// Whether the site has an archive: some article must have a date.
pub fn has_archive(config: &Config, archive_parts: &[ArchivePart]) -> bool {
    config.outputs.archive && archive_parts.iter().any(|part| part.period.is_some())
}

/// Whether the site has a map: some drugs must share articles.
pub fn has_map(config: &Config, terms: &[Terms]) -> bool {
    config.outputs.map && terms[0].list.iter().any(|drug| !drug.drugs_with.is_empty())
}

/// The formats of the site's feeds; none if it has no feeds.
pub fn site_feed_formats(config: &Config) -> Vec<FeedFormat> {
    feed_formats(config, config.feeds.limit, config.feeds.rss != RssFeeds::None)
}

/// The formats of the feeds of a term with this number of articles with dates.
pub fn term_feed_formats(config: &Config, dated: usize) -> Vec<FeedFormat> {
    let limit = config.feeds.term_limit.min(dated).min(config.feeds.limit);
    feed_formats(config, limit, config.feeds.rss == RssFeeds::All)
}

/// The formats of the feed of issues: at least one of them has a date.
pub fn issue_feed_formats(
    config: &Config,
    issues: &Terms,
    facts: &[Hashed<Facts>],
) -> Vec<FeedFormat> {
    if issues.membership != Membership::Listed {
        return Vec::new();
    }
    let has_date = |term: &&Term| term.document.is_some_and(|id| facts[id].date.is_some());
    term_feed_formats(config, issues.list.iter().filter(has_date).count())
}

fn feed_formats(config: &Config, limit: usize, has_rss: bool) -> Vec<FeedFormat> {
    if limit == 0 {
        return Vec::new();
    }
    let rss = has_rss.then_some(FeedFormat::Rss);
    let json = config.feeds.json.then_some(FeedFormat::Json);
    std::iter::once(FeedFormat::Atom).chain(rss).chain(json).collect()
}

/// Whether the site has a page that says how to follow it: there must be a way.
pub fn has_follow_page(config: &Config) -> bool {
    config.outputs.follow && (config.feeds.limit > 0 || config.newsletter.is_some())
}

/// The Markdown copy of the article at a route, if the site has such copies.
pub fn markdown_copy(config: &Config, article: &Route) -> Option<Route> {
    config.outputs.markdown_copies.then(|| article.beside("index.md"))
}

/// The page beside which the files of these works are; `None` if there are no works, or the site
/// offers no such files. Authors, series and study designs have none.
pub fn reference_page(input: OutputInput<'_>, scope: ReferenceScope) -> Option<Route> {
    if !input.config.outputs.citation_downloads {
        return None;
    }
    match scope {
        ReferenceScope::Article(id) => {
            let cites = !input.facts[id].details.citations.is_empty();
            input.routes[id].as_ref().ok().filter(|_| cites).cloned()
        }
        ReferenceScope::Term(group, term) => {
            let terms = &input.terms[group];
            let term = &terms.list[term];
            let cites = |id: &DocId| !input.facts[*id].details.citations.is_empty();
            let has_works =
                terms.membership == Membership::Named && term.articles.iter().any(cites);
            has_works.then(|| term.route.clone())
        }
        ReferenceScope::Site => {
            let is_cited = |work: &SiteWork| !work.cited_in.is_empty();
            input.works.list.iter().any(is_cited).then(work_index)
        }
    }
}

fn add_reference_files(
    input: OutputInput<'_>,
    scope: ReferenceScope,
    add: &mut impl FnMut(Route, OutputKind),
) {
    let Some(page) = reference_page(input, scope) else { return };
    for format in ReferenceFormat::ALL {
        add(page.beside(format.file_name()), OutputKind::References { scope, format });
    }
}

fn is_own_file(route: &Route, own_files: &[(SitePath, Route)]) -> bool {
    own_files.iter().any(|(_, own)| own == route)
}

/// Lists the files: one entry for each kind of page or file, in the order of the sitemap.
fn list_outputs(input: OutputInput<'_>, own_files: &[(SitePath, Route)]) -> Vec<SiteOutput> {
    let OutputInput { config, terms, archive_parts, .. } = input;
    let mut outputs = Vec::with_capacity(input.facts.len() * 4);
    let mut add = |route: Route, kind: OutputKind| outputs.push(SiteOutput { route, kind });
    let root = Route::of("/");
    let list_pages = |articles: &[DocId]| 1..=articles.len().div_ceil(config.paginate_by).max(1);
    let route_of = |id: &DocId| input.routes[*id].as_ref().ok();

    for page in list_pages(input.articles) {
        add(root.numbered(page), OutputKind::Home { page });
    }
    for (id, route) in input.articles.iter().filter_map(|id| Some((*id, route_of(id)?))) {
        add(route.clone(), OutputKind::Article(id));
        if let Some(copy) = markdown_copy(config, route) {
            add(copy, OutputKind::Markdown(id));
        }
        add_reference_files(input, ReferenceScope::Article(id), &mut add);
    }
    for (id, route) in input.pages.iter().filter_map(|id| Some((*id, route_of(id)?))) {
        let Some(list) = input.lists.iter().position(|list| list.document == id) else {
            add(route.clone(), OutputKind::Page(id));
            continue;
        };
        for page in 1..=input.lists[list].page_count() {
            add(route.numbered(page), OutputKind::List { list, page });
        }
    }
    for (group, terms) in terms.iter().enumerate() {
        if terms.has_index() {
            add(terms.index.clone(), OutputKind::Terms { group });
        }
        for (id, term) in terms.list.iter().enumerate() {
            for page in list_pages(&term.articles) {
                add(term.route.numbered(page), OutputKind::Term { group, term: id, page });
            }
            add_reference_files(input, ReferenceScope::Term(group, id), &mut add);
        }
    }
    for (number, class) in input.classes.iter().enumerate() {
        add(class.route.clone(), OutputKind::Class(number));
    }
    if !input.classes.is_empty() {
        add(class_index(), OutputKind::Classes);
    }
    // A page that an editor wrote replaces the generated one.
    let is_written = |route: &Route| input.pages.iter().any(|id| route_of(id) == Some(route));
    if !input.drug_pairs.comparisons.is_empty() && !is_written(&comparison_index()) {
        add(comparison_index(), OutputKind::Comparisons);
    }
    for (number, comparison) in input.drug_pairs.comparisons.iter().enumerate() {
        if !is_written(&comparison.route) {
            add(comparison.route.clone(), OutputKind::Comparison(number));
        }
    }
    if !input.works.is_empty() && !is_written(&work_index()) {
        add(work_index(), OutputKind::Works);
    }
    add_reference_files(input, ReferenceScope::Site, &mut add);
    for (number, work) in input.works.list.iter().enumerate() {
        if let Some(route) = &work.route {
            add(route.clone(), OutputKind::Work(number));
        }
    }
    if !input.trials.is_empty() && !is_written(&trial_index()) {
        add(trial_index(), OutputKind::Trials);
    }
    for (number, trial) in input.trials.list.iter().enumerate() {
        if !is_written(&trial.route) {
            add(trial.route.clone(), OutputKind::Trial(number));
        }
    }
    if has_archive(config, archive_parts) {
        add(archive_index(), OutputKind::Archive);
        for (route, year) in archive_years(archive_parts) {
            add(route, OutputKind::Year(year));
        }
        for (number, part) in archive_parts.iter().enumerate() {
            for page in list_pages(&part.articles) {
                add(part.route.numbered(page), OutputKind::ArchivePart { number, page });
            }
        }
    }
    if has_map(config, terms) {
        add(map_route(), OutputKind::Map);
    }
    // A page that an editor wrote replaces the generated one.
    let is_written = |route: &Route| input.pages.iter().any(|id| route_of(id) == Some(route));
    if has_follow_page(config) && !is_written(&follow_route()) {
        add(follow_route(), OutputKind::Follow);
    }
    for format in site_feed_formats(config) {
        add(root.beside(format.file_name()), OutputKind::Feed { format, term: None });
    }
    for (group, terms) in terms.iter().enumerate() {
        for (id, term) in terms.list.iter().enumerate() {
            for format in term_feed_formats(config, term.dated) {
                let kind = OutputKind::Feed { format, term: Some((group, id)) };
                add(term.route.beside(format.file_name()), kind);
            }
        }
    }
    for format in issue_feed_formats(config, &terms[ISSUES], input.facts) {
        let route = terms[ISSUES].index.beside(format.file_name());
        add(route, OutputKind::IssueFeed { format });
    }
    add(Route::of("/404.html"), OutputKind::NotFound);
    if config.outputs.search {
        if !is_written(&search_route()) {
            add(search_route(), OutputKind::Search);
        }
        add(search_description_route(), OutputKind::OpenSearch);
    }
    outputs.extend(sitemaps(input, &outputs));
    let site_files = [
        ("/robots.txt", OutputKind::Robots, true),
        ("/llms.txt", OutputKind::Llms, config.outputs.llms_txt),
    ];
    for (path, kind, is_wanted) in site_files {
        let route = Route::of(path);
        if is_wanted && !is_own_file(&route, own_files) {
            outputs.push(SiteOutput { route, kind });
        }
    }
    let has_file = |file: &HostFile| config.outputs.headers || *file != HostFile::Headers;
    for file in HostFile::in_site_folder(&config.hosting).into_iter().filter(has_file) {
        let route = Route::of(format!("/{}", file.name()));
        if !is_own_file(&route, own_files) {
            outputs.push(SiteOutput { route, kind: OutputKind::HostFile(file) });
        }
    }
    outputs
}

/// The sitemaps that list these outputs.
fn sitemaps(input: OutputInput<'_>, outputs: &[SiteOutput]) -> Vec<SiteOutput> {
    let is_listed =
        |output: &&SiteOutput| output.kind.properties(input).sitemap != SitemapEntry::Omitted;
    let parts = outputs.iter().filter(is_listed).count().div_ceil(SITEMAP_SIZE);
    let first = Route::of("/sitemap.xml");
    if parts <= 1 {
        return vec![SiteOutput { route: first, kind: OutputKind::Sitemap { part: 0 } }];
    }
    let index = SiteOutput { route: first, kind: OutputKind::SitemapIndex { parts } };
    let part = |part| SiteOutput { route: sitemap_route(part), kind: OutputKind::Sitemap { part } };
    std::iter::once(index).chain((0..parts).map(part)).collect()
}

/// One of several sitemaps, from 0.
pub fn sitemap_route(part: usize) -> Route {
    Route::of(format!("/sitemap-{}.xml", part + 1))
}
