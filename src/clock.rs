//! [`Moment`]: a date as written, with or without a time. [`Clock`]: the moment of a build, and the
//! day that it is in the site's time zone.
//!
//! Commands read the system's clock once and pass a [`BuildTime`]; no stage reads it. A date with a
//! time is compared as an instant, a plain date by the day in the site's time zone. This must not
//! know documents.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// A day with an optional time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Moment {
    /// In UTC; midnight if only the day is known. A time without an offset is in the site's time
    /// zone. It is the first field, so that moments are compared by it.
    pub utc: DateTime,
    /// The day as written, before the offset is applied.
    pub day: Date,
    /// Whether a time was given.
    pub timed: bool,
    /// The minutes that the time as written is ahead of UTC; 0 without a time.
    pub offset: i16,
}

impl Moment {
    /// The instant; `None` if only the day is known.
    pub fn instant(self) -> Option<Timestamp> {
        TimeZone::UTC.to_timestamp(self.utc).ok().filter(|_| self.timed)
    }

    /// The instant at which something appears: a plain day begins at midnight in a time zone.
    pub fn start(self, zone: &TimeZone) -> Option<Timestamp> {
        self.instant().or_else(|| start_of_day(self.day, zone))
    }

    /// The instant at which something expires: a plain day lasts until its end.
    pub fn end(self, zone: &TimeZone) -> Option<Timestamp> {
        self.instant().or_else(|| start_of_day(self.day.tomorrow().ok()?, zone))
    }
}

/// The first instant of a day. Where clocks are set at midnight, it is later.
pub fn start_of_day(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    Some(day.to_zoned(zone.clone()).ok()?.timestamp())
}

/// When a build takes place, as a command was told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BuildTime {
    /// At this instant.
    At(Timestamp),
    /// At the end of this day in the site's time zone.
    Day(Date),
}

impl BuildTime {
    /// The current instant, from the system's clock.
    pub fn now() -> Self {
        Self::At(Timestamp::now())
    }

    /// The clock of a site.
    pub fn clock(self, zone: &TimeZone) -> Clock {
        match self {
            Self::At(instant) => Clock { day: zone.to_datetime(instant).date(), instant },
            Self::Day(day) => {
                let end = day.at(23, 59, 59, 999_999_999);
                // The day and the time of day are valid, so this is an instant.
                let instant =
                    zone.to_ambiguous_timestamp(end).compatible().unwrap_or(Timestamp::MAX);
                Clock { day, instant }
            }
        }
    }
}

impl From<Date> for BuildTime {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

/// The moment of a build.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Clock {
    /// The day in the site's time zone.
    pub day: Date,
    /// The instant.
    pub instant: Timestamp,
}

impl Clock {
    /// Whether a moment has come: its instant, or its day if it has no time.
    pub fn has_reached(self, when: Moment) -> bool {
        match when.instant() {
            Some(instant) => self.instant >= instant,
            None => self.day >= when.day,
        }
    }

    /// Whether something that lasts until a moment has ended. A plain day lasts until its end.
    pub fn has_passed(self, when: Moment) -> bool {
        match when.instant() {
            Some(instant) => self.instant >= instant,
            None => self.day > when.day,
        }
    }
}

/// The time zone with a name of the IANA database, such as `Europe/Berlin`.
pub fn time_zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(day: &str, instant: Option<&str>) -> Moment {
        let instant: Option<Timestamp> = instant.map(|text| text.parse().expect("an instant"));
        let day: Date = day.parse().expect("a day");
        Moment {
            utc: instant
                .map_or_else(|| day.at(0, 0, 0, 0), |instant| TimeZone::UTC.to_datetime(instant)),
            day,
            timed: instant.is_some(),
            offset: 0,
        }
    }

    #[test]
    fn instants_around_midnight_are_compared_exactly() {
        let zone = time_zone("Europe/Berlin").expect("it is in the database");
        // Midnight in Berlin is 23:00 UTC in winter.
        for seconds in -7200_i64..7200 {
            if seconds % 613 != 0 && seconds.abs() > 2 {
                continue;
            }
            let midnight: Timestamp = "2026-11-27T23:00:00Z".parse().expect("an instant");
            let now = midnight + jiff::SignedDuration::from_secs(seconds);
            let clock = BuildTime::At(now).clock(&zone);
            let day = moment("2026-11-28", None);
            let timed = moment("2026-11-28", Some("2026-11-27T23:00:00Z"));
            assert_eq!(clock.has_reached(day), seconds >= 0, "{seconds}");
            assert_eq!(clock.has_reached(timed), seconds >= 0, "{seconds}");
            assert_eq!(clock.has_passed(timed), seconds >= 0, "{seconds}");
            assert_eq!(clock.has_passed(moment("2026-11-27", None)), seconds >= 0, "{seconds}");
            assert!(!clock.has_passed(day), "{seconds}");
        }
    }

    #[test]
    fn a_day_means_its_end() {
        let zone = time_zone("America/New_York").expect("it is in the database");
        let clock = BuildTime::from(jiff::civil::date(2026, 11, 28)).clock(&zone);
        assert!(clock.has_reached(moment("2026-11-28", Some("2026-11-29T04:59:59Z"))));
        assert!(!clock.has_reached(moment("2026-11-29", Some("2026-11-29T05:00:00Z"))));
    }
}
