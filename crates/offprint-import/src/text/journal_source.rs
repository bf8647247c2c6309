//! Where the article of a journal page was published: journal, volume, pages, identifiers, date, the
//! institutions of its authors.
//!
//! Read from the lines above the article, and from the line in which the page cites itself. It must
//! not know which lines are the article.

use jiff::civil::Date;

use super::line::{LineMark, TextLine};
use crate::article::{CitedWork, Identifier};
use crate::citation;
use crate::date_labels::{DateLabel, date_label};
use crate::date_reader::DateReader;
use crate::phrases::{Category, is_phrase, phrases, starts_with_phrase};

/// A longer line is prose.
const LONGEST_LINE: usize = 420;

/// More institutions than any article states.
const MOST_AFFILIATIONS: usize = 200;

/// The share of the words of a title that a citation of the same work has, in tenths.
const SAME_TITLE_TENTHS: usize = 8;

/// What was found.
#[derive(Default, Debug)]
pub(super) struct JournalSource {
    /// The article as a work that can be cited, without title and authors.
    pub(super) work: CitedWork,
    /// The institutions of the authors.
    pub(super) affiliations: Vec<String>,
    /// The lines that say so.
    pub(super) lines: Vec<usize>,
    /// Whether words such as `volume` say what its numbers are.
    pub(super) is_worded: bool,
}

impl JournalSource {
    /// Whether it states a journal and a volume.
    pub(super) fn has_volume(&self) -> bool {
        self.work.journal.is_some() && self.work.volume.is_some()
    }

    /// Whether it has the number of a work in a register.
    pub(super) fn is_listed(&self) -> bool {
        self.work.doi.is_some() || self.work.pmid.is_some() || self.work.pmcid.is_some()
    }

    /// Reads the lines above the article, except its title and authors.
    pub(super) fn read_front(&mut self, lines: &[TextLine], front: &[usize], title: usize) {
        for at in front {
            let text = &lines[*at].text;
            if text.len() > LONGEST_LINE {
                continue;
            }
            let mut is_read = self.add_identifiers(text);
            if let Some(details) = publication_details(text)
                && (self.work.volume.is_none() || self.work.journal.is_none())
            {
                // PubMed has the journal in a line of its own above `. 2025 Jan;12(1):33`.
                let above = at.checked_sub(1).filter(|_| text.starts_with(['.', '•', '·']));
                let above = above.and_then(|above| journal_above(&lines[above].text));
                if above.is_some() {
                    self.lines.push(at - 1);
                }
                let lower = text.to_lowercase();
                self.is_worded |= phrases(Category::VolumeLabels)
                    .iter()
                    .any(|label| contains_word(&lower, label));
                self.add_details(details);
                if above.is_some() {
                    self.work.journal = above;
                }
                is_read = true;
            }
            // `Front. Examples, 03 January 2025`, and the volume in another line.
            if self.work.journal.is_none()
                && *at < title
                && let Some(name) = journal_before_date(text)
            {
                self.work.journal = Some(name);
                is_read = true;
            }
            if is_read {
                self.lines.push(*at);
            }
        }
    }

    fn add_identifiers(&mut self, text: &str) -> bool {
        let mut is_read = false;
        for identifier in citation::find_identifiers(text) {
            let place = match identifier.identifier {
                Identifier::Doi(doi) => self.work.doi.get_or_insert(doi),
                Identifier::Pmid(pmid) => self.work.pmid.get_or_insert(pmid),
                Identifier::Pmcid(pmcid) => self.work.pmcid.get_or_insert(pmcid),
                _ => continue,
            };
            is_read |= !place.is_empty();
        }
        is_read
    }

    /// Reads a line below the abstract with nothing but numbers of the article itself, as PubMed
    /// writes them.
    pub(super) fn read_number_line(&mut self, text: &str) -> bool {
        let found = citation::find_identifiers(text);
        let Some(first) = found.first() else { return false };
        // `DOI: https://doi.org/10.…`
        let is_alone = text[..first.span.start].split_whitespace().count() <= 2
            && text[first.span.end..].split_whitespace().count() <= 8;
        let is_other = found.iter().any(|one| match &one.identifier {
            Identifier::Doi(doi) => {
                self.work.doi.as_ref().is_some_and(|own| !own.eq_ignore_ascii_case(doi))
            }
            Identifier::Pmid(pmid) => self.work.pmid.as_ref().is_some_and(|own| own != pmid),
            Identifier::Pmcid(pmcid) => self.work.pmcid.as_ref().is_some_and(|own| own != pmcid),
            _ => true,
        });
        is_alone && !is_other && self.add_identifiers(text)
    }

    fn add_details(&mut self, details: CitedWork) {
        let work = &mut self.work;
        work.journal = work.journal.take().or(details.journal);
        work.volume = work.volume.take().or(details.volume);
        work.issue = work.issue.take().or(details.issue);
        work.pages = work.pages.take().or(details.pages);
        work.year = work.year.take().or(details.year);
    }

    /// Reads a line below an abstract with nothing but a journal and its numbers.
    pub(super) fn read_publication_below(&mut self, lines: &[TextLine], body: usize) {
        for (at, line) in lines.iter().enumerate().skip(body) {
            if self.has_volume() || super::references::is_reference_heading(&line.text) {
                return;
            }
            let is_short = line.text.split(' ').count() <= 12 && line.mark == LineMark::None;
            if let Some(details) = publication_details(&line.text).filter(|_| is_short)
                && details.journal.is_some()
                && details.pages.is_some()
            {
                self.add_details(details);
                self.lines.push(at);
            }
        }
    }

    /// Reads the line in which the page cites itself: `Citation: Muster A (2025) Low-dose …`. It is
    /// below a label or begins with one, and has the title of the article.
    pub(super) fn read_own_citation(&mut self, lines: &[TextLine], title: usize, name: &str) {
        for (at, line) in lines.iter().enumerate() {
            let text = &line.text;
            if at == title || text.len() < name.len() || text.len() > 3000 {
                continue;
            }
            let lower = text[..text.floor_char_boundary(60)].to_lowercase();
            let label = phrases(Category::OwnCitationLabels)
                .iter()
                .filter(|label| lower.strip_prefix(**label).is_some_and(ends_label))
                .map(|label| label.len())
                .max();
            let is_below = at > 0 && {
                let above = lines[at - 1].text.trim_end_matches(':').to_lowercase();
                is_phrase(Category::OwnCitationLabels, &above)
            };
            if label.is_none() && !is_below {
                continue;
            }
            let entry = text[label.unwrap_or(0)..].trim_start_matches([':', ' ']);
            let cited = citation::parse_citation(entry);
            if !cited.title.as_deref().is_some_and(|cited| is_same_title(cited, name)) {
                continue;
            }
            let work = &mut self.work;
            work.doi = work.doi.take().or(cited.doi.clone());
            work.pmid = work.pmid.take().or(cited.pmid.clone());
            work.pmcid = work.pmcid.take().or(cited.pmcid.clone());
            self.add_details(cited);
            self.lines.push(at);
            if is_below {
                self.lines.push(at - 1);
            }
            return;
        }
    }

    /// The date of publication: one that is called so, then the date beside the volume, then any
    /// other date above the article that is not one of submission.
    pub(super) fn find_date(
        &self,
        lines: &[TextLine],
        front: &[usize],
        dates: &DateReader,
    ) -> Option<Date> {
        let mut of_volume = None;
        let mut other = None;
        for at in front {
            let text = &lines[*at].text;
            if text.len() > LONGEST_LINE {
                continue;
            }
            let has_volume = publication_details(text).is_some();
            let mut begin = 0;
            for (date, span) in dates.all_dates(text) {
                let own = &text[begin..span.start];
                let mut label = date_label(own);
                if label == DateLabel::None && begin == 0 && own.trim().is_empty() && *at > 0 {
                    label = date_label(&lines[at - 1].text);
                }
                begin = span.end;
                match label {
                    DateLabel::Published => return Some(date),
                    DateLabel::Other | DateLabel::Updated => {}
                    DateLabel::None if has_volume => of_volume = of_volume.or(Some(date)),
                    DateLabel::None => other = other.or(Some(date)),
                }
            }
        }
        of_volume.or(other).or_else(|| self.date_below(lines, front.len(), dates))
    }

    /// A date of publication at the end of the page, with the days of submission.
    fn date_below(&self, lines: &[TextLine], from: usize, dates: &DateReader) -> Option<Date> {
        lines.iter().enumerate().skip(from).rev().find_map(|(at, line)| {
            let text = &line.text;
            if text.len() > LONGEST_LINE {
                return None;
            }
            let mut begin = 0;
            dates.all_dates(text).into_iter().find_map(|(date, span)| {
                let own = &text[begin..span.start];
                let is_alone = begin == 0 && own.trim().is_empty() && at > 0;
                begin = span.end;
                let label = if is_alone { lines[at - 1].text.as_str() } else { own };
                let is_short = label.split_whitespace().count() <= 4;
                (is_short && date_label(label) == DateLabel::Published).then_some(date)
            })
        })
    }

    /// Reads the institutions below the authors: lines that begin with a number or a letter, or that
    /// follow a line with nothing else.
    pub(super) fn read_affiliations(&mut self, lines: &[TextLine], byline: usize, body: usize) {
        let mut is_below_mark = false;
        for (at, line) in lines.iter().enumerate().take(body).skip(byline + 1) {
            let text = line.text.as_str();
            if is_lone_mark(text) {
                is_below_mark = text.starts_with(|first: char| first.is_alphanumeric());
                self.lines.push(at);
                continue;
            }
            let is_numbered = matches!(line.mark, LineMark::Number(_));
            let name = if is_numbered || is_below_mark { Some(text) } else { after_mark(text) };
            is_below_mark = false;
            let Some(names) = name.filter(|name| is_institution(name)) else { continue };
            // `1 Department of Sleep, Example University; 2 Institute of Rest`
            let mut rest = names;
            while !rest.is_empty() {
                let next = rest.match_indices("; ").find_map(|(end, _)| {
                    Some((end, after_mark(&rest[end + 2..])?))
                        .filter(|_| rest[end + 2..].starts_with(|sign: char| sign.is_ascii_digit()))
                });
                let (name, after) = next.map_or((rest, ""), |(end, after)| (&rest[..end], after));
                let name = name.trim_end_matches(['.', ';', ',', ' ']);
                if self.affiliations.len() < MOST_AFFILIATIONS
                    && !self.affiliations.iter().any(|known| known == name)
                {
                    self.affiliations.push(name.to_owned());
                }
                rest = after;
            }
            self.lines.push(at);
        }
    }
}

/// Whether a label ends where the rest begins: `Citation: Muster A`, `Citation`.
fn ends_label(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([':', ' '])
}

/// Whether two titles have nearly the same words.
fn is_same_title(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|sign: char| !sign.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (one, other) = (words(one), words(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    let all = one.len().max(other.len());
    all >= 2 && shared * 10 >= all * SAME_TITLE_TENTHS
}

/// A line with nothing but the mark of an institution: `1`, `*`, `✉`.
fn is_lone_mark(text: &str) -> bool {
    text.chars().count() <= 2
        && text.chars().all(|sign| sign.is_ascii_digit() || !sign.is_alphanumeric())
        || text.len() == 1 && text.starts_with(|first: char| first.is_ascii_lowercase())
}

/// What follows the mark at the start of a line: `1Institute`, `(1)Institute`, `^1 Institute`,
/// `aInstitute`.
fn after_mark(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(['(', '[', '^', ' ']);
    let digits = rest.trim_start_matches(|sign: char| {
        sign.is_ascii_digit() || matches!(sign, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
    });
    let rest = if digits.len() < rest.len() {
        digits
    } else {
        let after = rest.strip_prefix(|first: char| first.is_ascii_lowercase())?;
        after
            .starts_with([' ', ')'])
            .then_some(after)
            .or_else(|| after.starts_with(char::is_uppercase).then_some(after))?
    };
    let rest = rest.trim_start_matches([')', ']', '.', ',', ' ']);
    rest.starts_with(|first: char| first.is_alphanumeric()).then_some(rest)
}

/// Whether a text can be the name of an institution: a comma or several words, no sentence.
pub(super) fn is_institution(text: &str) -> bool {
    let words = text.split_whitespace().count();
    (2..=60).contains(&words)
        && text.len() <= LONGEST_LINE
        && text.starts_with(char::is_uppercase)
        && !text.contains('@')
        && (text.contains(',')
            || text.split(|sign: char| !sign.is_alphanumeric()).any(|word| {
                let lower = word.to_lowercase();
                is_phrase(Category::GroupWords, &lower)
                    || is_phrase(Category::BylineGroupWords, &lower)
                    || is_phrase(Category::GroupAuthorWords, &lower)
            }))
}

/// The journal, volume, issue, pages and year that a line states; None if it states no volume.
pub(super) fn publication_details(text: &str) -> Option<CitedWork> {
    if text.len() > LONGEST_LINE {
        return None;
    }
    let text = text.trim_start_matches(['.', '•', '·', ' ']);
    if let Some(details) = glued_details(text) {
        return Some(details);
    }
    let spaced = with_spaces(text);
    let lower = spaced.to_lowercase();
    let start = phrases(Category::OwnCitationLabels)
        .iter()
        .filter_map(|label| lower.find(*label))
        .filter(|at| *at > 0)
        .min();
    let plain = start.and_then(|at| spaced.get(..at)).unwrap_or(&spaced);
    let mut details = citation::parse_publication_line(plain);
    // `Volume 16 - 2025`, `Volume 405, Issue 10475`: words say what the numbers are.
    let is_worded =
        phrases(Category::VolumeLabels).iter().any(|label| contains_word(&lower, label));
    let has_year = details.year.is_some();
    details.journal = details.journal.filter(|name| {
        let lower = name.to_lowercase();
        !is_phrase(Category::VolumeLabels, lower.trim_end_matches('.'))
            && !starts_with_phrase(Category::PublishedLabels, &lower)
    });
    let is_plain = details.pages.is_some() || details.issue.is_some() || is_worded;
    (details.volume.is_some() && has_year && is_plain && plain.split(' ').count() <= 30)
        .then_some(details)
}

fn contains_word(text: &str, word: &str) -> bool {
    text.split(|sign: char| !sign.is_alphanumeric()).any(|other| other == word)
}

/// `Issue 10475p233-245January 18`, `J Sample.Sep-Oct 2019`: with spaces between what a page has glued together.
fn with_spaces(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 8);
    let signs: Vec<char> = text.chars().collect();
    for (at, sign) in signs.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| signs[before]);
        let is_page = *sign == 'p'
            && before.is_some_and(|before| before.is_ascii_digit())
            && signs.get(at + 1).is_some_and(char::is_ascii_digit);
        let is_month = sign.is_uppercase()
            && (before.is_some_and(|before| before.is_ascii_digit())
                || before == Some('.') && at >= 4 && signs[at - 2].is_lowercase())
            && signs.get(at + 1).is_some_and(|next| next.is_lowercase());
        if is_page {
            spaced.push_str(": ");
            continue;
        }
        if is_month {
            spaced.push(' ');
        }
        spaced.push(*sign);
    }
    spaced
}

/// `Sample FeetSample Feet series – open and trusted201911:58`: journal, year, volume and number
/// without anything between them.
fn glued_details(text: &str) -> Option<CitedWork> {
    let (before, pages) = text.rsplit_once(':')?;
    let digits = before.len() - before.trim_end_matches(|sign: char| sign.is_ascii_digit()).len();
    let is_number = (1..=6).contains(&pages.len()) && pages.bytes().all(|b| b.is_ascii_digit());
    if !(5..=7).contains(&digits) || !is_number {
        return None;
    }
    let (name, numbers) = before.split_at(before.len() - digits);
    let (year, volume) = numbers.split_at(4);
    let year: u16 = year.parse().ok().filter(|year| (1900..2100).contains(year))?;
    if !name.ends_with(char::is_alphabetic) {
        return None;
    }
    let signs: Vec<(usize, char)> = name.char_indices().collect();
    let glue = signs
        .windows(2)
        .find(|pair| pair[0].1.is_lowercase() && pair[1].1.is_uppercase())
        .map_or(name.len(), |pair| pair[1].0);
    Some(CitedWork {
        journal: Some(name[..glue].trim().to_owned()),
        year: Some(year),
        volume: Some(volume.to_owned()),
        pages: Some(pages.to_owned()),
        ..CitedWork::default()
    })
}

/// The journal in the line above its volume: `Ex Neurol`, `Example Trials logoLink to Example
/// Trials`.
fn journal_above(text: &str) -> Option<String> {
    let mut name = text.trim();
    for label in phrases(Category::JournalLogoLabels) {
        let lower = name.to_lowercase();
        if lower.len() == name.len()
            && let Some(at) = lower.find(label)
        {
            name = name[..at].trim();
        }
    }
    let words = name.split_whitespace().count();
    ((1..=12).contains(&words)
        && name.starts_with(char::is_uppercase)
        && !name.ends_with(['.', ':', '?', '!'])
        && !is_phrase(Category::JournalLabels, &name.to_lowercase()))
    .then(|| name.to_owned())
}

/// The journal in `Front. Examples, 03 January 2025`: an abbreviated name before a date.
fn journal_before_date(text: &str) -> Option<String> {
    let (_, span) = crate::date::find_dates(text, Date::MAX)
        .into_iter()
        .next()
        .filter(|(_, span)| span.start > 3 && text[span.end..].trim().is_empty())?;
    let name = text[..span.start].trim_end();
    let name = name.strip_suffix([',', '|', '•'])?.trim_end();
    let words = name.split_whitespace().count();
    (date_label(name) == DateLabel::None
        && (1..=8).contains(&words)
        && name.split_whitespace().all(|word| {
            word.starts_with(char::is_uppercase) || word.chars().count() <= 3 || word == "&"
        }))
    .then(|| name.to_owned())
}
