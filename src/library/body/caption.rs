//! Captions: the title of an image that is alone in its paragraph is Markdown, read like the text
//! around it.
//!
//! The parser returns a title as plain text, so it is found in the source and parsed once more.

use std::borrow::Cow;
use std::ops::Range;

use offprint_base::{is_escaped, name_key};
use pulldown_cmark::{BrokenLink, CowStr, Event, Parser, TagEnd};

use super::events::{CITATION, cite_keys, options};
use super::inline_signs::InlineSigns;
use super::literal_signs::mask_literal_signs;
use super::typeset::typeset;
use super::{BodyWriter, OpenImage};

/// Precedes a caption, so that it begins no list, heading or quotation.
const GUARD: &str = "\u{a0}";

impl BodyWriter<'_> {
    /// Writes the caption of a figure.
    pub(super) fn caption(&mut self, image: &OpenImage) {
        let text = self.text;
        let span = match self.definitions.get(&name_key(&image.label)) {
            Some(definition) if !image.label.is_empty() => definition.span.clone(),
            _ => image.span.clone(),
        };
        // A caption of several lines may contain the marks of a quotation or a list.
        let place = title_place(text, span).filter(|place| !text[place.clone()].contains('\n'));
        let (caption, removed) = match &place {
            Some(place) => without_escaped_quotes(text, place),
            None => (image.title.replace('\n', " "), Vec::new()),
        };
        let guarded = format!("{GUARD}{caption}{}", used_notes(&caption, text));
        let signs = InlineSigns::find(&guarded, self.markdown);
        let masked = mask_literal_signs(&guarded, self.markdown, &signs);
        let is_masked = matches!(masked, Cow::Owned(_));
        let definitions = std::mem::take(&mut self.definitions);
        let mut unresolved = |link: BrokenLink<'_>| {
            let found = definitions.get(&name_key(&link.reference));
            found.map(|found| (found.address.clone().into(), found.title.clone().into())).or_else(
                || {
                    cite_keys(&link.reference)
                        .map(|_| (CowStr::Borrowed(CITATION), CowStr::Borrowed("")))
                },
            )
        };
        let parser = Parser::new_with_broken_link_callback(
            &masked,
            options(self.markdown),
            Some(&mut unresolved),
        );
        let events = typeset(parser.into_offset_iter(), &guarded, is_masked, &signs, self.marks);
        // The first event is the start of the paragraph.
        let events = events.skip(1).map(|(event, span)| {
            // Tags are text, as in the title that other programs show.
            let event = match event {
                Event::InlineHtml(html) => Event::Text(html),
                event => event,
            };
            let span = match &place {
                Some(place) => in_source(place.start, &removed, &span),
                // Checks of the text would read the source of the image.
                None if matches!(event, Event::Text(_)) => image.span.start..image.span.start,
                None => image.span.clone(),
            };
            (event, span)
        });
        let mut is_first = true;
        self.caption = place.clone().unwrap_or_default();
        for (event, span) in events {
            let event = match event {
                Event::End(TagEnd::Paragraph) => break,
                Event::Text(shown) if std::mem::take(&mut is_first) => {
                    Event::Text(shown.strip_prefix(GUARD).unwrap_or(&shown).to_owned().into())
                }
                event => event,
            };
            self.write_event(&event, &span, text);
        }
        self.definitions = definitions;
    }
}

/// Where a part of a caption is in the source, in which backslashes were removed at some places.
fn in_source(start: usize, removed: &[usize], part: &Range<usize>) -> Range<usize> {
    let begin = part.start.saturating_sub(GUARD.len());
    let end = part.end.saturating_sub(GUARD.len());
    start + begin + removed.partition_point(|at| *at <= begin)
        ..start + end + removed.partition_point(|at| *at < end)
}

/// The most footnotes that one caption refers to.
const MOST_NOTES: usize = 20;

/// Definitions for the footnotes that a caption refers to: without one in the same text, the
/// parser does not see a reference.
fn used_notes(caption: &str, text: &str) -> String {
    let mut notes = String::new();
    for (at, _) in caption.match_indices("[^").take(MOST_NOTES) {
        let Some(length) = caption[at..].find(']') else { break };
        let mark = &caption[at..=at + length];
        if text.contains(&format!("{mark}:")) {
            notes.push_str(&format!("\n\n{mark}: x"));
        }
    }
    notes
}

/// Where the title at the end of an image or a link definition is, without its quotation marks.
fn title_place(text: &str, span: Range<usize>) -> Option<Range<usize>> {
    let source = text.get(span.clone())?.trim_end();
    // The bracket that ends an image; a definition has none.
    let source =
        if source.starts_with('!') { source.strip_suffix(')')?.trim_end() } else { source };
    let close = source.chars().next_back()?;
    let open = match close {
        '"' | '\'' => close,
        ')' => '(',
        _ => return None,
    };
    let end = source.len() - 1;
    let mut starts = source[..end].rmatch_indices(open).map(|(at, _)| at);
    let start = starts.find(|at| !is_escaped(source, *at))?;
    Some(span.start + start + 1..span.start + end)
}

/// A title with its quotation marks: inside them, they can only be written with a backslash.
/// Returns also where backslashes were removed.
fn without_escaped_quotes(text: &str, place: &Range<usize>) -> (String, Vec<usize>) {
    let quote = text[place.end..].chars().next().filter(|quote| matches!(quote, '"' | '\''));
    let mut title = String::with_capacity(place.len());
    let mut removed = Vec::new();
    let mut characters = text[place.clone()].chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        if c == '\\' && next.is_some() && next == quote {
            removed.push(title.len());
            continue;
        }
        title.push(c);
        // The character after another backslash is escaped, whatever it is.
        if c == '\\' {
            title.extend(characters.next());
        }
    }
    (title, removed)
}

#[cfg(test)]
mod tests {
    use super::{title_place, without_escaped_quotes};

    #[track_caller]
    fn check(source: &str, expect: Option<&str>) {
        let text = format!("ab {source}");
        let found = title_place(&text, 3..text.len());
        assert_eq!(found.map(|place| &text[place]), expect);
    }

    #[test]
    fn titles_are_found() {
        check("![a](b.png \"c *d*\")", Some("c *d*"));
        check("![a](b.png 'c \"d\"' )", Some("c \"d\""));
        check("![a](b.png \"c \\\"d\\\"\")", Some("c \\\"d\\\""));
        check("![a](b.png (c))", Some("c"));
        check("[a]: b.png \"c\"\n", Some("c"));
        check("![a][b]", None);
        check("![a](b.png)", None);
    }

    #[test]
    fn quotes_in_titles() {
        let text = r#"x "a \"b\" c\\" y"#;
        let (title, removed) = without_escaped_quotes(text, &(3..text.len() - 3));
        assert_eq!(title, r#"a "b" c\\"#);
        assert_eq!(removed, [2, 4]);
    }
}
