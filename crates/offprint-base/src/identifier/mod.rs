//! [`Identifier`]: the numbers of works, journals, people, organisations and trials: recognised in
//! texts and addresses, checked with a reason, written in one form, and linked.
//!
//! This is the only place that knows these forms. It checks the form and the check digits; whether
//! the number exists is for its registry to say. It must not know what an identifier is used for.

mod check_digits;
mod doi;
mod error;
mod number;
mod text;

use crate::trial_registry::TrialNumber;

pub use check_digits::{OrcidError, parse_orcid};
pub use error::IdentifierError;
pub use text::{FoundIdentifier, find_identifiers};

/// What an identifier identifies, and who gives it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum IdentifierKind {
    /// A work or a part of one: `10.4088/JCP.23m15246` (DOI Handbook, section 2.2).
    Doi,
    /// A record of PubMed: `12345678`.
    Pmid,
    /// An article in PubMed Central: `PMC1234567`.
    Pmcid,
    /// A preprint in arXiv, without its version: `2401.01234`, `hep-th/9901001`.
    Arxiv,
    /// A book, with 13 digits and no hyphens: `9780306406157`.
    Isbn,
    /// A journal: `0378-5955`.
    Issn,
    /// A person: `0000-0002-1825-0097`.
    Orcid,
    /// An organisation: `05dxps055`.
    Ror,
    /// A trial or a review in a registry: `NCT03756129`, `EudraCT 2018-001234-12`.
    Trial,
}

impl IdentifierKind {
    /// All kinds.
    pub const ALL: [Self; 9] = [
        Self::Doi,
        Self::Pmid,
        Self::Pmcid,
        Self::Arxiv,
        Self::Isbn,
        Self::Issn,
        Self::Orcid,
        Self::Ror,
        Self::Trial,
    ];

    /// The name for readers: `DOI`, `PubMed`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Doi => "DOI",
            Self::Pmid => "PubMed",
            Self::Pmcid => "PubMed Central",
            Self::Arxiv => "arXiv",
            Self::Isbn => "ISBN",
            Self::Issn => "ISSN",
            Self::Orcid => "ORCID",
            Self::Ror => "ROR",
            Self::Trial => "trial registry",
        }
    }

    /// What one is called in a sentence: `a DOI`.
    pub fn article_and_name(self) -> &'static str {
        match self {
            Self::Doi => "a DOI",
            Self::Pmid => "a PubMed number",
            Self::Pmcid => "a PubMed Central number",
            Self::Arxiv => "an arXiv number",
            Self::Isbn => "an ISBN",
            Self::Issn => "an ISSN",
            Self::Orcid => "an ORCID iD",
            Self::Ror => "a ROR ID",
            Self::Trial => "a number of a trial registry",
        }
    }

    /// A valid one.
    pub fn example(self) -> &'static str {
        match self {
            Self::Doi => "10.4088/JCP.23m15246",
            Self::Pmid => "12345678",
            Self::Pmcid => "PMC1234567",
            Self::Arxiv => "2401.01234",
            Self::Isbn => "9780306406157",
            Self::Issn => "0378-5955",
            Self::Orcid => "0000-0002-1825-0097",
            Self::Ror => "05dxps055",
            Self::Trial => "NCT03756129",
        }
    }

    /// Reads a text that is nothing but an identifier of this kind: with or without its label
    /// (`PMID: 12345678`), with or without the address of its registry, in any case.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(self, text: &str) -> Result<Identifier, IdentifierError> {
        let text = text.trim();
        let value = match self {
            Self::Doi => doi::parse_doi(text),
            Self::Pmid => number::parse_pmid(text),
            Self::Pmcid => number::parse_pmcid(text),
            Self::Arxiv => number::parse_arxiv(text),
            Self::Isbn => check_digits::parse_isbn(text),
            Self::Issn => check_digits::parse_issn(text),
            Self::Orcid => parse_orcid(text).map_err(IdentifierError::from),
            Self::Ror => check_digits::parse_ror(text),
            Self::Trial => match TrialNumber::parse(number::without_address(text)) {
                Ok(found) => Ok(found.number),
                Err(error) => Err(IdentifierError::Trial(error)),
            },
        }?;
        Ok(Identifier { kind: self, value })
    }
}

/// An identifier in its normal form.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Identifier {
    /// What it identifies.
    pub kind: IdentifierKind,
    /// The identifier as its registry writes it. A DOI keeps its case, in which it has no meaning.
    pub value: String,
}

impl Identifier {
    /// What two texts that are the same identifier have in common: a DOI in lower case, anything
    /// else as it is.
    pub fn key(&self) -> String {
        match self.kind {
            IdentifierKind::Doi => self.value.to_ascii_lowercase(),
            _ => self.value.clone(),
        }
    }

    /// The address of its page; `None` for those that have none.
    pub fn url(&self) -> Option<String> {
        let value = &self.value;
        Some(match self.kind {
            IdentifierKind::Doi => format!("https://doi.org/{}", doi::encoded(value)),
            IdentifierKind::Pmid => format!("https://pubmed.ncbi.nlm.nih.gov/{value}/"),
            IdentifierKind::Pmcid => format!("https://pmc.ncbi.nlm.nih.gov/articles/{value}/"),
            IdentifierKind::Arxiv => format!("https://arxiv.org/abs/{value}"),
            IdentifierKind::Isbn => return None,
            IdentifierKind::Issn => format!("https://portal.issn.org/resource/ISSN/{value}"),
            IdentifierKind::Orcid => format!("https://orcid.org/{value}"),
            IdentifierKind::Ror => format!("https://ror.org/{value}"),
            IdentifierKind::Trial => return TrialNumber::parse(value).ok()?.url,
        })
    }

    /// The name of who gave it, for readers: `DOI`, `ClinicalTrials.gov`.
    pub fn name(&self) -> &'static str {
        match self.kind {
            IdentifierKind::Trial => {
                TrialNumber::parse(&self.value).map_or("trial registry", |found| found.registry)
            }
            kind => kind.name(),
        }
    }
}

#[cfg(test)]
mod tests;
