//! Dates that are not TOML dates: what was meant, and what to write.

use std::ops::Range;

use jiff::civil::Date;

use super::{Code, Diagnostic};

/// A date that TOML reports as a syntax error: one that does not exist, or one in a national
/// format.
pub(super) fn bad_date(text: &str, span: &Range<usize>) -> Option<(Diagnostic, Range<usize>)> {
    let (line_start, line) = line_at(text, span)?;
    let (key, rest) = line.split_once('=')?;
    let value = rest.split('#').next().unwrap_or_default().trim();
    // If the date itself is valid, the error is caused by something before or after it.
    let mut words = value.split_whitespace();
    let begins_with_date =
        words.next().is_some_and(|first| first.parse::<toml::value::Datetime>().is_ok());
    if begins_with_date && !words.next().is_some_and(is_part_of_time) {
        return None;
    }
    let misread = MistypedDate::of(value).or_else(|| MistypedDate::in_words(key.trim(), value))?;
    let key_name = key.trim();
    let (what, help) = if let Some(day) = misread.day_of_wrong_time {
        let help = format!(
            "write hours from 00 to 23, minutes and seconds with two digits each, and the time zone: \
             {key_name} = {day}T09:30:00Z"
        );
        ("has a time that is not valid", help)
    } else {
        let what = if misread.is_in_order {
            "is not a day of the calendar"
        } else {
            "is not a valid date"
        };
        let day = misread.meant.map_or_else(|| "2025-08-19".to_owned(), |day| day.to_string());
        (what, format!("write it as year-month-day: {key_name} = {day}"))
    };
    let start = line_start + key.len() + 1 + (rest.len() - rest.trim_start().len());
    let diagnostic = Diagnostic::error(Code::BadDate, format!("`{value}` {what}")).help(help);
    Some((diagnostic, start..start + value.len()))
}

/// Whether a word after a date belongs to its time: `10:60`, `+01:00`, `CET`.
fn is_part_of_time(word: &str) -> bool {
    let is_zone = (2..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase());
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    is_zone
        || is_number(word) && word.contains([':', '.'])
        || word.strip_prefix(['+', '-']).is_some_and(is_number)
}

/// A date that is not a valid TOML date: three numbers, one of them a year.
pub(super) struct MistypedDate {
    /// The intended date, if only one is possible.
    pub(super) meant: Option<Date>,
    /// Whether it has the form of a TOML date, so that only its numbers are wrong.
    is_in_order: bool,
    /// The day, if it is written correctly and only the time after it is not.
    day_of_wrong_time: Option<Date>,
}

impl MistypedDate {
    pub(super) fn of(text: &str) -> Option<Self> {
        let (date, time) = text
            .split_once(['T', 't', ' '])
            .map_or((text, None), |(date, time)| (date, Some(time)));
        let mut parts = date.split(['-', '.', '/']);
        let written = [parts.next()?, parts.next()?, parts.next()?];
        let numbers = written.map(|part| {
            part.parse::<i16>().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()))
        });
        let [Some(first), Some(second), Some(third)] = numbers else { return None };
        if parts.next().is_some()
            || time.is_some_and(|time| !time.starts_with(|c: char| c.is_ascii_digit()))
        {
            return None;
        }
        let day = |year: i16, month: i16, day: i16| {
            Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        };
        let orders = match written.map(str::len) {
            // Year, day, month is written only by mistake, so it is assumed only if the numbers are
            // not a date in the usual order.
            [4, 1 | 2, 1 | 2] => [
                day(first, second, third),
                day(first, third, second).filter(|_| day(first, second, third).is_none()),
            ],
            // With dots, the day comes first; with other separators, the order depends on the
            // country.
            [1 | 2, 1 | 2, 4] if date.contains('.') => [day(third, second, first), None],
            [1 | 2, 1 | 2, 4] => [day(third, second, first), day(third, first, second)],
            _ => return None,
        };
        let meant = match orders {
            [Some(one), Some(other)] if one != other => None,
            [one, other] => one.or(other),
        };
        let is_in_order = written.map(str::len) == [4, 2, 2] && date.matches('-').count() == 2;
        let day_of_wrong_time = orders[0].filter(|_| is_in_order && time.is_some());
        // No date is suggested if there is a time, because the suggestion would lose it.
        Some(Self { meant: meant.filter(|_| time.is_none()), is_in_order, day_of_wrong_time })
    }

    /// A date in words and without quotes, such as "May 1, 2025", or a month.
    fn in_words(key: &str, value: &str) -> Option<Self> {
        const KEYS: [&str; 8] = [
            "date",
            "updated",
            "publish_on",
            "expires",
            "reviewed",
            "review_by",
            "published",
            "accessed",
        ];
        let is_bare = value.starts_with(|c: char| c.is_alphanumeric())
            && value.contains(|c: char| c.is_ascii_digit());
        (KEYS.contains(&key) && is_bare).then_some(Self {
            meant: None,
            is_in_order: false,
            day_of_wrong_time: None,
        })
    }
}

/// The line in which an error begins, and the position where that line begins.
pub(super) fn line_at<'t>(text: &'t str, span: &Range<usize>) -> Option<(usize, &'t str)> {
    let line_start =
        text.get(..span.start.min(text.len()))?.rfind('\n').map_or(0, |newline| newline + 1);
    Some((line_start, text[line_start..].lines().next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_meant(text: &str, day: &str) {
        let meant = MistypedDate::of(text).expect("it is like a date").meant;
        assert_eq!(meant.map(|day| day.to_string()).unwrap_or_default(), day, "{text}");
    }

    #[test]
    fn a_wrong_time_is_told_from_a_wrong_day() {
        let message = |value: &str| {
            let text = format!("date = {value}\n");
            let at = 7..7 + value.len();
            bad_date(&text, &at).map(|(diagnostic, _)| diagnostic.message)
        };
        for time in [
            "T24:00:00Z",
            " 10:60:00",
            "T8:00:00Z",
            "T10:00:00 CET",
            "T10:00:00 +02:00",
            "T10.30",
            "T10:00:00+1",
        ] {
            let value = format!("2026-01-01{time}");
            let wanted = format!("`{value}` has a time that is not valid");
            assert_eq!(message(&value).as_deref(), Some(&*wanted));
        }
        let value = "2026-02-30T10:00:00Z";
        let wanted = format!("`{value}` is not a day of the calendar");
        assert_eq!(message(value).as_deref(), Some(&*wanted));
    }

    #[test]
    fn dates_of_other_countries() {
        check_meant("19.08.2025", "2025-08-19");
        check_meant("5.6.2025", "2025-06-05");
        check_meant("08/19/2025", "2025-08-19");
        check_meant("19/08/2025", "2025-08-19");
        check_meant("05/06/2025", "");
        check_meant("05/05/2025", "2025-05-05");
        check_meant("2025-2-3", "2025-02-03");
        check_meant("2025/02/03", "2025-02-03");
        check_meant("2025-13-01", "2025-01-13");
        check_meant("2025-02-30", "");
        check_meant("2025-2-3T10:00:00", "");
        for text in
            ["1.2.3", "2025-08", "2025-08-19-a", "12:30:00", "10.1002/2025", "a-b-c", "-1-2-2025"]
        {
            assert!(MistypedDate::of(text).is_none(), "{text}");
        }
    }
}
