//! [`LiteralTags`]: the tags of a text that are read as text, because without their end they would
//! hide what follows.
//!
//! Whether an element is closed is known only at the end of the text; so the text is read again with
//! these tags masked. Must not know what a tag means.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use super::literal_signs::{TAG_MASK, mask_tags};
use super::tag_problem::TagProblem;
use crate::diagnostic::Diagnostic;

/// How often a text is read at most: more tags of this kind in one another are no mistake that
/// anyone makes, and are closed at the end of the text.
const MOST_READINGS: usize = 8;

/// The tags of a text that are read as text.
#[derive(Default)]
pub(super) struct LiteralTags {
    /// Where each begins, and what is wrong with it.
    tags: BTreeMap<usize, Diagnostic>,
    /// Where end tags are that belong to them.
    ends: HashSet<usize>,
    /// How often the text was read.
    readings: usize,
}

impl LiteralTags {
    /// Adds what was found in a reading of the text. Returns whether the text must be read again.
    pub(super) fn add(&mut self, found: Vec<(&TagProblem, Diagnostic)>, text: &str) -> bool {
        self.readings += 1;
        let can_mask = memchr::memchr(TAG_MASK, text.as_bytes()).is_none();
        let is_again = !found.is_empty() && can_mask && self.readings < MOST_READINGS;
        for (problem, diagnostic) in found {
            self.ends.extend(problem.end.as_ref().map(|end| end.start));
            self.tags.entry(problem.place.start).or_insert(diagnostic);
        }
        is_again
    }

    /// The text without these tags.
    pub(super) fn mask<'t>(&self, text: Cow<'t, str>) -> Cow<'t, str> {
        if self.tags.is_empty() { text } else { mask_tags(text, self.tags.keys().copied()) }
    }

    /// Whether the sign at a place is such a tag.
    pub(super) fn contains(&self, place: usize) -> bool {
        self.tags.contains_key(&place)
    }

    /// Where end tags are that belong to these tags.
    pub(super) fn quiet_ends(&self) -> HashSet<usize> {
        self.ends.clone()
    }

    /// What is wrong with the tags.
    pub(super) fn into_diagnostics(self) -> impl Iterator<Item = Diagnostic> {
        self.tags.into_values()
    }
}
