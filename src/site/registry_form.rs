//! [`registry_form`]: the number of a trial as its registry writes it.
//!
//! Must not know where a number is from.

use offprint_base::TrialNumber;

/// A number as its registry writes it; one of an unknown registry as it is.
pub(super) fn registry_form(number: &str) -> String {
    TrialNumber::parse(number).map_or_else(|_| number.trim().to_owned(), |known| known.number)
}
