//! JATS, the XML of PubMed Central, Europe PMC and publishers (jats.nlm.nih.gov, NISO Z39.96): one
//! article, or a collection of them.

use roxmltree::Node;

use crate::reading::Reading;
use crate::record::{RecordReader, language_code, page_range, push_new};
use crate::text::date::{date_of_numbers, parse_date, parse_month};
use crate::text::name::{group, parse_name, person};
use crate::text::plain::{one_line, without_full_stop};
use crate::work::{Contributor, PartialDate, StatusChange, StatusKind, WorkKind};
use crate::xml_records::{children, element, node_text, node_text_without, text_at, xml_records};

pub(crate) fn read_jats(text: &str, reading: &mut Reading) {
    xml_records(text, &["article"], reading, read_article);
}

fn read_article(line: usize, article: Node<'_, '_>, reading: &mut Reading) {
    let mut record = RecordReader::new(line, reading);
    let front = element(article, &["front"]).or_else(|| element(article, &["front-stub"]));
    let (Some(front), kind) = (front, article.attribute("article-type").unwrap_or_default()) else {
        record.finish();
        return;
    };
    if !kind.is_empty() {
        record.publication_type(kind);
    }
    record.work.kind = if kind == "preprint" { WorkKind::Preprint } else { WorkKind::Article };
    if let Some(language) = article.attribute(("http://www.w3.org/XML/1998/namespace", "lang")) {
        record.work.language = language_code(language);
    }
    if let Some(journal) = element(front, &["journal-meta"]) {
        read_journal(journal, &mut record);
    }
    if let Some(meta) = element(front, &["article-meta"]) {
        read_meta(meta, &mut record);
    }
    read_back(article, &mut record);
    if let Some(body) = element(article, &["body"]) {
        record.unread_words = node_text(body).split_whitespace().count();
    }
    record.finish();
}

fn read_journal(journal: Node<'_, '_>, record: &mut RecordReader<'_>) {
    let titles = element(journal, &["journal-title-group"]).unwrap_or(journal);
    record.work.container = text_at(titles, &["journal-title"]);
    record.work.container_short =
        children(titles, "abbrev-journal-title").next().map(node_text).unwrap_or_default();
    for id in children(journal, "journal-id") {
        if id.attribute("journal-id-type") == Some("nlm-ta") {
            record.work.container_short = node_text(id);
        }
    }
    for issn in children(journal, "issn") {
        record.issns(&node_text(issn), record.line);
    }
    record.work.publisher = text_at(journal, &["publisher", "publisher-name"]);
}

fn read_meta(meta: Node<'_, '_>, record: &mut RecordReader<'_>) {
    read_identifiers(meta, record);
    let titles = element(meta, &["title-group"]).unwrap_or(meta);
    let title = element(titles, &["article-title"])
        .map(|title| node_text_without(title, &["xref"]))
        .unwrap_or_default();
    let subtitle = text_at(titles, &["subtitle"]);
    let title = match subtitle.is_empty() {
        true => title,
        false => format!("{}: {subtitle}", title.trim_end_matches(':')),
    };
    record.title(&title);
    let translated =
        element(titles, &["trans-title-group", "trans-title"]).map(node_text).unwrap_or_default();
    if !translated.is_empty() && record.work.language != "en" && !record.work.language.is_empty() {
        record.work.original_title = without_full_stop(&translated).to_owned();
    }
    read_people(meta, record);
    read_dates(meta, record);
    record.work.volume = text_at(meta, &["volume"]);
    record.work.issue = text_at(meta, &["issue"]);
    let (first, last) = (text_at(meta, &["fpage"]), text_at(meta, &["lpage"]));
    record.work.pages = match (first.is_empty(), last.is_empty()) {
        (true, _) => text_at(meta, &["elocation-id"]),
        (false, true) => first,
        (false, false) => page_range(&format!("{first}-{last}")),
    };
    for part in children(meta, "abstract") {
        // Summaries for laypeople, graphics and highlights are other texts.
        let kind = part.attribute("abstract-type").unwrap_or_default();
        if matches!(kind, "" | "structured" | "section" | "abstract" | "executive-summary") {
            read_abstract(part, record);
        }
    }
    for list in children(meta, "kwd-group") {
        if list.attribute("kwd-group-type") == Some("abbreviations") {
            continue;
        }
        for keyword in list
            .descendants()
            .filter(|node| node.has_tag_name("kwd") || node.tag_name().name() == "kwd")
        {
            push_new(&mut record.work.keywords, node_text(keyword));
        }
    }
    read_funding(meta, record);
    read_permissions(meta, record);
    for related in meta.children().filter(|node| node.tag_name().name() == "related-article") {
        read_related(related, record);
    }
}

fn read_identifiers(meta: Node<'_, '_>, record: &mut RecordReader<'_>) {
    let line = record.line;
    for id in children(meta, "article-id") {
        let value = node_text(id);
        match id.attribute("pub-id-type") {
            Some("doi") => record.doi(&value, line),
            Some("pmid") => record.pmid(&value, line),
            Some("pmc" | "pmcid") => {
                let is_number = value.bytes().all(|b| b.is_ascii_digit());
                record.pmcid(&if is_number { format!("PMC{value}") } else { value }, line);
            }
            Some("arxiv") => record.arxiv(&value, line),
            _ => {}
        }
    }
    record.raw_key = [&record.work.doi, &record.work.pmcid, &record.work.pmid]
        .into_iter()
        .find(|id| !id.is_empty())
        .cloned()
        .unwrap_or_default();
    // Numbers of trials are links or keywords of their own kind.
    for node in meta.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        let is_link = matches!(name, "ext-link" | "related-object" | "uri")
            && (node.attribute("ext-link-type") == Some("clintrialgov")
                || node.attribute("source-type").is_some_and(|kind| kind.contains("registry"))
                || node.attribute("document-id-type") == Some("clinical-trial-number")
                || node.attribute("content-type").is_some_and(|kind| kind.contains("trial")));
        if is_link {
            let id =
                node.attribute("document-id").or(node.attribute("object-id")).map(str::to_owned);
            let number = id.unwrap_or_else(|| node_text(node));
            if let Some(found) = offprint_base::find_identifiers(&number)
                .into_iter()
                .find(|found| found.identifier.kind == offprint_base::IdentifierKind::Trial)
            {
                record.trial(&found.identifier.value);
            }
        }
    }
}

fn read_people(meta: Node<'_, '_>, record: &mut RecordReader<'_>) {
    let groups: Vec<Node<'_, '_>> = children(meta, "contrib-group").collect();
    // Addresses that authors refer to, wherever they are.
    let addresses: Vec<(String, String)> = meta
        .descendants()
        .filter(|node| node.is_element() && node.tag_name().name() == "aff")
        .filter_map(|node| Some((node.attribute("id")?.to_owned(), affiliation(node))))
        .collect();
    for list in groups {
        let shared: Vec<String> = children(list, "aff")
            .filter(|aff| aff.attribute("id").is_none())
            .map(affiliation)
            .collect();
        for contrib in children(list, "contrib") {
            let kind = contrib
                .attribute("contrib-type")
                .or(list.attribute("content-type"))
                .unwrap_or("author");
            let mut contributor = read_contributor(contrib, record);
            if contributor.family.is_empty() {
                continue;
            }
            for reference in
                children(contrib, "xref").filter(|node| node.attribute("ref-type") == Some("aff"))
            {
                for id in reference.attribute("rid").unwrap_or_default().split_whitespace() {
                    if let Some((_, address)) = addresses.iter().find(|(known, _)| known == id) {
                        push_new(&mut contributor.affiliations, address.clone());
                    }
                }
            }
            for address in children(contrib, "aff").map(affiliation).chain(shared.clone()) {
                push_new(&mut contributor.affiliations, address);
            }
            match kind {
                "author" | "authors" | "collab" => record.work.authors.push(contributor),
                "editor" | "editors" if record.work.kind == WorkKind::Book => {
                    record.work.editors.push(contributor);
                }
                // The editor who handled an article is no editor of a book.
                _ => {}
            }
        }
    }
}

/// An address without its mark and without the identifier of the institution.
fn affiliation(node: Node<'_, '_>) -> String {
    let text = node_text_without(node, &["sup", "institution-id", "email", "xref"]);
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';')).to_owned()
}

fn read_contributor(contrib: Node<'_, '_>, record: &mut RecordReader<'_>) -> Contributor {
    let name =
        element(contrib, &["name"]).or_else(|| element(contrib, &["name-alternatives", "name"]));
    let mut contributor =
        match (name, element(contrib, &["collab"]), element(contrib, &["string-name"])) {
            (Some(name), ..) => {
                let (family, given) =
                    (text_at(name, &["surname"]), text_at(name, &["given-names"]));
                let prefix_particles = text_at(name, &["prefix"]);
                // Titles such as `Dr` are written as prefixes, too.
                let is_particle = prefix_particles.chars().next().is_some_and(char::is_lowercase);
                let family =
                    if is_particle { format!("{prefix_particles} {family}") } else { family };
                person(&family, &given, &text_at(name, &["suffix"]))
            }
            (None, Some(collab), _) => group(&node_text_without(
                collab,
                &["contrib-group", "xref", "aff", "address", "author-notes"],
            )),
            (None, None, Some(name)) => match element(name, &["surname"]) {
                Some(family) => person(
                    &node_text(family),
                    &text_at(name, &["given-names"]),
                    &text_at(name, &["suffix"]),
                ),
                None => parse_name(&node_text(name)),
            },
            (None, None, None) => {
                let on_behalf = text_at(contrib, &["on-behalf-of"]);
                if on_behalf.is_empty() { Contributor::default() } else { group(&on_behalf) }
            }
        };
    for id in children(contrib, "contrib-id") {
        if id.attribute("contrib-id-type") == Some("orcid") {
            let line = record.line;
            let orcid =
                record.identifier(offprint_base::IdentifierKind::Orcid, &node_text(id), line);
            contributor.orcid = orcid.unwrap_or_default();
        }
    }
    contributor
}

fn read_dates(meta: Node<'_, '_>, record: &mut RecordReader<'_>) {
    let mut issue = PartialDate::default();
    let mut online = PartialDate::default();
    let mut any = PartialDate::default();
    for date in children(meta, "pub-date") {
        let value = date_of(date);
        if value.year == 0 {
            continue;
        }
        let kind = date.attribute("pub-type").or(date.attribute("date-type")).unwrap_or_default();
        let format = date.attribute("publication-format").unwrap_or_default();
        match (kind, format) {
            ("ppub" | "collection", _) | (_, "print") => {
                issue = issue.max(value);
            }
            ("epub" | "epub-ppub" | "epreprint", _) | ("pub", "electronic") => {
                online = online.max(value);
            }
            // When PubMed Central released it says nothing about the publication.
            ("pmc-release" | "nihms-submitted" | "retracted" | "corrected", _) => {}
            _ => any = any.max(value),
        }
    }
    record.work.online_date = online;
    record.work.date =
        [issue, online, any].into_iter().find(|date| date.year != 0).unwrap_or_default();
    // A collection has only a year, and the day of the publication is in it.
    if record.work.date.month == 0 && online.year == record.work.date.year {
        record.work.date = online;
    }
}

fn date_of(node: Node<'_, '_>) -> PartialDate {
    if let Some(date) = node.attribute("iso-8601-date") {
        let date = parse_date(date);
        if date.year != 0 {
            return date;
        }
    }
    let month = parse_month(&text_at(node, &["month"])).unwrap_or(0);
    let day = text_at(node, &["day"]).parse().unwrap_or(0);
    let year = text_at(node, &["year"]).parse().unwrap_or(0);
    match year {
        0 => parse_date(&text_at(node, &["string-date"])),
        year => date_of_numbers(year, i64::from(month), day),
    }
}

fn read_abstract(node: Node<'_, '_>, record: &mut RecordReader<'_>) {
    let sections: Vec<Node<'_, '_>> = children(node, "sec").collect();
    if sections.is_empty() {
        let paragraphs: Vec<String> = children(node, "p").map(node_text).collect();
        // Headings are often the bold beginning of a paragraph: `Methods: We …`.
        let text = match paragraphs.is_empty() {
            true => node_text_without(node, &["title"]),
            false => paragraphs.join("\n"),
        };
        record.abstract_text(&text);
        return;
    }
    for paragraph in children(node, "p") {
        record.section("", &node_text(paragraph));
    }
    for section in sections {
        record.section(&text_at(section, &["title"]), &node_text_without(section, &["title"]));
    }
}

fn read_funding(meta: Node<'_, '_>, record: &mut RecordReader<'_>) {
    for list in children(meta, "funding-group") {
        let statement = text_at(list, &["funding-statement"]);
        for award in children(list, "award-group") {
            let sources: Vec<String> = children(award, "funding-source")
                .map(|node| node_text_without(node, &["institution-id"]))
                .collect();
            let awards: Vec<String> = children(award, "award-id").map(node_text).collect();
            let source = sources.join(", ");
            let funding = match (source.is_empty(), awards.is_empty()) {
                (_, true) => source,
                (true, false) => awards.join(", "),
                (false, false) => format!("{source} ({})", awards.join(", ")),
            };
            push_new(&mut record.work.funding, funding);
        }
        push_new(&mut record.work.funding, statement);
    }
}

fn read_permissions(meta: Node<'_, '_>, record: &mut RecordReader<'_>) {
    const XLINK: &str = "http://www.w3.org/1999/xlink";
    for license in element(meta, &["permissions"])
        .into_iter()
        .flat_map(|node| children(node, "license").collect::<Vec<_>>())
    {
        let reference = license
            .descendants()
            .find(|node| node.tag_name().name() == "license_ref")
            .map(node_text);
        let link = license.attribute((XLINK, "href")).map(str::to_owned);
        let inner = license
            .descendants()
            .find(|node| node.tag_name().name() == "ext-link")
            .and_then(|node| node.attribute((XLINK, "href")).map(str::to_owned));
        if let Some(address) =
            reference.or(link).or(inner).filter(|address| address.starts_with("http"))
            && record.work.license.is_empty()
        {
            record.work.license = one_line(&address);
        }
    }
}

/// `<related-article related-article-type="retracted-article" ext-link-type="doi" xlink:href="…"/>`
fn read_related(node: Node<'_, '_>, record: &mut RecordReader<'_>) {
    let link = node
        .attribute(("http://www.w3.org/1999/xlink", "href"))
        .map_or_else(|| node_text(node), str::to_owned);
    let Ok(found) = offprint_base::IdentifierKind::Doi.parse(&link) else { return };
    let doi = found.key();
    let (kind, is_of_this) = match node.attribute("related-article-type").unwrap_or_default() {
        "retracted-article" => (StatusKind::Retracted, false),
        "corrected-article" => (StatusKind::Corrected, false),
        "object-of-concern" => (StatusKind::ExpressionOfConcern, false),
        "updated-article" => (StatusKind::Superseded, false),
        "retraction-forward" => (StatusKind::Retracted, true),
        "correction-forward" => (StatusKind::Corrected, true),
        "concern-forward" => (StatusKind::ExpressionOfConcern, true),
        "update-forward" => (StatusKind::Superseded, true),
        "published-article" if record.work.kind == WorkKind::Preprint => {
            (StatusKind::Published, true)
        }
        _ => return,
    };
    let change = StatusChange {
        kind,
        date: if is_of_this { PartialDate::default() } else { record.work.date },
        notice: if is_of_this { doi.clone() } else { record.work.doi.clone() },
        reason: String::new(),
        source: "JATS".to_owned(),
    };
    match is_of_this {
        true => record.status(change),
        false => record.statement(&doi, "", change),
    }
}

/// Conflicts of interest are a note, a footnote or a section at the end.
fn read_back(article: Node<'_, '_>, record: &mut RecordReader<'_>) {
    const KINDS: [&str; 4] = ["coi-statement", "conflict", "con", "competing-interests"];
    let is_conflicts = |node: &Node<'_, '_>| {
        let name = node.tag_name().name();
        let kind =
            ["fn-type", "notes-type", "sec-type"].iter().find_map(|key| node.attribute(*key));
        let kind = kind.unwrap_or_default().to_ascii_lowercase();
        let has_kind = KINDS.contains(&&*kind) && kind != "con";
        let title = text_at(*node, &["title"]).to_lowercase();
        let has_title = ["conflict", "competing", "declaration of interest", "disclosure"]
            .iter()
            .any(|words| title.starts_with(words));
        matches!(name, "fn" | "notes" | "sec" | "ack") && (has_kind || has_title)
    };
    // The text of the article is long, and its sections are none of these.
    let places = ["front", "back"].iter().flat_map(|name| children(article, name));
    let found = places
        .flat_map(|place| place.descendants())
        .find(|node| node.is_element() && is_conflicts(node));
    if let Some(node) = found {
        let paragraphs: Vec<String> = children(node, "p").map(node_text).collect();
        record.work.conflicts = match paragraphs.is_empty() {
            true => node_text_without(node, &["title"]),
            false => paragraphs.join(" "),
        };
    }
}
