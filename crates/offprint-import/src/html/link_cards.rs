//! What opens when a reader points at a link, and the cards of other articles.
//!
//! Both repeat links of the page instead of saying something about its subject. Does not know
//! names of classes.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::leaf_block::LeafBlock;
use crate::html::tag::Tag;
use crate::html::text_stats::TextStats;

/// A card has less text than this.
const LONGEST_CARD: u32 = 500;

/// No page shows more cards.
const MOST_CARDS: usize = 300;

/// So many paragraphs of the article are above cards that no heading announces.
const PROSE_BEFORE_CARDS: usize = 3;

/// Whether an element is the card that opens at the link before it: it repeats that link and
/// consists of links.
pub(super) fn is_card_of_link(document: &HtmlDocument, node: NodeId, stats: TextStats) -> bool {
    if stats.anchors < 2 || stats.link_density() < 0.6 {
        return false;
    }
    let before =
        std::iter::successors(document.previous(node), |at| document.previous(*at)).find(|at| {
            document.tag(*at).is_some()
                || document.text(*at).is_some_and(|text| !text.trim().is_empty())
        });
    let Some(link) = before.filter(|before| document.is(*before, Tag::A)) else { return false };
    let Some(target) = document.attribute(link, "href") else { return false };
    let is_same = |inner: NodeId| {
        document.is(inner, Tag::A) && document.attribute(inner, "href") == Some(target)
    };
    is_inside_sentence(document, node) && document.descendants(node).any(is_same)
}

/// Whether words that are not links are in the same paragraph.
fn is_inside_sentence(document: &HtmlDocument, node: NodeId) -> bool {
    let Some(paragraph) = document.ancestors(node).take(6).find(|above| {
        matches!(document.tag(*above), Some(Tag::P | Tag::Li | Tag::Td | Tag::Blockquote))
    }) else {
        return false;
    };
    let is_linked = |text: NodeId| {
        document
            .ancestors(text)
            .take_while(|above| *above != paragraph)
            .any(|above| document.is(above, Tag::A) || above == node)
    };
    document
        .descendants(paragraph)
        .filter(|text| !is_linked(*text))
        .filter_map(|text| document.text(text))
        .map(|text| text.split_whitespace().count())
        .sum::<usize>()
        >= 3
}

/// The cards of other articles below the text without a heading: `article` elements beside each
/// other, each short and with a heading that is a link.
pub(super) fn cards_below_text(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    stats: &[TextStats],
) -> Vec<NodeId> {
    let mut cards: Vec<NodeId> = Vec::new();
    let mut prose_before = 0;
    for leaf in leaves {
        let around = document.ancestors(leaf.node).find(|above| document.is(*above, Tag::Article));
        match around.filter(|card| is_linked_card(document, stats, *card)) {
            Some(card)
                if prose_before >= PROSE_BEFORE_CARDS
                    && cards.len() < MOST_CARDS
                    && cards.last() != Some(&card) =>
            {
                cards.push(card);
            }
            None if leaf.is_prose => {
                // What text follows is not below it.
                cards.clear();
                prose_before += 1;
            }
            _ => {}
        }
    }
    // In a list, each card has an item of its own around it.
    let place = |card: NodeId| {
        let parent = document.parent(card)?;
        let is_alone =
            document.children(parent).filter(|node| document.tag(*node).is_some()).count() == 1;
        if is_alone { document.parent(parent) } else { Some(parent) }
    };
    let places: Vec<_> = cards.iter().map(|card| place(*card)).collect();
    let mut at = 0..cards.len();
    cards.retain(|_| {
        let own = at.next().and_then(|at| places[at]);
        places.iter().filter(|place| **place == own).count() >= 2
    });
    cards
}

/// Whether an `article` element is short and its heading is a link.
fn is_linked_card(document: &HtmlDocument, stats: &[TextStats], card: NodeId) -> bool {
    stats[card.index()].text < LONGEST_CARD
        && document
            .descendants(card)
            .filter(|inner| document.tag(*inner).is_some_and(|tag| tag.heading_level().is_some()))
            .any(|heading| {
                document
                    .ancestors(heading)
                    .take_while(|above| *above != card)
                    .chain(document.descendants(heading))
                    .any(|link| document.is(link, Tag::A))
            })
}

/// The cards of other articles below a heading that announces them: `article` elements next to each
/// other.
pub(super) fn cards_below(document: &HtmlDocument, heading: NodeId) -> Vec<NodeId> {
    // The heading may have a wrapper of its own.
    let mut at = heading;
    while document.next(at).is_none()
        && let Some(parent) = document.parent(at)
        && document.first_child(parent) == Some(at)
    {
        at = parent;
    }
    let siblings = std::iter::successors(document.next(at), |node| document.next(*node));
    siblings
        .filter(|node| document.tag(*node).is_some())
        .take_while(|node| document.is(*node, Tag::Article))
        .collect()
}
