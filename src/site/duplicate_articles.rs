//! Lints on published articles that have the title, the date and the beginning of another one: copies
//! whose names no program marks, such as `study-v2.md`.
//!
//! Everything follows from the facts. Copies with the mark of a program are not published; see
//! `conflict_copy`.

use std::collections::HashMap;

use super::linked_site::Site;
use crate::diagnostic::{Code, Severity};
use crate::library::{DocumentKind, FactRef, UnlocatedDiagnostic};

impl Site {
    /// Articles that look like copies of another article.
    pub(super) fn duplicate_articles(&self, lints: &mut Vec<UnlocatedDiagnostic>) {
        let mut first = HashMap::new();
        for (document, facts) in self.facts.iter().enumerate() {
            let begins = facts.summary.as_ref().or(facts.excerpt.as_ref());
            let is_shown = self.routes[document].is_ok();
            let (Some(begins), Some(date)) = (begins, facts.date) else { continue };
            if facts.kind != DocumentKind::Article || !is_shown {
                continue;
            }
            let key = (&facts.title, date, begins);
            let Some(other) = first.get(&key).copied() else {
                first.insert(key, document);
                continue;
            };
            // A copy has the longer name.
            let name = |document: usize| self.facts[document].path.as_str();
            let (document, original) = match name(document).len() < name(other).len() {
                true => (other, name(document)),
                false => (document, name(other)),
            };
            lints.push(UnlocatedDiagnostic {
                document,
                place: FactRef::Title,
                severity: Severity::Warning,
                code: Code::DuplicateArticle,
                message: format!(
                    "this article has the title, the date and the beginning of `{original}`"
                ),
                help: Some("remove the copy, or give the articles different titles".into()),
                note: None,
            });
        }
    }
}
