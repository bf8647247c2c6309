//! Finds the dates on which a pasted text was published and updated.
//!
//! A page contains many dates: of other articles, of comments, of the time of the visit. The date
//! of the article is near its title, on a short line, and often has a label.
//!
//! It must not know how dates are written: `date` parses them.

use jiff::civil::Date;

use super::author_lines::is_byline;
use super::classified_lines::{ClassifiedLines, TextHeader};
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use crate::date_labels::{DateLabel, date_label, is_in_sentence, last_review};
use crate::phrases::{Category, is_phrase, starts_with_phrase};

/// Whether a line inside the article is a date alone, and directly above it is what happened on that
/// day: *Opinion adopted*. The name of an author is no such thing.
fn states_fact(classified: ClassifiedLines, at: usize) -> bool {
    let (line, features) = (&classified.lines[at], &classified.features[at]);
    at.checked_sub(1).is_some_and(|above| {
        let label = classified.lines[above].text.as_str();
        features.date_share > 0.9
            && line.blanks == 0
            && (2.0..=6.0).contains(&classified.features[above].words)
            && classified.features[above].dates == 0
            && !classified.features[above].ends_sentence
            && label.split(' ').skip(1).any(|word| word.starts_with(char::is_lowercase))
            && !is_byline(label)
    })
}

/// Whether a date below the text is that of something else: it is one of several words of an item, in
/// a row of cells, or next to a colon that ends no label of the date of an article: `12 May: next
/// meeting`, `Closed: 12 May`.
fn is_of_event(line: &TextLine, features: &LineFeatures, before: &str, after: &str) -> bool {
    let is_item = matches!(line.mark, LineMark::Bullet | LineMark::Number(_));
    let is_named = before.trim_end().ends_with([':', '：'])
        || after.trim_start().starts_with([':', '：']) && after.contains(char::is_alphabetic);
    !is_byline(&line.text)
        && (is_item && features.date_share < 0.9 || line.cells.len() > 1 || is_named)
}

/// The line below which readers comment: the heading of comments below the article, or the name of
/// whoever wrote the first, above its day and time.
fn first_comment(classified: ClassifiedLines, end: usize) -> usize {
    let is_heading = |at: usize| {
        let lower = classified.lines[at].text.to_lowercase();
        let lower = lower.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ' ');
        let bare = lower.trim_end_matches(|sign: char| {
            sign.is_ascii_digit() || matches!(sign, ' ' | '(' | ')' | ':')
        });
        classified.features[at].words <= 6.0
            && classified.features[at].dates == 0
            && (is_phrase(Category::CommentsBlocks, bare)
                || starts_with_phrase(Category::CommentsStarts, lower))
    };
    let count = classified.lines.len();
    (end..count).find(|at| is_heading(*at)).unwrap_or(count)
}

/// Finds the dates and stores them in the header.
pub(super) fn find_dates(classified: ClassifiedLines, header: &mut TextHeader) {
    let title = header.title.map_or(header.body, |(at, _)| at);
    let end = classified.kept.iter().rposition(|kept| *kept).unwrap_or(0);
    let comments = first_comment(classified, end.max(header.body + 1));
    let mut published: Option<(f32, usize, Date)> = None;
    let mut updated: Option<(f32, usize, Date)> = None;
    for (at, (line, features)) in classified.lines.iter().zip(classified.features).enumerate() {
        if features.dates == 0 || line.text.len() > 1000 || classified.is_about_other_work(at) {
            continue;
        }
        let mut begin = 0;
        let mut is_submission = false;
        for (date, span) in classified.dates.all_dates(&line.text) {
            let before = &line.text[begin..span.start];
            let mut label = date_label(before);
            if label == DateLabel::None
                && before.trim().len() < 4
                && begin == 0
                && at > 0
                && classified.features[at - 1].words <= 4.0
            {
                label = date_label(&classified.lines[at - 1].text);
            }
            begin = span.end;
            // The day on which a manuscript was revised is no update.
            is_submission |= label == DateLabel::Other;
            let is_other = label == DateLabel::Other
                || label == DateLabel::Updated && is_submission
                || label == DateLabel::None && is_in_sentence(&line.text, &span);
            let is_inside = at > header.body + 1 && at <= end;
            // The day by which something in a list must be done is no day of the article, either.
            let is_task = matches!(line.mark, LineMark::Bullet | LineMark::Number(_))
                && features.date_share < 0.7
                && features.words >= 6.0
                && !is_byline(&line.text);
            let rest = &line.text[span.end..];
            let is_fact = label == DateLabel::None
                && (is_task && at > title
                    || is_inside && states_fact(classified, at)
                    || at > header.body + 1 && is_of_event(line, features, before, rest));
            let is_of_comment = at >= comments && label != DateLabel::Published;
            if date.year() < 1990 || is_other || is_fact || is_of_comment {
                continue;
            }
            let mut score = match features.words {
                words if words <= 6.0 => 1.2,
                words if words <= 14.0 => 0.8,
                words if words <= 30.0 => 0.0,
                _ => -2.0,
            };
            score += if at < title {
                (1.2 - 0.25 * (title - at) as f32).max(-1.0)
            } else if at <= header.body + 1 {
                2.5 - 0.1 * (at - title).min(10) as f32
            } else if at > end {
                (0.6 - 0.15 * (at - end) as f32).max(-1.2)
            } else {
                -0.8
            };
            score += match label {
                DateLabel::Published => 1.5,
                DateLabel::Updated => -0.4,
                _ => 0.0,
            };
            if features.has_time && at >= title && at <= header.body + 1 {
                score += 0.3;
            }
            if line.text.contains('©') {
                score -= 2.0;
            }
            if label == DateLabel::Updated
                && at.abs_diff(title) < 40
                && updated.is_none_or(|(most, ..)| score > most)
            {
                updated = Some((score, at, date));
            }
            if published.is_none_or(|(most, ..)| score > most) {
                published = Some((score, at, date));
            }
        }
    }
    let published = published.filter(|(score, ..)| *score > -1.5);
    header.published = published.map(|(_, at, date)| (at, date));
    if header.published.is_none() {
        let line = |at: usize| classified.lines.get(at).map_or("", |line| line.text.as_str());
        header.reviewed = (0..classified.lines.len())
            .rev()
            .filter(|at| classified.features[*at].words <= 12.0)
            .filter(|at| !classified.is_about_other_work(*at))
            // The label may be on the line above.
            .find_map(|at| {
                last_review(&format!("{}\n{}", line(at), line(at + 1)), classified.dates)
            });
    }
    // An update has a later date.
    header.updated = updated
        .map(|(_, at, date)| (at, date))
        .filter(|(_, date)| published.is_none_or(|(_, _, first)| *date > first));
}
