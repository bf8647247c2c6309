//! [`Sources`]: the site's files as they were read at one moment, and what could not be read.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use super::asset::Asset;
use super::file_stat::FileStat;
use super::site_path::SitePath;
use super::source_text::Source;
use crate::clock::BuildTime;
use offprint_base::Fingerprint;

/// A symbolic link among a site's files.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SymbolicLink {
    /// Its path.
    pub path: SitePath,
    /// The real path of the file or folder that it points to.
    pub target: PathBuf,
    /// Whether the target is outside the site.
    pub leads_out: bool,
    /// Whether it is in a folder that the settings allow.
    pub is_allowed: bool,
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
    /// What could be read of a content file, so that its front matter can say that it is a draft.
    pub salvaged: Option<Arc<Source>>,
}

/// Why a file could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UnreadableReason {
    /// The system's error message.
    Io(String),
    /// Not UTF-8 text.
    NotUtf8,
    /// More than [`MAX_TEXT_BYTES`](super::MAX_TEXT_BYTES).
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
    /// `content/sources/*` with references: `.bib`, `.ris` and others.
    pub references: BTreeMap<SitePath, Arc<Source>>,
    /// `themes/*/theme.toml`, `themes/*/templates/**`, `themes/*/i18n/**`, `templates/**`.
    pub themes: BTreeMap<SitePath, Arc<Source>>,
    /// `data/**`: files for templates.
    pub data: BTreeMap<SitePath, Arc<Source>>,
    /// `issues/*/issue.json`: what the mails of issues told their readers.
    pub mail_records: BTreeMap<SitePath, Arc<Source>>,
    /// The other files in `data/`, which are not read.
    pub foreign_data: BTreeSet<SitePath>,
    /// All files that are copied: files beside content, `static/`, `themes/*/static/`.
    pub assets: BTreeMap<SitePath, Asset>,
    /// Whether there is a folder `content`.
    pub has_content: bool,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
    /// Symbolic links, sorted by path.
    pub links: Vec<SymbolicLink>,
    /// The time of the build. No stage reads the system's clock.
    pub time: BuildTime,
    /// The metadata of each file when it was read, so that the next scan can skip unchanged files.
    pub(crate) stats: BTreeMap<SitePath, FileStat>,
}

impl Sources {
    /// The number of files that the site consists of, without those of the built-in theme.
    pub fn file_count(&self) -> usize {
        self.stats.len()
    }

    /// The files of themes and templates that are on disk: those of the built-in theme are correct.
    pub fn own_templates(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.themes.values().filter(|source| self.stats.contains_key(&source.path))
    }

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
            .chain(self.data.values())
            .chain(self.references.values())
            .chain(self.mail_records.values())
            .map(|source| source.fingerprint)
            .collect();
        let assets: Vec<_> =
            self.assets.values().map(|asset| (asset.path.as_str(), asset.digest)).collect();
        let others = (&self.foreign_data, &self.links, self.has_content);
        Fingerprint::of(&(self.config.fingerprint, texts, assets, others))
    }
}
