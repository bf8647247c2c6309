//! Lines that belong together: the items of a list, the rows of a table, the lines of code.
//!
//! The classifier judges each line for itself, so it may keep a part of them. It must not depend on
//! why a line is kept.

use super::boilerplate::{is_boilerplate, is_link_list_label};
use super::code;
use super::indented::{IndentedRole, indented_roles};
use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;

/// Keeps all of a list, table or code if at least half of its lines are kept.
pub(super) fn complete_runs(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &mut [bool],
    why: &[Option<&'static str>],
) {
    let mut runs = code::code_runs(lines);
    let roles = indented_roles(lines, features);
    let is_item =
        |at: usize| matches!(roles[at], Some(IndentedRole::Item(_) | IndentedRole::Continuation));
    runs.extend(adjacent(lines.len(), is_item));
    runs.extend(adjacent(lines.len(), |at| lines[at].cells.len() > 1));
    for (from, end) in runs {
        let count = (from..end).filter(|at| kept[*at]).count();
        if count > 0 && count * 2 >= end - from {
            for at in from..end {
                kept[at] |= why[at].is_none();
            }
        }
    }
}

/// How far above a table a kept line may be.
const TABLE_REACH: usize = 8;

/// A note below a table has no more words.
const LONGEST_NOTE: f32 = 40.0;

/// Keeps the tables in the article and right below it: menus have no rows with values.
pub(super) fn keep_tables(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &mut [bool],
    why: &[Option<&'static str>],
) {
    for (from, end) in adjacent(lines.len(), |at| lines[at].cells.len() > 1) {
        let is_near = kept[from.saturating_sub(TABLE_REACH)..from].contains(&true);
        let has_value = |at: usize| {
            let mut values = lines[at].cells.iter().skip(1);
            values.any(|cell| {
                cell.starts_with(|sign: char| sign.is_ascii_digit() || "−-+±<>≥≤$€£".contains(sign))
            })
        };
        let rows = (from..end).filter(|at| has_value(*at)).count();
        let is_of_links = from.checked_sub(1).is_some_and(|above| {
            let (line, features) = (&lines[above], &features[above]);
            is_link_list_label(&line.text, features) || is_boilerplate(&line.text, features)
        });
        if is_near
            && !is_of_links
            && rows * 2 >= end - from
            && (from..end).all(|at| why[at].is_none())
        {
            kept[from..end].fill(true);
        }
        // The sentence that touches a table is its note: `Figures are rounded. Source: Sample Service.`
        let is_note = lines.get(end).is_some_and(|line| {
            line.blanks == 0
                && line.text.ends_with('.')
                && features[end].ends_sentence
                && (4.0..=LONGEST_NOTE).contains(&features[end].words)
                && features[end].urls == 0
        });
        if is_note && kept[end - 1] && why[end].is_none() {
            kept[end] = true;
        }
    }
}

/// The reason to leave out a quotation that the page shows a second time.
pub(super) const REPEATED: &str = "a quotation that repeats a sentence";

/// How far from its sentence a page repeats a quotation.
const REPEAT_REACH: usize = 14;

/// Removes quotations that are set apart and repeat words of a paragraph near them.
pub(super) fn drop_repeated_quotations(
    lines: &[TextLine],
    features: &[LineFeatures],
    kept: &mut [bool],
    why: &mut [Option<&'static str>],
) {
    let letters = |text: &str| -> String {
        text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    for at in 0..lines.len() {
        let (line, features) = (&lines[at], &features[at]);
        let can_be = kept[at]
            && features.ends_sentence
            && (5.0..=60.0).contains(&features.words)
            && line.mark == LineMark::None
            && line.cells.len() < 2;
        if !can_be {
            continue;
        }
        let words = letters(&line.text);
        // Without quotation marks, a page sets it next to its paragraph.
        let is_quoted = line.text.starts_with(['“', '„', '«', '"', '‘', '»']);
        let is_single = line.text.matches(". ").count() == 0 && features.words <= 30.0;
        let reach = match (is_quoted, is_single) {
            (true, _) => REPEAT_REACH,
            (false, true) => 1,
            (false, false) => continue,
        };
        let near = at.saturating_sub(reach)..lines.len().min(at + reach + 1);
        let is_repeated = near.filter(|other| *other != at && kept[*other]).any(|other| {
            lines[other].text.len() > line.text.len()
                && letters(&lines[other].text).contains(&words)
        });
        if is_repeated {
            kept[at] = false;
            why[at] = Some(REPEATED);
        }
    }
}

/// The runs of at least two adjacent lines that have a property.
fn adjacent(lines: usize, has_property: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in (0..lines).filter(|at| has_property(*at)) {
        match runs.last_mut() {
            Some((_, end)) if *end == at => *end = at + 1,
            _ => runs.push((at, at + 1)),
        }
    }
    runs.retain(|(from, end)| end - from >= 2);
    runs
}
