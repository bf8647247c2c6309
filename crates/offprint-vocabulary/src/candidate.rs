//! What the passes of the recogniser find: a candidate is a place in a text that probably mentions
//! a drug or a class of drugs.
//!
//! These are plain values. They must not depend on the passes or on what recognises them.

use crate::packing::PatternKind;

/// How a mention was recognised.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum MatchKind {
    /// The name of the drug or class.
    Name,
    /// Another name of the drug.
    Alias,
    /// A trade name.
    Brand,
    /// A research code in the table or of the site.
    Code,
    /// A research code in no list, near words about drugs.
    NewCode,
    /// A name in no list with a stem that the WHO gives to names of drugs.
    Stem,
    /// A chemical name in no list.
    Chemical,
    /// An abbreviation or code that the text itself defines.
    Abbreviation,
    /// A word that is nearly the name of a drug.
    Misspelling,
}

impl MatchKind {
    /// Its name in reports.
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

impl From<PatternKind> for MatchKind {
    fn from(kind: PatternKind) -> Self {
        match kind {
            PatternKind::Name | PatternKind::Class => Self::Name,
            PatternKind::Alias => Self::Alias,
            PatternKind::Brand => Self::Brand,
            PatternKind::Code => Self::Code,
        }
    }
}

/// What a name refers to: a drug or a class of drugs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) enum EntityId {
    /// A drug or class of the built-in table, by its number.
    Table(u16),
    /// A drug of the site, by its index.
    Site(u32),
    /// A name that only this text contains, by its index in the list of new names.
    New(u32),
}

/// A listed name found in a text, by its tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DictionaryMatch {
    /// The first token.
    pub(crate) first: usize,
    /// The last token.
    pub(crate) last: usize,
    /// What the name refers to.
    pub(crate) entity: EntityId,
    /// What kind of name it is.
    pub(crate) kind: PatternKind,
    /// Whether the name is also an everyday word.
    pub(crate) ambiguous: bool,
    /// Whether the drug is an everyday substance or one of the body.
    pub(crate) ambient: bool,
}

/// A place in a text that probably mentions a drug or a class, while the passes are at work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// Where it begins, in bytes.
    pub(crate) start: usize,
    /// Where it ends, in bytes.
    pub(crate) end: usize,
    /// The first token of the name, without prefixes such as "(S)-".
    pub(crate) first: usize,
    /// The last token, with salts.
    pub(crate) last: usize,
    /// What the name refers to.
    pub(crate) entity: EntityId,
    /// Whether that is a class of drugs.
    pub(crate) is_class: bool,
    /// How it was recognised.
    pub(crate) match_kind: MatchKind,
    /// Whether the drug is an everyday substance or one of the body.
    pub(crate) ambient: bool,
    /// Whether the name is also an everyday word.
    pub(crate) ambiguous: bool,
    /// Whether something else than the drug is meant. A rejected candidate still occupies its
    /// place, so that later passes do not read it differently.
    pub(crate) rejected: bool,
}

impl Candidate {
    /// A drug that is neither ambient nor ambiguous, at these bytes and tokens.
    pub(crate) fn new(
        bytes: std::ops::Range<usize>,
        tokens: std::ops::RangeInclusive<usize>,
        entity: EntityId,
        match_kind: MatchKind,
    ) -> Self {
        Self {
            start: bytes.start,
            end: bytes.end,
            first: *tokens.start(),
            last: *tokens.end(),
            entity,
            is_class: false,
            match_kind,
            ambient: false,
            ambiguous: false,
            rejected: false,
        }
    }
}
