//! [`SmartQuotes`]: the events of a text, with the quotation marks of its language, apostrophes and
//! primes in place of the marks that `pulldown-cmark` chooses.
//!
//! The parser makes an event of each straight mark, which is known by its place in the source. Only
//! the rest of a block with such a mark is looked at; everything else passes unchanged. Must not
//! decide what a mark means: that is in `straight_marks`.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::events::{SpannedEvent, ends_block, is_block, is_citation, is_note};
use super::literal_elements::LiteralElements;
use super::quotation_marks::QuotationMarks;
use super::straight_marks::{Meaning, OBJECT, meanings};

/// The events of a text with the right quotation marks.
pub(super) struct SmartQuotes<'e, I> {
    events: I,
    /// The text without the front matter.
    text: &'e str,
    /// `None` if the marks stay as they were written.
    marks: Option<QuotationMarks>,
    /// The rest of the current block, if it has marks.
    ready: VecDeque<SpannedEvent<'e>>,
    /// The last character of the text before.
    before: char,
    literal: LiteralElements,
    /// Whether the current link is a citation, which shows no text of the source.
    is_citation: bool,
}

impl<'e, I: Iterator<Item = SpannedEvent<'e>>> SmartQuotes<'e, I> {
    pub(super) fn new(events: I, text: &'e str, marks: Option<QuotationMarks>) -> Self {
        Self {
            events,
            text,
            marks,
            ready: VecDeque::new(),
            before: ' ',
            literal: LiteralElements::default(),
            is_citation: false,
        }
    }

    /// The next event of the parser.
    fn fetch(&mut self) -> Option<SpannedEvent<'e>> {
        let (event, span) = self.events.next()?;
        if self.literal.is_literal() && matches!(event, Event::Text(_)) {
            let source = &self.text[span.clone()];
            if source.bytes().all(|byte| matches!(byte, b'"' | b'\'' | b'-' | b'.')) {
                return Some((Event::Text(CowStr::Borrowed(source)), span));
            }
        }
        self.literal.follow(&event);
        Some((event, span))
    }

    /// Whether an event is a straight mark.
    fn is_mark(&self, event: &Event<'_>, span: &Range<usize>) -> bool {
        let Event::Text(shown) = event else { return false };
        // An escaped mark is shown as it is in the source.
        span.len() == 1
            && matches!(self.text.as_bytes()[span.start], b'"' | b'\'')
            && !shown.is_ascii()
            && !self.is_citation
    }

    /// What an event adds to the text around marks.
    fn visible<'t>(&mut self, event: &'t Event<'_>) -> &'t str {
        match event {
            Event::Text(_) if self.is_citation => "",
            Event::Text(text) => text,
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => OBJECT,
            Event::SoftBreak | Event::HardBreak | Event::TaskListMarker(_) => " ",
            Event::InlineHtml(html) => {
                let is_break = html.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br"));
                if is_break { " " } else { "" }
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                self.is_citation =
                    is_citation(*link_type, dest_url) || is_note(*link_type, dest_url);
                // A quotation ends before a citation or a footnote, as before punctuation.
                if self.is_citation { ")" } else { "" }
            }
            Event::FootnoteReference(_) => ")",
            Event::End(TagEnd::Link) => {
                self.is_citation = false;
                ""
            }
            Event::Start(Tag::Image { .. }) => " ",
            Event::End(TagEnd::Image) => OBJECT,
            Event::Start(_) | Event::End(_) | Event::Html(_) | Event::Rule => "",
        }
    }

    /// Reads the rest of the block that begins with a mark, and decides what its marks mean.
    fn read_block(&mut self, marks: QuotationMarks, first: SpannedEvent<'e>) {
        let mut text = String::from(self.before);
        let (mut indices, mut places) = (Vec::new(), Vec::new());
        let mut next = Some(first);
        while let Some((event, span)) = next {
            if self.is_mark(&event, &span) {
                indices.push(self.ready.len());
                places.push(text.len());
                text.push_str(&self.text[span.clone()]);
            } else {
                text.push_str(self.visible(&event));
            }
            let is_end = is_boundary(&event);
            self.ready.push_back((event, span));
            next = if is_end { None } else { self.fetch() };
        }
        self.before = ' ';
        for ((index, at), meaning) in indices.iter().zip(&places).zip(meanings(&text, &places)) {
            let is_space = |side: Option<char>| side.is_none_or(char::is_whitespace);
            let has_gap = match meaning {
                Meaning::Open => is_space(text[at + 1..].chars().next()),
                _ => is_space(text[..*at].chars().next_back()),
            };
            let is_double = text.as_bytes()[*at] == b'"';
            let shown = marks.shown(is_double, meaning, has_gap);
            self.ready[*index].0 = Event::Text(CowStr::Borrowed(shown));
        }
    }
}

impl<'e, I: Iterator<Item = SpannedEvent<'e>>> Iterator for SmartQuotes<'e, I> {
    type Item = SpannedEvent<'e>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(next) = self.ready.pop_front() {
            return Some(next);
        }
        let Some(marks) = self.marks else { return self.events.next() };
        let (event, span) = self.fetch()?;
        if self.is_mark(&event, &span) {
            self.read_block(marks, (event, span));
            return self.ready.pop_front();
        }
        if is_boundary(&event) {
            self.before = ' ';
        } else if let Some(last) = self.visible(&event).chars().next_back() {
            self.before = last;
        }
        Some((event, span))
    }
}

/// Whether an event begins or ends a block, so that quotations end.
fn is_boundary(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => is_block(tag),
        Event::End(tag) => ends_block(*tag),
        Event::Html(_) | Event::Rule => true,
        _ => false,
    }
}
