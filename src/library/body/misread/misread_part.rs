//! [`MisreadPart`]: a part of a text that Markdown probably reads otherwise than its author meant it.
//!
//! Must not know the rules that find it.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};

/// Something that Markdown probably reads otherwise than its author meant it.
pub struct MisreadPart {
    pub fault: Diagnostic,
    /// Where it is in the text.
    pub place: Range<usize>,
    /// Another place that shows it, and why.
    pub note: Option<(Range<usize>, &'static str)>,
}

impl MisreadPart {
    pub(super) fn new(
        message: impl Into<String>,
        help: impl Into<String>,
        place: Range<usize>,
    ) -> Self {
        Self::of(Code::MisreadText, message, help, place)
    }

    pub(super) fn of(
        code: Code,
        message: impl Into<String>,
        help: impl Into<String>,
        place: Range<usize>,
    ) -> Self {
        let fault = Diagnostic::warning(code, message.into()).help(help.into());
        Self { fault, place, note: None }
    }
}
