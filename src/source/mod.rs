//! [`Sources`]: the site's files as they were read at one moment.
//!
//! This is the only input: later stages read no files and no clock. This module is below
//! `diagnostic`, because a location needs a source, so unreadable files are reported as data
//! ([`Unreadable`]).

mod builtin_theme;
mod file_stat;
mod read_file;
mod scan;
mod site_file;
mod walk;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;

pub use builtin_theme::builtin_theme;
pub(crate) use file_stat::{FileStat, now};
pub use read_file::MAX_TEXT_BYTES;
pub use scan::{rescan, scan};
pub use site_file::{SITE_FOLDERS, is_site_path};

use crate::spill_file::{StorageMode, StoredText};
use offprint_base::{Digest, Fingerprint};

/// A file's path below the site's root, with `/` between its parts:
/// `content/articles/onfasprodil.md`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// Takes a path that has `/` between its parts.
    pub fn new(path: impl AsRef<str>) -> Self {
        Self(Arc::from(path.as_ref()))
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder of the file, without a final `/`; empty at the root.
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |slash| &self.0[..slash])
    }

    /// The last part: `onfasprodil.md`.
    pub fn name(&self) -> &str {
        self.0.rfind('/').map_or(&self.0, |slash| &self.0[slash + 1..])
    }

    /// The last part without its extension: `onfasprodil`.
    pub fn stem(&self) -> &str {
        let name = self.name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One text file as it was read: UTF-8, without a byte order mark, with LF line endings.
#[derive(Debug)]
pub struct Source {
    /// Its path.
    pub path: SitePath,
    text: StoredText,
    /// The fingerprint of path and text.
    pub fingerprint: Fingerprint,
}

impl Source {
    /// A source whose text is kept in memory.
    pub fn new(path: SitePath, text: String) -> Self {
        Self::stored(path, text, &StorageMode::Memory)
    }

    /// A source whose text is kept where the storage mode says.
    pub fn stored(path: SitePath, text: String, storage: &StorageMode) -> Self {
        let fingerprint = Fingerprint::of(&(path.as_str(), Fingerprint::of_bytes(text.as_bytes())));
        Self { path, text: storage.store_text(text), fingerprint }
    }

    /// The text.
    pub fn text(&self) -> Cow<'_, str> {
        self.text.read()
    }

    /// The length of the text in bytes.
    pub fn length(&self) -> usize {
        self.text.len()
    }
}

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
}

/// A symbolic link among a site's files.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SymbolicLink {
    /// Its path.
    pub path: SitePath,
    /// The real path of the file or folder that it points to.
    pub target: PathBuf,
    /// Whether the target is outside the site.
    pub leads_out: bool,
}

/// A file that could not be read, and why.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// The path; invalid UTF-8 is replaced.
    pub path: String,
    /// The reason.
    pub reason: UnreadableReason,
    /// The text with replacement characters, and the location of the first one, if the encoding is
    /// wrong.
    pub place: Option<(Arc<Source>, Range<usize>)>,
}

/// Why a file could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UnreadableReason {
    /// The system's error message.
    Io(String),
    /// Not UTF-8 text.
    NotUtf8,
    /// More than [`MAX_TEXT_BYTES`].
    TooLarge(u64),
    /// A symbolic link that points to one of its parent folders.
    Loop,
    /// The file's name is not UTF-8.
    BadName,
}

/// Where files may have changed since the last scan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileChanges {
    /// Anywhere: nothing is known.
    Everything,
    /// At these paths, and below those that are or were folders.
    Paths(BTreeSet<PathBuf>),
}

/// All files of a site at one moment.
#[derive(Clone, Debug)]
pub struct Sources {
    /// `site.toml`.
    pub config: Arc<Source>,
    /// `content/**/*.md`.
    pub documents: BTreeMap<SitePath, Arc<Source>>,
    /// `themes/*/theme.toml`, `themes/*/templates/**`, `themes/*/i18n/**`, `templates/**`.
    pub themes: BTreeMap<SitePath, Arc<Source>>,
    /// All files that are copied: files beside content, `static/`, `themes/*/static/`.
    pub assets: BTreeMap<SitePath, Asset>,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
    /// Symbolic links, sorted by path.
    pub links: Vec<SymbolicLink>,
    /// The date of the build. No stage reads the clock.
    pub today: Date,
    /// The metadata of each file when it was read, so that the next scan can skip unchanged files.
    pub(crate) stats: BTreeMap<SitePath, FileStat>,
}

impl Sources {
    /// Whether a build of both gives the same output. Unreadable files are compared by path and
    /// reason.
    pub fn is_same(&self, other: &Self) -> bool {
        let same_fault = |one: &Unreadable, other: &Unreadable| {
            let text =
                |fault: &Unreadable| fault.place.as_ref().map(|(source, _)| source.fingerprint);
            one.path == other.path && one.reason == other.reason && text(one) == text(other)
        };
        self.fingerprint() == other.fingerprint()
            && self.unreadable.len() == other.unreadable.len()
            && self
                .unreadable
                .iter()
                .zip(&other.unreadable)
                .all(|(one, other)| same_fault(one, other))
    }

    /// The fingerprint of everything that a build reads; `None` if a file is unreadable, because
    /// that has no fingerprint.
    pub fn complete_fingerprint(&self) -> Option<Fingerprint> {
        self.unreadable.is_empty().then(|| self.fingerprint())
    }

    /// The fingerprint of everything that was read.
    fn fingerprint(&self) -> Fingerprint {
        let texts: Vec<_> = self
            .documents
            .values()
            .chain(self.themes.values())
            .map(|source| source.fingerprint)
            .collect();
        let assets: Vec<_> =
            self.assets.values().map(|asset| (asset.path.as_str(), asset.digest)).collect();
        Fingerprint::of(&(self.config.fingerprint, texts, assets, &self.links, self.today))
    }
}
