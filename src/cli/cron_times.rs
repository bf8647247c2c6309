//! [`CronTimes`]: when a site must be published again although no file changed, as lines of cron.
//!
//! Cron knows no years: a line is also run in later years, when publishing changes nothing. Dates
//! without a time come at midnight in the time zone of the site, so one line runs each day shortly
//! after it; times of day have lines of their own. This must not know files or commands.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// With more times of day than this, a line that runs each hour is easier to understand.
const MOST_TIMES: usize = 20;

/// How many minutes after midnight the daily line runs.
const AFTER_MIDNIGHT: i8 = 5;

/// Lines of cron: each with the reason, for a comment.
pub(super) type CronLines = Vec<(String, String)>;

/// When to publish a site, in the time zone that cron uses. `instants` are the times to come.
pub(super) fn cron_lines(
    now: Timestamp,
    instants: &[Timestamp],
    site_zone: &TimeZone,
    site_zone_name: &str,
    cron_zone: &TimeZone,
) -> CronLines {
    let mut lines: CronLines = daily_times(now, site_zone, cron_zone)
        .into_iter()
        .map(|(hour, minute)| {
            let reason = format!("each day, shortly after midnight in {site_zone_name}");
            (format!("{minute} {hour} * * *"), reason)
        })
        .collect();
    let year = now + (366 * 24).hours();
    let timed: BTreeSet<Timestamp> = instants
        .iter()
        .copied()
        .filter(|instant| now < *instant && *instant <= year)
        .filter(|instant| !is_midnight(*instant, site_zone))
        .collect();
    if timed.len() > MOST_TIMES {
        let reason = format!("each hour: {} times of day are scheduled", timed.len());
        lines.push((format!("{AFTER_MIDNIGHT} * * * *"), reason));
        return lines;
    }
    let timed: BTreeSet<(Timestamp, String)> = timed
        .into_iter()
        .map(|instant| {
            // Cron knows only whole minutes, and nothing may run too early.
            let late = instant + 59.seconds();
            let local = cron_zone.to_datetime(late);
            let line =
                format!("{} {} {} {} *", local.minute(), local.hour(), local.day(), local.month());
            (instant, line)
        })
        .collect();
    for (instant, line) in timed {
        let when = instant.to_zoned(site_zone.clone()).strftime("%Y-%m-%d %H:%M:%S %:z");
        if !lines.iter().any(|(known, _)| *known == line) {
            lines.push((line, when.to_string()));
        }
    }
    lines
}

fn is_midnight(instant: Timestamp, zone: &TimeZone) -> bool {
    let local = zone.to_datetime(instant);
    local.date().to_zoned(zone.clone()).is_ok_and(|start| start.timestamp() == instant)
}

/// Hour and minute shortly after midnight in the zone of the site, as the zone of cron has them in the
/// next twelve months: with daylight saving time there are two.
fn daily_times(now: Timestamp, site: &TimeZone, cron: &TimeZone) -> BTreeSet<(i8, i8)> {
    let today = site.to_datetime(now).date();
    (0..366)
        .filter_map(|day| {
            let date = today.checked_add(day.days()).ok()?;
            let start = date.to_zoned(site.clone()).ok()?.timestamp();
            let local = cron.to_datetime(start + i64::from(AFTER_MIDNIGHT).minutes());
            Some((local.hour(), local.minute()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).expect("it is in the database")
    }

    #[track_caller]
    fn check(site: &str, cron: &str, instants: &[&str], expect: &[&str]) {
        let now = "2026-11-01T12:00:00Z".parse().expect("an instant");
        let instants: Vec<_> =
            instants.iter().map(|text| text.parse().expect("an instant")).collect();
        let lines = cron_lines(now, &instants, &zone(site), site, &zone(cron));
        let lines: Vec<_> = lines.iter().map(|(line, _)| line.as_str()).collect();
        assert_eq!(lines, expect, "{site} {cron}");
    }

    #[test]
    fn midnight_of_the_site_in_the_zone_of_cron() {
        check("UTC", "UTC", &[], &["5 0 * * *"]);
        check("Europe/Berlin", "UTC", &[], &["5 22 * * *", "5 23 * * *"]);
        check("Europe/Berlin", "Europe/Berlin", &[], &["5 0 * * *"]);
        check("Asia/Kathmandu", "UTC", &[], &["20 18 * * *"]);
        check("America/New_York", "UTC", &[], &["5 4 * * *", "5 5 * * *"]);
    }

    #[test]
    fn times_of_day_have_lines_of_their_own() {
        let instants = [
            "2026-11-28T18:00:00Z",
            // The same minute, a time that has passed, midnight, seconds, and one beyond a year.
            "2026-11-28T18:00:00Z",
            "2026-10-28T18:00:00Z",
            "2026-12-24T23:00:00Z",
            "2026-12-31T22:59:30Z",
            "2028-01-01T10:00:00Z",
        ];
        let expect = ["5 22 * * *", "5 23 * * *", "0 18 28 11 *", "0 23 31 12 *"];
        check("Europe/Berlin", "UTC", &instants, &expect);
        let many: Vec<_> = (1..=21).map(|day| format!("2026-12-{day:02}T18:00:00Z")).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        check("UTC", "UTC", &many, &["5 0 * * *", "5 * * * *"]);
    }
}
