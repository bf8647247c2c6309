//! A work as an item of CSL-JSON, which the processor reads.
//!
//! CSL-JSON, not the processor's own entries: these have no data sets, standards, messages and
//! numbers of PubMed. Nothing of the work is dropped that a style could print, and nothing is added
//! except what the kind of the work says.

use std::collections::BTreeMap;

use citationberg::json::{
    DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange,
};
use offprint_base::TrialNumber;
use offprint_works::{Contributor, PartialDate, Work, WorkKind};

use crate::given_name::given_name_with_initials;
use crate::marks::{GROUP_START, VALUE_END, cleaned};
use crate::traits::StyleTraits;

/// The item of a work for a style; its id is the index. `language` is that of the page.
pub(crate) fn work_item(work: &Work, index: usize, language: &str, style: &StyleTraits) -> Item {
    let mut fields = Fields(BTreeMap::new());
    let kind = csl_type(work.kind, style);
    fields.0.insert("id".into(), Value::String(index.to_string()));
    fields.text("type", kind);
    if work.kind == WorkKind::Book && work.authors.is_empty() && !style.prints_book_editor {
        fields.names("author", &work.editors, style);
    } else {
        fields.names("author", &work.authors, style);
        fields.names("editor", &work.editors, style);
    }
    fields.names("translator", &work.translators, style);
    let genre = genre(work, language);
    add_title(&mut fields, work, &genre, style);
    add_container(&mut fields, work, kind, style);
    // Of a paper that has no issue yet, the date of its publication online is its date.
    let issued = if work.date.year > 0 { work.date } else { work.online_date };
    fields.date("issued", issued);
    fields.date("accessed", work.accessed);
    fields.date("available-date", work.online_date);
    fields.text("volume", &work.volume);
    fields.text("issue", &work.issue);
    fields.text("page", &work.pages);
    fields.text("edition", &edition_number(&work.edition));
    fields.text("version", &work.version);
    fields.prose("publisher-place", &work.place);
    fields.prose("collection-title", &work.series);
    fields.prose("original-title", &work.original_title);
    fields.text("number", &number(work, style));
    fields.prose("genre", &genre);
    fields.text("medium", medium(work.kind, kind));
    fields.text("DOI", &work.doi);
    fields.text("PMID", &work.pmid);
    fields.text("PMCID", &work.pmcid);
    fields.text("ISBN", &work.isbn);
    fields.text("ISSN", work.issns.first().map_or("", String::as_str));
    let is_found_by_number = !work.arxiv.trim().is_empty() && work.doi.trim().is_empty();
    if is_web_address(&work.url) {
        fields.text("URL", &work.url);
    } else if is_found_by_number {
        fields.text("URL", &format!("https://arxiv.org/abs/{}", work.arxiv.trim()));
    } else if kind == "webpage" && !style.prints_page_doi && !work.doi.trim().is_empty() {
        fields.text("URL", &format!("https://doi.org/{}", work.doi.trim()));
    }
    let own = if work.language.is_empty() { language } else { &work.language };
    fields.text("language", own);
    if style.prints_status && is_ahead_of_print(work) {
        fields.text("status", "advance online publication");
    }
    Item(fields.0)
}

/// The same item as a document of no particular kind, for styles that print nothing of it: the APA
/// lists no letters.
pub(crate) fn as_document(item: &Item) -> Item {
    let mut fields = Fields(item.0.clone());
    fields.text("type", "document");
    Item(fields.0)
}

/// An item with one value, to try whether a style prints it.
pub(crate) fn trial_item(csl_type: &str, field: &str, value: &str) -> Item {
    let mut fields = Fields(BTreeMap::new());
    fields.0.insert("id".into(), Value::String("0".into()));
    fields.text("type", csl_type);
    fields.text("title", "Title");
    fields.date("issued", PartialDate { year: 2020, ..PartialDate::default() });
    if csl_type == "article" {
        fields.text("DOI", "10.5555/trial");
    }
    if field == "editor" {
        let name = LiteralName { literal: value.to_owned() };
        fields.0.insert(field.to_owned(), Value::Names(vec![NameValue::Literal(name)]));
    } else {
        fields.text(field, value);
    }
    if field == "container-title" {
        fields.text("container-title-short", value);
    }
    Item(fields.0)
}

/// Whether an address can become a link. Others, such as `javascript:`, are not even printed.
pub(crate) fn is_web_address(address: &str) -> bool {
    let address = address.trim();
    ["https://", "http://"].iter().any(|scheme| {
        address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// A journal's article that has a date online, and no place in an issue.
fn is_ahead_of_print(work: &Work) -> bool {
    work.kind == WorkKind::Article
        && work.online_date.year > 0
        && [&work.volume, &work.issue, &work.pages].iter().all(|field| field.trim().is_empty())
}

struct Fields(BTreeMap<String, Value>);

impl Fields {
    /// A name, a number or another short text, unless it is empty.
    fn text(&mut self, name: &str, text: &str) {
        let text = cleaned(text);
        if !text.is_empty() {
            self.0.insert(name.to_owned(), Value::String(text));
        }
    }

    /// A text with words, whose punctuation must not be doubled by that of the style.
    fn prose(&mut self, name: &str, text: &str) {
        let mut text = with_fixed_spaces(&cleaned(text));
        if text.ends_with(['.', '?', '!', '…', ',', ';', ':']) {
            text.push(VALUE_END);
        }
        if !text.is_empty() {
            self.0.insert(name.to_owned(), Value::String(text));
        }
    }

    fn names(&mut self, name: &str, people: &[Contributor], style: &StyleTraits) {
        let mut names: Vec<NameValue> = people.iter().filter_map(name_value).collect();
        if style.separates_groups {
            for name in names.iter_mut().skip(1) {
                if let NameValue::Literal(group) = name {
                    group.literal.insert(0, GROUP_START);
                }
            }
        }
        if !names.is_empty() {
            self.0.insert(name.to_owned(), Value::Names(names));
        }
    }

    fn date(&mut self, name: &str, date: PartialDate) {
        if date.year <= 0 {
            return;
        }
        let mut parts = vec![date.year];
        if (1..=12).contains(&date.month) {
            parts.push(i16::from(date.month));
            if (1..=31).contains(&date.day) {
                parts.push(i16::from(date.day));
            }
        }
        let date = DateValue::DateParts {
            date_parts: VecDateRange(vec![VecDate(parts)]),
            literal: None,
            season: None,
            circa: false,
        };
        self.0.insert(name.to_owned(), Value::Date(date));
    }
}

/// A text whose spaces before punctuation do not break. That is how French is set, and it tells them
/// from the spaces that styles leave where a value is missing.
pub(crate) fn with_fixed_spaces(text: &str) -> String {
    let mut fixed = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_before_sign = characters.peek().is_some_and(|next| is_separator(*next));
        fixed.push(if character == ' ' && is_before_sign { '\u{A0}' } else { character });
    }
    fixed
}

/// Signs before which a style never means a space.
pub(crate) fn is_separator(character: char) -> bool {
    matches!(character, '.' | ',' | ';' | ':' | ')' | ']')
}

/// The type of CSL for a kind of work: the first one that the style distinguishes. Styles treat types
/// that they do not know as articles, and print `Published online 2007` for a standard.
fn csl_type(kind: WorkKind, style: &StyleTraits) -> &'static str {
    let types: &[&'static str] = match kind {
        WorkKind::Article => &["article-journal"],
        WorkKind::Preprint => &["article", "article-journal"],
        WorkKind::Magazine => &["article-magazine", "article-newspaper", "article-journal"],
        WorkKind::News => &["article-newspaper", "article-magazine", "webpage"],
        WorkKind::Book => &["book"],
        WorkKind::Chapter => &["chapter"],
        WorkKind::Entry => &["entry-encyclopedia", "entry-dictionary", "chapter"],
        WorkKind::ConferencePaper => &["paper-conference", "chapter"],
        WorkKind::Thesis => &["thesis", "book"],
        WorkKind::Report | WorkKind::Label => &["report", "book"],
        WorkKind::Registration | WorkKind::WebPage | WorkKind::PressRelease => {
            &["webpage", "post-weblog", "report"]
        }
        WorkKind::Dataset => &["dataset", "software", "webpage", "report"],
        WorkKind::Software => &["software", "webpage", "report"],
        WorkKind::Legislation => &["legislation", "bill"],
        WorkKind::Patent => &["patent", "webpage", "report"],
        WorkKind::Standard => &["standard", "report", "book"],
        WorkKind::Presentation => &["speech", "paper-conference"],
        // A style that names no medium prints a video as a film in a cinema.
        WorkKind::Video if style.prints_medium => &["motion_picture", "webpage"],
        WorkKind::Video => &["webpage", "motion_picture"],
        WorkKind::Audio => &["broadcast", "webpage", "motion_picture"],
        WorkKind::Post => &["post-weblog", "webpage", "report"],
        WorkKind::PersonalCommunication => &["personal_communication", "webpage", "report"],
        WorkKind::Other => &["document", "webpage", "report"],
    };
    types.iter().find(|name| style.tests_type(name)).unwrap_or(&types[0])
}

/// The number of a report, a standard or a patent; of a preprint its number in arXiv, if the style
/// does not print it where journals have pages.
fn number(work: &Work, style: &StyleTraits) -> String {
    let is_apart = work.kind == WorkKind::Preprint && !style.prints_preprint_container;
    if is_apart && work.number.trim().is_empty() && !work.arxiv.trim().is_empty() {
        format!("arXiv:{}", work.arxiv.trim())
    } else {
        work.number.clone()
    }
}

fn medium(kind: WorkKind, csl_type: &str) -> &'static str {
    match (kind, csl_type) {
        (WorkKind::Video, "motion_picture") => "Video",
        (WorkKind::Audio, "broadcast") => "Audio",
        _ => "",
    }
}

/// The title. A label of a drug says what it is, also in styles that print no genre of reports.
fn add_title(fields: &mut Fields, work: &Work, genre: &str, style: &StyleTraits) {
    if work.kind == WorkKind::Label && !style.prints_report_genre && !genre.trim().is_empty() {
        fields.prose("title", &format!("{}. {genre}", cleaned(&work.title)));
    } else {
        fields.prose("title", &work.title);
    }
}

/// What the work appeared in, and who published it. Every form that a style asks for has a value.
fn add_container(fields: &mut Fields, work: &Work, csl_type: &str, style: &StyleTraits) {
    let (container, publisher) = container_and_publisher(work, csl_type, style);
    let short = match work.kind {
        WorkKind::Article | WorkKind::Magazine | WorkKind::News => &work.container_short,
        _ => "",
    };
    let short = if short.trim().is_empty() { &container } else { short };
    fields.prose("container-title", &container);
    fields.prose("container-title-short", short);
    fields.prose("publisher", &publisher);
    let is_talk = work.kind == WorkKind::Presentation;
    let event = if is_talk && work.event.trim().is_empty() { &work.container } else { &work.event };
    fields.prose("event-title", event);
    fields.prose("event", event);
    if is_talk {
        fields.prose("event-place", &work.place);
    }
}

fn container_and_publisher(work: &Work, csl_type: &str, style: &StyleTraits) -> (String, String) {
    let container = if work.container.trim().is_empty() {
        work.container_short.clone()
    } else {
        work.container.clone()
    };
    let mut publisher = work.publisher.clone();
    if style.omits_repeated_publisher && is_only_author(work, &publisher) {
        publisher.clear();
    }
    match (work.kind, csl_type) {
        (WorkKind::Registration, _) => (registry_with_number(work), publisher),
        // The event of a talk is not a book that contains it.
        (WorkKind::Presentation, "speech") if style.prints_event => (String::new(), publisher),
        // Zotero takes the server of a preprint for its publisher, Crossref for its container.
        (WorkKind::Preprint, _) if style.prints_preprint_container => (container, String::new()),
        (WorkKind::Preprint, _) => (String::new(), container),
        (WorkKind::Patent, "webpage") => (cleaned(&work.number), publisher),
        // The site of a video is printed as its publisher, a publisher as the site of a page.
        (WorkKind::Video, "motion_picture") if publisher.trim().is_empty() => {
            (String::new(), container)
        }
        // The name of an organisation is not repeated as that of its site.
        (_, "webpage") if is_only_author(work, &container) => (String::new(), publisher),
        (_, "webpage") if container.trim().is_empty() && !style.prints_page_publisher => {
            (publisher, String::new())
        }
        _ => (container, publisher),
    }
}

/// Whether a name is that of the only author, a group.
fn is_only_author(work: &Work, name: &str) -> bool {
    let [author] = work.authors.as_slice() else { return false };
    author.given.is_empty() && !name.trim().is_empty() && cleaned(&author.family) == cleaned(name)
}

/// The registry and the number in it: `ClinicalTrials.gov identifier: NCT01234567`.
fn registry_with_number(work: &Work) -> String {
    let Some(number) = work.trials.first().map(|number| cleaned(number)) else {
        return work.container.clone();
    };
    let registry = match TrialNumber::parse(&number) {
        _ if !work.container.trim().is_empty() => cleaned(&work.container),
        Ok(trial) => trial.registry.to_owned(),
        Err(_) => return number,
    };
    if registry.contains(&number) { registry } else { format!("{registry} identifier: {number}") }
}

/// The kind in words: as the record states it, else what styles ask for.
fn genre(work: &Work, language: &str) -> String {
    if !work.genre.trim().is_empty() {
        return work.genre.clone();
    }
    let words = match work.kind {
        WorkKind::PressRelease => [
            ("de", "Pressemitteilung"),
            ("es", "Nota de prensa"),
            ("fr", "Communiqué de presse"),
            ("it", "Comunicato stampa"),
            ("pt", "Comunicado de imprensa"),
            ("en", "Press release"),
        ],
        _ => return String::new(),
    };
    let found = words.iter().find(|(code, _)| language.starts_with(code));
    found.map_or("Press release", |(_, word)| word).to_owned()
}

/// The number of an edition: `3` of `3rd ed.`; other editions as they are.
fn edition_number(edition: &str) -> String {
    let edition = edition.trim();
    let digits: String = edition.chars().take_while(char::is_ascii_digit).collect();
    let rest = edition[digits.len()..].trim().to_lowercase();
    let words = ["st", "nd", "rd", "th", ".", "a", "e", "ed", "ed.", "edition", "aufl.", "auflage"];
    if !digits.is_empty() && rest.split_whitespace().all(|word| words.contains(&word)) {
        return digits;
    }
    edition.to_owned()
}

/// A name as the processor reads it; `None` if it has no letters.
fn name_value(person: &Contributor) -> Option<NameValue> {
    let family = cleaned(&person.family);
    let given = cleaned(&person.given);
    if family.is_empty() || (person.is_group && given.is_empty()) {
        let literal = if family.is_empty() { given } else { family };
        return (!literal.is_empty()).then_some(NameValue::Literal(LiteralName { literal }));
    }
    let given = given_name_with_initials(&given, &family);
    let suffix = cleaned(&person.suffix);
    // The processor takes small words of a family name for particles that go behind the given name,
    // unless the name has a particle already: the first word is that, whatever it is.
    let (particle, family) = match family.split_once(' ') {
        Some((first, rest)) => (Some(first.to_owned()), rest.to_owned()),
        None => (None, family),
    };
    Some(NameValue::Item(NameItem {
        family,
        given: (!given.is_empty()).then_some(given),
        non_dropping_particle: particle,
        dropping_particle: None,
        suffix: (!suffix.is_empty()).then_some(suffix),
        comma_suffix: None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_are_numbers() {
        for edition in ["3", "3rd", "3rd ed.", "3. Auflage", "3rd edition"] {
            assert_eq!(edition_number(edition), "3", "{edition}");
        }
        assert_eq!(edition_number("Revised edition"), "Revised edition");
        assert_eq!(edition_number(""), "");
        assert_eq!(edition_number("2019 update"), "2019 update");
    }

    #[test]
    fn family_names_keep_all_their_words() {
        let person = |family: &str| Contributor {
            family: family.into(),
            given: "Anna".into(),
            ..Contributor::default()
        };
        for family in ["van de Berg", "Ortega y Gasset", "de la Cruz", "Berg", "O’Neill Smith"] {
            let Some(NameValue::Item(name)) = name_value(&person(family)) else { panic!() };
            let particle = name.non_dropping_particle.map(|word| word + " ").unwrap_or_default();
            assert_eq!(particle + &name.family, family);
            assert_eq!(name.dropping_particle, None);
        }
    }

    #[test]
    fn only_web_addresses_are_links() {
        assert!(is_web_address("HTTPS://example.org"));
        assert!(!is_web_address("javascript:alert(1)"));
        assert!(!is_web_address("ftp://example.org"));
        assert!(!is_web_address("é"));
    }
}
