//! [`ImageCache`]: a folder with generated images, each under the digest of everything it was made
//! from.
//!
//! It is the one exception to "the previous edition is the cache": an image takes as long as a
//! thousand pages, and a build in a new process has no previous edition. The folder may be deleted
//! at any time, completely or in part: the same bytes are made again. Each entry begins with the
//! digest of its bytes, and an entry that does not match is ignored.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::source::now;
use offprint_base::Digest;

/// Bytes by key, on disk.
#[derive(Debug)]
pub struct ImageCache {
    folder: PathBuf,
}

impl ImageCache {
    /// A cache in a folder, which is created with the first entry.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn file(&self, key: Digest) -> PathBuf {
        self.folder.join(key.to_string())
    }

    /// The bytes for a key, with their digest.
    pub fn get(&self, key: Digest) -> Option<(Digest, Vec<u8>)> {
        let mut bytes = fs::read(self.file(key)).ok()?;
        let digest = Digest::parse(std::str::from_utf8(bytes.get(..DIGEST)?).ok()?)?;
        bytes.drain(..DIGEST);
        (Digest::of(&bytes) == digest).then_some((digest, bytes))
    }

    /// Stores bytes under a key. Returns whether that succeeded; otherwise they are made again when
    /// needed.
    pub fn put(&self, key: Digest, digest: Digest, bytes: &[u8]) -> bool {
        let written = || {
            fs::create_dir_all(&self.folder)?;
            if let Some(above) = self.folder.parent().filter(|above| !above.join(IGNORE).exists()) {
                // Version control should ignore the folder.
                fs::write(above.join(IGNORE), "*\n")?;
            }
            let mut file = shareable_temporary_file(&self.folder)?;
            file.write_all(digest.to_string().as_bytes())?;
            file.write_all(bytes)?;
            // A reader sees all of it or nothing.
            file.persist(self.file(key)).map_err(|error| error.error)
        };
        written().is_ok()
    }

    /// Removes all entries except those with these keys.
    pub fn keep_only(&self, keys: &HashSet<Digest>) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let key = entry.file_name().to_str().and_then(Digest::parse);
            let is_stale = || {
                let is_temporary =
                    entry.file_name().to_str().is_some_and(|name| name.starts_with(TEMPORARY));
                let modified = entry.metadata().and_then(|data| data.modified());
                is_temporary
                    && modified
                        .is_ok_and(|time| now().duration_since(time).is_ok_and(|age| age >= STALE))
            };
            if key.is_some_and(|key| !keys.contains(&key)) || key.is_none() && is_stale() {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// A temporary file that gets the permissions of any other new file when it is kept.
fn shareable_temporary_file(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    builder.tempfile_in(folder)
}

/// The beginning of the names of temporary files.
const TEMPORARY: &str = ".tmp";

/// How old a temporary file must be to have been left by a killed process.
const STALE: Duration = Duration::from_secs(60);

/// The length of a digest in hexadecimal digits.
const DIGEST: usize = 32;

const IGNORE: &str = ".gitignore";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spoilt_is_as_none() {
        let folder = tempfile::tempdir().expect("the system gives a temporary folder");
        let cache = ImageCache::new(folder.path().join("a/b"));
        let (key, other) = (Digest::of(b"key"), Digest::of(b"other"));
        let digest = Digest::of(b"bytes");
        assert!(cache.get(key).is_none());
        assert!(cache.put(key, digest, b"bytes") && cache.put(other, digest, b"bytes"));
        assert_eq!(cache.get(key), Some((digest, b"bytes".to_vec())));
        let file = cache.file(key);
        let text = fs::read(&file).expect("it was just written");
        fs::write(&file, &text[..text.len() - 1]).expect("it can be written");
        assert!(cache.get(key).is_none());
        cache.keep_only(&HashSet::from([key]));
        assert!(file.exists() && !cache.file(other).exists());
    }
}
