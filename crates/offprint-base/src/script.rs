//! Subscripts and superscripts in Markdown, `H~2~O` and `10^6^`, and the Unicode characters for
//! them.
//!
//! The site shows them, and import escapes signs that would become one, so both find them here.

use std::iter;

use super::escape::is_escaped;

/// A subscript or superscript in Markdown: the bytes of the signs around it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScriptSpan {
    /// Where its first sign is.
    pub open: usize,
    /// Where its last sign is.
    pub close: usize,
    /// Whether it is a superscript.
    pub is_super: bool,
}

/// The subscripts and superscripts of a text, in order. Their content has no white space, and no
/// code, formula or link.
///
/// `~` must follow what it belongs to, because it also means "about": `~5–~10 mg`. Powers without
/// a second sign are no superscripts: `x^2+y^2`.
pub fn script_spans(text: &str) -> Vec<ScriptSpan> {
    let bytes = text.as_bytes();
    let mut spans = Vec::new();
    let mut next = 0;
    while let Some(found) = bytes[next..].iter().position(|byte| matches!(byte, b'~' | b'^')) {
        let open = next + found;
        next = open + 1;
        if !is_script_sign(bytes, open) {
            continue;
        }
        let Some(close) = closing_sign(bytes, open) else { continue };
        let is_super = bytes[open] == b'^';
        let content = &text[open + 1..close];
        let before = text[..open].chars().next_back();
        let after = text[close + 1..].chars().next();
        let is_script = if is_super {
            let is_between = |side: Option<char>| side.is_some_and(char::is_alphanumeric);
            !(is_between(before) && is_between(after)) || is_simple(content)
        } else {
            before.is_some_and(|c| c.is_alphanumeric() || ")]}*_>^+′'\"”’°%".contains(c))
        };
        let is_sign = |c: char| c.is_alphanumeric() || "+-−–*′″°†‡§¶#/=±∗•".contains(c);
        if is_script && content.contains(is_sign) {
            spans.push(ScriptSpan { open, close, is_super });
            next = close + 1;
        }
    }
    spans
}

/// Adds backslashes to a Markdown text where it has a subscript or superscript after a byte.
pub fn escape_scripts(text: &mut String, from: usize) {
    loop {
        let spans = script_spans(text);
        let Some(first) = spans.iter().position(|span| span.open >= from) else { return };
        for span in spans[first..].iter().rev() {
            text.insert(span.close, '\\');
            text.insert(span.open, '\\');
        }
    }
}

/// Whether a sign is not escaped, not doubled, and not part of the mark of a footnote.
pub fn is_script_sign(bytes: &[u8], at: usize) -> bool {
    let sign = bytes[at];
    let before = at.checked_sub(1).map(|before| bytes[before]);
    let after = bytes.get(at + 1).copied();
    let is_note = sign == b'^' && (before == Some(b'[') || after == Some(b'['));
    !is_escaped(bytes, at) && before != Some(sign) && after != Some(sign) && !is_note
}

fn closing_sign(bytes: &[u8], open: usize) -> Option<usize> {
    let sign = bytes[open];
    let mut at = open + 1;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 1,
            byte if *byte == sign => {
                return (at > open + 1 && is_script_sign(bytes, at)).then_some(at);
            }
            b'~' | b'^' | b'[' | b']' | b'`' | b'$' | b'<' | b'|' | 0..=b' ' => return None,
            // White space beyond ASCII begins with these bytes; so do other characters, which
            // are told apart here.
            0xC2 | 0xE1..=0xE3 if begins_with_space(&bytes[at..]) => return None,
            _ => {}
        }
        at += 1;
    }
}

fn begins_with_space(bytes: &[u8]) -> bool {
    let length = bytes.len().min(4);
    let valid = bytes[..length].utf8_chunks().next().map_or("", |chunk| chunk.valid());
    valid.starts_with(char::is_whitespace)
}

/// Whether a superscript between letters or digits is only a number or only letters, with a sign
/// before or after: `Ca^2+^i`, but not `x^2+y^2`.
fn is_simple(content: &str) -> bool {
    let signs = ['+', '-', '−'];
    let content = content.strip_prefix(signs).unwrap_or(content);
    let content = content.strip_suffix(signs).unwrap_or(content);
    content.chars().all(|c| c.is_numeric() || matches!(c, '.' | ','))
        || content.chars().all(char::is_alphabetic)
}

/// The superscripts of Unicode (Latin-1, and the block "Superscripts and Subscripts"), each after
/// the character that it raises.
const SUPERSCRIPTS: &str = "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾iⁱnⁿ";

/// The subscripts.
const SUBSCRIPTS: &str = "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎aₐeₑhₕkₖlₗmₘnₙoₒpₚsₛtₜxₓ";

/// A subscript or superscript as Unicode characters; `None` if one of them does not exist.
pub fn unicode_script(text: &str, is_super: bool) -> Option<String> {
    let table = if is_super { SUPERSCRIPTS } else { SUBSCRIPTS };
    let mut pairs = table.chars();
    let pairs: Vec<(char, char)> = iter::from_fn(|| pairs.next().zip(pairs.next())).collect();
    let script = |c: char| pairs.iter().find(|(plain, _)| *plain == c).map(|(_, script)| *script);
    text.chars().map(script).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let spans = script_spans(text);
        let found: Vec<&str> = spans.iter().map(|span| &text[span.open..=span.close]).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn scripts() {
        check("H~2~O and CO~2~", &["~2~", "~2~"]);
        check("10^6^ cells, 10^-3^, m^2^", &["^6^", "^-3^", "^2^"]);
        check("SO~4~^2-^, Na^+^ and Ca^2+^i", &["~4~", "^2-^", "^+^", "^2+^"]);
        check("^13^C, AUC~0–24~, *C*~max~, x^(n+1)^", &["^13^", "~0–24~", "~max~", "^(n+1)^"]);
        check("TNF-α^+/+^ and x^*^", &["^+/+^", "^*^"]);
        check("x^a\\^b^", &["^a\\^b^"]);
    }

    #[test]
    fn what_only_looks_like_one() {
        for text in [
            "~5 mg and ~10 mg",
            "~5–~10 mg and (~5/~10)",
            "~~struck~~ and H~~2~~",
            "x^2 and y^2",
            "x^2+y^2=z^2",
            "x^2y^2 and 10^5/10^6",
            "10^5–10^6 cells",
            "a^[note] and [^1], x^2[^1]",
            "H~2 O~ and x^a b^",
            "x^a\u{a0}b^ and x^a\u{2009}b^",
            "H\\~2~O and 10\\^6^",
            "^^ and ^_^ and ~",
            "x^`a`^ and H~$x$~",
            "x^",
            "x^é",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn escaped_signs_are_text() {
        for (text, from, expect) in [
            ("H~2~O", 0, "H\\~2\\~O"),
            ("H~2~O", 2, "H~2~O"),
            ("x~a^b^c~", 0, "x\\~a\\^b\\^c\\~"),
            ("~5 mg and x^2", 0, "~5 mg and x^2"),
        ] {
            let mut escaped = text.to_owned();
            escape_scripts(&mut escaped, from);
            assert_eq!(escaped, expect);
        }
    }

    #[test]
    fn unicode() {
        assert_eq!(unicode_script("2", false).as_deref(), Some("₂"));
        assert_eq!(unicode_script("-3", true).as_deref(), Some("⁻³"));
        assert_eq!(unicode_script("max", false).as_deref(), Some("ₘₐₓ"));
        assert_eq!(unicode_script("1/2", false), None);
        assert_eq!(unicode_script("th", true), None);
        assert_eq!(unicode_script("0–24", false), None);
    }
}
