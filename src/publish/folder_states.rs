//! [`FolderStates`]: what exists at the path of each folder that an output needs.

use std::io;
use std::path::Path;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::disk::{PathKind, path_kind, unreadable};
use crate::diagnostic::Diagnostic;

/// What exists at the path of a folder.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FolderState<'p> {
    /// A folder.
    Exists,
    /// Nothing.
    Missing,
    /// This file, which is the folder itself or one of its parents.
    Blocked(&'p str),
    /// This symbolic link, which is the folder itself or one of its parents.
    Linked(&'p str),
}

/// The folders of all outputs and orphans.
pub(super) struct FolderStates<'p>(FxHashMap<&'p str, FolderState<'p>>);

impl<'p> FolderStates<'p> {
    /// Inspects folders; parents come before their children. Nothing is looked up below a missing
    /// folder, so a new site costs almost nothing here.
    pub(super) fn inspect(folders: &[&'p str], target: &Path) -> (Self, Vec<Diagnostic>) {
        let mut found = Self(FxHashMap::with_capacity_and_hasher(folders.len(), FxBuildHasher));
        let mut problems = Vec::new();
        for level in folders.chunk_by(|one, other| depth(one) == depth(other)) {
            let states: Vec<io::Result<FolderState<'p>>> = level
                .par_iter()
                .with_min_len(32)
                .map(|folder| found.inspect_one(folder, target))
                .collect();
            for (folder, state) in level.iter().zip(states) {
                let state = state.unwrap_or_else(|error| {
                    problems.push(unreadable(&target.join(folder), &error));
                    FolderState::Missing
                });
                found.0.insert(folder, state);
            }
        }
        (found, problems)
    }

    /// What exists at the path of a folder whose parent is known.
    fn inspect_one(&self, folder: &'p str, target: &Path) -> io::Result<FolderState<'p>> {
        Ok(match self.parent_state(folder) {
            FolderState::Exists => match path_kind(&target.join(folder))? {
                PathKind::Folder => FolderState::Exists,
                PathKind::Absent => FolderState::Missing,
                PathKind::Symlink => FolderState::Linked(folder),
                PathKind::File(_) | PathKind::Other => FolderState::Blocked(folder),
            },
            above => above,
        })
    }

    pub(super) fn state_of(&self, folder: &str) -> FolderState<'p> {
        self.0.get(folder).copied().unwrap_or(FolderState::Missing)
    }

    /// The state of a path's folder; the output folder itself exists.
    pub(super) fn parent_state(&self, path: &str) -> FolderState<'p> {
        parent(path).map_or(FolderState::Exists, |folder| self.state_of(folder))
    }
}

fn parent(path: &str) -> Option<&str> {
    path.rfind('/').map(|slash| &path[..slash])
}

/// How many folders a path is in.
pub(super) fn depth(path: &str) -> usize {
    memchr::memchr_iter(b'/', path.as_bytes()).count()
}

/// All parent folders of some paths that are not in `seen`, the outermost first.
pub(super) fn folders_above<'p>(
    paths: impl Iterator<Item = &'p str>,
    file_cache: &mut FxHashSet<&'p str>,
) -> Vec<&'p str> {
    let mut folders = Vec::new();
    for path in paths {
        let mut above = parent(path);
        while let Some(folder) = above.filter(|folder| file_cache.insert(folder)) {
            folders.push(folder);
            above = parent(folder);
        }
    }
    folders.sort_by_cached_key(|folder| (depth(folder), *folder));
    folders
}
