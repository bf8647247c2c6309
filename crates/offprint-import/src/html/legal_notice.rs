//! Removes legal notices below an article: that it is no advice, and who is not liable.
//!
//! A name such as `disclaimer` is not enough: the words must say so, the notice must be the last thing
//! in the article, and text must precede it. Does not judge notes of a sentence.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::for_each_word;
use crate::html::leaf_block::LeafBlock;
use crate::html::removals::Removals;
use crate::html::tag::Tag;
use crate::phrases::{Category, is_phrase, phrases, starts_with_phrase};

/// So far above a paragraph its notice is looked for.
const MOST_WRAPPERS: usize = 5;

/// A notice contains so many of the phrases at least, unless it begins with one that is certain.
const FEWEST_PHRASES: usize = 2;

/// Removes the notice at the end.
pub(super) fn remove_legal_notice(
    document: &HtmlDocument,
    leaves: &[LeafBlock],
    cut: &mut Removals,
) {
    let last = leaves.iter().rev().find(|leaf| !cut.has(document, leaf.node));
    let Some(notice) = last.and_then(|leaf| notice_around(document, leaf.node)) else { return };
    let is_inside = |leaf: &&LeafBlock| {
        leaf.node == notice || document.ancestors(leaf.node).any(|above| above == notice)
    };
    let has_text_before = leaves
        .iter()
        .take_while(|leaf| !is_inside(leaf))
        .any(|leaf| leaf.is_prose && !cut.has(document, leaf.node));
    let text: Vec<String> =
        leaves.iter().filter(is_inside).map(|leaf| leaf.text.to_lowercase()).collect();
    if has_text_before && is_legal(&text) {
        cut.add(notice, "a legal notice");
    }
}

/// The element around a node that is named a legal notice.
fn notice_around(document: &HtmlDocument, node: NodeId) -> Option<NodeId> {
    std::iter::once(node)
        .chain(document.ancestors(node))
        .take(MOST_WRAPPERS)
        .take_while(|above| {
            !matches!(document.tag(*above), Some(Tag::Body | Tag::Main | Tag::Article))
        })
        .filter(|above| {
            let mut is_legal = false;
            for name in ["class", "id"] {
                let value = document.attribute(*above, name).unwrap_or_default();
                for_each_word(&value[..value.floor_char_boundary(300)], |word| {
                    is_legal |= is_phrase(Category::ClassLegal, word);
                });
            }
            is_legal
        })
        .last()
}

/// Whether the paragraphs of a notice, in lower case, say what legal notices say.
fn is_legal(paragraphs: &[String]) -> bool {
    let said = phrases(Category::LegalPhrases)
        .iter()
        .filter(|phrase| paragraphs.iter().any(|text| text.contains(**phrase)))
        .count();
    said >= FEWEST_PHRASES
        || said > 0
            && paragraphs.iter().any(|text| starts_with_phrase(Category::DisclaimerStarts, text))
}

#[cfg(test)]
mod tests {
    use crate::article::ImportHints;
    use crate::html::read_web_page;

    const TEXT: &str = "Onfasprodil lifted depressive symptoms within a day in a trial of forty adults, and most were better after a week.";

    #[track_caller]
    fn check(inner: &str, is_removed: bool) {
        let html = format!(
            "<title>A trial</title><main><h1>A trial</h1><p>{TEXT}</p><p>{TEXT}</p>{inner}</main>"
        );
        let article = read_web_page(&html, &ImportHints::default());
        let is_listed = article.left_out.iter().any(|block| block.why == "a legal notice");
        assert_eq!(is_listed, is_removed, "{}", article.body);
    }

    #[test]
    fn notices_are_named_and_say_so() {
        check(
            "<div class=legal-disclaimer><p>The views expressed are not the views of the firm. They should \
             not be relied upon, and do not constitute an offer.</p><p>See the terms of use.</p></div>",
            true,
        );
        check(
            "<section id=disclaimer><h2>Disclaimer</h2><p>This article is for informational purposes only. \
             It is not a substitute for professional advice.</p></section>",
            true,
        );
        // No name, no words, or not at the end.
        check(
            "<div><p>It is not a substitute for therapy and does not constitute a cure.</p></div>",
            false,
        );
        check(
            "<div class=legal><p>Ketamine is a controlled substance in most states, and clinics need \
             a licence.</p></div>",
            false,
        );
        check(
            &format!(
                "<div class=disclaimer><p>It is for informational purposes only and not a substitute for \
                 care.</p></div><p>{TEXT} So ends the text.</p>"
            ),
            false,
        );
    }
}
