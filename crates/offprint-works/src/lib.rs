//! Works of research: articles, preprints, books, trial registrations and whatever else a digest
//! cites. [`Work`] is one of them, as a file of references states it.
//!
//! This crate knows no site and no page: it reads text, and gives works and problems. It must not
//! depend on the rest of the program, nor touch a file or the network.

mod work;

pub use work::{
    AbstractSection, Contributor, PartialDate, StatusChange, StatusKind, Work, WorkKind,
};
