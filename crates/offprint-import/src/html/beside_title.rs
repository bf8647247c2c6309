//! Removes what a page shows in large type around the text: lines above the title, and sentences that
//! are repeated as pull quotes.
//!
//! Does not judge the text itself.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::for_each_word;
use crate::html::leaf_block::LeafBlock;
use crate::html::page_text::has_same_words;
use crate::html::removals::Removals;
use crate::html::tag::Tag;
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
        // Without digits: the sentence in the text may have marks of notes.
        text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
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

/// Removes the path to the page: a list above the text whose first item links to the start of a
/// site, and whose others are links or the name of the page.
pub(super) fn remove_page_path(document: &HtmlDocument, leaves: &[LeafBlock], cut: &mut Removals) {
    for leaf in leaves.iter().take_while(|leaf| !leaf.is_prose) {
        let list = document
            .ancestors(leaf.node)
            .take(3)
            .find(|above| matches!(document.tag(*above), Some(Tag::Ul | Tag::Ol)));
        if let Some(list) = list.filter(|list| is_page_path(document, *list)) {
            if !cut.has(document, list) {
                cut.add(list, "the path to the page");
            }
            return;
        }
    }
}

fn is_page_path(document: &HtmlDocument, list: NodeId) -> bool {
    let items: Vec<NodeId> =
        document.children(list).filter(|child| document.tag(*child).is_some()).take(10).collect();
    let link_in = |item: NodeId| {
        document.descendants(item).find(|inner| document.is(*inner, Tag::A)).filter(|link| {
            let words = document.text_within(*link, 400).len();
            words * 10 >= document.text_within(item, 400).len() * 6
        })
    };
    let is_start = |href: &str| {
        href == "/" || url::Url::parse(href).is_ok_and(|url| url.path() == "/" && url.has_host())
    };
    let Some((last, before)) = items.split_last() else { return false };
    (1..=7).contains(&before.len())
        && document.text_within(*last, 400).chars().count() <= LONGEST_LINE + 40
        && before.iter().all(|item| {
            document.text_within(*item, 200).chars().count() <= 40 && link_in(*item).is_some()
        })
        && before
            .first()
            .and_then(|item| document.attribute(link_in(*item)?, "href"))
            .is_some_and(is_start)
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
