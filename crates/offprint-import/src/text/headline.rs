//! Which line of a pasted text is its title.
//!
//! Nothing marks the title, so each line near the start of the article gets a score from hints, and
//! the best line wins if its score is high enough. The weights are learned, because titles,
//! standfirsts and headlines of other articles are too similar for weights set by hand.
//!
//! It must not depend on any site.

use std::collections::HashSet;
use std::ops::Range;

use super::aside::{is_beside_text, listed_sections, section_name};
use super::author_lines::is_byline;
use super::bare_article::is_button;
use super::boilerplate::is_boilerplate;
use super::captions::is_credited_caption;
use super::classified_lines::{ClassifiedLines, TITLE_REACH};
use super::facts::fact_places;
use super::line::LineMark;
use super::line_end::without_marks;
use super::line_features::LineFeatures;
use super::people_lines::is_of_people;
use super::topic::{content_words, topic_words};
use super::units::has_measure;
use crate::date_labels::{DateLabel, date_label};
use crate::phrases::{Category, is_phrase, starts_with_phrase};

/// The weight of each hint, in the order in which `title_hints` returns them.
///
/// Origin: logistic regression on the titles of about 300 public pages; the list of these pages was
/// not kept. Validation: title scores on 213 annotated pages, with the goldens as a second check.
#[rustfmt::skip]
const TITLE_WEIGHTS: [f32; N_TITLE_HINTS] = [
    -3.59, // always 1
    3.37, // share of the line's content words that the article has
    0.76, // number of such words, up to 8, in fours
    -1.28, // fewer than 2 words
    -0.76, // 2 words
    0.19, // 3 or 4 words
    1.41, // 5 to 9 words
    1.28, // 10 to 17 words
    -0.15, // 18 to 27 words
    -0.69, // 28 words or more
    -1.69, // ends with a full stop, a comma, a semicolon or an ellipsis
    -0.56, // ends with a colon
    0.74, // ends with a question or exclamation mark
    -0.38, // distance to the first prose, up to 45 lines, in tens
    -0.43, // directly above the first prose
    0.71, // 2 to 4 lines above the first prose
    -1.08, // at or below the first prose
    -2.07, // boilerplate
    -1.22, // mostly a date, or with a time of day
    -0.51, // a byline
    -0.43, // with a web or e-mail address
    -0.61, // with a bullet, a number or hashes
    -1.41, // with a separator of breadcrumbs
    -1.63, // begins in lower case
    0.48, // twice in the text
    0.77, // more often than twice in the text
    2.12, // a date or byline within 2 lines below
    0.67, // a date or byline 3 to 6 lines below
    0.04, // a date or byline within 3 lines above
    0.37, // first line of the text
    -0.82, // after a blank line
    -0.29, // before a blank line
    -0.59, // between two similar lines, as in a list of headlines
    -2.3, // chosen as part of the article
    -0.64, // a likely title within 4 lines above, so that this is its subtitle
    1.29, // the next line has more than 12 words
];

/// The lowest log odds of a title.
const MIN_TITLE_ODDS: f32 = -2.0;

/// The line of the title, and its confidence. `first` and `second` are the first lines of prose.
pub(super) fn find_title(
    classified: ClassifiedLines,
    first: usize,
    second: usize,
) -> Option<(usize, f32)> {
    let subject = topic_words(classified.lines, classified.features, classified.kept);
    let sections = listed_sections(classified.lines);
    let facts = fact_places(classified.lines);
    let from = first.saturating_sub(TITLE_REACH);
    // Beyond the first paragraph only what follows it at once, if that paragraph can be a
    // standfirst.
    let teaser_like = second > first
        && classified.lines[first].text.chars().count() <= 300
        && classified.kept[..first].iter().all(|kept| !kept);
    let to = if teaser_like && second == first + 2 { second } else { first + 1 };
    let mut best: Option<(usize, f32)> = None;
    for at in from..to.min(classified.lines.len()) {
        if facts[at].is_some_and(|place| place > 0)
            || is_day(classified, at)
            || sections.contains(&section_name(&classified.lines[at].text))
        {
            continue;
        }
        // What a sheet of facts is about is above them.
        let is_above_facts = facts.get(at + 1).is_some_and(Option::is_some)
            && (facts[at].is_none() || may_head_facts(classified, at));
        let of_facts = if is_above_facts { 4.0 } else { 0.0 };
        let is_beside_title =
            is_of_people(classified.lines, at, &subject) || begins_with_day(classified, at);
        let beside_title = if is_beside_title { BESIDE_TITLE } else { 0.0 };
        let score = title_odds(classified, at, first, &subject)
            + odds_of_place(classified, at)
            + of_facts
            + beside_title;
        if score >= MIN_TITLE_ODDS && best.is_none_or(|(_, most)| score > most) {
            best = Some((at, score));
        }
    }
    best = best.or_else(|| {
        let end = to.min(classified.lines.len());
        likeliest_above_date(classified, from..end, first, &subject)
    });
    if let Some((at, odds)) = best
        && let Some(longer) = title_beside_label(classified, at, to.min(classified.lines.len()))
    {
        best = Some((longer, odds.min(0.0)));
    }
    if let Some((at, odds)) = best
        && odds < CLEAR_TITLE_ODDS
        && is_first_line_title(classified, at, first, &subject)
    {
        best = Some((0, odds.min(0.0)));
    }
    if let Some((at, _)) = best
        && let Some(below) = title_below_kicker(classified, at, to.min(classified.lines.len()))
    {
        best = Some((below, 0.0));
    }
    best.map(|(at, odds)| (at, (1.0 / (1.0 + (-odds).exp())).clamp(0.3, 0.9)))
}

/// Whether the first line of a sheet of facts is its title, which has a colon, too: nothing but a menu is
/// above it, and it says more than a fact.
fn may_head_facts(classified: ClassifiedLines, at: usize) -> bool {
    let text = classified.lines[at].text.as_str();
    let is_first = at.checked_sub(1).is_none_or(|above| {
        is_boilerplate(&classified.lines[above].text, &classified.features[above])
    });
    is_first
        && text.split_once(": ").is_some_and(|(_, value)| value.split(' ').count() >= 2)
        && !has_measure(text)
}

/// How many lines below a title its date may be, if nothing else shows the title.
const DATE_REACH: usize = 5;

/// Of several lines that are unlike titles, the likeliest above a day: any of them is better than a
/// title made from the text.
fn likeliest_above_date(
    classified: ClassifiedLines,
    lines: Range<usize>,
    first: usize,
    subject: &HashSet<String>,
) -> Option<(usize, f32)> {
    let is_dated = |at: usize| {
        classified.features.get(at).is_some_and(|features| {
            features.dates > 0 && features.words <= 8.0 && !features.ends_sentence
        })
    };
    lines
        .filter(|at| {
            let (line, features) = (&classified.lines[*at], &classified.features[*at]);
            features.words >= 3.0
                && !features.ends_sentence
                && features.dates == 0
                && line.mark == LineMark::None
                && !is_boilerplate(&line.text, features)
                && !is_byline(&line.text)
                && (at + 1..=at + DATE_REACH).any(is_dated)
        })
        .map(|at| (at, title_odds(classified, at, first, subject)))
        .filter(|(_, odds)| *odds > f32::MIN)
        .max_by(|(_, one), (_, other)| one.total_cmp(other))
        .map(|(at, _)| (at, MIN_TITLE_ODDS))
}

/// What lowers the odds of a line of people and of one that begins with a day: the title is above
/// it.
const BESIDE_TITLE: f32 = -5.0;

/// Whether a line begins with a day and has no sentence: `1-20-2026 Drug Safety Communication`.
fn begins_with_day(classified: ClassifiedLines, at: usize) -> bool {
    let (line, features) = (&classified.lines[at], &classified.features[at]);
    features.dates > 0
        && !features.ends_sentence
        && classified.dates.all_dates(&line.text).first().is_some_and(|(_, span)| span.start == 0)
}

/// Whether a line is a day alone.
fn is_day(classified: ClassifiedLines, at: usize) -> bool {
    let features = &classified.features[at];
    features.date_share > 0.7 && features.words <= 4.0
}

/// What lowers or raises the odds of a line for reasons that the weights do not know.
fn odds_of_place(classified: ClassifiedLines, at: usize) -> f32 {
    let lines = classified.lines;
    let Some(next) = lines.get(at + 1) else { return 0.0 };
    let of_next = &classified.features[at + 1];
    // A caption, with its credit in the next line. Below a title there may be one, too.
    let is_caption = of_next.words <= 12.0
        && starts_with_phrase(Category::CreditLabels, &next.text.to_lowercase());
    if is_caption && lines[at].text.ends_with('.') {
        return -3.0;
    }
    // A sentence below the title, and below that a day or a byline.
    let is_standfirst = of_next.ends_sentence
        && (6.0..=40.0).contains(&of_next.words)
        && of_next.dates == 0
        && next.mark == LineMark::None
        && classified.features[at].dates == 0;
    let has_meta = (at + 2..lines.len().min(at + 8)).any(|at| {
        let features = &classified.features[at];
        features.words <= 12.0
            && !features.ends_sentence
            && (features.date_share > 0.3 || is_byline(&lines[at].text))
    });
    let is_confirmed = is_named_with_site(classified, at) || ends_path(classified, at);
    let confirmed = if is_confirmed { 4.0 } else { 0.0 };
    confirmed + if is_standfirst && has_meta { 1.0 } else { 0.0 }
}

/// Whether the line above is the path to the page, and ends with this line: `Health / Sleep / Insomnia`.
fn ends_path(classified: ClassifiedLines, at: usize) -> bool {
    const SIGNS: [&str; 6] = [" / ", " > ", " › ", " » ", " → ", " | "];
    let text = classified.lines[at].text.as_str();
    at.checked_sub(1).is_some_and(|above| {
        let path = classified.lines[above].text.as_str();
        SIGNS.iter().any(|sign| {
            path.matches(sign).count() >= 2
                && path.rsplit(sign).next().is_some_and(|last| last.trim() == text)
        })
    })
}

/// Whether a line is the path to the page, with signs that titles do not have.
fn is_path(text: &str) -> bool {
    [" > ", " › ", " » "].iter().any(|sign| text.matches(sign).count() >= 2)
}

/// Whether a line above is the title in the bar of the browser: this line, and the name of the site
/// before or after it.
fn is_named_with_site(classified: ClassifiedLines, at: usize) -> bool {
    let text = classified.lines[at].text.as_str();
    let separators = [" - ", " | ", " – ", " — ", " · ", " • ", " :: ", " » "];
    classified.features[at].words >= 3.0
        && classified.lines[..at].iter().rev().take(TITLE_REACH).any(|above| {
            let is_separated = |rest: &str, sign: &str| rest.len() > sign.len();
            above.text.strip_prefix(text).is_some_and(|rest| {
                separators.iter().any(|sign| rest.starts_with(sign) && is_separated(rest, sign))
            }) || above.text.strip_suffix(text).is_some_and(|rest| {
                separators.iter().any(|sign| rest.ends_with(sign) && is_separated(rest, sign))
            })
        })
}

/// Of odds above these, a line is the title even if one above it might be.
const CLEAR_TITLE_ODDS: f32 = 1.5;

/// A subtitle is at most so many lines below the title.
const SUBTITLE_REACH: usize = 2;

/// Whether the first line of the text is the title and not the line that is most like one, a little
/// below it: that is the subtitle then.
fn is_first_line_title(
    classified: ClassifiedLines,
    at: usize,
    first: usize,
    subject: &HashSet<String>,
) -> bool {
    let (line, features) = (&classified.lines[0], &classified.features[0]);
    let is_group = line
        .text
        .split(|sign: char| !sign.is_alphanumeric())
        .any(|word| is_phrase(Category::GroupWords, &word.to_lowercase()));
    (1..=SUBTITLE_REACH).contains(&at)
        && first > at
        && features.words >= 4.0
        && (!features.ends_sentence || line.text.ends_with('?'))
        && features.dates == 0
        && line.mark == LineMark::None
        && line.text.contains(char::is_lowercase)
        && !is_group
        && !is_boilerplate(&line.text, features)
        && !is_byline(&line.text)
        && !is_of_people(classified.lines, 0, subject)
        && title_odds(classified, 0, first, subject) > f32::MIN
        // Nothing of a page is above the article.
        && !(0..first).any(|at| is_button(&classified.lines[at], &classified.features[at]))
}

/// How many lines are between a label and the title below it.
const LABEL_REACH: usize = 3;

/// The title beside a label: the line that begins with an entry of a menu above it
/// (`Clozapine clinic`, `Clozapine clinic: blood tests change`), or the line between two equal
/// labels.
fn title_beside_label(classified: ClassifiedLines, at: usize, end: usize) -> Option<usize> {
    let (lines, features) = (classified.lines, classified.features);
    let label = lines[at].text.as_str();
    let can_be_title = |line: usize| {
        lines[line].mark == LineMark::None
            && (3.0..=20.0).contains(&features[line].words)
            && features[line].words > features[at].words
            && !features[line].ends_sentence
            && features[line].dates == 0
            && !is_byline(&lines[line].text)
            && !is_never_title(&lines[line].text)
            && !is_boilerplate(&lines[line].text, &features[line])
    };
    if features[at].words > 4.0 {
        return None;
    }
    let near = at + 1..end.min(at + 1 + LABEL_REACH);
    let longer = near.clone().find(|line| {
        let rest = lines[*line].text.strip_prefix(label);
        can_be_title(*line)
            && rest.is_some_and(|rest| rest.trim_start().starts_with([':', '–', '—']))
    });
    // The line between two equal labels: one of the path, and one above the facts of the page.
    let is_equal = |other: usize| lines.get(other).is_some_and(|line| line.text == label);
    let between = if is_equal(at + 2) {
        Some(at + 1)
    } else if at >= 2 && is_equal(at - 2) {
        Some(at - 1)
    } else {
        None
    };
    longer.or(between.filter(|line| can_be_title(*line)))
}

/// The line below a kicker, which is in capitals and names a kind of text: `CLINICAL TRIAL UPDATE`.
fn title_below_kicker(classified: ClassifiedLines, at: usize, end: usize) -> Option<usize> {
    let is_in_capitals = |text: &str| {
        text.chars().filter(|c| c.is_alphabetic()).count() >= 4
            && !text.chars().any(char::is_lowercase)
    };
    let below = at + 1;
    let (kicker, line) = (&classified.lines[at], classified.lines.get(below)?);
    let features = &classified.features[below];
    let is_title = below < end
        && line.mark == LineMark::None
        && !is_in_capitals(&line.text)
        && !features.ends_sentence
        && (1.0..=20.0).contains(&features.words)
        && features.dates == 0
        && !is_byline(&line.text)
        && !is_never_title(&line.text)
        && !is_boilerplate(&line.text, features);
    // A heading of the article may be below a title in capitals, too.
    let sentence =
        (below + 1..classified.lines.len()).find(|at| classified.features[*at].ends_sentence)?;
    let begins = begins_article(&classified.lines[sentence].text, &line.text);
    let is_kicker = is_in_capitals(&kicker.text) && classified.features[at].words <= 4.0;
    (is_kicker && is_title && begins).then_some(below)
}

/// The number of hints.
const N_TITLE_HINTS: usize = 36;

/// What suggests that a line is the title, or is not. None if it cannot be.
fn title_hints(
    classified: ClassifiedLines,
    at: usize,
    first: usize,
    subject: &HashSet<String>,
) -> Option<[f32; N_TITLE_HINTS]> {
    let line = &classified.lines[at];
    let features = &classified.features[at];
    let text = line.text.as_str();
    let bare = text.trim_end_matches(':').to_lowercase();
    if !(4..=220).contains(&text.chars().count())
        || matches!(line.mark, LineMark::Quote)
        || is_phrase(Category::JournalLabels, &bare)
        || is_phrase(Category::ServiceBlocks, &bare)
        || is_never_title(text)
        || is_dated(text, features)
        || follows_label_of_source(classified, at)
    {
        return None;
    }
    let flag = |truth: bool| f32::from(u8::from(truth));
    let words = features.words;
    let between = |from: f32, to: f32| flag(words >= from && words < to);
    let of_line: Vec<String> = content_words(text).collect();
    let shared = of_line.iter().filter(|word| subject.contains(*word)).count() as f32;
    let last = text.chars().next_back().unwrap_or(' ');
    let distance = first.saturating_sub(at);
    // Whether a date or a byline is near the line.
    let meta = |at: usize| {
        classified.lines.get(at).is_some_and(|line| {
            classified.features[at].words < 20.0
                && (classified.features[at].dates > 0 || is_byline(&line.text))
        })
    };
    let other = |at: usize| classified.features.get(at);
    let alike = |at: usize| {
        other(at).is_some_and(|other| {
            (other.words - words).abs() < words * 0.5 && other.words > 4.0 && !other.ends_sentence
        })
    };
    // A line above that could be the title as well, so that this is its subtitle.
    let above = (at.saturating_sub(4)..at).any(|above| {
        classified.features[above].words >= 3.0
            && !is_boilerplate(&classified.lines[above].text, &classified.features[above])
            && content_words(&classified.lines[above].text).any(|word| subject.contains(&word))
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
        flag(is_boilerplate(text, features)),
        flag(features.date_share > 0.3 || features.has_time),
        flag(is_byline(text)),
        flag(features.urls > 0),
        flag(line.mark != LineMark::None),
        flag([" | ", " » ", " > ", " / ", " › ", " → "].iter().any(|sign| text.contains(sign))),
        flag(text.starts_with(char::is_lowercase)),
        flag(features.repeats == 2),
        flag(features.repeats > 2),
        flag((at + 1..at + 3).any(meta)),
        flag((at + 3..at + 7).any(meta)),
        flag((at.saturating_sub(3)..at).any(meta)),
        flag(at == 0),
        flag(line.blanks > 0 || at == 0),
        flag(classified.lines.get(at + 1).is_some_and(|next| next.blanks > 0)),
        flag(at > 0 && at + 1 != first && alike(at + 1) && alike(at - 1)),
        flag(classified.kept[at]),
        flag(above),
        flag(other(at + 1).is_some_and(|next| next.words > 12.0)),
    ])
}

/// Whether an article begins with the first word of a line, as entries of encyclopedias and leaflets
/// do: *Onfasprodil*, and then *Onfasprodil is a drug*.
fn begins_article(article: &str, line: &str) -> bool {
    let first = |text: &str| {
        text.split(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default().to_lowercase()
    };
    let word = first(line);
    // `Example College. The tablet …` is a dateline.
    let is_sentence = article.strip_prefix(line).is_none_or(|rest| rest.starts_with([' ', ',']));
    word.chars().count() >= 5 && is_sentence && word == first(article)
}

/// Whether a line is a button, an entry of a list of sections, a way to skip a menu, a caption, or a
/// sentence that cites something.
fn is_never_title(text: &str) -> bool {
    is_beside_text(text)
        || has_glued_buttons(text)
        || without_marks(text) != text
        || is_credited_caption(text)
        || starts_with_phrase(Category::ReviewerLabels, &text.to_lowercase())
        || names_person(text)
        || is_path(text)
        // The first of several authors.
        || text.ends_with('&')
}

/// Whether a line says when the article was published: `Published 3 March 2025, by Jane Doe`.
fn is_dated(text: &str, features: &LineFeatures) -> bool {
    // `Issue 31 · 6 May 2025 · edited by Jane Doe`
    if features.dates > 0 && text.contains(['·', '•']) {
        return true;
    }
    let words: Vec<&str> = text.split_whitespace().take(4).collect();
    let start = words.iter().take_while(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
    let label: Vec<&str> = start.copied().collect();
    features.dates > 0
        && label.len() < words.len()
        && !label.is_empty()
        && date_label(&label.join(" ")) != DateLabel::None
}

/// Whether the line above is a label for whoever published or wrote the article, or for a picture:
/// `From:`, `Image:`.
fn follows_label_of_source(classified: ClassifiedLines, at: usize) -> bool {
    at.checked_sub(1).is_some_and(|above| {
        classified.lines[above]
            .text
            .strip_suffix(':')
            .map(|label| label.trim().to_lowercase())
            .is_some_and(|label| {
                is_phrase(Category::PersonLabels, &label)
                    || is_phrase(Category::PictureWords, &label)
            })
    })
}

/// Whether a line says who has a part: `Guest: Prof. Jane Doe`, `Host: Karl Roe`.
fn names_person(text: &str) -> bool {
    text.split_once(": ")
        .is_some_and(|(label, _)| is_phrase(Category::PersonLabels, &label.trim().to_lowercase()))
}

/// Whether buttons without spaces between them were copied as one line: `Dose
/// ResponseSubscribeSign in`.
fn has_glued_buttons(text: &str) -> bool {
    let is_lower = |letters: &[u8]| letters.iter().all(u8::is_ascii_lowercase);
    let is_upper = |letters: &[u8]| letters.iter().all(u8::is_ascii_uppercase);
    let is_seam = |bytes: &[u8], at: usize| {
        let (before, after) = bytes.split_at(at);
        let ends = |count: usize| before.len().checked_sub(count).map(|from| &before[from..]);
        let is_of_words = ends(1).is_some_and(is_lower)
            && after.get(..1).is_some_and(is_upper)
            && after.get(1..2).is_some_and(is_lower);
        // `BasicsPRS`, but not `mRNA`; `A to ZPropranolol`, but not `ECGs`.
        let is_of_letters = ends(3).is_some_and(is_lower) && after.get(..2).is_some_and(is_upper)
            || ends(1).is_some_and(is_upper)
                && after.get(..1).is_some_and(is_upper)
                && after.get(1..4).is_some_and(is_lower);
        is_of_words || is_of_letters
    };
    let seams: usize = text
        .split_whitespace()
        .map(|word| (1..word.len()).filter(|at| is_seam(word.as_bytes(), *at)).count())
        .sum();
    seams >= 2 && text.split_whitespace().count() <= 8
}

fn title_odds(
    classified: ClassifiedLines,
    at: usize,
    first: usize,
    subject: &HashSet<String>,
) -> f32 {
    let Some(hints) = title_hints(classified, at, first, subject) else { return f32::MIN };
    let odds: f32 = hints.iter().zip(TITLE_WEIGHTS).map(|(hint, weight)| hint * weight).sum();
    // The pages used for the weights have menus at the top. A text that begins with a short line
    // followed by prose is clean, and that line is its title, whatever its words are.
    let (line, features) = (&classified.lines[at], &classified.features[at]);
    let between = &classified.lines[at..first.max(at)];
    let beside = between.iter().filter(|line| is_beside_text(&line.text)).count();
    // `What is it?` is a heading.
    let sentence = (at + 1..classified.lines.len()).find(|at| {
        classified.features[*at].ends_sentence && !classified.lines[*at].text.ends_with('?')
    });
    let begins = features.words <= 3.0
        && sentence.is_some_and(|at| begins_article(&classified.lines[at].text, &line.text));
    let clean = at <= 2
        && first <= at + 3 + beside
        && ((2.0..=22.0).contains(&features.words) || begins)
        && !features.ends_sentence
        && features.dates == 0;
    let says_so = clean
        && line.mark == LineMark::None
        && !is_boilerplate(&line.text, features)
        && !is_byline(&line.text)
        && !line.text.ends_with([':', ',', ';']);
    let odds = if begins { odds + 4.0 } else { odds };
    if says_so { odds + 3.0 } else { odds }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::article::ImportHints;
    use crate::text::parse_text;

    #[track_caller]
    fn check(
        text: &str,
        title: Option<&str>,
        published: Option<&str>,
        authors: &[&str],
        summary: Option<&str>,
    ) {
        let article = parse_text(
            text,
            &ImportHints { url: None, today: date(2026, 11, 21), ..ImportHints::default() },
        );
        assert_eq!(article.title.map(|found| found.value).as_deref(), title);
        assert_eq!(article.published.map(|found| found.value.to_string()).as_deref(), published);
        assert_eq!(article.authors.map(|found| found.value).unwrap_or_default(), authors);
        assert_eq!(article.summary.map(|found| found.value).as_deref(), summary);
    }

    const PROSE: &str = "Forty adults who had slept badly for years were given the drug or a placebo, and most of them slept better within a week. \
        The researchers warn that the trial was small, and that a longer one is needed before anybody should take it at home.";

    #[test]
    fn a_line_about_a_person_is_no_title() {
        let text = format!(
            "Podcast\n\nEpisode 47: Sleep without fear\n\nHost: Jane Doe\nGuest: Prof. Karl Roe, Karolinska\n\n{PROSE}\n\n{PROSE}"
        );
        let article = parse_text(
            &text,
            &ImportHints { url: None, today: date(2026, 11, 21), ..ImportHints::default() },
        );
        let title = article.title.map(|found| found.value);
        assert_eq!(title.as_deref(), Some("Episode 47: Sleep without fear"));
        // Such words are also the kind of an article.
        for title in ["Editorial: Why we wait for sleep", "Science: A drug for sleep"] {
            check(&format!("{title}\n\n{PROSE}\n\n{PROSE}"), Some(title), None, &[], None);
        }
    }

    #[test]
    fn lines_about_the_page_are_no_titles() {
        for (above, below) in [
            ("An official website of the United States government\nHere’s how you know\n\n", ""),
            ("HomeMedicines A to ZPropranolol\n", ""),
            ("Find StudiesStudy BasicsPRS Login\n", ""),
            ("Home\nRefer yourself\n", ""),
            ("Home\nDonate\n", "Published 14 October 2022, by Dr Ann Lee\n"),
            ("Home\nMedicines\n", "From:\nMedicines Agency\nPublished\n20 June 2024\n"),
            (
                "Accueil\nFaire un don\n",
                "Publié le 14 octobre 2022, mis à jour le 9 janvier 2024\n",
            ),
        ] {
            let text =
                format!("{above}Propranolol before an examination\n{below}\n{PROSE}\n\n{PROSE}");
            let article = parse_text(
                &text,
                &ImportHints { url: None, today: date(2026, 11, 21), ..ImportHints::default() },
            );
            let title = article.title.map(|found| found.value);
            assert_eq!(title.as_deref(), Some("Propranolol before an examination"), "{text}");
        }
        // One seam of letters is a word.
        for title in ["MedWatch adds a warning for sleep", "Sleep and mRNA: what PubMed says"] {
            check(&format!("{title}\n\n{PROSE}\n\n{PROSE}"), Some(title), None, &[], None);
        }
    }

    #[test]
    fn the_head_of_clean_texts() {
        check(
            &format!("A drug for sleep\n\n{PROSE}\n\n{PROSE}"),
            Some("A drug for sleep"),
            None,
            &[],
            None,
        );
        check(
            &format!("A drug for sleep\n\nBy Jane Doe\nMarch 3, 2025\n\n{PROSE}\n\n{PROSE}"),
            Some("A drug for sleep"),
            Some("2025-03-03"),
            &["Jane Doe"],
            None,
        );
        check(
            &format!("March 3, 2025\n\nA drug for sleep\n\n{PROSE}\n\n{PROSE}"),
            Some("A drug for sleep"),
            Some("2025-03-03"),
            &[],
            None,
        );
        check(&format!("{PROSE}\n\n{PROSE}"), None, None, &[], None);
    }

    #[test]
    fn titles_in_the_bar_of_the_browser_confirm_a_line() {
        let title = "Onfasprodil: new advice on driving";
        for bar in [
            format!("{title} - GOV.EXAMPLE"),
            format!("{title} | Sleep News"),
            format!("Sleep News – {title}"),
            format!("{title} – Updates – Sleep News"),
        ] {
            let text = format!(
                "{bar}\nHome\nHealth and care\nMedicines, medical devices\nDrug Safety Update\n{title}\nPublished\n14 March 2025\n{PROSE}\n\n{PROSE}"
            );
            check(&text, Some(title), Some("2025-03-14"), &[], None);
        }
    }

    #[test]
    fn the_head_under_a_menu() {
        let menu = "Skip to content\nHome\nNews\nHealth\nLog in\nSubscribe\n\n";
        let standfirst =
            "Most of those who took it slept better within a week, but the trial was small.";
        check(
            &format!(
                "{menu}A new drug helps adults sleep\n\n{standfirst}\n\nBy Jane Doe\nMarch 3, 2025\nShare\nTweet\n\n{PROSE}\n\n{PROSE}\n\nComments\nReply"
            ),
            Some("A new drug helps adults sleep"),
            Some("2025-03-03"),
            &["Jane Doe"],
            Some(standfirst),
        );
    }
}
