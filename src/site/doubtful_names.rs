//! Lints on the names and numbers of terms: several names in one text, the title of the file of a drug that
//! is one letter away from the name of the file, and identifiers of another drug.
//!
//! Everything follows from the facts, the terms and the vocabulary.

use super::linked_site::Site;
use super::suggestion::is_one_letter_away;
use crate::config::{DRUGS, Membership};
use crate::diagnostic::{Code, Severity};
use crate::library::{DocumentKind, FactRef, UnlocatedDiagnostic};
use offprint_base::{name_key, slugify, term_key};
use offprint_vocabulary::{Drug, Vocabulary, drugs_with_identifier};

impl Site {
    /// Lints on the names of terms.
    pub(super) fn name_lints(&self, lints: &mut Vec<UnlocatedDiagnostic>) {
        self.joined_names(lints);
        self.misspelt_titles(lints);
        self.foreign_identifiers(lints);
    }

    /// Names of an article that are several names in one text: `topiramate, sumatriptan`. A comma alone
    /// proves nothing, as in `Depressive Disorder, Major`: each part must be a name elsewhere.
    fn joined_names(&self, lints: &mut Vec<UnlocatedDiagnostic>) {
        for (number, group) in self.terms.iter().enumerate() {
            if group.membership != Membership::Named {
                continue;
            }
            let is_name = |part: &str| {
                group.term_of_name(part).is_some()
                    || number == DRUGS && self.vocabulary.drug(part).is_some()
            };
            for term in group.list.iter().filter(|term| term.document.is_none()) {
                let parts: Vec<&str> = term.name.split([',', ';']).map(str::trim).collect();
                let are_names =
                    parts.len() > 1 && parts.iter().all(|part| !part.is_empty() && is_name(part));
                let Some(document) = term.articles.first().copied().filter(|_| are_names) else {
                    continue;
                };
                let names = self.facts[document].terms.get(number).into_iter().flatten();
                let Some(index) =
                    names.clone().position(|name| term_key(name) == term_key(&term.name))
                else {
                    continue;
                };
                let quoted: Vec<String> = parts.iter().map(|part| format!("\"{part}\"")).collect();
                lints.push(UnlocatedDiagnostic {
                    document,
                    place: FactRef::Term(number, index),
                    severity: Severity::Warning,
                    code: Code::BadValue,
                    message: format!("this is taken for one name: `{}`", term.name),
                    help: Some(format!("put each name in quotes: {}", quoted.join(", "))),
                    note: None,
                });
            }
        }
    }

    /// Files of drugs whose title no source knows, and is one letter away from the name of the file, which
    /// the vocabulary knows.
    fn misspelt_titles(&self, lints: &mut Vec<UnlocatedDiagnostic>) {
        let table = Vocabulary::new([]);
        let is_in_table = |name: &str| table.drug(name).is_some();
        for (document, facts) in self.facts.iter().enumerate() {
            let is_drug = matches!(&facts.kind, DocumentKind::Term(group) if group == "drugs");
            if !is_drug || self.routes[document].is_err() {
                continue;
            }
            let stem = facts.path.stem();
            let (title, file) = (slugify(&facts.title), slugify(stem));
            // The vocabulary knows the names of the site, too: only the file can be compared.
            let is_known = is_in_table(stem) && !is_in_table(&facts.title);
            let is_stated = facts.names.iter().any(|name| slugify(name) == file);
            // Other languages have other endings.
            let is_longer = title.starts_with(&file) || file.starts_with(&title);
            if !is_known || is_stated || is_longer || !is_one_letter_away(&title, &file) {
                continue;
            }
            lints.push(UnlocatedDiagnostic {
                document,
                place: FactRef::Title,
                severity: Severity::Warning,
                code: Code::SimilarName,
                message: format!(
                    "the title is `{}`, but the file is called `{stem}`: is one of them misspelt?",
                    facts.title
                ),
                help: Some("correct the title, or rename the file".to_owned()),
                note: None,
            });
        }
    }

    /// Identifiers in files of drugs that, as the vocabulary has it, are those of other drugs.
    fn foreign_identifiers(&self, lints: &mut Vec<UnlocatedDiagnostic>) {
        let table = Vocabulary::new([]);
        for (document, facts) in self.facts.iter().enumerate() {
            if facts.drug.ids.is_empty() || self.routes[document].is_err() {
                continue;
            }
            // A name that only the site has may be that of a known drug.
            let names = std::iter::once(&facts.title).chain(&facts.names);
            let drugs: Vec<Drug> = names.filter_map(|name| table.drug(name)).collect();
            if drugs.is_empty() {
                continue;
            }
            let own: Vec<_> = drugs.iter().flat_map(|drug| &drug.identifiers).collect();
            for (index, (scheme, value)) in facts.drug.ids.iter().enumerate() {
                if own.iter().any(|known| known.scheme == *scheme && known.value == *value) {
                    continue;
                }
                let owners = drugs_with_identifier(*scheme, value);
                let own_name = |name: &&str| {
                    drugs.iter().any(|drug| name_key(name) == name_key(&drug.canonical))
                };
                let Some(owner) = owners.first().filter(|_| !owners.iter().any(own_name)) else {
                    continue;
                };
                lints.push(UnlocatedDiagnostic {
                    document,
                    place: FactRef::DrugId(index),
                    severity: Severity::Warning,
                    code: Code::BadIdentifier,
                    message: format!("`{value}` ({}) belongs to {owner}", scheme.label()),
                    help: Some(format!(
                        "correct it, or delete the line: what the vocabulary knows of `{}` is shown without it",
                        facts.title
                    )),
                    note: None,
                });
            }
        }
    }
}
