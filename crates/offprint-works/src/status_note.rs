//! [`status_note`] and [`parse_status_note`]: what happened to a work as a note of a file of references,
//! which has no field for it: `Offprint status: retracted 2026-01-05, https://doi.org/10.5555/…`.
//!
//! Must not depend on formats.

use crate::text::date::parse_date;
use crate::work::{PartialDate, StatusChange, StatusKind, Work};

/// Tells the notes of exports from those of people, which begin with the same words: `Withdrawn 2004`.
const MARK: &str = "Offprint status: ";

/// What separates notes in one field.
pub(crate) const BETWEEN_NOTES: &str = "; ";

/// What a reader of an export has to know. Empty if nothing happened to the work.
pub(crate) fn status_note(work: &Work) -> String {
    let notes: Vec<String> = work.status.iter().map(described_status).collect();
    notes.join(BETWEEN_NOTES)
}

fn name_in_note(kind: StatusKind) -> &'static str {
    match kind {
        StatusKind::Preprint => "preprint",
        StatusKind::Published => "published",
        StatusKind::Superseded => "superseded",
        StatusKind::Corrected => "corrected",
        StatusKind::ExpressionOfConcern => "expression of concern",
        StatusKind::Withdrawn => "withdrawn",
        StatusKind::Retracted => "retracted",
    }
}

fn described_status(change: &StatusChange) -> String {
    let notice = match change.notice.starts_with("10.") {
        true => format!("https://doi.org/{}", change.notice),
        false => change.notice.replace(BETWEEN_NOTES, ", "),
    };
    let mut text = format!("{MARK}{}", name_in_note(change.kind));
    if change.date.year != 0 {
        text = format!("{text} {}", change.date);
    }
    if !notice.is_empty() {
        text = format!("{text}, {notice}");
    }
    text
}

/// The status that a note states, if it is written as [`status_note`] writes it.
pub(crate) fn parse_status_note(note: &str) -> Option<StatusChange> {
    let stated = note.trim().strip_prefix(MARK)?;
    let (stated, notice) = stated.split_once(", ").unwrap_or((stated, ""));
    let starts = |kind: &StatusKind| stated.strip_prefix(name_in_note(*kind));
    let kind = StatusKind::ALL.into_iter().find(|kind| starts(kind).is_some())?;
    let date = starts(&kind)?;
    let date = match date.strip_prefix(' ') {
        Some(written) => Some(parse_date(written)).filter(|date| date.to_string() == written)?,
        None if date.is_empty() => PartialDate::default(),
        None => return None,
    };
    let notice = notice.trim();
    let notice = notice.strip_prefix("https://doi.org/").unwrap_or(notice).to_owned();
    Some(StatusChange { kind, date, notice, reason: String::new(), source: String::new() })
}

#[cfg(test)]
mod tests {
    use super::{described_status, parse_status_note};

    #[test]
    fn notes_state_a_status_only_in_the_form_of_exports() {
        for note in [
            "Offprint status: retracted 2026-01-05, https://doi.org/10.5555/ex.9",
            "Offprint status: retracted 2026, https://pubmed.ncbi.nlm.nih.gov/90000001/",
            "Offprint status: retracted",
            "Offprint status: expression of concern 2025-03",
            "Offprint status: corrected 2025-03-04, https://doi.org/10.5555/ex_(1)",
            "Offprint status: corrected 2025, Ex J. 2025 Jan;3(1):9.",
            "Offprint status: published, https://doi.org/10.5555/ex",
            "Offprint status: preprint",
        ] {
            let found = parse_status_note(note);
            assert_eq!(found.as_ref().map(described_status).as_deref(), Some(note));
        }
        for note in [
            "Retracted 2026-01-05: https://doi.org/10.5555/ex.9",
            "Retracted",
            "Withdrawn 2004",
            "Preprint: https://doi.org/10.5555/ex",
            "Published 2021: https://doi.org/10.5555/ex",
            "Superseded: https://a.example/new",
            "Offprint status: retracted 2026-1-5",
            "Offprint status: retracted by its authors",
            "Offprint status: read",
        ] {
            assert_eq!(parse_status_note(note), None, "{note}");
        }
    }
}
