//! [`Reading`]: what was read from a file.
//!
//! Must not depend on formats.

use crate::problem::Problem;
use crate::work::{StatusChange, Work};

/// A format of references.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum WorkFormat {
    /// RIS, which nearly every program exports.
    Ris,
    /// The format of PubMed and MEDLINE with tags such as `PMID- `.
    Nbib,
    /// BibTeX and BibLaTeX.
    BibTex,
    /// CSL-JSON, as Zotero and citeproc write it.
    CslJson,
    /// The XML of PubMed: `PubmedArticleSet`.
    PubmedXml,
    /// JATS, the XML of PubMed Central, Europe PMC and publishers.
    Jats,
    /// The JSON of Crossref: a work, or a list.
    CrossrefJson,
    /// The XML of EndNote.
    EndnoteXml,
}

impl WorkFormat {
    /// The name for readers: `BibTeX`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ris => "RIS",
            Self::Nbib => "PubMed (NBIB)",
            Self::BibTex => "BibTeX",
            Self::CslJson => "CSL-JSON",
            Self::PubmedXml => "PubMed XML",
            Self::Jats => "JATS XML",
            Self::CrossrefJson => "Crossref JSON",
            Self::EndnoteXml => "EndNote XML",
        }
    }

    /// Who states what a file of the format says about the status of works; empty if it can be anyone.
    pub(crate) fn source(self) -> &'static str {
        match self {
            Self::Nbib | Self::PubmedXml => "PubMed",
            Self::CrossrefJson => "Crossref",
            _ => "",
        }
    }
}

/// A work and where it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LocatedWork {
    /// The work. `work.key` is empty if the format has no keys.
    pub work: Work,
    /// The line on which its record begins, from 1.
    pub line: usize,
    /// What the file itself calls the record, as it is written: the key of BibTeX, the `id` of
    /// CSL-JSON, the PubMed number; may be empty.
    pub raw_key: String,
}

impl LocatedWork {
    /// The work with the key that texts can cite it by: `[@shelton2025]`. Empty if the file gives none
    /// that can stand in a text: a number alone is a number of a database.
    pub fn into_keyed_work(self) -> Work {
        let mut work = self.work;
        if work.key.is_empty() {
            work.key = self.raw_key;
        }
        let is_sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/');
        if !work.key.chars().all(is_sign) || !work.key.chars().any(char::is_alphabetic) {
            work.key.clear();
        }
        work
    }
}

/// What a record says about the status of another work: a notice of retraction names the article
/// that is retracted.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct StatusStatement {
    /// The DOI of the work whose status it is, in lower case; may be empty.
    pub doi: String,
    /// The PubMed number of that work; may be empty.
    pub pmid: String,
    /// What happened to it.
    pub change: StatusChange,
    /// The line of the record that says so.
    pub line: usize,
}

/// What was read from a file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reading {
    /// The works, in the order of the file.
    pub works: Vec<LocatedWork>,
    /// What records say about the status of other works.
    pub statements: Vec<StatusStatement>,
    /// What is wrong, in the order of the lines.
    pub problems: Vec<Problem>,
    /// The format; `None` if it is not known.
    pub format: Option<WorkFormat>,
}
