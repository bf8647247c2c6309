//! [`status_note`] and [`parse_status_note`]: what happened to a work as a note of a file of references,
//! which has no field for it: `Retracted 2026-01-05: https://doi.org/10.5555/…`.
//!
//! Must not depend on formats.

use crate::text::date::parse_date;
use crate::work::{PartialDate, StatusChange, StatusKind, Work};

/// What separates notes in one field.
pub(crate) const BETWEEN_NOTES: &str = "; ";

/// What a reader of an export has to know. Empty if nothing happened to the work.
pub(crate) fn status_note(work: &Work) -> String {
    let notes: Vec<String> = work.status.iter().map(described_status).collect();
    notes.join(BETWEEN_NOTES)
}

fn name_in_note(kind: StatusKind) -> &'static str {
    match kind {
        StatusKind::Preprint => "Preprint",
        StatusKind::Published => "Published",
        StatusKind::Superseded => "Superseded",
        StatusKind::Corrected => "Corrected",
        StatusKind::ExpressionOfConcern => "Expression of concern",
        StatusKind::Withdrawn => "Withdrawn",
        StatusKind::Retracted => "Retracted",
    }
}

fn described_status(change: &StatusChange) -> String {
    let notice = match change.notice.starts_with("10.") {
        true => format!("https://doi.org/{}", change.notice),
        false => change.notice.replace(BETWEEN_NOTES, ", "),
    };
    let mut text = name_in_note(change.kind).to_owned();
    if change.date.year != 0 {
        text = format!("{text} {}", change.date);
    }
    if !notice.is_empty() {
        text = format!("{text}: {notice}");
    }
    text
}

/// The status that a note states, if it is written as [`status_note`] writes it. A note of a person may
/// begin with the same words: what is no retraction needs the notice, and a notice that is no
/// address needs a date.
pub(crate) fn parse_status_note(note: &str) -> Option<StatusChange> {
    let starts = |kind: &StatusKind| note.strip_prefix(name_in_note(*kind));
    let kind = StatusKind::ALL.into_iter().find(|kind| starts(kind).is_some())?;
    let rest = starts(&kind)?;
    let (date, notice) = rest.split_once(": ").unwrap_or((rest, ""));
    let date = match date.strip_prefix(' ') {
        Some(written) => Some(parse_date(written)).filter(|date| date.to_string() == written)?,
        None if date.is_empty() => PartialDate::default(),
        None => return None,
    };
    let notice = notice.trim();
    let is_address = notice.starts_with("https://") || notice.starts_with("http://");
    let is_grave = kind >= StatusKind::ExpressionOfConcern;
    let is_status = match notice.is_empty() {
        true => is_grave,
        false => is_address || date.year != 0 && kind >= StatusKind::Corrected,
    };
    let notice = notice.strip_prefix("https://doi.org/").unwrap_or(notice).to_owned();
    is_status.then(|| StatusChange {
        kind,
        date,
        notice,
        reason: String::new(),
        source: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::{described_status, parse_status_note};

    #[test]
    fn notes_state_a_status_only_in_the_form_of_exports() {
        for note in [
            "Retracted 2026-01-05: https://doi.org/10.5555/ex.9",
            "Retracted 2026: https://pubmed.ncbi.nlm.nih.gov/90000001/",
            "Retracted",
            "Expression of concern 2025-03",
            "Corrected 2025-03-04: https://doi.org/10.5555/ex_(1)",
            "Corrected 2025: Ex J. 2025 Jan;3(1):9.",
            "Published: https://doi.org/10.5555/ex",
        ] {
            let found = parse_status_note(note);
            assert_eq!(found.as_ref().map(described_status).as_deref(), Some(note));
        }
        for note in [
            "Retracted by its authors?",
            "Retracted: see the letter in the folder",
            "Retracted work is cited on p. 3",
            "Published 2020",
            "Published 2020: in German",
            "Corrected",
            "Preprint",
            "Retracted 2026-1-5",
            "Withdrawn from the library",
            "retracted",
        ] {
            assert_eq!(parse_status_note(note), None, "{note}");
        }
    }
}
