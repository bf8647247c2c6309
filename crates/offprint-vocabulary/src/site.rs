//! What a site adds to the vocabulary: the drugs of `content/drugs/`, by their names, and which
//! drug of the table each is.
//!
//! A site's drug that the table knows takes over all of its names there. This file knows nothing of
//! files or front matter.

use rustc_hash::FxHashMap;

use crate::packing::PatternKind;
use crate::passes::dictionary::{
    DictionaryMatch, EntityId, gap_between, joins_name_parts, stands_alone,
};
use crate::table;
use crate::token::{Token, finish_hash, spelling_key, tokenize};

/// A drug that a site has a file for.
#[derive(Clone, Copy, Hash, Debug)]
pub struct SiteDrug<'s> {
    /// Its page's slug.
    pub slug: &'s str,
    /// Its name, as it should read.
    pub name: &'s str,
    /// Its other names.
    pub aliases: &'s [String],
    /// Its trade names.
    pub brands: &'s [String],
    /// Its research codes.
    pub codes: &'s [String],
}

/// A site's drug, as the vocabulary keeps it.
#[derive(Debug)]
pub(crate) struct IndexedSiteDrug {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) names: Vec<(String, PatternKind)>,
    /// The drug of the table that it is.
    pub(crate) number: Option<u16>,
    /// Further drugs of the table whose own names it claims: the site takes them for the same
    /// thing.
    merged: Vec<u16>,
}

/// A beginning of a name, or a whole one.
#[derive(Clone, Copy, Default, Debug)]
struct NamePrefix {
    whole: Option<(u32, PatternKind)>,
}

/// The names of a site's drugs.
#[derive(Default, Debug)]
pub(crate) struct SiteNames {
    pub(crate) drugs: Vec<IndexedSiteDrug>,
    steps: FxHashMap<u64, NamePrefix>,
    /// Which first tokens there are, by the highest bits of their hash: most words are told apart
    /// by it.
    first: Vec<u64>,
    by_number: FxHashMap<u16, u32>,
}

/// How many bits tell which first tokens there are.
const FIRST_BITS: usize = 1 << 13;

/// Where the bit of a first token stands.
fn first_bit(token: &Token) -> (usize, u32) {
    let bit = (token.hash >> 51) as usize;
    (bit >> 6, (bit & 63) as u32)
}

fn then(before: u64, token: &Token) -> u64 {
    finish_hash(before.rotate_left(5) ^ token.hash)
}

impl SiteNames {
    pub(crate) fn new<'s>(site: impl IntoIterator<Item = SiteDrug<'s>>) -> Self {
        let mut names = Self::default();
        for drug in site {
            let index = names.drugs.len() as u32;
            let all: Vec<(String, PatternKind)> = std::iter::once((drug.name, PatternKind::Name))
                .chain(drug.aliases.iter().map(|name| (name.as_str(), PatternKind::Alias)))
                .chain(drug.brands.iter().map(|name| (name.as_str(), PatternKind::Brand)))
                .chain(drug.codes.iter().map(|name| (name.as_str(), PatternKind::Code)))
                .map(|(name, kind)| (name.to_owned(), kind))
                .collect();
            let number = number_of(&drug);
            if let Some(number) = number {
                names.by_number.entry(number).or_insert(index);
            }
            let merged: Vec<u16> = all
                .iter()
                .filter_map(|(name, _)| named_by(name))
                .filter(|found| Some(*found) != number)
                .collect();
            for number in &merged {
                names.by_number.entry(*number).or_insert(index);
            }
            // An everyday word is no name in running text, whoever says so.
            for (name, kind) in all.iter().filter(|(name, kind)| {
                *kind == PatternKind::Name || !table::is_everyday(&spelling_key(name))
            }) {
                names.add(name, index, *kind);
            }
            names.drugs.push(IndexedSiteDrug {
                slug: drug.slug.to_owned(),
                name: drug.name.to_owned(),
                names: all,
                number,
                merged,
            });
        }
        names
    }

    fn add(&mut self, name: &str, index: u32, kind: PatternKind) {
        let tokens = tokenize(name);
        let Some(first) = tokens.first() else { return };
        self.first.resize(FIRST_BITS / 64, 0);
        let (place, bit) = first_bit(first);
        self.first[place] |= 1 << bit;
        let mut hash = 0;
        for token in &tokens {
            hash = then(hash, token);
            self.steps.entry(hash).or_default();
        }
        let step = self.steps.entry(hash).or_default();
        // The first that claims a name has it; that two claim it is told where their files are
        // read.
        step.whole.get_or_insert((index, kind));
    }

    /// The whole name that has these tokens.
    pub(crate) fn find_exact(&self, name: &str) -> Option<(u32, PatternKind)> {
        let hash = tokenize(name).iter().fold(0, then_of);
        self.steps.get(&hash).and_then(|step| step.whole)
    }

    /// Whether a name may begin with a token. Seldom wrong, and cheap.
    pub(crate) fn may_begin(&self, token: &Token) -> bool {
        let (index, bit) = first_bit(token);
        self.first.get(index).is_some_and(|bits| bits >> bit & 1 == 1)
    }

    /// The longest name that begins at a token.
    pub(crate) fn longest_name_at(
        &self,
        text: &str,
        tokens: &[Token],
        first: usize,
    ) -> Option<DictionaryMatch> {
        if !self.may_begin(&tokens[first]) {
            return None;
        }
        let start = tokens[first].start as usize;
        let mut hash = 0;
        let mut best = None;
        for (last, token) in tokens.iter().enumerate().skip(first) {
            if last > first && !joins_name_parts(gap_between(text, &tokens[last - 1], token)) {
                break;
            }
            hash = then(hash, token);
            let Some(step) = self.steps.get(&hash) else { break };
            if let Some((index, kind)) = step.whole
                && stands_alone(text, start, token.end as usize)
            {
                let entity = EntityId::Site(index);
                best = Some(DictionaryMatch {
                    first,
                    last,
                    entity,
                    kind,
                    ambiguous: false,
                    ambient: false,
                });
            }
        }
        best
    }

    /// The drug of the table whose name this is although the site gives it to another drug, the one
    /// with this slug.
    pub(crate) fn contested_drug(&self, slug: &str, name: &str) -> Option<u16> {
        let own = self.drugs.iter().find(|drug| drug.slug == slug && !is_signed(name))?;
        let pattern = table::find_pattern(&spelling_key(name))
            .filter(|pattern| pattern.kind != PatternKind::Class && !pattern.ambiguous)?;
        (Some(pattern.number) != own.number && !own.merged.contains(&pattern.number))
            .then_some(pattern.number)
    }

    /// The slug of the first drug of the site that the table has under the same number as the drug
    /// with this slug.
    pub(crate) fn duplicate_of(&self, slug: &str) -> Option<&str> {
        let own = self.drugs.iter().find(|drug| drug.slug == slug)?.number?;
        let first = self.drugs.get(self.by_number(own)? as usize)?;
        (first.slug != slug && first.number == Some(own)).then_some(&first.slug)
    }

    /// The site's drug that a drug of the table is, if it has one.
    pub(crate) fn by_number(&self, number: u16) -> Option<u32> {
        self.by_number.get(&number).copied()
    }

    /// Gives a name of the table to the site's drug that it belongs to.
    pub(crate) fn claim(&self, found: DictionaryMatch) -> DictionaryMatch {
        match found.entity {
            EntityId::Table(number) => match self.by_number(number) {
                Some(index) => {
                    DictionaryMatch { entity: EntityId::Site(index), ambient: false, ..found }
                }
                None => found,
            },
            _ => found,
        }
    }
}

fn then_of(before: u64, token: &Token) -> u64 {
    then(before, token)
}

/// Whether a name tells one mirror image from the other by a sign, which no key keeps:
/// `(+)-ketamine` is not ketamine.
pub(crate) fn is_signed(name: &str) -> bool {
    name.contains(['+', '±', '−']) || name.contains("(-)")
}

/// The drug of the table that goes by this very name.
fn named_by(name: &str) -> Option<u16> {
    if is_signed(name) {
        return None;
    }
    table::find_pattern(&spelling_key(name))
        .filter(|pattern| pattern.kind == PatternKind::Name && !pattern.ambiguous)
        .map(|pattern| pattern.number)
}

/// The drug of the table that a site's drug is: by its name, else by its slug, else by a code.
fn number_of(drug: &SiteDrug<'_>) -> Option<u16> {
    let names = [drug.name, drug.slug].into_iter().chain(drug.codes.iter().map(String::as_str));
    names
        .filter_map(|name| table::find_pattern(&spelling_key(name)))
        .find(|pattern| pattern.kind != PatternKind::Class && !pattern.ambiguous)
        .map(|pattern| pattern.number)
}
