//! Works as files of references, for reference managers and LaTeX.
//!
//! Must not depend on the readers, except in tests.

mod bibtex;
mod coins;
mod csl_json;
mod ris;

pub use bibtex::to_bibtex;
pub use coins::to_coins;
pub use csl_json::to_csl_json;
pub use ris::to_ris;

use crate::status_note::{BETWEEN_NOTES, status_note};
use crate::work::Work;

/// A family name in its particles and the rest: `van de`, `Berg`.
fn split_particles(family: &str) -> (&str, &str) {
    let mut at = 0;
    for word in family.split_inclusive(' ') {
        let is_particle = word.ends_with(' ')
            && word.chars().all(|c| c.is_lowercase() || matches!(c, ' ' | '\'' | '’'));
        if !is_particle {
            break;
        }
        at += word.len();
    }
    (family[..at].trim_end(), &family[at..])
}

/// The note of the person who keeps the file, and the status.
fn note_with_status(work: &Work) -> String {
    let parts = [work.note.clone(), status_note(work)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(BETWEEN_NOTES)
}

/// `2025-03-04`, `2025-03`, `2025`, or nothing.
fn iso_date(year: i16, month: u8, day: u8) -> String {
    match (year, month, day) {
        (0, ..) => String::new(),
        (year, 0, _) => format!("{year:04}"),
        (year, month, 0) => format!("{year:04}-{month:02}"),
        (year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
    }
}

/// The abstract in one text: `Methods: We … Results: …`.
fn abstract_in_one(work: &Work, between: &str) -> String {
    let parts = work.sections.iter().map(|section| {
        match (section.heading.is_empty(), section.text.is_empty()) {
            (true, _) => section.text.clone(),
            (false, true) => section.heading.clone(),
            (false, false) => format!("{}: {}", section.heading, section.text),
        }
    });
    parts.collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests;
