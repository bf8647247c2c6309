//! [`literal_dollars`]: which dollars of a text are amounts or names of currencies, and begin no
//! formula.
//!
//! This must not know documents.

use crate::is_escaped;

/// The dollars that begin no formula.
///
/// A formula begins with a dollar that no space and no closing sign follows, and ends at the next
/// dollar, which no space precedes and no letter or digit follows: `$5-$10` is two amounts, and
/// `(US$, A$)` two currencies. A formula with a command such as `$\mu$g` may be followed by anything.
/// What is between the dollars must not read like prose or be several amounts: `$120 (in 2019 US$)`
/// and `$20, 30$` are amounts.
pub fn literal_dollars(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut literal = Vec::new();
    // The dollar that may begin a formula.
    let mut open: Option<usize> = None;
    let mut at = 0;
    while let Some(next) = text[at..].find('$').map(|found| at + found) {
        if open.is_some_and(|start| has_blank_line(&text[start..next])) {
            literal.extend(open.take());
        }
        if is_escaped(text, next) {
            at = next + 1;
            continue;
        }
        if bytes.get(next + 1) == Some(&b'$') {
            // A formula of its own: up to the next two dollars. Otherwise it is the sign of a price
            // level: `ketamine ($$), ECT ($$$)`.
            literal.extend(open.take());
            let inner = next + 2;
            match text[inner..].find("$$") {
                Some(end)
                    if is_displayed(&text[inner..inner + end])
                        || is_fence(text, next) && !has_blank_line(&text[inner..inner + end]) =>
                {
                    at = inner + end + 2;
                }
                _ => {
                    let run = bytes[next..].iter().take_while(|byte| **byte == b'$').count();
                    literal.extend(next..next + run);
                    at = next + run;
                }
            }
            continue;
        }
        match open.take() {
            Some(start) if is_formula(text, start, next) => {}
            Some(start) => {
                literal.push(start);
                open = begins_formula(text, next, &mut literal);
            }
            None => open = begins_formula(text, next, &mut literal),
        }
        at = next + 1;
    }
    literal.extend(open);
    literal
}

/// The dollar, if it may begin a formula. The parser ignores one before a space; any other that
/// cannot begin one is literal.
fn begins_formula(text: &str, dollar: usize, literal: &mut Vec<usize>) -> Option<usize> {
    let mut after = text[dollar + 1..].chars();
    let first = after.next().filter(|letter| !letter.is_whitespace())?;
    let is_decimal = first == '.' && after.next().is_some_and(|letter| letter.is_ascii_digit());
    if CLOSING_SIGNS.contains(first) && !is_decimal {
        literal.push(dollar);
        return None;
    }
    Some(dollar)
}

/// The signs with which no formula begins, because they end a clause: `(US$)`, `US$/QALY`, `100$, 200$`.
const CLOSING_SIGNS: &str = ")]},;:.!?/%\"”“’»›–—…*";

/// Whether a formula is between two dollars.
fn is_formula(text: &str, start: usize, end: usize) -> bool {
    let inner = &text[start + 1..end];
    let before = text[..start].chars().next_back();
    let after = text[end + 1..].chars().next();
    if inner.ends_with(char::is_whitespace) || inner.is_empty() {
        return false;
    }
    if inner.contains('\\') {
        return true;
    }
    // `US$5`, `100$-200$`; but `CO$_2$` and `10$^6$`.
    let follows_word = before.is_some_and(char::is_alphanumeric) && !inner.starts_with(['_', '^']);
    let precedes_word = after.is_some_and(char::is_alphanumeric);
    !follows_word
        && !precedes_word
        && is_balanced(inner)
        && !reads_like_prose(inner)
        && !are_amounts(inner)
}

/// Whether two dollars are alone on their line: nobody writes a price so.
fn is_fence(text: &str, dollars: usize) -> bool {
    let is_blank = |sign: char| sign == ' ' || sign == '\t';
    let before = text[..dollars].trim_end_matches(|sign| is_blank(sign) || sign == '>');
    let after = text[dollars + 2..].trim_start_matches(is_blank);
    (before.is_empty() || before.ends_with('\n')) && after.starts_with(['\n', '\r'])
}

/// Whether a formula is between two pairs of dollars.
fn is_displayed(inner: &str) -> bool {
    let has_command =
        inner.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && pair[1].is_ascii_alphabetic());
    let mut depth = 0_i32;
    let opens_first = inner.chars().all(|sign| {
        depth += i32::from("([{".contains(sign)) - i32::from(")]}".contains(sign));
        depth >= 0
    });
    inner.contains(char::is_alphanumeric)
        && !has_blank_line(inner)
        && (has_command || opens_first && !reads_like_prose(inner))
}

/// Whether a text without commands is a list or a range of amounts: `20, 30`, `20k. 3.50`,
/// `5,000–10,000`, `20 000`. A formula would take their spaces and dashes away.
fn are_amounts(formula: &str) -> bool {
    let is_amount = |c: char| c.is_ascii_digit() || ".,;kKmMbn".contains(c) || c.is_whitespace();
    formula.starts_with(|c: char| c.is_ascii_digit())
        && (formula.contains(['€', '£', '¥', '–', '—'])
            || formula.contains(char::is_whitespace) && formula.chars().all(is_amount))
}

/// Whether as many brackets are opened as closed; an interval such as `[0, 1)` mixes them.
fn is_balanced(formula: &str) -> bool {
    formula.matches(['(', '[', '{']).count() == formula.matches([')', ']', '}']).count()
}

/// Whether a text without commands is prose: two words follow each other, or words follow a number
/// with which it begins. A formula would show all letters as one word.
fn reads_like_prose(formula: &str) -> bool {
    let is_word = |part: &str| {
        let word = part.trim_matches(|c: char| !c.is_alphanumeric());
        word.chars().count() > 1
            && word.chars().all(char::is_alphabetic)
            && !FUNCTIONS.contains(&word)
    };
    let parts: Vec<&str> = formula.split_whitespace().collect();
    let begins_with_amount = formula.starts_with(|c: char| c.is_ascii_digit());
    let has_words = parts.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1]));
    has_words || begins_with_amount && parts.iter().skip(1).any(|part| is_word(part))
}

/// The names of functions that formulas write without a command.
const FUNCTIONS: [&str; 20] = [
    "arg", "cos", "cot", "det", "dim", "div", "exp", "gcd", "inf", "lg", "lim", "ln", "log", "max",
    "min", "mod", "sin", "sup", "tan", "var",
];

fn has_blank_line(text: &str) -> bool {
    let mut lines = text.split('\n').skip(1).peekable();
    while let Some(line) = lines.next() {
        // The last part is no whole line.
        if lines.peek().is_some() && line.trim().is_empty() {
            return true;
        }
    }
    false
}
