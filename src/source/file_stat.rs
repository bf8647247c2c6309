//! [`FileStat`]: how a file looks to the system, by which it is known again without being read.
//!
//! A file is taken for the same if inode, size and time of change are, and if that time was at
//! least three seconds before the look: a younger file may change again without a new time. The
//! idea is esbuild's.

use std::fs;
use std::time::{Duration, SystemTime};

/// How old a file's time of change must be before it is trusted.
const SETTLED: Duration = Duration::from_secs(3);

/// How a file looked to the system when it was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct FileStat {
    inode: u64,
    bytes: u64,
    modified: SystemTime,
    /// Whether the time of change was old enough to be trusted.
    settled: bool,
}

impl FileStat {
    /// What the system says of a file; `now` must be a moment before it was asked.
    pub(crate) fn of(metadata: &fs::Metadata, now: SystemTime) -> Self {
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let settled = now.duration_since(modified).is_ok_and(|age| age >= SETTLED);
        Self { inode: inode(metadata), bytes: metadata.len(), modified, settled }
    }

    /// Whether a file that looked like this and now looks like the other is known to hold the same.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.settled
            && (self.inode, self.bytes, self.modified) == (other.inode, other.bytes, other.modified)
    }

    /// The file's length in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// This moment.
#[expect(clippy::disallowed_methods, reason = "only to distrust young files; nothing shows it")]
pub(crate) fn now() -> SystemTime {
    SystemTime::now()
}

#[cfg(unix)]
fn inode(metadata: &fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    // The device keeps two file systems apart that number their files alike.
    metadata.ino() ^ metadata.dev().rotate_left(32)
}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}
