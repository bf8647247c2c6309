//! [`image_links`]: the images that a Markdown text shows, and how their files are renamed.
//!
//! Images of Markdown and of HTML inside Markdown are found by the parsers of both, so that code
//! which only shows such text is unchanged. An image whose file was not copied leaves a *mark* in
//! the text: a comment that readers never see. It says what is missing, and a later import replaces
//! it by the image, whatever the editor has changed around it. Must not depend on the disk.

use std::ops::Range;

use offprint_base::{HtmlToken, visit_html};
use pulldown_cmark::{Event, LinkType, Parser, Tag, TagEnd};

use crate::html_pieces::HtmlPieces;
use crate::site_markdown::{site_options, with_edits};

/// How a mark begins and ends.
const MARK: (&str, &str) = ("<!-- missing image: ", " -->");

/// How a front matter line begins that is the mark of the image for link previews.
const FRONT_MARK: &str = "# missing image: ";

/// An image in a Markdown text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ImageLink {
    /// The bytes of the image: `![…](…)`, or an `img` tag.
    pub(crate) span: Range<usize>,
    /// The address or path.
    pub(crate) target: String,
    /// The bytes of the address; None if it is elsewhere, as in `![…][1]`.
    pub(crate) target_span: Option<Range<usize>>,
    /// The title, which the site shows as the caption.
    pub(crate) title: String,
    /// Whether it is an `img` tag.
    pub(crate) is_html: bool,
}

/// What becomes of an image.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ImageFate<'f> {
    /// It stays as it is.
    Keep,
    /// It shows this file.
    File(&'f str),
    /// A mark replaces it.
    Mark,
    /// It is removed, with its paragraph if nothing else is in it.
    Remove,
}

/// The images of a Markdown text, in its order.
pub(crate) fn image_links(markdown: &str) -> Vec<ImageLink> {
    let mut found = Vec::new();
    if !markdown.contains("![") && !markdown.contains("<img") && !markdown.contains("<IMG") {
        return found;
    }
    // Open images: their span, address and title, and where their description ends.
    let mut open: Vec<(ImageLink, usize)> = Vec::new();
    let mut block = HtmlPieces::default();
    for (event, span) in Parser::new_ext(markdown, site_options()).into_offset_iter() {
        match event {
            Event::Html(_) => block.push(markdown, span.clone()),
            Event::End(TagEnd::HtmlBlock) => {
                images_of_html(&std::mem::take(&mut block), &mut found);
            }
            Event::InlineHtml(_) => {
                let mut tag = HtmlPieces::default();
                tag.push(markdown, span.clone());
                images_of_html(&tag, &mut found);
            }
            Event::Start(Tag::Image { link_type, dest_url, title, .. }) => {
                let is_wiki = matches!(link_type, LinkType::WikiLink { .. });
                let target = if is_wiki { String::new() } else { dest_url.into_string() };
                let end = span.start + 2;
                let title = title.into_string();
                let link = ImageLink { span, target, target_span: None, title, is_html: false };
                open.push((link, end));
                continue;
            }
            Event::End(TagEnd::Image) => {
                if let Some((mut link, end)) = open.pop() {
                    link.target_span = target_span(markdown, end, link.span.end);
                    if !link.target.is_empty() {
                        found.push(link);
                    }
                }
            }
            _ => {}
        }
        for (link, end) in &mut open {
            if span.end <= link.span.end {
                *end = (*end).max(span.end);
            }
        }
    }
    found.sort_by_key(|link| link.span.start);
    found
}

fn images_of_html(pieces: &HtmlPieces, found: &mut Vec<ImageLink>) {
    visit_html(&pieces.html, |token| {
        let HtmlToken::Start(tag) = token else { return };
        if tag.name != "img" {
            return;
        }
        let span = pieces.in_source(tag.span.clone());
        for attribute in tag.attributes().filter(|attribute| attribute.name == "src") {
            found.push(ImageLink {
                span: span.clone(),
                target: attribute.value.trim().to_owned(),
                target_span: Some(pieces.in_source(attribute.value_span))
                    .filter(|span| !span.is_empty()),
                title: String::new(),
                is_html: true,
            });
        }
    });
}

/// The bytes of the address in `](address "title")`, from the end of the description.
pub(crate) fn target_span(markdown: &str, from: usize, to: usize) -> Option<Range<usize>> {
    let rest = markdown.get(from..to)?;
    let inner = rest.strip_prefix("](")?;
    let trimmed = inner.trim_start();
    let start = to - trimmed.len();
    let mut depth = 0usize;
    let mut is_escaped = false;
    let is_quoted = trimmed.starts_with('<');
    for (at, c) in trimmed.char_indices() {
        match c {
            _ if is_escaped => {}
            '>' if is_quoted => return Some(start..start + at + 1),
            _ if is_quoted => {}
            '(' => depth += 1,
            ')' if depth == 0 => return Some(start..start + at),
            ')' => depth -= 1,
            c if c.is_whitespace() => return Some(start..start + at),
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    None
}

/// The text with its images as `fate` decides for each address.
pub(crate) fn rewrite_images<'f>(markdown: &str, fate: impl Fn(&str) -> ImageFate<'f>) -> String {
    let mut edits = Vec::new();
    for link in image_links(markdown) {
        match fate(&link.target) {
            ImageFate::Keep => {}
            ImageFate::File(name) => match &link.target_span {
                Some(span) => edits.push((span.clone(), name.to_owned())),
                None => edits.push((link.span.clone(), format!("![]({name})"))),
            },
            ImageFate::Mark => {
                let mark = mark_of(&markdown[link.span.clone()]);
                push_mark(markdown, &link.span, mark, &mut edits);
            }
            ImageFate::Remove => {
                let mut span = link.span.clone();
                let (before, after) = (&markdown[..span.start], &markdown[span.end..]);
                if before.ends_with("\n\n") && after.starts_with("\n\n") {
                    span.end += 2;
                }
                // An image inside a sentence may be a formula or a symbol: its description is kept.
                let is_alone = (before.is_empty() || before.ends_with('\n'))
                    && (after.is_empty() || after.starts_with('\n'));
                let words = if is_alone { "" } else { description(&markdown[link.span.clone()]) };
                edits.push((span, words.to_owned()));
            }
        }
    }
    with_edits(markdown, edits)
}

/// The words in `![words](…)`, as they are written.
fn description(markup: &str) -> &str {
    markup.strip_prefix("![").and_then(|rest| rest.split_once("](")).map_or("", |(words, _)| words)
}

/// Replaces an image by its mark. A comment at the start of a line would make HTML of the rest of
/// the line, so there it comes last.
fn push_mark(
    markdown: &str,
    span: &Range<usize>,
    mark: String,
    edits: &mut Vec<(Range<usize>, String)>,
) {
    let start = markdown[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let end = markdown[span.end..].find('\n').map_or(markdown.len(), |at| span.end + at);
    let is_sign = |c: char| c.is_whitespace() || c.is_ascii_digit() || ">-*+.".contains(c);
    let after = &markdown[span.end..end];
    if markdown[start..span.start].chars().all(is_sign) && !after.trim().is_empty() {
        let blanks = after.len() - after.trim_start().len();
        edits.push((span.start..span.end + blanks, String::new()));
        edits.push((end..end, format!(" {mark}")));
    } else {
        edits.push((span.clone(), mark));
    }
}

/// The comment that replaces an image. Two hyphens would end it.
fn mark_of(markup: &str) -> String {
    format!("{}{}{}", MARK.0, markup.replace("--", "-&#45;"), MARK.1)
}

/// The marks in a text, with the image that each replaced.
fn marks(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    text.match_indices(MARK.0).filter_map(|(start, opening)| {
        let inner = start + opening.len();
        let length = text[inner..].find(MARK.1)?;
        let markup = text[inner..inner + length].replace("-&#45;", "--");
        Some((start..inner + length + MARK.1.len(), markup))
    })
}

/// The content file in which an image shows a file, wherever its address or its mark is. None if
/// neither is in it.
pub(crate) fn with_image_placed(text: &str, target: &str, file: &str) -> Option<String> {
    let (head, body) = split_content_file(text);
    let fate = |found: &str| match found == target {
        true => ImageFate::File(file),
        false => ImageFate::Keep,
    };
    let mut edits = Vec::new();
    for (span, markup) in marks(body) {
        if image_links(&markup).iter().any(|link| link.target == target) {
            edits.push((span, rewrite_images(&markup, fate)));
        }
    }
    let body = rewrite_images(&with_edits(body, edits), fate);
    let mark = format!("{FRONT_MARK}{}", quoted(target));
    let line = format!("image = {}", quoted(file));
    let has_image = head.lines().any(|line| line.starts_with("image = "));
    let mut placed = String::with_capacity(text.len() + 100);
    for of_head in head.split_inclusive('\n') {
        match of_head.trim_end() == mark && !has_image {
            true => placed.push_str(&format!("{line}\n")),
            false => placed.push_str(of_head),
        }
    }
    placed.push_str(&body);
    (placed != text).then_some(placed)
}

/// The content file with the images of its body and its front matter as `fate` decides.
pub(crate) fn rewrite_content_file<'f>(text: &str, fate: impl Fn(&str) -> ImageFate<'f>) -> String {
    let (head, body) = split_content_file(text);
    let mut out = String::with_capacity(text.len() + 100);
    for line in head.split_inclusive('\n') {
        let value = line
            .strip_prefix("image = ")
            .and_then(|value| serde_json::from_str::<String>(value.trim()).ok());
        match value.as_deref().map(&fate) {
            None | Some(ImageFate::Keep) => out.push_str(line),
            Some(ImageFate::File(name)) => out.push_str(&format!("image = {}\n", quoted(name))),
            Some(ImageFate::Mark) => {
                let value = quoted(value.as_deref().unwrap_or_default());
                out.push_str(&format!("{FRONT_MARK}{value}\n"));
            }
            Some(ImageFate::Remove) => {}
        }
    }
    out + &rewrite_images(body, fate)
}

/// Front matter and body of a content file.
fn split_content_file(text: &str) -> (&str, &str) {
    text.split_at(text.find("\n+++\n").map_or(0, |at| at + 5))
}

fn quoted(value: &str) -> String {
    serde_json::Value::String(value.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(markdown: &str) -> Vec<String> {
        image_links(markdown).into_iter().map(|link| link.target).collect()
    }

    #[test]
    fn images_are_found_however_they_are_written() {
        assert_eq!(
            targets(
                "![a](a.png) ![b [c]](<b c.png> \"t\")\n\n![d][1]\n\n<p><img alt=x\nsrc='e.png'></p>\n\n> text <IMG SRC=f.png>\n\n[1]: d.png\n"
            ),
            ["a.png", "b c.png", "d.png", "e.png", "f.png"]
        );
        assert_eq!(targets("`![a](a.png)`\n\n```\n<img src=a.png>\n```\n"), Vec::<String>::new());
        assert_eq!(targets("![[Note]] [l](a.png)"), Vec::<String>::new());
    }

    #[track_caller]
    fn check_file(markdown: &str, expect: &str) {
        assert_eq!(rewrite_images(markdown, |_| ImageFate::File("x/new.png")), expect);
    }

    #[test]
    fn files_are_renamed_in_place() {
        check_file("![a](a.png \"t\") `![a](a.png)`", "![a](x/new.png \"t\") `![a](a.png)`");
        check_file("![a](<a b.png>)", "![a](x/new.png)");
        check_file("![a](a_(1).png)", "![a](x/new.png)");
        check_file("> <img src=\"a.png\" alt=\"z\">", "> <img src=\"x/new.png\" alt=\"z\">");
        check_file("[![a](a.png)](b.html)", "[![a](x/new.png)](b.html)");
    }

    #[test]
    fn a_removed_image_leaves_no_hole() {
        let check = |text: &str, expect: &str| {
            assert_eq!(rewrite_images(text, |_| ImageFate::Remove), expect);
        };
        check("One.\n\n![A](p_files/a.png)\n\nTwo.\n", "One.\n\nTwo.\n");
        check("One ![A](p_files/a.png \"t (u)\") two.\n", "One A two.\n");
        check("![C=D](p_files/a.png).\n", "C=D.\n");
        check("[link](p_files/a.png)\n", "[link](p_files/a.png)\n");
        check("One.\n", "One.\n");
    }

    #[test]
    fn marks_lead_back_to_their_images() {
        for (text, marked) in [
            ("![A -- b](a.png \"c\")\n", "<!-- missing image: ![A -&#45; b](a.png \"c\") -->\n"),
            ("- ![A](a.png) text\n", "- text <!-- missing image: ![A](a.png) -->\n"),
            ("| x | ![A](a.png) |\n", "| x | <!-- missing image: ![A](a.png) --> |\n"),
            ("see ![A](a.png), too\n", "see <!-- missing image: ![A](a.png) -->, too\n"),
            (
                "<p><img alt=\"A --> B\" src=\"a.png\"></p>\n",
                "<p><!-- missing image: <img alt=\"A -&#45;> B\" src=\"a.png\"> --></p>\n",
            ),
        ] {
            let found = rewrite_images(text, |_| ImageFate::Mark);
            assert_eq!(found, marked);
            let placed = with_image_placed(&found, "a.png", "b.png").expect("it has a mark");
            assert!(placed.contains("b.png") && !placed.contains("<!--"), "{placed}");
            assert_eq!(with_image_placed(&found, "other.png", "b.png"), None);
        }
    }

    #[test]
    fn the_image_of_the_front_matter_has_a_mark_too() {
        let text = "+++\ntitle = \"T\"\nimage = \"a.png\"\n+++\n\nBody.\n";
        let marked = rewrite_content_file(text, |_| ImageFate::Mark);
        assert_eq!(marked, "+++\ntitle = \"T\"\n# missing image: \"a.png\"\n+++\n\nBody.\n");
        assert_eq!(
            with_image_placed(&marked, "a.png", "b.png").as_deref(),
            Some("+++\ntitle = \"T\"\nimage = \"b.png\"\n+++\n\nBody.\n")
        );
    }
}
