//! Registries of drugs: the form of their identifiers, and the addresses of their pages.
//!
//! Only the form is checked, so that typos in a drug's file are reported at once. Whether the
//! registry has the identifier is not checked.

use std::ops::RangeInclusive;

/// A registry that identifies drugs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Scheme {
    /// The Anatomical Therapeutic Chemical classification of the WHO.
    Atc,
    /// CAS Registry Numbers.
    Cas,
    /// The bioactivity database of the EMBL-EBI.
    Chembl,
    /// The drug encyclopaedia of the University of Alberta.
    DrugBank,
    /// Compounds of the NIH's PubChem.
    PubChem,
    /// RxNorm's concept numbers.
    RxCui,
    /// The FDA's unique ingredient identifiers.
    Unii,
    /// Items of Wikidata.
    Wikidata,
}

impl Scheme {
    /// The key in a drug's front matter.
    pub fn key(self) -> &'static str {
        match self {
            Self::Atc => "atc",
            Self::Cas => "cas",
            Self::Chembl => "chembl",
            Self::DrugBank => "drugbank",
            Self::PubChem => "pubchem",
            Self::RxCui => "rxcui",
            Self::Unii => "unii",
            Self::Wikidata => "wikidata",
        }
    }

    /// The registry with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        let all = [
            Self::Atc,
            Self::Cas,
            Self::Chembl,
            Self::DrugBank,
            Self::PubChem,
            Self::RxCui,
            Self::Unii,
            Self::Wikidata,
        ];
        all.into_iter().find(|scheme| scheme.key() == key)
    }

    /// Its name for readers.
    pub fn label(self) -> &'static str {
        match self {
            Self::Atc => "ATC",
            Self::Cas => "CAS",
            Self::Chembl => "ChEMBL",
            Self::DrugBank => "DrugBank",
            Self::PubChem => "PubChem",
            Self::RxCui => "RxNorm",
            Self::Unii => "UNII",
            Self::Wikidata => "Wikidata",
        }
    }

    /// An identifier in the registry's own spelling; `None` if it does not have the form that the
    /// registry documents.
    pub fn parse(self, text: &str) -> Option<String> {
        match self {
            Self::Atc => parse_atc_code(text),
            Self::Cas => parse_cas_number(text),
            Self::Chembl => parse_prefixed_number(text, "CHEMBL", 1..=8),
            Self::DrugBank => parse_prefixed_number(text, "DB", 5..=5),
            Self::PubChem => parse_digits(text, 1..=10),
            Self::RxCui => parse_digits(text, 1..=8),
            Self::Unii => {
                let is_valid = text.len() == 10
                    && text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
                is_valid.then(|| text.to_owned())
            }
            Self::Wikidata => parse_prefixed_number(text, "Q", 1..=10),
        }
    }

    /// The address of the page of an identifier, which must be [parsed](Self::parse): then nothing
    /// in it needs to be encoded.
    pub fn url(self, value: &str) -> String {
        match self {
            Self::Atc => format!("https://atcddd.fhi.no/atc_ddd_index/?code={value}"),
            Self::Cas => format!("https://commonchemistry.cas.org/detail?cas_rn={value}"),
            Self::Chembl => format!("https://www.ebi.ac.uk/chembl/explore/compound/{value}"),
            Self::DrugBank => format!("https://go.drugbank.com/drugs/{value}"),
            Self::PubChem => format!("https://pubchem.ncbi.nlm.nih.gov/compound/{value}"),
            Self::RxCui => {
                format!("https://mor.nlm.nih.gov/RxNav/search?searchBy=RXCUI&searchTerm={value}")
            }
            Self::Unii => format!("https://precision.fda.gov/uniisearch/srs/unii/{value}"),
            Self::Wikidata => format!("https://www.wikidata.org/wiki/{value}"),
        }
    }
}

/// A text of this many digits and nothing else.
pub fn parse_digits(text: &str, length: RangeInclusive<usize>) -> Option<String> {
    (length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.to_owned())
}

/// A prefix in any case and this many digits, with the prefix as it is given.
pub fn parse_prefixed_number(
    text: &str,
    prefix: &str,
    length: RangeInclusive<usize>,
) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    parse_digits(upper.strip_prefix(prefix)?, length).map(|number| format!("{prefix}{number}"))
}

/// A CAS number ends in a check digit: the digits before it, weighted 1, 2, 3 … from the right,
/// modulo 10.
fn parse_cas_number(text: &str) -> Option<String> {
    let mut parts = text.split('-');
    let (head, middle, check) = (parts.next()?, parts.next()?, parts.next()?);
    let is_valid = parts.next().is_none()
        && parse_digits(head, 2..=7).is_some()
        && parse_digits(middle, 2..=2).is_some()
        && parse_digits(check, 1..=1).is_some();
    if !is_valid {
        return None;
    }
    let sum: u32 = (1u32..)
        .zip(head.bytes().chain(middle.bytes()).rev())
        .map(|(weight, b)| weight * u32::from(b - b'0'))
        .sum();
    (sum % 10 == u32::from(check.as_bytes()[0] - b'0')).then(|| text.to_owned())
}

/// An ATC code: a letter, two digits, a letter, a letter, two digits, cut after any level (WHO,
/// structure and principles).
fn parse_atc_code(text: &str) -> Option<String> {
    let upper = text.to_ascii_uppercase();
    let form = b"A00AA00";
    let is_valid = [1, 3, 4, 5, 7].contains(&upper.len())
        && upper
            .bytes()
            .zip(form)
            .all(|(b, f)| if *f == b'A' { b.is_ascii_uppercase() } else { b.is_ascii_digit() });
    is_valid.then_some(upper)
}

#[cfg(test)]
mod tests {
    use super::{Scheme, parse_prefixed_number};

    #[track_caller]
    fn check(scheme: Scheme, valid: &[(&str, &str)], invalid: &[&str]) {
        for (text, value) in valid {
            assert_eq!(scheme.parse(text).as_deref(), Some(*value), "{text}");
            assert!(scheme.url(value).starts_with("https://"));
        }
        for text in invalid {
            assert_eq!(scheme.parse(text), None, "{text}");
        }
    }

    #[test]
    fn identifiers_have_a_form() {
        check(
            Scheme::Atc,
            &[("N06AX27", "N06AX27"), ("n06ax27", "N06AX27"), ("N06A", "N06A"), ("N", "N")],
            &["N6AX27", "N06AX2", ""],
        );
        check(
            Scheme::Cas,
            &[("33643-46-8", "33643-46-8"), ("50-78-2", "50-78-2")],
            &["33643-46-9", "33643468", "a-46-8", "33643-46-8-1", ""],
        );
        check(
            Scheme::Chembl,
            &[("CHEMBL742", "CHEMBL742"), ("chembl742", "CHEMBL742")],
            &["742", "CHEMBL"],
        );
        check(Scheme::DrugBank, &[("DB11823", "DB11823")], &["DB1182", "11823", "DB118234"]);
        check(Scheme::PubChem, &[("182137", "182137")], &["CID182137", "", "1821371821371"]);
        check(Scheme::RxCui, &[("2119365", "2119365")], &["RX1", "", "211936500"]);
        check(
            Scheme::Unii,
            &[("50LFG02TXD", "50LFG02TXD")],
            &["50LFG02TX", "50lfg02txd", "50LFG02TX/"],
        );
        check(Scheme::Wikidata, &[("Q243547", "Q243547")], &["243547", "Q", "Q12a"]);
        assert_eq!(
            parse_prefixed_number("nct03756129", "NCT", 8..=8).as_deref(),
            Some("NCT03756129")
        );
    }
}
