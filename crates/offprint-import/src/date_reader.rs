//! Reads the dates of one source: `5/6/2025` is a day in May or in June, depending on who wrote it.
//!
//! What decides, in this order: other dates of the source that allow one order only, the country of
//! its host, its language, its time zones, how it writes dates in words. A date that stays undecided
//! but agrees with another date of the source is that date. If nothing decides, the reader yields no
//! date and remembers both readings, so that an editor can be asked.
//!
//! How dates are written is `date`; this must not know formats of input files.

use std::cell::Cell;
use std::ops::Range;

use jiff::civil::Date;

use crate::date::{DateOrder, FoundDate, parse_epoch, scan_dates};
use crate::phrases::{Category, is_phrase};

/// How many bytes of a source are examined for its order of day and month.
const EXAMINED_BYTES: usize = 60_000;

/// One word in this many that only languages with the day first have shows that a text is in one.
const WORDS_PER_FOREIGN_WORD: usize = 30;

/// What is known about a source that helps to read its dates.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct DateClues<'a> {
    /// Its language tag: `en-GB`.
    pub(crate) language: Option<&'a str>,
    /// Its host name.
    pub(crate) host: Option<&'a str>,
    /// Its text.
    pub(crate) text: &'a str,
}

/// Reads dates of one source.
#[derive(Clone, Debug)]
pub(crate) struct DateReader {
    today: Date,
    order: DateOrder,
    /// Dates of the source that can be read in one way only.
    certain: Vec<Date>,
    undecided: Cell<Option<[Date; 2]>>,
}

impl DateReader {
    /// A reader for a source with these clues.
    pub(crate) fn new(clues: DateClues, today: Date) -> Self {
        let text = &clues.text[..clues.text.floor_char_boundary(EXAMINED_BYTES)];
        let found = scan_dates(text, today, DateOrder::Unknown);
        let order = find_order(clues, text, &found);
        let certain =
            found.iter().filter(|date| date.other.is_none()).map(|date| date.date).collect();
        Self { today, order, certain, undecided: Cell::new(None) }
    }

    /// Adds a date of the source that can be read in one way only.
    pub(crate) fn add_certain(&mut self, date: Date) {
        self.certain.push(date);
    }

    /// The first date in a text. None also for a date that could be either of two: then `undecided`
    /// returns both.
    pub(crate) fn first_date(&self, text: &str) -> Option<Date> {
        let text = &text[..text.floor_char_boundary(1000)];
        parse_epoch(text, self.today)
            .or_else(|| self.all_dates(text).into_iter().next().map(|(date, _)| date))
    }

    /// All dates in a text with their byte ranges, without those that could be either of two.
    pub(crate) fn all_dates(&self, text: &str) -> Vec<(Date, Range<usize>)> {
        let found = scan_dates(text, self.today, self.order);
        found
            .into_iter()
            .filter_map(|found| {
                let Some(other) = found.other else { return Some((found.date, found.span)) };
                let is_certain = |date: &Date| self.certain.contains(date);
                match (is_certain(&found.date), is_certain(&other)) {
                    (true, false) => Some((found.date, found.span)),
                    (false, true) => Some((other, found.span)),
                    _ => {
                        if self.undecided.get().is_none() {
                            self.undecided
                                .set(Some([found.date.min(other), found.date.max(other)]));
                        }
                        None
                    }
                }
            })
            .collect()
    }

    /// Both readings of the first date that could be either of two.
    pub(crate) fn undecided(&self) -> Option<[Date; 2]> {
        self.undecided.get()
    }
}

/// Whether a source writes the day or the month first. `found` are the dates in `text`, read in an
/// unknown order.
fn find_order(clues: DateClues, text: &str, found: &[FoundDate]) -> DateOrder {
    let has = |order| found.iter().any(|date| date.shows == order);
    match (has(DateOrder::DayFirst), has(DateOrder::MonthFirst)) {
        (true, false) => return DateOrder::DayFirst,
        (false, true) => return DateOrder::MonthFirst,
        _ => {}
    }
    let by_zone = || order_of_time_zones(text);
    let by_words = || {
        let spelled = |order| found.iter().any(|date| date.spelled == order);
        match (spelled(DateOrder::DayFirst), spelled(DateOrder::MonthFirst)) {
            (true, false) => DateOrder::DayFirst,
            (false, true) => DateOrder::MonthFirst,
            _ => DateOrder::Unknown,
        }
    };
    let orders: [&dyn Fn() -> DateOrder; 5] = [
        &|| clues.host.map_or(DateOrder::Unknown, order_of_host),
        &|| clues.language.map_or(DateOrder::Unknown, order_of_language),
        &|| order_of_text(text),
        &by_zone,
        &by_words,
    ];
    orders
        .iter()
        .map(|order| order())
        .find(|order| *order != DateOrder::Unknown)
        .unwrap_or(DateOrder::Unknown)
}

/// The order that is usual in the country of a host.
fn order_of_host(host: &str) -> DateOrder {
    let ending = host.rsplit('.').next().unwrap_or_default();
    if is_phrase(Category::MonthFirstDomains, ending) {
        DateOrder::MonthFirst
    } else if ending.len() == 2
        && ending.bytes().all(|byte| byte.is_ascii_lowercase())
        && !is_phrase(Category::UndecidedDomains, ending)
    {
        DateOrder::DayFirst
    } else {
        DateOrder::Unknown
    }
}

/// The order that is usual in a language: only in American English, the month comes first. Pages
/// that state `en` only can be from anywhere, and Canada writes both.
fn order_of_language(language: &str) -> DateOrder {
    let lower = language.to_ascii_lowercase().replace('_', "-");
    match lower.split('-').next().unwrap_or_default() {
        "en" if lower == "en-us" => DateOrder::MonthFirst,
        "en" if lower == "en-ca" || lower == "en" || lower.len() > 5 => DateOrder::Unknown,
        "" => DateOrder::Unknown,
        _ => DateOrder::DayFirst,
    }
}

/// Whether the words or letters of a text are those of a language with the day first.
fn order_of_text(text: &str) -> DateOrder {
    let (mut foreign, mut all) = (0, 0);
    for word in text.split(|character: char| !character.is_alphabetic()) {
        if !word.is_empty() {
            all += 1;
            foreign += usize::from(is_phrase(Category::DayFirstWords, word));
        }
    }
    let (mut accented, mut letters) = (0, 0);
    for character in text.chars().filter(|character| character.is_alphabetic()) {
        letters += 1;
        accented += usize::from(!character.is_ascii());
    }
    if foreign > 0 && foreign * WORDS_PER_FOREIGN_WORD >= all
        || accented >= 3 && accented * 50 > letters
    {
        DateOrder::DayFirst
    } else {
        DateOrder::Unknown
    }
}

/// The order that is usual where a time zone of the text is.
fn order_of_time_zones(text: &str) -> DateOrder {
    let mut order = DateOrder::Unknown;
    for word in text.split(|character: char| !character.is_ascii_alphanumeric()) {
        let here = if is_phrase(Category::MonthFirstTimeZones, word) {
            DateOrder::MonthFirst
        } else if is_phrase(Category::DayFirstTimeZones, word) {
            DateOrder::DayFirst
        } else {
            continue;
        };
        if order != DateOrder::Unknown && order != here {
            return DateOrder::Unknown;
        }
        order = here;
    }
    order
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{DateClues, DateReader};

    #[track_caller]
    fn check(language: &str, host: &str, text: &str, expect: &str) {
        let clues = DateClues {
            language: Some(language).filter(|language| !language.is_empty()),
            host: Some(host).filter(|host| !host.is_empty()),
            text,
        };
        let reader = DateReader::new(clues, date(2026, 11, 21));
        let found = match (reader.first_date("05/06/2025"), reader.undecided()) {
            (Some(day), _) => day.to_string(),
            (None, Some([first, second])) => format!("{first} or {second}"),
            (None, None) => "none".to_owned(),
        };
        assert_eq!(found, expect, "{language} {host} {text:?}");
    }

    #[test]
    fn language_and_country_decide() {
        check("en-GB", "", "", "2025-06-05");
        check("en-AU", "example.com", "", "2025-06-05");
        check("en_IE", "", "", "2025-06-05");
        check("fr", "example.org", "", "2025-06-05");
        check("pt-BR", "", "", "2025-06-05");
        check("en-US", "example.com", "", "2025-05-06");
        check("en", "www.example.co.uk", "", "2025-06-05");
        check("en-US", "example.de", "", "2025-06-05");
        check("en", "example.gov", "", "2025-05-06");
        check("en", "example.edu", "", "2025-05-06");
    }

    #[test]
    fn nothing_decides() {
        let both = "2025-05-06 or 2025-06-05";
        check("en", "example.com", "", both);
        check("", "", "", both);
        check("en-CA", "example.ca", "", both);
        check("en", "example.io", "The drug was given to forty adults in a café.", both);
        check("", "", "The trial ran from 13/02/2025 on, and from 02/14/2025 on.", both);
    }

    #[test]
    fn the_text_decides() {
        check("en", "example.com", "Seen on 26/03/2025.", "2025-06-05");
        check("en", "example.com", "Seen on 3/26/2025.", "2025-05-06");
        check(
            "",
            "",
            "O novo spray chegou às clínicas do país nesta semana, e não só na capital.",
            "2025-06-05",
        );
        check(
            "",
            "",
            "Der Spray wird in der Praxis gegeben, und die Menschen ruhen danach.",
            "2025-06-05",
        );
        check("en", "example.com", "05/06/2025 9:12 AM EST", "2025-05-06");
        check("en", "example.com", "05/06/2025 9:12 GMT", "2025-06-05");
        check("en", "example.com", "First seen on March 3, 2024.", "2025-05-06");
        check("en", "example.com", "First seen on 3 March 2024.", "2025-06-05");
        check("en", "example.com", "Saved: 2025-06-05", "2025-06-05");
    }
}
