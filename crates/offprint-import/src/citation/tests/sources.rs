//! Entries of what is no article of a journal, and lines that are no entries.

use super::check;
use crate::citation::parse_citation;

#[test]
fn web_pages() {
    check(
        "World Example Organization. Depression. https://www.example.org/fact-sheets/depression. Accessed March 1, 2020.",
        "World Example Organization",
        "",
        "Depression",
        "",
        "",
        "https://www.example.org/fact-sheets/depression",
    );
    check(
        "Example A. How it works. Example Health. Published March 1, 2020. Accessed June 3, 2021. https://example.org/how",
        "Example A",
        "2020",
        "How it works",
        "Example Health",
        "",
        "https://example.org/how",
    );
    check(
        "National Institute of Examples. Key Statistics. Available from: https://example.org/stats",
        "National Institute of Examples",
        "",
        "Key Statistics",
        "",
        "",
        "https://example.org/stats",
    );
    check("https://www.example.org/a-page", "", "", "", "", "", "https://www.example.org/a-page");
}

#[test]
fn registries() {
    check(
        "ClinicalTrials.gov. Study of EX123. Identifier: NCT01234567. Updated May 5, 2021.",
        "ClinicalTrials.gov",
        "2021",
        "Study of EX123",
        "",
        "",
        "NCT01234567",
    );
    check(
        "Example A. A trial of it. ISRCTN Registry. ISRCTN12345678. 2019.",
        "Example A",
        "2019",
        "A trial of it",
        "ISRCTN Registry",
        "",
        "ISRCTN12345678",
    );
    check(
        "Example A, Sample B. A review of it. PROSPERO 2020 CRD42020123456",
        "Example A; Sample B",
        "2020",
        "A review of it",
        "PROSPERO",
        "",
        "PROSPERO CRD42020123456",
    );
}

#[test]
fn the_day_of_reading_is_no_year_of_publication() {
    for text in [
        "\"Prices\". Example. Retrieved January 5, 2024.",
        "“Prices”. Example. Accessed 5 January 2024.",
        "\"Prices\" Retrieved 2024-01-05.",
    ] {
        assert_eq!(super::parse_citation(text).year, None, "{text}");
    }
    assert_eq!(super::parse_citation("Retrieved memories in trauma. 2024.").year, Some(2024));
}

#[test]
fn a_single_name_is_known_by_the_names_of_other_entries() {
    let entries = [
        "Anna Example, Carl Sample, and Eva Muster. Neural methods for doses. CoRR, 2014.",
        "Jane Doe and Karl Roe. Long memory. 1997.",
        "Alex Muster. Making sequences with recurrent methods. 2013.",
        "Global Burden. A study of it. 2015.",
    ];
    let works = crate::citation::parse_citations(entries);
    assert_eq!(works[2].authors, ["Muster A"]);
    assert_eq!(works[2].title.as_deref(), Some("Making sequences with recurrent methods"));
    assert_eq!(super::parse_citation(entries[2]).authors, [""; 0]);
    let others = crate::citation::parse_citations([
        "Example AB, Sample C. A trial of something. 2021.",
        "Doe J. More of it. 2020.",
        "Global Burden. A study of it. 2015.",
    ]);
    assert_eq!(others[2].authors, [""; 0]);
}

#[test]
fn preprints() {
    check(
        "Example A, Sample B. A preprint. medRxiv. 2021. doi:10.1101/2021.01.01.21249999",
        "Example A; Sample B",
        "2021",
        "A preprint",
        "medRxiv",
        "",
        "10.1101/2021.01.01.21249999",
    );
    check(
        "Example, A. & Sample, B. A preprint. Preprint at arXiv https://arxiv.org/abs/2401.01234 (2024).",
        "Example A; Sample B",
        "2024",
        "A preprint",
        "",
        "",
        "https://arxiv.org/abs/2401.01234",
    );
}

#[test]
fn books_chapters_and_talks_have_no_journal() {
    for (text, place) in [
        ("Doe J. A book of it. 5th ed. Example House; 2013.", ""),
        ("Doe J. A book of it. 2nd edn. London: Example House, 2013.", ""),
        ("Doe J. A book of it. New York: Example House, 2013.", ""),
        ("Doe J. A book of it. ISBN 0-443-06240-4. Example House, 2013.", ""),
        ("Doe, J. (2013). A book of it. Example Press.", ""),
        (
            "Doe J. A book of it. In: Roe K, ed. Handbook. 3rd ed. Example House; 2013:45-67.",
            "||45-67",
        ),
        (
            "Doe, J. (2013). A book of it. In K. Roe & P. Poe (Eds.), Handbook (3rd ed., pp. 45–67). Example Press.",
            "||45–67",
        ),
        (
            "Doe J. A book of it [abstract]. Presented at: Example Meeting; May 20, 2013; Berlin. Abstract 123.",
            "",
        ),
        ("Doe J. A book of it. Poster presented at the Example Meeting, Berlin, 2013.", ""),
        ("Doe J. A book of it [dissertation]. Berlin: Example University; 2013.", ""),
    ] {
        check(text, "Doe J", "2013", "A book of it", "", place, "");
    }
}

#[test]
fn lines_of_science_news() {
    check(
        "Jane Doe, Karl Roe. A drug for pain. Pain, 2025; 166 (3): 45 DOI: 10.5555/zz.1",
        "Doe J; Roe K",
        "2025",
        "A drug for pain",
        "Pain",
        "166|3|45",
        "10.5555/zz.1",
    );
    check(
        "Jane Doe et al, A drug for pain, sleep and mood, Example Medicine (2025). DOI: 10.5555/zz.1",
        "Doe J",
        "2025",
        "A drug for pain, sleep and mood",
        "Example Medicine",
        "",
        "10.5555/zz.1",
    );
    check("PMID: 31562201", "", "", "", "", "", "31562201");
    check("Ibid.", "", "", "", "", "", "");
}

#[test]
fn not_quite_references() {
    check("", "", "", "", "", "", "");
    check("See above", "", "", "See above", "", "", "");
    check("10.1000/182", "", "", "", "", "", "10.1000/182");
    for hostile in [
        "(((((2020",
        "A. A. A. A. A. A.",
        "“",
        "Ö, Ö. Ö.",
        "2020",
        "é et al",
        "Example, ",
        "12345678901234567890",
        "&&&& and and",
        "… … …",
        "ab́c, D.́",
    ] {
        parse_citation(hostile);
    }
    parse_citation(&"Example A, ".repeat(100_000));
    parse_citation(&"(".repeat(1_000_000));
    parse_citation(&"1".repeat(1_000_000));
}
