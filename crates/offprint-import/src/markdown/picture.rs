//! Writes images with their captions.

use crate::html::dom::NodeId;
use crate::html::tag::Tag;
use crate::markdown::converter::MarkdownConverter;
use crate::markdown::{escape, image};

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
                let caption =
                    self.caption.take().or_else(|| image::caption_of_image(self.document, node));
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

    /// Whether the caption belongs to an image: then it was written with the image.
    pub(super) fn take_caption(&mut self, node: NodeId) -> bool {
        let holders = [Tag::Img, Tag::AmpImg, Tag::Video, Tag::Iframe, Tag::Audio, Tag::Picture];
        self.document
            .ancestors(node)
            .take(4)
            .take_while(|above| {
                !matches!(self.document.tag(*above), Some(Tag::Body | Tag::Article | Tag::Main))
            })
            .any(|above| {
                let is_holder = self.document.is(above, Tag::Figure)
                    || self.document.attribute(above, "class").is_some();
                is_holder
                    && self.document.descendants(above).take(300).any(|inner| {
                        self.document.tag(inner).is_some_and(|tag| holders.contains(&tag))
                    })
            })
    }
}
