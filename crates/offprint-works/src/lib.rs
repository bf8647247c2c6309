//! Works of research: articles, preprints, books, trial registrations and whatever else a digest
//! cites. [`Work`] is one of them, as a file of references states it; [`read_works`] reads such
//! files.
//!
//! This crate knows no site and no page: it reads text, and gives works and problems. It must not
//! depend on the rest of the program, nor touch a file or the network.

mod format;
mod json_records;
mod problem;
mod reader;
mod reading;
mod record;
mod text;
mod work;
mod xml_records;

pub use problem::{Problem, ProblemSeverity};
pub use reader::{detect_work_format, read_works};
pub use reading::{LocatedWork, Reading, StatusStatement, WorkFormat};
pub use work::{
    AbstractSection, Contributor, PartialDate, StatusChange, StatusKind, Work, WorkKind,
};
