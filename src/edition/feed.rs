//! Feeds: Atom (RFC 4287) and JSON Feed 1.1, with full content.
//!
//! Feed readers show an article outside its site: URLs are made absolute, and `ammonia` removes
//! from the editor's raw HTML whatever readers should not run.

use std::collections::HashSet;
use std::fmt::Write as _;

use offprint_base::{HIDDEN_ELEMENTS, HtmlToken, is_void_element, visit_html};
use serde_json::{Map, Value, json};

use super::plain::{push_xml, xml};
use crate::library::FEED_SCHEMES;
use crate::license::License;
use crate::source::{is_forbidden_in_xml, may_be_forbidden_in_xml};
use crate::view::{Feed, FeedEntry, FeedFacts, FeedPart, Person};

/// An Atom feed.
pub(super) fn atom(feed: &Feed<'_>) -> String {
    let facts = &feed.facts;
    let mut out = String::with_capacity(1024 + feed.entries.len() * 8 * 1024);
    let _ = write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n",
        xml(facts.language),
        xml(&feed_title(feed))
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
    if let Some(hub) = facts.hub {
        let _ = writeln!(out, "<link rel=\"hub\" href=\"{}\"/>", xml(hub));
    }
    // A feed must state when it was last changed; one that has never had an entry uses the Unix
    // epoch.
    let _ = writeln!(
        out,
        "<updated>{}</updated>",
        facts.updated.as_deref().unwrap_or("1970-01-01T00:00:00Z")
    );
    // Every entry needs an author, either its own or the feed's.
    let site_name = [facts.site_title.unwrap_or(facts.title).to_owned()];
    for author in if facts.authors.is_empty() { &site_name[..] } else { facts.authors } {
        let _ = writeln!(out, "<author><name>{}</name></author>", xml(author));
    }
    let _ = writeln!(
        out,
        "<generator uri=\"https://crates.io/crates/offprint\" version=\"{0}\">Offprint</generator>",
        env!("CARGO_PKG_VERSION")
    );
    push_license(&mut out, facts.license);
    for entry in &feed.entries {
        let _ = write!(
            out,
            "<entry>\n<title>{}</title>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n<id>{}</id>\n<published>{}</published>\n<updated>{}</updated>\n",
            xml(entry.title),
            xml(&entry.permalink),
            xml(&entry.id),
            entry.published,
            entry.updated
        );
        for author in &entry.people.byline {
            push_person(&mut out, "author", author);
        }
        for person in entry.people.contributors() {
            push_person(&mut out, "contributor", person);
        }
        push_license(&mut out, entry.license);
        for term in &entry.terms {
            let _ = writeln!(
                out,
                "<category term=\"{}\" label=\"{}\"/>",
                xml(&term.slug),
                xml(&term.name)
            );
        }
        if let Some(summary) = entry.summary {
            let _ = writeln!(out, "<summary>{}</summary>", xml(summary));
        }
        out.push_str("<content type=\"html\">");
        push_xml(&mut out, &entry_content(entry, facts));
        out.push_str("</content>\n</entry>\n");
    }
    out.push_str("</feed>\n");
    out
}

/// An author or a contributor of an Atom feed.
fn push_person(out: &mut String, element: &str, person: &Person<'_>) {
    let _ = write!(out, "<{element}><name>{}</name>", xml(person.name));
    if let Some(url) = &person.permalink {
        let _ = write!(out, "<uri>{}</uri>", xml(url));
    }
    let _ = writeln!(out, "</{element}>");
}

/// The licence of an Atom feed or entry (RFC 4946).
fn push_license(out: &mut String, license: Option<&License>) {
    let Some(license) = license else { return };
    let _ = writeln!(out, "<rights>{}</rights>", xml(&license.name));
    if let Some(url) = &license.url {
        let _ = writeln!(out, "<link rel=\"license\" href=\"{}\"/>", xml(url));
    }
}

/// A licence in a JSON feed, which has no field of its own for it: extensions begin with `_`.
fn license_extension(license: &License) -> Value {
    json!({ "name": license.name, "url": license.url })
}

/// A JSON feed.
pub(super) fn json(feed: &Feed<'_>) -> String {
    let facts = &feed.facts;
    let authors =
        |names: &[String]| Value::Array(names.iter().map(|name| json!({ "name": name })).collect());
    let mut top = Map::new();
    top.insert("version".into(), json!("https://jsonfeed.org/version/1.1"));
    top.insert("title".into(), json!(feed_title(feed)));
    top.insert("home_page_url".into(), json!(facts.page));
    top.insert("feed_url".into(), json!(facts.address));
    top.insert("language".into(), json!(facts.language));
    if let Some(description) = facts.description.filter(|_| facts.site_title.is_none()) {
        top.insert("description".into(), json!(description));
    }
    if !facts.authors.is_empty() {
        top.insert("authors".into(), authors(facts.authors));
    }
    if let Some(hub) = facts.hub {
        top.insert("hubs".into(), json!([{ "type": "WebSub", "url": hub }]));
    }
    if let Some(license) = facts.license {
        top.insert("_license".into(), license_extension(license));
    }
    let items = feed.entries.iter().map(|entry| {
        let mut item = Map::new();
        item.insert("id".into(), json!(entry.id));
        item.insert("url".into(), json!(entry.permalink));
        item.insert("title".into(), json!(entry.title));
        item.insert("content_html".into(), Value::String(entry_content(entry, facts)));
        item.insert("date_published".into(), json!(entry.published));
        item.insert("date_modified".into(), json!(entry.updated));
        if let Some(summary) = entry.summary {
            item.insert("summary".into(), json!(summary));
        }
        if !entry.people.byline.is_empty() {
            let person = |person: &Person<'_>| match &person.permalink {
                Some(url) => json!({ "name": person.name, "url": url }),
                None => json!({ "name": person.name }),
            };
            let list = entry.people.byline.iter().map(person).collect();
            item.insert("authors".into(), Value::Array(list));
        }
        if let Some(license) = entry.license {
            item.insert("_license".into(), license_extension(license));
        }
        let tags: Vec<&str> = entry.terms.iter().map(|term| term.name.as_str()).collect();
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

/// The title of a feed: that of the site, or of a term and the site.
pub(super) fn feed_title(feed: &Feed<'_>) -> String {
    match feed.facts.site_title {
        Some(site) => format!("{} – {site}", feed.facts.title),
        None => feed.facts.title.to_owned(),
    }
}

/// The text of an article or an issue for feed readers.
pub(super) fn entry_content(entry: &FeedEntry<'_>, facts: &FeedFacts<'_>) -> String {
    let summary = entry.summary.unwrap_or_default();
    let mut content: String =
        entry.parts.iter().map(|part| part_content(part, facts, summary)).collect();
    let mut changes = earlier_changes(entry, facts);
    if may_be_forbidden_in_xml(changes.as_bytes()) {
        changes = changes.replace(is_forbidden_in_xml, "");
    }
    content.push_str(&changes);
    content
}

/// What happened after earlier issues, as the page and the mail of an issue tell it.
fn earlier_changes(entry: &FeedEntry<'_>, facts: &FeedFacts<'_>) -> String {
    let mut html = String::new();
    if entry.earlier_changes.is_empty() {
        return html;
    }
    let _ = write!(html, "<h2>{}</h2>\n<ul>\n", xml(facts.headings.earlier_changes));
    let link = |url: Option<&str>, text: &str| match url {
        Some(url) => format!("<a href=\"{}\">{}</a>", xml(url), xml(text)),
        None => xml(text),
    };
    for change in &entry.earlier_changes {
        let date = change.date.as_ref().map(|date| format!(" {date}")).unwrap_or_default();
        let _ = write!(html, "<li><strong>{}</strong>", xml(&format!("{}{date}", change.text)));
        if let Some(work) = change.work {
            let _ = write!(html, " {}", link(change.work_url.as_deref(), work));
        }
        if !change.reason.is_empty() {
            let colon = if change.work.is_some() { ":" } else { "" };
            let _ = write!(html, "{colon} {}", xml(change.reason));
        }
        if !change.source.is_empty() {
            let stated_by = facts.headings.stated_by.replace("{source}", change.source);
            let _ = write!(html, " {}", xml(&stated_by));
        }
        if let Some(notice) = change.notice_url.as_deref() {
            let _ = write!(html, " ({})", link(Some(notice), facts.headings.notice));
        }
        html.push_str("<br>");
        if change.work.is_some() {
            let _ = write!(html, "{}: ", xml(facts.headings.cited_in));
        }
        let articles: Vec<String> = change
            .articles
            .iter()
            .map(|article| link(Some(article.permalink), article.title))
            .collect();
        html.push_str(&articles.join(", "));
        html.push_str("</li>\n");
    }
    html.push_str("</ul>\n");
    html
}

/// A part of an entry; `summary` stands for a text that cannot be shown.
fn part_content(part: &FeedPart<'_>, facts: &FeedFacts<'_>, summary: &str) -> String {
    let mut text = String::new();
    // The articles of an issue have headings of their own, and what they contain is below these.
    let level = if part.heading.is_some() { "h3" } else { "h2" };
    if let Some(heading) = part.heading {
        let (url, heading) = (xml(&part.permalink), xml(heading));
        let _ = writeln!(text, "<h2><a href=\"{url}\">{heading}</a></h2>");
    }
    evidence(part, facts, level, &mut text);
    if let Some(content) = &part.content {
        text.push_str(&content.to_html());
    }
    if !part.drugs.is_empty() {
        let names: Vec<_> = part.drugs.iter().map(|drug| drug.name.as_str()).collect();
        let _ = writeln!(text, "<p>{}: {}</p>", xml(facts.headings.drugs), xml(&names.join(", ")));
    }
    source_and_corrections(part, facts, level, &mut text);
    references(part, facts.headings.references, level, &mut text);
    // An entity may stand for such a character. In JSON it would be an escape, which no later step
    // removes.
    if may_be_forbidden_in_xml(text.as_bytes()) {
        text = text.replace(is_forbidden_in_xml, "");
    }
    let Portable { html, depth } = make_portable(&text, facts.origin, &part.permalink);
    if !part.has_raw_html {
        return html;
    }
    if depth > DEEPEST {
        // Cleaning takes time quadratic in the depth; no real text nests this deeply.
        return format!("<p>{}</p>", xml(summary));
    }
    clean(&html, &part.permalink)
}

/// What a page shows above the text: statuses, the evidence, the key findings.
fn evidence(part: &FeedPart<'_>, facts: &FeedFacts<'_>, level: &str, html: &mut String) {
    for status in part.statuses {
        let _ = writeln!(html, "<p><strong>{}</strong></p>", xml(&status.text));
    }
    if let Some(note) = part.source.as_ref().and_then(|source| source.status_note) {
        let _ = writeln!(html, "<p>{}</p>", xml(note));
    }
    if !part.evidence.is_empty() {
        let _ = writeln!(html, "<p>{}</p>", xml(&part.evidence.join(" · ")));
    }
    if let Some(summary) = part.summary {
        let _ = writeln!(html, "<p>{}</p>", xml(summary));
    }
    if !part.key_findings.is_empty() {
        let _ = write!(html, "<{level}>{}</{level}>\n<ul>\n", xml(facts.headings.key_findings));
        for finding in part.key_findings {
            let _ = writeln!(html, "<li>{}</li>", xml(finding));
        }
        html.push_str("</ul>\n");
    }
}

/// What a page shows beside and below the text: the source, and corrected errors.
fn source_and_corrections(
    part: &FeedPart<'_>,
    facts: &FeedFacts<'_>,
    level: &str,
    html: &mut String,
) {
    if let Some(source) = &part.source {
        let address = source
            .url
            .map(str::to_owned)
            .or_else(|| source.doi.map(|doi| format!("https://doi.org/{doi}")));
        let title = source.title.or(source.name).or(address.as_deref());
        if let Some(title) = title {
            let _ = write!(html, "<{level}>{}</{level}>\n<p>", xml(facts.headings.source));
            match &address {
                Some(address) => {
                    let _ = write!(html, "<a href=\"{}\">{}</a>", xml(address), xml(title));
                }
                None => push_xml(html, title),
            }
            let name = source.name.filter(|name| *name != title);
            for text in [name, source.published_display.as_deref()].into_iter().flatten() {
                let _ = write!(html, ", {}", xml(text));
            }
            html.push_str("</p>\n");
        }
    }
    if !part.corrections.is_empty() {
        let _ = write!(html, "<{level}>{}</{level}>\n<ul>\n", xml(facts.headings.corrections));
        for correction in &part.corrections {
            let date = correction.date_display.as_deref();
            let _ = match date {
                Some(date) => writeln!(html, "<li>{}: {}</li>", xml(date), xml(correction.text)),
                None => writeln!(html, "<li>{}</li>", xml(correction.text)),
            };
        }
        html.push_str("</ul>\n");
    }
}

/// The works that the text cites: on the page the theme shows them, here they are part of the text.
fn references(part: &FeedPart<'_>, heading: &str, level: &str, html: &mut String) {
    if part.citations.is_empty() {
        return;
    }
    let _ = write!(html, "<{level}>{}</{level}>\n<ol>\n", xml(heading));
    for citation in &part.citations {
        // The articles of an issue have references with the same numbers.
        match part.heading {
            None => {
                let _ = write!(html, "<li id=\"ref-{}\">", citation.number);
            }
            Some(_) => html.push_str("<li>"),
        }
        html.push_str(citation.reference);
        for status in &citation.statuses {
            let date = status.date.as_ref().map(|date| format!(" {date}")).unwrap_or_default();
            let text = xml(&format!("{}{date}", status.text));
            let _ = match &status.notice_url {
                Some(url) => write!(html, " <strong><a href=\"{}\">{text}</a></strong>", xml(url)),
                None => write!(html, " <strong>{text}</strong>"),
            };
        }
        // A reference has the link of its style; the address of others follows.
        if let Some(link) = citation.link.as_deref().filter(|_| !citation.reference.contains("<a "))
        {
            let _ = write!(html, " <a href=\"{0}\">{0}</a>", xml(link));
        }
        html.push_str("</li>\n");
    }
    html.push_str("</ol>\n");
}

/// The maximum nesting depth of elements in a text that is cleaned.
const DEEPEST: usize = 256;

/// A text that can be shown on any site.
pub(super) struct Portable {
    pub(super) html: String,
    /// The maximum nesting depth of elements, or more: elements without an end tag count as open.
    depth: usize,
}

/// Makes URLs absolute, both those on the site and those on the page, and removes the links of
/// headings to themselves, which are of no use in a feed reader.
pub(super) fn make_portable(source: &str, origin: &str, page: &str) -> Portable {
    let mut html = String::with_capacity(source.len() + 512);
    let mut from = 0;
    let (mut depth, mut deepest) = (0usize, 0usize);
    let mut in_anchor = false;
    visit_html(source, |token| match token {
        HtmlToken::Start(tag) => {
            if !is_void_element(tag.name) {
                depth += 1;
                deepest = deepest.max(depth);
            }
            if in_anchor {
                return;
            }
            if tag.name == "a" && tag.attribute("class") == Some("anchor") {
                let text = &source[from..tag.span.start];
                html.push_str(text.strip_suffix(' ').unwrap_or(text));
                in_anchor = true;
                return;
            }
            for attribute in tag.attributes() {
                if !matches!(attribute.name, "href" | "src") {
                    continue;
                }
                let before = match attribute.value.as_bytes() {
                    [b'/', b'/', ..] => continue,
                    [b'/', ..] => origin,
                    [b'#', ..] => page,
                    _ => continue,
                };
                html.push_str(&source[from..attribute.value_span.start]);
                push_xml(&mut html, before);
                from = attribute.value_span.start;
            }
        }
        HtmlToken::End(name, span) => {
            depth = depth.saturating_sub(1);
            if in_anchor && name == "a" {
                from = span.end;
                in_anchor = false;
            }
        }
        HtmlToken::Text(_) | HtmlToken::Comment(_) => {}
    });
    if !in_anchor {
        html.push_str(&source[from..]);
    }
    Portable { html, depth: deepest }
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
        .add_tags(["figure", "figcaption", "section", "video", "audio", "source", "track"])
        .add_generic_attributes(["id", "class"])
        .add_clean_content_tags(HIDDEN_ELEMENTS)
        .link_rel(None);
    builder.add_tag_attributes("math", ["display"]);
    // Without `autoplay` and `preload`: a reader decides whether to load them.
    builder.add_tag_attributes("video", ["src", "controls", "poster", "width", "height"]);
    builder.add_tag_attributes("audio", ["src", "controls"]);
    builder.add_tag_attributes("source", ["src", "type"]);
    builder.add_tag_attributes("track", ["src", "kind", "label", "srclang"]);
    builder.url_schemes(HashSet::from(FEED_SCHEMES));
    if let Ok(base) = url::Url::parse(page) {
        builder.url_relative(ammonia::UrlRelative::RewriteWithBase(base));
    }
    builder.clean(html).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expect: &str) {
        assert_eq!(make_portable(html, "https://e.org", "https://e.org/p/").html, expect);
    }

    #[test]
    fn addresses_become_absolute() {
        check(
            "<a href=\"/a/\">x</a><img src=\"/b.png\"><a href=\"#c\">y</a>",
            "<a href=\"https://e.org/a/\">x</a><img src=\"https://e.org/b.png\"><a href=\"https://e.org/p/#c\">y</a>",
        );
        check("<a href='/a/'>x</a>", "<a href='https://e.org/a/'>x</a>");
        check("<A class=b HREF = /a/>x</A>", "<A class=b HREF = https://e.org/a/>x</A>");
        check("<a\nhref=\"&#x2f;a\">x</a>", "<a\nhref=\"https://e.org&#x2f;a\">x</a>");
        check("é<img alt='' src=\"/é.png\">", "é<img alt='' src=\"https://e.org/é.png\">");
    }

    #[test]
    fn what_is_no_address_stays() {
        for html in [
            "<a href=\"//d\">z</a><p title=\"/e\">",
            "<code>&lt;a href=\"/a\"&gt;</code> and src=\"/b\"",
            "<p title='<a href=\"/a\">'>",
            "<!-- <a href=\"/a\"> --><script>x = '<a href=\"/a\">'</script>",
            "<p data-href=\"/a\" hrefs=\"/b\">",
        ] {
            check(html, html);
        }
    }

    #[test]
    fn links_of_headings_to_themselves_go() {
        check(
            "<h2 id=\"a\">A <a class=\"anchor\" href=\"#a\" aria-label=\"x\">#</a></h2>b",
            "<h2 id=\"a\">A</h2>b",
        );
        check(
            "<a class=\"anchors\" href=\"https://a\">b</a>",
            "<a class=\"anchors\" href=\"https://a\">b</a>",
        );
    }

    #[test]
    fn depth_counts_elements_that_are_open() {
        let depth = |html: &str| make_portable(html, "", "").depth;
        assert_eq!(depth("<p><b>a<br></b><i></i></p><p></p>"), 2);
        assert_eq!(depth("<p title='<b><b>'>1 < 2<!-- <b> --></p>"), 1);
        assert_eq!(depth(&"<b>".repeat(300)), 300);
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

    #[test]
    fn readers_get_films_and_recordings() {
        let cleaned = |html: &str| clean(html, "https://e.org/p/");
        assert_eq!(
            cleaned(
                "<video src=\"a.mp4\" controls autoplay poster=\"a.png\" onplay=\"x()\"></video>"
            ),
            "<video src=\"https://e.org/p/a.mp4\" controls=\"\" poster=\"https://e.org/p/a.png\"></video>"
        );
        assert_eq!(
            cleaned("<audio controls><source src=\"/a.ogg\" type=\"audio/ogg\">text</audio>"),
            "<audio controls=\"\"><source src=\"https://e.org/a.ogg\" type=\"audio/ogg\">text</audio>"
        );
        assert_eq!(cleaned("<video src=\"javascript:x()\"></video>"), "<video></video>");
    }

    #[test]
    fn readers_get_no_text_that_browsers_hide() {
        for html in [
            "a<script>b</script>c",
            "a<style>b</style>c",
            "a<template>b</template>c",
            "a<noscript>b</noscript>c",
            "a<iframe>b</iframe>c",
        ] {
            assert_eq!(clean(html, "https://e.org/p/"), "ac", "{html}");
        }
    }
}
