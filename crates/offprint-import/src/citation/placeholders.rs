//! The placeholders that the converter to Markdown leaves for marks that a page links to an entry of
//! its list of references. They are characters for private use, which no text contains.
//!
//! They must not depend on how marks are found or replaced.

/// What precedes the index of an entry in the placeholder of a numbered mark.
pub(super) const NUMBER_START: char = '\u{e000}';
/// What follows the index.
pub(super) const NUMBER_END: char = '\u{e001}';
/// What precedes the index of an entry in the placeholder of a named mark.
pub(super) const NAMED_START: char = '\u{e002}';
/// What follows the index, before the text of the mark.
pub(super) const NAMED_TEXT: char = '\u{e003}';
/// What follows the text of a named mark.
pub(crate) const NAMED_MARK_END: &str = "\u{e004}";

/// The placeholder of a mark such as `1` that a page links to the entry with this index.
pub(crate) fn number_mark(index: usize) -> String {
    format!("{NUMBER_START}{index}{NUMBER_END}")
}

/// What precedes the text of a mark such as `Doe et al., 2020` that a page links to an entry.
pub(crate) fn named_mark_start(index: usize) -> String {
    format!("{NAMED_START}{index}{NAMED_TEXT}")
}
