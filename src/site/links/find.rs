//! Where a link leads: by the path of a file, by an address, or by a name.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, Hash};
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::image::pictures;
use super::{DRUGS, Map};
use crate::config::Taxonomy;
use crate::diagnostic::nearest;
use crate::library::{DocId, Facts, Kind, Link, Role, Target, below_content};
use crate::picture::{Picture, is_image};
use crate::route::Route;
use crate::site::routes::Hidden;
use crate::site::terms::{TermId, Terms, suggest};
use crate::source::SitePath;
use offprint_base::{name_key, slugify};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum To {
    Document(DocId),
    Term(usize, TermId),
    Other,
}

/// Where a link leads.
pub(super) struct Found {
    pub(super) to: To,
    pub(super) route: Route,
}

pub(super) enum Missing {
    /// There is such a document, but it is not shown.
    Hidden(DocId, Hidden),
    /// There is such a term, but only a document that is not shown names it.
    HiddenTerm(DocId, Hidden),
    /// There is nothing; what is wrong, and how to mend it.
    Nothing(String, Option<String>),
}

/// What links are looked up in: made when somebody asks, for after an edit hardly anybody does.
pub(super) struct Tables<'m> {
    map: &'m Map<'m>,
    assets: OnceLock<FxHashMap<&'m str, &'m Route>>,
    asset_urls: OnceLock<FxHashSet<&'m str>>,
    urls: OnceLock<FxHashMap<&'m str, To>>,
    /// The images among the files, by where they go.
    pictures: OnceLock<FxHashMap<&'m str, (&'m SitePath, &'m Picture)>>,
    /// Titles, slugs and file names of articles and pages, folded; terms have their own tables.
    names: OnceLock<FxHashMap<String, DocId>>,
    /// Names and slugs of terms that documents would bring that are not shown: a table for each
    /// group.
    hidden_terms: OnceLock<Vec<FxHashMap<String, DocId>>>,
}

/// Something that was asked to resolve a link: a hash of what was looked up and where.
pub(super) type Question = u64;

/// Where something is looked up.
#[derive(Clone, Copy, Hash)]
pub(super) enum Table {
    /// Among the documents, by path; and what it says, of one that was found some other way.
    Files,
    /// Among the routes of pages.
    Urls,
    /// Among the names of articles and pages.
    Names,
    /// Among the names of a group of terms.
    Terms(usize),
    /// Among the old routes.
    Redirects,
}

/// The question for something on a table.
pub(super) fn question(table: Table, key: &str) -> Question {
    FxBuildHasher.hash_one((table, key))
}

/// Looks things up for one document, and remembers what it was asked.
pub(super) struct Asking<'t, 'm> {
    tables: &'t Tables<'m>,
    asked: RefCell<Vec<Question>>,
    /// The generated files that were found.
    generated: RefCell<Vec<Route>>,
}

impl<'t, 'm> Asking<'t, 'm> {
    pub(super) fn new(tables: &'t Tables<'m>) -> Self {
        Self { tables, asked: RefCell::default(), generated: RefCell::default() }
    }

    /// What was asked.
    pub(super) fn asked(&self) -> Arc<[Question]> {
        let mut asked = self.asked.take();
        asked.sort_unstable();
        asked.dedup();
        asked.into()
    }

    /// The generated files that were found.
    pub(super) fn generated(&self) -> Vec<Route> {
        self.generated.take()
    }

    /// Whether the site generates a file at a route, other than the pages of documents and terms.
    fn is_generated(&self, route: &Route, map: &Map<'_>) -> bool {
        let is_generated = map.outputs.contains(route.as_str());
        if is_generated {
            self.generated.borrow_mut().push(route.clone());
        }
        is_generated
    }

    fn ask(&self, table: Table, key: &str) {
        self.asked.borrow_mut().push(question(table, key));
    }

    /// The image that goes to a route.
    pub(super) fn picture(&self, route: &Route) -> Option<(&'m SitePath, &'m Picture)> {
        self.tables.pictures().get(route.as_str()).copied()
    }

    /// The term that a name means.
    pub(super) fn term(&self, group: usize, name: &str, map: &Map<'_>) -> Option<TermId> {
        let terms = &map.terms[group];
        let key = name_key(name);
        self.ask(Table::Terms(group), &key);
        terms.find_key(&key).or_else(|| {
            let slug = slugify(name);
            self.ask(Table::Terms(group), &slug);
            terms.find_key(&slug)
        })
    }

    fn file(&self, path: &str) -> Option<DocId> {
        self.ask(Table::Files, path);
        self.tables.map.facts.binary_search_by(|facts| facts.path.as_str().cmp(path)).ok()
    }

    fn url(&self, url: &str) -> Option<To> {
        self.ask(Table::Urls, url);
        self.tables.urls().get(url).copied()
    }

    fn name(&self, name: &str) -> Option<DocId> {
        self.ask(Table::Names, name);
        self.tables.names().get(name).copied()
    }

    fn redirect<'r>(&self, route: &Route, map: &Map<'r>) -> Option<&'r Route> {
        self.ask(Table::Redirects, route.as_str());
        map.redirects.get(route)
    }
}

/// The names by which links find an article or a page: of its file, its slug, its title, its path.
/// File names before slugs before titles: the narrower a name, the surer it is.
pub(super) const NAMES: [fn(&Facts) -> String; 4] = [
    |facts| facts.kind.stem(&facts.path).to_lowercase(),
    |facts| facts.slug.clone(),
    |facts| name_key(&facts.title),
    |facts| {
        below_content(&facts.path).trim_end_matches(".md").trim_end_matches("/index").to_lowercase()
    },
];

impl<'m> Tables<'m> {
    pub(super) fn of(map: &'m Map<'m>) -> Self {
        Self {
            map,
            assets: OnceLock::new(),
            asset_urls: OnceLock::new(),
            urls: OnceLock::new(),
            pictures: OnceLock::new(),
            names: OnceLock::new(),
            hidden_terms: OnceLock::new(),
        }
    }

    fn assets(&self) -> &FxHashMap<&'m str, &'m Route> {
        self.assets.get_or_init(|| {
            self.map.assets.iter().map(|(path, route)| (path.as_str(), route)).collect()
        })
    }

    fn asset_urls(&self) -> &FxHashSet<&'m str> {
        self.asset_urls
            .get_or_init(|| self.map.assets.iter().map(|(_, route)| route.as_str()).collect())
    }

    fn pictures(&self) -> &FxHashMap<&'m str, (&'m SitePath, &'m Picture)> {
        self.pictures.get_or_init(|| pictures(self.map))
    }

    fn urls(&self) -> &FxHashMap<&'m str, To> {
        self.urls.get_or_init(|| {
            let map = self.map;
            let mut urls = FxHashMap::with_capacity_and_hasher(map.facts.len() * 2, FxBuildHasher);
            for (number, group) in map.terms.iter().enumerate() {
                for (id, term) in group.list.iter().enumerate() {
                    urls.insert(term.route.as_str(), To::Term(number, id));
                }
            }
            for (id, route) in map.routes.iter().enumerate() {
                if let Ok(route) = route {
                    urls.entry(route.as_str()).or_insert(To::Document(id));
                }
            }
            urls
        })
    }

    /// The pages of the site, for "did you mean".
    fn pages(&self) -> impl Iterator<Item = &'m str> {
        self.map.outputs.pages().map(Route::as_str)
    }

    fn names(&self) -> &FxHashMap<String, DocId> {
        self.names.get_or_init(|| {
            let (facts, routes) = (self.map.facts, self.map.routes);
            let mut names: FxHashMap<String, DocId> =
                FxHashMap::with_capacity_and_hasher(facts.len() * 3, FxBuildHasher);
            for name_of in NAMES {
                for (id, document) in facts.iter().enumerate() {
                    if matches!(document.kind, Kind::Article | Kind::Page) {
                        let name = name_of(document);
                        // A page that is shown goes before one of the same name that is not.
                        match names.get(&name) {
                            Some(known) if routes[*known].is_ok() || routes[id].is_err() => {}
                            _ => drop(names.insert(name, id)),
                        }
                    }
                }
            }
            names
        })
    }

    fn hidden_terms(&self) -> &[FxHashMap<String, DocId>] {
        self.hidden_terms.get_or_init(|| {
            let map = self.map;
            // Of several that would bring a term the one counts that still may.
            let mut hidden: Vec<(bool, DocId)> = (0..map.facts.len())
                .filter_map(|id| {
                    map.routes[id]
                        .as_ref()
                        .err()
                        .map(|why| (!matches!(why, Hidden::Draft | Hidden::Future), id))
                })
                .collect();
            hidden.sort_unstable();
            let of_group = |(group, taxonomy): (usize, &Taxonomy)| {
                let mut terms = FxHashMap::default();
                for (_, id) in &hidden {
                    let (id, facts) = (*id, &map.facts[*id]);
                    let own = [&facts.slug, &facts.title]
                        .into_iter()
                        .chain(&facts.names)
                        .filter(|_| facts.kind.is_of(&taxonomy.key));
                    for name in facts.terms.get(group).into_iter().flatten().chain(own) {
                        let known = map.vocabulary.find_listed(name).filter(|_| group == DRUGS);
                        let known = known
                            .into_iter()
                            .flat_map(|(name, slug)| [name_key(&name), slug.into_owned()]);
                        for key in known.chain([name_key(name), slugify(name)]) {
                            terms.entry(key).or_insert(id);
                        }
                    }
                }
                terms
            };
            map.config.taxonomies.iter().enumerate().map(of_group).collect()
        })
    }

    /// The document, one that is not shown, that would bring a term; by one of these names and
    /// slugs.
    fn hidden_term(&self, group: usize, keys: &[String]) -> Option<Missing> {
        let id = keys.iter().find_map(|key| self.hidden_terms()[group].get(key).copied())?;
        Some(Missing::HiddenTerm(id, self.map.routes[id].as_ref().err().copied()?))
    }
}

/// Why there is no page of a drug that is well known, and how to make one.
fn unnamed_drug(name: &str, map: &Map<'_>) -> Option<String> {
    let (name, _) = map.vocabulary.find_listed(name)?;
    Some(format!(
        "no article is about {name}: write drugs = [\"{name}\"] in the front matter of one, or make its page with \
         `offprint new \"{name}\" --kind drug`"
    ))
}

pub(super) fn tail(link: &Link) -> Option<&str> {
    match &link.target {
        Target::File(_, tail) | Target::Url(_, tail) | Target::Name(_, tail) => tail.as_deref(),
        Target::Here(_) | Target::Outside(_) | Target::Mention(_) => None,
    }
}

pub(super) fn find(
    id: DocId,
    link: &Link,
    map: &Map<'_>,
    tables: &Asking<'_, '_>,
) -> Result<Found, Missing> {
    match &link.target {
        Target::Here(_) => {
            let route = map.routes[id].clone().unwrap_or_else(|_| Route::of("/"));
            Ok(Found { to: To::Document(id), route })
        }
        Target::Outside(written) if written.is_empty() => Err(Missing::Nothing(
            "this link leads nowhere".into(),
            Some("put an address between the round brackets".into()),
        )),
        Target::Outside(written) => Err(Missing::Nothing(
            format!("`{written}` leads out of `content/`"),
            Some("link to files below `content/`, or put the file into `static/`".into()),
        )),
        Target::File(path, _) => file(path, link, map, tables),
        Target::Url(path, _) => url(path, link, map, tables),
        Target::Name(name, _) => named(name, map, tables),
        Target::Mention(_) => Err(Missing::Nothing("a mention is no link of its own".into(), None)),
    }
}

fn document(id: DocId, map: &Map<'_>, tables: &Asking<'_, '_>) -> Result<Found, Missing> {
    tables.ask(Table::Files, map.facts[id].path.as_str());
    match &map.routes[id] {
        Ok(route) => Ok(Found { to: link_to(id, map), route: route.clone() }),
        Err(hidden) => Err(Missing::Hidden(id, *hidden)),
    }
}

/// The file of a term stands for the term.
fn link_to(id: DocId, map: &Map<'_>) -> To {
    let Kind::Term(key) = &map.facts[id].kind else { return To::Document(id) };
    let group = map.config.taxonomies.iter().position(|taxonomy| taxonomy.key == *key);
    let term = group.and_then(|group| {
        map.terms[group]
            .list
            .iter()
            .position(|term| term.document == Some(id))
            .map(|term| (group, term))
    });
    term.map_or(To::Document(id), |(group, term)| To::Term(group, term))
}

fn file(
    path: &SitePath,
    link: &Link,
    map: &Map<'_>,
    tables: &Asking<'_, '_>,
) -> Result<Found, Missing> {
    let text = path.as_str();
    if link.role == Role::Href {
        // `other`, `other/` and `other.md` all mean the article beside this one.
        for candidate in [text.to_owned(), format!("{text}.md"), format!("{text}/index.md")] {
            if let Some(id) = tables.file(&candidate) {
                return document(id, map, tables);
            }
        }
    }
    if let Some(route) = tables.tables.assets().get(text) {
        return Ok(Found { to: To::Other, route: (*route).clone() });
    }
    let noun = if link.role == Role::Src { "image" } else { "file" };
    let written = text.strip_prefix(path.folder()).unwrap_or(text).trim_start_matches('/');
    if written.starts_with("www.") || text.contains("/http/") || text.contains("/www.") {
        let address = text.rfind("www.").map_or(written, |at| &text[at..]);
        return Err(Missing::Nothing(
            format!("there is no {noun} `{written}`"),
            Some(format!(
                "the address of another site begins with https://, as in https://{address}"
            )),
        ));
    }
    let help = if link.role == Role::Src || !matches!(ending(path.name()), None | Some("md")) {
        let beside =
            map.assets.iter().map(|(path, _)| path).filter(|other| other.folder() == path.folder());
        near_name(
            path.name(),
            beside
                .filter(|other| link.role != Role::Src || is_image(other.name()))
                .map(|other| (other.name().to_owned(), other.name())),
        )
    } else {
        let beside = map.facts.iter().filter(|facts| facts.path.folder() == path.folder());
        // The date before an article's name is easily forgotten.
        let names = beside.flat_map(|facts| {
            [facts.path.stem().to_owned(), facts.slug.clone()].map(|name| (name, facts.path.name()))
        });
        near_name(path.name().trim_end_matches(".md"), names)
            // The right name in another folder is the commonest slip after a typing error.
            .or_else(|| {
                let elsewhere = map.facts.iter().find(|facts| facts.path.name() == path.name())?;
                Some(format!("there is `{}`", elsewhere.path))
            })
    };
    Err(Missing::Nothing(format!("there is no {noun} `content/{}`", below_content(path)), help))
}

/// What follows the last dot of a file's name.
fn ending(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| !ending.is_empty())
}

/// "Did you mean" among names of files; each comes with what to write.
fn near_name<'n>(wanted: &str, known: impl Iterator<Item = (String, &'n str)>) -> Option<String> {
    let known: BTreeMap<String, &str> = known.collect();
    let near = known.get(nearest(wanted, known.keys().map(String::as_str))?)?;
    Some(format!("did you mean `{near}`?"))
}

fn url(path: &str, link: &Link, map: &Map<'_>, tables: &Asking<'_, '_>) -> Result<Found, Missing> {
    let without_base = Some(map.config.base_path.as_str())
        .filter(|base| !base.is_empty())
        .and_then(|base| path.strip_prefix(base));
    for path in std::iter::once(path).chain(without_base.filter(|rest| rest.starts_with('/'))) {
        let page = path.strip_suffix("index.html").unwrap_or(path);
        for candidate in [page.to_owned(), format!("{page}/")] {
            let Ok(route) = Route::parse(&candidate) else { continue };
            if let Some(to) = tables.url(&candidate) {
                if let To::Document(id) = to {
                    tables.ask(Table::Files, map.facts[id].path.as_str());
                }
                return Ok(Found { to, route });
            }
            if tables.tables.asset_urls().contains(candidate.as_str())
                || tables.is_generated(&route, map)
            {
                return Ok(Found { to: To::Other, route });
            }
            if let Some(now) = tables.redirect(&route, map) {
                let to = tables.url(now.as_str()).unwrap_or(To::Other);
                if let To::Document(id) = to {
                    tables.ask(Table::Files, map.facts[id].path.as_str());
                }
                return Ok(Found { to, route: now.clone() });
            }
        }
    }
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    if let Some(id) = tables.name(last)
        && let Err(hidden) = map.routes[id]
        && path.starts_with("/articles/")
    {
        return Err(Missing::Hidden(id, hidden));
    }
    let folder = |path: &str| path.trim_end_matches('/').rfind('/').map_or(0, |slash| slash + 1);
    let in_site = without_base.filter(|rest| rest.starts_with('/')).unwrap_or(path);
    let group =
        map.terms.iter().position(|group| in_site[..folder(in_site)] == *group.index.as_str());
    if let Some(hidden) =
        group.and_then(|group| tables.tables.hidden_term(group, &[last.to_owned()]))
    {
        return Err(hidden);
    }
    let beside =
        |url: &&str| folder(url) == folder(path) && url[..folder(url)] == path[..folder(path)];
    let last_of = |url: &str| url[folder(url)..].trim_end_matches('/').to_owned();
    let is_file = link.role == Role::Src || !path.ends_with('/') && ending(last).is_some();
    let (noun, help) = if is_file {
        let files = tables.tables.asset_urls().iter().copied().filter(beside);
        let help = near_name(
            last,
            files
                .filter(|url| link.role != Role::Src || is_image(url))
                .map(|url| (last_of(url), url)),
        );
        let noun = if link.role == Role::Src { "image" } else { "file" };
        let at_root = path.strip_prefix("/static").filter(|rest| rest.starts_with('/'));
        let help = help.or_else(|| match at_root {
            Some(rest) if tables.tables.asset_urls().contains(rest) => {
                Some(format!("what is in `static/` goes to the root of the site: write `{rest}`"))
            }
            rest => Some(format!("put it there as `static{}`", rest.unwrap_or(path))),
        });
        (noun, help)
    } else {
        let near =
            near_name(last, tables.tables.pages().filter(beside).map(|url| (last_of(url), url)));
        ("page", near.or_else(|| unnamed_drug(last, map).filter(|_| group == Some(DRUGS))))
    };
    Err(Missing::Nothing(format!("there is no {noun} `{path}`"), help))
}

fn named(name: &str, map: &Map<'_>, tables: &Asking<'_, '_>) -> Result<Found, Missing> {
    for (number, group) in map.terms.iter().enumerate() {
        // A drug may also be called by a name that only the vocabulary knows.
        let known = || {
            map.vocabulary
                .find_listed(name)
                .filter(|_| number == DRUGS)
                .and_then(|(name, _)| tables.term(number, &name, map))
        };
        if let Some(id) = tables.term(number, name, map).or_else(known) {
            return Ok(Found { to: To::Term(number, id), route: group.list[id].route.clone() });
        }
    }
    let key = name_key(name);
    let path = key.trim_end_matches(".md").trim_matches('/').to_owned();
    for candidate in [&key, &path, &slugify(name)] {
        if let Some(id) = tables.name(candidate) {
            return document(id, map, tables);
        }
    }
    let known = map.vocabulary.find_listed(name);
    for group in 0..map.terms.len() {
        let known = known.as_ref().filter(|_| group == DRUGS).map(|(name, _)| name_key(name));
        let keys: Vec<String> = [key.clone(), slugify(name)].into_iter().chain(known).collect();
        if let Some(hidden) = tables.tables.hidden_term(group, &keys) {
            return Err(hidden);
        }
    }
    let known = map
        .terms
        .iter()
        .flat_map(Terms::known_names)
        .chain(tables.tables.names().keys().map(String::as_str));
    let help = suggest(name, known).or_else(|| unnamed_drug(name, map));
    Err(Missing::Nothing(
        format!("nothing is called `{name}`"),
        Some(help.unwrap_or_else(|| {
            "wiki links lead to an article by its title or file name, to a drug by any of its names, or to a tag".into()
        })),
    ))
}

/// What is wrong with the `#…` of a link, if anything is.
pub(super) fn missing_anchor(
    found: &Found,
    link: &Link,
    map: &Map<'_>,
) -> Option<(String, Option<String>)> {
    let written = match &link.target {
        Target::Here(anchor) => anchor.as_str(),
        _ => tail(link)?.strip_prefix('#')?,
    };
    // The top of a page, and what templates put there.
    if written.is_empty()
        || written == "top"
        || ["ref-", "cite-", "fn-", "fnref-"].iter().any(|start| written.starts_with(start))
    {
        return None;
    }
    let document = match found.to {
        To::Document(id) => Some(id),
        To::Term(group, term) => map.terms[group].list[term].document,
        To::Other => return None,
    };
    let anchors: &[String] = document.map_or(&[], |id| &map.facts[id].anchors);
    let anchor = percent_encoding::percent_decode_str(written).decode_utf8_lossy();
    if anchors.iter().any(|known| *known == anchor) {
        return None;
    }
    let place =
        document.map_or_else(|| found.route.to_string(), |id| map.facts[id].path.to_string());
    let help = nearest(&anchor, anchors.iter().map(String::as_str))
        .map(|near| format!("did you mean `#{near}`?"))
        .or_else(|| {
            (!anchors.is_empty()).then(|| {
                let some: Vec<_> =
                    anchors.iter().take(6).map(|anchor| format!("`#{anchor}`")).collect();
                format!("its headings are {}", some.join(", "))
            })
        });
    Some((format!("there is no heading `#{anchor}` in `{place}`"), help))
}
