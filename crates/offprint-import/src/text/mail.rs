//! What an e-mail program adds to a text: the fields of a forwarded message with private addresses,
//! separators, signatures, confidentiality notices.
//!
//! It must not know which of the lines are the article.

use super::line::TextLine;
use crate::phrases::{Category, contains_phrase, is_phrase, starts_with_phrase};

/// So many fields, close together, are the head of a message.
const FEWEST_FIELDS: usize = 3;

/// The fields of a head are at most so many lines apart.
const FIELD_DISTANCE: usize = 2;

/// The lines that an e-mail program added, each with the reason to leave it out.
pub(super) fn find_mail_lines(lines: &[TextLine]) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    let mut fields: Vec<usize> = Vec::new();
    for at in 0..=lines.len() {
        let is_field = lines.get(at).is_some_and(|line| mail_field(&line.text).is_some());
        let ends = fields.last().is_some_and(|last| at - last > FIELD_DISTANCE);
        if ends || at == lines.len() {
            if fields.len() >= FEWEST_FIELDS {
                let (first, last) = (fields[0], fields[fields.len() - 1]);
                found.extend((first..=last).map(|at| (at, "the head of an e-mail")));
            }
            fields.clear();
        }
        if is_field {
            fields.push(at);
        }
    }
    let is_mail = !found.is_empty();
    for (at, line) in lines.iter().enumerate() {
        let lower = line.text.to_lowercase().replace('’', "'");
        let words = lower.split(' ').count();
        if words <= 8 && contains_phrase(Category::MailSeparators, &lower) {
            found.push((at, "the head of an e-mail"));
        } else if starts_with_phrase(Category::ConfidentialityStarts, lower.trim_start_matches('*'))
        {
            found.push((at, "a confidentiality notice"));
        }
    }
    // What follows two hyphens is the signature; `split_lines` leaves the hyphens by themselves.
    let signature = lines.iter().position(|line| matches!(line.text.as_str(), "--" | "—" | "__"));
    if let Some(start) = signature.filter(|start| is_mail && lines.len() - start <= 12) {
        found.extend((start..lines.len()).map(|at| (at, "a signature")));
    }
    found
}

/// The name and the value of a field of an e-mail: `From: Jane Doe <jane@example.org>`.
fn mail_field(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches(['>', '*', ' ']);
    let (name, value) = text.split_once(':')?;
    let name = name.trim_end_matches(['*', ' ']);
    (name.len() <= 24 && is_phrase(Category::MailFields, &name.to_lowercase()))
        .then_some((name, value.trim()))
}
