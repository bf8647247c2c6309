//! [`Sources`]: the site's files as they were read at one moment.
//!
//! This is the only input: later stages read no files and no clock. This module is below
//! `diagnostic`, because a location needs a source, so unreadable files are reported as data
//! ([`Unreadable`]).

mod asset;
mod builtin_theme;
mod file_stat;
mod io_reason;
mod read_file;
mod scan;
mod site_file;
mod site_path;
mod source_text;
mod sources;
mod walk;

pub use asset::{Asset, AssetFile, AssetReader, ReadSeek, check_in_place};
pub use builtin_theme::builtin_theme;
pub(crate) use file_stat::{FileStat, now};
pub use read_file::{MAX_TEXT_BYTES, is_forbidden_in_xml, may_be_forbidden_in_xml};
pub use scan::{rescan, scan};
pub use site_file::{MAIL_RECORD, SITE_FOLDERS, STATUS_FILE, WORKS_FOLDER, is_site_path};
pub use site_path::SitePath;
pub use source_text::Source;
pub use sources::{FileChanges, Sources, SymbolicLink, Unreadable, UnreadableReason};
