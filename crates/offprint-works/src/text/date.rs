//! [`parse_date`]: dates as files of references write them.
//!
//! Must not depend on formats.

use crate::work::PartialDate;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The number of a month that is written as a word, an abbreviation or a number.
pub(crate) fn parse_month(text: &str) -> Option<u8> {
    let text = text.trim().trim_end_matches('.');
    if let Ok(number) = text.parse::<u8>() {
        return (1..=12).contains(&number).then_some(number);
    }
    let start: String = text.chars().take(3).collect::<String>().to_lowercase();
    let number = MONTHS.iter().position(|month| *month == start)?;
    u8::try_from(number + 1).ok()
}

/// A date of three numbers; a month or day that cannot be is left out.
pub(crate) fn date_of_numbers(year: i64, month: i64, day: i64) -> PartialDate {
    let Ok(year) = i16::try_from(year) else { return PartialDate::default() };
    let month = u8::try_from(month).ok().filter(|month| (1..=12).contains(month)).unwrap_or(0);
    let day = u8::try_from(day).ok().filter(|day| month > 0 && (1..=31).contains(day)).unwrap_or(0);
    PartialDate { year, month, day }
}

/// Whether the month of a date has its day: `30 February` is none.
pub(crate) fn is_in_calendar(date: PartialDate) -> bool {
    let is_leap = date.year % 4 == 0 && (date.year % 100 != 0 || date.year % 400 == 0);
    let days = match date.month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    date.day <= days
}

/// A date in any of the forms `2025-03-04`, `2025/03/04/`, `2025 Mar 4`, `2025 Mar-Apr`, `4 March
/// 2025`, `March 4, 2025`, `2025`; of a range the beginning. Seasons are left out. The unknown date
/// if there is no year.
pub(crate) fn parse_date(text: &str) -> PartialDate {
    date_parts(text).date()
}

/// As [`parse_date`], without a day that its month does not have; and whether a part of the text is
/// impossible, and left out: `2025-02-30`, `2025-13-01`.
pub(crate) fn parse_calendar_date(text: &str) -> (PartialDate, bool) {
    let parts = date_parts(text);
    let date = parts.date();
    let has_impossible_part = date.year != 0 && !parts.is_possible();
    match is_in_calendar(date) {
        true => (date, has_impossible_part),
        false => (PartialDate { day: 0, ..date }, true),
    }
}

/// Whether a text is a date with a month, and nothing else: `2020/05/22/`, `22 May 2020`.
pub(crate) fn is_only_date(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_part = |word: &str| {
        word.bytes().all(|b| b.is_ascii_digit())
            || word.chars().all(char::is_alphabetic) && parse_month(word).is_some()
    };
    parse_date(text).month != 0 && words.clone().count() <= 3 && words.all(is_part)
}

/// Whether a text says that there is no date: `n.d.`, as styles write it.
pub(crate) fn says_no_date(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).collect::<String>().to_lowercase();
    ["nd", "nodate", "undated", "sd", "sf", "sa", "oj"].contains(&&*letters)
        && !text.contains(|c: char| c.is_ascii_digit())
}

/// Whether a text says more of a year than its number: `c. 1999`, `1999?`, `2021a`. Months, seasons and
/// quarters of any language say when in the year.
pub(crate) fn has_unread_words(text: &str) -> bool {
    const WORDS: [&str; 7] =
        ["c", "ca", "circa", "approx", "approximately", "press", "forthcoming"];
    let text = without_time(text).to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    // `2021a`
    let has_letter = |word: &str| {
        word.len() == 5
            && word.bytes().take(4).all(|b| b.is_ascii_digit())
            && word.ends_with(|c: char| c.is_ascii_lowercase())
    };
    text.contains('?') || words.any(|word| WORDS.contains(&word) || has_letter(word))
}

fn without_time(text: &str) -> &str {
    let text = text.trim();
    text.split('T').next().filter(|day| day.len() >= 8).unwrap_or(text)
}

fn date_parts(text: &str) -> Parts {
    let start = without_time(text);
    let mut parts = Parts::default();
    let mut token = String::new();
    // Two months that a hyphen joins are a range, and so is what follows a dash.
    for c in start.chars().take(60).chain([' ']) {
        if c.is_alphanumeric() {
            let changes = token
                .chars()
                .next_back()
                .is_some_and(|last| last.is_ascii_digit() != c.is_ascii_digit());
            if changes {
                parts.add(&std::mem::take(&mut token));
            }
            token.push(c);
            continue;
        }
        parts.add(&std::mem::take(&mut token));
        if matches!(c, '–' | '—') && parts.year != 0 {
            break;
        }
    }
    parts
}

#[derive(Default)]
struct Parts {
    year: i64,
    month: Option<u8>,
    numbers: Vec<i64>,
    /// Whether a second year came: the end of a range.
    is_complete: bool,
}

impl Parts {
    fn add(&mut self, token: &str) {
        if token.is_empty() || self.is_complete {
            return;
        }
        if let Ok(number) = token.parse::<i64>() {
            match token.len() {
                4 if self.year == 0 => self.year = number,
                4 => self.is_complete = true,
                8 if self.year == 0 && self.numbers.is_empty() => {
                    self.year = number / 10_000;
                    self.numbers = vec![number / 100 % 100, number % 100];
                }
                1 | 2 => self.numbers.push(number),
                _ => {}
            }
        } else if self.month.is_none() {
            self.month = parse_month(token);
        }
    }

    /// Whether month and day can be. BibLaTeX and EDTF write seasons as the months 21 to 41, without a
    /// day.
    fn is_possible(&self) -> bool {
        let number = |at: usize| self.numbers.get(at).copied().unwrap_or(0);
        let day = number(usize::from(self.month.is_none()));
        let is_month = matches!(number(0), 0..=12) || day == 0 && matches!(number(0), 21..=41);
        (self.month.is_some() || is_month) && matches!(day, 0..=31)
    }

    fn date(&self) -> PartialDate {
        if self.year == 0 {
            return PartialDate::default();
        }
        let number = |at: usize| self.numbers.get(at).copied().unwrap_or(0);
        match self.month {
            Some(month) => date_of_numbers(self.year, i64::from(month), number(0)),
            None => date_of_numbers(self.year, number(0), number(1)),
        }
    }
}

/// A date in numbers as the United States write it, with or without a time: `3/4/2025 0:00`.
pub(crate) fn parse_us_date(text: &str) -> PartialDate {
    let day = text.trim().split(' ').next().unwrap_or_default();
    let mut numbers = day.split('/').map(|part| part.parse::<i64>().unwrap_or(0));
    let (month, day, year) =
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    match year {
        0 => parse_date(text),
        year => date_of_numbers(year, month, day),
    }
}

#[cfg(test)]
mod tests {
    use super::{
        has_unread_words, is_in_calendar, parse_calendar_date, parse_date, parse_us_date,
        says_no_date,
    };
    use crate::work::PartialDate;

    #[test]
    fn forms_of_dates() {
        for (text, year, month, day) in [
            ("2025", 2025, 0, 0),
            ("2025-03-04", 2025, 3, 4),
            ("2025/03/04/", 2025, 3, 4),
            ("2025/03//", 2025, 3, 0),
            ("2025///", 2025, 0, 0),
            ("2025 Mar 4", 2025, 3, 4),
            ("2025 Mar-Apr", 2025, 3, 0),
            ("2025 Winter", 2025, 0, 0),
            ("2025/03/04/Spring", 2025, 3, 4),
            ("20250304", 2025, 3, 4),
            ("March 4, 2025", 2025, 3, 4),
            ("4 March 2025", 2025, 3, 4),
            ("2025-03-04T10:00:00Z", 2025, 3, 4),
            ("2025-03/2025-04", 2025, 3, 0),
            ("2025-13-40", 2025, 0, 0),
            ("2025 Dec 15-31", 2025, 12, 15),
            ("1998 Dec-1999 Jan", 1998, 12, 0),
            ("2025–2026", 2025, 0, 0),
            ("n.d.", 0, 0, 0),
            ("", 0, 0, 0),
        ] {
            assert_eq!(parse_date(text), PartialDate { year, month, day }, "{text}");
        }
        assert_eq!(parse_us_date("3/14/2025 0:00"), PartialDate { year: 2025, month: 3, day: 14 });
        assert_eq!(parse_us_date("12/1/1999"), PartialDate { year: 1999, month: 12, day: 1 });
    }

    #[test]
    fn months_have_their_days() {
        for (text, expect) in [
            ("2/28/2021", true),
            ("2/29/2021", false),
            ("2/29/2024", true),
            ("2/29/1900", false),
            ("4/31/2020", false),
            ("12/31/2020", true),
            ("2020", true),
        ] {
            assert_eq!(is_in_calendar(parse_us_date(text)), expect, "{text}");
        }
    }

    #[test]
    fn impossible_parts_are_left_out() {
        for (text, expect, is_impossible) in [
            ("2022-02-30", "2022-02", true),
            ("2022/02/30//", "2022-02", true),
            ("2022-13-01", "2022", true),
            ("2024-31-12", "2024", true),
            ("2022 Apr 31", "2022-04", true),
            ("20220230", "2022-02", true),
            ("2024-02-29", "2024-02-29", false),
            ("2021-21", "2021", false),
            ("2022/00/00", "2022", false),
            ("2022///Spring", "2022", false),
            ("2025 Dec 15-31", "2025-12-15", false),
            ("2025-03-04 10:45", "2025-03-04", false),
            ("", "", false),
        ] {
            let (date, found) = parse_calendar_date(text);
            assert_eq!((date.to_string().as_str(), found), (expect, is_impossible), "{text}");
        }
    }

    #[test]
    fn words_beside_a_year_are_found() {
        assert!(says_no_date("n.d.") && says_no_date("[no date]") && !says_no_date("soon"));
        for text in ["c. 1999", "1999?", "2021a", "2021 in press", "ca 1850"] {
            assert!(has_unread_words(text), "{text}");
        }
        for text in [
            "1999",
            "[1999]",
            "2021 Mar 4",
            "4th March 2021",
            "Winter 2021",
            "März 2021",
            "Frühjahr 2021",
            "2021 Q3",
            "2021-03-04T10:00:00Z",
        ] {
            assert!(!has_unread_words(text), "{text}");
        }
    }
}
