//! Classes of drugs: their names, their plurals and the slugs of their pages.
//!
//! Each source has its own classes in its own wording. Two of them are the same class only if they
//! are spelt alike, or if `class_map.tsv` says that they are exact synonyms, with the reason.

use std::collections::HashMap;
use std::sync::LazyLock;

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
    /// The singular as the source words it, which may be a synonym of the name.
    pub wording: String,
}

/// A class as a source words it.
#[derive(Clone, Copy, Debug)]
struct ClassWording {
    singular: &'static str,
    plural: &'static str,
    /// The class of `classes.tsv` that it is an exact synonym of, or empty.
    synonym: &'static str,
}

/// The classes of all sources, by the key of their wording. If two sources use one wording, the
/// class is one.
static CLASS_WORDINGS: LazyLock<HashMap<String, ClassWording>> = LazyLock::new(|| {
    let mut wordings = HashMap::new();
    for line in include_str!(concat!(env!("OUT_DIR"), "/class_names.txt")).lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[_, wording, singular, plural, synonym] = cells.as_slice() else { continue };
        let class = ClassWording { singular, plural, synonym };
        for name in [wording, singular, plural] {
            wordings.entry(spelling_key(name)).or_insert(class);
        }
    }
    wordings
});

impl DrugClass {
    /// The class that a name refers to: one of the table, or a new one with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        if spelling_key(name).is_empty() {
            return None;
        }
        let wording = CLASS_WORDINGS.get(&spelling_key(name));
        let synonym = wording.map(|wording| wording.synonym).filter(|name| !name.is_empty());
        if let Some(number) = table_class(synonym.unwrap_or(name)) {
            let name = table::canonical_name(number);
            let wording = wording.map_or(name, |wording| wording.singular).to_owned();
            return Some(Self { wording, ..Self::with_plural(name, class_plural(name)) });
        }
        Some(match wording {
            Some(wording) => Self::with_plural(wording.singular, wording.plural.to_owned()),
            None => Self::with_plural(name, regular_plural(name)),
        })
    }

    fn with_plural(name: &str, plural: String) -> Self {
        Self { name: name.to_owned(), slug: slugify(&plural), plural, wording: name.to_owned() }
    }
}

/// The singular of a class or mechanism as a source words it, for readers.
pub fn class_wording(wording: &str) -> &str {
    CLASS_WORDINGS.get(&spelling_key(wording)).map_or(wording, |class| class.singular)
}

/// The other names of a class of the table, in the singular and in the plural.
pub fn class_names(name: &str) -> Vec<String> {
    let row = table_class(name).and_then(table::class_row).unwrap_or_default();
    let names = row.get(1).into_iter().flat_map(|names| names.split('|'));
    names.flat_map(|name| std::iter::once(name.to_owned()).chain(plural_forms(name))).collect()
}

/// The slug of the page of a class of the table, by any of its names.
pub fn known_class_slug(name: &str) -> Option<String> {
    let wording = CLASS_WORDINGS.get(&spelling_key(name));
    let synonym = wording.map(|wording| wording.synonym).filter(|name| !name.is_empty());
    table_class(synonym.unwrap_or(name))?;
    DrugClass::named(name).map(|class| class.slug)
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
