//! [`Receipt`]: a record that certain inputs gave the current output folder, so that an unchanged
//! site need not be rendered again.
//!
//! The same inputs give the same edition. The caller decides what counts as an input. A build with
//! diagnostics leaves no receipt, because the next build must report them again. Every file of the
//! output folder is read to check that it still has its content. The receipt is stored beside the
//! site and not in the output folder, whose bytes depend on the site alone.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::disk::{PathKind, file_digest, path_kind};
use super::manifest::{Manifest, Seal};
use crate::edition::MANIFEST;
use crate::staging::Staging;
use offprint_base::Digest;

/// A record that certain inputs gave the content of an output folder.
#[derive(Debug)]
pub struct Receipt {
    file: PathBuf,
    inputs: Digest,
}

/// The receipt in its serialised form.
#[derive(Serialize, Deserialize)]
struct ReceiptJson {
    inputs: String,
    manifest: String,
    /// The moment of the build, and until when its output stays the same (RFC 3339).
    from: String,
    until: String,
    /// What the build reports beside its output.
    report: serde_json::Value,
}

impl ReceiptJson {
    fn is_valid_at(&self, time: Timestamp) -> bool {
        match (self.from.parse::<Timestamp>(), self.until.parse::<Timestamp>()) {
            (Ok(from), Ok(until)) => (from..until).contains(&time),
            _ => false,
        }
    }
}

impl Receipt {
    /// The receipt for these inputs and an output folder, whether it exists or not. `folder` may be
    /// deleted at any time.
    pub fn new(folder: &Path, target: &Path, inputs: Digest) -> Self {
        let target = target.canonicalize().unwrap_or_else(|_| target.to_owned());
        let name = Digest::of(target.as_os_str().as_encoded_bytes());
        Self { file: folder.join(format!("built-{name}.json")), inputs }
    }

    /// The number of files and the report of that build, if the output folder contains exactly what these inputs gave. Then
    /// there is nothing to do. `time` is the moment of the build: articles appear and expire.
    pub fn holds(&self, staging: &Staging, time: Timestamp) -> Option<(usize, serde_json::Value)> {
        let target = staging.target();
        let receipt: ReceiptJson = serde_json::from_slice(&fs::read(&self.file).ok()?).ok()?;
        if receipt.inputs != self.inputs.to_string()
            || !receipt.is_valid_at(time)
            || receipt.manifest != file_digest(&target.join(MANIFEST)).ok()?.to_string()
        {
            return None;
        }
        let manifest = Manifest::load(target)
            .ok()
            .flatten()
            .filter(|manifest| manifest.seal == Seal::Sealed)?;
        let stands = |(path, held): (&String, &Digest)| {
            let file = target.join(path);
            matches!(path_kind(&file), Ok(PathKind::File(_)))
                && file_digest(&file).is_ok_and(|digest| digest == *held)
        };
        // A symbolic link on the way could lead to files with the same content by chance;
        // publishing refuses it.
        let folders = super::folder_states::folders_above(
            manifest.files.keys().map(String::as_str),
            &mut Default::default(),
        );
        let all_folders = folders
            .par_iter()
            .all(|folder| matches!(path_kind(&target.join(folder)), Ok(PathKind::Folder)));
        (all_folders && manifest.files.par_iter().all(stands))
            .then_some((manifest.files.len(), receipt.report))
    }

    /// Records that these inputs gave the current content of the output folder. If that fails, the
    /// next build does all its work again, and nothing else is lost.
    /// `validity` is the moment of the build, and until when its output stays the same.
    pub fn write(
        &self,
        staging: &Staging,
        (from, until): (Timestamp, Timestamp),
        report: serde_json::Value,
    ) {
        let Ok(manifest) = file_digest(&staging.target().join(MANIFEST)) else { return };
        let json = ReceiptJson {
            inputs: self.inputs.to_string(),
            manifest: manifest.to_string(),
            from: from.to_string(),
            until: until.to_string(),
            report,
        };
        let Ok(bytes) = serde_json::to_vec(&json) else { return };
        if fs::read(&self.file).is_ok_and(|known| known == bytes) {
            return;
        }
        let Some(folder) = self.file.parent() else { return };
        let ignore = folder.join(".gitignore");
        let _ = fs::create_dir_all(folder)
            .and_then(|()| if ignore.exists() { Ok(()) } else { fs::write(ignore, "*\n") })
            .and_then(|()| fs::write(&self.file, bytes));
    }
}
