//! [`Profile`]: the details of a drug, each with its source.
//!
//! The doc comments are the template reference.

use serde::Serialize;

/// The details of a drug.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct Profile {
    /// Its name within a sentence: `ketamine`, also if its page is called `Ketamine`.
    pub name_in_text: String,
    /// All names of the drug that a source lists, its main name first.
    pub names: Vec<DrugName>,
    /// All classes that a source assigns to the drug.
    pub classes: Vec<ProfileClass>,
    /// Its names in the languages that the vocabulary knows, for the search: the reader of an
    /// English site may type `Ketamin`.
    #[serde(skip)]
    pub national_names: Vec<String>,
    /// The mechanisms of action, one for each wording of a source.
    pub mechanisms: Vec<DrugFact>,
    /// The status in each country, or the status in the drug's file.
    pub statuses: Vec<DrugFact>,
    /// The drugs that it combines. Empty if it is no combination.
    pub ingredients: Vec<Ingredient>,
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
    /// The kind of name: `INN`, `USAN`, `BAN`, `generic name`, `alias`, `brand`,
    /// `veterinary brand`, `code`,
    /// or `national name` for the form of an INN in the language of the site.
    pub kind: &'static str,
    /// The sources.
    pub sources: Vec<ProfileSource>,
}

/// A source of a fact.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct ProfileSource {
    /// The source: `FDA NDC`; `site` for a file of the site.
    pub name: &'static str,
    /// As of when the source states the fact: `2019-04`; `none` for a file of the site.
    pub date: Option<&'static str>,
    /// The page about the source, or the reference of an editorial judgement.
    pub url: Option<String>,
    /// The country whose products the source lists: `us`, `ca`, `eu` or `de`; `none` for sources that
    /// say nothing about a country, such as a dictionary of substances.
    #[serde(skip)]
    pub market: Option<&'static str>,
}

/// A class of a drug.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct ProfileClass {
    /// The name in the singular: `NMDA receptor antagonist`.
    pub name: String,
    /// The name in the plural: `NMDA receptor antagonists`.
    pub plural: String,
    /// The page of the class, with the base path.
    pub url: String,
    /// The language of the name, if it is not the language of the site: `en`.
    pub lang: Option<&'static str>,
    /// The sources.
    pub sources: Vec<ProfileSource>,
}

/// A detail of a drug.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct DrugFact {
    /// The text.
    pub text: String,
    /// The language of the text, if it is not the language of the site: `en`.
    pub lang: Option<&'static str>,
    /// The sources.
    pub sources: Vec<ProfileSource>,
}

/// One of the drugs in a combination.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct Ingredient {
    /// Its name as this site shows it.
    pub name: String,
    /// Its page, with the base path; `none` if no article lists this drug.
    pub url: Option<String>,
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
    /// The sources.
    pub sources: Vec<ProfileSource>,
}
