//! [`ExistingOutput`]: the content of the output folder, compared with the files to be published.
//!
//! What a file contains is read from the file itself; the manifest says only whether it is ours.
//! Everything that is in the way is found here, before the first write. Nothing here changes the
//! disk.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::iter;
use std::ops::Bound;
use std::path::Path;
use std::time::SystemTime;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::disk::{PathKind, file_digest, is_same_file, path_kind, refusal, unreadable};
use super::file_cache::FileCache;
use super::folder_states::{FolderState, FolderStates, folders_above};
use super::manifest::{self, Manifest, Seal};
use super::output_file::{OutputFile, content_length, temporary_path};
use crate::diagnostic::{self, Code, Diagnostic};
use crate::edition::FileContent;
use crate::source::{FileStat, now};
use crate::staging::StagedFile;
use offprint_base::Digest;

/// The state of the output folder. All paths are relative to it.
pub(super) struct ExistingOutput<'p> {
    /// The manifest, if there is one.
    pub(super) manifest: Option<&'p Manifest>,
    /// What exists at the path of each output, in their order.
    pub(super) places: Vec<TargetState>,
    /// Our files that must be removed before anything is written: they are where a folder is
    /// needed, in a folder where a file is needed, or under an old name that this file system
    /// cannot distinguish from a new one.
    pub(super) blocking_files: Vec<(&'p str, Digest)>,
    /// Folders that must be removed with them, the innermost first.
    pub(super) blocking_folders: Vec<String>,
    /// Folders that outputs need and that do not exist, the outermost first.
    pub(super) missing_folders: Vec<&'p str>,
    /// Our files, unchanged, that are no longer needed.
    pub(super) orphans: Vec<(&'p str, Digest)>,
    /// Folders that may be empty once the orphans are removed, the innermost first.
    pub(super) idle_folders: Vec<&'p str>,
    /// Paths of the manifest at which nothing of ours exists and nothing is needed.
    pub(super) gone: Vec<&'p str>,
    /// Temporary files of a publish that was killed.
    pub(super) leftovers: Vec<String>,
    /// Warnings about our files that are no longer needed, but are kept because they were changed.
    pub(super) warnings: Vec<Diagnostic>,
}

/// What exists at the path of an output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TargetState {
    /// Nothing.
    Absent,
    /// A file with the right content.
    Current,
    /// A file of ours with other content; the digest of what we wrote.
    Outdated(Digest),
}

static NO_MANIFEST: Manifest =
    Manifest { files: BTreeMap::new(), pending: BTreeMap::new(), seal: Seal::Sealed };

/// Inspects all paths that the outputs and the manifest name.
///
/// # Errors
/// Everything that is in the way, and everything that cannot be read.
pub(super) fn inspect<'p>(
    outputs: &'p [OutputFile],
    manifest: Option<&'p Manifest>,
    target: &'p Path,
    file_cache: &mut FileCache,
) -> Result<ExistingOutput<'p>, Vec<Diagnostic>> {
    let known = manifest.unwrap_or(&NO_MANIFEST);
    let wanted: FxHashSet<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
    let unwanted: Vec<&str> =
        known.paths().into_iter().filter(|path| !wanted.contains(path)).collect();
    let mut gathered = FxHashSet::default();
    let used = folders_above(outputs.iter().map(|output| output.path.as_str()), &mut gathered);
    let idle = folders_above(unwanted.iter().copied(), &mut gathered);
    let (folders, mut problems) =
        FolderStates::inspect(&[used.as_slice(), idle.as_slice()].concat(), target);

    let (orphans, leftovers, recased) = (BTreeMap::new(), Vec::new(), FxHashMap::default());
    let mut inspection = Inspection {
        target,
        known,
        folders,
        orphans,
        leftovers,
        recased,
        file_cache: &*file_cache,
        now: now(),
    };
    inspection.leftovers = inspection.find_leftovers();
    inspection.orphans = unwanted
        .par_iter()
        .with_min_len(32)
        .map(|path| (*path, inspection.orphan_state(path)))
        .collect();
    inspection.find_recased(outputs);
    let (verdicts, read): (Vec<InspectedState<'p>>, Vec<Option<(FileStat, Digest)>>) =
        outputs.par_iter().with_min_len(32).map(|output| inspection.output_state(output)).unzip();
    let mut blocking = BlockingPaths {
        files: inspection.recased.values().copied().collect(),
        folders: Vec::new(),
    };
    let mut places = Vec::with_capacity(outputs.len());
    for (output, verdict) in outputs.iter().zip(verdicts) {
        match inspection.target_state(&output.path, verdict, &mut blocking) {
            Ok(place) => places.push(place),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        // A path that is in the way of many outputs is reported once.
        diagnostic::sort(&mut problems);
        return Err(problems);
    }

    let Inspection { folders, orphans, leftovers, .. } = inspection;
    file_cache.remember(outputs.iter().map(|output| output.path.as_str()).zip(read));
    let exists = |folder: &str| folders.state_of(folder) == FolderState::Exists;
    let mut existing = ExistingOutput {
        manifest,
        places,
        blocking_files: Vec::new(),
        missing_folders: used.into_iter().filter(|folder| !exists(folder)).collect(),
        orphans: Vec::new(),
        idle_folders: idle
            .into_iter()
            .rev()
            .filter(|folder| exists(folder) && !blocking.folders.iter().any(|b| b == folder))
            .collect(),
        blocking_folders: blocking.folders,
        gone: Vec::new(),
        leftovers,
        warnings: Vec::new(),
    };
    existing.add_orphans(orphans, &blocking.files, target);
    Ok(existing)
}

impl<'p> ExistingOutput<'p> {
    /// Adds each file that is no longer needed to the list for what must be done with it.
    fn add_orphans(
        &mut self,
        orphans: BTreeMap<&'p str, OrphanState>,
        blocking_files: &BTreeSet<&'p str>,
        target: &Path,
    ) {
        for (path, orphan) in orphans {
            match orphan {
                OrphanState::Held(digest) if blocking_files.contains(path) => {
                    self.blocking_files.push((path, digest));
                }
                OrphanState::Held(digest) => self.orphans.push((path, digest)),
                OrphanState::Gone => self.gone.push(path),
                OrphanState::Changed(what) => {
                    let shown = target.join(path).display().to_string();
                    let message =
                        format!("`{shown}` is no longer needed, but it {what}, so it is kept");
                    let warning = Diagnostic::warning(Code::OutputChanged, message).in_file(shown);
                    self.warnings
                        .push(warning.help(
                            "delete it if you do not need it; Offprint no longer manages it",
                        ));
                }
            }
        }
    }
}

/// What is known during the inspection.
struct Inspection<'p, 's> {
    target: &'p Path,
    known: &'p Manifest,
    folders: FolderStates<'p>,
    leftovers: Vec<String>,
    /// Every path of the manifest that is no longer an output.
    orphans: BTreeMap<&'p str, OrphanState>,
    /// Outputs that share their file with an orphan because the file system ignores case, with the
    /// orphan's path.
    recased: FxHashMap<&'p str, &'p str>,
    file_cache: &'s FileCache,
    now: SystemTime,
}

/// What exists at the path of a file that is no longer needed.
#[derive(Clone, Copy)]
enum OrphanState {
    /// Nothing of ours.
    Gone,
    /// The content that we wrote.
    Held(Digest),
    /// Something that we must not remove, and why.
    Changed(&'static str),
}

/// What was found at the path of an output, or on the way to it.
enum InspectedState<'p> {
    Target(TargetState),
    /// A folder is at the path.
    Folder,
    /// A file that is not ours is at the path.
    Foreign,
    /// A pipe, a socket or a device is at the path.
    Other,
    /// This symbolic link is at the path, or on the way to it.
    Linked(&'p str),
    /// This file is on the way to the path.
    Blocked(&'p str),
    Unreadable(io::Error),
}

/// What must be removed before anything is written.
struct BlockingPaths<'p> {
    files: BTreeSet<&'p str>,
    folders: Vec<String>,
}

impl<'p> Inspection<'p, '_> {
    /// Finds temporary files. Their names are derived from the pending paths of the manifest, so no
    /// other file is mistaken for one.
    fn find_leftovers(&self) -> Vec<String> {
        iter::once(manifest::NAME)
            .chain(
                self.known
                    .pending
                    .keys()
                    .map(String::as_str)
                    .filter(|path| self.folders.parent_state(path) == FolderState::Exists),
            )
            .map(temporary_path)
            .filter(|path| matches!(path_kind(&self.target.join(path)), Ok(PathKind::File(_))))
            .collect()
    }

    fn orphan_state(&self, path: &str) -> OrphanState {
        match self.folders.parent_state(path) {
            FolderState::Exists => {}
            FolderState::Missing | FolderState::Blocked(_) => return OrphanState::Gone,
            FolderState::Linked(_) => {
                return OrphanState::Changed("is now reached through a symbolic link");
            }
        }
        let file = self.target.join(path);
        match path_kind(&file) {
            // A folder remains if a publish was killed after it replaced a file by a folder.
            Ok(PathKind::Absent | PathKind::Folder) => OrphanState::Gone,
            Ok(PathKind::File(bytes)) => match file_digest(&file) {
                Ok(digest) if self.known.holds(path, digest, bytes) => OrphanState::Held(digest),
                Ok(_) => OrphanState::Changed("was changed since Offprint wrote it"),
                Err(_) => OrphanState::Changed("cannot be read"),
            },
            Ok(PathKind::Symlink) => OrphanState::Changed("is now a symbolic link"),
            Ok(PathKind::Other) => OrphanState::Changed("is no longer a file"),
            Err(_) => OrphanState::Changed("cannot be read"),
        }
    }

    /// Finds orphans that are also the file of an output, because the file system does not
    /// distinguish `A.png` from `a.png`.
    ///
    /// If they were removed after the writes, the output would be lost. If they are removed before,
    /// the output is written under its new name, which matters once the folder is copied to a
    /// server that is case-sensitive.
    fn find_recased(&mut self, outputs: &'p [OutputFile]) {
        if self.orphans.is_empty() {
            return;
        }
        let lower: FxHashMap<String, &'p str> =
            self.orphans.keys().map(|path| (path.to_lowercase(), *path)).collect();
        for output in outputs {
            let path = output.path.as_str();
            let Some(&orphan) = lower.get(&path.to_lowercase()) else { continue };
            if !is_same_file(&self.target.join(path), &self.target.join(orphan)) {
                continue;
            }
            if let Some(OrphanState::Held(_)) = self.orphans.get(orphan) {
                self.recased.insert(path, orphan);
            } else if self.known.knows(path) {
                // A publish that was killed had already written it under its new name.
                self.orphans.insert(orphan, OrphanState::Gone);
            }
        }
    }

    /// What exists at the path of an output; and the metadata and digest of its file, if that had
    /// to be read.
    fn output_state(
        &self,
        output: &'p OutputFile,
    ) -> (InspectedState<'p>, Option<(FileStat, Digest)>) {
        let path = output.path.as_str();
        let verdict = match self.folders.parent_state(path) {
            FolderState::Exists if !self.recased.contains_key(path) => {
                let file = self.target.join(path);
                match path_kind(&file) {
                    Ok(PathKind::Absent) => InspectedState::Target(TargetState::Absent),
                    Ok(PathKind::File(bytes)) => return self.compare(output, &file, bytes),
                    Ok(PathKind::Folder) => InspectedState::Folder,
                    Ok(PathKind::Symlink) => InspectedState::Linked(path),
                    Ok(PathKind::Other) => InspectedState::Other,
                    Err(error) => InspectedState::Unreadable(error),
                }
            }
            FolderState::Exists | FolderState::Missing => {
                InspectedState::Target(TargetState::Absent)
            }
            FolderState::Blocked(at) => InspectedState::Blocked(at),
            FolderState::Linked(at) => InspectedState::Linked(at),
        };
        (verdict, None)
    }

    fn compare(
        &self,
        output: &OutputFile,
        file: &Path,
        bytes: u64,
    ) -> (InspectedState<'p>, Option<(FileStat, Digest)>) {
        let path = output.path.as_str();
        let held = self.known.files.get(path).copied();
        if let (Some(held), Seal::Sealed) = (held, self.known.seal)
            && content_length(&output.content).ok() != Some(bytes)
        {
            // It is ours and it differs, so it need not be read.
            return (InspectedState::Target(TargetState::Outdated(held)), None);
        }
        if let FileContent::StagedFile(StagedFile { is_published: true, length, .. }) =
            &output.content
            && *length == bytes
        {
            // It was read and compared when the page was rendered, under the same lock.
            return (InspectedState::Target(TargetState::Current), None);
        }
        let stat =
            fs::symlink_metadata(file).map(|metadata| FileStat::of(&metadata, self.now)).ok();
        let known = self
            .file_cache
            .0
            .get(path)
            .filter(|(known, _)| stat.is_some_and(|stat| known.is_same(&stat)));
        let digest = match known.map_or_else(|| file_digest(file), |(_, digest)| Ok(*digest)) {
            Ok(digest) => digest,
            Err(error) => return (InspectedState::Unreadable(error), None),
        };
        let verdict = match held {
            _ if digest == output.digest => InspectedState::Target(TargetState::Current),
            _ if self.known.holds(path, digest, bytes) => {
                InspectedState::Target(TargetState::Outdated(digest))
            }
            // Changed by hand, but still an output. The manifest continues to list what we wrote;
            // otherwise the change could be mistaken for ours if this publish is killed and the
            // next one does not need the file.
            Some(held) => InspectedState::Target(TargetState::Outdated(held)),
            None => InspectedState::Foreign,
        };
        (verdict, stat.map(|stat| (stat, digest)))
    }

    /// The state of an output's path after everything of ours that is in the way is removed.
    fn target_state(
        &self,
        path: &str,
        verdict: InspectedState<'p>,
        blocking: &mut BlockingPaths<'p>,
    ) -> Result<TargetState, Diagnostic> {
        let refuse =
            |path: &str, code: Code, what: &str| Err(refusal(&self.target.join(path), code, what));
        match verdict {
            InspectedState::Target(place) => Ok(place),
            InspectedState::Blocked(at) => match self.orphans.get(at) {
                Some(OrphanState::Held(_)) => {
                    blocking.files.insert(at);
                    Ok(TargetState::Absent)
                }
                Some(_) => refuse(
                    at,
                    Code::NotOurs,
                    "was changed since Offprint wrote it and is in the way of a folder",
                ),
                None => refuse(
                    at,
                    Code::NotOurs,
                    "was not written by Offprint and is in the way of a folder",
                ),
            },
            InspectedState::Folder => {
                self.clear_folder(path, blocking).map(|()| TargetState::Absent)
            }
            InspectedState::Foreign => refuse(
                path,
                Code::NotOurs,
                "was not written by Offprint and is in the way of a page",
            ),
            InspectedState::Other => refuse(
                path,
                Code::NotOurs,
                "is neither a file nor a folder and is in the way of a page",
            ),
            InspectedState::Linked(at) => {
                refuse(at, Code::SymlinkInOutput, "is a symbolic link inside the output folder")
            }
            InspectedState::Unreadable(error) => Err(unreadable(&self.target.join(path), &error)),
        }
    }

    /// Finds everything in a folder that is where a file is needed, if all of it is ours and
    /// obsolete.
    fn clear_folder(&self, top: &str, blocking: &mut BlockingPaths<'p>) -> Result<(), Diagnostic> {
        let mut folders = vec![top.to_owned()];
        let mut next = 0;
        while let Some(folder) = folders.get(next).cloned() {
            next += 1;
            let place = self.target.join(&folder);
            if !self.contains_ours(&folder) {
                let what = "is a folder that Offprint did not create and is in the way of a page";
                return Err(refusal(&place, Code::NotOurs, what));
            }
            let entries: io::Result<Vec<fs::DirEntry>> =
                fs::read_dir(&place).and_then(Iterator::collect);
            for entry in entries.map_err(|error| unreadable(&place, &error))? {
                let name = entry.file_name();
                let path = name.to_str().map(|name| format!("{folder}/{name}"));
                let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
                match path.as_deref().map(|path| (path, self.orphans.get_key_value(path))) {
                    Some((path, _)) if is_folder => folders.push(path.to_owned()),
                    Some((_, Some((orphan, OrphanState::Held(_))))) => {
                        blocking.files.insert(orphan);
                    }
                    Some((path, _)) if self.leftovers.iter().any(|leftover| leftover == path) => {}
                    _ => {
                        let what = "is in the way of a page, and is not a file that Offprint wrote";
                        return Err(refusal(&entry.path(), Code::NotOurs, what));
                    }
                }
            }
        }
        folders.reverse();
        blocking.folders.append(&mut folders);
        Ok(())
    }

    /// Whether a folder was created for an output that no longer exists.
    fn contains_ours(&self, folder: &str) -> bool {
        let below = format!("{folder}/");
        self.orphans
            .range::<str, _>((Bound::Included(below.as_str()), Bound::Unbounded))
            .next()
            .is_some_and(|(path, _)| path.starts_with(&below))
    }
}
