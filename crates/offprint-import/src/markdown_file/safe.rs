//! Removes from Markdown what could run code in a reader's browser: scripts, event handlers,
//! `javascript:` links.
//!
//! The Markdown parser reports where HTML and links are, so that code blocks, which only show such
//! things, are unchanged. Everything that is not removed keeps its bytes.
//!
//! It must not know what else a page's policy allows: the build sanitises the page again.

use std::ops::Range;

use offprint_base::{Attribute, HtmlToken, StartTag, visit_html_with};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::lost_markup::losses_of_cuts;
use crate::article::Loss;
use crate::html_pieces::HtmlPieces;
use crate::markdown;
use crate::site_markdown::with_edits;

/// Elements that are removed with their content.
const WITH_CONTENT: &[&str] = &[
    "script", "style", "iframe", "object", "embed", "applet", "form", "noscript", "noembed",
    "noframes", "template", "frame", "frameset", "math", "svg",
];

/// Those of them whose content is not markup.
const TEXT: &[&str] = &["script", "style", "iframe", "noscript", "noembed", "noframes"];

/// Elements whose tags are removed, but not their content.
const TAGS: &[&str] = &[
    "input",
    "button",
    "select",
    "textarea",
    "option",
    "link",
    "meta",
    "base",
    "html",
    "body",
    "head",
    "title",
    "param",
    "plaintext",
    "xmp",
    "portal",
];

/// Attributes that contain addresses.
const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "srcset",
    "action",
    "formaction",
    "xlink:href",
    "poster",
    "data",
    "background",
    "cite",
    "longdesc",
    "lowsrc",
    "ping",
];

/// What is left after so many passes and still has hazards was made to have them.
const MAX_PASSES: usize = 4;

/// The text without hazards, and what else was lost with them.
pub(super) fn without_hazards(text: &str) -> (String, Vec<Loss>) {
    let (mut clean, losses) = cut_hazards(text);
    // What was cut may have held the parts of another hazard apart: `<scr<script>ipt>`.
    for _ in 0..MAX_PASSES {
        if clean.is_none() {
            break;
        }
        let (next, _) = cut_hazards(clean.as_deref().unwrap_or(text));
        if next.is_none() {
            return (clean.unwrap_or_default(), losses);
        }
        clean = next;
    }
    (clean.map_or_else(|| text.to_owned(), |rest| rest.replace('<', "&lt;")), losses)
}

/// The text without the hazards that one pass finds, or None if it has none; and what else was lost.
fn cut_hazards(text: &str) -> (Option<String>, Vec<Loss>) {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let parser = Parser::new_ext(
        text,
        Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS,
    );
    for (_, definition) in parser.reference_definitions().iter() {
        if is_hazard(&definition.dest) {
            edits.push((definition.span.clone(), String::new()));
        }
    }
    // Open links: where they begin, whether their address is a hazard, and where their content
    // ends.
    let mut links: Vec<(Range<usize>, bool, usize)> = Vec::new();
    let mut inside: Option<(String, usize)> = None;
    let mut block = HtmlPieces::default();
    for (event, span) in parser.into_offset_iter() {
        match event {
            // Processed at the end of the block, since a tag may span several of its lines.
            Event::Html(_) => block.push(text, span.clone()),
            Event::End(TagEnd::HtmlBlock) => {
                std::mem::take(&mut block).cut_hazards(&mut inside, &mut edits);
            }
            Event::InlineHtml(_) => {
                let mut tag = HtmlPieces::default();
                tag.push(text, span.clone());
                tag.cut_hazards(&mut inside, &mut edits);
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let hazard = is_hazard(&dest_url);
                let opening = if text[span.start..].starts_with('!') { 2 } else { 1 };
                links.push((span.clone(), hazard, span.start + opening));
                continue;
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some((span, true, end)) = links.pop() {
                    let source = &text[span.clone()];
                    if source.starts_with(['[', '!']) && end <= span.end {
                        edits.push((end..span.end, "](#)".to_owned()));
                    } else {
                        edits.push((
                            span.clone(),
                            source.trim_matches(['<', '>']).replace(':', "\\:"),
                        ));
                    }
                }
            }
            _ => {}
        }
        for (of_link, _, end) in &mut links {
            if span.end <= of_link.end {
                *end = (*end).max(span.end);
            }
        }
    }
    // An unclosed script extends to the end.
    if let Some((_, from)) = inside {
        edits.push((from..text.len(), String::new()));
    }
    edits.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut at = 0;
    edits.retain(|(span, _)| {
        let is_right = span.start >= at
            && text.is_char_boundary(span.start)
            && text.is_char_boundary(span.end);
        if is_right {
            at = span.end;
        }
        is_right
    });
    for (span, replacement) in &mut edits {
        if let Some(formula) = formula_of_mathml(&text[span.clone()]) {
            *replacement = formula;
        }
    }
    if edits.is_empty() {
        return (None, Vec::new());
    }
    let losses = losses_of_cuts(text, &edits);
    (Some(with_edits(text, edits)), losses)
}

/// A formula in MathML as it is written in Markdown.
fn formula_of_mathml(cut: &str) -> Option<String> {
    let is_math = cut.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("<math"));
    if is_math { markdown::formula_of_mathml(cut) } else { None }
}

impl HtmlPieces {
    /// Cuts hazards out of this HTML. `inside` is the element whose content is being removed, and
    /// where it began in the source.
    fn cut_hazards(
        &self,
        inside: &mut Option<(String, usize)>,
        edits: &mut Vec<(Range<usize>, String)>,
    ) {
        let html = &self.html;
        let mut end = 0;
        let mut cut = |range: Range<usize>| edits.push((range, String::new()));
        // Without its tags, a browser would read the content of an element as markup.
        let holds_text = |tag: &StartTag<'_>| TEXT.contains(&tag.name) && !tag.is_self_closing;
        visit_html_with(html, holds_text, |token| match token {
            HtmlToken::Start(tag) => {
                end = tag.span.end;
                if inside.is_some() {
                } else if WITH_CONTENT.contains(&tag.name) {
                    if tag.is_self_closing || matches!(tag.name, "embed" | "frame") {
                        cut(self.in_source(tag.span));
                    } else {
                        *inside = Some((tag.name.to_owned(), self.in_source(tag.span).start));
                    }
                } else if TAGS.contains(&tag.name) {
                    cut(self.in_source(tag.span));
                } else {
                    tag.attributes()
                        .filter(is_hazardous)
                        .for_each(|attribute| cut(self.in_source(attribute.span)));
                }
            }
            HtmlToken::End(name, span) => {
                end = span.end;
                match inside {
                    Some((element, from)) if name == element => {
                        let to = self.in_source(span).end;
                        cut(*from..to);
                        *inside = None;
                    }
                    Some(_) => {}
                    None if WITH_CONTENT.contains(&name) || TAGS.contains(&name) => {
                        cut(self.in_source(span));
                    }
                    None => {}
                }
            }
            // It is invisible, and browsers and Markdown disagree about where it ends (`--!>`).
            HtmlToken::Comment(span) => {
                end = span.end;
                if inside.is_none() {
                    cut(self.in_source(span));
                }
            }
            HtmlToken::Text(_) => {}
        });
        // A tag that is not closed here would end at the next `>` of the text.
        if inside.is_none()
            && let Some(at) = html[end..].match_indices('<').map(|(at, _)| end + at).find(|at| {
                let next = html.as_bytes().get(at + 1);
                next.is_none_or(|next| next.is_ascii_alphabetic() || *next == b'/')
            })
        {
            edits.push((self.in_source(at..at + 1), "&lt;".to_owned()));
        }
    }
}

/// Whether an attribute is an event handler, a style or a hazardous address.
fn is_hazardous(attribute: &Attribute<'_>) -> bool {
    attribute.name.starts_with("on")
        || matches!(attribute.name, "style" | "srcdoc")
        || ADDRESSES.contains(&attribute.name) && is_hazard(attribute.value)
}

/// Whether an address can run code: `javascript:`, also with spaces, control characters and
/// entities inside; `data:` except for images.
fn is_hazard(address: &str) -> bool {
    let decoded = entities(&address.chars().take(400).collect::<String>());
    let plain: String = decoded
        .chars()
        .filter(|character| !character.is_whitespace() && !character.is_control())
        .take(60)
        .flat_map(char::to_lowercase)
        .collect();
    plain.starts_with("javascript:")
        || plain.starts_with("vbscript:")
        || plain.starts_with("livescript:")
        || plain.starts_with("data:")
            && !plain.starts_with("data:image/png")
            && !plain.starts_with("data:image/jpeg")
            && !plain.starts_with("data:image/gif")
            && !plain.starts_with("data:image/webp")
}

/// Decodes numeric entities, and those that can hide a scheme.
fn entities(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        result.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let length = after
            .bytes()
            .take(12)
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#')
            .count();
        let name = &after[..length];
        let number =
            name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok(),
                None => number.parse().ok(),
            });
        let character = match name {
            "colon" => Some(':'),
            "Tab" | "NewLine" => Some(' '),
            _ => number.and_then(char::from_u32),
        };
        match character {
            Some(character) => {
                result.push(character);
                rest = after[length..].strip_prefix(';').unwrap_or(&after[length..]);
            }
            None => {
                result.push('&');
                rest = after;
            }
        }
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use super::without_hazards;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(without_hazards(text).0, expect, "{text:?}");
    }

    #[test]
    fn scripts_and_handlers_go() {
        check("a <script>alert(1)</script> b", "a  b");
        check("<script>\nalert(1)\n</script>\n\ntext", "\n\ntext");
        check("<p onclick=\"x()\" class=\"a\">t</p>", "<p  class=\"a\">t</p>");
        check("<img src=x onerror=alert(1)>", "<img src=x >");
        check(
            "<div>\n<img/src=\"a.png\"/onerror=\"alert(1)\">\n</div>",
            "<div>\n<img/src=\"a.png\"/>\n</div>",
        );
        check("<div>\n<img\nonerror=alert(1)>\n</div>", "<div>\n<img\n>\n</div>");
        check("<iframe src=//evil></iframe>text", "text");
        check("<a href=\"java&#115;cript:alert(1)\">t</a>", "<a >t</a>");
        check(
            "<a href='https://example.org' style='x'>t</a>",
            "<a href='https://example.org' >t</a>",
        );
        check("text <script> and no end", "text ");
        check("<scr<script>ipt>alert(1)</script>", "<scr");
        check("a <noembed><img title=\"</noembed><img src=x onerror=y>\"></noembed> b", "a  b");
    }

    #[test]
    fn hazards_go_however_they_are_written() {
        check(
            "> <div>\n> <img src=x\n> onerror=alert(1)>\n> </div>",
            "> <div>\n> <img src=x\n> >\n> </div>",
        );
        check(
            "<div>\n<IMG SRC=x OnError = 'a > b' alt=a>\n</div>",
            "<div>\n<IMG SRC=x  alt=a>\n</div>",
        );
        check("<div>\n<xmp><img onerror=x></xmp>\n</div>", "<div>\n<img >\n</div>");
        check("<div>\n<iframe src=x />a<b onclick=x>b</b>\n</div>", "<div>\na<b >b</b>\n</div>");
        check("<div onclick=x\n\ntext>", "&lt;div onclick=x\n\ntext>");
        check("<p title=\"</p>\" onclick=\"x\">t</p>", "<p title=\"</p>\" >t</p>");
        check("<a href='&#106;avascript:x'>t</a>", "<a >t</a>");
        check("<a href=\" java\nscript:x\">t</a>", "<a >t</a>");
    }

    #[test]
    fn links_that_are_programs_lead_nowhere() {
        check("[a](javascript:alert(1)) b", "[a](#) b");
        check("![a](data:text/html;base64,xx)", "![a](#)");
        check("[](javascript:x)", "[](#)");
        check("[a *b*][r]\n\n[r]: JavaScript:x\n", "[a *b*](#)\n\n\n");
        check("<javascript:alert(1)>", "javascript\\:alert(1)");
        check("[a](https://example.org)", "[a](https://example.org)");
        check("![p](data:image/png;base64,xx)", "![p](data:image/png;base64,xx)");
    }

    #[test]
    fn code_shows_what_it_shows() {
        for text in [
            "`<script>`",
            "```html\n<script>alert(1)</script>\n```\n",
            "    <img onerror=x>\n",
            "a < b and c > d",
            "\\<script>",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn mathml_becomes_a_formula() {
        check("so <math><mi>x</mi><mo>=</mo><mn>3</mn></math>.", "so $x = 3$.");
        check("<math display=\"block\"><mi>x</mi></math>", "$$x$$");
        check("<math></math>", "");
    }

    #[test]
    fn hostile_text_is_short_work() {
        without_hazards(&"<a ".repeat(100_000));
        without_hazards(&"<a\n\n".repeat(100_000));
        without_hazards(&"<div \"".repeat(20_000));
        without_hazards(&"[a](javascript:x ".repeat(50_000));
        without_hazards(&"<script>".repeat(50_000));
        without_hazards("<ß onß='é'>é");
    }
}
