//! Questions about a span of the text that need neither the tables nor the candidates: what is
//! between two tokens, whether a span is a full word, whether it is inside an address.

use crate::token::{Token, is_word_char};

/// The text between two tokens.
pub(crate) fn gap_between<'t>(text: &'t str, left: &Token, right: &Token) -> &'t str {
    &text[left.end as usize..right.start as usize]
}

/// Whether two tokens with this text between them may be parts of one name: nothing, a space, a
/// line end, a hyphen, or brackets of a chemical name.
pub(crate) fn joins_name_parts(gap: &str) -> bool {
    // The most frequent gaps are decided first.
    match gap {
        "" | " " | "-" | "\n" | "\r\n" => return true,
        ". " | ", " | ") " | ") (" | " (" | ": " | "; " => return false,
        _ => {}
    }
    let inner = gap.strip_prefix([' ', '\u{a0}', '\u{2009}', '\u{202f}']).unwrap_or(gap);
    let inner = inner.strip_suffix([' ', '\u{a0}', '\u{2009}', '\u{202f}']).unwrap_or(inner);
    inner.chars().count() <= 3
        && inner.chars().all(|c| {
            matches!(
                c,
                '-' | '/' | ',' | '\'' | '(' | ')' | '[' | ']' | '.' | '+' | '\u{2010}'
                    ..='\u{2015}' | '\u{2212}' | '\u{2019}' | '\u{2032}' | '\u{2033}' | '™' | '®'
            )
        })
        && !(inner.len() < gap.len() && inner.contains(['.', ')', ']', '®', '™']))
}

/// Whether a span is not part of a longer word.
pub(crate) fn is_full_word(text: &str, start: usize, end: usize) -> bool {
    !text[..start].chars().next_back().is_some_and(is_word_char)
        && !text[end..].chars().next().is_some_and(is_word_char)
}

/// Whether a position is inside a web address or a DOI.
pub(crate) fn is_in_address(text: &str, at: usize) -> bool {
    /// How far before the position an address may begin, in bytes.
    const REACH: usize = 80;
    let from = text.floor_char_boundary(at.saturating_sub(REACH));
    let word = text[from..at].rsplit(char::is_whitespace).next().unwrap_or_default();
    word.contains("://")
        || word.contains("www.")
        || word.contains("doi")
        || (word.contains("10.") && word.contains('/'))
}
