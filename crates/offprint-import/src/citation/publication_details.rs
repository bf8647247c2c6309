//! Where a work was published: journal, year, volume, issue, pages, which follow the title in a
//! reference.
//!
//! `J Example. 2020;12(3):45-50`, `Journal of Examples, 12(3), 45–50`, `J. Ex. 12, 45–50 (2020)`,
//! `Journal, vol. 12, no. 3, 2020, pp. 45-50`, `Journal 12, no. 3 (2020): 45–50` are all one
//! sequence of numbers with different punctuation: the words up to the first number are the
//! journal, and each number is identified by the punctuation around it.
//!
//! It must not know the names of journals.

use crate::phrases::{Category, is_phrase, months_in, phrases, strip_capitalised};

/// The parts that were found.
#[derive(Default, Debug)]
pub(super) struct PublicationDetails {
    pub(super) journal: Option<String>,
    pub(super) year: Option<u16>,
    pub(super) volume: Option<String>,
    pub(super) issue: Option<String>,
    pub(super) pages: Option<String>,
}

/// Parses what follows a title.
pub(super) fn parse_publication_details(text: &str) -> PublicationDetails {
    let text = text.trim_start_matches([' ', '.', ',', ';']);
    let text = without_container_prefix(text).unwrap_or(text);
    let end = journal_end(text);
    let journal = text[..end].replace("[Internet]", "").replace("[Online]", "");
    let journal = journal.trim().trim_end_matches([',', ';', ':', '(', ' ', '[']);
    // With several full stops, the last one belongs to an abbreviation: `J. Clin.`.
    let journal =
        if journal.matches('.').count() <= 1 { journal.trim_end_matches('.') } else { journal };
    let mut details = PublicationDetails::default();
    if journal.chars().filter(|character| character.is_alphabetic()).count() >= 2
        && journal.len() <= 160
    {
        details.journal = Some(journal.to_owned());
    }
    numbers(&mut details, &text[end..]);
    details
}

/// What follows `In:` and the like.
fn without_container_prefix(text: &str) -> Option<&str> {
    let prefixes = phrases(Category::ContainerPrefixes).iter();
    let strip =
        |prefix: &&str| text.strip_prefix(*prefix).or_else(|| strip_capitalised(text, prefix));
    let mut rests = prefixes.filter_map(strip);
    rests.find_map(|rest| rest.strip_prefix(':').unwrap_or(rest).strip_prefix(' '))
}

/// Whether a word may occur between a journal and its numbers. Of the months, only the English ones
/// do: those of other languages are also abbreviations in names of journals.
fn ends_journal(word: &str) -> bool {
    is_phrase(Category::AfterJournal, word) || months_in("en").any(|month| month == word)
}

/// Where the name of the journal ends: before a number or a word such as `vol.`, or at the end of
/// its sentence.
fn journal_end(text: &str) -> usize {
    let mut at = 0;
    let mut brackets = 0_usize;
    for word in text.split_inclusive(' ') {
        let bare = word.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
        let first = word.trim_start_matches(['(', '[']).chars().next().unwrap_or(' ');
        if at > 0 && (first.is_ascii_digit() || ends_journal(&bare))
            || at == 0 && first.is_ascii_digit()
        {
            return at;
        }
        brackets += word.matches('(').count();
        brackets = brackets.saturating_sub(word.matches(')').count());
        let trimmed = word.trim_end();
        // `J Example;12` and `Journal,12` have no space before their numbers.
        if let Some((sign, _)) = trimmed.char_indices().find(|(sign, character)| {
            matches!(character, ';' | ',' | ':')
                && trimmed[sign + 1..].starts_with(|next: char| next.is_ascii_digit())
        }) {
            return at + sign;
        }
        at += word.len();
        if brackets > 0 {
            continue;
        }
        if trimmed.ends_with(';') {
            return at;
        }
        // A full stop ends the name unless it ends an abbreviation: those are short and more words
        // follow.
        if trimmed.ends_with('.') {
            let letters = bare.chars().count();
            let next = text[at..].trim_start().chars().next();
            if next.is_none_or(|next| next.is_ascii_digit() || matches!(next, '(' | '[')) {
                continue;
            }
            if letters > 6 || trimmed.len() > 8 {
                return at;
            }
        }
    }
    text.len()
}

/// Reads the numbers, each with the letters that belong to it, and the punctuation between them.
fn numbers(details: &mut PublicationDetails, text: &str) {
    let mut rest = text;
    let mut labels = String::new();
    let mut in_bracket = false;
    while let Some(first) = rest.chars().next() {
        let number_length = number(rest);
        if number_length == 0 {
            match first {
                '(' => in_bracket = true,
                ')' => in_bracket = false,
                _ => {}
            }
            labels.extend(first.to_lowercase());
            rest = &rest[first.len_utf8()..];
            // Long enough for a label: `pp. `, `vol. `.
            if labels.len() > 24 {
                labels =
                    labels.chars().rev().take(12).collect::<Vec<_>>().into_iter().rev().collect();
            }
            continue;
        }
        let value = &rest[..number_length];
        let after = &rest[number_length..];
        assign(details, value, &labels, after, in_bracket);
        rest = after;
        labels.clear();
    }
}

/// The length of a number at the start, including what belongs to it: `e1234`, `S12`, `45–50`,
/// `12A`.
fn number(text: &str) -> usize {
    let mut end = 0;
    let mut digits = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let fits = character.is_ascii_digit()
            || at == 0
                && matches!(character, 'e' | 'S' | 'E' | 's' | 'L' | 'R')
                && next.is_some_and(|next| next.is_ascii_digit())
            || digits > 0
                && matches!(character, '-' | '–' | '‐' | '‑' | '—')
                && next.is_some_and(|next| next.is_ascii_alphanumeric())
            || digits > 0
                && character.is_ascii_alphabetic()
                && next.is_none_or(|next| !next.is_ascii_alphabetic())
            || digits > 0
                && matches!(character, 'e' | 'S')
                && next.is_some_and(|next| next.is_ascii_digit())
            || character == '.' && digits > 0 && next.is_some_and(|next| next.is_ascii_digit());
        if !fits || digits > 20 {
            break;
        }
        digits += usize::from(character.is_ascii_digit());
        end = at + character.len_utf8();
    }
    if digits == 0 { 0 } else { end }
}

fn assign(
    details: &mut PublicationDetails,
    value: &str,
    labels: &str,
    after: &str,
    in_bracket: bool,
) {
    let labels = labels.trim();
    let word = |category: Category| {
        let last = labels
            .trim_end_matches(['.', ' ', ':', ','])
            .rsplit([' ', ',', ';', '(', '.'])
            .next()
            .unwrap_or("");
        is_phrase(category, last)
    };
    let range = value.contains(['-', '–', '‐', '‑', '—']);
    let as_year = (value.len() == 4)
        .then(|| value.parse::<u16>().ok())
        .flatten()
        .filter(|year| (1800..=2100).contains(year));
    let month = months_in("en")
        .any(|month| labels.split([' ', '.', ',', ';']).any(|label| label.starts_with(month)));
    if word(Category::VolumeLabels) {
        details.volume = details.volume.take().or(Some(value.to_owned()));
    } else if word(Category::IssueLabels) {
        details.issue = details.issue.take().or(Some(value.to_owned()));
    } else if word(Category::PageLabels) {
        details.pages = details.pages.take().or(Some(value.to_owned()));
    } else if let Some(year) = as_year
        && details.year.is_none()
        && (in_bracket || details.volume.is_none() || !labels.ends_with(':'))
        && !(labels.ends_with(':') && details.volume.is_some())
    {
        details.year = Some(year);
    } else if labels.ends_with('(')
        && details.volume.is_some()
        && details.issue.is_none()
        && details.pages.is_none()
    {
        details.issue = Some(value.to_owned());
    } else if month && details.volume.is_none() && value.len() <= 5 {
        // The day of a month.
    } else if labels.ends_with(':') || labels.ends_with(": ") {
        if details.volume.is_some() || range {
            details.pages = details.pages.take().or(Some(value.to_owned()));
        }
    } else if details.volume.is_none() && !range && !in_bracket {
        // `12:`, `12(`, `12,` or the last number.
        let ends = after.is_empty() || after.starts_with(['(', ':', ',', ';', '.', ' ', ')']);
        if ends && value.len() <= 6 {
            details.volume = Some(value.to_owned());
        }
    } else if details.pages.is_none()
        && !in_bracket
        && (range || labels.ends_with(',') || matches!(labels, "" | ")"))
    {
        // The volume is known here, or a range shows that these are pages.
        details.pages = Some(value.to_owned());
    }
}
