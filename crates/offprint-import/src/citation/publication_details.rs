//! Where a work was published: journal, year, volume, issue, pages, which follow the title in a
//! reference.
//!
//! `J Example. 2020;12(3):45-50`, `Journal of Examples, 12(3), 45–50`, `J. Ex. 12, 45–50 (2020)`,
//! `Journal, vol. 12, no. 3, 2020, pp. 45-50`, `Journal 12, no. 3 (2020): 45–50` are all one
//! sequence of numbers with different punctuation: the words up to the first number are the
//! journal, and each number is identified by the word and the sign before it and the sign after it.
//! Books, chapters and talks have a publisher or a meeting in this place: they have no journal.
//!
//! It must not know the names of journals.

use super::author_group;
use super::detail_tokens::{DetailToken, TokenKind, split_details};
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

/// What kind of work the words before the numbers belong to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Container {
    /// A journal, or a site.
    Journal,
    /// A book, or a collection: what is named is the book, its place and its publisher.
    Book,
}

/// Parses what follows a title. `has_identifier` says whether the entry has a DOI or a number of
/// PubMed, which books rarely have.
pub(super) fn parse_publication_details(text: &str, has_identifier: bool) -> PublicationDetails {
    let text = text.trim_start_matches([' ', '.', ',', ';']);
    let lower = text.to_lowercase();
    if phrases(Category::PresentationStarts).iter().any(|start| lower.starts_with(start)) {
        return PublicationDetails::default();
    }
    let mut container = Container::Journal;
    let text = match after_edition(text) {
        Some(rest) => {
            container = Container::Book;
            rest
        }
        None => text,
    };
    let text = match without_container_prefix(text) {
        Some(rest) => {
            if is_chapter(text, rest) {
                container = Container::Book;
            }
            rest
        }
        None => text,
    };
    let end = journal_end(text);
    let name = text[..end].replace("[Internet]", "").replace("[Online]", "");
    let mut details = PublicationDetails::default();
    let tokens = split_details(&text[end..]);
    let mut reader = NumberReader { text: &text[end..], tokens: &tokens, details: &mut details };
    reader.read_numbers();
    let is_located = details.volume.is_some() || details.issue.is_some() || details.pages.is_some();
    if container == Container::Journal && !is_located {
        // `Place: Publisher, 1998`, `Publisher; 1998`, `Publisher.`
        let after_name = text[..end].trim_end().chars().next_back();
        let is_place = name.contains(": ");
        let is_dated = details.year.is_some() && matches!(after_name, Some(';' | ','));
        let is_group = || {
            let last = name.trim_end_matches([' ', '.', ',']).rsplit(". ").next();
            last.is_some_and(author_group::is_group)
        };
        let is_publisher = !has_identifier && (is_dated || is_group());
        if is_place || is_publisher || is_book_publisher(&name) {
            container = Container::Book;
        }
    }
    match container {
        Container::Journal => details.journal = journal_name(&name),
        // The numbers of a book are its edition, its chapter and the like.
        Container::Book => {
            details.volume = None;
            details.issue = None;
        }
    }
    details
}

/// The name of a journal without what does not belong to it; None if it cannot be one.
fn journal_name(text: &str) -> Option<String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    if phrases(Category::PreprintStarts).iter().any(|start| {
        let rest = lower.strip_prefix(start).map(|rest| rest.trim_end_matches('.'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    }) {
        return None;
    }
    let mut name = text.trim_end_matches([',', ';', ':', '(', ' ', '[']);
    while let Some(rest) = without_type_mark(name) {
        name = rest;
    }
    // With several full stops, the last one belongs to an abbreviation: `J. Clin.`.
    let name = if name.matches('.').count() <= 1 { name.trim_end_matches('.') } else { name };
    let letters = name.chars().filter(|character| character.is_alphabetic()).count();
    let is_label = lower.trim_end_matches([':', ' ']) == "identifier" || name.contains(": NCT");
    (letters >= 2 && name.len() <= 160 && !is_label).then(|| name.to_owned())
}

/// A title or name without a mark at its end that says what kind of work it is: `[Internet]`,
/// `[abstract]`, `[Article in Danish]`.
pub(super) fn without_type_mark(text: &str) -> Option<&str> {
    let bare = text.trim_end().trim_end_matches('.');
    let (before, inside) = bare.strip_suffix(']')?.rsplit_once('[')?;
    let is_words = inside.split(' ').count() <= 8
        && inside.chars().all(|character| {
            character.is_alphabetic() || matches!(character, ' ' | ',' | '’' | '\'' | '/' | '-')
        })
        && !inside.is_empty();
    let before = before.trim_end();
    (is_words && !before.is_empty()).then_some(before)
}

/// What follows an edition at the start: `5th ed. `, `(2nd ed.). `, `2nd edn. `.
fn after_edition(text: &str) -> Option<&str> {
    let (inside, after) = match text.strip_prefix('(') {
        Some(inner) => inner.split_once(')')?,
        None => {
            let end = text.match_indices(['.', ',', ';']).map(|(at, _)| at).find(|at| *at > 3)?;
            (&text[..end], &text[end..])
        }
    };
    let last = inside.trim_end_matches('.').rsplit(' ').next()?.to_lowercase();
    let is_edition = inside.len() <= 30
        && is_phrase(Category::EditionWords, &last)
        && inside.split(' ').count() <= 3;
    is_edition.then(|| after.trim_start_matches(['.', ',', ';', ' ']))
}

/// Whether what follows `In` is a book: it is labelled, has editors, or names pages by a label.
fn is_chapter(text: &str, rest: &str) -> bool {
    let is_labelled = text.find(':').is_some_and(|colon| colon + 1 < text.len() - rest.len() + 2);
    let lower = rest.to_lowercase();
    is_labelled
        || phrases(Category::Editors).iter().any(|editors| rest.contains(editors))
        || lower.contains("pp. ")
        || lower.contains(" ed.")
        || lower.contains(" eds")
}

fn is_book_publisher(name: &str) -> bool {
    name.split([' ', ',', '.', '&'])
        .any(|word| is_phrase(Category::BookPublisherWords, &word.to_lowercase()))
}

/// What follows `In:` and the like.
fn without_container_prefix(text: &str) -> Option<&str> {
    let prefixes = phrases(Category::ContainerPrefixes).iter();
    let strip =
        |prefix: &&str| text.strip_prefix(*prefix).or_else(|| strip_capitalised(text, prefix));
    let mut rests = prefixes.filter_map(strip);
    let rest = rests.find_map(|rest| rest.strip_prefix(':').unwrap_or(rest).strip_prefix(' '))?;
    // `In Vivo. 2020;34:1` is a journal.
    let is_journal = !text.contains(':')
        || rest.split_once(". ").is_some_and(|(name, after)| {
            !name.contains(' ') && after.starts_with(|first: char| first.is_ascii_digit())
        });
    (!is_journal || is_chapter(text, rest)).then_some(rest)
}

/// Whether a word may occur between a journal and its numbers. Of the months, only the English ones
/// do: those of other languages are also abbreviations in names of journals.
fn ends_journal(word: &str) -> bool {
    is_phrase(Category::AfterJournal, word) || is_month(word)
}

/// Whether a sentence begins with a word that precedes a date, such as `Published` or a month.
pub(super) fn is_dated_word(text: &str) -> bool {
    text.split([' ', '.', ',']).next().is_some_and(|word| ends_journal(&word.to_lowercase()))
}

/// Whether a word is an English month, complete or abbreviated, or two of them: `sep-oct`.
fn is_month(word: &str) -> bool {
    word.split(['-', '\u{2010}', '\u{2011}', '–', '—', '/']).all(|part| {
        let part = part.trim_matches('.');
        part.len() >= 3 && months_in("en").any(|month| month == part)
    })
}

/// Whether a few abbreviated words follow, and then a number: `Res., 150 (2013)` after `Schizophr.`
fn continues_abbreviation(rest: &str) -> bool {
    let mut words = rest.split_whitespace().take(4);
    let is_abbreviation = |word: &str| {
        let bare = word.trim_end_matches(',');
        bare.strip_suffix('.').is_some_and(|letters| letters.chars().all(char::is_alphabetic))
            && word.starts_with(char::is_uppercase)
    };
    words.next().is_some_and(is_abbreviation)
        && words
            .find(|word| !is_abbreviation(word))
            .is_some_and(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}

/// Where the name of the journal ends: before a number or a word such as `vol.`, or at the end of
/// its sentence.
fn journal_end(text: &str) -> usize {
    let mut at = 0;
    let mut brackets = 0_usize;
    for word in text.split_inclusive(' ') {
        let bare = word.trim_matches(|character: char| !character.is_alphanumeric()).to_lowercase();
        let first = word.trim_start_matches(['(', '[']).chars().next().unwrap_or(' ');
        if first.is_ascii_digit() || ends_journal(&bare) {
            return at;
        }
        brackets += word.matches('(').count();
        brackets = brackets.saturating_sub(word.matches(')').count());
        let trimmed = word.trim_end();
        // `J Example;12` and `Journal,12` have no space before their numbers.
        if let Some((sign, _)) = trimmed.char_indices().find(|(sign, character)| {
            matches!(character, ';' | ',' | ':' | '.')
                && trimmed[sign + 1..].starts_with(|next: char| next.is_ascii_digit())
                && (*character != '.' || trimmed[sign + 1..].contains([';', ':', '(']))
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
            if (letters > 6 || trimmed.len() > 8) && !continues_abbreviation(&text[at..]) {
                return at;
            }
        }
    }
    text.len()
}

/// Assigns the numbers that follow the name of a journal.
struct NumberReader<'a, 't> {
    text: &'a str,
    tokens: &'t [DetailToken],
    details: &'t mut PublicationDetails,
}

impl NumberReader<'_, '_> {
    fn read_numbers(&mut self) {
        let mut at = 0;
        while let Some(token) = self.tokens.get(at) {
            at = match token.kind {
                TokenKind::Sign('(') => self.bracket(at).unwrap_or(at + 1),
                TokenKind::Number => {
                    self.number(at);
                    at + 1
                }
                TokenKind::Word => self.supplement(at).unwrap_or(at + 1),
                TokenKind::Sign(_) => at + 1,
            };
        }
    }

    fn slice(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.text[token.span.clone()])
    }

    fn lower(&self, at: usize) -> String {
        self.slice(at).to_lowercase()
    }

    fn sign(&self, at: Option<usize>) -> Option<char> {
        match self.tokens.get(at?)?.kind {
            TokenKind::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    /// The word right before a token, with nothing but stops and colons between them.
    fn label_before(&self, at: usize) -> Option<usize> {
        let mut before = at;
        loop {
            before = before.checked_sub(1)?;
            match self.tokens[before].kind {
                TokenKind::Word => return Some(before),
                TokenKind::Sign('.' | '#') => {}
                TokenKind::Sign(':') if before + 1 == at => {}
                _ => return None,
            }
        }
    }

    /// `(3)`, `(Suppl 1)`, `(3 Suppl)`: an issue directly after its volume. `(2018)` is a year.
    fn bracket(&mut self, open: usize) -> Option<usize> {
        let close = (open + 1..self.tokens.len().min(open + 8))
            .find(|at| self.sign(Some(*at)) == Some(')'))?;
        let inside =
            self.text[self.tokens[open].span.end..self.tokens[close].span.start].trim().to_owned();
        let inner = open + 1..close;
        let has_number = inner.clone().any(|at| self.tokens[at].kind == TokenKind::Number);
        let is_supplement =
            inner.clone().any(|at| is_phrase(Category::SupplementWords, &self.lower(at)));
        let is_plain = inner.clone().all(|at| match self.tokens[at].kind {
            TokenKind::Number => true,
            TokenKind::Word => is_phrase(Category::SupplementWords, &self.lower(at)),
            TokenKind::Sign(sign) => matches!(sign, '.' | '/' | '-' | '–' | '&'),
        });
        let year = year_of(&inside);
        if year.is_some() && self.details.year.is_none() {
            self.details.year = year;
            return Some(close + 1);
        }
        let follows_volume =
            open.checked_sub(1).is_some_and(|before| self.tokens[before].kind == TokenKind::Number)
                && self.details.volume.is_some();
        let follows_year = self.sign(open.checked_sub(1)) == Some(';');
        if (follows_volume || follows_year)
            && is_plain
            && (has_number || is_supplement)
            && inside.len() <= 24
            && self.details.issue.is_none()
            && self.details.pages.is_none()
        {
            self.details.issue = Some(inside);
            return Some(close + 1);
        }
        None
    }

    /// `60 Suppl 16:4`, `no. 3, pt. 2`: a supplement outside of brackets.
    fn supplement(&mut self, at: usize) -> Option<usize> {
        if !is_phrase(Category::SupplementWords, &self.lower(at))
            || self.details.volume.is_none()
            || self.details.pages.is_some()
            || self.details.issue.is_some()
        {
            return None;
        }
        let next = (at + 1..self.tokens.len().min(at + 3))
            .find(|next| self.sign(Some(*next)) != Some('.'))?;
        let end = match self.tokens[next].kind {
            TokenKind::Number => next,
            TokenKind::Sign(':') => at,
            _ => return None,
        };
        let issue = self.text[self.tokens[at].span.start..self.tokens[end].span.end].to_owned();
        self.details.issue = Some(issue);
        Some(end + 1)
    }

    fn number(&mut self, at: usize) {
        let value = self.slice(at).to_owned();
        let label = self.label_before(at);
        let label_text = label.map(|label| self.lower(label)).unwrap_or_default();
        let is_label = |category: Category| is_phrase(category, &label_text);
        let next_word = self
            .tokens
            .get(at + 1)
            .filter(|token| token.kind == TokenKind::Word)
            .map(|_| self.lower(at + 1))
            .unwrap_or_default();
        let before = self.sign(at.checked_sub(1));
        let after = self.sign(Some(at + 1));
        let is_small = value.len() <= 2 && value.bytes().all(|byte| byte.is_ascii_digit());
        let is_range = value.contains(['-', '–', '‐', '‑', '—']);
        let is_ordinal = ["st", "nd", "rd", "th"].iter().any(|end| value.ends_with(end));
        // `12-15 March` and `Version 1.2.3` name neither volume nor pages.
        let is_other = value.matches('.').count() >= 2
            || is_ordinal
            || is_phrase(Category::EditionWords, &next_word)
            || is_label(Category::OtherNumberLabels)
            || label.is_some_and(|label| {
                self.label_before(label)
                    .is_some_and(|other| is_phrase(Category::OtherNumberLabels, &self.lower(other)))
            });
        if is_other {
            return;
        }
        // The day of a month, before or after its name.
        let is_day = is_small
            && (label.is_some_and(|label| label + 1 == at || label + 2 == at)
                && is_month(&label_text)
                && after != Some('(')
                || is_month(&next_word));
        if is_day {
            return;
        }
        let is_article_number = is_label(Category::ArticleNumberLabels)
            || label.is_some_and(|label| {
                self.label_before(label).is_some_and(|other| {
                    is_phrase(Category::ArticleNumberLabels, &self.lower(other))
                })
            });
        let details = &mut *self.details;
        if is_label(Category::VolumeLabels) {
            details.volume = details.volume.take().or(Some(value));
        } else if is_article_number || is_label(Category::PageLabels) {
            details.pages = details.pages.take().or(Some(value));
        } else if is_label(Category::IssueLabels) {
            if details.volume.is_some() {
                details.issue = details.issue.take().or(Some(value));
            }
        } else if let Some(year) = year_of(&value)
            && details.year.is_none()
            && !(before == Some(':') && details.volume.is_some())
        {
            details.year = Some(year);
        } else if before == Some(':') {
            let is_located = details.volume.is_some() || details.issue.is_some();
            if is_located || is_range {
                details.pages = details.pages.take().or(Some(value));
            }
        } else if details.volume.is_none() && !is_range && is_volume(&value) {
            self.volume(at, value, before, after);
        } else if details.pages.is_none()
            && details.volume.is_some()
            && (is_range || matches!(before, Some(',' | ')')))
        {
            details.pages = Some(value);
        }
    }

    /// A volume without a label is certain only before an issue or pages, or after a year.
    fn volume(&mut self, at: usize, value: String, before: Option<char>, after: Option<char>) {
        let pages_follow = after == Some(',')
            && self.tokens.get(at + 2).is_some_and(|next| {
                next.kind == TokenKind::Number
                    || is_phrase(Category::PageLabels, &self.lower(at + 2))
                    || is_phrase(Category::IssueLabels, &self.lower(at + 2))
                    || is_phrase(Category::ArticleNumberLabels, &self.lower(at + 2))
            });
        let issue_follows = after == Some('(') || after == Some(':');
        let supplement_follows = is_phrase(Category::SupplementWords, &self.lower(at + 1));
        let after_year = before == Some(';');
        let is_end = matches!(after, None | Some('.')) && before == Some(',');
        if pages_follow || issue_follows || supplement_follows || after_year || is_end {
            self.details.volume = Some(value);
        }
    }
}

/// A number of four digits that is a year.
fn year_of(text: &str) -> Option<u16> {
    let digits = text.trim_end_matches(|character: char| character.is_ascii_lowercase());
    let is_year =
        digits.len() == 4 && text.len() <= 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_year.then(|| digits.parse().ok()).flatten().filter(|year| (1800..=2100).contains(year))
}

/// Whether a number has the form of a volume: digits, with at most one letter.
fn is_volume(value: &str) -> bool {
    let letters = value.chars().filter(|character| character.is_alphabetic()).count();
    let is_plain = value.chars().all(|character| character.is_ascii_alphanumeric());
    is_plain && letters <= 1 && value.len() <= 6
}
