//! The XML of PubMed, `PubmedArticleSet` (the NLM's document type `pubmed_250101.dtd`, with the
//! elements of `MedlineCitation` and `PubmedData`).

use roxmltree::Node;

use crate::problem::shortened;
use crate::reading::Reading;
use crate::record::{RecordReader, language_code, page_range, push_new};
use crate::text::date::{date_of_numbers, parse_date, parse_month};
use crate::text::name::{group, person};
use crate::text::plain::{one_line, without_full_stop};
use crate::work::{Contributor, PartialDate, StatusChange, StatusKind, WorkKind};
use crate::xml_records::{children, element, node_text, text_at, xml_records};

pub(crate) fn read_pubmed_xml(text: &str, reading: &mut Reading) {
    // Without the set around it, a citation stands alone.
    let names: &[&str] = match text.contains("<PubmedArticle>")
        || text.contains("<PubmedArticle ")
        || text.contains("<PubmedBookArticle")
    {
        true => &["PubmedArticle", "PubmedBookArticle"],
        false => &["MedlineCitation"],
    };
    xml_records(text, names, reading, |line, node, reading| match node.tag_name().name() {
        "PubmedBookArticle" => read_book(line, node, reading),
        "MedlineCitation" => read_citation(line, node, None, reading),
        _ => match element(node, &["MedlineCitation"]) {
            Some(citation) => {
                read_citation(line, citation, element(node, &["PubmedData"]), reading);
            }
            None => {
                RecordReader::new(line, reading).finish();
            }
        },
    });
}

fn read_citation(
    line: usize,
    citation: Node<'_, '_>,
    data: Option<Node<'_, '_>>,
    reading: &mut Reading,
) {
    let mut record = RecordReader::new(line, reading);
    let pmid = text_at(citation, &["PMID"]);
    record.raw_key.clone_from(&pmid);
    record.pmid(&pmid, line);
    if let Some(article) = element(citation, &["Article"]) {
        read_article(article, &mut record);
        read_identifiers(article, data, line, &mut record);
    }
    read_subjects(citation, &mut record);
    record.work.conflicts = text_at(citation, &["CoiStatement"]);
    record.work.kind = kind_of(&record);
    if record.work.title.is_empty() {
        record.title(&text_at(citation, &["Article", "VernacularTitle"]));
    }
    for correction in element(citation, &["CommentsCorrectionsList"])
        .into_iter()
        .flat_map(|list| children(list, "CommentsCorrections").collect::<Vec<_>>())
    {
        read_correction(correction, &mut record);
    }
    record.finish();
}

fn kind_of(record: &RecordReader<'_>) -> WorkKind {
    let has = |name: &str| record.work.publication_types.iter().any(|kind| kind == name);
    match () {
        () if has("Preprint") => WorkKind::Preprint,
        () if has("Dataset") => WorkKind::Dataset,
        () if has("News") || has("Newspaper Article") => WorkKind::News,
        () => WorkKind::Article,
    }
}

fn read_article(article: Node<'_, '_>, record: &mut RecordReader<'_>) {
    record.title(&text_at(article, &["ArticleTitle"]));
    record.work.original_title =
        without_full_stop(&text_at(article, &["VernacularTitle"])).to_owned();
    if let Some(journal) = element(article, &["Journal"]) {
        record.work.container = text_at(journal, &["Title"]);
        record.work.container_short = text_at(journal, &["ISOAbbreviation"]).replace('.', "");
        for issn in children(journal, "ISSN") {
            record.issns(&node_text(issn), record.line);
        }
        record.work.volume = text_at(journal, &["JournalIssue", "Volume"]);
        record.work.issue = text_at(journal, &["JournalIssue", "Issue"]);
        if let Some(date) = element(journal, &["JournalIssue", "PubDate"]) {
            record.work.date = date_of(date);
        }
    }
    record.work.pages = page_range(&text_at(article, &["Pagination", "MedlinePgn"]));
    if record.work.pages.is_empty() {
        let (first, last) = (
            text_at(article, &["Pagination", "StartPage"]),
            text_at(article, &["Pagination", "EndPage"]),
        );
        record.work.pages =
            page_range(&if last.is_empty() { first } else { format!("{first}-{last}") });
    }
    read_people(article, record);
    read_abstract(article, record);
    if let Some(language) = children(article, "Language").next() {
        record.work.language = language_code(&node_text(language));
    }
    for date in children(article, "ArticleDate") {
        if date.attribute("DateType").is_none_or(|kind| kind == "Electronic") {
            record.work.online_date = date_of(date);
        }
    }
    if record.work.date.year == 0 {
        record.work.date = record.work.online_date;
    }
    for kind in element(article, &["PublicationTypeList"])
        .into_iter()
        .flat_map(|list| children(list, "PublicationType").collect::<Vec<_>>())
    {
        record.publication_type(&node_text(kind));
    }
    for grant in element(article, &["GrantList"])
        .into_iter()
        .flat_map(|list| children(list, "Grant").collect::<Vec<_>>())
    {
        let parts = ["GrantID", "Acronym", "Agency", "Country"].map(|name| text_at(grant, &[name]));
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        push_new(&mut record.work.funding, parts.join("/"));
    }
    for bank in element(article, &["DataBankList"])
        .into_iter()
        .flat_map(|list| children(list, "DataBank").collect::<Vec<_>>())
    {
        let name = text_at(bank, &["DataBankName"]);
        let numbers = element(bank, &["AccessionNumberList"]);
        for number in numbers
            .into_iter()
            .flat_map(|list| children(list, "AccessionNumber").collect::<Vec<_>>())
        {
            let number = node_text(number);
            // Banks of genes and data are no registries.
            let is_registry = offprint_base::TrialNumber::parse(&number).is_ok()
                || offprint_base::TRIAL_REGISTRIES
                    .iter()
                    .any(|known| known.name.eq_ignore_ascii_case(&name));
            if is_registry {
                record.trial(&number);
            }
        }
    }
}

/// `<Year>`, `<Month>` as a word or a number, `<Day>`, or `<MedlineDate>`.
fn date_of(node: Node<'_, '_>) -> PartialDate {
    let year = text_at(node, &["Year"]);
    if year.is_empty() {
        return parse_date(&text_at(node, &["MedlineDate"]));
    }
    let month = parse_month(&text_at(node, &["Month"])).unwrap_or(0);
    let day = text_at(node, &["Day"]).parse().unwrap_or(0);
    date_of_numbers(year.parse().unwrap_or(0), i64::from(month), day)
}

fn read_people(article: Node<'_, '_>, record: &mut RecordReader<'_>) {
    for list in children(article, "AuthorList") {
        let is_editors = list.attribute("Type") == Some("editors");
        for author in children(list, "Author") {
            // An author whose data were wrong is there twice, and marked.
            if author.attribute("ValidYN") == Some("N") {
                continue;
            }
            let contributor = read_author(author, record);
            match is_editors {
                true => record.work.editors.push(contributor),
                false => record.work.authors.push(contributor),
            }
        }
        if list.attribute("CompleteYN") == Some("N") {
            let line = record.line;
            record.warn(line, "the record does not name all authors", "add the others");
        }
    }
}

fn read_author(author: Node<'_, '_>, record: &mut RecordReader<'_>) -> Contributor {
    let collective = text_at(author, &["CollectiveName"]);
    let mut contributor = match collective.is_empty() {
        false => group(collective.trim_end_matches('.')),
        true => {
            let given = text_at(author, &["ForeName"]);
            let given = if given.is_empty() { text_at(author, &["Initials"]) } else { given };
            person(&text_at(author, &["LastName"]), &given, &text_at(author, &["Suffix"]))
        }
    };
    for identifier in children(author, "Identifier") {
        if identifier.attribute("Source") == Some("ORCID") {
            let line = record.line;
            let orcid = record.identifier(
                offprint_base::IdentifierKind::Orcid,
                &node_text(identifier),
                line,
            );
            contributor.orcid = orcid.unwrap_or_default();
        }
    }
    for information in children(author, "AffiliationInfo") {
        push_new(&mut contributor.affiliations, text_at(information, &["Affiliation"]));
    }
    contributor
}

fn read_abstract(article: Node<'_, '_>, record: &mut RecordReader<'_>) {
    let Some(text) = element(article, &["Abstract"]) else { return };
    let parts: Vec<Node<'_, '_>> = children(text, "AbstractText").collect();
    match parts.as_slice() {
        [one] if one.attribute("Label").is_none() => record.abstract_text(&node_text(*one)),
        parts => {
            for part in parts {
                let heading = part.attribute("Label").unwrap_or_default();
                record.section(heading, &node_text(*part));
            }
        }
    }
}

fn read_identifiers(
    article: Node<'_, '_>,
    data: Option<Node<'_, '_>>,
    line: usize,
    record: &mut RecordReader<'_>,
) {
    for location in children(article, "ELocationID") {
        let value = node_text(location);
        let is_valid = location.attribute("ValidYN") != Some("N");
        match location.attribute("EIdType") {
            Some("doi") if is_valid => record.doi(&value, line),
            Some("pii") if record.work.pages.is_empty() && value.len() <= 12 => {
                record.work.pages = value;
            }
            _ => {}
        }
    }
    let ids = data.and_then(|data| element(data, &["ArticleIdList"]));
    for id in ids.into_iter().flat_map(|list| children(list, "ArticleId").collect::<Vec<_>>()) {
        let value = node_text(id);
        match id.attribute("IdType") {
            Some("doi") if record.work.doi.is_empty() => record.doi(&value, line),
            Some("pmc") => record.pmcid(&value, line),
            Some("pubmed") if record.work.pmid.is_empty() => record.pmid(&value, line),
            _ => {}
        }
    }
}

fn read_subjects(citation: Node<'_, '_>, record: &mut RecordReader<'_>) {
    let headings = element(citation, &["MeshHeadingList"]);
    for heading in
        headings.into_iter().flat_map(|list| children(list, "MeshHeading").collect::<Vec<_>>())
    {
        let descriptor = text_at(heading, &["DescriptorName"]);
        let qualifiers: Vec<String> = children(heading, "QualifierName").map(node_text).collect();
        // As MEDLINE writes them: `Depression/drug therapy/psychology`.
        let subject = [vec![descriptor], qualifiers].concat().join("/");
        push_new(&mut record.work.keywords, subject);
    }
    for list in children(citation, "KeywordList") {
        for keyword in children(list, "Keyword") {
            push_new(&mut record.work.keywords, node_text(keyword));
        }
    }
}

fn status_change(kind: StatusKind, reason: &str) -> StatusChange {
    StatusChange {
        kind,
        date: PartialDate::default(),
        notice: String::new(),
        reason: reason.to_owned(),
        source: "PubMed".to_owned(),
    }
}

/// What each `RefType` says; `true` if it is this work that is changed.
fn relation(name: &str) -> Option<(StatusKind, bool, &'static str)> {
    Some(match name {
        "RetractionIn" => (StatusKind::Retracted, true, ""),
        "RetractedandRepublishedIn" => (StatusKind::Retracted, true, "retracted and republished"),
        "PartialRetractionIn" => (StatusKind::Corrected, true, "partial retraction"),
        "ErratumIn" => (StatusKind::Corrected, true, ""),
        "CorrectedandRepublishedIn" => (StatusKind::Superseded, true, "corrected and republished"),
        "ExpressionOfConcernIn" => (StatusKind::ExpressionOfConcern, true, ""),
        "UpdateIn" => (StatusKind::Superseded, true, "updated"),
        "RetractionOf" => (StatusKind::Retracted, false, ""),
        "RetractedandRepublishedFrom" => {
            (StatusKind::Retracted, false, "retracted and republished")
        }
        "PartialRetractionOf" => (StatusKind::Corrected, false, "partial retraction"),
        "ErratumFor" => (StatusKind::Corrected, false, ""),
        "CorrectedandRepublishedFrom" => {
            (StatusKind::Superseded, false, "corrected and republished")
        }
        "ExpressionOfConcernFor" => (StatusKind::ExpressionOfConcern, false, ""),
        "UpdateOf" => (StatusKind::Superseded, false, "updated"),
        _ => return None,
    })
}

fn read_correction(node: Node<'_, '_>, record: &mut RecordReader<'_>) {
    let name = node.attribute("RefType").unwrap_or_default();
    let Some((kind, is_of_this, reason)) = relation(name) else { return };
    let source = text_at(node, &["RefSource"]);
    let pmid = text_at(node, &["PMID"]);
    let found = offprint_base::find_identifiers(&source);
    let doi =
        found.iter().find(|found| found.identifier.kind == offprint_base::IdentifierKind::Doi);
    let doi = doi.map(|found| found.identifier.key()).unwrap_or_default();
    let page = |pmid: &str| format!("https://pubmed.ncbi.nlm.nih.gov/{pmid}/");
    let mut change = status_change(kind, reason);
    if is_of_this {
        // `Ex J. 2026 Jan;3(1):9.`: the date follows the abbreviated name.
        let date = source.split_once(". ").map_or(&*source, |(_, rest)| rest);
        change.date = parse_date(date.split(';').next().unwrap_or(date));
        change.notice = match (doi.is_empty(), pmid.is_empty()) {
            (false, _) => doi,
            (true, false) => page(&pmid),
            (true, true) => one_line(&source),
        };
        record.status(change);
    } else if !doi.is_empty() || !pmid.is_empty() {
        change.date = record.work.date;
        change.notice = match record.work.doi.is_empty() {
            false => record.work.doi.clone(),
            true => page(&record.work.pmid),
        };
        record.statement(&doi, &pmid, change);
    }
}

fn read_book(line: usize, node: Node<'_, '_>, reading: &mut Reading) {
    let mut record = RecordReader::new(line, reading);
    let Some(document) = element(node, &["BookDocument"]) else {
        record.finish();
        return;
    };
    let pmid = text_at(document, &["PMID"]);
    record.raw_key.clone_from(&pmid);
    record.pmid(&pmid, line);
    let book_title = text_at(document, &["Book", "BookTitle"]);
    let title = text_at(document, &["ArticleTitle"]);
    match title.is_empty() {
        true => {
            record.work.kind = WorkKind::Book;
            record.title(&book_title);
        }
        false => {
            record.work.kind = WorkKind::Chapter;
            record.title(&title);
            record.work.container = without_full_stop(&book_title).to_owned();
        }
    }
    if let Some(book) = element(document, &["Book"]) {
        record.work.publisher = text_at(book, &["Publisher", "PublisherName"]);
        record.work.place = text_at(book, &["Publisher", "PublisherLocation"]);
        record.work.edition = text_at(book, &["Edition"]);
        record.work.series = text_at(book, &["CollectionTitle"]);
        if let Some(date) = element(book, &["PubDate"]) {
            record.work.date = date_of(date);
        }
        for isbn in children(book, "Isbn") {
            record.isbns(&node_text(isbn), line);
        }
        read_people(book, &mut record);
    }
    read_people(document, &mut record);
    read_abstract(document, &mut record);
    if let Some(language) = children(document, "Language").next() {
        record.work.language = language_code(&node_text(language));
    }
    let ids = element(document, &["ArticleIdList"]);
    for id in ids.into_iter().flat_map(|list| children(list, "ArticleId").collect::<Vec<_>>()) {
        if id.attribute("IdType") == Some("doi") {
            record.doi(&node_text(id), line);
        }
    }
    for kind in children(document, "PublicationType") {
        record.publication_type(&shortened(&node_text(kind)));
    }
    record.finish();
}
