//! [`files_of_unpublished`]: which copied files belong only to documents that are not published, so
//! that they must stay back with them.
//!
//! Files in the folder of an `index.md` follow its page, whatever names them; this is about files
//! that lie next to other documents.

use std::borrow::Cow;

use rustc_hash::FxHashSet;

use super::hidden::Hidden;
use crate::library::{DocId, Facts, LinkTarget, is_bundle};
use crate::route::Route;
use crate::source::SitePath;
use offprint_base::{Hashed, composed};

/// The files below `content/` that no published document names, and that
/// - an unpublished document names, or
/// - have the name of an unpublished document (`trial.pdf`, `trial-chart.png` next to `trial.md`),
///   or
/// - lie in a folder whose documents are all unpublished.
pub(super) fn files_of_unpublished<'s>(
    facts: &[Hashed<Facts>],
    routes: &[Result<Route, Hidden>],
    files: &'s [SitePath],
) -> FxHashSet<&'s SitePath> {
    let is_held =
        |id: &DocId| matches!(routes[*id], Err(Hidden::Draft | Hidden::Future | Hidden::Expired));
    let held: Vec<DocId> = (0..facts.len()).filter(is_held).collect();
    if held.is_empty() {
        return FxHashSet::default();
    }
    let named_by_held = named_files(held.iter().map(|id| &*facts[*id]));
    let shown = || (0..facts.len()).filter(|id| routes[*id].is_ok()).map(|id| &*facts[id]);
    let shown_folders: FxHashSet<&str> = shown().map(|facts| facts.path.folder()).collect();
    let shown_stems: FxHashSet<&str> =
        shown().filter_map(|facts| facts.path.as_str().strip_suffix(".md")).collect();
    let held_stems: FxHashSet<&str> = held
        .iter()
        .map(|id| &facts[*id].path)
        .filter(|path| !is_bundle(path))
        .filter_map(|path| path.as_str().strip_suffix(".md"))
        .collect();
    let held_folders: FxHashSet<&str> = held.iter().map(|id| facts[*id].path.folder()).collect();
    let belongs_to_held = |path: &&SitePath| {
        if !path.as_str().starts_with("content/") {
            return false;
        }
        // Only the nearest folder with documents counts.
        let mut folder = path.folder();
        while !shown_folders.contains(folder) && !held_folders.contains(folder) {
            let Some(slash) = folder.rfind('/') else { break };
            folder = &folder[..slash];
        }
        is_named(path, &named_by_held)
            || held_folders.contains(folder) && !shown_folders.contains(folder)
            || owner_stem(path, &held_stems, &shown_stems).is_some_and(|is_held| is_held)
    };
    let mut candidates: FxHashSet<&SitePath> = files.iter().filter(belongs_to_held).collect();
    if !candidates.is_empty() {
        let named = named_files(shown());
        candidates.retain(|path| !is_named(path, &named));
    }
    candidates
}

/// Whether the document with the longest name that a file's name begins with is held back. `None`
/// if the file has the name of no document.
fn owner_stem(path: &SitePath, held: &FxHashSet<&str>, shown: &FxHashSet<&str>) -> Option<bool> {
    let text = path.as_str();
    let name = text.len() - path.name().len();
    let ends = text[name..]
        .char_indices()
        .rev()
        .filter(|(_, letter)| matches!(letter, '.' | '-' | '_' | ' '))
        .map(|(at, _)| name + at);
    // A folder with the name of the document holds its files, too.
    let folder = text[..name].trim_end_matches('/');
    ends.map(|end| &text[..end]).chain([folder]).find_map(|stem| {
        match (held.contains(stem), shown.contains(stem)) {
            (_, true) => Some(false),
            (true, false) => Some(true),
            (false, false) => None,
        }
    })
}

/// Whether a copied file is among those that documents name, by its path or by its URL.
pub(super) fn is_named(path: &SitePath, named: &FxHashSet<Cow<'_, str>>) -> bool {
    let text = path.as_str();
    let url = text.strip_prefix("content").or_else(|| text.strip_prefix("static"));
    named.contains(&*composed(text)) || url.is_some_and(|url| named.contains(&*composed(url)))
}

/// The files that documents name: paths below the site's root, and paths of URLs; composed.
pub(super) fn named_files<'f>(
    documents: impl Iterator<Item = &'f Facts>,
) -> FxHashSet<Cow<'f, str>> {
    let targets = |facts: &'f Facts| {
        let image = facts.image.as_ref().and_then(|image| image.target.as_ref());
        facts.links.iter().map(|link| &link.target).chain(image)
    };
    documents
        .flat_map(targets)
        .filter_map(|target| match target {
            LinkTarget::File(path, _) => Some(composed(path.as_str())),
            LinkTarget::Url(url, _) => Some(composed(url)),
            _ => None,
        })
        .collect()
}
