//! The notes and references of a page, which `notes` and `references` remove from its tree.

use rustc_hash::FxHashMap;

use crate::article::CitedWork;
use crate::citation::Numbering;
use crate::html::dom::NodeId;

/// The references and notes of a page.
#[derive(Default, Debug)]
pub(super) struct NotesAndReferences {
    /// The entries of the list of references.
    pub(super) references: Vec<CitedWork>,
    /// Whether numbers in the text may count the entries.
    pub(super) numbering: Numbering,
    /// A warning if the list cannot be as it was.
    pub(super) warning: Option<String>,
    /// The index of the entry that a fragment points to.
    pub(super) cited: FxHashMap<String, usize>,
    /// What each note says.
    pub(super) notes: Vec<Note>,
    /// The number of the note that a mark stands for, from 1.
    pub(super) marks: FxHashMap<NodeId, usize>,
}

/// What a note says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Note {
    /// Its blocks or pieces of text, in order; never empty.
    pub(crate) nodes: Vec<NodeId>,
    /// The label that the page prints before it, if it is not an element: `1`, `*`.
    pub(crate) label: Option<String>,
}

/// Whether a link points back from a note or entry to the text.
pub(super) fn is_back_link(words: &str, href: &str) -> bool {
    let is_sign = words.chars().all(|character| !character.is_alphanumeric());
    let is_label = words.len() <= 4
        && words
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || !character.is_alphanumeric());
    let is_dead = href.is_empty() || href.starts_with("javascript:");
    // Saved pages write the complete address: then the fragment must say where it leads.
    let fragment = href.split_once('#').map_or("", |(_, fragment)| fragment).to_ascii_lowercase();
    let is_named =
        ["ref", "anchor", "back", "cite", "source"].iter().any(|word| fragment.contains(word));
    (href.starts_with('#') && !words.is_empty() || is_dead || is_named) && (is_sign || is_label)
        || is_named && href.starts_with('#') && words.is_empty()
}
