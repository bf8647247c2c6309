//! The articles of a site: which are shown, in which order, and which share a title.

use rustc_hash::{FxBuildHasher, FxHashSet};

use super::document_diff::DocumentDiff;
use super::hidden::Hidden;
use crate::library::{DocId, DocumentKind, Facts};
use crate::route::Route;
use offprint_base::Hashed;

/// The articles that are shown, newest first. Those that were shown before are already in order.
pub(super) fn ordered_articles(
    facts: &[Hashed<Facts>],
    routes: &[Result<Route, Hidden>],
    diff: Option<&DocumentDiff<'_>>,
) -> Vec<DocId> {
    let is_shown = |id: &DocId| facts[*id].kind == DocumentKind::Article && routes[*id].is_ok();
    let Some(diff) = diff else {
        let mut articles: Vec<DocId> = (0..facts.len()).filter(is_shown).collect();
        articles.sort_by(|a, b| newest_first(&facts[*a], &facts[*b]));
        return articles;
    };
    let still = diff
        .previous
        .articles
        .iter()
        .filter_map(|was| diff.new_id(*was))
        .filter(|id| routes[*id].is_ok());
    let mut articles: Vec<DocId> = still.collect();
    let is_new = |id: &DocId| diff.old_id(*id).is_none_or(|was| diff.previous.rank[was].is_none());
    let new: Vec<DocId> = (0..facts.len()).filter(|id| is_new(id) && is_shown(id)).collect();
    if new.len() > MAX_INSERTED {
        articles.extend(new);
        articles.sort_by(|a, b| newest_first(&facts[*a], &facts[*b]));
    } else {
        for id in new {
            let place =
                articles.partition_point(|other| newest_first(&facts[*other], &facts[id]).is_lt());
            articles.insert(place, id);
        }
    }
    articles
}

/// How many articles are inserted one by one; if there are more, the list is sorted again.
const MAX_INSERTED: usize = 32;

/// Newest first; those without a date last; by path if dates are equal.
pub(super) fn newest_first(a: &Facts, b: &Facts) -> std::cmp::Ordering {
    b.date.cmp(&a.date).then_with(|| a.path.cmp(&b.path))
}

/// The titles that several of these articles share.
pub(super) fn shared_titles(facts: &[Hashed<Facts>], articles: &[DocId]) -> FxHashSet<String> {
    let mut known = FxHashSet::with_capacity_and_hasher(articles.len(), FxBuildHasher);
    articles
        .iter()
        .map(|id| facts[*id].title.as_str())
        .filter(|title| !known.insert(*title))
        .map(str::to_owned)
        .collect()
}
