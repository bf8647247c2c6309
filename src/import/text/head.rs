//! What stands over an article: its title, its standfirst, who wrote it, and when.
//!
//! In pasted text nothing marks these lines but what they are like and where they stand, so each is chosen among candidates by
//! a sum of hints; the title first, since the others stand around it. If no line is enough like a title there is none.
//!
//! It must not know which site it reads.

use std::collections::HashSet;

use jiff::civil::Date;

use super::choose::is_frame;
use super::feature::Alone;
use super::line::{Line, Mark};
use super::words;
use crate::import::{byline, date};

/// The lines of a text, and which of them the article is made of.
#[derive(Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) lines: &'a [Line],
    pub(super) alone: &'a [Alone],
    pub(super) kept: &'a [bool],
    pub(super) today: Date,
}

/// What was found over (or, for bylines and dates, under) an article, as places of lines.
#[derive(Default, Debug)]
pub(super) struct Head {
    /// The line of the title, and how sure it is.
    pub(super) title: Option<(usize, f32)>,
    /// The lines of the standfirst.
    pub(super) teaser: Option<usize>,
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

/// How far over the article its title may stand.
const REACH: usize = 45;

/// What each hint weighs: a logistic regression on the titles of some three hundred public pages.
const WEIGHTS: [f32; HINTS] = [
    -3.59, 3.37, 0.76, -1.28, -0.76, 0.19, 1.41, 1.28, -0.15, -0.69, -1.69, -0.56, 0.74, -0.38, -0.43, 0.71, -1.08, -2.07, -1.22,
    -0.51, -0.43, -0.61, -1.41, -1.63, 0.48, 0.77, 2.12, 0.67, 0.04, 0.37, -0.82, -0.29, -0.59, -2.3, -0.64, 1.29,
];

/// Log odds from which a line is a title.
const ENOUGH: f32 = -2.0;

/// Reads the head.
pub(super) fn find(page: Page) -> Head {
    let prose = |at: &usize| {
        page.kept[*at] && page.alone[*at].words >= 12.0 && (page.alone[*at].sentence || page.alone[*at].words >= 25.0)
    };
    let kept_prose: Vec<usize> = (0..page.lines.len()).filter(prose).take(2).collect();
    let first = kept_prose.first().copied().or_else(|| page.kept.iter().position(|kept| *kept)).unwrap_or(0);
    let second = kept_prose.get(1).copied().unwrap_or(first);
    let mut head = Head { body: first, ..Head::default() };
    head.title = title(page, first, second);
    if let Some((at, _)) = head.title
        && at >= first
        && let Some(next) = kept_prose.iter().find(|next| **next > at)
    {
        head.body = *next;
    }
    dates(page, &mut head);
    authors(page, &mut head);
    head.teaser = teaser(page, &head);
    head
}

fn title(page: Page, first: usize, second: usize) -> Option<(usize, f32)> {
    let subject = subject_words(page);
    let from = first.saturating_sub(REACH);
    // Beyond the first paragraph only what follows it at once, if that paragraph can be a standfirst.
    let teaser_like =
        second > first && page.lines[first].text.chars().count() <= 300 && page.kept[..first].iter().all(|kept| !kept);
    let to = if teaser_like && second == first + 2 { second } else { first + 1 };
    let mut best: Option<(usize, f32)> = None;
    for at in from..to.min(page.lines.len()) {
        let score = title_likeness(page, at, first, &subject);
        if score >= ENOUGH && best.is_none_or(|(_, most)| score > most) {
            best = Some((at, score));
        }
    }
    best.map(|(at, odds)| (at, (1.0 / (1.0 + (-odds).exp())).clamp(0.3, 0.9)))
}

/// The words that the article is about: those of its kept lines.
fn subject_words(page: Page) -> HashSet<String> {
    let mut subject = HashSet::new();
    let kept = page.lines.iter().zip(page.kept).zip(page.alone).filter(|((_, kept), alone)| **kept && alone.words >= 12.0);
    for ((line, _), _) in kept.take(60) {
        for word in content_words(&line.text).take(400) {
            subject.insert(word);
        }
    }
    subject
}

fn content_words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| word.chars().count() > 3 || word.chars().any(|character| character > '\u{2000}'))
        .map(str::to_lowercase)
        .filter(|word| words::kinds(word) & words::FUNCTION == 0)
        .map(|word| if word.is_ascii() { word.chars().take(6).collect() } else { word })
}

/// How many hints a line gives of being the title.
pub(super) const HINTS: usize = 36;

/// What speaks for a line as the title, or against it: none if it cannot be one.
pub(super) fn hints(page: Page, at: usize, first: usize, subject: &HashSet<String>) -> Option<[f32; HINTS]> {
    let line = &page.lines[at];
    let alone = &page.alone[at];
    let text = line.text.as_str();
    if !(4..=220).contains(&text.chars().count()) || matches!(line.mark, Mark::Quote) {
        return None;
    }
    let flag = |truth: bool| f32::from(u8::from(truth));
    let words = alone.words;
    let between = |from: f32, to: f32| flag(words >= from && words < to);
    let of_line: Vec<String> = content_words(text).collect();
    let shared = of_line.iter().filter(|word| subject.contains(*word)).count() as f32;
    let last = text.chars().next_back().unwrap_or(' ');
    let distance = first.saturating_sub(at);
    // A day or a byline near a line.
    let meta = |at: usize| {
        page.lines.get(at).is_some_and(|line| page.alone[at].words < 20.0 && (page.alone[at].dates > 0 || is_byline(&line.text)))
    };
    let other = |at: usize| page.alone.get(at);
    let alike = |at: usize| {
        other(at).is_some_and(|other| (other.words - words).abs() < words * 0.5 && other.words > 4.0 && !other.sentence)
    };
    // A line above that could be the title as well, so that this is its subtitle.
    let above = (at.saturating_sub(4)..at).any(|above| {
        page.alone[above].words >= 3.0
            && !is_frame(&page.lines[above].text, &page.alone[above])
            && content_words(&page.lines[above].text).any(|word| subject.contains(&word))
    });
    Some([
        1.0,
        shared / (of_line.len() as f32).max(2.0),
        shared.min(8.0) / 4.0,
        between(0.0, 2.0),
        between(2.0, 3.0),
        between(3.0, 5.0),
        between(5.0, 10.0),
        between(10.0, 18.0),
        between(18.0, 28.0),
        between(28.0, 1000.0),
        flag(matches!(last, '.' | ',' | ';' | '…')),
        flag(last == ':'),
        flag(matches!(last, '?' | '!')),
        distance.min(45) as f32 / 10.0,
        flag(distance == 1),
        flag((2..=4).contains(&distance)),
        flag(at >= first),
        flag(is_frame(text, alone)),
        flag(alone.dated > 0.3 || alone.clock),
        flag(is_byline(text)),
        flag(alone.addresses > 0),
        flag(line.mark != Mark::None),
        flag([" | ", " » ", " > ", " / ", " › ", " → "].iter().any(|sign| text.contains(sign))),
        flag(text.starts_with(char::is_lowercase)),
        flag(alone.times == 2),
        flag(alone.times > 2),
        flag((at + 1..at + 3).any(meta)),
        flag((at + 3..at + 7).any(meta)),
        flag((at.saturating_sub(3)..at).any(meta)),
        flag(at == 0),
        flag(line.blanks > 0 || at == 0),
        flag(page.lines.get(at + 1).is_some_and(|next| next.blanks > 0)),
        flag(at > 0 && at + 1 != first && alike(at + 1) && alike(at - 1)),
        flag(page.kept[at]),
        flag(above),
        flag(other(at + 1).is_some_and(|next| next.words > 12.0)),
    ])
}

fn title_likeness(page: Page, at: usize, first: usize, subject: &HashSet<String>) -> f32 {
    let Some(hints) = hints(page, at, first, subject) else { return f32::MIN };
    let odds: f32 = hints.iter().zip(WEIGHTS).map(|(hint, weight)| hint * weight).sum();
    // The pages that the weights come from have menus on top. A text that begins with a short line and then prose is clean,
    // and that line is its title, whatever words it has.
    let (line, alone) = (&page.lines[at], &page.alone[at]);
    let clean = at <= 2 && first <= at + 3 && (2.0..=22.0).contains(&alone.words) && !alone.sentence && alone.dates == 0;
    let says_so = clean
        && line.mark == Mark::None
        && !is_frame(&line.text, alone)
        && !is_byline(&line.text)
        && !line.text.ends_with([':', ',', ';']);
    if says_so { odds + 3.0 } else { odds }
}

/// Whether a line begins as a byline does.
pub(super) fn is_byline(text: &str) -> bool {
    if text.len() > 200 {
        return false;
    }
    byline_start(text).is_some()
}

/// Phrases before a name, in lower case.
const BY: &[&str] = &[
    "by ",
    "by: ",
    "written by",
    "posted by",
    "published by",
    "reported by",
    "story by",
    "text by",
    "words by",
    "article by",
    "medically reviewed by",
    "author:",
    "authors:",
    "author ",
    "by:",
    "von ",
    "von: ",
    "geschrieben von",
    "verfasst von",
    "veröffentlicht von",
    "erstellt von",
    "eingestellt von",
    "gepostet von",
    "ein beitrag von",
    "ein gastbeitrag von",
    "gastbeitrag von",
    "beitrag von",
    "artikel von",
    "text von",
    "text: ",
    "autor:",
    "autor: ",
    "autorin:",
    "autoren:",
    "autor ",
    "autorin ",
    "par ",
    "écrit par",
    "rédigé par",
    "publié par",
    "posté par",
    "auteur :",
    "auteur:",
    "por ",
    "por: ",
    "escrito por",
    "publicado por",
    "redactado por",
    "scritto da",
    "a cura di",
    "autore:",
    "door ",
    "geschreven door",
    "auteur ",
    "av ",
    "skriven av",
    "skrevet av",
    "af ",
    "skrevet af",
    "autor/in",
    "автор:",
    "автор ",
    "a post by",
    "a guest post by",
    "posted on",
];

/// Where the names begin in a line that begins as a byline does.
fn byline_start(text: &str) -> Option<usize> {
    let lower = text.to_lowercase();
    let start = BY.iter().filter(|by| lower.starts_with(*by)).map(|by| by.len()).max()?;
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

fn authors(page: Page, head: &mut Head) {
    let title = head.title.map(|(at, _)| at);
    let from = title.map_or(0, |at| at.saturating_sub(4)).min(head.body.saturating_sub(3));
    let from = from.max(head.body.saturating_sub(REACH));
    let to = (head.body + 2).min(page.lines.len());
    let title_text = title.map(|at| page.lines[at].text.as_str()).unwrap_or_default();
    let mut best: Option<(f32, Vec<usize>, Vec<String>, bool)> = None;
    let mut offer = |score: f32, at: Vec<usize>, names: Vec<String>, stated: bool| {
        if !names.is_empty() && best.as_ref().is_none_or(|(most, ..)| score > *most) {
            best = Some((score, at, names, stated));
        }
    };
    for at in from..to {
        let line = &page.lines[at];
        let alone = &page.alone[at];
        if Some(at) == title || alone.words > 24.0 || line.text.len() > 240 {
            continue;
        }
        let near = title.map_or(0.0, |title| if at > title { 1.0 } else { 0.0 }) - 0.03 * head.body.abs_diff(at) as f32;
        if is_byline(&line.text) && (!alone.sentence || alone.words < 8.0) {
            let names = people(&byline_part(&line.text), true);
            offer(4.0 + near, vec![at], names, true);
        } else if label_alone(&line.text) && at + 1 < page.lines.len() && page.alone[at + 1].words <= 12.0 {
            let names = people(&page.lines[at + 1].text, true);
            offer(3.5 + near, vec![at, at + 1], names, true);
        } else if let Some(part) = inner_byline(&line.text)
            && (alone.words <= 16.0)
            && !alone.sentence
        {
            let names = people(&byline_part(part), true);
            offer(3.0 + near, vec![at], names, true);
        } else if let Some(name) = name_beside_day(line, alone)
            && title.is_none_or(|title| at > title)
        {
            offer(2.2 + near, vec![at], vec![name], false);
        } else if at + 1 < head.body.max(1) + 1
            && looks_like_names(&line.text)
            && !is_frame(&line.text, alone)
            && !title_text.contains(line.text.as_str())
            && title.is_none_or(|title| at > title)
        {
            // A name alone, beside the day or just before the text.
            let dated = |at: usize| page.alone.get(at).is_some_and(|alone| alone.dates > 0 && alone.words < 20.0);
            let beside = dated(at) || dated(at + 1) || at > 0 && dated(at - 1) || dated(at + 2);
            let names = people(&line.text, false);
            // Elsewhere only just under the title or over the text, and what is surely like a name.
            let close = at + 3 >= head.body || title.is_some_and(|title| at <= title + 2);
            let plain = (2..=3).contains(&line.text.split(' ').count()) && names.len() == 1 && names.first() == Some(&line.text);
            if beside {
                offer(2.0 + near, vec![at], names, false);
            } else if close && plain {
                offer(1.2 + near, vec![at], names, false);
            }
        }
    }
    if best.is_none() {
        // Under the article: `Text: Jane Doe`.
        let end = page.kept.iter().rposition(|kept| *kept).unwrap_or(0);
        for at in end.saturating_sub(1)..(end + 6).min(page.lines.len()) {
            let line = &page.lines[at];
            if page.alone[at].words <= 10.0
                && is_byline(&line.text)
                && !page.alone[at].sentence
                && !is_frame(&line.text, &page.alone[at])
            {
                let names = people(&byline_part(&line.text), false);
                if !names.is_empty() {
                    best = Some((1.0, vec![at], names, true));
                    break;
                }
            }
        }
    }
    if let Some((_, mut at, names, stated)) = best {
        // The same names once more, above or below: a picture's caption, a second form of the byline.
        for other in from..head.body {
            let text = &page.lines[other].text;
            if !at.contains(&other)
                && page.alone[other].words <= 8.0
                && byline::authors(text).iter().any(|name| names.contains(name))
                && Some(other) != title
            {
                at.push(other);
            }
        }
        head.bylines = at;
        head.authors = names;
        head.stated = stated;
    }
}

/// The name in `1. Februar 2022, Jane Doe` or `Jane Doe · April 19, 2019 · 7 comments`: the first part beside a day that is like
/// one.
fn name_beside_day(line: &Line, alone: &Alone) -> Option<String> {
    if alone.dates == 0 || alone.words > 16.0 || alone.sentence {
        return None;
    }
    let parts = byline::authors(&line.text);
    parts.into_iter().find(|part| {
        looks_like_names(part) && part.split(' ').count() <= 3 && !is_frame(part, alone) && people(part, false).len() == 1
    })
}

/// The byline itself, where a day stands before it: `Posted on March 3, 2025 by Jane Doe`.
fn byline_part(text: &str) -> String {
    let part = inner_byline(text).unwrap_or(text);
    // What follows the day is a time, a section, a place.
    let day = date::find(part, Date::MAX).first().map(|(_, span)| span.start).filter(|start| *start > 8);
    day.and_then(|start| part.get(..start)).unwrap_or(part).to_owned()
}

/// What follows `by` inside of a short line.
fn inner_byline(text: &str) -> Option<&str> {
    for by in [" by ", " By ", " BY ", " von ", " Von ", " par ", " por ", "|by ", "Autor: ", "Author: ", "Von: "] {
        if let Some((before, after)) = text.rsplit_once(by)
            && after.starts_with(char::is_uppercase)
            && (before.chars().any(|character| character.is_ascii_digit())
                || before.contains(['|', '•', '·'])
                || before.to_lowercase().starts_with("posted")
                || by.starts_with('A')
                || by.starts_with("Von"))
        {
            return Some(after);
        }
    }
    // `Jane DoebyJane Doe`
    let at = text
        .find("by")
        .filter(|at| text[at + 2..].starts_with(char::is_uppercase) && text[..*at].ends_with(char::is_lowercase))?;
    Some(&text[at + 2..])
}

/// Whether a line is only the label of a byline.
fn label_alone(text: &str) -> bool {
    let bare = text.trim_end_matches([':', ' ']).to_lowercase();
    matches!(
        bare.as_str(),
        "by" | "author"
            | "authors"
            | "written by"
            | "von"
            | "autor"
            | "autorin"
            | "autoren"
            | "par"
            | "auteur"
            | "por"
            | "posted by"
            | "published by"
            | "geschrieben von"
            | "verfasst von"
            | "text"
            | "автор"
            | "door"
            | "veröffentlicht von"
            | "publié par"
    )
}

/// The names of a byline that can be names of people or, where the line says `by`, of a group.
fn people(text: &str, stated: bool) -> Vec<String> {
    let mut names = byline::authors(text);
    names.retain(|name| {
        let of_name = name.split(' ').count();
        let capitals =
            name.split(' ').filter(|word| word.starts_with(|first: char| first.is_uppercase() || !first.is_ascii())).count();
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
        capitals > 0 && of_name <= 6 && label * 2 < of_name.max(1) && (stated || (2..=4).contains(&of_name))
    });
    names.truncate(12);
    names
}

/// Whether a line is two to four words with capitals, as names are.
fn looks_like_names(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    (2..=8).contains(&words.len())
        && !text.ends_with(['.', '?', '!', ':', ','])
        && words.iter().filter(|word| word.starts_with(char::is_uppercase)).count() * 3 >= words.len() * 2
        && words.iter().take(2).all(|word| {
            word.starts_with(char::is_uppercase)
                && word.chars().all(|character| character.is_alphabetic() || matches!(character, '.' | '-' | '’' | '\'' | ','))
        })
}

/// What the words before a day say of it.
#[derive(Clone, Copy, PartialEq)]
enum Label {
    Published,
    Updated,
    Other,
    None,
}

fn label(before: &str) -> Label {
    let lower = before.to_lowercase();
    let last: String = lower.chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect();
    let has = |words: &[&str]| words.iter().filter_map(|word| last.rfind(word)).max();
    let updated = has(&[
        "updated",
        "update",
        "modified",
        "edited",
        "revised",
        "aktualisiert",
        "geändert",
        "stand",
        "mis à jour",
        "modifié",
        "actualizado",
        "modificado",
        "aggiornato",
        "bijgewerkt",
        "oppdatert",
        "opdateret",
        "uppdaterad",
        "atualizado",
        "обновлено",
    ]);
    let published = has(&[
        "published",
        "posted",
        "publish date",
        "release",
        "veröffentlicht",
        "erschienen",
        "erstellt",
        "publié",
        "posté",
        "publicado",
        "pubblicato",
        "gepubliceerd",
        "publisert",
        "publiceret",
        "publicerad",
        "opublikowano",
        "date:",
        "datum:",
        "vom ",
        "created",
        "geschrieben",
    ]);
    let other = has(&[
        "copyright",
        "©",
        "born",
        "founded",
        "since",
        "joined",
        "registered",
        "ends",
        "expires",
        "until",
        "bis ",
        "mitglied seit",
        "accessed",
        "abgerufen",
    ]);
    match (updated, published, other) {
        (None, None, None) => Label::None,
        (updated, published, other) if other > updated && other > published => Label::Other,
        (updated, published, _) if updated > published => Label::Updated,
        _ => Label::Published,
    }
}

fn dates(page: Page, head: &mut Head) {
    let title = head.title.map_or(head.body, |(at, _)| at);
    let end = page.kept.iter().rposition(|kept| *kept).unwrap_or(0);
    let mut published: Option<(f32, usize, Date)> = None;
    let mut updated: Option<(f32, usize, Date)> = None;
    for (at, (line, alone)) in page.lines.iter().zip(page.alone).enumerate() {
        if alone.dates == 0 || line.text.len() > 1000 {
            continue;
        }
        let mut begin = 0;
        for (date, span) in date::find(&line.text, page.today) {
            let before = &line.text[begin..span.start];
            let mut label = label(before);
            if label == Label::None && before.trim().len() < 4 && begin == 0 && at > 0 && page.alone[at - 1].words <= 4.0 {
                label = self::label(&page.lines[at - 1].text);
            }
            begin = span.end;
            if date.year() < 1990 || label == Label::Other {
                continue;
            }
            let mut score = match alone.words {
                words if words <= 6.0 => 1.2,
                words if words <= 14.0 => 0.8,
                words if words <= 30.0 => 0.0,
                _ => -2.0,
            };
            score += if at < title {
                (1.2 - 0.25 * (title - at) as f32).max(-1.0)
            } else if at <= head.body + 1 {
                2.5 - 0.1 * (at - title).min(10) as f32
            } else if at > end {
                (0.6 - 0.15 * (at - end) as f32).max(-1.2)
            } else {
                -0.8
            };
            score += match label {
                Label::Published => 1.5,
                Label::Updated => -0.4,
                _ => 0.0,
            };
            if alone.clock && at >= title && at <= head.body + 1 {
                score += 0.3;
            }
            if line.text.contains('©') {
                score -= 2.0;
            }
            if label == Label::Updated && at.abs_diff(title) < 40 && updated.is_none_or(|(most, ..)| score > most) {
                updated = Some((score, at, date));
            }
            if published.is_none_or(|(most, ..)| score > most) {
                published = Some((score, at, date));
            }
        }
    }
    let published = published.filter(|(score, ..)| *score > -1.5);
    head.published = published.map(|(_, at, date)| (at, date));
    // An update is of another day, and later.
    head.updated =
        updated.map(|(_, at, date)| (at, date)).filter(|(_, date)| published.is_none_or(|(_, _, first)| *date > first));
}

/// A standfirst: prose between title and byline, or above a title.
fn teaser(page: Page, head: &Head) -> Option<usize> {
    let (title, _) = head.title?;
    let fits = |at: usize| {
        let alone = &page.alone[at];
        let length = page.lines[at].text.chars().count();
        alone.words >= 7.0
            && (40..=420).contains(&length)
            && page.lines[at].mark == Mark::None
            && !is_frame(&page.lines[at].text, alone)
            && !is_byline(&page.lines[at].text)
            && alone.dated < 0.2
    };
    // Above the title and nowhere else: the text begins with it.
    if title > 0 && title <= 3 && (0..title).filter(|at| page.alone[*at].words > 6.0).count() == 1 && head.body > title {
        let above = (0..title).find(|at| page.alone[*at].words > 6.0)?;
        if fits(above) && page.alone[above].sentence {
            return Some(above);
        }
    }
    // Below the title, with a byline, a day or a credit between it and the text.
    let meta = |at: usize| {
        head.bylines.contains(&at)
            || head.published.is_some_and(|(of_date, _)| of_date == at)
            || head.updated.is_some_and(|(of_date, _)| of_date == at)
    };
    let last_meta = (title..head.body.max(title) + 3).filter(|at| *at < page.lines.len() && meta(*at)).max();
    let mut candidates = (title + 1..page.lines.len().min(title + 6)).filter(|at| fits(*at));
    let candidate = candidates.next()?;
    (last_meta.is_some_and(|meta| meta > candidate) || candidate < head.body && !page.kept[candidate]).then_some(candidate)
}
