//! Escapes text so that Markdown shows exactly this text.
//!
//! A person does not write `3 \* 4 \= 12`, so a character is escaped only where Markdown would
//! interpret it: this depends on its neighbours and, for paired marks, on the rest of the block.
//! Does not depend on the HTML tree.

use offprint_base::escape_scripts;

use crate::shortcode_signs::{begins_shortcode, directive_position};

/// Appends `text` to `out` so that none of its characters is read as markup. `out` ends with what
/// precedes the text in the block.
pub(super) fn push_text(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let has_pair = |mark: u8| bytes.iter().filter(|byte| **byte == mark).nth(1).is_some();
    let (has_dollars, has_tildes) = (has_pair(b'$'), has_pair(b'~'));
    let start = out.len();
    let mut previous = out.chars().next_back();
    let mut characters = text.char_indices().peekable();
    while let Some((position, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        let rest = &text[position + character.len_utf8()..];
        let is_mark = begins_shortcode(character, rest)
            || match character {
                '\\' => next.is_none_or(|next| next.is_ascii_punctuation()),
                '`' => true,
                '*' => !(is_space(previous) && is_space(next)),
                '_' => {
                    !(is_word(previous) && is_word(next) || is_space(previous) && is_space(next))
                }
                '<' => next.is_some_and(|next| {
                    next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')
                }),
                '&' => is_entity(rest),
                '[' => match next {
                    Some('[' | '@' | '^' | '!') => true,
                    Some('x' | 'X' | ' ') => previous.is_none() && rest[1..].starts_with(']'),
                    _ => previous == Some('!'),
                },
                ']' => matches!(next, Some('(' | '[')),
                '$' => has_dollars,
                '~' => has_tildes,
                _ => false,
            };
        if is_mark {
            out.push('\\');
        }
        out.push(character);
        previous = Some(character);
    }
    // What precedes the text may be finished Markdown, so only its last character counts.
    if text.contains(['~', '^']) {
        let context = out[..start].char_indices().next_back().map_or(start, |(at, _)| at);
        let mut written = out.split_off(context);
        escape_scripts(&mut written, start - context);
        out.push_str(&written);
    }
}

/// A finished paragraph, escaped so that none of its lines begins another kind of block.
pub(super) fn guard_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        match guard_at(line).or_else(|| directive_position(line)) {
            Some(position) => {
                out.push_str(&line[..position]);
                out.push('\\');
                out.push_str(&line[position..]);
            }
            None => out.push_str(line),
        }
    }
    out
}

/// Where in the line a backslash is needed, so that the line remains part of a paragraph.
fn guard_at(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let is_gap_at =
        |position: usize| line[position..].chars().next().is_none_or(|next| next == ' ');
    match first {
        '#' => {
            let hashes = line.len() - line.trim_start_matches('#').len();
            (hashes <= 6 && is_gap_at(hashes)).then_some(0)
        }
        '>' => Some(0),
        '+' => (is_gap_at(1) || line.starts_with("+++")).then_some(0),
        '-' | '=' | '*' | '_' => {
            let is_rule = line.chars().all(|character| character == first || character == ' ');
            (is_rule
                || first == '-' && (is_gap_at(1) || line.starts_with("---"))
                || first == '*' && is_gap_at(1))
            .then_some(0)
        }
        '~' => line.starts_with("~~~").then_some(0),
        ':' => (is_gap_at(1) || line.starts_with(":::")).then_some(0),
        '|' => Some(0),
        '[' => line.find(']').filter(|end| line[*end..].starts_with("]:")).map(|_| 0),
        _ if first.is_ascii_digit() => {
            let digits = line.len()
                - line.trim_start_matches(|character: char| character.is_ascii_digit()).len();
            let is_item = digits <= 9
                && matches!(line.as_bytes().get(digits), Some(b'.' | b')'))
                && is_gap_at(digits + 1);
            is_item.then_some(digits)
        }
        _ => None,
    }
}

/// White space or the edge of the block.
fn is_space(character: Option<char>) -> bool {
    character.is_none_or(char::is_whitespace)
}

fn is_word(character: Option<char>) -> bool {
    character.is_some_and(char::is_alphanumeric)
}

/// Whether `&` before this text would begin an entity.
fn is_entity(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let length = name.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name.as_bytes().get(length) == Some(&b';')
}

#[cfg(test)]
mod tests {
    use super::{guard_lines, push_text};

    #[track_caller]
    fn check(text: &str, expect: &str) {
        let mut out = String::new();
        push_text(&mut out, text);
        assert_eq!(guard_lines(&out), expect);
    }

    #[test]
    fn plain_text_stays_plain() {
        check(
            "P<0.05, 3 * 4 = 12, snake_case, AT&T, 50 % of $5",
            "P<0.05, 3 * 4 = 12, snake_case, AT&T, 50 % of $5",
        );
        check("2019 was good. [sic] (a) {b} a|b", "2019 was good. [sic] (a) {b} a|b");
        check("#1 choice", "#1 choice");
        check("-5 degrees", "-5 degrees");
    }

    #[test]
    fn marks_are_escaped() {
        check("*star* and _under_", "\\*star\\* and \\_under\\_");
        check("`tick` <b> &lt; \\* ", "\\`tick\\` \\<b> \\&lt; \\\\\\* ");
        check("[a](b) [[c]] [@d] [^e] ![f]", "[a\\](b) \\[[c]] \\[@d] \\[^e] !\\[f]");
        check("$5 and $6", "\\$5 and \\$6");
        check("H~2 and 10^6^ or x^2", "H~2 and 10\\^6\\^ or x^2");
    }

    #[test]
    fn lines_do_not_begin_blocks() {
        check("# x", "\\# x");
        check("1. x", "1\\. x");
        check("- x", "\\- x");
        check("+++", "\\+++");
        check("===", "\\===");
        check("> x", "\\> x");
        check("[a]: b", "\\[a]: b");
        check("see [a]: b", "see [a]: b");
    }
}
