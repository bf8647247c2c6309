//! A web page → what is in it for a digest.
//!
//! The page is parsed once. Its head is asked first (`metadata`), then everything that no reader sees is taken out
//! (`prepare`), the article found (`content`), what is no part of it left out with a reason (`chrome`), and the rest written as
//! Markdown. Knows no file, no site and no network.

mod chrome;
pub(crate) mod content;
pub(crate) mod dom;
mod names;
mod parse;
mod phrases;
mod prepare;
pub(crate) mod tag;

use crate::import::article::{Article, Hints};
use crate::import::markdown;

/// Reads a web page. Any text gives an article, if only an empty one.
pub(crate) fn read(html: &str, hints: &Hints) -> Article {
    let mut document = parse::parse(html);
    let mut article = Article::default();
    prepare::prepare(&mut document);
    let masses = content::weigh(&document);
    let roots = content::find(&document, &masses);
    let known = chrome::Known { today: hints.today, ..chrome::Known::default() };
    article.left_out = chrome::leave_out(&mut document, &roots, &masses, &known);
    let surroundings = markdown::Surroundings { base: hints.url.as_ref(), ..markdown::Surroundings::default() };
    let written = markdown::write(&document, &roots, &surroundings);
    article.body = written.body;
    article.images = written.images;
    article
}
