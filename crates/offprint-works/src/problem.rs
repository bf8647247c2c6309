//! [`Problem`]: what is wrong in a file of references, and where.
//!
//! Must not depend on formats.

/// How grave a problem is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ProblemSeverity {
    /// Something is doubtful, and was read as well as possible.
    Warning,
    /// A record, or a part of one, could not be read.
    Error,
}

/// Something wrong in a file of references.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Problem {
    /// The line, from 1; 0 if the file as a whole is meant.
    pub line: usize,
    /// The column in characters, from 1; 0 if the line as a whole is meant.
    pub column: usize,
    /// How grave it is.
    pub severity: ProblemSeverity,
    /// What is wrong: lower case, without a full stop.
    pub message: String,
    /// What to do about it; may be empty.
    pub help: String,
}

impl Problem {
    /// A part that could not be read.
    pub fn error(line: usize, message: impl Into<String>) -> Self {
        Self {
            line,
            column: 0,
            severity: ProblemSeverity::Error,
            message: message.into(),
            help: String::new(),
        }
    }

    /// Something doubtful.
    pub fn warning(line: usize, message: impl Into<String>) -> Self {
        Self { severity: ProblemSeverity::Warning, ..Self::error(line, message) }
    }

    /// The problem with the action that solves it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The problem at a column.
    #[must_use]
    pub fn at_column(mut self, column: usize) -> Self {
        self.column = column;
        self
    }
}

/// A text for a message: at most 60 characters, on one line.
pub(crate) fn shortened(text: &str) -> String {
    let mut short: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(60).collect();
    if text.chars().nth(60).is_some() {
        short.push('…');
    }
    short
}
