//! The blocks of an article beside the longest: page builders set a lead, a list, a quotation and the
//! notes into elements of their own.
//!
//! Does not score text: that is `content`. Below the title, `lead_parts` looks for what an article
//! begins or ends with.

use crate::html::boilerplate_phrases::boilerplate_reason;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::tag::Tag;
use crate::html::text_stats::TextStats;
use crate::markdown::is_data_table;
use crate::omission::is_sentence;

/// The element with all blocks is no farther above the longest.
const MOST_LEVELS: usize = 6;

/// A block of the article has a smaller share of its text in links.
const MOST_LINKED: f32 = 0.3;

/// No article has more blocks.
const MOST_BLOCKS: usize = 200;

/// What no block of an article is named.
const BESIDE_ARTICLE: ElementPurposes = ElementPurposes::BESIDE_ARTICLE
    .with(ElementPurposes::FOOTER)
    .with(ElementPurposes::SHARE)
    .with(ElementPurposes::NEWSLETTER)
    .with(ElementPurposes::COMMENTS)
    .with(ElementPurposes::COOKIES)
    .with(ElementPurposes::LOGIN);

/// The parts of the article beside the element with most of its text, as far as the next element around
/// it that contains a title.
pub(super) fn sibling_blocks(
    document: &HtmlDocument,
    stats: &[TextStats],
    main: NodeId,
) -> Vec<NodeId> {
    let has_title = |node: NodeId| {
        document.is(node, Tag::H1)
            || document.descendants(node).any(|inner| document.is(inner, Tag::H1))
    };
    let mut parts = Vec::new();
    let mut part = main;
    for above in document.ancestors(main).take(MOST_LEVELS) {
        let is_frame = matches!(
            document.tag(above),
            Some(Tag::Body | Tag::Html | Tag::Tr | Tag::Tbody | Tag::Table | Tag::Li) | None
        );
        if is_frame || has_title(above) {
            break;
        }
        let beside: Vec<NodeId> = document
            .children(above)
            .filter(|node| *node != part && document.tag(*node).is_some())
            .filter(|node| stats[node.index()].text > 0 || stats[node.index()].images > 0)
            .take(MOST_BLOCKS)
            .collect();
        let mut is_next_kept = false;
        for (at, node) in beside.iter().copied().enumerate().rev() {
            let is_heading = is_heading(document, node);
            let is_below_furniture =
                at.checked_sub(1).map(|before| beside[before]).is_some_and(|before| {
                    self::is_heading(document, before) && is_furniture(document, before)
                });
            let is_kept = may_belong(document, stats, node)
                && !is_below_furniture
                && if is_heading || is_plain_line(document, stats, node) {
                    is_next_kept
                } else {
                    is_block(document, stats, node, part)
                };
            if is_kept {
                parts.push(node);
            }
            is_next_kept = is_kept;
        }
        part = above;
    }
    parts
}

/// What to tell about blocks that were kept: nothing but their place says that they belong to the article.
pub(super) fn kept_in_doubt(document: &HtmlDocument, mut blocks: Vec<NodeId>) -> Option<String> {
    blocks.sort();
    let texts = blocks.into_iter().map(|block| document.text_within(block, 20_000));
    let texts: Vec<String> = texts.filter(|text| !text.trim().is_empty()).collect();
    let words: usize = texts.iter().map(|text| text.split_whitespace().count()).sum();
    let first: Vec<&str> = texts.first()?.split_whitespace().take(12).collect();
    let (blocks, are) = match texts.len() {
        1 => ("1 block".to_owned(), "it is"),
        count => (format!("{count} blocks"), "they are"),
    };
    let words = if words == 1 { "1 word".to_owned() } else { format!("{words} words") };
    Some(format!(
        "kept, but unsure: {blocks} with {words} beside the longest text; the first begins \u{201c}{}\u{201d}: \
         check that {are} part of the article",
        first.join(" ")
    ))
}

fn is_heading(document: &HtmlDocument, node: NodeId) -> bool {
    document.tag(node).and_then(Tag::heading_level).is_some()
}

/// Whether the text of a heading is one of those over parts of a page that are beside the article.
fn is_furniture(document: &HtmlDocument, heading: NodeId) -> bool {
    boilerplate_reason(&document.text_within(heading, 200)).is_some()
}

/// Whether an element is a paragraph that is no sentence: it may be about the page.
fn is_plain_line(document: &HtmlDocument, stats: &[TextStats], node: NodeId) -> bool {
    document.is(node, Tag::P)
        && stats[node.index()].anchors == 0
        && !is_sentence(&document.text_within(node, 2_000))
}

/// Whether an element is a block of text, or one of the kind of elements that the blocks are in.
fn is_block(document: &HtmlDocument, stats: &[TextStats], node: NodeId, part: NodeId) -> bool {
    let kind = |node: NodeId| {
        let class = document.attribute(node, "class").unwrap_or_default();
        (document.tag(node), class.split_ascii_whitespace().next())
    };
    match document.tag(node) {
        Some(Tag::Figure) => true,
        Some(Tag::Ul | Tag::Ol | Tag::Blockquote) => stats[node.index()].text > 0,
        Some(Tag::Dl) => document.descendants(node).any(|inner| document.is(inner, Tag::Dd)),
        Some(Tag::Table) => stats[node.index()].text > 0 && is_data_table(document, node),
        Some(Tag::P) => is_sentence(&document.text_within(node, 2_000)),
        Some(Tag::Div | Tag::Section) => {
            let (_, class) = kind(part);
            // Without a class, any two elements are alike.
            class.is_some() && kind(node) == kind(part) && has_substance(document, stats, node)
        }
        _ => false,
    }
}

/// Whether neither its names nor its links say that a block is beside the article.
fn may_belong(document: &HtmlDocument, stats: &[TextStats], block: NodeId) -> bool {
    let own = stats[block.index()];
    let is_against = |node: NodeId| {
        matches!(
            document.tag(node),
            Some(Tag::Nav | Tag::Aside | Tag::Footer | Tag::Form | Tag::Article | Tag::Header)
        ) || purposes_of_element(document, node).any(BESIDE_ARTICLE)
            || is_heading(document, node) && is_furniture(document, node)
    };
    own.link_density() < MOST_LINKED
        && !is_against(block)
        && !document.descendants(block).any(is_against)
}

/// Whether a block says something of its own: a sentence, a list, a quotation, a table, a figure.
fn has_substance(document: &HtmlDocument, stats: &[TextStats], block: NodeId) -> bool {
    std::iter::once(block).chain(document.descendants(block)).any(|node| match document.tag(node) {
        Some(Tag::Ul | Tag::Ol | Tag::Dl | Tag::Blockquote | Tag::Table) => {
            stats[node.index()].links * 2 < stats[node.index()].text
        }
        Some(Tag::P | Tag::Div) => {
            let text = document.text_within(node, 2_000);
            stats[node.index()].anchors == 0
                && is_sentence(&text)
                && boilerplate_reason(&text).is_none()
        }
        _ => false,
    })
}
