//! RIS: lines with a tag of two characters, two spaces, a dash and a value.
//!
//! Programs differ in what they put under which tag; what is read here covers the exports of Zotero,
//! Mendeley, EndNote, publishers and databases. Written here, since the crate `biblib` gives neither
//! the line of a field nor all fields.

use crate::problem::{Problem, shortened};
use crate::reading::Reading;
use crate::record::{RecordReader, is_pubmed, is_report_number, language_code, page_range};
use crate::text::date::{is_only_date, parse_date, says_no_date};
use crate::text::name::{group, has_initials, is_suffix, parse_endnote_name, parse_name};
use crate::text::plain::{one_line, plain_text};
use crate::work::{PartialDate, WorkKind};

/// A field: its tag, its value, whose lines are joined with `\n`, and its line.
struct Field {
    tag: [u8; 2],
    value: String,
    line: usize,
}

impl Field {
    fn tag(&self) -> &str {
        std::str::from_utf8(&self.tag).unwrap_or_default()
    }
}

/// Whether a line begins a record: `TY  - JOUR`.
pub(crate) fn is_first_line(line: &str) -> bool {
    tagged_line(line.trim_start()).is_some_and(|(tag, _)| tag == *b"TY")
}

/// The tag and the value of a line that has one: `AU  - Example, A`. Some programs write one space.
fn tagged_line(line: &str) -> Option<([u8; 2], &str)> {
    let bytes = line.as_bytes();
    let mut tag = [*bytes.first()?, *bytes.get(1)?];
    let is_tag =
        tag[0].is_ascii_uppercase() && (tag[1].is_ascii_uppercase() || tag[1].is_ascii_digit());
    if !is_tag {
        return None;
    }
    let mut length = 2;
    // Some databases have longer tags of their own, which do not belong to the line before.
    if bytes.get(2).is_some_and(u8::is_ascii_uppercase) {
        let letters = bytes.iter().take(5).take_while(|b| b.is_ascii_uppercase()).count();
        if letters > 4 || !line[letters..].starts_with("  - ") {
            return None;
        }
        tag = match &line[..letters] {
            "DOI" => *b"DO",
            "PMID" => *b"PM",
            _ => *b"ZZ",
        };
        length = letters;
    }
    let rest = &line[length..];
    let after = rest.trim_start_matches([' ', '\t']);
    let spaces = rest.len() - after.len();
    let value = after.strip_prefix(['-', '–'])?;
    let is_field = (1..=3).contains(&spaces)
        && (value.is_empty() || value.starts_with([' ', '\t']) || tag == *b"ER");
    is_field.then(|| (tag, value.trim()))
}

pub(crate) fn read_ris(text: &str, reading: &mut Reading) {
    let mut fields: Vec<Field> = Vec::new();
    let mut stray = None;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        match tagged_line(line.trim_start()) {
            Some((tag, value)) => {
                if tag == *b"TY" && !fields.is_empty() {
                    let first = fields[0].line;
                    reading.problems.push(
                        Problem::warning(first, "this record does not end with `ER  - `")
                            .help(format!("add a line `ER  - ` before line {number}")),
                    );
                    read_record(&std::mem::take(&mut fields), reading);
                }
                if tag == *b"ER" {
                    read_record(&std::mem::take(&mut fields), reading);
                    continue;
                }
                if fields.is_empty() && tag != *b"TY" {
                    reading.problems.push(
                        Problem::warning(number, "this record does not begin with `TY  - `")
                            .help("add its type before it: `TY  - JOUR`"),
                    );
                }
                fields.push(Field { tag, value: value.to_owned(), line: number });
            }
            None if line.trim().is_empty() => {}
            None => match fields.last_mut() {
                Some(field) => {
                    field.value.push('\n');
                    field.value.push_str(line.trim());
                }
                None => stray = stray.or(Some((number, line))),
            },
        }
    }
    if let Some(first) = fields.first() {
        reading.problems.push(
            Problem::warning(first.line, "the last record does not end with `ER  - `")
                .help("the file may be cut: export it again"),
        );
        read_record(&fields, reading);
    }
    if let Some((line, text)) = stray {
        reading.problems.push(
            Problem::warning(
                line,
                format!("`{}` is outside of all records", shortened(text.trim())),
            )
            .help("remove it, or put it between `TY  - ` and `ER  - `"),
        );
    }
}

fn kind_of(code: &str) -> Option<WorkKind> {
    Some(match code {
        "JOUR" | "JFULL" | "EJOU" | "ABST" | "INPR" | "JOURNAL" => WorkKind::Article,
        "MGZN" => WorkKind::Magazine,
        "NEWS" => WorkKind::News,
        "BOOK" | "EBOOK" | "EDBOOK" | "CLSWK" | "SER" | "WHOLE" | "MUSIC" => WorkKind::Book,
        "CHAP" | "ECHAP" => WorkKind::Chapter,
        "DICT" | "ENCYC" => WorkKind::Entry,
        "CONF" | "CPAPER" => WorkKind::ConferencePaper,
        "THES" => WorkKind::Thesis,
        "RPRT" | "GOVDOC" | "PAMP" | "GRANT" => WorkKind::Report,
        "DATA" | "AGGR" | "DBASE" => WorkKind::Dataset,
        "COMP" => WorkKind::Software,
        "BILL" | "CASE" | "HEAR" | "LEGAL" | "STAT" | "UNBILL" => WorkKind::Legislation,
        "PAT" => WorkKind::Patent,
        "STAND" => WorkKind::Standard,
        "SLIDE" => WorkKind::Presentation,
        "VIDEO" | "MPCT" | "ADVS" | "MULTI" => WorkKind::Video,
        "SOUND" | "PCOMM_AUDIO" => WorkKind::Audio,
        "ELEC" | "WEB" => WorkKind::WebPage,
        "BLOG" => WorkKind::Post,
        "PCOMM" | "ICOMM" => WorkKind::PersonalCommunication,
        "UNPB" | "UNPD" => WorkKind::Preprint,
        "GEN" | "ART" | "CHART" | "CTLG" | "EQUA" | "FIGURE" | "MANSCPT" | "MAP" | "ANCIENT"
        | "MISC" => WorkKind::Other,
        _ => return None,
    })
}

fn read_record(fields: &[Field], reading: &mut Reading) {
    let is_parted = fields.iter().any(has_parted_name);
    let is_of_endnote = is_of_endnote(fields);
    let Some(first) = fields.first() else { return };
    let mut record = RecordReader::new(first.line, reading);
    let value =
        |tag: &str| fields.iter().find(|field| field.tag() == tag).map(|field| &*field.value);
    if let Some(code) = value("TY") {
        let code = code.trim().to_ascii_uppercase();
        record.work.kind = kind_of(&code).unwrap_or_else(|| {
            let message = format!("`{}` is not a type of RIS", shortened(&code));
            record.warn(
                first.line,
                message,
                "use `JOUR` for an article, `BOOK` for a book, `GEN` otherwise",
            );
            WorkKind::Other
        });
    }
    warn_of_rivals(fields, &mut record);
    let has_title = value("TI").is_some() || value("T1").is_some();
    let database = fields.iter().filter(|field| matches!(field.tag(), "DB" | "DP"));
    let database: Vec<&str> = database.map(|field| &*field.value).collect();
    let database = database.join(" ");
    let has_author = value("AU").or(value("A1")).is_some_and(|name| !name.trim().is_empty());
    let mut pages = (String::new(), String::new());
    for field in fields {
        read_people(field, (is_parted, is_of_endnote), has_author, &mut record);
        read_text(field, has_title, &mut record);
        read_number(field, &database, &mut record);
        match field.tag() {
            "SP" => pages.0 = field.value.trim().to_owned(),
            "EP" => pages.1 = field.value.trim().to_owned(),
            _ => {}
        }
    }
    let accession = fields.iter().find(|field| field.tag() == "AN");
    if let Some(field) = accession.filter(|_| database.trim().is_empty()) {
        let number = field.value.trim();
        let is_number =
            (7..=8).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
        if is_number && record.work.pmid.is_empty() {
            record.unnamed_accession(number, field.line, "`DB  - PubMed`");
        }
    }
    // `SP  - 1-9` and `EP  - 9`
    let is_range = pages.0.contains(['-', '–']);
    let written =
        if pages.1.is_empty() || is_range { pages.0 } else { format!("{}-{}", pages.0, pages.1) };
    record.work.pages = page_range(&written);
    record.settle_page_count(&written);
    if let Some(field) = fields.iter().find(|field| field.tag() == "C7") {
        record.article_number(&field.value, "C7", field.line);
    }
    if let Some(field) = fields.iter().find(|field| field.tag() == "NV") {
        record.warn_of_dropped("NV", &field.value, field.line);
    }
    // `T2` is the conference if the proceedings have a name.
    if record.work.kind == WorkKind::ConferencePaper && !record.work.event.is_empty() {
        std::mem::swap(&mut record.work.event, &mut record.work.container);
    }
    read_dates(fields, &mut record);
    record.finish();
}

/// Fields of which a record has one. Two names of a field are one.
const SINGLE: [&[&str]; 7] = [&["PY"], &["DO", "DI"], &["TI"], &["VL"], &["IS"], &["SP"], &["EP"]];

/// Warns of fields that a record has twice with different values: one of them is not read.
fn warn_of_rivals(fields: &[Field], record: &mut RecordReader<'_>) {
    let plain = |field: &Field| {
        let value = one_line(&field.value).to_lowercase();
        let start = value.find("10.").filter(|_| matches!(field.tag(), "DO" | "DI"));
        value[start.unwrap_or(0)..].trim_matches('/').to_owned()
    };
    for tags in SINGLE {
        let mut found =
            fields.iter().filter(|f| tags.contains(&f.tag()) && !f.value.trim().is_empty());
        let Some(first) = found.next() else { continue };
        for other in found.filter(|other| plain(other) != plain(first)) {
            let message = format!(
                "`{}` is in the record twice: `{}` and `{}`",
                other.tag(),
                shortened(one_line(&first.value).as_str()),
                shortened(one_line(&other.value).as_str())
            );
            record.warn(other.line, message, "only one of them is read: remove the wrong one");
        }
    }
}

/// Whether a field is the name of a person whose parts are separated: `AU  - Example, Anna`. A suffix
/// is no part: `Anna Example, Jr.`
fn has_parted_name(field: &Field) -> bool {
    let parts = field.value.split_once(',').filter(|_| is_people_tag(field.tag()));
    parts.is_some_and(|(_, after)| {
        let after = after.trim();
        !after.is_empty() && !is_suffix(after) && !parse_name(&field.value).is_group
    })
}

fn is_people_tag(tag: &str) -> bool {
    matches!(tag, "AU" | "A1" | "A2" | "A3" | "A4" | "ED")
}

/// What people of a tag did, as far as works have a field for it.
enum Role {
    Editor,
    Translator,
}

/// What `A2`, `A3` and `A4` are, which depends on the type: in a thesis supervisors, in a film producers, in
/// a book the editors of its series, or its own, if it has no author.
fn role_of(tag: &str, kind: WorkKind, has_author: bool) -> Option<Role> {
    let is_of_book = matches!(
        kind,
        WorkKind::Book | WorkKind::Chapter | WorkKind::Entry | WorkKind::ConferencePaper
    );
    let has_other_roles = matches!(
        kind,
        WorkKind::Thesis
            | WorkKind::Patent
            | WorkKind::Legislation
            | WorkKind::Video
            | WorkKind::Audio
            | WorkKind::Presentation
            | WorkKind::PersonalCommunication
    );
    match tag {
        "A2" if !has_other_roles => Some(Role::Editor),
        "A3" if kind == WorkKind::Book && !has_author => Some(Role::Editor),
        "A4" if is_of_book || kind == WorkKind::Article => Some(Role::Translator),
        _ => None,
    }
}

fn is_unprinted_role(tag: &str, kind: WorkKind) -> bool {
    kind == WorkKind::Thesis || tag == "A3" && matches!(kind, WorkKind::Book | WorkKind::Chapter)
}

/// Whether EndNote wrote a record: its `ID` is the number of the record in the library.
fn is_of_endnote(fields: &[Field]) -> bool {
    let is_number = |value: &str| !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
    fields.iter().any(|field| field.tag() == "ID" && is_number(field.value.trim()))
}

fn read_people(
    field: &Field,
    (is_parted, is_of_endnote): (bool, bool),
    has_author: bool,
    record: &mut RecordReader<'_>,
) {
    // Where people have commas, what has none is a group: `Example Data Archive`.
    let is_taken_for_group = |name: &str| {
        let parsed = parse_name(name);
        is_parted && !name.contains(',') && !parsed.is_group && !has_initials(&parsed)
    };
    if is_people_tag(field.tag()) {
        for name in
            field.value.split(['\n', ';']).map(str::trim).filter(|name| is_taken_for_group(name))
        {
            let message = format!("`{}` has no comma, and is taken for a group", shortened(name));
            record.warn(field.line, message, "if it is a person, write `Family, Given`");
        }
    }
    let parse_name = |name: &str| match is_taken_for_group(name) {
        true => group(name),
        false if is_of_endnote => parse_endnote_name(name),
        false => parse_name(name),
    };
    let has_name = !field.value.trim().is_empty();
    match field.tag() {
        "AU" | "A1" => {
            // Some programs put all authors in one line.
            let people =
                field.value.split(['\n', ';']).map(str::trim).filter(|name| !name.is_empty());
            record.work.authors.extend(people.map(parse_name));
        }
        "ED" if has_name => record.work.editors.push(parse_name(&field.value)),
        "A2" | "A3" | "A4" if has_name => {
            match role_of(field.tag(), record.work.kind, has_author) {
                Some(Role::Editor) => record.work.editors.push(parse_name(&field.value)),
                Some(Role::Translator) => record.work.translators.push(parse_name(&field.value)),
                // References name no supervisors and no editors of series.
                None if is_unprinted_role(field.tag(), record.work.kind) => {}
                None => record.warn_of_dropped(field.tag(), &field.value, field.line),
            }
        }
        "AD" => {
            // The address of the authors that were named.
            let address = plain_text(&field.value);
            if let Some(author) = record.work.authors.last_mut().filter(|_| !address.is_empty()) {
                author.affiliations.push(address);
            }
        }
        _ => {}
    }
}

fn read_text(field: &Field, has_title: bool, record: &mut RecordReader<'_>) {
    let value = &*field.value;
    let is_book = matches!(record.work.kind, WorkKind::Book | WorkKind::Thesis | WorkKind::Report);
    let set = |place: &mut String| {
        if place.is_empty() {
            *place = plain_text(value);
        }
    };
    match field.tag() {
        "TI" | "T1" => record.title(value),
        "BT" | "CT" if !has_title => record.title(value),
        "T2" if is_book => set(&mut record.work.series),
        "T2" | "JF" | "JO" | "BT" if record.work.container.is_empty() => {
            set(&mut record.work.container);
        }
        "T3" => set(&mut record.work.series),
        "C3" if record.work.kind == WorkKind::ConferencePaper => set(&mut record.work.event),
        "TT" | "OP" => set(&mut record.work.original_title),
        // `JO` repeats the name, or abbreviates it.
        "J2" | "JA" | "JO" | "J1" if plain_text(value) != record.work.container => {
            set(&mut record.work.container_short);
        }
        "AB" | "N2" if record.work.sections.is_empty() => record.abstract_text(value),
        "KW" => {
            for keyword in value.split(['\n', ';']) {
                // A star marks the main subjects.
                record.keyword(keyword.trim().trim_start_matches('*'));
            }
        }
        "N1" | "RN" => record.note(value),
        "PB" => set(&mut record.work.publisher),
        "CY" | "PP" => set(&mut record.work.place),
        // EndNote puts the day of the online publication here.
        "ET" if matches!(record.work.kind, WorkKind::Software | WorkKind::Dataset) => {
            set(&mut record.work.version);
        }
        "ET" if record.work.kind == WorkKind::Article && is_only_date(value) => {
            record.online_date(value);
        }
        "ET" => set(&mut record.work.edition),
        "LA" => record.work.language = language_code(value),
        "M3" => {
            // A type in words; some programs put the DOI here.
            if value.contains("10.") && value.contains('/') {
                record.doi(value, field.line);
            } else {
                record.publication_type(value);
                if !matches!(record.work.kind, WorkKind::Article) {
                    set(&mut record.work.genre);
                }
            }
        }
        "ID" => value.trim().clone_into(&mut record.raw_key),
        _ => {}
    }
}

fn fill(place: &mut String, value: &str) {
    if place.is_empty() {
        *place = one_line(value);
    }
}

/// Whether a work of a kind appears in volumes with issues, so that its number is that of an issue.
fn is_in_volumes(kind: WorkKind) -> bool {
    matches!(
        kind,
        WorkKind::Article
            | WorkKind::Magazine
            | WorkKind::News
            | WorkKind::ConferencePaper
            | WorkKind::Chapter
            | WorkKind::Entry
            | WorkKind::Book
    )
}

fn read_number(field: &Field, database: &str, record: &mut RecordReader<'_>) {
    let value = field.value.trim();
    let is_of_pubmed = is_pubmed(database);
    match field.tag() {
        "VL" => record.work.volume = one_line(value),
        "M1" if !is_in_volumes(record.work.kind) && is_report_number(value) => {
            fill(&mut record.work.number, value);
        }
        // `M1` is the issue in Mendeley and EndNote, if there is no `IS`.
        "IS" => record.work.issue = one_line(value),
        "M1" if record.work.issue.is_empty() && value.len() <= 10 => {
            record.work.issue = one_line(value);
        }
        "SN" => {
            for part in value.lines() {
                record.serial_number(part, field.line);
            }
        }
        "DO" | "DI" => record.doi(value, field.line),
        "L3" if value.contains("10.") => record.doi(value, field.line),
        "UR" | "L2" | "LK" => {
            for url in value.split_whitespace() {
                record.url(url.trim_end_matches([';', ',']));
            }
        }
        // The number in the database that exported the record.
        "AN" | "C1" | "C2" | "C3" | "C5" | "C6" | "U1" | "ID" | "M2" | "PM" => {
            let lower = value.to_ascii_lowercase();
            let is_number = value.bytes().all(|b| b.is_ascii_digit());
            if lower.starts_with("pmc") {
                record.pmcid(value, field.line);
            } else if lower.starts_with("pmid")
                || lower.starts_with("pubmed")
                || field.tag() == "PM"
                || field.tag() == "AN" && is_of_pubmed && is_number
            {
                record.pmid(value, field.line);
            } else if offprint_base::TrialNumber::parse(value).is_ok() {
                record.trial(value);
            }
        }
        _ => {}
    }
    if field.tag() == "IS" && record.work.kind == WorkKind::Report && record.work.number.is_empty()
    {
        record.work.number = std::mem::take(&mut record.work.issue);
    }
}

fn read_dates(fields: &[Field], record: &mut RecordReader<'_>) {
    let first_line = |field: &Field| field.value.lines().next().unwrap_or_default().to_owned();
    let date = |tags: &[&str]| {
        let dates = fields.iter().filter(|field| tags.contains(&field.tag()));
        dates
            .map(|field| (parse_date(&first_line(field)), field))
            .max_by_key(|(date, _)| (date.year != 0, date.month != 0, date.day != 0))
    };
    let year = date(&["PY", "Y1"]);
    let day = date(&["DA"]);
    // EndNote writes `Mar 4` without the year.
    let day = day.map(|(date, field)| match (&year, date.year) {
        (Some((year, _)), 0) => (format!("{} {}", year.year, first_line(field)), field),
        _ => (first_line(field), field),
    });
    let year = year.map(|(_, field)| (record.date(&first_line(field), field.line), field));
    let day = day.map(|(text, field)| (record.date(&text, field.line), field));
    record.work.date = match (&year, &day) {
        // The day belongs to the year; a different one is another date.
        (Some((year, _)), Some((day, _))) if day.year == year.year && day.month != 0 => *day,
        (Some((year, _)), _) if year.year != 0 => *year,
        (_, Some((day, _))) => *day,
        _ => PartialDate::default(),
    };
    let Some((stated, chosen)) = year else {
        return read_other_dates(&date, record);
    };
    let has_none = chosen.value.trim().is_empty() || says_no_date(&chosen.value);
    if stated.year == 0 && !has_none && record.work.date.year == 0 {
        let message = format!("`{}` is not a year", shortened(&chosen.value));
        record.warn(chosen.line, message, "write four digits: `PY  - 2025`");
    }
    // What follows the day is a remark: `2025/03/04/Epub`.
    let written = chosen.value.split('/').next().unwrap_or_default();
    record.warn_of_unread_words(written, stated, chosen.line);
    let others = fields
        .iter()
        .filter(|field| matches!(field.tag(), "PY" | "Y1" | "DA") && field.tag() != chosen.tag());
    for field in others {
        let other = parse_date(&first_line(field)).year;
        if other != 0 && stated.year != 0 && other != stated.year {
            let message = format!(
                "`{}` is in {other}, but `{}` in {}, which is read",
                field.tag(),
                chosen.tag(),
                stated.year
            );
            record.warn(field.line, message, "correct the wrong one, or remove it");
        }
    }
    read_other_dates(&date, record);
}

/// Reads the days on which the work appeared online, and on which somebody looked at its address.
fn read_other_dates<'f>(
    date: &impl Fn(&[&str]) -> Option<(PartialDate, &'f Field)>,
    record: &mut RecordReader<'_>,
) {
    // `ED` is an editor in most files.
    if let Some((_, field)) = date(&["ED"]).filter(|(date, _)| date.year != 0) {
        record.online_date(&field.value);
    }
    if let Some((_, field)) = date(&["Y2"]) {
        record.work.accessed = record.accessed_date(&field.value, field.line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read_works;
    use crate::work::Work;

    fn works(text: &str) -> (Vec<Work>, Vec<String>) {
        let reading = read_works("a.ris", text.as_bytes());
        let problems = reading.problems.iter().map(|problem| problem.message.clone()).collect();
        (reading.works.into_iter().map(|found| found.work).collect(), problems)
    }

    fn record(fields: &str) -> (Work, Vec<String>) {
        let (works, problems) = works(&format!("TY  - JOUR\nTI  - Title\n{fields}\nER  - \n"));
        (works.into_iter().next().unwrap(), problems)
    }

    #[test]
    fn numbers_of_other_databases_are_none_of_pubmed() {
        for database in ["DB  - asx\nDP  - EBSCOhost", "DB  - Embase", "DB  - ccm", "DP  - Ovid"] {
            let (work, problems) = record(&format!("AN  - 36918273\n{database}"));
            assert_eq!((work.pmid.as_str(), problems.len()), ("", 0), "{database}");
        }
        for database in ["DB  - PubMed", "DB  - Ovid MEDLINE(R)", "DP  - NLM", "DB  - cmedm"] {
            let (work, _) = record(&format!("AN  - 36918273\n{database}"));
            assert_eq!(work.pmid, "36918273", "{database}");
        }
        let (work, problems) = record("AN  - 36918273");
        assert_eq!(work.pmid, "");
        assert_eq!(problems.len(), 1, "{problems:?}");
        let (work, problems) =
            record("AN  - 36918273\nUR  - https://pubmed.ncbi.nlm.nih.gov/36918273/");
        assert_eq!((work.pmid.as_str(), problems.len()), ("36918273", 0));
    }

    #[test]
    fn fields_with_two_values_are_reported() {
        for (fields, expect) in [
            ("PY  - 2020\nPY  - 2021", Some("`PY` is in the record twice: `2020` and `2021`")),
            (
                "DO  - 10.5555/a\nDI  - 10.5555/b",
                Some("`DI` is in the record twice: `10.5555/a` and `10.5555/b`"),
            ),
            ("VL  - 3\nVL  - 4", Some("`VL` is in the record twice: `3` and `4`")),
            ("PY  - 2020\nPY  - 2020\nY1  - 2020/03/04", None),
            ("DO  - 10.5555/A\nDO  - https://doi.org/10.5555/a", None),
            ("SP  - 1\nSP  - ", None),
            ("UR  - https://a.example\nUR  - https://b.example", None),
        ] {
            let (_, problems) = record(fields);
            assert_eq!(problems.first().map(String::as_str), expect, "{fields}");
        }
    }

    #[test]
    fn numbers_of_reports_are_no_serial_numbers() {
        for (fields, number, problems) in [
            ("TY  - RPRT\nTI  - A\nSN  - TR-2025-12", "TR-2025-12", 0),
            ("TY  - RPRT\nTI  - A\nSN  - TA999", "TA999", 0),
            ("TY  - RPRT\nTI  - A\nM1  - TA999", "TA999", 0),
            ("TY  - RPRT\nTI  - A\nIS  - 17\nSN  - 0378-5955", "17", 0),
            ("TY  - RPRT\nTI  - A\nSN  - 978-0-306-40615-7", "", 0),
            ("TY  - RPRT\nTI  - A\nSN  - N/A", "", 0),
            ("TY  - RPRT\nTI  - A\nM1  - This report was written in 2020 by many people.", "", 0),
            ("TY  - JOUR\nTI  - A\nSN  - N/A", "", 0),
            ("TY  - JOUR\nTI  - A\nSN  - TA999", "", 1),
            ("TY  - JOUR\nTI  - A\nSN  - 0378-5955 (Print)", "", 0),
            ("TY  - JOUR\nTI  - A\nSN  - ", "", 0),
        ] {
            let (found, told) = works(&format!("{fields}\nER  - \n"));
            assert_eq!((found[0].number.as_str(), told.len()), (number, problems), "{fields}");
        }
    }

    #[test]
    fn doubtful_dates_are_reported() {
        for (fields, date, problem) in [
            (
                "Y1  - 2022/02/30",
                "2022-02",
                "`2022/02/30` is not in the calendar: only 2022-02 is kept",
            ),
            (
                "PY  - 2021\nDA  - 2020/12/30",
                "2021",
                "`DA` is in 2020, but `PY` in 2021, which is read",
            ),
            (
                "PY  - 2021\nY1  - 2020/12/30",
                "2020-12-30",
                "`PY` is in 2021, but `Y1` in 2020, which is read",
            ),
            ("PY  - c. 1999", "1999", "`c. 1999` is read as the year 1999"),
            ("PY  - 13/05/2024", "2024", "`13/05/2024` is not in the calendar: only 2024 is kept"),
            ("PY  - 2021\nY2  - 2024/31/12", "2021", ""),
            ("PY  - n.d.", "", ""),
            ("PY  - 2021\nDA  - Mar 4", "2021-03-04", ""),
            ("PY  - 2021\nDA  - 2021/03/04", "2021-03-04", ""),
            ("PY  - 2021/03//Epub", "2021-03", ""),
            ("PY  - 2021///Spring", "2021", ""),
            ("DA  - 2021/03/04", "2021-03-04", ""),
        ] {
            let (work, problems) = record(fields);
            let told = problems.first().map_or("", String::as_str);
            assert_eq!((&*work.date.to_string(), told), (date, problem), "{fields}");
        }
    }

    #[test]
    fn people_have_the_role_of_their_tag_and_type() {
        for (kind, fields, editors, translators, told) in [
            ("THES", "AU  - A, B\nA3  - Sample, Sven", "", "", ""),
            ("THES", "AU  - A, B\nA2  - Sample, Sven", "", "", ""),
            ("BOOK", "AU  - A, B\nA3  - Sample, Sam", "", "", ""),
            ("BOOK", "A3  - Sample, Sam", "Sample", "", ""),
            ("BOOK", "AU  - A, B\nA4  - Sample, Tom", "", "Sample", ""),
            ("BOOK", "AU  - A, B\nA2  - Sample, Eve", "Sample", "", ""),
            ("CHAP", "AU  - A, B\nA2  - Sample, Eve\nA3  - Series, S", "Sample", "", ""),
            ("JOUR", "AU  - A, B\nED  - Sample, Eve", "Sample", "", ""),
            ("VIDEO", "AU  - A, B\nA3  - Sample, Eve", "", "", "`A3` is not kept: `Sample, Eve`"),
        ] {
            let (found, problems) = works(&format!("TY  - {kind}\nTI  - A\n{fields}\nER  - \n"));
            let family = |people: &[crate::work::Contributor]| {
                people.first().map(|person| person.family.clone()).unwrap_or_default()
            };
            let found = (family(&found[0].editors), family(&found[0].translators));
            assert_eq!(found, (editors.to_owned(), translators.to_owned()), "{fields}");
            assert_eq!(problems.join(""), told, "{fields}");
        }
    }

    #[test]
    fn preprints_are_known_by_their_servers_and_types() {
        for fields in [
            "T2  - medRxiv\nM3  - Preprint",
            "T2  - bioRxiv",
            "JO  - Research Square",
            "PB  - PsyArXiv",
            "M3  - preprint\nPB  - Example Server",
        ] {
            let (work, _) = record(fields);
            assert_eq!(work.kind, WorkKind::Preprint, "{fields}");
            assert_eq!(work.genre, "", "{fields}");
        }
        assert_eq!(record("PB  - medRxiv").0.container, "medRxiv");
        for fields in ["T2  - Journal of Preprints", "T2  - Lancet\nPB  - bioRxiv", "M3  - Review"]
        {
            assert_eq!(record(fields).0.kind, WorkKind::Article, "{fields}");
        }
    }

    #[test]
    fn names_without_a_comma_are_groups_where_people_have_one() {
        let text = "TY  - JOUR\nTI  - A\nAU  - Example, Anna\nAU  - Example Data Archive\n\
                    AU  - Sample Therapeutics\nAU  - Sample AB\nED  - \nER  - \n";
        let (found, _) = works(text);
        let names: Vec<_> =
            found[0].authors.iter().map(|name| (name.family.as_str(), name.is_group)).collect();
        assert_eq!(
            names,
            [
                ("Example", false),
                ("Example Data Archive", true),
                ("Sample Therapeutics", true),
                ("Sample", false)
            ]
        );
        assert_eq!(found[0].editors, []);
        let (found, _) =
            works("TY  - JOUR\nTI  - A\nAU  - Anna Example\nAU  - Ben Sample\nER  - \n");
        assert!(found[0].authors.iter().all(|name| !name.is_group));
        for (id, is_group) in [("45", true), ("lee2020", false)] {
            let text = format!("TY  - JOUR\nTI  - A\nAU  - NHS Examplia,\nID  - {id}\nER  - \n");
            assert_eq!(works(&text).0[0].authors[0].is_group, is_group, "{id}");
        }
    }
}
