//! What is known of a drug or a class, each fact with its source.
//!
//! A site's own facts are not here: it has them in its files. What a site calls a drug wins over
//! what the table does.

use crate::dictionary::Owner;
use crate::identifier::Scheme;
use crate::misspelling;
use crate::normal::key;
use crate::packing::{Kind, bare, plurals};
use crate::stem::{self, Stem};
use crate::table::{self, Column};
use crate::{Layer, MentionKind, Vocabulary};
use offprint_base::slugify;

/// Where a fact is from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Source {
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

impl Source {
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
pub struct Fact {
    /// What is known.
    pub text: String,
    /// Who says so.
    pub source: Source,
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
pub struct Name {
    /// The name.
    pub text: String,
    /// What kind it is.
    pub kind: NameKind,
    /// Who says so.
    pub source: Source,
}

/// What identifies a drug in a registry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identifier {
    /// The registry.
    pub scheme: Scheme,
    /// The identifier.
    pub value: String,
    /// Who says so.
    pub source: Source,
}

/// What is known of a drug.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drug {
    /// The name that stands for it.
    pub canonical: String,
    /// The slug of its page.
    pub slug: String,
    /// All names, the canonical one first.
    pub names: Vec<Name>,
    /// Identifiers, where registries have it.
    pub identifiers: Vec<Identifier>,
    /// Its class.
    pub class: Option<Fact>,
    /// How it works.
    pub mechanism: Option<Fact>,
    /// The stem of its name.
    pub stem: Option<Stem>,
    /// Whether it is in use, on trial or a metabolite.
    pub status: Option<Fact>,
    /// A substance of every day or of the body.
    pub ambient: bool,
    /// A combination of other drugs.
    pub combination: bool,
}

/// A class of drugs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Class {
    /// One of them: "NMDA receptor antagonist".
    pub name: String,
    /// All of them, as their page is called: "NMDA receptor antagonists".
    pub plural: String,
    /// The slug of its page, made of the plural.
    pub slug: String,
    /// Who says so.
    pub source: Source,
}

/// What a name resolves to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resolved {
    /// The name that stands for it.
    pub canonical: String,
    /// The slug of its page.
    pub slug: String,
    /// A drug or a class.
    pub kind: MentionKind,
    /// What kind of name was given.
    pub layer: Layer,
    /// Who says that this is its name.
    pub source: Source,
    /// Nearly the name, not the name itself.
    pub suspect: bool,
    /// A substance of every day or of the body.
    pub ambient: bool,
}

impl Drug {
    /// A drug of which nothing is known but its name, and what its stem says.
    pub fn new(name: &str) -> Self {
        empty(name)
    }
}

impl Vocabulary {
    /// The one drug or class that a name means: as a list has it, else as a text would be read that
    /// is nothing but this name.
    pub fn resolve(&self, name: &str) -> Option<Resolved> {
        let Some((owner, kind)) = self.owner(name) else { return self.resolve_as_text(name) };
        let layer = match kind {
            Kind::Name | Kind::Class => Layer::Name,
            Kind::Alias => Layer::Alias,
            Kind::Brand => Layer::Brand,
            Kind::Code => Layer::Code,
        };
        let class = kind == Kind::Class;
        let (canonical, slug, source, ambient) = match owner {
            Owner::Site(index) => {
                let drug = self.site.drugs.get(index as usize)?;
                let own = drug.names.iter().any(|(known, _)| key(known) == key(name));
                let source = if own {
                    Source::Site
                } else {
                    drug.number.map_or(Source::Site, |number| source_of(number, name))
                };
                (drug.name.clone(), drug.slug.clone(), source, false)
            }
            Owner::Table(number) if class => {
                let canonical = table::name(number);
                (canonical.to_owned(), class_slug(canonical), Source::Offprint, false)
            }
            Owner::Table(number) => {
                let canonical = table::name(number);
                (
                    canonical.to_owned(),
                    slugify(canonical),
                    source_of(number, name),
                    is_flagged(number, 'a'),
                )
            }
            Owner::New(_) => return None,
        };
        let kind = if class { MentionKind::Class } else { MentionKind::Drug };
        Some(Resolved { canonical, slug, kind, layer, source, suspect: false, ambient })
    }

    fn resolve_as_text(&self, name: &str) -> Option<Resolved> {
        let name = name.trim();
        let mentions = self.mentions(name);
        let [mention] = mentions.as_slice() else { return self.resolve_as_misspelling(name) };
        if (mention.start, mention.end) != (0, name.len()) {
            return None;
        }
        let source = match mention.layer {
            Layer::Stem => Source::Stem,
            Layer::Misspelling | Layer::NewCode | Layer::Chemical | Layer::Abbreviation => {
                Source::Text
            }
            _ => self.owner(&mention.canonical).map_or(Source::Text, |(owner, _)| match owner {
                Owner::Site(_) => Source::Site,
                Owner::Table(number) => source_of(number, &mention.canonical),
                Owner::New(_) => Source::Text,
            }),
        };
        Some(Resolved {
            canonical: mention.canonical.clone().into_owned(),
            slug: mention.slug().into_owned(),
            kind: mention.kind,
            layer: mention.layer,
            source,
            suspect: mention.suspect,
            ambient: mention.ambient,
        })
    }

    fn resolve_as_misspelling(&self, name: &str) -> Option<Resolved> {
        let meant = misspelling::nearest(&key(name))?;
        let resolved = self.resolve(meant)?;
        Some(Resolved { layer: Layer::Misspelling, suspect: true, ..resolved })
    }

    /// The facts of the drug with this name or slug.
    pub fn drug(&self, name: &str) -> Option<Drug> {
        let (owner, _) = self.owner(name)?;
        match owner {
            Owner::Table(number) if usize::from(number) < table::drug_count() => {
                Some(of_table(number))
            }
            Owner::Site(index) => {
                let own = self.site.drugs.get(index as usize)?;
                let mut drug = own.number.map(of_table).unwrap_or_else(|| empty(&own.name));
                drug.canonical.clone_from(&own.name);
                drug.slug.clone_from(&own.slug);
                let mut names: Vec<Name> = own
                    .names
                    .iter()
                    .map(|(text, kind)| Name {
                        text: text.clone(),
                        kind: name_kind(*kind),
                        source: Source::Site,
                    })
                    .collect();
                // The canonical name keeps its rank as an INN, whoever writes it.
                for name in &mut names {
                    if drug.names.iter().any(|known| {
                        known.kind == NameKind::Inn && key(&known.text) == key(&name.text)
                    }) {
                        name.kind = NameKind::Inn;
                    }
                }
                for name in std::mem::take(&mut drug.names) {
                    if !names.iter().any(|known| key(&known.text) == key(&name.text)) {
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
    pub fn class(&self, name: &str) -> Option<Class> {
        let name = name.trim();
        if key(name).is_empty() {
            return None;
        }
        if let Some(pattern) = table::find(&key(name)).filter(|pattern| pattern.kind == Kind::Class)
        {
            let name = table::name(pattern.number);
            return Some(Class {
                name: name.to_owned(),
                plural: class_plural(name),
                slug: class_slug(name),
                source: Source::Offprint,
            });
        }
        let plural = plurals(name).pop().unwrap_or_else(|| name.to_owned());
        Some(Class { name: name.to_owned(), slug: slugify(&plural), plural, source: Source::Site })
    }
}

/// The other names of a class of the table, in the singular and in the plural.
pub fn class_names(name: &str) -> Vec<String> {
    let pattern = table::find(&key(name)).filter(|pattern| pattern.kind == Kind::Class);
    let row = pattern.and_then(|pattern| table::class_row(pattern.number)).unwrap_or_default();
    let names = row.get(1).into_iter().flat_map(|names| names.split('|'));
    names.flat_map(|name| std::iter::once(name.to_owned()).chain(plurals(name))).collect()
}

fn name_kind(kind: Kind) -> NameKind {
    match kind {
        Kind::Name | Kind::Class => NameKind::Name,
        Kind::Alias => NameKind::Alias,
        Kind::Brand => NameKind::Brand,
        Kind::Code => NameKind::Code,
    }
}

/// The plural of a class of the table, by its name.
fn class_plural(name: &str) -> String {
    let known = table::find(&key(name))
        .filter(|pattern| pattern.kind == Kind::Class)
        .and_then(|pattern| table::class_row(pattern.number));
    known
        .and_then(|row| row.first().copied())
        .map_or_else(|| plurals(name).pop().unwrap_or_else(|| name.to_owned()), str::to_owned)
}

/// The slug of a class's page: its plural's.
pub(super) fn class_slug(name: &str) -> String {
    slugify(&class_plural(name))
}

fn is_flagged(number: u16, flag: char) -> bool {
    table::row(number).get(Column::Flags as usize).is_some_and(|flags| flags.contains(flag))
}

/// Who says that a drug of the table has this name.
fn source_of(number: u16, name: &str) -> Source {
    let wanted = key(name);
    of_table(number)
        .names
        .into_iter()
        .find(|known| key(&known.text) == wanted)
        .map_or(Source::Offprint, |known| known.source)
}

fn empty(name: &str) -> Drug {
    Drug {
        canonical: name.to_owned(),
        slug: slugify(name),
        names: Vec::new(),
        identifiers: Vec::new(),
        class: None,
        mechanism: None,
        stem: stem::of(name),
        status: None,
        ambient: false,
        combination: false,
    }
}

/// The facts of a drug of the table.
fn of_table(number: u16) -> Drug {
    let row = table::row(number);
    let cell = |column: Column| row.get(column as usize).map_or("", String::as_str);
    let flags = cell(Column::Flags);
    let mut drug = empty(table::name(number));
    let registered = if flags.contains('b') { Source::DrugBank } else { Source::Fda };
    let named_by = if flags.contains('s') && cell(Column::Unii).is_empty() {
        Source::Offprint
    } else {
        registered
    };
    let kind = if flags.contains('i') { NameKind::Inn } else { NameKind::Name };
    drug.names.push(Name { text: drug.canonical.clone(), kind, source: named_by });
    for (column, kind) in [
        (Column::Aliases, NameKind::Alias),
        (Column::Brands, NameKind::Brand),
        (Column::Codes, NameKind::Code),
    ] {
        for name in cell(column).split('|').filter(|name| !name.is_empty()) {
            let source = match name.as_bytes().first() {
                Some(b'=') => Source::Offprint,
                Some(b'~') => Source::DrugBank,
                _ => registered,
            };
            drug.names.push(Name { text: bare(name).to_owned(), kind, source });
        }
    }
    for (column, scheme, source) in [
        (Column::DrugBank, Scheme::DrugBank, Source::DrugBank),
        (Column::Unii, Scheme::Unii, registered),
        (Column::Cas, Scheme::Cas, Source::DrugBank),
        (Column::Atc, Scheme::Atc, Source::Offprint),
    ] {
        for value in cell(column).split('|').filter(|value| !value.is_empty()) {
            drug.identifiers.push(Identifier { scheme, value: value.to_owned(), source });
        }
    }
    let fact = |text: &str, source: Source| {
        (!text.is_empty()).then(|| Fact { text: text.to_owned(), source })
    };
    let class_by = if flags.contains('e') {
        Source::Fda
    } else if flags.contains('t') {
        Source::Stem
    } else {
        Source::Offprint
    };
    drug.class = fact(cell(Column::Class), class_by);
    drug.mechanism = fact(cell(Column::Mechanism), Source::Offprint);
    drug.status = if flags.contains('x') {
        fact("investigational", Source::Offprint)
    } else if flags.contains('m') {
        fact("metabolite", Source::Offprint)
    } else if flags.contains('r') {
        fact("marketed in the United States", Source::Fda)
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
