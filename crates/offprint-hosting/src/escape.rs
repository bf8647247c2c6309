//! How a path is written so that a format takes every character of it literally. It must not know
//! single servers.

use std::fmt::Write as _;

use offprint_base::encoded_url_path;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// What browsers encode in the path of a URL (WHATWG URL Standard, "path percent-encode set"), with `%`.
const BROWSER: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'^')
    .add(b'%')
    .add(b'\\');

/// The ways in which browsers send a path: as the site's own links write it, and as other links do.
pub(crate) fn url_forms(base_path: &str, path: &str) -> Vec<String> {
    let own = format!("{base_path}{}", encoded_url_path(path));
    let other = format!("{base_path}{}", utf8_percent_encode(path, BROWSER));
    if own == other { vec![own] } else { vec![own, other] }
}

/// The characters of a path in a URL.
pub(crate) fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

/// A regular expression that matches a text literally, in the dialects of PCRE, RE2 and JavaScript.
/// It contains no sign that the files around it could misread: only letters, digits, `/`, `-`, `_`,
/// `\` and characters outside of ASCII.
pub(crate) fn regex_literal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_') || !c.is_ascii() {
            out.push(c);
        } else {
            let _ = write!(out, "\\x{:02X}", u32::from(c));
        }
    }
    out
}

/// A text in double quotes, in which a backslash stands before quotes and backslashes.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_literal_in_regular_expressions() {
        for (path, expect) in [
            ("/old/", "/old/"),
            ("/a.b", "/a\\x2Eb"),
            ("/ä (1)$", "/ä\\x20\\x281\\x29\\x24"),
            ("/x\n\"\\{", "/x\\x0A\\x22\\x5C\\x7B"),
        ] {
            assert_eq!(regex_literal(path), expect);
        }
    }

    #[test]
    fn both_forms_of_a_url() {
        assert_eq!(url_forms("", "/old/"), ["/old/"]);
        assert_eq!(url_forms("/d", "/it's ä"), ["/d/it%27s%20%C3%A4", "/d/it's%20%C3%A4"]);
    }
}
