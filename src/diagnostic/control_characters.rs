//! [`escape_controls`]: text that a terminal cannot mistake for commands.
//!
//! Must not depend on anything else here: everything that is printed passes through it.

use std::borrow::Cow;
use std::fmt::Write as _;

/// A text whose control characters are visible: `␛` for the character that begins commands of a
/// terminal. Line breaks and tabs stay; characters that change the direction of the text, and
/// could make a name look like another, appear as `\u{202e}`.
pub fn escape_controls(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            letter if !is_escaped(letter) => shown.push(letter),
            // The pictures of control characters have a block of their own.
            '\0'..='\u{1f}' => {
                shown.push(char::from_u32(0x2400 + u32::from(letter)).unwrap_or('\u{fffd}'));
            }
            '\u{7f}' => shown.push('\u{2421}'),
            letter => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(letter));
            }
        }
    }
    Cow::Owned(shown)
}

fn is_escaped(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\t')
        || matches!(
            letter,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_control_character_is_printed() {
        assert_eq!(escape_controls("a\u{1b}[31mb\u{7}\r"), "a␛[31mb␇␍");
        assert_eq!(escape_controls("a\u{9b}2Jb\u{7f}"), "a\\u{9b}2Jb␡");
        assert_eq!(escape_controls("gpj.\u{202e}exe"), "gpj.\\u{202e}exe");
        assert_eq!(escape_controls("größe\n\tx"), "größe\n\tx");
    }
}
