//! [`RecordReader`]: a record while it is read, and what all formats do with identifiers, names and
//! abstracts.
//!
//! Must not depend on formats.

use offprint_base::{IdentifierKind, find_identifiers};

use crate::problem::{Problem, shortened};
use crate::reading::{LocatedWork, Reading, StatusStatement, WorkFormat};
use crate::status_marks::{MarkedStatus, marked_status};
use crate::status_note::{BETWEEN_NOTES, parse_status_note};
use crate::text::abstract_text::{readable_heading, split_abstract};
use crate::text::date::{has_unread_words, is_in_calendar, parse_calendar_date};
use crate::text::plain::{one_line, plain_text, without_full_stop};
use crate::work::{
    AbstractSection, Contributor, PartialDate, StatusChange, StatusKind, Work, WorkKind,
};

/// More statuses than these stay in the note of a record.
const MOST_STATUSES: usize = 100;

/// A record while it is read.
pub(crate) struct RecordReader<'r> {
    pub(crate) work: Work,
    /// The line on which the record begins.
    pub(crate) line: usize,
    pub(crate) raw_key: String,
    /// See [`LocatedWork::unread_words`].
    pub(crate) unread_words: usize,
    pub(crate) reading: &'r mut Reading,
}

impl<'r> RecordReader<'r> {
    pub(crate) fn new(line: usize, reading: &'r mut Reading) -> Self {
        Self { work: Work::default(), line, raw_key: String::new(), unread_words: 0, reading }
    }

    /// What the messages call the record.
    fn described(&self) -> String {
        match (self.raw_key.is_empty(), self.work.title.is_empty()) {
            (false, _) => format!("`{}`", shortened(&self.raw_key)),
            (true, false) => format!("`{}`", shortened(&self.work.title)),
            (true, true) => "this record".to_owned(),
        }
    }

    pub(crate) fn warn(&mut self, line: usize, message: impl Into<String>, help: &str) {
        self.reading.problems.push(Problem::warning(line, message).help(help));
    }

    pub(crate) fn title(&mut self, text: &str) {
        if self.work.title.is_empty() {
            plain_text(text).clone_into(&mut self.work.title);
            self.work.title = without_full_stop(&self.work.title).to_owned();
        }
    }

    /// A date; what cannot be is left out and reported.
    pub(crate) fn date(&mut self, text: &str, line: usize) -> PartialDate {
        let (date, has_impossible_part) = parse_calendar_date(text);
        if has_impossible_part {
            self.warn_of_impossible_date(&one_line(text), date, line);
        }
        date
    }

    /// Reports that only a part of a date is in the calendar.
    pub(crate) fn warn_of_impossible_date(&mut self, text: &str, date: PartialDate, line: usize) {
        let message = format!("`{}` is not in the calendar: only {date} is kept", shortened(text));
        self.warn(line, message, "correct the date");
    }

    /// Reports that a year has words or signs that say how sure it is, or which of several works of
    /// that year it is.
    pub(crate) fn warn_of_unread_words(&mut self, text: &str, date: PartialDate, line: usize) {
        if date.year != 0 && has_unread_words(text) {
            let message = format!("`{}` is read as the year {}", shortened(text), date.year);
            self.warn(line, message, "write four digits; what else is known can be in a note");
        }
    }

    /// Reports a part of the record for which works have no field, once for a file.
    pub(crate) fn warn_of_dropped(&mut self, field: &str, value: &str, line: usize) {
        self.reading.drop_field(field, value, line);
    }

    /// A day that is printed of few works: an impossible one is left out, and reported only if it is.
    pub(crate) fn accessed_date(&mut self, text: &str, line: usize) -> PartialDate {
        match prints_access(self.work.kind) {
            true => self.date(text, line),
            false => parse_calendar_date(text).0,
        }
    }

    /// The day of the publication online, which is not printed.
    pub(crate) fn online_date(&mut self, text: &str) {
        self.work.online_date = parse_calendar_date(text).0;
    }

    /// The article number, which is printed in the place of pages.
    pub(crate) fn article_number(&mut self, number: &str, field: &str, line: usize) {
        let number = one_line(number);
        if self.work.pages.is_empty() {
            self.work.pages = page_range(&number);
        } else if !number.is_empty() && self.work.pages != page_range(&number) {
            self.warn_of_dropped(field, &number, line);
        }
    }

    /// An identifier of the work in its normal form, if the text is one; a problem if not.
    pub(crate) fn identifier(
        &mut self,
        kind: IdentifierKind,
        text: &str,
        line: usize,
    ) -> Option<String> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        match kind.parse(text) {
            Ok(found) => Some(found.value),
            Err(reason) => {
                let message =
                    format!("`{}` is not {}: {reason}", shortened(text), kind.article_and_name());
                let help = format!("correct it as in `{}`, or remove it", kind.example());
                self.warn(line, message, &help);
                None
            }
        }
    }

    pub(crate) fn doi(&mut self, text: &str, line: usize) {
        if let Some(doi) = self.identifier(IdentifierKind::Doi, text, line) {
            if self.work.arxiv.is_empty()
                && doi.to_ascii_lowercase().starts_with("10.48550/arxiv.")
                && let Ok(found) = IdentifierKind::Arxiv.parse(&doi)
            {
                self.work.arxiv = found.value;
            }
            if self.work.doi.is_empty() {
                self.work.doi = doi.to_ascii_lowercase();
            }
        }
    }

    pub(crate) fn pmid(&mut self, text: &str, line: usize) {
        if let Some(pmid) = self.identifier(IdentifierKind::Pmid, text, line)
            && self.work.pmid.is_empty()
        {
            self.work.pmid = pmid;
        }
    }

    /// A number of a database that the record does not name. It looks like one of PubMed, but most
    /// databases have such numbers.
    pub(crate) fn unnamed_accession(&mut self, number: &str, line: usize, field: &str) {
        let message = format!(
            "`{number}` is the number of an unnamed database, and was not taken for a PubMed number"
        );
        self.warn(line, message, &format!("if it is one, add {field} to the record"));
    }

    pub(crate) fn pmcid(&mut self, text: &str, line: usize) {
        if let Some(pmcid) = self.identifier(IdentifierKind::Pmcid, text, line)
            && self.work.pmcid.is_empty()
        {
            self.work.pmcid = pmcid;
        }
    }

    pub(crate) fn arxiv(&mut self, text: &str, line: usize) {
        if let Some(arxiv) = self.identifier(IdentifierKind::Arxiv, text, line)
            && self.work.arxiv.is_empty()
        {
            self.work.arxiv = arxiv;
        }
    }

    /// A field of ISBNs; the first counts.
    pub(crate) fn isbns(&mut self, text: &str, line: usize) {
        // `978-0-00-000000-2 (print)` and `0-00-000000-0 978-…`
        let plain = text.split('(').next().unwrap_or_default();
        if let Ok(found) = IdentifierKind::Isbn.parse(plain) {
            self.isbn_value(found.value);
            return;
        }
        let parts = plain.split([',', ';', ' ', '/']).filter(|part| part.len() >= 10);
        let parts: Vec<String> = parts.map(str::to_owned).collect();
        let parts = if parts.is_empty() { vec![plain.to_owned()] } else { parts };
        for part in parts {
            if let Some(isbn) = self.identifier(IdentifierKind::Isbn, &part, line) {
                self.isbn_value(isbn);
            }
        }
    }

    fn isbn_value(&mut self, isbn: String) {
        if self.work.isbn.is_empty() {
            self.work.isbn = isbn;
        }
    }

    /// A field of ISSNs: `0378-5955 (Print) 1476-4687 (Electronic)`.
    pub(crate) fn issns(&mut self, text: &str, line: usize) {
        let is_sign = |c: char| c.is_ascii_digit() || matches!(c, '-' | 'x' | 'X' | '–' | '‐');
        for part in text.split(|c: char| !is_sign(c)).filter(|part| part.len() >= 7) {
            if let Some(issn) = self.identifier(IdentifierKind::Issn, part, line)
                && !self.work.issns.contains(&issn)
            {
                self.work.issns.push(issn);
            }
        }
    }

    /// `SN` of RIS and the like: an ISSN or an ISBN, which their lengths tell apart. Of a report it may
    /// be the number of the report.
    pub(crate) fn serial_number(&mut self, text: &str, line: usize) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let is_sign = |c: char| c.is_ascii_digit() || matches!(c, '-' | 'x' | 'X' | '–' | '‐');
        let is_number = |part: &str| {
            IdentifierKind::Isbn.parse(part).is_ok() || IdentifierKind::Issn.parse(part).is_ok()
        };
        let has_number = is_number(text) || text.split(|c: char| !is_sign(c)).any(is_number);
        let is_of_report = self.work.kind == WorkKind::Report && self.work.number.is_empty();
        if !has_number && is_of_report && is_report_number(text) {
            self.work.number = one_line(text);
            return;
        }
        let digits = |text: &str| {
            text.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'x' | 'X')).count()
        };
        let longest = text.split(['(', ',', ';', ' ']).map(digits).max().unwrap_or(0);
        let problems = self.reading.problems.len();
        match longest.max(if digits(text) <= 13 { digits(text) } else { 0 }) {
            10 | 13 => self.isbns(text, line),
            _ => self.issns(text, line),
        }
        // `N/A` says that there is none.
        let has_digit = text.contains(|c: char| c.is_ascii_digit());
        if !has_number && has_digit && self.reading.problems.len() == problems {
            let message =
                format!("`{}` is neither an ISBN nor an ISSN, and is not kept", shortened(text));
            self.warn(line, message, "correct it, or remove it");
        }
    }

    /// A number of a trial that a field states. One of a registry that is not known stays as it is
    /// written.
    pub(crate) fn trial(&mut self, text: &str) {
        let text = text.trim();
        let number = match IdentifierKind::Trial.parse(text) {
            Ok(found) => found.value,
            Err(_) => one_line(text),
        };
        if !number.is_empty() && !self.work.trials.contains(&number) {
            self.work.trials.push(number);
        }
    }

    /// The address of the work. An address of a resolver is an identifier, too.
    pub(crate) fn url(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let lower = text.to_ascii_lowercase();
        if lower.contains("doi.org/10.") {
            if self.work.doi.is_empty()
                && let Ok(found) = IdentifierKind::Doi.parse(text)
            {
                self.work.doi = found.key();
            }
        } else if lower.contains("pubmed")
            && self.work.pmid.is_empty()
            && let Ok(found) = IdentifierKind::Pmid.parse(text)
        {
            self.work.pmid = found.value;
        }
        if self.work.url.is_empty()
            && (lower.starts_with("http://") || lower.starts_with("https://"))
        {
            text.clone_into(&mut self.work.url);
        }
    }

    /// A note of the person who keeps the file; identifiers that it names with a label
    /// (`PMID: 12345678`, as Zotero writes them) become those of the work, and what exports say about its
    /// status becomes its status.
    pub(crate) fn note(&mut self, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let mut kept: Vec<String> = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if self.labelled_identifier(line) {
                continue;
            }
            let mut parts: Vec<&str> = Vec::new();
            for part in line.split(BETWEEN_NOTES) {
                // Each is compared with those before.
                let is_read = self.work.status.len() < MOST_STATUSES;
                match parse_status_note(part).filter(|_| is_read) {
                    Some(change) => change.add_to(&mut self.work.status),
                    None => parts.push(part),
                }
            }
            kept.push(parts.join(BETWEEN_NOTES));
        }
        let text = plain_text(&kept.join("\n"));
        if !self.work.note.is_empty() && !text.is_empty() {
            self.work.note.push_str("; ");
        }
        self.work.note.push_str(&text);
    }

    /// Takes an identifier from a line of a note that is nothing else. Returns whether it is one.
    fn labelled_identifier(&mut self, line: &str) -> bool {
        let labels = ["pmid", "pmcid", "doi", "arxiv"];
        let starts = |label: &&str| {
            line.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label))
        };
        if !labels.iter().any(starts) {
            return false;
        }
        let all = find_identifiers(line);
        let [found] = all.as_slice() else { return false };
        let is_all = found.span.start <= 5 && line[found.span.end..].trim().len() <= 1;
        let value = found.identifier.key();
        let field = match found.identifier.kind {
            IdentifierKind::Doi => &mut self.work.doi,
            IdentifierKind::Pmid => &mut self.work.pmid,
            IdentifierKind::Pmcid => &mut self.work.pmcid,
            IdentifierKind::Arxiv => &mut self.work.arxiv,
            _ => return false,
        };
        if !is_all || !field.is_empty() && *field != value {
            return false;
        }
        *field = value;
        true
    }

    /// An abstract in one piece.
    pub(crate) fn abstract_text(&mut self, text: &str) {
        // Paragraphs and headings of JATS inside JSON.
        let text = text
            .replace("</jats:title>", "\n")
            .replace("</jats:p>", "\n")
            .replace("<jats:title>", "\n");
        let text: Vec<String> = text.lines().map(plain_text).collect();
        for section in split_abstract(&text.join("\n")) {
            self.section(&section.heading, &section.text);
        }
    }

    /// A section of the abstract. The heading `Abstract` says nothing.
    pub(crate) fn section(&mut self, heading: &str, text: &str) {
        let heading = readable_heading(heading);
        let heading =
            if heading.eq_ignore_ascii_case("abstract") { String::new() } else { heading };
        let text = plain_text(text);
        if !heading.is_empty() || !text.is_empty() {
            self.work.sections.push(AbstractSection { heading, text });
        }
    }

    /// A keyword, unless the work has it.
    pub(crate) fn keyword(&mut self, text: &str) {
        push_new(&mut self.work.keywords, plain_text(text));
    }

    pub(crate) fn publication_type(&mut self, text: &str) {
        push_new(&mut self.work.publication_types, one_line(text));
    }

    /// Something that happened to the work.
    pub(crate) fn status(&mut self, change: StatusChange) {
        if !self.work.status.contains(&change) {
            self.work.status.push(change);
        }
    }

    /// Takes one number in the field of pages, as it is written, for the number of pages, if the work is a
    /// book or a thesis: programs write it there, as they have no other field.
    pub(crate) fn settle_page_count(&mut self, written: &str) {
        let is_complete = matches!(self.work.kind, WorkKind::Book | WorkKind::Thesis);
        if is_complete
            && self.work.page_count.is_empty()
            && let Some(count) = number_of_pages(&one_line(written))
        {
            count.clone_into(&mut self.work.page_count);
            self.work.pages.clear();
        }
    }

    /// What the record says about another work. `doi` or `pmid` may be empty.
    pub(crate) fn statement(&mut self, doi: &str, pmid: &str, change: StatusChange) {
        let of = if doi.is_empty() { format!("PMID {pmid}") } else { doi.to_owned() };
        push_new(&mut self.work.notice_of, of);
        self.reading.statements.push(StatusStatement {
            doi: doi.to_owned(),
            pmid: pmid.to_owned(),
            change,
            line: self.line,
        });
    }

    /// Leaves out days that their months do not have, which are stated in parts.
    fn leave_out_impossible_days(&mut self) {
        let work = &mut self.work;
        let mut found = Vec::new();
        let is_accessed_printed = prints_access(work.kind);
        for (date, is_printed) in [
            (&mut work.date, true),
            (&mut work.online_date, false),
            (&mut work.accessed, is_accessed_printed),
        ] {
            if !is_in_calendar(*date) {
                let written = date.to_string();
                date.day = 0;
                if is_printed {
                    found.push((written, *date));
                }
            }
        }
        for (written, date) in found {
            self.warn_of_impossible_date(&written, date, self.line);
        }
    }

    /// Adds what the title or the type says about the status.
    fn add_marked_status(&mut self) {
        let source = self.reading.format.map_or("", WorkFormat::source);
        if let Some(MarkedStatus::Stated(change)) = marked_status(&self.work, source) {
            self.status(change);
        }
    }

    /// Adds the work to what was read. A record that says nothing about a work is a problem.
    pub(crate) fn finish(mut self) {
        settle_preprint(&mut self.work);
        // A field without a value: `AU  - `.
        let has_name = |person: &Contributor| !person.family.is_empty() || !person.given.is_empty();
        self.work.authors.retain(has_name);
        self.work.editors.retain(has_name);
        self.work.translators.retain(has_name);
        self.add_marked_status();
        self.leave_out_impossible_days();
        self.work.status.sort_by_key(|change| change.date);
        let work = &self.work;
        let says_nothing = work.title.is_empty()
            && work.authors.is_empty()
            && work.container.is_empty()
            && work.note.is_empty()
            && [&work.doi, &work.pmid, &work.pmcid, &work.arxiv, &work.isbn, &work.url]
                .iter()
                .all(|id| id.is_empty())
            && work.trials.is_empty();
        if says_nothing {
            let described = self.described();
            let problem = Problem::error(
                self.line,
                format!("{described} has no title, no author and no identifier"),
            )
            .help("add at least a title, or delete the record");
            self.reading.problems.push(problem);
            return;
        }
        if work.title.is_empty() {
            let described = self.described();
            self.warn(self.line, format!("{described} has no title"), "add its title");
        }
        self.reading.works.push(LocatedWork {
            work: self.work,
            line: self.line,
            raw_key: self.raw_key,
            unread_words: self.unread_words,
        });
    }
}

/// Whether references to works of a kind say when somebody looked at the address.
pub(crate) fn prints_access(kind: WorkKind) -> bool {
    matches!(
        kind,
        WorkKind::WebPage
            | WorkKind::Post
            | WorkKind::Dataset
            | WorkKind::Software
            | WorkKind::Report
            | WorkKind::Other
    )
}

/// Whether a text can be the number of a report: it is short, has a digit, and is no sentence.
pub(crate) fn is_report_number(text: &str) -> bool {
    text.chars().count() <= 25
        && text.contains(|c: char| c.is_ascii_digit())
        && text.split_whitespace().count() <= 4
}

/// A number without a unit below this one may also be that of a page.
const FEWEST_PAGES: usize = 100;

/// The number in `412`, `412 p.`, `412 Seiten` and `xii, 412 pages`; `None` for a range, a number that begins
/// with a letter, `45 ff.`, and `45`, which may be a page.
fn number_of_pages(pages: &str) -> Option<&str> {
    let is_roman = |word: &str| {
        !word.is_empty() && word.chars().all(|c| "ivxlc".contains(c.to_ascii_lowercase()))
    };
    const UNITS: [&str; 16] = [
        "p", "pp", "pg", "pgs", "page", "pages", "s", "seite", "seiten", "pág", "págs", "páginas",
        "pagine", "sidor", "sider", "leaves",
    ];
    let (has_front, number) = match pages.split_once(',') {
        Some((front, rest)) if is_roman(front.trim()) => (true, rest.trim()),
        Some(_) => return None,
        None => (false, pages.trim()),
    };
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let unit = number[digits..].trim().trim_end_matches('.').to_lowercase();
    let count: usize = number[..digits].parse().ok()?;
    let is_count = match unit.is_empty() {
        true => has_front || count >= FEWEST_PAGES,
        false => UNITS.contains(&&*unit),
    };
    is_count.then_some(&number[..digits])
}

/// Servers of preprints, by their own names in lower case. What they publish is a preprint, whatever
/// type the record gives it: programs without such a type export an article of the journal `medRxiv`.
const PREPRINT_SERVERS: [&str; 20] = [
    "arxiv",
    "authorea",
    "biorxiv",
    "chemrxiv",
    "chinaxiv",
    "edarxiv",
    "engrxiv",
    "jxiv",
    "medrxiv",
    "metaarxiv",
    "osf preprints",
    "peerj preprints",
    "preprints.org",
    "psyarxiv",
    "research square",
    "scielo preprints",
    "socarxiv",
    "sportrxiv",
    "ssrn electronic journal",
    "techrxiv",
];

/// Whether a journal, a publisher or a type of eprint is a server of preprints. MEDLINE adds what it
/// is: `medRxiv : the preprint server for health sciences`; Google Scholar adds the number:
/// `arXiv preprint arXiv:2401.00001`.
pub fn is_preprint_server(name: &str) -> bool {
    let name = name.split([':', '(']).next().unwrap_or_default().trim().to_lowercase();
    let short = name.split(" preprint").next().unwrap_or_default();
    [name.as_str(), short].iter().any(|name| PREPRINT_SERVERS.contains(name))
}

/// Makes a work of a preprint server a preprint, and the server what it appeared in.
fn settle_preprint(work: &mut Work) {
    let is_open = matches!(
        work.kind,
        WorkKind::Article | WorkKind::Other | WorkKind::Report | WorkKind::WebPage
    );
    let says_so = |text: &String| text.trim().eq_ignore_ascii_case("preprint");
    let is_called_preprint = says_so(&work.genre) || work.publication_types.iter().any(says_so);
    let is_of_server = is_preprint_server(&work.container)
        || work.container.is_empty() && is_preprint_server(&work.publisher);
    if is_open && (is_called_preprint || is_of_server) {
        work.kind = WorkKind::Preprint;
    }
    if work.kind != WorkKind::Preprint {
        return;
    }
    if says_so(&work.genre) {
        work.genre.clear();
    }
    if work.container.is_empty() && is_preprint_server(&work.publisher) {
        work.container = std::mem::take(&mut work.publisher);
    }
    if let Some((server, rest)) = work.container.split_once(" preprint ")
        && let Ok(number) = IdentifierKind::Arxiv.parse(rest)
        && (work.arxiv.is_empty() || work.arxiv == number.value)
    {
        work.arxiv = number.value;
        work.container = server.to_owned();
    }
    // PubMed calls the article in a journal an update of the preprint.
    for change in &mut work.status {
        if change.kind == StatusKind::Superseded && change.reason == "updated" {
            change.kind = StatusKind::Published;
            change.reason.clear();
        }
    }
}

/// Adds a text to a list, unless it is empty or there.
pub(crate) fn push_new(list: &mut Vec<String>, text: String) {
    if !text.is_empty() && !list.contains(&text) {
        list.push(text);
    }
}

/// Whether the name of a database says that its numbers are those of PubMed. MEDLINE is the part of
/// PubMed that other providers offer, `cmedm` its name at EBSCOhost, and NLM its publisher.
pub(crate) fn is_pubmed(database: &str) -> bool {
    let database = database.to_lowercase();
    ["pubmed", "medline"].iter().any(|name| database.contains(name))
        || database
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| matches!(word, "nlm" | "cmedm"))
}

/// Pages as a range with a dash between them, of which the last is complete: `1143-53` becomes
/// `1143–1153`.
pub(crate) fn page_range(text: &str) -> String {
    let text = one_line(text);
    let ranges: Vec<String> = text.split([',', ';']).map(|part| one_range(part.trim())).collect();
    ranges.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn one_range(text: &str) -> String {
    let text = text.trim_start_matches("pp.").trim_start_matches("p.").trim();
    let Some((first, last)) = text.split_once(['-', '–', '—', '−']) else {
        return text.to_owned();
    };
    let first = first.trim();
    let last = last.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—'));
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if first.is_empty() || last.is_empty() {
        return [first, last].concat();
    }
    let digits_at = first.find(|c: char| c.is_ascii_digit()).unwrap_or(first.len());
    let (letters, digits) = first.split_at(digits_at);
    // Article numbers contain hyphens: `2024-123`, `e12-3`.
    if !is_number(digits) || !last.chars().all(|c| c.is_alphanumeric() || c == '.') {
        let is_plain = first.chars().chain(last.chars()).all(char::is_alphanumeric);
        return if is_plain { format!("{first}–{last}") } else { text.to_owned() };
    }
    if is_number(last) && last.len() < digits.len() {
        let complete = format!("{}{last}", &digits[..digits.len() - last.len()]);
        if *complete <= *digits {
            return format!("{first}–{last}");
        }
        return format!("{first}–{letters}{complete}");
    }
    if first == last { first.to_owned() } else { format!("{first}–{last}") }
}

/// A language as BCP 47 writes it: `eng` and `English` become `en`. One that is not known stays as it
/// is, in lower case.
pub(crate) fn language_code(text: &str) -> String {
    // ISO 639-2 (both forms) with the names in English, and ISO 639-1.
    const LANGUAGES: [(&str, &str, &str, &str); 30] = [
        ("en", "eng", "eng", "english"),
        ("de", "ger", "deu", "german"),
        ("fr", "fre", "fra", "french"),
        ("es", "spa", "spa", "spanish"),
        ("it", "ita", "ita", "italian"),
        ("pt", "por", "por", "portuguese"),
        ("nl", "dut", "nld", "dutch"),
        ("da", "dan", "dan", "danish"),
        ("sv", "swe", "swe", "swedish"),
        ("no", "nor", "nor", "norwegian"),
        ("fi", "fin", "fin", "finnish"),
        ("pl", "pol", "pol", "polish"),
        ("cs", "cze", "ces", "czech"),
        ("sk", "slo", "slk", "slovak"),
        ("hu", "hun", "hun", "hungarian"),
        ("ro", "rum", "ron", "romanian"),
        ("bg", "bul", "bul", "bulgarian"),
        ("hr", "hrv", "hrv", "croatian"),
        ("sr", "srp", "srp", "serbian"),
        ("el", "gre", "ell", "greek"),
        ("ru", "rus", "rus", "russian"),
        ("uk", "ukr", "ukr", "ukrainian"),
        ("tr", "tur", "tur", "turkish"),
        ("ar", "ara", "ara", "arabic"),
        ("he", "heb", "heb", "hebrew"),
        ("fa", "per", "fas", "persian"),
        ("zh", "chi", "zho", "chinese"),
        ("ja", "jpn", "jpn", "japanese"),
        ("ko", "kor", "kor", "korean"),
        ("ca", "cat", "cat", "catalan"),
    ];
    let text = text.trim();
    let lower = text.to_lowercase();
    let names = |row: &&(&str, &str, &str, &str)| [row.1, row.2, row.3].contains(&&*lower);
    match LANGUAGES.iter().find(names) {
        Some(row) => row.0.to_owned(),
        // `en-US`, `en_US`
        None if lower.split(['-', '_']).next().is_some_and(|part| part.len() == 2) => {
            let mut parts = text.split(['-', '_']);
            let first = parts.next().unwrap_or_default().to_lowercase();
            parts.fold(first, |code, part| format!("{code}-{part}"))
        }
        None => lower,
    }
}

#[cfg(test)]
mod tests {
    use super::{language_code, number_of_pages, page_range};
    use crate::read_works;

    #[test]
    fn numbers_of_pages_are_told_from_pages() {
        for (text, expect) in [
            ("412", Some("412")),
            ("412 p.", Some("412")),
            ("412p", Some("412")),
            ("xii, 412 pages", Some("412")),
            ("188 Seiten", Some("188")),
            ("1–412", None),
            ("e412", None),
            ("12, 15", None),
            ("45", None),
            ("45 p.", Some("45")),
            ("iv, 45", Some("45")),
            ("45 ff.", None),
            ("45f.", None),
            ("p. 412", None),
            ("412-412", None),
            ("S12", None),
            ("", None),
        ] {
            assert_eq!(number_of_pages(text), expect, "{text}");
        }
        for (name, text, pages, count) in [
            ("a.ris", "TY  - BOOK\nTI  - A\nSP  - 412\nER  - \n", "", "412"),
            ("a.ris", "TY  - THES\nTI  - A\nSP  - 188\nER  - \n", "", "188"),
            ("a.ris", "TY  - BOOK\nTI  - A\nSP  - 12\nEP  - 19\nER  - \n", "12–19", ""),
            ("a.ris", "TY  - BOOK\nTI  - A\nSP  - 45\nER  - \n", "45", ""),
            ("a.ris", "TY  - BOOK\nTI  - A\nSP  - 412\nEP  - 412\nER  - \n", "412", ""),
            ("a.ris", "TY  - CHAP\nTI  - A\nSP  - 12\nER  - \n", "12", ""),
            ("a.ris", "TY  - JOUR\nTI  - A\nSP  - 412\nER  - \n", "412", ""),
            ("a.bib", "@book{a, title = {A}, pages = {412}}", "", "412"),
            ("a.bib", "@book{a, title = {A}, pages = {12}, pagetotal = {412}}", "12", "412"),
            ("a.bib", "@article{a, title = {A}, pages = {412}}", "412", ""),
            (
                "a.json",
                r#"[{"id": "a", "type": "book", "title": "A", "page": "12", "number-of-pages": 412}]"#,
                "12",
                "412",
            ),
            (
                "a.xml",
                "<xml><records><record><ref-type name=\"Thesis\">32</ref-type><titles><title>A</title>\
                 </titles><pages>188</pages></record></records></xml>",
                "",
                "188",
            ),
        ] {
            let work = &read_works(name, text.as_bytes()).works[0].work;
            assert_eq!((work.pages.as_str(), work.page_count.as_str()), (pages, count), "{text}");
        }
    }

    #[test]
    fn notes_of_other_programs_stay_notes() {
        for note in
            ["Withdrawn 2004", "Approved 1999; Withdrawn 2004", "Retracted: https://a.example"]
        {
            let text = format!("TY  - JOUR\nTI  - A\nN1  - {note}\nER  - \n");
            let work = &read_works("a.ris", text.as_bytes()).works[0].work;
            assert_eq!((work.note.as_str(), work.status.len()), (note, 0));
        }
    }

    #[test]
    fn a_note_of_many_statuses_is_read_once() {
        let notes: Vec<String> = (0..20_000)
            .map(|at| format!("Offprint status: corrected 2025, https://doi.org/10.5555/{at}"))
            .collect();
        let text = format!("TY  - JOUR\nTI  - A\nN1  - {}\nER  - \n", notes.join("; "));
        let work = &read_works("a.ris", text.as_bytes()).works[0].work;
        assert_eq!(work.status.len(), super::MOST_STATUSES);
        assert!(work.note.ends_with("10.5555/19999"));
    }
    #[test]
    fn fields_that_are_not_kept_are_reported_once_a_file() {
        let entry = |key: &str| {
            format!("@book{{{key}, title = {{T}},\n volumes = {{3}}, supervisor = {{Lee, M}}}}\n")
        };
        let text = [entry("a"), entry("b"), entry("c")].concat();
        let told = read_works("a.bib", text.as_bytes()).problems;
        let told: Vec<_> = told.iter().map(|found| (found.line, &*found.message)).collect();
        assert_eq!(told, [(2, "`volumes` is not kept in 3 records: here `3`")]);
    }

    #[test]
    fn pages_are_ranges_with_complete_numbers() {
        for (text, expect) in [
            ("1143-1153", "1143–1153"),
            ("1143-53", "1143–1153"),
            ("1143--1153", "1143–1153"),
            ("1143 - 1153", "1143–1153"),
            ("S1-S9", "S1–S9"),
            ("S12-9", "S12–S19"),
            ("S112-29", "S112–S129"),
            ("e2034", "e2034"),
            ("e12-3", "e12–e13"),
            ("10.e1-10.e5", "10.e1-10.e5"),
            ("pp. 3-4", "3–4"),
            ("1-5, 9-11", "1–5, 9–11"),
            ("12-12", "12"),
            ("12-", "12"),
            ("iii-ix", "iii–ix"),
            ("", ""),
        ] {
            assert_eq!(page_range(text), expect, "{text}");
        }
    }

    #[test]
    fn languages_have_codes() {
        for (text, code) in [
            ("eng", "en"),
            ("English", "en"),
            ("en_US", "en-US"),
            ("de", "de"),
            ("ger", "de"),
            ("xxx", "xxx"),
        ] {
            assert_eq!(language_code(text), code);
        }
    }
}
