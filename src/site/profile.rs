//! [`Profile`]: the details of a drug, each with its source.
//!
//! The doc comments are the template reference.

use serde::Serialize;

/// The details of a drug.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct Profile {
    /// All names of the drug, its main name first.
    pub names: Vec<DrugName>,
    /// The drug's class.
    pub class: Option<ProfileClass>,
    /// The stem of the drug's name, which the WHO assigns to drugs of one group.
    pub stem: Option<DrugStem>,
    /// The mechanism of action.
    pub mechanism: Option<DrugFact>,
    /// The development status: approved, in trials …
    pub status: Option<DrugFact>,
    /// The drug's numbers in registries, with links.
    pub ids: Vec<DrugId>,
    /// A search for trials of the drug at ClinicalTrials.gov.
    pub trials_url: String,
}

/// One name of a drug.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct DrugName {
    /// The name.
    pub text: String,
    /// The kind of name: `INN`, `name`, `alias`, `brand` or `code`.
    pub kind: &'static str,
    /// The source: `site`, or one of the sources of the built-in vocabulary.
    pub source: &'static str,
}

/// The class of a drug.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct ProfileClass {
    /// The name in the singular: `NMDA receptor antagonist`.
    pub name: String,
    /// The name in the plural: `NMDA receptor antagonists`.
    pub plural: String,
    /// The page of the class, with the base path.
    pub url: String,
    /// The source.
    pub source: &'static str,
}

/// The stem of a drug's name.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct DrugStem {
    /// The stem: `-ketamine`.
    pub text: String,
    /// What the stem means.
    pub meaning: &'static str,
    /// The source.
    pub source: &'static str,
}

/// A detail of a drug.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct DrugFact {
    /// The text.
    pub text: String,
    /// The source.
    pub source: &'static str,
}

/// A number in a registry.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct DrugId {
    /// The registry's key in front matter: `drugbank`.
    pub key: &'static str,
    /// The registry's name for readers: `DrugBank`.
    pub label: &'static str,
    /// The number.
    pub value: String,
    /// The page of this number at the registry.
    pub url: Option<String>,
    /// The source.
    pub source: &'static str,
}
