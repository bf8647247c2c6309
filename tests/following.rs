//! Following the site: the page `/follow/`, RSS feeds, the newsletter with the policy that it needs,
//! and the address for mistakes.

use std::collections::BTreeMap;

use crate::support::markup::{Language, elements};
use crate::support::site::{TestSite, files};

fn built(settings: &str) -> BTreeMap<String, String> {
    let site = TestSite::new();
    site.add_theme("bulletin");
    site.write(
        "site.toml",
        &format!("title = \"A digest\"\nbase_url = \"https://digest.example/sub/\"\n{settings}"),
    );
    for (name, title, drugs) in [("one", "One & only", "ketamine"), ("two", "Two", "sertraline")] {
        let text = format!(
            "+++\ntitle = \"{title}\"\nsummary = \"In short.\"\ndate = 2025-05-01\ndrugs = [\"{drugs}\"]\n+++\nText ]]> [home](/).\n"
        );
        site.write(&format!("content/articles/{name}.md"), &text);
    }
    let build = site.build();
    let messages: Vec<_> = build.diagnostics.iter().map(|fault| fault.message.as_str()).collect();
    let edition = build.edition.unwrap_or_else(|| panic!("{messages:?}"));
    let list = files(&edition).into_iter();
    list.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

/// The targets of the links of a page.
fn links(page: &str) -> Vec<String> {
    let elements = elements(page, Language::Html).expect("the page is sound");
    let links = elements.iter().filter(|element| element.name == "a");
    links.filter_map(|link| link.attribute("href").map(str::to_owned)).collect()
}

#[test]
fn the_follow_page_has_every_feed_of_the_site() {
    let files = built("");
    let page = &files["follow/index.html"];
    let links_of = links(page);
    for feed in [
        "/sub/feed.xml",
        "/sub/rss.xml",
        "/sub/feed.json",
        "/sub/drugs/ketamine/feed.xml",
        "/sub/drugs/sertraline/feed.xml",
    ] {
        assert!(links_of.contains(&feed.to_owned()), "{feed}: {links_of:?}");
        assert!(files.contains_key(&feed["/sub/".len()..]), "{feed} is a file");
    }
    assert!(!page.contains("<form action=\"https"), "no newsletter");
    assert!(links(&files["index.html"]).contains(&"/sub/follow/".to_owned()));
    assert!(files["sitemap.xml"].contains("https://digest.example/sub/follow/"));
    // Readers of articles learn of all formats.
    assert!(files["articles/one/index.html"].contains("type=\"application/rss+xml\""));
}

#[test]
fn what_is_switched_off_is_nowhere() {
    for settings in ["[build]\nfollow = false\n", "[feeds]\nlimit = 0\n"] {
        let files = built(settings);
        assert!(!files.contains_key("follow/index.html"), "{settings}");
        assert!(!links(&files["index.html"]).contains(&"/sub/follow/".to_owned()), "{settings}");
    }
    let files = built("[feeds]\nrss = \"none\"\nterm_limit = 0\n");
    assert!(!files.contains_key("rss.xml"));
    assert!(!files["follow/index.html"].contains("rss"));
    assert!(!files["follow/index.html"].contains("/drugs/ketamine/feed.xml"));
}

#[test]
fn a_page_of_that_name_replaces_the_generated_one() {
    let site = TestSite::new();
    site.write("content/follow.md", "+++\ntitle = \"Stay in touch\"\n+++\nWrite to us.\n");
    let edition = site.build().edition.expect("it is built");
    let files = files(&edition);
    let page = files.iter().find(|(path, _)| path == "follow/index.html").expect("it is there");
    assert!(String::from_utf8_lossy(&page.1).contains("Stay in touch"));
}

#[test]
fn rss_has_what_atom_has() {
    let files = built(
        "description = \"Research <in> short\"\nauthors = [\"Ann A\"]\n[feeds]\nrss = \"all\"\n",
    );
    let rss = &files["rss.xml"];
    elements(rss, Language::Xml).expect("the feed is sound");
    for text in [
        "<rss version=\"2.0\"",
        "<title>A digest</title>",
        "<description>Research &lt;in&gt; short</description>",
        "<link>https://digest.example/sub/</link>",
        "href=\"https://digest.example/sub/rss.xml\"",
        "<title>One &amp; only</title>",
        "<guid isPermaLink=\"true\">https://digest.example/sub/articles/one/</guid>",
        "<pubDate>Thu, 01 May 2025 00:00:00 +0000</pubDate>",
        "<dc:creator>Ann A</dc:creator>",
        "<category>Ketamine</category>",
        "href=&quot;https://digest.example/sub/&quot;",
    ] {
        assert!(rss.contains(text), "{text}: {rss}");
    }
    let drug = &files["drugs/ketamine/rss.xml"];
    elements(drug, Language::Xml).expect("the feed is sound");
    assert!(
        drug.contains("<title>Ketamine – A digest</title>") && !drug.contains("<title>Two</title>")
    );
    assert!(
        !built("").contains_key("drugs/ketamine/rss.xml"),
        "only the site's feed is in RSS by default"
    );
}

#[test]
fn the_newsletter_has_a_form_that_the_policy_allows() {
    let settings = "[newsletter]\naction = \"https://news.example/subscribe?list=1&x=2\"\nfield = \"mail\"\ntext = \"Every Friday & free.\"\nhidden = { tag = \"digest\" }\n";
    let files = built(settings);
    {
        let page = "follow/index.html";
        let elements = elements(&files[page], Language::Html).expect("the page is sound");
        let form = elements.iter().find(|element| element.name == "form").expect("there is a form");
        assert_eq!(form.attribute("action"), Some("https://news.example/subscribe?list=1&x=2"));
        assert_eq!(form.attribute("method"), Some("post"));
        let input = |kind: &str| {
            elements.iter().find(|input| input.attribute("type") == Some(kind)).expect(kind)
        };
        assert_eq!(input("email").attribute("name"), Some("mail"));
        assert_eq!(input("hidden").attribute("value"), Some("digest"));
    }
    assert!(files["follow/index.html"].contains("Every Friday &amp; free."));
    assert!(files["follow/index.html"].contains("The form sends your address to news.example."));
    let policy = |files: &BTreeMap<String, String>| {
        let line =
            files["_headers"].lines().find(|line| line.contains("form-action")).expect("a policy");
        line.split("; ").find(|part| part.starts_with("form-action")).map(str::to_owned)
    };
    assert_eq!(policy(&files).as_deref(), Some("form-action 'self' https://news.example"));
    assert_eq!(policy(&built("")).as_deref(), Some("form-action 'self'"));
    // A newsletter is a way to follow a site without feeds.
    assert!(built(&format!("[feeds]\nlimit = 0\n{settings}")).contains_key("follow/index.html"));
}

#[test]
fn articles_say_where_mistakes_are_reported() {
    let files = built("report_mistakes = \"editor@digest.example\"\n");
    let mail = "mailto:editor@digest.example?subject=Mistake%20in%20%E2%80%9COne%20%26%20only%E2%80%9D&body=https://digest.example/sub/articles/one/";
    for (theme, page) in
        [("folio", "articles/one/index.html"), ("bulletin", "articles/one/index.html")]
    {
        let files =
            built(&format!("theme = \"{theme}\"\nreport_mistakes = \"editor@digest.example\"\n"));
        assert!(
            links(&files[page]).contains(&mail.to_owned()),
            "{theme}: {:?}",
            links(&files[page])
        );
    }
    assert!(
        links(&files["drugs/ketamine/index.html"]).iter().any(|link| link.starts_with("mailto:"))
    );
    assert!(!links(&files["index.html"]).iter().any(|link| link.starts_with("mailto:")));
    let files = built("report_mistakes = \"https://forms.example/mistake\"\n");
    assert!(
        links(&files["articles/two/index.html"])
            .contains(&"https://forms.example/mistake".to_owned())
    );
    assert!(!built("")["articles/two/index.html"].contains("Report it"));
}
