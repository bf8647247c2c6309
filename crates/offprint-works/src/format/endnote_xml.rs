//! The XML that EndNote exports: `<xml><records><record>…`.

use roxmltree::Node;

use crate::reading::Reading;
use crate::record::{RecordReader, is_pubmed, language_code, page_range};
use crate::text::date::{date_of_numbers, is_only_date};
use crate::text::name::parse_endnote_name;
use crate::work::WorkKind;
use crate::xml_records::{children, element, node_text, text_at, xml_records};

pub(crate) fn read_endnote_xml(text: &str, reading: &mut Reading) {
    xml_records(text, &["record"], reading, read_record);
}

/// The names of EndNote's types of references.
fn kind_of(name: &str) -> WorkKind {
    match name {
        "Journal Article" | "Electronic Article" => WorkKind::Article,
        "Magazine Article" => WorkKind::Magazine,
        "Newspaper Article" => WorkKind::News,
        "Book" | "Edited Book" | "Electronic Book" => WorkKind::Book,
        "Book Section" | "Electronic Book Section" => WorkKind::Chapter,
        "Dictionary" | "Encyclopedia" => WorkKind::Entry,
        "Conference Paper" | "Conference Proceedings" => WorkKind::ConferencePaper,
        "Thesis" => WorkKind::Thesis,
        "Report" | "Government Document" | "Pamphlet" => WorkKind::Report,
        "Dataset" | "Online Database" => WorkKind::Dataset,
        "Computer Program" => WorkKind::Software,
        "Statute" | "Bill" | "Case" | "Legal Rule or Regulation" => WorkKind::Legislation,
        "Patent" => WorkKind::Patent,
        "Standard" => WorkKind::Standard,
        "Web Page" | "Online Multimedia" => WorkKind::WebPage,
        "Blog" => WorkKind::Post,
        "Film or Broadcast" | "Audiovisual Material" => WorkKind::Video,
        "Podcast" | "Music" => WorkKind::Audio,
        "Personal Communication" => WorkKind::PersonalCommunication,
        "Unpublished Work" => WorkKind::Preprint,
        _ => WorkKind::Other,
    }
}

fn read_record(line: usize, node: Node<'_, '_>, reading: &mut Reading) {
    let mut record = RecordReader::new(line, reading);
    record.raw_key = text_at(node, &["label"]);
    let kind = element(node, &["ref-type"]);
    record.work.kind = kind_of(kind.and_then(|kind| kind.attribute("name")).unwrap_or_default());
    let text = |path: &[&'static str]| text_at(node, path);
    record.title(&text(&["titles", "title"]));
    record.work.container = match text(&["titles", "secondary-title"]) {
        title if title.is_empty() => text(&["periodical", "full-title"]),
        title => title,
    };
    record.work.container_short = [
        text(&["periodical", "abbr-1"]),
        text(&["titles", "alt-title"]),
        text(&["alt-periodical", "abbr-1"]),
    ]
    .into_iter()
    .find(|name| !name.is_empty() && *name != record.work.container)
    .unwrap_or_default();
    record.work.series = text(&["titles", "tertiary-title"]);
    record.work.original_title = text(&["titles", "translated-title"]);
    read_people(node, &mut record);
    let address = text(&["auth-address"]);
    if let Some(author) = record.work.authors.first_mut().filter(|_| !address.is_empty()) {
        author.affiliations.push(address);
    }
    let pages = text(&["pages"]);
    record.work.pages = page_range(&pages);
    record.settle_page_count(&pages);
    record.work.volume = text(&["volume"]);
    match record.work.kind {
        WorkKind::Report => record.work.number = text(&["number"]),
        _ => record.work.issue = text(&["number"]),
    }
    // EndNote puts the day of the online publication here, as in RIS.
    match text(&["edition"]) {
        day if record.work.kind == WorkKind::Article && is_only_date(&day) => {
            record.online_date(&day);
        }
        edition => record.work.edition = edition,
    }
    record.work.publisher = text(&["publisher"]);
    record.work.place = text(&["pub-location"]);
    record.work.genre = text(&["work-type"]);
    let language = text(&["language"]);
    if !language.is_empty() {
        record.work.language = language_code(&language);
    }
    read_dates(node, &mut record);
    read_identifiers(line, node, &mut record);
    record.abstract_text(&text(&["abstract"]));
    let keywords = element(node, &["keywords"]);
    for keyword in
        keywords.into_iter().flat_map(|list| children(list, "keyword").collect::<Vec<_>>())
    {
        record.keyword(&node_text(keyword));
    }
    record.note(&text(&["notes"]));
    record.note(&text(&["research-notes"]));
    record.finish();
}

/// Reads the people of each role. What the second, third and fourth are depends on the type: a thesis has
/// supervisors, a chapter the editors of its book, of the series, and translators.
fn read_people(node: Node<'_, '_>, record: &mut RecordReader<'_>) {
    let kind = record.work.kind;
    let is_of_book = matches!(kind, WorkKind::Book | WorkKind::Chapter | WorkKind::Entry);
    for list in ["authors", "secondary-authors", "tertiary-authors", "subsidiary-authors"] {
        let people = element(node, &["contributors", list]);
        for name in people.into_iter().flat_map(|list| children(list, "author").collect::<Vec<_>>())
        {
            let name = node_text(name);
            let person = parse_endnote_name(&name);
            match list {
                "authors" => record.work.authors.push(person),
                "secondary-authors" if kind != WorkKind::Thesis => record.work.editors.push(person),
                "subsidiary-authors" if is_of_book => record.work.translators.push(person),
                // References name no supervisors and no editors of series.
                "secondary-authors" | "tertiary-authors"
                    if kind == WorkKind::Thesis || is_of_book => {}
                list => record.warn_of_dropped(list, &name, record.line),
            }
        }
    }
}

fn read_dates(node: Node<'_, '_>, record: &mut RecordReader<'_>) {
    let line = record.line;
    let year = record.date(&text_at(node, &["dates", "year"]), line);
    record.warn_of_unread_words(&text_at(node, &["dates", "year"]), year, line);
    let day = record.date(&text_at(node, &["dates", "pub-dates", "date"]), line);
    if day.year != 0 && year.year != 0 && day.year != year.year {
        let message =
            format!("the date is in {}, but the year is {}, which is read", day.year, year.year);
        record.warn(line, message, "correct the wrong one, or remove it");
    }
    record.work.date = if day.year == year.year && day.month != 0 { day } else { year };
    if day.year == 0 && year.year != 0 {
        // `Mar 4`: the day without the year, which is in its own element.
        let written = text_at(node, &["dates", "pub-dates", "date"]);
        let complete = record.date(&format!("{} {written}", year.year), line);
        record.work.date = date_of_numbers(
            i64::from(year.year),
            i64::from(complete.month),
            i64::from(complete.day),
        );
    }
    record.work.accessed = record.accessed_date(&text_at(node, &["access-date"]), line);
}

fn read_identifiers(line: usize, node: Node<'_, '_>, record: &mut RecordReader<'_>) {
    let text = |path: &[&'static str]| text_at(node, path);
    record.doi(&text(&["electronic-resource-num"]), line);
    record.serial_number(&text(&["isbn"]), line);
    let accession = text(&["accession-num"]);
    let database = [text(&["remote-database-name"]), text(&["remote-database-provider"])].join(" ");
    let is_number = accession.bytes().all(|b| b.is_ascii_digit());
    if is_pubmed(&database) && is_number && !accession.is_empty() {
        record.pmid(&accession, line);
    } else if database.trim().is_empty() && is_number && (7..=8).contains(&accession.len()) {
        record.unnamed_accession(&accession, line, "`<remote-database-name>PubMed`");
    }
    for field in ["custom1", "custom2"] {
        let value = node_text(
            match children(node, if field == "custom1" { "custom1" } else { "custom2" }).next() {
                Some(node) => node,
                None => continue,
            },
        );
        if value.starts_with("PMC") {
            record.pmcid(&value, line);
        } else if offprint_base::TrialNumber::parse(&value).is_ok() {
            record.trial(&value);
        }
    }
    let urls =
        element(node, &["urls", "related-urls"]).or_else(|| element(node, &["urls", "web-urls"]));
    for url in urls.into_iter().flat_map(|list| children(list, "url").collect::<Vec<_>>()) {
        record.url(&node_text(url));
    }
}

#[cfg(test)]
mod tests {
    use crate::read_works;

    #[test]
    fn a_day_in_the_edition_is_that_of_the_online_publication() {
        for (kind, written, edition, online) in [
            ("Journal Article", "2020/05/22", "", "2020-05-22"),
            ("Journal Article", "2020/05/22/", "", "2020-05-22"),
            ("Journal Article", "22 May 2020", "", "2020-05-22"),
            ("Journal Article", "3rd", "3rd", ""),
            ("Journal Article", "2020", "2020", ""),
            ("Journal Article", "Version 2.1, May 2021", "Version 2.1, May 2021", ""),
            ("Book", "Second edition", "Second edition", ""),
            ("Book", "3. Auflage 2020", "3. Auflage 2020", ""),
            ("Book", "2020/05", "2020/05", ""),
        ] {
            let text = format!(
                "<xml><records><record><ref-type name=\"{kind}\">0</ref-type><titles><title>A</title></titles>\
                 <edition>{written}</edition></record></records></xml>"
            );
            let work = &read_works("a.xml", text.as_bytes()).works[0].work;
            let found = (work.edition.as_str(), work.online_date.to_string());
            assert_eq!(found, (edition, online.to_owned()), "{written}");
        }
    }

    #[test]
    fn people_have_the_role_of_their_list_and_type() {
        for (kind, list, editors, translators, told) in [
            ("Thesis", "tertiary-authors", 0, 0, 0),
            ("Thesis", "secondary-authors", 0, 0, 0),
            ("Book Section", "secondary-authors", 1, 0, 0),
            ("Book Section", "tertiary-authors", 0, 0, 0),
            ("Book", "subsidiary-authors", 0, 1, 0),
        ] {
            let text = format!(
                "<xml><records><record><ref-type name=\"{kind}\">1</ref-type><contributors><{list}>\
                 <author>Sample, Anna</author></{list}></contributors><titles><title>A</title>\
                 </titles></record></records></xml>"
            );
            let reading = read_works("a.xml", text.as_bytes());
            let work = &reading.works[0].work;
            let found = (work.editors.len(), work.translators.len(), reading.problems.len());
            assert_eq!(found, (editors, translators, told), "{kind} {list}");
        }
    }

    #[test]
    fn raised_and_lowered_styles_are_kept() {
        for (title, expect) in [
            (r#"10<style face="superscript">6</style> samples"#, "10⁶ samples"),
            (
                r#"<style face="normal">Ca</style><style face="superscript">2+</style> here"#,
                "Ca²⁺ here",
            ),
            (
                r#"CO<style face="subscript">2</style><style face="italic"> in vivo</style>"#,
                "CO₂ in vivo",
            ),
            (r#"10<style face="bold superscript">-3 </style>mol"#, "10⁻³ mol"),
            (r#"<style face="italic">In vivo</style> 6"#, "In vivo 6"),
            (r#"Brand<style face="superscript">®</style>"#, "Brand®"),
        ] {
            let text = format!(
                "<xml><records><record><titles><title>{title}</title></titles></record></records></xml>"
            );
            let reading = read_works("a.xml", text.as_bytes());
            assert_eq!(reading.works[0].work.title, expect, "{title}");
        }
    }
}
