//! [`Plan`]: what a publication changes at a target, computed from values alone.
//!
//! A file at the target belongs to Offprint if the manifest or the list of an unfinished publication
//! names it, and if its content is one that they name. No other file is overwritten or removed. This
//! module must not know any target and must not touch a disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::digest::{ContentDigest, FileEntry};
use crate::error::{ErrorKind, PublishError, name_some};
use crate::manifest::{FileEntries, Manifest, PendingFiles};
use crate::observation::{Agreement, KnownContent, Observation, Observations};
use crate::target_path::TargetPath;

/// The home page of a site.
const HOME: &str = "index.html";

/// Where the new content of a file comes from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileSource {
    /// A file on this machine.
    Local(PathBuf),
    /// The target keeps it, by its digest.
    Kept,
}

/// A file that the target should have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WantedFile {
    /// Its content.
    pub entry: FileEntry,
    /// Where the content comes from.
    pub source: FileSource,
}

/// All files that the target should have.
pub type WantedFiles = BTreeMap<TargetPath, WantedFile>;

/// A file that is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedWrite {
    /// Its path.
    pub path: TargetPath,
    /// Its new content.
    pub entry: FileEntry,
    /// Where the new content comes from.
    pub source: FileSource,
    /// The name that the target gives the content that is replaced; `None` if there is none.
    pub replaced_tag: Option<String>,
    /// Whether the target has no file at this path.
    pub is_new: bool,
}

/// What a publication changes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plan {
    /// Files that the target does not have.
    pub new: Vec<PlannedWrite>,
    /// Files with another content.
    pub changed: Vec<PlannedWrite>,
    /// Files that the site no longer has.
    pub removed: Vec<TargetPath>,
    /// How many files stay as they are.
    pub unchanged: usize,
    /// Files with a hash in their names that the site no longer has: they stay for one publication,
    /// for browsers that have an old page open.
    pub retired: FileEntries,
    /// Old contents that are kept for a rollback.
    pub keep: Vec<(TargetPath, ContentDigest)>,
    /// Old contents that are no longer at the target: unless they are kept already, this publication
    /// cannot be rolled back.
    pub lost: Vec<ContentDigest>,
    /// Files of others that have the path of a file of the site.
    pub foreign: Vec<TargetPath>,
    /// Files of ours that were changed by someone else since the last publication, and that the site
    /// needs to change.
    pub changed_elsewhere: Vec<TargetPath>,
    /// Files that may already have the right content: only their length is known.
    pub unverified: Vec<TargetPath>,
    /// Files that the site no longer has but that were changed by someone else: they stay.
    pub left_alone: Vec<TargetPath>,
    /// Whether an unfinished publication is continued.
    pub resumes: bool,
    /// How many files were published before.
    pub published_before: usize,
}

impl Plan {
    /// Compares what the target should have with what it has.
    pub fn new(
        wanted: &WantedFiles,
        manifest: &Manifest,
        pending: &PendingFiles,
        observed: &Observations,
    ) -> Self {
        let mut plan = Self {
            resumes: !pending.files.is_empty(),
            published_before: manifest.files.len(),
            ..Self::default()
        };
        let known = KnownFiles { manifest, pending, observed };
        for (path, file) in wanted {
            plan.add_wanted(path, file, &known);
        }
        let obsolete: BTreeSet<_> = manifest
            .files
            .keys()
            .chain(manifest.retired.keys())
            .chain(pending.files.keys())
            .filter(|path| !wanted.contains_key(*path))
            .collect();
        // The same files again are no later publication: nobody had time to open the new pages.
        let is_same_site = wanted.len() == manifest.files.len()
            && wanted.iter().zip(&manifest.files).all(|((path, file), (other, entry))| {
                path == other && entry.is_same_content(&file.entry)
            });
        for path in obsolete {
            match manifest.retired.get(path) {
                Some(entry) if is_same_site => {
                    plan.retired.insert(path.clone(), entry.clone());
                }
                _ => plan.add_obsolete(path, &known),
            }
        }
        plan.check_folders(wanted, observed);
        plan
    }

    fn add_wanted(&mut self, path: &TargetPath, file: &WantedFile, known: &KnownFiles<'_>) {
        let write = |is_new, replaced_tag| PlannedWrite {
            is_new,
            path: path.clone(),
            entry: file.entry.clone(),
            source: file.source.clone(),
            replaced_tag,
        };
        let found = known.observed.get(path);
        let candidates = known.candidates(path);
        match found {
            // Not looked at, because the manifest says that it is right.
            None => self.unchanged += 1,
            Some(Observation::Absent) => {
                self.lost.extend(known.old_content(path, Some(&file.entry)));
                self.new.push(write(true, None));
            }
            Some(Observation::Folder | Observation::Other) => self.foreign.push(path.clone()),
            Some(file_there @ Observation::File { content, .. }) => {
                let is_pending = known.pending.files.contains_key(path);
                let agreement = file_there.agreement(&file.entry);
                let possible: Vec<_> = candidates
                    .iter()
                    .filter(|entry| file_there.agreement(entry) != Agreement::Different)
                    .collect();
                let is_right = agreement == Agreement::Same
                    || (!possible.is_empty()
                        && possible.iter().all(|entry| entry.is_same_content(&file.entry)));
                if is_right {
                    self.unchanged += 1;
                    return;
                }
                if candidates.is_empty() {
                    match agreement {
                        Agreement::Possible => self.unverified.push(path.clone()),
                        _ => self.foreign.push(path.clone()),
                    }
                    return;
                }
                // The tag of a content that was uploaded just before a connection was lost may not
                // be known.
                let tag_is_unknown = is_pending && matches!(content, KnownContent::Tag(_));
                if possible.is_empty() && !tag_is_unknown {
                    self.changed_elsewhere.push(path.clone());
                    self.lost.extend(known.old_content(path, Some(&file.entry)));
                } else if let Some(old) = known.old_content(path, Some(&file.entry)) {
                    self.keep.push((path.clone(), old));
                }
                let tag = match content {
                    KnownContent::Tag(tag) => Some(tag.clone()),
                    _ => None,
                };
                self.changed.push(write(false, tag));
            }
        }
    }

    fn add_obsolete(&mut self, path: &TargetPath, known: &KnownFiles<'_>) {
        let published = known.manifest.files.get(path);
        if let Some(entry) = published
            && path.is_fingerprinted()
        {
            if !matches!(known.observed.get(path), Some(Observation::Absent)) {
                self.retired.insert(path.clone(), entry.clone());
            }
            return;
        }
        match known.observed.get(path) {
            Some(Observation::Absent) => self.lost.extend(known.old_content(path, None)),
            Some(found @ Observation::File { .. }) => {
                let is_ours = known
                    .candidates(path)
                    .iter()
                    .any(|entry| found.agreement(entry) != Agreement::Different);
                if is_ours {
                    if let Some(entry) = published {
                        self.keep.push((path.clone(), entry.sha256.clone()));
                    }
                    self.removed.push(path.clone());
                } else {
                    self.left_alone.push(path.clone());
                    self.lost.extend(known.old_content(path, None));
                }
            }
            None => self.removed.push(path.clone()),
            Some(Observation::Folder | Observation::Other) => {
                self.left_alone.push(path.clone());
                self.lost.extend(known.old_content(path, None));
            }
        }
    }

    /// A file or link of someone else may have the path of a folder of the site.
    fn check_folders(&mut self, wanted: &WantedFiles, observed: &Observations) {
        let mut blocked = BTreeSet::new();
        for folder in wanted.keys().flat_map(TargetPath::folders) {
            let Ok(path) = TargetPath::new(folder) else { continue };
            let is_blocked = match observed.get(&path) {
                Some(Observation::Other) => true,
                Some(Observation::File { .. }) => !self.removed.contains(&path),
                _ => false,
            };
            if is_blocked {
                blocked.insert(path);
            }
        }
        // A folder of the target may become a file of the site if all its files are ours.
        let removed: BTreeSet<_> = self.removed.iter().collect();
        let becomes_file = |path: &TargetPath| {
            let folder = format!("{path}/");
            observed.get(path) == Some(&Observation::Folder)
                && removed.iter().any(|file| file.as_str().starts_with(&folder))
        };
        let (turned, foreign): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.foreign).into_iter().partition(becomes_file);
        self.foreign = foreign;
        for path in turned {
            if let Some(file) = wanted.get(&path) {
                self.new.push(PlannedWrite {
                    is_new: true,
                    path,
                    entry: file.entry.clone(),
                    source: file.source.clone(),
                    replaced_tag: None,
                });
            }
        }
        self.foreign.extend(blocked);
    }

    /// Whether there is nothing to change.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// The number of bytes that are uploaded.
    pub fn upload_bytes(&self) -> u64 {
        let writes = self.new.iter().chain(&self.changed);
        writes
            .filter(|write| matches!(write.source, FileSource::Local(_)))
            .map(|write| write.entry.bytes)
            .sum()
    }

    /// Removed files that must go first, because a new file needs their place: a file that becomes a
    /// folder, or the reverse.
    pub fn removed_first(&self) -> Vec<TargetPath> {
        let new: BTreeSet<&str> = self.new.iter().map(|write| write.path.as_str()).collect();
        let folders: BTreeSet<&str> =
            self.new.iter().flat_map(|write| write.path.folders()).collect();
        let is_in_the_way = |path: &&TargetPath| {
            folders.contains(path.as_str()) || path.folders().any(|folder| new.contains(folder))
        };
        self.removed.iter().filter(is_in_the_way).cloned().collect()
    }

    /// The writes in an order in which every page that readers can reach works after each of them:
    /// files that pages use, then new pages, which nothing links to yet, then the pages that link to
    /// them, the home page last.
    pub fn phases(&self) -> Vec<Vec<PlannedWrite>> {
        let rank = |write: &PlannedWrite| match (write.path.is_page(), write.is_new) {
            _ if write.path.as_str() == HOME => 5,
            (true, true) => 1,
            (true, false) => 4,
            _ if write.path.is_list_of_pages() => 2,
            (false, true) => 0,
            (false, false) => 3,
        };
        let mut phases = vec![Vec::new(); 6];
        for write in self.new.iter().chain(&self.changed) {
            phases[rank(write)].push(write.clone());
        }
        phases.retain(|phase| !phase.is_empty());
        phases
    }

    /// Refuses a plan that would touch files of others.
    ///
    /// # Errors
    ///
    /// Names the files.
    pub fn check_ownership(&self, overwrite: bool) -> Result<(), PublishError> {
        if !self.foreign.is_empty() {
            return Err(PublishError::new(
                ErrorKind::Conflict,
                format!(
                    "the target contains files that Offprint did not publish, where the site has its \
                     own: {}",
                    name_some(&self.foreign)
                ),
            )
            .help("move or delete them at the target, or publish into another folder"));
        }
        if !overwrite && !self.changed_elsewhere.is_empty() {
            return Err(PublishError::new(
                ErrorKind::Conflict,
                format!(
                    "these files were changed at the target by someone else since the last \
                     publication: {}",
                    name_some(&self.changed_elsewhere)
                ),
            )
            .help("if nobody needs these changes, publish with --overwrite"));
        }
        Ok(())
    }

    /// Refuses to remove many files, or the home page, without a confirmation.
    ///
    /// # Errors
    ///
    /// Says what would be removed.
    pub fn check_removals(&self) -> Result<(), PublishError> {
        let what = if self.removed.iter().any(|path| path.as_str() == HOME) {
            "this publication would remove the home page".to_owned()
        } else if self.removed.len() * 10 > self.published_before {
            format!(
                "this publication would remove {} of {} files",
                self.removed.len(),
                self.published_before
            )
        } else {
            return Ok(());
        };
        Err(PublishError::new(ErrorKind::Unconfirmed, what)
            .help("if that is right, publish with --yes"))
    }

    /// What someone should know who publishes.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        if !self.left_alone.is_empty() {
            warnings.push(format!(
                "these files were changed at the target by someone else, so they are not removed: {}",
                name_some(&self.left_alone)
            ));
        }
        warnings
    }
}

/// What is known about the files at the target.
struct KnownFiles<'k> {
    manifest: &'k Manifest,
    pending: &'k PendingFiles,
    observed: &'k Observations,
}

impl<'k> KnownFiles<'k> {
    /// The published content of a file, if it is replaced by another.
    fn old_content(&self, path: &TargetPath, new: Option<&FileEntry>) -> Option<ContentDigest> {
        let old = self.manifest.files.get(path)?;
        let is_same = new.is_some_and(|new| old.is_same_content(new));
        (!is_same).then(|| old.sha256.clone())
    }

    /// The contents that a file of ours can have.
    fn candidates(&self, path: &TargetPath) -> Vec<&'k FileEntry> {
        let published =
            self.manifest.files.get(path).into_iter().chain(self.manifest.retired.get(path));
        published.chain(self.pending.files.get(path).into_iter().flatten()).collect()
    }
}

/// The paths that must be looked at before a plan is made: all that may change.
pub fn paths_to_observe(
    wanted: &WantedFiles,
    manifest: &Manifest,
    pending: &PendingFiles,
) -> BTreeSet<TargetPath> {
    let is_settled = |path: &TargetPath| {
        !pending.files.contains_key(path)
            && matches!((wanted.get(path), manifest.files.get(path)), (Some(wanted), Some(there))
                if wanted.entry.is_same_content(there))
    };
    let all = wanted
        .keys()
        .chain(manifest.files.keys())
        .chain(manifest.retired.keys())
        .chain(pending.files.keys());
    let mut paths: BTreeSet<_> = all.filter(|path| !is_settled(path)).cloned().collect();
    let folders: Vec<_> = paths
        .iter()
        .flat_map(|path| path.folders().filter_map(|folder| TargetPath::new(folder).ok()))
        .collect();
    paths.extend(folders);
    paths
}
