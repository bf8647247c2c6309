//! Prose and tables that are code because their lines are indented.

use std::ops::Range;

use super::misread_part::MisreadPart;

/// What is wrong with an indented code block, if it contains prose.
pub(super) fn indented_fault(span: &Range<usize>, text: &str) -> Option<MisreadPart> {
    let block = text[span.clone()].trim_end();
    let lines: Vec<&str> = block.lines().map(|line| line.trim_matches([' ', '\t', '>'])).collect();
    let message = if is_table(&lines) {
        "this table is shown as code, because it is indented"
    } else if is_prose(&lines) {
        "this text is shown as code, because it is indented"
    } else {
        return None;
    };
    let first = block.lines().next().unwrap_or_default();
    Some(MisreadPart::new(
        message,
        "remove the spaces at the start of its lines; for code, write ``` in the lines around it",
        span.start..span.start + first.len(),
    ))
}

fn is_table(lines: &[&str]) -> bool {
    let is_rule =
        |line: &str| line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    lines.len() > 2 && lines[0].starts_with('|') && lines[1].starts_with('|') && is_rule(lines[1])
}

/// Whether lines are sentences with a citation, a note, a link or bold text.
fn is_prose(lines: &[&str]) -> bool {
    let Some(first) = lines.first() else { return false };
    let words: Vec<&str> = lines.iter().flat_map(|line| line.split_whitespace()).collect();
    let plain = words.iter().filter(|word| is_plain_word(word)).count();
    let begins =
        first.starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '"' | '*' | '['));
    let ends = words.last().is_some_and(|word| {
        let word = match word.rfind('[') {
            Some(open) if word.ends_with(']') && open > 0 => &word[..open],
            _ => word,
        };
        word.trim_end_matches(['*', '_', '”', '"', ')', ']', '.'].as_slice()).len() < word.len()
            || word.ends_with(['?', '!', ':'])
    });
    // Poems and quoted sentences may be indented on purpose; what is lost is a mark.
    let has_mark =
        words.iter().any(|word| ["[@", "[^", "](", "**"].iter().any(|mark| word.contains(mark)));
    words.len() > 5 && plain * 5 >= words.len() * 4 && begins && ends && has_mark
}

/// Whether a word has only letters, digits and the signs of prose around and in it; a citation, a note or
/// a link counts as one.
fn is_plain_word(word: &str) -> bool {
    let is_mark = word.contains("[@") || word.contains("[^") || word.contains("](");
    let word = word.trim_matches(
        ['*', '_', '(', ')', '“', '”', '"', '\'', '’', '.', ',', ';', ':', '?', '!', '[', ']']
            .as_slice(),
    );
    let is_word = word.chars().all(|c| {
        c.is_alphanumeric() || matches!(c, '-' | '–' | '\'' | '’' | '.' | ',' | '%' | '/')
    });
    // Names in code are joined with dots and slashes.
    let has_inner_dot = word.contains(['.', '/']) && word.starts_with(char::is_alphabetic);
    is_mark || is_word && !has_inner_dot
}
