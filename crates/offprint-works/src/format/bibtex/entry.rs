//! From the fields of an entry to a work.
//!
//! Must not depend on the syntax of files.

use rustc_hash::FxHashMap;

use super::names::{read_names, split_keywords, without_braces};
use super::syntax::{Entry, Field};
use crate::problem::shortened;
use crate::reading::Reading;
use crate::record::{RecordReader, is_preprint_server, language_code, page_range};
use crate::text::date::{date_of_numbers, parse_date, parse_month, says_no_date};
use crate::text::latex::{latex_text, unescaped_address};
use crate::text::plain::{one_line, plain_text};
use crate::work::WorkKind;

/// Fields of the work in which a chapter or a paper appeared, and what they are for the part.
const INHERITED: [(&str, &str); 14] = [
    ("title", "booktitle"),
    ("editor", "editor"),
    ("publisher", "publisher"),
    ("address", "address"),
    ("location", "location"),
    ("year", "year"),
    ("date", "date"),
    ("month", "month"),
    ("series", "series"),
    ("volume", "volume"),
    ("edition", "edition"),
    ("isbn", "isbn"),
    ("eventtitle", "eventtitle"),
    ("issn", "issn"),
];

/// The number of an article in a journal without pages, in BibLaTeX and the exports of databases.
const ARTICLE_NUMBERS: [&str; 5] =
    ["eid", "article-number", "articleno", "art_number", "article_number"];

/// Fields of BibLaTeX and of databases that say something about the work which works have no field for.
/// Others, such as `file` and `timestamp`, are about the record.
const NOT_KEPT: [&str; 16] = [
    "editora",
    "editorb",
    "editorc",
    "bookauthor",
    "introduction",
    "foreword",
    "afterword",
    "collaboration",
    "titleaddon",
    "booktitleaddon",
    "issuetitle",
    "part",
    "volumes",
    "origdate",
    "origpublisher",
    "reprinttitle",
];

pub(super) fn read_entries(entries: &[Entry], reading: &mut Reading) {
    let keys: FxHashMap<String, usize> =
        entries.iter().enumerate().map(|(at, entry)| (entry.key.to_lowercase(), at)).collect();
    for entry in entries {
        if entry.kind == "xdata" {
            continue;
        }
        let inherited = inherited_fields(entry, entries, &keys);
        read_entry(entry, &inherited, reading);
    }
}

/// What an entry takes from the one that `crossref` names.
fn inherited_fields<'e>(
    entry: &Entry,
    entries: &'e [Entry],
    keys: &FxHashMap<String, usize>,
) -> Vec<(&'static str, &'e Field)> {
    let Some(parent) = entry
        .value(&["crossref", "xref"])
        .and_then(|field| keys.get(&field.value.trim().to_lowercase()))
        .map(|at| &entries[*at])
    else {
        return Vec::new();
    };
    let inherited = INHERITED.iter().filter_map(|(from, to)| {
        let field = parent.value(&[from])?;
        (entry.value(&[to]).is_none()).then_some((*to, field))
    });
    inherited.collect()
}

/// The fields of an entry with what it inherits, by name.
struct EntryFields<'e> {
    entry: &'e Entry,
    inherited: &'e [(&'static str, &'e Field)],
    unknown: Vec<String>,
}

impl<'e> EntryFields<'e> {
    fn field(&self, names: &[&str]) -> Option<&'e Field> {
        self.entry.value(names).or_else(|| {
            names.iter().find_map(|name| {
                self.inherited.iter().find(|(known, _)| known == name).map(|(_, field)| *field)
            })
        })
    }

    /// The text of the first of these fields that is there.
    fn text(&mut self, names: &[&str]) -> String {
        match self.field(names) {
            Some(field) => plain_text(&latex_text(&field.value, &mut self.unknown)),
            None => String::new(),
        }
    }

    /// The value of a field in which TeX changes nothing: an address or an identifier.
    fn verbatim(&self, names: &[&str]) -> Option<(String, usize)> {
        let field = self.field(names)?;
        let mut value = field.value.trim();
        // Programs write up to three pairs of braces.
        for _ in 0..3 {
            value = without_braces(value).unwrap_or(value).trim();
        }
        if let Some(group) = value.strip_prefix("\\url")
            && let Some(inner) = without_braces(group.trim())
        {
            value = inner.trim();
        }
        Some((unescaped_address(value), field.line))
    }
}

fn kind_of(entry: &Entry, eprint: &str) -> WorkKind {
    match &*entry.kind {
        "article" if has_subtype(entry, "magazine") => WorkKind::Magazine,
        "article" if has_subtype(entry, "newspaper") => WorkKind::News,
        "article" | "periodical" | "suppperiodical" | "review" => WorkKind::Article,
        "book" | "mvbook" | "collection" | "mvcollection" | "booklet" | "proceedings"
        | "mvproceedings" | "manual" => WorkKind::Book,
        "inbook" | "incollection" | "bookinbook" | "suppbook" | "suppcollection" => {
            WorkKind::Chapter
        }
        "inreference" => WorkKind::Entry,
        "reference" | "mvreference" => WorkKind::Book,
        "inproceedings" | "conference" => WorkKind::ConferencePaper,
        "phdthesis" | "mastersthesis" | "thesis" | "masterthesis" => WorkKind::Thesis,
        "techreport" | "report" => WorkKind::Report,
        _ if is_prepublished(entry) => WorkKind::Preprint,
        "online" | "electronic" | "www" if eprint.is_empty() => WorkKind::WebPage,
        "online" | "electronic" | "www" => WorkKind::Preprint,
        "preprint" => WorkKind::Preprint,
        "unpublished" => WorkKind::Other,
        "dataset" => WorkKind::Dataset,
        "software" => WorkKind::Software,
        "patent" => WorkKind::Patent,
        "standard" => WorkKind::Standard,
        "legislation" | "jurisdiction" | "legal" => WorkKind::Legislation,
        "movie" | "video" => WorkKind::Video,
        "audio" | "music" => WorkKind::Audio,
        "letter" => WorkKind::PersonalCommunication,
        "misc" if !eprint.is_empty() => WorkKind::Preprint,
        _ => WorkKind::Other,
    }
}

fn has_subtype(entry: &Entry, name: &str) -> bool {
    entry.value(&["entrysubtype"]).is_some_and(|field| field.value.trim() == name)
}

/// BibLaTeX's state of publications; styles print it.
fn is_prepublished(entry: &Entry) -> bool {
    let state = entry.value(&["pubstate"]).map(|field| field.value.trim().to_lowercase());
    state.is_some_and(|state| matches!(&*state, "prepublished" | "preprint"))
}

fn read_entry(entry: &Entry, inherited: &[(&'static str, &Field)], reading: &mut Reading) {
    let mut fields = EntryFields { entry, inherited, unknown: Vec::new() };
    let mut record = RecordReader::new(entry.line, reading);
    entry.key.clone_into(&mut record.raw_key);
    entry.key.clone_into(&mut record.work.key);
    read_identifiers(&fields, &mut record);
    record.work.kind = kind_of(entry, &record.work.arxiv);
    read_titles(&mut fields, &mut record);
    read_people(&mut fields, &mut record);
    read_details(&mut fields, &mut record);
    read_dates(&mut fields, &mut record);
    add_eprint(&fields, &mut record);
    read_howpublished(&mut fields, &mut record);
    for name in NOT_KEPT {
        if let Some(field) = entry.value(&[name]).filter(|field| !field.value.trim().is_empty()) {
            let value = plain_text(&latex_text(&field.value, &mut Vec::new()));
            record.warn_of_dropped(name, &value, field.line);
        }
    }
    warn_of_rivals(entry, &mut record);
    let mut unknown = fields.unknown;
    unknown.sort();
    unknown.dedup();
    for command in unknown.iter().take(5) {
        let (message, help) = match &**command {
            "$" => (
                "`$` does not begin a formula, and stays in the text".to_owned(),
                "write `\\$` for the sign, and `$…$` without spaces inside for a formula",
            ),
            "~" => (
                "`~` after a space stays in the text".to_owned(),
                "write `\\textasciitilde{}` for the sign, and remove it if it is a space",
            ),
            name => (
                format!(
                    "`\\{}` is not a known command of LaTeX, and stays in the text",
                    shortened(name)
                ),
                "write the character itself in its place",
            ),
        };
        record.warn(entry.line, message, help);
    }
    record.finish();
}

/// Reports what is no address and may be the number of the work: `Example guideline EX222`.
fn read_howpublished(fields: &mut EntryFields<'_>, record: &mut RecordReader<'_>) {
    let Some(line) = fields.field(&["howpublished"]).map(|field| field.line) else { return };
    let text = fields.text(&["howpublished"]);
    let lower = text.to_lowercase();
    let is_address = ["http", "www.", "accessed", "retrieved", "doi", "arxiv", ".org", ".com"]
        .iter()
        .any(|part| lower.contains(part));
    let has_number = text.contains(|c: char| c.is_ascii_digit());
    let is_known = is_address
        || !has_number
        || [&record.work.genre, &record.work.publisher, &record.work.container, &record.work.note]
            .iter()
            .any(|known| known.contains(&*text));
    if is_known {
        return;
    }
    record.warn_of_dropped("howpublished", &text, line);
}

/// Fields of which an entry has one. Others, such as `url`, `file` and `keywords`, programs repeat.
const SINGLE: [&str; 14] = [
    "title",
    "author",
    "editor",
    "year",
    "date",
    "month",
    "doi",
    "journal",
    "journaltitle",
    "booktitle",
    "volume",
    "number",
    "pages",
    "publisher",
];

/// Warns of fields that an entry has twice with different values: only the first is read.
fn warn_of_rivals(entry: &Entry, record: &mut RecordReader<'_>) {
    let mut known: FxHashMap<&str, &Field> = FxHashMap::default();
    let single = entry.fields.iter().filter(|field| SINGLE.contains(&&*field.name));
    for field in single.filter(|field| !field.value.trim().is_empty()) {
        let Some(first) = known.get(&*field.name) else {
            known.insert(&field.name, field);
            continue;
        };
        let (kept, other) = (one_line(&first.value), one_line(&field.value));
        if kept != other {
            let message = format!(
                "`{}` is in the entry twice: `{}` and `{}`",
                field.name,
                shortened(&kept),
                shortened(&other)
            );
            record.warn(field.line, message, "only the first is read: remove the wrong one");
        }
    }
}

fn read_titles(fields: &mut EntryFields<'_>, record: &mut RecordReader<'_>) {
    let joined = |fields: &mut EntryFields<'_>, title: &[&str], subtitle: &[&str]| {
        let (title, subtitle) = (fields.text(title), fields.text(subtitle));
        match subtitle.is_empty() {
            true => title,
            false if title.ends_with(['?', '!', ':', '.']) => format!("{title} {subtitle}"),
            false => format!("{title}: {subtitle}"),
        }
    };
    let title = joined(fields, &["title"], &["subtitle"]);
    record.title(&title);
    record.work.original_title = fields.text(&["origtitle"]);
    let in_book =
        matches!(record.work.kind, WorkKind::Chapter | WorkKind::ConferencePaper | WorkKind::Entry);
    record.work.container = match in_book || fields.field(&["journal", "journaltitle"]).is_none() {
        true => joined(
            fields,
            &["booktitle", "journaltitle", "journal", "maintitle"],
            &["booksubtitle"],
        ),
        false => joined(fields, &["journaltitle", "journal"], &["journalsubtitle"]),
    };
    let is_online = matches!(record.work.kind, WorkKind::WebPage | WorkKind::Preprint);
    if is_online && record.work.container.is_empty() {
        record.work.container = fields.text(&["organization"]);
    }
    record.work.container_short = fields.text(&["shortjournal", "journalabbr"]);
    record.work.event = fields.text(&["eventtitle", "conference"]);
    record.work.series = fields.text(&["series", "collectiontitle"]);
    if let Some(field) = fields.field(&["abstract"]) {
        // Lines of their own may be headings.
        let text = latex_text(&field.value, &mut fields.unknown);
        record.abstract_text(&text);
    }
}

fn read_people(fields: &mut EntryFields<'_>, record: &mut RecordReader<'_>) {
    for name in ["author", "editor", "translator"] {
        let Some(field) = fields.field(&[name]) else { continue };
        let (people, has_others) = read_names(&field.value, &mut fields.unknown);
        if has_others {
            let message = "the names end with `and others`, so the other authors are not known";
            record.warn(field.line, message, "add their names");
        }
        match name {
            "author" => record.work.authors = people,
            "editor" => record.work.editors = people,
            _ => record.work.translators = people,
        }
    }
    // Reports without authors: the institution is in its own field.
}

fn read_identifiers(fields: &EntryFields<'_>, record: &mut RecordReader<'_>) {
    if let Some((doi, line)) = fields.verbatim(&["doi"]) {
        record.doi(&doi, line);
    }
    if let Some((pmid, line)) = fields.verbatim(&["pmid", "pubmed"]) {
        record.pmid(&pmid, line);
    }
    if let Some((pmcid, line)) = fields.verbatim(&["pmcid", "pmc"]) {
        record.pmcid(&pmcid, line);
    }
    if let Some((eprint, line)) = fields.verbatim(&["eprint", "arxivid"]) {
        let server = fields
            .verbatim(&["eprinttype", "archiveprefix"])
            .map(|(server, _)| server.to_lowercase());
        match server.as_deref() {
            Some("pubmed" | "pmid" | "medline") => record.pmid(&eprint, line),
            Some("pmc" | "pmcid") => record.pmcid(&eprint, line),
            Some("arxiv") => record.arxiv(&eprint, line),
            None if offprint_base::IdentifierKind::Arxiv.parse(&eprint).is_ok() => {
                record.arxiv(&eprint, line);
            }
            _ => {}
        }
    }
    if let Some((isbn, line)) = fields.verbatim(&["isbn"]) {
        record.isbns(&isbn, line);
    }
    if let Some((issn, line)) = fields.verbatim(&["issn"]) {
        record.issns(&issn, line);
    }
    for name in ["nct", "registry", "trial", "clinicaltrials"] {
        if let Some((trials, _)) = fields.verbatim(&[name]) {
            for trial in trials.split([',', ';']) {
                record.trial(trial);
            }
        }
    }
    if let Some((url, _)) = fields.verbatim(&["url"]) {
        record.url(&url);
    } else if let Some((howpublished, _)) = fields.verbatim(&["howpublished"])
        && howpublished.contains("http")
    {
        record.url(howpublished.trim_start_matches("\\url").trim_matches(['{', '}']));
    }
}

/// The server of a preprint and its number there: `eprinttype = {medRxiv}`. Programs that have no type
/// for preprints write it in an article or another entry.
fn add_eprint(fields: &EntryFields<'_>, record: &mut RecordReader<'_>) {
    let work = &mut record.work;
    let Some((server, _)) = fields.verbatim(&["eprinttype", "archiveprefix"]) else { return };
    let is_numbered = [&work.arxiv, &work.pmid, &work.pmcid].iter().any(|id| !id.is_empty());
    let is_alone = work.container.is_empty();
    let is_of_server =
        is_preprint_server(&server) && (is_alone || is_preprint_server(&work.container));
    if is_numbered || work.kind != WorkKind::Preprint && !is_of_server {
        return;
    }
    if is_alone {
        work.container = server;
    }
    if let Some((number, _)) = fields.verbatim(&["eprint"])
        && work.number.is_empty()
    {
        work.number = number;
    }
}

fn read_details(fields: &mut EntryFields<'_>, record: &mut RecordReader<'_>) {
    let work_kind = record.work.kind;
    let number = fields.text(&["number"]);
    let issue = fields.text(&["issue"]);
    let is_in_journal = matches!(
        work_kind,
        WorkKind::Article
            | WorkKind::Magazine
            | WorkKind::News
            | WorkKind::ConferencePaper
            | WorkKind::Preprint
    );
    match (is_in_journal, issue.is_empty()) {
        (true, true) => record.work.issue = number,
        (true, false) => record.work.issue = issue,
        (false, _) => {
            record.work.number = number;
            record.work.issue = issue;
        }
    }
    record.work.volume = fields.text(&["volume"]);
    let pages = fields.text(&["pages"]);
    record.work.pages = page_range(&pages);
    for name in ARTICLE_NUMBERS {
        if let Some(field) = fields.field(&[name]) {
            let number = plain_text(&latex_text(&field.value, &mut fields.unknown));
            record.article_number(&number, name, field.line);
        }
    }
    record.work.version = fields.text(&["version"]);
    record.work.page_count = fields.text(&["pagetotal", "numpages"]);
    record.settle_page_count(&pages);
    record.work.edition = fields.text(&["edition"]);
    record.work.publisher =
        match &*fields.text(&["publisher", "institution", "school", "organization"]) {
            // Of a page it is what the page is on.
            name if name == record.work.container => String::new(),
            name => name.to_owned(),
        };
    record.work.place = fields.text(&["location", "address"]);
    record.work.genre = match (&*fields.entry.kind, fields.text(&["type"])) {
        ("phdthesis", genre) if genre.is_empty() || genre == "phdthesis" => "PhD thesis".to_owned(),
        ("mastersthesis" | "masterthesis", genre) if genre.is_empty() || genre == "mathesis" => {
            "Master's thesis".to_owned()
        }
        (_, genre) => match &*genre {
            "phdthesis" => "PhD thesis".to_owned(),
            "mathesis" | "mastersthesis" => "Master's thesis".to_owned(),
            "techreport" => "Technical report".to_owned(),
            _ => genre,
        },
    };
    let language = fields.text(&["language", "langid", "hyphenation"]);
    if !language.is_empty() {
        record.work.language = language_code(&language);
    }
    if let Some(field) = fields.field(&["keywords", "keyword", "author_keywords", "mesh"]) {
        for keyword in split_keywords(&field.value) {
            record.keyword(&latex_text(keyword, &mut fields.unknown));
        }
    }
    if let Some((license, _)) = fields.verbatim(&["license", "copyright"])
        && license.starts_with("http")
    {
        record.work.license = license;
    }
    let funding = fields.text(&["funding"]);
    if !funding.is_empty() {
        record.work.funding.push(funding);
    }
    for name in ["note", "annote", "annotation", "addendum"] {
        if let Some(field) = fields.field(&[name]) {
            let text = latex_text(&field.value, &mut fields.unknown);
            record.note(&text);
        }
    }
}

fn read_dates(fields: &mut EntryFields<'_>, record: &mut RecordReader<'_>) {
    let line_of = |fields: &EntryFields<'_>, names: &[&str], record: &RecordReader<'_>| {
        fields.field(names).map_or(record.line, |field| field.line)
    };
    let date = fields.text(&["date"]);
    let range_start = date.split('/').next().unwrap_or_default();
    let date_line = line_of(fields, &["date"], record);
    if !range_start.is_empty() {
        record.work.date = record.date(range_start, date_line);
        record.warn_of_unread_words(range_start, record.work.date, date_line);
    }
    let year = fields.text(&["year"]);
    let year_line = line_of(fields, &["year"], record);
    if record.work.date.year == 0 && !year.is_empty() {
        read_year(&year, year_line, fields, record);
    } else if record.work.date.year == 0 && !range_start.is_empty() && !says_no_date(range_start) {
        let message = format!("`{}` is not a date", shortened(range_start));
        record.warn(date_line, message, "write the year first: date = {2025-03-04}");
    } else if let Some(own) = fields.entry.value(&["year"])
        && fields.entry.value(&["date"]).is_some()
    {
        // A file for BibTeX and BibLaTeX has both.
        let stated = parse_date(&latex_text(&own.value, &mut Vec::new())).year;
        if stated != 0 && stated != record.work.date.year {
            let message =
                format!("`year` is {stated}, but `date` is {}, which is read", record.work.date);
            record.warn(year_line, message, "correct one of them, or remove the wrong one");
        }
    }
    let accessed = fields.text(&["urldate", "lastaccessed"]);
    let line = line_of(fields, &["urldate", "lastaccessed"], record);
    record.work.accessed = record.accessed_date(&accessed, line);
    let online = fields.text(&["eventdate-online", "onlinedate"]);
    record.online_date(&online);
    if one_line(&record.work.title).is_empty() && record.work.note.is_empty() {
        let printed = fields.text(&["howpublished"]);
        record.note(&printed);
    }
}

/// Reads `year`, `month` and `day`.
fn read_year(year: &str, line: usize, fields: &mut EntryFields<'_>, record: &mut RecordReader<'_>) {
    let parsed = record.date(year, line);
    if parsed.year == 0 && !says_no_date(year) {
        let message = format!("`{}` is not a year", shortened(year));
        record.warn(line, message, "write four digits: year = {2025}");
    }
    record.warn_of_unread_words(year, parsed, line);
    let month = fields.text(&["month"]);
    // `4 mar` and `mar 4` of programs that join the day to it.
    let words = || month.split([' ', '-', '/', '.', ',', '~']).filter(|word| !word.is_empty());
    let name = words().find_map(|word| {
        if word.parse::<u8>().is_ok() && words().count() > 1 { None } else { parse_month(word) }
    });
    let day = match words().count() {
        0 | 1 => fields.text(&["day"]),
        _ => words().find(|word| word.parse::<i64>().is_ok()).unwrap_or_default().to_owned(),
    };
    record.work.date = match name {
        Some(month) if parsed.month == 0 => {
            date_of_numbers(i64::from(parsed.year), i64::from(month), day.parse().unwrap_or(0))
        }
        _ => parsed,
    };
    for (field, value, is_read, what) in [
        ("month", &month, name.is_some() || month.is_empty(), "a month"),
        ("day", &day, record.work.date.day != 0 || day.is_empty(), "a day of a month"),
    ] {
        // Seasons, quarters and months of other languages are words.
        let is_number = value.bytes().all(|b| b.is_ascii_digit());
        if record.work.date.year != 0 && !is_read && is_number {
            let line = fields.field(&[field]).map_or(record.line, |field| field.line);
            let message = format!("`{}` is not {what}, and is not kept", shortened(value));
            record.warn(line, message, "correct it, or remove it");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::read_works;
    use crate::work::WorkKind;

    #[test]
    fn preprints_keep_their_server_and_number() {
        for (entry, server, number, arxiv) in [
            (
                "@online{a, eprinttype = {medRxiv}, eprint = {2024.01.02.1}",
                "medRxiv",
                "2024.01.02.1",
                "",
            ),
            (
                "@article{a, eprinttype = {bioRxiv}, eprint = {2024.01.02.1}",
                "bioRxiv",
                "2024.01.02.1",
                "",
            ),
            ("@misc{a, archiveprefix = {PsyArXiv}, eprint = {ab3cd}", "PsyArXiv", "ab3cd", ""),
            ("@article{a, journal = {medRxiv}", "medRxiv", "", ""),
            ("@article{a, journal = {arXiv preprint arXiv:2401.00001}", "arXiv", "", "2401.00001"),
            ("@misc{a, publisher = {Research Square}", "Research Square", "", ""),
        ] {
            let reading = read_works("a.bib", format!("{entry}, title = {{T}}}}").as_bytes());
            let work = &reading.works[0].work;
            assert_eq!(work.kind, WorkKind::Preprint, "{entry}");
            assert_eq!(
                (work.container.as_str(), work.number.as_str(), work.arxiv.as_str()),
                (server, number, arxiv),
                "{entry}"
            );
        }
        for entry in [
            "@article{a, journal = {Lancet}, eprinttype = {medRxiv}, eprint = {2024.01.02.1}",
            "@article{a, journal = {Journal of Preprints}",
        ] {
            let reading = read_works("a.bib", format!("{entry}, title = {{T}}}}").as_bytes());
            assert_eq!(reading.works[0].work.kind, WorkKind::Article, "{entry}");
        }
    }

    #[test]
    fn identifiers_and_addresses_are_not_escaped() {
        for (fields, doi, url) in [
            (r"doi = {10.5555/978-3{\_}28}", "10.5555/978-3_28", ""),
            (r"doi = {{10.5555/a{\_}}}", "10.5555/a_", ""),
            (r"url = {\url{https://a.example/?x=1{\&}y=2}}", "", "https://a.example/?x=1&y=2"),
            (r"url = {{\url{https://a.example/x\_y}}}", "", "https://a.example/x_y"),
            ("doi = {10.5555/a_b}", "10.5555/a_b", ""),
        ] {
            let text = format!("@article{{a, title = {{T}}, {fields}}}");
            let work = &read_works("a.bib", text.as_bytes()).works[0].work;
            assert_eq!((work.doi.as_str(), work.url.as_str()), (doi, url), "{fields}");
        }
    }

    #[test]
    fn doubtful_dates_are_reported() {
        for (fields, date, problem) in [
            (
                "date = {2022-02-30}",
                "2022-02",
                "`2022-02-30` is not in the calendar: only 2022-02 is kept",
            ),
            (
                "date = {2022-13-01}",
                "2022",
                "`2022-13-01` is not in the calendar: only 2022 is kept",
            ),
            ("year = {2022}, month = {13}", "2022", "`13` is not a month, and is not kept"),
            (
                "year = {2022}, month = feb, day = {30}",
                "2022-02",
                "`2022-02-30` is not in the calendar: only 2022-02 is kept",
            ),
            (
                "year = {2022}, month = feb, day = {45}",
                "2022-02",
                "`45` is not a day of a month, and is not kept",
            ),
            (
                "year = {2020}, date = {2021-04-05}",
                "2021-04-05",
                "`year` is 2020, but `date` is 2021-04-05, which is read",
            ),
            ("year = {c. 1999}", "1999", "`c. 1999` is read as the year 1999"),
            ("year = {2021a}", "2021", "`2021a` is read as the year 2021"),
            ("date = {soon}", "", "`soon` is not a date"),
            ("year = {2021}, date = {2021-04-05}", "2021-04-05", ""),
            ("date = {2021-21}", "2021", ""),
            ("date = {2021-03/2021-04}", "2021-03", ""),
            ("year = {2021}, month = {Frühjahr}", "2021", ""),
            ("year = {n.d.}", "", ""),
            ("year = {2021}, month = {4 mar}", "2021-03-04", ""),
            ("year = 2021, month = {JAN-FEB}", "2021-01", ""),
        ] {
            let text = format!("@article{{a, title = {{T}}, {fields}}}");
            let reading = read_works("a.bib", text.as_bytes());
            assert_eq!(reading.works[0].work.date.to_string(), date, "{fields}");
            let told = reading.problems.first().map_or("", |problem| &problem.message);
            assert_eq!((told, reading.problems.len()), (problem, usize::from(!problem.is_empty())));
        }
    }

    #[test]
    fn fields_with_two_values_are_reported() {
        for (fields, expect) in [
            ("year = 2020, year = 2021", Some("`year` is in the entry twice: `2020` and `2021`")),
            (
                "doi = {10.5555/a},\n DOI = {10.5555/b}",
                Some("`doi` is in the entry twice: `10.5555/a` and `10.5555/b`"),
            ),
            (
                "author = {A, B}, author = {C, D}",
                Some("`author` is in the entry twice: `A, B` and `C, D`"),
            ),
            ("year = 2020, year = {2020}", None),
            ("author = {A,  B}, author = {A, B}", None),
            ("journal = {A}, journal = {}", None),
            ("url = {https://a.example}, url = {https://b.example}", None),
            ("keywords = {a}, keywords = {b}, file = {a.pdf}, file = {b.pdf}", None),
        ] {
            let text = format!("@article{{a, title = {{T}}, {fields}}}");
            let problems = read_works("a.bib", text.as_bytes()).problems;
            assert_eq!(problems.first().map(|problem| &*problem.message), expect, "{fields}");
        }
        let text = "@article{a,\n title = {T},\n title = {U},\n}";
        let reading = read_works("a.bib", text.as_bytes());
        assert_eq!((reading.works[0].work.title.as_str(), reading.problems[0].line), ("T", 3));
    }

    #[test]
    fn article_numbers_versions_and_roles_are_kept_or_reported() {
        let work_of = |fields: &str| {
            let text = format!("@article{{a, title = {{T}}, {fields}}}");
            let reading = read_works("a.bib", text.as_bytes());
            let told: Vec<String> = reading.problems.iter().map(|p| p.message.clone()).collect();
            (reading.works.into_iter().next().unwrap().work, told)
        };
        for fields in [
            "eid = {918273}",
            "art_number = {918273}",
            "Article-Number = {{918273}}",
            "articleno = 918273",
            "pages = {918273}, eid = {918273}",
        ] {
            let (work, told) = work_of(fields);
            assert_eq!((work.pages.as_str(), told.len()), ("918273", 0), "{fields}");
        }
        let (work, told) = work_of("pages = {1--12}, eid = {77}");
        assert_eq!(
            (work.pages.as_str(), told),
            ("1–12", vec!["`eid` is not kept: `77`".to_owned()])
        );
        let (work, told) = work_of("version = {2.1}, translator = {Sample, Anna}");
        assert_eq!((work.version.as_str(), told.len()), ("2.1", 0));
        assert_eq!(work.translators[0].family, "Sample");
        let (work, told) = work_of("howpublished = {Example guideline EX222}");
        assert_eq!(
            (work.genre.as_str(), told),
            ("", vec!["`howpublished` is not kept: `Example guideline EX222`".to_owned()])
        );
        for text in ["Online", "Accessed 3 May 2020", "GitHub", "www.a.example/1"] {
            let (work, told) = work_of(&format!("howpublished = {{{text}}}"));
            assert_eq!((work.genre.as_str(), told.len()), ("", 0), "{text}");
        }
        let (work, told) = work_of("howpublished = {\\url{https://a.example}}");
        assert_eq!((work.genre.as_str(), told.len()), ("", 0));
        let (_, told) = work_of("bookauthor = {Sample, Anna}, file = {a.pdf}, timestamp = {2020}");
        assert_eq!(told, ["`bookauthor` is not kept: `Sample, Anna`"]);
    }
}
