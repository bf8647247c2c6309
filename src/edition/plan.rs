//! Every file that there should be ([`Output`]), and what it shows ([`Subject`]); two outputs in
//! one place are an error.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::fingerprinted_assets::{FingerprintedAssets, layer, top_layer_files};
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::library::DocId;
use crate::picture::Variant;
use crate::route::Route;
use crate::search;
use crate::site::{Site, TermId, archive_index, class_index, map_route};
use crate::source::SitePath;
use crate::view::{DerivedAssets, has_map, years};

/// What publishing keeps in the output folder for itself.
pub const MANIFEST: &str = ".offprint.json";

/// One file that there should be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// Where it is.
    pub route: Route,
    /// What it shows.
    pub subject: Subject,
}

/// What a file shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Subject {
    /// An article.
    Article(DocId),
    /// A standalone page.
    Page(DocId),
    /// The home page and the further pages of its list, from 1.
    Home {
        /// Which page.
        page: usize,
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
    /// The index of a group of terms.
    Terms {
        /// The group.
        group: usize,
    },
    /// The list of classes of drugs.
    Classes,
    /// A class of drugs: which of the site's.
    Class(usize),
    /// The archive.
    Archive,
    /// A year of the archive.
    Year(i16),
    /// The issue of a month and the further pages of its list, from 1.
    Issue {
        /// Which of the site's issues.
        number: usize,
        /// Which page.
        page: usize,
    },
    /// The map of drugs.
    Map,
    /// The page that searches.
    Search,
    /// What tells browsers of it.
    OpenSearch,
    /// `404.html`.
    NotFound,
    /// An Atom feed; of a term, or of the site.
    Atom {
        /// The term.
        scope: Option<(usize, TermId)>,
    },
    /// A JSON feed.
    JsonFeed {
        /// The term.
        scope: Option<(usize, TermId)>,
    },
    /// The Markdown of an article.
    Markdown(DocId),
    /// The citations of an article as BibTeX.
    BibTex(DocId),
    /// The citations of an article as RIS.
    Ris(DocId),
    /// A page that sends its visitor elsewhere.
    Redirect(Route),
    /// `_redirects`, the same for hosts that read it.
    Redirects,
    /// A sitemap: the only one, or a part.
    Sitemap {
        /// Which part, from 0.
        part: usize,
    },
    /// `_headers`.
    Headers,
    /// The list of sitemaps.
    SitemapIndex {
        /// How many there are.
        parts: usize,
    },
    /// `robots.txt`.
    Robots,
    /// `llms.txt`.
    Llms,
    /// A copied file.
    Asset(SitePath),
    /// The style sheet with the colours that the site chose.
    Style,
    /// The picture for previews of links: of an article, or of the site.
    SocialCard(Option<DocId>),
    /// A smaller picture of an image file.
    Variant(SitePath, Variant),
}

/// Every file that a site should have. It depends on the linked site, its looks and the fingerprinted
/// names alone.
#[derive(Debug)]
pub struct Plan {
    /// The files, in no special order; no two have one route.
    pub outputs: Vec<Output>,
    /// Their numbers, sorted by route.
    pub sorted: Vec<usize>,
    /// What cannot stand beside each other, and what else is wrong.
    pub diagnostics: Vec<Diagnostic>,
    numbers: FxHashMap<Route, usize>,
}

impl Plan {
    /// Plans a site. A previous plan of the same files is taken whole.
    pub fn of(
        site: &Site,
        fingerprinted: &FingerprintedAssets,
        derived_assets: &DerivedAssets,
        previous: Option<&Arc<Self>>,
    ) -> Arc<Self> {
        let Checked { value: outputs, mut diagnostics } = plan(site, fingerprinted, derived_assets);
        // What stood beside each other without a fault can do so again.
        let is_sound = |plan: &&Arc<Self>| plan.diagnostics.is_empty() && diagnostics.is_empty();
        if let Some(plan) = previous.filter(is_sound).filter(|plan| plan.outputs == outputs) {
            return Arc::clone(plan);
        }
        let sorted = || {
            let mut sorted: Vec<usize> = (0..outputs.len()).collect();
            sorted.par_sort_unstable_by(|a, b| outputs[*a].route.cmp(&outputs[*b].route));
            sorted
        };
        let numbers = || {
            outputs
                .iter()
                .enumerate()
                .map(|(number, output)| (output.route.clone(), number))
                .collect()
        };
        let (clashes, (numbers, sorted)) =
            rayon::join(|| clashes(site, &outputs), || rayon::join(numbers, sorted));
        diagnostics.extend(clashes);
        Arc::new(Self { outputs, sorted, diagnostics, numbers })
    }

    /// The number of the output at a route.
    pub fn find(&self, route: &Route) -> Option<usize> {
        self.numbers.get(route).copied()
    }
}

/// Every file that there should be, and which copied files are in each other's way.
fn plan(
    site: &Site,
    fingerprinted: &FingerprintedAssets,
    derived_assets: &DerivedAssets,
) -> Checked<Vec<Output>> {
    let config = &site.config;
    let mut outputs = Vec::with_capacity(site.facts.len() * 4);
    let mut add = |route: Route, subject: Subject| outputs.push(Output { route, subject });
    for id in &site.articles {
        let Some(route) = site.route(*id) else { continue };
        add(route.clone(), Subject::Article(*id));
        if config.outputs.markdown_copies {
            add(route.beside("index.md"), Subject::Markdown(*id));
        }
        if config.outputs.citation_downloads && !site.facts[*id].details.citations.is_empty() {
            add(route.beside("citations.bib"), Subject::BibTex(*id));
            add(route.beside("citations.ris"), Subject::Ris(*id));
        }
    }
    for id in &site.pages {
        if let Some(route) = site.route(*id) {
            add(route.clone(), Subject::Page(*id));
        }
    }
    let root = Route::of("/");
    let pages = |articles: usize| articles.div_ceil(config.paginate_by).max(1);
    for page in 1..=pages(site.articles.len()) {
        add(root.numbered(page), Subject::Home { page });
    }
    let feeds = |route: &Route, scope: Option<(usize, TermId)>, limit: usize| {
        if limit == 0 || config.feeds.limit == 0 {
            return Vec::new();
        }
        let mut list = vec![(route.beside("feed.xml"), Subject::Atom { scope })];
        if config.feeds.json {
            list.push((route.beside("feed.json"), Subject::JsonFeed { scope }));
        }
        list
    };
    let mut all_feeds = feeds(&root, None, config.feeds.limit);
    for (group, terms) in site.terms.iter().enumerate() {
        add(terms.index.clone(), Subject::Terms { group });
        for (term, found) in terms.list.iter().enumerate() {
            for page in 1..=pages(found.articles.len()) {
                add(found.route.numbered(page), Subject::Term { group, term, page });
            }
            all_feeds.extend(feeds(
                &found.route,
                Some((group, term)),
                config.feeds.term_limit.min(found.dated),
            ));
        }
    }
    if !site.classes.is_empty() {
        add(class_index(), Subject::Classes);
    }
    for (number, class) in site.classes.iter().enumerate() {
        add(class.route.clone(), Subject::Class(number));
    }
    if config.outputs.archive && !site.issues.is_empty() {
        add(archive_index(), Subject::Archive);
        for (route, year) in years(&site.issues) {
            add(route, Subject::Year(year));
        }
        for (number, issue) in site.issues.iter().enumerate() {
            for page in 1..=pages(issue.articles.len()) {
                add(issue.route.numbered(page), Subject::Issue { number, page });
            }
        }
    }
    if has_map(site) {
        add(map_route(), Subject::Map);
    }
    for (route, subject) in all_feeds {
        add(route, subject);
    }
    add(Route::of("/404.html"), Subject::NotFound);
    if config.outputs.search {
        // A page that an editor wrote for it goes before the one that is made.
        if !site.pages.iter().any(|id| site.route(*id) == Some(&search::page())) {
            add(search::page(), Subject::Search);
        }
        add(search::description(), Subject::OpenSearch);
    }
    let parts = super::plain::sitemap_size(site).div_ceil(super::plain::SITEMAP_SIZE);
    if parts > 1 {
        add(Route::of("/sitemap.xml"), Subject::SitemapIndex { parts });
        for part in 0..parts {
            add(Route::of(format!("/sitemap-{}.xml", part + 1)), Subject::Sitemap { part });
        }
    } else {
        add(Route::of("/sitemap.xml"), Subject::Sitemap { part: 0 });
    }
    // An editor's own file goes before one that is made.
    let is_own = |route: &Route| site.asset_routes.iter().any(|(_, own)| own == route);
    let mut made = vec![(Route::of("/robots.txt"), Subject::Robots)];
    if config.outputs.llms_txt {
        made.push((Route::of("/llms.txt"), Subject::Llms));
    }
    if !site.redirects.is_empty() {
        made.push((Route::of("/_redirects"), Subject::Redirects));
    }
    if config.outputs.headers {
        made.push((Route::of("/_headers"), Subject::Headers));
    }
    for (route, subject) in made {
        if !is_own(&route) {
            add(route, subject);
        }
    }
    for (old, now) in &site.redirects {
        add(old.clone(), Subject::Redirect(now.clone()));
    }
    let assets = top_layer_files(site);
    let mut diagnostics = Vec::new();
    for (path, route) in &site.asset_routes {
        match assets.get(route) {
            Some(top) if *top == path => add(route.clone(), Subject::Asset(path.clone())),
            Some(top) if layer(top, site) == layer(path, site) => {
                diagnostics.push(clash(
                    &Origin::file(top.as_str()),
                    &Origin::file(path.as_str()),
                    route,
                ));
            }
            _ => {}
        }
    }
    for (_, route, path) in &fingerprinted.list {
        add(route.clone(), Subject::Asset(path.clone()));
    }
    if let Some((route, _)) = &derived_assets.style {
        add(route.clone(), Subject::Style);
    }
    if let Some((route, _)) = &derived_assets.site_social_card {
        add(route.clone(), Subject::SocialCard(None));
    }
    for (id, (route, _)) in &derived_assets.article_social_cards {
        add(route.clone(), Subject::SocialCard(Some(*id)));
    }
    for (route, (path, variant)) in site.variants.iter() {
        add(route.clone(), Subject::Variant(path.clone(), *variant));
    }
    Checked { value: outputs, diagnostics }
}

/// What an output is made from: how messages call it, and the file that an editor can rename.
struct Origin {
    words: String,
    file: Option<String>,
    /// Whether it is but a line in that file.
    is_old_url: bool,
}

impl Origin {
    fn of(site: &Site, output: &Output) -> Self {
        let document = |id: DocId| Self::file(site.facts[id].path.as_str());
        let made = |words: String| Self { words, file: None, is_old_url: false };
        match &output.subject {
            Subject::Article(id)
            | Subject::Page(id)
            | Subject::Markdown(id)
            | Subject::BibTex(id)
            | Subject::Ris(id)
            | Subject::SocialCard(Some(id)) => document(*id),
            Subject::Asset(path) | Subject::Variant(path, _) => Self::file(path.as_str()),
            Subject::Home { .. } => {
                site.home.map_or_else(|| made("the home page".into()), document)
            }
            Subject::Terms { group } => {
                made(format!("the list of {}", site.config.taxonomies[*group].name.to_lowercase()))
            }
            Subject::Classes => made("the list of classes".into()),
            Subject::Archive | Subject::Year(_) | Subject::Issue { .. } => {
                made("the archive".into())
            }
            Subject::Map => made("the map of drugs".into()),
            Subject::Class(number) => {
                let class = &site.classes[*number];
                // A class has a page because a drug is of it.
                let file = class.drugs.iter().find_map(|drug| site.terms[0].list[*drug].document);
                let file = file.map(|id| site.facts[id].path.to_string());
                Self { words: format!("the class `{}`", class.link.name), file, is_old_url: false }
            }
            Subject::Term { group, term, .. } => {
                let found = &site.terms[*group].list[*term];
                found.document.map_or_else(
                    || Self {
                        words: format!(
                            "the {} `{}`",
                            site.config.taxonomies[*group].singular, found.name
                        ),
                        file: found.articles.first().map(|id| site.facts[*id].path.to_string()),
                        is_old_url: false,
                    },
                    document,
                )
            }
            Subject::Redirect(now) => {
                let claims = |id: &DocId| {
                    site.routes[*id].is_ok() && site.facts[*id].redirects.contains(&output.route)
                };
                let leads = |id: &DocId| site.route(*id) == Some(now);
                let ids = || 0..site.facts.len();
                let file = ids()
                    .find(claims)
                    .or_else(|| ids().find(leads))
                    .map(|id| site.facts[id].path.to_string());
                let of = file.as_ref().map_or_else(String::new, |file| format!(" of `{file}`"));
                Self { words: format!("the old URL {}{of}", output.route), file, is_old_url: true }
            }
            _ => made(format!("Offprint's own `{}`", output.route.file())),
        }
    }

    fn file(path: &str) -> Self {
        Self { words: format!("`{path}`"), file: Some(path.to_owned()), is_old_url: false }
    }

    /// How easily it is mended: a line in a file before a file, and that before a theme, which may
    /// be compiled into the program.
    fn rank(&self) -> u8 {
        match &self.file {
            None => 0,
            Some(file) if file.starts_with("themes/") => 1,
            Some(_) if self.is_old_url => 3,
            Some(_) => 2,
        }
    }

    fn fault(&self, code: Code, message: String, help: String) -> Diagnostic {
        // What has no file comes from the settings, such as a group of terms called `page`.
        Diagnostic::error(code, message)
            .help(help)
            .in_file(self.file.as_deref().unwrap_or("site.toml"))
    }

    fn help(&self) -> String {
        match &self.file {
            Some(file) if self.is_old_url => format!("remove the old URL from `{file}`"),
            Some(file) => format!("rename or move `{file}`"),
            None => "rename a group of terms".to_owned(),
        }
    }
}

/// The origin that a fault of two outputs is told at: the second, unless the first is mended more
/// easily.
fn chosen<'o>(first: &'o Origin, second: &'o Origin) -> &'o Origin {
    if second.rank() >= first.rank() { second } else { first }
}

fn clash(first: &Origin, second: &Origin, route: &Route) -> Diagnostic {
    let message = format!("{} and {} claim one URL: {route}", first.words, second.words);
    let chosen = chosen(first, second);
    let are_equal = first.rank() == second.rank() && !chosen.is_old_url && chosen.file.is_some();
    let help = if are_equal { "rename or move one of the two".to_owned() } else { chosen.help() };
    chosen.fault(Code::DuplicateRoute, message, help)
}

/// Outputs that cannot stand beside each other: of one name, of names that differ only in case, or
/// a file where another needs a folder.
fn clashes(site: &Site, outputs: &[Output]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut files: FxHashMap<String, usize> =
        FxHashMap::with_capacity_and_hasher(outputs.len(), FxBuildHasher);
    // An article has several files: that two articles clash is said once.
    let mut told: FxHashSet<(String, String)> = FxHashSet::default();
    for (index, output) in outputs.iter().enumerate() {
        let file = folded(output.route.file());
        if file.split('/').next() == Some(MANIFEST) {
            let origin = Origin::of(site, output);
            let message = format!(
                "{} has the name under which Offprint keeps its list of files: /{MANIFEST}",
                origin.words
            );
            diagnostics.push(origin.fault(Code::DuplicateRoute, message, origin.help()));
        }
        if site.config.outputs.search && format!("/{file}").starts_with(search::FOLDER) {
            let origin = Origin::of(site, output);
            let message = format!(
                "{} stands where Offprint keeps the index for search: {}",
                origin.words,
                search::FOLDER
            );
            diagnostics.push(origin.fault(Code::DuplicateRoute, message, origin.help()));
        }
        match files.entry(file) {
            Entry::Vacant(entry) => drop(entry.insert(index)),
            Entry::Occupied(entry) => {
                let first = &outputs[*entry.get()];
                let (one, other) = (Origin::of(site, first), Origin::of(site, output));
                if !told.insert((one.words.clone(), other.words.clone())) {
                    continue;
                }
                diagnostics.push(if first.route.file() == output.route.file() {
                    clash(&one, &other, &first.route)
                } else {
                    let message = format!(
                        "`{}` and `{}` differ only in upper and lower case",
                        first.route, output.route
                    );
                    let mut files: Vec<_> = [&one, &other]
                        .into_iter()
                        .filter_map(|origin| origin.file.as_deref())
                        .collect();
                    files.dedup();
                    let help = format!(
                        "many systems take the two for one file; rename `{}`",
                        files.join("` or `")
                    );
                    chosen(&one, &other).fault(Code::CaseCollision, message, help)
                });
            }
        }
    }
    let mut in_the_way: FxHashSet<usize> = FxHashSet::default();
    let mut last = String::new();
    for output in outputs {
        let file = folded(output.route.file());
        let Some(slash) = file.rfind('/') else { continue };
        // Most outputs lie in the folder of the one before.
        if file[..slash] == last {
            continue;
        }
        last.replace_range(.., &file[..slash]);
        for (end, _) in file.match_indices('/') {
            // A file that is in the way of many is told once.
            let Some(index) = files.get(&file[..end]).filter(|index| in_the_way.insert(**index))
            else {
                continue;
            };
            let way = &outputs[*index];
            let (one, other) = (Origin::of(site, output), Origin::of(site, way));
            let message = format!(
                "{} needs a folder where {} is a file: {}",
                one.words, other.words, way.route
            );
            let chosen = chosen(&one, &other);
            diagnostics.push(chosen.fault(Code::DuplicateRoute, message, chosen.help()));
        }
    }
    diagnostics
}

/// A path as systems see it that do not tell upper from lower case.
fn folded(mut file: String) -> String {
    if file.is_ascii() {
        file.make_ascii_lowercase();
        return file;
    }
    file.to_lowercase()
}
