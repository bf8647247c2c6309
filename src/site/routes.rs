//! Where documents and copied files are, which documents are shown, and which old routes lead
//! where.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::hash_map::Entry;

use jiff::civil::Date;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::issues::{Issue, archive_index, map_route, year_route};
use super::kept::Kept;
use super::profile::{Class, class_index};
use super::terms::Terms;
use crate::config::{Config, Taxonomy};
use crate::diagnostic::{Code, Severity};
use crate::library::{DocId, Facts, Fault, Kind, Place, below_content, is_bundle};
use crate::picture::Pictures;
use crate::route::Route;
use crate::source::SitePath;
use offprint_base::Hashed;
use offprint_base::slugify;

/// Why a document is not shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Hidden {
    /// It is a draft.
    Draft,
    /// Its day has not come.
    Future,
    /// Its day has passed.
    Expired,
    /// Another document claims its route; told as a fault.
    Taken,
    /// It has no route at all; told as a fault.
    Nameless,
}

impl Hidden {
    /// Whether a document is shown on a day.
    pub fn of(facts: &Facts, config: &Config, today: Date) -> Option<Self> {
        let opens = facts.publish_on.or(facts.date).map(|when| when.day);
        if facts.draft && !config.drafts {
            Some(Self::Draft)
        } else if opens.is_some_and(|day| day > today) && !config.future {
            Some(Self::Future)
        } else if facts.expires.is_some_and(|when| when.day < today) {
            Some(Self::Expired)
        } else {
            None
        }
    }

    /// In a sentence: `is a draft`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Draft => "is a draft",
            Self::Future => "is not published yet",
            Self::Expired => "has expired",
            Self::Taken | Self::Nameless => "has no page",
        }
    }
}

/// The route that a document would have.
fn route_of(facts: &Facts) -> Option<Route> {
    if facts.kind == Kind::Home {
        return Some(Route::of("/"));
    }
    if facts.slug.is_empty() {
        return None;
    }
    Some(match &facts.kind {
        Kind::Article => Route::of(format!("/articles/{}/", facts.slug)),
        Kind::Term(key) => Route::of(format!("/{key}/{}/", facts.slug)),
        Kind::Home | Kind::Page => {
            let below = below_content(&facts.path);
            let folder = below.rfind('/').map_or("", |slash| &below[..slash]);
            // A page that is its folder's `index.md` stands in the place of the folder.
            let folder = if is_bundle(&facts.path) {
                folder.rfind('/').map_or("", |slash| &folder[..slash])
            } else {
                folder
            };
            let parts: Vec<String> = folder
                .split('/')
                .filter(|part| !part.is_empty())
                .map(slugify)
                .filter(|part| !part.is_empty())
                .collect();
            let above =
                if parts.is_empty() { String::new() } else { format!("/{}", parts.join("/")) };
            Route::of(format!("{above}/{}/", facts.slug))
        }
    })
}

/// The route of each document, or why it has none. One that it had before it has again, if nobody
/// else claims it.
pub(super) fn routes(
    facts: &[Hashed<Facts>],
    config: &Config,
    today: Date,
    kept: Option<&Kept<'_>>,
    faults: &mut Vec<Fault>,
) -> Vec<Result<Route, Hidden>> {
    let mut claimed: FxHashMap<Route, DocId> =
        FxHashMap::with_capacity_and_hasher(facts.len(), FxBuildHasher);
    let mut list = Vec::with_capacity(facts.len());
    for (id, document) in facts.iter().enumerate() {
        let former = kept.and_then(|kept| Some(&kept.site.routes[kept.was(id)?]));
        match former {
            Some(Ok(route)) if !claimed.contains_key(route) => {
                claimed.insert(route.clone(), id);
                list.push(Ok(route.clone()));
                continue;
            }
            Some(Err(hidden @ (Hidden::Draft | Hidden::Future | Hidden::Expired))) => {
                list.push(Err(*hidden));
                continue;
            }
            // What has a fault is told so again.
            _ => {}
        }
        if is_of_a_list(document) {
            faults.push(of_a_list(id, document, config));
            list.push(Err(Hidden::Nameless));
            continue;
        }
        let route = match (Hidden::of(document, config, today), route_of(document)) {
            (Some(hidden), _) => Err(hidden),
            (None, None) => Err(Hidden::Nameless),
            (None, Some(route)) => match (list_at(&route, config), claimed.get(&route)) {
                (Some(taxonomy), _) => {
                    faults.push(Fault {
                        document: id,
                        place: Place::Slug,
                        severity: Severity::Error,
                        code: Code::DuplicateRoute,
                        message: format!(
                            "`{}` and the list of {} claim one URL: {route}",
                            document.path,
                            taxonomy.name.to_lowercase()
                        ),
                        help: Some(
                            "rename the file, or give it a slug of its own: slug = \"…\"".into(),
                        ),
                        note: None,
                    });
                    Err(Hidden::Taken)
                }
                (None, Some(first)) => {
                    let same =
                        document.slug == facts[*first].slug && document.kind == facts[*first].kind;
                    faults.push(Fault {
                        document: id,
                        place: Place::Slug,
                        severity: Severity::Error,
                        code: Code::DuplicateRoute,
                        message: format!(
                            "`{}` and `{}` claim one URL: {route}",
                            facts[*first].path, document.path
                        ),
                        help: Some(if same {
                            "give one of them a slug of its own: slug = \"…\"".into()
                        } else {
                            "rename one of the files".into()
                        }),
                        note: Some((*first, Place::Slug, "the other is here".into())),
                    });
                    Err(Hidden::Taken)
                }
                (None, None) => {
                    claimed.insert(route.clone(), id);
                    Ok(route)
                }
            },
        };
        list.push(route);
    }
    list
}

/// The group of terms whose list is at a route.
fn list_at<'c>(route: &Route, config: &'c Config) -> Option<&'c Taxonomy> {
    let key = route.as_str().trim_matches('/');
    config.taxonomies.iter().find(|taxonomy| taxonomy.key == key)
}

/// Whether a document lies where the page of a folder does, in a folder that holds the members of a
/// list.
fn is_of_a_list(facts: &Facts) -> bool {
    let folder = below_content(&facts.path).strip_suffix("/index.md");
    match &facts.kind {
        Kind::Article => folder == Some("articles"),
        Kind::Term(key) => folder == Some(key),
        Kind::Home | Kind::Page => false,
    }
}

fn of_a_list(id: DocId, facts: &Facts, config: &Config) -> Fault {
    let (what, help) = match &facts.kind {
        Kind::Term(key) => {
            let found = config.taxonomies.iter().find(|taxonomy| taxonomy.key == *key);
            let (name, singular) =
                found.map_or_else(|| (key.clone(), key.as_str()), |found| (found.name.to_lowercase(), found.singular.as_str()));
            let help = format!(
                "if it is about one {singular}, name the file after it; if it is about all {name}, make it a page of its own, \
                 such as content/about-{key}.md"
            );
            (name, help)
        }
        _ => (
            "articles".to_owned(),
            "if it is an article, name the file after it; what stands above all articles is content/index.md".to_owned(),
        ),
    };
    Fault {
        document: id,
        place: Place::Title,
        severity: Severity::Error,
        code: Code::BadSlug,
        message: format!(
            "`{}` would introduce the list of {what}, which has no text of its own",
            facts.path
        ),
        help: Some(help),
        note: None,
    }
}

/// Where a file that is copied goes. Files beside a document that is its folder's `index.md` go
/// with its page.
pub(super) fn assets(
    facts: &[Hashed<Facts>],
    routes: &[Result<Route, Hidden>],
    files: &[SitePath],
) -> Vec<(SitePath, Route)> {
    let bundles: FxHashMap<&str, Option<&Route>> = facts
        .iter()
        .enumerate()
        .filter(|(_, document)| is_bundle(&document.path) && !is_of_a_list(document))
        .map(|(id, document)| (document.path.folder(), routes[id].as_ref().ok()))
        .collect();
    files
        .iter()
        .filter_map(|path| {
            asset_route(path, |folder| bundles.get(folder).copied())
                .map(|route| (path.clone(), route))
        })
        .collect()
}

/// The route of one copied file; `None` if it belongs to a page that is not shown, or its name
/// cannot stand in a URL. `bundle` tells of a folder whether it is a page's own, and where that
/// page is.
pub fn asset_route<'r>(
    path: &SitePath,
    bundle: impl Fn(&str) -> Option<Option<&'r Route>>,
) -> Option<Route> {
    let text = path.as_str();
    if let Some(rest) = text.strip_prefix("static/") {
        return Route::parse(&format!("/{rest}")).ok();
    }
    if let Some(rest) = text.strip_prefix("themes/") {
        let (_, rest) = rest.split_once("/static/")?;
        return Route::parse(&format!("/{rest}")).ok();
    }
    let mut folder = path.folder();
    while folder != "content" && !folder.is_empty() {
        if let Some(page) = bundle(folder) {
            return Route::parse(&format!("{}{}", page?, &text[folder.len() + 1..])).ok();
        }
        folder = folder.rfind('/').map_or("", |slash| &folder[..slash]);
    }
    Route::parse(&format!("/{}", below_content(path))).ok()
}

/// The site's own file for previews of links, `static/share.png` or `.jpg`: where it goes, and its
/// size.
pub(super) fn share_file(
    assets: &[(SitePath, Route)],
    pictures: &Pictures,
) -> Option<(Route, Option<(u32, u32)>)> {
    let own = |name: &str| assets.iter().find(|(path, _)| path.as_str() == name);
    let (path, route) = own("static/share.png").or_else(|| own("static/share.jpg"))?;
    Some((route.clone(), pictures.get(path).and_then(|picture| picture.size)))
}

/// What has its page somewhere, as far as files that are made beside pages are concerned.
#[derive(Clone, Copy)]
pub(super) enum Owner {
    /// An article, and whether it cites.
    Article(bool),
    /// A term, and whether it has articles.
    Term(bool),
}

impl Owner {
    pub(super) fn article(facts: &Facts) -> Self {
        Self::Article(!facts.details.citations.is_empty())
    }
}

/// Whether a path is one of the files that are made beside pages, or for the whole site. `owner`
/// tells whose page a folder is.
pub(super) fn is_made(path: &str, config: &Config, owner: impl Fn(&str) -> Option<Owner>) -> bool {
    let (folder, name) =
        path.rsplit_once('/').map_or(("/", path), |(folder, name)| (&path[..=folder.len()], name));
    let is_root = folder == "/";
    let has_feed = |is_wanted: bool| {
        is_wanted
            && config.feeds.limit > 0
            && (is_root
                || config.feeds.term_limit > 0 && matches!(owner(folder), Some(Owner::Term(true))))
    };
    match name {
        "" | "opensearch.xml" if folder == "/search/" => config.outputs.search,
        _ if folder == "/search/index/" => config.outputs.search,
        "" | "sitemap.xml" | "robots.txt" | "404.html" => is_root,
        "llms.txt" => is_root && config.outputs.llms_txt,
        "_headers" => is_root && config.outputs.headers,
        "feed.xml" => has_feed(true),
        "feed.json" => has_feed(config.feeds.json),
        "index.md" => {
            config.outputs.markdown_copies && matches!(owner(folder), Some(Owner::Article(_)))
        }
        "citations.bib" | "citations.ris" => {
            config.outputs.citation_downloads && matches!(owner(folder), Some(Owner::Article(true)))
        }
        _ => false,
    }
}

/// What hosts or browsers would take an old URL for, if it is not one path and nothing else.
fn not_one_path(old: &Route) -> Option<&'static str> {
    let old = old.as_str();
    if old.contains(['?', '#']) {
        Some("it holds `?` or `#`, where the path of a page ends")
    } else if old.contains('*') {
        Some("it holds `*`, which hosts take for every path")
    } else if old.contains("/:") {
        Some("it has a part that begins with `:`, which hosts take for every name")
    } else if old.contains(char::is_whitespace) {
        Some("it holds a space")
    } else {
        None
    }
}

/// The place of a route: `/a/` and `/a/index.html` are one file.
fn place(route: &Route) -> &str {
    let path = route.as_str();
    path.strip_suffix("index.html").filter(|folder| folder.ends_with('/')).unwrap_or(path)
}

/// Who is at a place already.
#[derive(Clone, Copy, PartialEq)]
enum Claim {
    Document(DocId),
    Term(usize, usize, Option<DocId>),
    Redirect(DocId),
    List,
}

/// Old routes and where they lead now: from `aliases`, and from the other names of terms.
pub(super) fn redirects(
    facts: &[Hashed<Facts>],
    config: &Config,
    routes: &[Result<Route, Hidden>],
    terms: &[Terms],
    classes: &[Class],
    issues: &[Issue],
    faults: &mut Vec<Fault>,
) -> BTreeMap<Route, Route> {
    let mut taken: FxHashMap<Cow<'_, str>, Claim> =
        FxHashMap::with_capacity_and_hasher(facts.len() * 2, FxBuildHasher);
    let made = |route: Route| Cow::Owned(place(&route).to_owned());
    for (number, group) in terms.iter().enumerate() {
        taken.insert(place(&group.index).into(), Claim::List);
        for (id, term) in group.list.iter().enumerate() {
            taken.insert(place(&term.route).into(), Claim::Term(number, id, term.document));
        }
    }
    if !classes.is_empty() {
        taken.insert(made(class_index()), Claim::List);
        taken.extend(classes.iter().map(|class| (place(&class.route).into(), Claim::List)));
    }
    if config.outputs.archive && !issues.is_empty() {
        taken.insert(made(archive_index()), Claim::List);
        taken.extend(issues.iter().map(|issue| (made(year_route(issue.year)), Claim::List)));
        taken.extend(issues.iter().map(|issue| (place(&issue.route).into(), Claim::List)));
    }
    if config.outputs.map && terms[0].list.iter().any(|drug| !drug.drugs_with.is_empty()) {
        taken.insert(made(map_route()), Claim::List);
    }
    for (id, route) in routes.iter().enumerate() {
        if let Ok(route) = route {
            taken.entry(place(route).into()).or_insert(Claim::Document(id));
        }
    }
    let mut redirects = BTreeMap::new();
    for (id, document) in facts.iter().enumerate() {
        for (index, old) in document.redirects.iter().enumerate() {
            let fault = |code: Code, message: String, help: &str| Fault {
                document: id,
                place: Place::Redirect(index),
                severity: Severity::Error,
                code,
                message,
                help: Some(help.to_owned()),
                note: None,
            };
            if let Some(reason) = not_one_path(old) {
                let message = format!("`{old}` cannot be an old URL: {reason}");
                faults.push(fault(
                    Code::BadAlias,
                    message,
                    "write the path that the page had, such as \"/2025/onfasprodil/\"",
                ));
                continue;
            }
            let Ok(route) = &routes[id] else { continue };
            let owner = |folder: &str| match taken.get(folder)? {
                Claim::Document(id) if facts[*id].kind == Kind::Article => {
                    Some(Owner::article(&facts[*id]))
                }
                Claim::Term(group, term, _) => {
                    Some(Owner::Term(!terms[*group].list[*term].articles.is_empty()))
                }
                Claim::Document(_) | Claim::Redirect(_) | Claim::List => None,
            };
            let other = match taken.get(place(old)) {
                Some(
                    Claim::Document(other) | Claim::Redirect(other) | Claim::Term(.., Some(other)),
                ) if *other == id => continue,
                Some(
                    Claim::Document(other) | Claim::Redirect(other) | Claim::Term(.., Some(other)),
                ) => Some(*other),
                None if !is_made(old.as_str(), config, owner) => {
                    taken.insert(place(old).into(), Claim::Redirect(id));
                    redirects.insert(old.clone(), route.clone());
                    continue;
                }
                Some(Claim::Term(.., None) | Claim::List) | None => None,
            };
            let message = format!("the old URL {old} is already in use");
            faults.push(match other {
                Some(other) => Fault {
                    note: Some((other, Place::Slug, "by this page".into())),
                    ..fault(
                        Code::DuplicateRoute,
                        message,
                        "remove it here, or give the other page another URL",
                    )
                },
                None => fault(
                    Code::DuplicateRoute,
                    message,
                    "remove it here: Offprint makes what is at that URL itself",
                ),
            });
        }
    }
    if config.outputs.alias_redirects {
        for group in terms {
            for term in &group.list {
                for name in &term.other_slugs {
                    let old = group.index.beside(&format!("{name}/"));
                    if let Entry::Vacant(entry) = taken.entry(made(old.clone())) {
                        entry.insert(Claim::List);
                        redirects.insert(old, term.route.clone());
                    }
                }
            }
        }
    }
    redirects
}
