//! [`CrossrefError`]: why there is no answer.
//!
//! Must not know requests.

use std::time::Duration;

/// Why Crossref did not answer a question.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum CrossrefError {
    /// There is no connection, or no answer in time: the reason.
    Connection(String),
    /// The service wants no further requests now, and possibly says for how long.
    Busy(Option<Duration>),
    /// The service refuses the request with this status.
    Refused(u16),
    /// The answer is longer than any record of a work: so many bytes are too many.
    TooLong(u64),
    /// The answer is not a record of a work.
    NotARecord,
}

impl CrossrefError {
    /// Whether the next question would fail, too.
    pub fn ends_all(&self) -> bool {
        match self {
            Self::Connection(_) | Self::Busy(_) => true,
            // Unauthorised and forbidden are the program, not the question.
            Self::Refused(status) => matches!(status, 401 | 403) || *status >= 500,
            Self::TooLong(_) | Self::NotARecord => false,
        }
    }
}

impl std::fmt::Display for CrossrefError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Connection(reason) => write!(formatter, "Crossref cannot be reached: {reason}"),
            Self::Busy(Some(wait)) => write!(
                formatter,
                "Crossref wants no further requests for {} seconds",
                wait.as_secs()
            ),
            Self::Busy(None) => formatter.write_str("Crossref wants no further requests now"),
            Self::Refused(status) => {
                write!(formatter, "Crossref refuses the request (status {status})")
            }
            Self::TooLong(bytes) => {
                write!(formatter, "the answer of Crossref has more than {bytes} bytes")
            }
            Self::NotARecord => formatter.write_str("the answer of Crossref is not a record"),
        }
    }
}

impl std::error::Error for CrossrefError {}
