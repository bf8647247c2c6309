//! What a site adds to the vocabulary: the drugs of `content/drugs/`, by their names, and which
//! drug of the built-in table each of them is.
//!
//! If the table lists a site's drug, all of its names there refer to the site's drug. This module
//! must not know files or front matter.

use rustc_hash::FxHashMap;

use crate::candidate::{DictionaryMatch, EntityId};
use crate::packing::PatternKind;
use crate::span::{gap_between, is_full_word, joins_name_parts};
use crate::table;
use crate::token::{Token, finish_hash, spelling_key, tokenize};

/// A drug for which a site has a file.
#[derive(Clone, Copy, Hash, Debug)]
pub struct SiteDrug<'s> {
    /// The slug of its page.
    pub slug: &'s str,
    /// Its name, as it should be displayed.
    pub name: &'s str,
    /// Its other names.
    pub aliases: &'s [String],
    /// Its trade names.
    pub brands: &'s [String],
    /// Its research codes.
    pub codes: &'s [String],
}

/// A site's drug, as the vocabulary stores it.
#[derive(Debug)]
pub(crate) struct IndexedSiteDrug {
    /// The slug of its page.
    pub(crate) slug: String,
    /// Its name.
    pub(crate) name: String,
    /// All its names.
    pub(crate) names: Vec<(String, PatternKind)>,
    /// The drug of the table that it is.
    pub(crate) number: Option<u16>,
    /// Further drugs of the table whose own names it lists: for this site they are the same drug.
    merged: Vec<u16>,
}

/// The beginning of a name.
#[derive(Clone, Copy, Default, Debug)]
struct NamePrefix {
    /// If it is also a full name: whose, and what kind.
    full_name: Option<(u32, PatternKind)>,
}

/// The names of a site's drugs.
#[derive(Default, Debug)]
pub(crate) struct SiteNames {
    /// The drugs, in the order of the site.
    pub(crate) drugs: Vec<IndexedSiteDrug>,
    /// The beginnings of all names, by the hash of their tokens.
    prefixes: FxHashMap<u64, NamePrefix>,
    /// A filter over the first tokens of names, by the highest bits of their hashes. It excludes
    /// most words.
    first_tokens: Vec<u64>,
    by_number: FxHashMap<u16, u32>,
}

/// How many bits the filter of first tokens has.
const FILTER_BITS: usize = 1 << 13;

/// The word and the bit of a token in the filter of first tokens.
fn first_token_bit(token: &Token) -> (usize, u32) {
    let bit = (token.hash >> 51) as usize;
    (bit >> 6, (bit & 63) as u32)
}

/// The hash of a beginning that is one token longer.
fn extend_hash(prefix: u64, token: &Token) -> u64 {
    finish_hash(prefix.rotate_left(5) ^ token.hash)
}

impl SiteNames {
    /// The names of these drugs.
    pub(crate) fn new<'s>(site: impl IntoIterator<Item = SiteDrug<'s>>) -> Self {
        let mut names = Self::default();
        for drug in site {
            names.add_drug(&drug);
        }
        names
    }

    fn add_drug(&mut self, drug: &SiteDrug<'_>) {
        let index = self.drugs.len() as u32;
        let names: Vec<(String, PatternKind)> = std::iter::once((drug.name, PatternKind::Name))
            .chain(drug.aliases.iter().map(|name| (name.as_str(), PatternKind::Alias)))
            .chain(drug.brands.iter().map(|name| (name.as_str(), PatternKind::Brand)))
            .chain(drug.codes.iter().map(|name| (name.as_str(), PatternKind::Code)))
            .map(|(name, kind)| (name.to_owned(), kind))
            .collect();
        let number = table_drug_of(drug);
        let merged: Vec<u16> = names
            .iter()
            .filter_map(|(name, _)| table_drug_named(name))
            .filter(|found| Some(*found) != number)
            .collect();
        for number in number.iter().chain(&merged) {
            self.by_number.entry(*number).or_insert(index);
        }
        // An everyday word is not recognised in running text, even if a file lists it.
        for (name, kind) in &names {
            if *kind == PatternKind::Name || !table::is_everyday(&spelling_key(name)) {
                self.add_name(name, index, *kind);
            }
        }
        self.drugs.push(IndexedSiteDrug {
            slug: drug.slug.to_owned(),
            name: drug.name.to_owned(),
            names,
            number,
            merged,
        });
    }

    fn add_name(&mut self, name: &str, index: u32, kind: PatternKind) {
        let tokens = tokenize(name);
        let Some(first) = tokens.first() else { return };
        self.first_tokens.resize(FILTER_BITS / 64, 0);
        let (word, bit) = first_token_bit(first);
        self.first_tokens[word] |= 1 << bit;
        let mut hash = 0;
        for token in &tokens {
            hash = extend_hash(hash, token);
            self.prefixes.entry(hash).or_default();
        }
        // The first drug that lists a name has it. That two drugs list it is reported where their
        // files are read.
        self.prefixes.entry(hash).or_default().full_name.get_or_insert((index, kind));
    }

    /// The drug that has exactly this name, and what kind of name it is.
    pub(crate) fn find_exact(&self, name: &str) -> Option<(u32, PatternKind)> {
        let hash = tokenize(name).iter().fold(0, extend_hash);
        self.prefixes.get(&hash).and_then(|prefix| prefix.full_name)
    }

    /// Whether a name may begin with a token. Rarely wrong, and cheap.
    pub(crate) fn may_begin_name(&self, token: &Token) -> bool {
        let (word, bit) = first_token_bit(token);
        self.first_tokens.get(word).is_some_and(|bits| bits >> bit & 1 == 1)
    }

    /// The longest name that begins at a token.
    pub(crate) fn longest_name_at(
        &self,
        text: &str,
        tokens: &[Token],
        first: usize,
    ) -> Option<DictionaryMatch> {
        if !self.may_begin_name(&tokens[first]) {
            return None;
        }
        let start = tokens[first].start as usize;
        let mut hash = 0;
        let mut longest = None;
        for (last, token) in tokens.iter().enumerate().skip(first) {
            if last > first && !joins_name_parts(gap_between(text, &tokens[last - 1], token)) {
                break;
            }
            hash = extend_hash(hash, token);
            let Some(prefix) = self.prefixes.get(&hash) else { break };
            if let Some((index, kind)) = prefix.full_name
                && is_full_word(text, start, token.end as usize)
            {
                let entity = EntityId::Site(index);
                longest = Some(DictionaryMatch {
                    first,
                    last,
                    entity,
                    kind,
                    ambiguous: false,
                    ambient: false,
                });
            }
        }
        longest
    }

    /// The drug of the table that has this name, if the site gives the name to another drug: the
    /// one with this slug.
    pub(crate) fn contested_drug(&self, slug: &str, name: &str) -> Option<u16> {
        let own = self.drugs.iter().find(|drug| drug.slug == slug && !has_rotation_sign(name))?;
        let pattern = table::find_pattern(&spelling_key(name))
            .filter(|pattern| pattern.kind != PatternKind::Class && !pattern.ambiguous)?;
        (Some(pattern.number) != own.number && !own.merged.contains(&pattern.number))
            .then_some(pattern.number)
    }

    /// The slug of an earlier drug of the site that is the same drug of the table as the one with
    /// this slug.
    pub(crate) fn duplicate_of(&self, slug: &str) -> Option<&str> {
        let own = self.drugs.iter().find(|drug| drug.slug == slug)?.number?;
        let first = self.drugs.get(self.by_number(own)? as usize)?;
        (first.slug != slug && first.number == Some(own)).then_some(&first.slug)
    }

    /// The site's drug that is this drug of the table.
    pub(crate) fn by_number(&self, number: u16) -> Option<u32> {
        self.by_number.get(&number).copied()
    }

    /// A match in the table, which refers to the site's drug if the site has that drug.
    pub(crate) fn replace_entity(&self, found: DictionaryMatch) -> DictionaryMatch {
        let EntityId::Table(number) = found.entity else { return found };
        match self.by_number(number) {
            Some(index) => {
                DictionaryMatch { entity: EntityId::Site(index), ambient: false, ..found }
            }
            None => found,
        }
    }
}

/// Whether a name distinguishes mirror images by a sign, which no key contains: `(+)-ketamine` is
/// not ketamine.
pub(crate) fn has_rotation_sign(name: &str) -> bool {
    name.contains(['+', '±', '−']) || name.contains("(-)")
}

/// The drug of the table whose canonical name this is.
fn table_drug_named(name: &str) -> Option<u16> {
    if has_rotation_sign(name) {
        return None;
    }
    table::find_pattern(&spelling_key(name))
        .filter(|pattern| pattern.kind == PatternKind::Name && !pattern.ambiguous)
        .map(|pattern| pattern.number)
}

/// The drug of the table that a site's drug is: by its name, else by its slug, else by a code.
fn table_drug_of(drug: &SiteDrug<'_>) -> Option<u16> {
    let names = [drug.name, drug.slug].into_iter().chain(drug.codes.iter().map(String::as_str));
    names
        .filter_map(|name| table::find_pattern(&spelling_key(name)))
        .find(|pattern| pattern.kind != PatternKind::Class && !pattern.ambiguous)
        .map(|pattern| pattern.number)
}
