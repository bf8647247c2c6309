//! [`Card`]: an article as an entry of a list, and [`TermRef`]: a term as a link. Lists consist of
//! these, so they are small.
//!
//! Their doc comments are part of the template reference.

use std::sync::Arc;

use serde::Serialize;

use super::evidence::{Evidence, Status};
use super::thumbnail::Thumbnail;
use crate::cached_value::CachedValue;
use crate::clock::Moment;
use crate::json_table::JsonTable;
use offprint_base::Hashed;

/// An article as an entry of a list.
#[derive(Hash, Serialize, Debug)]
pub struct Card {
    /// The article's title.
    pub title: String,
    /// Its URL, with the base path.
    pub url: String,
    /// Its full URL.
    pub permalink: String,
    /// When it was published, as `2025-08-19` or `2025-08-19T06:00:00Z`; `none` if it has no date.
    pub date: Option<String>,
    /// The same date for readers: `19 August 2025`.
    pub date_display: Option<String>,
    /// The year, for lists by year.
    pub year: Option<i16>,
    /// The month, 1 to 12.
    pub month: Option<i8>,
    /// When it was last changed, like `date`.
    pub updated: Option<String>,
    /// A summary of one or two sentences.
    pub summary: Option<Arc<str>>,
    /// The image that its front matter names; `none` if there is none.
    pub image: Option<CardImage>,
    /// The key findings, one sentence each.
    pub key_findings: CachedValue<Vec<String>>,
    /// The evidence that it reports: `card.evidence.parts` for readers.
    pub evidence: Evidence,
    /// What readers must know about it or its source: retracted, corrected, due for review.
    pub statuses: Vec<Status>,
    /// The names of its authors.
    pub authors: Vec<String>,
    /// Its authors with their pages, in the same order.
    pub byline: Vec<AuthorRef>,
    /// The drugs that it is about.
    pub drugs: Vec<Hashed<CachedValue<TermRef>>>,
    /// Its tags.
    pub tags: Vec<Hashed<CachedValue<TermRef>>>,
    /// The reading time in minutes, at least 1.
    pub reading_minutes: u32,
    /// Whether it is a draft. Drafts are shown only on request.
    pub draft: bool,
    /// `[extra]` from its front matter, as written.
    pub extra: CachedValue<Hashed<JsonTable>>,
}

/// The image of an article in lists.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct CardImage {
    /// Its URL, with the base path.
    pub url: String,
    /// Its full URL.
    pub permalink: String,
    /// What it shows.
    pub alt: String,
    /// Its width in pixels, if that is known.
    pub width: Option<u32>,
    /// Its height in pixels, if that is known.
    pub height: Option<u32>,
    /// The file to show in lists: `url`, `width`, `height`; `none` for images of other sites and of
    /// unknown size.
    pub thumbnail: Option<Thumbnail>,
}

/// An author, with a link if the author has a page.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Debug)]
pub struct AuthorRef {
    /// The name on this site.
    pub name: String,
    /// The author's page, with the base path.
    pub url: Option<String>,
}

/// A link to a term.
#[derive(Clone, Hash, Serialize, Debug)]
pub struct TermRef {
    /// Its name on this site.
    pub name: String,
    /// The last part of its URL.
    pub slug: String,
    /// Its page, with the base path.
    pub url: String,
}

/// A moment in machine-readable form: `2025-08-19`, or `2025-08-19T06:00:00+02:00` if the time is
/// known. It begins with the day as written, which pages, the archive and lists show too.
pub fn iso_date(when: Moment) -> String {
    if !when.timed {
        return when.day.to_string();
    }
    let minutes = i64::from(when.offset);
    let local = when.utc.saturating_add(jiff::SignedDuration::from_mins(minutes));
    let offset = match minutes {
        0 => "Z".to_owned(),
        _ => {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    };
    format!("{}{offset}", local.strftime("%Y-%m-%dT%H:%M:%S"))
}
