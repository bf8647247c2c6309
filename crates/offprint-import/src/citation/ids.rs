//! The ids of cited works: what `[@shelton2025]` in a text refers to.
//!
//! They are made as the site makes them for works without an id: the first author's family name and
//! the year. It must not know where works are cited.

use offprint_base::transliterate;

use crate::article::CitedWork;
use crate::phrases::{Category, is_phrase};

/// An id for each work, all different.
pub(super) fn citation_ids(works: &[CitedWork]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::with_capacity(works.len());
    for (index, work) in works.iter().enumerate() {
        let family = work
            .authors
            .first()
            .map(|author| transliterate(family_name(author)).replace('-', ""))
            .unwrap_or_default();
        let year = work.year.map(|year| year.to_string()).unwrap_or_default();
        let base = match family.is_empty() {
            true => format!("ref{}", index + 1),
            false => format!("{family}{year}"),
        };
        let id = if ids.contains(&base) {
            ('b'..='z')
                .map(|letter| format!("{base}{letter}"))
                .find(|id| !ids.contains(id))
                .unwrap_or_else(|| format!("{base}-{index}"))
        } else {
            base
        };
        ids.push(id);
    }
    ids
}

/// The family name of `Shelton RC` or `van der Berg P Jr`; the complete name of a group.
pub(super) fn family_name(author: &str) -> &str {
    let mut name = author.trim();
    while let Some((before, last)) = name.rsplit_once(' ') {
        let is_initials = last.chars().count() <= 5
            && last.chars().all(|character| character.is_uppercase() || character == '-');
        if !is_initials && !is_phrase(Category::NameSuffixes, last) {
            break;
        }
        name = before;
    }
    name
}
