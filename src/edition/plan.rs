//! Every file that there should be ([`Output`]), and what it shows ([`Subject`]); two outputs in one place are an error.

use std::collections::hash_map::Entry;

use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::library::DocId;
use crate::route::Route;
use crate::site::{Site, TermId};
use crate::source::SitePath;

/// The most addresses that one sitemap may hold (sitemaps.org, protocol 0.9).
pub(super) const SITEMAP_SIZE: usize = 50_000;

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
}

/// Every file that a site should have, in no special order.
pub(super) fn plan(site: &Site) -> Checked<Vec<Output>> {
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
            all_feeds.extend(feeds(&found.route, Some((group, term)), config.feeds.term_limit.min(found.articles.len())));
        }
    }
    for (route, subject) in all_feeds {
        add(route, subject);
    }
    add(Route::of("/404.html"), Subject::NotFound);
    let parts = super::plain::sitemap_size(site).div_ceil(SITEMAP_SIZE);
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
    for (route, subject) in made {
        if !is_own(&route) {
            add(route, subject);
        }
    }
    for (old, now) in &site.redirects {
        add(old.clone(), Subject::Redirect(now.clone()));
    }
    // Layers: a file of the site hides one of its theme, which hides one of the built-in theme.
    let mut assets: FxHashMap<&Route, &SitePath> = FxHashMap::default();
    let mut diagnostics = Vec::new();
    for (path, route) in &site.asset_routes {
        match assets.entry(route) {
            Entry::Vacant(entry) => drop(entry.insert(path)),
            Entry::Occupied(mut entry) => {
                let (first, second) = (layer(entry.get(), config), layer(path, config));
                if first == second {
                    diagnostics.push(clash(entry.get().as_str(), path.as_str(), route));
                } else if second < first {
                    entry.insert(path);
                }
            }
        }
    }
    for (path, route) in &site.asset_routes {
        if assets.get(route) == Some(&path) {
            add(route.clone(), Subject::Asset(path.clone()));
        }
    }
    diagnostics.extend(clashes(site, &outputs));
    Checked { value: outputs, diagnostics }
}

fn layer(path: &SitePath, config: &crate::config::Config) -> u8 {
    match path.as_str().strip_prefix("themes/") {
        None => 0,
        Some(rest) if rest.starts_with(&format!("{}/", config.theme)) => 1,
        Some(_) => 2,
    }
}

fn clash(first: &str, second: &str, route: &Route) -> Diagnostic {
    Diagnostic::error(Code::DuplicateRoute, format!("`{first}` and `{second}` claim one URL: {route}"))
        .help("rename or move one of the two")
        .in_file(second)
}

/// Outputs that cannot stand beside each other: of one name, of names that differ only in case, or a file where
/// another needs a folder.
fn clashes(site: &Site, outputs: &[Output]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut files: FxHashMap<String, usize> = FxHashMap::with_capacity_and_hasher(outputs.len(), FxBuildHasher);
    for (index, output) in outputs.iter().enumerate() {
        let mut file = output.route.file();
        if file.is_ascii() {
            file.make_ascii_lowercase();
        } else {
            file = file.to_lowercase();
        }
        match files.entry(file) {
            Entry::Vacant(entry) => drop(entry.insert(index)),
            Entry::Occupied(entry) => {
                let first = &outputs[*entry.get()];
                let (one, other) = (origin(site, first), origin(site, output));
                diagnostics.push(if first.route == output.route {
                    clash(&one, &other, &output.route)
                } else {
                    Diagnostic::error(
                        Code::CaseCollision,
                        format!("`{}` and `{}` differ only in upper and lower case", first.route, output.route),
                    )
                    .help(format!("many systems take the two for one file; rename `{one}` or `{other}`"))
                    .in_file(other)
                });
            }
        }
    }
    for output in outputs {
        let Subject::Asset(path) = &output.subject else { continue };
        let file = output.route.file().to_lowercase();
        // Only a copied file can stand where a page has its folder: pages end in a slash.
        if files.contains_key(&format!("{file}/index.html")) {
            diagnostics.push(clash(&format!("the page {}/", output.route), path.as_str(), &output.route));
        }
    }
    diagnostics
}

/// What an output is made from, for messages.
fn origin(site: &Site, output: &Output) -> String {
    match &output.subject {
        Subject::Article(id) | Subject::Page(id) | Subject::Markdown(id) | Subject::BibTex(id) | Subject::Ris(id) => {
            site.facts[*id].path.to_string()
        }
        Subject::Term { group, term, .. } => {
            let found = &site.terms[*group].list[*term];
            found.document.map_or_else(
                || format!("the {} `{}`", site.config.taxonomies[*group].singular, found.name),
                |id| site.facts[id].path.to_string(),
            )
        }
        Subject::Asset(path) => path.to_string(),
        Subject::Redirect(now) => format!("the redirect to {now}"),
        _ => format!("the page {}", output.route),
    }
}
