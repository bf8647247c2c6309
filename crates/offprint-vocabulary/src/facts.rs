//! What is known of a drug or a class, each fact with its source.
//!
//! A site's own facts are not here: it has them in its files. What a site calls a drug wins over
//! what the table does.

use crate::identifier::Scheme;
use crate::inn_stem::{self as stem, InnStem};
use crate::packing::{PatternKind, plural_forms, without_marks};
use crate::passes::dictionary::EntityId;
use crate::passes::misspelling;
use crate::table::{self, DrugColumn};
use crate::token::spelling_key;
use crate::{MatchKind, MentionKind, Vocabulary};
use offprint_base::slugify;

/// Where a fact is from.
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
    /// What the stem of the name says.
    Stem,
    /// The text itself.
    Text,
}

impl FactSource {
    /// As readers see it.
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
    /// Who says so.
    pub source: FactSource,
}

/// What kind of name a name is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum NameKind {
    /// An international nonproprietary name or United States adopted name.
    Inn,
    /// The name that stands for it, where it has no INN.
    Name,
    /// Another name.
    Alias,
    /// A trade name.
    Brand,
    /// A research code.
    Code,
}

impl NameKind {
    /// As reports show it.
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

/// One name of a drug.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourcedName {
    /// The name.
    pub text: String,
    /// What kind it is.
    pub kind: NameKind,
    /// Who says so.
    pub source: FactSource,
}

/// What identifies a drug in a registry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourcedIdentifier {
    /// The registry.
    pub scheme: Scheme,
    /// The identifier.
    pub value: String,
    /// Who says so.
    pub source: FactSource,
}

/// What is known of a drug.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drug {
    /// The name that stands for it.
    pub canonical: String,
    /// The slug of its page.
    pub slug: String,
    /// All names, the canonical one first.
    pub names: Vec<SourcedName>,
    /// Identifiers, where registries have it.
    pub identifiers: Vec<SourcedIdentifier>,
    /// Its class.
    pub class: Option<SourcedFact>,
    /// How it works.
    pub mechanism: Option<SourcedFact>,
    /// The stem of its name.
    pub stem: Option<InnStem>,
    /// Whether it is in use, on trial or a metabolite.
    pub status: Option<SourcedFact>,
    /// A substance of every day or of the body.
    pub ambient: bool,
    /// A combination of other drugs.
    pub combination: bool,
}

/// A class of drugs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DrugClass {
    /// One of them: "NMDA receptor antagonist".
    pub name: String,
    /// All of them, as their page is called: "NMDA receptor antagonists".
    pub plural: String,
    /// The slug of its page, made of the plural.
    pub slug: String,
    /// Who says so.
    pub source: FactSource,
}

/// What a name resolves to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResolvedName {
    /// The name that stands for it.
    pub canonical: String,
    /// The slug of its page.
    pub slug: String,
    /// A drug or a class.
    pub kind: MentionKind,
    /// What kind of name was given.
    pub match_kind: MatchKind,
    /// Who says that this is its name.
    pub source: FactSource,
    /// Nearly the name, not the name itself.
    pub suspect: bool,
    /// A substance of every day or of the body.
    pub ambient: bool,
}

impl Drug {
    /// A drug of which nothing is known but its name, and what its stem says.
    pub fn new(name: &str) -> Self {
        drug_without_facts(name)
    }
}

impl Vocabulary {
    /// The one drug or class that a name means: as a list has it, else as a text would be read that
    /// is nothing but this name.
    pub fn resolve(&self, name: &str) -> Option<ResolvedName> {
        let Some((entity, kind)) = self.find_entity(name) else {
            return self.resolve_as_text(name);
        };
        let match_kind = match kind {
            PatternKind::Name | PatternKind::Class => MatchKind::Name,
            PatternKind::Alias => MatchKind::Alias,
            PatternKind::Brand => MatchKind::Brand,
            PatternKind::Code => MatchKind::Code,
        };
        let class = kind == PatternKind::Class;
        let (canonical, slug, source, ambient) = match entity {
            EntityId::Site(index) => {
                let drug = self.site.drugs.get(index as usize)?;
                let own =
                    drug.names.iter().any(|(known, _)| spelling_key(known) == spelling_key(name));
                let source = if own {
                    FactSource::Site
                } else {
                    drug.number.map_or(FactSource::Site, |number| source_of(number, name))
                };
                (drug.name.clone(), drug.slug.clone(), source, false)
            }
            EntityId::Table(number) if class => {
                let canonical = table::canonical_name(number);
                (canonical.to_owned(), class_slug(canonical), FactSource::Offprint, false)
            }
            EntityId::Table(number) => {
                let canonical = table::canonical_name(number);
                (
                    canonical.to_owned(),
                    slugify(canonical),
                    source_of(number, name),
                    is_flagged(number, 'a'),
                )
            }
            EntityId::New(_) => return None,
        };
        let kind = if class { MentionKind::Class } else { MentionKind::Drug };
        Some(ResolvedName { canonical, slug, kind, match_kind, source, suspect: false, ambient })
    }

    fn resolve_as_text(&self, name: &str) -> Option<ResolvedName> {
        let name = name.trim();
        let mentions = self.mentions(name);
        let [mention] = mentions.as_slice() else { return self.resolve_as_misspelling(name) };
        if (mention.start, mention.end) != (0, name.len()) {
            return None;
        }
        let source = match mention.match_kind {
            MatchKind::Stem => FactSource::Stem,
            MatchKind::Misspelling
            | MatchKind::NewCode
            | MatchKind::Chemical
            | MatchKind::Abbreviation => FactSource::Text,
            _ => self.find_entity(&mention.canonical).map_or(FactSource::Text, |(entity, _)| {
                match entity {
                    EntityId::Site(_) => FactSource::Site,
                    EntityId::Table(number) => source_of(number, &mention.canonical),
                    EntityId::New(_) => FactSource::Text,
                }
            }),
        };
        Some(ResolvedName {
            canonical: mention.canonical.clone().into_owned(),
            slug: mention.slug().into_owned(),
            kind: mention.kind,
            match_kind: mention.match_kind,
            source,
            suspect: mention.suspect,
            ambient: mention.ambient,
        })
    }

    fn resolve_as_misspelling(&self, name: &str) -> Option<ResolvedName> {
        let meant = misspelling::nearest_drug_name(&spelling_key(name))?;
        let resolved = self.resolve(meant)?;
        Some(ResolvedName { match_kind: MatchKind::Misspelling, suspect: true, ..resolved })
    }

    /// The facts of the drug with this name or slug.
    pub fn drug(&self, name: &str) -> Option<Drug> {
        let (entity, _) = self.find_entity(name)?;
        match entity {
            EntityId::Table(number) if usize::from(number) < table::drug_count() => {
                Some(builtin_drug(number))
            }
            EntityId::Site(index) => {
                let own = self.site.drugs.get(index as usize)?;
                let mut drug =
                    own.number.map(builtin_drug).unwrap_or_else(|| drug_without_facts(&own.name));
                drug.canonical.clone_from(&own.name);
                drug.slug.clone_from(&own.slug);
                let mut names: Vec<SourcedName> = own
                    .names
                    .iter()
                    .map(|(text, kind)| SourcedName {
                        text: text.clone(),
                        kind: name_kind(*kind),
                        source: FactSource::Site,
                    })
                    .collect();
                // The canonical name keeps its rank as an INN, whoever writes it.
                for name in &mut names {
                    if drug.names.iter().any(|known| {
                        known.kind == NameKind::Inn
                            && spelling_key(&known.text) == spelling_key(&name.text)
                    }) {
                        name.kind = NameKind::Inn;
                    }
                }
                for name in std::mem::take(&mut drug.names) {
                    if !names
                        .iter()
                        .any(|known| spelling_key(&known.text) == spelling_key(&name.text))
                    {
                        names.push(name);
                    }
                }
                drug.names = names;
                Some(drug)
            }
            _ => None,
        }
    }

    /// The class that a name means: one of the vocabulary's, or a site's own words made into one.
    pub fn class(&self, name: &str) -> Option<DrugClass> {
        let name = name.trim();
        if spelling_key(name).is_empty() {
            return None;
        }
        if let Some(pattern) = table::find_pattern(&spelling_key(name))
            .filter(|pattern| pattern.kind == PatternKind::Class)
        {
            let name = table::canonical_name(pattern.number);
            return Some(DrugClass {
                name: name.to_owned(),
                plural: class_plural(name),
                slug: class_slug(name),
                source: FactSource::Offprint,
            });
        }
        let plural = plural_forms(name).pop().unwrap_or_else(|| name.to_owned());
        Some(DrugClass {
            name: name.to_owned(),
            slug: slugify(&plural),
            plural,
            source: FactSource::Site,
        })
    }
}

/// The other names of a class of the table, in the singular and in the plural.
pub fn class_names(name: &str) -> Vec<String> {
    let pattern = table::find_pattern(&spelling_key(name))
        .filter(|pattern| pattern.kind == PatternKind::Class);
    let row = pattern.and_then(|pattern| table::class_row(pattern.number)).unwrap_or_default();
    let names = row.get(1).into_iter().flat_map(|names| names.split('|'));
    names.flat_map(|name| std::iter::once(name.to_owned()).chain(plural_forms(name))).collect()
}

fn name_kind(kind: PatternKind) -> NameKind {
    match kind {
        PatternKind::Name | PatternKind::Class => NameKind::Name,
        PatternKind::Alias => NameKind::Alias,
        PatternKind::Brand => NameKind::Brand,
        PatternKind::Code => NameKind::Code,
    }
}

/// The plural of a class of the table, by its name.
fn class_plural(name: &str) -> String {
    let known = table::find_pattern(&spelling_key(name))
        .filter(|pattern| pattern.kind == PatternKind::Class)
        .and_then(|pattern| table::class_row(pattern.number));
    known
        .and_then(|row| row.first().copied())
        .map_or_else(|| plural_forms(name).pop().unwrap_or_else(|| name.to_owned()), str::to_owned)
}

/// The slug of a class's page: its plural's.
pub(crate) fn class_slug(name: &str) -> String {
    slugify(&class_plural(name))
}

fn is_flagged(number: u16, flag: char) -> bool {
    table::drug_row(number)
        .get(DrugColumn::Flags as usize)
        .is_some_and(|flags| flags.contains(flag))
}

/// Who says that a drug of the table has this name.
fn source_of(number: u16, name: &str) -> FactSource {
    let wanted = spelling_key(name);
    builtin_drug(number)
        .names
        .into_iter()
        .find(|known| spelling_key(&known.text) == wanted)
        .map_or(FactSource::Offprint, |known| known.source)
}

fn drug_without_facts(name: &str) -> Drug {
    Drug {
        canonical: name.to_owned(),
        slug: slugify(name),
        names: Vec::new(),
        identifiers: Vec::new(),
        class: None,
        mechanism: None,
        stem: stem::find_stem(name),
        status: None,
        ambient: false,
        combination: false,
    }
}

/// The facts of a drug of the table.
fn builtin_drug(number: u16) -> Drug {
    let row = table::drug_row(number);
    let cell = |column: DrugColumn| row.get(column as usize).map_or("", String::as_str);
    let flags = cell(DrugColumn::Flags);
    let mut drug = drug_without_facts(table::canonical_name(number));
    let registered = if flags.contains('b') { FactSource::DrugBank } else { FactSource::Fda };
    let named_by = if flags.contains('s') && cell(DrugColumn::Unii).is_empty() {
        FactSource::Offprint
    } else {
        registered
    };
    let kind = if flags.contains('i') { NameKind::Inn } else { NameKind::Name };
    drug.names.push(SourcedName { text: drug.canonical.clone(), kind, source: named_by });
    for (column, kind) in [
        (DrugColumn::Aliases, NameKind::Alias),
        (DrugColumn::Brands, NameKind::Brand),
        (DrugColumn::Codes, NameKind::Code),
    ] {
        for name in cell(column).split('|').filter(|name| !name.is_empty()) {
            let source = match name.as_bytes().first() {
                Some(b'=') => FactSource::Offprint,
                Some(b'~') => FactSource::DrugBank,
                _ => registered,
            };
            drug.names.push(SourcedName { text: without_marks(name).to_owned(), kind, source });
        }
    }
    for (column, scheme, source) in [
        (DrugColumn::DrugBank, Scheme::DrugBank, FactSource::DrugBank),
        (DrugColumn::Unii, Scheme::Unii, registered),
        (DrugColumn::Cas, Scheme::Cas, FactSource::DrugBank),
        (DrugColumn::Atc, Scheme::Atc, FactSource::Offprint),
    ] {
        for value in cell(column).split('|').filter(|value| !value.is_empty()) {
            drug.identifiers.push(SourcedIdentifier { scheme, value: value.to_owned(), source });
        }
    }
    let fact = |text: &str, source: FactSource| {
        (!text.is_empty()).then(|| SourcedFact { text: text.to_owned(), source })
    };
    let class_by = if flags.contains('e') {
        FactSource::Fda
    } else if flags.contains('t') {
        FactSource::Stem
    } else {
        FactSource::Offprint
    };
    drug.class = fact(cell(DrugColumn::Class), class_by);
    drug.mechanism = fact(cell(DrugColumn::Mechanism), FactSource::Offprint);
    drug.status = if flags.contains('x') {
        fact("investigational", FactSource::Offprint)
    } else if flags.contains('m') {
        fact("metabolite", FactSource::Offprint)
    } else if flags.contains('r') {
        fact("marketed in the United States", FactSource::Fda)
    } else {
        None
    };
    drug.ambient = flags.contains('a');
    drug.combination = flags.contains('c');
    if drug.combination {
        drug.stem = None;
    }
    drug
}
