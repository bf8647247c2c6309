//! Lists without marks: the short lines below a line that ends with a colon, as browsers copy lists
//! whose bullets are drawn by the page.
//!
//! Must not know what else a line can be.

use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;
use super::short_lines::begins_with_time;
use super::units::has_measure;

/// An item has fewer words.
const LONGEST_ITEM: f32 = 25.0;

/// The same if blank lines part the items.
const LONGEST_SPACED_ITEM: f32 = 15.0;

/// For each of the kept lines at `places`, whether it is an item of such a list.
pub(super) fn colon_items(
    lines: &[TextLine],
    features: &[LineFeatures],
    places: &[usize],
    has_blanks: bool,
) -> Vec<bool> {
    let mut items = vec![false; places.len()];
    for (index, at) in places.iter().enumerate() {
        let below = &places[index + 1..];
        if !introduces_list(&lines[*at], &features[*at]) {
            // `Doses:` is a label, unless blank lines part what is below it.
            let count = spaced_items(lines, features, below);
            if lines[*at].text.ends_with(':') && lines[*at].cells.len() < 2 && count >= 2 {
                items[index + 1..=index + count].fill(true);
            }
            continue;
        }
        let mut count = below
            .iter()
            .enumerate()
            .take_while(|(position, at)| {
                let is_adjacent =
                    *position == 0 || lines[**at].blanks == 0 && below[position - 1] + 1 == **at;
                is_adjacent && can_be_item(&lines[**at], &features[**at])
            })
            .count();
        let is_apart = below.get(count).is_none_or(|end| lines[*end].blanks > 0);
        // A sentence below items in small letters is none of them.
        let first = below.first().map(|at| beginning(&lines[*at].text));
        if first == Some(Beginning::Small) {
            count = below[..count]
                .iter()
                .take_while(|at| beginning(&lines[**at].text) == Beginning::Small)
                .count();
        }
        // Without blank lines the end of the list is a change of how its lines begin.
        let is_above_blank = match below.get(count) {
            Some(end) => lines[*end].blanks > 0,
            None => below.iter().all(|at| !features[*at].ends_sentence),
        };
        if !(has_blanks && is_apart || is_above_blank) {
            let first = below.first().map(|at| beginning(&lines[*at].text));
            count = below[..count]
                .iter()
                .take_while(|at| Some(beginning(&lines[**at].text)) == first)
                .count();
            if first == Some(Beginning::Capital) {
                count = 0;
            }
        }
        count = before_full_stop(lines, &below[..count]);
        count = before_heading(lines, features, &below[..count]);
        if count < 2 {
            count = spaced_items(lines, features, below);
        }
        if count >= 2 {
            items[index + 1..=index + count].fill(true);
        }
    }
    items
}

/// How many lines below a colon are items that a blank line parts from each other, as browsers copy
/// paragraphs in a list. A last line of plain words may be the heading of what follows.
fn spaced_items(lines: &[TextLine], features: &[LineFeatures], below: &[usize]) -> usize {
    let run = below
        .iter()
        .take_while(|at| {
            lines[**at].blanks > 0
                && can_be_item(&lines[**at], &features[**at])
                && features[**at].words < LONGEST_SPACED_ITEM
                && !features[**at].ends_sentence
        })
        .count();
    let says_value = |text: &str| {
        text.contains(|sign: char| sign.is_numeric() || matches!(sign, ',' | ':' | '(' | '≥' | '≤'))
            || beginning(text) == Beginning::Small
    };
    match run.checked_sub(1).map(|last| &lines[below[last]].text) {
        Some(last) if !says_value(last) && below.len() > run => run - 1,
        _ => run,
    }
}

/// How many of the items are above the line below the full stop that ends the list: `131 at once,`,
/// `83 slowly.`, and then a heading.
fn before_full_stop(lines: &[TextLine], items: &[usize]) -> usize {
    let text = |at: usize| lines[at].text.as_str();
    let last = items.iter().position(|at| !text(*at).ends_with([',', ';'])).unwrap_or(items.len());
    let ends = last >= 1 && last + 1 < items.len() && text(items[last]).ends_with('.');
    let is_other =
        |at: usize| beginning(text(at)) == Beginning::Capital && !text(at).ends_with('.');
    if ends && is_other(items[last + 1]) { last + 1 } else { items.len() }
}

/// How many of the items are above the only short line that has no value, if all above it, at least
/// two, say one or end a sentence, and a sentence is below it: that line is a heading, and ends the
/// list.
fn before_heading(lines: &[TextLine], features: &[LineFeatures], items: &[usize]) -> usize {
    let ends = |at: usize| features[at].ends_sentence || lines[at].text.ends_with('.');
    let is_bare = |at: usize| {
        let text = &lines[at].text;
        features[at].words <= 4.0
            && !ends(at)
            && beginning(text) == Beginning::Capital
            && !text.contains(|sign: char| sign.is_numeric() || matches!(sign, ',' | ':' | ';'))
    };
    let says = |at: usize| ends(at) || has_measure(&lines[at].text);
    let mut bare = items.iter().enumerate().filter(|(_, at)| is_bare(**at));
    let (Some((position, _)), None) = (bare.next(), bare.next()) else { return items.len() };
    let is_heading = position >= 2
        && items[..position].iter().all(|at| says(*at))
        && items
            .get(position + 1)
            .is_some_and(|below| features[*below].ends_sentence && features[*below].words >= 5.0);
    if is_heading { position } else { items.len() }
}

/// Whether a line ends with a colon, and is more than a label.
fn introduces_list(line: &TextLine, features: &LineFeatures) -> bool {
    line.text.ends_with([':', '：'])
        && line.mark == LineMark::None
        && line.cells.len() < 2
        && features.words >= 2.0
}

fn can_be_item(line: &TextLine, features: &LineFeatures) -> bool {
    line.mark == LineMark::None
        && line.cells.len() < 2
        && features.words < LONGEST_ITEM
        && !line.text.ends_with([':', '：'])
        && !line.text.starts_with(['"', '“', '„', '«', '[', '{', '$', '\\'])
}

/// Marks the items of lists that no line introduces: adjacent lines, apart from the paragraphs around
/// them, that begin with a small letter; or at least three without a stop below a short heading.
pub(super) fn mark_plain_items(
    lines: &[TextLine],
    features: &[LineFeatures],
    places: &[usize],
    items: &mut [bool],
) {
    let can_be = |at: usize| {
        let (line, features) = (&lines[at], &features[at]);
        can_be_item(line, features) && !features.ends_sentence && features.urls == 0
    };
    mark_time_codes(lines, features, places, items);
    let mut index = 0;
    while index < places.len() {
        let from = places[index];
        let count = places[index..]
            .iter()
            .enumerate()
            .take_while(|(position, at)| {
                let is_adjacent =
                    *position == 0 || lines[**at].blanks == 0 && from + position == **at;
                is_adjacent && !items[index + position] && can_be(**at)
            })
            .count();
        if count < 2 {
            index += 1;
            continue;
        }
        let run = &places[index..index + count];
        index += count;
        let is_apart = |next: Option<&usize>| next.is_none_or(|next| lines[*next].blanks > 0);
        let is_below_apart = is_apart(places.get(index));
        let begins =
            |run: &[usize], wanted| run.iter().all(|at| beginning(&lines[*at].text) == wanted);
        // `Key points`, and directly below it three of them.
        let (heading, points) = (run[0], &run[1..]);
        let is_headed = points.len() >= 3
            && lines[heading].blanks > 0
            && features[heading].words <= 3.0
            && begins(points, Beginning::Capital)
            && points.iter().all(|at| features[*at].words >= 3.0);
        let is_small = begins(run, Beginning::Small) && lines[run[0]].blanks > 0;
        let start = if is_small && is_below_apart {
            index - count
        } else if is_headed && is_below_apart {
            index - count + 1
        } else {
            continue;
        };
        items[start..index].fill(true);
    }
}

/// Marks what a recording contains: adjacent lines that begin with a time and name what is there.
fn mark_time_codes(
    lines: &[TextLine],
    features: &[LineFeatures],
    places: &[usize],
    items: &mut [bool],
) {
    let is_timed = |index: usize| {
        let (line, features) = (&lines[places[index]], &features[places[index]]);
        let time = line.text.split(' ').next().unwrap_or_default();
        // `1:1 randomisation` is a ratio.
        let has_seconds = time.rsplit(':').next().is_some_and(|seconds| seconds.len() == 2);
        begins_with_time(&line.text)
            && has_seconds
            && can_be_item(line, features)
            && features.words <= LONGEST_SPACED_ITEM
            && (!features.ends_sentence || line.text.ends_with('?'))
    };
    for index in 1..places.len() {
        let is_adjacent =
            places[index - 1] + 1 == places[index] && lines[places[index]].blanks == 0;
        if is_adjacent && is_timed(index - 1) && is_timed(index) {
            items[index - 1..=index].fill(true);
        }
    }
}

/// What an item begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beginning {
    Small,
    Capital,
    Digit,
    Sign,
}

fn beginning(text: &str) -> Beginning {
    match text.chars().next() {
        Some(first) if first.is_numeric() => Beginning::Digit,
        Some(first) if first.is_lowercase() => Beginning::Small,
        Some(first) if first.is_alphabetic() => Beginning::Capital,
        _ => Beginning::Sign,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::colon_items;
    use crate::text::line::split_lines;
    use crate::text::line_features::measure_lines;

    /// The items of a text.
    #[track_caller]
    fn check(text: &str, has_blanks: bool, expect: &[&str]) {
        let lines = split_lines(text);
        let features = measure_lines(&lines, Date::MAX);
        let places: Vec<usize> = (0..lines.len()).collect();
        let items = colon_items(&lines, &features, &places, has_blanks);
        let found: Vec<&str> = lines
            .iter()
            .zip(items)
            .filter(|(_, is_item)| *is_item)
            .map(|(line, _)| line.text.as_str())
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn blank_lines_may_part_items() {
        check(
            "Doses:\n\nWeekly: 8, 16 or 24 mg\n\nMonthly: 64 or 96 mg\n\nThey slept well after a week.",
            true,
            &["Weekly: 8, 16 or 24 mg", "Monthly: 64 or 96 mg"],
        );
        // The last line has no value: it may be the heading of the prose.
        check(
            "Ask about new tablets:\n\nthiazides\n\nNSAIDs, except aspirin\n\nSide effects\n\nThey slept well after a week.",
            true,
            &["thiazides", "NSAIDs, except aspirin"],
        );
        check("Doses:\n\nThey slept well after a week.\n\nMore of them came.", true, &[]);
    }

    #[test]
    fn lines_below_a_colon_are_items() {
        check(
            "The doses were as follows:\n\n5 mg in the morning\n10 mg at noon\n\nThey slept.",
            true,
            &["5 mg in the morning", "10 mg at noon"],
        );
        check(
            "Tell your doctor if you have:\nKidney disease\nLiver disease\n\nWhat to do",
            true,
            &["Kidney disease", "Liver disease"],
        );
        check(
            "Patients should not:\ndrink alcohol\ndrive\nAfter a week most were better.",
            false,
            &["drink alcohol", "drive"],
        );
        check("We measured three things:\n1st sleep\n2nd mood", true, &["1st sleep", "2nd mood"]);
    }

    #[test]
    fn a_heading_ends_the_list() {
        check(
            "Usual adult dose:\n\nDay 1: 50 mg\nDay 2: 100 mg a day\nDose adjustments\nWith inhibitors give a sixth of it.\n\nThey slept.",
            true,
            &["Day 1: 50 mg", "Day 2: 100 mg a day"],
        );
        check(
            "Watch for these:\n\nIt hurts.\nIt causes nausea.\nKidney disease\nIt may be due to the drug.\n\nThey slept.",
            true,
            &["It hurts.", "It causes nausea."],
        );
        check(
            "Other names for it:\n\n50 mg tablets\nSpravato\nKetanest is sold in other countries.\n\nThey slept.",
            true,
            &["50 mg tablets", "Spravato", "Ketanest is sold in other countries."],
        );
        check(
            "Ask your doctor about:\n\nKidney disease\nLiver disease\nAnything else that worries you.\n\nThey slept.",
            true,
            &["Kidney disease", "Liver disease", "Anything else that worries you."],
        );
    }

    #[test]
    fn other_lines_are_none() {
        check("Contact:\nJane Doe\nExample College", true, &[]);
        check("He said this about it:\n\n“It works.”\n“It does.”", true, &[]);
        check("The result was this:\n\nOne line only.\n\nAnother one.", true, &[]);
        check("The doses were these:\nMethods\nThey slept well in the trial.", false, &[]);
        check("The doses were these:\n- 5 mg\n- 10 mg", true, &[]);
    }
}
