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

/// The address that a card shows, in bytes.
const LONGEST_ADDRESS: usize = 100;

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
        let mut parts = Vec::new();
        for inner in document.descendants(node) {
            match document.tag(inner) {
                Some(
                    Tag::Table
                    | Tag::Ul
                    | Tag::Ol
                    | Tag::Blockquote
                    | Tag::Pre
                    | Tag::Figcaption
                    | Tag::Math,
                ) => return None,
                Some(tag) if tag.is_block() => {
                    let is_leaf = document
                        .descendants(inner)
                        .all(|below| !document.tag(below).is_some_and(Tag::is_block));
                    if !is_leaf {
                        continue;
                    }
                    let text = document.text_within(inner, LONGEST_CARD + 1);
                    let is_address = text.contains("://") && !text.contains(' ');
                    if !text.is_empty() && !is_address && !parts.contains(&text) {
                        parts.push(text);
                    }
                }
                _ => {}
            }
        }
        let length: usize = parts.iter().map(String::len).sum();
        // Text between the blocks would be lost; an address is what the link says already.
        let is_complete = length + parts.len() + LONGEST_ADDRESS >= whole;
        (parts.len() >= 2 && is_complete).then_some(parts)
    }
}
