//! When articles are published and expire, and that a date is the same day everywhere.

use offprint::{BuildTime, Overrides, Project, StorageMode};

use crate::support::site::{TestSite, files};

/// A site in this time zone with one article that has these lines of front matter.
fn site(time_zone: &str, lines: &str) -> TestSite {
    let site = TestSite::new();
    site.write(
        "site.toml",
        &format!(
            "title = \"Test\"\nbase_url = \"https://example.org/\"\ntimezone = \"{time_zone}\"\n"
        ),
    );
    site.write(
        "content/articles/a.md",
        &format!("+++\ntitle = \"An article\"\n{lines}\n+++\nText.\n"),
    );
    site
}

fn at(time: &str) -> BuildTime {
    BuildTime::At(time.parse().expect("an instant"))
}

/// The state of the article, and whether a build shows it.
fn state(site: &TestSite, time: &str) -> &'static str {
    let project = || Project::new(site.root(), Overrides::default(), StorageMode::Memory);
    let inventory = project().inventory(at(time)).0.expect("a site");
    let edition = project().build(at(time)).edition.expect("the site is built");
    let is_shown = files(&edition).iter().any(|(path, _)| path == "articles/a/index.html");
    assert_eq!(is_shown, inventory.articles[0].state == "published", "{time}");
    inventory.articles[0].state
}

#[test]
fn embargoes_and_expiry_are_instants() {
    let lines = "date = 2026-11-28\npublish_on = 2026-11-28T18:00:00+02:00\n\
                 expires = 2026-11-28T23:30:00-05:00";
    for zone in ["UTC", "Europe/Berlin", "Pacific/Auckland"] {
        let site = site(zone, lines);
        assert_eq!(state(&site, "2026-11-28T15:59:59Z"), "future", "{zone}");
        assert_eq!(state(&site, "2026-11-28T16:00:00Z"), "published", "{zone}");
        assert_eq!(state(&site, "2026-11-29T04:29:59Z"), "published", "{zone}");
        assert_eq!(state(&site, "2026-11-29T04:30:00Z"), "expired", "{zone}");
    }
}

#[test]
fn plain_dates_and_local_times_are_in_the_time_zone_of_the_site() {
    for (zone, offset_hours) in [("UTC", 0), ("Europe/Berlin", 1), ("America/New_York", -5)] {
        let plain = site(zone, "date = 2026-11-28\nexpires = 2026-11-28");
        let local = site(zone, "date = 2026-11-01\npublish_on = 2026-11-28T00:00:00");
        let midnight: jiff::Timestamp = "2026-11-28T00:00:00Z".parse().expect("an instant");
        let midnight = midnight - jiff::SignedDuration::from_hours(offset_hours);
        let second = jiff::SignedDuration::from_secs(1);
        let day = jiff::SignedDuration::from_hours(24);
        for (instant, expected) in [
            (midnight - second, "future"),
            (midnight, "published"),
            (midnight + day - second, "published"),
            (midnight + day, "expired"),
        ] {
            assert_eq!(state(&plain, &instant.to_string()), expected, "{zone} {instant}");
        }
        assert_eq!(state(&local, &(midnight - second).to_string()), "future", "{zone}");
        assert_eq!(state(&local, &midnight.to_string()), "published", "{zone}");
    }
}

#[test]
fn a_build_that_only_the_time_changes_equals_a_clean_build() {
    let site = site("UTC", "date = 2026-11-28\npublish_on = 2026-11-28T18:00:00Z");
    site.write(
        "content/articles/b.md",
        "+++\ntitle = \"Another\"\ndate = 2026-11-27\nexpires = 2026-11-28T12:00:00Z\n+++\nText.\n",
    );
    let mut project = Project::new(site.root(), Overrides::default(), StorageMode::Memory);
    let times = ["11:00:00", "12:00:00", "11:30:00", "17:59:59", "18:00:00", "09:00:00"];
    for time in times.map(|time| format!("2026-11-28T{time}Z")) {
        let again = project.build(at(&time)).edition.expect("the site is built");
        let clean = Project::new(site.root(), Overrides::default(), StorageMode::Memory)
            .build(at(&time))
            .edition
            .expect("the site is built");
        assert!(files(&again) == files(&clean), "{time}");
    }
}

#[test]
fn a_date_is_the_same_day_everywhere() {
    for (date, day, shown) in [
        ("2025-07-01T00:30:00+02:00", "2025-07-01", "1 July 2025"),
        ("2025-06-30T23:30:00-05:00", "2025-06-30", "30 June 2025"),
        ("2025-07-01", "2025-07-01", "1 July 2025"),
    ] {
        let site = site("UTC", &format!("date = {date}"));
        let edition = site.build().edition.expect("the site is built");
        let all = files(&edition);
        let text = |path: &str| {
            let found = all.iter().find(|(found, _)| found == path).expect("a page");
            String::from_utf8_lossy(&found.1).into_owned()
        };
        let page = text("articles/a/index.html");
        assert!(page.contains(shown), "{date}");
        let tag = format!(
            "<meta name=\"citation_publication_date\" content=\"{}\">",
            day.replace('-', "/")
        );
        assert!(page.contains(&tag) || page.contains(&tag.replace('/', "-")), "{date}: {page}");
        let archive = format!("archive/{}/{}/index.html", &day[..4], &day[5..7]);
        assert!(all.iter().any(|(path, _)| *path == archive), "{date}: {archive}");
        let inventory = Project::new(site.root(), Overrides::default(), StorageMode::Memory)
            .inventory(at("2026-01-01T00:00:00Z"))
            .0
            .expect("a site");
        let listed = inventory.articles[0].date.as_deref().unwrap_or_default();
        assert!(listed.starts_with(day), "{date}: {listed}");
    }
}

#[test]
fn a_time_zone_that_does_not_exist_is_an_error() {
    let site = site("Europe/Berlim", "date = 2025-07-01");
    let build = site.build();
    assert!(build.edition.is_none());
    assert!(build.diagnostics.iter().any(|fault| fault.message.contains("Europe/Berlim")));
}
