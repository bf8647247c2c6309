//! Publishes the files of a static site: compares them with what a target has, shows a plan, applies
//! it in an order that is safe at every point, and can restore the previous publication.
//!
//! This crate does not know how a site is built. It never prints, and it never touches files at a
//! target that it did not publish.

mod announce;
mod credentials;
mod digest;
mod error;
mod file_names;
mod folder;
mod ftp;
mod git;
mod git_program;
mod host_key;
mod http;
mod listing;
mod local_site;
mod lock;
mod manifest;
mod netlify;
mod observation;
mod parallel;
mod plan;
mod publication;
mod response_headers;
mod s3;
mod settings;
mod ssh;
mod ssh_connection;
mod store;
mod target_path;

pub use announce::{AnnouncementServices, Announcements, ChangedUrls, announce, is_indexnow_key};
pub use credentials::Environment;
pub use digest::{ContentDigest, FileEntry, TagKind, hex};
pub use error::{ErrorKind, PublishError, name_some};
pub use folder::FolderStore;
pub use ftp::{FtpAddress, FtpStore};
pub use git::{GitStore, branch_files};
pub use local_site::{LocalFile, LocalSite};
pub use lock::LockOwner;
pub use manifest::{FileEntries, Manifest, PendingFiles, PreviousPublication};
pub use netlify::NetlifyStore;
pub use observation::{Agreement, KnownContent, Observation, Observations};
pub use plan::{FileSource, Plan, PlannedWrite, WantedFile, WantedFiles};
pub use publication::{Observer, Outcome, PublishOptions, publish, roll_back};
pub use s3::S3Store;
pub use settings::{
    OpenContext, SettingProblem, TARGET_KINDS, TargetKind, TargetSettings, has_secret,
    is_secret_key,
};
pub use ssh::SshStore;
pub use ssh_connection::SshAddress;
pub use store::{
    FileStore, OnFile, Snapshot, SnapshotChange, SnapshotStore, StateFile, Target, Upload,
};
pub use target_path::{STATE_FOLDER, TargetPath};
