//! Dates as people and machines write them, found in text.
//!
//! Dates are written in many ways and languages: `2025-03-26T10:00:00Z`, `March 26, 2025`,
//! `26. März 2025`, `26/3/25`, `2025年3月26日`. One scanner reads them all, from left to right with a
//! lookahead of a few words, so that hostile text costs no more than other text. A day that does
//! not exist is not a date, and neither is one well after `today`: nothing was published in the
//! future.
//!
//! It must not know what a date means for an article: the caller decides which of several it is.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::ascii_digits::AsciiDigits;
use crate::phrases::{Category, is_phrase, month_abbreviations, months, phrases};

/// Years of the Buddhist era, which Thailand uses, and how far they are ahead.
const BUDDHIST_YEARS: Range<i32> = 2500..2700;
const BUDDHIST_OFFSET: i32 = 543;

/// How many letters of inflection may follow the beginning of a month's name: `listopadu`,
/// `Septembers`.
const INFLECTION: usize = 5;

/// All names of months are shorter, so a longer word need not be read to its end.
const LONGEST_WORD: usize = 24;

/// The spaces inside a date.
const SPACES: [char; 4] = [' ', '\u{a0}', '\u{202f}', '\u{2009}'];

/// The first date in the text, in any notation.
pub(crate) fn parse_date(text: &str, today: Date) -> Option<Date> {
    // Beyond the first lines the text is not a date with words around it but prose.
    let text = &text[..text.floor_char_boundary(1000)];
    parse_epoch(text, today).or_else(|| {
        let digits = AsciiDigits::new(text);
        let scanner = DateScanner { text: &digits.text, today, order: DateOrder::Unknown };
        scanner.first(0).map(|found| found.date)
    })
}

/// Every date in the text, with its byte range.
pub(crate) fn find_dates(text: &str, today: Date) -> Vec<(Date, Range<usize>)> {
    scan_dates(text, today, DateOrder::Unknown)
        .into_iter()
        .map(|found| (found.date, found.span))
        .collect()
}

/// Every date in the text, read in this order where the text itself does not show another.
pub(crate) fn scan_dates(text: &str, today: Date, order: DateOrder) -> Vec<FoundDate> {
    let digits = AsciiDigits::new(text);
    let mut scanner = DateScanner { text: &digits.text, today, order };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(mut date) = scanner.first(at) {
        if date.shows != DateOrder::Unknown {
            scanner.order = date.shows;
        }
        at = date.span.end;
        date.span = digits.position(date.span.start)..digits.position(date.span.end);
        found.push(date);
    }
    found
}

/// A point in time as a number of seconds or milliseconds since 1970, if the text is nothing else.
pub(crate) fn parse_epoch(text: &str, today: Date) -> Option<Date> {
    let digits = text.trim();
    if !matches!(digits.len(), 10 | 13) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let seconds = if digits.len() == 13 { number / 1000 } else { number };
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    let date = time.to_zoned(jiff::tz::TimeZone::UTC).date();
    let latest = today.checked_add(jiff::Span::new().days(2)).unwrap_or(today);
    (date.year() >= 1990 && date <= latest).then_some(date)
}

/// A date that was found in a text.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct FoundDate {
    /// The date, or the likelier of two.
    pub(crate) date: Date,
    /// Its byte range.
    pub(crate) span: Range<usize>,
    /// The other date that it could be, if the order of day and month is unknown.
    pub(crate) other: Option<Date>,
    /// The order of day and month in numbers that allow only one: `3/26/2025`.
    pub(crate) shows: DateOrder,
    /// The order of day and month in words: `March 26, 2025`.
    pub(crate) spelled: DateOrder,
}

/// Whether the day or the month comes first where both are possible. A text keeps to one order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DateOrder {
    DayFirst,
    MonthFirst,
    Unknown,
}

struct DateScanner<'a> {
    text: &'a str,
    today: Date,
    order: DateOrder,
}

/// A run of digits.
#[derive(Clone, Copy)]
struct DateNumber {
    value: i32,
    digits: usize,
    end: usize,
}

impl DateScanner<'_> {
    /// The first date at or after `at`.
    fn first(&self, mut at: usize) -> Option<FoundDate> {
        while let Some(first) = self.text[at..].chars().next() {
            if first.is_ascii_digit() {
                let run = self.number(at).map_or(at + 1, |number| number.end);
                if !self.inside_numbers(at)
                    && let Some(found) = self.at_number(at)
                {
                    return Some(found);
                }
                at = run;
            } else if first.is_alphabetic() {
                let (_, end) = self.word(at);
                if let Some((date, end)) = self.month_first(at, end) {
                    let spelled = DateOrder::MonthFirst;
                    return Some(FoundDate { spelled, ..FoundDate::certain(date, at..end) });
                }
                at = end;
            } else {
                at += first.len_utf8();
            }
        }
        None
    }

    /// Whether a run of digits continues others: the second part of `10.1.2.2020`, of a version or
    /// an address.
    fn inside_numbers(&self, at: usize) -> bool {
        let mut before = self.text[..at].chars().rev();
        matches!(before.next(), Some('.' | '/' | '-'))
            && before.next().is_some_and(|before| before.is_ascii_digit())
    }

    /// Whether the number at `at` is that of an issue or a volume, before the month in which it
    /// appeared: `Issue 4, May 2024`, `No. 17, March 2024`, `n° 3, mars 2024`, `#12 May 2024`.
    fn is_number_of_issue(&self, at: usize) -> bool {
        let start = self.text.ceil_char_boundary(at.saturating_sub(LONGEST_WORD));
        let before = self.text[start..at].trim_end_matches(SPACES);
        if before.ends_with(['#', '№', '°', 'º']) {
            return true;
        }
        let (before, has_stop) =
            before.strip_suffix('.').map_or((before, false), |before| (before, true));
        let word = before.rsplit(|sign: char| !sign.is_alphabetic()).next().unwrap_or_default();
        let word = word.to_lowercase();
        // `no 1º de maio` is a day in Portuguese.
        (word.len() > 2 || word.len() == 2 && has_stop)
            && [Category::IssueLabels, Category::VolumeLabels]
                .into_iter()
                .any(|labels| is_phrase(labels, &word))
    }

    fn at_number(&self, at: usize) -> Option<FoundDate> {
        let number = self.number(at)?;
        let certain = |(date, end)| FoundDate::certain(date, at..end);
        match number.digits {
            4 => self.year_first(number).map(certain),
            8 | 12 | 14 => {
                let digits = &self.text[at..at + 8];
                let part = |range: Range<usize>| digits[range].parse::<i32>().ok();
                let year = part(0..4).filter(|year| (1990..2100).contains(year))?;
                Some(certain((self.day(year, part(4..6)?, part(6..8)?)?, number.end)))
            }
            1 | 2 => {
                let spelled = Some(number)
                    .filter(|_| !self.is_number_of_issue(at))
                    .and_then(|number| self.day_first(number))
                    .map(|found| FoundDate { spelled: DateOrder::DayFirst, ..certain(found) });
                spelled.or_else(|| self.numeric(at, number))
            }
            _ => None,
        }
    }

    /// `2025-03-26`, `2025/3/26`, `2025年3月26日`, `2025. 3. 26.`, `2025 March 26`.
    fn year_first(&self, year: DateNumber) -> Option<(Date, usize)> {
        if !(1000..=2999).contains(&year.value) {
            return None;
        }
        let at = self.blanks(year.end);
        let separator = self.text[at..].chars().next()?;
        if matches!(
            separator,
            '-' | '/' | '.' | '年' | '년' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '_'
        ) {
            let month_at = self.blanks(at + separator.len_utf8());
            if let Some(month) = self.number(month_at).filter(|month| month.digits <= 2) {
                let at = self.blanks(month.end);
                let second = self.text[at..].chars().next()?;
                let fits = match separator {
                    '年' => second == '月',
                    '년' => second == '월',
                    _ => second == separator,
                };
                if fits {
                    let day = self
                        .number(self.blanks(at + second.len_utf8()))
                        .filter(|day| day.digits <= 2)?;
                    // `2025-03-26-14` is still a date; `2025.03.26.9.1` hardly, but accepting it
                    // does no harm.
                    return Some((self.day(year.value, month.value, day.value)?, day.end));
                }
                return None;
            }
        }
        // `2025 March 26`, `2025-Mar-26`, `2025. március 26.`
        let at = self.skip(year.end, &[' ', '\u{a0}', ',', '.', '-', '/']);
        let (month, end) = self.month(at)?;
        let day = self
            .number(self.skip(end, &[' ', '\u{a0}', '.', '-', '/']))
            .filter(|day| day.digits <= 2)?;
        Some((self.day(year.value, i32::from(month), day.value)?, day.end))
    }

    /// `26 March 2025`, `26th of March, 2025`, `26. März 2025`, `26 de marzo de 2025`,
    /// `1er mars 2025`, `26-Mar-25`.
    fn day_first(&self, day: DateNumber) -> Option<(Date, usize)> {
        let mut at = day.end;
        for suffix in phrases(Category::OrdinalSuffixes).iter().chain(&["."]) {
            if let Some(rest) = self.text.get(at..at + suffix.len())
                && rest.eq_ignore_ascii_case(suffix)
            {
                at += suffix.len();
                break;
            }
        }
        at = self.skip(at, &[' ', '\u{a0}', '\u{202f}', '-', '/', ',', '.', '|', '\n']);
        let (word, end) = self.word(at);
        if is_phrase(Category::DateLinks, &word.to_lowercase()) {
            at = self.skip(end, &[' ', '\u{a0}', '\'', '’']);
        }
        let (month, end) = self.month(at)?;
        let (year, end) = self.year(end)?;
        Some((self.day(year, i32::from(month), day.value)?, end))
    }

    /// `March 26, 2025`, `March 26th 2025`, `March the 26th, 2025`.
    fn month_first(&self, start: usize, end: usize) -> Option<(Date, usize)> {
        let at = self.skip(end, &[' ', '\u{a0}', '\u{202f}', '.', '-', '/', ',']);
        let at = if self.text[at..].starts_with("the ") { at + 4 } else { at };
        // The number is read first: checking whether each word of a long text is a month would take
        // most of the time.
        let day = self.number(at).filter(|day| day.digits <= 2)?;
        let (month, _) = self.month(start).filter(|(_, after)| *after == end)?;
        let mut end = day.end;
        if let Some(suffix) = phrases(Category::OrdinalSuffixes).iter().find(|known| {
            let after = self.text.get(end..end + known.len());
            after.is_some_and(|after| after.eq_ignore_ascii_case(known))
        }) {
            end += suffix.len();
        }
        if self.text[end..].starts_with(':') {
            return None;
        }
        let (year, end) = self.year(end)?;
        Some((self.day(year, i32::from(month), day.value)?, end))
    }

    /// A year after a month or a day: `2025`, `, 2025`, ` de 2025`, `'25`, `-25`.
    fn year(&self, end: usize) -> Option<(i32, usize)> {
        let mut at = self.skip(end, &[' ', '\u{a0}', '\u{202f}', '.', ',', '-', '/', '\n', '|']);
        let (word, word_end) = self.word(at);
        if is_phrase(Category::DateLinks, &word.to_lowercase()) {
            at = self.skip(word_end, &[' ', '\u{a0}']);
        }
        if let Some(era) =
            phrases(Category::YearPrefixes).iter().find(|era| self.text[at..].starts_with(**era))
        {
            at = self.skip(at + era.len(), &[' ', '\u{a0}']);
        }
        let apostrophe = matches!(self.text[at..].chars().next(), Some('\'' | '’' | '‘'));
        let year = self.number(self.skip(at, &['\'', '’', '‘']))?;
        // Two dates pasted without a space: `10. Februar 20199. Februar 2019`.
        if matches!(year.digits, 5 | 6) {
            let start = year.end - year.digits;
            let first = self.text[start..start + 4]
                .parse::<i32>()
                .ok()
                .filter(|year| (1900..=2999).contains(year))?;
            let day = self.text[start + 4..year.end]
                .parse::<i32>()
                .ok()
                .filter(|day| (1..=31).contains(day));
            let goes_on = self.text[year.end..].starts_with(['.', ' ', '/']);
            return (day.is_some() && goes_on).then_some((first, start + 4));
        }
        match year.digits {
            4 if (1000..=2999).contains(&year.value) => Some((year.value, year.end)),
            // `May 3 25` is more often a number than a year.
            2 if apostrophe || self.text[end..at].contains(['-', '/', '.', ',']) => {
                let after = self.text[year.end..].chars().next();
                (!matches!(after, Some(':' | '%'))).then(|| (self.century(year.value), year.end))
            }
            _ => None,
        }
    }

    /// `26.3.2025`, `26/3/25`, `3-26-2025`, `26 / 03 / 2025`.
    fn numeric(&self, start: usize, first: DateNumber) -> Option<FoundDate> {
        let at = self.blanks(first.end);
        let separator = self.text[at..]
            .chars()
            .next()
            .filter(|separator| matches!(separator, '.' | '/' | '-' | '–'))?;
        let second = self
            .number(self.blanks(at + separator.len_utf8()))
            .filter(|second| second.digits <= 2)?;
        let at = self.blanks(second.end);
        if !self.text[at..].starts_with(separator) {
            return None;
        }
        let third = self.number(self.blanks(at + separator.len_utf8()))?;
        let mut after = self.text[third.end..].chars();
        if matches!(after.next(), Some('.' | '/' | '-'))
            && after.next().is_some_and(|after| after.is_ascii_digit())
        {
            return None;
        }
        let year = match third.digits {
            4 if (1000..=2999).contains(&third.value) => third.value,
            // `1.2.10` is a version or a section, `26.3.10` and `1/2/10` are dates.
            2 if separator == '/' || first.digits == 2 || second.digits == 2 => {
                self.century(third.value)
            }
            _ => return None,
        };
        let day_first = self.day(year, second.value, first.value);
        let month_first = self.day(year, first.value, second.value);
        let span = start..third.end;
        let shows = match separator {
            '/' if (13..=31).contains(&first.value) => DateOrder::DayFirst,
            '/' if (13..=31).contains(&second.value) => DateOrder::MonthFirst,
            _ => DateOrder::Unknown,
        };
        let (Some(day_first), Some(month_first)) = (day_first, month_first) else {
            let date = day_first.or(month_first)?;
            return Some(FoundDate { shows, ..FoundDate::certain(date, span) });
        };
        // Nobody writes stops between numbers with the month first.
        let order = if separator == '.' { DateOrder::DayFirst } else { self.order };
        Some(match order {
            _ if day_first == month_first => FoundDate::certain(day_first, span),
            DateOrder::DayFirst => FoundDate::certain(day_first, span),
            DateOrder::MonthFirst => FoundDate::certain(month_first, span),
            DateOrder::Unknown if separator == '/' && self.reads_american() => {
                FoundDate { other: Some(day_first), ..FoundDate::certain(month_first, span) }
            }
            DateOrder::Unknown => {
                FoundDate { other: Some(month_first), ..FoundDate::certain(day_first, span) }
            }
        })
    }

    /// Whether the surrounding text is English, where `3/4` is mostly the fourth of March. Judged
    /// by its first letters.
    fn reads_american(&self) -> bool {
        let head = &self.text[..self.text.floor_char_boundary(400)];
        head.chars().all(|character| character.is_ascii() || !character.is_alphabetic())
            && !head
                .split(|character: char| !character.is_ascii_alphabetic())
                .any(|word| is_phrase(Category::DayFirstWords, word))
    }

    /// A two-digit year, in the hundred years that end with the current one.
    fn century(&self, year: i32) -> i32 {
        let this = i32::from(self.today.year());
        let candidate = this - this.rem_euclid(100) + year;
        if candidate > this { candidate - 100 } else { candidate }
    }

    /// The date, if it exists and is not after today. Two days are allowed for wrong clocks and
    /// time zones.
    fn day(&self, year: i32, month: i32, day: i32) -> Option<Date> {
        let year = if BUDDHIST_YEARS.contains(&year) { year - BUDDHIST_OFFSET } else { year };
        let date = Date::new(
            i16::try_from(year).ok()?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
        )
        .ok()?;
        let latest = self.today.checked_add(jiff::Span::new().days(2)).unwrap_or(self.today);
        (date <= latest).then_some(date)
    }

    fn number(&self, at: usize) -> Option<DateNumber> {
        let rest = self.text.as_bytes().get(at..)?;
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        let value = if digits <= 4 { self.text[at..at + digits].parse().ok()? } else { -1 };
        Some(DateNumber { value, digits, end: at + digits })
    }

    /// The run of letters at `at`, which may be empty. For a run longer than any month, the word is
    /// empty.
    fn word(&self, at: usize) -> (&str, usize) {
        let mut end = at;
        let mut letters = 0;
        for character in self.text[at..].chars() {
            if !character.is_alphabetic() && !is_mark(character) {
                break;
            }
            end += character.len_utf8();
            letters += 1;
        }
        if letters > LONGEST_WORD { ("", end) } else { (&self.text[at..end], end) }
    }

    /// The month whose name is at `at`, and where the name ends.
    fn month(&self, at: usize) -> Option<(i8, usize)> {
        let (word, end) = self.word(at);
        // Some names are two words, some short names contain stops: `كانون الثاني`, `ส.ค.`
        let rest = &self.text[at..];
        if !rest.starts_with(|first: char| first.is_ascii()) {
            let compound = MONTHS.compound.iter().find(|(name, _)| rest.starts_with(name));
            if let Some((name, month)) = compound {
                return Some((*month, at + name.len()));
            }
        }
        month_number(word).map(|month| (month, end))
    }

    fn blanks(&self, at: usize) -> usize {
        self.skip(at, &SPACES)
    }

    /// Skips at most four of these characters.
    fn skip(&self, mut at: usize, characters: &[char]) -> usize {
        for character in self.text[at..].chars().take(4) {
            if !characters.contains(&character) {
                break;
            }
            at += character.len_utf8();
        }
        at
    }
}

impl FoundDate {
    /// A date that can be read in one way only.
    fn certain(date: Date, span: Range<usize>) -> Self {
        Self { date, span, other: None, shows: DateOrder::Unknown, spelled: DateOrder::Unknown }
    }
}

/// Whether a character is a vowel sign or tone mark inside a Thai, Arabic or Hebrew word.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{e31}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}' | '\u{64b}'..='\u{652}' | '\u{5b0}'..='\u{5c7}')
}

/// The number of the month with this name, in any of the languages.
fn month_number(word: &str) -> Option<i8> {
    if word.len() < 3 {
        return None;
    }
    let word = word.to_lowercase();
    if let Some(month) = MONTHS.short.get(word.as_str()) {
        return Some(*month);
    }
    // The longest beginning that is a name, with at most so many letters of inflection after it.
    let ends = word.char_indices().rev().take(INFLECTION).map(|(at, _)| at);
    std::iter::once(word.len())
        .chain(ends)
        .find_map(|end| MONTHS.beginnings.get(&word[..end]))
        .copied()
}

/// The numbers of the months by their names in all languages.
struct MonthNames {
    /// By short names.
    short: FxHashMap<&'static str, i8>,
    /// By the beginnings of names.
    beginnings: FxHashMap<&'static str, i8>,
    /// Names and short names of more than one word, or with a stop.
    compound: Vec<(&'static str, i8)>,
}

static MONTHS: LazyLock<MonthNames> = LazyLock::new(|| {
    let mut names = MonthNames {
        short: FxHashMap::default(),
        beginnings: FxHashMap::default(),
        compound: Vec::new(),
    };
    for (list, is_short) in [(months(), false), (month_abbreviations(), true)] {
        for (_, all) in list {
            for (name, month) in (1..=12)
                .zip(*all)
                .flat_map(|(month, names)| names.iter().map(move |name| (*name, month)))
            {
                // `listopad` is October in one language and November in two others: the later month
                // is meant more often, and for short names the earlier one.
                if is_short {
                    let known = names.short.entry(name).or_insert(month);
                    *known = month.min(*known);
                } else {
                    let known = names.beginnings.entry(name).or_insert(month);
                    *known = month.max(*known);
                }
                if name.contains([' ', '.']) {
                    names.compound.push((name, month));
                }
            }
        }
    }
    names
});

#[cfg(test)]
mod tests;
