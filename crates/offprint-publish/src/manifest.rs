//! [`Manifest`] and [`PendingFiles`]: which files at a target are ours, and what they contain.
//!
//! Both are JSON files in the state folder at the target. They may have been changed by anybody who
//! can write there, so each path and digest in them is checked when they are read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::digest::FileEntry;
use crate::error::{ErrorKind, PublishError};
use crate::target_path::TargetPath;

/// The only version of the format so far.
const VERSION: u32 = 1;

/// Files by their paths.
pub type FileEntries = BTreeMap<TargetPath, FileEntry>;

/// What the last finished publication left at the target.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the format.
    version: u32,
    /// When it was published, in UTC as in RFC 3339.
    pub published: String,
    /// The files of the site.
    pub files: FileEntries,
    /// Files that the site no longer needs, kept for one publication longer.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub retired: FileEntries,
    /// The files of the publication before; `None` if they are not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<PreviousPublication>,
}

/// The publication before the last one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviousPublication {
    /// When it was published.
    pub published: String,
    /// Its files. Those that differ from the last publication are kept in the state folder.
    pub files: FileEntries,
}

/// What an unfinished publication was going to write. A file has one of the contents listed here, or
/// the one in the manifest.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PendingFiles {
    /// The version of the format.
    version: u32,
    /// For each path, the possible contents.
    pub files: BTreeMap<TargetPath, Vec<FileEntry>>,
}

/// The one key that every version of the formats has.
#[derive(Deserialize)]
struct AnyVersion {
    version: u32,
}

impl Manifest {
    /// A manifest of these files.
    pub fn new(published: String, files: FileEntries) -> Self {
        Self { version: VERSION, published, files, retired: BTreeMap::new(), previous: None }
    }

    /// Reads a manifest; an absent one lists no files.
    ///
    /// # Errors
    ///
    /// The bytes are not a manifest, or one of a newer version.
    pub fn parse(bytes: Option<&[u8]>) -> Result<Self, PublishError> {
        bytes.map_or_else(
            || Ok(Self::default()),
            |bytes| parse(bytes, "the list of published files"),
        )
    }

    /// The bytes to store.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Whether something was published.
    pub fn is_published(&self) -> bool {
        self.version != 0
    }
}

impl PendingFiles {
    /// Reads the list of an unfinished publication; an absent one is empty.
    ///
    /// # Errors
    ///
    /// The bytes are not such a list, or one of a newer version.
    pub fn parse(bytes: Option<&[u8]>) -> Result<Self, PublishError> {
        bytes.map_or_else(
            || Ok(Self::default()),
            |bytes| parse(bytes, "the list of an unfinished publication"),
        )
    }

    /// The bytes to store.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(&Self { version: VERSION, files: self.files.clone() })
            .unwrap_or_default()
    }

    /// Adds a possible content.
    pub fn add(&mut self, path: &TargetPath, entry: &FileEntry) {
        let list = self.files.entry(path.clone()).or_default();
        if !list.contains(entry) {
            list.push(entry.clone());
        }
    }
}

fn parse<T: for<'d> Deserialize<'d>>(bytes: &[u8], what: &str) -> Result<T, PublishError> {
    let version = serde_json::from_slice::<AnyVersion>(bytes).map(|any| any.version);
    if let Ok(version) = version
        && version > VERSION
    {
        return Err(PublishError::new(
            ErrorKind::Damaged,
            format!("{what} at the target was written by a newer version of Offprint"),
        )
        .help("publish with the newest version of Offprint"));
    }
    match serde_json::from_slice(bytes) {
        Ok(value) if version.is_ok_and(|version| version == VERSION) => Ok(value),
        result => {
            let why = result.err().map(|error| format!(": {error}")).unwrap_or_default();
            Err(PublishError::new(
                ErrorKind::Damaged,
                format!("{what} at the target is damaged{why}"),
            )
            .help(
                "delete it in the folder `.offprint` at the target; files with the expected content \
                 are then adopted, and all others are reported",
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_lists_are_refused() {
        let digest = "a".repeat(64);
        for path in ["../../etc/passwd", "/etc/passwd", "a\\n/b", ".offprint/lock", ""] {
            let text = format!(
                r#"{{"version":1,"published":"x","files":{{"{path}":{{"sha256":"{digest}","bytes":1}}}}}}"#
            );
            let error = Manifest::parse(Some(text.as_bytes())).expect_err("it is hostile");
            assert_eq!(error.kind, ErrorKind::Damaged, "{path}");
        }
        let bad_digest =
            r#"{"version":1,"published":"x","files":{"a":{"sha256":"../x","bytes":1}}}"#;
        assert!(Manifest::parse(Some(bad_digest.as_bytes())).is_err());
        assert!(Manifest::parse(Some(b"{\"version\":2}")).is_err());
        assert!(Manifest::parse(Some(b"")).is_err());
    }

    #[test]
    fn manifests_are_read_back() {
        let path = TargetPath::new("a/index.html").expect("it is proper");
        let entry = FileEntry::of(b"x", crate::digest::TagKind::Md5);
        let mut manifest = Manifest::new("2026-11-01T00:00:00Z".into(), FileEntries::new());
        manifest.files.insert(path.clone(), entry.clone());
        assert_eq!(Manifest::parse(Some(&manifest.to_bytes())), Ok(manifest));
        let mut pending = PendingFiles::default();
        pending.add(&path, &entry);
        pending.add(&path, &entry);
        let read = PendingFiles::parse(Some(&pending.to_bytes())).expect("it is read");
        assert_eq!(read.files, pending.files);
    }
}
