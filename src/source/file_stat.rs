//! [`FileStat`]: file metadata that shows whether a file must be read again.
//!
//! A file is considered unchanged if its inode, size and modification time are the same, and if
//! that time was at least three seconds before the check: a younger file may change again within
//! the same timestamp. The idea comes from esbuild.

use std::fs;
use std::time::{Duration, SystemTime};

/// How old a modification time must be to be trusted.
const SETTLED: Duration = Duration::from_secs(3);

/// The metadata of a file when it was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FileStat {
    inode: u64,
    bytes: u64,
    modified: SystemTime,
    /// Whether the modification time was old enough to be trusted.
    settled: bool,
}

impl FileStat {
    /// The metadata of a file; `now` must be a time before it was requested from the system.
    pub(crate) fn of(metadata: &fs::Metadata, now: SystemTime) -> Self {
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let settled = now.duration_since(modified).is_ok_and(|age| age >= SETTLED);
        Self { inode: inode(metadata), bytes: metadata.len(), modified, settled }
    }

    /// Whether a file that had this metadata and now has the other is known to be unchanged.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.settled
            && (self.inode, self.bytes, self.modified) == (other.inode, other.bytes, other.modified)
    }

    /// The file's length in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// The current time.
#[expect(clippy::disallowed_methods, reason = "only to distrust young files; nothing shows it")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    // The device distinguishes file systems that number their files alike.
    metadata.ino() ^ metadata.dev().rotate_left(32)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}
