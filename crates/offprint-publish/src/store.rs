//! [`FileStore`]: a target whose files are written one by one, such as a folder or a server; and
//! [`SnapshotStore`]: a target that takes a whole publication at once, such as a branch of git.
//!
//! The publication itself (`publication.rs`) is the same for all of them. This module must not know
//! any particular target.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::digest::{ContentDigest, FileEntry, TagKind};
use crate::error::{ErrorKind, PublishError};
use crate::file_names::{MAX_NAME_BYTES, doubtful_names, is_refused_by_windows};
use crate::local_site::LocalSite;
use crate::observation::Observations;
use crate::target_path::TargetPath;

/// One of Offprint's own files in the state folder of a target.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum StateFile {
    /// The list of published files.
    Manifest,
    /// The list of an unfinished publication.
    Pending,
}

impl StateFile {
    /// Its name in the state folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest.json",
            Self::Pending => "pending.json",
        }
    }
}

/// A file that is uploaded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Upload {
    /// Where it is published.
    pub path: TargetPath,
    /// Its content.
    pub entry: FileEntry,
    /// Where it is on this machine.
    pub file: PathBuf,
    /// The name that the target gives the content that is replaced: if the target can, it refuses to
    /// replace another.
    pub replaced_tag: Option<String>,
    /// Whether the target has no file at this path.
    pub is_new: bool,
}

/// Called after each file, with its index and, after an upload, the name that the target gave its
/// content.
pub type OnFile<'f> = &'f mut dyn FnMut(usize, Option<String>) -> Result<(), PublishError>;

/// A target whose files are written one by one.
///
/// Every write is atomic: a file has its old content or its new one, never a part. Every operation
/// can be repeated: removing what is absent and keeping what is kept is no error.
pub trait FileStore {
    /// How the target names contents.
    fn tag_kind(&self) -> TagKind {
        TagKind::None
    }

    /// Whether the target can keep the files of the previous publication.
    fn can_keep(&self) -> bool;

    /// Reads what it needs to know of a site before the site is published.
    ///
    /// # Errors
    ///
    /// A file of the site cannot be read.
    fn prepare(&mut self, _site: &LocalSite) -> Result<(), PublishError> {
        Ok(())
    }

    /// Takes the lock, or returns what is in the lock of another publication.
    ///
    /// # Errors
    ///
    /// The target cannot be reached or written.
    fn lock(&mut self, owner: &[u8]) -> Result<Option<Vec<u8>>, PublishError>;

    /// Removes the lock, whoever holds it.
    ///
    /// # Errors
    ///
    /// The target cannot be reached or written.
    fn unlock(&mut self) -> Result<(), PublishError>;

    /// Reads a file of the state folder; `None` if there is none.
    ///
    /// # Errors
    ///
    /// The target cannot be reached or read.
    fn read_state(&mut self, file: StateFile) -> Result<Option<Vec<u8>>, PublishError>;

    /// Replaces a file of the state folder, atomically.
    ///
    /// # Errors
    ///
    /// The target cannot be reached or written.
    fn write_state(&mut self, file: StateFile, bytes: &[u8]) -> Result<(), PublishError>;

    /// Removes a file of the state folder.
    ///
    /// # Errors
    ///
    /// The target cannot be reached or written.
    fn remove_state(&mut self, file: StateFile) -> Result<(), PublishError>;

    /// Says what is at these paths. A store that lists all its files anyway also looks at `others`.
    /// Symbolic links are not followed.
    ///
    /// # Errors
    ///
    /// The target cannot be reached or read.
    fn observe(
        &mut self,
        paths: &BTreeSet<TargetPath>,
        others: &BTreeSet<TargetPath>,
    ) -> Result<Observations, PublishError>;

    /// The digest of a file at the target.
    ///
    /// # Errors
    ///
    /// The target cannot be reached or read.
    fn content_digest(&mut self, path: &TargetPath) -> Result<ContentDigest, PublishError>;

    /// Checks whether the target can store files of these names.
    ///
    /// # Errors
    ///
    /// Names a file that it cannot store.
    fn check_names(&mut self, paths: &[&TargetPath]) -> Result<(), PublishError> {
        // Few servers say why they refuse a long name.
        let is_long =
            |path: &&&TargetPath| path.as_str().split('/').any(|name| name.len() > MAX_NAME_BYTES);
        if let Some(path) = paths.iter().find(is_long) {
            return Err(PublishError::new(
                ErrorKind::FileName,
                format!(
                    "the target cannot store `{path}`: a name in it has more than {MAX_NAME_BYTES} bytes"
                ),
            )
            .help("rename it"));
        }
        for (name, path) in doubtful_names(paths, |name| self.is_doubtful_name(name)) {
            if !self.can_store_name(name)? {
                return Err(PublishError::new(
                    ErrorKind::FileName,
                    format!(
                        "the target cannot store `{path}`: it refuses or changes the name `{name}`"
                    ),
                )
                .help("rename it; nothing was uploaded"));
            }
        }
        Ok(())
    }

    /// Whether the target may be unable to store a name, so that it must be tried.
    fn is_doubtful_name(&self, name: &str) -> bool {
        is_refused_by_windows(name)
    }

    /// Tries to store an empty file of this name in the state folder, and removes it again.
    ///
    /// # Errors
    ///
    /// The target cannot be reached.
    fn can_store_name(&mut self, _name: &str) -> Result<bool, PublishError> {
        Ok(true)
    }

    /// Whether the target takes names that differ only in case for one.
    ///
    /// # Errors
    ///
    /// The target cannot be reached or written.
    fn ignores_case(&mut self) -> Result<bool, PublishError> {
        Ok(false)
    }

    /// Writes files, in any order.
    ///
    /// # Errors
    ///
    /// A file could not be written; some of the others may have been.
    fn upload(&mut self, files: &[Upload], on_file: OnFile<'_>) -> Result<(), PublishError>;

    /// Removes files, and the folders that are empty then.
    ///
    /// # Errors
    ///
    /// A file could not be removed; some of the others may have been.
    fn remove(&mut self, paths: &[TargetPath], on_file: OnFile<'_>) -> Result<(), PublishError>;

    /// Which contents the state folder keeps.
    ///
    /// # Errors
    ///
    /// The target cannot be reached or read.
    fn kept(&mut self) -> Result<BTreeSet<ContentDigest>, PublishError>;

    /// Keeps the present content of files in the state folder. The files stay where they are.
    ///
    /// # Errors
    ///
    /// A content could not be kept.
    fn keep(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError>;

    /// Writes kept contents to paths of the site. The kept contents stay where they are.
    ///
    /// # Errors
    ///
    /// A file could not be written.
    fn restore(
        &mut self,
        files: &[(TargetPath, ContentDigest)],
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError>;

    /// Removes kept contents.
    ///
    /// # Errors
    ///
    /// The target cannot be reached or written.
    fn discard(&mut self, digests: &[ContentDigest]) -> Result<(), PublishError>;
}

/// What a snapshot contains at the target.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Snapshot {
    /// The manifest in it.
    pub manifest: Option<Vec<u8>>,
    /// All its files, with the names that the target gives their contents.
    pub files: Observations,
}

/// A target that takes a whole publication at once.
pub trait SnapshotStore {
    /// How the target names contents.
    fn tag_kind(&self) -> TagKind;

    /// Fetches the present snapshot.
    ///
    /// # Errors
    ///
    /// The target cannot be reached or read.
    fn current(&mut self) -> Result<Snapshot, PublishError>;

    /// Fetches the manifest of the snapshot before; `None` if there is none.
    ///
    /// # Errors
    ///
    /// The target cannot be reached or read.
    fn previous_manifest(&mut self) -> Result<Option<Vec<u8>>, PublishError>;

    /// Publishes a snapshot: the present one with these changes. Nothing is published if the
    /// present snapshot is no longer the one that was fetched.
    ///
    /// # Errors
    ///
    /// The target cannot be reached or refuses.
    fn publish(
        &mut self,
        change: &SnapshotChange<'_>,
        on_file: OnFile<'_>,
    ) -> Result<(), PublishError>;
}

/// What changes from one snapshot to the next.
#[derive(Clone, Debug)]
pub struct SnapshotChange<'c> {
    /// Files that are written.
    pub writes: &'c [crate::plan::PlannedWrite],
    /// Files that are removed.
    pub removed: &'c [TargetPath],
    /// The new manifest.
    pub manifest: &'c [u8],
    /// One line that says what changes.
    pub summary: &'c str,
}

/// A target of either kind.
pub enum Target {
    /// Its files are written one by one.
    Files(Box<dyn FileStore>),
    /// It takes a whole publication at once.
    Snapshots(Box<dyn SnapshotStore>),
}

impl Target {
    /// How the target names contents.
    pub fn tag_kind(&self) -> TagKind {
        match self {
            Self::Files(store) => store.tag_kind(),
            Self::Snapshots(store) => store.tag_kind(),
        }
    }
}

impl std::fmt::Debug for Target {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Files(_) => "Target::Files",
            Self::Snapshots(_) => "Target::Snapshots",
        })
    }
}
