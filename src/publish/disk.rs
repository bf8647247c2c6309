//! [`PathKind`]: what exists at a path, the digest of a file, and disk errors as diagnostics.
//!
//! Nothing here follows a symbolic link or waits for a pipe. This module does not know the
//! manifest, or who owns a file.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use xxhash_rust::xxh3::Xxh3;

use crate::diagnostic::{Code, Diagnostic};
use offprint_base::Digest;

/// What exists at a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PathKind {
    /// Nothing.
    Absent,
    /// A regular file with its length in bytes.
    File(u64),
    /// A folder.
    Folder,
    /// A symbolic link, whatever its target.
    Symlink,
    /// A pipe, a socket or a device.
    Other,
}

/// Finds out what exists at a path.
pub(super) fn path_kind(path: &Path) -> io::Result<PathKind> {
    let metadata = match fs::symlink_metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(PathKind::Absent);
        }
        Err(error) => return Err(error),
    };
    let kind = metadata.file_type();
    Ok(if kind.is_file() {
        PathKind::File(metadata.len())
    } else if kind.is_dir() {
        PathKind::Folder
    } else if kind.is_symlink() {
        PathKind::Symlink
    } else {
        PathKind::Other
    })
}

/// The digest of a file's bytes.
///
/// # Errors
/// If it cannot be read.
pub fn file_digest(path: &Path) -> io::Result<Digest> {
    let mut digesting = DigestWriter::new(io::sink());
    io::copy(&mut File::open(path)?, &mut digesting)?;
    Ok(digesting.digest())
}

/// Whether two paths are the same file, as `A.png` and `a.png` are where the file system ignores
/// case.
#[cfg(unix)]
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let key = |path: &Path| {
        fs::symlink_metadata(path).map(|metadata| (metadata.dev(), metadata.ino())).ok()
    };
    key(one).is_some_and(|one| key(other) == Some(one))
}

/// Whether two paths are the same file. This is only called for names that differ in case, and such
/// names are the same file here.
#[cfg(not(unix))]
pub(super) fn is_same_file(_: &Path, _: &Path) -> bool {
    true
}

/// Computes the digest of everything that is written through it.
pub(super) struct DigestWriter<W> {
    into: W,
    state: Xxh3,
}

impl<W> DigestWriter<W> {
    /// A writer around another.
    pub(super) fn new(into: W) -> Self {
        Self { into, state: Xxh3::new() }
    }

    /// The digest of everything written so far.
    pub(super) fn digest(&self) -> Digest {
        Digest::of_state(&self.state)
    }
}

impl<W: Write> Write for DigestWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.into.write(bytes)?;
        self.state.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.into.flush()
    }
}

/// A file or folder is in the way: nothing can be published until it is moved.
pub(super) fn refusal(path: &Path, code: Code, what: &str) -> Diagnostic {
    let shown = path.display().to_string();
    let help = match code {
        Code::SymlinkInOutput => "remove the link, or choose another folder with `--out`",
        _ => "move it away, or choose another folder with `--out`",
    };
    Diagnostic::error(code, format!("`{shown}` {what}")).in_file(shown).help(help)
}

/// Something in the output folder that cannot be read.
pub(super) fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let shown = path.display().to_string();
    Diagnostic::error(Code::Output, format!("`{shown}` cannot be read: {}", io_reason(error)))
        .in_file(shown)
        .help("make it readable, or choose another folder with `--out`")
}

/// Something that cannot be written.
pub(super) fn unwritable(path: &Path, error: &io::Error) -> Diagnostic {
    let shown = path.display().to_string();
    let help = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free disk space, then build again",
        // Our own error: the source of a file changed after the site was scanned.
        ErrorKind::Other => "build again",
        _ => "make the folder writable, or choose another with `--out`",
    };
    Diagnostic::error(Code::Output, format!("`{shown}` cannot be written: {}", io_reason(error)))
        .in_file(shown)
        .help(help)
}

/// The system's message without its error number, in lower case like all our messages.
pub(super) fn io_reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_lower_case_without_numbers() {
        assert_eq!(
            io_reason(&io::Error::other("No space left on device (os error 28)")),
            "no space left on device"
        );
    }

    #[test]
    fn digest_of_a_file_is_that_of_its_bytes() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let bytes = vec![7; 100_000];
        fs::write(folder.path().join("a"), &bytes).expect("the temporary folder is writable");
        assert_eq!(file_digest(&folder.path().join("a")).ok(), Some(Digest::of(&bytes)));
    }
}
