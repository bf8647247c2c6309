//! [`LocalSite`]: the built files of a site on this machine, with their contents' digests. It only
//! reads.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::digest::{FileEntry, TagKind};
use crate::error::{ErrorKind, PublishError, name_some};
use crate::target_path::TargetPath;

/// A file on this machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocalFile {
    /// Its content.
    pub entry: FileEntry,
    /// Where it is.
    pub file: PathBuf,
}

/// The files of a built site.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LocalSite {
    /// Each file by the path where it is published.
    pub files: BTreeMap<TargetPath, LocalFile>,
}

impl LocalSite {
    /// Reads the files with these paths below a folder.
    ///
    /// # Errors
    ///
    /// A file cannot be read, or its name cannot be published.
    pub fn read(
        folder: &Path,
        paths: impl IntoIterator<Item = String>,
        tag: TagKind,
    ) -> Result<Self, PublishError> {
        let mut site = Self::default();
        for path in paths {
            let file = folder.join(&path);
            let path = TargetPath::new(path).map_err(|why| {
                PublishError::new(ErrorKind::FileName, format!("{why}, so it cannot be published"))
                    .help("rename the file of the site")
            })?;
            let entry = FileEntry::of_file(&file, tag)
                .map_err(|error| PublishError::at_path("read", &file, &error))?;
            site.files.insert(path, LocalFile { entry, file });
        }
        Ok(site)
    }

    /// Reports names that a target takes for one, because it ignores case.
    ///
    /// # Errors
    ///
    /// Names the files.
    pub fn check_case(&self) -> Result<(), PublishError> {
        let mut seen: BTreeMap<String, &TargetPath> = BTreeMap::new();
        for path in self.files.keys() {
            if let Some(other) = seen.insert(path.as_str().to_lowercase(), path) {
                let pair = [other, path];
                return Err(PublishError::new(
                    ErrorKind::FileName,
                    format!("the target takes {} for one file: it ignores case", name_some(&pair)),
                )
                .help("rename one of them"));
            }
        }
        Ok(())
    }
}
