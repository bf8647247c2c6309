//! The notes and references of a page, which `notes` and `references` remove from its tree.

use rustc_hash::FxHashMap;

use crate::article::CitedWork;
use crate::html::dom::NodeId;

/// The references and notes of a page.
#[derive(Default, Debug)]
pub(super) struct NotesAndReferences {
    /// The entries of the list of references.
    pub(super) references: Vec<CitedWork>,
    /// Whether the list was numbered, so that numbers in the text may count its entries.
    pub(super) is_numbered: bool,
    /// The index of the entry that a fragment points to.
    pub(super) cited: FxHashMap<String, usize>,
    /// What each note says.
    pub(super) notes: Vec<NodeId>,
    /// The number of the note that a fragment points to, from 1.
    pub(super) marks: FxHashMap<String, usize>,
}

/// Whether a link points back from a note or entry to the text.
pub(super) fn is_back_link(words: &str, href: &str) -> bool {
    let is_sign = words.chars().all(|character| !character.is_alphanumeric()) && !words.is_empty();
    href.starts_with('#')
        && (is_sign
            || words.len() <= 4
                && words.chars().all(|character| {
                    character.is_ascii_alphanumeric() || !character.is_alphanumeric()
                }))
}
