//! [`HtmlPieces`]: HTML inside Markdown, with the places of its bytes in the source.
//!
//! Must not know what is done with the HTML.

use std::ops::Range;

/// HTML from one or more pieces of a source. In a block quote or list, the lines of an HTML block
/// begin with signs that are not part of the HTML.
#[derive(Default)]
pub(crate) struct HtmlPieces {
    /// The HTML of all pieces.
    pub(crate) html: String,
    /// Where each piece begins in `html`, and where it is in the source.
    pieces: Vec<(usize, Range<usize>)>,
}

impl HtmlPieces {
    /// Adds a piece.
    pub(crate) fn push(&mut self, source: &str, span: Range<usize>) {
        self.pieces.push((self.html.len(), span.clone()));
        self.html.push_str(&source[span]);
    }

    /// The range in the source from the first to the last byte of a range in the HTML.
    pub(crate) fn in_source(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| {
            let index = self.pieces.partition_point(|(start, _)| *start <= at).saturating_sub(1);
            self.pieces.get(index).map_or(at, |(start, span)| span.start + at - start)
        };
        let start = place(range.start);
        if range.is_empty() { start..start } else { start..place(range.end - 1) + 1 }
    }
}
