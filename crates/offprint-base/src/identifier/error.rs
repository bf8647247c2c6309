//! [`IdentifierError`]: what is wrong with an identifier, in words.
//!
//! Must not know where an identifier was found.

use crate::trial_registry::TrialNumberError;

/// What is wrong with an identifier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum IdentifierError {
    /// It does not have the form. Contains what the form demands.
    Form(&'static str),
    /// The last digits contradict the others, so at least one of them is wrong. Contains what they
    /// would have to be.
    CheckDigit(String),
    /// It is no number of a trial registry.
    Trial(TrialNumberError),
}

impl std::fmt::Display for IdentifierError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Form(what) => f.write_str(what),
            Self::CheckDigit(expected) => {
                write!(
                    f,
                    "the check digit contradicts the others: it would have to be `{expected}`"
                )
            }
            Self::Trial(TrialNumberError::Malformed(registry, example)) => {
                write!(f, "numbers of {registry} look like `{example}`")
            }
            Self::Trial(TrialNumberError::Unknown) => {
                f.write_str("no known registry has numbers like this")
            }
        }
    }
}

impl std::error::Error for IdentifierError {}
