//! [`LiteralElements`]: whether the text at an event is inside raw HTML whose text is not prose, or
//! inside a code block. There everything stays as it was written.

use offprint_base::{HtmlToken, visit_html};
use pulldown_cmark::{Event, Tag, TagEnd};

const NAMES: [&str; 11] =
    ["code", "kbd", "math", "pre", "samp", "script", "style", "svg", "textarea", "tt", "xmp"];

/// The open elements of a text, followed event by event.
#[derive(Default)]
pub(super) struct LiteralElements {
    elements: usize,
    links: usize,
    is_code_block: bool,
}

impl LiteralElements {
    /// Follows the next event.
    pub(super) fn follow(&mut self, event: &Event<'_>) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => self.follow_html(html),
            Event::Start(Tag::CodeBlock(_)) => self.is_code_block = true,
            Event::End(TagEnd::CodeBlock) => self.is_code_block = false,
            _ => {}
        }
    }

    fn follow_html(&mut self, html: &str) {
        visit_html(html, |token| match token {
            HtmlToken::Start(tag) if tag.is_self_closing => {}
            HtmlToken::Start(tag) if tag.name == "a" => self.links += 1,
            HtmlToken::Start(tag) if NAMES.contains(&tag.name) => self.elements += 1,
            HtmlToken::End("a", _) => self.links = self.links.saturating_sub(1),
            HtmlToken::End(name, _) if NAMES.contains(&name) => {
                self.elements = self.elements.saturating_sub(1);
            }
            _ => {}
        });
    }

    /// Whether text stays as it was written.
    pub(super) fn is_literal(&self) -> bool {
        self.elements > 0 || self.is_code_block
    }

    /// Whether there can be no link.
    pub(super) fn forbids_links(&self) -> bool {
        self.is_literal() || self.links > 0
    }
}
