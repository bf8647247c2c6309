//! [`SpillFile`]: an unnamed temporary file for data that is not needed for a while, and
//! [`StoredText`], a text that may be in it.
//!
//! A clean build of a large site would hold every text, every body and every finished page before
//! the first one is written. To limit memory they are written to a spill file, which the system
//! removes when the process ends. A server keeps the results of an edit in memory, and spills only
//! large numbers of pages. The [`StorageMode`] never affects the output. This module does not know
//! what the data means.

use std::borrow::Cow;
use std::fs::File;
use std::hash::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use crate::staging::Staging;

/// Where data is kept until it is needed again.
#[derive(Clone, Debug)]
pub enum StorageMode {
    /// In memory: for a server.
    Memory,
    /// For one build of a server.
    Server {
        /// The spill file for texts; without one, they are kept in memory.
        texts: Option<Arc<SpillFile>>,
        /// Where finished pages are kept.
        pages: Arc<SpillOver>,
    },
    /// In a spill file: for a single check of a large site.
    SpillFile(Arc<SpillFile>),
    /// Texts in a spill file, finished pages in the output folder: for one build of a large site.
    Output {
        /// The spill file for texts.
        spill_file: Arc<SpillFile>,
        /// The staging folder for finished pages.
        staging: Arc<Staging>,
    },
}

impl StorageMode {
    /// Stores a text. If the spill file has no room for it, it is kept in memory.
    pub fn store_text(&self, text: String) -> StoredText {
        if let Self::Server { texts: Some(spill_file), .. }
        | Self::SpillFile(spill_file)
        | Self::Output { spill_file, .. } = self
            && let Ok(spilled) = spill_file.put(text.as_bytes())
        {
            return StoredText::Spilled(spilled);
        }
        StoredText::Memory(text.into())
    }
}

/// A text, in memory or in a spill file.
#[derive(Clone, Debug)]
pub enum StoredText {
    /// In memory.
    Memory(Box<str>),
    /// In a spill file.
    Spilled(Spilled),
}

impl StoredText {
    /// Reads the text.
    ///
    /// # Panics
    /// If the disk loses what this process wrote.
    pub fn read(&self) -> Cow<'_, str> {
        match self {
            Self::Memory(text) => Cow::Borrowed(text),
            Self::Spilled(spilled) => {
                let bytes =
                    spilled.read().expect("this process can read what it put on its spill_file");
                Cow::Owned(String::from_utf8(bytes).expect("a text was put on the spill_file"))
            }
        }
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        match self {
            Self::Memory(text) => text.len(),
            Self::Spilled(spilled) => spilled.length,
        }
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Hash for StoredText {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.read().hash(state);
    }
}

impl Default for StoredText {
    fn default() -> Self {
        Self::Memory(Box::from(""))
    }
}

/// Bytes in a spill file.
#[derive(Clone, Debug)]
pub struct Spilled {
    spill_file: Arc<SpillFile>,
    at: u64,
    length: usize,
}

impl Spilled {
    /// Reads the bytes.
    ///
    /// # Errors
    /// If the disk cannot be read.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        self.spill_file.read(self.at, self.length)
    }

    /// Their length.
    pub fn length(&self) -> usize {
        self.length
    }
}

/// A spill file that is created when a memory limit is reached. Its data is freed when nothing in
/// it is needed any more, so each build has its own: a shared file would keep every version of
/// every page.
#[derive(Debug)]
pub struct SpillOver {
    folder: PathBuf,
    /// How many bytes may still be kept in memory; negative once the limit is exceeded.
    room: AtomicI64,
    spill_file: OnceLock<Option<Arc<SpillFile>>>,
}

impl SpillOver {
    /// Accepts up to `room` bytes in memory before it creates a spill file in the folder.
    pub fn new(folder: &Path, room: u32) -> Self {
        Self {
            folder: folder.to_owned(),
            room: AtomicI64::new(room.into()),
            spill_file: OnceLock::new(),
        }
    }

    /// Writes bytes to the spill file; `None` if they should be kept in memory, or the disk is
    /// full.
    pub fn put(&self, bytes: &[u8]) -> Option<Spilled> {
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        if self.room.fetch_sub(length, Ordering::Relaxed) >= length {
            return None;
        }
        let spill_file =
            self.spill_file.get_or_init(|| SpillFile::new(&self.folder).ok().map(Arc::new));
        spill_file.as_ref()?.put(bytes).ok()
    }
}

/// An unnamed temporary file that many threads write to.
///
/// Most data is small, and a system call for each would take longer than copying it: each thread
/// fills a buffer, which is then written at once.
#[derive(Debug)]
pub struct SpillFile {
    file: File,
    /// The position of the next buffer.
    end: AtomicU64,
    buffers: [Mutex<WriteBuffer>; BUFFERS],
    /// Buffers that the disk had no room for: nothing more is written then.
    refused: Mutex<Vec<WriteBuffer>>,
    is_full: AtomicBool,
}

/// How many threads can write without waiting for each other.
const BUFFERS: usize = 8;

/// The length of a buffer, in bytes.
const BUFFER_LENGTH: usize = 256 << 10;

/// Data for one position of the file.
#[derive(Debug, Default)]
struct WriteBuffer {
    at: u64,
    bytes: Vec<u8>,
}

impl WriteBuffer {
    /// A range of its bytes, by the position in the file.
    fn get(&self, at: u64, length: usize) -> Option<&[u8]> {
        let start = usize::try_from(at.checked_sub(self.at)?).ok()?;
        self.bytes.get(start..start.checked_add(length)?)
    }
}

impl SpillFile {
    /// Creates an empty spill file in a folder.
    ///
    /// # Errors
    /// If the folder is not writable.
    pub fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self::from_file(tempfile::tempfile_in(folder)?))
    }

    fn from_file(file: File) -> Self {
        let (buffers, refused, is_full) =
            (Default::default(), Mutex::default(), AtomicBool::new(false));
        Self { file, end: AtomicU64::new(0), buffers, refused, is_full }
    }

    /// How many bytes were written so far.
    pub fn length(&self) -> u64 {
        self.end.load(Ordering::Relaxed)
    }

    /// Writes bytes to the spill file.
    ///
    /// # Errors
    /// If the disk is full.
    pub fn put(self: &Arc<Self>, bytes: &[u8]) -> io::Result<Spilled> {
        if self.is_full.load(Ordering::Acquire) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let spilled = |at| Spilled { spill_file: Arc::clone(self), at, length: bytes.len() };
        if bytes.len() >= BUFFER_LENGTH {
            let at = self.end.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            return write_all_at(&self.file, bytes, at).map(|()| spilled(at));
        }
        let mut buffer =
            locked(&self.buffers[rayon::current_thread_index().unwrap_or_default() % BUFFERS]);
        if buffer.bytes.len() + bytes.len() > BUFFER_LENGTH || buffer.bytes.capacity() == 0 {
            let written = write_all_at(&self.file, &buffer.bytes, buffer.at);
            let at = self.end.fetch_add(BUFFER_LENGTH as u64, Ordering::Relaxed);
            if let Err(error) = written {
                // Its data was accepted already, so it stays in memory.
                locked(&self.refused).push(std::mem::take(&mut *buffer));
                self.is_full.store(true, Ordering::Release);
                return Err(error);
            }
            buffer.at = at;
            buffer.bytes.clear();
            buffer.bytes.reserve_exact(BUFFER_LENGTH);
        }
        let at = buffer.at + buffer.bytes.len() as u64;
        buffer.bytes.extend_from_slice(bytes);
        Ok(spilled(at))
    }

    fn read(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        // The order matters: data that is no longer in a buffer is in the file, or was added to
        // `refused` before it left the buffer.
        let in_a_buffer = || {
            self.buffers
                .iter()
                .find_map(|buffer| locked(buffer).get(at, length).map(<[u8]>::to_vec))
        };
        let refused = || {
            locked(&self.refused)
                .iter()
                .find_map(|buffer| buffer.get(at, length).map(<[u8]>::to_vec))
        };
        if let Some(bytes) =
            in_a_buffer().or_else(|| self.is_full.load(Ordering::Acquire).then(refused).flatten())
        {
            return Ok(bytes);
        }
        let mut bytes = vec![0; length];
        read_exact_at(&self.file, &mut bytes, at)?;
        Ok(bytes)
    }
}

/// Locks a buffer. A panic cannot leave it incomplete, so a poisoned lock is usable.
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
        let spill_over = SpillOver::new(folder.path(), 10);
        assert!(spill_over.put(b"12345678").is_none());
        assert!(spill_over.spill_file.get().is_none());
        let spilled = spill_over.put(b"overflows").expect("the disk has room");
        assert_eq!(spilled.read().expect("it can be read"), b"overflows");
        assert_eq!(spilled.length(), 9);
        // The spill file exists as long as something in it is needed.
        let spill_file = Arc::downgrade(&spilled.spill_file);
        drop(spill_over);
        assert!(spill_file.upgrade().is_some());
        drop(spilled);
        assert!(spill_file.upgrade().is_none());
    }

    /// Texts of all lengths, each different.
    fn texts() -> Vec<Vec<u8>> {
        (0..2000_usize)
            .map(|n| vec![n as u8; if n % 500 == 7 { BUFFER_LENGTH + n } else { n * 37 % 5000 }])
            .collect()
    }

    #[test]
    fn what_many_threads_put_there_is_found_again_at_any_time() {
        let spill_file =
            Arc::new(SpillFile::new(&std::env::temp_dir()).expect("a temporary file can be made"));
        let put = |text: &Vec<u8>| {
            let spilled = spill_file.put(text).expect("the disk has room");
            assert_eq!(spilled.read().expect("it can be read"), *text, "at once");
            spilled
        };
        let texts = texts();
        let spilled: Vec<Spilled> = texts.par_iter().map(put).collect();
        assert!(spill_file.length() > 8 * BUFFER_LENGTH as u64);
        for (text, spilled) in texts.iter().zip(&spilled) {
            assert_eq!(spilled.read().expect("it can be read"), *text, "later");
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
        let spill_file = Arc::new(SpillFile::from_file(full));
        let texts = texts();
        let put: Vec<_> = texts.par_iter().map(|text| spill_file.put(text).ok()).collect();
        assert!(put.iter().any(Option::is_some) && put.last().is_some_and(Option::is_none));
        for (text, spilled) in texts.iter().zip(&put) {
            if let Some(spilled) = spilled {
                assert_eq!(spilled.read().expect("it is in memory"), *text);
            }
        }
        assert_eq!(StorageMode::SpillFile(spill_file).store_text("text".to_owned()).read(), "text");
    }

    #[test]
    fn without_a_disk_memory_holds_all() {
        let spill_over = SpillOver::new(Path::new("/nowhere/at/all"), 0);
        assert!(spill_over.put(b"text").is_none());
    }
}
