//! The formats of references, one module each.
//!
//! A format must not depend on another.

pub(crate) mod bibtex;
pub(crate) mod crossref;
pub(crate) mod csl_json;
pub(crate) mod endnote_xml;
pub(crate) mod jats;
pub(crate) mod nbib;
pub(crate) mod pubmed_xml;
pub(crate) mod ris;
