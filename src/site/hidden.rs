//! [`Hidden`]: why a document has no page. [`OmittedEntry`]: why an entry of the menu is left out.

use crate::clock::Clock;
use crate::config::Config;
use crate::library::{DocId, Facts};

/// Why a document is not shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Hidden {
    /// It is a draft.
    Draft,
    /// Its date is in the future.
    Future,
    /// It has expired.
    Expired,
    /// It is a copy that a synchronisation program made of another file; reported as a warning.
    Copy,
    /// Another document claims its route; reported as an error.
    Taken,
    /// It has no route; reported as an error.
    Nameless,
}

impl Hidden {
    /// Whether a document is shown at a moment.
    pub fn of(facts: &Facts, config: &Config, clock: Clock) -> Option<Self> {
        let opens = facts.publish_on.or(facts.date);
        if facts.draft && !config.drafts {
            Some(Self::Draft)
        } else if opens.is_some_and(|when| !clock.has_reached(when)) && !config.future {
            Some(Self::Future)
        } else if facts.expires.is_some_and(|when| clock.has_passed(when)) && !config.expired {
            Some(Self::Expired)
        } else {
            None
        }
    }

    /// As a phrase for messages: `is a draft`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Draft => "is a draft",
            Self::Future => "is not published yet",
            Self::Expired => "has expired",
            Self::Copy => "is a copy of another file",
            Self::Taken | Self::Nameless => "has no page",
        }
    }
}

/// Why an entry of the menu is left out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OmittedEntry {
    /// Its page comes with a document that is not shown.
    Unpublished(DocId, Hidden),
    /// It is a list, and there is nothing to list; or the site has no content at all.
    Empty,
}
