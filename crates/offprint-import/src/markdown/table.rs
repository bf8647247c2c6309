//! Converts rows and cells to a Markdown table.
//!
//! Markdown tables are a grid with one header row and one line per cell. The text of a cell that
//! spans several cells is repeated in each, because an empty cell would say that there is no value;
//! only a line over the whole width is written once. Does not depend on the HTML tree: the cells are
//! already Markdown.

/// The maximum width and size of a table: spans are only claims of the page.
const MAX_COLUMNS: usize = 60;
const MAX_CELLS: usize = 60_000;

/// A cell, as Markdown of one line.
#[derive(Clone, Default, Debug)]
pub(super) struct MarkdownCell {
    pub(super) text: String,
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// The rows as Markdown. The first `heads` rows are header rows; Markdown has only one, so several
/// are joined.
pub(super) fn write_table(rows: &[Vec<MarkdownCell>], heads: usize) -> Option<String> {
    let mut grid: Vec<Vec<String>> = Vec::with_capacity(rows.len());
    // For each column, how many more rows a cell above spans, and its text.
    let mut reach: Vec<(usize, String)> = Vec::new();
    // A wide span is only a claim, unless other rows have as many cells.
    let width = rows
        .iter()
        .filter(|row| row.iter().all(|cell| cell.columns <= 1))
        .map(Vec::len)
        .max()
        .unwrap_or(0);
    let mut cells = 0;
    for (number, row) in rows.iter().enumerate() {
        // Several header rows become one, so what spans them is written once.
        let is_head = number < heads;
        let is_spread = row.len() > 1 && !(is_head && heads == 1);
        let mut line: Vec<String> = Vec::new();
        let skip = |line: &mut Vec<String>, reach: &mut Vec<(usize, String)>| {
            while line.len() < reach.len() && reach[line.len()].0 > 0 {
                let (rows, text) = &mut reach[line.len()];
                *rows -= 1;
                let text = if is_head { String::new() } else { text.clone() };
                line.push(text);
            }
        };
        for cell in row {
            skip(&mut line, &mut reach);
            for column in 0..cell.columns.max(1) {
                if line.len() >= MAX_COLUMNS {
                    break;
                }
                if reach.len() <= line.len() {
                    reach.resize(line.len() + 1, (0, String::new()));
                }
                let is_shown = column == 0 || is_spread && (is_head || line.len() < width);
                let text = if is_shown { cell.text.clone() } else { String::new() };
                reach[line.len()] = (cell.rows.clamp(1, 1000) - 1, text.clone());
                line.push(text);
            }
        }
        skip(&mut line, &mut reach);
        cells += line.len();
        if cells > MAX_CELLS {
            break;
        }
        grid.push(line);
    }
    // Remove columns that a wide span claimed but no row filled.
    for line in &mut grid {
        while line.last().is_some_and(String::is_empty) {
            line.pop();
        }
    }
    let is_kept = |line: &Vec<String>| !line.is_empty();
    let heads = grid.iter().take(heads).filter(|line| is_kept(line)).count();
    grid.retain(is_kept);
    let width = grid.iter().map(Vec::len).max().unwrap_or(0);
    if width == 0 {
        return None;
    }
    let head = match heads {
        0 => vec![String::new(); width],
        _ => {
            let mut head = vec![String::new(); width];
            for line in grid.drain(..heads) {
                for (column, text) in line.into_iter().enumerate() {
                    if !head[column].is_empty() && !text.is_empty() {
                        head[column].push(' ');
                    }
                    head[column].push_str(&text);
                }
            }
            head
        }
    };
    let mut out = String::new();
    push_line(&mut out, &head, width);
    out.push('|');
    for _ in 0..width {
        out.push_str(" --- |");
    }
    for line in &grid {
        out.push('\n');
        push_line(&mut out, line, width);
    }
    Some(out)
}

/// Whether the first row names the columns although the page does not say so: it has no digits, and
/// below it is a column of numbers, or there are at least three columns with digits in one of them.
/// A table of one row has no other.
pub(super) fn is_head_row(rows: &[Vec<MarkdownCell>]) -> bool {
    let Some((first, below)) = rows.split_first() else { return false };
    let is_name = |cell: &MarkdownCell| {
        !cell.text.is_empty()
            && cell.text.chars().nth(60).is_none()
            && !cell.text.contains(|sign: char| sign.is_ascii_digit())
            && cell.columns <= 1
            && cell.rows <= 1
    };
    let has_column = |is_match: &dyn Fn(&str) -> bool| {
        (0..first.len()).any(|column| {
            below.iter().all(|row| row.get(column).is_some_and(|cell| is_match(&cell.text)))
        })
    };
    if below.is_empty() {
        return true;
    }
    let is_number = |text: &str| text.starts_with(|sign: char| sign.is_ascii_digit());
    let is_counted = |text: &str| text.contains(|sign: char| sign.is_ascii_digit());
    first.iter().all(is_name)
        && (has_column(&is_number)
            || first.len() >= 3 && below.len() >= 2 && has_column(&is_counted))
}

fn push_line(out: &mut String, line: &[String], width: usize) {
    let is_first = out.is_empty();
    out.push('|');
    for column in 0..width {
        out.push(' ');
        if let Some(text) = line.get(column).filter(|text| !text.is_empty()) {
            out.push_str(text);
            out.push(' ');
        }
        out.push('|');
    }
    if is_first {
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::{MarkdownCell, write_table};

    fn cell(text: &str, columns: usize, rows: usize) -> MarkdownCell {
        MarkdownCell { text: text.to_owned(), columns, rows }
    }

    #[track_caller]
    fn check(rows: &[Vec<MarkdownCell>], heads: usize, expect: &str) {
        assert_eq!(write_table(rows, heads).as_deref(), Some(expect));
    }

    #[test]
    fn spans_keep_columns_in_place() {
        check(
            &[vec![cell("a", 1, 2), cell("b", 2, 1)], vec![cell("c", 1, 1), cell("d", 1, 1)]],
            1,
            "| a | b | |\n| --- | --- | --- |\n| a | c | d |",
        );
    }

    #[test]
    fn rows_of_heads_become_one() {
        check(
            &[
                vec![cell("a", 1, 2), cell("b", 2, 1)],
                vec![cell("c", 1, 1), cell("d", 1, 1)],
                vec![cell("1", 1, 1), cell("2", 1, 1), cell("3", 1, 1)],
            ],
            2,
            "| a | b c | b d |\n| --- | --- | --- |\n| 1 | 2 | 3 |",
        );
    }

    #[test]
    fn a_table_without_a_head_gets_an_empty_one() {
        check(&[vec![cell("a", 1, 1), cell("b", 1, 1)]], 0, "| | |\n| --- | --- |\n| a | b |");
    }

    #[test]
    fn spans_are_not_believed() {
        let rows = [vec![cell("a", 100_000, 65_534), cell("b", 1, 1)]];
        assert!(write_table(&rows, 0).is_some_and(|table| table.len() < 2000));
    }
}
