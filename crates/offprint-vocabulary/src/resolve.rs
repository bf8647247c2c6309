//! What a single name refers to, and the facts of the drug or class, the site's own names first.

use crate::candidate::{EntityId, MatchKind};
use crate::drug_class::{DrugClass, class_slug};
use crate::fact_source::{FactSource, SourceRef};
use crate::facts::{Drug, NameKind, SourcedName, has_flag, sources_of_name, table_drug};
use crate::mention::MentionKind;
use crate::national_name::Language;
use crate::packing::PatternKind;
use crate::site_names::IndexedSiteDrug;
use crate::table;
use crate::token::spelling_key;
use crate::translation::english_term;
use crate::typo::{LONGEST_TYPO, SHORTEST_NEAR, nearest_drug_name, words_one_edit_away};
use crate::vocabulary::Vocabulary;
use offprint_base::slugify;

/// What a name refers to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResolvedName {
    /// The canonical name.
    pub canonical: String,
    /// The slug of the page.
    pub slug: String,
    /// Whether it is a drug or a class.
    pub kind: MentionKind,
    /// How the name was recognised.
    pub match_kind: MatchKind,
    /// The sources that list the name. None for a name that was only recognised.
    pub sources: Vec<SourceRef>,
    /// Whether the name is a likely misspelling.
    pub suspect: bool,
    /// Whether the drug is an everyday substance or one of the body.
    pub ambient: bool,
}

impl Vocabulary {
    /// The one drug or class that a name refers to: as a list has it, else as it would be
    /// recognised in a text that contains only this name.
    pub fn resolve(&self, name: &str) -> Option<ResolvedName> {
        let Some((entity, kind)) = self.find_entity(name) else {
            return self.resolve_as_text(name);
        };
        let is_class = kind == PatternKind::Class;
        let (canonical, slug, sources, ambient) = match entity {
            EntityId::Site(index) => {
                let drug = self.site.drugs.get(index as usize)?;
                (drug.name.clone(), drug.slug.clone(), sources_of_site_name(drug, name), false)
            }
            EntityId::Table(number) if is_class => {
                let canonical = table::canonical_name(number);
                (canonical.to_owned(), class_slug(canonical), Vec::new(), false)
            }
            EntityId::Table(number) => {
                let canonical = table::canonical_name(number);
                let sources = sources_of_name(number, name);
                (canonical.to_owned(), slugify(canonical), sources, has_flag(number, 'a'))
            }
            EntityId::New(_) => return None,
        };
        Some(ResolvedName {
            canonical,
            slug,
            kind: if is_class { MentionKind::Class } else { MentionKind::Drug },
            match_kind: MatchKind::from(kind),
            sources,
            suspect: false,
            ambient,
        })
    }

    fn resolve_as_text(&self, name: &str) -> Option<ResolvedName> {
        let name = name.trim();
        let mentions = self.mentions(name);
        let [mention] = mentions.as_slice() else { return self.resolve_as_misspelling(name) };
        if (mention.start, mention.end) != (0, name.len()) {
            return None;
        }
        let sources = match mention.match_kind {
            MatchKind::Stem
            | MatchKind::Misspelling
            | MatchKind::NewCode
            | MatchKind::Chemical
            | MatchKind::Abbreviation => Vec::new(),
            _ => match self.find_entity(&mention.canonical) {
                Some((EntityId::Site(_), _)) => vec![SourceRef::new(FactSource::Site)],
                Some((EntityId::Table(number), _)) => sources_of_name(number, &mention.canonical),
                Some((EntityId::New(_), _)) | None => Vec::new(),
            },
        };
        Some(ResolvedName {
            canonical: mention.canonical.clone().into_owned(),
            slug: mention.slug().into_owned(),
            kind: mention.kind,
            match_kind: mention.match_kind,
            sources,
            suspect: mention.suspect,
            ambient: mention.ambient,
        })
    }

    /// The one drug that has a name which is one edit away from an unknown name: that name in lower
    /// case, and the canonical name. Also trade names and research codes count, and the names of the
    /// site. `None` if the name is known, or if two drugs are equally near.
    pub fn nearest_listed(&self, name: &str) -> Option<(String, String)> {
        let word = spelling_key(name);
        let is_word = (SHORTEST_NEAR..=LONGEST_TYPO).contains(&word.len())
            && word.bytes().all(|byte| byte.is_ascii_lowercase());
        if !is_word || table::is_known_word(&word) || self.find_entity(name).is_some() {
            return None;
        }
        let mut found: Option<(String, EntityId)> = None;
        for near in words_one_edit_away(&word) {
            let Some((entity, kind)) = self.find_entity(&near) else { continue };
            if kind == PatternKind::Class {
                continue;
            }
            match &mut found {
                Some((_, known)) if *known != entity => return None,
                Some((known, _)) if kind == PatternKind::Name => *known = near,
                Some(_) => {}
                None => found = Some((near, entity)),
            }
        }
        let (near, _) = found?;
        let resolved = self.resolve(&near)?;
        Some((near, resolved.canonical))
    }

    fn resolve_as_misspelling(&self, name: &str) -> Option<ResolvedName> {
        let intended = nearest_drug_name(&spelling_key(name))?;
        let resolved = self.resolve(intended)?;
        Some(ResolvedName { match_kind: MatchKind::Misspelling, suspect: true, ..resolved })
    }

    /// The facts of the drug with this name or slug. A combination is found by the names of its
    /// ingredients in any order and in any language that the table knows.
    pub fn drug(&self, name: &str) -> Option<Drug> {
        let entity = self.find_entity(name).or_else(|| {
            let resolved = self.resolve_as_text(name).filter(|resolved| !resolved.suspect)?;
            self.find_entity(&resolved.canonical)
        });
        match entity?.0 {
            EntityId::Table(number) if usize::from(number) < table::drug_count() => {
                Some(table_drug(number))
            }
            EntityId::Site(index) => Some(site_drug(self.site.drugs.get(index as usize)?)),
            _ => None,
        }
    }

    /// The class that a name refers to: one of the table, or a new one with this name.
    pub fn class(&self, name: &str) -> Option<DrugClass> {
        DrugClass::named(name)
    }

    /// The same for a name in English or in another language.
    pub fn class_in(&self, name: &str, language: Option<Language>) -> Option<DrugClass> {
        self.class(language.and_then(|language| english_term(name, language)).unwrap_or(name))
    }

    /// How the registers write a name within a sentence: `ketamine` for `Ketamine`. Spellings of the
    /// site do not count.
    pub fn registered_spelling(&self, name: &str) -> Option<String> {
        let number = match self.find_entity(name)?.0 {
            EntityId::Table(number) if usize::from(number) < table::drug_count() => number,
            EntityId::Site(index) => self.site.drugs.get(index as usize)?.number?,
            _ => return None,
        };
        let key = spelling_key(name);
        let names = table_drug(number).names.into_iter();
        names.map(|known| known.text).find(|known| spelling_key(known) == key)
    }
}

/// The sources of a name that refers to a site's drug: the site's file, or those in the table.
fn sources_of_site_name(drug: &IndexedSiteDrug, name: &str) -> Vec<SourceRef> {
    let key = spelling_key(name);
    match drug.number {
        Some(number) if !drug.names.iter().any(|(known, _)| spelling_key(known) == key) => {
            sources_of_name(number, name)
        }
        _ => vec![SourceRef::new(FactSource::Site)],
    }
}

/// The facts of a site's drug: its own names, then those of the table.
fn site_drug(own: &IndexedSiteDrug) -> Drug {
    let of_table = own.number.map(table_drug).unwrap_or_else(|| Drug::new(&own.name));
    let mut names: Vec<SourcedName> = own
        .names
        .iter()
        .map(|(text, kind)| SourcedName {
            text: text.clone(),
            kind: NameKind::from(*kind),
            sources: vec![SourceRef::new(FactSource::Site)],
        })
        .collect();
    for known in of_table.names {
        let key = spelling_key(&known.text);
        let mut same = names.iter_mut().filter(|name| spelling_key(&name.text) == key).peekable();
        if same.peek().is_none() {
            drop(same);
            names.push(known);
        } else if known.kind == NameKind::Inn {
            // An INN remains one, even if the site lists it.
            same.for_each(|name| {
                name.kind = NameKind::Inn;
                name.sources.extend(known.sources.iter().cloned());
            });
        }
    }
    Drug { canonical: own.name.clone(), slug: own.slug.clone(), names, ..of_table }
}
