//! Writes images with their captions.

use rustc_hash::FxHashSet;
use url::Url;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::markdown::converter::MarkdownConverter;
use crate::markdown::{escape, image};

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
        .filter(|node| {
            matches!(
                image::image_meaning(document, *node, base, 0),
                Some(image::ImageMeaning::Picture { .. })
            )
        })
        .filter_map(|node| image::caption_of_image(document, node))
        .collect()
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
                if let Some(local) = local
                    && self.images.iter().all(|known| known.target != local.target)
                {
                    self.images.push(local);
                }
                let caption = image::caption_of_image(self.document, node)
                    .map(|caption| self.document.text_within(caption, 2000));
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
                    let is_known = self
                        .containers
                        .last()
                        .and_then(|container| container.blocks.last())
                        .is_some_and(|block| {
                            block.text.starts_with("![")
                                && block.text.contains(&format!("]({target}"))
                        });
                    if !is_known {
                        self.push_block(markdown, false);
                    }
                } else {
                    self.run.finished(markdown);
                }
            }
        }
    }

    /// Whether the caption is written with an image, or belongs to a film or sound, which is not
    /// imported. Every other caption is text.
    pub(super) fn is_written_elsewhere(&self, caption: NodeId) -> bool {
        let films = [Tag::Video, Tag::Iframe, Tag::Audio];
        self.captions_of_images.contains(&caption)
            || self
                .document
                .ancestors(caption)
                .take(4)
                .find(|above| self.document.is(*above, Tag::Figure))
                .is_some_and(|figure| {
                    self.document.descendants(figure).take(300).any(|inner| {
                        self.document.tag(inner).is_some_and(|tag| films.contains(&tag))
                    })
                })
    }
}
