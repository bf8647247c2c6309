//! Lines of a pasted text that are displayed formulas in TeX: `\[ x^2 \]`, `$$`, and what is between
//! these signs on lines of their own.
//!
//! Must not know how they are written in Markdown, nor formulas inside a sentence.

use super::code::text_with_mark;
use super::line::{LineMark, TextLine};
use super::write::is_one_formula;
use crate::markdown::formula::is_tex;

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
    if lines[from].mark != LineMark::None {
        return None;
    }
    let end = if text[open.len()..].contains(close) {
        from + 1
    } else {
        let below = &lines[from + 1..lines.len().min(from + MOST_LINES)];
        from + below.iter().position(|line| line.text.contains(close))? + 2
    };
    tex_of_lines(&lines[from..end]).map(|_| end)
}

/// The TeX between the signs of a displayed formula, on one line; none if it is no TeX, or would be
/// something else on one line.
pub(super) fn tex_of_lines(lines: &[TextLine]) -> Option<String> {
    let texts: Vec<String> = lines.iter().map(text_with_mark).collect();
    // What follows a percent sign is a comment, to the end of its line.
    let is_commented = |line: &String| line.replace("\\%", "").contains('%');
    if texts[..texts.len().saturating_sub(1)].iter().any(is_commented) {
        return None;
    }
    let text = texts.join(" ");
    let inner = SIGNS.iter().find_map(|(open, close)| {
        let inner = text.strip_prefix(open)?.strip_suffix(close)?;
        (!inner.contains(close)).then_some(inner)
    })?;
    let tex = inner.trim();
    (is_tex(tex) && is_one_formula(tex)).then(|| tex.to_owned())
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
    fn prose_between_the_signs_is_no_formula() {
        check("$$\nThey offer infusions on Mondays, and the first talk is free.\n$$", &[]);
        check("\\[Editor's note: the trial was stopped early.\\]", &[]);
        check("\\[1\\]", &[]);
        check("1. \\[k = 1\\]", &[]);
        check("\\[\nd = 5 % mg per kg\n- 2 w\n\\]", &[]);
    }

    #[test]
    fn the_signs_are_no_part_of_it() {
        let tex = |text: &str| tex_of_lines(&split_lines(text));
        assert_eq!(tex("\\[\nk = 1\n+ 2\n\\]").as_deref(), Some("k = 1 + 2"));
        assert_eq!(tex("$$k_1$$").as_deref(), Some("k_1"));
    }

    #[test]
    fn formulas_beside_the_article_stay() {
        let lines = split_lines("Menu\n\\[x\\]\nHome\nThey slept.\n\\[y\\]\nwhere");
        let mut kept = [false, false, false, true, false, false];
        keep_formulas(&lines, &mut kept, &[None; 6]);
        assert_eq!(kept, [false, false, false, true, true, false]);
    }
}
