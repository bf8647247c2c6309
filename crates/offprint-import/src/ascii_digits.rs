//! [`AsciiDigits`]: a text whose digits of other scripts are replaced by `0` to `9`.
//!
//! Must not know what the digits mean.

use std::borrow::Cow;

/// A text whose digits are ASCII: Arabic, Persian, Indian, Thai and wide digits are replaced.
pub(crate) struct AsciiDigits<'a> {
    /// The text with its digits replaced.
    pub(crate) text: Cow<'a, str>,
    /// Positions in `text` after a replaced digit, and by how many bytes the original is ahead.
    shifts: Vec<(usize, usize)>,
}

impl<'a> AsciiDigits<'a> {
    /// The text with its digits replaced.
    pub(crate) fn new(text: &'a str) -> Self {
        let digit = |character: char| {
            // Nearly all characters are ASCII or letters, which are not compared.
            if character < ZEROS[0] {
                return None;
            }
            ZEROS.iter().find_map(|zero| {
                let value =
                    (character as u32).checked_sub(*zero as u32).filter(|value| *value < 10)?;
                char::from_digit(value, 10)
            })
        };
        if text.is_ascii() || !text.chars().any(|character| digit(character).is_some()) {
            return Self { text: Cow::Borrowed(text), shifts: Vec::new() };
        }
        let mut result = String::with_capacity(text.len());
        let mut shifts = Vec::new();
        let mut shift = 0;
        for character in text.chars() {
            let Some(ascii) = digit(character) else {
                result.push(character);
                continue;
            };
            result.push(ascii);
            shift += character.len_utf8() - 1;
            shifts.push((result.len(), shift));
        }
        Self { text: Cow::Owned(result), shifts }
    }

    /// The position in the original text.
    pub(crate) fn position(&self, at: usize) -> usize {
        let before = self.shifts.partition_point(|(position, _)| *position <= at);
        at + before.checked_sub(1).map_or(0, |index| self.shifts[index].1)
    }
}

/// The zeros of other scripts; their digits follow in order.
const ZEROS: [char; 6] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{e50}', '\u{ff10}'];
