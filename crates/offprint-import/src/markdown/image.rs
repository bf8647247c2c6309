//! Images: which file is meant, what it shows, and whether it is a real image.
//!
//! Pages load images lazily, so `src` is often a placeholder and the real address is in another
//! attribute; and many images only count readers. Does not depend on paragraphs.

use percent_encoding::percent_decode_str;
use url::Url;

use crate::article::LocalImage;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::markdown::formula::{self, Formula};
use crate::markdown::{image_source, link};
use crate::phrases::{Category, contains_phrase, phrases};

/// What an `img` element is written as.
pub(super) enum ImageMeaning {
    Picture {
        alt: String,
        target: String,
        local: Option<LocalImage>,
    },
    /// An emoji.
    Text(String),
    Formula(Formula),
}

/// What an `img` element means; None if it is not written.
pub(super) fn image_meaning(
    document: &HtmlDocument,
    node: NodeId,
    base: Option<&Url>,
    images: usize,
) -> Option<ImageMeaning> {
    if let Some(formula) = formula::formula_in_image(document, node) {
        return Some(ImageMeaning::Formula(formula));
    }
    let alt = document
        .attribute(node, "alt")
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let class = document.attribute(node, "class").unwrap_or_default().to_ascii_lowercase();
    let is_emoji = class
        .split_ascii_whitespace()
        .any(|word| matches!(word, "emoji" | "wp-smiley" | "emoticon" | "smiley"));
    if is_emoji {
        return (!alt.is_empty()).then_some(ImageMeaning::Text(alt));
    }
    let size = |name| {
        document
            .attribute(node, name)
            .and_then(|size| size.trim().trim_end_matches("px").parse::<f32>().ok())
    };
    if size("width").is_some_and(|width| width <= 3.0)
        || size("height").is_some_and(|height| height <= 3.0)
    {
        return None;
    }
    let source = image_source::image_source(document, node)?;
    let lower = source.to_ascii_lowercase();
    if contains_phrase(Category::TrackingImages, &lower) {
        return None;
    }
    let (target, local) = if lower.starts_with("data:") {
        let local = embedded_image(&source, images)?;
        (local.target.clone(), Some(local))
    } else {
        let is_beside = base.is_none() || is_saved(&source);
        let target = if lower.starts_with("file:") {
            // Nobody can follow it, and it is reported as missing.
            link::markdown_url(source.trim())
        } else if is_beside {
            link::link_target(&source, None)?
        } else {
            link::link_target(&source, base)?
        };
        // A page may have been saved with its images, though it states its own URL.
        let is_path = !lower.contains(':') && !lower.starts_with('/');
        let is_url = target.contains("://") && !lower.starts_with("file:");
        let file = (is_url && is_path).then(|| source.trim().to_owned());
        let local = (!is_url || file.is_some()).then(|| LocalImage {
            target: target.clone(),
            file,
            ..LocalImage::default()
        });
        (target, local)
    };
    Some(ImageMeaning::Picture { alt, target, local })
}

/// Whether an `img` element is written as an image, and not as a formula or not at all.
pub(crate) fn is_written_picture(
    document: &HtmlDocument,
    node: NodeId,
    base: Option<&Url>,
) -> bool {
    matches!(document.tag(node), Some(Tag::Img | Tag::AmpImg))
        && matches!(image_meaning(document, node, base, 0), Some(ImageMeaning::Picture { .. }))
}

/// Whether the image is alone in its block.
pub(super) fn is_alone(document: &HtmlDocument, node: NodeId) -> bool {
    let mut at = node;
    loop {
        let has_words = |sibling: NodeId| match document.text(sibling) {
            Some(text) => !text.trim().is_empty(),
            None => document.tag(sibling).is_some_and(|tag| {
                !tag.is_block() && tag != Tag::Br && has_text(document, sibling)
            }),
        };
        let before =
            std::iter::successors(document.previous(at), |sibling| document.previous(*sibling));
        let after = std::iter::successors(document.next(at), |sibling| document.next(*sibling));
        let is_edge = |sibling: &NodeId| {
            !document.tag(*sibling).is_some_and(|tag| tag.is_block() || tag == Tag::Br)
        };
        if before.take(20).take_while(is_edge).any(has_words)
            || after.take(20).take_while(is_edge).any(has_words)
        {
            return false;
        }
        match document.parent(at) {
            Some(parent) if document.tag(parent).is_some_and(|tag| !tag.is_block()) => at = parent,
            _ => return true,
        }
    }
}

/// The caption of an image: of the enclosing figure, or of a block whose class says that it is a
/// caption, unless it is that of a table.
pub(super) fn caption_of_image(document: &HtmlDocument, node: NodeId) -> Option<NodeId> {
    for above in document.ancestors(node).take(6) {
        let class = document.attribute(above, "class").unwrap_or_default().to_ascii_lowercase();
        let is_figure = document.is(above, Tag::Figure)
            || class.contains("caption")
            || class.contains("figure")
            || class.contains("image")
            || class.split_ascii_whitespace().any(|word| word == "fig" || word.starts_with("fig-"));
        if document.is(above, Tag::Body)
            || document.is(above, Tag::Article)
            || document.is(above, Tag::Main)
        {
            return None;
        }
        if !is_figure {
            continue;
        }
        // Of several images in a figure, the last one gets the caption.
        let images: Vec<NodeId> = document
            .descendants(above)
            .filter(|inner| document.is(*inner, Tag::Img))
            .take(50)
            .collect();
        if images.last() != Some(&node) {
            continue;
        }
        // A link around the image may be named so, too.
        let caption = document
            .descendants(above)
            .find(|inner| is_caption(document, *inner) && !is_above_table(document, *inner));
        let Some(words) = caption else { continue };
        return (!document.text_within(words, 40).is_empty()).then_some(words);
    }
    None
}

/// Whether the next element after a block, or after its wrapper, is a table.
pub(super) fn is_above_table(document: &HtmlDocument, block: NodeId) -> bool {
    let mut at = block;
    for _ in 0..3 {
        let after = std::iter::successors(document.next(at), |node| document.next(*node))
            .find(|node| document.tag(*node).is_some());
        if let Some(after) = after {
            return std::iter::once(after)
                .chain(document.descendants(after))
                .take(8)
                .any(|inner| document.is(inner, Tag::Table));
        }
        let Some(parent) = document.parent(at) else { return false };
        if document.is(parent, Tag::Figure) {
            return false;
        }
        at = parent;
    }
    false
}

/// Whether a block is the caption of a picture.
pub(crate) fn is_caption(document: &HtmlDocument, node: NodeId) -> bool {
    if document.is(node, Tag::Figcaption) {
        return true;
    }
    let Some(class) = document.attribute(node, "class") else { return false };
    let lower = class.to_ascii_lowercase();
    if !lower.contains("caption")
        || document.tag(node).is_none_or(|tag| matches!(tag, Tag::Figure | Tag::Body | Tag::Table))
    {
        return false;
    }
    !document
        .descendants(node)
        .take(200)
        .any(|inner| matches!(document.tag(inner), Some(Tag::Img | Tag::AmpImg | Tag::Video)))
}

fn has_text(document: &HtmlDocument, node: NodeId) -> bool {
    document
        .descendants(node)
        .any(|inner| document.text(inner).is_some_and(|text| !text.trim().is_empty()))
}

/// Whether the address is a file in the folder that a browser saves with a page.
fn is_saved(source: &str) -> bool {
    let source = source.trim_start_matches("./");
    let folder = source.split('/').next().unwrap_or_default();
    phrases(Category::SavedPageFolders).iter().any(|end| folder.ends_with(end))
        && !source.contains("://")
}

/// The image in a `data:` address, if it has a common format and is not a placeholder.
fn embedded_image(source: &str, images: usize) -> Option<LocalImage> {
    let (head, data) = source.split_once(',')?;
    if !head.ends_with(";base64") || data.len() < 400 {
        return None;
    }
    let bytes = decode_base64(data);
    let kind = match bytes.get(..12)? {
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, 0xff, ..] => "jpg",
        [b'G', b'I', b'F', b'8', ..] => "gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => "webp",
        _ => return None,
    };
    let target = format!("image-{}.{kind}", images + 1);
    Some(LocalImage { target, bytes: Some(bytes), ..LocalImage::default() })
}

/// Decodes base64 text; characters that are not base64 are skipped.
pub(crate) fn decode_base64(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0);
    for byte in percent_decode_str(text) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    out
}
