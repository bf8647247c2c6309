//! [`MisreadWatch`]: finds text that Markdown reads otherwise than it looks in the source: code without an
//! end, signs that vanish because a line begins with them, numbers that are not shown.
//!
//! A rule decides by the structure of the text, not by lists of words, and leaves a form alone that
//! authors also use on purpose. This must know neither documents nor what is published, and changes
//! nothing.

mod addresses;
mod block_signs;
mod broken_letters;
mod definitions;
mod fences;
mod headings;
mod indented_prose;
mod link_remains;
mod list_numbers;
mod mark_remains;
mod misread_part;
mod shown_text;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

pub(super) use self::link_remains::spaced_address;
use self::misread_part::MisreadPart;
use self::shown_text::{OpenText, before};
use super::events::{ends_block, is_block};
use crate::diagnostic::Code;

/// A text in brackets that is a citation if its keys are those of works.
pub(super) type PossibleCitation = (Range<usize>, Vec<String>);

/// Follows the events of a text.
#[derive(Default)]
pub(super) struct MisreadWatch {
    /// What was found since the last call of [`Self::take`].
    found: Vec<MisreadPart>,
    /// Where the text of the last paragraph ends, if nothing but the ends of blocks followed.
    prose_end: Option<usize>,
    /// The lists that are open.
    lists: Vec<OpenList>,
    /// The number of list items that are open.
    items: usize,
    is_in_block_code: bool,
    /// The text of the current block.
    block: OpenText,
    /// The blocks of text and code so far.
    blocks: Vec<Range<usize>>,
    /// The texts in brackets that may be citations, each with its keys.
    citations: Vec<PossibleCitation>,
    /// The open heading and whether it has a text, and the level of the last one.
    heading: Option<(Range<usize>, bool)>,
    level: Option<u8>,
    /// The open links and quotations, each with whether it has content.
    links: Vec<(Range<usize>, bool)>,
    open_quotes: Vec<(Range<usize>, bool)>,
}

/// A list that is open.
struct OpenList {
    /// The number of its first item, if it is numbered.
    first: Option<u64>,
    /// The numbers that its items have in the source, each with its place.
    written: Vec<(u64, Range<usize>)>,
}

impl MisreadWatch {
    /// Looks at the next event of a text.
    pub(super) fn follow(&mut self, event: &Event<'_>, span: &Range<usize>, text: &str) {
        match event {
            Event::Start(tag) if is_block(tag) => self.end_block(text),
            Event::End(tag) if ends_block(*tag) => self.end_block(text),
            Event::Rule => self.end_block(text),
            // Headings in HTML have levels that are not known here.
            Event::Html(html) if html.contains("<h") => self.level = None,
            Event::Html(_) => {}
            _ if !self.is_in_block_code => self.block.add(event, span, text),
            _ => {}
        }
        self.note_content(event);
        match event {
            Event::Start(tag) => self.start(tag, span, text),
            Event::End(tag) => self.end(*tag, text),
            Event::Rule => self.prose_end = None,
            Event::InlineHtml(html) if html.starts_with("<!--") => {
                self.found.extend(mark_remains::nested_comment(
                    span.start,
                    &text[span.clone()],
                    text,
                ));
            }
            Event::Html(_) | Event::SoftBreak | Event::HardBreak => {}
            _ if !self.is_in_block_code => {
                self.prose_end = Some(span.end);
                if matches!(event, Event::Text(_)) {
                    self.found.extend(broken_letters::letter_fault(span, text));
                }
            }
            _ => {}
        }
    }

    /// Remembers that the open elements have content.
    fn note_content(&mut self, event: &Event<'_>) {
        if !matches!(event, Event::End(_)) {
            for (_, has_content) in
                self.links.last_mut().into_iter().chain(self.open_quotes.last_mut())
            {
                *has_content = true;
            }
            if let Some((_, has_content)) = &mut self.heading {
                *has_content = true;
            }
        }
    }

    /// Looks for marks in the text of a block that has ended.
    fn end_block(&mut self, text: &str) {
        self.blocks.extend(self.block.span());
        let Some(shown) = self.block.end(text) else { return };
        let line = before(text, shown.start).rsplit('\n').next().unwrap_or_default();
        self.found.extend(link_remains::link_faults(&shown));
        self.citations.extend(mark_remains::possible_citations(&shown));
        self.found.extend(mark_remains::mark_faults(&shown, line));
    }

    fn start(&mut self, tag: &Tag<'_>, span: &Range<usize>, text: &str) {
        let is_in_prose = || {
            let end = self.prose_end;
            end.is_some_and(|end| block_signs::continues_prose(end, span.start, text))
        };
        match tag {
            Tag::CodeBlock(kind) => {
                self.is_in_block_code = true;
                self.blocks.push(span.clone());
                self.found.extend(match kind {
                    CodeBlockKind::Fenced(_) => fences::fence_fault(span, text),
                    CodeBlockKind::Indented => indented_prose::indented_fault(span, text),
                });
            }
            Tag::BlockQuote(None) => {
                let outer = self.open_quotes.len();
                let fault = block_signs::quote_fault(span, text, is_in_prose(), outer);
                self.found.extend(fault);
                self.open_quotes.push((span.clone(), false));
            }
            Tag::BlockQuote(Some(_)) => self.open_quotes.push((span.clone(), false)),
            Tag::HtmlBlock => {
                self.blocks.push(span.clone());
                self.found.extend(mark_remains::nested_comment(
                    span.start,
                    &text[span.clone()],
                    text,
                ));
            }
            Tag::Link { dest_url, .. } => {
                self.found.extend(addresses::address_fault(dest_url, span));
                self.links.push((span.clone(), false));
            }
            Tag::Image { dest_url, .. } => {
                self.found.extend(addresses::address_fault(dest_url, span));
            }
            Tag::Heading { .. } => {
                self.heading = Some((span.clone(), false));
                let fault =
                    if is_in_prose() { block_signs::heading_fault(span, text) } else { None };
                self.found.extend(fault.or_else(|| block_signs::underline_fault(span, text)));
            }
            Tag::List(first) => {
                let list = OpenList { first: *first, written: Vec::new() };
                self.lists.push(list);
            }
            Tag::Item => {
                self.items += 1;
                if let Some(list) = self.lists.last_mut().filter(|list| list.first.is_some()) {
                    list.written.extend(list_numbers::item_number(span.start, text));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, text: &str) {
        match tag {
            TagEnd::CodeBlock => {
                self.is_in_block_code = false;
                self.prose_end = None;
            }
            TagEnd::Heading(level) => {
                self.prose_end = None;
                self.end_heading(level as u8, text);
            }
            TagEnd::Link => {
                if let Some((place, false)) = self.links.pop() {
                    self.found.push(MisreadPart::of(
                        Code::BrokenLink,
                        "this link has no text, so readers do not see it",
                        "write a text between the brackets: [text](address)",
                        place,
                    ));
                }
            }
            TagEnd::Table
            | TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionListTitle => self.prose_end = None,
            TagEnd::BlockQuote(_) => self.end_quote(text),
            TagEnd::Item => self.items -= 1,
            TagEnd::List(_) => {
                if let Some(list) = self.lists.pop() {
                    self.found.extend(list.fault(text));
                }
            }
            _ => {}
        }
    }

    fn end_heading(&mut self, level: u8, text: &str) {
        let Some((span, has_text)) = self.heading.take() else { return };
        // The headings in quotations and lists are not those of the text.
        let is_of_text = self.open_quotes.is_empty() && self.items == 0;
        let before = self.level.filter(|_| is_of_text);
        self.found.extend(headings::heading_fault(&span, text, has_text, level, before));
        if is_of_text {
            self.level = Some(level);
        }
    }

    fn end_quote(&mut self, text: &str) {
        let Some((span, has_content)) = self.open_quotes.pop() else { return };
        let quote = text[span.clone()].trim_end();
        let inner = quote.strip_prefix('>').unwrap_or(quote);
        let is_alert = inner.trim_start_matches(' ').starts_with("[!");
        if is_alert && !has_content {
            let place = span.start..span.start + quote.len();
            self.found.push(MisreadPart::of(
                Code::Shortcode,
                "this alert has no text",
                "begin each line of its text with >, without an empty line between them",
                place,
            ));
        }
    }

    /// Looks at what only the complete text shows.
    pub(super) fn finish(&mut self, text: &str) {
        self.end_block(text);
        self.blocks.sort_unstable_by_key(|block| block.start);
        self.found.extend(definitions::definition_faults(text, &self.blocks));
    }

    /// The possible citations since the last call.
    pub(super) fn take_citations(&mut self) -> Vec<PossibleCitation> {
        std::mem::take(&mut self.citations)
    }

    /// What was found since the last call.
    pub(super) fn take(&mut self) -> Vec<MisreadPart> {
        std::mem::take(&mut self.found)
    }
}

impl OpenList {
    /// What is wrong with the list, now that it has ended.
    fn fault(&self, text: &str) -> Option<MisreadPart> {
        list_numbers::number_fault(self.first?, &self.written, text)
    }
}
