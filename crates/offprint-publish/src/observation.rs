//! [`Observation`]: what is at a path of the target, and whether that can be a known content. This
//! module must not know any target.

use std::collections::BTreeMap;

use crate::digest::{ContentDigest, FileEntry};
use crate::target_path::TargetPath;

/// What is at a path of the target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Observation {
    /// Nothing.
    Absent,
    /// A file.
    File {
        /// Its length in bytes.
        bytes: u64,
        /// What is known about its content.
        content: KnownContent,
    },
    /// A folder.
    Folder,
    /// A symbolic link, a device or something else that is no file.
    Other,
}

/// What is known about the content of a file at the target, besides its length.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum KnownContent {
    /// Nothing.
    Unknown,
    /// Its digest.
    Digest(ContentDigest),
    /// The name that the target gives it.
    Tag(String),
}

/// Whether a file at the target has a content.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Agreement {
    /// It has.
    Same,
    /// It may have: only the length agrees.
    Possible,
    /// It has not.
    Different,
}

/// What is at the paths that a store was asked for. A path that is missing here was not looked at:
/// then the manifest is believed.
pub type Observations = BTreeMap<TargetPath, Observation>;

impl Observation {
    /// Whether what is here has a content.
    pub fn agreement(&self, entry: &FileEntry) -> Agreement {
        let Self::File { bytes, content } = self else { return Agreement::Different };
        if *bytes != entry.bytes {
            return Agreement::Different;
        }
        match (content, &entry.tag) {
            (KnownContent::Digest(digest), _) if *digest == entry.sha256 => Agreement::Same,
            (KnownContent::Digest(_), _) => Agreement::Different,
            (KnownContent::Tag(found), Some(tag)) if found == tag => Agreement::Same,
            (KnownContent::Tag(_), Some(_)) => Agreement::Different,
            _ => Agreement::Possible,
        }
    }
}
