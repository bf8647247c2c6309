//! [`Scripts`]: the events of a text, with subscripts and superscripts for `H~2~O` and `10^6^`.
//!
//! Where the signs are is known from the source (`offprint_base::script_spans`). The parser's own
//! extension is not used: it takes `x^2 and y^2` for a superscript, and `Na^+^` for none.

use std::collections::VecDeque;
use std::ops::Range;

use offprint_base::ScriptSpan;
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::events::{SpannedEvent, ends_block, is_block};
use super::literal_elements::LiteralElements;

/// The events of a text with its subscripts and superscripts.
pub(super) struct Scripts<'e, I> {
    events: I,
    /// Those that have not been reached.
    spans: &'e [ScriptSpan],
    /// The one that is open.
    open: Option<&'e ScriptSpan>,
    /// Events that were read ahead.
    ready: VecDeque<SpannedEvent<'e>>,
    literal: LiteralElements,
}

impl<'e, I: Iterator<Item = SpannedEvent<'e>>> Scripts<'e, I> {
    pub(super) fn new(events: I, spans: &'e [ScriptSpan]) -> Self {
        Self {
            events,
            spans,
            open: None,
            ready: VecDeque::new(),
            literal: LiteralElements::default(),
        }
    }

    /// The first subscript or superscript that begins in a range of the source; those before it
    /// were in something else than text.
    fn span_within(&mut self, place: &Range<usize>) -> Option<&'e ScriptSpan> {
        while let Some((first, rest)) = self.spans.split_first() {
            if first.open >= place.start {
                return (first.open < place.end).then_some(first);
            }
            self.spans = rest;
        }
        None
    }

    /// Whether the second sign is in a text of the same block that is in the same elements.
    fn is_closed(&mut self, script: &ScriptSpan) -> bool {
        let mut depth = 0_usize;
        for index in 0.. {
            if index == self.ready.len() {
                let Some(next) = self.events.next() else { return false };
                self.ready.push_back(next);
            }
            let (event, place) = &self.ready[index];
            match event {
                Event::Text(text) if place.contains(&script.close) => {
                    return depth == 0 && text.len() == place.len();
                }
                Event::Start(tag) if is_block(tag) => return false,
                Event::End(tag) if ends_block(*tag) || depth == 0 => return false,
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Text(_) => {}
                _ => return false,
            }
            if place.start > script.close {
                return false;
            }
        }
        false
    }

    /// Replaces the sign at a byte of a text by a tag. The rest of the text is read again.
    fn split(
        &mut self,
        (text, place): (CowStr<'e>, Range<usize>),
        at: usize,
        tag: Event<'e>,
    ) -> SpannedEvent<'e> {
        let (before, after) = split_text(text, at - place.start);
        if at + 1 < place.end {
            self.ready.push_front((Event::Text(after), at + 1..place.end));
        }
        if before.is_empty() {
            return (tag, at..at + 1);
        }
        self.ready.push_front((tag, at..at + 1));
        (Event::Text(before), place.start..at)
    }
}

impl<'e, I: Iterator<Item = SpannedEvent<'e>>> Iterator for Scripts<'e, I> {
    type Item = SpannedEvent<'e>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.spans.is_empty() && self.ready.is_empty() && self.open.is_none() {
            return self.events.next();
        }
        let (event, place) = self.ready.pop_front().or_else(|| self.events.next())?;
        let text = match event {
            Event::Text(text) if text.len() == place.len() && !self.literal.is_literal() => text,
            event => {
                self.literal.follow(&event);
                return Some((event, place));
            }
        };
        if let Some(script) = self.open.filter(|script| place.contains(&script.close)) {
            self.open = None;
            let tag = if script.is_super { TagEnd::Superscript } else { TagEnd::Subscript };
            return Some(self.split((text, place), script.close, Event::End(tag)));
        }
        while self.open.is_none()
            && let Some(script) = self.span_within(&place)
        {
            self.spans = &self.spans[1..];
            if place.contains(&script.close) || self.is_closed(script) {
                self.open = Some(script);
                let tag = if script.is_super { Tag::Superscript } else { Tag::Subscript };
                return Some(self.split((text, place), script.open, Event::Start(tag)));
            }
        }
        Some((Event::Text(text), place))
    }
}

/// A text before and after the sign at a byte.
fn split_text(text: CowStr<'_>, at: usize) -> (CowStr<'_>, CowStr<'_>) {
    match text {
        CowStr::Borrowed(text) => {
            (CowStr::Borrowed(&text[..at]), CowStr::Borrowed(&text[at + 1..]))
        }
        text => (text[..at].to_owned().into(), text[at + 1..].to_owned().into()),
    }
}
