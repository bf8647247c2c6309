//! Lines of a pasted page that are program code.
//!
//! Pasted text has no sign of code but the code itself: calls, assignments, braces. It must not
//! depend on the classifier, which takes code for a menu.

use super::line::{LineMark, TextLine};

/// A block between braces has no more lines.
const MOST_LINES_OF_BLOCK: usize = 60;

/// The runs of lines that are code, each with its first line and the line after its last.
pub(super) fn code_runs(lines: &[TextLine]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let (mut end, mut certain) = (at, false);
        while end < lines.len() && (end == at || lines[end].blanks <= 1) {
            let Some(sign) = code_sign(&lines[end]) else { break };
            let block = end_of_block(lines, end);
            certain |= sign == CodeSign::Certain || block.is_some();
            end = block.unwrap_or(end + 1);
        }
        if end - at >= 2 && certain {
            runs.push((at, end));
        }
        at = end.max(at + 1);
    }
    runs
}

/// The line after a block of code that begins on a line: down to the brace that closes the one at its
/// end, or as far as the lines are indented below `def f(x):`. Prose inside ends nothing: then it is
/// no block.
fn end_of_block(lines: &[TextLine], from: usize) -> Option<usize> {
    let text = lines[from].text.as_str();
    let below = from + 1..lines.len().min(from + MOST_LINES_OF_BLOCK);
    if opens_brace_block(text, lines.get(from + 1)) {
        let mut depth = 0_i32;
        for (at, line) in lines.iter().enumerate().take(below.end).skip(from) {
            if at > from && is_prose(line) {
                return None;
            }
            let count = |sign: char| line.text.matches(sign).count() as i32;
            depth += count('{') - count('}');
            if depth <= 0 {
                return (at > from).then_some(at + 1);
            }
        }
        return None;
    }
    if !opens_python_block(text) {
        return None;
    }
    let is_inside = |at: &usize| lines[*at].indent > lines[from].indent && lines[*at].blanks <= 1;
    let end = below.take_while(is_inside).last()? + 1;
    let inside = &lines[from + 1..end];
    let is_sign =
        |line: &TextLine| code_sign(line).is_some() || text.starts_with("def ") && returns(line);
    let is_code = inside.iter().any(is_sign)
        && !inside.iter().any(|line| line.mark == LineMark::Bullet || is_prose(line));
    is_code.then_some(end)
}

fn returns(line: &TextLine) -> bool {
    line.text.starts_with("return ") && !is_prose(line)
}

/// Whether a line of a block is a sentence: words and a stop, and no sign of code.
fn is_prose(line: &TextLine) -> bool {
    let is_word =
        |word: &&str| word.chars().all(|sign| sign.is_alphabetic() || ",’'".contains(sign));
    line.text.ends_with(['.', '!', '?', ':', '”'])
        && line.text.split(' ').filter(is_word).count() >= 3
        && !line.text.contains(['{', '}', ';', '='])
        && !matches!(line.mark, LineMark::Hashes(_))
        && !line.text.starts_with("//")
}

/// Whether a line ends with a brace as the first line of a block of code does: `f <- function(a) {`,
/// `if (x) {`, `.box {`; or is the brace of an object in JSON. Prose with a brace is none.
fn opens_brace_block(text: &str, below: Option<&TextLine>) -> bool {
    const BEFORE_BRACKETS: [&str; 10] =
        ["if", "for", "while", "switch", "else", "try", "catch", "do", "server", "return"];
    const BEFORE_NAMES: [&str; 6] = ["function", "class", "struct", "enum", "impl", "fn"];
    let Some(head) = text.strip_suffix('{').map(str::trim_end) else { return false };
    if head.is_empty() {
        return below.is_some_and(|below| below.text.starts_with('"'));
    }
    let first = head.split([' ', '(']).next().unwrap_or_default().trim_start_matches('}');
    let is_word = !head.contains(' ');
    let is_called = head.ends_with(')')
        && head.split_once('(').is_some_and(|(name, _)| {
            name.ends_with(|sign: char| sign.is_ascii_alphanumeric() || sign == '_')
        });
    head.ends_with(['=', ':', '>', '}'])
        || is_called
        || BEFORE_NAMES.contains(&first)
        || BEFORE_BRACKETS.contains(&first) && (head.contains('(') || is_word)
        || is_word && head.starts_with(['.', '#', '@', '}'])
        || is_word && head.bytes().all(|sign| sign.is_ascii_lowercase())
}

/// Whether a line is the first of a block in Python: `def f(x):`, `for x in data:`, `if x == 1:`.
fn opens_python_block(text: &str) -> bool {
    let Some(text) = text.strip_suffix(':') else { return false };
    let Some((word, rest)) = text.split_once(' ') else {
        return matches!(text, "try" | "else" | "finally");
    };
    match word {
        "def" => rest.ends_with(')') && rest.split(['(', ' ']).next().is_some_and(is_variable),
        "for" => rest.split_once(" in ").is_some_and(|(name, _)| is_variable(name)),
        "if" | "elif" | "while" => ["==", "!=", ">=", "<=", " > ", " < "]
            .iter()
            .any(|sign| rest.contains(sign) && rest.split(' ').count() <= 7),
        _ => false,
    }
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
    format!("{}{}", " ".repeat(line.indent), text_with_mark(line))
}

/// The text of a line with the sign that was read as a mark.
pub(super) fn text_with_mark(line: &TextLine) -> String {
    let mark = match line.mark {
        LineMark::Hashes(hashes) => format!("{} ", "#".repeat(hashes)),
        LineMark::Quote => "> ".to_owned(),
        LineMark::Bullet => format!("{} ", line.bullet),
        LineMark::Number(number) => format!("{number}{} ", line.bullet),
        LineMark::None => String::new(),
    };
    mark + &line.text
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
    if opens_python_block(text) {
        return Some(CodeSign::Possible);
    }
    let ends_block = text == "{"
        || opens_brace_block(text, None)
        || text == "}"
        || text == "};"
        || text == ")"
        || text == ");";
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
        check(
            "In R\nf <- function(a, b) {\n  k <- log(a/b) # per hour\n  log(2)/k\n}\nlife(2, 1)\nSo 22.",
            &[(1, 6)],
        );
        check(".box {\n  color: red;\n}\nIt is red.", &[(0, 3)]);
        check("{\n  \"dose\": 5\n}\nSo it is.", &[(0, 3)]);
        check("def f(x):\n    y = x + 1\n    return y\nIt adds one.", &[(0, 3)]);
        check("for (d of data) {\n  if (d.x) {\n    go\n  }\n}\nThen we wait.", &[(0, 5)]);
    }

    #[test]
    fn prose_and_values_are_no_code() {
        check("Dose = 5 mg\nTime = 3 h", &[]);
        check("p = 0.03\nn = 41", &[]);
        check("nausea (common)\nheadache (rare)", &[]);
        check("# A heading\n\nProse of some words.", &[]);
        check("Sleep(n)\nWake", &[]);
        check("if (and only if) they slept:\n  they stayed", &[]);
        check("for patients in care:\nwe waited", &[]);
        check("for sleep in adults:\n  go to bed early\n  avoid coffee", &[]);
        check("if dose > 5 mg:\n  - call the clinic on 0800 123 4567", &[]);
        check("set {\nThey stopped then. The others slept well.\n}", &[]);
        check("The set {\nis open", &[]);
        check("Helplines (day and night) {\nSamaritans: 116 123;\nEmergency: 112;\n}", &[]);
        check("{\n0.5 mg/kg,\n1.0 mg/kg\n}", &[]);
    }

    #[test]
    fn numbers_of_lines() {
        let lines = split_lines("The data\n1\n2\n\nd <- read.csv(\"a\")\ntable(d)");
        assert_eq!(line_numbers(&lines, 3), 1..3);
        assert_eq!(line_numbers(&split_lines("7\n9\nf(x)\ng(x)"), 2), 2..2);
    }
}
