//! A web page → what is in it for a digest.
//!
//! The page is parsed once. Its head is asked first (`metadata`), then everything that no reader sees is taken out
//! (`prepare`), the article found (`content`), what is no part of it left out with a reason (`chrome`), and the rest written as
//! Markdown. Knows no file, no site and no network.

mod chrome;
pub(crate) mod content;
pub(crate) mod dom;
mod json_ld;
mod metadata;
mod names;
mod parse;
mod people;
mod phrases;
mod prepare;
pub(crate) mod tag;
mod title;

use crate::import::article::{Article, Hints};
use crate::import::markdown;

/// Reads a web page. Any text gives an article, if only an empty one.
pub(crate) fn read(html: &str, hints: &Hints) -> Article {
    let mut document = parse::parse(html);
    let mut article = Article::default();
    let head = metadata::gather(&document, hints);
    metadata::read(&document, &head, hints, &mut article);
    prepare::prepare(&mut document);
    let masses = content::weigh(&document);
    let roots = content::find(&document, &masses);
    let known = chrome::Known {
        title: article.title.as_ref().map(|title| title.value.as_str()),
        titles: title::forms(&head, article.site.as_ref().map(|site| site.value.as_str()), head.base.as_ref().and_then(url::Url::host_str).unwrap_or_default()),
        authors: article.authors.as_ref().map_or(&[], |authors| authors.value.as_slice()),
        stated: head.stated.body.as_deref(),
        today: hints.today,
    };
    article.left_out = chrome::leave_out(&mut document, &roots, &masses, &known);
    let surroundings = markdown::Surroundings { base: head.base.as_ref(), ..markdown::Surroundings::default() };
    let written = markdown::write(&document, &roots, &surroundings);
    article.body = written.body;
    article.images = written.images;
    article
}

/// The text of a snippet of HTML: without tags, entities read.
fn plain(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return metadata::squeezed(html);
    }
    parse::parse(html).text_within(dom::NodeId::ROOT, 1 << 20)
}
