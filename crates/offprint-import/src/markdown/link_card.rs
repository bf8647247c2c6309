//! Cards: links around a title, a description and the name of a site, as editors embed other pages.
//!
//! A card is one paragraph: the title is the link, and what else it says follows as text. Does not
//! judge whether a card belongs to the article.

use crate::html::dom::NodeId;
use crate::html::tag::Tag;
use crate::markdown::converter::{AnchorKind, MarkdownConverter};
use crate::markdown::escape;

/// A link with more text contains a part of the article.
const LONGEST_CARD: usize = 600;

impl MarkdownConverter<'_> {
    /// Writes a card, if a link is one.
    pub(super) fn link_card(&mut self, node: NodeId) -> bool {
        if !self.document.is(node, Tag::A) || self.is_in_cell || self.heading.is_some() {
            return false;
        }
        let Some(parts) = self.parts_of_card(node) else { return false };
        let AnchorKind::Link(target) = self.anchor(node) else { return false };
        self.flush();
        let mut words = parts.iter().map(|part| {
            let mut text = String::new();
            escape::push_text(&mut text, part);
            text
        });
        let title = words.next().unwrap_or_default();
        let rest: Vec<String> = words.collect();
        let separator = if rest.is_empty() { "" } else { ": " };
        self.push_block(format!("[{title}]({target}){separator}{}", rest.join(" · ")), false);
        true
    }

    /// What the blocks in a link say, each alone, without the address itself; None if it has fewer
    /// than two, or anything that is more than words.
    fn parts_of_card(&self, node: NodeId) -> Option<Vec<String>> {
        let document = self.document;
        let whole = document.text_within(node, LONGEST_CARD + 1).len();
        if whole > LONGEST_CARD {
            return None;
        }
        let href = document.attribute(node, "href").unwrap_or_default();
        let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).count();
        let mut parts = Vec::new();
        // The letters of the parts, and of the address where the card shows it.
        let mut found = 0;
        for inner in document.descendants(node) {
            let Some(tag) = document.tag(inner) else { continue };
            let is_icon = document
                .attribute(inner, "src")
                .or_else(|| document.attribute(inner, "class"))
                .is_some_and(|name| name.contains("icon"));
            match tag {
                Tag::Img if is_icon => {}
                Tag::Div | Tag::P | Tag::Section | Tag::Header | Tag::Footer => {}
                Tag::Span | Tag::Br | Tag::Svg => {}
                _ if tag.heading_level().is_some() => {}
                // Markup, pictures and notes are more than a card can keep.
                _ => return None,
            }
            let is_leaf = tag.is_block()
                && document
                    .descendants(inner)
                    .all(|below| !document.tag(below).is_some_and(Tag::is_block));
            let text =
                if is_leaf { document.text_within(inner, LONGEST_CARD) } else { String::new() };
            if text.is_empty() {
                continue;
            }
            found += letters(&text);
            let is_address = text.contains("://") && href.starts_with(text.trim_end_matches('/'));
            if !is_address {
                parts.push(text);
            }
        }
        // Text between the blocks would be lost.
        let is_complete = found == letters(&document.text_within(node, LONGEST_CARD));
        (parts.len() >= 2 && is_complete).then_some(parts)
    }
}
