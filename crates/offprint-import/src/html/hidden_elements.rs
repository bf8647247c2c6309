//! Removes what no reader sees: scripts, styles, forms, hidden elements.
//!
//! What a reader opens by a click (accordions, tabs, `read more`, notes) is hidden but content, so
//! it stays. Runs after the head is read, and before text is measured. Knows nothing of articles.

use rustc_hash::FxHashSet;

use crate::article::RemovedBlock;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::panel_control::{is_control, is_whole_heading};
use crate::html::removed_content;
use crate::html::tag::Tag;

/// If this much text is visible, a hidden element is not the page.
const ENOUGH_VISIBLE: usize = 200;

/// What opens by a click, but is no content.
const NEVER_CONTENT: ElementPurposes = ElementPurposes::NAVIGATION
    .with(ElementPurposes::COOKIES)
    .with(ElementPurposes::LOGIN)
    .with(ElementPurposes::PROMO)
    .with(ElementPurposes::SHARE)
    .with(ElementPurposes::NEWSLETTER)
    .with(ElementPurposes::COMMENTS)
    .with(ElementPurposes::AD);

/// Prose that a page hides, with the element that it was in.
pub(super) struct HiddenProse {
    around: NodeId,
    block: RemovedBlock,
}

/// The hidden prose in the article: a reader may have opened it by a click.
pub(super) fn hidden_in_article(
    document: &HtmlDocument,
    hidden: Vec<HiddenProse>,
    roots: &[NodeId],
) -> Vec<RemovedBlock> {
    hidden
        .into_iter()
        .filter(|prose| {
            std::iter::once(prose.around)
                .chain(document.ancestors(prose.around))
                .any(|above| roots.contains(&above))
        })
        .map(|prose| prose.block)
        .collect()
}

/// Removes what is not shown. Returns the prose that is hidden.
pub(super) fn remove_hidden_elements(document: &mut HtmlDocument) -> Vec<HiddenProse> {
    let total = text_length(document, NodeId::ROOT).max(1);
    let opened = opened_ids(document);
    let mut unseen = Vec::new();
    let mut hidden = Vec::new();
    for id in document.ids() {
        let Some(tag) = document.tag(id) else { continue };
        let is_out = match tag {
            Tag::Script => {
                document.attribute(id, "type").is_none_or(|kind| !kind.starts_with("math/"))
            }
            Tag::Style
            | Tag::Template
            | Tag::Head
            | Tag::Select
            | Tag::Textarea
            | Tag::Input
            | Tag::Iframe
            | Tag::Noframes
            | Tag::Noembed => true,
            Tag::Object | Tag::Embed | Tag::Canvas | Tag::Audio | Tag::Dialog => true,
            // A button opens or sends something; but some pages are one large button.
            // What is all of a heading is the heading, whatever it does.
            Tag::Button => {
                text_length(document, id) < 200
                    && !is_control(document, id)
                    && !is_whole_heading(document, id)
            }
            Tag::Noscript => {
                !document.descendants(id).any(|inner| document.is(inner, Tag::Img))
                    || text_length(document, id) > 200
            }
            Tag::Svg => true,
            // The toolbar that web archives add to a page.
            Tag::Div if document.attribute(id, "id").is_some_and(|id| id.starts_with("wm-ipp")) => {
                true
            }
            _ if is_hidden(document, id) => {
                let length = text_length(document, id);
                let is_minor = length * 2 < total || total.saturating_sub(length) >= ENOUGH_VISIBLE;
                let is_out =
                    is_minor && !(length * 2 < total && opens_by_click(document, id, &opened));
                if is_out && let Some(prose) = hidden_prose(document, id) {
                    hidden.push(prose);
                }
                is_out
            }
            _ => false,
        };
        if is_out {
            unseen.push(id);
        }
    }
    for id in unseen {
        document.detach(id);
    }
    hidden
}

/// The prose in a hidden element, unless it is clearly no part of an article.
fn hidden_prose(document: &HtmlDocument, id: NodeId) -> Option<HiddenProse> {
    let words = removed_content::prose_words(document, id);
    if words == 0
        || is_beside_or_form(document, id)
        || purposes_of_element(document, id).any(NEVER_CONTENT)
        || document.attribute(id, "aria-hidden") == Some("true")
    {
        return None;
    }
    let text = document.text_within(id, 20_000);
    let block = RemovedBlock { words, ..RemovedBlock::of_text(&text, "hidden text") };
    Some(HiddenProse { around: document.parent(id)?, block })
}

/// Whether an element is in a menu, a header, a footer or a dialog, or contains a form.
fn is_beside_or_form(document: &HtmlDocument, id: NodeId) -> bool {
    let is_beside = std::iter::once(id).chain(document.ancestors(id)).any(|above| {
        matches!(
            document.tag(above),
            Some(Tag::Nav | Tag::Header | Tag::Footer | Tag::Dialog | Tag::Form)
        ) || matches!(
            document.attribute(above, "role"),
            Some("dialog" | "alertdialog" | "menu" | "navigation" | "search" | "banner")
        )
    });
    is_beside
        || document.descendants(id).any(|inner| {
            matches!(document.tag(inner), Some(Tag::Form | Tag::Input | Tag::Textarea))
        })
}

fn is_hidden(document: &HtmlDocument, id: NodeId) -> bool {
    if document.attribute(id, "hidden").is_some_and(|value| value != "until-found") {
        return true;
    }
    if let Some(style) = document.attribute(id, "style") {
        let style: String = style
            .chars()
            .take(500)
            .filter(|character| !character.is_whitespace())
            .collect::<String>()
            .to_ascii_lowercase();
        if style.contains("display:none") || style.contains("visibility:hidden") {
            return true;
        }
    }
    // Elements hidden only from screen readers are mostly decoration, but images may be marked so
    // too, and the rendering of a formula if nothing else is there.
    document.attribute(id, "aria-hidden") == Some("true")
        && !document
            .descendants(id)
            .any(|inner| matches!(document.tag(inner), Some(Tag::Img | Tag::P)))
        && !document.is(id, Tag::Img)
        && !is_only_rendering(document, id)
}

/// Whether an element is the rendering of a formula without any source next to it.
fn is_only_rendering(document: &HtmlDocument, id: NodeId) -> bool {
    let is_rendering = document.is(id, Tag::MjxMath)
        || document
            .attribute(id, "class")
            .is_some_and(|class| class.split_ascii_whitespace().any(|word| word == "katex-html"));
    is_rendering
        && document.parent(id).is_some_and(|parent| {
            !document.descendants(parent).any(|inner| document.is(inner, Tag::Math))
        })
}

/// The ids of elements that others open or point to.
fn opened_ids(document: &HtmlDocument) -> FxHashSet<String> {
    let mut ids = FxHashSet::default();
    for id in document.ids().filter(|id| document.tag(*id).is_some()) {
        for (name, value) in document.attributes(id) {
            let is_reference = name.starts_with("data-")
                || matches!(name, "aria-controls" | "aria-describedby" | "aria-owns" | "for")
                || name == "href" && value.starts_with('#');
            if is_reference && value.len() > 1 && value.len() < 100 {
                ids.extend(
                    value.split_ascii_whitespace().map(|id| id.trim_start_matches('#').to_owned()),
                );
            }
        }
    }
    ids
}

/// Whether a hidden element is content that a reader opens.
fn opens_by_click(document: &HtmlDocument, id: NodeId, opened: &FxHashSet<String>) -> bool {
    if document.is(id, Tag::Span) || !document.tag(id).is_some_and(Tag::is_block) {
        // A note inside a sentence.
        return std::iter::once(id).chain(document.ancestors(id).take(2)).any(|above| {
            document
                .attribute(above, "class")
                .is_some_and(|class| class.to_ascii_lowercase().contains("note"))
        }) && text_length(document, id) >= 15;
    }
    let length = text_length(document, id);
    let links: usize = document
        .descendants(id)
        .filter(|inner| document.is(*inner, Tag::A))
        .map(|link| text_length(document, link))
        .sum();
    if is_beside_or_form(document, id)
        || length < 10
        || links * 2 > length
        || purposes_of_element(document, id).any(NEVER_CONTENT)
    {
        return false;
    }
    let is_opened = document.attribute(id, "id").is_some_and(|name| opened.contains(name));
    is_opened
        || document.attribute(id, "role") == Some("tabpanel")
        || document.attribute(id, "data-callout").is_some()
        || follows_control(document, id)
}

/// Whether right before an element, or before its wrapper, there is what opens it: a button, or a
/// heading, since headings have something under them.
pub(super) fn follows_control(document: &HtmlDocument, id: NodeId) -> bool {
    let mut at = id;
    for _ in 0..3 {
        let before = std::iter::successors(document.previous(at), |node| document.previous(*node))
            .find(|node| document.tag(*node).is_some());
        if let Some(before) = before {
            if document.tag(before).and_then(Tag::heading_level).is_some_and(|level| level >= 2) {
                return true;
            }
            return std::iter::once(before).chain(document.descendants(before).take(40)).any(
                |node| {
                    is_control(document, node)
                        || document.is(node, Tag::Button)
                        || document.attribute(node, "role") == Some("button")
                        || document.is(node, Tag::Summary)
                        || is_named_control(document, node)
                },
            );
        }
        let Some(parent) = document.parent(at) else { return false };
        at = parent;
    }
    false
}

fn is_named_control(document: &HtmlDocument, id: NodeId) -> bool {
    document.attribute(id, "class").is_some_and(|class| {
        let class = class.to_ascii_lowercase();
        ["accordion", "toggle", "expand", "collaps", "readmore", "read-more", "callout-title"]
            .iter()
            .any(|word| class.contains(word))
    })
}

fn text_length(document: &HtmlDocument, id: NodeId) -> usize {
    let mut length = 0;
    let mut node = document.first_child(id);
    while let Some(current) = node {
        let is_unseen = matches!(
            document.tag(current),
            Some(
                Tag::Script | Tag::Style | Tag::Template | Tag::Head | Tag::Noscript | Tag::Dialog
            )
        );
        length += document.text(current).map_or(0, |text| text.trim().len());
        node = if is_unseen { None } else { document.first_child(current) }
            .or_else(|| document.after(current, id));
    }
    length
}
