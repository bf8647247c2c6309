//! The recogniser: from a text to the drugs and classes that it names, layer upon layer.
//!
//! The dictionary comes first and does most. What it leaves is asked for codes, stems and chemical
//! names; then the text's own abbreviations are followed; last, words that are nearly the name of a
//! drug are told as likely misspellings. A later layer never takes what an earlier one has. All of
//! it is a function of the text and the vocabulary alone.

use std::cell::Cell;

use rustc_hash::FxHashMap;

use crate::packing::PatternKind;
use crate::passes::dictionary::{DictionaryMatch, EntityId, longest_name_at};
use crate::passes::{abbreviation, affix, chemical, code, context, misspelling};
use crate::site::SiteNames;
use crate::token::{Token, TokenShape, tokenize_into};
use crate::word_class::{WordClass, classify_words, next_candidate_word};
use crate::{inn_stem as stem, table};

/// How a mention was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum MatchKind {
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

impl MatchKind {
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
pub(crate) struct Candidate {
    /// In bytes.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The first token of the name itself, without what was put before it.
    pub(crate) first: usize,
    /// The last token, with salts.
    pub(crate) last: usize,
    pub(crate) entity: EntityId,
    pub(crate) class: bool,
    pub(crate) match_kind: MatchKind,
    pub(crate) ambient: bool,
    pub(crate) ambiguous: bool,
    /// Seen, but not meant as a drug: it only keeps other layers off.
    pub(crate) dropped: bool,
}

/// Texts of fewer tokens are too short to tell the language: they are taken for English.
const SHORTEST_TEXT: usize = 40;

/// Whether at least one token in fourteen is one of the commonest English words. Drug labels and
/// lists have few of them.
fn is_english(word_classes: &[WordClass]) -> bool {
    if word_classes.len() < SHORTEST_TEXT {
        return true;
    }
    let sample = &word_classes[..word_classes.len().min(2000)];
    sample.iter().filter(|word_classes| word_classes.any(WordClass::ENGLISH)).count() * 14
        >= sample.len()
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
pub(crate) struct Recognition<'t> {
    pub(crate) text: &'t str,
    pub(crate) tokens: Vec<Token>,
    /// What each token may be by itself.
    pub(crate) word_classes: Vec<WordClass>,
    /// In the order of the text, never overlapping.
    pub(crate) candidates: Vec<Candidate>,
    /// Names that no list has.
    pub(crate) new: Vec<String>,
    new_numbers: FxHashMap<String, u32>,
    /// Whether the text reads as English. In other languages words end otherwise, and brands may be
    /// words.
    pub(crate) english: bool,
    pub(crate) site: &'t SiteNames,
}

thread_local! {
    /// Lists of the last text, for the next one: pages of memory that are new cost more than
    /// reading a text.
    static SCRATCH: Cell<(Vec<Token>, Vec<WordClass>)> = const { Cell::new((Vec::new(), Vec::new())) };
}

/// What a thread keeps for the next text, in tokens; longer lists are given back.
const LONGEST_SCRATCH: usize = 1 << 16;

impl Drop for Recognition<'_> {
    fn drop(&mut self) {
        if self.tokens.capacity() <= LONGEST_SCRATCH {
            SCRATCH.set((std::mem::take(&mut self.tokens), std::mem::take(&mut self.word_classes)));
        }
    }
}

impl<'t> Recognition<'t> {
    pub(crate) fn of(text: &'t str, site: &'t SiteNames) -> Self {
        let (mut tokens, mut word_classes) = SCRATCH.take();
        tokens.clear();
        word_classes.clear();
        tokenize_into(text, &mut tokens);
        classify_words(text, &tokens, |token| site.may_begin(token), &mut word_classes);
        let english = is_english(&word_classes);
        let mut recognition = Self {
            text,
            tokens,
            word_classes,
            english,
            candidates: Vec::new(),
            new: Vec::new(),
            new_numbers: FxHashMap::default(),
            site,
        };
        recognition.find_known();
        recognition.find_new();
        chemical::find_chemical_names(&mut recognition);
        abbreviation::reject_redefined(&mut recognition);
        abbreviation::find_abbreviations(&mut recognition);
        misspelling::find_misspellings(&mut recognition);
        recognition.drop_everyday();
        recognition.candidates.retain(|candidate| !candidate.dropped);
        recognition
    }

    /// A token as it is written.
    pub(crate) fn written(&self, token: usize) -> &'t str {
        self.tokens
            .get(token)
            .map_or("", |token| &self.text[token.start as usize..token.end as usize])
    }

    /// What stands between a token and the next.
    pub(crate) fn gap_after(&self, token: usize) -> &'t str {
        match (self.tokens.get(token), self.tokens.get(token + 1)) {
            (Some(left), Some(right)) => &self.text[left.end as usize..right.start as usize],
            _ => "",
        }
    }

    /// The number of a name that no list has.
    pub(crate) fn new_entity(&mut self, name: &str) -> EntityId {
        if let Some(number) = self.new_numbers.get(name) {
            return EntityId::New(*number);
        }
        let number = self.new.len() as u32;
        self.new.push(name.to_owned());
        self.new_numbers.insert(name.to_owned(), number);
        EntityId::New(number)
    }

    fn find_known(&mut self) {
        let mut from = 0;
        while let Some(at) = next_candidate_word(&self.word_classes, from) {
            let Some(found) =
                longest_name_at(self.text, &self.tokens, &self.word_classes, at, self.site)
            else {
                from = at + 1;
                continue;
            };
            let mut candidate = self.candidate(&found);
            if !candidate.class {
                affix::extend_by_affixes(
                    self,
                    &mut candidate,
                    self.candidates.last().map_or(0, |before| before.end),
                );
            }
            candidate.dropped = context::has_other_meaning(self, &mut candidate);
            from = candidate.last + 1;
            // Two names of classes in a row are one: "macrolide antibiotics".
            if let Some(before) = self.candidates.last_mut()
                && candidate.class
                && before.class
                && !before.dropped
                && before.last + 1 == candidate.first
                && self.text[before.end..candidate.start] == *" "
                && !self.text[before.start..before.end].ends_with('s')
            {
                candidate.start = before.start;
                candidate.first = before.first;
                *before = candidate;
                continue;
            }
            self.candidates.push(candidate);
        }
        self.drop_doubtful();
    }

    fn candidate(&self, found: &DictionaryMatch) -> Candidate {
        let match_kind = match found.kind {
            PatternKind::Name | PatternKind::Class => MatchKind::Name,
            PatternKind::Alias => MatchKind::Alias,
            PatternKind::Brand => MatchKind::Brand,
            PatternKind::Code => MatchKind::Code,
        };
        Candidate {
            start: self.tokens[found.first].start as usize,
            end: self.tokens[found.last].end as usize,
            first: found.first,
            last: found.last,
            entity: found.entity,
            class: found.kind == PatternKind::Class,
            match_kind,
            ambient: found.ambient,
            ambiguous: found.ambiguous
                || !self.english
                    && found.kind == PatternKind::Brand
                    && found.first == found.last
                    && matches!(found.entity, EntityId::Table(_)),
            dropped: false,
        }
    }

    /// A brand that is also a word counts only capitalised, and where its drug is named otherwise;
    /// another such name, where drugs are spoken of.
    fn drop_doubtful(&mut self) {
        if !self.candidates.iter().any(|candidate| candidate.ambiguous) {
            return;
        }
        let sure: Vec<EntityId> = self
            .candidates
            .iter()
            .filter(|candidate| !candidate.ambiguous && !candidate.dropped)
            .map(|candidate| candidate.entity)
            .collect();
        let medical = self
            .candidates
            .iter()
            .any(|candidate| !candidate.ambiguous && !candidate.dropped && !candidate.ambient);
        for candidate in self.candidates.iter_mut().filter(|candidate| candidate.ambiguous) {
            let capitalised = self.text[candidate.start..].starts_with(char::is_uppercase);
            // Of other names it is enough that drugs are spoken of: "ecstasy".
            let meant = if candidate.match_kind == MatchKind::Brand {
                capitalised && sure.contains(&candidate.entity)
            } else {
                medical
            };
            candidate.dropped |= !meant;
        }
    }

    /// Gold, silver and oxygen are substances only where drugs are spoken of: else they are medals,
    /// prices and air.
    fn drop_everyday(&mut self) {
        let medical = self.candidates.iter().any(|candidate| {
            !candidate.dropped
                && !candidate.ambient
                && !candidate.ambiguous
                && candidate.match_kind != MatchKind::Misspelling
        });
        if medical {
            return;
        }
        for candidate in self.candidates.iter_mut().filter(|candidate| candidate.ambient) {
            let EntityId::Table(number) = candidate.entity else { continue };
            let canonical = table::canonical_name(number);
            candidate.dropped |= EVERYDAY.contains(&canonical)
                || canonical == "ethanol"
                    && candidate.match_kind == MatchKind::Alias
                    && self.tokens.len() >= SHORTEST_TEXT;
        }
    }

    /// The codes and coined names among the tokens that are still free.
    fn find_new(&mut self) {
        let mut added = Vec::new();
        let mut next = 0;
        let mut from = 0;
        while let Some(at) = next_candidate_word(&self.word_classes, from) {
            while next < self.candidates.len() && self.candidates[next].last < at {
                next += 1;
            }
            if next < self.candidates.len() && self.candidates[next].first <= at {
                from = self.candidates[next].last + 1;
                continue;
            }
            // A code is letters before a number; most tokens are neither that nor coined.
            let is_code = || {
                self.tokens[at].shape == TokenShape::Word
                    && self.tokens.get(at + 1).is_some_and(|next| next.shape == TokenShape::Number)
            };
            if !self.word_classes[at].any(WordClass::STEM) && !is_code() {
                from = at + 1;
                continue;
            }
            let limit =
                self.candidates.get(next).map_or(self.tokens.len(), |candidate| candidate.first);
            let floor = added
                .last()
                .or(next.checked_sub(1).and_then(|before| self.candidates.get(before)))
                .map_or(0, |candidate: &Candidate| candidate.end);
            let found = code::match_code_at(self, at, limit)
                .or_else(|| stem::match_stem_at(self, at, limit));
            if let Some(mut candidate) = found {
                if candidate.match_kind == MatchKind::Stem {
                    affix::extend_by_affixes(self, &mut candidate, floor);
                    // A salt behind it may have been taken for a name of its own.
                    if candidate.last >= limit {
                        candidate.last = limit - 1;
                        candidate.end = self.tokens[candidate.last].end as usize;
                    }
                }
                from = candidate.last + 1;
                added.push(candidate);
            } else {
                from = at + 1;
            }
        }
        self.add(added);
    }

    /// Puts in what a layer found, in the order of the text.
    pub(crate) fn add(&mut self, added: Vec<Candidate>) {
        if !added.is_empty() {
            self.candidates.extend(added);
            self.candidates.sort_by_key(|candidate| (candidate.start, candidate.end));
        }
    }

    /// Whether no mention has any of these bytes.
    pub(crate) fn is_free(&self, start: usize, end: usize) -> bool {
        let next = self.candidates.partition_point(|candidate| candidate.end <= start);
        self.candidates.get(next).is_none_or(|candidate| candidate.start >= end)
    }

    /// The name that stands for an owner.
    pub(crate) fn canonical(&self, entity: EntityId) -> &str {
        match entity {
            EntityId::Table(number) => table::canonical_name(number),
            EntityId::Site(index) => {
                self.site.drugs.get(index as usize).map_or("", |drug| &drug.name)
            }
            EntityId::New(number) => self.new.get(number as usize).map_or("", String::as_str),
        }
    }
}
