//! [`ClassFiles`]: the files in `content/classes/`, which describe classes of drugs.
//!
//! A file belongs to the class that its title or one of its aliases names, in the singular or in the
//! plural, by any name that the vocabulary knows. It decides the class's name and URL. A class with a
//! file has a page even if no drug of the site belongs to it.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::class::Class;
use super::hidden::Hidden;
use super::suggestion::suggest_name;
use crate::config::Config;
use crate::diagnostic::{Code, Severity};
use crate::library::{CLASSES, DocId, FactRef, Facts, UnlocatedDiagnostic};
use crate::route::Route;
use offprint_base::{Hashed, name_key, slugify};
use offprint_vocabulary::Vocabulary;

/// The files of classes that are shown.
pub(super) struct ClassFiles {
    documents: Vec<DocId>,
    /// The file of each class, by the slug that the vocabulary gives to its names.
    by_name: FxHashMap<String, DocId>,
}

impl ClassFiles {
    /// Finds the files, and reports names that two of them claim.
    pub(super) fn new(
        facts: &[Hashed<Facts>],
        routes: &[Result<Route, Hidden>],
        vocabulary: &Vocabulary,
        faults: &mut Vec<UnlocatedDiagnostic>,
    ) -> Self {
        let is_file = |id: &DocId| facts[*id].kind.is_of(CLASSES) && routes[*id].is_ok();
        let documents: Vec<DocId> = (0..facts.len()).filter(is_file).collect();
        let mut by_name: FxHashMap<String, DocId> = FxHashMap::default();
        for id in &documents {
            let file = &facts[*id];
            let title = (&file.title, FactRef::Title);
            let aliases = file.names.iter().enumerate();
            let aliases = aliases.map(|(index, name)| (name, FactRef::Name(index)));
            for (name, place) in std::iter::once(title).chain(aliases) {
                // A class may have a name that is not English, and then no regular plural.
                let known = vocabulary.class(name).map(|class| class.slug);
                for slug in known.into_iter().chain([slugify(name)]) {
                    let first = *by_name.entry(slug).or_insert(*id);
                    if first != *id {
                        faults.push(duplicate_name(name, (*id, place), first, facts));
                        break;
                    }
                }
            }
        }
        Self { documents, by_name }
    }

    /// The slug of the page of a class that has a file. `name_slug` is the slug of one of its names.
    pub(super) fn slug<'f>(&self, name_slug: &str, facts: &'f [Hashed<Facts>]) -> Option<&'f str> {
        self.by_name.get(name_slug).map(|id| facts[*id].slug.as_str())
    }

    /// The classes that have a file, by slug, without their drugs.
    pub(super) fn classes(
        &self,
        facts: &[Hashed<Facts>],
        routes: &[Result<Route, Hidden>],
        config: &Config,
    ) -> BTreeMap<String, Class> {
        let class = |id: &DocId| {
            let (file, route) = (&facts[*id], routes[*id].as_ref().ok()?.clone());
            let class = Class::new(file.title.clone(), file.slug.clone(), route, config);
            Some((file.slug.clone(), Class { document: Some(*id), ..class }))
        };
        self.documents.iter().filter_map(class).collect()
    }

    /// Resolves the names in `related`, and reports files of classes without drugs.
    pub(super) fn resolve_related(
        &self,
        classes: &mut [Class],
        facts: &[Hashed<Facts>],
        vocabulary: &Vocabulary,
        faults: &mut Vec<UnlocatedDiagnostic>,
    ) {
        let places: FxHashMap<String, usize> = classes
            .iter()
            .enumerate()
            .map(|(place, class)| (class.link.slug.clone(), place))
            .collect();
        let names: Vec<(String, String)> = classes
            .iter()
            .map(|class| (name_key(&class.link.name), class.link.name.clone()))
            .collect();
        let suggestion = |name: &str| {
            let is_near = |key: &str| suggest_name(name, std::iter::once(key)).is_some();
            let near = names.iter().find(|(key, _)| is_near(key));
            near.map(|(_, shown)| format!("did you mean `{shown}`?"))
        };
        let mut all_related: Vec<Vec<usize>> = vec![Vec::new(); classes.len()];
        for (own, (class, related)) in classes.iter().zip(&mut all_related).enumerate() {
            let Some(document) = class.document else { continue };
            let file = &facts[document];
            for (index, name) in file.related.iter().enumerate() {
                let known = vocabulary.class(name).map(|class| class.slug).unwrap_or_default();
                let own_slug = self.slug(&slugify(name), facts).or(self.slug(&known, facts));
                let slug = own_slug.unwrap_or(&known);
                match places.get(slug) {
                    Some(place) if *place != own && !related.contains(place) => {
                        related.push(*place);
                    }
                    Some(_) => {}
                    None => faults.push(UnlocatedDiagnostic {
                        document,
                        place: FactRef::Related(index),
                        severity: Severity::Error,
                        code: Code::BrokenLink,
                        message: format!("no drug of this site is in a class `{name}`"),
                        help: Some(suggestion(name).unwrap_or_else(|| {
                            "write the name as on the pages of drugs, or remove it".to_owned()
                        })),
                        note: None,
                    }),
                }
            }
            if class.drugs.is_empty() {
                faults.push(UnlocatedDiagnostic {
                    document,
                    place: FactRef::Title,
                    severity: Severity::Warning,
                    code: Code::BadValue,
                    message: format!("no drug of this site is in the class `{}`", file.title),
                    help: Some(suggestion(&file.title).unwrap_or_else(|| {
                        format!(
                            "write the name as on the pages of drugs, or add class = \"{}\" to the \
                             file of a drug",
                            file.title
                        )
                    })),
                    note: None,
                });
            }
        }
        for (class, related) in classes.iter_mut().zip(all_related) {
            class.related = related;
        }
    }
}

fn duplicate_name(
    name: &str,
    (document, place): (DocId, FactRef),
    first: DocId,
    facts: &[Hashed<Facts>],
) -> UnlocatedDiagnostic {
    UnlocatedDiagnostic {
        document,
        place,
        severity: Severity::Error,
        code: Code::DuplicateName,
        message: format!("`{name}` is a name of the class that `{}` describes", facts[first].path),
        help: Some("describe a class in one file".to_owned()),
        note: Some((first, FactRef::Title, "the other file is this".to_owned())),
    }
}
