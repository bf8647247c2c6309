//! [`RawPiece`]: a block or a tag of raw HTML as browsers get it, and where its bytes are in the
//! source.
//!
//! Within a quotation or a list, the lines of the source begin with markup that is not part of the
//! HTML, so neither can be read for the other. This module must not know what HTML means.

use std::ops::Range;

/// A piece of raw HTML.
#[derive(Default, Debug)]
pub(super) struct RawPiece {
    html: String,
    /// Where each line begins in `html` and in the source.
    lines: Vec<(usize, usize)>,
    /// The place of all of it, if a component wrote it.
    origin: Option<Range<usize>>,
}

impl RawPiece {
    /// A piece that the parser found at a place of a text.
    pub(super) fn new(html: &str, span: &Range<usize>, text: &str) -> Self {
        let mut piece = Self::default();
        piece.push(html, span, text);
        piece
    }

    /// A piece that a component wrote; all of it comes from the call.
    pub(super) fn written(html: &str, call: &Range<usize>) -> Self {
        Self { html: html.to_owned(), lines: Vec::new(), origin: Some(call.clone()) }
    }

    /// A part of the piece.
    pub(super) fn part(&self, part: Range<usize>) -> Self {
        let html = self.html[part.clone()].to_owned();
        let first = (0, self.place(part.start..part.end.min(part.start + 1)).start);
        let rest = self.lines.iter().filter(|(begin, _)| *begin > part.start && *begin < part.end);
        let rest = rest.map(|(begin, source)| (begin - part.start, *source));
        let lines = std::iter::once(first).chain(rest).collect();
        Self { html, lines, origin: self.origin.clone() }
    }

    /// Adds what the parser found next.
    pub(super) fn push(&mut self, html: &str, span: &Range<usize>, text: &str) {
        let mut end = span.start;
        let mut source = text[span.clone()].split_inclusive('\n');
        for line in html.split_inclusive('\n') {
            // Only the start of a line can contain other markup.
            let found = source.next().unwrap_or_default();
            let begin = end + found.len().saturating_sub(line.len());
            end += found.len();
            self.lines.push((self.html.len(), begin));
            self.html.push_str(line);
        }
    }

    /// The HTML.
    pub(super) fn html(&self) -> &str {
        &self.html
    }

    /// Where a part of the HTML is in the source.
    pub(super) fn place(&self, part: Range<usize>) -> Range<usize> {
        if let Some(origin) = &self.origin {
            return origin.clone();
        }
        let start = self.position(part.start);
        let end = match part.end.checked_sub(1) {
            Some(last) if part.end > part.start => self.position(last) + 1,
            _ => start,
        };
        start..end
    }

    fn position(&self, at: usize) -> usize {
        let line = self.lines.partition_point(|(begin, _)| *begin <= at);
        let (begin, source) = self.lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        source + at - begin
    }
}

#[cfg(test)]
mod tests {
    use pulldown_cmark::{Event, Parser, TagEnd};

    use super::*;

    /// The text of the source at each place of `part` in the raw HTML.
    #[track_caller]
    fn check(text: &str, part: &str, expect: &str) {
        let mut block: Option<RawPiece> = None;
        let mut found = Vec::new();
        let mut look = |piece: &RawPiece| {
            for (at, _) in piece.html().match_indices(part) {
                found.push(text[piece.place(at..at + part.len())].to_owned());
            }
        };
        for (event, span) in Parser::new(text).into_offset_iter() {
            match event {
                Event::Html(html) => block.get_or_insert_default().push(&html, &span, text),
                Event::InlineHtml(html) => look(&RawPiece::new(&html, &span, text)),
                Event::End(TagEnd::HtmlBlock) => look(&block.take().unwrap_or_default()),
                _ => {}
            }
        }
        assert_eq!(found, [expect], "{text}");
    }

    #[test]
    fn parts_are_found_in_the_source() {
        check("<img\nsrc=a>\n", "src=a", "src=a");
        check("> <div>\n> <img\n>   src=a>\n> </div>\n", "src=a", "src=a");
        check("> x <img\n> src=a> y\n", "src=a", "src=a");
        check("- a\n\n  <p>\n  <img src=a>\n", "src=a", "src=a");
        check("> > x <img alt=é\n> > src=a>\n", "src=a", "src=a");
        check("> <!-- a\n> b -->\n", "<!-- a\nb -->", "<!-- a\n> b -->");
    }
}
