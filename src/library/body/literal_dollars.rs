//! [`literal_dollars`]: which dollars of a text are amounts or names of currencies, and begin no
//! formula.
//!
//! This must not know documents.

use offprint_base::is_escaped;

/// The dollars that begin no formula.
///
/// A formula begins with a dollar that no space and no closing sign follows, and ends at the next
/// dollar, which no space precedes and no letter or digit follows: `$5-$10` is two amounts, and
/// `(US$, A$)` two currencies. A formula with a command such as `$\mu$g` may be followed by anything.
/// What is between the dollars must not read like prose or be several amounts: `$120 (in 2019 US$)`
/// and `$20, 30$` are amounts.
pub(super) fn literal_dollars(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let mut literal = Vec::new();
    // The dollar that may begin a formula.
    let mut open: Option<usize> = None;
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'$', &bytes[at..]).map(|found| at + found) {
        if open.is_some_and(|start| has_blank_line(&text[start..next])) {
            literal.extend(open.take());
        }
        if is_escaped(text, next) {
            at = next + 1;
            continue;
        }
        if bytes.get(next + 1) == Some(&b'$') {
            // A formula of its own: up to the next two dollars.
            literal.extend(open.take());
            let inner = next + 2;
            let end = memchr::memmem::find(&bytes[inner..], b"$$");
            at = end.map_or(inner, |end| inner + end + 2);
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

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Options, Parser};

    use crate::config::Markdown;
    use crate::library::body::inline_signs::InlineSigns;
    use crate::library::body::literal_signs::mask_literal_signs;

    /// The formulas that the parser finds in a text.
    fn formulas(text: &str) -> Vec<String> {
        let masked = mask_literal_signs(text, Markdown::default(), &InlineSigns::default());
        let events = Parser::new_ext(&masked, Options::ENABLE_MATH | Options::ENABLE_TABLES);
        let formula = |event| match event {
            Event::InlineMath(formula) | Event::DisplayMath(formula) => Some(formula.to_string()),
            _ => None,
        };
        events.filter_map(formula).collect()
    }

    #[test]
    fn amounts_are_no_formulas() {
        for text in [
            "It fell from $120–$95.",
            "US$1.2m/US$3m",
            "$5-$10",
            "a ($5)–($6) range",
            "$5,$6.",
            "**$5**–**$10**",
            "(NASDAQ: $ABC) and ($DEF)",
            "from $ 5 to $6",
            "$5\n\n$6$7",
            "$x$y",
            "It costs $120 (in 2019 US$) a month.",
            "Prices (US$, A$) differ, and (US$; C$), too.",
            "from US$/QALY to $/DALY and US$/year",
            "100$, 200$, 300$.",
            "between 100$ and 200$",
            "100$-200$ or 100$–200$",
            "$5 per patient (A$) and $6 (NZ$)",
            "$50 vs. $60 in US$.",
            "It is $30 (HK$), that is $4 (US$).",
            "In US$: 5; in CA$: 7.",
            "**US$** and **A$**",
            "“US$” or “A$”",
            "US$… and A$…",
            "US$ 5 to US$ 6 and 5 US$",
            "costs (US$)|costs (A$)",
            "a US$-denominated price of 5 A$",
            "$120 to 130$ (2020)",
            "Prices are $20, 30$, and 40$.",
            "from $10k–$20k. 3.50$, 4.",
            "a range of $5,000–10,000$",
            "It cost $10 to $20 000$.",
            "so $1=0.9€, 2$",
        ] {
            assert_eq!(formulas(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn formulas_stay() {
        for (text, expect) in [
            ("$x$-axis", "x"),
            ("($x$)", "x"),
            ("$n$=5", "n"),
            ("$\\mu$g", "\\mu"),
            ("2$\\times$3", "\\times"),
            ("$x$.", "x"),
            ("$$a$$ costs", "a"),
            ("a $5 note and $x$", "x"),
            ("\\$5 and $y$", "y"),
            ("US$5 and $y$", "y"),
            ("CO$_2$ and", "_2"),
            ("10$^6$ cells", "^6"),
            ("$x = A$", "x = A"),
            ("$[0, 1)$", "[0, 1)"),
            ("$f(x) = \\sin x$", "f(x) = \\sin x"),
            ("$3 x + 5 < 7$", "3 x + 5 < 7"),
            ("$-5$ to", "-5"),
            ("$.05$", ".05"),
            ("$2 log x$", "2 log x"),
            ("$p < 0.05$ (US$)", "p < 0.05"),
            ("$E = m c^2$", "E = m c^2"),
        ] {
            assert_eq!(formulas(text), [expect], "{text}");
        }
    }
}
