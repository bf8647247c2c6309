//! [`add_profiles`]: the profile of every drug, and the classes of the site's drugs.
//!
//! The file of a drug overrides the vocabulary, field by field.

use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::card::TermRef;
use super::class::{Class, class_index};
use super::profile::{DrugFact, DrugId, DrugName, DrugStem, Profile, ProfileClass};
use super::terms::Terms;
use crate::cached_value::CachedValue;
use crate::config::Config;
use crate::library::Facts;
use offprint_base::{Hashed, name_key};
use offprint_vocabulary::{Drug, FactSource, Scheme, Vocabulary};

/// The maximum number of articles on the page of a class.
const NEWEST: usize = 20;

/// The registries in the order in which readers look for them.
const SCHEMES: [Scheme; 8] = [
    Scheme::DrugBank,
    Scheme::Chembl,
    Scheme::PubChem,
    Scheme::Unii,
    Scheme::RxCui,
    Scheme::Cas,
    Scheme::Atc,
    Scheme::Wikidata,
];

/// Collects the details of every drug, and the classes of drugs.
pub(super) fn add_profiles(
    drugs: &mut Terms,
    facts: &[Hashed<Facts>],
    rank: &[Option<usize>],
    config: &Config,
    vocabulary: &Vocabulary,
) -> Vec<Class> {
    // By slug, which is the order in which they are listed.
    let mut classes: BTreeMap<String, Class> = BTreeMap::new();
    for (id, term) in drugs.list.iter_mut().enumerate() {
        let file = term.document.map(|document| &*facts[document]);
        let drug = vocabulary.drug(&term.name).unwrap_or_else(|| Drug::new(&term.name));
        let class = match file.and_then(|file| file.drug.class.as_deref()) {
            Some(name) => Some((name, FactSource::Site)),
            None => drug.class.as_ref().map(|class| (class.text.as_str(), class.source)),
        };
        let class = class.and_then(|(name, source)| Some((vocabulary.class(name)?, source)));
        let class = class.filter(|(class, _)| !class.slug.is_empty()).map(|(class, source)| {
            let route = class_index().beside(&format!("{}/", class.slug));
            let url = format!("{}{}", config.base_path, route.encoded());
            let entry = classes.entry(class.slug.clone()).or_insert_with(|| Class {
                link: Hashed::new(CachedValue::new(TermRef {
                    name: capital(&class.plural),
                    slug: class.slug.clone(),
                    url: url.clone(),
                })),
                route,
                drugs: Vec::new(),
                articles: Vec::new(),
            });
            entry.drugs.push(id);
            entry.articles.extend(term.articles.iter().take(NEWEST));
            ProfileClass { name: class.name, plural: class.plural, url, source: source.as_str() }
        });
        term.profile = Some(Hashed::new(merged(&term.name, file, drug, class)));
    }
    let mut classes: Vec<Class> = classes.into_values().collect();
    for (number, class) in classes.iter_mut().enumerate() {
        class.articles.sort_by_key(|id| rank[*id]);
        class.articles.dedup();
        class.articles.truncate(NEWEST);
        for drug in &class.drugs {
            drugs.list[*drug].class = Some(number);
        }
    }
    classes
}

/// A name with a capital first letter.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The details in the file, completed from the vocabulary.
fn merged(name: &str, file: Option<&Facts>, drug: Drug, class: Option<ProfileClass>) -> Profile {
    let fact = |own: Option<&String>, known: Option<offprint_vocabulary::SourcedFact>| match own {
        Some(text) => Some(DrugFact { text: text.clone(), source: FactSource::Site.as_str() }),
        None => known.map(|fact| DrugFact { text: fact.text, source: fact.source.as_str() }),
    };
    let mut names: Vec<DrugName> = drug
        .names
        .into_iter()
        .map(|known| DrugName {
            text: known.text,
            kind: known.kind.as_str(),
            source: known.source.as_str(),
        })
        .collect();
    match names.first_mut() {
        // The site uses a different spelling.
        Some(first) if name_key(&first.text) == name_key(name) => name.clone_into(&mut first.text),
        _ => names.insert(
            0,
            DrugName { text: name.to_owned(), kind: "name", source: FactSource::Site.as_str() },
        ),
    }
    let own_ids = file.map_or(&[][..], |file| &file.drug.ids);
    let mut ids = Vec::new();
    for scheme in SCHEMES {
        let mut add = |value: &str, source: FactSource| {
            ids.push(DrugId {
                key: scheme.key(),
                label: scheme.label(),
                value: value.to_owned(),
                url: scheme.parse(value).map(|value| scheme.url(&value)),
                source: source.as_str(),
            });
        };
        match own_ids.iter().find(|(known, _)| *known == scheme) {
            Some((_, value)) => add(value, FactSource::Site),
            None => {
                for known in drug.identifiers.iter().filter(|known| known.scheme == scheme) {
                    add(&known.value, known.source);
                }
            }
        }
    }
    Profile {
        trials_url: format!(
            "https://clinicaltrials.gov/search?intr={}",
            utf8_percent_encode(name, NON_ALPHANUMERIC)
        ),
        names,
        class,
        stem: drug.stem.map(|stem| DrugStem {
            text: stem.cited(),
            meaning: stem.meaning.split(" (own reading").next().unwrap_or_default(),
            source: if stem.is_own_reading() { FactSource::Offprint } else { FactSource::Stem }
                .as_str(),
        }),
        mechanism: fact(file.and_then(|file| file.drug.mechanism.as_ref()), drug.mechanism),
        status: fact(file.and_then(|file| file.drug.status.as_ref()), drug.status),
        ids,
    }
}
