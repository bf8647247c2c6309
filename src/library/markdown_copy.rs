//! [`markdown_copy`]: an article as Markdown for readers: what its page shows, and nothing that the
//! editor wrote for themselves.
//!
//! The source is edited, not written anew, so everything else stays as the editor wrote it. Must
//! not resolve links: it inserts what linking has found.

use std::collections::HashSet;
use std::ops::Range;

use offprint_base::{HtmlToken, name_key, visit_html};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::body::{component_html, link_target, parser_event, parser_text, wiki_target};
use super::facts::{ContentLink, LinkRole, LinkTarget};
use super::raw_links::{RawAddress, RawAddressKind, raw_addresses};
use super::raw_piece::RawPiece;
use crate::config::Markdown;
use crate::theme::Theme;

/// The source of a copy.
pub(super) struct CopySource<'c> {
    /// The complete text of the file.
    pub(super) text: &'c str,
    /// Where the Markdown begins.
    pub(super) start: usize,
    /// The folder of the file.
    pub(super) folder: &'c str,
    /// Which kinds of Markdown the site uses.
    pub(super) markdown: Markdown,
    /// The theme whose components the text uses.
    pub(super) theme: Option<&'c Theme>,
    /// Its links, and what was inserted for each.
    pub(super) links: &'c [ContentLink],
    pub(super) fillings: &'c [String],
    /// What precedes paths in URLs.
    pub(super) origin: &'c str,
    /// Where the front matter names an image, and its URL.
    pub(super) image: Option<(Range<usize>, &'c str)>,
}

/// The article as readers may see it: without comments in TOML and HTML, `[extra]`, definitions
/// that nothing uses, and links to unpublished pages. Its links are full URLs.
pub(super) fn markdown_copy(source: &CopySource<'_>, options: Options) -> String {
    let mut edits = front_matter_edits(&source.text[..source.start]);
    if let Some((place, url)) = &source.image {
        edits.push((place.clone(), serde_json::Value::from(*url).to_string()));
    }
    let mut body = BodyEdits { source, edits: Vec::new(), open: Vec::new() };
    body.collect(options);
    edits.extend(
        body.edits
            .into_iter()
            .map(|(place, new)| (place.start + source.start..place.end + source.start, new)),
    );
    apply_edits(source.text, edits)
}

type Edit = (Range<usize>, String);

fn apply_edits(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|(place, _)| (place.start, place.end));
    let mut copy = String::with_capacity(text.len() + text.len() / 8);
    let mut done = 0;
    for (place, new) in edits {
        // An edit within a removed part is removed with it.
        if place.start < done {
            continue;
        }
        copy.push_str(&text[done..place.start]);
        copy.push_str(&new);
        done = place.end;
    }
    copy.push_str(&text[done..]);
    copy
}

/// The parts of front matter that only the editor reads: comments and `extra`.
fn front_matter_edits(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut remove = |place: Range<usize>| edits.push((place, String::new()));
    let (mut is_root, mut in_extra) = (true, false);
    for statement in toml_statements(text) {
        let code = text[statement.place.clone()].trim_start();
        let is_header = code.starts_with('[');
        let name = code.trim_start_matches(['[', ' ', '\t', '"', '\'']);
        let is_extra = name.strip_prefix("extra").is_some_and(|rest| {
            !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_'))
        });
        if is_header {
            (is_root, in_extra) = (false, is_extra);
        }
        if in_extra && !code.starts_with("+++") || is_root && is_extra {
            remove(statement.place);
            continue;
        }
        for comment in statement.comments {
            let line = text[..comment.start].rfind('\n').map_or(0, |newline| newline + 1);
            let before = text[line..comment.start].trim_end().len();
            // A line with nothing else disappears.
            let is_line = before == 0;
            let end = if is_line { (comment.end + 1).min(text.len()) } else { comment.end };
            remove(line + before..end);
        }
    }
    edits
}

/// A statement of TOML with its line ending, and the comments in it.
struct TomlStatement {
    place: Range<usize>,
    comments: Vec<Range<usize>>,
}

/// Splits valid TOML into statements: headers, keys with their values, and empty lines.
fn toml_statements(text: &str) -> Vec<TomlStatement> {
    let mut statements = Vec::new();
    let (mut start, mut depth, mut at) = (0, 0_usize, 0);
    let mut comments = Vec::new();
    while let Some(byte) = text.as_bytes().get(at) {
        let rest = &text[at..];
        match byte {
            b'#' => {
                let length = rest.find('\n').unwrap_or(rest.len());
                comments.push(at..at + length);
                at += length;
                continue;
            }
            b'"' | b'\'' => {
                at += toml_string_length(rest);
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'\n' if depth == 0 => {
                let place = start..at + 1;
                statements.push(TomlStatement { place, comments: std::mem::take(&mut comments) });
                start = at + 1;
            }
            byte if !byte.is_ascii() => {
                at += rest.chars().next().map_or(1, char::len_utf8);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    statements.push(TomlStatement { place: start..text.len(), comments });
    statements
}

/// The length of the string at the beginning of a text.
fn toml_string_length(text: &str) -> usize {
    let quote = &text[..1];
    let triple = quote.repeat(3);
    let mark = if text.starts_with(&triple) { triple.as_str() } else { quote };
    let mut at = mark.len();
    while at < text.len() {
        let rest = &text[at..];
        if let Some(after) = rest.strip_prefix(mark) {
            // Up to two quotes may stand before the three that end a text.
            let is_quote = |byte: &u8| mark.len() == 3 && quote.as_bytes() == [*byte];
            let more = after.bytes().take(2).take_while(is_quote);
            return at + mark.len() + more.count();
        }
        let is_escape = quote == "\"" && rest.starts_with('\\');
        let skipped = rest.chars().take(if is_escape { 2 } else { 1 });
        at += skipped.map(char::len_utf8).sum::<usize>();
    }
    text.len()
}

/// An open link or image.
struct OpenLink {
    /// Where its text ends so far.
    text_end: usize,
}

struct BodyEdits<'b, 'c> {
    source: &'b CopySource<'c>,
    edits: Vec<Edit>,
    open: Vec<OpenLink>,
}

impl BodyEdits<'_, '_> {
    fn collect(&mut self, options: Options) {
        let text = &self.source.text[self.source.start..];
        let (text, shown) = component_html(text, self.source.markdown, self.source.theme);
        let text = text.as_str();
        for (place, html) in shown {
            // Readers see what a component shows, as HTML.
            self.edits.push((place, self.html_with_full_urls(&html)));
        }
        let masked = parser_text(text, self.source.markdown);
        let parser = Parser::new_ext(&masked, options);
        let definitions: Vec<(String, Range<usize>, String)> = parser
            .reference_definitions()
            .iter()
            .map(|(label, found)| (name_key(label), found.span.clone(), found.dest.to_string()))
            .collect();
        let (mut used_labels, mut used_notes) = (HashSet::new(), HashSet::new());
        let mut notes = Vec::new();
        let mut block: Option<RawPiece> = None;
        let mut tags: Vec<(Tag<'_>, Range<usize>)> = Vec::new();
        for (event, span) in parser.into_offset_iter() {
            match parser_event(event) {
                Event::Start(tag) => {
                    self.extend_text(&span);
                    if let Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. } = &tag
                    {
                        let bracket = if matches!(tag, Tag::Image { .. }) { 2 } else { 1 };
                        self.open.push(OpenLink { text_end: span.start + bracket });
                        if matches!(
                            link_type,
                            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
                        ) {
                            used_labels.insert(name_key(id));
                        }
                    }
                    if let Tag::FootnoteDefinition(label) = &tag {
                        notes.push((name_key(label), span.clone()));
                    }
                    tags.push((tag, span));
                    continue;
                }
                Event::End(end) => {
                    let Some((tag, span)) = tags.pop() else { continue };
                    if let Tag::Link { .. } | Tag::Image { .. } = tag
                        && let Some(open) = self.open.pop()
                    {
                        self.edit_link(&tag, &span, open.text_end);
                    }
                    if end == TagEnd::HtmlBlock
                        && let Some(block) = block.take()
                    {
                        self.edit_html(&block);
                    }
                    continue;
                }
                Event::Html(html) => {
                    block.get_or_insert_default().push(&html, &span, &masked);
                }
                Event::InlineHtml(html) => self.edit_html(&RawPiece::new(&html, &span, &masked)),
                Event::FootnoteReference(label) => drop(used_notes.insert(name_key(&label))),
                _ => {}
            }
            self.extend_text(&span);
        }
        for (label, span, address) in definitions {
            // Links within the site have been written out; others need their definition.
            let is_own = link_target(&address, self.source.folder).is_some();
            if is_own || !used_labels.contains(&label) {
                self.remove_lines(text, span);
            }
        }
        for (label, span) in notes {
            if !used_notes.contains(&label) {
                self.remove_lines(text, span);
            }
        }
    }

    fn remove_lines(&mut self, text: &str, span: Range<usize>) {
        let end = span.end + usize::from(text[span.end..].starts_with('\n'));
        self.edits.push((span.start..end, String::new()));
    }

    fn extend_text(&mut self, span: &Range<usize>) {
        if let Some(open) = self.open.last_mut() {
            open.text_end = open.text_end.max(span.end);
        }
    }

    /// What linking inserted for a target: its URL, or nothing if the page is not published; `None`
    /// for addresses that linking does not know.
    fn filling(&self, target: &LinkTarget, role: LinkRole) -> Option<String> {
        let links = self.source.links.iter();
        // A hook may use the address of a link or image instead of its attribute.
        let is_same = |found: LinkRole| match role {
            LinkRole::Href => matches!(found, LinkRole::Href | LinkRole::Address),
            LinkRole::Src => matches!(found, LinkRole::Src | LinkRole::RawCandidate),
            role => found == role,
        };
        let at = links
            .zip(self.source.fillings)
            .find(|(link, _)| is_same(link.role) && link.target == *target);
        let (link, filling) = at?;
        if role == LinkRole::Label {
            return Some(unescape_html(filling));
        }
        let url = match link.role {
            LinkRole::RawCandidate | LinkRole::Address => filling.as_str(),
            _ => filling.split_once("=\"").map_or("", |(_, url)| url.trim_end_matches('"')),
        };
        let url = unescape_html(url);
        let url = if url.starts_with('/') { format!("{}{url}", self.source.origin) } else { url };
        Some(url.replace('(', "%28").replace(')', "%29").replace(' ', "%20"))
    }

    fn edit_link(&mut self, tag: &Tag<'_>, span: &Range<usize>, text_end: usize) {
        let (Tag::Link { link_type, dest_url, title, .. }
        | Tag::Image { link_type, dest_url, title, .. }) = tag
        else {
            return;
        };
        let is_image = matches!(tag, Tag::Image { .. });
        let is_wiki = matches!(link_type, LinkType::WikiLink { .. });
        if matches!(link_type, LinkType::Email | LinkType::Autolink) {
            return;
        }
        let target = if is_wiki && !is_image {
            wiki_target(dest_url, self.source.folder)
        } else {
            link_target(dest_url, self.source.folder)
        };
        let Some(target) = target else { return };
        let role = if is_image { LinkRole::Src } else { LinkRole::Href };
        let Some(url) = self.filling(&target, role) else { return };
        let bracket = if is_image { "![" } else { "[" };
        let title = if title.is_empty() {
            String::new()
        } else {
            let title = if is_image { self.written_out_caption(title) } else { title.to_string() };
            format!(" \"{}\"", title.replace('\\', "\\\\").replace('"', "\\\""))
        };
        let (open, close) = if url.is_empty() {
            ("", String::new())
        } else {
            (bracket, format!("]({url}{title})"))
        };
        if matches!(link_type, LinkType::WikiLink { has_pothole: false }) {
            let label = if is_image {
                String::new()
            } else {
                let label = self.filling(&target, LinkRole::Label);
                label.unwrap_or_else(|| dest_url.to_string())
            };
            self.edits.push((span.clone(), format!("{open}{label}{close}")));
            return;
        }
        let text = &self.source.text[self.source.start..];
        let text_start = if is_wiki {
            span.start + text[span.clone()].find('|').map_or(0, |at| at + 1)
        } else {
            span.start + bracket.len()
        };
        let text_end = text_end.clamp(text_start.min(span.end), span.end);
        self.edits.push((span.start..text_start, open.to_owned()));
        self.edits.push((text_end..span.end, close));
    }

    /// The caption of an image with full URLs.
    fn written_out_caption(&self, title: &str) -> String {
        let mut edits: Vec<Edit> = Vec::new();
        for (event, span) in Parser::new(title).into_offset_iter() {
            let Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, .. }) = event
            else {
                continue;
            };
            let url = link_target(&dest_url, self.source.folder)
                .and_then(|target| self.filling(&target, LinkRole::Href));
            let Some((url, text_end)) = url.zip(title[span.clone()].rfind("](")) else { continue };
            let text = title[span.start + 1..span.start + text_end].to_owned();
            edits.push((span, if url.is_empty() { text } else { format!("[{text}]({url})") }));
        }
        apply_edits(title, edits)
    }

    /// An attribute with full URLs; empty if its page is not published, `None` if linking does not
    /// know its addresses.
    fn written_out(&self, attribute: &RawAddress) -> Option<String> {
        let role = attribute.role();
        let url = |address: &str| {
            let target = link_target(address, self.source.folder)?;
            self.filling(&target, role)
        };
        if attribute.kind != RawAddressKind::Candidates {
            let (address, _) = attribute.addresses.first()?;
            let url = url(address)?;
            if url.is_empty() {
                return Some(String::new());
            }
            return Some(format!(" {}=\"{}\"", attribute.name, escape_attribute(&url)));
        }
        let candidates = attribute.addresses.iter();
        let candidates: Vec<String> = candidates
            .map(|(address, descriptor)| {
                let url = url(address).unwrap_or_else(|| address.clone());
                candidate(&url, descriptor)
            })
            .collect();
        Some(format!(" srcset=\"{}\"", candidates.join(", ")))
    }

    /// HTML with its addresses written out.
    fn html_with_full_urls(&self, html: &str) -> String {
        let edits = raw_addresses(html).into_iter().filter_map(|attribute| {
            Some((attribute.with_space(html), self.written_out(&attribute)?))
        });
        apply_edits(html, edits.collect())
    }

    /// Removes comments from raw HTML, and writes out its addresses.
    fn edit_html(&mut self, piece: &RawPiece) {
        let html = piece.html();
        let mut edits = Vec::new();
        visit_html(html, |token| match token {
            HtmlToken::Comment(span) if html[span.clone()].ends_with('>') => {
                let is_line = html[..span.start].rsplit('\n').next().is_some_and(str::is_empty)
                    && html[span.end..].starts_with('\n');
                edits.push((span.start..span.end + usize::from(is_line), String::new()));
            }
            _ => {}
        });
        for attribute in raw_addresses(html) {
            if let Some(new) = self.written_out(&attribute) {
                edits.push((attribute.with_space(html), new));
            }
        }
        self.edits.extend(edits.into_iter().map(|(part, new)| (piece.place(part), new)));
    }
}

/// One address of an attribute with what follows it, as HTML.
fn candidate(url: &str, descriptor: &str) -> String {
    let url = escape_attribute(url).replace(',', "%2C");
    if descriptor.is_empty() { url } else { format!("{url} {}", escape_attribute(descriptor)) }
}

fn escape_attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;")
}

fn unescape_html(html: &str) -> String {
    html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_front_matter(text: &str, expect: &str) {
        let text = format!("+++\n{text}+++\n");
        let copy = apply_edits(&text, front_matter_edits(&text));
        assert_eq!(copy, format!("+++\n{expect}+++\n"));
    }

    #[test]
    fn comments_and_extra_are_left_out() {
        check_front_matter("title = \"A\"\n# secret\n", "title = \"A\"\n");
        check_front_matter("title = \"A # b\" # secret\n", "title = \"A # b\"\n");
        check_front_matter(
            "a = '#x' # '\nb = \"\"\"\n# kept\"\"\"\n",
            "a = '#x'\nb = \"\"\"\n# kept\"\"\"\n",
        );
        check_front_matter(
            "tags = [\n  \"a\", # why\n  # b\n  \"c\",\n]\n",
            "tags = [\n  \"a\",\n  \"c\",\n]\n",
        );
        check_front_matter(
            "t = 1\n[extra]\nmemo = \"\"\"\n[source]\n\"\"\"\n[extra.b]\nc = 1\n[study]\nn = 1\n",
            "t = 1\n[study]\nn = 1\n",
        );
        check_front_matter(
            "extra = { a = 1 }\nextra.b = 2\n\"extra\".c = 3\nextras = 4\n",
            "extras = 4\n",
        );
        check_front_matter(
            "t = 1\n[[ extra ]]\na = 1\n[[citations]]\nid = \"extra\"\n",
            "t = 1\n[[citations]]\nid = \"extra\"\n",
        );
        check_front_matter(
            "a = \"\\\"# b\" # c\n[source] # d\nextra = 1\n",
            "a = \"\\\"# b\"\n[source]\nextra = 1\n",
        );
        check_front_matter("a = \"\"\"x\"\"\"\"\" # c\n", "a = \"\"\"x\"\"\"\"\"\n");
    }

    const MARKDOWN: Markdown = Markdown {
        smart_punctuation: true,
        math: true,
        heading_anchors: true,
        emphasis_in_words: true,
        linkify: true,
        subscript: true,
        superscript: true,
    };

    #[track_caller]
    fn check_body(body: &str, expect: &str) {
        let link = |target: LinkTarget, role| ContentLink { target, role, sentence: String::new() };
        let file = |name: &str| link_target(name, "content/articles").expect("it is a file");
        let name = |name: &str| wiki_target(name, "content/articles").expect("it is a name");
        let links = [
            link(file("b.md"), LinkRole::Href),
            link(file("x.png"), LinkRole::Src),
            link(file("s.md"), LinkRole::Href),
            link(name("Secret"), LinkRole::Href),
            link(name("Secret"), LinkRole::Label),
            link(name("B"), LinkRole::Href),
            link(name("B"), LinkRole::Label),
            link(file("#c"), LinkRole::Href),
            link(file("b.md"), LinkRole::RawPage("href")),
            link(file("s.md"), LinkRole::RawPage("href")),
            link(file("x.png"), LinkRole::RawImage("src")),
            link(file("x.png"), LinkRole::RawCandidate),
        ];
        let fillings = [
            " href=\"/d/b/\"",
            " src=\"/d/x%20(1).png\"",
            "",
            "",
            "Secret",
            " href=\"/d/b/\"",
            "The B",
            " href=\"#c\"",
            " href=\"/d/b/\"",
            "",
            " src=\"/d/x%20(1).png\"",
            "/d/x%20(1).png",
        ]
        .map(str::to_owned);
        let source = CopySource {
            theme: None,
            text: body,
            start: 0,
            folder: "content/articles",
            markdown: MARKDOWN,
            links: &links,
            fillings: &fillings,
            origin: "https://x.example",
            image: None,
        };
        let options = super::super::body::markdown_options(MARKDOWN);
        assert_eq!(markdown_copy(&source, options), expect);
    }

    #[test]
    fn addresses_work_from_anywhere() {
        check_body(
            "[b](b.md) ![p](x.png \"T\")",
            "[b](https://x.example/d/b/) ![p](https://x.example/d/x%20%281%29.png \"T\")",
        );
        check_body(
            "[![p](x.png)](b.md)",
            "[![p](https://x.example/d/x%20%281%29.png)](https://x.example/d/b/)",
        );
        check_body("[*b* `c](`](<b.md>)", "[*b* `c](`](https://x.example/d/b/)");
        check_body(
            "[b][r] and [r]\n\n[r]: b.md\n",
            "[b](https://x.example/d/b/) and [r](https://x.example/d/b/)\n\n",
        );
        check_body(
            "[[B]], [[B|a]]",
            "[The B](https://x.example/d/b/), [a](https://x.example/d/b/)",
        );
        check_body(
            "[c](#c), [o](https://o.example), `[b](b.md)`",
            "[c](#c), [o](https://o.example), `[b](b.md)`",
        );
        check_body("<a href=\"b.md\">b</a>", "<a href=\"https://x.example/d/b/\">b</a>");
        check_body(
            "> <img alt=p\n> src='x.png' srcset='x.png 1x,https://o.example/y.png 2x'>",
            "> <img alt=p src=\"https://x.example/d/x%20%281%29.png\" \
             srcset=\"https://x.example/d/x%20%281%29.png 1x, https://o.example/y.png 2x\">",
        );
        check_body("a <A HREF=s.md>soon</A> b", "a <A>soon</A> b");
    }

    #[test]
    fn what_is_not_shown_is_left_out() {
        check_body("a [[Secret|soon]] b", "a soon b");
        check_body("a [soon](s.md) b", "a soon b");
        check_body("a <!-- hidden --> b\n\n<!-- hidden\n\nmore -->\n\nc", "a  b\n\n\nc");
        check_body(
            "`<!-- kept -->`\n\n    <!-- kept -->\n",
            "`<!-- kept -->`\n\n    <!-- kept -->\n",
        );
        check_body("a\n\n[//]: # (hidden)\n", "a\n\n");
        check_body(
            "a\n\n[u]: https://secret.example\n\n[k]: https://k.example\n\n[k]\n",
            "a\n\n\n[k]: https://k.example\n\n[k]\n",
        );
        check_body("a[^1]\n\n[^1]: Note.\n\n[^2]: Hidden.\n", "a[^1]\n\n[^1]: Note.\n\n");
    }
}
