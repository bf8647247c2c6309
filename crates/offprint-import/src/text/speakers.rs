//! Lines that say who speaks below them, as in interviews and transcripts: `Jane Doe`, `Jane Doe:`,
//! `Jane Doe [00:12]`.
//!
//! They look like bylines and headings, and what is said belongs to the wrong person without them.
//! It must not know who the author is.

use std::collections::{HashMap, HashSet};

use super::boilerplate::is_boilerplate;
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;

/// A name is at most so many bytes long, and has at most so many words.
const LONGEST_NAME: usize = 40;
const MOST_WORDS: usize = 4;

/// For each line, whether it says who speaks below it. Two people at least have several such lines; of
/// those with a time or a colon, one is enough.
pub(super) fn speaker_lines(lines: &[TextLine], features: &[LineFeatures]) -> Vec<bool> {
    let names = speaker_names(lines, features);
    let is_marked = |at: usize, name: &str| lines[at].text != name;
    let mut counts: HashMap<(&str, bool), usize> = HashMap::new();
    for (at, name) in names.iter().enumerate() {
        if let Some(name) = name {
            *counts.entry((*name, is_marked(at, name))).or_default() += 1;
        }
    }
    let repeated = |marked: bool| {
        counts.iter().filter(|((_, is_marked), count)| *is_marked == marked && **count >= 2).count()
    };
    let marked_names = counts.keys().filter(|(_, is_marked)| *is_marked).count();
    let is_transcript = repeated(true) >= 1 && marked_names >= 2;
    let is_dialogue = repeated(false) >= 2;
    names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            name.is_some_and(|name| match is_marked(at, name) {
                true => is_transcript,
                false => is_dialogue && counts[&(name, false)] >= 2,
            })
        })
        .collect()
}

/// The name in each line that has nothing else and is above what somebody says.
fn speaker_names<'a>(lines: &'a [TextLine], features: &[LineFeatures]) -> Vec<Option<&'a str>> {
    (0..lines.len())
        .map(|at| {
            let name = speaker_name(&lines[at])?;
            (is_said(lines, features, at + 1) && !is_boilerplate(&lines[at].text, &features[at]))
                .then_some(name)
        })
        .collect()
}

/// For each line, whether it says who speaks below it, or has a name that is one of several, as in an
/// interview with one question for each: two other names are set alike above what is said.
pub(super) fn answer_lines(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &[bool],
) -> Vec<bool> {
    let names = speaker_names(lines, features);
    let gaps =
        |at: usize| usize::from(lines[at].blanks > 0) + 2 * usize::from(lines[at + 1].blanks > 0);
    let mut alike: [HashSet<&str>; 4] = Default::default();
    for (at, name) in names.iter().enumerate() {
        if let Some(name) = name
            && kept[at]
        {
            alike[gaps(at)].insert(name);
        }
    }
    let mut answers = speaker_lines(lines, features);
    for (at, name) in names.iter().enumerate() {
        answers[at] |= name.is_some() && alike[gaps(at)].len() >= 3;
    }
    answers
}

/// Whether something is said in a line: it is a sentence, or has as many words.
fn is_said(lines: &[TextLine], features: &[LineFeatures], at: usize) -> bool {
    lines.get(at).is_some_and(|line| {
        matches!(line.mark, LineMark::None | LineMark::Quote)
            && line.cells.len() < 2
            && features[at].dates == 0
            && (line.text.ends_with(['.', '?', '!', '…'])
                || features[at].ends_sentence
                || features[at].words >= 12.0)
    })
}

/// The name in a line that has nothing else but a time and a colon.
fn speaker_name(line: &TextLine) -> Option<&str> {
    if line.mark != LineMark::None || line.cells.len() > 1 || line.text.len() > LONGEST_NAME + 14 {
        return None;
    }
    let bare = without_time(line.text.trim_end_matches(':').trim_end());
    let is_marked = bare.len() < line.text.len();
    let name = bare.trim_end_matches(':').trim();
    let words = name.split(' ').count();
    let is_word = |word: &str| {
        word.starts_with(char::is_alphabetic)
            && word
                .chars()
                .all(|sign| sign.is_alphabetic() || matches!(sign, '.' | '-' | '’' | '\''))
    };
    let capitals = name.split(' ').filter(|word| word.starts_with(char::is_uppercase)).count();
    let is_name = name.len() <= LONGEST_NAME
        && (if is_marked { 1 } else { 2 }..=MOST_WORDS).contains(&words)
        && name.starts_with(char::is_uppercase)
        && capitals * 2 >= words
        && name.split(' ').all(is_word);
    is_name.then_some(name)
}

/// A text without the time at its start or its end: `[00:01:12]`, `(3:10)`, `01:12`.
fn without_time(text: &str) -> &str {
    let is_time = |word: &str| {
        let bare = word.trim_matches(['[', ']', '(', ')', '-', '–']);
        bare.contains(':') && bare.bytes().all(|sign| sign.is_ascii_digit() || sign == b':')
    };
    match (text.rsplit_once(' '), text.split_once(' ')) {
        (Some((before, last)), _) if is_time(last) => before.trim_end(),
        (_, Some((first, after))) if is_time(first) => after.trim_start(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::speaker_lines;
    use crate::text::line::split_lines;
    use crate::text::line_features::measure_lines;

    /// The lines that say who speaks.
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let lines = split_lines(text);
        let features = measure_lines(&lines, Date::MAX);
        let speakers = speaker_lines(&lines, &features);
        let found: Vec<&str> = lines
            .iter()
            .zip(speakers)
            .filter(|(_, is_speaker)| *is_speaker)
            .map(|(line, _)| line.text.as_str())
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn speakers_are_named_above_what_they_say() {
        check(
            "Ann Lee\nDid it help?\nKarl Roe\nIt did.\nAnn Lee\nFor how long?\nKarl Roe\nA year.",
            &["Ann Lee", "Karl Roe", "Ann Lee", "Karl Roe"],
        );
        check(
            "Host 00:12\nDid it help?\n\nRoe (01:10)\nYes.\n\nHost 01:30\nFor how long?",
            &["Host 00:12", "Roe (01:10)", "Host 01:30"],
        );
        check(
            "Ann Lee:\nDid it help?\nMaría de la Cruz:\nNo.\nAnn Lee:\nWhy?",
            &["Ann Lee:", "María de la Cruz:", "Ann Lee:"],
        );
    }

    #[test]
    fn other_names_and_headings_are_no_speakers() {
        check("Side Effects\nIt made them tired.\nOther Drugs\nNone of them helped.", &[]);
        // A box about the author at the top and at the end.
        check("Ann Lee\nShe writes.\nSide Effects\nSome.\nAnn Lee\nShe still writes.", &[]);
        check("Ann Lee\nMarch 3, 2025\nIt helped.\nAnn Lee", &[]);
        check("Dose\nTake one a day.\nHarms\nIt makes you tired.\nDose\nTake two a day.", &[]);
    }
}
