//! [`PublishStep`]: the changes that turn the existing output into the new one, as data.
//!
//! Nothing here changes the disk; [`run_step`](super::run_step::run_step) does.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use super::existing_output::{ExistingOutput, TargetState};
use super::folder_states::depth;
use super::manifest::{Manifest, PendingFile, Seal};
use super::output_file::{OutputFile, content_length};
use crate::edition::{FileContent, SEARCH_INDEX};
use crate::staging::STAGING;

/// One change to the output folder. All paths are relative to it.
#[derive(Debug)]
pub(super) enum PublishStep<'o> {
    /// Remove a temporary file of a publish that was killed.
    RemoveTemporary(&'o str),
    /// Write a manifest that lists our files and the pending ones, before the first file is
    /// written.
    Claim(Manifest),
    /// Remove one of our files.
    Remove(&'o str),
    /// Remove a folder, if it is empty.
    RemoveFolder(&'o str),
    /// Create a folder whose parent exists.
    MakeFolder(&'o str, WriteRoot),
    /// Write a file.
    WriteFile(FileWrite<'o>),
    /// Move a new folder with all its files out of the staging folder.
    MoveFolder(&'o str),
    /// Write a manifest that lists our files, after all of them are written.
    Seal(Manifest),
}

/// A file to write.
#[derive(Debug)]
pub(super) struct FileWrite<'o> {
    pub(super) output: &'o OutputFile,
    pub(super) order: WriteOrder,
    pub(super) root: WriteRoot,
    pub(super) mode: WriteMode,
    pub(super) bytes: u64,
}

/// The folder that a path is relative to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum WriteRoot {
    /// The output folder.
    Target,
    /// The staging folder: the file reaches the output folder when its folder is moved.
    Staging,
}

impl WriteRoot {
    pub(super) fn join(self, target: &Path, path: &str) -> PathBuf {
        match self {
            Self::Target => target.join(path),
            Self::Staging => target.join(STAGING).join(path),
        }
    }
}

/// Whether a file already exists at the path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum WriteMode {
    /// No: the file is created at its path. If it is truncated by a kill, the claim identifies it
    /// as ours.
    Create,
    /// Yes: the new file is written beside it and renamed, so that one of the two always exists and
    /// is complete. That takes about ten times as long.
    Replace,
}

/// The order of writing: pages after the files they show, and lists after the pages they link to.
/// The search index comes first: after a kill it may know more than the pages, but never less.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum WriteOrder {
    SearchIndex,
    Asset,
    Page,
    Index,
}

impl WriteOrder {
    fn of(output: &OutputFile) -> Self {
        let name = output.path.rsplit('/').next().unwrap_or_default();
        match output.content {
            _ if output.path.starts_with(&SEARCH_INDEX[1..]) => Self::SearchIndex,
            FileContent::Asset(_) | FileContent::DeferredImage(_) => Self::Asset,
            _ if name.ends_with(".xml") || name.ends_with(".json") => Self::Index,
            _ if depth(&output.path) < 2 => Self::Index,
            _ => Self::Page,
        }
    }
}

impl PublishStep<'_> {
    /// Whether two steps may run at the same time.
    pub(super) fn is_parallel_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::WriteFile(one), Self::WriteFile(other)) => {
                one.order == other.order && one.root == other.root
            }
            (Self::Remove(_), Self::Remove(_)) => true,
            (Self::MakeFolder(one, _), Self::MakeFolder(other, _)) => depth(one) == depth(other),
            _ => false,
        }
    }
}

/// The steps from the existing output to the new one; none if they are equal.
pub(super) fn plan_steps<'o>(
    outputs: &'o [OutputFile],
    existing: &'o ExistingOutput<'_>,
) -> Vec<PublishStep<'o>> {
    let sealed = Manifest {
        files: outputs.iter().map(|output| (output.path.clone(), output.digest)).collect(),
        ..Manifest::default()
    };
    let mut writes: Vec<FileWrite<'o>> = Vec::new();
    for (output, place) in outputs.iter().zip(&existing.places) {
        let mode = match place {
            TargetState::Current => continue,
            TargetState::Absent => WriteMode::Create,
            TargetState::Outdated(_) => WriteMode::Replace,
        };
        // An asset whose length cannot be read cannot be copied either; that is reported when it is
        // written.
        let bytes = content_length(&output.content).unwrap_or(0);
        writes.push(FileWrite {
            output,
            order: WriteOrder::of(output),
            root: WriteRoot::Target,
            mode,
            bytes,
        });
    }
    writes.sort_by_key(|write| write.order);

    let mut steps: Vec<PublishStep<'o>> =
        existing.leftovers.iter().map(|path| PublishStep::RemoveTemporary(path)).collect();
    let claims = !writes.is_empty();
    if claims {
        steps.push(PublishStep::Claim(claimed_manifest(outputs, existing, &writes)));
    }
    steps.extend(existing.blocking_files.iter().map(|(path, _)| PublishStep::Remove(path)));
    steps.extend(existing.blocking_folders.iter().map(|path| PublishStep::RemoveFolder(path)));
    let moves = FolderMoves::plan(&existing.missing_folders, &writes);
    let (aside, in_place): (Vec<_>, Vec<_>) =
        writes.into_iter().partition(|write| moves.contains(&write.output.path));
    let aside = aside.into_iter().filter(|write| !is_staged(&write.output.content));
    let (folders_aside, folders): (Vec<&str>, Vec<&str>) =
        existing.missing_folders.iter().partition(|path| moves.contains(path));
    let folders_aside = folders_aside.into_iter().filter(|path| !moves.staged.contains(path));
    steps.extend(folders_aside.map(|path| PublishStep::MakeFolder(path, WriteRoot::Staging)));
    steps.extend(
        aside.map(|write| PublishStep::WriteFile(FileWrite { root: WriteRoot::Staging, ..write })),
    );
    steps.extend(folders.into_iter().map(|path| PublishStep::MakeFolder(path, WriteRoot::Target)));
    let (assets, pages): (Vec<_>, Vec<_>) =
        in_place.into_iter().partition(|write| write.order == WriteOrder::Asset);
    steps.extend(assets.into_iter().map(PublishStep::WriteFile));
    steps.extend(moves.folders.iter().map(|path| PublishStep::MoveFolder(path)));
    steps.extend(pages.into_iter().map(PublishStep::WriteFile));
    steps.extend(existing.orphans.iter().map(|(path, _)| PublishStep::Remove(path)));
    steps.extend(existing.idle_folders.iter().map(|path| PublishStep::RemoveFolder(path)));
    if claims || existing.manifest != Some(&sealed) {
        steps.push(PublishStep::Seal(sealed));
    }
    steps
}

/// The new folders that are moved into the output folder in one step each.
pub(super) struct FolderMoves<'o> {
    /// The outermost of them; the parent of each exists.
    folders: Vec<&'o str>,
    set: FxHashSet<&'o str>,
    /// Every folder in the staging folder that contains a page, directly or further down.
    staged: FxHashSet<&'o str>,
}

impl<'o> FolderMoves<'o> {
    /// Selects the outermost missing folders that contain staged pages.
    fn plan(missing: &[&'o str], writes: &[FileWrite<'o>]) -> Self {
        let mut staged = FxHashSet::default();
        for write in writes.iter().filter(|write| is_staged(&write.output.content)) {
            let mut path = write.output.path.as_str();
            while let Some(slash) = path.rfind('/') {
                path = &path[..slash];
                if !staged.insert(path) {
                    break;
                }
            }
        }
        let missing_set: FxHashSet<&str> = missing.iter().copied().collect();
        let is_outermost =
            |path: &&str| path.rfind('/').is_none_or(|slash| !missing_set.contains(&path[..slash]));
        let folders: Vec<&str> = missing
            .iter()
            .copied()
            .filter(is_outermost)
            .filter(|path| staged.contains(path))
            .collect();
        Self { set: folders.iter().copied().collect(), folders, staged }
    }

    /// Whether a path is one of these folders, or is inside one.
    fn contains(&self, path: &str) -> bool {
        self.set.contains(path)
            || path.match_indices('/').any(|(slash, _)| self.set.contains(&path[..slash]))
    }
}

/// Whether a page is in the staging folder.
pub(super) fn is_staged(content: &FileContent) -> bool {
    matches!(content, FileContent::StagedFile(staged) if !staged.is_published)
}

/// A manifest with all files that are ours now, and all that will be.
fn claimed_manifest(
    outputs: &[OutputFile],
    existing: &ExistingOutput<'_>,
    writes: &[FileWrite<'_>],
) -> Manifest {
    let mut claim = Manifest { seal: Seal::Unsealed, ..Manifest::default() };
    for (output, place) in outputs.iter().zip(&existing.places) {
        let held = match place {
            TargetState::Absent => continue,
            TargetState::Current => output.digest,
            TargetState::Outdated(held) => *held,
        };
        claim.files.insert(output.path.clone(), held);
    }
    for (path, held) in existing.blocking_files.iter().chain(&existing.orphans) {
        claim.files.insert((*path).to_owned(), *held);
    }
    // Files that are gone remain listed, because their folders must still be removed.
    if let Some(known) = existing.manifest {
        for path in &existing.gone {
            claim.files.extend(known.files.get(*path).map(|held| ((*path).to_owned(), *held)));
            claim
                .pending
                .extend(known.pending.get(*path).map(|pending| ((*path).to_owned(), *pending)));
        }
    }
    for FileWrite { output, bytes, .. } in writes {
        claim
            .pending
            .insert(output.path.clone(), PendingFile { digest: output.digest, bytes: *bytes });
    }
    claim
}
