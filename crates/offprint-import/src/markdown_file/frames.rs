//! [`embedded_frames`]: what a Markdown text embeds from other sites.
//!
//! Videos and posts of social networks are embedded by HTML that is removed, since it runs the code
//! of another site. An editor must know what was there. Must not remove anything itself.

use offprint_base::{HtmlToken, visit_html};
use pulldown_cmark::{Event, Parser, TagEnd};

use crate::html_pieces::HtmlPieces;
use crate::site_markdown::site_options;

/// The elements that embed something, each with the attribute that names it.
const ELEMENTS: [(&str, &str); 4] =
    [("iframe", "src"), ("embed", "src"), ("object", "data"), ("frame", "src")];

/// The addresses of all embedded frames, in the order of the text.
pub(super) fn embedded_frames(body: &str) -> Vec<String> {
    let mut found = Vec::new();
    if !body.contains('<') {
        return found;
    }
    let mut block = HtmlPieces::default();
    for (event, span) in Parser::new_ext(body, site_options()).into_offset_iter() {
        match event {
            Event::Html(_) | Event::InlineHtml(_) => block.push(body, span),
            Event::End(TagEnd::HtmlBlock | TagEnd::Paragraph) => {
                frames_of_html(&std::mem::take(&mut block).html, &mut found);
            }
            _ => {}
        }
    }
    frames_of_html(&block.html, &mut found);
    found
}

fn frames_of_html(html: &str, found: &mut Vec<String>) {
    if html.is_empty() {
        return;
    }
    visit_html(html, |token| {
        let HtmlToken::Start(tag) = token else { return };
        let Some((_, attribute)) = ELEMENTS.iter().find(|(name, _)| *name == tag.name) else {
            return;
        };
        let address = tag.attribute(attribute).unwrap_or_default().trim().to_owned();
        if !found.contains(&address) {
            found.push(address);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::embedded_frames;

    #[test]
    fn frames_are_found_however_they_are_written() {
        assert_eq!(
            embedded_frames(
                "<iframe src=\"https://v.example/1\"></iframe>\n\nText <IFRAME\nsrc='//v.example/2'></IFRAME> and\n\n> <object data=x></object>\n\n<div>\n<embed src=y>\n</div>"
            ),
            ["https://v.example/1", "//v.example/2", "x", "y"]
        );
        assert!(embedded_frames("`<iframe src=a>`\n\n    <iframe src=b>\n").is_empty());
    }
}
