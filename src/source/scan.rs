//! [`scan`]: lists a site's folders and reads the files that may have changed.
//!
//! A file is read again unless its metadata is unchanged
//! ([`FileStat`](super::file_stat::FileStat)). Callers that watch the folders can pass the changed
//! paths ([`rescan`]); these say where to look, but files are still compared. This module does not
//! know what the files mean.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::builtin_theme::add_builtin_theme;
use super::file_stat::now;
use super::read_file::{LoadedFile, load_file, read_text, unreadable};
use super::site_file::{FileRole, SITE_FOLDERS, relative, site_folder_of};
use super::site_path::SitePath;
use super::source_text::Source;
use super::sources::{Sources, SymbolicLink, Unreadable};
use super::walk::{FolderWalk, ScannedFile, walk_folder};
use crate::clock::BuildTime;
use crate::spill_file::StorageMode;

/// The real paths of the folders outside the site that the settings allow links to.
pub type LinkedFoldersOf<'f> = &'f dyn Fn(&Source) -> Vec<PathBuf>;

/// Reads a site's files. With the previous `Sources`, only files that may have changed.
///
/// # Errors
/// If `site.toml` cannot be read, because there is no site without it.
pub fn scan(
    root: &Path,
    time: BuildTime,
    storage: &StorageMode,
    linked_folders: LinkedFoldersOf<'_>,
    previous: Option<&Sources>,
) -> Result<Sources, Unreadable> {
    let config = read_config(root, previous)?;
    let allowed = linked_folders(&config);
    let now = now();
    let mut walk = FolderWalk::default();
    for top in SITE_FOLDERS {
        let folder = root.join(top);
        if folder.exists() {
            walk_folder(root, top, &folder, now, &allowed, &mut walk);
        }
    }
    walk.links.sort_by(|a, b| a.path.cmp(&b.path));
    let loaded = load_files(&walk.found, storage, previous);
    let mut sources = Sources {
        config,
        documents: BTreeMap::new(),
        references: BTreeMap::new(),
        themes: BTreeMap::new(),
        data: BTreeMap::new(),
        mail_records: BTreeMap::new(),
        foreign_data: BTreeSet::new(),
        assets: BTreeMap::new(),
        has_content: root.join("content").is_dir(),
        unreadable: walk.faults,
        links: walk.links,
        time,
        stats: BTreeMap::new(),
    };
    insert_files(&mut sources, walk.found, loaded);
    Ok(sources)
}

/// Gives the same result as [`scan`], if only these paths and files below them changed since the
/// previous scan.
///
/// # Errors
/// As [`scan`].
pub fn rescan(
    root: &Path,
    time: BuildTime,
    storage: &StorageMode,
    linked_folders: LinkedFoldersOf<'_>,
    paths: &BTreeSet<PathBuf>,
    mut sources: Sources,
) -> Result<Sources, Unreadable> {
    // The paths may be targets of links, and what a link points to depends on where the walk began.
    if !sources.links.is_empty() {
        for path in paths {
            for named in site_paths(root, path, &sources.links) {
                sources.stats.remove(&named);
            }
        }
        return scan(root, time, storage, linked_folders, Some(&sources));
    }
    let now = now();
    let mut walk = FolderWalk::default();
    let mut looked = Vec::new();
    for path in paths {
        let Some(top) = site_folder_of(root, path) else { continue };
        let text = relative(root, path);
        // Everything below a folder that was just walked is up to date.
        if looked.iter().any(|above: &String| is_at_or_below(&text, above)) {
            continue;
        }
        let way = path.ancestors().take_while(|above| *above != root);
        if way
            .filter_map(|above| above.symlink_metadata().ok())
            .any(|metadata| metadata.is_symlink())
        {
            return scan(root, time, storage, linked_folders, Some(&sources));
        }
        if path.exists() {
            walk_folder(root, top, path, now, &[], &mut walk);
        }
        // A changed path is read whatever its metadata says: a copy may keep the time of its
        // original.
        sources.stats.remove(&SitePath::new(&text));
        looked.push(text);
    }
    if !walk.links.is_empty() {
        return scan(root, time, storage, linked_folders, Some(&sources));
    }
    sources.config = read_config(root, Some(&sources))?;
    sources.time = time;
    sources.has_content = root.join("content").is_dir();
    let loaded = load_files(&walk.found, storage, Some(&sources));
    for text in &looked {
        sources.unreadable.retain(|fault| !is_at_or_below(&fault.path, text));
        remove_below(&mut sources.documents, text);
        remove_below(&mut sources.references, text);
        remove_below(&mut sources.themes, text);
        remove_below(&mut sources.data, text);
        remove_below(&mut sources.mail_records, text);
        sources.foreign_data.retain(|path| !is_at_or_below(path.as_str(), text));
        remove_below(&mut sources.assets, text);
        remove_below(&mut sources.stats, text);
    }
    sources.unreadable.append(&mut walk.faults);
    insert_files(&mut sources, walk.found, loaded);
    Ok(sources)
}

/// The site paths of a file: its own, and those given by symbolic links.
fn site_paths(root: &Path, path: &Path, links: &[SymbolicLink]) -> Vec<SitePath> {
    let linked = |link: &SymbolicLink| {
        Some(root.join(link.path.as_str()).join(path.strip_prefix(&link.target).ok()?))
    };
    let all = std::iter::once(path.to_owned()).chain(links.iter().filter_map(linked));
    // A path joined with an empty path ends with a slash.
    all.map(|path| SitePath::new(relative(root, &path).trim_end_matches('/'))).collect()
}

fn is_at_or_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn remove_below<V>(map: &mut BTreeMap<SitePath, V>, folder: &str) {
    // Paths that sort between a folder and its content, such as `a.md` between `a` and `a/b`, are
    // skipped.
    let from = SitePath::new(folder);
    let below = map
        .range(from..)
        .map(|(path, _)| path)
        .take_while(|path| path.as_str().starts_with(folder));
    let gone: Vec<SitePath> =
        below.filter(|path| is_at_or_below(path.as_str(), folder)).cloned().collect();
    for path in gone {
        map.remove(&path);
    }
}

fn read_config(root: &Path, previous: Option<&Sources>) -> Result<Arc<Source>, Unreadable> {
    let file = root.join("site.toml");
    let config = match fs::metadata(&file) {
        Err(error) => return Err(unreadable("site.toml", &error)),
        Ok(metadata) => {
            read_text(&SitePath::new("site.toml"), &file, metadata.len(), &StorageMode::Memory)?
        }
    };
    Ok(previous
        .map(|old| &old.config)
        .filter(|old| old.fingerprint == config.fingerprint)
        .map_or(config, Arc::clone))
}

fn load_files(
    found: &[ScannedFile],
    storage: &StorageMode,
    previous: Option<&Sources>,
) -> Vec<LoadedFile> {
    found
        .par_iter()
        .with_min_len(32)
        .with_max_len(64)
        .map(|found| load_file(found, storage, previous))
        .collect()
}

fn insert_files(sources: &mut Sources, found: Vec<ScannedFile>, loaded: Vec<LoadedFile>) {
    for (found, loaded) in found.into_iter().zip(loaded) {
        match loaded {
            LoadedFile::Fault(fault) => {
                if let (Some(source), FileRole::Document) = (&fault.salvaged, found.role) {
                    sources.documents.insert(found.path, Arc::clone(source));
                }
                sources.unreadable.push(fault);
                continue;
            }
            LoadedFile::Text(source) => match found.role {
                FileRole::Document => sources.documents.insert(found.path.clone(), source),
                FileRole::References => sources.references.insert(found.path.clone(), source),
                FileRole::Data => sources.data.insert(found.path.clone(), source),
                FileRole::MailRecord => sources.mail_records.insert(found.path.clone(), source),
                FileRole::Theme | FileRole::Asset | FileRole::ForeignData => {
                    sources.themes.insert(found.path.clone(), source)
                }
            }
            .map_or((), drop),
            LoadedFile::Unread => drop(sources.foreign_data.insert(found.path.clone())),
            LoadedFile::Asset(asset) => drop(sources.assets.insert(found.path.clone(), asset)),
        }
        sources.stats.insert(found.path, found.stat);
    }
    sources.unreadable.sort_by(|a, b| a.path.cmp(&b.path));
    add_builtin_theme(sources);
}
