//! A web page → what is in it for a digest.
//!
//! The page is parsed once. Its head is asked first (`metadata`), then everything that no reader sees is taken out
//! (`prepare`), the article found (`content`), what is no part of it left out with a reason (`chrome`), and the rest written as
//! Markdown. Knows no file, no site and no network.

mod chrome;
pub(crate) mod content;
mod days;
pub(crate) mod dom;
mod json_ld;
mod judge;
mod leaf;
mod metadata;
mod names;
mod notes;
mod parse;
mod people;
mod phrases;
mod prepare;
mod references;
pub(crate) mod tag;
mod title;

use crate::import::article::{Article, Hints};
use crate::import::markdown;

/// Reads a web page. Any text gives an article, if only an empty one.
pub(crate) fn read(html: &str, hints: &Hints) -> Article {
    let mut document = parse::parse(html);
    let mut article = Article::default();
    let head = metadata::gather(&document, hints, saved_from(html));
    metadata::read(&document, &head, hints, &mut article);
    prepare::prepare(&mut document);
    let body = content::body(&document);
    let apparatus = references::take(&mut document, body);
    let mut masses = content::weigh(&document);
    let mut roots = content::find(&document, &masses);
    let known = chrome::Known {
        title: article.title.as_ref().map(|title| title.value.as_str()),
        titles: title::forms(
            &head,
            article.site.as_ref().map(|site| site.value.as_str()),
            head.base.as_ref().and_then(url::Url::host_str).unwrap_or_default(),
        ),
        authors: article.authors.as_ref().map_or(&[], |authors| authors.value.as_slice()),
        stated: head.stated.body.as_deref(),
        doi: article.doi.as_ref().map(|doi| doi.value.as_str()),
        today: hints.today,
    };
    article.left_out = chrome::leave_out(&mut document, &roots, &masses, &known);
    if roots.iter().all(|root| document.text_within(*root, 40).is_empty()) {
        // What looked like the article was none: then it is in the rest of the page, or nowhere.
        masses = content::weigh(&document);
        roots = vec![body];
        article.left_out.extend(chrome::leave_out(&mut document, &roots, &masses, &known));
    }
    let surroundings = markdown::Surroundings { base: head.base.as_ref(), notes: apparatus.notes, marks: apparatus.marks };
    let written = markdown::write(&document, &roots, &surroundings);
    article.references = apparatus.references;
    article.body = written.body;
    article.images = written.images;
    warn(&mut article, &head);
    article
}

/// Tells what an editor should look at.
fn warn(article: &mut Article, head: &metadata::Head) {
    let words = article.body.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    // Scripts without blanks between words are counted by letters.
    let letters = article.body.chars().filter(|character| character.is_alphabetic()).count();
    if words < 60 && letters < 400 {
        article.warnings.push(format!("only {words} words found"));
    }
    let lower = article.body[article.body.floor_char_boundary(article.body.len().saturating_sub(1500))..].to_lowercase();
    let asks = [
        "subscribe to read",
        "subscribe to continue",
        "to continue reading",
        "already a subscriber",
        "this article is for subscribers",
        "sign in to read",
        "weiterlesen mit",
        "jetzt weiterlesen",
        "r\u{e9}serv\u{e9} aux abonn\u{e9}s",
        "exclusivo para suscriptores",
    ];
    if head.stated.is_free == Some(false) || asks.iter().any(|ask| lower.contains(ask)) {
        article.warnings.push("this looks like a paywall".to_owned());
    }
    if article.published.is_none() {
        article.warnings.push("no date found".to_owned());
    }
    if article.title.is_none() {
        article.warnings.push("no title found".to_owned());
    }
}

/// The address that a browser notes in a comment when it saves a page.
fn saved_from(html: &str) -> Option<url::Url> {
    let start = &html[..html.floor_char_boundary(4096)];
    let address = if let Some(position) = start.find("saved from url=(") {
        start[position..].split_once(')')?.1
    } else {
        let position = start.find("Page saved with SingleFile")?;
        start[position..].split_once("url: ")?.1
    };
    let address = address.split(|character: char| character.is_whitespace() || matches!(character, '<' | '>' | '"')).next()?;
    markdown::link::absolute(address.trim_end_matches("-->"), None).filter(url::Url::has_host)
}

/// The text of a snippet of HTML: without tags, entities read.
fn plain(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return metadata::squeezed(html);
    }
    parse::parse(html).text_within(dom::NodeId::ROOT, 1 << 20)
}
