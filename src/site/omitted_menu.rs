//! [`omitted_entries`]: which entries of the menu are left out because there is no page for them at
//! the moment: it is a draft, scheduled or expired, there is nothing to list, or no content at all.
//!
//! Entries that lead to nothing that the site could have are errors, which `lint` reports.

use std::collections::BTreeMap;

use super::archive_parts::{archive_index, map_route};
use super::class::class_index;
use super::hidden::OmittedEntry;
use super::links::{LinkContext, hidden_at_url};
use crate::route::Route;

/// The entries of the menu, by index, that are left out.
pub(super) fn omitted_entries(context: &LinkContext<'_>) -> BTreeMap<usize, OmittedEntry> {
    let entries = context.config.menu.iter().enumerate();
    let paths = entries.filter_map(|(index, entry)| {
        let path = entry.url.split(['#', '?']).next().unwrap_or_default();
        (path.starts_with('/') && !path.starts_with("//")).then_some((index, path))
    });
    let missing = paths.filter(|(_, path)| {
        let folder = format!("{path}/");
        [*path, folder.as_str()].iter().all(|path| !exists(path, context))
    });
    missing
        .filter_map(|(index, path)| {
            if let Some((document, hidden)) = hidden_at_url(path, context) {
                return Some((index, OmittedEntry::Unpublished(document, hidden)));
            }
            let outputs = &context.config.outputs;
            let is_list =
                |route: &Route| route.as_str().trim_matches('/') == path.trim_matches('/');
            let is_empty = context.facts.is_empty()
                || is_list(&archive_index()) && outputs.archive
                || is_list(&map_route()) && outputs.map
                || is_list(&class_index());
            is_empty.then_some((index, OmittedEntry::Empty))
        })
        .collect()
}

/// Whether the site has a page or a file at a path.
fn exists(path: &str, context: &LinkContext<'_>) -> bool {
    let Ok(route) = Route::parse(path) else { return false };
    context.outputs.contains(route.as_str())
        || context.redirects.contains_key(&route)
        || context.assets.iter().any(|(_, own)| *own == route)
}
