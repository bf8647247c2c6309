//! Publishes the files of a static site: compares them with what a target has, shows a plan, applies
//! it in an order that is safe at every point, and can restore the previous publication.
//!
//! This crate does not know how a site is built. It never prints, and it never touches files at a
//! target that it did not publish.

mod digest;
mod error;
mod folder;
mod git;
mod local_site;
mod lock;
mod manifest;
mod observation;
mod plan;
mod publication;
mod settings;
mod store;
mod target_path;

pub use digest::{ContentDigest, FileEntry, TagKind, hex};
pub use error::{ErrorKind, PublishError, name_some};
pub use folder::FolderStore;
pub use git::{GitStore, branch_files};
pub use local_site::{LocalFile, LocalSite};
pub use lock::LockOwner;
pub use manifest::{FileEntries, Manifest, PendingFiles, PreviousPublication};
pub use observation::{Agreement, KnownContent, Observation, Observations};
pub use plan::{FileSource, Plan, PlannedWrite, WantedFile, WantedFiles};
pub use publication::{Observer, Outcome, PublishOptions, publish, roll_back};
pub use settings::{
    OpenContext, SettingProblem, TARGET_KINDS, TargetKind, TargetSettings, has_secret,
    is_secret_key,
};
pub use store::{
    FileStore, OnFile, Snapshot, SnapshotChange, SnapshotStore, StateFile, Target, Upload,
};
pub use target_path::{STATE_FOLDER, TargetPath};
