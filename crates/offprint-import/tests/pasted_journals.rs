//! Pasted pages of journals, PubMed and PubMed Central: what they say about the article itself goes
//! to the front matter and to one citation, and the abstract is the text.

use std::fs;
use std::path::Path;

use jiff::civil::date;
use offprint_import::{ImportOptions, Importer};

/// The imported front matter and body of a page in `tests/journals/`.
fn import(name: &str) -> (toml::Table, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journals").join(name);
    let options = ImportOptions {
        name: Some(name.to_owned()),
        today: date(2026, 11, 28),
        ..ImportOptions::default()
    };
    let raw = fs::read(path).expect("the page can be read");
    let imported = Importer::alone().import(&raw, &options).expect("the page has an article");
    let rest = imported.text.strip_prefix("+++\n").expect("front matter begins the file");
    let (front, body) = rest.split_once("\n+++\n").expect("front matter ends");
    (front.parse().expect("front matter is TOML"), body.trim().to_owned())
}

/// What a page says about its article.
struct Expected<'a> {
    title: &'a str,
    authors: &'a [&'a str],
    date: &'a str,
    /// Journal, volume, issue and pages.
    published: [&'a str; 4],
    /// DOI, PMID, PMCID.
    numbers: [&'a str; 3],
    affiliations: usize,
    /// The works that the text cites, without the article itself.
    cited: usize,
    /// The beginning and the end of the text.
    text: [&'a str; 2],
}

#[track_caller]
fn check(name: &str, expect: &Expected) {
    let (front, body) = import(name);
    let text = |table: &toml::Table, key: &str| {
        table.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned()
    };
    let list = |table: &toml::Table, key: &str| -> Vec<String> {
        let items = table.get(key).and_then(toml::Value::as_array);
        items.into_iter().flatten().filter_map(|item| Some(item.as_str()?.to_owned())).collect()
    };
    assert_eq!(text(&front, "title"), expect.title, "{name}");
    assert_eq!(list(&front, "authors"), expect.authors, "{name}");
    let day = front.get("date").map(ToString::to_string).unwrap_or_default();
    assert_eq!(day, expect.date, "{name}");
    let source = front.get("source").and_then(toml::Value::as_table);
    let affiliations = source.map_or(0, |source| list(source, "affiliations").len());
    assert_eq!(affiliations, expect.affiliations, "{name}");
    let works: Vec<&toml::Table> = front["citations"]
        .as_array()
        .expect("the article cites itself")
        .iter()
        .filter_map(toml::Value::as_table)
        .collect();
    let own = works.last().expect("the last work is the article");
    assert_eq!(works.len() - 1, expect.cited, "{name}: {works:?}");
    assert_eq!(text(own, "title"), expect.title, "{name}");
    let published = ["journal", "volume", "issue", "pages"].map(|key| text(own, key));
    assert_eq!(published, expect.published, "{name}");
    assert_eq!(["doi", "pmid", "pmcid"].map(|key| text(own, key)), expect.numbers, "{name}");
    assert_eq!(list(own, "authors").len(), expect.authors.len(), "{name}");
    assert!(body.starts_with(expect.text[0]), "{name}: {body}");
    assert!(body.ends_with(expect.text[1]), "{name}: {body}");
    assert!(!body.contains('@') || expect.cited > 1, "{name}: {body}");
}

const TITLE: &str = "Low-dose examplamine for insomnia in older adults: a randomized trial";
const PEOPLE: [&str; 3] = ["Anna Muster", "Carl Beispiel", "Dora Sample"];
const RISK: &str = "The trial was too small to judge the risk of falls.";

#[test]
fn pubmed() {
    check(
        "pubmed-page.txt",
        &Expected {
            title: TITLE,
            authors: &["Anna B Muster", "Carl Beispiel Jr", "Dora Sample", "SLEEP-2 Study Group"],
            date: "2025-01-03",
            published: ["J Clin Rest", "12", "1", "33-40"],
            numbers: ["10.5555/jcr.2025.33", "40000001", "PMC9000001"],
            affiliations: 3,
            cited: 1,
            text: ["## Abstract\n\nBackground: ", "Dr Muster received fees from Sample Pharma."],
        },
    );
    check(
        "pubmed-text.txt",
        &Expected {
            title: "Low-dose examplamine for insomnia in older adults",
            authors: &["Muster AB", "Beispiel C Jr", "Sample D"],
            date: "2024-08-20",
            published: ["Rest Med", "31", "4", "e100"],
            numbers: ["10.5555/rm.2024.100", "40000002", "PMC9000002"],
            affiliations: 3,
            cited: 0,
            text: ["BACKGROUND: ", RISK],
        },
    );
}

#[test]
fn pubmed_central() {
    check(
        "pmc.txt",
        &Expected {
            title: TITLE,
            authors: &["Anna B Muster", "Carl Beispiel III", "Dora Sample"],
            date: "2025-01-03",
            published: ["Ex Neurol", "12", "1", "33–40"],
            numbers: ["10.5555/exn.2025.33", "40000003", "PMC9000003"],
            affiliations: 3,
            cited: 0,
            text: ["## Abstract\n\n## Background\n\nInsomnia", "Earlier trials were small¹."],
        },
    );
    check(
        "pmc-logo.txt",
        &Expected {
            title: "A spray or a tablet for low mood (SPRAYLOW): protocol of a randomised trial in nine clinics",
            authors: &[
                "Ines M Halloran",
                "Gregor E Bell",
                "Kara L Odum",
                "Peter Gill",
                "Ada Schell",
            ],
            date: "2024-07-03",
            published: ["Example Trials", "25", "", "441"],
            numbers: ["10.1000/ext-024-08268-6", "99956594", "PMC99112299"],
            affiliations: 0,
            cited: 0,
            text: ["## Abstract\n\n## Background\n\nOne third", "afterwards if they want to."],
        },
    );
}

#[test]
fn open_access_journals() {
    check(
        "bmc-new.txt",
        &Expected {
            title: TITLE,
            authors: &PEOPLE,
            date: "2025-01-03",
            published: ["Example Medicine", "12", "", "33"],
            numbers: ["10.5555/s12916-025-0033-1", "", ""],
            affiliations: 0,
            cited: 3,
            text: ["## Abstract\n\n## Background", "they have no competing interests."],
        },
    );
    check(
        "bmc-old.txt",
        &Expected {
            title: "Mood sprays versus dummy sprays in adults with depression. A systematic review",
            authors: &["Jan Christian Jespers", "Kira Katam", "Anne Schulte", "Carl Glud"],
            date: "2017-02-08",
            published: ["Example Psychiatry", "17", "", "58"],
            numbers: ["10.1000/exps-016-1173-2", "", ""],
            affiliations: 0,
            cited: 0,
            text: ["## Abstract\n\n## Background", "because of harm."],
        },
    );
    check(
        "frontiers.txt",
        &Expected {
            title: TITLE,
            authors: &PEOPLE,
            date: "2025-01-03",
            published: ["Front. Examples", "16", "", "1234567"],
            numbers: ["10.5555/fexam.2025.1234567", "", ""],
            affiliations: 3,
            cited: 2,
            text: ["Background: Insomnia", "[@doe2021]."],
        },
    );
    check(
        "plos.txt",
        &Expected {
            title: "Low-dose examplamine for insomnia in older adults: A randomized trial",
            authors: &PEOPLE,
            date: "2025-01-03",
            published: ["PLoS Ex", "20", "1", "e0033333"],
            numbers: ["10.5555/journal.pexa.0033333", "", ""],
            affiliations: 0,
            cited: 2,
            text: ["## Abstract\n\n## Background", "[@doe2021]."],
        },
    );
    check(
        "mdpi.txt",
        &Expected {
            title: "Low-Dose Examplamine for Insomnia in Older Adults: A Randomized Trial",
            authors: &PEOPLE,
            date: "2025-01-03",
            published: ["Examples", "12", "1", "33"],
            numbers: ["10.5555/ex12010033", "", ""],
            affiliations: 3,
            cited: 0,
            text: ["## Abstract\n\nBackground/Objectives: ", RISK],
        },
    );
}

#[test]
fn other_publishers() {
    check(
        "lancet.txt",
        &Expected {
            title: "Low-dose examplamine for insomnia in older adults (REST): a multicentre, randomised trial",
            authors: &["Anna Muster", "Carl Beispiel", "Dora Sample", "REST Study Group"],
            date: "2025-01-18",
            published: ["", "405", "10475", "233-245"],
            numbers: ["10.5555/S0140-6736(24)02617-1", "", ""],
            affiliations: 3,
            cited: 0,
            text: ["## Summary\n\n## Background", "## Funding\n\nSample Council."],
        },
    );
    check(
        "jama.txt",
        &Expected {
            title: "Low-Dose Examplamine for Insomnia in Older Adults: A Randomized Clinical Trial",
            authors: &["Anna B. Muster", "Carl Beispiel Jr", "Dora Sample"],
            date: "2025-01-03",
            published: ["Example Psychiatry", "82", "1", "33-40"],
            numbers: ["10.5555/examplepsychiatry.2024.0001", "", ""],
            affiliations: 3,
            cited: 1,
            text: ["## Key Points\n\nQuestion Does", "Identifier: NCT00000001"],
        },
    );
    check(
        "medrxiv.txt",
        &Expected {
            title: TITLE,
            authors: &PEOPLE,
            date: "2025-01-03",
            published: ["", "", "", ""],
            numbers: ["10.5555/2025.01.03.25319999", "", ""],
            affiliations: 0,
            cited: 0,
            text: ["## ABSTRACT\n\nBackground", "declared no competing interest."],
        },
    );
}
