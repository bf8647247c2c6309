//! Removes what no reader sees: scripts, styles, forms, hidden elements.
//!
//! Runs after the head is read, and before text is measured. Knows nothing of articles.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;

/// Removes what is not shown.
pub(super) fn remove_hidden_elements(document: &mut HtmlDocument) {
    let total = text_length(document, NodeId::ROOT).max(1);
    let mut unseen = Vec::new();
    for id in document.ids() {
        let Some(tag) = document.tag(id) else { continue };
        let is_out = match tag {
            Tag::Script => {
                document.attribute(id, "type").is_none_or(|kind| !kind.starts_with("math/tex"))
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
            Tag::Button => text_length(document, id) < 200,
            Tag::Noscript => {
                !document.descendants(id).any(|inner| document.is(inner, Tag::Img))
                    || text_length(document, id) > 200
            }
            Tag::Svg => true,
            // The toolbar that web archives add to a page.
            Tag::Div if document.attribute(id, "id").is_some_and(|id| id.starts_with("wm-ipp")) => {
                true
            }
            _ if is_hidden(document, id) => text_length(document, id) * 2 < total,
            _ => false,
        };
        if is_out {
            unseen.push(id);
        }
    }
    for id in unseen {
        document.detach(id);
    }
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
    // too.
    document.attribute(id, "aria-hidden") == Some("true")
        && !document
            .descendants(id)
            .any(|inner| matches!(document.tag(inner), Some(Tag::Img | Tag::P)))
        && !document.is(id, Tag::Img)
}

fn text_length(document: &HtmlDocument, id: NodeId) -> usize {
    let mut length = 0;
    let mut node = document.first_child(id);
    while let Some(current) = node {
        let is_unseen = matches!(
            document.tag(current),
            Some(Tag::Script | Tag::Style | Tag::Template | Tag::Head)
        );
        length += document.text(current).map_or(0, |text| text.trim().len());
        node = if is_unseen { None } else { document.first_child(current) }
            .or_else(|| document.after(current, id));
    }
    length
}
