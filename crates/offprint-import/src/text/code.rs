//! Lines of a pasted page that are program code.
//!
//! Pasted text has no sign of code but the code itself: calls, assignments, braces. It must not
//! depend on the classifier, which takes code for a menu.

use super::line::{LineMark, TextLine};

/// The runs of lines that are code, each with its first line and the line after its last.
pub(super) fn code_runs(lines: &[TextLine]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let end = (at..lines.len())
            .take_while(|next| {
                (*next == at || lines[*next].blanks <= 1) && code_sign(&lines[*next]).is_some()
            })
            .last()
            .map_or(at, |last| last + 1);
        let certain =
            lines[at..end].iter().filter(|line| code_sign(line) == Some(CodeSign::Certain)).count();
        let is_code = end - at >= 2 && certain >= 1;
        if is_code {
            runs.push((at, end));
        }
        at = end.max(at + 1);
    }
    runs
}

/// The lines right above code that count its lines: 1, 2, 3.
pub(super) fn line_numbers(lines: &[TextLine], code: usize) -> std::ops::Range<usize> {
    let is_number = |at: usize, number: usize| lines[at].text == number.to_string();
    let start = (0..code).rev().take_while(|at| lines[*at].text.parse::<usize>().is_ok()).last();
    match start {
        Some(start) if (start..code).enumerate().all(|(index, at)| is_number(at, index + 1)) => {
            start..code
        }
        _ => code..code,
    }
}

/// The text of a line of code, with its indentation.
pub(super) fn code_text(line: &TextLine) -> String {
    let mark = match line.mark {
        LineMark::Hashes(hashes) => format!("{} ", "#".repeat(hashes)),
        LineMark::Quote => "> ".to_owned(),
        LineMark::Bullet => "- ".to_owned(),
        LineMark::Number(number) => format!("{number}. "),
        LineMark::None => String::new(),
    };
    format!("{}{mark}{}", " ".repeat(line.indent), line.text)
}

/// How much a line looks like code.
#[derive(Clone, Copy, PartialEq, Debug)]
enum CodeSign {
    /// It can be code next to code: a comment, `x = 5`, a brace.
    Possible,
    /// It is a call with brackets, alone or assigned, or ends like a statement.
    Certain,
}

fn code_sign(line: &TextLine) -> Option<CodeSign> {
    if matches!(line.mark, LineMark::Hashes(_)) || line.text.starts_with("//") {
        return Some(CodeSign::Possible);
    }
    if line.mark != LineMark::None || line.cells.len() > 1 {
        return None;
    }
    let text = line.text.as_str();
    let (name, value) =
        match [" <- ", " := ", " = ", " += "].iter().find_map(|sign| text.split_once(sign)) {
            Some((name, value)) => (Some(name), value),
            None => (None, text),
        };
    let is_assigned = name.is_some_and(is_variable);
    if (name.is_none() || is_assigned) && is_call(value) {
        return Some(CodeSign::Certain);
    }
    let ends_block =
        text.ends_with('{') || text == "}" || text == "};" || text == ")" || text == ");";
    (is_assigned || ends_block || is_call(text.trim_end_matches([':', '{', ' '])))
        .then_some(CodeSign::Possible)
}

/// `d`, `d$arm`, `self.x`, `let x`, `const int y`.
fn is_variable(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    words.len() <= 3
        && words.iter().all(|word| {
            word.starts_with(|sign: char| {
                sign.is_ascii_alphabetic() || matches!(sign, '_' | '$' | '@')
            }) && word.chars().all(|sign| {
                sign.is_ascii_alphanumeric()
                    || matches!(sign, '_' | '.' | '$' | '@' | '[' | ']' | '"' | '\'' | ':' | ',')
            })
        })
}

/// `table(d$arm)`, `d.fit(x, y);`: a name, and brackets to the end of the line.
fn is_call(text: &str) -> bool {
    let text = text.trim_end_matches(';');
    let Some((name, arguments)) = text.split_once('(') else { return false };
    name.len() >= 2
        && name.starts_with(|sign: char| sign.is_ascii_alphabetic() || matches!(sign, '_' | '$'))
        && name
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.' | '$' | ':'))
        && arguments.ends_with(')')
}

#[cfg(test)]
mod tests {
    use super::{code_runs, line_numbers};
    use crate::text::line::split_lines;

    #[track_caller]
    fn check(text: &str, expect: &[(usize, usize)]) {
        assert_eq!(code_runs(&split_lines(text)), expect, "{text:?}");
    }

    #[test]
    fn code_is_recognised_by_its_signs() {
        check("d <- read.csv(\"trial.csv\")\n# two arms\ntable(d$arm)", &[(0, 3)]);
        check("import data\nx = load(\"a.csv\")\ny = 5\nprint(x)", &[(1, 4)]);
        check("let x = fetch(url);\nconsole.log(x);", &[(0, 2)]);
        check("The mean was:\nm <- mean(d$x)\nprint(m)\nIt was low.", &[(1, 3)]);
        check("int main(void) {\nrun(1);\n}", &[(0, 3)]);
    }

    #[test]
    fn prose_and_values_are_no_code() {
        check("Dose = 5 mg\nTime = 3 h", &[]);
        check("p = 0.03\nn = 41", &[]);
        check("nausea (common)\nheadache (rare)", &[]);
        check("# A heading\n\nProse of some words.", &[]);
        check("Sleep(n)\nWake", &[]);
    }

    #[test]
    fn numbers_of_lines() {
        let lines = split_lines("The data\n1\n2\n\nd <- read.csv(\"a\")\ntable(d)");
        assert_eq!(line_numbers(&lines, 3), 1..3);
        assert_eq!(line_numbers(&split_lines("7\n9\nf(x)\ng(x)"), 2), 2..2);
    }
}
