//! [`FeedFile`] and [`FeedEntry`]: what was read from a feed.
//!
//! Plain data. Must not depend on formats of feeds, nor on articles.

use feed_rs::model::Entry;
use jiff::civil::Date;

/// What was read from a feed.
#[derive(Clone, Debug)]
pub struct FeedFile {
    /// The entries, in the order of the feed.
    pub entries: Vec<FeedEntry>,
}

/// An entry of a feed.
#[derive(Clone, Debug)]
pub struct FeedEntry {
    /// The line on which it begins, from 1; 0 if it is not known.
    pub line: usize,
    pub(super) entry: Box<Entry>,
    /// When it was published, and when it was changed.
    pub(super) dates: [Option<Date>; 2],
    /// The title of the feed.
    pub(super) site: Option<String>,
    /// The language of the feed.
    pub(super) language: Option<String>,
}
