//! [`walk_folder`]: lists the files of a folder with what the file system reports about each.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::file_stat::FileStat;
use super::io_reason::io_reason;
use super::site_file::{FileRole, file_role, is_editor_file, is_site_path, relative};
use super::site_path::SitePath;
use super::sources::{SymbolicLink, Unreadable, UnreadableReason};

pub(super) struct ScannedFile {
    pub(super) path: SitePath,
    pub(super) file: PathBuf,
    pub(super) stat: FileStat,
    pub(super) role: FileRole,
}

/// The result of walking folders.
#[derive(Default)]
pub(super) struct FolderWalk {
    pub(super) found: Vec<ScannedFile>,
    pub(super) faults: Vec<Unreadable>,
    pub(super) links: Vec<SymbolicLink>,
}

pub(super) fn walk_folder(
    root: &Path,
    top: &str,
    folder: &Path,
    now: SystemTime,
    walk: &mut FolderWalk,
) {
    let FolderWalk { found, faults, links } = walk;
    let linked_before = links.len();
    let mut seen = Vec::new();
    let entries = WalkDir::new(folder).follow_links(true).into_iter();
    for entry in entries.filter_entry(|entry| {
        entry.depth() == 0 || !is_editor_file(entry.file_name().to_str(), top)
    }) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                // Emacs locks a file by a symbolic link with a target that does not exist.
                if is_editor_file(path.file_name().and_then(OsStr::to_str), top) {
                    continue;
                }
                if path.is_symlink() {
                    links.push(symbolic_link(root, path));
                }
                let reason = match (error.loop_ancestor(), error.io_error()) {
                    (Some(_), _) => UnreadableReason::Loop,
                    (None, Some(io)) => UnreadableReason::Io(io_reason(io)),
                    (None, None) => UnreadableReason::Io(error.to_string()),
                };
                faults.push(Unreadable { path: relative(root, path), reason, place: None });
                continue;
            }
        };
        let path = relative(root, entry.path());
        if entry.path_is_symlink() {
            links.push(symbolic_link(root, entry.path()));
        }
        if entry.file_type().is_dir() {
            continue;
        }
        if entry.path().strip_prefix(root).ok().and_then(Path::to_str).is_none() {
            faults.push(Unreadable { path, reason: UnreadableReason::BadName, place: None });
            continue;
        }
        let Some(role) = file_role(&path) else { continue };
        // A document is published under its slug, but a copied file keeps its name.
        if role == FileRole::Asset && path.chars().any(|c| c == '\\' || c.is_control()) {
            faults.push(Unreadable { path, reason: UnreadableReason::BadName, place: None });
            continue;
        }
        seen.push((entry, path, role));
    }
    let linked: Vec<PathBuf> =
        links[linked_before..].iter().map(|link| root.join(link.path.as_str())).collect();
    let look = |(entry, path, role): (DirEntry, String, FileRole)| {
        let reason = match entry.metadata() {
            Ok(metadata) if metadata.is_file() => {
                // Below a linked folder the real path of every file differs.
                let is_linked = linked.iter().any(|link| entry.path().starts_with(link));
                let real = is_linked.then(|| entry.path().canonicalize().ok()).flatten();
                let file = real.unwrap_or_else(|| entry.path().to_owned());
                return Ok(ScannedFile {
                    path: SitePath::new(path),
                    file,
                    stat: FileStat::of(&metadata, now),
                    role,
                });
            }
            // A pipe or a device would block the build forever.
            Ok(_) => UnreadableReason::Io("it is not a regular file".into()),
            Err(error) => error.io_error().map_or_else(
                || UnreadableReason::Io(error.to_string()),
                |io| UnreadableReason::Io(io_reason(io)),
            ),
        };
        Err(Unreadable { path, reason, place: None })
    };
    // Listing files is fast; reading their metadata takes most of the time.
    let looked: Vec<Result<ScannedFile, Unreadable>> =
        seen.into_par_iter().with_min_len(32).with_max_len(256).map(look).collect();
    for looked in looked {
        match looked {
            Ok(file) => found.push(file),
            Err(fault) => faults.push(fault),
        }
    }
}

/// Describes a symbolic link. If it is broken, its target is where the file would be.
fn symbolic_link(root: &Path, path: &Path) -> SymbolicLink {
    let wanted = || {
        path.read_link()
            .map_or_else(|_| path.to_owned(), |target| path.parent().unwrap_or(root).join(target))
    };
    let target = path.canonicalize().unwrap_or_else(|_| wanted());
    // Files that no scan would accept at their own path, such as `.git` or `.env`, must not be
    // reachable under another name.
    let leads_out =
        target.exists() && !root.canonicalize().is_ok_and(|root| is_site_path(&root, &target));
    SymbolicLink { path: SitePath::new(relative(root, path)), target, leads_out }
}
