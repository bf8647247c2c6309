//! Removes what no reader sees: scripts, styles, forms, hidden elements.
//!
//! What a reader opens by a click (accordions, tabs, `read more`, notes) is hidden but content, so
//! it stays. Runs after the head is read, and before text is measured. What is removed and may be
//! content is returned; whether it belongs to the article is decided in `hidden_content`.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::purposes_of_element;
use crate::html::hidden_content::{HiddenContent, NEVER_CONTENT, Openers};
use crate::html::panel_control::{is_control, is_whole_heading};
use crate::html::removed_content;
use crate::html::tag::Tag;
use crate::omission::FEWEST_WORDS;

/// If this much text is visible, a hidden element is not the page.
const ENOUGH_VISIBLE: usize = 200;

/// Removes what is not shown. Returns what of it may be content.
pub(super) fn remove_hidden_elements(
    document: &mut HtmlDocument,
    openers: &Openers,
) -> Vec<HiddenContent> {
    let total = text_length(document, NodeId::ROOT).max(1);
    let mut is_inside = vec![false; document.len()];
    let mut unseen = Vec::new();
    let mut hidden = Vec::new();
    for id in document.ids() {
        let Some(tag) = document.tag(id) else { continue };
        // What is in an element goes with it.
        if document.parent(id).is_some_and(|parent| is_inside[parent.index()]) {
            is_inside[id.index()] = true;
            continue;
        }
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
            Tag::Object | Tag::Embed | Tag::Canvas | Tag::Audio => true,
            Tag::Dialog => {
                hidden.extend(HiddenContent::of_element(document, openers, id));
                true
            }
            // A button opens or sends something; but some pages are one large button.
            // What is all of a heading is the heading, whatever it does.
            Tag::Button => {
                text_length(document, id) < 200
                    && removed_content::prose_words(document, id) < FEWEST_WORDS
                    && !is_control(document, id)
                    && !is_whole_heading(document, id)
                    && !is_whole_head_cell(document, id)
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
                    is_minor && !(length * 2 < total && opens_by_click(document, id, openers));
                if is_out {
                    hidden.extend(HiddenContent::of_element(document, openers, id));
                }
                is_out
            }
            _ => false,
        };
        if is_out {
            is_inside[id.index()] = true;
            unseen.push(id);
        }
    }
    for id in unseen {
        document.detach(id);
    }
    hidden
}

/// Whether the text of a button is all that the head of a column says: the button sorts the rows.
fn is_whole_head_cell(document: &HtmlDocument, id: NodeId) -> bool {
    let head = document.ancestors(id).take(4).find(|above| document.is(*above, Tag::Th));
    head.is_some_and(|head| {
        let own = document.text_within(id, 1000);
        !own.is_empty() && own.len() >= document.text_within(head, 1000).len()
    })
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
        && !matches!(document.tag(id), Some(Tag::Img | Tag::P))
        && removed_content::prose_words(document, id) < FEWEST_WORDS
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

/// Whether a hidden element is content that a reader opens.
fn opens_by_click(document: &HtmlDocument, id: NodeId, openers: &Openers) -> bool {
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
    let is_opened = document.attribute(id, "id").is_some_and(|name| openers.has(name));
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
