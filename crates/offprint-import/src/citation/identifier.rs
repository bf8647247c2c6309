//! Identifiers of works and trials in running text, as an article's citations hold them.
//!
//! How they look is known in one place, [`offprint_base::find_identifiers`].

use offprint_base::{IdentifierKind, find_identifiers as find_all_identifiers};

use crate::article::{FoundIdentifier, Identifier};

/// The identifiers of works and trials in a text, in the order of the text.
pub(crate) fn find_identifiers(text: &str) -> Vec<FoundIdentifier> {
    let cited = |found: offprint_base::FoundIdentifier| {
        let value = found.identifier.value;
        let identifier = match found.identifier.kind {
            IdentifierKind::Doi => Identifier::Doi(value),
            IdentifierKind::Pmid => Identifier::Pmid(value),
            IdentifierKind::Pmcid => Identifier::Pmcid(value),
            IdentifierKind::Arxiv => Identifier::Arxiv(format!("arXiv:{value}")),
            IdentifierKind::Trial if value.starts_with("NCT") => Identifier::Nct(value),
            IdentifierKind::Trial => Identifier::Registry(value),
            IdentifierKind::Isbn
            | IdentifierKind::Issn
            | IdentifierKind::Orcid
            | IdentifierKind::Ror => return None,
        };
        Some(FoundIdentifier { identifier, span: found.span })
    };
    find_all_identifiers(text).into_iter().filter_map(cited).collect()
}
