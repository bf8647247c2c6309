//! [`read_retraction_watch`]: what the list of Retraction Watch says about works that are wanted.
//!
//! The list is a CSV file of about 60 MB that Crossref publishes
//! (gitlab.com/crossref/retraction-watch-data). It is read row by row, so the memory does not depend
//! on its size. Must not depend on formats of references.

use std::io::Read;

use offprint_base::IdentifierKind;

use crate::problem::{Problem, shortened};
use crate::reading::StatusStatement;
use crate::text::date::{is_in_calendar, parse_us_date};
use crate::work::{PartialDate, StatusChange, StatusKind};

/// What a list of retractions says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct StatusList {
    /// What it says about the wanted works, in the order of the list. A retraction that was taken back
    /// (a reinstatement) is left out.
    pub statements: Vec<StatusStatement>,
    /// Retractions that were taken back.
    pub taken_back: Vec<StatusStatement>,
    /// How many rows the list has.
    pub rows: usize,
    /// Rows that could not be read, and columns that are missing.
    pub problems: Vec<Problem>,
}

/// The columns that are read.
const COLUMNS: [&str; 7] = [
    "OriginalPaperDOI",
    "OriginalPaperPubMedID",
    "RetractionNature",
    "RetractionDate",
    "RetractionDOI",
    "RetractionPubMedID",
    "Reason",
];

/// More rows that cannot be read are not listed one by one.
const MOST_PROBLEMS: usize = 20;

/// Reads the CSV file of Retraction Watch. `is_wanted` gets the DOI (in lower case) and the PubMed
/// number of a work, either of which may be empty, and says whether its status is of interest.
///
/// # Errors
///
/// The file cannot be read. Wrong rows are problems of the list.
pub fn read_retraction_watch(
    reader: impl Read,
    mut is_wanted: impl FnMut(&str, &str) -> bool,
) -> std::io::Result<StatusList> {
    let mut list = StatusList::default();
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(reader);
    let headers = rows.byte_headers().map_err(into_io)?.clone();
    let position = |name: &str| {
        headers.iter().position(|header| {
            let header = String::from_utf8_lossy(header);
            header.trim().trim_start_matches('\u{feff}').eq_ignore_ascii_case(name)
        })
    };
    let columns = COLUMNS.map(position);
    for (name, _) in COLUMNS.iter().zip(columns).filter(|(_, column)| column.is_none()) {
        let problem = Problem::error(1, format!("the column `{name}` is missing"))
            .help("download `retraction_watch.csv` from gitlab.com/crossref/retraction-watch-data");
        list.problems.push(problem);
    }
    if columns[0].is_none() && columns[1].is_none() || columns[2].is_none() {
        return Ok(list);
    }
    let mut reinstated: Vec<(String, String, PartialDate)> = Vec::new();
    let mut row = csv::ByteRecord::new();
    loop {
        match rows.read_byte_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => match error.is_io_error() {
                true => return Err(into_io(error)),
                false => {
                    note_problem(&mut list, rows.position().line(), &error.to_string());
                    continue;
                }
            },
        }
        list.rows += 1;
        let line = row.position().map_or(0, csv::Position::line);
        let text = |column: usize| {
            let value = columns[column].and_then(|at| row.get(at)).unwrap_or_default();
            String::from_utf8_lossy(value).trim().to_owned()
        };
        let (doi, pmid) = (doi_of(&text(0)), pmid_of(&text(1)));
        if doi.is_empty() && pmid.is_empty() || !is_wanted(&doi, &pmid) {
            continue;
        }
        let written = text(3);
        let mut date = parse_us_date(&written);
        if !is_in_calendar(date) {
            date.day = 0;
        }
        if date.day == 0 && written.contains(|sign: char| sign.is_ascii_digit()) {
            let known = if date.year == 0 { "no date".to_owned() } else { date.to_string() };
            let message =
                format!("`{}` is not a date, and is read as {known}", shortened(&written));
            note_problem(&mut list, line, &message);
        }
        let nature = text(2);
        let kind = match &*nature.to_lowercase() {
            "retraction" => StatusKind::Retracted,
            "correction" => StatusKind::Corrected,
            "expression of concern" => StatusKind::ExpressionOfConcern,
            "reinstatement" => {
                reinstated.push((doi, pmid, date));
                continue;
            }
            _ => {
                note_problem(
                    &mut list,
                    line,
                    &format!("`{}` is not a known kind of notice", shortened(&nature)),
                );
                continue;
            }
        };
        let change = StatusChange {
            kind,
            date,
            notice: notice_of(&text(4), &text(5), &doi),
            reason: reasons(&text(6)),
            source: "Retraction Watch".to_owned(),
        };
        list.statements.push(StatusStatement {
            doi,
            pmid,
            change,
            line: usize::try_from(line).unwrap_or(0),
        });
    }
    take_back(&mut list, &reinstated);
    Ok(list)
}

fn into_io(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

fn note_problem(list: &mut StatusList, line: u64, message: &str) {
    if list.problems.len() < MOST_PROBLEMS {
        let problem = Problem::warning(usize::try_from(line).unwrap_or(0), message)
            .help("download the list again; the other rows are read");
        list.problems.push(problem);
    }
}

/// A retraction that was taken back later is no retraction, which is said.
fn take_back(list: &mut StatusList, reinstated: &[(String, String, PartialDate)]) {
    for (doi, pmid, date) in reinstated {
        let is_of = |statement: &StatusStatement| {
            !doi.is_empty() && statement.doi == *doi || !pmid.is_empty() && statement.pmid == *pmid
        };
        let is_taken_back = |statement: &StatusStatement| {
            is_of(statement)
                && statement.change.kind == StatusKind::Retracted
                && statement.change.date <= *date
        };
        for statement in list.statements.iter().filter(|statement| is_taken_back(statement)) {
            let name = if doi.is_empty() { format!("PubMed {pmid}") } else { doi.clone() };
            let problem = Problem::warning(
                statement.line,
                format!("the retraction of {name} was taken back"),
            )
            .help("it is not shown as retracted; read the notice before you rely on it");
            list.problems.push(problem);
        }
        let taken_back = list.statements.extract_if(.., |statement| is_taken_back(statement));
        list.taken_back.extend(taken_back);
    }
}

/// A DOI in lower case; empty if there is none: the list writes `unavailable`.
fn doi_of(text: &str) -> String {
    IdentifierKind::Doi.parse(text).map(|found| found.key()).unwrap_or_default()
}

/// A PubMed number; empty if there is none: the list writes `0`.
fn pmid_of(text: &str) -> String {
    IdentifierKind::Pmid.parse(text).map(|found| found.value).unwrap_or_default()
}

/// The DOI of the notice, which some publishers do not give: then its record in PubMed.
fn notice_of(doi: &str, pmid: &str, of: &str) -> String {
    let doi = doi_of(doi);
    let pmid = pmid_of(pmid);
    match (doi.is_empty() || doi == *of, pmid.is_empty()) {
        (false, _) => doi,
        (true, false) => format!("https://pubmed.ncbi.nlm.nih.gov/{pmid}/"),
        (true, true) => doi,
    }
}

/// `+Concerns about Data;+Fabrication;` as a text: `Concerns about Data; Fabrication`.
fn reasons(text: &str) -> String {
    let reasons = text.split(';').map(|reason| reason.trim().trim_start_matches('+').trim());
    reasons.filter(|reason| !reason.is_empty()).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::{StatusList, read_retraction_watch};
    use crate::work::{PartialDate, StatusKind};

    const HEADER: &str = "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,\
        ArticleType,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,\
        OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes\n";

    fn row(date: &str, notice: &str, doi: &str, pmid: &str, nature: &str) -> String {
        format!(
            "1,\"A trial, of \"\"nothing\"\"\",(BLS);,Nowhere;,J Ex,Example Press,Nowhere,\
             A Example;B Sample,,Research Article;,{date},{notice},0,1/2/2020 0:00,{doi},{pmid},\
             {nature},+Fabrication of Data;+Error in Data;,No,\"two\nlines\"\n"
        )
    }

    fn read(rows: &[String]) -> StatusList {
        let text = [HEADER.to_owned(), rows.concat()].concat();
        read_retraction_watch(text.as_bytes(), |doi, pmid| doi == "10.5555/a" || pmid == "99000001")
            .expect("it can be read")
    }

    #[test]
    fn rows_of_wanted_works_are_read() {
        let list = read(&[
            row("3/14/2025 0:00", "10.5555/notice", "10.5555/A", "0", "Retraction"),
            row("3/14/2025 0:00", "unavailable", "10.5555/other", "5", "Retraction"),
            row("12/1/2024", "unavailable", "unavailable", "99000001", "Expression of concern"),
            row("12/1/2024", "10.5555/a", "10.5555/a", "0", "Correction"),
            row("12/1/2024", "", "10.5555/a", "0", "Something"),
        ]);
        assert_eq!((list.rows, list.statements.len(), list.problems.len()), (5, 3, 1));
        let first = &list.statements[0];
        assert_eq!(
            (&*first.doi, &*first.pmid, first.change.kind),
            ("10.5555/a", "", StatusKind::Retracted)
        );
        assert_eq!(first.change.date, PartialDate { year: 2025, month: 3, day: 14 });
        assert_eq!(first.change.notice, "10.5555/notice");
        assert_eq!(first.change.reason, "Fabrication of Data; Error in Data");
        assert_eq!(list.statements[1].pmid, "99000001");
        assert_eq!(list.statements[1].change.notice, "");
        // Notes contain line breaks, so a row is more than one line.
        assert_eq!((first.line, list.problems[0].line), (2, 10));
    }

    #[test]
    fn days_that_no_month_has_are_not_recorded() {
        let list = read(&[
            row("2/30/2020", "", "10.5555/a", "0", "Retraction"),
            row("13/1/2020 0:00", "", "10.5555/a", "0", "Correction"),
            row("", "", "10.5555/a", "0", "Expression of concern"),
            row("2/30/2020", "", "10.5555/other", "5", "Retraction"),
        ]);
        let dates: Vec<String> =
            list.statements.iter().map(|statement| statement.change.date.to_string()).collect();
        assert_eq!(dates, ["2020-02", "2020", ""]);
        let lines: Vec<usize> = list.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [2, 4]);
        assert_eq!(list.problems[0].message, "`2/30/2020` is not a date, and is read as 2020-02");
    }

    #[test]
    fn a_retraction_that_was_taken_back_is_none() {
        let list = read(&[
            row("3/14/2025 0:00", "", "10.5555/a", "0", "Retraction"),
            row("3/14/2026 0:00", "", "10.5555/a", "0", "Reinstatement"),
        ]);
        assert_eq!((list.statements.len(), list.problems.len()), (0, 1));
    }

    #[test]
    fn other_files_are_problems() {
        let list = read_retraction_watch(&b"a,b\n1,2\n"[..], |_, _| true).expect("it can be read");
        assert!(list.problems.len() == 7 && list.statements.is_empty());
        let list = read_retraction_watch(&b""[..], |_, _| true).expect("it can be read");
        assert!(!list.problems.is_empty());
        let text = format!("{HEADER}1,\"never closed\n{}", "\u{fffd}\0\n".repeat(10));
        read_retraction_watch(text.as_bytes(), |_, _| true).expect("it can be read");
    }
}
