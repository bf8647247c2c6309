//! `offprint import` of references and feeds, as users run it: drafts, the library, known works, the
//! table at the end, and wrong files.

use crate::support::{Folder, files_below};

/// A record of the same work in each format.
const FORMATS: [(&str, &str); 7] = [
    (
        "a.ris",
        "TY  - JOUR\nTI  - A trial of onfasprodil\nAU  - Weber, Anna\nJO  - Journal of Examples\nPY  - 2025\n\
         DO  - 10.5555/one\nAB  - Nothing happened.\nER  - \n",
    ),
    (
        "a.nbib",
        "PMID- 99000001\nTI  - A trial of onfasprodil.\nFAU - Weber, Anna\nJT  - Journal of Examples\nDP  - 2025\n\
         AB  - Nothing happened.\nAID - 10.5555/one [doi]\n",
    ),
    (
        "a.bib",
        "@article{weber2025,\n title = {A trial of onfasprodil},\n author = {Weber, Anna},\n\
         journal = {Journal of Examples},\n year = {2025},\n doi = {10.5555/one},\n abstract = {Nothing happened.}\n}\n",
    ),
    (
        "a.json",
        r#"[{"id": "weber2025", "type": "article-journal", "title": "A trial of onfasprodil",
            "author": [{"family": "Weber", "given": "Anna"}], "container-title": "Journal of Examples",
            "issued": {"date-parts": [[2025]]}, "DOI": "10.5555/one", "abstract": "Nothing happened."}]"#,
    ),
    (
        "crossref.json",
        r#"{"status": "ok", "message-type": "work", "message": {"DOI": "10.5555/one",
            "type": "journal-article", "title": ["A trial of onfasprodil"],
            "author": [{"family": "Weber", "given": "Anna"}], "container-title": ["Journal of Examples"],
            "issued": {"date-parts": [[2025]]}, "abstract": "<jats:p>Nothing happened.</jats:p>"}}"#,
    ),
    (
        "pubmed.xml",
        "<?xml version=\"1.0\"?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>99000001</PMID>\
         <Article><Journal><JournalIssue><PubDate><Year>2025</Year></PubDate></JournalIssue>\
         <Title>Journal of Examples</Title></Journal><ArticleTitle>A trial of onfasprodil.</ArticleTitle>\
         <Abstract><AbstractText>Nothing happened.</AbstractText></Abstract><AuthorList><Author>\
         <LastName>Weber</LastName><ForeName>Anna</ForeName></Author></AuthorList></Article>\
         </MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType=\"doi\">10.5555/one</ArticleId>\
         </ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>",
    ),
    (
        "jats.xml",
        "<article article-type=\"research-article\"><front><journal-meta><journal-title-group>\
         <journal-title>Journal of Examples</journal-title></journal-title-group></journal-meta><article-meta>\
         <article-id pub-id-type=\"doi\">10.5555/one</article-id><title-group><article-title>A trial of \
         onfasprodil</article-title></title-group><contrib-group><contrib contrib-type=\"author\"><name>\
         <surname>Weber</surname><given-names>Anna</given-names></name></contrib></contrib-group>\
         <pub-date><year>2025</year></pub-date><abstract><p>Nothing happened.</p></abstract></article-meta>\
         </front></article>",
    ),
];

/// The content files in a folder of a site, with their texts.
fn contents(site: &Folder, folder: &str) -> Vec<(String, String)> {
    files_below(&site.join(folder))
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8(bytes).expect("it is UTF-8")))
        .collect()
}

#[test]
fn every_format_becomes_a_draft_and_a_known_work_is_recognised() {
    for (name, text) in FORMATS {
        let site = Folder::site(&[]);
        site.write(name, text);
        site.run(&["import", name]).exits(0);
        let drafts = contents(&site, "content/articles");
        let [(_, draft)] = drafts.as_slice() else { panic!("{name}: {drafts:?}") };
        for part in [
            "title = \"A trial of onfasprodil\"",
            "draft = true",
            "doi = \"10.5555/one\"",
            "journal = \"Journal of Examples\"",
            "year = 2025",
            "Weber, A",
            "Nothing happened.",
            "[@weber2025]",
        ] {
            assert!(draft.contains(part), "{name}: `{part}` is not in:\n{draft}");
        }
        // The record in another format is the same work.
        let (other, text) =
            FORMATS.iter().find(|(other, _)| *other != name).expect("there are others");
        site.write(other, text);
        site.run(&["import", other]).exits(0);
        assert_eq!(contents(&site, "content/articles").len(), 1, "{name}, {other}");
        site.run(&["check", "--drafts"]).exits(0);
    }
}

/// Records of works that are no articles of journals, with all that their formats state.
const KINDS: &str = r#"[
{"id": "chap", "type": "chapter", "title": "A chapter", "container-title": "A handbook",
 "author": [{"family": "van Berg", "given": "Anna Maria"}], "editor": [{"family": "Roe", "given": "Jo"}],
 "publisher": "Example Press", "publisher-place": "Oslo", "edition": "3", "page": "101-130",
 "ISBN": "978-0-306-40615-7", "issued": {"date-parts": [[2021]]}},
{"id": "page", "type": "webpage", "title": "A page", "container-title": "Example Health",
 "accessed": {"date-parts": [[2026, 1, 5]]}, "URL": "https://research-digest.net/page"},
{"id": "thesis", "type": "thesis", "genre": "PhD thesis", "title": "A thesis",
 "author": [{"family": "Oko", "given": "Chi"}], "publisher": "Example University",
 "issued": {"date-parts": [[2022]]}},
{"id": "talk", "type": "paper-conference", "title": "A talk", "event-title": "Meeting of Examples",
 "author": [{"family": "Deli", "given": "K"}], "issued": {"date-parts": [[2024]]},
 "URL": "https://research-digest.net/talk"},
{"id": "pre", "type": "article", "genre": "preprint", "title": "A preprint", "publisher": "medRxiv",
 "author": [{"family": "Pre", "given": "P"}], "issued": {"date-parts": [[2024, 2, 3]]},
 "DOI": "10.5555/pre"},
{"id": "report", "type": "report", "title": "A report", "author": [{"literal": "NIMH Data Archive"}],
 "number": "12", "publisher": "Example Agency", "issued": {"date-parts": [[2020, 5, 1]]}},
{"id": "data", "type": "dataset", "title": "Some data", "author": [{"literal": "Example, Inc."}],
 "publisher": "Example Repository", "DOI": "10.5555/data", "issued": {"date-parts": [[2023]]}},
{"id": "book", "type": "book", "title": "A book", "original-title": "En bok", "language": "en",
 "collection-title": "A series", "editor": [{"family": "Zarate", "given": "Carlos A", "suffix": "Jr"}],
 "publisher": "Example Press", "issued": {"date-parts": [[2019]]}},
{"id": "short", "type": "article-journal", "title": "An article", "container-title": "Journal of Examples",
 "container-title-short": "J Ex", "author": [{"family": "Weber", "given": "Anna"}], "volume": "1",
 "page": "e12", "issued": {"date-parts": [[2025, 3]]}, "DOI": "10.5555/short"}
]"#;

#[test]
fn a_draft_states_of_its_work_what_the_library_does() {
    let exported = |site: &Folder, path: &str| -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(site.path().join(path)).expect("it is exported");
        serde_json::from_str(&text).expect("it is JSON")
    };
    let without_id = |mut item: serde_json::Value| {
        item.as_object_mut().expect("it is an item").remove("id");
        item
    };
    let library = Folder::site(&[]);
    library.write("works.json", KINDS);
    library.run(&["import", "--library", "works.json"]).exits(0);
    let keys = ["chap", "page", "thesis", "talk", "pre", "report", "data", "book", "short"];
    let cited: String = keys.iter().map(|key| format!("Cited [@{key}].\n")).collect();
    library.write("content/articles/all.md", format!("+++\ntitle = \"All\"\n+++\n\n{cited}"));
    library.run(&["build", "--today", "2026-02-01"]).exits(0);
    let expected = exported(&library, "public/articles/all/citations.json").into_iter();
    let expected: Vec<_> = expected.map(without_id).collect();
    assert_eq!(expected.len(), keys.len());

    let drafts = Folder::site(&[]);
    drafts.write("works.json", KINDS);
    drafts.run(&["import", "works.json"]).exits(0);
    drafts.run(&["check", "--drafts"]).exits(0);
    drafts.run(&["build", "--drafts", "--today", "2026-02-01"]).exits(0);
    for work in expected {
        let title = work["title"].as_str().expect("it has a title");
        let slug = title.to_lowercase().replace(' ', "-");
        let found = exported(&drafts, &format!("public/articles/{slug}/citations.json"));
        let found: Vec<_> = found.into_iter().map(without_id).collect();
        assert_eq!(found, std::slice::from_ref(&work), "{title}");
    }
}

#[test]
fn a_key_that_moves_and_a_new_status_are_reported() {
    let record = |title: &str, doi: &str| {
        format!("TY  - JOUR\nTI  - {title}\nAU  - Smith, A\nPY  - 2025\nDO  - {doi}\nER  - \n")
    };
    let site = Folder::site(&[]);
    site.write("b.ris", record("The first", "10.5555/one"));
    site.run(&["import", "--library", "b.ris"]).exits(0);
    site.write("content/articles/a.md", "+++\ntitle = \"A\"\n+++\n\nCited [@smith2025].\n");
    let run = site.run(&["check"]).exits(0);
    assert!(!run.err.contains("ambiguous-citation"), "{}", run.err);
    site.write("a.ris", record("The second", "10.5555/two"));
    let run = site.run(&["import", "--library", "a.ris"]).exits(0);
    let told = "`smith2025` means \u{201c}The second\u{201d} (content/sources/a.ris:1) now, and meant \
                \u{201c}The first\u{201d} (content/sources/b.ris:1)";
    assert!(run.err.contains(told), "{}", run.err);
    let run = site.run(&["check"]).exits(0);
    assert!(run.err.contains("warning[ambiguous-citation]"), "{}", run.err);
    assert!(run.err.contains("write [@doi:10.5555/two]"), "{}", run.err);

    let nbib = |status: &str| {
        format!("PMID- 90000002\nTI  - A trial\nDP  - 2024\nPT  - Journal Article\n{status}\n")
    };
    site.write("c.nbib", nbib(""));
    site.run(&["import", "--library", "c.nbib"]).exits(0);
    site.write("d.nbib", nbib("PT  - Retracted Publication"));
    let run = site.run(&["import", "--library", "d.nbib"]).exits(0);
    assert!(run.err.contains("not its status \"retracted\""), "{}", run.err);
    // What is recorded is no news.
    site.run(&["sources", "check", "d.nbib"]).exits(0);
    let run = site.run(&["import", "--library", "d.nbib"]).exits(0);
    assert!(!run.err.contains("not its status"), "{}", run.err);

    // The third takes the first key, so that each of the others has another one than before.
    site.write("0.ris", record("The third", "10.5555/three"));
    let run = site.run(&["import", "--library", "0.ris"]).exits(0);
    for moved in ["`smith2025` means \u{201c}The third", "`smith2025b` means \u{201c}The second"] {
        assert!(run.err.contains(moved), "{}", run.err);
    }
    // A key of two works.
    let entry = |title: &str| format!("@book{{same, title = {{{title}}}, year = 2020}}\n");
    site.write("e.bib", entry("One") + &entry("Two"));
    let run = site.run(&["import", "--library", "e.bib"]).exits(1);
    assert!(run.err.contains("e.bib:2: the key `same`"), "{}", run.err);
}

#[test]
fn a_file_that_is_too_large_is_not_cut() {
    let folder = Folder::site(&[]);
    let record = "TY  - JOUR\nTI  - A trial of onfasprodil\nDO  - 10.5555/one\nER  - \n";
    // Only comments follow the record, so that what is left of a cut file has no error.
    folder.write("big.ris", record.to_owned() + &"\n".repeat(50_000_000));
    for arguments in [&["import", "big.ris"][..], &["import", "--library", "big.ris"]] {
        let run = folder.run(arguments).exits(1);
        assert!(run.err.contains("larger than 50 MB"), "{}", run.err);
    }
    assert!(files_below(folder.path()).keys().all(|path| !path.contains("sources/")));
}

#[test]
fn the_library_takes_each_work_once() {
    let site = Folder::site(&[]);
    for (name, text) in FORMATS {
        site.write(name, text);
    }
    let names = FORMATS.map(|(name, _)| name);
    let run = site.run(&[&["import", "--library"], names.as_slice()].concat()).exits(0);
    assert!(run.out.contains("1 work added, 6 already in the library"), "{}", run.out);
    let library = contents(&site, "content/sources");
    assert_eq!(library, [("a.ris".to_owned(), FORMATS[0].1.to_owned())]);
    let run = site.run(&[&["import", "--library"], names.as_slice()].concat()).exits(0);
    assert!(run.out.contains("0 works added, 7 already"), "{}", run.out);
}

#[track_caller]
fn wrong(name: &str, text: impl AsRef<[u8]>, complaints: &[&str], drafts: usize) {
    let site = Folder::site(&[]);
    site.write(name, text);
    let run = site.run(&["import", name]);
    assert!(run.code >= 0, "{}", run.err);
    let all = format!("{}{}", run.out, run.err);
    for complaint in complaints {
        assert!(all.contains(complaint), "{name}: `{complaint}` is not in:\n{all}");
    }
    let found = contents(&site, "content/articles");
    assert_eq!(found.len(), drafts, "{name}: {all}");
}

#[test]
fn wrong_records_are_reported_and_the_others_imported() {
    let entry = |key: &str| format!("@article{{{key}, title = {{Title of {key}}}, year = 2025}}\n");
    // Unbalanced braces: the entry is named, not the end of the file.
    let open = format!("{}@article{{open, title = {{Title of open}}\n{}", entry("a"), entry("b"));
    wrong("x.bib", open, &["x.bib:2: this entry is not closed"], 3);
    // A record without a title.
    let untitled = "TY  - JOUR\nAU  - Weber, A\nER  - \nTY  - JOUR\nTI  - Two\nER  - \n";
    wrong("x.ris", untitled, &["x.ris:1", "has no title"], 1);
    // Keys that are used twice.
    let twice = format!("{}@book{{a, title = {{Another}}}}\n", entry("a"));
    wrong("x.bib", twice, &["x.bib:2", "also used in line 1"], 2);
    // An encoding that is not UTF-8.
    let latin = b"TY  - JOUR\nTI  - Stra\xdfe und \xc4rzte\nER  - \n";
    wrong("x.ris", latin, &[], 1);
    // Entities that make a small file large.
    let bomb = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a \"{}\"><!ENTITY b \"&a;&a;&a;\">]>\n\
         <PubmedArticleSet><PubmedArticle>&b;</PubmedArticle></PubmedArticleSet>",
        "a".repeat(1000)
    );
    wrong("x.xml", bomb, &["x.xml:1"], 0);
    wrong(
        "x.json",
        "[{\"id\": \"a\", \"type\": \"book\", \"title\": \"A\"}, {\"title\": ",
        &["x.json:1"],
        1,
    );
}

#[test]
fn a_large_file_of_references_is_read_once() {
    let site = Folder::site(&[]);
    let records: String = (0..100_000)
        .map(|n| format!("TY  - JOUR\nTI  - Title {n}\nPY  - 2025\nDO  - 10.5555/{n}\nER  - \n\n"))
        .collect();
    site.write("large.ris", records);
    let run = site.run(&["import", "--library", "large.ris"]).exits(0);
    assert!(run.out.contains("100,000 works added"), "{}", run.out);
}

#[test]
fn a_feed_becomes_drafts() {
    let site = Folder::site(&[]);
    let item = |n: u32, text: &str| {
        format!(
            "<item><title>Entry {n}</title><link>https://feed.research-digest.net/{n}</link>\
             <pubDate>Tue, 19 Aug 2025 10:00:00 GMT</pubDate><description>{text}</description></item>\n"
        )
    };
    let text = "&lt;p&gt;A text about ketamine.&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;";
    let feed = |items: &str| {
        format!("<rss version=\"2.0\"><channel><title>Feed</title>\n{items}</channel></rss>")
    };
    site.write("feed.xml", feed(&[item(1, text), item(2, text)].concat()));
    let run = site.run(&["import", "feed.xml"]).exits(0);
    let drafts = contents(&site, "content/articles");
    assert_eq!(drafts.len(), 2, "{}{}", run.out, run.err);
    for (path, draft) in &drafts {
        assert!(draft.contains("draft = true") && draft.contains("2025-08-19"), "{path}: {draft}");
        assert!(draft.contains("A text about ketamine.") && !draft.contains("alert"), "{draft}");
    }
    // A new entry later: the others are known.
    site.write("feed.xml", feed(&[item(3, text), item(1, text), item(2, text)].concat()));
    site.run(&["import", "feed.xml"]).exits(0);
    assert_eq!(contents(&site, "content/articles").len(), 3);
    site.run(&["check", "--drafts"]).exits(0);
    site.write("cut.xml", "<rss version=\"2.0\"><channel>\n<item><title>A</title>");
    let run = site.run(&["import", "cut.xml"]).exits(1);
    run.complains(&["cut.xml", "line 2: this element is not closed"]);
}
