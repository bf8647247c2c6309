//! Registries of drugs: how their identifiers look, and where they lead.
//!
//! Only the form is known here, so that a slip of the pen in a drug's file is told at once; whether the registry has the
//! identifier nobody asks.

/// A registry that identifies drugs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub(crate) enum Scheme {
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
    pub(crate) fn key(self) -> &'static str {
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

    /// As readers see it.
    pub(crate) fn label(self) -> &'static str {
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

    /// Whether an identifier has the form of the registry's.
    pub(crate) fn is_sound(self, value: &str) -> bool {
        let number = |text: &str| (1..=12).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Self::Atc => is_atc(value),
            Self::Cas => is_cas(value),
            Self::Chembl => value.strip_prefix("CHEMBL").is_some_and(number),
            Self::DrugBank => value.strip_prefix("DB").is_some_and(|rest| rest.len() == 5 && number(rest)),
            Self::PubChem | Self::RxCui => number(value),
            Self::Unii => value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()),
            Self::Wikidata => value.strip_prefix('Q').is_some_and(number),
        }
    }

    /// The page of an identifier. It must be [sound](Self::is_sound), so nothing in it needs to be encoded.
    pub(crate) fn url(self, value: &str) -> String {
        match self {
            Self::Atc => format!("https://atcddd.fhi.no/atc_ddd_index/?code={value}"),
            Self::Cas => format!("https://commonchemistry.cas.org/detail?cas_rn={value}"),
            Self::Chembl => format!("https://www.ebi.ac.uk/chembl/explore/compound/{value}"),
            Self::DrugBank => format!("https://go.drugbank.com/drugs/{value}"),
            Self::PubChem => format!("https://pubchem.ncbi.nlm.nih.gov/compound/{value}"),
            Self::RxCui => format!("https://mor.nlm.nih.gov/RxNav/search?searchBy=RXCUI&searchTerm={value}"),
            Self::Unii => format!("https://precision.fda.gov/uniisearch/srs/unii/{value}"),
            Self::Wikidata => format!("https://www.wikidata.org/wiki/{value}"),
        }
    }
}

/// One to five levels: a letter, two digits, a letter, a letter, two digits.
fn is_atc(value: &str) -> bool {
    matches!(value.len(), 1 | 3 | 4 | 5 | 7)
        && value
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 0 | 3 | 4) { byte.is_ascii_uppercase() } else { byte.is_ascii_digit() })
}

fn is_cas(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let [first, second, check] = parts.as_slice() else { return false };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(2..=7).contains(&first.len())
        || second.len() != 2
        || check.len() != 1
        || !digits(first)
        || !digits(second)
        || !digits(check)
    {
        return false;
    }
    let weighed =
        first.bytes().chain(second.bytes()).rev().zip(1_u32..).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum::<u32>();
    weighed % 10 == u32::from(check.as_bytes()[0] - b'0')
}

#[cfg(test)]
mod tests {
    use super::Scheme;

    #[track_caller]
    fn check(scheme: Scheme, sound: &[&str], unsound: &[&str]) {
        for value in sound {
            assert!(scheme.is_sound(value), "{value}");
            assert!(scheme.url(value).starts_with("https://"));
        }
        for value in unsound {
            assert!(!scheme.is_sound(value), "{value}");
        }
    }

    #[test]
    fn identifiers_have_a_form() {
        check(Scheme::Atc, &["N06AX27", "N06A", "N"], &["N6AX27", "n06ax27", "N06AX2", ""]);
        check(Scheme::Cas, &["33643-46-8", "50-78-2"], &["33643-46-9", "33643468", "a-46-8", ""]);
        check(Scheme::Chembl, &["CHEMBL742"], &["742", "CHEMBL", "chembl742"]);
        check(Scheme::DrugBank, &["DB11823"], &["DB1182", "11823", "DB118234"]);
        check(Scheme::PubChem, &["182137"], &["CID182137", "", "1821371821371"]);
        check(Scheme::Unii, &["50LFG02TXD"], &["50LFG02TX", "50lfg02txd", "50LFG02TX/"]);
        check(Scheme::Wikidata, &["Q243547"], &["243547", "Q", "Q12a"]);
    }
}
