//! Feeds as programs write them, and feeds that no program should write.

use jiff::civil::date;

use crate::imported::Imported;
use crate::importer::{ImportOptions, Importer};

fn options(name: &str) -> ImportOptions {
    ImportOptions {
        name: Some(name.to_owned()),
        today: date(2026, 1, 15),
        ..ImportOptions::default()
    }
}

#[track_caller]
fn import(name: &str, text: &str) -> Vec<(usize, Imported)> {
    let file = Importer::read_feed(text.as_bytes(), &options(name)).expect("it is a feed");
    let importer = Importer::alone();
    let entries = file.expect("it can be read").entries;
    let imported = entries.iter().map(|entry| {
        (entry.line, importer.import_entry(entry, &options(name)).expect("it is imported"))
    });
    imported.collect()
}

#[track_caller]
fn has(imported: &Imported, texts: &[&str]) {
    for text in texts {
        assert!(imported.text.contains(text), "`{text}` is not in:\n{}", imported.text);
    }
}

const RSS: &str = r#"<?xml version="1.0" encoding="iso-8859-1"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>A &amp; B Digest</title><link>https://digest.example/</link><description>D</description>
<!-- <item> -->
<item>
<title>Ketamine &amp;amp; sleep</title><link>https://digest.example/one</link>
<dc:creator>Ada Adams</dc:creator><pubDate>Tue, 19 Aug 2025 23:30:00 -0500</pubDate>
<category>Sleep</category><category>Psychiatry</category>
<enclosure url="https://digest.example/one.mp3" length="10" type="audio/mpeg"/>
<content:encoded><![CDATA[<p>A <b>trial</b> of <a href="/k">ketamine</a>.</p><script>alert(1)</script>
<p onclick="x()">Second paragraph <item>.</p><img src="https://digest.example/a.png" alt="A chart">]]></content:encoded>
</item>
<item><title>Only a title</title><guid>https://digest.example/two</guid></item>
</channel></rss>"#;

#[test]
fn an_entry_of_rss_becomes_a_draft() {
    let found = import("feed.xml", RSS);
    assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [6, 14]);
    let first = &found[0].1;
    has(
        first,
        &[
            "title = \"Ketamine & sleep\"",
            "draft = true",
            "2025-08-19",
            "Ada Adams",
            "https://digest.example/one",
            "A & B Digest",
            "A **trial** of [ketamine](https://digest.example/k).",
            "Second paragraph",
            "![A chart](https://digest.example/a.png)",
        ],
    );
    assert!(!first.text.contains("alert") && !first.text.contains("onclick"), "{}", first.text);
    let tags: Vec<&str> = first.tags.iter().map(|tag| tag.name.as_str()).collect();
    assert!(tags.iter().any(|tag| tag.eq_ignore_ascii_case("sleep")), "{tags:?}");
    assert!(first.warnings.iter().any(|one| one.contains("one.mp3")), "{:?}", first.warnings);
    let second = &found[1].1;
    has(second, &["title = \"Only a title\"", "https://digest.example/two"]);
    assert!(second.warnings.iter().any(|one| one.contains("no text")), "{:?}", second.warnings);
}

#[test]
fn entries_of_atom_and_json_feeds_become_drafts() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><id>f</id>
<entry><title type="html">One &lt;i&gt;trial&lt;/i&gt;</title><id>tag:x</id>
<link href="https://f.example/1"/><updated>2025-03-02T01:00:00Z</updated>
<published>2025-03-01T01:00:00+02:00</published><author><name>Bo Brown</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Text of <em>one</em>.</p></div></content>
</entry></feed>"#;
    let found = import("feed.atom", atom);
    has(
        &found[0].1,
        &["title = \"One trial\"", "Bo Brown", "2025-03-01", "2025-03-02", "Text of *one*."],
    );
    assert_eq!(found[0].0, 2);
    let json = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": [
        {"id": "1", "url": "https://j.example/1", "title": "First", "content_text": "A < b.\n\nC & d.",
         "date_published": "2025-05-06T10:00:00Z", "tags": ["Trials"], "authors": [{"name": "Cy Clark"}]},
        {"id": "2", "url": "https://j.example/2", "title": "Second", "content_html": "<p>Text</p>"}]}"#;
    let found = import("feed.json", json);
    assert_eq!(found.len(), 2);
    has(&found[0].1, &["title = \"First\"", "Cy Clark", "2025-05-06", "A < b.", "C & d."]);
}

#[track_caller]
fn fails(text: &str, expect: &str) {
    let error = Importer::read_feed(text.as_bytes(), &options("feed.xml"))
        .expect("it is a feed")
        .expect_err("it cannot be read");
    assert!(error.message.contains(expect), "{}", error.message);
}

#[test]
fn broken_feeds_are_errors_with_lines() {
    fails(
        "<rss version=\"2.0\"><channel>\n<item>\n<title>A</title>",
        "line 2: this element is not closed",
    );
    fails("<rss version=\"2.0\"><channel>\n<item></channel></rss>", "line 2");
    fails("<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\n<entry a=1 <</entry></feed>", "line 3");
    fails(
        "<!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n<rss version=\"2.0\"><channel><item><title>&b;</title></item></channel></rss>",
        "line 1: it defines entities",
    );
    fails("<rss version=\"2.0\"><channel></channel></rss>", "no entries");
    let cut = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"J\",\n\"items\": [{\"id\": 1,";
    fails(cut, "line 2");
}

#[test]
fn large_and_deep_feeds_are_read() {
    let items = "<item><title>T</title><description>Text &amp;lt;p&amp;gt;</description></item>\n"
        .repeat(20_000);
    let text = format!("<rss version=\"2.0\"><channel>\n{items}</channel></rss>");
    let file = Importer::read_feed(text.as_bytes(), &options("a.xml")).expect("it is a feed");
    let entries = file.expect("it can be read").entries;
    assert_eq!((entries.len(), entries[19_999].line), (20_000, 20_001));
    let deep = format!("{}x{}", "<div>".repeat(5_000), "</div>".repeat(5_000));
    let text = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><title>T</title><content type=\"xhtml\">{deep}</content></entry></feed>"
    );
    let file = Importer::read_feed(text.as_bytes(), &options("a.xml")).expect("it is a feed");
    if let Ok(file) = file {
        let _ = Importer::alone().import_entry(&file.entries[0], &options("a.xml"));
    }
}

#[test]
fn other_files_are_no_feeds() {
    for text in [
        "<opml version=\"2.0\"><body/></opml>",
        "<html><body><article>Text</article></body></html>",
        "{\"title\": \"A\"}",
        "Text",
    ] {
        assert!(Importer::read_feed(text.as_bytes(), &options("a")).is_none(), "{text}");
    }
}
