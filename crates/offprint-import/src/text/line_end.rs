//! Where the text of a line ends: the marks of notes and references behind it are not part of it.
//!
//! It must not know which notes there are.

/// No mark of a note is longer than this many bytes: `[citation needed]`.
const LONGEST_MARK: usize = 24;

/// A line without the marks of notes and references at its end: `[1][2]`, `[citation needed]`, and
/// digits that were raised on the page.
pub(super) fn without_marks(text: &str) -> &str {
    let mut bare = text;
    while let Some(open) = bare.strip_suffix(']').and_then(|inside| inside.rfind('[')) {
        // `[…]` is where a teaser was cut.
        let is_mark = open > 0
            && bare.len() - open <= LONGEST_MARK
            && bare[open..].contains(char::is_alphanumeric);
        if !is_mark {
            break;
        }
        bare = bare[..open].trim_end();
    }
    let raised = bare.trim_end_matches(|sign: char| {
        sign.is_ascii_digit() || matches!(sign, ',' | '–' | '-' | '\u{2009}')
    });
    let is_after_stop = raised.len() < bare.len()
        && bare[raised.len()..].len() <= LONGEST_MARK / 2
        && bare[raised.len()..].starts_with(|sign: char| sign.is_ascii_digit());
    // `2.1` is a number.
    let stop = raised.strip_suffix(['.', '?', '!', '”', '"', '’', '»']);
    match stop {
        Some(before) if is_after_stop && !before.ends_with(|sign: char| sign.is_numeric()) => {
            raised
        }
        _ => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::without_marks;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(without_marks(text), expect);
    }

    #[test]
    fn marks_are_not_text() {
        check("It is a drug.[1][2]", "It is a drug.");
        check("It has 8 nM.[2][citation needed]", "It has 8 nM.");
        check("It healed.1", "It healed.");
        check("It healed.1,2–4", "It healed.");
        check("“It works.”3", "“It works.”");
        check("See section 2.1", "See section 2.1");
        check("In 2022.", "In 2022.");
        check("[edit]", "[edit]");
        check("It healed after […]", "It healed after […]");
    }
}
