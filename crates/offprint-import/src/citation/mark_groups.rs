//! The forms of marks: placeholders, numbers in brackets, raised numbers, with lists and ranges.
//!
//! It must not know the works that are cited.

use super::placeholders::{NAMED_MARK_END, NAMED_START, NAMED_TEXT, NUMBER_END, NUMBER_START};

/// Marks that belong together: `[1, 3–5]`.
#[derive(Debug)]
pub(super) struct MarkGroup<'t> {
    /// Its length in bytes, with brackets.
    pub(super) length: usize,
    /// The indices of the entries, from 0.
    pub(super) indices: Vec<usize>,
    /// What the mark says, if it is part of a sentence: `Doe and Roe (2020)`.
    pub(super) text: Option<&'t str>,
}

/// No mark cites more works.
const MOST_INDICES: usize = 60;

/// No mark says more than this many bytes.
const LONGEST_PLACEHOLDER: usize = 400;

/// What may enclose marks.
const ENCLOSURES: [(&str, &str); 4] = [("<sup>", "</sup>"), ("\\[", "\\]"), ("[", "]"), ("(", ")")];

/// The placeholders at the start of a text, with the brackets around them.
pub(super) fn placeholder_group(text: &str) -> Option<MarkGroup<'_>> {
    let mut at = 0;
    let mut closing: Vec<&str> = Vec::new();
    while closing.len() < 3
        && let Some((open, close)) =
            ENCLOSURES.iter().find(|(open, _)| text[at..].starts_with(open))
    {
        at += open.len();
        closing.push(close);
    }
    let (mut indices, mut said) = (Vec::new(), None);
    let (index, words, length) = placeholder(&text[at..])?;
    indices.push(index);
    if words.is_some() {
        said = words;
    }
    at += length;
    while indices.len() < MOST_INDICES {
        let between = separator_length(&text[at..]);
        let Some((index, words, length)) = placeholder(&text[at + between..]) else { break };
        // Names in a sentence are separate marks.
        if words.is_some() && closing.is_empty() {
            break;
        }
        let is_range = text[at..at + between].contains(['-', '–', '—']);
        let from = indices.last().copied().unwrap_or(index);
        if is_range && index > from && index - from < MOST_INDICES {
            indices.extend(from + 1..index);
        }
        indices.push(index);
        at += between + length;
    }
    let is_enclosed = !closing.is_empty();
    for close in closing.into_iter().rev() {
        // A bracket is escaped on one side only if Markdown would read it.
        let close = match text[at..].starts_with(close) {
            true => close,
            false if close == "]" && text[at..].starts_with("\\]") => "\\]",
            false if close == "\\]" && text[at..].starts_with(']') => "]",
            false => return None,
        };
        at += close.len();
    }
    indices.dedup();
    Some(MarkGroup { length: at, indices, text: said.filter(|_| !is_enclosed) })
}

/// The entry of one placeholder, its text if it is a named one, and its length.
fn placeholder(text: &str) -> Option<(usize, Option<&str>, usize)> {
    let text = &text[..text.floor_char_boundary(LONGEST_PLACEHOLDER)];
    if let Some(rest) = text.strip_prefix(NUMBER_START) {
        let (index, _) = rest.split_once(NUMBER_END)?;
        let length = NUMBER_START.len_utf8() + index.len() + NUMBER_END.len_utf8();
        return Some((index.parse().ok()?, None, length));
    }
    let rest = text.strip_prefix(NAMED_START)?;
    let (index, after) = rest.split_once(NAMED_TEXT)?;
    let (words, _) = after.split_once(NAMED_MARK_END)?;
    let length = NAMED_START.len_utf8()
        + index.len()
        + NAMED_TEXT.len_utf8()
        + words.len()
        + NAMED_MARK_END.len();
    Some((index.parse().ok()?, Some(words), length))
}

/// The length of what separates two marks: commas, dashes, spaces, the end of one raised text and
/// the start of the next.
fn separator_length(text: &str) -> usize {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let next = ["</sup>", "<sup>", "\\]\\[", "][", ",", ";", "–", "—", "-", "‐", " "]
            .iter()
            .find(|sign| rest.starts_with(**sign));
        match next {
            Some(sign) if at < 40 => at += sign.len(),
            _ => return at,
        }
    }
}

/// `[1]`, `[1, 2]`, `[1–3]` at the start of a text.
pub(super) fn bracketed_numbers(text: &str) -> Option<MarkGroup<'_>> {
    let (inside, closing) = match text.strip_prefix("\\[") {
        Some(rest) => (rest, 2),
        None => (text.strip_prefix('[')?, 1),
    };
    let end = inside.find([']', '\n', '[']).filter(|end| *end <= 200)?;
    let close = &inside[end..];
    let written = inside[..end].strip_suffix('\\').unwrap_or(&inside[..end]);
    if !close.starts_with(']') || close[1..].starts_with(['(', ':', '[']) {
        return None;
    }
    let indices = number_list(written)?;
    Some(MarkGroup { length: closing + end + 1, indices, text: None })
}

/// `(1)`, `(2, 3)` at the start of a text, before the end of a clause.
pub(super) fn parenthesised_numbers(text: &str) -> Option<MarkGroup<'_>> {
    let inside = text.strip_prefix('(')?;
    let end = inside.find([')', '(', '\n']).filter(|end| *end <= 40)?;
    let after = inside[end..].strip_prefix(')')?;
    let ends_clause = after.is_empty() || after.starts_with(['.', ',', ';', '\n']);
    let indices = number_list(&inside[..end]).filter(|_| ends_clause)?;
    Some(MarkGroup { length: end + 2, indices, text: None })
}

/// `¹`, `¹,²`, `<sup>1–3</sup>` at the start of a text.
pub(super) fn raised_numbers(text: &str) -> Option<MarkGroup<'_>> {
    if let Some(inside) = text.strip_prefix("<sup>") {
        let end = inside.find("</sup>").filter(|end| *end <= 40)?;
        let indices = number_list(inside[..end].trim_matches(['[', ']', '(', ')', '\\']))?;
        return Some(MarkGroup { length: 5 + end + 6, indices, text: None });
    }
    let mut plain = String::new();
    let mut length = 0;
    for character in text.chars() {
        let sign = match character {
            '¹' => '1',
            '²' => '2',
            '³' => '3',
            '⁰' => '0',
            '⁴'..='⁹' => char::from(b'4' + (character as u32 - '⁴' as u32) as u8),
            '˒' | '⁻' | '⁃' if !plain.is_empty() => match character {
                '˒' => ',',
                _ => '-',
            },
            ',' | '–' | '-'
                if !plain.is_empty() && is_raised(&text[length + character.len_utf8()..]) =>
            {
                character
            }
            _ => break,
        };
        if plain.len() > 40 {
            return None;
        }
        plain.push(sign);
        length += character.len_utf8();
    }
    let indices = number_list(&plain)?;
    Some(MarkGroup { length, indices, text: None })
}

fn is_raised(text: &str) -> bool {
    text.starts_with(['¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'])
}

/// The indices in `1, 3–5`: numbers from 1 in rising order.
fn number_list(text: &str) -> Option<Vec<usize>> {
    let mut indices: Vec<usize> = Vec::new();
    for part in text.split([',', ';']) {
        let mut ends = part.trim().splitn(2, ['-', '–', '—', '‐', '‑']).map(|number| {
            let number = number.trim();
            let is_number = (1..=3).contains(&number.len())
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && !number.starts_with('0');
            is_number.then(|| number.parse::<usize>().ok()).flatten()
        });
        let first = ends.next()??;
        let last = match ends.next() {
            Some(last) => last?,
            None => first,
        };
        if last < first || last - first >= MOST_INDICES || indices.len() >= MOST_INDICES {
            return None;
        }
        indices.extend(first - 1..last);
    }
    (!indices.is_empty()).then_some(indices)
}
