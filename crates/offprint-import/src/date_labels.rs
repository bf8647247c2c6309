//! What a text says about its dates: published, updated, or something else; or nothing, because the
//! date is part of a sentence.
//!
//! It must not know formats of input files.

use std::ops::Range;

use jiff::civil::Date;

use crate::date;
use crate::date_reader::DateReader;
use crate::phrases::{Category, is_phrase, phrases, starts_with_phrase};

/// Only this many characters before a date are its label.
const LONGEST_LABEL: usize = 40;

/// Names between a label and a date are not longer, in characters.
const LONGEST_NAMES: usize = 60;

/// Longer words beside a label or a time are not `on`, `at`, `le`, `GMT` or the like.
const LONGEST_PARTICLE: usize = 4;

/// What the label before a date says about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DateLabel {
    Published,
    Updated,
    /// Received, accepted, reviewed, accessed.
    Other,
    None,
}

/// What a text before a date says about the date.
pub(crate) fn date_label(before: &str) -> DateLabel {
    let lower = before.to_lowercase();
    let skipped = lower.chars().count().saturating_sub(LONGEST_LABEL);
    let last: String = lower.chars().skip(skipped).collect();
    // What ends last is nearest to the date: `Last update posted`.
    let end = |label: &&&str| last.rfind(**label).map(|at| at + label.len());
    let has = |category| phrases(category).iter().filter_map(|label| end(&label)).max();
    let updated = has(Category::UpdatedLabels);
    let published = has(Category::PublishedLabels);
    let other = has(Category::OtherDateLabels);
    match (updated, published, other) {
        // `Last modified by Jane Doe on`
        (None, None, None) if is_after_modifier(&lower) => DateLabel::Updated,
        (None, None, None) => DateLabel::None,
        (updated, published, other) if other > updated && other > published => DateLabel::Other,
        (updated, published, _) if updated >= published => DateLabel::Updated,
        _ => DateLabel::Published,
    }
}

/// What the text above a date says about the date: nothing if it is about a date of its own.
pub(crate) fn date_label_above(above: &str, reader: &DateReader) -> DateLabel {
    let end = reader.all_dates(above).last().map_or(0, |(_, span)| span.end);
    date_label(&above[end..])
}

/// Whether a text ends with a label of people who changed a page last, and their names.
fn is_after_modifier(lower: &str) -> bool {
    let ends = |label: &&str| lower.rfind(*label).map(|at| at + label.len());
    let end = phrases(Category::ModifierLabels).iter().filter_map(ends).max();
    end.is_some_and(|end| lower[end..].chars().count() <= LONGEST_NAMES)
}

/// The dates that a text states about an article.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub(crate) struct LabelledDates {
    /// The date of publication: one that is called so, otherwise one without a label.
    pub(crate) published: Option<Date>,
    /// The date of the last change.
    pub(crate) updated: Option<Date>,
    /// Whether `published` has a label.
    pub(crate) is_stated: bool,
}

/// The dates that a short text states. `before` is the text before it, which may be a label.
pub(crate) fn read_labelled_dates(text: &str, before: &str, reader: &DateReader) -> LabelledDates {
    let mut result = LabelledDates::default();
    let mut unlabelled = None;
    let mut begin = 0;
    let mut is_submission = false;
    for (date, span) in reader.all_dates(text) {
        let own = &text[begin..span.start];
        let mut label = date_label(own);
        if label == DateLabel::None && begin == 0 && own.trim().len() < 4 {
            label = date_label_above(before, reader);
        }
        begin = span.end;
        match label {
            DateLabel::Published if !result.is_stated => {
                result.published = Some(date);
                result.is_stated = true;
            }
            // The day on which a manuscript was revised is between those on which it was received
            // and accepted.
            DateLabel::Updated if !is_submission => result.updated = result.updated.max(Some(date)),
            DateLabel::None if !is_in_sentence(text, &span) => {
                unlabelled = unlabelled.or(Some(date));
            }
            DateLabel::Other => is_submission = true,
            _ => {}
        }
    }
    result.published = result.published.or(unlabelled);
    result
}

/// The first date in a text that follows a label with a colon, such as `Published:`.
pub(crate) fn labelled_day(text: &str, reader: &DateReader) -> Option<Date> {
    let is_published = |before: &str| {
        let Some(label) = before.trim_end().strip_suffix([':', '：']) else { return false };
        let start = label.len().saturating_sub(LONGEST_LABEL);
        let label = label[label.ceil_char_boundary(start)..].trim_end().to_lowercase();
        phrases(Category::PublishedLabels)
            .iter()
            .any(|known| label.ends_with(known.trim_end_matches([':', ' '])))
    };
    let dates = reader.all_dates(text).into_iter();
    dates
        .filter(|(date, _)| date.year() >= 1990)
        .find(|(_, span)| is_published(&text[..span.start]))
        .map(|(date, _)| date)
}

/// A sentence that says when a post appeared names it in at most so many words, unless by its title.
const LONGEST_SUBJECT: usize = 4;

/// The date in a sentence about the article itself: `This entry was posted on Monday, May 5, 2014`,
/// `TITLE was published on May 5, 2014`.
pub(crate) fn posted_day(text: &str, title: Option<&str>, reader: &DateReader) -> Option<Date> {
    let title = title.map(str::to_lowercase).filter(|title| !title.is_empty());
    let is_posted = |before: &str| {
        let start = before.ceil_char_boundary(before.len().saturating_sub(300));
        let lower = before[start..].to_lowercase();
        let phrase = phrases(Category::PostedPhrases)
            .iter()
            .filter_map(|phrase| lower.rfind(phrase).map(|at| (at, at + phrase.len())))
            .max();
        let Some((at, end)) = phrase else { return false };
        // A day of the week may be between the phrase and the date.
        if lower[end..].trim().chars().count() > 14 {
            return false;
        }
        let sentence = lower[..at].rsplit(['.', '!', '?', '\n']).next().unwrap_or_default().trim();
        let words: Vec<&str> = sentence.split_whitespace().collect();
        let is_title = title.as_ref().is_some_and(|title| sentence.ends_with(title.as_str()));
        let is_named = words.len() <= LONGEST_SUBJECT
            && words.last().is_some_and(|word| is_phrase(Category::PostNames, word));
        is_title || is_named
    };
    let dates = reader.all_dates(text).into_iter();
    dates
        .filter(|(date, _)| date.year() >= 1990)
        .find(|(_, span)| is_posted(&text[..span.start]))
        .map(|(date, _)| date)
}

/// The date of the last review that a text states: `Page last reviewed: 14 March 2024`. Not that of
/// the next one.
pub(crate) fn last_review(text: &str, reader: &DateReader) -> Option<Date> {
    let lower = text.to_lowercase();
    // Letters whose small form has another length would shift what follows.
    let text = if lower.len() == text.len() { text } else { lower.as_str() };
    let label = |label: &&str| lower.rfind(*label).map(|at| at + label.len());
    let ends = phrases(Category::ReviewDateLabels).iter().filter_map(&label);
    let after = text.get(ends.max()?..)?;
    let near = &after[..after.floor_char_boundary(LONGEST_LABEL)];
    let (date, span) = reader.all_dates(near).into_iter().next()?;
    let between = &near[..span.start];
    // `Last reviewed by Dr Lee on …` is about the same day; a full stop ends what is said.
    (date.year() >= 1990 && !between.contains(['.', ';'])).then_some(date)
}

/// Whether a short line says no more than when a text was published or changed, by whom, where, and
/// at what time. A line with any other word reports something: `Withdrawn on 1 May 2026`,
/// `Valid until 1 May 2026`.
pub(crate) fn is_only_date(text: &str, authors: &[String], today: Date) -> bool {
    let lower = text.to_lowercase();
    let mut words = if lower.len() == text.len() { text } else { &lower }.to_owned();
    let dates = date::find_dates(&words, today);
    if dates.is_empty() {
        return false;
    }
    for (_, span) in dates.iter().rev() {
        words.replace_range(span.clone(), DATE);
    }
    for author in authors {
        words = words.replace(author.as_str(), " ");
        words = words.replace(author.to_lowercase().as_str(), " ");
    }
    let separators = ['|', '·', '•', '—', '–', '[', ']', '/'];
    words.split(separators).all(says_nothing_but_label)
}

/// What stands for a date in a line.
const DATE: &str = " \u{1} ";

/// What stands for a label.
const LABEL: &str = " \u{2} ";

/// Whether a part of a line says no more than a date, its label, a time of day, and where a text
/// appeared: a place or a section of a site, next to a separator or after a label.
fn says_nothing_but_label(part: &str) -> bool {
    let mut rest = part.to_owned();
    let labels = [
        Category::PublishedLabels,
        Category::UpdatedLabels,
        Category::ReviewDateLabels,
        Category::DateLineWords,
    ];
    let mut labels: Vec<&str> = labels.into_iter().flat_map(phrases).copied().collect();
    // `last updated` before `updated`.
    labels.sort_by_key(|label| std::cmp::Reverse(label.len()));
    for label in labels {
        let lower = rest.to_lowercase();
        if lower.len() == rest.len()
            && let Some(at) = whole_word_at(&lower, label)
        {
            rest.replace_range(at..at + label.len(), LABEL);
        }
    }
    let has_label = rest.contains('\u{2}');
    let has_date = rest.contains('\u{1}');
    let pieces: Vec<&str> = rest.split([',', '，', ';']).collect();
    let has_time = rest.split_whitespace().any(|word| is_time_of_day(bare_word(word)));
    pieces.iter().all(|piece| {
        let words: Vec<&str> = piece
            .split(is_space_or_bracket)
            .map(bare_word)
            .filter(|word| !word.is_empty())
            .collect();
        let mut names = 0;
        let are_known = words.iter().all(|word| {
            let lower = word.to_lowercase();
            let is_fact = is_phrase(Category::DateFacts, &lower);
            let is_number =
                has_label && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
            let is_short = word.chars().count() <= LONGEST_PARTICLE && !word.contains(is_digit);
            let is_known = matches!(*word, "\u{1}" | "\u{2}")
                || is_time_of_day(&lower)
                || has_time && is_time_zone(&lower)
                || is_number
                || !is_fact && is_short && (has_label || has_time)
                || is_phrase(Category::ByWords, &lower)
                || is_phrase(Category::Weekdays, &lower)
                || is_phrase(Category::WeekdayAbbreviations, &lower);
            let is_particle = word.chars().count() <= 3 && !word.contains(is_digit);
            let is_name = !is_fact
                && !word.contains(is_digit)
                && (!word.starts_with(char::is_lowercase) || is_particle);
            names += usize::from(!is_known);
            is_known || is_name
        });
        // `News 1 May 2026` may also be `Ended 1 May 2026`.
        let is_apart = has_label || !has_date || !piece.contains('\u{1}');
        are_known && (names == 0 || names <= MOST_NAMES && is_apart)
    })
}

/// The name of a place or a section beside a date has no more words.
const MOST_NAMES: usize = 4;

fn is_space_or_bracket(character: char) -> bool {
    character.is_whitespace() || matches!(character, ',' | '，' | ';' | '(' | ')')
}

/// A word without the signs around it.
fn bare_word(word: &str) -> &str {
    word.trim_matches(|c: char| {
        matches!(c, '.' | ':' | '-' | '@' | '：' | '。' | ',' | '，' | ';' | '(' | ')')
    })
}

/// Whether a word is `UTC+1`, `GMT+01:00` or the like.
fn is_time_zone(word: &str) -> bool {
    let rest = ["utc", "gmt"].iter().find_map(|zone| word.strip_prefix(zone));
    rest.is_some_and(|rest| rest.chars().all(|c| is_digit(c) || matches!(c, '+' | '-' | ':')))
}

/// Where a phrase is in a text, between other signs than letters.
fn whole_word_at(text: &str, phrase: &str) -> Option<usize> {
    text.match_indices(phrase).map(|(at, _)| at).find(|at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + phrase.len()..].chars().next();
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !is_letter(before) && (!is_letter(after) || !phrase.is_ascii())
    })
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

/// Whether a word is `10:30`, `10.30`, `7h05`, `5pm` or the like.
fn is_time_of_day(word: &str) -> bool {
    let (hours, rest) = word.split_at(word.find(|c: char| !c.is_ascii_digit()).unwrap_or(0));
    let minutes = rest.strip_prefix([':', '.', 'h']);
    let is_minutes = minutes.is_some_and(|rest| {
        rest.len() >= 2
            && rest.bytes().take(2).all(|byte| byte.is_ascii_digit())
            && rest.chars().all(|c| is_digit(c) || matches!(c, ':' | 'a' | 'p' | 'm' | '.'))
    });
    (1..=2).contains(&hours.len()) && (is_minutes || matches!(rest, "am" | "pm" | "a.m" | "p.m"))
}

/// Whether a short line says what happened or will happen on a day that it begins with: `12 May 2025:
/// next meeting`.
pub(crate) fn names_event(text: &str, span: &Range<usize>) -> bool {
    let (before, after) = (text[..span.start].trim(), text[span.end..].trim());
    let event = after.strip_prefix([':', '：']).map(str::trim_start);
    before.is_empty()
        && event.is_some_and(|event| {
            event.starts_with(char::is_lowercase)
                && !starts_with_phrase(Category::BylineStarts, &event.to_lowercase())
        })
}

/// Whether a date is part of a sentence, which reports on that day.
pub(crate) fn is_in_sentence(text: &str, span: &Range<usize>) -> bool {
    if names_event(text, span) {
        return true;
    }
    let (before, after) = (text[..span.start].trim(), text[span.end..].trim());
    // `Reviewed by … on … — Written by … on …`: parts of a line are no sentence.
    let parts = ['—', '|', '·', '•'];
    let words = before.rsplit(parts).next().unwrap_or_default().split_whitespace().count()
        + after.split(parts).next().unwrap_or_default().split_whitespace().count();
    // `BOSTON, March 3, 2025 /Example Wire/ -- …`
    let is_dateline = before.split_whitespace().count() <= 4
        && before.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
        && after.starts_with(['/', '(', '–', '—', '-', ':', '|']);
    let ends = text.trim_end().ends_with(['.', '!', '?', ':', '…', '。']);
    !is_dateline && (words >= 14 || words >= 6 && ends)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{labelled_day, last_review, posted_day, read_labelled_dates};
    use crate::date_reader::{DateClues, DateReader};

    #[track_caller]
    fn check(text: &str, published: &str, updated: &str) {
        let reader = DateReader::new(DateClues::default(), date(2026, 11, 21));
        let found = read_labelled_dates(text, "", &reader);
        let written = |date: Option<jiff::civil::Date>| {
            date.map_or("none".to_owned(), |date| date.to_string())
        };
        assert_eq!(
            (written(found.published).as_str(), written(found.updated).as_str()),
            (published, updated),
            "{text:?}"
        );
    }

    #[test]
    fn sentences_about_the_post_say_when_it_appeared() {
        let reader = DateReader::new(DateClues::default(), date(2026, 11, 21));
        let day =
            |text: &str| posted_day(text, Some("Doses"), &reader).map(|date| date.to_string());
        let found = |date: &str| Some(date.to_owned());
        assert_eq!(
            day("This entry was posted on Monday, May 5th, 2014 at 5 pm and is filed under News."),
            found("2014-05-05")
        );
        assert_eq!(day("About it: Doses was published on May 5, 2014."), found("2014-05-05"));
        assert_eq!(day("Doses wurde am 19. Mai 2010 um 23:03 Uhr gepostet."), found("2010-05-19"));
        assert_eq!(day("The study was published on May 5, 2014."), None);
        assert_eq!(day("It was posted on a wall. May 5, 2014 came."), None);
    }

    #[test]
    fn labels_say_what_a_date_is() {
        check("March 5, 2025", "2025-03-05", "none");
        check("Published March 5, 2025 · Updated March 9, 2025", "2025-03-05", "2025-03-09");
        check("Updated March 9, 2025. Published March 5, 2025", "2025-03-05", "2025-03-09");
        check(
            "Received: 3 January 2025 / Accepted: 4 April 2025 / Published online: 20 May 2025",
            "2025-05-20",
            "none",
        );
        check(
            "Received 3 January 2025; revised 1 March 2025; accepted 4 April 2025",
            "none",
            "none",
        );
        check(
            "Medically reviewed by Ann Lee, MD on May 4, 2025 — Written by Bob Ray on April 1, 2025",
            "2025-04-01",
            "none",
        );
        check("Last updated: 9 March 2025", "none", "2025-03-09");
        check("Accessed 9 March 2025", "none", "none");
        check(
            "Eingegangen: 3. Januar 2025, angenommen: 4. April 2025, veröffentlicht: 20. Mai 2025",
            "2025-05-20",
            "none",
        );
        check(
            "Reçu le 3 janvier 2025, accepté le 4 avril 2025, publié le 20 mai 2025",
            "2025-05-20",
            "none",
        );
        check(
            "Recibido: 3 de enero de 2025. Aceptado: 4 de abril de 2025. Publicado: 20 de mayo de 2025",
            "2025-05-20",
            "none",
        );
    }

    #[test]
    fn a_label_with_a_colon_names_the_day_wherever_it_is() {
        let reader = DateReader::new(DateClues::default(), date(2026, 11, 21));
        for (text, expect) in [
            ("Genre: pop Veröffentlichung: 14.03.2024 Label: none", Some(date(2024, 3, 14))),
            ("On 1 May 2020 it began. Published : 14 March 2024", Some(date(2024, 3, 14))),
            ("Publié : 14 mars 2024", Some(date(2024, 3, 14))),
            ("A study published 14 March 2024 found more.", None),
            ("Received: 14 March 2024", None),
        ] {
            assert_eq!(labelled_day(text, &reader), expect, "{text}");
        }
    }

    #[test]
    fn the_last_review_is_found_and_the_next_is_not() {
        let reader = DateReader::new(DateClues::default(), date(2026, 11, 21));
        for (text, expect) in [
            (
                "Page last reviewed: 14 March 2024\nNext review due: 14 March 2026",
                Some(date(2024, 3, 14)),
            ),
            ("Last reviewed\n14 March 2024", Some(date(2024, 3, 14))),
            ("Content last reviewed on March 14, 2024", Some(date(2024, 3, 14))),
            ("Zuletzt geprüft am 14. März 2024", Some(date(2024, 3, 14))),
            ("Dernière révision : 14 mars 2024", Some(date(2024, 3, 14))),
            ("Next review due: 14 March 2026", None),
            ("It was last reviewed. The trial began on 14 March 2024.", None),
            ("Peer-reviewed 14 March 2024", None),
        ] {
            assert_eq!(last_review(text, &reader), expect, "{text}");
        }
    }

    #[test]
    fn dates_in_sentences_are_none_of_the_article() {
        check("The trial of the new drug began on March 5, 2021 in Boston.", "none", "none");
        check(
            "Since March 5, 2021, doctors in all clinics may prescribe the spray.",
            "none",
            "none",
        );
        check("By Jane Doe, March 5, 2025", "2025-03-05", "none");
        check(
            "BOSTON, March 5, 2025 /Example Wire/ -- Forty adults slept better with the drug, a trial found.",
            "2025-03-05",
            "none",
        );
        check("This article was published on March 5, 2025.", "2025-03-05", "none");
    }
}
