//! [`is_escaped`]: whether a sign of Markdown means itself.
//!
//! Must not know what the sign would mean otherwise.

/// Whether a backslash precedes a byte of a Markdown text that is not escaped itself: in `\\[` the
/// bracket is escaped, in `\\\\[` it is not (CommonMark, section 2.4).
///
/// `at` is the byte offset of an ASCII sign in `text`.
pub fn is_escaped(text: impl AsRef<[u8]>, at: usize) -> bool {
    text.as_ref()[..at].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::is_escaped;

    #[test]
    fn backslashes_are_counted() {
        for (text, expect) in [
            ("[", false),
            ("\\[", true),
            ("\\\\[", false),
            ("a\\\\\\[", true),
            ("\\ [", false),
            ("\\é[", false),
        ] {
            assert_eq!(is_escaped(text, text.len() - 1), expect, "{text}");
        }
    }
}
