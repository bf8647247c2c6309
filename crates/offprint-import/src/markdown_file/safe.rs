//! Markdown without what could run in a reader's browser: scripts, handlers, links that are
//! programs.
//!
//! The parser says where HTML and links are, so that code blocks, which only show such things, stay
//! as they are. Edits are cuts in the source: all else keeps its bytes.
//!
//! It must not know what else a page's policy allows: the build cleans once more.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Elements that go with all that is in them.
const WITH_CONTENT: &[&str] = &[
    "script", "style", "iframe", "object", "embed", "applet", "form", "noscript", "template",
    "frame", "frameset", "math", "svg",
];

/// Elements whose tags go.
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

/// Attributes that hold addresses.
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

/// The text with hazards cut out.
pub(super) fn without_hazards(text: &str) -> String {
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
    // Links that are open: where they begin, whether their address is a hazard, and where what is
    // in them ends.
    let mut links: Vec<(Range<usize>, bool, usize)> = Vec::new();
    let mut inside: Option<(String, usize)> = None;
    for (event, span) in parser.into_offset_iter() {
        match event {
            // The block as a whole, since a tag may go on over its lines.
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => {
                html(text, span.clone(), &mut inside, &mut edits)
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
    // A script that nothing ends goes on to the end.
    if let Some((_, from)) = inside {
        edits.push((from..text.len(), String::new()));
    }
    edits.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for (span, replacement) in edits {
        if span.start < at || !text.is_char_boundary(span.start) || !text.is_char_boundary(span.end)
        {
            continue;
        }
        result.push_str(&text[at..span.start]);
        result.push_str(&replacement);
        at = span.end;
    }
    result.push_str(&text[at..]);
    result
}

/// Cuts hazards out of a piece of HTML. `inside` is the element whose content goes, and where it
/// began.
fn html(
    text: &str,
    span: Range<usize>,
    inside: &mut Option<(String, usize)>,
    edits: &mut Vec<(Range<usize>, String)>,
) {
    let mut at = span.start;
    while let Some(open) = text[at..span.end].find('<').map(|open| at + open) {
        let rest = &text[open + 1..span.end];
        let closing = rest.starts_with('/');
        let name: String = rest
            .trim_start_matches('/')
            .chars()
            .take_while(|character| character.is_ascii_alphanumeric() || *character == ':')
            .take(20)
            .collect::<String>()
            .to_ascii_lowercase();
        if rest.starts_with("!--") {
            // It shows nothing, and browsers do not agree with Markdown where it ends (`--!>`), so
            // it goes whole.
            let end = rest.find("-->").map_or(span.end, |end| open + 1 + end + 3);
            if inside.is_none() {
                edits.push((open..end, String::new()));
            }
            at = end;
            continue;
        }
        let end = tag_end(text, open, span.end);
        if let Some((element, from)) = inside {
            if closing && name == *element {
                edits.push((*from..end, String::new()));
                *inside = None;
            }
        } else if name.is_empty() {
            at = open + 1;
            continue;
        } else if WITH_CONTENT.contains(&name.as_str()) {
            if closing || text[..end].ends_with("/>") || matches!(name.as_str(), "embed" | "frame")
            {
                edits.push((open..end, String::new()));
            } else {
                *inside = Some((name, open));
            }
        } else if TAGS.contains(&name.as_str()) {
            edits.push((open..end, String::new()));
        } else if !closing {
            attributes(text, open + 1 + name.len()..end, edits);
        }
        at = end.max(open + 1);
    }
}

/// Where a tag ends, past quoted values.
fn tag_end(text: &str, open: usize, limit: usize) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(limit).skip(open) {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    // A quotation that nothing ends: the first `>` will do, as browsers recover.
    text[open..limit].find('>').map_or(limit, |end| open + end + 1)
}

/// Cuts handlers, styles and hazardous addresses out of the attributes of a tag.
fn attributes(text: &str, span: Range<usize>, edits: &mut Vec<(Range<usize>, String)>) {
    let bytes = text.as_bytes();
    let mut at = span.start;
    while at < span.end {
        while at < span.end
            && (bytes[at].is_ascii_whitespace() || matches!(bytes[at], b'/' | b'>' | b'"' | b'\''))
        {
            at += 1;
        }
        let from = at;
        while at < span.end
            && !bytes[at].is_ascii_whitespace()
            && !matches!(bytes[at], b'=' | b'>' | b'/')
        {
            at += 1;
        }
        if at == from {
            at += 1;
            continue;
        }
        let name = String::from_utf8_lossy(&bytes[from..at]).to_ascii_lowercase();
        let mut ahead = at;
        while ahead < span.end && bytes[ahead].is_ascii_whitespace() {
            ahead += 1;
        }
        let mut value = String::new();
        if ahead < span.end && bytes[ahead] == b'=' {
            at = ahead + 1;
            while at < span.end && bytes[at].is_ascii_whitespace() {
                at += 1;
            }
            let begin = at;
            match bytes.get(at) {
                Some(quote @ (b'"' | b'\'')) => {
                    at += 1;
                    while at < span.end && bytes[at] != *quote {
                        at += 1;
                    }
                    at = (at + 1).min(span.end);
                }
                _ => {
                    while at < span.end && !bytes[at].is_ascii_whitespace() && bytes[at] != b'>' {
                        at += 1;
                    }
                }
            }
            value = String::from_utf8_lossy(&bytes[begin..at]).into_owned();
        }
        let value = value.trim_matches(['"', '\'']);
        if name.starts_with("on")
            || name == "style"
            || name == "srcdoc"
            || ADDRESSES.contains(&name.as_str()) && is_hazard(value)
        {
            edits.push((from..at, String::new()));
        }
    }
}

/// Whether an address is a program: `javascript:`, also with blanks, controls and entities inside;
/// `data:` but for images.
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

/// Numbered entities, and those that hide a scheme, as characters.
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
        assert_eq!(without_hazards(text), expect, "{text:?}");
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
    fn hostile_text_is_short_work() {
        without_hazards(&"<a ".repeat(100_000));
        without_hazards(&"<a\n\n".repeat(100_000));
        without_hazards(&"<div \"".repeat(20_000));
        without_hazards(&"[a](javascript:x ".repeat(50_000));
        without_hazards(&"<script>".repeat(50_000));
        without_hazards("<ß onß='é'>é");
    }
}
