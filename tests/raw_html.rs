//! Raw HTML in articles: what browsers never display does not appear in summaries and feeds, and
//! every form of id is a link target.

use crate::support::Folder;

fn article(body: &str) -> String {
    format!("+++\ntitle = \"Article\"\ndate = 2025-01-01\n+++\n{body}\n")
}

#[test]
fn text_that_browsers_hide_is_in_no_summary_and_no_feed() {
    for body in [
        "Hello <script>secret(1)</script> there",
        "Hello <SCRIPT type=\"a>b\">secret</SCRIPT> there",
        "Hello <style>secret *x* {}</style> there",
        "Hello <template><b>secret</b></template> there",
        "Hello <noscript>secret</noscript> there",
        "<template>\n\nsecret\n\n</template>\n\nHello there",
    ] {
        let folder = Folder::site(&[("content/articles/a.md", &article(body))]);
        folder.run(&["build", "--today", "2026-01-01"]).clean();
        let page = folder.read("public/articles/a/index.html");
        assert!(page.contains("<meta name=\"description\" content=\"Hello there\">"), "{body}");
        let feed = folder.read("public/feed.xml");
        assert!(feed.contains("<summary>Hello there</summary>"), "{body}\n{feed}");
        assert!(!feed.contains("secret"), "{body}\n{feed}");
    }
}

#[test]
fn links_to_ids_in_raw_html() {
    for target in [
        "<p id=dose>10 mg</p>",
        "<p ID=\"dose\">10 mg</p>",
        "<p\n  id = 'dose'\n>10 mg</p>",
        "<a name=\"dose\"></a>10 mg",
        "<div class=a><p title=\"a > b\" id=dose>10 mg</p></div>",
    ] {
        let body = article(&format!("See [the dose](#dose).\n\n{target}"));
        let folder = Folder::site(&[("content/articles/a.md", &body)]);
        folder.run(&["build", "--today", "2026-01-01"]).clean();
    }
    for target in ["<p data-id=\"dose\">", "<!-- <p id=dose> -->", "<script>'<p id=dose>'</script>"]
    {
        let body = article(&format!("See [the dose](#dose).\n\n{target}"));
        let folder = Folder::site(&[("content/articles/a.md", &body)]);
        folder.run(&["build", "--today", "2026-01-01"]).exits(1).complains(&["broken-link"]);
    }
}
