//! Tables in pasted text: adjacent lines whose cells a tab divides.
//!
//! A browser copies a cell that spans several rows or columns once, so that the head of a table can
//! have fewer cells than its columns. Does not write tables: that is `write`.

use std::borrow::Cow;

use super::line::{LineMark, TextLine};

/// A table that begins at a line.
pub(super) struct TextTable<'a> {
    /// Its rows; the first is the head.
    pub(super) rows: Vec<Cow<'a, [String]>>,
    /// How many lines it is made of.
    pub(super) lines: usize,
}

/// The table that begins at the first of these places: at least two adjacent lines with the same
/// number of cells, but for cells that are missing at the end.
pub(super) fn table_at<'a>(lines: &'a [TextLine], places: &[usize]) -> Option<TextTable<'a>> {
    let columns = lines[*places.first()?].cells.len();
    if columns < 2 {
        return None;
    }
    if let Some(table) = with_head_of_two_lines(lines, places) {
        return Some(table);
    }
    let mut rows: Vec<Cow<[String]>> = adjacent_rows(lines, places)
        .take_while(|cells| cells.len().abs_diff(columns) <= 1)
        .map(Cow::Borrowed)
        .collect();
    // The first cell of the head is empty, and its tab was lost at the start of the line.
    let is_without_corner = rows.len() >= 3
        && rows[1..].iter().all(|row| row.len() == columns + 1)
        && rows[1..].iter().all(|row| row[0].contains(char::is_alphabetic))
        && rows[1..].iter().all(|row| row[1..].iter().all(|cell| is_value(cell)));
    if is_without_corner {
        let head = std::iter::once(String::new()).chain(rows[0].iter().cloned()).collect();
        rows[0] = Cow::Owned(head);
    }
    (rows.len() >= 2).then_some(TextTable { lines: rows.len(), rows })
}

/// Whether a cell contains a number, an empty value or a sign for it.
fn is_value(cell: &str) -> bool {
    let first =
        cell.trim_start_matches(['−', '-', '+', '±', '<', '>', '≥', '≤', '$', '€', '£', ' ']);
    first.is_empty() || first.starts_with(|sign: char| sign.is_ascii_digit())
}

/// So many tables are warned of for each reason.
const MOST_WARNINGS: usize = 10;

/// What an editor must check in the tables of the article: cells may be in the wrong column.
pub(super) fn warnings(lines: &[TextLine], kept: &[bool]) -> Vec<String> {
    let heads = short_heads(lines, kept).into_iter().map(|head| {
        format!(
            "the head of a table (“{head}”) has fewer cells than its rows: check which columns it names"
        )
    });
    let rows = short_rows(lines, kept).into_iter().map(|rows| {
        format!(
            "rows of a table have fewer cells than its head: check in which columns their values are: {rows}"
        )
    });
    let apart = rows_apart(lines, kept).into_iter().map(|row| {
        format!("a row (“{row}”) is apart from its table: check the table and what is between them")
    });
    let each = MOST_WARNINGS;
    heads.take(each).chain(rows.take(each)).chain(apart.take(each)).collect()
}

/// The heads of tables with fewer cells than the rows below: which columns they name is a guess.
fn short_heads(lines: &[TextLine], kept: &[bool]) -> Vec<String> {
    let is_row = |at: usize| kept[at] && lines[at].cells.len() > 1;
    (0..lines.len().saturating_sub(1))
        .filter(|at| is_row(*at) && (*at == 0 || !is_row(at - 1)) && is_row(at + 1))
        .filter(|at| {
            let rows = (at + 1..lines.len()).take_while(|row| is_row(*row)).take(3);
            rows.into_iter().any(|row| lines[*at].cells.len() < lines[row].cells.len())
        })
        .map(|at| shown_row(&lines[at].cells))
        .collect()
}

/// So many rows are quoted for each table.
const MOST_QUOTED: usize = 3;

/// A row in a message.
fn shown_row(cells: &[String]) -> String {
    cells.join(" | ").replace('\n', " ")
}

/// How far from a table a row may be that belongs to it.
const ROW_REACH: usize = 8;

/// For each table with rows that have fewer cells than its head, these rows. A browser copies a cell
/// that spans several rows or columns once, so the cells after it are in the wrong columns.
fn short_rows(lines: &[TextLine], kept: &[bool]) -> Vec<String> {
    let places: Vec<usize> = (0..lines.len()).filter(|at| kept[*at]).collect();
    let mut found = Vec::new();
    let mut index = 0;
    while index < places.len() {
        let Some(table) = table_at(lines, &places[index..]) else {
            index += 1;
            continue;
        };
        let columns = table.rows.first().map_or(0, |head| head.len());
        let is_short = |row: &&Cow<[String]>| row.len() < columns;
        let short: Vec<&Cow<[String]>> = table.rows.iter().filter(is_short).collect();
        if !short.is_empty() {
            let quoted: Vec<String> =
                short.iter().take(MOST_QUOTED).map(|row| format!("“{}”", shown_row(row))).collect();
            let more = if short.len() > MOST_QUOTED { ", …" } else { "" };
            found.push(format!("{}{more}", quoted.join(", ")));
        }
        index += table.lines;
    }
    found
}

/// Rows with cells that are near a table and not in it: a line without a tab interrupted it.
fn rows_apart(lines: &[TextLine], kept: &[bool]) -> Vec<String> {
    let is_row = |at: usize| kept[at] && lines[at].cells.len() > 1;
    let is_alone = |at: usize| {
        is_row(at) && (at == 0 || !is_row(at - 1)) && (at + 1 == lines.len() || !is_row(at + 1))
    };
    let is_of_table = |at: usize| is_row(at) && !is_alone(at);
    (0..lines.len())
        .filter(|at| is_alone(*at))
        .filter(|at| {
            let near = at.saturating_sub(ROW_REACH)..lines.len().min(at + ROW_REACH + 1);
            near.into_iter().any(is_of_table)
        })
        .map(|at| shown_row(&lines[at].cells))
        .collect()
}

/// The cells of lines that follow each other.
fn adjacent_rows<'a>(
    lines: &'a [TextLine],
    places: &[usize],
) -> impl Iterator<Item = &'a [String]> {
    places
        .iter()
        .enumerate()
        .take_while(|(index, at)| {
            let line = &lines[**at];
            let is_next = *index == 0 || line.blanks <= 1 && places[index - 1] + 1 == **at;
            is_next && line.cells.len() >= 2
        })
        .map(|(_, at)| lines[*at].cells.as_slice())
}

/// A table whose head has two lines: the first cell spans both, and each other cell of the first line
/// spans as many of the second.
fn with_head_of_two_lines<'a>(lines: &'a [TextLine], places: &[usize]) -> Option<TextTable<'a>> {
    let mut rows = adjacent_rows(lines, places);
    let (above, below, third) = (rows.next()?, rows.next()?, rows.next()?);
    let columns = third.len();
    let groups = above.len() - 1;
    let has_number = |cells: &[String]| {
        cells.iter().skip(1).any(|cell| cell.starts_with(|sign: char| sign.is_ascii_digit()))
    };
    // One group alone may as well be a row whose last cell is missing.
    let is_group = groups > 1 || below.iter().any(|cell| cell.contains(['(', '%', '=']));
    let is_head = above.len() < columns
        && is_group
        && below.len() + 1 == columns
        && below.len() % groups == 0
        && !has_number(above)
        && !has_number(below);
    if !is_head {
        return None;
    }
    let body: Vec<Cow<[String]>> = std::iter::once(third)
        .chain(rows.take_while(|row| row.len() == columns))
        .map(Cow::Borrowed)
        .collect();
    if !body.iter().any(|row| has_number(row)) {
        return None;
    }
    let span = below.len() / groups;
    let named = below
        .iter()
        .enumerate()
        .map(|(column, name)| format!("{} {name}", above[1 + column / span]).trim().to_owned());
    let head: Vec<String> = std::iter::once(above[0].clone()).chain(named).collect();
    let lines = body.len() + 2;
    let rows = std::iter::once(Cow::Owned(head)).chain(body).collect();
    Some(TextTable { rows, lines })
}

/// Whether a single item explains the asterisk of a cell in the table above it, or of a word further
/// above: `* Check the heart first.`
pub(super) fn is_note_of_mark(
    lines: &[TextLine],
    above: &[usize],
    next: Option<&usize>,
    at: usize,
) -> bool {
    let is_item = |at: usize| lines[at].mark == LineMark::Bullet;
    if !is_item(at) || next.is_some_and(|next| is_item(*next)) {
        return false;
    }
    // A line that announces a list of one item is no mark.
    let is_below_item = above
        .last()
        .is_some_and(|above| is_item(*above) || lines[*above].text.trim_end().ends_with(':'));
    above
        .iter()
        .rev()
        .take_while(|row| lines[**row].cells.len() > 1)
        .any(|row| lines[*row].cells.iter().any(|cell| cell.ends_with('*')))
        || lines[at].bullet == '*'
            && !is_below_item
            && above.iter().rev().take(MARK_REACH).any(|line| has_asterisk(&lines[*line]))
}

/// A note is at most so many lines below its mark.
const MARK_REACH: usize = 60;

/// Whether the first asterisk of a line touches the end of a word and nothing after it, as the mark of
/// a note does. `*this*` is emphasis.
fn has_asterisk(line: &TextLine) -> bool {
    line.text.split_once('*').is_some_and(|(before, after)| {
        before
            .ends_with(|sign: char| sign.is_alphanumeric() || matches!(sign, '.' | ',' | ')' | '%'))
            && !after.starts_with(|sign: char| sign.is_alphanumeric() || matches!(sign, '*' | ':'))
    })
}

#[cfg(test)]
mod tests {
    use super::{rows_apart, short_rows, table_at};
    use crate::text::line::split_lines;

    /// The rows of the table at the first line, each with its cells divided by `|`.
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let lines = split_lines(text);
        let places: Vec<usize> = (0..lines.len()).collect();
        let rows: Vec<String> = table_at(&lines, &places)
            .map(|table| table.rows.iter().map(|row| row.join("|")).collect())
            .unwrap_or_default();
        assert_eq!(rows, expect, "{text}");
    }

    #[test]
    fn cells_of_a_head_of_two_lines_span_columns() {
        check(
            "Visit\tScore\nTreated (n=4)\tOthers (n=6)\nWeek 0\t3.9\t4.2\nWeek 3\t1.1\t4.0",
            &["Visit|Score Treated (n=4)|Score Others (n=6)", "Week 0|3.9|4.2", "Week 3|1.1|4.0"],
        );
        check(
            "Arm\tBefore\tAfter\nMean\tSD\tMean\tSD\nA\t30\t4\t20\t5",
            &["Arm|Before Mean|Before SD|After Mean|After SD", "A|30|4|20|5"],
        );
        check(
            "Brand\tGeneric\nFirst year\t36\t16\nLater\t17\t7",
            &["|Brand|Generic", "First year|36|16", "Later|17|7"],
        );
        check(
            "Drug\tDose\nLithium\t450 mg\tnot in pregnancy\nSertraline\t50 mg\tall year",
            &["Drug|Dose", "Lithium|450 mg|not in pregnancy", "Sertraline|50 mg|all year"],
        );
        // Cells that are missing at the end are no head.
        check("Age\tCases\tEnd\n2 to 17\t8\n60\t5\t1", &["Age|Cases|End", "2 to 17|8", "60|5|1"]);
        check("Name\tDose\nA\t5 mg", &["Name|Dose", "A|5 mg"]);
        check("Name\tDose\nProse follows.", &[]);
    }

    #[test]
    fn the_number_of_a_row_is_no_mark() {
        check(
            "Time\tBefore\tNow\n1st year\tweekly\tmonthly\n2. year\tmonthly\tnever",
            &["Time|Before|Now", "1st year|weekly|monthly", "2. year|monthly|never"],
        );
        check("They slept.\n1.\tOne tablet\n2.\tTwo tablets", &[]);
    }

    #[test]
    fn rows_with_too_few_cells_are_found() {
        for (text, short, apart) in [
            (
                "Drug\tDose\tOver 65\tDay\nA\t1 mg\t2 mg\t8 mg\nB\t25–50 mg\t100 mg",
                vec!["“B | 25–50 mg | 100 mg”"],
                vec![],
            ),
            (
                "Phase\tWeeks\tDose\nStart\t1–2\t5 mg\n3–4\t25 mg\nMore\t5–6\t50 mg",
                vec!["“3–4 | 25 mg”"],
                vec![],
            ),
            (
                "Phase\tWeeks\nStart\t1–2\nMore\t3–4\n150 mg\nAfter the heart was checked\nLast\t200 mg",
                vec![],
                vec!["Last | 200 mg"],
            ),
            ("Name\tDose\nA\t5 mg\nB\t6 mg", vec![], vec![]),
            ("Visit\tScore\nTreated (n=4)\tOthers (n=6)\nWeek 0\t3.9\t4.2", vec![], vec![]),
            ("One\ttwo\nProse follows.", vec![], vec![]),
        ] {
            let lines = split_lines(text);
            let kept = vec![true; lines.len()];
            assert_eq!(short_rows(&lines, &kept), short, "{text}");
            assert_eq!(rows_apart(&lines, &kept), apart, "{text}");
        }
    }
}
