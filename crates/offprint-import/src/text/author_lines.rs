//! Who wrote a pasted text: bylines, and names where bylines usually are.
//!
//! It must not depend on the title's text, only on where the title is.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::accounts::{account_beside_age, account_of_post, is_age};
use super::boilerplate::is_boilerplate;
use super::classified_lines::{ClassifiedLines, TITLE_REACH, TextHeader};
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use super::words;
use crate::byline_roles::split_roles;
use crate::phrases::{Category, is_phrase, phrases, starts_with_phrase};
use crate::professions::names_profession;
use crate::whole_labels::labelled_people;
use crate::{byline, date};

/// What each kind of byline scores. Set by hand and checked on the development pages: a more
/// explicit byline wins over a less explicit one near it.
mod score {
    /// `By Jane Doe`.
    pub(super) const BYLINE: f32 = 4.0;
    /// `Author`, and the name on the next line.
    pub(super) const LABEL: f32 = 3.5;
    /// `March 3, 2025 by Jane Doe`.
    pub(super) const BYLINE_WITHIN: f32 = 3.0;
    /// `March 3, 2025 · Jane Doe`.
    pub(super) const NAME_BESIDE_DATE: f32 = 2.2;
    /// A name alone on a line, with a date on a line near it.
    pub(super) const NAME_NEAR_DATE: f32 = 2.0;
    /// A name alone on a line, just below the title or just above the text.
    pub(super) const NAME_ALONE: f32 = 1.2;
    /// Added to the score of a line below the title.
    pub(super) const BELOW_TITLE: f32 = 1.0;
    /// Each line between a byline and the text makes it less likely by this much.
    pub(super) const PER_LINE: f32 = 0.03;
}

/// Names that may be those of the authors.
struct AuthorCandidate {
    score: f32,
    lines: Vec<usize>,
    names: Vec<String>,
    /// Whether a byline says so.
    stated: bool,
}

/// How many lines below the first prose an explicit byline is searched for.
const CAPTION_REACH: usize = 8;

/// How many lines below the article a name with a label is searched for.
const LABEL_REACH: usize = 40;

/// Finds the authors above the article or, if there are none, below it.
pub(super) fn find_authors(classified: ClassifiedLines, header: &mut TextHeader) {
    let from = first_header_line(header);
    let to = (header.body + 2).min(classified.lines.len());
    let mut best: Option<AuthorCandidate> = None;
    // A byline may follow the standfirst and the caption of a picture.
    let explicit = (to..(to + CAPTION_REACH).min(classified.lines.len())).filter(|at| {
        let features = &classified.features[*at];
        is_byline(&classified.lines[*at].text) && features.words <= 8.0 && !features.ends_sentence
    });
    for at in (from..to).chain(explicit) {
        if let Some(candidate) = author_candidate(classified, header, at)
            && best.as_ref().is_none_or(|best| candidate.score > best.score)
        {
            best = Some(candidate);
        }
    }
    let Some(mut best) = best.or_else(|| authors_below(classified)) else { return };
    // The same names repeated above or below: in the caption of a picture, in a second byline.
    for other in from..header.body {
        if !best.lines.contains(&other)
            && classified.features[other].words <= 8.0
            && byline::parse_authors(&classified.lines[other].text)
                .iter()
                .any(|name| best.names.contains(name))
            && header.title.is_none_or(|(title, _)| title != other)
        {
            best.lines.push(other);
        }
    }
    header.bylines = best.lines;
    header.authors = best.names;
    header.stated = best.stated;
}

/// The first line that can name an author: a few above the title, or some way above the text.
fn first_header_line(header: &TextHeader) -> usize {
    header
        .title
        .map_or(0, |(at, _)| at.saturating_sub(4))
        .min(header.body.saturating_sub(3))
        .max(header.body.saturating_sub(TITLE_REACH))
}

/// The names on a line near the title. The first kind of byline that fits decides, even if its
/// names are not plausible.
fn author_candidate(
    classified: ClassifiedLines,
    header: &TextHeader,
    at: usize,
) -> Option<AuthorCandidate> {
    let title = header.title.map(|(at, _)| at);
    let line = &classified.lines[at];
    let features = &classified.features[at];
    if Some(at) == title {
        return None;
    }
    if let Some((lines, names)) = affiliated_authors(classified.lines, at) {
        return Some(AuthorCandidate { score: score::BYLINE, lines, names, stated: true });
    }
    if features.words > 24.0 || line.text.len() > 240 {
        return None;
    }
    let below_title = title.is_none_or(|title| at > title);
    let near = if title.is_some_and(|title| at > title) { score::BELOW_TITLE } else { 0.0 }
        - score::PER_LINE * header.body.abs_diff(at) as f32;
    let (score, lines, names, stated) = if let Some(people) = labelled_people(&line.text) {
        (score::BYLINE, vec![at], people.authors, true)
    } else if is_byline(&line.text) && (!features.ends_sentence || features.words < 8.0) {
        let names = plausible_names(&byline_without_date(&line.text), true);
        (score::BYLINE, vec![at], of_people(names), true)
    } else if is_byline_label(&line.text)
        && at + 1 < classified.lines.len()
        && classified.features[at + 1].words <= 12.0
    {
        let names = plausible_names(&classified.lines[at + 1].text, true);
        (score::LABEL, vec![at, at + 1], names, true)
    } else if ends_with_by(line, features) && at + 1 < classified.lines.len() {
        let next = &classified.lines[at + 1].text;
        let names = plausible_names(next, false);
        (score::LABEL, vec![at, at + 1], names, true)
    } else if let Some(account) = account_of_post(&line.text)
        && features.dates > 0
    {
        (score::BYLINE, vec![at], vec![account], true)
    } else if let Some(part) = byline_within(&line.text)
        && features.words <= if features.dates >= 2 { 24.0 } else { 16.0 }
        && !features.ends_sentence
    {
        let names = plausible_names(&byline_without_date(part), true);
        (score::BYLINE_WITHIN, vec![at], names, true)
    } else if let Some(name) = name_beside_date(line, features)
            // Blogs put both right above the title, too.
            && (below_title || title == Some(at + 1))
    {
        (score::NAME_BESIDE_DATE, vec![at], vec![name], false)
    } else if let Some(account) = account_beside_age(classified, at)
        && title.is_some_and(|title| at.abs_diff(title) <= 3)
    {
        (score::NAME_ALONE, vec![at], vec![account], false)
    } else if below_title && line.cells.len() < 2 {
        // A row of a table has no name alone.
        let (score, names) = name_alone(classified, header, at)?;
        (score, vec![at], names, false)
    } else {
        return None;
    };
    (!names.is_empty()).then_some(AuthorCandidate { score: score + near, lines, names, stated })
}

/// The authors of a journal article in a line, or in a list with an item for each, and their lines.
pub(super) fn affiliated_authors(
    lines: &[TextLine],
    at: usize,
) -> Option<(Vec<usize>, Vec<String>)> {
    if lines[at].mark != LineMark::Bullet {
        let of_line = affiliated_names(&lines[at].text).map(|names| (vec![at], names));
        return of_line.or_else(|| names_between_marks(lines, at));
    }
    let is_first = at == 0 || lines[at - 1].mark != LineMark::Bullet;
    let items: Vec<&TextLine> = lines[at..]
        .iter()
        .take(60)
        .take_while(|line| line.mark == LineMark::Bullet && line.text.len() < 100)
        .collect();
    if !is_first {
        return None;
    }
    let joined: Vec<&str> = items
        .iter()
        .map(|item| {
            let text = item.text.trim_end_matches([',', ' ']);
            let last = text.rsplit(' ').next().unwrap_or_default();
            let is_join = is_phrase(Category::NameJoins, last);
            if is_join { text[..text.len() - last.len()].trim_end() } else { text }
        })
        .collect();
    let names = affiliated_names(&joined.join(", "))?;
    Some(((at..at + items.len()).collect(), names))
}

/// So many lines of names and marks are authors.
const MOST_NAME_LINES: usize = 120;

/// So many lines of marks may be below a name.
const MOST_MARK_LINES: usize = 4;

/// The authors of a journal article whose marks have lines of their own, as small raised numbers are
/// copied by some browsers: `Jane Doe`, `1,*,`, `John Roe`, `2 and`, `Ann Lee`.
pub(super) fn names_between_marks(
    lines: &[TextLine],
    at: usize,
) -> Option<(Vec<usize>, Vec<String>)> {
    let is_name = |at: usize| {
        lines.get(at).is_some_and(|line| {
            line.mark == LineMark::None
                && line.text.split(' ').count() <= 4
                && looks_like_name_list(&line.text)
        })
    };
    let is_first = is_name(at) && (at == 0 || !is_line_of_marks(&lines[at - 1].text));
    if !is_first || !lines.get(at + 1).is_some_and(|line| is_line_of_marks(&line.text)) {
        return None;
    }
    let (mut places, mut names) = (Vec::new(), Vec::new());
    let mut next = at;
    while next < lines.len().min(at + MOST_NAME_LINES) && is_name(next) {
        names.extend(byline::parse_authors(&lines[next].text));
        places.push(next);
        let marks = (next + 1..lines.len()).take_while(|at| is_line_of_marks(&lines[*at].text));
        let marks: Vec<usize> = marks.take(MOST_MARK_LINES).collect();
        next += 1 + marks.len();
        if marks.is_empty() {
            break;
        }
        places.extend(marks);
    }
    (names.len() >= 2).then_some((places, names))
}

/// Whether a line has only the marks of affiliations and a word that joins names: `2,† and`.
fn is_line_of_marks(text: &str) -> bool {
    let is_mark = |word: &str| {
        word.chars().all(|sign| {
            sign.is_ascii_digit() || matches!(sign, ',' | ';' | '*' | '†' | '‡' | '§' | '✉')
        })
    };
    text.len() <= 30
        && !text.starts_with(char::is_alphabetic)
        && text
            .split(' ')
            .all(|word| is_mark(word) || is_phrase(Category::NameJoins, word) || word == "&")
}

/// The names in a line of authors with the marks of their affiliations, as in journals:
/// `Jane Doe 1 2, John Roe 3, Ann Lee 1,✉`.
fn affiliated_names(text: &str) -> Option<Vec<String>> {
    if text.len() > 2000 {
        return None;
    }
    let marks = text
        .split([',', ';', ' '])
        .filter(|word| {
            word.ends_with(|last: char| {
                last.is_ascii_digit() || matches!(last, '¹' | '²' | '³' | '†' | '‡' | '*' | '✉')
            })
        })
        .count();
    if marks == 0 || !text.contains([',', ';', '·']) {
        return None;
    }
    let names = byline::parse_authors(text);
    let words: usize = names.iter().map(|name| name.split(' ').count()).sum();
    let all = text.split([' ', ',']).filter(|word| word.contains(char::is_alphabetic)).count();
    let is_list = names.len() >= 2
        && names.iter().all(|name| looks_like_name_list(name) && name.split(' ').count() <= 5)
        && marks * 2 >= names.len()
        // Nothing else is in the line, besides `and` and degrees.
        && words * 4 >= all * 3
        && date::find_dates(text, Date::MAX).is_empty();
    is_list.then_some(names)
}

/// The names, unless each of several is one word: `Von Risiken und Nebenwirkungen` is a title.
fn of_people(names: Vec<String>) -> Vec<String> {
    let is_list = names.len() > 1 && names.iter().all(|name| !name.contains(' '));
    if is_list { Vec::new() } else { names }
}

/// Whether a short line with a date ends with `by`, so that the name is in the next line.
fn ends_with_by(line: &TextLine, features: &LineFeatures) -> bool {
    let last = line.text.rsplit(' ').next().unwrap_or_default().to_lowercase();
    features.dates > 0 && features.words <= 10.0 && is_phrase(Category::ByWordsInside, &last)
}

/// Names alone on a line: next to a date, or just below the title or above the text and very
/// similar to a name.
fn name_alone(
    classified: ClassifiedLines,
    header: &TextHeader,
    at: usize,
) -> Option<(f32, Vec<String>)> {
    let text = &classified.lines[at].text;
    let title = header.title.map(|(at, _)| at);
    if at + 1 > header.body.max(1)
        || text.bytes().any(|sign| sign.is_ascii_digit())
        || !looks_like_name_list(text)
        || is_boilerplate(text, &classified.features[at])
        || title.is_some_and(|title| classified.lines[title].text.contains(text.as_str()))
    {
        return None;
    }
    let dated = |at: usize| {
        classified
            .features
            .get(at)
            .is_some_and(|features| features.dates > 0 && features.words < 20.0)
            || is_age(classified, at)
    };
    let names = plausible_names(text, false);
    if dated(at) || dated(at + 1) || at > 0 && dated(at - 1) || dated(at + 2) {
        return Some((score::NAME_NEAR_DATE, names));
    }
    let close = at + 3 >= header.body || title.is_some_and(|title| at <= title + 2);
    let one_name = (2..=3).contains(&text.split(' ').count())
        && names.len() == 1
        && names.first() == Some(text);
    (close && one_name).then_some((score::NAME_ALONE, names))
}

/// A byline just below the article: `Text: Jane Doe`.
fn authors_below(classified: ClassifiedLines) -> Option<AuthorCandidate> {
    let end = classified.kept.iter().rposition(|kept| *kept).unwrap_or(0);
    let near = end.saturating_sub(1)..(end + 6).min(classified.lines.len());
    // A list, opening hours and the like may be between the text and the label.
    let below = near.end..(end + LABEL_REACH).max(near.end).min(classified.lines.len());
    let labelled = below.filter(|at| has_byline_label(&classified.lines[*at].text));
    near.chain(labelled).find_map(|at| {
        let text = &classified.lines[at].text;
        let features = &classified.features[at];
        // `Author`, and the name in the next line.
        if is_byline_label(text)
            && let Some(next) = classified.lines.get(at + 1)
            && classified.features[at + 1].words <= 10.0
        {
            let mut names = plausible_names(&next.text, false);
            names.retain(|name| looks_like_name_list(name));
            if !names.is_empty() {
                return Some(AuthorCandidate {
                    score: 1.0,
                    lines: vec![at, at + 1],
                    names,
                    stated: true,
                });
            }
        }
        // `- Jane Doe`, `Jane Doe Autor`
        let last = text.rsplit(' ').next().unwrap_or_default().to_lowercase();
        let is_single = classified.lines[at].mark == LineMark::Bullet
            && [at.wrapping_sub(1), at + 1].iter().all(|next| {
                classified.lines.get(*next).is_none_or(|line| line.mark != LineMark::Bullet)
            });
        if (is_single || features.words >= 3.0 && is_phrase(Category::BylineLabels, &last))
            && features.words <= 4.0
            && !features.ends_sentence
        {
            let mut names = plausible_names(text, false);
            names.retain(|name| looks_like_name_list(name));
            if let [name] = names.as_slice() {
                let names = vec![name.clone()];
                return Some(AuthorCandidate { score: 1.0, lines: vec![at], names, stated: false });
            }
        }
        if features.words > 10.0
            || !is_byline(text)
            || features.ends_sentence
            || is_boilerplate(text, features)
        {
            return None;
        }
        let names = plausible_names(&byline_without_date(text), false);
        (!names.is_empty()).then(|| AuthorCandidate {
            score: 1.0,
            lines: vec![at],
            names,
            stated: true,
        })
    })
}

/// Whether a line begins with a label of authors and a colon: `Author: Jane Doe`.
fn has_byline_label(text: &str) -> bool {
    is_byline(text)
        && text.split_once([':', '：']).is_some_and(|(label, _)| {
            is_phrase(Category::BylineLabels, &label.trim().to_lowercase())
        })
}

/// Whether a line begins as a byline does.
pub(super) fn is_byline(text: &str) -> bool {
    if text.len() > 200 {
        return false;
    }
    byline_start(text).is_some()
}

/// Where the names begin in a line that begins as a byline does.
fn byline_start(text: &str) -> Option<usize> {
    let lower = text.to_lowercase();
    let start = phrases(Category::BylineStarts)
        .iter()
        .filter(|by| lower.starts_with(**by))
        .map(|by| by.len())
        .max()?;
    let after = text.get(start..)?.trim_start_matches([' ', ':']);
    // `By the time that …` is prose; a name begins with a capital.
    let first = after.chars().next()?;
    (first.is_uppercase()
        || first.is_numeric()
        || first == '@'
        || !first.is_ascii()
        || lower.starts_with("author")
        || lower.starts_with("autor"))
    .then_some(start)
}

/// The name in `1. Februar 2022, Jane Doe` or `Jane Doe · April 19, 2019 · 7 comments`: the first
/// part next to a date that looks like a name.
fn name_beside_date(line: &TextLine, features: &LineFeatures) -> Option<String> {
    if features.dates == 0 || features.words > 16.0 || features.ends_sentence {
        return None;
    }
    let parts = byline::parse_authors(&line.text);
    parts.into_iter().find(|part| {
        looks_like_name_list(part)
            && part.split(' ').count() <= 3
            && !is_boilerplate(part, features)
            && plausible_names(part, false).len() == 1
    })
}

/// The byline itself, if a date precedes it: `Posted on March 3, 2025 by Jane Doe`.
fn byline_without_date(text: &str) -> String {
    let roles = split_roles(text);
    let authors = roles.authors.trim_end_matches([',', ';', ' ']);
    let text = if authors.is_empty() { text } else { authors };
    let part = byline_within(text).unwrap_or(text);
    // `Posted by Jane Doe under News, Health | Tags: …`
    let section = part.match_indices(' ').find_map(|(at, _)| {
        let word = part[at + 1..].split(' ').next().unwrap_or_default();
        (at > 3 && is_phrase(Category::BylineSectionWords, word)).then_some(at)
    });
    let part = &part[..section.unwrap_or(part.len())];
    // After the date comes a time, a section or a place.
    let day = date::find_dates(part, Date::MAX)
        .first()
        .map(|(_, span)| span.start)
        .filter(|start| *start > 8);
    day.and_then(|start| part.get(..start)).unwrap_or(part).to_owned()
}

/// Whether `by` after a text names no author: `Photo by`, `Powered by`.
fn credits_other(before: &str) -> bool {
    let lower = before.to_lowercase();
    let last = lower.rsplit(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default();
    last == "powered" || is_phrase(Category::PictureWords, last)
}

/// What follows `by` within a short line.
fn byline_within(text: &str) -> Option<&str> {
    let starts = BYLINE_STARTS_INSIDE.iter().map(|by| (by.as_str(), false));
    let labels = phrases(Category::InnerBylineLabels).iter().map(|label| (*label, true));
    for (by, is_label) in starts.chain(labels) {
        if let Some((before, after)) = text.rsplit_once(by)
            // A name in lower case is an account: accepted only alone, and after a date.
            && (after.starts_with(char::is_uppercase)
                || !after.contains(' ') && after.len() > 2 && !date::find_dates(before, Date::MAX).is_empty())
            && !credits_other(before)
            && (is_label
                || before.chars().any(|character| character.is_ascii_digit())
                || before.contains(['|', '•', '·'])
                || starts_with_phrase(Category::PublishedLabels, &before.to_lowercase()))
        {
            return Some(after);
        }
    }
    // `Jane DoebyJane Doe`
    phrases(Category::JoinedByWords).iter().find_map(|by| {
        let (before, after) = text.split_once(by)?;
        (after.starts_with(char::is_uppercase) && before.ends_with(char::is_lowercase))
            .then_some(after)
    })
}

/// `by` and similar words between spaces, also capitalised and in capitals.
static BYLINE_STARTS_INSIDE: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut starts = Vec::new();
    for by in phrases(Category::ByWordsInside) {
        let mut rest = by.chars();
        let capital: String = rest.next().into_iter().flat_map(char::to_uppercase).collect();
        starts.push(format!(" {by} "));
        starts.push(format!(" {capital}{} ", rest.as_str()));
        starts.push(format!(" {} ", by.to_uppercase()));
        starts.push(format!("|{by} "));
    }
    starts
});

/// Whether a line is only the label of a byline.
fn is_byline_label(text: &str) -> bool {
    let bare = text.trim_end_matches([':', ' ']).to_lowercase();
    is_phrase(Category::BylineLabels, &bare)
}

/// The names of a byline that can be names of people or, where the line says `by`, of a group.
fn plausible_names(text: &str, stated: bool) -> Vec<String> {
    let mut names = byline::parse_authors(text);
    names.retain(|name| {
        let of_name = name.split(' ').count();
        let capitals = name
            .split(' ')
            .filter(|word| {
                word.starts_with(|first: char| first.is_uppercase() || !first.is_ascii())
            })
            .count();
        let lower = name.to_lowercase();
        let label = lower
            .split(' ')
            .filter(|word| {
                words::kinds(word)
                    & (words::NAVIGATION
                        | words::RELATED
                        | words::SHARE
                        | words::COMMENT
                        | words::SUBSCRIBE
                        | words::AGO
                        | words::TAGS)
                    != 0
            })
            .count();
        (capitals > 0 || stated && of_name == 1)
            // `Lead Pharmacist` is below a name.
            && (stated || !names_profession(name))
            && of_name <= 6
            && label * 2 < of_name.max(1)
            && (stated || (2..=4).contains(&of_name))
    });
    // `by Jane Doe, Example University`
    let is_group = |name: &String| {
        name.split(' ').any(|word| is_phrase(Category::GroupWords, &word.to_lowercase()))
    };
    if !stated || names.first().is_some_and(|first| first.contains(' ') && !is_group(first)) {
        names.retain(|name| !is_group(name));
    }
    names.truncate(12);
    names
}

/// Whether a line is two to four words with capitals, as names are.
pub(super) fn looks_like_name_list(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    (2..=8).contains(&words.len())
        && !text.ends_with(['.', '?', '!', ':', ','])
        && words.iter().filter(|word| word.starts_with(char::is_uppercase)).count() * 3
            >= words.len() * 2
        && words.iter().take(2).all(|word| {
            word.starts_with(char::is_uppercase)
                && word.chars().all(|character| {
                    character.is_alphabetic() || matches!(character, '.' | '-' | '’' | '\'' | ',')
                })
        })
}
