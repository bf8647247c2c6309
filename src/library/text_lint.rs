//! [`Lint`]: a suggestion about a text.
//!
//! Must not know who makes it.

use std::ops::Range;

use crate::diagnostic::Diagnostic;

/// A suggestion for the editor and the place that it is about. Only `check` reports it, because it
/// is not a problem.
pub(super) type Lint = (Diagnostic, Range<usize>);
