//! [`WorkPlace`] and [`MergedWork`]: a work of a library, and where it is stated.

use crate::work::Work;

/// Where a work is stated.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct WorkPlace {
    /// The name or the path of the file, as it was given.
    pub file: String,
    /// The line on which the record begins.
    pub line: usize,
    /// The key that the record has there; may be empty.
    pub key: String,
}

/// A work with everything that its statements say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MergedWork {
    /// The work. Its key is that of the first statement that has one, else made from the first
    /// author and the year; no two works of a library have the same.
    pub work: Work,
    /// Where it is stated, in the order that was given.
    pub places: Vec<WorkPlace>,
}
