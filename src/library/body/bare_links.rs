//! [`BareLinks`]: the events of a text, with links for addresses that are written without markup.
//!
//! Where addresses are is known from the source. Here they become links, unless they are in code or
//! in another link. Must not decide what an address is: that is in `bare_addresses`.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::bare_addresses::{AddressKind, BareAddress};
use super::events::SpannedEvent;
use super::literal_elements::LiteralElements;

/// The events of a text with links for its addresses.
pub(super) struct BareLinks<'e, I> {
    events: I,
    /// The text without the front matter.
    text: &'e str,
    /// The addresses that have not been reached.
    addresses: &'e [BareAddress],
    /// Events that were read ahead.
    ready: VecDeque<SpannedEvent<'e>>,
    literal: LiteralElements,
    /// How many links and images are open.
    open: usize,
}

impl<'e, I: Iterator<Item = SpannedEvent<'e>>> BareLinks<'e, I> {
    pub(super) fn new(events: I, text: &'e str, addresses: &'e [BareAddress]) -> Self {
        Self {
            events,
            text,
            addresses,
            ready: VecDeque::new(),
            literal: LiteralElements::default(),
            open: 0,
        }
    }

    fn fetch(&mut self) -> Option<SpannedEvent<'e>> {
        self.ready.pop_front().or_else(|| self.events.next())
    }

    /// The first address in a range of the source; those before it were in something else than
    /// text.
    fn address_within(&mut self, span: &Range<usize>) -> Option<&'e BareAddress> {
        while let Some((first, rest)) = self.addresses.split_first() {
            if first.span.start >= span.start {
                return (first.span.start < span.end).then_some(first);
            }
            self.addresses = rest;
        }
        None
    }

    /// Reads the text of an address, which the parser splits at every sign that could be markup.
    /// Returns the events before the link, and the link if all of the address is text.
    fn read_address(
        &mut self,
        address: &BareAddress,
        first: SpannedEvent<'e>,
    ) -> Option<(VecDeque<SpannedEvent<'e>>, Cow<'e, str>)> {
        let mut parts: VecDeque<SpannedEvent<'e>> = VecDeque::from([first]);
        let is_text = loop {
            let (event, span) = parts.back()?;
            if !matches!(event, Event::Text(_)) {
                break false;
            }
            if span.end >= address.span.end {
                break true;
            }
            let end = span.end;
            let Some(next) = self.fetch() else { break false };
            // Between two texts there may be the backslash of an escaped sign.
            let is_next = next.1.start == end
                || next.1.start == end + 1 && self.text[end..].starts_with('\\');
            parts.push_back(next);
            if !is_next {
                break false;
            }
        };
        let shown = if is_text { self.shown(address, &parts) } else { None };
        match shown {
            Some(shown) => Some((parts, shown)),
            None => {
                for part in parts.into_iter().rev() {
                    self.ready.push_front(part);
                }
                None
            }
        }
    }

    /// The address as it is shown: as in the source, with character references resolved.
    fn shown(
        &self,
        address: &BareAddress,
        parts: &VecDeque<SpannedEvent<'e>>,
    ) -> Option<Cow<'e, str>> {
        let source = &self.text[address.span.clone()];
        if !source.contains(['&', '\\']) {
            return Some(Cow::Borrowed(source));
        }
        let mut shown = String::with_capacity(source.len());
        for (event, span) in parts {
            let Event::Text(text) = event else { return None };
            let inner = span.start.max(address.span.start)..span.end.min(address.span.end);
            let source = &self.text[inner.clone()];
            if is_reference(source) && inner == *span {
                shown.push_str(text);
            } else {
                shown.push_str(source);
            }
        }
        Some(Cow::Owned(shown))
    }

    /// Puts the part of a text that is not in the address back into the events.
    fn cut(&self, (event, span): SpannedEvent<'e>, part: Range<usize>) -> Option<SpannedEvent<'e>> {
        if part.is_empty() {
            return None;
        }
        if part == span {
            return Some((event, span));
        }
        Some((Event::Text(CowStr::Borrowed(&self.text[part.clone()])), part))
    }

    fn push_link(
        &mut self,
        address: &BareAddress,
        mut parts: VecDeque<SpannedEvent<'e>>,
        shown: Cow<'e, str>,
    ) {
        let span = address.span.clone();
        let last = parts.pop_back();
        let mut queue: Vec<SpannedEvent<'e>> = Vec::new();
        let first = parts.pop_front().or_else(|| last.clone());
        if let Some(first) = first {
            let before = first.1.start..span.start.max(first.1.start);
            queue.extend(self.cut(first, before));
        }
        let text = |shown: Cow<'e, str>| match shown {
            Cow::Borrowed(text) => CowStr::Borrowed(text),
            Cow::Owned(text) => CowStr::from(text),
        };
        if self.open > 0 || self.literal.forbids_links() {
            queue.push((Event::Text(text(shown)), span.clone()));
        } else {
            let (link_type, dest) = match address.kind {
                AddressKind::Url => (LinkType::Autolink, text(shown.clone())),
                AddressKind::Www => (LinkType::Autolink, CowStr::from(format!("http://{shown}"))),
                AddressKind::Mail => {
                    let mail = shown.strip_prefix("mailto:").unwrap_or(&shown).to_owned();
                    (LinkType::Email, CowStr::from(mail))
                }
            };
            let (title, id) = (CowStr::Borrowed(""), CowStr::Borrowed(""));
            let tag = Tag::Link { link_type, dest_url: dest, title, id };
            queue.push((Event::Start(tag), span.clone()));
            queue.push((Event::Text(text(shown)), span.clone()));
            queue.push((Event::End(TagEnd::Link), span.clone()));
        }
        if let Some(last) = last {
            let after = span.end.min(last.1.end)..last.1.end;
            queue.extend(self.cut(last, after));
        }
        for event in queue.into_iter().rev() {
            self.ready.push_front(event);
        }
    }
}

impl<'e, I: Iterator<Item = SpannedEvent<'e>>> Iterator for BareLinks<'e, I> {
    type Item = SpannedEvent<'e>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.addresses.is_empty() && self.ready.is_empty() {
            return self.events.next();
        }
        loop {
            let (event, span) = self.fetch()?;
            if matches!(event, Event::Text(_))
                && !self.literal.is_literal()
                && let Some(address) = self.address_within(&span)
            {
                self.addresses = &self.addresses[1..];
                if let Some((parts, shown)) = self.read_address(address, (event, span)) {
                    self.push_link(address, parts, shown);
                }
                continue;
            }
            self.literal.follow(&event);
            match &event {
                Event::Start(Tag::Link { .. } | Tag::Image { .. }) => self.open += 1,
                Event::End(TagEnd::Link | TagEnd::Image) => self.open -= 1,
                _ => {}
            }
            return Some((event, span));
        }
    }
}

/// Whether a part of a source is a character reference.
fn is_reference(source: &str) -> bool {
    source.len() > 2 && source.starts_with('&') && source.ends_with(';')
}
