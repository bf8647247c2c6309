//! Texts, names and dates as files of references write them, without regard to the format.
//!
//! Must not depend on formats.

pub(crate) mod abstract_text;
pub(crate) mod date;
pub(crate) mod encoding;
pub(crate) mod latex;
pub(crate) mod mathml;
pub(crate) mod name;
pub(crate) mod plain;
pub(crate) mod script;
