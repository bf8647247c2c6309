//! Writes images with their captions.

use offprint_base::unicode_script;
use rustc_hash::FxHashSet;
use url::Url;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::markdown::converter::MarkdownConverter;
use crate::markdown::{escape, image};

/// More of a caption is not read, in bytes.
const LONGEST_CAPTION: usize = 2000;

/// The captions of the images below `roots` that are written, so that each caption is written once
/// wherever it is.
pub(super) fn captions_of_images(
    document: &HtmlDocument,
    roots: &[NodeId],
    base: Option<&Url>,
) -> FxHashSet<NodeId> {
    roots
        .iter()
        .flat_map(|root| document.descendants(*root))
        .filter(|node| matches!(document.tag(*node), Some(Tag::Img | Tag::AmpImg)))
        .filter(|node| image::is_written_picture(document, *node, base))
        .filter_map(|node| image::caption_of_image(document, node))
        .collect()
}

/// The text of a caption, which has no markup: raised and lowered signs are those of Unicode, so that
/// 10⁹ does not become 109.
fn caption_text(document: &HtmlDocument, caption: NodeId) -> String {
    let has_scripts = document
        .descendants(caption)
        .any(|inner| matches!(document.tag(inner), Some(Tag::Sup | Tag::Sub)));
    if !has_scripts {
        return document.text_within(caption, LONGEST_CAPTION);
    }
    let mut text = String::new();
    for inner in document.descendants(caption) {
        let Some(piece) = document.text(inner) else {
            if document.tag(inner).is_some_and(Tag::is_block) || document.is(inner, Tag::Br) {
                text.push(' ');
            }
            continue;
        };
        let script = document
            .ancestors(inner)
            .take_while(|above| *above != caption)
            .find_map(|above| document.tag(above).filter(|tag| matches!(tag, Tag::Sup | Tag::Sub)));
        match script {
            None => text.push_str(piece),
            Some(tag) => {
                let is_super = tag == Tag::Sup;
                let sign = if is_super { '^' } else { '_' };
                let written = unicode_script(piece.trim(), is_super);
                text.push_str(&written.unwrap_or_else(|| format!("{sign}{}", piece.trim())));
            }
        }
        if text.len() > LONGEST_CAPTION {
            break;
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl MarkdownConverter<'_> {
    pub(super) fn image(&mut self, node: NodeId) {
        let Some(found) =
            image::image_meaning(self.document, node, self.surroundings.base, self.images.len())
        else {
            return;
        };
        match found {
            image::ImageMeaning::Text(text) => self.run.text(&text),
            image::ImageMeaning::Formula(formula) => self.formula(&formula),
            image::ImageMeaning::Picture { alt, target, local } => {
                self.pictures.insert(node);
                if let Some(local) = local
                    && self.images.iter().all(|known| known.target != local.target)
                {
                    self.images.push(local);
                }
                let caption = image::caption_of_image(self.document, node)
                    .map(|caption| caption_text(self.document, caption));
                let mut alt_text = String::new();
                escape::push_text(&mut alt_text, alt.trim());
                let alt_text =
                    alt_text.replace('[', "\\[").replace(']', "\\]").replace("\\\\", "\\");
                let title = caption.filter(|caption| !caption.is_empty()).map_or(
                    String::new(),
                    |caption| {
                        format!(
                            " \"{}\"",
                            caption
                                .replace('\\', "\\\\")
                                .replace('"', "\\\"")
                                .replace('&', "&amp;")
                        )
                    },
                );
                let markdown = format!("![{alt_text}]({target}{title})");
                // In a heading or next to text, the image stays inline; otherwise it becomes a
                // separate block.
                if self.heading.is_none() && image::is_alone(self.document, node) {
                    self.flush();
                    // The same image twice, for pages without scripts: the second may have the
                    // caption.
                    let known = self
                        .containers
                        .last_mut()
                        .and_then(|container| container.blocks.last_mut())
                        .filter(|block| {
                            block.text.starts_with("![")
                                && block.text.contains(&format!("]({target}"))
                        });
                    match known {
                        Some(block) if block.text.len() < markdown.len() => block.text = markdown,
                        Some(_) => {}
                        None => self.push_block(markdown, false),
                    }
                } else {
                    self.run.finished(markdown);
                }
            }
        }
    }

    /// Whether a figure contains other figures, whose images are written with their own captions: its
    /// own caption is of none of them.
    fn is_of_gallery(&self, figure: NodeId) -> bool {
        let inner = || self.document.descendants(figure).take(300);
        inner().any(|node| self.document.is(node, Tag::Figure))
            && inner().any(|node| self.pictures.contains(&node))
    }

    /// Whether the caption is written with an image, or belongs to an image, film or sound that is
    /// not written: then the report names it. Every other caption is text.
    pub(super) fn is_written_elsewhere(&self, caption: NodeId) -> bool {
        if self.captions_of_images.contains(&caption) {
            return true;
        }
        let holders = [Tag::Img, Tag::AmpImg, Tag::Video, Tag::Iframe, Tag::Audio, Tag::Picture];
        let has_holder = |around: NodeId| {
            self.document
                .descendants(around)
                .take(300)
                .any(|inner| self.document.tag(inner).is_some_and(|tag| holders.contains(&tag)))
        };
        if image::is_above_table(self.document, caption) {
            return false;
        }
        let is_end = |above: &NodeId| {
            matches!(self.document.tag(*above), Some(Tag::Body | Tag::Article | Tag::Main))
        };
        let around = || self.document.ancestors(caption).take(4).take_while(|above| !is_end(above));
        // A caption belongs to its own figure, whatever else is near.
        match around().find(|above| self.document.is(*above, Tag::Figure)) {
            Some(figure) => has_holder(figure) && !self.is_of_gallery(figure),
            None => around().any(|above| {
                self.document.attribute(above, "class").is_some() && has_holder(above)
            }),
        }
    }
}
