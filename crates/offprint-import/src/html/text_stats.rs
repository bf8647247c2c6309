//! Counts of what each element of a page contains: text, links, paragraphs, images.
//!
//! The share of text in links ("link density") and the amount of running text are what text-density
//! methods judge a block by. Counted once for the page; everything later looks the counts up. Does
//! not judge anything.

use crate::html::dom::HtmlDocument;
use crate::html::tag::Tag;

/// A `p` with more characters than this counts as a paragraph of running text.
const PARAGRAPH_LENGTH: u32 = 80;

/// What a node contains, including all its descendants.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct TextStats {
    /// Characters of text, runs of white space counted as one.
    pub(super) text: u32,
    /// Those of them that are in links.
    pub(super) links: u32,
    /// How many links there are.
    pub(super) anchors: u32,
    /// Paragraphs of running text.
    pub(super) paragraphs: u32,
    pub(super) images: u32,
}

impl TextStats {
    /// The share of the text that is in links.
    pub(super) fn link_density(self) -> f32 {
        if self.text == 0 { 0.0 } else { self.links as f32 / self.text as f32 }
    }
}

/// The counts of every node, by its index.
pub(super) fn measure_text(document: &HtmlDocument) -> Vec<TextStats> {
    let mut stats = vec![TextStats::default(); document.len()];
    for id in document.ids().rev() {
        let own = &mut stats[id.index()];
        match document.tag(id) {
            Some(Tag::A) => {
                own.links = own.text;
                own.anchors += 1;
            }
            Some(Tag::Img) => own.images += 1,
            Some(Tag::P) if own.text > PARAGRAPH_LENGTH && own.links * 2 < own.text => {
                own.paragraphs += 1;
            }
            _ => {
                if let Some(text) = document.text(id) {
                    own.text = count_characters(text);
                }
            }
        }
        let own = *own;
        if let Some(parent) = document.parent(id) {
            let sum = &mut stats[parent.index()];
            sum.text += own.text;
            sum.links += own.links;
            sum.anchors += own.anchors;
            sum.paragraphs += own.paragraphs;
            sum.images += own.images;
        }
    }
    stats
}

/// How many characters a text has, with each run of white space counted as one, and none at its
/// start.
fn count_characters(text: &str) -> u32 {
    let mut was_gap = true;
    let mut count = 0;
    for character in text.chars() {
        let is_gap = character.is_whitespace();
        if !is_gap || !was_gap {
            count += 1;
        }
        was_gap = is_gap;
    }
    count
}
