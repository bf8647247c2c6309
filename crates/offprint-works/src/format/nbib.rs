//! NBIB: the format of PubMed and MEDLINE, with tags of up to four characters and a dash.
//!
//! The tags are those of the list that the NLM publishes (pubmed.ncbi.nlm.nih.gov/help, "PubMed
//! format"). Written here, since the crate `biblib` gives neither the line of a field nor the fields
//! on status, funding and conflicts of interest.

use crate::problem::{Problem, shortened};
use crate::reading::Reading;
use crate::record::{RecordReader, language_code, page_range};
use crate::text::date::parse_date;
use crate::text::name::{group, parse_name, person};
use crate::text::plain::{one_line, plain_text};
use crate::work::{PartialDate, StatusChange, StatusKind, WorkKind};

struct Field<'t> {
    tag: &'t str,
    value: String,
    line: usize,
}

/// Whether a line begins a record.
pub(crate) fn is_first_line(line: &str) -> bool {
    tagged_line(line).is_some_and(|(tag, value)| {
        tag == "PMID" && value.trim().bytes().all(|b| b.is_ascii_digit()) && !value.is_empty()
    })
}

/// The tag and the value of a line that has one: `AU  - Example A`, `PMID- 12345678`.
fn tagged_line(line: &str) -> Option<(&str, &str)> {
    let (tag, rest) = (line.get(..4)?, line.get(4..)?);
    let value = rest.strip_prefix('-')?;
    let name = tag.trim_end();
    let is_tag = (2..=4).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && name.as_bytes()[0].is_ascii_uppercase();
    (is_tag && (value.is_empty() || value.starts_with(' '))).then(|| (name, value.trim()))
}

pub(crate) fn read_nbib(text: &str, reading: &mut Reading) {
    let mut fields: Vec<Field<'_>> = Vec::new();
    let mut stray = None;
    let mut after_blank = false;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.trim().is_empty() {
            after_blank = true;
            continue;
        }
        let tagged = tagged_line(line);
        // Records are separated by empty lines, and begin with the number.
        let begins = tagged.is_some_and(|(tag, _)| tag == "PMID" || after_blank && tag == "STAT");
        if begins && fields.iter().any(|field| field.tag == "PMID") {
            read_record(&std::mem::take(&mut fields), reading);
        }
        match tagged {
            Some((tag, value)) => fields.push(Field { tag, value: value.to_owned(), line: number }),
            None => match fields.last_mut() {
                Some(field) if line.starts_with([' ', '\t']) || !after_blank => {
                    // PubMed breaks lines at spaces.
                    field.value.push(' ');
                    field.value.push_str(line.trim());
                }
                _ => stray = stray.or(Some((number, line))),
            },
        }
        after_blank = false;
    }
    if !fields.is_empty() {
        report_cut(&fields, reading);
        read_record(&fields, reading);
    }
    if let Some((line, text)) = stray {
        reading.problems.push(
            Problem::warning(
                line,
                format!("`{}` is outside of all records", shortened(text.trim())),
            )
            .help("remove it"),
        );
    }
}

/// Reports that the last record of a file was cut: it begins as one of PubMed, and ends within its title or
/// its abstract. Complete ones have many fields after them, abridged ones the end of a sentence.
fn report_cut(fields: &[Field<'_>], reading: &mut Reading) {
    let has = |tag: &str| fields.iter().any(|field| field.tag == tag);
    let Some(last) = fields.last() else { return };
    let is_open = matches!(last.tag, "TI" | "AB")
        && !last.value.trim_end().ends_with(['.', '?', '!', ']', ')']);
    let is_article = has("PMID") && (has("OWN") || has("STAT")) && !has("SO");
    let is_book = has("BTI") || fields.iter().any(|field| field.value.contains("[bookaccession]"));
    if is_open && is_article && !is_book {
        reading.problems.push(
            Problem::warning(last.line, "the file ends within this record")
                .help("download it again, or add what is missing"),
        );
    }
}

fn read_record(fields: &[Field<'_>], reading: &mut Reading) {
    let Some(first) = fields.first() else { return };
    let mut record = RecordReader::new(first.line, reading);
    let value = |tag: &str| fields.iter().find(|field| field.tag == tag).map(|field| &*field.value);
    for field in fields {
        read_person(field, &mut record);
        read_text(field, &mut record);
        read_identifier(field, &mut record);
    }
    // Short names of authors, if the full ones are not given.
    if !fields.iter().any(|field| matches!(field.tag, "FAU" | "CN")) {
        let names = fields.iter().filter(|field| field.tag == "AU");
        record.work.authors = names.map(|field| parse_name(&field.value)).collect();
    }
    let dated = |tag: &str| fields.iter().find(|field| field.tag == tag);
    if let Some(field) = dated("DP") {
        record.work.date = record.date(&field.value, field.line);
    }
    if let Some(field) = dated("DEP") {
        record.online_date(&field.value);
    }
    let written = fields.iter().find(|field| field.tag == "DP" && !field.value.trim().is_empty());
    if let Some(field) = written.filter(|_| record.work.date.year == 0) {
        let message = format!("`{}` is not a date", shortened(&field.value));
        record.warn(field.line, message, "write the year, month and day: `DP  - 2025 Mar 4`");
    }
    if let Some(field) = dated("SO") {
        read_source(field, &mut record);
    }
    record.work.kind = kind_of(&record);
    if matches!(record.work.kind, WorkKind::Book | WorkKind::Chapter) {
        record.work.place = value("PL").map(plain_text).unwrap_or_default();
    }
    for field in fields {
        read_status(field, &mut record);
    }
    // The title of a book without chapters.
    if record.work.title.is_empty()
        && let Some(title) = value("BTI")
    {
        record.title(title);
    }
    record.finish();
}

/// The source, in which PubMed repeats other fields: `Pain. 2020 Jul;7(7):631-42. doi: 10.1000/182. Epub 2020
/// Mar 3.` (the title abbreviation, the date, the volume with the issue, the pages; NLM, "MEDLINE/PubMed
/// Data Element Descriptions", SO). Records that were shortened or written by a program have some of these only here,
/// so it fills what the other fields leave empty.
fn read_source(field: &Field<'_>, record: &mut RecordReader<'_>) {
    let text = field.value.trim();
    let is_year = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        digits == 4 && !text[4..].starts_with(|c: char| c.is_alphanumeric())
    };
    let ends = text.match_indices(". ").map(|(at, _)| at);
    let Some(at) = ends.into_iter().find(|at| is_year(&text[at + 2..])) else { return };
    let (journal, rest) = (&text[..at], &text[at + 2..]);
    if record.work.container.is_empty() && record.work.container_short.is_empty() {
        record.work.container_short = plain_text(journal);
    }
    let place_end = rest.find(". ").unwrap_or_else(|| rest.trim_end_matches('.').len());
    let (place, notes) = (&rest[..place_end], &rest[place_end..]);
    let date_end = place.find([';', ':']).unwrap_or(place.len());
    if record.work.date.year == 0 {
        record.work.date = record.date(&place[..date_end], field.line);
    }
    if let Some(after) = place[date_end..].strip_prefix(';') {
        let volume = after.split_once(':').map_or(after, |(volume, _)| volume);
        let (volume, issue) = match volume.split_once('(') {
            Some((volume, issue)) => (volume, issue.trim_end_matches(')')),
            None => (volume, ""),
        };
        if record.work.volume.is_empty() && record.work.issue.is_empty() {
            record.work.volume = plain_text(volume);
            record.work.issue = plain_text(issue);
        }
    }
    if let Some((_, pages)) = place[date_end..].split_once(':')
        && record.work.pages.is_empty()
    {
        record.work.pages = page_range(pages);
    }
    let dois = offprint_base::find_identifiers(notes);
    let doi = dois.iter().find(|found| found.identifier.kind == offprint_base::IdentifierKind::Doi);
    if let Some(found) = doi.filter(|_| record.work.doi.is_empty()) {
        record.doi(&found.identifier.value, field.line);
    }
    if let Some((_, date)) = notes.split_once("Epub ")
        && record.work.online_date.year == 0
        && is_year(date)
    {
        record.online_date(date.split('.').next().unwrap_or(date));
    }
}

fn kind_of(record: &RecordReader<'_>) -> WorkKind {
    let types = &record.work.publication_types;
    let has = |name: &str| types.iter().any(|kind| kind.eq_ignore_ascii_case(name));
    match () {
        () if has("Preprint") => WorkKind::Preprint,
        () if has("Book Chapter") || has("Book Chapters") => WorkKind::Chapter,
        () if (has("Book") || has("Books") || has("Book Illustrations"))
            && record.work.container_short.is_empty() =>
        {
            WorkKind::Book
        }
        () if has("Dataset") => WorkKind::Dataset,
        () if has("News") || has("Newspaper Article") => WorkKind::News,
        () if has("Technical Report") && record.work.container.is_empty() => WorkKind::Report,
        () => WorkKind::Article,
    }
}

fn read_person(field: &Field<'_>, record: &mut RecordReader<'_>) {
    let value = &*field.value;
    match field.tag {
        "FAU" => record.work.authors.push(full_name(value)),
        "CN" => record.work.authors.push(group(value)),
        "FED" => record.work.editors.push(full_name(value)),
        "ED" if !record.work.editors.iter().any(|editor| value.starts_with(&editor.family)) => {
            record.work.editors.push(parse_name(value));
        }
        // An address belongs to the author before it.
        "AD" => {
            let addresses = plain_text(value);
            if let Some(author) = record.work.authors.last_mut() {
                author.affiliations.push(addresses);
            }
        }
        // `ORCID: 0000-0002-1825-0097`, `ISNI: …`
        "AUID" if is_orcid(value) => {
            let orcid = record.identifier(offprint_base::IdentifierKind::Orcid, value, field.line);
            if let Some(author) = record.work.authors.last_mut()
                && let Some(orcid) = orcid
            {
                author.orcid = orcid;
            }
        }
        _ => {}
    }
}

fn is_orcid(value: &str) -> bool {
    value.to_ascii_lowercase().contains("orcid") || value.matches('-').count() == 3
}

/// `Example, Anna B Jr`: PubMed writes all families before a comma.
fn full_name(value: &str) -> crate::work::Contributor {
    match value.split_once(',') {
        Some((family, given)) => person(family, given.trim_matches([' ', ',']), ""),
        None => parse_name(value),
    }
}

fn read_text(field: &Field<'_>, record: &mut RecordReader<'_>) {
    let value = &*field.value;
    let set = |place: &mut String| {
        if place.is_empty() {
            *place = plain_text(value);
        }
    };
    match field.tag {
        "TI" => record.title(value),
        "TT" => {
            set(&mut record.work.original_title);
            let title =
                crate::text::plain::without_full_stop(&record.work.original_title).to_owned();
            record.work.original_title = title;
        }
        "JT" | "BTI" => set(&mut record.work.container),
        "TA" => set(&mut record.work.container_short),
        "CTI" => set(&mut record.work.series),
        "VI" => set(&mut record.work.volume),
        "IP" => set(&mut record.work.issue),
        "EN" => set(&mut record.work.edition),
        "PB" => set(&mut record.work.publisher),
        "PG" => record.work.pages = page_range(value),
        "LA" if record.work.language.is_empty() => record.work.language = language_code(value),
        "AB" => record.abstract_text(value),
        "PT" => record.publication_type(value),
        // A star marks the main subjects.
        "MH" | "OT" => record.keyword(value.trim_start_matches('*')),
        "GR" => record.work.funding.push(one_line(value)),
        "COIS" => set(&mut record.work.conflicts),
        "GN" => record.note(value),
        _ => {}
    }
}

fn read_identifier(field: &Field<'_>, record: &mut RecordReader<'_>) {
    let value = field.value.trim();
    match field.tag {
        "PMID" => {
            value.clone_into(&mut record.raw_key);
            record.pmid(value, field.line);
        }
        "PMC" => record.pmcid(value, field.line),
        "LID" | "AID" => {
            if let Some(doi) = value.strip_suffix("[doi]") {
                record.doi(doi, field.line);
            } else if let Some(number) = value.strip_suffix("[pii]")
                && field.tag == "LID"
                && record.work.pages.is_empty()
                && number.trim().len() <= 12
            {
                record.work.pages = one_line(number);
            }
        }
        "IS" => record.issns(value, field.line),
        "ISBN" => record.isbns(value, field.line),
        "SI" => {
            // `ClinicalTrials.gov/NCT00000000`, `GEO/GSE000`, `figshare/10.…`
            let (bank, number) = value.split_once('/').unwrap_or(("", value));
            let is_registry = offprint_base::TrialNumber::parse(number).is_ok()
                || offprint_base::TRIAL_REGISTRIES
                    .iter()
                    .any(|known| known.name.eq_ignore_ascii_case(bank));
            if is_registry {
                record.trial(number);
            }
        }
        _ => {}
    }
}

fn change(kind: StatusKind, notice: &str, date: PartialDate) -> StatusChange {
    StatusChange {
        kind,
        date,
        notice: notice.to_owned(),
        reason: String::new(),
        source: "PubMed".to_owned(),
    }
}

/// What each tag on another record says; `true` if it is this work that is changed.
fn relation(tag: &str) -> Option<(StatusKind, bool, &'static str)> {
    Some(match tag {
        "RIN" => (StatusKind::Retracted, true, ""),
        "RPI" | "RRI" => (StatusKind::Retracted, true, "retracted and republished"),
        "PRIN" => (StatusKind::Corrected, true, "partial retraction"),
        "EIN" => (StatusKind::Corrected, true, ""),
        "CRI" => (StatusKind::Superseded, true, "corrected and republished"),
        "ECI" => (StatusKind::ExpressionOfConcern, true, ""),
        "UIN" => (StatusKind::Superseded, true, "updated"),
        "ROF" => (StatusKind::Retracted, false, ""),
        "RPF" | "RRF" => (StatusKind::Retracted, false, "retracted and republished"),
        "PROF" => (StatusKind::Corrected, false, "partial retraction"),
        "EFR" => (StatusKind::Corrected, false, ""),
        "CRF" => (StatusKind::Superseded, false, "corrected and republished"),
        "ECF" => (StatusKind::ExpressionOfConcern, false, ""),
        "UOF" => (StatusKind::Superseded, false, "updated"),
        _ => return None,
    })
}

/// `RIN - Ex J. 2026 Jan;3(1):9. doi: 10.5555/ex.9. PMID: 12345679`
fn read_status(field: &Field<'_>, record: &mut RecordReader<'_>) {
    let Some((kind, is_of_this, reason)) = relation(field.tag) else { return };
    let found = offprint_base::find_identifiers(&field.value);
    let value = |kind| {
        let found = found.iter().find(|found| found.identifier.kind == kind);
        found.map(|found| found.identifier.key()).unwrap_or_default()
    };
    let doi = value(offprint_base::IdentifierKind::Doi);
    let pmid = value(offprint_base::IdentifierKind::Pmid);
    let mut change = change(kind, "", PartialDate::default());
    reason.clone_into(&mut change.reason);
    if is_of_this {
        // `Ex J. 2026 Jan;3(1):9.`: the date follows the abbreviated name.
        let date = field.value.split_once(". ").map_or(&*field.value, |(_, rest)| rest);
        change.date = parse_date(date.split(';').next().unwrap_or(date));
        change.notice = match (doi.is_empty(), pmid.is_empty()) {
            (false, _) => doi,
            (true, false) => format!("https://pubmed.ncbi.nlm.nih.gov/{pmid}/"),
            (true, true) => one_line(&field.value),
        };
        record.status(change);
        return;
    }
    change.notice = match record.work.doi.is_empty() {
        false => record.work.doi.clone(),
        true => format!("https://pubmed.ncbi.nlm.nih.gov/{}/", record.work.pmid),
    };
    if !doi.is_empty() || !pmid.is_empty() {
        change.date = record.work.date;
        record.statement(&doi, &pmid, change);
    }
}

#[cfg(test)]
mod tests {
    use crate::read_works;

    #[test]
    fn records_that_were_cut_are_reported() {
        const BEGINNING: &str = "PMID- 90000001\nOWN - NLM\nSTAT- MEDLINE\nTI  - A sam";
        const COMPLETE: &str = "PMID- 90000002\nSTAT- Publisher\nTI  - B\nSO  - Ex J. 2020.\n";
        for (text, lines) in [
            (BEGINNING.to_owned(), vec![4]),
            (format!("{COMPLETE}\n{BEGINNING}"), vec![9]),
            (format!("{BEGINNING}\n\n{COMPLETE}"), vec![]),
            (format!("{BEGINNING}ple.\n"), vec![]),
            (format!("{BEGINNING}\nBTI - A book\n"), vec![]),
            (BEGINNING.replace("TI ", "AID - NBK1 [bookaccession]\nTI "), vec![]),
            (format!("{BEGINNING}\n\n{}", BEGINNING.replace('1', "3")), vec![9]),
            (COMPLETE.to_owned(), vec![]),
            (format!("{COMPLETE}\n{COMPLETE}"), vec![]),
            ("PMID- 90000001\nTI  - A sample\n".to_owned(), vec![]),
        ] {
            let problems = read_works("a.nbib", text.as_bytes()).problems;
            let found: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
            assert_eq!(found, lines, "{text}\n{problems:?}");
        }
    }

    #[test]
    fn the_source_fills_what_other_fields_leave_empty() {
        #[track_caller]
        fn check(source: &str, more: &str, expect: &str) {
            let text = format!("PMID- 90000001\nTI  - A sample.\n{more}SO  - {source}\n");
            let work = read_works("a.nbib", text.as_bytes()).works.remove(0).work;
            let found = format!(
                "{}|{}|{}|{}|{}|{}|{}",
                work.container_short,
                work.date,
                work.volume,
                work.issue,
                work.pages,
                work.doi,
                work.online_date
            );
            assert_eq!(found, expect, "{source}");
        }
        check(
            "Ex J. 2020 Jul;7(8):631-42. doi: 10.5555/x.y. Epub 2020 Mar 3.",
            "",
            "Ex J|2020-07|7|8|631–642|10.5555/x.y|2020-03-03",
        );
        check(
            "Ex J (Town). 2021 Feb 9;12(Suppl 1):e14. doi: 10.5555/z.",
            "",
            "Ex J (Town)|2021-02-09|12|Suppl 1|e14|10.5555/z|",
        );
        check("Ex J. 2020 Mar 4:10.5555.", "", "Ex J|2020-03-04|||10.5555||");
        check("Ex J. 2020.", "", "Ex J|2020|||||");
        check("Ex J. 2020;4:1.", "", "Ex J|2020|4||1||");
        // What has a field of its own stays.
        check(
            "Ex J. 2020 Jul;7(8):631-42. doi: 10.5555/x.",
            "TA  - Own J\nDP  - 2019 May 2\nVI  - 3\nPG  - e9\nAID - 10.5555/own [doi]\n",
            "Own J|2019-05-02|3||e9|10.5555/own|",
        );
        // No source of PubMed.
        check("Ex J, seventh volume", "", "||||||");
        check("", "", "||||||");
    }
}
