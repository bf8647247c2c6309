//! Marks of Markdown in texts that readers would see: [`leftover_marks`] in a text that the parser has
//! read, [`unread_marks`] in one that no parser reads.
//!
//! This must not know where the text comes from, and changes nothing.

use std::ops::Range;

use offprint_base::is_escaped;

/// The longest label or address that is looked for: what CommonMark allows for labels.
const LONGEST: usize = 999;

/// A mark that readers would see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LeftoverMark<'t> {
    /// `[^label]`.
    Footnote(&'t str),
    /// `[^1-3]`, which is a class of characters if there are no such notes.
    NumberRange(&'t str),
    /// `[^`, without an end.
    OpenFootnote,
    /// `^[the text of a note]`.
    InlineNote,
    /// `[@id]`, with what is between the brackets.
    Citation(&'t str),
    /// `@id` without brackets, which is only a mark if there is such a work.
    CitationKey(&'t str),
    /// `[text][label]`.
    Reference(&'t str),
    /// `[text](an address with spaces)`.
    Address(&'t str),
    /// `[text](address)`.
    Link,
    /// `[[name]]`.
    WikiLink,
    /// `**text**`.
    Bold,
    /// `*text*`.
    Italic,
    /// `` `text` ``.
    Code,
    /// `<b>`, with its element.
    Tag,
}

/// The marks in a text that no parser reads.
pub(super) fn unread_marks(text: &str) -> Vec<(Range<usize>, LeftoverMark<'_>)> {
    let leftover = leftover_marks(text, 0..text.len()).into_iter();
    let links = pairs(text, "](", ")").filter_map(|(at, end)| {
        let begin = text[..at].rfind('[')?;
        let address = &text[at + 2..end - 1];
        let is_address =
            address.contains(['/', '.', '#']) && !address.contains(char::is_whitespace);
        (is_address && begin + 1 < at).then_some((begin..end, LeftoverMark::Link))
    });
    let wiki_links = pairs(text, "[[", "]]").map(|(at, end)| (at..end, LeftoverMark::WikiLink));
    let bold = pairs(text, "**", "**").filter_map(|(at, end)| {
        let inner = &text[at + 2..end - 2];
        let is_bold = !inner.is_empty() && inner.trim() == inner && !inner.contains('*');
        is_bold.then_some((at..end, LeftoverMark::Bold))
    });
    leftover.chain(links).chain(wiki_links).chain(bold).collect()
}

/// Italic text, code and tags in a text that no parser reads. In HTML they have other meanings.
pub(super) fn unread_inline_marks(text: &str) -> Vec<(Range<usize>, LeftoverMark<'_>)> {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let italic = pairs(text, "*", "*").filter_map(|(at, end)| {
        let inner = &text[at + 1..end - 1];
        // `CYP2D6*4` and `p < 0.05 *` are text.
        let is_italic = !inner.is_empty()
            && inner.trim() == inner
            && inner.starts_with(char::is_alphanumeric)
            && !is_word(text[..at].chars().next_back())
            && !is_word(text[end..].chars().next())
            && !text[..at].ends_with('*')
            && !text[end..].starts_with('*');
        is_italic.then_some((at..end, LeftoverMark::Italic))
    });
    let code = pairs(text, "`", "`").filter_map(|(at, end)| {
        let inner = &text[at + 1..end - 1];
        let is_code = !inner.is_empty() && inner.trim() == inner;
        is_code.then_some((at..end, LeftoverMark::Code))
    });
    const ELEMENTS: [&str; 13] =
        ["a", "b", "br", "code", "em", "i", "mark", "p", "span", "strong", "sub", "sup", "u"];
    let tags = pairs(text, "<", ">").filter_map(|(at, end)| {
        let inner = &text[at + 1..end - 1];
        let name = inner.split([' ', '/']).next().unwrap_or_default().to_ascii_lowercase();
        let has_attributes = inner.contains(' ') && !inner.contains('=') && !inner.ends_with('/');
        (ELEMENTS.contains(&&*name) && !has_attributes).then_some((at..end, LeftoverMark::Tag))
    });
    italic.chain(code).chain(tags).collect()
}

/// Where each pair of marks begins and ends.
pub(super) fn pairs<'t>(
    text: &'t str,
    open: &'t str,
    close: &'t str,
) -> impl Iterator<Item = (usize, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text[from..].find(open)?;
        let inner = at + open.len();
        let end = inner + text[inner..].find(close)? + close.len();
        from = end;
        Some((at, end))
    })
}

/// The marks in a part of a text that the parser has read as plain text, in the order of their kinds.
/// A backslash before the part belongs to its first sign.
pub(super) fn leftover_marks(
    text: &str,
    part: Range<usize>,
) -> Vec<(Range<usize>, LeftoverMark<'_>)> {
    let mut found = Vec::new();
    let text = &text[..part.end];
    if memchr::memchr2(b'[', b'@', &text.as_bytes()[part.start..]).is_none() {
        return found;
    }
    let is_escaped = |at: usize| is_escaped(text, at);
    let places =
        |sign: &'static str| text[part.start..].match_indices(sign).map(|(at, _)| part.start + at);
    // Signs in a row are no note.
    let begins_text =
        |at: usize| text[at..].chars().next().is_some_and(|next| !matches!(next, '^' | '['));
    for at in places("](") {
        let end = find_near(text, at + 2, ')').unwrap_or(at + 2);
        let address = &text[at + 2..end];
        if address.contains(' ') && !is_escaped(at) {
            found.push((at..end + 1, LeftoverMark::Address(address)));
        }
    }
    for at in places("^[") {
        let end = find_near(text, at, ']').map_or(at + 2, |end| end + 1);
        if !is_escaped(at) && begins_text(at + 2) {
            found.push((at..end, LeftoverMark::InlineNote));
        }
    }
    for at in places("[@") {
        let end = find_near(text, at, ']').map_or(at + 2, |end| end + 1);
        if !is_escaped(at) && begins_text(at + 2) {
            let inner = text[at + 1..end].trim_end_matches(']');
            found.push((at..end, LeftoverMark::Citation(inner)));
        }
    }
    found.extend(citation_keys(text, part.start));
    for at in places("][") {
        let begin = find_before(text, part.start, at, '[');
        let begin = begin.filter(|begin| !is_escaped(*begin) && !is_escaped(at));
        let (Some(begin), Some(end)) = (begin, find_near(text, at + 2, ']')) else { continue };
        let (shown, label) = (&text[begin + 1..at], &text[at + 2..end]);
        let is_note = |part: &str| part.starts_with(['^', '@']);
        if label.trim().is_empty() || is_note(shown) || is_note(label) {
            continue;
        }
        let is_text = is_inside_word(text, begin, end) || are_symbols(shown, label);
        if !is_text {
            found.push((begin..end + 1, LeftoverMark::Reference(label)));
        }
    }
    for at in places("[^") {
        if is_escaped(at) {
            continue;
        }
        let end = find_near(text, at, ']');
        match end.filter(|end| !text[at + 2..*end].contains(['[', '\n'])) {
            Some(end) if is_character_class(&text[at + 2..end], &text[end + 1..]) => {
                let label = &text[at + 2..end];
                if label.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
                    found.push((at..end + 1, LeftoverMark::NumberRange(label)));
                }
            }
            Some(end) => found.push((at..end + 1, LeftoverMark::Footnote(&text[at + 2..end]))),
            None if !begins_text(at + 2) => {}
            None => found.push((at..at + 2, LeftoverMark::OpenFootnote)),
        }
    }
    found
}

/// Keys of citations that do not begin their brackets, or have none: `[see @id]`, `[-@id]`, `@id`,
/// `@{id}`. No addresses of mail.
fn citation_keys(text: &str, from: usize) -> Vec<(Range<usize>, LeftoverMark<'_>)> {
    let mut found: Vec<(Range<usize>, LeftoverMark<'_>)> = Vec::new();
    for at in memchr::memchr_iter(b'@', &text.as_bytes()[from..]).map(|at| from + at) {
        let before = &text[from..at];
        let is_in_last = found.last().is_some_and(|(place, _)| at < place.end);
        // `[-@id]` and `-@id` leave out the author in other programs.
        let is_suppressed = before.strip_suffix('-').is_some_and(|before| {
            before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || "[(".contains(c))
        });
        let is_inside_word = !is_suppressed
            && before.ends_with(|c: char| c.is_alphanumeric() || "[.-_/\\".contains(c));
        if is_in_last || is_inside_word {
            continue;
        }
        let rest = &text[at + 1..];
        let braced = rest.strip_prefix('{');
        let inner = braced.unwrap_or(rest);
        let is_of_key = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/');
        let length = inner.find(|c| !is_of_key(c)).unwrap_or(inner.len());
        let key = inner[..length].trim_end_matches(['.', ':', '-', '/']);
        if !key.starts_with(char::is_alphanumeric) {
            continue;
        }
        let open = find_before(text, from, at, '[').filter(|open| !is_escaped(text, *open));
        let open = open.filter(|open| !text[*open..at].contains([']', '\n']));
        let close =
            find_near(text, at, ']').filter(|close| !text[at..*close].contains(['[', '\n']));
        match open.zip(close) {
            Some((open, close)) => {
                found.push((open..close + 1, LeftoverMark::Citation(&text[open + 1..close])));
            }
            None => {
                let end = at + 1 + key.len() + 2 * usize::from(braced.is_some());
                found.push((at..end.min(text.len()), LeftoverMark::CitationKey(key)));
            }
        }
    }
    found
}

/// The first such sign from a byte on, if it is near: a text of signs must not take quadratic time.
fn find_near(text: &str, from: usize, sign: char) -> Option<usize> {
    let mut end = (from + LONGEST).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[from..end].find(sign).map(|at| from + at)
}

/// The last such sign between two bytes, if it is near the second.
fn find_before(text: &str, from: usize, to: usize, sign: char) -> Option<usize> {
    let mut start = to.saturating_sub(LONGEST).max(from);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text[start..to].rfind(sign).map(|at| start + at)
}

/// Whether brackets are part of a word, as in names of chemistry: `dibenzo[b,e][1,4]oxazepine`.
fn is_inside_word(text: &str, begin: usize, end: usize) -> bool {
    let before = text[..begin].chars().next_back();
    let after = text[end + 1..].chars().next();
    [before, after].into_iter().any(|letter| letter.is_some_and(char::is_alphanumeric))
}

/// Whether both texts in brackets are numbers, or both are symbols, and the second is no label:
/// `[1][2]`, `[18F][19F]`, `[Na+][Cl-]`.
fn are_symbols(one: &str, two: &str) -> bool {
    let is_short = |text: &str| text.len() <= 12 && !text.contains(char::is_whitespace);
    let begins_with_digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    is_short(one)
        && is_short(two)
        && (begins_with_digit(one) && begins_with_digit(two) || is_formula(one) && is_formula(two))
}

/// Whether a text has the form of a chemical formula.
fn is_formula(text: &str) -> bool {
    let mut pairs = text.chars().zip(text.chars().skip(1));
    text.starts_with(char::is_uppercase)
        && pairs.all(|(one, two)| !one.is_lowercase() || !two.is_lowercase())
}

/// Whether `[^…]` is a class of characters in a regular expression: `[^a-z]`, `[^,]+`.
fn is_character_class(inner: &str, after: &str) -> bool {
    let letters: Vec<char> = inner.chars().collect();
    let is_ranges = !letters.is_empty()
        && letters.chunks(3).all(|range| matches!(range, [from, '-', to] if from < to));
    let is_signs = !letters.is_empty() && !letters.iter().any(|letter| letter.is_alphanumeric());
    is_ranges || is_signs || inner.contains('\\') || after.starts_with(['*', '+', '{'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> Vec<&str> {
        let found = leftover_marks(text, 0..text.len()).into_iter();
        found.map(|(place, _)| &text[place]).collect()
    }

    #[test]
    fn marks_that_readers_would_see() {
        for mark in [
            "[^1]",
            "[^note one]",
            "[^größe]",
            "[^a-b-c]",
            "[^]",
            "[@a b]",
            "[@x; y]",
            "^[a note]",
            "[the text][label]",
            "[EU][1]",
            "[a study][2]",
        ] {
            assert_eq!(marks(&format!("before {mark} after")), [mark], "{mark}");
        }
        for mark in ["[see @x2020, p. 3]", "[-@x]", "[vgl. @x; @y]", "@x2020", "@{x2020}"] {
            assert_eq!(marks(&format!("before {mark} after")), [mark], "{mark}");
        }
        assert_eq!(marks("Write to a@b.org or a.b@c.org."), [""; 0]);
        assert_eq!(marks("a -@x2020 b, x-@y"), ["@x2020"]);
        assert_eq!(marks("a [^1 and more"), ["[^"]);
        assert_eq!(marks("a [@x and more"), ["[@"]);
        assert_eq!(marks("a [b](c d) e"), ["](c d)"]);
        assert_eq!(marks("a \\\\[^1] b"), ["[^1]"]);
        assert_eq!(marks("a [^1-3] b"), ["[^1-3]"]);
    }

    #[test]
    fn a_backslash_before_the_part_counts() {
        assert_eq!(leftover_marks("\\[^1]", 1..5), []);
        assert_eq!(leftover_marks("\\\\[^1]", 2..6).len(), 1);
    }

    #[test]
    fn brackets_that_are_text() {
        for text in [
            "[^a-z]",
            "[^A-Za-z0-9]+",
            "[^,;]",
            "[^\\s]",
            "[^abc]*",
            "[18F][19F]",
            "[1][2]",
            "[1][2][3]",
            "[2020][2021]",
            "dibenzo[b,e][1,4]oxazepine",
            "[Na+][Cl-]",
            "[CH3][CH2]",
            "\\[^1]",
            "\\\\\\[^1]",
            "[a\\][b]",
            "\\[@x]",
            "[a] and [b]",
            "[x][]",
            "[^[^[^",
            "^[^[^[",
            "[@[@[@",
        ] {
            assert_eq!(marks(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn many_signs_take_linear_time() {
        let text = "[^][^a[@](^[b".repeat(50_000);
        assert!(!leftover_marks(&text, 0..text.len()).is_empty());
    }
}
