//! Divides a byline by what the people in it did: `By Jane Doe | Reviewed by Ann Lee` names an author
//! and a reviewer.
//!
//! A label such as `reviewed by` applies to what follows it, up to the next label. It must not know
//! names.

use crate::byline_words::{is_degree, is_role};
use crate::phrases::{Category, is_phrase, phrases};

/// The parts of a byline.
#[derive(Default, PartialEq, Eq, Debug)]
pub(crate) struct BylineRoles {
    /// What names the authors.
    pub(crate) authors: String,
    /// What names reviewers, editors and translators.
    pub(crate) reviewers: String,
}

/// What the people after a label did.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BylineRole {
    Author,
    Reviewer,
    /// They changed the page last, or made the pictures.
    Other,
}

/// Divides a byline.
pub(crate) fn split_roles(text: &str) -> BylineRoles {
    let mut roles = BylineRoles::default();
    let lower = text.to_lowercase();
    // Lower-casing may change lengths: such lines have none of the labels.
    if lower.len() != text.len() {
        roles.authors.push_str(text);
        return roles;
    }
    let mut role = BylineRole::Author;
    let mut start = 0;
    let mut at = 0;
    let mut before = ' ';
    while let Some(next) = lower[at..].chars().next() {
        if !before.is_alphanumeric()
            && let Some((label, found)) = label_at(
                &lower[at..],
                begins_part(&lower[..at])
                    || role != BylineRole::Author
                        && text[at..].starts_with(char::is_uppercase)
                        && ends_statement(&text[..at]),
            )
        {
            roles.add(role, &text[start..at]);
            role = found;
            // The label of authors is left to the reading of names.
            start = if found == BylineRole::Author { at } else { at + label };
            at += label;
            before = ' ';
            continue;
        }
        before = next;
        at += next.len_utf8();
    }
    roles.add(role, &text[start..]);
    roles
}

impl BylineRoles {
    fn add(&mut self, role: BylineRole, text: &str) {
        let part = match role {
            BylineRole::Author => &mut self.authors,
            BylineRole::Reviewer => &mut self.reviewers,
            BylineRole::Other => return,
        };
        if !part.is_empty() && !text.is_empty() {
            part.push('\n');
        }
        part.push_str(text);
    }
}

/// The label at the start of a text, with its length. One word such as `by` is a label only where a
/// part of the line begins: it also ends other labels.
fn label_at(lower: &str, is_part: bool) -> Option<(usize, BylineRole)> {
    let categories = [
        (Category::ReviewerLabels, BylineRole::Reviewer),
        (Category::ModifierLabels, BylineRole::Other),
        (Category::PictureCreditLabels, BylineRole::Other),
        (Category::BylinePrefixes, BylineRole::Author),
    ];
    categories
        .into_iter()
        .flat_map(|(category, role)| phrases(category).iter().map(move |label| (*label, role)))
        .filter(|(label, role)| {
            let is_certain = *role != BylineRole::Author || label.contains(' ') || is_part;
            is_certain
                && lower.starts_with(label)
                && (label.ends_with(':')
                    || !lower[label.len()..].starts_with(char::is_alphanumeric))
        })
        .map(|(label, role)| (label.len(), role))
        .max_by_key(|(length, _)| *length)
}

/// Whether a sentence ends before another: not after a title or an initial, such as `Dr.` or `J.`
fn ends_statement(before: &str) -> bool {
    let Some(statement) = before.trim_end_matches(' ').strip_suffix('.') else { return false };
    let word = statement.rsplit([' ', ',', '.']).next().unwrap_or_default();
    let is_title = is_role(word) || is_phrase(Category::Professions, &word.to_lowercase());
    let is_after_name = statement[..statement.len() - word.len()].trim_end().ends_with(',');
    if is_degree(word) { is_after_name } else { !is_title && word.chars().count() > 2 }
}

/// Whether a part of the line begins after this text.
fn begins_part(before: &str) -> bool {
    let before = before.trim_end_matches(' ');
    before.is_empty() || before.ends_with(['|', '•', '·', '\n', ';', '—', '–', '/'])
}

#[cfg(test)]
mod tests {
    use super::split_roles;

    #[track_caller]
    fn check(line: &str, authors: &str, reviewers: &str) {
        let roles = split_roles(line);
        assert_eq!((roles.authors.trim(), roles.reviewers.trim()), (authors, reviewers), "{line}");
    }

    #[test]
    fn a_sentence_after_the_reviewer_names_the_author() {
        check(
            "Reviewed by Ann Lee on May 4, 2025. By Bob Ray, April 1, 2025",
            "By Bob Ray, April 1, 2025",
            "Ann Lee on May 4, 2025.",
        );
        check("Medically reviewed by Ann Lee, MD. By Bob Ray", "By Bob Ray", "Ann Lee, MD.");
        check("Geprüft von Ann Lee. Von Bob Ray", "Von Bob Ray", "Ann Lee.");
    }

    #[test]
    fn names_with_a_full_stop_are_not_divided() {
        check("Geprüft von Dr. Von Hagen", "", "Dr. Von Hagen");
        check("Reviewed by J. By Wall", "", "J. By Wall");
        check("Geprüft von Ann Lee. von Hagen", "", "Ann Lee. von Hagen");
        check("By Ann Lee. By Bob Ray", "By Ann Lee. By Bob Ray", "");
    }
}
