//! [`implausible_dates`]: dates of a document that contradict each other, or are no dates of research:
//! typing errors that are valid dates.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::card::iso_date;
use crate::clock::Moment;
use crate::diagnostic::{Code, Severity};
use crate::library::{CitationFields, DocId, FactRef, Facts, UnlocatedDiagnostic};
use offprint_works::PartialDate;

/// Nobody plans further than this many years ahead.
const AHEAD: i16 = 30;

/// The first year of which a document may be: that of the first journals is 1665, and books are
/// older.
const FIRST_PRINT: i16 = 1450;

/// Reports implausible dates of a document.
pub(super) fn implausible_dates(
    id: DocId,
    facts: &Facts,
    today: Date,
    zone: &TimeZone,
    lints: &mut Vec<UnlocatedDiagnostic>,
) {
    let mut dates = DateChecks { id, today, zone, lints, reported: Vec::new() };
    dates.check_years(facts);
    dates.check_order(facts);
    dates.check_corrections(facts);
    dates.check_source(facts);
    dates.check_citations(facts);
}

struct DateChecks<'c> {
    id: DocId,
    today: Date,
    zone: &'c TimeZone,
    lints: &'c mut Vec<UnlocatedDiagnostic>,
    /// The keys whose dates are wrong: their order says nothing.
    reported: Vec<&'static str>,
}

impl DateChecks<'_> {
    fn report(&mut self, place: FactRef, message: String) {
        if let FactRef::Date(key) = place {
            self.reported.push(key);
        }
        self.lints.push(UnlocatedDiagnostic {
            document: self.id,
            place,
            severity: Severity::Warning,
            code: Code::ImplausibleDate,
            message,
            help: Some("correct the date".into()),
            note: None,
        });
    }

    fn check_years(&mut self, facts: &Facts) {
        let dates = [
            ("date", facts.date),
            ("updated", facts.updated),
            ("publish_on", facts.publish_on),
            ("expires", facts.expires),
            ("reviewed", facts.reviewed),
            ("review_by", facts.review_by),
        ];
        for (key, when) in dates {
            let Some(day) = when.map(|when| when.day) else { continue };
            if day.year() < 1900 || day.year() > self.today.year() + AHEAD {
                self.report(FactRef::Date(key), format!("`{key}` is in the year {}", year(day)));
            } else if matches!(key, "updated" | "reviewed") && day > self.today {
                self.report(FactRef::Date(key), format!("`{key}` is in the future: {day}"));
            }
        }
    }

    fn check_order(&mut self, facts: &Facts) {
        let opens = match facts.publish_on {
            Some(day) => Some(("publish_on", day)),
            None => facts.date.map(|day| ("date", day)),
        };
        if let (Some((key, opens)), Some(expires)) = (opens, facts.expires)
            && !self.is_reported(&[key, "expires"])
        {
            let (from, until) = (opens.start(self.zone), expires.end(self.zone));
            if from.zip(until).is_some_and(|(from, until)| until <= from) {
                let order = if until == from { "when" } else { "before" };
                let message = format!(
                    "it expires ({}) {order} it is published ({})",
                    iso_date(expires),
                    iso_date(opens)
                );
                self.report(FactRef::Date("expires"), message);
            }
        }
        if let (Some(opens), Some(date)) = (facts.publish_on, facts.date)
            && !self.is_reported(&["publish_on", "date"])
            && opens.day <= self.today
            && date.day > self.today
        {
            let message = format!(
                "`date` ({}) is in the future, but the article is published since `publish_on` ({})",
                iso_date(date),
                iso_date(opens)
            );
            self.report(FactRef::Date("date"), message);
        }
        let pairs = [
            ("updated", facts.updated, "date", facts.date),
            ("review_by", facts.review_by, "reviewed", facts.reviewed),
            ("review_by", facts.review_by, "date", facts.date),
        ];
        for (key, later, other, earlier) in pairs {
            let (Some(later), Some(earlier)) = (later, earlier) else { continue };
            if !self.is_reported(&[key, other]) && self.is_before(later, earlier) {
                let message = format!(
                    "`{key}` ({}) is before `{other}` ({})",
                    iso_date(later),
                    iso_date(earlier)
                );
                self.report(FactRef::Date(key), message);
            }
        }
    }

    fn check_corrections(&mut self, facts: &Facts) {
        for (index, correction) in facts.details.corrections.iter().enumerate() {
            let Some(corrected) = correction.date else { continue };
            let message = match facts.date {
                _ if corrected.day > self.today => {
                    format!("this correction is in the future: {}", corrected.day)
                }
                _ if corrected.day.year() < 1900 => {
                    format!("this correction is in the year {}", year(corrected.day))
                }
                Some(date) if !self.is_reported(&["date"]) && self.is_before(corrected, date) => {
                    format!(
                        "this correction ({}) is before `date` ({})",
                        iso_date(corrected),
                        iso_date(date)
                    )
                }
                _ => continue,
            };
            self.report(FactRef::Correction(index), message);
        }
    }

    fn check_source(&mut self, facts: &Facts) {
        let Some(source) = &facts.details.source else { return };
        let keys = [("source.published", source.published), ("source.updated", source.updated)];
        for (key, when) in keys {
            let Some(day) = when.map(|when| when.day) else { continue };
            // Journals date issues up to a year ahead.
            if day.year() < FIRST_PRINT || day.year() > self.today.year() + 1 {
                self.report(FactRef::Date(key), format!("`{key}` is in the year {}", year(day)));
            }
        }
        if let (Some(published), Some(updated)) = (source.published, source.updated)
            && !self.is_reported(&["source.updated", "source.published"])
            && self.is_before(updated, published)
        {
            let message = format!(
                "`source.updated` ({}) is before `source.published` ({})",
                iso_date(updated),
                iso_date(published)
            );
            self.report(FactRef::Date("source.updated"), message);
        }
    }

    fn check_citations(&mut self, facts: &Facts) {
        for (index, citation) in facts.details.citations.iter().enumerate() {
            self.check_work(index, citation);
            let Some(written) = citation.year.as_deref() else { continue };
            // A letter tells works of one year apart: 2020a. Anything else is text: "in press".
            let digits = written.trim().trim_end_matches(|c: char| c.is_ascii_lowercase());
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            let is_possible = digits
                .parse::<i16>()
                .is_ok_and(|year| (FIRST_PRINT..=self.today.year() + 1).contains(&year));
            if is_number && !is_possible {
                let message = format!("no work is of the year {written}");
                self.report(FactRef::CitationYear(index), message);
            }
        }
    }

    /// The dates of a work beside its year. Journals date issues ahead, so that a date of publication in
    /// the future proves nothing.
    fn check_work(&mut self, index: usize, citation: &CitationFields) {
        let Some(work) = citation.more.as_deref() else { return };
        let is_future = |date: &PartialDate| first_day(date).is_some_and(|day| day > self.today);
        let mut messages = Vec::new();
        if is_future(&work.accessed) {
            messages.push(format!("`accessed` is in the future: {}", work.accessed));
        }
        for status in &work.status {
            if is_future(&status.date) {
                messages.push(format!("`status_date` is in the future: {}", status.date));
            } else if status.date.year > 0
                && status.date.year < work.date.year
                && (work.online_date.year == 0 || status.date.year < work.online_date.year)
            {
                messages.push(format!(
                    "`status_date` ({}) is before the work was published ({})",
                    status.date, work.date
                ));
            }
        }
        let year = citation.year.as_deref().and_then(|year| year.trim().parse::<i16>().ok());
        if let Some(year) = year.filter(|year| work.date.year > 0 && *year != work.date.year) {
            messages.push(format!("`year` ({year}) is not that of `published` ({})", work.date));
        }
        for message in messages {
            self.report(FactRef::Citation(index), message);
        }
    }

    fn is_reported(&self, keys: &[&str]) -> bool {
        self.reported.iter().any(|reported| keys.contains(reported))
    }

    /// Whether a moment is before another. Days without a time are compared as days, both in the zone
    /// of the site and as they were written.
    fn is_before(&self, one: Moment, other: Moment) -> bool {
        match (one.instant(), other.instant()) {
            (Some(one), Some(other)) => one < other,
            _ => one.day < other.day && self.day(one) < self.day(other),
        }
    }

    fn day(&self, when: Moment) -> Date {
        when.instant().map_or(when.day, |instant| self.zone.to_datetime(instant).date())
    }
}

/// The first day that a date can mean.
fn first_day(date: &PartialDate) -> Option<Date> {
    let number = |number: u8| i8::try_from(number.max(1)).ok();
    Date::new(date.year, number(date.month)?, number(date.day)?).ok().filter(|_| date.year > 0)
}

/// The year of a date, with four digits: an author who wrote 0205 looks for that.
fn year(day: Date) -> String {
    format!("{:04}", day.year())
}
