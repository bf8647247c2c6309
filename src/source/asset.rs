//! [`Asset`]: one file of the site that is copied unchanged.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;

use super::site_path::SitePath;
use offprint_base::Digest;

/// One file that is copied unchanged. Its bytes stay on disk until it is published.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Asset {
    /// Its path below the site's root.
    pub path: SitePath,
    /// Where to read it; never shown, and never part of a page's fingerprint.
    pub file: AssetFile,
    /// The digest of its bytes when it was scanned.
    pub digest: Digest,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Where an asset's bytes are.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum AssetFile {
    /// A file of the site, by its real path if it was reached through symbolic links.
    Disk(PathBuf),
    /// A file of the theme that is compiled into the program.
    Builtin(&'static [u8]),
}

impl AssetFile {
    /// Reads all bytes.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::Disk(file) => std::fs::read(file),
            Self::Builtin(bytes) => Ok(bytes.to_vec()),
        }
    }

    /// Reads the first `count` bytes, or all if there are fewer.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn head(&self, count: usize) -> io::Result<Vec<u8>> {
        match self {
            Self::Disk(file) => {
                let mut bytes = Vec::with_capacity(count);
                File::open(file)?.take(count as u64).read_to_end(&mut bytes)?;
                Ok(bytes)
            }
            Self::Builtin(bytes) => Ok(bytes[..bytes.len().min(count)].to_vec()),
        }
    }

    /// Reads the last `count` bytes, or all if there are fewer.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn tail(&self, count: usize) -> io::Result<Vec<u8>> {
        match self {
            Self::Disk(file) => {
                let mut file = File::open(file)?;
                let length = file.metadata()?.len();
                file.seek(SeekFrom::Start(length.saturating_sub(count as u64)))?;
                let mut bytes = Vec::with_capacity(count);
                file.take(count as u64).read_to_end(&mut bytes)?;
                Ok(bytes)
            }
            Self::Builtin(bytes) => Ok(bytes[bytes.len().saturating_sub(count)..].to_vec()),
        }
    }
}
