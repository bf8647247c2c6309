//! [`observe_by_listing`]: looks at paths of a server that only lists folders.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::PublishError;
use crate::observation::{Observation, Observations};
use crate::target_path::TargetPath;

/// What is in folders, by their paths; the root is the empty path. A folder that does not exist is
/// missing.
pub type Listings = BTreeMap<String, BTreeMap<String, Observation>>;

/// Lists the folders of these paths, from the root downward, so that only folders that exist are
/// listed. Returns what is at the paths, and the folders that exist.
///
/// # Errors
///
/// Those of `list`.
pub fn observe_by_listing(
    paths: &BTreeSet<TargetPath>,
    list: &mut dyn FnMut(&[String]) -> Result<Listings, PublishError>,
) -> Result<(Observations, BTreeSet<String>), PublishError> {
    let mut observed: Observations =
        paths.iter().map(|path| (path.clone(), Observation::Absent)).collect();
    let mut by_folder: BTreeMap<String, Vec<&TargetPath>> = BTreeMap::new();
    for path in paths {
        let folder = path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        by_folder.entry(folder.to_owned()).or_default().push(path);
    }
    let depth = |folder: &str| match folder {
        "" => 0,
        folder => folder.matches('/').count() + 1,
    };
    let deepest = by_folder.keys().map(|folder| depth(folder)).max().unwrap_or(0);
    let mut folders = BTreeSet::new();
    for level in 0..=deepest {
        let wanted: Vec<String> = by_folder
            .keys()
            .filter(|folder| depth(folder) == level)
            .filter(|folder| level == 0 || folders.contains(*folder))
            .cloned()
            .collect();
        for (folder, names) in list(&wanted)? {
            for path in by_folder.get(&folder).into_iter().flatten() {
                let name = path.as_str().rsplit('/').next().unwrap_or_default();
                if let Some(found) = names.get(name) {
                    if *found == Observation::Folder {
                        folders.insert(path.as_str().to_owned());
                    }
                    observed.insert((*path).clone(), found.clone());
                }
            }
        }
    }
    Ok((observed, folders))
}
