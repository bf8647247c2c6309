//! `offprint sources check`: what happened to the works of a site, from files and from a server on this
//! machine; and what readers then see.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::support::{Folder, Run, run_with};

const STATUS: &str = "content/sources/status.toml";

/// A site that has two works, and names two others in an article.
fn site() -> Folder {
    Folder::site(&[
        (
            "content/sources/refs.bib",
            "@article{adams2020, title = {A trial}, author = {Adams, A}, year = 2020, journal = {J},\n\
             doi = {10.5555/A.1}}\n\
             @article{brown2021, title = {Another trial}, author = {Brown, B}, year = 2021,\n\
             journal = {J}, pmid = {12345678}}\n",
        ),
        (
            "content/articles/a.md",
            "+++\ntitle = \"Article\"\ndate = 2025-01-01\n[source]\ntitle = \"Reported\"\n\
             doi = \"10.5555/reported\"\n[[citations]]\nid = \"own\"\ntitle = \"Own work\"\nyear = 2019\n\
             doi = \"10.5555/own\"\n+++\nSee [@adams2020; @brown2021] and [@own].\n",
        ),
    ])
}

const HEADER: &str = "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,\
                      OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason\n";

fn list(rows: &[&str]) -> String {
    format!("{HEADER}{}\n", rows.join("\n"))
}

const RETRACTED: &str = "1,A trial,3/14/2025 0:00,10.5555/notice,0,10.5555/a.1,0,Retraction,\
                         +Error in Data;+Fabrication;";

#[test]
fn a_list_of_retractions_is_recorded_and_shown() {
    let site = site();
    site.write(
        "list.csv",
        list(&[
            RETRACTED,
            "2,\"Two\nlines\",1/2/2024 0:00,unavailable,0,10.5555/other,0,Retraction,+X;",
            "3,Own,2/1/2024 0:00,10.5555/n3,0,10.5555/OWN,0,Expression of concern,+Concerns;",
            "4,Reported,2/1/2023 0:00,10.5555/n4,0,10.5555/reported,0,Correction,",
        ]),
    );
    let before = site.standing("content");
    let run = site.run(&["sources", "check", "list.csv", "--dry-run"]).clean();
    assert!(run.out.contains("3 changes of 3 works would be recorded"), "{}", run.out);
    assert_eq!(site.standing("content"), before);
    let run = site.run(&["sources", "check", "list.csv"]).clean();
    for text in [
        "content/sources/refs.bib:1: `adams2020` was retracted on 2025-03-14 (Retraction Watch)",
        "title: A trial",
        "notice: 10.5555/notice",
        "reason: Error in Data; Fabrication",
        "found in: list.csv:2",
        "also in: content/articles/a.md:13",
        "content/articles/a.md:8: `own` has an expression of concern",
        "content/articles/a.md:6: \u{201c}Reported\u{201d} was corrected on 2023-02-01",
        "3 changes of 3 works recorded in content/sources/status.toml",
    ] {
        assert!(run.out.contains(text), "`{text}` is not in:\n{}", run.out);
    }
    // The user's files are as they were.
    let after = site.standing("content");
    assert!(before.iter().all(|(path, file)| after.get(path) == Some(file)));
    let recorded = site.read(STATUS);
    for text in ["doi = \"10.5555/a.1\"", "status = \"retracted\"", "date = \"2025-03-14\""] {
        assert!(recorded.contains(text), "{recorded}");
    }
    // A second time, nothing is new.
    let run = site.run(&["sources", "check", "list.csv"]).clean();
    assert!(run.out.contains("nothing new") && run.out.contains("3 statements"), "{}", run.out);
    assert_eq!(site.read(STATUS), recorded);
    let run = site.run(&["check"]).exits(0);
    run.complains(&["retracted-work", "cites `adams2020`", "cites `own`"]);
    site.run(&["build"]).exits(0);
    let page = site.read("public/articles/a/index.html");
    let link = "Retracted 2025-03-14 (<a href=\"https://doi.org/10.5555/notice\" rel=\"noopener\">Notice</a>)";
    assert!(page.contains(link), "{page}");
    assert!(site.read("public/sources/index.html").contains(link));
    assert!(site.read("public/sources/adams2020/index.html").contains("10.5555/notice"));
    assert!(!site.join("public/sources/status.toml").exists());
}

#[test]
fn records_of_databases_state_the_status() {
    let site = site();
    site.write(
        "pubmed.xml",
        "<?xml version=\"1.0\"?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>12345678</PMID>\
         <Article><ArticleTitle>Another trial</ArticleTitle></Article><CommentsCorrectionsList>\
         <CommentsCorrections RefType=\"RetractionIn\"><RefSource>J. 2025 May 5;1:2. doi: \
         10.5555/n</RefSource><PMID>99999999</PMID></CommentsCorrections></CommentsCorrectionsList>\
         </MedlineCitation></PubmedArticle></PubmedArticleSet>",
    );
    site.write(
        "crossref.json",
        r#"{"message": {"DOI": "10.5555/notice2", "title": ["Correction"], "indexed": {},
            "update-to": [{"type": "correction", "DOI": "10.5555/a.1",
                           "updated": {"date-parts": [[2024, 2]]}}]}}"#,
    );
    let run = site.run(&["sources", "check", "pubmed.xml", "crossref.json", "--format", "json"]);
    let report = run.clean().json();
    let changes = report["changes"].as_array().expect("it is a list");
    let found: Vec<_> = changes
        .iter()
        .map(|change| {
            let text = |key: &str| change[key].as_str().unwrap_or_default().to_owned();
            (text("work"), text("status"), text("date"), text("source"))
        })
        .collect();
    let texts = |all: [&str; 4]| {
        let [work, status, date, source] = all.map(str::to_owned);
        (work, status, date, source)
    };
    assert_eq!(
        found,
        [
            texts(["adams2020", "corrected", "2024-02", "Crossref"]),
            texts(["brown2021", "retracted", "2025-05-05", "PubMed"]),
        ]
    );
    assert_eq!(report["written"], true);
    assert!(site.read(STATUS).contains("pmid = \"12345678\""));
}

#[test]
fn an_ignored_entry_is_not_shown_and_not_added_again() {
    let site = site();
    site.write("list.csv", list(&[RETRACTED]));
    site.run(&["sources", "check", "list.csv"]).clean();
    let text =
        site.read(STATUS).replace("status = ", "# The editor disagrees.\nignore = true\nstatus = ");
    site.write(STATUS, &text);
    let run = site.run(&["sources", "check", "list.csv"]).clean();
    assert!(run.out.contains("1 ignored"), "{}", run.out);
    assert_eq!(site.read(STATUS), text);
    let run = site.run(&["check"]).exits(0);
    assert!(!run.err.contains("retracted-work"), "{}", run.err);
}

#[test]
fn a_retraction_that_was_taken_back_is_reported() {
    let site = site();
    site.write("list.csv", list(&[RETRACTED]));
    site.run(&["sources", "check", "list.csv"]).clean();
    let back = RETRACTED.replace("Retraction,", "Reinstatement,").replace("2025", "2026");
    site.write("list.csv", list(&[RETRACTED, &back]));
    site.run(&["sources", "check", "list.csv"]).exits(0).complains(&[
        "content/sources/refs.bib:1: the retraction of `adams2020` was taken back (list.csv:2)",
        "delete the entry in content/sources/status.toml",
    ]);
}

#[test]
fn wrong_files_are_errors_and_the_others_are_read() {
    let site = site();
    site.write("list.csv", list(&[RETRACTED]));
    site.write("other.csv", "a,b\n1,2\n");
    site.write("broken.xml", "<PubmedArticleSet><PubmedArticle>");
    site.write("page.html", "<!doctype html><html><body>Hello</body></html>");
    site.write("bomb.xml", "<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><PubmedArticleSet>&b;</PubmedArticleSet>");
    for (file, complaint) in [
        ("other.csv", "other.csv:1: the column `OriginalPaperDOI` is missing"),
        ("broken.xml", "broken.xml:"),
        ("page.html", "not a known format"),
        ("bomb.xml", "bomb.xml:"),
        ("missing.csv", "missing.csv cannot be read"),
    ] {
        let run = site.run(&["sources", "check", file, "list.csv", "--dry-run"]).exits(1);
        assert!(run.out.contains("`adams2020` was retracted"), "{file}: {}", run.out);
        run.complains(&[complaint]);
    }
    site.write("refs.ris", "TY  - JOUR\nTI  - A\nDO  - 10.5555/a.1\nER  - \n");
    site.run(&["sources", "check", "refs.ris"])
        .exits(0)
        .complains(&["says nothing about the status"]);
    site.run(&["sources", "check"]).exits(2);
    site.run(&["sources", "check", "list.csv", "--mailto", "a@b.org"]).exits(2);
    // A file with mistakes is never overwritten.
    site.write(STATUS, "[[work]]\ndoi = \"10.5555/a.1\"\nstatus = \"gone\"\n");
    site.run(&["sources", "check", "list.csv"]).exits(1).complains(&[
        "content/sources/status.toml:3:1",
        "`gone` is not a status",
        "use one of",
    ]);
    assert!(site.read(STATUS).ends_with("status = \"gone\"\n"));
    site.run(&["build"]).exits(1).complains(&["`gone` is not a status"]);
}

/// A server that answers each question with the record of its DOI, a status and headers.
fn server(
    answer: impl Fn(&str) -> (u16, String) + Send + 'static,
) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = format!("http://{}", listener.local_addr().expect("it has an address"));
    let requests = Arc::new(Mutex::new(Vec::new()));
    let known = Arc::clone(&requests);
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().expect("it is cloned")).lines();
            let first = lines.next().and_then(Result::ok).unwrap_or_default();
            while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
            known.lock().expect("no thread panicked").push(first.clone());
            let (status, body) = answer(&first);
            let _ = write!(
                stream,
                "HTTP/1.1 {status} x\r\nRetry-After: 999\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    (address, requests)
}

fn ask(site: &Folder, address: &str, more: &[&str]) -> Run {
    let arguments = [&["sources", "check", "--online", "--mailto", "a@b.org"], more].concat();
    run_with(site.path(), &arguments, &[("OFFPRINT_CROSSREF_URL", address)])
}

#[test]
fn crossref_is_asked_once_for_each_work() {
    let site = site();
    let (address, requests) = server(|request| match request {
        _ if request.contains("10.5555%2Fa.1") => (
            200,
            r#"{"status": "ok", "message": {"DOI": "10.5555/a.1", "title": ["A trial"],
                "type": "journal-article", "updated-by": [{"DOI": "10.5555/notice",
                "type": "retraction", "source": "retraction-watch",
                "updated": {"date-parts": [[2025, 3, 14]]}}]}}"#
                .to_owned(),
        ),
        _ if request.contains("own") => (404, "Resource not found.".to_owned()),
        _ => (
            200,
            r#"{"status": "ok", "message": {"DOI": "10.5555/reported", "title": ["R"],
                       "type": "posted-content", "subtype": "preprint"}}"#
                .to_owned(),
        ),
    });
    let run = ask(&site, &address, &[]).exits(0);
    assert!(
        run.out.contains("`adams2020` was retracted on 2025-03-14 (Retraction Watch)"),
        "{}",
        run.out
    );
    assert!(run.out.contains("is a preprint"), "{}", run.out);
    assert!(run.out.contains("2 answers of Crossref with 3 requests"), "{}", run.out);
    run.complains(&["content/articles/a.md:8: Crossref does not know the DOI 10.5555/own"]);
    let asked = requests.lock().expect("no thread panicked").clone();
    assert_eq!(asked.len(), 3);
    assert!(asked.iter().all(|request| request.contains("?mailto=a%40b.org ")), "{asked:?}");
    // The answers are kept, and asked for again on request.
    let run = ask(&site, &address, &[]).exits(0);
    assert!(run.out.contains("nothing new") && run.out.contains("with 0 requests"), "{}", run.out);
    ask(&site, &address, &["--refresh"]).exits(0);
    assert_eq!(requests.lock().expect("no thread panicked").len(), 6);
    site.run(&["build"]).exits(0);
    let page = site.read("public/articles/a/index.html");
    assert!(page.contains("Retracted 2025-03-14") && page.contains("Preprint"), "{page}");
}

#[test]
fn bad_answers_end_the_questions_or_are_skipped() {
    let site = site();
    let (address, requests) = server(|_| (429, String::new()));
    ask(&site, &address, &[])
        .exits(1)
        .complains(&["no further requests for 999 seconds", "3 of 3 works not asked"]);
    assert_eq!(requests.lock().expect("no thread panicked").len(), 1);
    let (address, requests) = server(|_| (200, "<html>".to_owned()));
    ask(&site, &address, &[])
        .exits(1)
        .complains(&["10.5555/own: the answer of Crossref is not a record"]);
    assert_eq!(requests.lock().expect("no thread panicked").len(), 3);
    // Nobody listens there.
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = format!("http://{}", closed.local_addr().expect("it has an address"));
    drop(closed);
    site.write("list.csv", list(&[RETRACTED]));
    let run = ask(&site, &address, &["list.csv"]).exits(1);
    assert!(run.out.contains("`adams2020` was retracted"), "{}", run.out);
    run.complains(&["Crossref cannot be reached", "run the command again later"]);
}
