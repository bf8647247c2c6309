//! The tables in which links are looked up ([`LookupTables`]), and [`RecordingLookup`], which
//! records the lookups of one document, so that its links can be reused as long as the answers are
//! the same.

use std::borrow::Cow;
use std::cell::RefCell;
use std::hash::{BuildHasher as _, Hash};
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::context::{DRUGS, LinkContext};
use crate::config::Taxonomy;
use crate::library::{CLASSES, DocId, DocumentKind, Facts, below_content};
use crate::picture::Picture;
use crate::route::Route;
use crate::site::document_links::{Destination, LookupKey};
use crate::site::hidden::Hidden;
use crate::site::routes::route_of;
use crate::site::terms::TermId;
use crate::source::SitePath;
use offprint_base::{composed, name_key, term_key, term_slug};

/// The tables in which links are looked up. Each is built when it is first needed: after most
/// edits, none is.
pub(super) struct LookupTables<'m> {
    context: &'m LinkContext<'m>,
    /// The copied files, by composed path (NFC).
    assets: OnceLock<FxHashMap<Cow<'m, str>, &'m Route>>,
    /// The documents whose paths are not composed, by composed path.
    decomposed_files: OnceLock<FxHashMap<String, DocId>>,
    asset_urls: OnceLock<FxHashSet<&'m str>>,
    urls: OnceLock<FxHashMap<&'m str, Destination>>,
    /// The images among the files, by route.
    pictures: OnceLock<FxHashMap<&'m str, (&'m SitePath, &'m Picture)>>,
    /// Titles, slugs and file names of articles and pages, folded; terms have their own tables.
    names: OnceLock<FxHashMap<String, NamedDocument>>,
    /// Names and slugs of the terms that hidden documents would create: a table for each group.
    hidden_terms: OnceLock<Vec<FxHashMap<String, DocId>>>,
    /// The documents that are not shown, by the routes that they would have, old ones too.
    hidden_urls: OnceLock<FxHashMap<Route, DocId>>,
    /// The files that could be copied, by composed path (NFC).
    files: OnceLock<FxHashSet<Cow<'m, str>>>,
}

/// The document that a name refers to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct NamedDocument {
    pub(super) id: DocId,
    /// Another document with the same name, if none of the two is meant more than the other.
    pub(super) other: Option<DocId>,
    /// Which of [`DOCUMENT_NAMES`] it is.
    rank: usize,
}

/// The table of a lookup.
#[derive(Clone, Copy, Hash)]
pub(super) enum LookupTable {
    /// The documents, by path; also the facts of a document that was found in another way.
    Files,
    /// The routes of pages.
    Urls,
    /// The names of articles and pages.
    Names,
    /// The terms of a group.
    Terms(usize),
    /// The old routes.
    Redirects,
}

/// The key of one lookup.
pub(super) fn lookup_key(table: LookupTable, key: &str) -> LookupKey {
    match table {
        LookupTable::Files => FxBuildHasher.hash_one((table, &*composed(key))),
        _ => FxBuildHasher.hash_one((table, key)),
    }
}

/// Performs lookups for one document, and records them.
pub(super) struct RecordingLookup<'t, 'm> {
    /// The tables, for suggestions; direct reads from them are not recorded.
    pub(super) tables: &'t LookupTables<'m>,
    lookups: RefCell<Vec<LookupKey>>,
    /// The generated files that were found.
    generated: RefCell<Vec<Route>>,
    /// Whether broken links are compared with all names, to suggest the one that was meant.
    pub(super) suggests: bool,
}

impl<'t, 'm> RecordingLookup<'t, 'm> {
    /// A lookup without suggestions: comparing a broken link with all names takes milliseconds, and
    /// a site may have thousands of them.
    pub(super) fn new(tables: &'t LookupTables<'m>) -> Self {
        Self { tables, lookups: RefCell::default(), generated: RefCell::default(), suggests: false }
    }

    /// A lookup with suggestions.
    pub(super) fn suggesting(tables: &'t LookupTables<'m>) -> Self {
        Self { suggests: true, ..Self::new(tables) }
    }

    /// The keys of everything that was looked up.
    pub(super) fn recorded(&self) -> Arc<[LookupKey]> {
        let mut lookups = self.lookups.take();
        lookups.sort_unstable();
        lookups.dedup();
        lookups.into()
    }

    /// The generated files that were found.
    pub(super) fn generated(&self) -> Vec<Route> {
        self.generated.take()
    }

    /// Whether the site generates a file at a route, other than the pages of documents and terms.
    pub(super) fn is_generated(&self, route: &Route) -> bool {
        let is_generated = self.tables.context.outputs.contains(route.as_str());
        if is_generated {
            self.generated.borrow_mut().push(route.clone());
        }
        is_generated
    }

    pub(super) fn record(&self, table: LookupTable, key: &str) {
        self.lookups.borrow_mut().push(lookup_key(table, key));
    }

    /// The image at a route.
    pub(super) fn picture(&self, route: &Route) -> Option<(&'m SitePath, &'m Picture)> {
        self.tables.pictures().get(route.as_str()).copied()
    }

    /// The term that a name refers to.
    pub(super) fn term(&self, group: usize, name: &str) -> Option<TermId> {
        let terms = &self.tables.context.terms[group];
        let key = term_key(name);
        self.record(LookupTable::Terms(group), &key);
        terms.term_of_key(&key)
    }

    pub(super) fn file(&self, path: &str) -> Option<DocId> {
        self.record(LookupTable::Files, path);
        let facts = self.tables.context.facts;
        let found = facts.binary_search_by(|facts| facts.path.as_str().cmp(path)).ok();
        found.or_else(|| self.tables.decomposed_files().get(path).copied())
    }

    pub(super) fn url(&self, url: &str) -> Option<Destination> {
        self.record(LookupTable::Urls, url);
        self.tables.urls().get(url).copied()
    }

    pub(super) fn name(&self, name: &str) -> Option<NamedDocument> {
        self.record(LookupTable::Names, name);
        self.tables.names().get(name).copied()
    }

    pub(super) fn redirect(&self, route: &Route) -> Option<&'m Route> {
        self.record(LookupTable::Redirects, route.as_str());
        self.tables.context.redirects.get(route)
    }
}

/// Whether links find a document by its name. The names of terms are those of their group.
pub(super) fn is_found_by_name(facts: &Facts) -> bool {
    matches!(facts.kind, DocumentKind::Article | DocumentKind::Page) || facts.kind.is_of(CLASSES)
}

/// The names by which links find an article, a page or a class: its file, its slug, its title, its path.
/// File names come before slugs and slugs before titles: the more specific a name, the more
/// reliable it is.
pub(super) const DOCUMENT_NAMES: [fn(&Facts) -> String; 4] = [
    |facts| composed(facts.kind.stem(&facts.path)).to_lowercase(),
    |facts| facts.slug.clone(),
    |facts| name_key(&facts.title),
    |facts| {
        composed(below_content(&facts.path).trim_end_matches(".md").trim_end_matches("/index"))
            .to_lowercase()
    },
];

impl<'m> LookupTables<'m> {
    pub(super) fn new(context: &'m LinkContext<'m>) -> Self {
        Self {
            context,
            assets: OnceLock::new(),
            decomposed_files: OnceLock::new(),
            asset_urls: OnceLock::new(),
            urls: OnceLock::new(),
            pictures: OnceLock::new(),
            names: OnceLock::new(),
            hidden_terms: OnceLock::new(),
            hidden_urls: OnceLock::new(),
            files: OnceLock::new(),
        }
    }

    pub(super) fn assets(&self) -> &FxHashMap<Cow<'m, str>, &'m Route> {
        self.assets.get_or_init(|| {
            self.context
                .assets
                .iter()
                .map(|(path, route)| (composed(path.as_str()), route))
                .collect()
        })
    }

    fn decomposed_files(&self) -> &FxHashMap<String, DocId> {
        self.decomposed_files.get_or_init(|| {
            let paths = self.context.facts.iter().map(|facts| facts.path.as_str()).enumerate();
            let composed = paths.map(|(id, path)| (path, composed(path), id));
            composed
                .filter(|(path, composed, _)| *path != *composed)
                .map(|(_, composed, id)| (composed.into_owned(), id))
                .collect()
        })
    }

    pub(super) fn asset_urls(&self) -> &FxHashSet<&'m str> {
        self.asset_urls
            .get_or_init(|| self.context.assets.iter().map(|(_, route)| route.as_str()).collect())
    }

    fn pictures(&self) -> &FxHashMap<&'m str, (&'m SitePath, &'m Picture)> {
        self.pictures.get_or_init(|| images_by_route(self.context))
    }

    pub(super) fn urls(&self) -> &FxHashMap<&'m str, Destination> {
        self.urls.get_or_init(|| {
            let context = self.context;
            let mut urls =
                FxHashMap::with_capacity_and_hasher(context.facts.len() * 2, FxBuildHasher);
            for (number, group) in context.terms.iter().enumerate() {
                for (id, term) in group.list.iter().enumerate() {
                    urls.insert(term.route.as_str(), Destination::Term(number, id));
                }
            }
            for (id, route) in context.routes.iter().enumerate() {
                if let Ok(route) = route {
                    urls.entry(route.as_str()).or_insert(Destination::Document(id));
                }
            }
            urls
        })
    }

    /// The pages of the site, for "did you mean".
    pub(super) fn pages(&self) -> impl Iterator<Item = &'m str> {
        self.context.outputs.pages().map(Route::as_str)
    }

    pub(super) fn names(&self) -> &FxHashMap<String, NamedDocument> {
        self.names.get_or_init(|| {
            let (facts, routes) = (self.context.facts, self.context.routes);
            let mut names: FxHashMap<String, NamedDocument> =
                FxHashMap::with_capacity_and_hasher(facts.len() * 3, FxBuildHasher);
            for (rank, name_of) in DOCUMENT_NAMES.into_iter().enumerate() {
                for (id, document) in facts.iter().enumerate() {
                    if is_found_by_name(document) {
                        let named = NamedDocument { id, other: None, rank };
                        let Some(known) = names.get_mut(&name_of(document)) else {
                            names.insert(name_of(document), named);
                            continue;
                        };
                        let is_shown = (routes[known.id].is_ok(), routes[id].is_ok());
                        // A page that is shown has priority over one of the same name that is
                        // hidden.
                        if is_shown == (false, true) {
                            *known = named;
                        } else if is_shown == (true, true) && known.rank == rank {
                            known.other.get_or_insert(id);
                        }
                    }
                }
            }
            names
        })
    }

    fn hidden_terms(&self) -> &[FxHashMap<String, DocId>] {
        self.hidden_terms.get_or_init(|| {
            let context = self.context;
            // If several documents would create a term, one that may still be published is
            // preferred.
            let mut hidden: Vec<(bool, DocId)> = (0..context.facts.len())
                .filter_map(|id| {
                    context.routes[id]
                        .as_ref()
                        .err()
                        .map(|why| (!matches!(why, Hidden::Draft | Hidden::Future), id))
                })
                .collect();
            hidden.sort_unstable();
            let of_group = |(group, taxonomy): (usize, &Taxonomy)| {
                let mut terms = FxHashMap::default();
                for (_, id) in &hidden {
                    let (id, facts) = (*id, &context.facts[*id]);
                    let own = [&facts.slug, &facts.title]
                        .into_iter()
                        .chain(&facts.names)
                        .filter(|_| facts.kind.is_of(&taxonomy.key));
                    for name in facts.terms.get(group).into_iter().flatten().chain(own) {
                        let known = context.vocabulary.find_listed(name).filter(|_| group == DRUGS);
                        let known = known
                            .into_iter()
                            .flat_map(|(name, slug)| [term_key(&name), term_key(&slug)]);
                        for key in known.chain([term_key(name), term_key(&term_slug(name))]) {
                            terms.entry(key).or_insert(id);
                        }
                    }
                }
                terms
            };
            context.config.taxonomies.iter().enumerate().map(of_group).collect()
        })
    }

    fn hidden_urls(&self) -> &FxHashMap<Route, DocId> {
        self.hidden_urls.get_or_init(|| {
            let context = self.context;
            let mut urls = FxHashMap::default();
            for id in (0..context.facts.len()).filter(|id| context.routes[*id].is_err()) {
                let facts = &context.facts[id];
                for route in route_of(facts).into_iter().chain(facts.redirects.iter().cloned()) {
                    urls.entry(route).or_insert(id);
                }
            }
            urls
        })
    }

    fn hidden(&self, id: DocId) -> Option<(DocId, Hidden)> {
        Some((id, self.context.routes[id].as_ref().err().copied()?))
    }

    /// The document that is not shown and would be at a path of the site.
    pub(super) fn hidden_page(&self, path: &str) -> Option<(DocId, Hidden)> {
        let page = path.strip_suffix("index.html").unwrap_or(path);
        for candidate in [page.to_owned(), format!("{page}/")] {
            let route = Route::parse(&candidate).ok();
            if let Some(id) = route.and_then(|route| self.hidden_urls().get(&route)) {
                return self.hidden(*id);
            }
        }
        None
    }

    /// The document that is not shown and whose file would be at a path of the site: one in the
    /// folder of its `index.md`.
    pub(super) fn hidden_file_at(&self, path: &str) -> Option<(DocId, Hidden)> {
        let mut end = path.len();
        while let Some(slash) = path[..end].rfind('/') {
            let folder = Route::parse(&path[..=slash]).ok();
            if let Some(id) = folder.and_then(|folder| self.hidden_urls().get(&folder)) {
                let file = format!("{}{}", self.context.facts[*id].path.folder(), &path[slash..]);
                return self.owner_of_hidden(&file);
            }
            end = slash;
        }
        None
    }

    /// The document that is not shown and to whose folder a file belongs.
    pub(super) fn owner_of_hidden(&self, file: &str) -> Option<(DocId, Hidden)> {
        let files = self.files.get_or_init(|| {
            self.context.files.iter().map(|path| composed(path.as_str())).collect()
        });
        if !files.contains(&composed(file)) {
            return None;
        }
        let mut folder = file;
        while let Some(slash) = folder.rfind('/') {
            folder = &folder[..slash];
            let index = format!("{folder}/index.md");
            let facts = self.context.facts;
            let found = facts.binary_search_by(|facts| facts.path.as_str().cmp(&index));
            if let Ok(id) = found.or_else(|_| {
                self.decomposed_files().get(composed(&index).as_ref()).copied().ok_or(())
            }) {
                return self.hidden(id);
            }
        }
        None
    }

    /// The hidden document that would create a term with one of these names and slugs.
    pub(super) fn hidden_term(&self, group: usize, keys: &[String]) -> Option<(DocId, Hidden)> {
        let id = keys.iter().find_map(|key| self.hidden_terms()[group].get(key).copied())?;
        Some((id, self.context.routes[id].as_ref().err().copied()?))
    }
}

/// The images that content may use. If two files claim one route, the first is used or the site has
/// an error.
fn images_by_route<'m>(
    context: &LinkContext<'m>,
) -> FxHashMap<&'m str, (&'m SitePath, &'m Picture)> {
    let mut pictures = FxHashMap::default();
    if context.pictures.is_empty() {
        return pictures;
    }
    for (path, route) in context.assets {
        if let Some(picture) = context.pictures.get(path) {
            pictures.entry(route.as_str()).or_insert((path, picture));
        }
    }
    pictures
}
