//! The result of recognition: a place in a text that mentions a drug or a class of drugs.

use std::borrow::Cow;

use crate::candidate::MatchKind;
use crate::drug_class::class_slug;
use offprint_base::slugify;

/// A place where a text mentions a drug or a class of drugs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrugMention<'v> {
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// The canonical name of the drug or class: the site's own spelling if the site has the drug.
    pub canonical: Cow<'v, str>,
    /// The slug that the site gives the drug, if the site has it. See [`DrugMention::slug`].
    pub site_slug: Option<&'v str>,
    /// Whether it mentions a drug or a class.
    pub kind: MentionKind,
    /// How it was recognised.
    pub match_kind: MatchKind,
    /// Whether the drug is an everyday substance or one of the body (water, glucose) that the text
    /// does not say is given to anybody: never proposed, never linked.
    pub ambient: bool,
    /// Whether it is a likely misspelling: reported to the editor, never linked.
    pub suspect: bool,
}

/// What a text mentions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub enum MentionKind {
    /// One drug.
    Drug,
    /// A class of drugs.
    Class,
}

impl MentionKind {
    /// Its name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Drug => "drug",
            Self::Class => "class",
        }
    }
}

impl DrugMention<'_> {
    /// The slug of the page to which it would link.
    pub fn slug(&self) -> Cow<'_, str> {
        match self.site_slug {
            Some(slug) => Cow::Borrowed(slug),
            None if self.kind == MentionKind::Class => Cow::Owned(class_slug(&self.canonical)),
            None => Cow::Owned(slugify(&self.canonical)),
        }
    }
}
