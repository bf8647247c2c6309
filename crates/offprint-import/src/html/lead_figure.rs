//! Finds the images that an article begins with if they are not in the element with its text.
//!
//! They are between the title and the text: above the byline, in a header. Does not write them.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::tag::Tag;
use crate::html::title_heading::title_heading;
use crate::markdown::image::{is_caption, is_written_picture};

/// An article begins with one image, or with two.
const MOST_FIGURES: usize = 2;

/// What is never the image of the article.
const BESIDE_ARTICLE: ElementPurposes = ElementPurposes::RELATED
    .with(ElementPurposes::SIDEBAR)
    .with(ElementPurposes::AD)
    .with(ElementPurposes::PROMO)
    .with(ElementPurposes::AUTHOR)
    .with(ElementPurposes::BYLINE)
    .with(ElementPurposes::SHARE)
    .with(ElementPurposes::NEWSLETTER)
    .with(ElementPurposes::NAVIGATION)
    .with(ElementPurposes::COMMENTS)
    .with(ElementPurposes::PLAYER);

/// The figures between the heading with the title and the element with the text.
pub(super) fn lead_figures(
    document: &HtmlDocument,
    text: NodeId,
    title: Option<&str>,
    base: Option<&url::Url>,
) -> Vec<NodeId> {
    let Some(heading) = title_heading(document, title) else { return Vec::new() };
    if heading > text || document.ancestors(heading).any(|above| above == text) {
        return Vec::new();
    }
    let path: Vec<NodeId> = document.ancestors(text).collect();
    document
        .ids()
        .filter(|id| heading < *id && *id < text && document.is(*id, Tag::Figure))
        .filter(|figure| has_picture(document, *figure, base))
        .filter(|figure| {
            std::iter::once(*figure)
                .chain(document.ancestors(*figure).take_while(|above| !path.contains(above)))
                .all(|above| !is_beside(document, above))
        })
        // A detached element is on no page.
        .filter(|figure| document.ancestors(*figure).any(|above| path.contains(&above)))
        .take(MOST_FIGURES)
        .collect()
}

/// Whether a figure has an image and nothing but its caption.
fn has_picture(document: &HtmlDocument, figure: NodeId, base: Option<&url::Url>) -> bool {
    let mut inside = document.descendants(figure);
    let mut caption_length = 0;
    let mut has_image = false;
    for inner in inside.by_ref() {
        match document.tag(inner) {
            Some(tag) if tag.heading_level().is_some() => return false,
            Some(Tag::Img | Tag::AmpImg) => has_image |= is_written_picture(document, inner, base),
            _ if is_caption(document, inner) && caption_length == 0 => {
                caption_length = document.text_within(inner, 5000).len();
            }
            _ => {}
        }
    }
    has_image && document.text_within(figure, 6000).len() <= caption_length
}

fn is_beside(document: &HtmlDocument, element: NodeId) -> bool {
    matches!(document.tag(element), Some(Tag::Nav | Tag::Aside | Tag::Footer | Tag::Article))
        || matches!(document.tag(element), Some(Tag::Li | Tag::Form))
        || purposes_of_element(document, element).any(BESIDE_ARTICLE)
}
