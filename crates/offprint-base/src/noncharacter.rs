//! [`is_noncharacter`]: code points that Unicode reserves for the inside of programs.
//!
//! Must not know what is done with them.

/// `U+FDD0` to `U+FDEF`, and the last two code points of each plane, such as `U+FFFE` (Unicode 16,
/// section 23.7). No text contains one on purpose: programs that read PDF files write `U+FFFE` for a
/// hyphen that breaks a word.
pub fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    (0xfdd0..=0xfdef).contains(&code) || code & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::is_noncharacter;

    #[test]
    fn private_and_specials_are_characters() {
        assert!(['\u{fffe}', '\u{ffff}', '\u{fdd0}', '\u{1fffe}'].into_iter().all(is_noncharacter));
        let others = ['a', '\u{fffd}', '\u{feff}', '\u{e000}', '\u{fdf0}', '\u{10fffd}', '\0'];
        assert!(!others.into_iter().any(is_noncharacter));
    }
}
