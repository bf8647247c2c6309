//! The status of a work as the front matter of an article states it.
//!
//! Must not know how articles are written.

use offprint_works::{
    PartialDate, Problem, Reading, StatusChange, StatusKind, Work, WorkKind, doubtful_status,
};

/// Adds what records say about other works to these works, if the file has them. What they say about
/// works that are not in the file is a warning.
pub(super) fn apply_statements(reading: &mut Reading) {
    for statement in std::mem::take(&mut reading.statements) {
        let same = |own: &str, other: &str| !own.is_empty() && own == other;
        let found = reading.works.iter_mut().find(|found| {
            same(&found.work.doi, &statement.doi) || same(&found.work.pmid, &statement.pmid)
        });
        let change = statement.change;
        match found {
            Some(found) => {
                let is_known = |known: &StatusChange| known.kind == change.kind;
                if !found.work.status.iter().any(is_known) {
                    found.work.status.push(change);
                }
            }
            None => {
                let named = match statement.doi.is_empty() {
                    true => format!("PMID {}", statement.pmid),
                    false => statement.doi,
                };
                let message =
                    format!("this record states of another work, `{named}`: {}", in_words(&change));
                let help = "set the `status` of `[source]` in the articles that report on it";
                reading.problems.push(Problem::warning(statement.line, message).help(help));
            }
        }
    }
    reading.problems.sort_by_key(|problem| (problem.line, problem.column));
}

/// The values of `status`.
pub(super) fn statuses(work: &Work) -> Vec<String> {
    let mut statuses: Vec<&str> = work
        .status
        .iter()
        .filter_map(|change| match change.kind {
            // A preprint that has appeared stays a preprint; the note names the article.
            StatusKind::Published => None,
            StatusKind::Preprint => Some("preprint"),
            StatusKind::Superseded => Some("superseded"),
            StatusKind::Corrected => Some("corrected"),
            StatusKind::ExpressionOfConcern => Some("concern"),
            StatusKind::Withdrawn | StatusKind::Retracted => Some("retracted"),
        })
        .collect();
    if work.kind == WorkKind::Preprint {
        statuses.push("preprint");
    }
    let mut unique: Vec<String> = Vec::new();
    for status in statuses {
        if !unique.iter().any(|known| known == status) {
            unique.push(status.to_owned());
        }
    }
    unique
}

/// The value of `status_note`; `None` if the record gives no details.
pub(super) fn status_note(work: &Work) -> Option<String> {
    let notes: Vec<String> = work.status.iter().map(note_of).collect();
    (!notes.is_empty()).then(|| notes.join(". "))
}

/// What an editor must know before writing about the work: that it was retracted or is in doubt, or that its
/// title may say so.
pub(super) fn status_warnings(work: &Work) -> Vec<String> {
    let grave = work.status.iter().filter(|change| change.kind >= StatusKind::ExpressionOfConcern);
    let mut warnings: Vec<String> = grave
        .map(|change| format!("the record states of this work: {}", note_of(change)))
        .collect();
    if let Some((kind, mark)) = doubtful_status(work) {
        let status = if kind == StatusKind::ExpressionOfConcern { "concern" } else { "retracted" };
        warnings.push(format!(
            "the title has the mark `{mark}`, but nothing says whether this is the work or a notice about it: if it is the work, add status = \"{status}\" to [source]"
        ));
    }
    warnings
}

fn note_of(change: &StatusChange) -> String {
    let text = in_words(change);
    let mut characters = text.chars();
    let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
    let mut note = first + characters.as_str();
    let details = [change.notice.as_str(), change.reason.as_str()];
    for detail in details.into_iter().filter(|detail| !detail.is_empty()) {
        note.push_str(if note.contains(": ") { "; " } else { ": " });
        note.push_str(detail);
    }
    if !change.source.is_empty() {
        note.push_str(&format!(" ({})", change.source));
    }
    note
}

/// `retracted 2025-03-04`.
fn in_words(change: &StatusChange) -> String {
    let what = match change.kind {
        StatusKind::Preprint => "preprint",
        StatusKind::Published => "published in a journal",
        StatusKind::Superseded => "superseded",
        StatusKind::Corrected => "corrected",
        StatusKind::ExpressionOfConcern => "expression of concern",
        StatusKind::Withdrawn => "withdrawn",
        StatusKind::Retracted => "retracted",
    };
    match date_text(change.date) {
        date if date.is_empty() => what.to_owned(),
        date => format!("{what} {date}"),
    }
}

/// A date as far as it is known: `2025-03`; empty if it is unknown.
pub(super) fn date_text(date: PartialDate) -> String {
    match date {
        PartialDate { year: 0, .. } => String::new(),
        PartialDate { year, month: 0, .. } => year.to_string(),
        PartialDate { year, month, day: 0 } => format!("{year}-{month:02}"),
        PartialDate { year, month, day } => format!("{year}-{month:02}-{day:02}"),
    }
}
