//! [`Hidden`]: why a document has no page.

use jiff::civil::Date;

use crate::config::Config;
use crate::library::Facts;

/// Why a document is not shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Hidden {
    /// It is a draft.
    Draft,
    /// Its date is in the future.
    Future,
    /// It has expired.
    Expired,
    /// Another document claims its route; reported as an error.
    Taken,
    /// It has no route; reported as an error.
    Nameless,
}

impl Hidden {
    /// Whether a document is shown on a day.
    pub fn of(facts: &Facts, config: &Config, today: Date) -> Option<Self> {
        let opens = facts.publish_on.or(facts.date).map(|when| when.day);
        if facts.draft && !config.drafts {
            Some(Self::Draft)
        } else if opens.is_some_and(|day| day > today) && !config.future {
            Some(Self::Future)
        } else if facts.expires.is_some_and(|when| when.day < today) {
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
            Self::Taken | Self::Nameless => "has no page",
        }
    }
}
