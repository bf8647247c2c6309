//! [`Asset`]: one file of the site that is copied unchanged.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

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
    /// Whether it begins with, or soon contains, a private key.
    pub has_private_key: bool,
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

    /// Passes a reader of its bytes to a function; an unreadable file is empty.
    pub fn with_reader<T>(&self, read: impl Fn(&mut dyn ReadSeek) -> T) -> T {
        match self {
            Self::Disk(file) => match File::open(file) {
                Ok(file) => read(&mut io::BufReader::new(file)),
                Err(_) => read(&mut io::Cursor::new(&[])),
            },
            Self::Builtin(bytes) => read(&mut io::Cursor::new(bytes)),
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

    /// Opens a file of the site for reading in pieces. A file that was replaced by a symbolic link,
    /// or moved behind one, since the scan is refused: the target of that link was not checked.
    ///
    /// # Errors
    /// If it cannot be opened, or is compiled into the program.
    pub fn open_in_place(&self) -> io::Result<AssetReader> {
        let Self::Disk(path) = self else { return Err(io::ErrorKind::Unsupported.into()) };
        check_in_place(path)?;
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Ok(AssetReader { file, length })
    }
}

/// Refuses a path that leads through a symbolic link: a scan lists real paths only.
///
/// # Errors
/// If it does, or if nothing is there.
pub fn check_in_place(path: &Path) -> io::Result<()> {
    if path.canonicalize()? == path { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

/// A file that is read in pieces.
#[derive(Debug)]
pub struct AssetReader {
    file: File,
    /// Its size in bytes when it was opened.
    pub length: u64,
}

impl AssetReader {
    /// Reads up to `count` bytes from a position on; fewer only at the end of the file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read_at(&mut self, from: u64, count: u64) -> io::Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::with_capacity(usize::try_from(count).unwrap_or_default());
        (&mut self.file).take(count).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// A reader that can skip.
pub trait ReadSeek: Read + Seek {}

impl<R: Read + Seek> ReadSeek for R {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_file_is_read_without_the_rest() {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let path = folder.path().canonicalize().expect("it exists").join("a");
        std::fs::write(&path, "0123456789").expect("it can be written");
        let mut reader = AssetFile::Disk(path).open_in_place().expect("it can be opened");
        assert_eq!(reader.length, 10);
        for (from, count, expect) in [(2, 3, "234"), (8, 9, "89"), (10, 5, ""), (0, 1, "0")] {
            assert_eq!(reader.read_at(from, count).expect("it can be read"), expect.as_bytes());
        }
    }
}
