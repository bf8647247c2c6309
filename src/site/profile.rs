//! [`Profile`]: what is known of a drug, each fact with its source.
//!
//! The doc comments are the template reference.

use serde::Serialize;

/// What is known of a drug.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct Profile {
    /// All its names, the one that stands for it first.
    pub names: Vec<DrugName>,
    /// Its class.
    pub class: Option<ProfileClass>,
    /// The stem of its name, which the WHO gives to drugs of one group.
    pub stem: Option<DrugStem>,
    /// How it works.
    pub mechanism: Option<DrugFact>,
    /// Where it stands: approved, in trials …
    pub status: Option<DrugFact>,
    /// Its numbers in registries, with links.
    pub ids: Vec<DrugId>,
    /// A search for its trials at ClinicalTrials.gov.
    pub trials_url: String,
}

/// One name of a drug.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct DrugName {
    /// The name.
    pub text: String,
    /// What kind it is: `INN`, `name`, `alias`, `brand` or `code`.
    pub kind: &'static str,
    /// Who says so: `site`, or one of the sources of the built-in vocabulary.
    pub source: &'static str,
}

/// The class of a drug.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct ProfileClass {
    /// What one of its drugs is: `NMDA receptor antagonist`.
    pub name: String,
    /// All of them: `NMDA receptor antagonists`.
    pub plural: String,
    /// The page of the class, with the base path.
    pub url: String,
    /// Who says so.
    pub source: &'static str,
}

/// The stem of a drug's name.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct DrugStem {
    /// The stem: `-ketamine`.
    pub text: String,
    /// What it says of a drug.
    pub meaning: &'static str,
    /// Who says so.
    pub source: &'static str,
}

/// A fact of a drug.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct DrugFact {
    /// What is known.
    pub text: String,
    /// Who says so.
    pub source: &'static str,
}

/// A number in a registry.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct DrugId {
    /// Its key in front matter: `drugbank`.
    pub key: &'static str,
    /// For readers: `DrugBank`.
    pub label: &'static str,
    /// The number.
    pub value: String,
    /// Its page at the registry.
    pub url: Option<String>,
    /// Who says so.
    pub source: &'static str,
}
