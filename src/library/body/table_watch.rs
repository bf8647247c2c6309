//! [`TableWatch`]: what is known of the text before a block, to tell whether a table was divided.

use std::ops::Range;

/// What is known of the text before a block, to tell whether a table was divided.
#[derive(Default)]
pub(super) struct TableWatch {
    /// The text of the current block so far.
    pub(super) block: Option<Range<usize>>,
    /// What the text before it ends with, if that may be a part of a table.
    pub(super) before: Option<TablePart>,
    /// Whether a table is open.
    pub(super) is_in_table: bool,
    /// The last rows of the open table that have no bars.
    pub(super) bare_rows: Vec<Range<usize>>,
}

/// Where a text ends that may be a part of a table.
pub(super) struct TablePart {
    pub(super) end: usize,
    pub(super) kind: TablePartKind,
}

pub(super) enum TablePartKind {
    /// A table with so many columns.
    Table(usize),
    /// A line with bars.
    Row(String),
    /// A part of a table that was reported.
    Reported,
}
