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
