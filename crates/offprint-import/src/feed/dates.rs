//! [`entry_dates`]: on which days entries were published and changed, as the feed writes them.
//!
//! `feed-rs` gives times in UTC, in which an evening in America is the next day. So the feed is read a
//! second time, with times as they are written. Must not know articles.

use chrono::{DateTime, Utc};
use feed_rs::model::Entry;
use feed_rs::parser;
use jiff::civil::Date;

/// For each entry the days on which it was published and changed.
pub(super) fn entry_dates(text: &str, entries: &[Entry]) -> Vec<[Option<Date>; 2]> {
    let as_written = parser::Builder::new().timestamp_parser(time_as_written).build();
    let local = as_written.parse(text.as_bytes()).map(|feed| feed.entries).unwrap_or_default();
    let entries = entries.iter().enumerate().map(|(at, entry)| {
        let own = local.get(at);
        let day =
            |written: Option<DateTime<Utc>>, utc: Option<DateTime<Utc>>| day_of(written.or(utc)?);
        [
            day(own.and_then(|entry| entry.published), entry.published),
            day(own.and_then(|entry| entry.updated), entry.updated),
        ]
    });
    entries.collect()
}

/// The time that a clock at its place shows, as if that were UTC; `None` for unusual forms.
fn time_as_written(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    let time = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
    Some(time.ok()?.naive_local().and_utc())
}

fn day_of(time: DateTime<Utc>) -> Option<Date> {
    time.format("%Y-%m-%d").to_string().parse().ok()
}
