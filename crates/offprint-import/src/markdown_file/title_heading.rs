//! [`take_title_heading`]: a first heading that is the title of the article.
//!
//! Must not know front matter.

use crate::article::{Article, Sourced};

/// Removes a first heading that repeats the title; if there is no title, the heading becomes the
/// title. Returns the rest of the body.
pub(super) fn take_title_heading<'a>(article: &mut Article, body: &'a str) -> &'a str {
    let start = body.trim_start_matches(['\n', ' ']);
    let (line, after) = start.split_once('\n').unwrap_or((start, ""));
    let (next, after_next) = after.split_once('\n').unwrap_or((after, ""));
    let underlined = next.len() >= 2
        && next.trim_end().bytes().all(|byte| byte == b'=')
        && !line.trim().is_empty();
    let (heading, rest) = match line.strip_prefix("# ") {
        Some(heading) => (heading.trim().trim_end_matches('#').trim(), after),
        None if underlined => (line.trim(), after_next),
        None => return body,
    };
    let plain: String = plain_heading(heading);
    let letters = |text: &str| {
        text.chars()
            .filter(|character| character.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    match &article.title {
        Some(title) if letters(&title.value) != letters(&plain) => body,
        Some(_) => rest,
        None if plain.is_empty() => body,
        None => {
            article.title = Some(Sourced::new(plain, "the first heading", 0.9));
            rest
        }
    }
}

/// A heading without its markup.
fn plain_heading(heading: &str) -> String {
    let events = pulldown_cmark::Parser::new(heading);
    let mut text = String::new();
    for event in events {
        match event {
            pulldown_cmark::Event::Text(part) | pulldown_cmark::Event::Code(part) => {
                text.push_str(&part);
            }
            pulldown_cmark::Event::SoftBreak | pulldown_cmark::Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    // `{#id}` as in Pandoc and Hugo.
    match text.rfind("{#") {
        Some(at) if text.ends_with('}') => text[..at].trim_end().to_owned(),
        _ => text,
    }
}
