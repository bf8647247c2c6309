//! Works that articles cite, and registered trials: their pages, their files for reference managers,
//! what the search finds of them, and that what happened to a work is told wherever it is cited.

use offprint_works::{Work, read_works};
use serde_json::Value;

use crate::support::site::{TODAY, TestSite, files, texts};

/// A work whose parts have a meaning in BibTeX, RIS, HTML or URLs.
const LIBRARY: &str = r#"@article{vandeberg2024,
  title = {Effects of {S}-ketamine \& 5\,\% {NaCl} in Gro{\ss}britannien {\textbraceleft}pilot{\textbraceright}},
  author = {van de Berg, Anna M. and Zarate, Jr, Carlos A. and {The CANMAT Group} and M{\"u}ller, J.},
  journal = {Journal of Examples}, year = 2024, month = mar, volume = 12, pages = {1--9},
  doi = {10.5555/ex(1)_2}, pmid = {40312345}, note = {Private: ask Ben.},
  abstract = {A long abstract.}, trial = {NCT01234567}
}
"#;

const REPORT: &str = r#"+++
title = "A trial of ketamine"
date = 2025-05-01
drugs = ["ketamine"]
tags = ["safety"]
[source]
name = "Journal of Examples"
doi = "10.5555/old"
[study]
name = "KETA-1"
phase = 2
registry = ["NCT01234567"]
+++
Shown first [@vandeberg2024].
"#;

const REVIEW: &str = r#"+++
title = "A review"
date = 2025-04-01
drugs = ["ketamine", "sertraline"]
tags = ["safety"]
[[citations]]
id = "old"
title = "An old trial of sertraline"
authors = ["Shelton RC"]
journal = "J Ex"
year = 2019
doi = "10.5555/old"
status = "retracted"
status_date = 2024-02-01
status_notice = "10.5555/old.notice"
[[citations]]
id = "registered"
title = "A protocol for ketamine in adults"
url = "https://site.example/protocol"
nct = "nct 01234567"
kind = "webpage"
+++
It was doubted [@old], planned [@registered] and done [@doi:10.5555/EX(1)_2].
"#;

const LATER: &str = r#"+++
title = "A later note"
date = 2025-06-01
drugs = ["sertraline"]
[[citations]]
id = "mine"
title = "An old trial of sertraline"
authors = ["Shelton RC"]
year = 2018
doi = "10.5555/OLD"
+++
As found [@mine].
"#;

fn site() -> TestSite {
    let site = TestSite::new();
    site.write("content/sources/lib.bib", LIBRARY);
    site.write("content/articles/report.md", REPORT);
    site.write("content/articles/review.md", REVIEW);
    site.write("content/articles/later.md", LATER);
    site
}

struct Pages(Vec<(String, Vec<u8>)>);

impl Pages {
    fn of(site: &TestSite) -> Self {
        let build = site.build();
        assert!(build.edition.is_some(), "{:?}", texts(&build.diagnostics));
        Self(files(&build.edition.expect("just checked")))
    }

    fn text(&self, path: &str) -> String {
        let file = self.0.iter().find(|(known, _)| known == path);
        let names = || self.0.iter().map(|(known, _)| known.as_str()).collect::<Vec<_>>();
        let bytes = &file.unwrap_or_else(|| panic!("no {path} in {:?}", names())).1;
        String::from_utf8_lossy(bytes).into_owned()
    }

    #[track_caller]
    fn check(&self, path: &str, expect: &[&str]) {
        let text = self.text(path);
        for part in expect {
            assert!(text.contains(part), "{part} is not in {path}:\n{text}");
        }
    }
}

#[test]
fn a_trial_has_its_publications_articles_and_drugs() {
    let pages = Pages::of(&site());
    pages.check(
        "trials/NCT01234567/index.html",
        &[
            "<h1>NCT01234567</h1>",
            "KETA-1",
            "href=\"https://clinicaltrials.gov/study/NCT01234567\"",
            // The work of the library and the protocol, both with their pages or articles.
            "href=\"/sources/vandeberg2024/\"",
            "A protocol for ketamine in adults",
            // The article that reports it, and the one that cites its works, with the sentences.
            "<a href=\"/articles/report/\">A trial of ketamine</a>",
            "<q>It was doubted, planned and done.</q>",
            // The drug of the report; the review lists sertraline, but no title names it.
            "<a href=\"/drugs/ketamine/\">Ketamine</a>",
            "\"@type\":\"MedicalTrial\"",
        ],
    );
    assert!(!pages.text("trials/NCT01234567/index.html").contains("/drugs/sertraline/\">S"));
    pages.check(
        "trials/index.html",
        &["<h2>ClinicalTrials.gov</h2>", "href=\"/trials/NCT01234567/\"", "2 publications"],
    );
    // Links from the study, the list of references, the work and the drug; sitemap and footer.
    let link = "href=\"/trials/NCT01234567/\"";
    for path in [
        "articles/report/index.html",
        "articles/review/index.html",
        "sources/vandeberg2024/index.html",
        "drugs/ketamine/index.html",
    ] {
        pages.check(path, &[link, "href=\"/trials/\""]);
    }
    pages.check("sitemap.xml", &["<loc>https://example.org/trials/NCT01234567/</loc>"]);
}

#[test]
fn numbers_of_every_registry_give_a_page() {
    let site = TestSite::new();
    let numbers = ["CTRI/2020/01/012345", "jRCTs021250011", "EudraCT 2018-001234-12", "ABC-5"];
    let text = format!(
        "+++\ntitle = \"One\"\ndate = 2025-01-01\n[study]\nregistry = {numbers:?}\n+++\nText.\n"
    );
    site.write("content/articles/one.md", &text);
    let pages = Pages::of(&site);
    for name in ["CTRI-2020-01-012345", "jRCTs021250011", "EudraCT-2018-001234-12", "ABC-5"] {
        pages.check(&format!("trials/{name}/index.html"), &["/articles/one/"]);
    }
    pages.check("trials/index.html", &["<h2>Other numbers</h2>"]);
}

#[test]
fn a_page_of_the_editor_replaces_the_list_of_trials() {
    let site = site();
    site.write("content/trials.md", "+++\ntitle = \"Our trials\"\n+++\nBy hand.\n");
    Pages::of(&site).check("trials/index.html", &["By hand."]);
}

/// The works in an export, read again.
fn read_again(pages: &Pages, folder: &str) -> Vec<Vec<Work>> {
    let read = |name: &str| {
        let text = pages.text(&format!("{folder}/{name}"));
        let reading = read_works(name, text.as_bytes());
        assert!(reading.problems.is_empty(), "{name}: {:?}\n{text}", reading.problems);
        let keyed = |one: offprint_works::LocatedWork| {
            let key = if one.work.key.is_empty() { one.raw_key } else { one.work.key };
            Work { key, ..one.work }
        };
        reading.works.into_iter().map(keyed).collect::<Vec<_>>()
    };
    ["citations.bib", "citations.ris", "citations.json"].map(read).into()
}

#[test]
fn exports_are_read_again_as_they_were() {
    let pages = Pages::of(&site());
    for (folder, count) in
        [("articles/review", 3), ("drugs/ketamine", 3), ("tags/safety", 3), ("sources", 3)]
    {
        for works in read_again(&pages, folder) {
            assert_eq!(works.len(), count, "{folder}");
            let work = works.iter().find(|work| work.doi == "10.5555/ex(1)_2").expect("the work");
            assert_eq!(work.key, "vandeberg2024");
            let title = "Effects of S-ketamine & 5 % NaCl in Großbritannien {pilot}";
            assert_eq!(work.title.replace(['\u{2009}', '\u{202f}'], " "), title);
            let people: Vec<_> = work
                .authors
                .iter()
                .map(|one| (&*one.family, &*one.given, &*one.suffix, one.is_group))
                .collect();
            assert_eq!(
                people,
                [
                    ("van de Berg", "Anna M.", "", false),
                    ("Zarate", "Carlos A.", "Jr", false),
                    ("The CANMAT Group", "", "", true),
                    ("Müller", "J.", "", false),
                ]
            );
            assert_eq!((&*work.pages, &*work.volume, work.date.month), ("1–9", "12", 3));
            assert_eq!(work.pmid, "40312345");
            // What is private or belongs to a publisher is not published.
            assert!(work.sections.is_empty() && !work.note.contains("Private"), "{work:?}");
        }
    }
}

#[test]
fn exports_tell_what_happened_to_a_work() {
    let pages = Pages::of(&site());
    // Another article states it.
    for folder in ["articles/later", "drugs/sertraline", "sources"] {
        for name in ["citations.bib", "citations.ris", "citations.json"] {
            let path = format!("{folder}/{name}");
            pages.check(&path, &["Offprint status: retracted 2024-02-01"]);
        }
        let json: Value = serde_json::from_str(&pages.text(&format!("{folder}/citations.json")))
            .expect("it is JSON");
        let is_old = |item: &&Value| {
            item["DOI"].as_str().is_some_and(|doi| doi.to_lowercase() == "10.5555/old")
        };
        let item = json.as_array().expect("a list").iter().find(is_old);
        assert_eq!(item.expect("the work")["status"], "Retracted", "{folder}");
    }
}

#[test]
fn two_works_with_one_id_have_two_keys() {
    let site = TestSite::new();
    for (name, doi) in [("one", "10.5555/1"), ("two", "10.5555/2")] {
        let text = format!(
            "+++\ntitle = \"{name}\"\ndate = 2025-01-01\ntags = [\"t\"]\n[[citations]]\nid = \"c\"\n\
             title = \"Work {name}\"\njournal = \"J\"\ndoi = \"{doi}\"\n+++\nText [@c].\n"
        );
        site.write(&format!("content/articles/{name}.md"), &text);
    }
    let pages = Pages::of(&site);
    for works in read_again(&pages, "tags/t") {
        let keys: Vec<&str> = works.iter().map(|work| work.key.as_str()).collect();
        assert_eq!(keys, ["c", "c-2"]);
    }
    pages.check("articles/one/citations.bib", &["@article{c,"]);
    pages.check("articles/two/citations.bib", &["@article{c,"]);
}

#[test]
fn no_downloads_are_offered_if_they_are_off() {
    let site = site();
    site.write(
        "site.toml",
        "title = \"Test\"\nbase_url = \"https://example.org/\"\n[citations]\ndownloads = false\n",
    );
    let pages = Pages::of(&site);
    let named: Vec<_> = pages.0.iter().filter(|(path, _)| path.contains("citations.")).collect();
    assert!(named.is_empty(), "{:?}", named.iter().map(|(path, _)| path).collect::<Vec<_>>());
    for (path, bytes) in pages.0.iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(!String::from_utf8_lossy(bytes).contains("citations.bib"), "{path}");
    }
}

#[test]
fn what_happened_to_a_work_is_told_wherever_it_is_cited() {
    let pages = Pages::of(&site());
    // The article whose source it is, and another that cites it without knowing.
    for (path, words) in [
        ("articles/report/index.html", "Source retracted"),
        ("articles/later/index.html", "Cites a retracted work"),
        (
            "articles/later/index.html",
            "Retracted 2024-02-01 (<a href=\"https://doi.org/10.5555/old.notice\"",
        ),
        ("articles/review/index.html", "Retracted 2024-02-01"),
        ("index.html", "Source retracted"),
        ("index.html", "Cites a retracted work"),
        ("feed.xml", "Cites a retracted work"),
        ("feed.xml", "https://doi.org/10.5555/old.notice"),
        ("feed.xml", "Retracted 2024-02-01"),
        ("sources/index.html", "Retracted 2024-02-01"),
        ("sources/old/index.html", "Retracted"),
    ] {
        pages.check(path, &[words]);
    }
    let site = site();
    let mut project = site.project();
    let _ = project.build(TODAY);
    let check: Vec<String> = texts(&project.lints());
    let told = |article: &str| {
        check
            .iter()
            .filter(|line| line.contains("retracted-work") && line.contains(article))
            .count()
    };
    assert_eq!((told("later.md"), told("review.md")), (1, 1), "{check:#?}");
}

#[test]
fn references_are_coins_for_reference_managers() {
    let pages = Pages::of(&site());
    let coins = "<span class=\"Z3988\" title=\"ctx_ver=Z39.88-2004&amp;rft_val_fmt=";
    pages.check(
        "articles/review/index.html",
        &[coins, "&amp;rft.aulast=van+de+Berg&amp;rft.aufirst=Anna+M.", "aria-hidden=\"true\""],
    );
    assert_eq!(pages.text("articles/review/index.html").matches(coins).count(), 3);
    pages.check("sources/vandeberg2024/index.html", &[coins]);
}

#[test]
fn works_can_be_filtered() {
    let pages = Pages::of(&site());
    let page = pages.text("sources/index.html");
    for part in [
        "<select name=\"kind\">",
        "<option value=\"web_page\">Web page (1)</option>",
        "<option value=\"retracted\">Retracted (1)</option>",
        "data-kind=\"article\" data-status=\"retracted \"",
        // Without a script there is the complete list.
        "<form class=\"list-filters\" hidden",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
}

#[test]
fn what_a_source_states_of_a_work_is_told_wherever_the_work_is_cited() {
    let site = TestSite::new();
    let article = |name: &str, front: &str, text: &str| {
        let front = format!("+++\ntitle = \"{name}\"\ndate = 2025-01-01\n{front}+++\n{text}\n");
        site.write(&format!("content/articles/{name}.md"), &front);
    };
    let cites = |id: &str, number: &str| {
        format!(
            "[[citations]]\nid = \"{id}\"\ntitle = \"A trial of nothing\"\njournal = \"J\"\n{number}\n"
        )
    };
    let stated = "[source]\nname = \"J\"\ndoi = \"10.5555/X\"\npmid = \"12345678\"\n\
                  status = \"withdrawn\"\nstatus_note = \"The data were invented\"\n";
    article("states", &(stated.to_owned() + &cites("own", "doi = \"10.5555/x\"")), "Text [@own].");
    article("by-doi", &cites("one", "doi = \"10.5555/x\""), "Text [@one].");
    article("by-number", &cites("two", "pmid = \"12345678\""), "Text [@two].");
    article("reports", "[source]\nname = \"J\"\npmid = \"12345678\"\n", "Text.");
    article("other", &cites("three", "doi = \"10.5555/y\""), "Text [@three].");
    let pages = Pages::of(&site);
    for name in ["states", "by-doi", "by-number"] {
        let page = format!("articles/{name}/index.html");
        pages.check(&page, &["Cites a retracted work", "Withdrawn"]);
        pages.check(&format!("articles/{name}/citations.bib"), &["Offprint status: withdrawn"]);
        pages.check(&format!("articles/{name}/citations.ris"), &["Offprint status: withdrawn"]);
    }
    pages.check("articles/reports/index.html", &["Source retracted"]);
    assert!(!pages.text("articles/other/index.html").contains("etracted"));
    for path in ["sources/index.html", "sources/one/index.html"] {
        pages.check(path, &["Withdrawn"]);
    }
    pages.check("sources/citations.json", &["Offprint status: withdrawn"]);
    pages.check("sources/one/index.html", &["The data were invented"]);

    let mut project = site.project();
    let _ = project.build(TODAY);
    let check = texts(&project.lints());
    let told: Vec<&str> = ["states", "by-doi", "by-number", "reports", "other"]
        .into_iter()
        .filter(|name| {
            let file = format!("/{name}.md");
            check.iter().any(|line| line.contains("retracted-work") && line.contains(&file))
        })
        .collect();
    assert_eq!(told, ["states", "by-doi", "by-number", "reports"], "{check:#?}");
}

#[test]
fn works_in_one_line_of_a_file_are_several() {
    let site = TestSite::new();
    let work = |key: &str, title: &str| {
        format!(
            r#"{{"id":"{key}","type":"article-journal","title":"{title}","container-title":"J Ex","issued":{{"date-parts":[[2024]]}}}}"#
        )
    };
    let works = [work("first", "On one thing"), work("second", "On quite another thing")];
    site.write("content/sources/lib.json", &format!("[{}]", works.join(",")));
    site.write(
        "content/articles/both.md",
        "+++\ntitle = \"Both\"\ndate = 2025-01-01\n+++\nText [@first] and [@second].\n",
    );
    let pages = Pages::of(&site);
    pages.check("sources/first/index.html", &["On one thing"]);
    pages.check("sources/second/index.html", &["On quite another thing"]);
    for file in ["articles/both/citations.bib", "sources/citations.bib"] {
        pages.check(file, &["On one thing", "On quite another thing"]);
    }
}

#[test]
fn the_file_of_an_article_says_what_the_site_knows_by_the_ids_of_the_article() {
    let site = TestSite::new();
    let article = |name: &str, citation: &str| {
        let front = format!(
            "+++\ntitle = \"{name}\"\ndate = 2025-01-01\n[[citations]]\n{citation}\n+++\nText [@own].\n"
        );
        site.write(&format!("content/articles/{name}.md"), &front);
    };
    article(
        "one",
        "id = \"own\"\ntitle = \"A trial of nothing\"\ndoi = \"10.5555/x\"\nyear = 2020",
    );
    article("two", "id = \"own\"\ntitle = \"A trial of much\"\ndoi = \"10.5555/y\"\nyear = 2021");
    article(
        "three",
        "id = \"own\"\ntitle = \"A trial of nothing\"\ndoi = \"10.5555/x\"\njournal = \"J Ex\"",
    );
    let pages = Pages::of(&site);
    for name in ["one", "three"] {
        let file = format!("articles/{name}/citations.bib");
        pages.check(&file, &["{own,", "A trial of nothing", "2020", "J Ex"]);
        assert!(!pages.text(&file).contains("much"), "{name}");
    }
    pages.check("articles/two/citations.bib", &["{own,", "A trial of much"]);
}
