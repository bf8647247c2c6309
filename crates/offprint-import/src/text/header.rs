//! What stands over an article: its title, its standfirst, who wrote it, and when.
//!
//! In pasted text nothing marks these lines but what they are like and where they stand, so each is
//! chosen among candidates by a sum of hints; the title first, since the others stand around it. If
//! no line is enough like a title there is none.
//!
//! It must not know which site it reads.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::boilerplate::is_boilerplate;
use super::day::find_dates;
use super::headline::{TITLE_REACH, find_title};
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use super::words;
use crate::phrases::{Category, is_phrase, phrases, starts_with_phrase};
use crate::{byline, date};

/// The lines of a text, and which of them the article is made of.
#[derive(Clone, Copy)]
pub(super) struct ClassifiedLines<'a> {
    pub(super) lines: &'a [TextLine],
    pub(super) features: &'a [LineFeatures],
    pub(super) kept: &'a [bool],
    pub(super) today: Date,
}

/// What was found over (or, for bylines and dates, under) an article, as places of lines.
#[derive(Default, Debug)]
pub(super) struct TextHeader {
    /// The line of the title, and how sure it is.
    pub(super) title: Option<(usize, f32)>,
    /// The lines of the standfirst.
    pub(super) standfirst: Option<usize>,
    /// The lines that name authors, and the names.
    pub(super) bylines: Vec<usize>,
    pub(super) authors: Vec<String>,
    /// Whether the byline says so (`By …`) or only looks so.
    pub(super) stated: bool,
    pub(super) published: Option<(usize, Date)>,
    pub(super) updated: Option<(usize, Date)>,
    /// The first line of prose.
    pub(super) body: usize,
}

/// Reads the head.
pub(super) fn find_header(classified: ClassifiedLines) -> TextHeader {
    let prose = |at: &usize| {
        classified.kept[*at]
            && classified.features[*at].words >= 12.0
            && (classified.features[*at].ends_sentence || classified.features[*at].words >= 25.0)
    };
    let kept_prose: Vec<usize> = (0..classified.lines.len()).filter(prose).take(2).collect();
    let first = kept_prose
        .first()
        .copied()
        .or_else(|| classified.kept.iter().position(|kept| *kept))
        .unwrap_or(0);
    let second = kept_prose.get(1).copied().unwrap_or(first);
    let mut header = TextHeader { body: first, ..TextHeader::default() };
    header.title = find_title(classified, first, second);
    if let Some((at, _)) = header.title
        && at >= first
        && let Some(next) = kept_prose.iter().find(|next| **next > at)
    {
        header.body = *next;
    }
    find_dates(classified, &mut header);
    find_authors(classified, &mut header);
    header.standfirst = find_standfirst(classified, &header);
    header
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
    // `By the time that …` is prose; a name has a capital.
    let first = after.chars().next()?;
    (first.is_uppercase()
        || first.is_numeric()
        || first == '@'
        || !first.is_ascii()
        || lower.starts_with("author")
        || lower.starts_with("autor"))
    .then_some(start)
}

fn find_authors(classified: ClassifiedLines, header: &mut TextHeader) {
    let title = header.title.map(|(at, _)| at);
    let from = title.map_or(0, |at| at.saturating_sub(4)).min(header.body.saturating_sub(3));
    let from = from.max(header.body.saturating_sub(TITLE_REACH));
    let to = (header.body + 2).min(classified.lines.len());
    let title_text = title.map(|at| classified.lines[at].text.as_str()).unwrap_or_default();
    let mut best: Option<(f32, Vec<usize>, Vec<String>, bool)> = None;
    let mut offer = |score: f32, at: Vec<usize>, names: Vec<String>, stated: bool| {
        if !names.is_empty() && best.as_ref().is_none_or(|(most, ..)| score > *most) {
            best = Some((score, at, names, stated));
        }
    };
    for at in from..to {
        let line = &classified.lines[at];
        let features = &classified.features[at];
        if Some(at) == title || features.words > 24.0 || line.text.len() > 240 {
            continue;
        }
        let near = title.map_or(0.0, |title| if at > title { 1.0 } else { 0.0 })
            - 0.03 * header.body.abs_diff(at) as f32;
        if is_byline(&line.text) && (!features.ends_sentence || features.words < 8.0) {
            let names = plausible_names(&byline_without_date(&line.text), true);
            offer(4.0 + near, vec![at], names, true);
        } else if is_byline_label(&line.text)
            && at + 1 < classified.lines.len()
            && classified.features[at + 1].words <= 12.0
        {
            let names = plausible_names(&classified.lines[at + 1].text, true);
            offer(3.5 + near, vec![at, at + 1], names, true);
        } else if let Some(part) = byline_within(&line.text)
            && (features.words <= 16.0)
            && !features.ends_sentence
        {
            let names = plausible_names(&byline_without_date(part), true);
            offer(3.0 + near, vec![at], names, true);
        } else if let Some(name) = name_beside_date(line, features)
            && title.is_none_or(|title| at > title)
        {
            offer(2.2 + near, vec![at], vec![name], false);
        } else if at + 1 < header.body.max(1) + 1
            && looks_like_name_list(&line.text)
            && !is_boilerplate(&line.text, features)
            && !title_text.contains(line.text.as_str())
            && title.is_none_or(|title| at > title)
        {
            // A name alone, beside the day or just before the text.
            let dated = |at: usize| {
                classified
                    .features
                    .get(at)
                    .is_some_and(|features| features.dates > 0 && features.words < 20.0)
            };
            let beside = dated(at) || dated(at + 1) || at > 0 && dated(at - 1) || dated(at + 2);
            let names = plausible_names(&line.text, false);
            // Elsewhere only just under the title or over the text, and what is surely like a name.
            let close = at + 3 >= header.body || title.is_some_and(|title| at <= title + 2);
            let plain = (2..=3).contains(&line.text.split(' ').count())
                && names.len() == 1
                && names.first() == Some(&line.text);
            if beside {
                offer(2.0 + near, vec![at], names, false);
            } else if close && plain {
                offer(1.2 + near, vec![at], names, false);
            }
        }
    }
    if best.is_none() {
        // Under the article: `Text: Jane Doe`.
        let end = classified.kept.iter().rposition(|kept| *kept).unwrap_or(0);
        for at in end.saturating_sub(1)..(end + 6).min(classified.lines.len()) {
            let line = &classified.lines[at];
            if classified.features[at].words <= 10.0
                && is_byline(&line.text)
                && !classified.features[at].ends_sentence
                && !is_boilerplate(&line.text, &classified.features[at])
            {
                let names = plausible_names(&byline_without_date(&line.text), false);
                if !names.is_empty() {
                    best = Some((1.0, vec![at], names, true));
                    break;
                }
            }
        }
    }
    if let Some((_, mut at, names, stated)) = best {
        // The same names once more, above or below: a picture's caption, a second form of the
        // byline.
        for other in from..header.body {
            let text = &classified.lines[other].text;
            if !at.contains(&other)
                && classified.features[other].words <= 8.0
                && byline::parse_authors(text).iter().any(|name| names.contains(name))
                && Some(other) != title
            {
                at.push(other);
            }
        }
        header.bylines = at;
        header.authors = names;
        header.stated = stated;
    }
}

/// The name in `1. Februar 2022, Jane Doe` or `Jane Doe · April 19, 2019 · 7 comments`: the first
/// part beside a day that is like one.
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

/// The byline itself, where a day stands before it: `Posted on March 3, 2025 by Jane Doe`.
fn byline_without_date(text: &str) -> String {
    let part = byline_within(text).unwrap_or(text);
    // What follows the day is a time, a section, a place.
    let day = date::find_dates(part, Date::MAX)
        .first()
        .map(|(_, span)| span.start)
        .filter(|start| *start > 8);
    day.and_then(|start| part.get(..start)).unwrap_or(part).to_owned()
}

/// What follows `by` inside of a short line.
fn byline_within(text: &str) -> Option<&str> {
    let starts = BYLINE_STARTS_INSIDE.iter().map(|by| (by.as_str(), false));
    let labels = phrases(Category::InnerBylineLabels).iter().map(|label| (*label, true));
    for (by, is_label) in starts.chain(labels) {
        if let Some((before, after)) = text.rsplit_once(by)
            // A name in lower case is an account: only alone, and after a date.
            && (after.starts_with(char::is_uppercase)
                || !after.contains(' ') && after.len() > 2 && !date::find_dates(before, Date::MAX).is_empty())
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

/// `by` and its like with blanks around them, also with a capital and in capitals.
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
            && of_name <= 6
            && label * 2 < of_name.max(1)
            && (stated || (2..=4).contains(&of_name))
    });
    names.truncate(12);
    names
}

/// Whether a line is two to four words with capitals, as names are.
fn looks_like_name_list(text: &str) -> bool {
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

/// A standfirst: prose between title and byline, or above a title.
fn find_standfirst(classified: ClassifiedLines, header: &TextHeader) -> Option<usize> {
    let (title, _) = header.title?;
    let fits = |at: usize| {
        let features = &classified.features[at];
        let length = classified.lines[at].text.chars().count();
        features.words >= 7.0
            && (40..=420).contains(&length)
            && classified.lines[at].mark == LineMark::None
            && !is_boilerplate(&classified.lines[at].text, features)
            && !is_byline(&classified.lines[at].text)
            && features.date_share < 0.2
    };
    // Above the title and nowhere else: the text begins with it.
    if title > 0
        && title <= 3
        && (0..title).filter(|at| classified.features[*at].words > 6.0).count() == 1
        && header.body > title
    {
        let above = (0..title).find(|at| classified.features[*at].words > 6.0)?;
        if fits(above) && classified.features[above].ends_sentence {
            return Some(above);
        }
    }
    // Below the title, with a byline, a day or a credit between it and the text.
    let meta = |at: usize| {
        header.bylines.contains(&at)
            || header.published.is_some_and(|(of_date, _)| of_date == at)
            || header.updated.is_some_and(|(of_date, _)| of_date == at)
    };
    let last_meta = (title..header.body.max(title) + 3)
        .filter(|at| *at < classified.lines.len() && meta(*at))
        .max();
    let mut candidates = (title + 1..classified.lines.len().min(title + 6)).filter(|at| fits(*at));
    let candidate = candidates.next()?;
    (last_meta.is_some_and(|meta| meta > candidate)
        || candidate < header.body && !classified.kept[candidate])
        .then_some(candidate)
}
