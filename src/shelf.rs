//! [`Shelf`]: one nameless temporary file on which what is not needed for a while waits; [`Text`], which may lie there.
//!
//! A clean build of a large site holds every text, every body and every finished page before the first is written. To keep
//! that out of memory it is put on a shelf, which the system removes with the process. A server keeps in memory what
//! an edit makes, and puts aside what is made by the thousand. Which of the two it is ([`Keep`]) never shows in what is
//! built. What lies on a shelf is nobody's business here.

use std::borrow::Cow;
use std::fs::File;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use crate::staging::Staging;

/// Where things wait until they are needed again.
#[derive(Clone, Debug)]
pub enum Keep {
    /// In memory: for a server.
    Memory,
    /// For one build of a server.
    Server {
        /// Where texts wait; without it in memory.
        texts: Option<Arc<Shelf>>,
        /// Where finished pages wait.
        pages: Arc<Overflow>,
    },
    /// On a shelf: for one look at a large site.
    Shelf(Arc<Shelf>),
    /// Texts on a shelf, finished pages in the output folder: for one build of a large site.
    Output {
        /// Where texts wait.
        shelf: Arc<Shelf>,
        /// Where finished pages wait.
        staging: Arc<Staging>,
    },
}

impl Keep {
    /// Keeps a text. One that the shelf has no room for stays in memory.
    pub fn text(&self, text: String) -> Text {
        if let Self::Server { texts: Some(shelf), .. } | Self::Shelf(shelf) | Self::Output { shelf, .. } = self
            && let Ok(shelved) = shelf.put(text.as_bytes())
        {
            return Text::Shelved(shelved);
        }
        Text::Memory(text.into())
    }
}

/// A text, wherever it waits.
#[derive(Clone, Debug)]
pub enum Text {
    /// In memory.
    Memory(Box<str>),
    /// On a shelf.
    Shelved(Shelved),
}

impl Text {
    /// The text itself.
    ///
    /// # Panics
    /// If the disk loses what this very process put on it.
    pub fn read(&self) -> Cow<'_, str> {
        match self {
            Self::Memory(text) => Cow::Borrowed(text),
            Self::Shelved(shelved) => {
                let bytes = shelved.read().expect("this process can read what it put on its shelf");
                Cow::Owned(String::from_utf8(bytes).expect("a text was put on the shelf"))
            }
        }
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Memory(text) => text.len(),
            Self::Shelved(shelved) => shelved.length,
        }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.read().hash(state);
    }
}

impl Default for Text {
    fn default() -> Self {
        Self::Memory(Box::from(""))
    }
}

/// Bytes on a shelf.
#[derive(Clone, Debug)]
pub struct Shelved {
    shelf: Arc<Shelf>,
    at: u64,
    length: usize,
}

impl Shelved {
    /// The bytes.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; self.length];
        read_exact_at(&self.shelf.file, &mut bytes, self.at)?;
        Ok(bytes)
    }

    /// How many they are.
    pub fn length(&self) -> usize {
        self.length
    }
}

/// A shelf that is made once there is more than memory is to hold. What one build put there goes when nothing of it is
/// needed any more, so builds must not share one: it would hold every state that a page ever had.
#[derive(Debug)]
pub struct Overflow {
    folder: PathBuf,
    /// How many bytes memory has room for; less than nothing once it is full.
    room: AtomicI64,
    shelf: OnceLock<Option<Arc<Shelf>>>,
}

impl Overflow {
    /// Takes up to so many bytes before it makes a shelf in a folder.
    pub fn new(folder: &Path, room: u32) -> Self {
        Self { folder: folder.to_owned(), room: AtomicI64::new(room.into()), shelf: OnceLock::new() }
    }

    /// Puts bytes on the shelf; none if memory has room for them, or the disk has none.
    pub fn put(&self, bytes: &[u8]) -> Option<Shelved> {
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        if self.room.fetch_sub(length, Ordering::Relaxed) >= length {
            return None;
        }
        let shelf = self.shelf.get_or_init(|| Shelf::new(&self.folder).ok().map(Arc::new));
        shelf.as_ref()?.put(bytes).ok()
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

    /// How many bytes were put there so far.
    pub fn length(&self) -> u64 {
        self.end.load(Ordering::Relaxed)
    }

    /// Puts bytes on the shelf.
    ///
    /// # Errors
    /// If the disk is full.
    pub fn put(self: &Arc<Self>, bytes: &[u8]) -> io::Result<Shelved> {
        let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        write_all_at(&self.file, bytes, at)?;
        Ok(Shelved { shelf: Arc::clone(self), at, length: bytes.len() })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_memory_has_no_room_for_is_put_aside() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let overflow = Overflow::new(folder.path(), 10);
        assert!(overflow.put(b"12345678").is_none());
        assert!(overflow.shelf.get().is_none());
        let shelved = overflow.put(b"overflows").expect("the disk has room");
        assert_eq!(shelved.read().expect("it can be read"), b"overflows");
        assert_eq!(shelved.length(), 9);
        // The shelf lives as long as somebody needs what lies on it.
        let shelf = Arc::downgrade(&shelved.shelf);
        drop(overflow);
        assert!(shelf.upgrade().is_some());
        drop(shelved);
        assert!(shelf.upgrade().is_none());
    }

    #[test]
    fn without_a_disk_memory_holds_all() {
        let overflow = Overflow::new(Path::new("/nowhere/at/all"), 0);
        assert!(overflow.put(b"text").is_none());
    }
}
