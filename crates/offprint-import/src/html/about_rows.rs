//! Removes rows that describe an article rather than belong to it: who published, reviewed and
//! changed it, and when, each fact in a line or an item of its own.
//!
//! A row is removed as a whole, and only if all of its pieces are such facts; one piece that says
//! something else keeps it. The facts themselves are read elsewhere.

use crate::byline;
use crate::date;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::leaf_block::LeafBlock;
use crate::html::near_title::{ArticleContext, reason_near_title};
use crate::html::removals::Removals;
use crate::html::tag::Tag;
use crate::html::text_stats::TextStats;
use crate::phrases::{Category, phrases};

/// What a removed row is called in the report.
const WHY: &str = "a line about the article";

/// A longer piece says more than one fact.
const LONGEST_PIECE: usize = 90;

/// Rows are within so many blocks of the title, and so many paragraphs.
const MOST_BLOCKS: usize = 14;
const MOST_PARAGRAPHS: usize = 2;

/// Removes the rows near the title.
pub(super) fn remove_about_rows(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    stats: &[TextStats],
    known: &ArticleContext,
    cut: &mut Removals,
) {
    let mut paragraphs = 0;
    let mut seen: Option<NodeId> = None;
    for leaf in leaves.iter().take(MOST_BLOCKS) {
        if cut.has(document, leaf.node) {
            continue;
        }
        if let Some(list) = list_around(document, leaf.node) {
            if seen != Some(list) && is_list_of_facts(document, list, known) {
                cut.add(list, WHY);
            }
            seen = Some(list);
            continue;
        }
        if leaf.is_prose && !is_row_of_facts(document, leaf, known) {
            paragraphs += 1;
            if paragraphs >= MOST_PARAGRAPHS {
                break;
            }
            continue;
        }
        let has_image = leaf.block_stats(stats).images > 0;
        if !leaf.is_heading && !has_image && is_row_of_facts(document, leaf, known) {
            cut.leaf(leaf, WHY);
        }
    }
}

/// The list that a block is an item of.
fn list_around(document: &HtmlDocument, node: NodeId) -> Option<NodeId> {
    std::iter::once(node)
        .chain(document.ancestors(node).take(3))
        .find(|above| matches!(document.tag(*above), Some(Tag::Dl | Tag::Ul)))
}

/// Whether the items of a list are facts about the article, and at least one of them is a day.
fn is_list_of_facts(document: &HtmlDocument, list: NodeId, known: &ArticleContext) -> bool {
    let mut items: Vec<String> = Vec::new();
    for child in document.children(list).filter(|child| document.tag(*child).is_some()) {
        let text = document.text_within(child, 2 * LONGEST_PIECE);
        if text.is_empty() {
            continue;
        }
        match items.last_mut() {
            Some(label) if document.is(child, Tag::Dd) && !label.ends_with('\u{1f}') => {
                label.push(' ');
                label.push_str(&text);
                label.push('\u{1f}');
            }
            _ => items.push(text),
        }
    }
    let items: Vec<&str> = items.iter().map(|item| item.trim_end_matches('\u{1f}')).collect();
    let has_day = items.iter().any(|item| is_day(item, known));
    has_day
        && items.len() <= 8
        && items.iter().all(|item| {
            item.len() < LONGEST_PIECE
                && (is_fact(item, known)
                    || document.is(list, Tag::Dl) && is_labelled(item)
                    || has_links(document, list) && is_labelled(item))
        })
}

fn has_links(document: &HtmlDocument, list: NodeId) -> bool {
    document.descendants(list).any(|inner| document.is(inner, Tag::A))
}

/// Whether a block consists of two or more facts, each in an element or on a line of its own.
fn is_row_of_facts(document: &HtmlDocument, leaf: &LeafBlock, known: &ArticleContext) -> bool {
    let pieces = pieces(document, leaf);
    let has_day = pieces.iter().any(|piece| is_day(piece, known));
    pieces.len() >= 2
        && has_day
        && pieces.iter().all(|piece| piece.len() < LONGEST_PIECE && is_fact(piece, known))
}

/// The texts of a block between line breaks and of the elements that fill it.
fn pieces(document: &HtmlDocument, leaf: &LeafBlock) -> Vec<String> {
    let nodes: Vec<NodeId> = if leaf.more.is_empty() {
        document.children(leaf.node).collect()
    } else {
        std::iter::once(leaf.node).chain(leaf.more.iter().copied()).collect()
    };
    let is_broken = nodes.iter().any(|node| document.is(*node, Tag::Br));
    let mut pieces = vec![String::new()];
    for node in nodes {
        if document.is(node, Tag::Br) {
            pieces.push(String::new());
            continue;
        }
        let text = document.text_within(node, 3 * LONGEST_PIECE);
        if !is_broken && document.tag(node).is_some() {
            pieces.push(text);
            pieces.push(String::new());
        } else if let Some(piece) = pieces.last_mut() {
            if !piece.is_empty() && !text.is_empty() {
                piece.push(' ');
            }
            piece.push_str(&text);
        }
    }
    pieces.retain(|piece| piece.chars().any(char::is_alphanumeric));
    pieces
}

/// Whether a text is a day with little around it.
fn is_day(text: &str, known: &ArticleContext) -> bool {
    let dates = date::find_dates(text, known.today);
    let stated: usize = dates.iter().map(|(_, range)| range.len()).sum();
    stated > 0 && text.len() - stated.min(text.len()) < 45 && !text.ends_with('.')
}

/// Whether a text is a fact about the article: a day, or names after a label.
fn is_fact(text: &str, known: &ArticleContext) -> bool {
    is_day(text, known)
        || !byline::parse_reviewers(text).is_empty()
        || reason_near_title(text, known).is_some()
        || is_labelled(text)
}

/// Whether a text begins with the label of a day, a byline or the like.
fn is_labelled(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let lists = [
        Category::PublishedLabels,
        Category::UpdatedLabels,
        Category::OtherDateLabels,
        Category::BylineLabels,
        Category::ReviewerLabels,
        Category::AboutLabels,
        Category::TagsStarts,
    ];
    lists.into_iter().flat_map(phrases).any(|label| {
        lower
            .strip_prefix(label)
            .is_some_and(|rest| rest.chars().next().is_none_or(|next| !next.is_alphanumeric()))
    })
}
