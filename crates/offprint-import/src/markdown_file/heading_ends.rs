//! [`with_literal_ends`]: headings of a Markdown text that end with braces, so that only attributes
//! are read as such.
//!
//! `## Methods {#methods}` has an id; `## The set {3}` ends with a set, which would be lost. Must not
//! know other markup.

use std::borrow::Cow;

use pulldown_cmark::{Event, Parser, Tag};

use crate::site_markdown::{site_options, with_edits};

/// The text with a backslash before the last brace of each heading that ends with braces which are
/// not attributes.
pub(super) fn with_literal_ends(text: &str) -> Cow<'_, str> {
    if !text.contains('}') {
        return Cow::Borrowed(text);
    }
    let mut edits = Vec::new();
    for (event, span) in Parser::new_ext(text, site_options()).into_offset_iter() {
        if !matches!(event, Event::Start(Tag::Heading { .. })) {
            continue;
        }
        // The closing hashes of the line, or the line under the heading.
        let heading = text[span.clone()].trim_end();
        let heading = match heading.rsplit_once('\n') {
            Some((above, under))
                if under.trim().bytes().all(|byte| matches!(byte, b'=' | b'-')) =>
            {
                above
            }
            _ => heading,
        };
        let heading = heading.trim_end().trim_end_matches('#').trim_end();
        let Some(inner) = heading.strip_suffix('}').filter(|inner| !inner.ends_with('\\')) else {
            continue;
        };
        let Some(open) = inner.rfind('{') else { continue };
        if !are_attributes(&inner[open + 1..]) {
            let end = span.start + inner.len();
            edits.push((end..end, "\\".to_owned()));
        }
    }
    if edits.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(with_edits(text, edits)) }
}

/// Whether all words between braces are attributes: `#id`, `.class`, `key=value`, or `-` as in
/// Pandoc.
fn are_attributes(words: &str) -> bool {
    let mut words = words.trim_start_matches(':').split_whitespace().peekable();
    words.peek().is_some()
        && words.all(|word| {
            word.len() > 1 && word.starts_with(['#', '.']) || word == "-" || is_pair(word)
        })
}

/// Whether a word is `key=value`.
fn is_pair(word: &str) -> bool {
    word.split_once('=').is_some_and(|(key, _)| {
        key.len() >= 2 && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    })
}

#[cfg(test)]
mod tests {
    use super::with_literal_ends;

    #[test]
    fn only_attributes_are_attributes() {
        for (text, expect) in [
            ("## Dose of {3}", "## Dose of {3\\}"),
            ("## The set {x, y} ##", "## The set {x, y\\} ##"),
            ("The set {a}\n-------\n\nText", "The set {a\\}\n-------\n\nText"),
            ("> ## A {b}", "> ## A {b\\}"),
            ("## Where {n=1}", "## Where {n=1\\}"),
            ("## Empty {}", "## Empty {\\}"),
        ] {
            assert_eq!(with_literal_ends(text), expect);
        }
        for text in [
            "## Methods {#methods}",
            "## Methods {#methods .wide data-x=1}",
            "## Methods {-}",
            "## Methods {: .lead}",
            "## The set {3\\}",
            "Text with {3}",
            "```\n## Dose {3}\n```",
        ] {
            assert_eq!(with_literal_ends(text), text);
        }
    }
}
