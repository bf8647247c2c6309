//! [`walk_folder`]: lists the files of a folder with what the file system reports about each.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;
use walkdir::WalkDir;

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

/// Which folders outside the site its symbolic links may point to, by their real paths.
pub(super) type LinkedFolders = [PathBuf];

pub(super) fn walk_folder(
    root: &Path,
    top: &str,
    folder: &Path,
    now: SystemTime,
    allowed: &LinkedFolders,
    walk: &mut FolderWalk,
) {
    let linked_before = walk.links.len();
    let mut seen = Vec::new();
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let site = WalkedSite { root, top, allowed };
    match folder.is_symlink() {
        true => site.follow(folder, &[], walk, &mut seen),
        false => site.list(folder, &[real], walk, &mut seen),
    }
    let FolderWalk { found, faults, links } = walk;
    let linked: Vec<PathBuf> =
        links[linked_before..].iter().map(|link| root.join(link.path.as_str())).collect();
    let look = |(entry, path, role): (PathBuf, String, FileRole)| {
        let reason = match fs::metadata(&entry) {
            Ok(metadata) if metadata.is_file() => {
                // Below a linked folder the real path of every file differs.
                let is_linked = linked.iter().any(|link| entry.starts_with(link));
                let real = is_linked.then(|| entry.canonicalize().ok()).flatten();
                let file = real.unwrap_or_else(|| entry.clone());
                return Ok(ScannedFile {
                    path: SitePath::new(path),
                    file,
                    stat: FileStat::of(&metadata, now),
                    role,
                });
            }
            // A pipe or a device would block the build forever.
            Ok(_) => UnreadableReason::Io("it is not a regular file".into()),
            Err(error) => UnreadableReason::Io(io_reason(&error)),
        };
        Err(Unreadable { path, reason, place: None, salvaged: None })
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

/// The site that is walked.
struct WalkedSite<'w> {
    root: &'w Path,
    top: &'w str,
    allowed: &'w LinkedFolders,
}

impl WalkedSite<'_> {
    /// Lists the files of a folder. `above` are the real paths of the folders that contain it,
    /// through links or not, and of the folder itself.
    fn list(
        &self,
        folder: &Path,
        above: &[PathBuf],
        walk: &mut FolderWalk,
        seen: &mut Vec<(PathBuf, String, FileRole)>,
    ) {
        // Links are followed here and not by the iterator, which opens what they point to.
        let entries = WalkDir::new(folder).into_iter();
        let entries = entries.filter_entry(|entry| {
            entry.depth() == 0 || !is_editor_file(entry.file_name().to_str(), self.top)
        });
        for entry in entries {
            match entry {
                Ok(entry) if entry.depth() > 0 && entry.path_is_symlink() => {
                    self.follow(entry.path(), above, walk, seen);
                }
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) => self.add_file(entry.path(), walk, seen),
                Err(error) => {
                    let path = error.path().unwrap_or(folder);
                    let reason = match error.io_error() {
                        Some(io) => UnreadableReason::Io(io_reason(io)),
                        None => UnreadableReason::Io(error.to_string()),
                    };
                    walk.faults.push(Unreadable {
                        path: relative(self.root, path),
                        reason,
                        place: None,
                        salvaged: None,
                    });
                }
            }
        }
    }

    /// Follows a symbolic link, unless it points outside the site without permission: then nothing
    /// behind it is opened.
    fn follow(
        &self,
        path: &Path,
        above: &[PathBuf],
        walk: &mut FolderWalk,
        seen: &mut Vec<(PathBuf, String, FileRole)>,
    ) {
        let link = symbolic_link(self.root, path, self.allowed);
        let (may_follow, target) = (!link.leads_out || link.is_allowed, link.target.clone());
        walk.links.push(link);
        if !may_follow {
            return;
        }
        let mut fault = |reason| {
            let path = relative(self.root, path);
            walk.faults.push(Unreadable { path, reason, place: None, salvaged: None });
        };
        match fs::metadata(path) {
            Err(error) => fault(UnreadableReason::Io(io_reason(&error))),
            Ok(metadata) if !metadata.is_dir() => self.add_file(path, walk, seen),
            Ok(_) => {
                // The folders between a walked folder and the link contain the link, too.
                let parent = path.parent().and_then(|parent| parent.canonicalize().ok());
                let containers = above.iter().chain(&parent);
                if containers.into_iter().any(|container| container.starts_with(&target)) {
                    return fault(UnreadableReason::Loop);
                }
                let above: Vec<PathBuf> =
                    above.iter().cloned().chain(parent.clone()).chain([target]).collect();
                self.list(&path.join(""), &above, walk, seen);
            }
        }
    }

    fn add_file(
        &self,
        file: &Path,
        walk: &mut FolderWalk,
        seen: &mut Vec<(PathBuf, String, FileRole)>,
    ) {
        let path = relative(self.root, file);
        let mut bad_name = |path: &str| {
            let reason = UnreadableReason::BadName;
            walk.faults.push(Unreadable {
                path: path.to_owned(),
                reason,
                place: None,
                salvaged: None,
            });
        };
        if file.strip_prefix(self.root).ok().and_then(Path::to_str).is_none() {
            return bad_name(&path);
        }
        let Some(role) = file_role(&path) else { return };
        // A document is published under its slug, but a copied file keeps its name.
        if role == FileRole::Asset && path.chars().any(|c| c == '\\' || c.is_control()) {
            return bad_name(&path);
        }
        seen.push((file.to_owned(), path, role));
    }
}

/// Describes a symbolic link. If it is broken, its target is where the file would be.
fn symbolic_link(root: &Path, path: &Path, allowed: &LinkedFolders) -> SymbolicLink {
    let wanted = || {
        path.read_link()
            .map_or_else(|_| path.to_owned(), |target| path.parent().unwrap_or(root).join(target))
    };
    let target = path.canonicalize().unwrap_or_else(|_| wanted());
    // Files that no scan would accept at their own path, such as `.git` or `.env`, must not be
    // reachable under another name.
    let leads_out =
        target.exists() && !root.canonicalize().is_ok_and(|root| is_site_path(&root, &target));
    let is_allowed = allowed.iter().any(|folder| target.starts_with(folder));
    SymbolicLink { path: SitePath::new(relative(root, path)), target, leads_out, is_allowed }
}
