//! The names of a drug in groups, and its numbers in registries: each with the numbers of its sources,
//! which are listed once.
//!
//! A country is shown only for a brand that a register of that country lists; it is never concluded
//! from the language of a name.

use serde::Serialize;

use crate::site::{DrugName, Profile, ProfileSource};
use crate::translations::Translations;

/// Names of one kind.
#[derive(Hash, Serialize, Debug)]
pub struct NameGroup<'s> {
    /// `generic`, `brand`, `code`, `other` or `veterinary`.
    pub kind: &'static str,
    /// The kind for readers: `Brand names`.
    pub label: &'s str,
    /// The country whose registers list these brands, for readers; `none` for names of other kinds,
    /// and for brands of which no source states a country.
    pub country: Option<&'s str>,
    /// The names.
    pub names: Vec<GroupedName<'s>>,
}

/// A name in a group.
#[derive(Hash, Serialize, Debug)]
pub struct GroupedName<'s> {
    /// The name.
    pub text: &'s str,
    /// The kind of a generic name: `INN`, `USAN`, `BAN`, `generic name` or `national name`; for other
    /// names that of `drug.names`.
    pub kind: &'static str,
    /// The numbers of its sources in `drug.numbered_sources`.
    pub sources: Vec<usize>,
}

/// The numbers of a drug in one registry.
#[derive(Hash, Serialize, Debug)]
pub struct IdGroup<'s> {
    /// The registry's name for readers: `DrugBank`.
    pub label: &'static str,
    /// The numbers.
    pub ids: Vec<NumberedId<'s>>,
}

/// A number of a drug in a registry.
#[derive(Hash, Serialize, Debug)]
pub struct NumberedId<'s> {
    /// The number.
    pub value: &'s str,
    /// The page of this number at the registry.
    pub url: Option<&'s str>,
    /// The numbers of its sources in `drug.numbered_sources`.
    pub sources: Vec<usize>,
}

/// A source of names and numbers.
#[derive(Hash, Serialize, Debug)]
pub struct NumberedSource<'s> {
    /// Its number on this page, from 1.
    pub number: usize,
    /// The source: `name`, `date`, `url`.
    #[serde(flatten)]
    pub source: &'s ProfileSource,
}

/// The names and numbers of a drug, and their sources.
pub(super) struct NamesAndIds<'s> {
    pub(super) names: Vec<NameGroup<'s>>,
    pub(super) ids: Vec<IdGroup<'s>>,
    pub(super) sources: Vec<NumberedSource<'s>>,
}

/// The sources of a page, each with its number.
#[derive(Default)]
pub(super) struct SourceNumbers<'s> {
    pub(super) list: Vec<NumberedSource<'s>>,
}

impl<'s> SourceNumbers<'s> {
    /// The numbers of these sources, in ascending order; new sources get the next numbers.
    pub(super) fn of(&mut self, notes: &'s [ProfileSource]) -> Vec<usize> {
        let mut numbers: Vec<usize> = notes
            .iter()
            .map(|note| match self.list.iter().find(|known| known.source == note) {
                Some(known) => known.number,
                None => {
                    let number = self.list.len() + 1;
                    self.list.push(NumberedSource { number, source: note });
                    number
                }
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }
}

/// The kinds of groups in their order, with the messages that label them.
const GROUPS: [(&str, &str); 5] = [
    ("generic", "names_generic"),
    ("brand", "names_brand"),
    ("code", "names_code"),
    ("other", "names_other"),
    ("veterinary", "names_veterinary"),
];

/// The countries of brands in their order, with the messages that name them.
const COUNTRIES: [(&str, &str); 4] =
    [("us", "country_us"), ("ca", "country_ca"), ("eu", "country_eu"), ("de", "country_de")];

/// The group of a name.
pub(super) fn group_of(name: &DrugName) -> &'static str {
    match name.kind {
        "brand" => "brand",
        "veterinary brand" => "veterinary",
        "code" => "code",
        "alias" => "other",
        _ => "generic",
    }
}

/// Groups the names and numbers of a drug.
pub(super) fn group_names<'s>(
    profile: &'s Profile,
    translations: &'s Translations,
) -> NamesAndIds<'s> {
    let mut numbers = SourceNumbers::default();
    let mut groups: Vec<NameGroup<'s>> = Vec::new();
    for (kind, message) in GROUPS {
        let mut add = |country: Option<&'s str>, wanted: &dyn Fn(&DrugName) -> bool| {
            let names: Vec<GroupedName<'s>> = profile
                .names
                .iter()
                .filter(|name| group_of(name) == kind && wanted(name))
                .map(|name| GroupedName {
                    text: &name.text,
                    kind: name.kind,
                    sources: numbers.of(&name.sources),
                })
                .collect();
            if !names.is_empty() {
                groups.push(NameGroup { kind, label: translations.text(message), country, names });
            }
        };
        if kind != "brand" {
            add(None, &|_| true);
            continue;
        }
        let is_sold_in = |name: &DrugName, country: &str| {
            name.sources.iter().any(|source| source.market == Some(country))
        };
        for (country, message) in COUNTRIES {
            add(Some(translations.text(message)), &|name| is_sold_in(name, country));
        }
        add(None, &|name| COUNTRIES.iter().all(|(country, _)| !is_sold_in(name, country)));
    }
    let mut ids: Vec<IdGroup<'s>> = Vec::new();
    for id in &profile.ids {
        let number = NumberedId {
            value: &id.value,
            url: id.url.as_deref(),
            sources: numbers.of(&id.sources),
        };
        match ids.last_mut().filter(|last| last.label == id.label) {
            Some(last) => last.ids.push(number),
            None => ids.push(IdGroup { label: id.label, ids: vec![number] }),
        }
    }
    NamesAndIds { names: groups, ids, sources: numbers.list }
}
