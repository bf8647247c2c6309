//! Reports what surrounds the article: the blocks before it, and those after it.
//!
//! Must not decide where the article is.

use rustc_hash::FxHashSet;

use crate::article::{Loss, LossKind, RemovedBlock};
use crate::html::account::image_excerpt;
use crate::html::boilerplate_elements::NEVER_IN_ARTICLE;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::purposes_of_element;
use crate::html::hidden_content::{ArticlePlace, Openers, opened_part};
use crate::html::removed_content;
use crate::html::tag::Tag;

/// Of more blocks, only those that an editor could miss are listed.
const MOST_LISTED: usize = 200;

/// The reason for a part beside the article that readers open.
const OPENED: &str = "beside the article, opened by a click";

/// What surrounds an article.
pub(super) struct Surroundings {
    pub(super) before: Vec<RemovedBlock>,
    pub(super) after: Vec<RemovedBlock>,
    /// The tables, figures and the like among it that readers open, and where each is in the source.
    pub(super) opened: Vec<(Loss, Option<usize>)>,
}

/// The blocks before the article, and those after it. They are added to `listed`.
pub(super) fn describe_surroundings(
    document: &HtmlDocument,
    roots: &[NodeId],
    main: NodeId,
    openers: (&ArticlePlace, &Openers),
    listed: &mut FxHashSet<NodeId>,
) -> Surroundings {
    // If another element is the article, it contains this one.
    let main = if roots.contains(&main) { main } else { roots.first().copied().unwrap_or(main) };
    let (mut before, mut after, mut opened) = (Vec::new(), Vec::new(), Vec::new());
    let path: Vec<NodeId> = std::iter::once(main).chain(document.ancestors(main)).collect();
    // Of the innermost of these around the article, everything may belong to it.
    let own = path
        .iter()
        .skip(1)
        .position(|above| matches!(document.tag(*above), Some(Tag::Article | Tag::Main)));
    for (depth, above) in path.iter().skip(1).enumerate() {
        for child in document.children(*above) {
            if path.contains(&child) || roots.contains(&child) {
                continue;
            }
            listed.insert(child);
            let mut text = document.text_within(child, 20_000);
            let why = reason_beside(document, child);
            let is_inside = own.is_some_and(|own| depth <= own);
            let part = opened_part(document, child, openers);
            let is_structured =
                part.is_some() || is_inside && removed_content::is_structured(document, child);
            let length = text.chars().count();
            if text.is_empty() && is_structured {
                let image = document.descendants(child).find(|inner| document.is(*inner, Tag::Img));
                text = image.map(|image| image_excerpt(document, image)).unwrap_or_default();
            }
            if text.is_empty() {
                continue;
            }
            if let Some(part) = part {
                let name = document.text_within(part, 100);
                let loss = Loss { kind: LossKind::Hidden, name, line: None };
                opened.push((loss, document.source_start(part)));
            }
            let why = if part.is_some() { OPENED } else { why };
            let block = RemovedBlock {
                excerpt: text.chars().take(80).collect(),
                why,
                length,
                words: removed_content::words_to_miss(document, child, is_structured),
                is_structured,
            };
            let side = if child < main { &mut before } else { &mut after };
            if side.len() < MOST_LISTED || block.may_be_missed() {
                side.push((child, block));
            }
        }
    }
    before.sort_by_key(|(node, _)| *node);
    after.sort_by_key(|(node, _)| *node);
    let bare =
        |side: Vec<(NodeId, RemovedBlock)>| side.into_iter().map(|(_, block)| block).collect();
    Surroundings { before: bare(before), after: bare(after), opened }
}

/// Why a block beside the article is not part of it.
fn reason_beside(document: &HtmlDocument, block: NodeId) -> &'static str {
    let names = purposes_of_element(document, block);
    match document.tag(block) {
        Some(Tag::Nav) => "a menu",
        Some(Tag::Header) => "the page header",
        Some(Tag::Footer) => "the page footer",
        Some(Tag::Aside) => "a sidebar",
        _ => NEVER_IN_ARTICLE
            .iter()
            .find(|(purpose, _)| names.any(*purpose))
            .map_or("outside of the article", |(_, why)| why),
    }
}
