//! [`Importer::import_entry_text`]: the article that an entry of a feed becomes.
//!
//! Must not know formats of feeds.

use feed_rs::model::{Entry, Link};
use offprint_base::{Digest, HtmlToken, visit_html};
use url::Url;

use super::feed_file::FeedEntry;
use crate::article::{Article, ImportHints, Sourced};
use crate::detect::RawFormat;
use crate::html;
use crate::imported::{ImportError, Imported};
use crate::importer::{ImportOptions, Importer};

/// What the report calls the origin of all fields.
const ENTRY: &str = "the entry of the feed";

/// So many enclosures are named one by one.
const SHOWN_ENCLOSURES: usize = 5;

impl Importer {
    pub(super) fn import_entry_text(
        &self,
        found: &FeedEntry,
        options: &ImportOptions,
    ) -> Result<Imported, ImportError> {
        let entry = &*found.entry;
        let url = options.url.clone().or_else(|| address(entry));
        let title = entry.title.as_ref().map(|title| plain(&title.content));
        let title = title.filter(|title| !title.is_empty());
        let (text, is_summary) = text_of(entry);
        let has_text = !plain(&text).is_empty() || text.contains("<img");
        if !has_text && title.is_none() {
            return Err(ImportError::new(
                "this entry has neither a title nor text",
                "save its page, and import that",
            ));
        }
        let heading = escaped(title.as_deref().unwrap_or_default());
        let shown = if has_text { text } else { format!("<p>{heading}</p>") };
        let page = format!(
            "<!doctype html><html><head><meta charset=\"utf-8\"><title>{heading}</title></head>\
             <body><article><h1>{heading}</h1>\n{shown}\n</article></body></html>"
        );
        // All of an entry is the article: nothing in it is a menu or an advertisement of a page.
        let hints = ImportHints {
            url: url.clone(),
            today: options.today,
            keep_all: true,
            ..ImportHints::default()
        };
        let mut article = html::read_web_page(&page, &hints);
        article.title = title.map(|title| Sourced::new(title, ENTRY, 0.95)).or(article.title);
        state_facts(&mut article, found, url, options);
        if !has_text {
            article.warnings.push("the entry has no text: write it".to_owned());
        } else if is_summary {
            article.warnings.push(
                "the feed may contain only the beginning of the text: compare it with the page"
                    .to_owned(),
            );
        }
        warn_of_enclosures(&mut article, entry);
        let mut imported =
            self.complete_parsed(article, RawFormat::Html, "UTF-8", Some(&page), options)?;
        // Many entries may have the same text, such as a link to their comments.
        let identity = &mut imported.identity;
        let address = identity.url.as_deref().unwrap_or_default();
        let content = format!("{}\n{address}\n{}", identity.content, imported.title);
        identity.content = Digest::of(content.as_bytes());
        Ok(imported)
    }
}

/// What the entry states comes before what its text seems to say.
fn state_facts(
    article: &mut Article,
    found: &FeedEntry,
    url: Option<Url>,
    options: &ImportOptions,
) {
    let entry = &*found.entry;
    article.is_held_back = true;
    article.url = url.map(|url| match options.url {
        Some(_) => Sourced::new(url.to_string(), "--url", 1.0),
        None => Sourced::new(url.to_string(), ENTRY, 0.95),
    });
    let names = entry.authors.iter().filter_map(|person| person.name.as_deref());
    let mut authors: Vec<String> = Vec::new();
    for name in names.map(plain).filter(|name| !name.is_empty() && !name.contains('@')) {
        if !authors.contains(&name) {
            authors.push(name);
        }
    }
    if !authors.is_empty() {
        article.authors = Some(Sourced::new(authors, ENTRY, 0.95));
    }
    if let Some(site) = &found.site {
        article.site = Some(Sourced::new(site.clone(), "the title of the feed", 0.95));
    }
    let language = entry.language.clone().or_else(|| found.language.clone());
    if let Some(language) = language.filter(|_| article.language.is_none()) {
        article.language = Some(Sourced::new(language, "the feed", 0.9));
    }
    let categories = entry.categories.iter().map(|category| {
        plain(category.label.as_deref().filter(|label| !label.is_empty()).unwrap_or(&category.term))
    });
    let mut keywords: Vec<String> = Vec::new();
    for category in categories.filter(|category| !category.is_empty()) {
        if !keywords.contains(&category) {
            keywords.push(category);
        }
    }
    if !keywords.is_empty() {
        article.keywords = Some(Sourced::new(keywords, ENTRY, 0.9));
    }
    let [published, updated] = found.dates.map(|date| date.filter(|date| *date <= options.today));
    let date = published.or(updated);
    article.published = match options.date {
        Some(date) => Some(Sourced::new(date, "--date", 1.0)),
        None => date.map(|date| Sourced::new(date, ENTRY, 0.95)).or(article.published.take()),
    };
    article.updated = updated
        .filter(|updated| published.is_some_and(|published| *updated > published))
        .map(|updated| Sourced::new(updated, ENTRY, 0.95));
}

/// The address of the page of an entry.
fn address(entry: &Entry) -> Option<Url> {
    let is_page = |link: &&Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    let base = entry.base.as_deref().and_then(|base| Url::parse(base).ok());
    let parse = |text: &str| match &base {
        Some(base) => base.join(text.trim()).ok(),
        None => Url::parse(text.trim()).ok(),
    };
    let is_web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
    let links = entry.links.iter().filter(is_page).map(|link| link.href.as_str());
    links.chain([entry.id.as_str()]).filter_map(parse).find(is_web)
}

/// The text of an entry as HTML, and whether it is only its summary.
fn text_of(entry: &Entry) -> (String, bool) {
    let content = entry.content.as_ref();
    let body = content.and_then(|content| {
        let text = content.body.as_deref().filter(|text| !text.trim().is_empty())?;
        Some(as_html(text, content.content_type.as_str()))
    });
    match (body, &entry.summary) {
        (Some(body), _) => (body, false),
        (None, Some(summary)) => (as_html(&summary.content, summary.content_type.as_str()), true),
        (None, None) => (String::new(), false),
    }
}

/// Text in paragraphs, if it is not HTML.
fn as_html(text: &str, media_type: &str) -> String {
    if !media_type.starts_with("text/plain") {
        return text.to_owned();
    }
    let paragraphs = text.replace("\r\n", "\n");
    let paragraphs = paragraphs.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    paragraphs.map(|paragraph| format!("<p>{}</p>\n", escaped(paragraph.trim()))).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The text of markup on one line.
pub(super) fn plain(markup: &str) -> String {
    let mut text = String::new();
    visit_html(markup, |token| match token {
        HtmlToken::Text(part) => text.push_str(part),
        _ => text.push(' '),
    });
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Recordings and images beside the text stay where they are.
fn warn_of_enclosures(article: &mut Article, entry: &Entry) {
    let enclosed = entry.links.iter().filter(|link| link.rel.as_deref() == Some("enclosure"));
    let mut addresses: Vec<String> = enclosed.map(|link| link.href.clone()).collect();
    for media in &entry.media {
        let files = media.content.iter().filter_map(|file| file.url.as_ref());
        addresses.extend(files.map(Url::to_string));
        addresses.extend(media.thumbnails.iter().map(|image| image.image.uri.clone()));
    }
    let mut named: Vec<String> = Vec::new();
    for address in addresses {
        let address: String = address.chars().filter(|c| !c.is_control()).take(300).collect();
        if !address.is_empty() && !named.contains(&address) && !article.body.contains(&address) {
            named.push(address);
        }
    }
    if named.is_empty() {
        return;
    }
    let more = match named.len().saturating_sub(SHOWN_ENCLOSURES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    named.truncate(SHOWN_ENCLOSURES);
    article.warnings.push(format!(
        "files that the entry encloses are not imported: {}{more}; link to them, or save them beside the article",
        named.join(", ")
    ));
}
