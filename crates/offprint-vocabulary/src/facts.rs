//! What is known about a drug, each fact with its sources.
//!
//! The facts here are those of the built-in table. A site has its own facts in its files; it also
//! decides which facts it prefers.

use crate::cell::{CellValue, cell_values};
use crate::combination::ingredients_in_name;
use crate::fact_source::{FactSource, SourceRef};
use crate::identifier::Scheme;
use crate::inn_stem::{InnStem, find_stem};
use crate::national_name::Language;
use crate::packing::PatternKind;
use crate::table::{self, DrugColumn};
use crate::token::spelling_key;
use crate::translation::national_name;
use offprint_base::slugify;

/// A fact and its sources.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourcedFact {
    /// What is known, in the wording of the source.
    pub text: String,
    /// The sources.
    pub sources: Vec<SourceRef>,
}

/// The kind of a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum NameKind {
    /// An international nonproprietary name.
    Inn,
    /// A United States adopted name.
    Usan,
    /// A British approved name.
    Ban,
    /// The canonical name of a drug without one of these, for example a Japanese accepted name.
    Generic,
    /// Another name.
    Alias,
    /// A trade name.
    Brand,
    /// A trade name of a product for animals.
    VeterinaryBrand,
    /// A research code.
    Code,
}

impl NameKind {
    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inn => "INN",
            Self::Usan => "USAN",
            Self::Ban => "BAN",
            Self::Generic => "generic name",
            Self::Alias => "alias",
            Self::Brand => "brand",
            Self::VeterinaryBrand => "veterinary brand",
            Self::Code => "code",
        }
    }

    /// The kind that the details of a name's sources say it is.
    fn from_details(plain: Self, value: CellValue<'_>) -> Self {
        let details: Vec<&str> = value.sources().map(|(_, detail, _)| detail).collect();
        let marks = [
            ("INN", Self::Inn),
            ("USAN", Self::Usan),
            ("BAN", Self::Ban),
            ("vet", Self::VeterinaryBrand),
        ];
        marks
            .into_iter()
            .find(|(mark, _)| details.iter().any(|detail| detail.split('+').any(|d| d == *mark)))
            .map_or(plain, |(_, kind)| kind)
    }
}

impl From<PatternKind> for NameKind {
    fn from(kind: PatternKind) -> Self {
        match kind {
            PatternKind::Name | PatternKind::Class => Self::Generic,
            PatternKind::Alias => Self::Alias,
            PatternKind::Brand => Self::Brand,
            PatternKind::Code => Self::Code,
        }
    }
}

/// A name of a drug and its sources.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourcedName {
    /// The name.
    pub text: String,
    /// Its kind.
    pub kind: NameKind,
    /// The sources. None of them lists a spelling that only the recogniser knows.
    pub sources: Vec<SourceRef>,
}

/// An identifier of a drug in a registry and its sources.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourcedIdentifier {
    /// The registry.
    pub scheme: Scheme,
    /// The identifier.
    pub value: String,
    /// The sources.
    pub sources: Vec<SourceRef>,
}

/// Where a status holds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Country {
    /// The United States.
    UnitedStates,
    /// Canada.
    Canada,
    /// The European Union.
    EuropeanUnion,
}

impl Country {
    /// Its code in the tables and in translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnitedStates => "us",
            Self::Canada => "ca",
            Self::EuropeanUnion => "eu",
        }
    }

    /// Its name in a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnitedStates => "the United States",
            Self::Canada => "Canada",
            Self::EuropeanUnion => "the European Union",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::UnitedStates, Self::Canada, Self::EuropeanUnion]
            .into_iter()
            .find(|country| country.code() == code)
    }
}

/// A regulatory status, in one country, as one source has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourcedStatus {
    /// Where; `None` for a status that is not bound to a country ("investigational").
    pub country: Option<Country>,
    /// The status: "marketed", "authorised", "withdrawn" …
    pub status: String,
    /// Since when, if the source says so: "2020-03-01".
    pub since: Option<String>,
    /// The products of which the source says it; `None` if it is true of the drug. A drug whose only
    /// product of one list was withdrawn may be in others.
    pub products: Option<String>,
    /// The sources.
    pub sources: Vec<SourceRef>,
}

impl SourcedStatus {
    /// The status in English, without products and its date: "marketed in Canada".
    pub fn wording(&self) -> String {
        let place = self.country.map(|country| format!(" in {}", country.name()));
        format!("{}{}", self.status, place.unwrap_or_default())
    }

    /// The status in English: "Exampla: withdrawn in the European Union (2020-03-01)".
    pub fn text(&self) -> String {
        self.told(&self.wording())
    }

    /// The status in the words of a language, with its products and its date.
    pub fn told(&self, wording: &str) -> String {
        let products = self.products.iter().map(|products| format!("{products}: "));
        let since = self.since.iter().map(|date| format!(" ({date})"));
        products.chain([wording.to_owned()]).chain(since).collect()
    }
}

/// What is known about a drug.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drug {
    /// The canonical name.
    pub canonical: String,
    /// The slug of its page.
    pub slug: String,
    /// All names, the canonical one first.
    pub names: Vec<SourcedName>,
    /// Its identifiers in registries.
    pub identifiers: Vec<SourcedIdentifier>,
    /// All classes that a source assigns to it, in the wording of the source.
    pub classes: Vec<SourcedFact>,
    /// Its mechanisms of action, in the wording of the source.
    pub mechanisms: Vec<SourcedFact>,
    /// The stem of its name. It only suggests what the drug is, and is never shown as a fact.
    pub stem: Option<InnStem>,
    /// Its status in each country.
    pub statuses: Vec<SourcedStatus>,
    /// Whether it is an everyday substance or one of the body.
    pub ambient: bool,
    /// Whether it is a combination of other drugs.
    pub combination: bool,
    /// The canonical names of the drugs that it combines, in the order of its name. Empty if it is
    /// no combination, or if its name does not list them.
    pub ingredients: Vec<String>,
}

impl Drug {
    /// A drug about which nothing is known except its name and what its stem says.
    pub fn new(name: &str) -> Self {
        Self {
            canonical: name.to_owned(),
            slug: slugify(name),
            names: Vec::new(),
            identifiers: Vec::new(),
            classes: Vec::new(),
            mechanisms: Vec::new(),
            stem: find_stem(name),
            statuses: Vec::new(),
            ambient: false,
            combination: false,
            ingredients: Vec::new(),
        }
    }

    /// The name in another language. `None` if neither a list nor a rule gives one, and for a drug
    /// whose canonical name is not international.
    pub fn name_in(&self, language: Language) -> Option<String> {
        let is_international = |name: &SourcedName| {
            matches!(name.kind, NameKind::Inn | NameKind::Usan | NameKind::Ban | NameKind::Generic)
        };
        self.names.first().filter(|name| is_international(name))?;
        if !self.combination {
            return national_name(&self.canonical, language);
        }
        let mark = ['/', '-'].into_iter().find(|mark| self.canonical.contains(*mark))?;
        let parts: Option<Vec<String>> =
            self.canonical.split(mark).map(|part| national_name(part, language)).collect();
        Some(parts?.join(&mark.to_string()))
    }

    /// The name in the United States, if it differs from the canonical name: the adopted name
    /// (USAN), else the name of the ingredient in RxNorm or in the FDA's drug directory.
    pub fn us_name(&self) -> Option<&SourcedName> {
        let (canonical, others) = self.names.split_first()?;
        if is_american(canonical) {
            return None;
        }
        let adopted = others.iter().find(|name| name.kind == NameKind::Usan);
        adopted.or_else(|| {
            others.iter().find(|name| name.kind == NameKind::Alias && is_american(name))
        })
    }
}

/// Whether the list of adopted names (USAN), RxNorm or the FDA's drug directory has a name.
fn is_american(name: &SourcedName) -> bool {
    let mut ids = name.sources.iter().filter_map(|reference| reference.source.id());
    name.kind == NameKind::Usan || ids.any(|id| matches!(id, "rxnorm" | "ndc"))
}

/// Whether a drug of the table has this flag: see the README for the flags.
pub(crate) fn has_flag(number: u16, flag: char) -> bool {
    table::drug_row(number)
        .get(DrugColumn::Flags as usize)
        .is_some_and(|flags| flags.contains(flag))
}

/// The sources of one name of a drug of the table.
pub(crate) fn sources_of_name(number: u16, name: &str) -> Vec<SourceRef> {
    let key = spelling_key(name);
    table_drug(number)
        .names
        .into_iter()
        .find(|known| spelling_key(&known.text) == key)
        .map(|known| known.sources)
        .unwrap_or_default()
}

/// The facts of a drug of the table.
pub(crate) fn table_drug(number: u16) -> Drug {
    let row = table::drug_row(number);
    let cell = |column: DrugColumn| row.get(column as usize).map_or("", String::as_str);
    let flags = cell(DrugColumn::Flags);
    let canonical = table::canonical_name(number);
    let combination = flags.contains('c');
    let drug = Drug::new(canonical);
    let ingredients = combination.then(|| ingredients_in_name(canonical)).flatten();
    Drug {
        names: table_names(canonical, cell),
        identifiers: table_identifiers(cell(DrugColumn::Identifiers)),
        classes: table_facts(cell(DrugColumn::Classes)),
        mechanisms: table_facts(cell(DrugColumn::Mechanisms)),
        statuses: table_statuses(cell(DrugColumn::Statuses)),
        ambient: flags.contains('a'),
        combination,
        ingredients: ingredients
            .unwrap_or_default()
            .into_iter()
            .map(|number| table::canonical_name(number).to_owned())
            .collect(),
        stem: drug.stem.filter(|_| !combination),
        ..drug
    }
}

/// The drugs of the table to which a source gives an identifier, by their canonical names.
pub fn drugs_with_identifier(scheme: Scheme, value: &str) -> Vec<&'static str> {
    let wanted = format!("{}={value}", scheme.key());
    let has =
        |cell: &str| cell.contains(&wanted) && cell_values(cell).any(|known| known.text == wanted);
    let found = table::drugs_with(DrugColumn::Identifiers, has);
    found.into_iter().map(table::canonical_name).collect()
}

/// The sources of a value of the table, each publisher once.
fn source_refs(value: CellValue<'_>) -> Vec<SourceRef> {
    let mut refs: Vec<SourceRef> = Vec::new();
    for (key, _, reference) in value.sources() {
        let Some(source) = FactSource::from_key(key) else { continue };
        let reference = (!reference.is_empty()).then(|| reference.to_owned());
        let new = SourceRef { source, reference };
        if !refs.contains(&new) {
            refs.push(new);
        }
    }
    refs
}

fn table_facts(cell: &str) -> Vec<SourcedFact> {
    cell_values(cell)
        .map(|value| SourcedFact { text: value.text.to_owned(), sources: source_refs(value) })
        .filter(|fact| !fact.sources.is_empty())
        .collect()
}

/// All names in a row of the table, the canonical one first.
fn table_names<'r>(canonical: &str, cell: impl Fn(DrugColumn) -> &'r str) -> Vec<SourcedName> {
    let main = CellValue { text: canonical, ..CellValue::parse(cell(DrugColumn::NameSources)) };
    let mut names = vec![SourcedName {
        text: canonical.to_owned(),
        kind: NameKind::from_details(NameKind::Generic, main),
        sources: source_refs(main),
    }];
    for (column, kind) in [
        (DrugColumn::Aliases, NameKind::Alias),
        (DrugColumn::Brands, NameKind::Brand),
        (DrugColumn::Codes, NameKind::Code),
    ] {
        names.extend(cell_values(cell(column)).map(|value| SourcedName {
            text: value.text.to_owned(),
            kind: NameKind::from_details(kind, value),
            sources: source_refs(value),
        }));
    }
    names
}

/// All identifiers in a cell: `unii=690G0D6V8H`.
fn table_identifiers(cell: &str) -> Vec<SourcedIdentifier> {
    cell_values(cell)
        .filter_map(|value| {
            let (key, number) = value.text.split_once('=')?;
            Some(SourcedIdentifier {
                scheme: Scheme::from_key(key)?,
                value: number.to_owned(),
                sources: source_refs(value),
            })
        })
        .collect()
}

/// All statuses in a cell: `eu:withdrawn=2020-03-01;Exampla`.
fn table_statuses(cell: &str) -> Vec<SourcedStatus> {
    cell_values(cell)
        .map(|value| {
            let (text, products) = match value.text.split_once(';') {
                Some((text, products)) => (text, Some(products.to_owned())),
                None => (value.text, None),
            };
            let (text, since) = match text.split_once('=') {
                Some((text, since)) => (text, Some(since.to_owned())),
                None => (text, None),
            };
            let (country, status) = match text.split_once(':') {
                Some((code, status)) => (Country::from_code(code), status),
                None => (None, text),
            };
            SourcedStatus {
                country,
                status: status.to_owned(),
                since,
                products,
                sources: source_refs(value),
            }
        })
        .filter(|status| !status.sources.is_empty())
        .collect()
}
