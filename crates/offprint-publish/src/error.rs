//! [`PublishError`]: why a publication could not be finished, in words for the person who publishes.
//!
//! Messages never contain secrets: callers pass only what the settings, the target and the site say.
//! This module depends on nothing else in the crate.

use std::fmt;
use std::io;
use std::path::Path;

/// What kind of thing went wrong. The kebab-case names are stable, for programs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// A setting is missing or does not fit.
    Settings,
    /// Credentials are missing or were refused.
    Credentials,
    /// The key of a server is unknown or has changed.
    HostKey,
    /// The target cannot be reached, or the connection was lost.
    Connection,
    /// Another publication holds the lock of the target.
    Locked,
    /// Files at the target were not published by Offprint, or were changed since.
    Conflict,
    /// The target cannot store a file name.
    FileName,
    /// The disk or the quota of the target is full.
    DiskFull,
    /// The target refuses to write or read.
    Permission,
    /// The clock of this machine is wrong.
    Clock,
    /// The plan needs to be confirmed.
    Unconfirmed,
    /// What Offprint stored at the target is damaged, or from a newer version.
    Damaged,
    /// There is no previous publication to restore.
    NoPrevious,
    /// A program that is needed is missing.
    MissingProgram,
    /// Anything else.
    Other,
}

impl ErrorKind {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settings => "settings",
            Self::Credentials => "credentials",
            Self::HostKey => "host-key",
            Self::Connection => "connection",
            Self::Locked => "locked",
            Self::Conflict => "conflict",
            Self::FileName => "file-name",
            Self::DiskFull => "disk-full",
            Self::Permission => "permission",
            Self::Clock => "clock",
            Self::Unconfirmed => "unconfirmed",
            Self::Damaged => "damaged",
            Self::NoPrevious => "no-previous",
            Self::MissingProgram => "missing-program",
            Self::Other => "other",
        }
    }
}

/// Why a publication could not be finished.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PublishError {
    /// The kind, for programs and tests.
    pub kind: ErrorKind,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl PublishError {
    /// An error without help.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// An error of the file system at a place that is described by `what`.
    pub fn from_io(what: &str, error: &io::Error) -> Self {
        let message = format!("{what}: {}", io_reason(error));
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::new(ErrorKind::DiskFull, message).help(
                    "free some space there, then publish again: it continues where it stopped",
                )
            }
            io::ErrorKind::InvalidFilename | io::ErrorKind::InvalidInput => {
                Self::new(ErrorKind::FileName, message)
                    .help("give the file a shorter name with letters, digits and hyphens only")
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::new(ErrorKind::Permission, message)
            }
            _ => Self::new(ErrorKind::Other, message),
        }
    }

    /// An error of the file system at a path of this machine.
    pub fn at_path(verb: &str, path: &Path, error: &io::Error) -> Self {
        Self::from_io(&format!("cannot {verb} `{}`", path.display()), error)
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for PublishError {}

/// The reason of an error of the file system, in plain words.
fn io_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::QuotaExceeded => "the disk quota is used up".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        io::ErrorKind::InvalidFilename => "the name is too long or not allowed there".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            text.to_lowercase()
        }
    }
}

/// Names at most three things, and how many more there are: `a`, `b`, `c` and 4 more.
pub fn name_some<T: fmt::Display>(all: &[T]) -> String {
    let shown: Vec<String> = all.iter().take(3).map(|one| format!("`{one}`")).collect();
    match all.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
