//! Removes what a page shows in large type around the text: lines above the title, and sentences that
//! are repeated as pull quotes.
//!
//! Does not judge the text itself.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::for_each_word;
use crate::html::leaf_block::LeafBlock;
use crate::html::page_text::has_same_words;
use crate::html::removals::Removals;
use crate::html::text_stats::TextStats;
use crate::markdown::image::is_caption;
use crate::phrases::{Category, is_phrase};

/// Fewer letters are repeated by chance.
const SHORTEST_QUOTE: usize = 15;

/// More characters are no line above a title.
const LONGEST_LINE: usize = 80;

/// Removes sentences of the article that a box shows once more.
pub(super) fn remove_repeated_quotes(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    cut: &mut Removals,
) {
    let letters = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    for leaf in leaves {
        if cut.has(document, leaf.node) || leaf.is_heading || !is_pulled(document, leaf.node) {
            continue;
        }
        let own = letters(&leaf.text);
        let is_repeated = own.len() >= SHORTEST_QUOTE
            && leaves.iter().any(|other| {
                !is_pulled(document, other.node)
                    && !cut.has(document, other.node)
                    && letters(&other.text).contains(&own)
            });
        if is_repeated {
            cut.leaf(leaf, "a pull quote, which repeats a sentence");
        }
    }
}

/// Whether the name of a block, or of one around it, says that it is a pull quote.
fn is_pulled(document: &HtmlDocument, node: NodeId) -> bool {
    std::iter::once(node).chain(document.ancestors(node).take(3)).any(|above| {
        let mut is_named = false;
        for_each_word(document.attribute(above, "class").unwrap_or_default(), |word| {
            is_named |= is_phrase(Category::ClassPullQuotes, word);
        });
        is_named
    })
}

/// Removes short lines above the heading with the title: sections, kinds of articles, numbers.
pub(super) fn remove_above_title(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    stats: &[TextStats],
    titles: &[&str],
    cut: &mut Removals,
) {
    let is_title = |leaf: &LeafBlock| {
        leaf.is_heading && titles.iter().any(|title| has_same_words(&leaf.text, title))
    };
    let Some(title) = leaves.iter().position(is_title) else { return };
    let above = &leaves[..title];
    if above.iter().any(|leaf| leaf.is_prose || leaf.is_heading) {
        return;
    }
    for leaf in above {
        let is_line = leaf.text.chars().nth(LONGEST_LINE).is_none()
            && leaf.block_stats(stats).images == 0
            && !is_caption(document, leaf.node);
        if is_line && !cut.has(document, leaf.node) {
            cut.leaf(leaf, "a line above the title");
        }
    }
}
