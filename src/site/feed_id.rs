//! The id of an article in feeds. It must survive a rename (RFC 4287, section 4.2.6): feed readers
//! show an entry with an unknown id as a new article.

use rustc_hash::FxHashMap;

use super::hidden::Hidden;
use super::linked_site::permalink;
use super::outputs::without_index;
use crate::config::Config;
use crate::diagnostic::{Code, Severity};
use crate::library::{DocId, DocumentKind, FactRef, Facts, UnlocatedDiagnostic};
use crate::route::Route;
use offprint_base::Hashed;

/// The id of an article in every feed: `id` in the front matter, else the URL that it had first,
/// else its URL.
pub fn feed_id(facts: &Facts, route: &Route, config: &Config) -> String {
    let at = |path: &str| Route::parse(without_index(path)).map(|route| permalink(config, &route));
    match (&facts.feed_id, facts.redirects.first()) {
        (Some(id), _) if id.starts_with('/') => at(id).unwrap_or_else(|_| id.clone()),
        (Some(id), _) => id.clone(),
        (None, Some(old)) => at(old.as_str()).unwrap_or_else(|_| permalink(config, old)),
        (None, None) => permalink(config, route),
    }
}

/// Reports articles with the same id in feeds. Without `id` in a front matter there are none:
/// URLs and old URLs are unique.
pub(super) fn find_duplicate_ids(
    facts: &[Hashed<Facts>],
    routes: &[Result<Route, Hidden>],
    config: &Config,
    faults: &mut Vec<UnlocatedDiagnostic>,
) {
    if facts.iter().all(|facts| facts.feed_id.is_none()) {
        return;
    }
    let mut first: FxHashMap<String, DocId> = FxHashMap::default();
    for (id, document) in facts.iter().enumerate() {
        let (DocumentKind::Article, Ok(route)) = (&document.kind, &routes[id]) else { continue };
        let feed_id = feed_id(document, route, config);
        let Some(other) = first.get(&feed_id).copied() else {
            first.insert(feed_id, id);
            continue;
        };
        // The problem is shown at an `id`: a URL is correct by itself.
        let (at, other) = if document.feed_id.is_some() { (id, other) } else { (other, id) };
        let place = |id: DocId| match (&facts[id].feed_id, facts[id].redirects.is_empty()) {
            (Some(_), _) => FactRef::FeedId,
            (None, false) => FactRef::Redirect(0),
            (None, true) => FactRef::Slug,
        };
        faults.push(UnlocatedDiagnostic {
            document: at,
            place: place(at),
            severity: Severity::Error,
            code: Code::DuplicateFeedId,
            message: format!(
                "`{}` and `{}` have one id in feeds: {feed_id}",
                facts[at].path, facts[other].path
            ),
            help: Some("give one of them another `id`, or remove this line".into()),
            note: Some((other, place(other), "the other is here".into())),
        });
    }
}
