//! [`RecordProblem`]: what is wrong in a file of references, and where.
//!
//! Must not depend on formats.

use offprint_works::{Problem, ProblemSeverity};

/// Something that is wrong in a file of references.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct RecordProblem {
    /// The line, from 1; 0 if the file as a whole is meant.
    pub line: usize,
    /// The column in characters, from 1; 0 if the line as a whole is meant.
    pub column: usize,
    /// Whether a record, or a part of one, could not be read.
    pub is_error: bool,
    /// What is wrong.
    pub message: String,
    /// What to do about it; may be empty.
    pub help: String,
}

impl From<Problem> for RecordProblem {
    fn from(problem: Problem) -> Self {
        Self {
            line: problem.line,
            column: problem.column,
            is_error: problem.severity == ProblemSeverity::Error,
            message: problem.message,
            help: problem.help,
        }
    }
}
