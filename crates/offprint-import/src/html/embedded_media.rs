//! What a page embeds and a text cannot contain: films, recordings, frames of other sites, drawings.
//!
//! They are recorded before they are removed, and the report of the import lists those in the
//! article. Must not decide what the article is.

use rustc_hash::FxHashSet;

use crate::article::{Loss, LossKind, RemovedBlock};
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::tag::Tag;

/// Smaller frames and drawings count visits or are icons.
const FEWEST_PIXELS: u32 = 16;

/// The attribute of the paragraph with the link to a film that has a caption.
pub(super) const CAPTIONED_MEDIUM: &str = "data-captioned-medium";

/// A drawing with fewer words is an icon with its name.
const FEWEST_WORDS: usize = 3;

/// Where something embedded is no content.
const BESIDE: ElementPurposes = ElementPurposes::AD
    .with(ElementPurposes::NAVIGATION)
    .with(ElementPurposes::COOKIES)
    .with(ElementPurposes::SHARE)
    .with(ElementPurposes::NEWSLETTER)
    .with(ElementPurposes::LOGIN)
    .with(ElementPurposes::COMMENTS);

/// What a page embeds.
#[derive(Debug)]
pub(super) struct EmbeddedMedia {
    /// The element that contains it.
    parent: NodeId,
    /// The byte of its start tag in the source.
    start: usize,
    /// Its address or its name.
    name: String,
    /// The words in it, if they are those of a drawing.
    text: String,
}

/// Everything that a page embeds and that is large enough to be seen.
pub(super) fn find_embedded_media(document: &HtmlDocument) -> Vec<EmbeddedMedia> {
    document
        .ids()
        .filter(|node| is_medium(document, *node) && !is_beside(document, *node))
        .filter_map(|node| {
            let (name, text) = name_and_text(document, node)?;
            let start = document.source_start(node)?;
            Some(EmbeddedMedia { parent: document.parent(node)?, start, name, text })
        })
        .collect()
}

/// Makes links of the films and frames that a figure has instead of an image, so that its caption has
/// what it describes.
pub(super) fn link_captioned_media(document: &mut HtmlDocument) {
    let films: Vec<(NodeId, String)> = document
        .ids()
        .filter(|node| {
            let is_film = matches!(
                document.tag(*node),
                Some(Tag::Iframe | Tag::Video | Tag::Audio | Tag::Embed)
            );
            is_film && is_all_of_captioned_figure(document, *node) && !is_beside(document, *node)
        })
        .filter_map(|node| {
            let is_address =
                |address: &String| address.starts_with("https:") || address.starts_with("http:");
            addresses_of_medium(document, node).into_iter().find(is_address).map(|it| (node, it))
        })
        .collect();
    for (node, address) in films {
        let label = ["title", "aria-label"]
            .iter()
            .find_map(|name| document.attribute(node, name))
            .map(str::trim)
            .filter(|label| !label.is_empty())
            // Players take their settings from the query and the fragment, often several hundred signs.
            .unwrap_or_else(|| address.split(['?', '#']).next().unwrap_or(&address))
            .to_owned();
        let inner: Vec<NodeId> = document.children(node).collect();
        for child in inner {
            document.detach(child);
        }
        let start = document.source_start(node).unwrap_or_default();
        document.set_tag(node, Tag::P);
        document.add_attributes(node, vec![(CAPTIONED_MEDIUM.into(), "".into())]);
        let attributes = vec![("href".into(), address.into_boxed_str())];
        let link = document.append_element(node, Tag::A, attributes, start);
        document.append_text(link, &label);
    }
}

/// Whether an element is in a figure that has a caption and no image.
fn is_all_of_captioned_figure(document: &HtmlDocument, node: NodeId) -> bool {
    let figure = document.ancestors(node).take(6).find(|above| document.is(*above, Tag::Figure));
    figure.is_some_and(|figure| {
        let mut has_caption = false;
        for inner in document.descendants(figure).take(100) {
            match document.tag(inner) {
                Some(Tag::Img | Tag::AmpImg | Tag::Table | Tag::Figure) => return false,
                Some(Tag::Figcaption) => {
                    has_caption |= !document.text_within(inner, 40).is_empty();
                }
                _ => {}
            }
        }
        has_caption
    })
}

/// Those of the `media` that are below `roots` and not in a part that is reported otherwise: films
/// and frames with their line in `html`, and drawings with their words.
pub(super) fn lost_media(
    media: Vec<EmbeddedMedia>,
    document: &HtmlDocument,
    roots: &[NodeId],
    listed: &FxHashSet<NodeId>,
    line_at: impl Fn(usize) -> Option<usize>,
) -> (Vec<Loss>, Vec<RemovedBlock>) {
    let (mut losses, mut drawings) = (Vec::new(), Vec::new());
    for medium in media {
        let mut around = std::iter::once(medium.parent).chain(document.ancestors(medium.parent));
        let is_listed = std::iter::once(medium.parent)
            .chain(document.ancestors(medium.parent))
            .any(|node| listed.contains(&node));
        if is_listed || !around.any(|node| roots.contains(&node)) {
            continue;
        }
        if medium.text.is_empty() {
            let line = line_at(medium.start);
            losses.push(Loss { kind: LossKind::Embedded, name: medium.name, line });
            continue;
        }
        let text = format!("[drawing] {} {}", medium.name, medium.text);
        drawings.push(RemovedBlock {
            excerpt: text
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .chars()
                .take(80)
                .collect(),
            why: "a drawing, whose words cannot be in a text",
            length: medium.text.chars().count(),
            words: medium.text.split_whitespace().count(),
            is_structured: true,
        });
    }
    (losses, drawings)
}

fn is_medium(document: &HtmlDocument, node: NodeId) -> bool {
    matches!(
        document.tag(node),
        Some(
            Tag::Iframe
                | Tag::Video
                | Tag::Audio
                | Tag::Object
                | Tag::Embed
                | Tag::Canvas
                | Tag::Svg
        )
    )
}

/// Whether an element is not shown, is part of another one, or is in a part of the page that is not
/// for content.
fn is_beside(document: &HtmlDocument, node: NodeId) -> bool {
    let is_small = ["width", "height"].iter().any(|side| {
        document
            .attribute(node, side)
            .and_then(|value| value.trim().trim_end_matches("px").parse::<u32>().ok())
            .is_some_and(|pixels| pixels < FEWEST_PIXELS)
    });
    let is_hidden = |node: NodeId| {
        document.attribute(node, "hidden").is_some()
            || document.attribute(node, "style").is_some_and(|style| {
                let style: String =
                    style.chars().take(300).filter(|c| !c.is_whitespace()).collect();
                style.contains("display:none") || style.contains("visibility:hidden")
            })
    };
    is_small
        || is_hidden(node)
        || document.attribute(node, "aria-hidden") == Some("true")
        || document.ancestors(node).any(|above| {
            is_medium(document, above)
                || is_hidden(above)
                || matches!(
                    document.tag(above),
                    Some(
                        Tag::Head
                            | Tag::Nav
                            | Tag::Button
                            | Tag::Noscript
                            | Tag::Template
                            | Tag::Math
                            | Tag::MjxContainer
                            | Tag::MjxMath
                    )
                )
        })
        || std::iter::once(node)
            .chain(document.ancestors(node).take(3))
            .any(|near| purposes_of_element(document, near).any(BESIDE))
}

/// What something embedded is called in a report, and the words of a drawing; None if a reader sees
/// nothing of it.
fn name_and_text(document: &HtmlDocument, node: NodeId) -> Option<(String, String)> {
    let label = ["title", "aria-label", "alt"]
        .iter()
        .find_map(|name| document.attribute(node, name))
        .unwrap_or_default()
        .trim()
        .to_owned();
    let tag = document.tag(node)?;
    if matches!(tag, Tag::Svg | Tag::Canvas) {
        let is_in_link = document.ancestors(node).take(4).any(|above| document.is(above, Tag::A));
        let text = drawn_text(document, node);
        return (text.split_whitespace().count() >= FEWEST_WORDS && !is_in_link)
            .then_some((label, text));
    }
    let address = addresses_of_medium(document, node).into_iter().find(|address| {
        !["about:", "javascript:", "data:", "blob:"].iter().any(|start| address.starts_with(start))
    });
    if let Some(address) = address {
        return Some((address, String::new()));
    }
    let text = match tag {
        // What browsers that cannot play it show instead is not content.
        Tag::Video | Tag::Audio => String::new(),
        _ => document.text_within(node, 2000),
    };
    if text.split_whitespace().count() >= FEWEST_WORDS {
        return Some((label, text));
    }
    if !label.is_empty() {
        return Some((label, String::new()));
    }
    let name = match tag {
        Tag::Video => "<video>",
        Tag::Audio => "<audio>",
        _ => return None,
    };
    Some((name.to_owned(), String::new()))
}

/// The addresses of a film, a recording or a frame, the best one first.
fn addresses_of_medium(document: &HtmlDocument, node: NodeId) -> Vec<String> {
    let own = ["src", "data-src", "data", "data-lazy-src"]
        .iter()
        .filter_map(|name| document.attribute(node, name));
    let sources = document
        .descendants(node)
        .filter(|inner| matches!(document.tag(*inner), Some(Tag::Source | Tag::Embed)))
        .filter_map(|inner| document.attribute(inner, "src"));
    own.chain(sources)
        .map(|address| address.trim().to_owned())
        .filter(|it| !it.is_empty())
        .collect()
}

/// The words that a drawing shows, without its name and description.
fn drawn_text(document: &HtmlDocument, drawing: NodeId) -> String {
    let unseen = [Tag::Title, Tag::Desc, Tag::Style, Tag::Script];
    let texts = document.descendants(drawing).filter(|node| {
        !document
            .ancestors(*node)
            .take_while(|above| *above != drawing)
            .any(|above| document.tag(above).is_some_and(|tag| unseen.contains(&tag)))
    });
    let words: Vec<&str> = texts
        .filter_map(|node| document.text(node))
        .flat_map(str::split_whitespace)
        .take(400)
        .collect();
    words.join(" ")
}
