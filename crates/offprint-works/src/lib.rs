//! Works of research: articles, preprints, books, trial registrations and whatever else a digest
//! cites. [`Work`] is one of them, as a file of references states it; [`read_works`] reads such
//! files, [`Library`] merges their works, [`check_library`] reports what is doubtful, and
//! [`read_retraction_watch`] what was retracted, [`compare_status`] what of that a site does not state,
//! and [`add_to_status_file`] records it. [`to_bibtex`], [`to_ris`], [`to_csl_json`] and
//! [`to_coins`] write.
//!
//! This crate knows no site and no page: it reads text, and gives works and problems. It must not
//! depend on the rest of the program, nor touch a file or the network.

mod checks;
mod format;
mod json_records;
mod library;
mod problem;
mod reader;
mod reading;
mod record;
mod status_change;
mod status_check;
mod status_file;
mod status_list;
mod status_marks;
mod status_note;
mod text;
mod work;
mod writer;
mod xml_records;

pub use checks::{LibraryProblem, check_library, is_unidentified};
pub use library::{
    Contradiction, Library, MergedWork, SharedIdentifier, SharedKey, StatedValue, WorkPlace,
    add_missing, key_base, undated_key,
};
pub use problem::{Problem, ProblemSeverity};
pub use reader::{detect_work_format, read_works};
pub use reading::{LocatedWork, Reading, StatusStatement, WorkFormat};
pub use record::is_preprint_server;
pub use status_check::{StatusComparison, StatusNews, compare_status, status_statements};
pub use status_file::{
    StatusAddition, StatusEntry, StatusFile, add_to_status_file, read_status_file,
};
pub use status_list::{StatusList, read_retraction_watch};
pub use status_marks::{doubtful_status, marked_title_status};
pub use text::name::is_group_name;
pub use work::{
    AbstractSection, Contributor, PartialDate, StatusChange, StatusKind, Work, WorkKind,
};
pub use writer::{to_bibtex, to_coins, to_csl_json, to_ris};
