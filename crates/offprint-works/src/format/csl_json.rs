//! CSL-JSON, as Zotero, Mendeley, Pandoc and citeproc write it (citeproc-js's manual, "CSL-JSON").

use serde_json::Value;

use crate::json_records::{
    JsonRecord, json_date, json_date_text, json_field, json_list, json_text, json_values,
};
use crate::problem::shortened;
use crate::reading::{Reading, is_identifier};
use crate::record::{RecordReader, language_code, page_range, prints_access};
use crate::text::date::says_no_date;
use crate::text::name::{group, parse_name, person};
use crate::text::plain::{one_line, plain_text};
use crate::work::{Contributor, PartialDate, StatusChange, StatusKind, WorkKind};

pub(crate) fn read_csl_json(text: &str, reading: &mut Reading) {
    for item in json_values(text, reading) {
        read_item(&item, reading);
    }
}

fn kind_of(name: &str) -> Option<WorkKind> {
    Some(match name {
        "article-journal" | "review" | "review-book" | "periodical" => WorkKind::Article,
        "article" => WorkKind::Preprint,
        "article-magazine" => WorkKind::Magazine,
        "article-newspaper" => WorkKind::News,
        "book" | "classic" | "collection" => WorkKind::Book,
        "chapter" => WorkKind::Chapter,
        "entry" | "entry-encyclopedia" | "entry-dictionary" => WorkKind::Entry,
        "paper-conference" => WorkKind::ConferencePaper,
        "thesis" => WorkKind::Thesis,
        "report" | "pamphlet" => WorkKind::Report,
        "dataset" => WorkKind::Dataset,
        "software" => WorkKind::Software,
        "legislation" | "bill" | "legal_case" | "treaty" | "regulation" | "hearing" => {
            WorkKind::Legislation
        }
        "patent" => WorkKind::Patent,
        "standard" => WorkKind::Standard,
        "speech" | "event" => WorkKind::Presentation,
        "motion_picture" | "broadcast" | "performance" => WorkKind::Video,
        "song" | "interview" => WorkKind::Audio,
        "webpage" => WorkKind::WebPage,
        "post" | "post-weblog" => WorkKind::Post,
        "personal_communication" => WorkKind::PersonalCommunication,
        "document" | "manuscript" | "figure" | "graphic" | "map" | "musical_score" => {
            WorkKind::Other
        }
        _ => return None,
    })
}

fn read_item(json: &JsonRecord<'_>, reading: &mut Reading) {
    let (line, item) = (json.line, &json.value);
    let mut record = RecordReader::new(line, reading);
    record.raw_key = json_field(item, "id");
    // Zotero's own ids are addresses, which nobody cites by.
    record.work.key = match json_field(item, "citation-key") {
        key if key.is_empty() && !is_identifier(&record.raw_key) => record.raw_key.clone(),
        key => key,
    };
    let kind = json_field(item, "type");
    record.work.kind = kind_of(&kind).unwrap_or_else(|| {
        let message = match kind.is_empty() {
            true => "the record has no `type`".to_owned(),
            false => format!("`{}` is not a type of CSL", shortened(&kind)),
        };
        record.warn(line, message, "use `article-journal` for an article, `document` otherwise");
        WorkKind::Other
    });
    record.title(&json_field(item, "title"));
    record.work.authors = names(item, "author");
    record.work.editors = names(item, "editor");
    record.work.translators = names(item, "translator");
    read_texts(item, &mut record);
    read_article_number(json, &mut record);
    report_what_is_not_kept(json, &mut record);
    read_identifiers(line, item, &mut record);
    record.work.date = date(&mut record, json, &["issued"]);
    // These are printed of few works.
    record.work.online_date =
        json_date(item.get("available-date").or_else(|| item.get("published-online")));
    record.work.accessed = match prints_access(record.work.kind) {
        true => date(&mut record, json, &["accessed"]),
        false => json_date(item.get("accessed")),
    };
    record.work.date = match record.work.date.year {
        0 => date(&mut record, json, &["event-date"]),
        _ => record.work.date,
    };
    // The note of an export may say when.
    if let Some(kind) = stated_status(&json_field(item, "status")) {
        let change = StatusChange {
            kind,
            date: PartialDate::default(),
            notice: String::new(),
            reason: String::new(),
            source: String::new(),
        };
        change.add_to(&mut record.work.status);
    }
    record.finish();
}

/// The date of the first of these variables that is there. What cannot be, is no date, or is not kept, is
/// reported.
fn date(record: &mut RecordReader<'_>, json: &JsonRecord<'_>, keys: &[&str]) -> PartialDate {
    let stated = keys.iter().find_map(|key| Some((key, json.value.get(*key)?)));
    let Some((key, value)) = stated else { return PartialDate::default() };
    let line = json.line_of(key);
    let text = json_date_text(value);
    let parts: Vec<String> = json_list(value, "date-parts")
        .first()
        .and_then(Value::as_array)
        .map(|parts| parts.iter().map(json_text).collect())
        .unwrap_or_default();
    let has_parts = parts.iter().any(|part| !part.trim().is_empty());
    let found = match has_parts {
        true => record.date(&parts.join("-"), line),
        false => record.date(&text, line),
    };
    // Years of less than four digits, which no other format has.
    let found = if found.year == 0 { json_date(Some(value)) } else { found };
    if !has_parts && !text.trim().is_empty() {
        match found.year {
            0 if says_no_date(&text) => {}
            0 => {
                let message = format!("`{}` is not a date", shortened(text.trim()));
                record.warn(line, message, "write it in parts: `{\"date-parts\": [[2025, 3, 4]]}`");
            }
            _ => record.warn_of_unread_words(&text, found, line),
        }
    }
    let is_circa = match value.get("circa") {
        None | Some(Value::Null | Value::Bool(false)) => false,
        Some(circa) => json_text(circa) != "0",
    };
    if is_circa {
        let message = format!("the date {found} is an estimate, which is not kept");
        record.warn(line, message, "say so in the article that cites the work");
    }
    found
}

fn read_texts(item: &Value, record: &mut RecordReader<'_>) {
    let text = |key: &str| plain_text(&json_field(item, key));
    let first = |keys: &[&str]| {
        keys.iter().map(|key| text(key)).find(|text| !text.is_empty()).unwrap_or_default()
    };
    record.work.container = text("container-title");
    record.work.container_short = first(&["container-title-short", "journalAbbreviation"]);
    record.work.original_title = text("original-title");
    record.work.event = first(&["event-title", "event"]);
    record.work.series = text("collection-title");
    record.work.volume = text("volume");
    record.work.issue = text("issue");
    record.work.pages = page_range(&text("page"));
    record.work.version = text("version");
    record.work.page_count = text("number-of-pages");
    record.work.edition = text("edition");
    record.work.publisher = text("publisher");
    record.work.place = first(&["publisher-place", "event-place"]);
    record.work.number = text("number");
    record.work.genre = text("genre");
    let language = json_field(item, "language");
    if !language.is_empty() {
        record.work.language = language_code(&language);
    }
    record.abstract_text(&json_field(item, "abstract"));
    match item.get("keyword") {
        Some(Value::Array(keywords)) => {
            for keyword in keywords {
                record.keyword(&json_text(keyword));
            }
        }
        Some(keywords) => {
            for keyword in json_text(keywords).split([',', ';']) {
                record.keyword(keyword);
            }
        }
        None => {}
    }
    record.work.license = one_line(&json_field(item, "license"));
    record.note(&json_field(item, "note"));
    record.note(&json_field(item, "annote"));
}

/// The number of an article is in `article-number`, or in `number` if there are no pages.
fn read_article_number(json: &JsonRecord<'_>, record: &mut RecordReader<'_>) {
    let key = "article-number";
    record.article_number(&plain_text(&json_field(&json.value, key)), key, json.line_of(key));
    let is_in_journal = record.work.kind == WorkKind::Article && !record.work.container.is_empty();
    let is_trial = offprint_base::TrialNumber::parse(&record.work.number).is_ok();
    if is_in_journal && !is_trial && record.work.pages.is_empty() {
        record.work.pages = page_range(&std::mem::take(&mut record.work.number));
    }
}

/// Variables of CSL that say something about the work which works have no field for, beside the roles of
/// people.
const NOT_KEPT: [&str; 6] = [
    "number-of-volumes",
    "volume-title",
    "part-number",
    "part-title",
    "original-date",
    "reviewed-title",
];

/// More of them in one record are not reported, since the line of each is searched.
const MOST_NOT_KEPT: usize = 20;

fn report_what_is_not_kept(json: &JsonRecord<'_>, record: &mut RecordReader<'_>) {
    let is_person =
        |value: &Value| ["family", "literal", "given"].iter().any(|part| value.get(part).is_some());
    let fields = json.value.as_object().into_iter().flatten();
    let dropped = fields.filter_map(|(key, value)| {
        let people = value.as_array().filter(|list| list.iter().any(is_person));
        let is_read = matches!(
            &**key,
            "author" | "editor" | "translator" | "collection-editor" | "contributor"
        );
        match people.filter(|_| !is_read) {
            Some(people) => {
                let people = people.iter().map(read_name).map(|person| shown_name(&person));
                Some((key, people.collect::<Vec<_>>().join("; ")))
            }
            None if NOT_KEPT.contains(&&**key) => match json_text(value) {
                text if text.is_empty() => Some((key, json_date(Some(value)).to_string())),
                text => Some((key, text)),
            },
            None => None,
        }
    });
    for (key, value) in dropped.filter(|(_, value)| !value.is_empty()).take(MOST_NOT_KEPT) {
        record.warn_of_dropped(key, &value, json.line_of(key));
    }
    let status = json_field(&json.value, "status");
    if !status.is_empty() && stated_status(&status).is_none() {
        record.warn_of_dropped("status", &status, json.line_of("status"));
    }
}

fn shown_name(person: &Contributor) -> String {
    let parts = [&*person.family, &*person.given];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The status of a work that `status` states, as Zotero and we write it.
fn stated_status(text: &str) -> Option<StatusKind> {
    StatusKind::from_name(&text.trim().to_lowercase())
        .filter(|kind| matches!(kind, StatusKind::Retracted | StatusKind::Withdrawn))
}

fn read_identifiers(line: usize, item: &Value, record: &mut RecordReader<'_>) {
    record.doi(&json_field(item, "DOI"), line);
    record.pmid(&json_field(item, "PMID"), line);
    record.pmcid(&json_field(item, "PMCID"), line);
    record.isbns(&json_field(item, "ISBN"), line);
    record.issns(&json_field(item, "ISSN"), line);
    record.url(&json_field(item, "URL"));
    // Zotero writes the number of a preprint as `arXiv:2401.01234 [cs]`.
    let number = json_field(item, "number");
    if number.to_ascii_lowercase().starts_with("arxiv:") {
        record.arxiv(&number, line);
        record.work.number.clear();
    }
    if let Some(Value::Array(issns)) = item.get("ISSN") {
        for issn in issns.iter().skip(1) {
            record.issns(&json_text(issn), line);
        }
    }
    for trial in item.get("custom").map_or(&[][..], |custom| json_list(custom, "trials")) {
        record.trial(&json_text(trial));
    }
    // Registrations of trials are reports or web pages with the number of the registry.
    if offprint_base::TrialNumber::parse(&record.work.number).is_ok() {
        let number = std::mem::take(&mut record.work.number);
        record.trial(&number);
        record.work.kind = WorkKind::Registration;
    }
}

fn names(item: &Value, key: &str) -> Vec<Contributor> {
    json_list(item, key).iter().map(read_name).filter(|name| !name.family.is_empty()).collect()
}

fn read_name(name: &Value) -> Contributor {
    let part = |key: &str| json_field(name, key);
    if let Value::String(text) = name {
        return parse_name(text);
    }
    let literal = part("literal");
    if !literal.is_empty() {
        return group(&literal);
    }
    let (family, given) = (part("family"), part("given"));
    if given.is_empty() && part("suffix").is_empty() {
        return group(&family);
    }
    // Without a family name, the only name is that.
    if family.is_empty() {
        return parse_name(&given);
    }
    let particles = [part("dropping-particle"), part("non-dropping-particle")];
    let particles: Vec<String> =
        particles.into_iter().filter(|particle| !particle.is_empty()).collect();
    let family = [particles, vec![family]].concat().join(" ");
    let mut person = person(&family, &given, &part("suffix"));
    let orcid = part("ORCID");
    if let Ok(found) = offprint_base::parse_orcid(&orcid) {
        person.orcid = found;
    }
    person
}

#[cfg(test)]
mod tests {
    use crate::read_works;

    #[test]
    fn doubtful_dates_are_reported() {
        for (issued, expect, problem) in [
            (
                r#"{"date-parts": [[2022, 2, 30]]}"#,
                "2022-02",
                "`2022-2-30` is not in the calendar: only 2022-02 is kept",
            ),
            (
                r#"{"date-parts": [[2022, 13]]}"#,
                "2022",
                "`2022-13` is not in the calendar: only 2022 is kept",
            ),
            (r#"{"literal": "in press"}"#, "", "`in press` is not a date"),
            (r#"{"literal": "c. 1999"}"#, "1999", "`c. 1999` is read as the year 1999"),
            (r#"{"date-parts": [[2022]], "season": "1"}"#, "2022", ""),
            (r#"{"literal": "n.d."}"#, "", ""),
            (
                r#"{"date-parts": [[1850]], "circa": true}"#,
                "1850",
                "the date 1850 is an estimate, which is not kept",
            ),
            (r#"{"date-parts": [["2021", "3"]]}"#, "2021-03", ""),
            (r#"{"raw": "2021-03-04"}"#, "2021-03-04", ""),
            (r#"{"date-parts": [[2021, 3], [2021, 4]]}"#, "2021-03", ""),
            (r#"{"date-parts": [[900]]}"#, "0900", ""),
            (r#"{"date-parts": [[]]}"#, "", ""),
        ] {
            let text =
                format!(r#"[{{"id": "a", "type": "book", "title": "T", "issued": {issued}}}]"#);
            let reading = read_works("a.json", text.as_bytes());
            assert_eq!(reading.works[0].work.date.to_string(), expect, "{issued}");
            let told = reading.problems.first().map_or("", |problem| &problem.message);
            assert_eq!((told, reading.problems.len()), (problem, usize::from(!problem.is_empty())));
        }
    }

    #[test]
    fn numbers_versions_and_roles_are_kept_or_reported() {
        for (fields, pages, number, told) in [
            (r#""number": "e77""#, "e77", "", None),
            (r#""article-number": 77"#, "77", "", None),
            (r#""page": "1-9", "number": "e77""#, "1–9", "e77", None),
            (
                r#""page": "1-9", "article-number": "77""#,
                "1–9",
                "",
                Some("`article-number` is not kept: `77`"),
            ),
            (
                "\n\"container-author\": [{\"family\": \"Sample\", \"given\": \"Anna\"}]",
                "",
                "",
                Some("`container-author` is not kept: `Sample, Anna`"),
            ),
            (r#""status": "in press""#, "", "", Some("`status` is not kept: `in press`")),
            (r#""number-of-volumes": 3"#, "", "", Some("`number-of-volumes` is not kept: `3`")),
        ] {
            let text = format!(
                r#"[{{"id": "a", "type": "article-journal", "container-title": "J", "title": "T", {fields}}}]"#
            );
            let reading = read_works("a.json", text.as_bytes());
            let work = &reading.works[0].work;
            assert_eq!((work.pages.as_str(), work.number.as_str()), (pages, number), "{fields}");
            let found = reading.problems.first();
            assert_eq!(found.map(|problem| &*problem.message), told, "{fields}");
            assert!(found.is_none_or(|p| p.line == if fields.starts_with('\n') { 2 } else { 1 }));
        }
        let text = r#"[{"id": "a", "type": "software", "title": "T", "version": "2.1",
            "translator": [{"family": "Sample", "given": "Anna"}]}]"#;
        let reading = read_works("a.json", text.as_bytes());
        let work = &reading.works[0].work;
        assert_eq!((work.version.as_str(), work.translators[0].family.as_str()), ("2.1", "Sample"));
        assert_eq!(reading.problems, []);
    }
}
