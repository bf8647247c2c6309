//! [`decode_text`]: bytes of a file as text with `\n` at the end of lines.
//!
//! Must not depend on formats.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::problem::Problem;

/// The text of a file, whatever its encoding: UTF-8 and UTF-16 with and without a byte order mark,
/// and Windows-1252 for lines that are not UTF-8 (as files have that were put together from two).
/// The ends of lines become `\n`, and NUL characters are removed.
pub(crate) fn decode_text(bytes: &[u8], problems: &mut Vec<Problem>) -> String {
    let decoded = match Encoding::for_bom(bytes) {
        Some((encoding, length)) if encoding != UTF_8 => {
            encoding.decode_without_bom_handling(&bytes[length..]).0
        }
        bom => {
            let bytes = &bytes[bom.map_or(0, |(_, length)| length)..];
            match utf16_without_mark(bytes) {
                Some(encoding) => encoding.decode_without_bom_handling(bytes).0,
                None => decode_lines(bytes, problems),
            }
        }
    };
    with_plain_lines(&decoded, problems)
}

/// UTF-16 without a byte order mark: nearly every second byte of a text in Latin letters is NUL.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(200)];
    let nul = |from: usize| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let most = start.len() * 2 / 5;
    match (nul(0), nul(1)) {
        _ if start.len() < 4 => None,
        (0, odd) if odd >= most => Some(UTF_16LE),
        (even, 0) if even >= most => Some(UTF_16BE),
        _ => None,
    }
}

fn decode_lines<'b>(bytes: &'b [u8], problems: &mut Vec<Problem>) -> Cow<'b, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    // XML says so itself; anything else is worth a warning.
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_ascii_lowercase();
    let is_declared = start.starts_with("<?xml")
        && ["iso-8859-1", "windows-1252", "latin1", "us-ascii"]
            .iter()
            .any(|name| start.contains(name));
    let mut out = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut first = None;
    let mut count = 0;
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        match std::str::from_utf8(line) {
            Ok(line) => out.push_str(line),
            // A character that the end of the file cuts.
            Err(error) if error.error_len().is_none() && !line.ends_with(b"\n") => {
                out.push_str(&String::from_utf8_lossy(line));
                problems.push(
                    Problem::warning(index + 1, "the file ends in the middle of a character")
                        .help("download or export the file again"),
                );
            }
            Err(_) => {
                out.push_str(&WINDOWS_1252.decode_without_bom_handling(line).0);
                first = first.or(Some(index + 1));
                count += 1;
            }
        }
    }
    if let Some(line) = first.filter(|_| !is_declared) {
        let message = match count {
            1 => "this line is not UTF-8, and was read as Windows-1252".to_owned(),
            count => format!("{count} lines are not UTF-8, and were read as Windows-1252"),
        };
        problems.push(Problem::warning(line, message).help("save the file as UTF-8"));
    }
    Cow::Owned(out)
}

fn with_plain_lines(text: &str, problems: &mut Vec<Problem>) -> String {
    if let Some(at) = text.find('\0') {
        let before = text[..at].replace("\r\n", "\n");
        let line = before.chars().filter(|c| matches!(c, '\n' | '\r')).count() + 1;
        problems.push(
            Problem::warning(line, "the file contains NUL characters, which were removed")
                .help("export the file again: it may be damaged"),
        );
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\0' | '\u{feff}' => {}
            c if offprint_base::is_noncharacter(c) => {}
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            // Other control characters have no meaning in any of the formats.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::decode_text;

    #[track_caller]
    fn check(bytes: &[u8], expect: &str, lines: &[usize]) {
        let mut problems = Vec::new();
        assert_eq!(decode_text(bytes, &mut problems), expect);
        let found: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
        assert_eq!(found, lines, "{problems:?}");
    }

    #[test]
    fn encodings() {
        check("Ä\r\nb\rc".as_bytes(), "Ä\nb\nc", &[]);
        check(b"\xef\xbb\xbfTY", "TY", &[]);
        check(b"a\nM\xfcller\n\xc3\xa4\n", "a\nMüller\nä\n", &[2]);
        check(b"\xff\xfeT\0Y\0\xe4\0", "TYä", &[]);
        check(b"\xfe\xff\0T\0Y", "TY", &[]);
        check(b"T\0Y\0 \0 \0-\0", "TY  -", &[]);
        check(b"\0T\0Y\0 \0 \0-", "TY  -", &[]);
        check(b"a\r\n\rb\0c", "a\n\nbc", &[3]);
        check(b"a\nb\xc3", "a\nb\u{fffd}", &[2]);
        check(
            b"<?xml version='1.0' encoding='ISO-8859-1'?>\xfc",
            "<?xml version='1.0' encoding='ISO-8859-1'?>ü",
            &[],
        );
        check("depres\u{fffe}sion \u{fdd0}".as_bytes(), "depression ", &[]);
        check(b"", "", &[]);
    }
}
