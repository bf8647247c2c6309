//! What the page of an article shows, and what only its metadata has.

use crate::support::site::{TestSite, files};

/// The page of an article with this summary (none if empty) and text.
fn page(summary: &str, text: &str) -> String {
    let site = TestSite::new();
    site.write("site.toml", "title = \"Test\"\nbase_url = \"https://example.org/\"\n");
    let summary =
        if summary.is_empty() { String::new() } else { format!("summary = \"{summary}\"\n") };
    site.write(
        "content/articles/a.md",
        &format!("+++\ntitle = \"An article\"\ndate = 2025-05-01\n{summary}+++\n{text}\n"),
    );
    let edition = site.build().edition.expect("the site is built");
    let pages = files(&edition);
    let page = pages.iter().find(|(path, _)| path == "articles/a/index.html");
    String::from_utf8_lossy(&page.expect("the page").1).into_owned()
}

#[test]
fn an_article_page_never_shows_its_opening_twice() {
    let opening = "Ketamine worked within a day. Forty adults took part.";
    let text = format!("{opening} The trial was blinded.\n\nMore text follows here.");
    for summary in ["", opening, "Ketamine worked within a day. The trial was blinded."] {
        let page = page(summary, &text);
        let body = &page[page.find("<body").expect("a body")..];
        assert_eq!(body.matches("Ketamine worked within a day").count(), 1, "{summary}");
        assert!(page.contains("<meta name=\"description\" content=\"Ketamine worked"), "{summary}");
    }
    let page = page("A short trial of ketamine.", &text);
    assert!(page.contains("<p class=\"standfirst p-summary\">A short trial of ketamine.</p>"));
}

#[test]
fn articles_without_a_date_are_a_group_of_their_own() {
    let site = TestSite::new();
    site.write("site.toml", "title = \"Test\"\nbase_url = \"https://example.org/\"\n");
    let article = |name: &str, date: &str| {
        let text = format!("+++\ntitle = \"Article {name}\"\n{date}+++\nText of {name}.\n");
        site.write(&format!("content/articles/{name}.md"), &text);
    };
    article("one", "date = 2025-05-01\n");
    article("two", "date = 2025-04-01\n");
    article("three", "");
    article("four", "");
    let edition = site.build().edition.expect("the site is built");
    let pages = files(&edition);
    let page = |path: &str| {
        let found = pages.iter().find(|(known, _)| known == path);
        found.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned())
    };
    let archive = page("archive/index.html").expect("an archive");
    assert!(archive.contains("<span>4 articles</span>"), "all are counted");
    assert!(
        archive.contains("<a href=\"/archive/undated/\">Undated</a> <span class=\"n\">2 articles")
    );
    let undated = page("archive/undated/index.html").expect("a page for them");
    assert!(undated.contains("Article three") && !undated.contains("Article one"));
    // What has no date is neither earlier nor later than another article or another month.
    for path in
        ["archive/undated/index.html", "articles/three/index.html", "articles/four/index.html"]
    {
        assert!(!page(path).expect(path).contains("class=\"near\""), "{path}");
    }
    let last = page("articles/two/index.html").expect("the last one with a date");
    assert!(last.contains("rel=\"next\"") && !last.contains("rel=\"prev\""));
    let month = page("archive/2025/04/index.html").expect("a month");
    assert!(month.contains("rel=\"next\"") && !month.contains("rel=\"prev\""));
    for path in ["archive/2025/index.html", "index.html"] {
        assert!(page(path).is_some(), "{path}");
    }
}
