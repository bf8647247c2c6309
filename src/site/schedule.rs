//! [`Schedule`]: when documents appear, expire and are due for review, from the moment of the build on.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::hidden::Hidden;
use super::linked_site::Site;
use crate::clock::start_of_day;

/// What happens on a date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum ScheduledEvent {
    /// The document appears.
    Publication,
    /// The document disappears.
    Expiry,
    /// The document is due for review.
    Review,
}

/// A date in the front matter of a document.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct ScheduledDate {
    /// The instant, in UTC. A day begins at midnight in the time zone of the site, and a document
    /// expires at its end.
    #[serde(rename = "utc")]
    pub instant: Timestamp,
    /// The same, in the time zone of the site.
    pub when: String,
    /// What happens.
    pub event: ScheduledEvent,
    /// The file.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Whether it is a draft, which is not published whatever its dates are.
    pub draft: bool,
    /// Whether a review is overdue.
    pub overdue: bool,
}

/// All dates to come, and overdue reviews; the earliest first.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Schedule {
    /// The name of the time zone of the site.
    pub timezone: String,
    /// The dates.
    pub dates: Vec<ScheduledDate>,
}

impl Site {
    /// The dates from the moment of the build on.
    pub fn schedule(&self) -> Schedule {
        let zone = self.config.zone();
        let clock = self.clock;
        let mut dates = Vec::new();
        for (facts, route) in self.facts.iter().zip(&self.routes) {
            if matches!(
                route,
                Err(Hidden::Copy | Hidden::Taken | Hidden::Nameless | Hidden::Expired)
            ) {
                continue;
            }
            let opens = facts.publish_on.or(facts.date).filter(|when| !clock.has_reached(*when));
            let expires = facts.expires.filter(|when| !clock.has_passed(*when));
            let mut add = |event, instant: Option<Timestamp>, overdue| {
                dates.extend(instant.map(|instant| ScheduledDate {
                    instant,
                    when: local_time(instant, &zone),
                    event,
                    path: facts.path.to_string(),
                    title: facts.title.clone(),
                    draft: facts.draft,
                    overdue,
                }));
            };
            add(ScheduledEvent::Publication, opens.and_then(|when| when.start(&zone)), false);
            add(ScheduledEvent::Expiry, expires.and_then(|when| when.end(&zone)), false);
            let review = facts.review_by;
            let is_overdue = review.is_some_and(|when| when.day < clock.day);
            // A review is due on a day, whatever the time.
            let due = review.and_then(|when| start_of_day(when.day, &zone));
            add(ScheduledEvent::Review, due, is_overdue);
        }
        dates.sort_by(|one, other| {
            (one.instant, one.event, &one.path).cmp(&(other.instant, other.event, &other.path))
        });
        Schedule { timezone: self.config.time_zone.to_string(), dates }
    }
}

/// `2026-11-28T18:00:00+01:00`.
fn local_time(instant: Timestamp, zone: &TimeZone) -> String {
    instant.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
