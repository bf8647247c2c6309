//! [`add_profiles`]: the profile of every drug, and the classes of the site's drugs.
//!
//! The file of a drug overrides the vocabulary, field by field.

use std::collections::BTreeMap;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rustc_hash::FxHashMap;

use super::class::{Class, class_index};
use super::class_files::ClassFiles;
use super::hidden::Hidden;
use super::profile::{
    DrugFact, DrugId, DrugName, Ingredient, Profile, ProfileClass, ProfileSource,
};
use super::terms::Terms;
use crate::config::Config;
use crate::library::{Facts, UnlocatedDiagnostic};
use crate::route::Route;
use crate::translations::has_capital_nouns;
use offprint_base::{Hashed, capitalised, name_key, slugify, term_key, uncapitalised};
use offprint_vocabulary::{
    Drug, DrugClass, FactSource, Language, NameKind, Scheme, SourceRef, SourcedIdentifier,
    SourcedName, Vocabulary, class_wording, translated_term,
};

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
    (routes, config): (&[Result<Route, Hidden>], &Config),
    vocabulary: &Vocabulary,
    faults: &mut Vec<UnlocatedDiagnostic>,
) -> Vec<Class> {
    let language = Language::from_tag(&config.language);
    let files = ClassFiles::new(facts, routes, vocabulary, faults);
    // By slug, which is the order in which they are listed.
    let mut classes: BTreeMap<String, Class> = files.classes(facts, routes, config);
    let pages: FxHashMap<String, (String, String)> = drugs
        .list
        .iter()
        .map(|term| {
            let url = format!("{}{}", config.base_path, term.route.encoded());
            (term_key(&term.name), (term.name.clone(), url))
        })
        .collect();
    for (id, term) in drugs.list.iter_mut().enumerate() {
        let file = term.document.map(|document| &*facts[document]);
        let drug = vocabulary.drug(&term.name).unwrap_or_else(|| Drug::new(&term.name));
        let own: &[String] = file.map_or(&[], |file| &file.drug.classes);
        let assigned = assigned_classes(own, &drug, (vocabulary, language));
        let mut profile_classes = Vec::with_capacity(assigned.len());
        for (class, sources) in assigned {
            let mut shown = class.in_language(language);
            // A file is written in the language of the site, of which no rule gives the plural.
            let is_foreign = foreign(shown.is_translated, &config.language).is_some();
            if !own.is_empty() && is_foreign {
                shown.plural.clone_from(&shown.name);
                shown.is_translated = true;
            }
            let slug = [class.slug.as_str(), &slugify(&shown.plural), &slugify(&shown.name)]
                .into_iter()
                .find_map(|slug| files.slug(slug, facts))
                .unwrap_or(&class.slug);
            let entry = classes.entry(slug.to_owned()).or_insert_with(|| {
                let route = class_index().beside(&format!("{}/", class.slug));
                Class::new(capitalised(&shown.plural), class.slug.clone(), route, config)
            });
            // Two names of one class, joined by its file, are one class of a drug.
            if entry.drugs.last() != Some(&id) {
                entry.drugs.push(id);
                entry.articles.extend(term.articles.iter().take(NEWEST));
            }
            let url = entry.link.url.clone();
            profile_classes.push(ProfileClass {
                lang: foreign(shown.is_translated, &config.language),
                name: shown.name,
                plural: shown.plural,
                url,
                sources,
            });
        }
        let ingredients = ingredients_of(&drug, &pages, vocabulary, language);
        let profile = merged(&term.name, file, drug, profile_classes, &config.language);
        let name_in_text = name_in_text(&term.name, vocabulary, &config.language);
        term.profile = Some(Hashed::new(Profile { name_in_text, ingredients, ..profile }));
    }
    let mut classes: Vec<Class> = classes.into_values().collect();
    files.resolve_related(&mut classes, facts, vocabulary, faults);
    for (number, class) in classes.iter_mut().enumerate() {
        class.articles.sort_by_key(|id| rank[*id]);
        class.articles.dedup();
        class.articles.truncate(NEWEST);
        for drug in &class.drugs {
            drugs.list[*drug].classes.push(number);
        }
    }
    classes
}

/// The drugs in a combination, with their pages on this site.
fn ingredients_of(
    drug: &Drug,
    pages: &FxHashMap<String, (String, String)>,
    vocabulary: &Vocabulary,
    language: Option<Language>,
) -> Vec<Ingredient> {
    let shown = |canonical: &String| {
        let translated = language.and_then(|language| {
            vocabulary.drug(canonical).and_then(|drug| drug.name_in(language))
        });
        translated.unwrap_or_else(|| canonical.clone())
    };
    drug.ingredients
        .iter()
        .map(|canonical| {
            let name = shown(canonical);
            let page = pages.get(&term_key(&name)).or_else(|| pages.get(&term_key(canonical)));
            match page {
                Some((name, url)) => Ingredient { name: name.clone(), url: Some(url.clone()) },
                None => Ingredient { name, url: None },
            }
        })
        .collect()
}

/// The classes of a drug: those in its file, else all that a source assigns. Exact synonyms are one
/// class with several sources.
fn assigned_classes(
    own: &[String],
    drug: &Drug,
    (vocabulary, language): (&Vocabulary, Option<Language>),
) -> Vec<(DrugClass, Vec<ProfileSource>)> {
    let mut list: Vec<(DrugClass, Vec<ProfileSource>)> = Vec::new();
    let from_file = own.iter().map(|name| (name.as_str(), vec![site_note()]));
    let from_sources =
        drug.classes.iter().map(|class| (class.text.as_str(), source_notes(&class.sources)));
    let named: Vec<_> = if own.is_empty() { from_sources.collect() } else { from_file.collect() };
    for (name, sources) in named {
        let Some(class) =
            vocabulary.class_in(name, language).filter(|class| !class.slug.is_empty())
        else {
            continue;
        };
        match list.iter_mut().find(|(known, _)| known.slug == class.slug) {
            Some((_, known)) => known.extend(sources),
            None => list.push((class, sources)),
        }
    }
    list
}

/// The language of a text that is not in the language of the site, for `lang`.
fn foreign(is_translated: bool, site_language: &str) -> Option<&'static str> {
    let primary = site_language.split(['-', '_']).next().unwrap_or_default();
    let is_english = primary.eq_ignore_ascii_case("en");
    (!is_english && !is_translated).then_some("en")
}

/// The note that a fact is from a file of the site.
fn site_note() -> ProfileSource {
    ProfileSource { name: FactSource::Site.label(), date: None, url: None, market: None }
}

/// The country whose products a source lists. RxNorm's prescribable content and the NDC directory
/// list what is sold in the United States; dictionaries of substances list names of all countries.
fn market_of(source: FactSource) -> Option<&'static str> {
    match source.id()? {
        "ndc" | "rxnorm" => Some("us"),
        "dpd" => Some("ca"),
        "ema" => Some("eu"),
        "de" => Some("de"),
        _ => None,
    }
}

fn source_notes(sources: &[SourceRef]) -> Vec<ProfileSource> {
    sources
        .iter()
        .map(|reference| ProfileSource {
            name: reference.source.label(),
            date: reference.source.date(),
            url: reference.reference.clone().or_else(|| reference.source.url().map(str::to_owned)),
            market: market_of(reference.source),
        })
        .collect()
}

/// The details in the file, completed from the vocabulary.
fn merged(
    name: &str,
    file: Option<&Facts>,
    drug: Drug,
    classes: Vec<ProfileClass>,
    site_language: &str,
) -> Profile {
    let language = Language::from_tag(site_language);
    let own = |text: Option<&String>| {
        text.map(|text| DrugFact { text: text.clone(), lang: None, sources: vec![site_note()] })
    };
    let known = |english: &str, sources: &[SourceRef]| {
        let translated = language.and_then(|language| translated_term(english, language));
        DrugFact {
            text: translated.map_or(english, |term| term.singular).to_owned(),
            lang: foreign(translated.is_some(), site_language),
            sources: source_notes(sources),
        }
    };
    let mechanisms = match own(file.and_then(|file| file.drug.mechanism.as_ref())) {
        Some(fact) => vec![fact],
        None => drug
            .mechanisms
            .iter()
            .map(|fact| known(class_wording(&fact.text), &fact.sources))
            .collect(),
    };
    let statuses = match own(file.and_then(|file| file.drug.status.as_ref())) {
        Some(fact) => vec![fact],
        None => drug
            .statuses
            .iter()
            .map(|status| {
                let mut fact = known(&status.wording(), &status.sources);
                fact.text = status.told(&fact.text);
                fact
            })
            .collect(),
    };
    let national_names = national_names(name, &drug);
    let national_form = language.and_then(|language| drug.name_in(language));
    Profile {
        name_in_text: String::new(),
        trials_url: format!(
            "https://clinicaltrials.gov/search?intr={}",
            utf8_percent_encode(&drug.canonical, NON_ALPHANUMERIC)
        ),
        names: shown_names(name, drug.names, national_form.as_deref()),
        classes,
        mechanisms,
        statuses,
        ingredients: Vec::new(),
        national_names,
        ids: shown_ids(file, &drug.identifiers),
    }
}

/// The name of a drug within a sentence. Files and articles begin a name with a capital or not; a
/// register has the generic name as it stands in texts, and a brand with its capital. A name that no
/// register has stays as it is written.
fn name_in_text(shown: &str, vocabulary: &Vocabulary, site_language: &str) -> String {
    if has_capital_nouns(site_language) {
        return capitalised(shown);
    }
    let national = Language::from_tag(site_language)
        .zip(vocabulary.drug(shown))
        .and_then(|(language, drug)| drug.name_in(language));
    if national.is_some_and(|national| term_key(&national) == term_key(shown)) {
        return uncapitalised(shown);
    }
    vocabulary.registered_spelling(shown).unwrap_or_else(|| shown.to_owned())
}

/// The names of a drug in all languages, each once, except the name that the site shows.
fn national_names(shown: &str, drug: &Drug) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in Language::ALL.into_iter().filter_map(|language| drug.name_in(language)) {
        let is_new = |known: &str| name_key(known) != name_key(&name);
        if is_new(shown) && names.iter().all(|known| is_new(known)) {
            names.push(name);
        }
    }
    names
}

/// All names that a source lists, the name on this site first. Spellings that only help to recognise
/// a drug are not facts, so they are not shown.
fn shown_names(name: &str, known: Vec<SourcedName>, national_form: Option<&str>) -> Vec<DrugName> {
    // The form of an international name in the language of the site has the source of that name.
    let inn = known.first().filter(|_| national_form == Some(name));
    let of_inn = inn.map(|first| source_notes(&first.sources));
    let mut names: Vec<DrugName> = known
        .into_iter()
        .filter(|known| !known.sources.is_empty())
        .map(|known| DrugName {
            sources: source_notes(&known.sources),
            text: known.text,
            kind: known.kind.as_str(),
        })
        .collect();
    match names.iter().position(|known| name_key(&known.text) == name_key(name)) {
        // The site uses a different spelling, or prefers another of the names.
        Some(at) => {
            let mut first = names.remove(at);
            name.clone_into(&mut first.text);
            names.insert(0, first);
        }
        None => {
            let kind = if of_inn.is_some() { "national name" } else { NameKind::Generic.as_str() };
            let sources = of_inn.unwrap_or_else(|| vec![site_note()]);
            names.insert(0, DrugName { text: name.to_owned(), kind, sources });
        }
    }
    // In lists all generic names begin with a capital, as the name of the page does.
    for known in &mut names {
        if !matches!(known.kind, "brand" | "veterinary brand" | "code" | "alias") {
            known.text = capitalised(&known.text);
        }
    }
    names
}

/// The identifiers in the file, and for registries that it does not name those of the vocabulary.
fn shown_ids(file: Option<&Facts>, known: &[SourcedIdentifier]) -> Vec<DrugId> {
    let own_ids = file.map_or(&[][..], |file| &file.drug.ids);
    let mut ids = Vec::new();
    for scheme in SCHEMES {
        let mut add = |value: &str, sources: Vec<ProfileSource>| {
            ids.push(DrugId {
                key: scheme.key(),
                label: scheme.label(),
                value: value.to_owned(),
                url: scheme.parse(value).map(|value| scheme.url(&value)),
                sources,
            });
        };
        match own_ids.iter().find(|(known, _)| *known == scheme) {
            Some((_, value)) => add(value, vec![site_note()]),
            None => {
                for known in known.iter().filter(|known| known.scheme == scheme) {
                    add(&known.value, source_notes(&known.sources));
                }
            }
        }
    }
    ids
}
