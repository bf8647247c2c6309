//! [`Manifest`]: which files in the output folder are ours, and what they contain; stored there as
//! `.offprint.json`.
//!
//! The manifest lets Offprint remove an obsolete page without touching the files of others. During
//! a publish it also lists pending files, so that everything a kill leaves behind is recognised as
//! ours. It never states that a file is intact: only the file's own bytes do. It contains no time
//! and no absolute path, so that the same site gives the same bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path};

use serde::{Deserialize, Serialize};

use super::disk::{PathKind, path_kind, refusal, unreadable};
use crate::diagnostic::{Code, Diagnostic};
use crate::edition::MANIFEST;
use offprint_base::Digest;

/// The path of the manifest below the output folder.
pub(super) const NAME: &str = MANIFEST;

/// The only version of the file format so far.
const VERSION: u32 = 1;

/// The files that Offprint wrote to one output folder.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Manifest {
    /// Every file that we wrote, with the digest of what we wrote.
    pub(super) files: BTreeMap<String, Digest>,
    /// What an unfinished publish was going to write; empty in a sealed manifest.
    pub(super) pending: BTreeMap<String, PendingFile>,
    /// Whether the publish that wrote the manifest was finished.
    pub(super) seal: Seal,
}

/// Whether a publish was finished.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Seal {
    /// Every file was written.
    #[default]
    Sealed,
    /// Some files may have their old content, some may be missing, and new ones may be truncated.
    Unsealed,
}

/// A file that a publish is going to write.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub(super) struct PendingFile {
    /// The digest of its future content.
    pub(super) digest: Digest,
    /// Its future length: a shorter file is a new one that was truncated.
    pub(super) bytes: u64,
}

/// The manifest in its serialised form, for writing.
#[derive(Serialize)]
struct ManifestRef<'m> {
    version: u32,
    sealed: bool,
    files: &'m BTreeMap<String, Digest>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pending: &'m BTreeMap<String, PendingFile>,
}

/// The manifest in its serialised form, for reading.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestJson {
    version: u32,
    sealed: bool,
    files: BTreeMap<String, String>,
    #[serde(default)]
    pending: BTreeMap<String, PendingFileJson>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PendingFileJson {
    digest: String,
    bytes: u64,
}

/// The one key that every version of the file has.
#[derive(Deserialize)]
struct ManifestVersion {
    version: u32,
}

impl Manifest {
    /// Reads the manifest of an output folder; `None` if there is none.
    pub(super) fn load(target: &Path) -> Result<Option<Self>, Diagnostic> {
        let file = target.join(NAME);
        match path_kind(&file) {
            Ok(PathKind::Absent) => return Ok(None),
            Ok(PathKind::File(_)) => {}
            Ok(PathKind::Symlink) => {
                return Err(refusal(&file, Code::SymlinkInOutput, "is a symbolic link"));
            }
            Ok(PathKind::Folder | PathKind::Other) => {
                return Err(refusal(&file, Code::NotOurs, "is not a file"));
            }
            Err(error) => return Err(unreadable(&file, &error)),
        }
        let bytes = fs::read(&file).map_err(|error| unreadable(&file, &error))?;
        Self::parse(&bytes).map(Some).map_err(|what| {
            // If we guessed which files are ours, files of others could be lost.
            Diagnostic::error(Code::NotOurs, format!("`{}` {what}", file.display()))
                .in_file(file.display().to_string())
                .help("delete it; files with the expected content are then adopted, and all others are reported")
        })
    }

    fn parse(bytes: &[u8]) -> Result<Self, String> {
        let damaged = || "is not a file list written by Offprint, or it is damaged".to_owned();
        let json = match serde_json::from_slice::<ManifestJson>(bytes) {
            Ok(json) if json.version == VERSION => json,
            // Another version may have other keys, so only `version` distinguishes it from a
            // damaged file.
            _ => match serde_json::from_slice::<ManifestVersion>(bytes) {
                Ok(ManifestVersion { version }) if version > VERSION => {
                    return Err(format!(
                        "was written by a newer version of Offprint (list version {version})"
                    ));
                }
                _ => return Err(damaged()),
            },
        };
        let mut manifest = Self::default();
        if !json.sealed {
            manifest.seal = Seal::Unsealed;
        } else if !json.pending.is_empty() {
            return Err(damaged());
        }
        for (path, digest) in json.files {
            let digest = Digest::parse(&digest).filter(|_| is_safe(&path)).ok_or_else(damaged)?;
            manifest.files.insert(path, digest);
        }
        for (path, PendingFileJson { digest, bytes }) in json.pending {
            let digest = Digest::parse(&digest).filter(|_| is_safe(&path)).ok_or_else(damaged)?;
            manifest.pending.insert(path, PendingFile { digest, bytes });
        }
        Ok(manifest)
    }

    /// The bytes of the file: one line per path, sorted, so that diffs are small under version
    /// control.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let Self { files, pending, seal } = self;
        let written =
            ManifestRef { version: VERSION, sealed: *seal == Seal::Sealed, files, pending };
        let mut bytes = serde_json::to_vec_pretty(&written)
            .expect("strings and numbers can always be written as JSON");
        bytes.push(b'\n');
        bytes
    }

    /// Every path that may be ours, sorted and without duplicates.
    pub(super) fn paths(&self) -> Vec<&str> {
        let mut paths: Vec<&str> =
            self.files.keys().chain(self.pending.keys()).map(String::as_str).collect();
        paths.sort_unstable();
        paths.dedup();
        paths
    }

    /// Whether a path may be ours.
    pub(super) fn knows(&self, path: &str) -> bool {
        self.files.contains_key(path) || self.pending.contains_key(path)
    }

    /// Whether we wrote the file at a path and it was not changed since.
    pub(super) fn holds(&self, path: &str, digest: Digest, bytes: u64) -> bool {
        match (self.files.get(path), self.pending.get(path)) {
            (Some(held), _) if *held == digest => true,
            (_, Some(pending)) if pending.digest == digest => true,
            // Only a new file can be truncated: an existing one is replaced by a rename. A file
            // that is as long as ours and different, or longer, was put there by another program or
            // person after the kill.
            (None, Some(pending)) => bytes < pending.bytes,
            _ => false,
        }
    }
}

/// Whether a path stays inside the output folder. Anybody can edit a manifest, and we remove the
/// files that it names.
fn is_safe(path: &str) -> bool {
    !path.is_empty()
        && !path.eq_ignore_ascii_case(NAME)
        && !path.split('/').any(|part| matches!(part, "" | "." | ".."))
        && Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            files: BTreeMap::from([
                ("b/ü \"x\".html".to_owned(), Digest::of(b"b")),
                ("a".to_owned(), Digest::of(b"a")),
            ]),
            pending: BTreeMap::from([(
                "c".to_owned(),
                PendingFile { digest: Digest::of(b"c"), bytes: 1 },
            )]),
            seal: Seal::Unsealed,
        }
    }

    #[track_caller]
    fn check_damaged(text: &str, expect: &str) {
        let message = Manifest::parse(text.as_bytes()).expect_err("it is damaged");
        assert!(message.contains(expect), "{message}");
    }

    #[test]
    fn manifest_survives_its_bytes() {
        let unsealed = manifest();
        assert_eq!(Manifest::parse(&unsealed.to_bytes()), Ok(unsealed.clone()));
        let sealed = Manifest { pending: BTreeMap::new(), seal: Seal::Sealed, ..unsealed };
        assert_eq!(Manifest::parse(&sealed.to_bytes()), Ok(sealed));
    }

    #[test]
    fn bytes_are_fixed() {
        let files = BTreeMap::from([("a".to_owned(), Digest::of(b"a"))]);
        let text = String::from_utf8(Manifest { files, ..Manifest::default() }.to_bytes())
            .expect("JSON is UTF-8");
        let digest = Digest::of(b"a");
        let expect = format!(
            "{{\n  \"version\": 1,\n  \"sealed\": true,\n  \"files\": {{\n    \"a\": \"{digest}\"\n  }}\n}}\n"
        );
        assert_eq!(text, expect);
    }

    #[test]
    fn damaged_manifests_are_refused() {
        let digest = Digest::of(b"");
        check_damaged("", "damaged");
        check_damaged("[]", "damaged");
        check_damaged(r#"{"version":1,"sealed":true}"#, "damaged");
        check_damaged(r#"{"version":1,"sealed":true,"files":{"a":"12"}}"#, "damaged");
        check_damaged(r#"{"version":2,"pages":[]}"#, "version 2");
        for path in ["../a", "/etc/passwd", "a/../../b", "", "a//b", "./a", ".offprint.json", "a/"]
        {
            check_damaged(
                &format!(r#"{{"version":1,"sealed":true,"files":{{"{path}":"{digest}"}}}}"#),
                "damaged",
            );
        }
    }

    #[test]
    fn only_fresh_files_can_be_cut_short() {
        let mut manifest = manifest();
        assert!(manifest.holds("a", Digest::of(b"a"), 1));
        assert!(!manifest.holds("a", Digest::of(b""), 0));
        assert!(manifest.holds("c", Digest::of(b""), 0));
        assert!(!manifest.holds("c", Digest::of(b"theirs"), 6));
        manifest.files.insert("c".to_owned(), Digest::of(b"older"));
        assert!(manifest.holds("c", Digest::of(b"c"), 1));
        assert!(!manifest.holds("c", Digest::of(b""), 0));
    }
}
