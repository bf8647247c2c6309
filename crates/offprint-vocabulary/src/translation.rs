//! Names of drugs, classes and statuses in the language of a site.
//!
//! Names follow the rules in `national_name`, except those in `data/languages/exceptions.tsv`; terms
//! are those in `data/languages/terms.tsv`. What has no translation stays English, and the caller
//! marks it as English. Must not depend on texts or sites.

use std::collections::HashMap;
use std::sync::LazyLock;

use offprint_base::capitalised;

use crate::drug_class::DrugClass;
use crate::national_name::{Language, regular_form};

/// A term in another language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TranslatedTerm {
    /// The singular.
    pub singular: &'static str,
    /// The plural; the singular again for terms without one.
    pub plural: &'static str,
}

/// The translations of a language, by the English singular in lower case.
static TERMS: LazyLock<HashMap<(&str, String), TranslatedTerm>> = LazyLock::new(|| {
    include_str!(concat!(env!("OUT_DIR"), "/terms.txt"))
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            let &[language, english, singular, plural] = cells.as_slice() else { return None };
            let plural = if plural.is_empty() { singular } else { plural };
            Some(((language, english.to_lowercase()), TranslatedTerm { singular, plural }))
        })
        .collect()
});

/// The English terms, by language and translation (singular or plural) in lower case.
static ENGLISH: LazyLock<HashMap<(&str, String), &str>> = LazyLock::new(|| {
    let mut terms = HashMap::new();
    for line in include_str!(concat!(env!("OUT_DIR"), "/terms.txt")).lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[language, english, singular, plural] = cells.as_slice() else { continue };
        for form in [singular, plural].into_iter().filter(|form| !form.is_empty()) {
            terms.entry((language, form.to_lowercase())).or_insert(english);
        }
    }
    terms
});

/// Irregular names, by language and INN.
static EXCEPTIONS: LazyLock<HashMap<(&str, &str), &str>> = LazyLock::new(|| {
    let mut forms = HashMap::new();
    for line in include_str!(concat!(env!("OUT_DIR"), "/exceptions.txt")).lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[language, name, form, ..] = cells.as_slice() else { continue };
        // The first form is the one that pages show; further ones are only recognised.
        forms.entry((language, name)).or_insert(form);
    }
    forms
});

/// A class, mechanism or status in another language.
pub fn translated_term(english: &str, language: Language) -> Option<TranslatedTerm> {
    TERMS.get(&(language.code(), english.to_lowercase())).copied()
}

/// The English form of a class, mechanism or status in another language.
pub(crate) fn english_term(translated: &str, language: Language) -> Option<&'static str> {
    ENGLISH.get(&(language.code(), translated.trim().to_lowercase())).copied()
}

/// The name of a drug in another language: the exception, else by rule. `None` for names of
/// several words without an exception, whose form no rule gives.
pub fn national_name(inn: &str, language: Language) -> Option<String> {
    let lower = inn.to_lowercase();
    let form = match EXCEPTIONS.get(&(language.code(), lower.as_str())) {
        Some(form) => (*form).to_owned(),
        None => regular_form(&lower, language)?,
    };
    // German nouns begin with a capital.
    Some(if language == Language::German { capitalised(&form) } else { form })
}

/// The names of a class as a site shows them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShownClass {
    /// The singular.
    pub name: String,
    /// The plural.
    pub plural: String,
    /// Whether they are in the language that was asked for.
    pub is_translated: bool,
}

impl DrugClass {
    /// Its names in a language, else in English.
    pub fn in_language(&self, language: Option<Language>) -> ShownClass {
        let names = [&self.name, &self.wording];
        match language
            .and_then(|language| names.into_iter().find_map(|name| translated_term(name, language)))
        {
            Some(term) => ShownClass {
                name: term.singular.to_owned(),
                plural: term.plural.to_owned(),
                is_translated: true,
            },
            None => ShownClass {
                name: self.name.clone(),
                plural: self.plural.clone(),
                is_translated: false,
            },
        }
    }
}
