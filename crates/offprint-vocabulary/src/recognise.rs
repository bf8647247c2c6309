//! The recogniser: from a text to the drugs and classes that it names, layer upon layer.
//!
//! The dictionary comes first and does most. What it leaves is asked for codes, stems and chemical
//! names; then the text's own abbreviations are followed; last, words that are nearly the name of a
//! drug are told as likely misspellings. A later layer never takes what an earlier one has. All of
//! it is a function of the text and the vocabulary alone.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use crate::dictionary::{Found, Owner, longest};
use crate::normal::{Shape, Token, tokenize};
use crate::packing::Kind;
use crate::site::SiteNames;
use crate::word::{Uses, judge, next_notable};
use crate::{abbreviation, affix, chemical, code, context, misspelling, stem, table};

/// How a mention was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum Layer {
    /// The drug's name, or the class's.
    Name,
    /// Another name of it.
    Alias,
    /// A trade name.
    Brand,
    /// A research code that is known.
    Code,
    /// A code that stands where drugs stand, in no list.
    NewCode,
    /// A new name with a stem of drugs' names.
    Stem,
    /// A chemical name that no list has.
    Chemical,
    /// An abbreviation, or code, that the text itself gives to a drug.
    Abbreviation,
    /// A word that is nearly the name of a drug.
    Misspelling,
}

impl Layer {
    /// Its name, as reports show it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Alias => "alias",
            Self::Brand => "brand",
            Self::Code => "code",
            Self::NewCode => "new-code",
            Self::Stem => "stem",
            Self::Chemical => "chemical",
            Self::Abbreviation => "abbreviation",
            Self::Misspelling => "misspelling",
        }
    }
}

/// A mention, while the layers are at work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// In bytes.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The first token of the name itself, without what was put before it.
    pub(super) first: usize,
    /// The last token, with salts.
    pub(super) last: usize,
    pub(super) owner: Owner,
    pub(super) class: bool,
    pub(super) layer: Layer,
    pub(super) ambient: bool,
    pub(super) doubtful: bool,
    /// Seen, but not meant as a drug: it only keeps other layers off.
    pub(super) dropped: bool,
}

/// Texts of fewer tokens are too short to tell the language: they are taken for English.
const SHORTEST_TEXT: usize = 40;

/// Whether at least one token in fourteen is one of the commonest English words. Drug labels and
/// lists have few of them.
fn is_english(uses: &[Uses]) -> bool {
    if uses.len() < SHORTEST_TEXT {
        return true;
    }
    let sample = &uses[..uses.len().min(2000)];
    sample.iter().filter(|uses| uses.any(Uses::ENGLISH)).count() * 14 >= sample.len()
}

/// Substances whose names are words of every day.
const EVERYDAY: &[&str] = &[
    "adenosine triphosphate",
    "aluminium",
    "carbon dioxide",
    "chromium",
    "copper",
    "garlic",
    "ginger",
    "gold",
    "nitrogen",
    "oxygen",
    "pectin",
    "phosphorus",
    "platinum",
    "silicon",
    "silver",
    "titanium",
];

/// A text under recognition.
pub(super) struct Reading<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: Vec<Token>,
    /// What each token may be by itself.
    pub(super) uses: Vec<Uses>,
    /// In the order of the text, never overlapping.
    pub(super) hits: Vec<Hit>,
    /// Names that no list has.
    pub(super) new: Vec<String>,
    new_numbers: FxHashMap<String, u32>,
    /// Whether the text reads as English. In other languages words end otherwise, and brands may be
    /// words.
    pub(super) english: bool,
    pub(super) site: &'t SiteNames,
}

thread_local! {
    /// Lists of the last text, for the next one: pages of memory that are new cost more than
    /// reading a text.
    static SCRATCH: Cell<(Vec<Token>, Vec<Uses>)> = const { Cell::new((Vec::new(), Vec::new())) };
}

/// What a thread keeps for the next text, in tokens; longer lists are given back.
const LONGEST_SCRATCH: usize = 1 << 16;

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        if self.tokens.capacity() <= LONGEST_SCRATCH {
            SCRATCH.set((std::mem::take(&mut self.tokens), std::mem::take(&mut self.uses)));
        }
    }
}

impl<'t> Reading<'t> {
    pub(super) fn of(text: &'t str, site: &'t SiteNames) -> Self {
        let (mut tokens, mut uses) = SCRATCH.take();
        tokens.clear();
        uses.clear();
        tokenize(text, &mut tokens);
        judge(text, &tokens, |token| site.may_begin(token), &mut uses);
        let english = is_english(&uses);
        let mut reading = Self {
            text,
            tokens,
            uses,
            english,
            hits: Vec::new(),
            new: Vec::new(),
            new_numbers: FxHashMap::default(),
            site,
        };
        reading.find_known();
        reading.find_new();
        chemical::find(&mut reading);
        abbreviation::unmask(&mut reading);
        abbreviation::follow(&mut reading);
        misspelling::find(&mut reading);
        reading.drop_everyday();
        reading.hits.retain(|hit| !hit.dropped);
        reading
    }

    /// A token as it is written.
    pub(super) fn written(&self, token: usize) -> &'t str {
        self.tokens
            .get(token)
            .map_or("", |token| &self.text[token.start as usize..token.end as usize])
    }

    /// What stands between a token and the next.
    pub(super) fn gap_after(&self, token: usize) -> &'t str {
        match (self.tokens.get(token), self.tokens.get(token + 1)) {
            (Some(left), Some(right)) => &self.text[left.end as usize..right.start as usize],
            _ => "",
        }
    }

    /// The number of a name that no list has.
    pub(super) fn owner_of_new(&mut self, name: &str) -> Owner {
        if let Some(number) = self.new_numbers.get(name) {
            return Owner::New(*number);
        }
        let number = self.new.len() as u32;
        self.new.push(name.to_owned());
        self.new_numbers.insert(name.to_owned(), number);
        Owner::New(number)
    }

    fn find_known(&mut self) {
        let mut from = 0;
        while let Some(at) = next_notable(&self.uses, from) {
            let Some(found) = longest(self.text, &self.tokens, &self.uses, at, self.site) else {
                from = at + 1;
                continue;
            };
            let mut hit = self.hit(&found);
            if !hit.class {
                affix::extend(self, &mut hit, self.hits.last().map_or(0, |before| before.end));
            }
            hit.dropped = context::is_other(self, &mut hit);
            from = hit.last + 1;
            // Two names of classes in a row are one: "macrolide antibiotics".
            if let Some(before) = self.hits.last_mut()
                && hit.class
                && before.class
                && !before.dropped
                && before.last + 1 == hit.first
                && self.text[before.end..hit.start] == *" "
                && !self.text[before.start..before.end].ends_with('s')
            {
                hit.start = before.start;
                hit.first = before.first;
                *before = hit;
                continue;
            }
            self.hits.push(hit);
        }
        self.drop_doubtful();
    }

    fn hit(&self, found: &Found) -> Hit {
        let layer = match found.kind {
            Kind::Name | Kind::Class => Layer::Name,
            Kind::Alias => Layer::Alias,
            Kind::Brand => Layer::Brand,
            Kind::Code => Layer::Code,
        };
        Hit {
            start: self.tokens[found.first].start as usize,
            end: self.tokens[found.last].end as usize,
            first: found.first,
            last: found.last,
            owner: found.owner,
            class: found.kind == Kind::Class,
            layer,
            ambient: found.ambient,
            doubtful: found.doubtful
                || !self.english
                    && found.kind == Kind::Brand
                    && found.first == found.last
                    && matches!(found.owner, Owner::Table(_)),
            dropped: false,
        }
    }

    /// A brand that is also a word counts only capitalised, and where its drug is named otherwise;
    /// another such name, where drugs are spoken of.
    fn drop_doubtful(&mut self) {
        if !self.hits.iter().any(|hit| hit.doubtful) {
            return;
        }
        let sure: Vec<Owner> = self
            .hits
            .iter()
            .filter(|hit| !hit.doubtful && !hit.dropped)
            .map(|hit| hit.owner)
            .collect();
        let medical = self.hits.iter().any(|hit| !hit.doubtful && !hit.dropped && !hit.ambient);
        for hit in self.hits.iter_mut().filter(|hit| hit.doubtful) {
            let capitalised = self.text[hit.start..].starts_with(char::is_uppercase);
            // Of other names it is enough that drugs are spoken of: "ecstasy".
            let meant = if hit.layer == Layer::Brand {
                capitalised && sure.contains(&hit.owner)
            } else {
                medical
            };
            hit.dropped |= !meant;
        }
    }

    /// Gold, silver and oxygen are substances only where drugs are spoken of: else they are medals,
    /// prices and air.
    fn drop_everyday(&mut self) {
        let medical = self.hits.iter().any(|hit| {
            !hit.dropped && !hit.ambient && !hit.doubtful && hit.layer != Layer::Misspelling
        });
        if medical {
            return;
        }
        for hit in self.hits.iter_mut().filter(|hit| hit.ambient) {
            let Owner::Table(number) = hit.owner else { continue };
            let canonical = table::name(number);
            hit.dropped |= EVERYDAY.contains(&canonical)
                || canonical == "ethanol"
                    && hit.layer == Layer::Alias
                    && self.tokens.len() >= SHORTEST_TEXT;
        }
    }

    /// The codes and coined names among the tokens that are still free.
    fn find_new(&mut self) {
        let mut fresh = Vec::new();
        let mut next = 0;
        let mut from = 0;
        while let Some(at) = next_notable(&self.uses, from) {
            while next < self.hits.len() && self.hits[next].last < at {
                next += 1;
            }
            if next < self.hits.len() && self.hits[next].first <= at {
                from = self.hits[next].last + 1;
                continue;
            }
            // A code is letters before a number; most tokens are neither that nor coined.
            let is_code = || {
                self.tokens[at].shape == Shape::Word
                    && self.tokens.get(at + 1).is_some_and(|next| next.shape == Shape::Number)
            };
            if !self.uses[at].any(Uses::STEM) && !is_code() {
                from = at + 1;
                continue;
            }
            let limit = self.hits.get(next).map_or(self.tokens.len(), |hit| hit.first);
            let floor = fresh
                .last()
                .or(next.checked_sub(1).and_then(|before| self.hits.get(before)))
                .map_or(0, |hit: &Hit| hit.end);
            let found = code::at(self, at, limit).or_else(|| stem::at(self, at, limit));
            if let Some(mut hit) = found {
                if hit.layer == Layer::Stem {
                    affix::extend(self, &mut hit, floor);
                    // A salt behind it may have been taken for a name of its own.
                    if hit.last >= limit {
                        hit.last = limit - 1;
                        hit.end = self.tokens[hit.last].end as usize;
                    }
                }
                from = hit.last + 1;
                fresh.push(hit);
            } else {
                from = at + 1;
            }
        }
        self.add(fresh);
    }

    /// Puts in what a layer found, in the order of the text.
    pub(super) fn add(&mut self, fresh: Vec<Hit>) {
        if !fresh.is_empty() {
            self.hits.extend(fresh);
            self.hits.sort_by_key(|hit| (hit.start, hit.end));
        }
    }

    /// Whether no mention has any of these bytes.
    pub(super) fn is_free(&self, start: usize, end: usize) -> bool {
        let next = self.hits.partition_point(|hit| hit.end <= start);
        self.hits.get(next).is_none_or(|hit| hit.start >= end)
    }

    /// The name that stands for an owner.
    pub(super) fn canonical(&self, owner: Owner) -> &str {
        match owner {
            Owner::Table(number) => table::name(number),
            Owner::Site(index) => self.site.drugs.get(index as usize).map_or("", |drug| &drug.name),
            Owner::New(number) => self.new.get(number as usize).map_or("", String::as_str),
        }
    }
}
