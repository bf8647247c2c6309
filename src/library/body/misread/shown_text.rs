//! [`ShownText`]: the text of one block as readers see it, in which what the parser has read as markup is
//! replaced, so that only signs are left that it took for text.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

/// Stands for a byte of something that the parser has read: code, a formula, a link, a tag.
pub(super) const READ: char = '\u{1f}';

/// Stands for a byte of a sign after a backslash.
const ESCAPED: char = '\u{1e}';

/// How far a rule looks: what CommonMark allows for labels. Without a limit, a text of signs would take
/// quadratic time.
const LONGEST: usize = 999;

/// The beginning of a text, as far as a rule looks at it.
pub(super) fn near(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The end of the text before a place, as far as a rule looks at it.
pub(super) fn before(text: &str, at: usize) -> &str {
    let mut start = at.saturating_sub(LONGEST);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..at]
}

/// A block of text that is not yet complete.
#[derive(Default)]
pub(super) struct OpenText {
    span: Option<Range<usize>>,
    /// What the parser has read in it, in no order.
    read: Vec<Range<usize>>,
}

/// The text of a block; every byte keeps its place.
pub(super) struct ShownText {
    /// Where it begins in the source.
    pub(super) start: usize,
    /// The text without what was read, and without signs after a backslash.
    pub(super) text: String,
}

impl OpenText {
    /// Adds an event within a block.
    pub(super) fn add(&mut self, event: &Event<'_>, span: &Range<usize>, text: &str) {
        match &mut self.span {
            Some(block) => {
                block.start = block.start.min(span.start);
                block.end = block.end.max(span.end);
            }
            None => self.span = Some(span.clone()),
        }
        let marks = |length: usize| {
            let length = length.min(span.len());
            [span.start..span.start + length, span.end - length..span.end]
        };
        match event {
            Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::Start(Tag::Image { .. }) => self.read.push(span.clone()),
            Event::Start(Tag::Link { link_type, .. }) => {
                // An address without markup may be part of a link that the parser has not read.
                let is_bare = matches!(link_type, LinkType::Autolink | LinkType::Email)
                    && !text[span.clone()].starts_with('<');
                if !is_bare {
                    self.read.push(span.clone());
                }
            }
            Event::Start(Tag::Strong) => self.read.extend(marks(2)),
            Event::Start(Tag::Emphasis | Tag::Superscript | Tag::Subscript) => {
                self.read.extend(marks(1));
            }
            Event::Start(Tag::Strikethrough) => {
                self.read.extend(marks(if text[span.clone()].starts_with("~~") { 2 } else { 1 }));
            }
            _ => {}
        }
    }

    /// Where the block is so far.
    pub(super) fn span(&self) -> Option<Range<usize>> {
        self.span.clone()
    }

    /// The block, now that it has ended; nothing if it contains no sign that may be a mark.
    pub(super) fn end(&mut self, text: &str) -> Option<ShownText> {
        let read = std::mem::take(&mut self.read);
        let mut span = self.span.take()?;
        // The backslash before a sign is not part of its event.
        if text[..span.start].ends_with('\\') {
            span.start -= 1;
        }
        let source = &text[span.clone()];
        let may_be_mark = |byte: &u8| b"[]~`<#+".contains(byte);
        if !source.bytes().any(|byte| may_be_mark(&byte)) {
            return None;
        }
        let mut bytes = source.as_bytes().to_vec();
        for part in read {
            bytes[part.start - span.start..part.end - span.start].fill(READ as u8);
        }
        let mut at = 0;
        while at + 1 < bytes.len() {
            if bytes[at] == b'\\' && bytes[at + 1].is_ascii_punctuation() {
                bytes[at..at + 2].fill(ESCAPED as u8);
                at += 1;
            }
            at += 1;
        }
        // Complete characters were replaced.
        let text = String::from_utf8(bytes).ok()?;
        Some(ShownText { start: span.start, text })
    }
}

impl ShownText {
    /// A part of the text as a place in the source.
    pub(super) fn place(&self, part: Range<usize>) -> Range<usize> {
        self.start + part.start..self.start + part.end
    }

    /// The lines without the marks of quotations, each with where it begins in the text.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut start = 0;
        self.text.split_inclusive('\n').map(move |line| {
            let content = if start == 0 { line } else { line.trim_start_matches([' ', '\t', '>']) };
            let at = start + line.len() - content.len();
            start += line.len();
            (at, content.trim_end())
        })
    }
}
