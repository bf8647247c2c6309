//! Struck-out text in titles and captions, which have no markup: without it, `<del>900</del> 600 mg`
//! would say 900 600 mg.
//!
//! All other text keeps its marks: that is `markdown`.

use rustc_hash::FxHashMap;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::markdown::text_style::{TextStyle, is_struck};

/// So many bytes of each text are quoted.
const LONGEST_QUOTE: usize = 80;

/// Removes the struck-out text of titles and captions, and says so.
pub(super) fn remove_from_plain_text(
    document: &mut HtmlDocument,
    styles: &FxHashMap<String, TextStyle>,
) -> Vec<String> {
    // The first heading is the title; others keep their marks.
    let title = document.ids().find(|node| document.is(*node, Tag::H1));
    let captions = document.ids().filter(|node| document.is(*node, Tag::Figcaption));
    let plain: Vec<NodeId> = title.into_iter().chain(captions).collect();
    let mut warnings = Vec::new();
    for node in plain {
        let struck: Vec<NodeId> = document
            .descendants(node)
            .filter(|inner| is_struck(document, *inner, styles))
            .filter(|inner| {
                let mut above = document.ancestors(*inner).take_while(|above| *above != node);
                !above.any(|above| is_struck(document, above, styles))
            })
            .collect();
        for inner in struck {
            let text = document.text_within(inner, LONGEST_QUOTE);
            document.detach(inner);
            if !text.is_empty() {
                let place = if document.is(node, Tag::H1) { "title" } else { "caption" };
                warnings.push(format!("struck-out text was left out of the {place}: “{text}”"));
            }
        }
    }
    warnings
}
