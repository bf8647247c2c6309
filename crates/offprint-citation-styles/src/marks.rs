//! Signs in private planes of Unicode that stand for what is decided when a text is complete: where
//! quotation marks belong, which words get capitals, and where a value of the work ends.
//!
//! The CSL processor knows none of this well enough: it capitalises `mTOR`, and writes `?.` after a
//! title that is a question. Texts of works never contain these signs: [`cleaned`] removes them.

/// The end of a value whose last sign is punctuation.
pub(crate) const VALUE_END: char = '\u{10FFF0}';
/// The start of the name of a group that follows another name.
pub(crate) const GROUP_START: char = '\u{10FFF1}';
/// The end of a capital that is a small letter wherever the name is written out: `Min-jun`, but `M.-J.`
pub(crate) const INITIAL_END: char = '\u{10FFF2}';

const FIRST_MARK: u32 = 0xF_0000;
const LAST_MARK: u32 = 0xF_FFFD;

/// What an element of a style does with its text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MarkedSpan {
    /// Puts it into quotation marks.
    Quoted,
    /// Writes its words with capitals, as headlines are.
    TitleCase,
    /// Writes its first letter as a capital.
    FirstCapital,
}

/// The opening and the closing mark of an element, by the number of the element.
///
/// Each element has its own two signs: the processor drops a suffix that the text already ends
/// with, so equal signs of nested elements would be lost.
pub(crate) fn mark_pair(number: usize) -> Option<(char, char)> {
    let open = FIRST_MARK + 2 * u32::try_from(number).ok()?;
    (open < LAST_MARK).then_some(())?;
    Some((char::from_u32(open)?, char::from_u32(open + 1)?))
}

/// A mark that was found in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mark {
    /// The start of the element with this number.
    Open(usize),
    /// The end of the element with this number.
    Close(usize),
    /// The end of a value.
    ValueEnd,
    /// The start of a group's name.
    GroupStart,
    /// The end of a letter that is a capital in initials only.
    InitialEnd,
}

/// Which mark a character is.
pub(crate) fn mark_of(character: char) -> Option<Mark> {
    if character == VALUE_END {
        return Some(Mark::ValueEnd);
    }
    if character == GROUP_START {
        return Some(Mark::GroupStart);
    }
    if character == INITIAL_END {
        return Some(Mark::InitialEnd);
    }
    let code = u32::from(character);
    if !(FIRST_MARK..=LAST_MARK).contains(&code) {
        return None;
    }
    let number = ((code - FIRST_MARK) / 2) as usize;
    Some(if (code - FIRST_MARK).is_multiple_of(2) {
        Mark::Open(number)
    } else {
        Mark::Close(number)
    })
}

/// A text of a work in one line: without marks, control characters and repeated spaces.
pub(crate) fn cleaned(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for character in text.chars().filter(|character| mark_of(*character).is_none()) {
        if character.is_control() || (character.is_whitespace() && !is_fixed_space(character)) {
            if !clean.is_empty() && !clean.ends_with(' ') {
                clean.push(' ');
            }
        } else if character != '\u{FFFE}' && character != '\u{FFFF}' {
            clean.push(character);
        }
    }
    clean.truncate(clean.trim_end().len());
    clean
}

/// Whether a space was chosen on purpose: one that does not break, or a narrow one.
fn is_fixed_space(character: char) -> bool {
    matches!(character, '\u{A0}' | '\u{202F}' | '\u{2009}' | '\u{2007}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_again() {
        for number in [0, 1, 700, 32_000] {
            let (open, close) = mark_pair(number).unwrap();
            assert_eq!(mark_of(open), Some(Mark::Open(number)));
            assert_eq!(mark_of(close), Some(Mark::Close(number)));
        }
        assert_eq!(mark_pair(40_000), None);
        assert_eq!(mark_of('a'), None);
    }

    #[test]
    fn texts_become_one_clean_line() {
        let (open, _) = mark_pair(3).unwrap();
        assert_eq!(cleaned("  A\u{0}\n\tB \u{7}C  "), "A B C");
        assert_eq!(cleaned(&format!("A{open}B{INITIAL_END}{VALUE_END}")), "AB");
        assert_eq!(cleaned("5\u{A0}mg"), "5\u{A0}mg");
    }
}
