//! Names in BibTeX: `First von Last`, `von Last, First`, `von Last, Jr, First`, and BibLaTeX's
//! `family=Last, given=First`; a name in braces is that of a group.
//!
//! Must not depend on entries.

use crate::text::latex::latex_text;
use crate::text::name::{group, is_group_name, is_suffix, parse_name, person};
use crate::text::plain::one_line;
use crate::work::Contributor;

/// The people of a field, and whether it ends with `and others`.
pub(super) fn read_names(value: &str, unknown: &mut Vec<String>) -> (Vec<Contributor>, bool) {
    let mut people = Vec::new();
    let mut has_others = false;
    for name in split_at_depth(value, Separator::And) {
        let name = name.trim();
        if name.eq_ignore_ascii_case("others") {
            has_others = true;
        } else if !name.is_empty() {
            people.push(read_name(name, unknown));
        }
    }
    (people, has_others)
}

fn read_name(name: &str, unknown: &mut Vec<String>) -> Contributor {
    if without_braces(name).is_some() {
        return group(&plain(name, unknown));
    }
    if name.contains("family") && name.contains('=') {
        return read_parts(name, unknown);
    }
    let parts = split_at_depth(name, Separator::Comma);
    match parts.as_slice() {
        [one] => {
            let text = plain(one, unknown);
            if is_group_name(&text) {
                return group(&text);
            }
            read_first_von_last(one, unknown)
        }
        [last, first] => {
            let (last, first) = (plain(last, unknown), plain(first, unknown));
            if first.is_empty() { parse_name(&last) } else { person(&last, &first, "") }
        }
        [last, second, first, ..] => {
            let (last, second, first) =
                (plain(last, unknown), plain(second, unknown), plain(first, unknown));
            // Some programs write the suffix last.
            if !is_suffix(&second) && is_suffix(&first) {
                person(&last, &second, &first)
            } else {
                person(&last, &first, &second)
            }
        }
        [] => Contributor::default(),
    }
}

/// `First von Last`: the words in lower case between the others belong to the family name.
fn read_first_von_last(name: &str, unknown: &mut Vec<String>) -> Contributor {
    let words = split_at_depth(name, Separator::Space);
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let Some((last, before)) = words.split_last() else { return Contributor::default() };
    if before.is_empty() {
        return group(&plain(last, unknown));
    }
    let last_text = plain(last, unknown);
    // Without a comma BibTeX would take the suffix for the family name.
    let (family_end, suffix) = match is_suffix(&last_text) && words.len() > 2 {
        true => (words.len() - 1, last_text),
        false => (words.len(), String::new()),
    };
    let is_lower = |word: &&str| {
        word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase)
            && !word.starts_with('{')
    };
    let from = words[..family_end - 1].iter().position(is_lower).unwrap_or(family_end - 1);
    let (given, family) = (words[..from].join(" "), words[from..family_end].join(" "));
    person(&plain(&family, unknown), &plain(&given, unknown), &suffix)
}

/// BibLaTeX's extended names: `family=Berg, given=Anna, prefix=van der, suffix=Jr`.
fn read_parts(name: &str, unknown: &mut Vec<String>) -> Contributor {
    let mut values = [String::new(), String::new(), String::new(), String::new()];
    for part in split_at_depth(name, Separator::Comma) {
        if let Some((key, value)) = part.split_once('=') {
            let keys = ["family", "given", "prefix", "suffix"];
            if let Some(at) = keys.iter().position(|known| *known == key.trim().trim_matches('"')) {
                values[at] = plain(value.trim().trim_matches('"'), unknown);
            }
        }
    }
    let [family, given, prefix, suffix] = values;
    let family = if prefix.is_empty() { family } else { format!("{prefix} {family}") };
    person(&family, &given, &suffix)
}

fn plain(text: &str, unknown: &mut Vec<String>) -> String {
    // `~` also separates the parts of a name.
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '~');
    one_line(&latex_text(text, unknown))
}

/// What one pair of braces contains, if it contains all of a text.
pub(super) fn without_braces(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))?;
    let mut depth = 0usize;
    let mut is_escaped = false;
    for byte in inner.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'{' => depth += 1,
            b'}' if depth == 0 => return None,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    Some(inner)
}

/// The keywords of a field: between semicolons, if there are any, else between commas. One in braces
/// may contain them.
pub(super) fn split_keywords(value: &str) -> Vec<&str> {
    let parts = split_at_depth(value, Separator::Semicolon);
    if parts.len() > 1 { parts } else { split_at_depth(value, Separator::Comma) }
}

#[derive(Clone, Copy, PartialEq)]
enum Separator {
    And,
    Comma,
    Semicolon,
    Space,
}

/// A text in parts, between which the separator is outside of braces.
fn split_at_depth(text: &str, separator: Separator) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut parts = Vec::new();
    let mut depth = 0usize;
    let (mut from, mut at) = (0, 0);
    while at < bytes.len() {
        let length = match separator {
            Separator::Comma => usize::from(bytes[at] == b','),
            Separator::Semicolon => usize::from(bytes[at] == b';'),
            Separator::Space => usize::from(bytes[at].is_ascii_whitespace() || bytes[at] == b'~'),
            Separator::And => and_length(bytes, at),
        };
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ if depth == 0 && length > 0 => {
                parts.push(&text[from..at]);
                from = at + length;
                at = from;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    parts.push(text.get(from..).unwrap_or_default());
    parts
}

/// The length of ` and` at a position, if it is a word between spaces; the space after it stays.
fn and_length(bytes: &[u8], at: usize) -> usize {
    let is_and = bytes[at].is_ascii_whitespace()
        && bytes.get(at + 1..at + 4).is_some_and(|word| word.eq_ignore_ascii_case(b"and"))
        && bytes.get(at + 4).is_none_or(u8::is_ascii_whitespace);
    if is_and { 4 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::read_names;

    #[test]
    fn names_have_parts() {
        for (value, expect) in [
            ("Anna B. Example and Sample, Carl", "Example|Anna B.|; Sample|Carl|"),
            ("van der Example, Anna", "van der Example|Anna|"),
            ("Anna van der Example", "van der Example|Anna|"),
            ("Example, Jr, Anna B.", "Example|Anna B.|Jr"),
            ("Anna B. Example Jr.", "Example|Anna B.|Jr"),
            (
                "{World Health Organization} and Example, A",
                "World Health Organization||; Example|A|",
            ),
            ("{Barnes and Noble}", "Barnes and Noble||"),
            ("{\\'E}mile Zol{\\'a}", "Zolá|Émile|"),
            ("M{\\\"u}ller, J{\\\"o}rg", "Müller|Jörg|"),
            ("family=Berg, given=Anna, prefix=van, useprefix=true", "van Berg|Anna|"),
            (
                "Charles Louis Xavier Joseph de la Vall{\\'e}e Poussin",
                "de la Vallée Poussin|Charles Louis Xavier Joseph|",
            ),
            ("Example,~Anna AND\nSample, B", "Example|Anna|; Sample|B|"),
            ("{Ministry of Health, Chile}", "Ministry of Health, Chile||"),
            ("World Health Organization", "World Health Organization||"),
            ("Anna Sample, and Example, Anna", "Sample|Anna|; Example|Anna|"),
        ] {
            let (people, _) = read_names(value, &mut Vec::new());
            let found: Vec<String> = people
                .iter()
                .map(|person| [&*person.family, &*person.given, &*person.suffix].join("|"))
                .collect();
            assert_eq!(found.join("; "), expect, "{value}");
        }
        assert!(read_names("Example, A and others", &mut Vec::new()).1);
    }
}
