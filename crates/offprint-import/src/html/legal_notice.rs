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
    let inside = leaves.iter().filter(is_inside).filter(|leaf| !leaf.is_heading);
    let text: Vec<String> = inside.map(|leaf| leaf.text.to_lowercase()).collect();
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

/// Whether the paragraphs of a notice, in lower case, say what legal notices say, each from its first
/// sentence on: a section about the law may end with such words.
fn is_legal(paragraphs: &[String]) -> bool {
    let phrases = phrases(Category::LegalPhrases);
    let says = |text: &str| phrases.iter().any(|phrase| text.contains(*phrase));
    let starts = |text: &str| starts_with_phrase(Category::DisclaimerStarts, text);
    let said =
        phrases.iter().filter(|phrase| paragraphs.iter().any(|text| text.contains(**phrase)));
    let is_certain = said.count() >= FEWEST_PHRASES || paragraphs.iter().any(|text| starts(text));
    is_certain
        && paragraphs.iter().any(|text| says(text))
        && paragraphs.iter().all(|text| {
            let first = text.split_inclusive(['.', '!', '?']).next().unwrap_or_default();
            says(first) || starts(text)
        })
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
        // Text of the article in an element of such a name, with words of a notice at its end.
        let notice =
            "It is for informational purposes only and not a substitute for professional advice.";
        for inner in [
            format!(
                "<div class='post category-legal'><p>{TEXT}</p><p>{TEXT}</p><p>{notice}</p></div>"
            ),
            format!(
                "<section id=legal-aspects><h2>Legal aspects</h2><p>{TEXT}</p><p>The label says: {notice}</p></section>"
            ),
            format!("<div class=legal><p>{TEXT} {notice}</p></div>"),
            format!("<div class=legal><p>{notice}</p><p>{TEXT}</p></div>"),
            format!("<div id=legal><p>{notice}</p><ul><li>10 mg on day 1</li></ul></div>"),
        ] {
            check(&inner, false);
        }
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
