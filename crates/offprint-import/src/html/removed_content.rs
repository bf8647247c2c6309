//! What a removed element contains: how much prose, and whether it is structured.
//!
//! For the report on what was left out. Must not decide what is removed.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::omission::{FEWEST_WORDS, is_sentence};

/// Elements that contain a paragraph or the like.
fn is_text_block(document: &HtmlDocument, node: NodeId) -> bool {
    matches!(
        document.tag(node),
        Some(Tag::P | Tag::Li | Tag::Dd | Tag::Td | Tag::Blockquote | Tag::Figcaption | Tag::Div)
    )
}

/// The words of an element in sentences, and in blocks of at least 15 words, that are not mostly
/// links.
pub(super) fn prose_words(document: &HtmlDocument, element: NodeId) -> usize {
    let count = |node: NodeId| count_words(&document.text_within(node, 20_000));
    let blocks = std::iter::once(element)
        .chain(document.descendants(element).filter(|node| is_text_block(document, *node)))
        .filter(|node| !document.descendants(*node).any(|inner| is_text_block(document, inner)));
    blocks
        .map(|block| {
            let words = count(block);
            let linked: usize = document
                .descendants(block)
                .filter(|inner| document.is(*inner, Tag::A))
                .map(count)
                .sum();
            let is_prose =
                words >= FEWEST_WORDS || is_sentence(&document.text_within(block, 20_000));
            if is_prose && linked * 2 < words { words } else { 0 }
        })
        .sum()
}

/// The words of an element that may be missed: all, if it contains prose or is structured.
pub(super) fn words_to_miss(
    document: &HtmlDocument,
    element: NodeId,
    is_structured: bool,
) -> usize {
    if !is_structured && prose_words(document, element) == 0 {
        return 0;
    }
    count_words(&document.text_within(element, 100_000))
}

/// How many words a text has; signs alone are none.
fn count_words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

/// Whether an element is or contains a table, a figure with an image, a caption, a formula, code, or a list
/// whose items are not mostly links.
pub(super) fn is_structured(document: &HtmlDocument, element: NodeId) -> bool {
    std::iter::once(element).chain(document.descendants(element)).any(|node| {
        let contains = |tag: Tag| document.descendants(node).any(|inner| document.is(inner, tag));
        match document.tag(node) {
            Some(Tag::Math | Tag::Pre) => true,
            Some(Tag::Figcaption) => document.text_within(node, 40).len() >= 20,
            Some(Tag::Table) => contains(Tag::Td) && !contains(Tag::A),
            Some(Tag::Figure) => contains(Tag::Img),
            Some(Tag::Ul | Tag::Ol) => {
                let items = document.children(node).filter(|item| document.is(*item, Tag::Li));
                items.count() >= 2 && !contains(Tag::A) && !contains(Tag::Input)
            }
            _ => false,
        }
    })
}
