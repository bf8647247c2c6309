//! The routes of documents and copied files, which documents are shown, and where old routes
//! redirect to.

use std::collections::BTreeMap;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::conflict_copy::{copy_fault, original_of, unnamed_copies};
use super::document_diff::DocumentDiff;
use super::hidden::Hidden;
use super::outputs::{OutputInput, Outputs, without_index};
use super::unpublished_files::files_of_unpublished;
use crate::clock::Clock;
use crate::config::{Config, Membership, Taxonomy};
use crate::diagnostic::{Code, Severity};
use crate::library::{
    CLASSES, DocId, DocumentKind, FactRef, Facts, UnlocatedDiagnostic, below_content, is_bundle,
};
use crate::picture::Pictures;
use crate::route::Route;
use crate::source::{SitePath, WORKS_FOLDER};
use offprint_base::Hashed;
use offprint_base::{composed, slugify};

/// The route that a document would have.
pub(super) fn route_of(facts: &Facts) -> Option<Route> {
    if facts.kind == DocumentKind::Home {
        return Some(Route::of("/"));
    }
    if facts.slug.is_empty() {
        return None;
    }
    Some(match &facts.kind {
        DocumentKind::Article => Route::of(format!("/articles/{}/", facts.slug)),
        DocumentKind::Term(key) => Route::of(format!("/{key}/{}/", facts.slug)),
        DocumentKind::Work => Route::of(format!("/{WORKS_FOLDER}/{}/", facts.slug)),
        DocumentKind::Home | DocumentKind::Page => {
            let below = below_content(&facts.path);
            let folder = below.rfind('/').map_or("", |slash| &below[..slash]);
            // A page that is its folder's `index.md` gets the route of the folder.
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

/// The route of each document, or why it has none. A document keeps its previous route if no other
/// document claims it.
pub(super) fn document_routes(
    facts: &[Hashed<Facts>],
    config: &Config,
    clock: Clock,
    diff: Option<&DocumentDiff<'_>>,
    faults: &mut Vec<UnlocatedDiagnostic>,
) -> Vec<Result<Route, Hidden>> {
    let mut claimed: FxHashMap<Route, DocId> =
        FxHashMap::with_capacity_and_hasher(facts.len(), FxBuildHasher);
    let mut list = Vec::with_capacity(facts.len());
    for (id, document) in facts.iter().enumerate() {
        if let Some(original) = original_of(document, facts) {
            faults.push(copy_fault(id, original));
            list.push(Err(Hidden::Copy));
            continue;
        }
        let former = diff.and_then(|diff| Some(&diff.previous.routes[diff.old_id(id)?]));
        match former {
            Some(Ok(route))
                if !claimed.contains_key(route) && list_at(route, config, facts).is_none() =>
            {
                claimed.insert(route.clone(), id);
                list.push(Ok(route.clone()));
                continue;
            }
            Some(Err(hidden @ (Hidden::Draft | Hidden::Future | Hidden::Expired))) => {
                list.push(Err(*hidden));
                continue;
            }
            // A document with an error goes through all checks, so that the error is reported
            // again.
            _ => {}
        }
        if is_page_of_a_list(document) {
            faults.push(list_page_fault(id, document, config));
            list.push(Err(Hidden::Nameless));
            continue;
        }
        let route = match (Hidden::of(document, config, clock), route_of(document)) {
            (Some(hidden), _) => Err(hidden),
            (None, None) => Err(Hidden::Nameless),
            (None, Some(route)) => match (list_at(&route, config, facts), claimed.get(&route)) {
                (Some(taxonomy), _) => {
                    faults.push(UnlocatedDiagnostic {
                        document: id,
                        place: FactRef::Slug,
                        severity: Severity::Error,
                        code: Code::DuplicateRoute,
                        message: format!(
                            "`{}` and the list of {} claim one URL: {route}",
                            document.path,
                            taxonomy.name.to_lowercase()
                        ),
                        help: Some("rename the file, or give it another slug: slug = \"…\"".into()),
                        note: None,
                    });
                    Err(Hidden::Taken)
                }
                (None, Some(first)) => {
                    let same =
                        document.slug == facts[*first].slug && document.kind == facts[*first].kind;
                    faults.push(UnlocatedDiagnostic {
                        document: id,
                        place: FactRef::Slug,
                        severity: Severity::Error,
                        code: Code::DuplicateRoute,
                        message: format!(
                            "`{}` and `{}` claim one URL: {route}",
                            facts[*first].path, document.path
                        ),
                        help: Some(if same {
                            "give one of them another slug: slug = \"…\"".into()
                        } else {
                            "rename one of the files".into()
                        }),
                        note: Some((*first, FactRef::Slug, "the other is here".into())),
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

/// The group of terms whose index is at a route. A group whose terms need files has none without
/// files, and designs have none without studies.
fn list_at<'c>(route: &Route, config: &'c Config, facts: &[Hashed<Facts>]) -> Option<&'c Taxonomy> {
    let key = route.as_str().trim_matches('/');
    let (group, found) =
        config.taxonomies.iter().enumerate().find(|(_, taxonomy)| taxonomy.key == key)?;
    let has_terms =
        |facts: &Hashed<Facts>| facts.terms.get(group).is_some_and(|list| !list.is_empty());
    let has_index = found.membership == Membership::Named
        || found.membership == Membership::OfStudy && facts.iter().any(has_terms)
        || facts.iter().any(|facts| facts.kind.is_of(&found.key));
    has_index.then_some(found)
}

/// Whether a document is the page of a folder whose other files are the entries of a list.
fn is_page_of_a_list(facts: &Facts) -> bool {
    let folder = below_content(&facts.path).strip_suffix("/index.md");
    match &facts.kind {
        DocumentKind::Article => folder == Some("articles"),
        DocumentKind::Term(key) => folder == Some(key),
        DocumentKind::Work => folder == Some(WORKS_FOLDER),
        DocumentKind::Home | DocumentKind::Page => false,
    }
}

fn list_page_fault(id: DocId, facts: &Facts, config: &Config) -> UnlocatedDiagnostic {
    let (what, help) = match &facts.kind {
        DocumentKind::Term(key) => {
            let found = config.taxonomies.iter().find(|taxonomy| taxonomy.key == *key);
            let (name, singular) =
                found.map_or_else(|| (key.clone(), if key == CLASSES { "class" } else { key.as_str() }), |found| (found.name.to_lowercase(), found.singular.as_str()));
            let help = format!(
                "if it is about one {singular}, name the file after it; if it is about all {name}, make it a standalone page, \
                 such as content/about-{key}.md"
            );
            (name, help)
        }
        _ => (
            "articles".to_owned(),
            "if it is an article, name the file after it; what stands above all articles is content/index.md".to_owned(),
        ),
    };
    UnlocatedDiagnostic {
        document: id,
        place: FactRef::Title,
        severity: Severity::Error,
        code: Code::BadSlug,
        message: format!("`{}` would introduce the list of {what}, which has no text", facts.path),
        help: Some(help),
        note: None,
    }
}

/// The routes of copied files. Files beside a document that is its folder's `index.md` are
/// published with its page.
pub(super) fn asset_routes(
    facts: &[Hashed<Facts>],
    routes: &[Result<Route, Hidden>],
    files: &[SitePath],
) -> Vec<(SitePath, Route)> {
    let bundles: FxHashMap<&str, Option<&Route>> = facts
        .iter()
        .enumerate()
        .filter(|(_, document)| is_bundle(&document.path) && !is_page_of_a_list(document))
        .map(|(id, document)| (document.path.folder(), routes[id].as_ref().ok()))
        .collect();
    let unpublished = files_of_unpublished(facts, routes, files);
    let copies = unnamed_copies(facts, routes, files);
    files
        .iter()
        .filter(|path| !unpublished.contains(*path) && !copies.contains(*path))
        .filter_map(|path| {
            asset_route(path, |folder| bundles.get(folder).copied())
                .map(|route| (path.clone(), route))
        })
        .collect()
}

/// The route of one copied file; `None` if it belongs to a page that is not shown, or its name
/// cannot be part of a URL. `bundle` returns whether a folder belongs to a page, and where that
/// page is.
pub fn asset_route<'r>(
    path: &SitePath,
    bundle: impl Fn(&str) -> Option<Option<&'r Route>>,
) -> Option<Route> {
    let text = path.as_str();
    if let Some(rest) = text.strip_prefix("static/") {
        return Route::parse(&composed(&format!("/{rest}"))).ok();
    }
    if let Some(rest) = text.strip_prefix("themes/") {
        let (_, rest) = rest.split_once("/static/")?;
        return Route::parse(&composed(&format!("/{rest}"))).ok();
    }
    let mut folder = path.folder();
    while folder != "content" && !folder.is_empty() {
        if let Some(page) = bundle(folder) {
            let below = composed(&text[folder.len() + 1..]);
            return Route::parse(&format!("{}{below}", page?)).ok();
        }
        folder = folder.rfind('/').map_or("", |slash| &folder[..slash]);
    }
    Route::parse(&format!("/{}", composed(below_content(path)))).ok()
}

/// The site's own file for link previews, `static/share.png` or `.jpg`: its route and its size.
pub(super) fn share_file(
    assets: &[(SitePath, Route)],
    pictures: &Pictures,
) -> Option<(Route, Option<(u32, u32)>)> {
    let own = |name: &str| assets.iter().find(|(path, _)| path.as_str() == name);
    let (path, route) = own("static/share.png").or_else(|| own("static/share.jpg"))?;
    Some((route.clone(), pictures.get(path).and_then(|picture| picture.size)))
}

/// How hosts or browsers would misread an old URL, if it is not a plain path.
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

/// The old URL of a document that has this path.
fn old_url_of(facts: &Facts, path: &str) -> Option<usize> {
    facts.redirects.iter().position(|old| without_index(old.as_str()) == path)
}

/// Old routes and their current targets: from `aliases`, and from the other names of terms.
pub(super) fn redirects(
    input: OutputInput<'_>,
    outputs: &Outputs,
    faults: &mut Vec<UnlocatedDiagnostic>,
) -> BTreeMap<Route, Route> {
    let OutputInput { facts, config, routes, terms, .. } = input;
    // The old URLs so far, and the document that each redirects to.
    let mut claimed: FxHashMap<String, Option<DocId>> = FxHashMap::default();
    let mut redirects = BTreeMap::new();
    for (id, document) in facts.iter().enumerate() {
        for (index, old) in document.redirects.iter().enumerate() {
            let fault = |code: Code, message: String, help: &str| UnlocatedDiagnostic {
                document: id,
                place: FactRef::Redirect(index),
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
            let path = without_index(old.as_str());
            let is_used = outputs.contains(path);
            let other = match claimed.get(path) {
                Some(other) => *other,
                None => outputs.at(path).and_then(|output| output.kind.document(input)),
            };
            if other == Some(id) {
                continue;
            }
            if !is_used && !claimed.contains_key(path) {
                claimed.insert(path.to_owned(), Some(id));
                redirects.insert(old.clone(), route.clone());
                continue;
            }
            let message = format!("the old URL {old} is already in use");
            faults.push(match other {
                Some(other) => UnlocatedDiagnostic {
                    note: Some(match old_url_of(&facts[other], path) {
                        Some(index) => (other, FactRef::Redirect(index), "by this old URL".into()),
                        None => (other, FactRef::Slug, "by this page".into()),
                    }),
                    ..fault(
                        Code::DuplicateRoute,
                        message,
                        match old_url_of(&facts[other], path) {
                            Some(_) => "remove it from one of the two pages",
                            None => "remove it here, or give the other page another URL",
                        },
                    )
                },
                None => fault(
                    Code::DuplicateRoute,
                    message,
                    "remove it here: Offprint generates the file at that URL",
                ),
            });
        }
    }
    if config.outputs.alias_redirects {
        for group in terms {
            for term in &group.list {
                for name in &term.other_slugs {
                    let old = group.index.beside(&format!("{name}/"));
                    if !outputs.contains(old.as_str()) && !claimed.contains_key(old.as_str()) {
                        claimed.insert(old.as_str().to_owned(), None);
                        redirects.insert(old, term.route.clone());
                    }
                }
            }
        }
    }
    redirects
}
