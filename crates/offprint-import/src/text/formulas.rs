//! Lines of a pasted text that are displayed formulas in TeX: `\[ x^2 \]`, `$$`, and what is between
//! these signs on lines of their own.
//!
//! Must not know how they are written in Markdown, nor formulas inside a sentence.

use super::code::text_with_mark;
use super::line::TextLine;

/// The signs around displayed formulas.
const SIGNS: [(&str, &str); 2] = [("\\[", "\\]"), ("$$", "$$")];

/// A formula has no more lines.
const MOST_LINES: usize = 20;

/// The displayed formulas, each with its first line and the line after its last.
pub(super) fn formula_runs(lines: &[TextLine]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        match end_of_formula(lines, at) {
            Some(end) => {
                runs.push((at, end));
                at = end;
            }
            None => at += 1,
        }
    }
    runs
}

/// The line after a displayed formula that begins on a line and fills all of its lines.
fn end_of_formula(lines: &[TextLine], from: usize) -> Option<usize> {
    let text = lines[from].text.as_str();
    let (open, close) = SIGNS.iter().find(|(open, _)| text.starts_with(open))?;
    if let Some(at) = text[open.len()..].find(close) {
        let is_all = at > 0 && text.len() == open.len() + at + close.len();
        return is_all.then_some(from + 1);
    }
    let below = &lines[from + 1..lines.len().min(from + MOST_LINES)];
    let last = below.iter().position(|line| line.text.contains(close))?;
    let is_closed = below[last].text.find(close) == below[last].text.len().checked_sub(close.len());
    is_closed.then_some(from + last + 2)
}

/// The TeX between the signs of a displayed formula, on one line.
pub(super) fn tex_of_lines(lines: &[TextLine]) -> String {
    let text: Vec<String> = lines.iter().map(text_with_mark).collect();
    let text = text.join(" ");
    let inner = SIGNS.iter().find_map(|(open, close)| {
        text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
    });
    inner.unwrap_or(&text).trim().to_owned()
}

/// Keeps the displayed formulas next to lines of the article: no menu has any.
pub(super) fn keep_formulas(lines: &[TextLine], kept: &mut [bool], why: &[Option<&'static str>]) {
    for (from, end) in formula_runs(lines) {
        let is_beside = from > 0 && kept[from - 1] || kept.get(end).copied().unwrap_or_default();
        if is_beside && why[from..end].iter().all(Option::is_none) {
            kept[from..end].fill(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{formula_runs, keep_formulas, tex_of_lines};
    use crate::text::line::split_lines;

    #[track_caller]
    fn check(text: &str, expect: &[(usize, usize)]) {
        assert_eq!(formula_runs(&split_lines(text)), expect, "{text:?}");
    }

    #[test]
    fn displayed_formulas_fill_their_lines() {
        check("So:\n\\[k = \\frac{a}{b}\\]\nwhere a is", &[(1, 2)]);
        check("So:\n$$k = 1$$\nwhere", &[(1, 2)]);
        check("So:\n\\[\nk = 1\n\\]\nwhere", &[(1, 4)]);
        check("$$\nk = 1\n$$\n$$\nl = 2\n$$", &[(0, 3), (3, 6)]);
        check("The price is $$5 and more\nor not", &[]);
        check("\\[k\\] is the rate", &[]);
        check("\\[never closed\nand so on", &[]);
        check("$$$$", &[]);
        check("$$", &[]);
    }

    #[test]
    fn the_signs_are_no_part_of_it() {
        assert_eq!(tex_of_lines(&split_lines("\\[\nk = 1\n+ 2\n\\]")), "k = 1 + 2");
        assert_eq!(tex_of_lines(&split_lines("$$k$$")), "k");
    }

    #[test]
    fn formulas_beside_the_article_stay() {
        let lines = split_lines("Menu\n\\[x\\]\nHome\nThey slept.\n\\[y\\]\nwhere");
        let mut kept = [false, false, false, true, false, false];
        keep_formulas(&lines, &mut kept, &[None; 6]);
        assert_eq!(kept, [false, false, false, true, true, false]);
    }
}
