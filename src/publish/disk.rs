//! What stands at one path of the disk ([`PathKind`]), its digest, and faults of the disk as
//! diagnostics.
//!
//! Nothing here follows a symbolic link or waits for a pipe. It knows no manifest: whose a file is,
//! is not its business.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use xxhash_rust::xxh3::Xxh3;

use crate::diagnostic::{Code, Diagnostic};
use offprint_base::Digest;

/// What stands at a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum PathKind {
    /// Nothing.
    Absent,
    /// A regular file of so many bytes.
    File(u64),
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads.
    Symlink,
    /// A pipe, a socket or a device.
    Other,
}

/// Looks what stands at a path.
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

/// Whether two names lead to one file, as `A.png` and `a.png` do where the disk does not tell case.
#[cfg(unix)]
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let key = |path: &Path| {
        fs::symlink_metadata(path).map(|metadata| (metadata.dev(), metadata.ino())).ok()
    };
    key(one).is_some_and(|one| key(other) == Some(one))
}

/// Whether two names lead to one file. Only names that differ in case are asked for, and such names
/// do here.
#[cfg(not(unix))]
pub(super) fn is_same_file(_: &Path, _: &Path) -> bool {
    true
}

/// Takes the digest of what is written through it.
pub(super) struct DigestWriter<W> {
    into: W,
    state: Xxh3,
}

impl<W> DigestWriter<W> {
    /// Begins.
    pub(super) fn new(into: W) -> Self {
        Self { into, state: Xxh3::new() }
    }

    /// Of all that was written so far.
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

/// Something that stands in the way: nothing can be published until a person moves it.
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
        // Of our own making: the source of a file is not what it was when the site was scanned.
        ErrorKind::Other => "build again",
        _ => "make the folder writable, or choose another with `--out`",
    };
    Diagnostic::error(Code::Output, format!("`{shown}` cannot be written: {}", io_reason(error)))
        .in_file(shown)
        .help(help)
}

/// The system's words without its error number, in lower case as all our messages are.
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
