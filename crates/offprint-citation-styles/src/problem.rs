//! [`StyleProblem`]: why a style cannot be used. Must not depend on CSL.

use std::fmt;

/// Why a style cannot be used, or cannot format the works that it was given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StyleProblem {
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to do; empty if nothing can be advised.
    pub help: String,
    /// The line of the style's file, from 1, if the problem has a position.
    pub line: Option<usize>,
    /// The column in characters, from 1, if the problem has a position.
    pub column: Option<usize>,
}

impl StyleProblem {
    /// A problem without a position and advice.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: String::new(), line: None, column: None }
    }

    /// The same with advice.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The same at a byte of the style's text.
    pub(crate) fn at(mut self, text: &str, offset: usize) -> Self {
        let offset = text.floor_char_boundary(offset);
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        self.line = Some(before.matches('\n').count() + 1);
        self.column = Some(before[line_start..].chars().count() + 1);
        self
    }

    /// The same at the first place of the style's text that contains one of the texts.
    pub(crate) fn at_first(self, text: &str, needles: &[String]) -> Self {
        match needles.iter().find_map(|needle| text.find(needle.as_str())) {
            Some(offset) => self.at(text, offset),
            None => self,
        }
    }
}

impl fmt::Display for StyleProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(formatter, "line {line}, column {column}: ")?;
        }
        formatter.write_str(&self.message)?;
        if !self.help.is_empty() {
            write!(formatter, " ({})", self.help)?;
        }
        Ok(())
    }
}

impl std::error::Error for StyleProblem {}
