//! [`SpillFile`]: one nameless temporary file on which what is not needed for a while waits; [`Text`],
//! which may lie there.
//!
//! A clean build of a large site holds every text, every body and every finished page before the
//! first is written. To keep that out of memory it is put on a shelf, which the system removes with
//! the process. A server keeps in memory what an edit makes, and puts aside what is made by the
//! thousand. Which of the two it is ([`StorageMode`]) never shows in what is built. What lies on a shelf
//! is nobody's business here.

use std::borrow::Cow;
use std::fs::File;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::staging::Staging;

/// Where things wait until they are needed again.
#[derive(Clone, Debug)]
pub enum StorageMode {
    /// In memory: for a server.
    Memory,
    /// For one build of a server.
    Server {
        /// Where texts wait; without it in memory.
        texts: Option<Arc<SpillFile>>,
        /// Where finished pages wait.
        pages: Arc<SpillOver>,
    },
    /// On a shelf: for one look at a large site.
    SpillFile(Arc<SpillFile>),
    /// Texts on a shelf, finished pages in the output folder: for one build of a large site.
    Output {
        /// Where texts wait.
        shelf: Arc<SpillFile>,
        /// Where finished pages wait.
        staging: Arc<Staging>,
    },
}

impl StorageMode {
    /// Keeps a text. One that the shelf has no room for stays in memory.
    pub fn text(&self, text: String) -> Text {
        if let Self::Server { texts: Some(shelf), .. }
        | Self::SpillFile(shelf)
        | Self::Output { shelf, .. } = self
            && let Ok(shelved) = shelf.put(text.as_bytes())
        {
            return Text::Spilled(shelved);
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
    Spilled(Spilled),
}

impl Text {
    /// The text itself.
    ///
    /// # Panics
    /// If the disk loses what this very process put on it.
    pub fn read(&self) -> Cow<'_, str> {
        match self {
            Self::Memory(text) => Cow::Borrowed(text),
            Self::Spilled(shelved) => {
                let bytes = shelved.read().expect("this process can read what it put on its shelf");
                Cow::Owned(String::from_utf8(bytes).expect("a text was put on the shelf"))
            }
        }
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Memory(text) => text.len(),
            Self::Spilled(shelved) => shelved.length,
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
pub struct Spilled {
    shelf: Arc<SpillFile>,
    at: u64,
    length: usize,
}

impl Spilled {
    /// The bytes.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        self.shelf.read(self.at, self.length)
    }

    /// How many they are.
    pub fn length(&self) -> usize {
        self.length
    }
}

/// A shelf that is made once there is more than memory is to hold. What one build put there goes
/// when nothing of it is needed any more, so builds must not share one: it would hold every state
/// that a page ever had.
#[derive(Debug)]
pub struct SpillOver {
    folder: PathBuf,
    /// How many bytes memory has room for; less than nothing once it is full.
    room: AtomicI64,
    shelf: OnceLock<Option<Arc<SpillFile>>>,
}

impl SpillOver {
    /// Takes up to so many bytes before it makes a shelf in a folder.
    pub fn new(folder: &Path, room: u32) -> Self {
        Self {
            folder: folder.to_owned(),
            room: AtomicI64::new(room.into()),
            shelf: OnceLock::new(),
        }
    }

    /// Puts bytes on the shelf; none if memory has room for them, or the disk has none.
    pub fn put(&self, bytes: &[u8]) -> Option<Spilled> {
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        if self.room.fetch_sub(length, Ordering::Relaxed) >= length {
            return None;
        }
        let shelf = self.shelf.get_or_init(|| SpillFile::new(&self.folder).ok().map(Arc::new));
        shelf.as_ref()?.put(bytes).ok()
    }
}

/// A temporary file without a name that many threads put bytes on.
///
/// What is put there is small, and to ask the system for each would take longer than to copy it:
/// each thread gathers some, and puts them on the shelf together.
#[derive(Debug)]
pub struct SpillFile {
    file: File,
    /// Where the next tray begins.
    end: AtomicU64,
    trays: [Mutex<WriteBuffer>; TRAYS],
    /// Trays that the disk had no room for: nothing more is put on the shelf then.
    refused: Mutex<Vec<WriteBuffer>>,
    is_full: AtomicBool,
}

/// How many threads gather without waiting for each other.
const TRAYS: usize = 8;

/// The length of a tray, in bytes.
const TRAY: usize = 256 << 10;

/// What is gathered for one place of the file.
#[derive(Debug, Default)]
struct WriteBuffer {
    at: u64,
    bytes: Vec<u8>,
}

impl WriteBuffer {
    /// Some of its bytes, by their place in the file.
    fn get(&self, at: u64, length: usize) -> Option<&[u8]> {
        let start = usize::try_from(at.checked_sub(self.at)?).ok()?;
        self.bytes.get(start..start.checked_add(length)?)
    }
}

impl SpillFile {
    /// A new, empty shelf in a folder.
    ///
    /// # Errors
    /// If the folder cannot hold one.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self::on(tempfile::tempfile_in(folder)?))
    }

    fn on(file: File) -> Self {
        let (trays, refused, is_full) =
            (Default::default(), Mutex::default(), AtomicBool::new(false));
        Self { file, end: AtomicU64::new(0), trays, refused, is_full }
    }

    /// How many bytes were put there so far.
    pub fn length(&self) -> u64 {
        self.end.load(Ordering::Relaxed)
    }

    /// Puts bytes on the shelf.
    ///
    /// # Errors
    /// If the disk is full.
    pub fn put(self: &Arc<Self>, bytes: &[u8]) -> io::Result<Spilled> {
        if self.is_full.load(Ordering::Acquire) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let shelved = |at| Spilled { shelf: Arc::clone(self), at, length: bytes.len() };
        if bytes.len() >= TRAY {
            let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            return write_all_at(&self.file, bytes, at).map(|()| shelved(at));
        }
        let mut tray =
            locked(&self.trays[rayon::current_thread_index().unwrap_or_default() % TRAYS]);
        if tray.bytes.len() + bytes.len() > TRAY || tray.bytes.capacity() == 0 {
            let written = write_all_at(&self.file, &tray.bytes, tray.at);
            let at = self.end.fetch_add(TRAY as u64, Ordering::Relaxed);
            if let Err(error) = written {
                // What is on it was taken already, so it stays in memory.
                locked(&self.refused).push(std::mem::take(&mut *tray));
                self.is_full.store(true, Ordering::Release);
                return Err(error);
            }
            tray.at = at;
            tray.bytes.clear();
            tray.bytes.reserve_exact(TRAY);
        }
        let at = tray.at + tray.bytes.len() as u64;
        tray.bytes.extend_from_slice(bytes);
        Ok(shelved(at))
    }

    fn read(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        // In this order: what is on no tray any more is in the file, or was refused before it left
        // its tray.
        let on_a_tray =
            || self.trays.iter().find_map(|tray| locked(tray).get(at, length).map(<[u8]>::to_vec));
        let refused = || {
            locked(&self.refused).iter().find_map(|tray| tray.get(at, length).map(<[u8]>::to_vec))
        };
        if let Some(bytes) =
            on_a_tray().or_else(|| self.is_full.load(Ordering::Acquire).then(refused).flatten())
        {
            return Ok(bytes);
        }
        let mut bytes = vec![0; length];
        read_exact_at(&self.file, &mut bytes, at)?;
        Ok(bytes)
    }
}

/// Nothing that holds a tray can leave it half done.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn what_memory_has_no_room_for_is_put_aside() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let overflow = SpillOver::new(folder.path(), 10);
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

    /// Texts of all lengths, each another.
    fn texts() -> Vec<Vec<u8>> {
        (0..2000_usize)
            .map(|n| vec![n as u8; if n % 500 == 7 { TRAY + n } else { n * 37 % 5000 }])
            .collect()
    }

    #[test]
    fn what_many_threads_put_there_is_found_again_at_any_time() {
        let shelf =
            Arc::new(SpillFile::new(&std::env::temp_dir()).expect("a temporary file can be made"));
        let put = |text: &Vec<u8>| {
            let shelved = shelf.put(text).expect("the disk has room");
            assert_eq!(shelved.read().expect("it can be read"), *text, "at once");
            shelved
        };
        let texts = texts();
        let shelved: Vec<Spilled> = texts.par_iter().map(put).collect();
        assert!(shelf.length() > 8 * TRAY as u64);
        for (text, shelved) in texts.iter().zip(&shelved) {
            assert_eq!(shelved.read().expect("it can be read"), *text, "later");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_full_disk_has_taken_is_not_lost() {
        let full = std::fs::OpenOptions::new()
            .read(true)
            .write(true)
            .open("/dev/full")
            .expect("Linux has it");
        let shelf = Arc::new(SpillFile::on(full));
        let texts = texts();
        let put: Vec<_> = texts.par_iter().map(|text| shelf.put(text).ok()).collect();
        assert!(put.iter().any(Option::is_some) && put.last().is_some_and(Option::is_none));
        for (text, shelved) in texts.iter().zip(&put) {
            if let Some(shelved) = shelved {
                assert_eq!(shelved.read().expect("it is in memory"), *text);
            }
        }
        assert_eq!(StorageMode::SpillFile(shelf).text("text".to_owned()).read(), "text");
    }

    #[test]
    fn without_a_disk_memory_holds_all() {
        let overflow = SpillOver::new(Path::new("/nowhere/at/all"), 0);
        assert!(overflow.put(b"text").is_none());
    }
}
