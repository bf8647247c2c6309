//! What is known about a drug, each fact with its source.
//!
//! The facts here are those of the built-in table. A site has its own facts in its files; it also
//! decides which facts it prefers.

use crate::identifier::Scheme;
use crate::inn_stem::{InnStem, find_stem};
use crate::packing::{PatternKind, without_marks};
use crate::table::{self, DrugColumn};
use crate::token::spelling_key;
use offprint_base::slugify;

/// The source of a fact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum FactSource {
    /// A file of the site.
    Site,
    /// Written for Offprint.
    Offprint,
    /// The names and identifiers of the FDA's substance registry and drug directory.
    Fda,
    /// DrugBank's open vocabulary.
    DrugBank,
    /// The meaning of the stem of the name.
    Stem,
    /// The text itself.
    Text,
}

impl FactSource {
    /// Its name for readers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Offprint => "Offprint",
            Self::Fda => "FDA UNII 2025-06 and NDC 2019-04",
            Self::DrugBank => "DrugBank open vocabulary",
            Self::Stem => "INN stem",
            Self::Text => "text",
        }
    }
}

/// A fact and its source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourcedFact {
    /// What is known.
    pub text: String,
    /// The source.
    pub source: FactSource,
}

/// The kind of a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum NameKind {
    /// An international nonproprietary name or United States adopted name.
    Inn,
    /// The canonical name of a drug without an INN.
    Name,
    /// Another name.
    Alias,
    /// A trade name.
    Brand,
    /// A research code.
    Code,
}

impl NameKind {
    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inn => "INN",
            Self::Name => "name",
            Self::Alias => "alias",
            Self::Brand => "brand",
            Self::Code => "code",
        }
    }
}

impl From<PatternKind> for NameKind {
    fn from(kind: PatternKind) -> Self {
        match kind {
            PatternKind::Name | PatternKind::Class => Self::Name,
            PatternKind::Alias => Self::Alias,
            PatternKind::Brand => Self::Brand,
            PatternKind::Code => Self::Code,
        }
    }
}

/// A name of a drug and its source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourcedName {
    /// The name.
    pub text: String,
    /// Its kind.
    pub kind: NameKind,
    /// The source.
    pub source: FactSource,
}

/// An identifier of a drug in a registry and its source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourcedIdentifier {
    /// The registry.
    pub scheme: Scheme,
    /// The identifier.
    pub value: String,
    /// The source.
    pub source: FactSource,
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
    /// Its class.
    pub class: Option<SourcedFact>,
    /// Its mechanism of action.
    pub mechanism: Option<SourcedFact>,
    /// The stem of its name.
    pub stem: Option<InnStem>,
    /// Whether it is marketed, investigational or a metabolite.
    pub status: Option<SourcedFact>,
    /// Whether it is an everyday substance or one of the body.
    pub ambient: bool,
    /// Whether it is a combination of other drugs.
    pub combination: bool,
}

impl Drug {
    /// A drug about which nothing is known except its name and what its stem says.
    pub fn new(name: &str) -> Self {
        Self {
            canonical: name.to_owned(),
            slug: slugify(name),
            names: Vec::new(),
            identifiers: Vec::new(),
            class: None,
            mechanism: None,
            stem: find_stem(name),
            status: None,
            ambient: false,
            combination: false,
        }
    }
}

/// Whether a drug of the table has this flag: see the README for the flags.
pub(crate) fn has_flag(number: u16, flag: char) -> bool {
    table::drug_row(number)
        .get(DrugColumn::Flags as usize)
        .is_some_and(|flags| flags.contains(flag))
}

/// The source of one name of a drug of the table.
pub(crate) fn source_of_name(number: u16, name: &str) -> FactSource {
    let key = spelling_key(name);
    table_drug(number)
        .names
        .into_iter()
        .find(|known| spelling_key(&known.text) == key)
        .map_or(FactSource::Offprint, |known| known.source)
}

/// The facts of a drug of the table.
pub(crate) fn table_drug(number: u16) -> Drug {
    let row = table::drug_row(number);
    let cell = |column: DrugColumn| row.get(column as usize).map_or("", String::as_str);
    let flags = cell(DrugColumn::Flags);
    let canonical = table::canonical_name(number);
    let combination = flags.contains('c');
    let drug = Drug::new(canonical);
    Drug {
        names: table_names(canonical, flags, cell),
        identifiers: table_identifiers(registry_source(flags), cell),
        class: fact(cell(DrugColumn::Class), class_source(flags)),
        mechanism: fact(cell(DrugColumn::Mechanism), FactSource::Offprint),
        status: status(flags),
        ambient: flags.contains('a'),
        combination,
        stem: drug.stem.filter(|_| !combination),
        ..drug
    }
}

fn fact(text: &str, source: FactSource) -> Option<SourcedFact> {
    (!text.is_empty()).then(|| SourcedFact { text: text.to_owned(), source })
}

/// The registry that a row of the table comes from.
fn registry_source(flags: &str) -> FactSource {
    if flags.contains('b') { FactSource::DrugBank } else { FactSource::Fda }
}

/// The source of the class in a row of the table.
fn class_source(flags: &str) -> FactSource {
    if flags.contains('e') {
        FactSource::Fda
    } else if flags.contains('t') {
        FactSource::Stem
    } else {
        FactSource::Offprint
    }
}

fn status(flags: &str) -> Option<SourcedFact> {
    if flags.contains('x') {
        fact("investigational", FactSource::Offprint)
    } else if flags.contains('m') {
        fact("metabolite", FactSource::Offprint)
    } else if flags.contains('r') {
        fact("marketed in the United States", FactSource::Fda)
    } else {
        None
    }
}

/// All names in a row of the table, the canonical one first.
fn table_names<'r>(
    canonical: &str,
    flags: &str,
    cell: impl Fn(DrugColumn) -> &'r str,
) -> Vec<SourcedName> {
    let registry = registry_source(flags);
    let is_own = flags.contains('s') && cell(DrugColumn::Unii).is_empty();
    let mut names = vec![SourcedName {
        text: canonical.to_owned(),
        kind: if flags.contains('i') { NameKind::Inn } else { NameKind::Name },
        source: if is_own { FactSource::Offprint } else { registry },
    }];
    for (column, kind) in [
        (DrugColumn::Aliases, NameKind::Alias),
        (DrugColumn::Brands, NameKind::Brand),
        (DrugColumn::Codes, NameKind::Code),
    ] {
        for name in cell(column).split('|').filter(|name| !name.is_empty()) {
            let source = match name.as_bytes().first() {
                Some(b'=') => FactSource::Offprint,
                Some(b'~') => FactSource::DrugBank,
                _ => registry,
            };
            names.push(SourcedName { text: without_marks(name).to_owned(), kind, source });
        }
    }
    names
}

/// All identifiers in a row of the table.
fn table_identifiers<'r>(
    registry: FactSource,
    cell: impl Fn(DrugColumn) -> &'r str,
) -> Vec<SourcedIdentifier> {
    let mut identifiers = Vec::new();
    for (column, scheme, source) in [
        (DrugColumn::DrugBank, Scheme::DrugBank, FactSource::DrugBank),
        (DrugColumn::Unii, Scheme::Unii, registry),
        (DrugColumn::Cas, Scheme::Cas, FactSource::DrugBank),
        (DrugColumn::Atc, Scheme::Atc, FactSource::Offprint),
    ] {
        for value in cell(column).split('|').filter(|value| !value.is_empty()) {
            identifiers.push(SourcedIdentifier { scheme, value: value.to_owned(), source });
        }
    }
    identifiers
}
