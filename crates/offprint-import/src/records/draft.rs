//! [`draft_article`]: the article that a record of a work becomes.
//!
//! Must not know files or formats.

use jiff::civil::Date;
use offprint_works::{Contributor, PartialDate, Work, WorkKind, key_base};
use url::Url;

use super::markdown::{abstract_markdown, one_line};
use super::status::{date_text, status_note, status_warnings, statuses};
use super::study::study_table;
use super::text_table::text_table;
use crate::article::{Article, CitedWork, Sourced};
use crate::importer::ImportOptions;

/// What the report calls the origin of all fields.
const RECORD: &str = "the record";

/// Subject headings that say who took part, in lower case: the check tags of the National Library of
/// Medicine and its age groups.
const CHECK_TAGS: [&str; 16] = [
    "adolescent",
    "adult",
    "aged",
    "aged, 80 and over",
    "animals",
    "child",
    "child, preschool",
    "female",
    "humans",
    "infant",
    "infant, newborn",
    "male",
    "mice",
    "middle aged",
    "rats",
    "young adult",
];

/// The article with all that the record states.
pub(super) fn draft_article(work: &Work, options: &ImportOptions) -> Article {
    let key = citation_key(work);
    let stated = |text: &str| {
        let text = one_line(text);
        (!text.is_empty()).then(|| Sourced::new(text, RECORD, 0.95))
    };
    let names: Vec<String> = work.authors.iter().map(full_name).collect();
    let (study, study_warnings) = study_table(work);
    let mut article = Article {
        title: stated(&work.title),
        authors: (!names.is_empty()).then(|| Sourced::new(names, RECORD, 0.95)),
        affiliations: affiliations(work),
        site: stated(container(work)),
        url: stated(web_address(&work.url)),
        license: stated(&work.license),
        doi: stated(&work.doi),
        keywords: Some(subjects(work))
            .filter(|subjects| !subjects.is_empty())
            .map(|subjects| Sourced::new(subjects, RECORD, 0.5)),
        own_work: Some(cited_work(work, &key)),
        body: abstract_markdown(work, &key),
        statuses: statuses(work),
        status_note: status_note(work),
        is_held_back: true,
        is_record: true,
        rest: further_facts(work),
        ..Article::default()
    };
    if !study.is_empty() {
        article.own.insert("study".to_owned(), toml::Value::Table(study));
    }
    if let Some(url) = &options.url {
        article.url = Some(Sourced::new(url.to_string(), "--url", 1.0));
    }
    apply_date(&mut article, work, options);
    report_partial_dates(&mut article, work);
    article.warnings.extend(study_warnings);
    article.warnings.extend(status_warnings(work));
    if work.sections.iter().all(|section| section.text.trim().is_empty()) {
        article.warnings.push("the record has no abstract: write the text".to_owned());
    }
    if !work.note.is_empty() {
        let note: String = one_line(&work.note).chars().take(200).collect();
        article.warnings.push(format!("the note of the record is not imported: `{note}`"));
    }
    article
}

/// The day of publication, if the record states a complete date that is not in the future.
fn apply_date(article: &mut Article, work: &Work, options: &ImportOptions) {
    let day = |date: PartialDate| {
        Date::new(date.year, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
    };
    let dates = [work.date, work.online_date];
    let mut days = dates.into_iter().filter(|date| date.day > 0).filter_map(day);
    let found = options.date.or_else(|| days.find(|day| *day <= options.today));
    match found {
        Some(day) => {
            let from = if options.date.is_some() { "--date" } else { RECORD };
            article.published = Some(Sourced::new(day, from, 0.95));
        }
        None => {
            let known = dates.map(date_text).into_iter().find(|text| !text.is_empty());
            article
                .warnings
                .extend(known.map(|known| format!("the record states the date only as {known}")));
        }
    }
}

/// Reports dates beside that of publication of which only the month or the year is known: a citation
/// can hold a day only. A year alone that is that of publication says nothing more.
fn report_partial_dates(article: &mut Article, work: &Work) {
    let dates = [("appeared online", work.online_date), ("was accessed", work.accessed)];
    for (what, date) in dates.into_iter().filter(|(_, date)| date.year > 0 && date.day == 0) {
        let is_known = date.month == 0 && date.year == work.date.year || date == work.date;
        let is_only_date = work.date.year == 0 && what == "appeared online";
        if !is_known && !is_only_date {
            article.warnings.push(format!(
                "the record states only the {} in which the work {what}: {}; a citation can state a day, so it is left out",
                if date.month > 0 { "month" } else { "year" },
                date_text(date)
            ));
        }
    }
}

/// The name for readers: `Anna M. van de Berg, Jr`.
fn full_name(person: &Contributor) -> String {
    let name = one_line(&format!("{} {}", person.given, person.family));
    match person.suffix.trim() {
        "" => name,
        suffix => format!("{name}, {suffix}"),
    }
}

/// The name in a citation, with its parts as the record has them: `van de Berg, Anna M.`, `Zarate, Jr,
/// Carlos A.`, `{Example Data Archive}`.
fn cited_name(person: &Contributor) -> String {
    let family = one_line(&person.family);
    if person.is_group || person.given.trim().is_empty() {
        return if family.contains([' ', ',']) { format!("{{{family}}}") } else { family };
    }
    let suffix = one_line(&person.suffix);
    let parts = [family, suffix, one_line(&person.given)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn affiliations(work: &Work) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for place in work.authors.iter().flat_map(|person| &person.affiliations) {
        let place = one_line(place);
        if !place.is_empty() && !all.contains(&place) {
            all.push(place);
        }
    }
    all
}

/// The keywords as subjects: of a subject heading without its qualifiers (`Ketamine/*adverse effects`)
/// and in the order of speech (`Depressive Disorder, Major`). Headings that only say who took part are
/// none.
fn subjects(work: &Work) -> Vec<String> {
    let mut subjects: Vec<String> = Vec::new();
    for keyword in &work.keywords {
        let heading = keyword.split('/').next().unwrap_or_default();
        let heading = one_line(heading.trim_matches(|c: char| c == '*' || c.is_whitespace()));
        let subject = match heading.split_once(", ") {
            Some((noun, before)) if !before.contains(',') => format!("{before} {noun}"),
            _ => heading.replace(',', " "),
        };
        let is_check_tag = CHECK_TAGS.contains(&heading.to_lowercase().as_str());
        if !subject.is_empty() && !is_check_tag && !subjects.contains(&subject) {
            subjects.push(one_line(&subject));
        }
    }
    subjects
}

/// What it appeared in, else who published it.
fn container(work: &Work) -> &str {
    let names = [&work.container, &work.container_short, &work.event, &work.publisher];
    names.into_iter().find(|name| !name.trim().is_empty()).map_or("", String::as_str)
}

/// An address of a page; anything else is none.
fn web_address(text: &str) -> &str {
    let is_web = Url::parse(text.trim())
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some());
    if is_web { text.trim() } else { "" }
}

/// The key in the file, if an article can cite it; else the one that the library would make.
fn citation_key(work: &Work) -> String {
    let is_sound = |key: &&String| {
        key.starts_with(|c: char| c.is_ascii_alphabetic())
            && key.len() <= 60
            && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    if let Some(key) = Some(&work.key).filter(is_sound) {
        return key.clone();
    }
    key_base(work)
}

/// The work as an entry of `[[citations]]`.
fn cited_work(work: &Work, key: &str) -> CitedWork {
    let stated = |text: &str| {
        let text = one_line(text);
        (!text.is_empty()).then_some(text)
    };
    let year = if work.date.year > 0 { work.date.year } else { work.online_date.year };
    // These addresses follow from the identifiers.
    let is_resolver = ["doi.org/", "pubmed.ncbi.nlm.nih.gov/", "ncbi.nlm.nih.gov/pubmed/"]
        .iter()
        .any(|host| work.url.contains(host));
    CitedWork {
        id: Some(key.to_owned()),
        title: stated(&work.title),
        authors: cited_names(&work.authors),
        journal: stated(&work.container).filter(|_| !is_in_book(work.kind)),
        year: u16::try_from(year).ok().filter(|year| *year > 0),
        volume: stated(&work.volume),
        issue: stated(&work.issue),
        pages: stated(&work.pages),
        doi: stated(&work.doi),
        pmid: stated(&work.pmid),
        pmcid: stated(&work.pmcid),
        nct: work.trials.first().cloned(),
        url: stated(web_address(&work.url)).filter(|_| !is_resolver),
        more: further_citation_keys(work),
        ..CitedWork::default()
    }
}

fn cited_names(people: &[Contributor]) -> Vec<String> {
    people.iter().map(cited_name).filter(|name| !name.is_empty()).collect()
}

/// Whether the container of such a work is a book.
fn is_in_book(kind: WorkKind) -> bool {
    matches!(kind, WorkKind::Chapter | WorkKind::Entry | WorkKind::ConferencePaper)
}

/// The keys of `[[citations]]` beyond those of an article in a journal.
fn further_citation_keys(work: &Work) -> toml::Table {
    // Of a work in a journal, the site knows that it is an article.
    let is_in_journal = work.kind == WorkKind::Article && !work.container.is_empty();
    let book = if is_in_book(work.kind) { &work.container } else { "" };
    let day = |date: PartialDate| if date.day > 0 { date_text(date) } else { String::new() };
    let mut keys = text_table([
        ("kind", if is_in_journal { "" } else { work.kind.name() }),
        ("book", book),
        ("journal_short", &work.container_short),
        ("event", &work.event),
        ("series", &work.series),
        ("genre", &work.genre),
        ("original_title", &work.original_title),
        ("language", &work.language),
        ("publisher", &work.publisher),
        ("place", &work.place),
        ("edition", &work.edition),
        ("report_number", &work.number),
        ("isbn", &work.isbn),
        ("arxiv", &work.arxiv),
    ]);
    for (key, date) in [
        ("published", work.date),
        ("published_online", work.online_date),
        ("accessed", work.accessed),
    ] {
        if let Ok(date) = day(date).parse::<toml::value::Datetime>() {
            keys.insert(key.to_owned(), toml::Value::Datetime(date));
        }
    }
    if work.date.month > 0 && work.date.day == 0 {
        keys.insert("month".to_owned(), toml::Value::Integer(work.date.month.into()));
    }
    let editors = cited_names(&work.editors);
    if !editors.is_empty() {
        let editors = editors.into_iter().map(toml::Value::String).collect();
        keys.insert("editors".to_owned(), toml::Value::Array(editors));
    }
    keys
}

/// What the front matter has no key for: it is kept in `[extra]`.
fn further_facts(work: &Work) -> toml::Table {
    let mut facts = toml::Table::new();
    if !work.publication_types.is_empty() {
        let types = work.publication_types.iter().cloned().map(toml::Value::String).collect();
        facts.insert("publication_types".to_owned(), toml::Value::Array(types));
    }
    let numbers: toml::Table = work
        .authors
        .iter()
        .filter(|person| !person.orcid.is_empty())
        .map(|person| (full_name(person), toml::Value::String(person.orcid.clone())))
        .collect();
    if !numbers.is_empty() {
        facts.insert("orcid".to_owned(), toml::Value::Table(numbers));
    }
    facts
}
