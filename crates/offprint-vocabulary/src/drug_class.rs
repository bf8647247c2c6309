//! Classes of drugs: their names, their plurals and the slugs of their pages.

use crate::facts::FactSource;
use crate::packing::{PatternKind, plural_forms};
use crate::table;
use crate::token::spelling_key;
use offprint_base::slugify;

/// A class of drugs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DrugClass {
    /// The singular: "NMDA receptor antagonist".
    pub name: String,
    /// The plural, which is the title of its page: "NMDA receptor antagonists".
    pub plural: String,
    /// The slug of its page, made from the plural.
    pub slug: String,
    /// The source.
    pub source: FactSource,
}

impl DrugClass {
    /// The class that a name refers to: one of the table, or a new one with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        if spelling_key(name).is_empty() {
            return None;
        }
        if let Some(number) = table_class(name) {
            let name = table::canonical_name(number);
            return Some(Self {
                name: name.to_owned(),
                plural: class_plural(name),
                slug: class_slug(name),
                source: FactSource::Offprint,
            });
        }
        let plural = regular_plural(name);
        Some(Self {
            name: name.to_owned(),
            slug: slugify(&plural),
            plural,
            source: FactSource::Site,
        })
    }
}

/// The other names of a class of the table, in the singular and in the plural.
pub fn class_names(name: &str) -> Vec<String> {
    let row = table_class(name).and_then(table::class_row).unwrap_or_default();
    let names = row.get(1).into_iter().flat_map(|names| names.split('|'));
    names.flat_map(|name| std::iter::once(name.to_owned()).chain(plural_forms(name))).collect()
}

/// The slug of the page of a class, made from its plural.
pub(crate) fn class_slug(name: &str) -> String {
    slugify(&class_plural(name))
}

/// The class of the table with this name.
fn table_class(name: &str) -> Option<u16> {
    table::find_pattern(&spelling_key(name))
        .filter(|pattern| pattern.kind == PatternKind::Class)
        .map(|pattern| pattern.number)
}

fn class_plural(name: &str) -> String {
    table_class(name)
        .and_then(table::class_row)
        .and_then(|row| row.first().copied())
        .map_or_else(|| regular_plural(name), str::to_owned)
}

fn regular_plural(name: &str) -> String {
    plural_forms(name).pop().unwrap_or_else(|| name.to_owned())
}
