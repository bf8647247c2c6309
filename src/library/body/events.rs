//! The configuration of `pulldown-cmark`: which of its extensions are enabled, and its events with
//! lookahead.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use crate::config::Markdown;

/// An event, and the bytes of the text that it stands for.
pub(super) type SpannedEvent<'e> = (Event<'e>, Range<usize>);

/// The address that citations have for the parser.
pub(super) const CITATION: &str = "cite:";

pub(super) fn options(markdown: Markdown) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS;
    options.set(Options::ENABLE_SMART_PUNCTUATION, markdown.smart_punctuation);
    options.set(Options::ENABLE_MATH, markdown.math);
    options
}

/// The ids in `@shelton2025; @zarate2006, p. 3`, each with what follows its comma; `None` if it is
/// not a citation, or names another work in its words: `@shelton2025, p. 3; see also @a`.
pub(super) fn cite_keys(reference: &str) -> Option<Vec<(&str, Option<&str>)>> {
    cite_parts(reference)
        .map(|part| {
            let part = part.trim().strip_prefix('@')?;
            let (id, locator) = part
                .split_once(',')
                .map_or((part, None), |(id, locator)| (id, Some(locator.trim())));
            let sound = !id.is_empty()
                && (stated_doi(id).is_some()
                    || id
                        .chars()
                        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '/')));
            let locator = locator.filter(|locator| !locator.is_empty());
            (sound && !locator.is_some_and(|locator| locator.contains('@')))
                .then_some((id, locator))
        })
        .collect()
}

/// The parts of a citation. A semicolon or a comma ends one only before the next `@`: DOIs contain
/// these signs.
fn cite_parts(reference: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(reference);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text.match_indices([';', ',']).map(|(at, _)| at).find(|at| {
            match text[at + 1..].trim_start().bytes().next() {
                None => text.as_bytes()[*at] == b';',
                next => next == Some(b'@'),
            }
        });
        let (part, after) = end.map_or((text, None), |end| (&text[..end], Some(&text[end + 1..])));
        rest = after;
        Some(part)
    })
}

/// The DOI that a citation states: `doi:10.1176/…`, or as people copy it, `https://doi.org/10.1176/…` or
/// `10.1176/…`. It may contain any sign (DOI Handbook, section 2.2).
pub(super) fn stated_doi(id: &str) -> Option<&str> {
    let begins = |text: &str, start: &str| {
        text.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start))
    };
    let mut doi = id;
    for start in ["doi:", "https://", "http://", "dx.", "doi.org/"] {
        if begins(doi, start) {
            doi = &doi[start.len()..];
        }
    }
    let rest = doi.strip_prefix("10.")?;
    let is_sound =
        rest.contains('/') && !rest.contains(|c: char| c.is_whitespace() || c.is_control());
    is_sound.then_some(doi)
}

/// The events of a text, with lookahead where it is needed: keeping all of them at once would take
/// ten times the memory of the text.
pub(super) struct Events<'e, I> {
    pub(super) parser: I,
    pub(super) ahead: VecDeque<SpannedEvent<'e>>,
}

impl<'e, I: Iterator<Item = SpannedEvent<'e>>> Events<'e, I> {
    pub(super) fn next(&mut self) -> Option<SpannedEvent<'e>> {
        self.ahead.pop_front().or_else(|| self.parser.next())
    }

    /// Whether the paragraph that has just begun contains only one image: such an image is a
    /// figure, with the title as its caption.
    pub(super) fn is_figure(&mut self) -> bool {
        if self.ahead.is_empty() {
            self.ahead.extend(self.parser.next());
        }
        if !matches!(self.ahead.front(), Some((Event::Start(Tag::Image { .. }), _))) {
            return false;
        }
        let mut depth = 0usize;
        let mut index = 0;
        loop {
            if index == self.ahead.len() {
                let Some(event) = self.parser.next() else { return false };
                self.ahead.push_back(event);
            }
            match &self.ahead[index].0 {
                Event::Start(Tag::Image { .. }) => depth += 1,
                Event::End(TagEnd::Image) => depth -= 1,
                Event::End(TagEnd::Paragraph) => {
                    return depth == 0
                        && index > 0
                        && matches!(self.ahead[index - 1].0, Event::End(TagEnd::Image));
                }
                // With anything beside the image, it is an ordinary paragraph.
                _ if depth == 0 => return false,
                _ => {}
            }
            index += 1;
        }
    }
}

/// Whether a text has headings of the first level. A page has a single first-level heading, its
/// title, so if a text uses the first level, all its headings are moved down by one.
pub(super) fn has_top(text: &str, markdown: Markdown) -> bool {
    // A single `#` before a space or the end of a line, or a run of `=` that ends a line: few texts
    // contain either, anywhere.
    let bytes = text.as_bytes();
    let ends_line = |rest: &[u8]| {
        rest.iter().find(|byte| !matches!(byte, b' ' | b'\t')).is_none_or(|byte| *byte == b'\n')
    };
    let may_have = memchr::memchr2_iter(b'#', b'=', bytes).any(|at| {
        let is_first = at == 0 || bytes[at - 1] != bytes[at];
        let length = bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count();
        let rest = &bytes[at + length..];
        is_first
            && if bytes[at] == b'#' {
                length == 1 && rest.first().is_none_or(u8::is_ascii_whitespace)
            } else {
                ends_line(rest)
            }
    });
    may_have
        && Parser::new_ext(text, options(markdown)).any(|event| {
            matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }))
        })
}

/// Whether a tag begins a block, so that the text before it has ended.
pub(super) fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(
        tag,
        Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

/// Whether the end of a tag ends a block.
pub(super) fn ends_block(tag: TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// The address that references to notes in another form of Unicode have for the parser.
pub(super) const NOTE: &str = "note:";

/// Whether a link is a reference to a note whose label the parser takes for another one.
pub(super) fn is_note(link_type: LinkType, dest: &str) -> bool {
    dest == NOTE && matches!(link_type, LinkType::ShortcutUnknown | LinkType::CollapsedUnknown)
}

/// Whether a link is a citation: a reference without a definition in the text.
pub(super) fn is_citation(link_type: LinkType, dest: &str) -> bool {
    dest == CITATION
        && matches!(
            link_type,
            LinkType::ShortcutUnknown | LinkType::CollapsedUnknown | LinkType::ReferenceUnknown
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_are_cited_by_ids_and_dois() {
        let keys = |text: &str| {
            let keys = cite_keys(text)?.into_iter();
            Some(keys.map(|(id, at)| format!("{id}|{}", at.unwrap_or(""))).collect::<Vec<_>>())
        };
        for doi in [
            "doi:10.1016/S0140-6736(20)30183-5",
            "doi:10.1002/(SICI)1096-8628(19960329)62:4<311::AID-AJMG1>3.0.CO;2-K",
            "doi:10.1175/1520-0485(2002)032<0870:CT>2.0.CO;2",
            "doi:10.1000/456#789",
            "doi:10.1002/a+b",
        ] {
            assert_eq!(keys(&format!("@{doi}")), Some(vec![format!("{doi}|")]));
            let two = vec![format!("{doi}|p. 3"), "other|".to_owned()];
            assert_eq!(keys(&format!("@{doi}, p. 3; @other")), Some(two));
        }
        assert_eq!(keys("@a, @b"), Some(vec!["a|".to_owned(), "b|".to_owned()]));
        assert_eq!(keys("@a, p. 3,@b"), Some(vec!["a|p. 3".to_owned(), "b|".to_owned()]));
        assert_eq!(keys("@a;@b, p. 1"), Some(vec!["a|".to_owned(), "b|p. 1".to_owned()]));
        for doi in
            ["https://doi.org/10.1000/x(1)", "http://dx.doi.org/10.1000/x(1)", "10.1000/x(1)"]
        {
            assert_eq!(keys(&format!("@{doi}")), Some(vec![format!("{doi}|")]));
            assert_eq!(stated_doi(doi), Some("10.1000/x(1)"));
        }
        for text in ["@a; b", "a", "@", "@a;", "@a b", "@doi:10.1000/a b", "@a<b>"] {
            assert_eq!(keys(text), None, "{text}");
        }
    }

    #[test]
    fn headings_of_the_first_level() {
        let markdown = Markdown::default();
        for text in [
            "# Top",
            "a\n\n> # Quoted\n",
            "- # In a list\n",
            "1. # In a list\n",
            "Top\n===\n",
            "[^1]: # Note\n",
            "Term\n: # Top\n",
            "#",
        ] {
            assert!(has_top(text, markdown), "{text:?}");
        }
        for text in
            ["", "## Below", "a # b", "a = b", "`# code`", "```\n# code\n```\n", "#tag", "a\n---\n"]
        {
            assert!(!has_top(text, markdown), "{text:?}");
        }
    }
}
