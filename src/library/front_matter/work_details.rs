//! The details of a work beyond those of an article in a journal: its kind, editors, publisher, and
//! what happened to it.

use offprint_works::{PartialDate, StatusChange, StatusKind, Work, WorkKind};

use super::author_names::{Braces, author_names};
use super::field_values::work_identifier;
use crate::clock::Moment;
use crate::diagnostic::fields::Fields;
use crate::diagnostic::toml_syntax::Spanned;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::library::contributor::contributor;
use offprint_base::IdentifierKind;

/// `status`: the names of what can happen to a work.
const STATUSES: [(&str, StatusKind); 7] = [
    ("retracted", StatusKind::Retracted),
    ("withdrawn", StatusKind::Withdrawn),
    ("concern", StatusKind::ExpressionOfConcern),
    ("expression of concern", StatusKind::ExpressionOfConcern),
    ("corrected", StatusKind::Corrected),
    ("superseded", StatusKind::Superseded),
    ("published", StatusKind::Published),
];

/// The kind of a work, if it is stated, and its other details, if there are some. What has no kind is an
/// article if it is in a journal, so the details of other works have the kind of one, too.
pub(super) fn work_details(fields: &mut Fields<'_, '_>) -> (Option<WorkKind>, Option<Work>) {
    let stated = one_of(fields, "kind", "a kind of work", &WorkKind::NAMES);
    let mut work = Work {
        kind: stated.unwrap_or_default(),
        editors: author_names(fields, "editors", Braces::KeepAName)
            .iter()
            .map(|name| contributor(name))
            .collect(),
        container: fields.text("book").unwrap_or_default(),
        container_short: fields.text("journal_short").unwrap_or_default(),
        event: fields.text("event").unwrap_or_default(),
        series: fields.text("series").unwrap_or_default(),
        genre: fields.text("genre").unwrap_or_default(),
        original_title: fields.text("original_title").unwrap_or_default(),
        language: fields.text("language").unwrap_or_default(),
        publisher: fields.text("publisher").unwrap_or_default(),
        place: fields.text("place").unwrap_or_default(),
        edition: fields.text_or_number("edition").map(|text| text.value).unwrap_or_default(),
        number: fields.text_or_number("report_number").map(|text| text.value).unwrap_or_default(),
        isbn: work_identifier(fields, "isbn", IdentifierKind::Isbn).unwrap_or_default(),
        arxiv: work_identifier(fields, "arxiv", IdentifierKind::Arxiv).unwrap_or_default(),
        date: partial_date(fields.when("published")),
        online_date: partial_date(fields.when("published_online")),
        accessed: partial_date(fields.when("accessed")),
        ..Work::default()
    };
    let month = month(fields);
    if work.date.year == 0 {
        work.date.month = month;
    }
    let date = partial_date(fields.when("status_date"));
    let notice = fields.text("status_notice").unwrap_or_default();
    let notice = match IdentifierKind::Doi.parse(&notice) {
        Ok(doi) => doi.value,
        Err(_) => notice,
    };
    let reason = fields.text("status_note").unwrap_or_default();
    for written in fields.strings("status").unwrap_or_default() {
        // A preprint is a kind of work, but `status` of a source has it, too.
        if written.value.eq_ignore_ascii_case("preprint") {
            work.kind = WorkKind::Preprint;
            continue;
        }
        let Some(kind) = known(fields, "a status of a work", &STATUSES, &written) else { continue };
        let (notice, reason) = (notice.clone(), reason.clone());
        work.status.push(StatusChange { kind, date, notice, reason, source: String::new() });
    }
    if stated.is_none() && work.kind == WorkKind::Article && !work.container.is_empty() {
        work.kind = WorkKind::Chapter;
    }
    (stated, (work != Work::default()).then_some(work))
}

/// `month` of a work whose day is not known; its year is in `year`. 0 if there is none.
fn month(fields: &mut Fields<'_, '_>) -> u8 {
    let Some(written) = fields.text_or_number("month") else { return 0 };
    if let Ok(month) = written.value.trim().parse()
        && (1..=12).contains(&month)
    {
        return month;
    }
    let message = format!("`{}` is not a month", written.value);
    let fault = Diagnostic::error(Code::BadValue, message).help("write its number: month = 3");
    let faults = fields.faults();
    let fault = fault.at(&faults.source, written.span);
    faults.list.push(fault);
    0
}

fn partial_date(moment: Option<Moment>) -> PartialDate {
    moment.map_or_else(PartialDate::default, |moment| PartialDate {
        year: moment.day.year(),
        month: moment.day.month().unsigned_abs(),
        day: moment.day.day().unsigned_abs(),
    })
}

fn one_of<T: Copy>(
    fields: &mut Fields<'_, '_>,
    key: &'static str,
    what: &str,
    names: &[(&str, T)],
) -> Option<T> {
    let written = fields.string(key)?;
    known(fields, what, names, &written)
}

/// What a name stands for; an unknown one is an error.
fn known<T: Copy>(
    fields: &mut Fields<'_, '_>,
    what: &str,
    names: &[(&str, T)],
    written: &Spanned<String>,
) -> Option<T> {
    let name = written.value.trim().to_lowercase();
    if let Some((_, found)) = names.iter().find(|(known, _)| *known == name) {
        return Some(*found);
    }
    let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    let help = match nearest(&name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("use one of: {}", known.join(", ")),
    };
    let fault =
        Diagnostic::error(Code::BadValue, format!("`{}` is not {what}", written.value)).help(help);
    let faults = fields.faults();
    let fault = fault.at(&faults.source, written.span.clone());
    faults.list.push(fault);
    None
}
