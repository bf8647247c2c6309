//! Rows of pasted tables whose cells were copied over several lines: browsers put each paragraph of a
//! cell on a line of its own, and a tab after a cell or before the next one.
//!
//! Works on raw lines; must not know what a line is.

use std::borrow::Cow;

/// Divides the paragraphs of a cell in a joined line. No line contains it, since it ends lines.
pub(super) const CELL_BREAK: char = '\u{2028}';

/// A cell has at most so many lines, with the blank ones.
const MOST_LINES: usize = 8;

/// A row has at most so many lines.
const MOST_PARTS: usize = 40;

/// A longer line is no cell, in bytes.
const LONGEST_CELL: usize = 160;

/// The lines of a text, with each row of a table on one line. The lines of a row are joined only if
/// another row follows: otherwise the text below a table would become its last cell.
pub(super) fn join_row_lines<'t>(raws: &[&'t str]) -> Vec<Cow<'t, str>> {
    let mut joined: Vec<Cow<str>> = Vec::with_capacity(raws.len());
    let mut at = 0;
    while at < raws.len() {
        let is_below_row = joined.last().is_some_and(|above| has_cells(above));
        let is_open = ends_with_tab(raws[at]) && (has_cells(raws[at]) || is_below_row);
        match is_open.then(|| open_row(&raws[at..])).flatten() {
            Some((row, count)) => {
                joined.push(Cow::Owned(row));
                at += count;
            }
            None => {
                joined.push(Cow::Borrowed(raws[at]));
                at += 1;
            }
        }
    }
    joined
}

/// The row whose first line ends with a tab, and how many lines it has. None if no other row follows.
fn open_row(raws: &[&str]) -> Option<(String, usize)> {
    let mut row = raws[0].trim_end_matches(['\r', ' ']).to_owned();
    let (mut lines, mut has_text) = (0, false);
    for (count, raw) in raws.iter().enumerate().skip(1) {
        let text = raw.trim_matches(['\r', ' ']);
        if count > MOST_PARTS {
            return None;
        }
        if text.starts_with('\t') && !text.trim().is_empty() {
            row.push_str(text);
            if !ends_with_tab(text) && raws.get(count + 1).is_some_and(|next| next.contains('\t')) {
                return Some((row, count + 1));
            }
            (lines, has_text) = (0, false);
            continue;
        }
        if has_cells(text) {
            // A row of another table has another number of cells.
            let cells = |row: &str| row.trim_end().matches('\t').count();
            return (has_text && cells(&row) == cells(text)).then_some((row, count));
        }
        lines += 1;
        let is_sentence = text.split_whitespace().count() >= 4
            && text.trim_end().ends_with(['.', '!', '?', '。']);
        if lines > MOST_LINES || text.len() > LONGEST_CELL || is_sentence {
            return None;
        }
        if !text.trim().is_empty() {
            if has_text {
                row.push(CELL_BREAK);
            }
            row.push_str(text.trim_end());
            has_text = true;
            if text.ends_with('\t') {
                row.push('\t');
                (lines, has_text) = (0, false);
            }
        }
    }
    None
}

fn ends_with_tab(raw: &str) -> bool {
    raw.trim_end_matches(['\r', ' ']).ends_with('\t') && !raw.trim().is_empty()
}

/// Whether a tab is between two texts of a line.
fn has_cells(raw: &str) -> bool {
    raw.trim().contains('\t')
}

#[cfg(test)]
mod tests {
    use super::join_row_lines;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let joined = join_row_lines(&text.split('\n').collect::<Vec<_>>());
        let shown: Vec<String> =
            joined.iter().map(|line| line.replace('\u{2028}', "/").replace('\t', "|")).collect();
        assert_eq!(shown, expect, "{text:?}");
    }

    #[test]
    fn a_cell_of_several_lines_is_one() {
        check(
            "Weeks\tDose\n9–10\t\n150 mg\n\nCheck the heart\n\n11\t200 mg",
            &["Weeks|Dose", "9–10|150 mg/Check the heart", "11|200 mg"],
        );
        check("A\tB\tC\n1\t\nx\n\ny\n\n\tz\n2\tp\tq", &["A|B|C", "1|x/y|z", "2|p|q"]);
        check("Drug\tDose\t\nday 1\n\nA\t5\t6", &["Drug|Dose|day 1", "A|5|6"]);
    }

    #[test]
    fn other_lines_stay() {
        for text in [
            "Weeks\tDose\n9–10\t\nThe text goes on here.\n\nMore of it.",
            "A line\t\nwith a tab\nAnother\tone",
            "A\tB\tC\n1\t2\t\nSee the notes.\n\nThe next trial was larger.\n\nX\tY\n3\t4",
            "A\tB\tC\n1\t2\t\nSee the notes\n\nX\tY\n3\t4",
            "Weeks\tDose\n9–10\t\n11\t200 mg",
            "\t\n\t\t\nx",
            "A\tB\n1\t",
        ] {
            let lines: Vec<String> = text.split('\n').map(|line| line.replace('\t', "|")).collect();
            check(text, &lines.iter().map(String::as_str).collect::<Vec<_>>());
        }
        let long = format!("A\tB\n1\t\n{}\n2\t3", "word ".repeat(40));
        let lines: Vec<String> = long.split('\n').map(|line| line.replace('\t', "|")).collect();
        check(&long, &lines.iter().map(String::as_str).collect::<Vec<_>>());
    }
}
