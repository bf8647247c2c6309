//! Where documents and copied files are, which documents are shown, and which old routes lead where.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::terms::Terms;
use crate::config::Config;
use crate::diagnostic::{Code, Severity};
use crate::fingerprint::Hashed;
use crate::library::{DocId, Facts, Fault, Kind, Place, below_content, is_bundle};
use crate::route::{Route, slugify};
use crate::source::SitePath;

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
    /// It has no route at all; told as a fault when it was parsed.
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
            let folder = if is_bundle(&facts.path) { folder.rfind('/').map_or("", |slash| &folder[..slash]) } else { folder };
            let parts: Vec<String> =
                folder.split('/').filter(|part| !part.is_empty()).map(slugify).filter(|part| !part.is_empty()).collect();
            let above = if parts.is_empty() { String::new() } else { format!("/{}", parts.join("/")) };
            Route::of(format!("{above}/{}/", facts.slug))
        }
    })
}

/// The route of each document, or why it has none.
pub(super) fn routes(
    facts: &[Hashed<Facts>],
    config: &Config,
    today: Date,
    faults: &mut Vec<Fault>,
) -> Vec<Result<Route, Hidden>> {
    let mut claimed: FxHashMap<Route, DocId> = FxHashMap::with_capacity_and_hasher(facts.len(), FxBuildHasher);
    let mut list = Vec::with_capacity(facts.len());
    for (id, document) in facts.iter().enumerate() {
        let route = match (Hidden::of(document, config, today), route_of(document)) {
            (Some(hidden), _) => Err(hidden),
            (None, None) => Err(Hidden::Nameless),
            (None, Some(route)) => match claimed.get(&route) {
                Some(first) => {
                    let same = document.slug == facts[*first].slug && document.kind == facts[*first].kind;
                    faults.push(Fault {
                        document: id,
                        place: Place::Slug,
                        severity: Severity::Error,
                        code: Code::DuplicateRoute,
                        message: format!("`{}` and `{}` claim one URL: {route}", facts[*first].path, document.path),
                        help: Some(if same {
                            "give one of them a slug of its own: slug = \"…\"".into()
                        } else {
                            "rename one of the files".into()
                        }),
                        note: Some((*first, Place::Slug, "the other is here".into())),
                    });
                    Err(Hidden::Taken)
                }
                None => {
                    claimed.insert(route.clone(), id);
                    Ok(route)
                }
            },
        };
        list.push(route);
    }
    list
}

/// Where a file that is copied goes. Files beside a document that is its folder's `index.md` go with its page.
pub(super) fn assets(facts: &[Hashed<Facts>], routes: &[Result<Route, Hidden>], files: &[SitePath]) -> Vec<(SitePath, Route)> {
    let bundles: FxHashMap<&str, Option<&Route>> = facts
        .iter()
        .enumerate()
        .filter(|(_, document)| is_bundle(&document.path))
        .map(|(id, document)| (document.path.folder(), routes[id].as_ref().ok()))
        .collect();
    files
        .iter()
        .filter_map(|path| asset_route(path, |folder| bundles.get(folder).copied()).map(|route| (path.clone(), route)))
        .collect()
}

/// The route of one copied file; `None` if it belongs to a page that is not shown, or its name cannot stand in a URL.
/// `bundle` tells of a folder whether it is a page's own, and where that page is.
pub fn asset_route<'r>(path: &SitePath, bundle: impl Fn(&str) -> Option<Option<&'r Route>>) -> Option<Route> {
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

/// Old routes and where they lead now: from `aliases`, and from the other names of terms.
pub(super) fn redirects(
    facts: &[Hashed<Facts>],
    config: &Config,
    routes: &[Result<Route, Hidden>],
    terms: &[Terms],
    faults: &mut Vec<Fault>,
) -> BTreeMap<Route, Route> {
    let mut taken: FxHashMap<Route, Option<DocId>> = FxHashMap::default();
    for (id, route) in routes.iter().enumerate() {
        if let Ok(route) = route {
            taken.insert(route.clone(), Some(id));
        }
    }
    for group in terms {
        taken.insert(group.index.clone(), None);
        for term in &group.list {
            taken.entry(term.route.clone()).or_insert(term.document);
        }
    }
    let mut redirects = BTreeMap::new();
    for (id, document) in facts.iter().enumerate() {
        let Ok(route) = &routes[id] else { continue };
        for (index, old) in document.redirects.iter().enumerate() {
            if old == route {
                continue;
            }
            let claim = match taken.get(old) {
                Some(claim) => claim,
                None => {
                    taken.insert(old.clone(), Some(id));
                    redirects.insert(old.clone(), route.clone());
                    continue;
                }
            };
            if *claim == Some(id) {
                continue;
            }
            faults.push(Fault {
                document: id,
                place: Place::Redirect(index),
                severity: Severity::Error,
                code: Code::DuplicateRoute,
                message: format!("the old URL {old} is already in use"),
                help: Some("remove it here, or give the other page another URL".into()),
                note: claim.map(|other| (other, Place::Slug, "by this page".into())),
            });
        }
    }
    if config.outputs.alias_redirects {
        for group in terms {
            for term in &group.list {
                for name in &term.other_slugs {
                    let old = group.index.beside(&format!("{name}/"));
                    if !taken.contains_key(&old) {
                        taken.insert(old.clone(), term.document);
                        redirects.insert(old, term.route.clone());
                    }
                }
            }
        }
    }
    redirects
}
