//! [`FingerprintedAssets`]: additional names of the themes' style sheets and scripts that contain a
//! hash of the content, so that browsers can cache them permanently.
//!
//! The hash depends on the bytes, which only the sources know. So this is the one part of the plan
//! that does not follow from the linked site.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::route::Route;
use crate::site::Site;
use crate::source::{SitePath, Sources};
use offprint_base::Fingerprint;

/// How many digits of the hash a name contains: enough to distinguish versions.
const DIGITS: usize = 10;

/// The fingerprinted names.
#[derive(Debug, Default)]
pub struct FingerprintedAssets {
    /// The fingerprint of all names.
    pub fingerprint: Fingerprint,
    /// For each file: its name below `static/`, the fingerprinted route, and the path of the file.
    pub list: Vec<(String, Route, SitePath)>,
}

impl FingerprintedAssets {
    /// The style sheets and scripts of the themes in use, or the site's replacements for them.
    pub fn of(site: &Site, sources: &Sources) -> Self {
        let files = top_layer_files(site);
        let mut list: Vec<_> = site
            .asset_routes
            .iter()
            .filter(|(path, route)| path.as_str().starts_with("themes/") && is_fingerprinted(route))
            .filter_map(|(_, route)| {
                let path = *files.get(route)?;
                let digest = sources.assets.get(path)?.digest.to_string();
                let (stem, ending) = route.as_str().rsplit_once('.')?;
                let fingerprinted = Route::of(format!("{stem}.{}.{ending}", &digest[..DIGITS]));
                Some((route.as_str()[1..].to_owned(), fingerprinted, path.clone()))
            })
            .collect();
        list.sort();
        list.dedup();
        let names: Vec<_> = list.iter().map(|(name, route, _)| (name, route)).collect();
        Self { fingerprint: Fingerprint::of(&names), list }
    }

    /// The fingerprinted URL of each file by its name, for templates.
    pub fn urls(&self, site: &Site) -> BTreeMap<String, String> {
        self.list.iter().map(|(name, route, _)| (name.clone(), site.url(route))).collect()
    }
}

fn is_fingerprinted(route: &Route) -> bool {
    [".css", ".js"].iter().any(|ending| route.as_str().ends_with(ending))
}

/// The file that is copied to each route. A file of the site overrides one of its theme, which
/// overrides one of the built-in theme.
pub(super) fn top_layer_files(site: &Site) -> FxHashMap<&Route, &SitePath> {
    let mut files: FxHashMap<&Route, &SitePath> = FxHashMap::default();
    for (path, route) in &site.asset_routes {
        let held = files.entry(route).or_insert(path);
        if layer(path, site) < layer(held, site) {
            *held = path;
        }
    }
    files
}

/// The layer of a file: 0 for the site's own files, 1 for its theme, 2 for the built-in theme.
pub(super) fn layer(path: &SitePath, site: &Site) -> u8 {
    match path.as_str().strip_prefix("themes/") {
        None => 0,
        Some(rest)
            if rest
                .strip_prefix(site.config.theme.as_str())
                .is_some_and(|rest| rest.starts_with('/')) =>
        {
            1
        }
        Some(_) => 2,
    }
}
