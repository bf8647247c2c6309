//! [`Content`]: the bytes of one output, wherever they wait; and [`Shelf`], where they wait on disk.
//!
//! A clean build of a large site holds every page before the first is written. To keep that out of memory,
//! finished pages may be put on a shelf: one nameless temporary file that the system removes with the process.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::source::{AssetFile, Source};

/// The bytes of one output.
#[derive(Clone, Debug)]
pub enum Content {
    /// In memory.
    Memory(Arc<[u8]>),
    /// On a shelf.
    Shelved {
        /// The shelf.
        shelf: Arc<Shelf>,
        /// Where on it the bytes begin.
        at: u64,
        /// How many they are.
        length: usize,
    },
    /// The text of a source, as it is.
    Text(Arc<Source>),
    /// A file that is copied.
    Asset(AssetFile),
}

impl Content {
    /// All the bytes.
    ///
    /// # Errors
    /// If a shelf or an asset cannot be read.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::Memory(bytes) => Ok(bytes.to_vec()),
            Self::Shelved { shelf, at, length } => shelf.take(*at, *length),
            Self::Text(source) => Ok(source.text.as_bytes().to_vec()),
            Self::Asset(AssetFile::Builtin(bytes)) => Ok(bytes.to_vec()),
            Self::Asset(AssetFile::Disk(path)) => std::fs::read(path),
        }
    }
}

/// A temporary file without a name that many threads put bytes on.
#[derive(Debug)]
pub struct Shelf {
    file: File,
    end: AtomicU64,
}

impl Shelf {
    /// A new, empty shelf in a folder.
    ///
    /// # Errors
    /// If the folder cannot hold one.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: tempfile::tempfile_in(folder)?, end: AtomicU64::new(0) })
    }

    /// Puts bytes on the shelf.
    ///
    /// # Errors
    /// If the disk is full.
    pub fn put(self: &Arc<Self>, bytes: &[u8]) -> io::Result<Content> {
        let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        write_all_at(&self.file, bytes, at)?;
        Ok(Content::Shelved { shelf: Arc::clone(self), at, length: bytes.len() })
    }

    fn take(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        read_exact_at(&self.file, &mut bytes, at)?;
        Ok(bytes)
    }
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(unix)]
fn read_exact_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, at)?;
        if written == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        bytes = &bytes[written..];
        at += written as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn read_exact_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, at)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[read..];
        at += read as u64;
    }
    Ok(())
}
