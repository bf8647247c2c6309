//! Lines of a pasted text that are displayed formulas in TeX: `\[ x^2 \]`, `$$`, and what is between
//! these signs on lines of their own.
//!
//! Must not know how they are written in Markdown, nor formulas inside a sentence.

use std::ops::Range;

use super::code::text_with_mark;
use super::line::{LineMark, TextLine};
use crate::markdown::formula::is_tex;

/// The signs around displayed formulas.
const SIGNS: [(&str, &str); 2] = [("\\[", "\\]"), ("$$", "$$")];

/// A formula has no more lines.
const MOST_LINES: usize = 20;

/// A displayed formula that fills all of its lines.
#[derive(PartialEq, Debug)]
pub(super) struct DisplayedFormula {
    /// Its lines.
    pub(super) lines: Range<usize>,
    /// The TeX between its signs, on one line.
    pub(super) tex: String,
}

/// The displayed formulas of a text, in their order.
pub(super) fn displayed_formulas(lines: &[TextLine]) -> Vec<DisplayedFormula> {
    let mut formulas: Vec<DisplayedFormula> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let formula = formula_from(lines, at);
        at = formula.as_ref().map_or(at + 1, |formula| formula.lines.end);
        formulas.extend(formula);
    }
    formulas
}

/// The formula that begins on a line.
fn formula_from(lines: &[TextLine], from: usize) -> Option<DisplayedFormula> {
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
    let texts: Vec<String> = lines[from..end].iter().map(text_with_mark).collect();
    // What follows a percent sign is a comment, to the end of its line.
    let is_commented = |line: &String| line.replace("\\%", "").contains('%');
    if texts[..texts.len() - 1].iter().any(is_commented) {
        return None;
    }
    let text = texts.join(" ");
    let tex = text.strip_prefix(open)?.strip_suffix(close)?.trim();
    (!tex.contains(close) && is_tex(tex))
        .then(|| DisplayedFormula { lines: from..end, tex: tex.to_owned() })
}

/// Keeps the displayed formulas next to lines of the article: no menu has any.
pub(super) fn keep_formulas(lines: &[TextLine], kept: &mut [bool], why: &[Option<&'static str>]) {
    for DisplayedFormula { lines: own, .. } in displayed_formulas(lines) {
        let is_kept = |at: Option<usize>| at.is_some_and(|at| kept.get(at) == Some(&true));
        let is_beside = is_kept(own.start.checked_sub(1)) || is_kept(Some(own.end));
        if is_beside && why[own.clone()].iter().all(Option::is_none) {
            kept[own].fill(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{displayed_formulas, keep_formulas};
    use crate::text::line::split_lines;

    #[track_caller]
    fn check(text: &str, expect: &[(usize, usize)]) {
        let found = displayed_formulas(&split_lines(text));
        let lines: Vec<(usize, usize)> =
            found.iter().map(|formula| (formula.lines.start, formula.lines.end)).collect();
        assert_eq!(lines, expect, "{text:?}");
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
        for (text, tex) in [("\\[\nk = 1\n+ 2\n\\]", "k = 1 + 2"), ("$$k_1$$", "k_1")] {
            let found = displayed_formulas(&split_lines(text));
            assert_eq!(found.first().map(|formula| formula.tex.as_str()), Some(tex));
        }
    }

    #[test]
    fn formulas_beside_the_article_stay() {
        let lines = split_lines("Menu\n\\[x\\]\nHome\nThey slept.\n\\[y\\]\nwhere");
        let mut kept = [false, false, false, true, false, false];
        keep_formulas(&lines, &mut kept, &[None; 6]);
        assert_eq!(kept, [false, false, false, true, true, false]);
    }
}
