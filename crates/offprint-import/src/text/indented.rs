//! What indentation says about lines that were copied from a browser.
//!
//! Browsers indent lists, definitions and quotations by four columns for each level when they copy a
//! page as text, and leave out bullets and numbers. So a short run of indented lines between lines
//! that are not indented is a list, unless it is a quotation or answers a term above it.
//!
//! In a text whose paragraphs are indented, indentation says nothing. It must not know which lines
//! are the article.

use super::line::{LineMark, TextLine};
use super::line_features::LineFeatures;

/// Browsers indent by so many columns for each level.
const COLUMNS: usize = 4;

/// No list has more levels than this.
const DEEPEST_LEVEL: usize = 4;

/// An attribution below a quotation has at most so many words.
const LONGEST_ATTRIBUTION: f32 = 12.0;

/// What an indented line is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum IndentedRole {
    /// An item of a list, with its level from 0.
    Item(usize),
    /// What a term in the line above means.
    Definition,
    /// A paragraph of a quotation.
    Quotation,
    /// The second line of the item above.
    Continuation,
}

/// The role of each line; None for lines whose indentation says nothing.
pub(super) fn indented_roles(
    lines: &[TextLine],
    features: &[LineFeatures],
) -> Vec<Option<IndentedRole>> {
    let mut roles = vec![None; lines.len()];
    if !is_indentation_of_browser(lines, features) {
        return roles;
    }
    let runs = indented_runs(lines);
    for (index, &(from, end)) in runs.iter().enumerate() {
        let of_run = (&lines[from..end], &features[from..end]);
        let is_below_term = |&(from, end): &(usize, usize)| {
            end == from + 1
                && is_term(from.checked_sub(1).map(|at| (&lines[at], &features[at])))
                && lines[from].blanks == 0
        };
        let has_sibling = |other: Option<&(usize, usize)>| {
            other.is_some_and(|other| {
                is_below_term(other) && (other.0 == end + 1 || other.1 + 1 == from)
            })
        };
        let before = index.checked_sub(1).and_then(|before| runs.get(before));
        if is_below_term(&(from, end)) && (has_sibling(before) || has_sibling(runs.get(index + 1)))
        {
            roles[from] = Some(IndentedRole::Definition);
        } else if is_quotation(of_run.0, of_run.1) {
            roles[from..end].fill(Some(IndentedRole::Quotation));
        } else if end - from > 1 || is_single_item(from, lines, features) {
            fill_items(&lines[from..end], &mut roles[from..end]);
        }
    }
    roles
}

/// Whether a line is indented as an item would be.
fn is_indented(line: &TextLine) -> bool {
    line.indent >= COLUMNS
        && line.indent.is_multiple_of(COLUMNS)
        && line.cells.len() < 2
        && line.mark == LineMark::None
}

/// Whether most prose of the text is not indented: otherwise its paragraphs are.
fn is_indentation_of_browser(lines: &[TextLine], features: &[LineFeatures]) -> bool {
    let is_prose = |at: &usize| features[*at].words >= 12.0 && features[*at].ends_sentence;
    let (indented, others): (Vec<usize>, Vec<usize>) =
        (0..lines.len()).filter(is_prose).partition(|at| lines[*at].indent > 0);
    !others.is_empty() && indented.len() <= others.len()
}

/// The runs of adjacent indented lines, each with its first line and the line after its last.
fn indented_runs(lines: &[TextLine]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if !is_indented(line) {
            continue;
        }
        match runs.last_mut() {
            Some((_, end))
                if *end == at && line.blanks <= 1 && !(line.blanks > 0 && is_quoted(line)) =>
            {
                *end = at + 1;
            }
            _ => runs.push((at, at + 1)),
        }
    }
    runs
}

/// Whether a line can be the term of a definition: short, and no sentence.
fn is_term(line: Option<(&TextLine, &LineFeatures)>) -> bool {
    line.is_some_and(|(line, features)| {
        line.indent == 0
            && features.words <= 8.0
            && !features.ends_sentence
            && !line.text.ends_with(':')
            && line.cells.len() < 2
    })
}

fn is_quoted(line: &TextLine) -> bool {
    line.text.starts_with(['“', '„', '«', '"', '»'])
}

/// Whether a run is a quotation: it begins with a quotation mark, or a line without a sentence
/// below its prose says who spoke.
fn is_quotation(lines: &[TextLine], features: &[LineFeatures]) -> bool {
    let quoted = lines.iter().filter(|line| is_quoted(line)).count();
    let are_apart = lines.iter().skip(1).all(|line| line.blanks > 0);
    let Some(first) = lines.first() else { return false };
    if is_quoted(first) && (quoted == 1 && lines.len() <= 3 || are_apart) {
        return true;
    }
    let (Some(last), true) = (lines.last(), lines.len() == 2) else { return false };
    let sentences = first.text.matches(". ").count() + 1;
    let is_attribution = !features[1].ends_sentence
        && features[1].words <= LONGEST_ATTRIBUTION
        && last.text.starts_with(|sign: char| sign.is_uppercase() || matches!(sign, '—' | '–'))
        && !last.text.ends_with([';', ',', '.']);
    features[0].ends_sentence && features[0].words >= 8.0 && sentences >= 2 && is_attribution
}

/// Whether a run of one line is a list of one item: a line with a colon or a heading is above it,
/// and it is not a paragraph of several sentences.
fn is_single_item(at: usize, lines: &[TextLine], features: &[LineFeatures]) -> bool {
    let sentences = lines[at].text.matches(". ").count();
    let Some(above) = at.checked_sub(1) else { return false };
    let is_introduced = lines[above].text.ends_with(':')
        || features[above].words <= 8.0 && !features[above].ends_sentence
        || lines[above].cells.len() > 1;
    is_introduced && lines[at].blanks > 0 && sentences < 2
}

/// Gives the lines of a run their levels.
fn fill_items(lines: &[TextLine], roles: &mut [Option<IndentedRole>]) {
    let base = lines.iter().map(|line| line.indent).min().unwrap_or(0);
    let mut before: Option<&TextLine> = None;
    for (line, role) in lines.iter().zip(roles) {
        let is_remark = line.text.starts_with('(') && line.text.ends_with([')', '.']);
        let continues = before.is_some_and(|before| {
            line.blanks == 0
                && line.indent == before.indent
                && is_remark
                && before.text.ends_with(char::is_alphanumeric)
                && !before.text.starts_with('(')
        });
        *role = Some(if continues {
            IndentedRole::Continuation
        } else {
            IndentedRole::Item(((line.indent - base) / COLUMNS).min(DEEPEST_LEVEL))
        });
        before = Some(line);
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;

    use super::IndentedRole::{Continuation, Definition, Item, Quotation};
    use super::{IndentedRole, indented_roles};
    use crate::text::line::split_lines;
    use crate::text::line_features::measure_lines;

    const PROSE: &str =
        "The clinic asked forty adults who had taken the drug for a year how they slept.";

    /// The roles of the lines between two paragraphs.
    #[track_caller]
    fn check(between: &str, expect: &[Option<IndentedRole>]) {
        let lines = split_lines(&format!("{PROSE}\n{between}\n{PROSE}"));
        let roles = indented_roles(&lines, &measure_lines(&lines, Date::MAX));
        assert_eq!(&roles[1..roles.len() - 1], expect, "{between:?}");
    }

    #[test]
    fn lists_without_bullets() {
        let item = Some(Item(0));
        check("\n    a dry mouth\n    headaches\n", &[item, item]);
        check("\n    a dry mouth,\n\n    headaches, and\n\n    nausea.\n", &[item, item, item]);
        check("Side effects\n\n    a dry mouth\n    headaches\n", &[None, item, item]);
        check("Tell your doctor:\n\n    about other drugs\n", &[None, item]);
        check(
            "\n    look at the box\n    call us\n        by day\n        by night\n    wait\n",
            &[item, item, Some(Item(1)), Some(Item(1)), item],
        );
        check(
            "\n    with a meal that contains fat\n    (400 calories)\n    at night\n",
            &[item, Some(Continuation), item],
        );
    }

    #[test]
    fn definitions_and_quotations() {
        check(
            "Common\n    Feeling sick\nRare\n    An inflamed pancreas\n",
            &[None, Some(Definition), None, Some(Definition)],
        );
        let quotation = Some(Quotation);
        check("\n    “It opened a window.”\n    Dr Ann Lee\n", &[quotation, quotation]);
        check(
            "\n    a dry mouth\n    nausea\n\n    “Nobody wrote it down.”\n\n    Ann Lee\n",
            &[Some(Item(0)), Some(Item(0)), quotation, quotation],
        );
        check(
            "\n    We had hoped for more than that. This is not it.\n    Professor Ann Lee\n",
            &[quotation, quotation],
        );
        check("\n    This is a paragraph. It was set apart. Nobody knows why.\n", &[None]);
    }

    #[test]
    fn indented_paragraphs_are_no_lists() {
        let text = format!("    {PROSE}\n    {PROSE}\n\n{PROSE}\n    A short line\n    Another");
        let lines = split_lines(&text);
        let roles = indented_roles(&lines, &measure_lines(&lines, Date::MAX));
        assert!(roles.iter().all(Option::is_none), "{roles:?}");
    }
}
