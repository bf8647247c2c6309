//! Feeds: Atom (RFC 4287) and JSON Feed 1.1, with full content.
//!
//! Feed readers show an article far from its page: addresses are made whole, and raw HTML of the
//! editor's is cleaned by `ammonia` of what no reader should run.

use std::collections::HashSet;
use std::fmt::Write as _;

use memchr::memmem;
use serde_json::{Map, Value, json};

use super::plain::{push_xml, xml};
use crate::view::{Entry, Feed};

/// An Atom feed.
pub(super) fn atom(feed: &Feed<'_>) -> String {
    let facts = &feed.facts;
    let mut out = String::with_capacity(1024 + feed.entries.len() * 8 * 1024);
    let _ = write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n",
        xml(facts.language),
        xml(&title(feed))
    );
    if let (None, Some(description)) = (facts.site_title, facts.description) {
        let _ = writeln!(out, "<subtitle>{}</subtitle>", xml(description));
    }
    let _ = write!(
        out,
        "<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<id>{}</id>\n",
        xml(&facts.address),
        xml(&facts.page),
        xml(&facts.page)
    );
    // A feed must say when it was last changed; one that never held anything has not changed since
    // time began.
    let _ = writeln!(
        out,
        "<updated>{}</updated>",
        facts.updated.as_deref().unwrap_or("1970-01-01T00:00:00Z")
    );
    // Every entry needs an author, its own or the feed's.
    let site_name = [facts.site_title.unwrap_or(facts.title).to_owned()];
    for author in if facts.authors.is_empty() { &site_name[..] } else { facts.authors } {
        let _ = writeln!(out, "<author><name>{}</name></author>", xml(author));
    }
    let _ = writeln!(
        out,
        "<generator uri=\"https://crates.io/crates/offprint\" version=\"{0}\">Offprint</generator>",
        env!("CARGO_PKG_VERSION")
    );
    for entry in &feed.entries {
        let card = entry.card;
        let _ = write!(
            out,
            "<entry>\n<title>{}</title>\n<link rel=\"alternate\" type=\"text/html\" href=\"{1}\"/>\n<id>{1}</id>\n<published>{2}</published>\n<updated>{3}</updated>\n",
            xml(&card.title),
            xml(&card.permalink),
            entry.published,
            entry.updated
        );
        for author in &card.authors {
            let _ = writeln!(out, "<author><name>{}</name></author>", xml(author));
        }
        for term in card.drugs.iter().chain(&card.tags) {
            let _ = writeln!(
                out,
                "<category term=\"{}\" label=\"{}\"/>",
                xml(&term.slug),
                xml(&term.name)
            );
        }
        if let Some(summary) = &card.summary {
            let _ = writeln!(out, "<summary>{}</summary>", xml(summary));
        }
        out.push_str("<content type=\"html\">");
        push_xml(&mut out, &content(entry, facts.origin));
        out.push_str("</content>\n</entry>\n");
    }
    out.push_str("</feed>\n");
    out
}

/// A JSON feed.
pub(super) fn json(feed: &Feed<'_>) -> String {
    let facts = &feed.facts;
    let authors =
        |names: &[String]| Value::Array(names.iter().map(|name| json!({ "name": name })).collect());
    let mut top = Map::new();
    top.insert("version".into(), json!("https://jsonfeed.org/version/1.1"));
    top.insert("title".into(), json!(title(feed)));
    top.insert("home_page_url".into(), json!(facts.page));
    top.insert("feed_url".into(), json!(facts.address));
    top.insert("language".into(), json!(facts.language));
    if let Some(description) = facts.description.filter(|_| facts.site_title.is_none()) {
        top.insert("description".into(), json!(description));
    }
    if !facts.authors.is_empty() {
        top.insert("authors".into(), authors(facts.authors));
    }
    let items = feed.entries.iter().map(|entry| {
        let card = entry.card;
        let mut item = Map::new();
        item.insert("id".into(), json!(card.permalink));
        item.insert("url".into(), json!(card.permalink));
        item.insert("title".into(), json!(card.title));
        item.insert("content_html".into(), Value::String(content(entry, facts.origin)));
        item.insert("date_published".into(), json!(entry.published));
        item.insert("date_modified".into(), json!(entry.updated));
        if let Some(summary) = &card.summary {
            item.insert("summary".into(), json!(summary));
        }
        if !card.authors.is_empty() {
            item.insert("authors".into(), authors(&card.authors));
        }
        let tags: Vec<&str> =
            card.drugs.iter().chain(&card.tags).map(|term| term.name.as_str()).collect();
        if !tags.is_empty() {
            item.insert("tags".into(), json!(tags));
        }
        Value::Object(item)
    });
    top.insert("items".into(), Value::Array(items.collect()));
    let mut text = serde_json::to_string(&Value::Object(top)).unwrap_or_default();
    text.push('\n');
    text
}

fn title(feed: &Feed<'_>) -> String {
    match feed.facts.site_title {
        Some(site) => format!("{} – {site}", feed.facts.title),
        None => feed.facts.title.to_owned(),
    }
}

/// An article's text for readers elsewhere.
fn content(entry: &Entry<'_>, origin: &str) -> String {
    let mut text = without_anchors(&entry.content.to_html());
    references(entry, &mut text);
    let html = whole_addresses(&text, origin, &entry.card.permalink);
    if !entry.has_raw_html {
        return html;
    }
    if depth(&html) > DEEPEST {
        // Cleaning takes time by the square of the depth; nothing that people write nests so deep.
        return format!("<p>{}</p>", xml(entry.card.summary.as_deref().unwrap_or_default()));
    }
    clean(&html, &entry.card.permalink)
}

/// Links of headings to themselves lead nowhere in a reader.
fn without_anchors(html: &str) -> String {
    let (begin, end) = (" <a class=\"anchor\"", "</a>");
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let finder = memmem::Finder::new(begin);
    while let Some(at) = finder.find(rest.as_bytes()) {
        let Some(length) = rest[at..].find(end) else { break };
        out.push_str(&rest[..at]);
        rest = &rest[at + length + end.len()..];
    }
    out.push_str(rest);
    out
}

/// The works that the text cites: on the page the theme shows them, here they go with the text.
fn references(entry: &Entry<'_>, html: &mut String) {
    if entry.citations.is_empty() {
        return;
    }
    html.push_str("<h2>References</h2>\n<ol>\n");
    for citation in &entry.citations {
        let _ = write!(html, "<li id=\"ref-{}\">", citation.number);
        let parts = [
            (!citation.authors.is_empty()).then(|| citation.authors.join(", ")),
            citation.title.map(str::to_owned),
            citation.journal.map(str::to_owned),
            citation.year.map(str::to_owned),
        ];
        let known: Vec<String> = parts.into_iter().flatten().collect();
        let line = if citation.title.is_some() {
            known.join(". ")
        } else {
            citation.text.map_or_else(|| known.join(". "), str::to_owned)
        };
        push_xml(html, &line);
        if let Some(link) = &citation.link {
            let _ = write!(html, " <a href=\"{0}\">{0}</a>", xml(link));
        }
        html.push_str("</li>\n");
    }
    html.push_str("</ol>\n");
}

/// How deep elements may nest in a text that is cleaned.
const DEEPEST: usize = 256;

/// How deep elements nest at most, or deeper: elements without an end count as open.
fn depth(html: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0usize);
    for (at, _) in html.match_indices('<') {
        match html.as_bytes().get(at + 1) {
            Some(b'/') => depth = depth.saturating_sub(1),
            Some(byte) if byte.is_ascii_alphabetic() => {
                let name = html[at + 1..]
                    .split(|c: char| !c.is_ascii_alphanumeric())
                    .next()
                    .unwrap_or_default();
                if !matches!(
                    name,
                    "br" | "hr" | "img" | "input" | "wbr" | "source" | "col" | "area"
                ) {
                    depth += 1;
                }
            }
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// Paths of the site and places of the page become whole addresses.
fn whole_addresses(html: &str, origin: &str, page: &str) -> String {
    let mut out = String::with_capacity(html.len() + 512);
    let mut from = 0;
    for at in memmem::find_iter(html.as_bytes(), "=\"") {
        let value = at + 2;
        let is_address = html[..at].ends_with(" href") || html[..at].ends_with(" src");
        let before = match &html.as_bytes()[value..] {
            [b'/', b'/', ..] => continue,
            [b'/', ..] if is_address => origin,
            [b'#', ..] if is_address => page,
            _ => continue,
        };
        out.push_str(&html[from..value]);
        push_xml(&mut out, before);
        from = value;
    }
    out.push_str(&html[from..]);
    out
}

fn clean(html: &str, page: &str) -> String {
    const MATHML: [&str; 22] = [
        "math",
        "mi",
        "mn",
        "mo",
        "ms",
        "mspace",
        "mtext",
        "mfrac",
        "mrow",
        "msqrt",
        "mroot",
        "mstyle",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
        "mpadded",
    ];
    let mut builder = ammonia::Builder::default();
    builder
        .add_tags(MATHML)
        .add_tags(["figure", "figcaption", "section"])
        .add_generic_attributes(["id", "class"])
        .link_rel(None);
    builder.add_tag_attributes("math", ["display"]);
    builder.url_schemes(HashSet::from(["http", "https", "mailto"]));
    if let Ok(base) = url::Url::parse(page) {
        builder.url_relative(ammonia::UrlRelative::RewriteWithBase(base));
    }
    builder.clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_whole() {
        let html = "<a href=\"/a/\">x</a><img src=\"/b.png\"><a href=\"#c\">y</a><a href=\"//d\">z</a><p title=\"/e\">";
        assert_eq!(
            whole_addresses(html, "https://e.org", "https://e.org/p/"),
            "<a href=\"https://e.org/a/\">x</a><img src=\"https://e.org/b.png\"><a href=\"https://e.org/p/#c\">y</a><a href=\"//d\">z</a><p title=\"/e\">"
        );
    }

    #[test]
    fn readers_get_no_scripts() {
        let html = "<p onclick=\"x()\">a<script>b()</script><iframe src=\"https://c\"></iframe><img src=\"d.png\"></p><form>e</form>";
        let clean = clean(html, "https://e.org/p/");
        for bad in ["script", "onclick", "iframe", "form"] {
            assert!(!clean.contains(bad), "{clean}");
        }
        assert!(clean.contains("https://e.org/p/d.png"), "{clean}");
    }
}
