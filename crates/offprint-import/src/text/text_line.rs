//! [`TextLine`]: a line of pasted text, and what it begins with.
//!
//! It must not know how lines are found.

/// A line that is not blank.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct TextLine {
    /// Its text, with single spaces and without a bullet.
    pub(crate) text: String,
    /// The number of blank lines before it.
    pub(super) blanks: usize,
    /// Its indentation.
    pub(super) indent: usize,
    /// The marker at its start, if it is an item or a quotation.
    pub(super) mark: LineMark,
    /// The sign that was read as a bullet, or the one after a number, or a blank: in code and formulas
    /// it is a sign again.
    pub(super) bullet: char,
    /// Its parts between tabs, if it has any: the cells of a row of a table.
    pub(super) cells: Vec<String>,
}

/// What a line begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LineMark {
    /// No marker.
    None,
    /// `•`, `-`, `▪` and similar bullets.
    Bullet,
    /// `1.` or `1)`, with its number.
    Number(u32),
    /// `>`, as in replies to e-mails.
    Quote,
    /// Hashes, as in Markdown, with their number.
    Hashes(usize),
}
