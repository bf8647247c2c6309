//! HTML tokens, as the WHATWG standard defines them: texts, tags with attributes, comments.
//!
//! Every part of Offprint that only needs the tokens of a piece of HTML reads them here: what
//! search indexes, the ids that links may point at, addresses in feeds, unsafe markup in imported
//! Markdown, images in saved pages. `html5gum` does the work. Tags know their bytes in the source,
//! so that a caller can rewrite one attribute and leave all other bytes as they are. Any text is
//! valid input, and reading it takes linear time.
//!
//! This module builds no tree and knows nothing of pages or articles.

use std::borrow::Cow;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Span, State, Tokenizer};

/// One token of a piece of HTML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HtmlToken<'t> {
    /// A text, with its character references decoded. Texts between two other tokens come as one.
    Text(&'t str),
    /// A start tag.
    Start(StartTag<'t>),
    /// An end tag: its name in lower case, and its bytes in the source.
    End(&'t str, Range<usize>),
    /// A comment or a doctype, by its bytes in the source.
    Comment(Range<usize>),
}

/// A start tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StartTag<'t> {
    /// The name of the element, in lower case.
    pub name: &'t str,
    /// The bytes of the tag in the source, from `<` to `>`.
    pub span: Range<usize>,
    /// Whether it ends with `/>`. In HTML that means nothing, in SVG and MathML it ends the element.
    pub is_self_closing: bool,
    texts: &'t str,
    attributes: &'t [AttributeRanges],
}

/// An attribute of a start tag.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attribute<'t> {
    /// Its name, in lower case.
    pub name: &'t str,
    /// Its value, with its character references decoded; empty if it has none.
    pub value: &'t str,
    /// The bytes of the attribute in the source: name, `=`, and the value with its quotes.
    pub span: Range<usize>,
    /// The bytes of the value in the source, without quotes; empty if there is none.
    pub value_span: Range<usize>,
}

impl<'t> StartTag<'t> {
    /// The attributes, in the order of the source.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'t>> {
        let texts = self.texts;
        self.attributes.iter().map(|ranges| Attribute {
            name: &texts[ranges.name.clone()],
            value: &texts[ranges.value.clone()],
            span: ranges.span.clone(),
            value_span: ranges.value_span.clone(),
        })
    }

    /// The value of an attribute; of the first one, if there are several of that name.
    pub fn attribute(&self, name: &str) -> Option<&'t str> {
        self.attributes().find(|attribute| attribute.name == name).map(|found| found.value)
    }
}

/// Where an attribute is: in the texts of its tag, and in the source.
#[derive(Clone, PartialEq, Eq, Debug)]
struct AttributeRanges {
    name: Range<usize>,
    value: Range<usize>,
    span: Range<usize>,
    value_span: Range<usize>,
}

/// Elements whose content is a text and not markup, as long as scripts are enabled.
const TEXT_ELEMENTS: [&str; 9] =
    ["iframe", "noembed", "noframes", "noscript", "script", "style", "textarea", "title", "xmp"];

/// Elements whose content browsers never display (HTML, section 15.3.1, and the content of elements
/// that are replaced). `noscript` is one of them because browsers run scripts.
pub const HIDDEN_ELEMENTS: [&str; 9] = [
    "datalist", "iframe", "noembed", "noframes", "noscript", "script", "style", "template", "title",
];

/// Elements that have no content and no end tag (HTML, section 13.1.2).
const VOID_ELEMENTS: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Whether an element has no content, so that no end tag follows.
pub fn is_void_element(name: &str) -> bool {
    VOID_ELEMENTS.contains(&name)
}

/// Calls `visit` with each token of a piece of HTML, in order. The content of elements such as
/// `script`, `style` and `title` is one text, as in a browser.
pub fn visit_html(html: &str, visit: impl FnMut(HtmlToken<'_>)) {
    visit_html_with(html, |tag| TEXT_ELEMENTS.contains(&tag.name), visit);
}

/// As [`visit_html`], but only the content of the elements that `holds_text` accepts is a text:
/// elsewhere tags are tokens even where a browser shows them as text. For callers that remove tags,
/// after which a browser reads the content as markup.
pub fn visit_html_with(
    html: &str,
    holds_text: impl Fn(&StartTag<'_>) -> bool,
    visit: impl FnMut(HtmlToken<'_>),
) {
    visit_html_within(None, html, holds_text, visit);
}

/// As [`visit_html_with`], for a piece that begins in the text of an element, such as `script`: up
/// to its end tag everything is text.
pub fn visit_html_within(
    element: Option<&str>,
    html: &str,
    holds_text: impl Fn(&StartTag<'_>) -> bool,
    mut visit: impl FnMut(HtmlToken<'_>),
) {
    let mut start = PendingTag::default();
    // SVG and MathML elements that are open: in them `<style/>` has no content.
    let mut foreign = 0usize;
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
        match event {
            CallbackEvent::String { value } => visit(HtmlToken::Text(&utf8(value))),
            CallbackEvent::OpenStartTag { name } => start.open(&utf8(name), span.start),
            CallbackEvent::AttributeName { name } => start.add_name(&utf8(name), span),
            CallbackEvent::AttributeValue { value } => start.add_value(&utf8(value)),
            CallbackEvent::CloseStartTag { self_closing } => {
                start.close(html, span.end, self_closing);
                let tag = start.tag();
                let name = tag.name;
                let is_foreign = matches!(name, "svg" | "math");
                foreign += usize::from(is_foreign && !self_closing);
                let is_empty = self_closing && foreign > 0;
                let state = (!is_empty && holds_text(&tag)).then(|| content_state(name));
                visit(HtmlToken::Start(tag));
                return state;
            }
            CallbackEvent::EndTag { name } => {
                // Attributes of an end tag belong to nothing.
                start.attributes.clear();
                let name = utf8(name);
                if matches!(&*name, "svg" | "math") {
                    foreign = foreign.saturating_sub(1);
                }
                visit(HtmlToken::End(&name, span.start..span.end));
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } => {
                visit(HtmlToken::Comment(span.start..span.end));
            }
            CallbackEvent::Error(_) => {}
        }
        None
    });
    let mut emitter = WithoutErrors(emitter);
    // The tokenizer's own function for this exists in debug builds only.
    Emitter::set_last_start_tag(&mut emitter, element.map(str::as_bytes));
    let mut tokenizer = Tokenizer::new_with_emitter(html, emitter);
    if let Some(element) = element {
        tokenizer.set_state(content_state(element));
    }
    while let Some(Ok(state)) = tokenizer.next() {
        tokenizer.set_state(state);
    }
}

/// An emitter for a caller that ignores errors: looking for them would take much of the time.
struct WithoutErrors<E>(E);

impl<E: Emitter> ForwardingEmitter for WithoutErrors<E> {
    type Token = E::Token;

    fn inner(&mut self) -> &mut impl Emitter<Token = Self::Token> {
        &mut self.0
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }
}

fn content_state(element: &str) -> State {
    match element {
        "script" => State::ScriptData,
        "textarea" | "title" => State::RcData,
        _ => State::RawText,
    }
}

fn utf8(bytes: &[u8]) -> Cow<'_, str> {
    // Faster than `from_utf8_lossy` by itself; the source is UTF-8.
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// The start tag that is being read.
#[derive(Default)]
struct PendingTag {
    /// The name of the element, then names and values of its attributes.
    texts: String,
    name_length: usize,
    attributes: Vec<AttributeRanges>,
    span: Range<usize>,
    is_self_closing: bool,
}

impl PendingTag {
    fn open(&mut self, name: &str, start: usize) {
        self.texts.clear();
        self.texts.push_str(name);
        self.name_length = name.len();
        self.attributes.clear();
        self.span = start..start;
    }

    fn add_name(&mut self, name: &str, span: Span<usize>) {
        let start = self.texts.len();
        self.texts.push_str(name);
        let end = self.texts.len();
        self.attributes.push(AttributeRanges {
            name: start..end,
            value: end..end,
            span: span.start..span.end,
            value_span: span.end..span.end,
        });
    }

    fn add_value(&mut self, value: &str) {
        if let Some(attribute) = self.attributes.last_mut() {
            let start = self.texts.len();
            self.texts.push_str(value);
            attribute.value = start..self.texts.len();
        }
    }

    fn close(&mut self, html: &str, end: usize, is_self_closing: bool) {
        self.span.end = end;
        self.is_self_closing = is_self_closing;
        let source = html.as_bytes();
        for attribute in &mut self.attributes {
            attribute.value_span = value_span(&source[..end], attribute.span.end);
            if attribute.value_span.start > attribute.span.end {
                let is_quoted = matches!(source[attribute.value_span.start - 1], b'"' | b'\'');
                attribute.span.end = attribute.value_span.end + usize::from(is_quoted);
            }
        }
    }

    fn tag(&self) -> StartTag<'_> {
        StartTag {
            name: &self.texts[..self.name_length],
            span: self.span.clone(),
            is_self_closing: self.is_self_closing,
            texts: &self.texts,
            attributes: &self.attributes,
        }
    }
}

/// The bytes of an attribute's value, by where its name ends in a tag (HTML, sections 13.2.5.34 to
/// 13.2.5.38). The tokenizer gives them only for values that are not empty.
fn value_span(tag: &[u8], name_end: usize) -> Range<usize> {
    let skip_space = |mut at: usize| {
        while tag.get(at).is_some_and(u8::is_ascii_whitespace) {
            at += 1;
        }
        at
    };
    let equals = skip_space(name_end);
    if tag.get(equals) != Some(&b'=') {
        return name_end..name_end;
    }
    let start = skip_space(equals + 1);
    let length_until = |start: usize, is_end: fn(&u8) -> bool| {
        tag[start..].iter().position(is_end).unwrap_or(tag.len() - start)
    };
    match tag.get(start) {
        Some(b'"') => start + 1..start + 1 + length_until(start + 1, |byte| *byte == b'"'),
        Some(b'\'') => start + 1..start + 1 + length_until(start + 1, |byte| *byte == b'\''),
        _ => start..start + length_until(start, |byte| byte.is_ascii_whitespace() || *byte == b'>'),
    }
}

/// Follows the tags of a text and knows whether what comes next is content that browsers never
/// display: scripts, styles, templates.
#[derive(Clone, Default, Debug)]
pub struct HiddenContent {
    element: String,
    /// How many elements of that name are open; 0 outside of hidden content.
    depth: usize,
}

impl HiddenContent {
    /// Takes note of a start tag.
    pub fn start(&mut self, tag: &StartTag<'_>) {
        if self.depth > 0 {
            // Only a template can contain another element of its name.
            self.depth += usize::from(tag.name == self.element && self.element == "template");
        } else if HIDDEN_ELEMENTS.contains(&tag.name) {
            self.element.clear();
            self.element.push_str(tag.name);
            self.depth = 1;
        }
    }

    /// Takes note of an end tag.
    pub fn end(&mut self, name: &str) {
        if self.depth > 0 && name == self.element {
            self.depth -= 1;
        }
    }

    /// Whether a text here is never displayed.
    pub fn is_hidden(&self) -> bool {
        self.depth > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens in a short form, each span checked against the source.
    fn tokens(html: &str) -> Vec<String> {
        let mut found = Vec::new();
        visit_html(html, |token| {
            found.push(match token {
                HtmlToken::Text(text) => format!("{text:?}"),
                HtmlToken::Start(tag) => {
                    let source = &html[tag.span.clone()];
                    assert!(
                        source.starts_with('<') && source.ends_with('>'),
                        "{html:?} {source:?}"
                    );
                    let attributes = tag.attributes().map(|attribute| {
                        let source = &html[attribute.span.clone()];
                        let name = source.get(..attribute.name.len()).unwrap_or_default();
                        if attribute.name.is_ascii() && !source.contains('\0') {
                            assert!(
                                name.eq_ignore_ascii_case(attribute.name),
                                "{html:?} {source:?}"
                            );
                        }
                        let value = &html[attribute.value_span.clone()];
                        if !value.contains(['&', '\r', '\0']) {
                            assert_eq!(value, attribute.value, "{html:?}");
                        }
                        assert!(tag.span.end > attribute.span.end, "{html:?}");
                        format!(" {}={}", attribute.name, attribute.value)
                    });
                    format!("<{}{}>", tag.name, attributes.collect::<String>())
                }
                HtmlToken::End(name, span) => {
                    let source = &html[span];
                    assert!(
                        source.starts_with("</") && source.ends_with('>'),
                        "{html:?} {source:?}"
                    );
                    format!("</{name}>")
                }
                HtmlToken::Comment(span) => {
                    let is_ended = html[span.clone()].ends_with('>') || span.end == html.len();
                    assert!(html[span.clone()].starts_with('<') && is_ended, "{html:?} {span:?}");
                    "<!>".to_owned()
                }
            });
        });
        found
    }

    #[track_caller]
    fn check(html: &str, expect: &[&str]) {
        assert_eq!(tokens(html), expect, "{html:?}");
    }

    #[test]
    fn attributes_are_found_however_they_are_written() {
        check("<p id=dose>", &["<p id=dose>"]);
        check("<P ID='dose'>", &["<p id=dose>"]);
        check("<p\nid\n=\n\"dose\">", &["<p id=dose>"]);
        check("<p id=\"\" hidden>", &["<p id= hidden=>"]);
        check("<p id=\"a&amp;b\"/>", &["<p id=a&b>"]);
        check("<p title='id=\"x\"'id=y>", &["<p title=id=\"x\" id=y>"]);
        check("<p\r\nid=dose\r\nclass='a\r\nb'>", &["<p id=dose class=a\nb>"]);
        check("<p id=a/b>é", &["<p id=a/b>", "\"é\""]);
    }

    #[test]
    fn texts_are_decoded_and_whole() {
        check("caf&eacute; &amp; 1 &lt; 2 < 3", &["\"café & 1 < 2 < 3\""]);
        check("a<b>c</b>", &["\"a\"", "<b>", "\"c\"", "</b>"]);
        check("a <!-- <b> --> c", &["\"a \"", "<!>", "\" c\""]);
        check("<!-- never ended", &["<!>"]);
        check("<!doctype html>", &["<!>"]);
        check("a <", &["\"a <\""]);
        check("<p id=", &[]);
    }

    #[test]
    fn content_of_scripts_and_the_like_is_text() {
        check(
            "<script>if (a<b) '</p>'</SCRIPT>c",
            &["<script>", "\"if (a<b) '</p>'\"", "</script>", "\"c\""],
        );
        check(
            "<style>p::after { content: '<b>' }</style>",
            &["<style>", "\"p::after { content: '<b>' }\"", "</style>"],
        );
        check("<title>a<b>&amp;</title>", &["<title>", "\"a<b>&\"", "</title>"]);
        check("<noscript><p id=a></noscript>", &["<noscript>", "\"<p id=a>\"", "</noscript>"]);
        check("<script/>a", &["<script>", "\"a\""]);
        check("<svg><style/><p>", &["<svg>", "<style>", "<p>"]);
        let mut names = Vec::new();
        visit_html_with(
            "<xmp><img></xmp><style><b></style>",
            |tag| tag.name == "style",
            |token| {
                if let HtmlToken::Start(tag) = token {
                    names.push(tag.name.to_owned());
                }
            },
        );
        assert_eq!(names, ["xmp", "img", "style"]);
    }

    #[test]
    fn attributes_give_their_bytes() {
        let html = "<a\r\nHREF = \"/x\" title='' href=y data-é=&lt;>";
        let mut found = Vec::new();
        visit_html(html, |token| {
            if let HtmlToken::Start(tag) = token {
                assert_eq!(tag.attribute("href"), Some("/x"));
                assert_eq!(tag.attribute("title"), Some(""));
                assert_eq!(tag.attribute("src"), None);
                found.extend(tag.attributes().map(|attribute| {
                    (html[attribute.span].to_owned(), html[attribute.value_span].to_owned())
                }));
            }
        });
        let found: Vec<_> = found.iter().map(|(all, value)| (&**all, &**value)).collect();
        let expect =
            [("HREF = \"/x\"", "/x"), ("title=''", ""), ("href=y", "y"), ("data-é=&lt;", "&lt;")];
        assert_eq!(found, expect);
    }

    #[test]
    fn a_piece_may_begin_in_a_text() {
        let mut found = Vec::new();
        visit_html_within(
            Some("script"),
            "'<b>' </style></script ><b>",
            |_| false,
            |token| {
                found.push(match token {
                    HtmlToken::Text(text) => text.to_owned(),
                    HtmlToken::Start(tag) => tag.name.to_owned(),
                    HtmlToken::End(name, _) => format!("/{name}"),
                    HtmlToken::Comment(_) => "comment".to_owned(),
                });
            },
        );
        assert_eq!(found, ["'<b>' </style>", "/script", "b"]);
    }

    fn displayed(html: &str) -> String {
        let (mut hidden, mut out) = (HiddenContent::default(), String::new());
        visit_html(html, |token| match token {
            HtmlToken::Start(tag) => hidden.start(&tag),
            HtmlToken::End(name, _) => hidden.end(name),
            HtmlToken::Text(text) if !hidden.is_hidden() => out.push_str(text),
            HtmlToken::Text(_) | HtmlToken::Comment(_) => {}
        });
        out
    }

    #[test]
    fn hidden_content_is_known() {
        for html in [
            "a<script>b</script>c",
            "a<SCRIPT type=\"x>y\">b<p>b</SCRIPT >c",
            "a<style>b</style><!-- b -->c",
            "a<template>b<template>b</template><script>b</script>b</template>c",
            "a<noscript><p>b</p></noscript>c",
            "a<svg><title>b</title></svg><iframe>b</iframe>c",
            "ac<script>b",
        ] {
            assert_eq!(displayed(html), "ac", "{html}");
        }
        assert_eq!(displayed("<p hidden>a</p></script>b<textarea>c</textarea>"), "abc");
    }

    #[test]
    fn any_text_is_read() {
        let parts = [
            "<",
            ">",
            "</",
            "/>",
            "<!--",
            "-->",
            "--!>",
            "<!",
            "<?",
            "<![CDATA[",
            "]]>",
            "\"",
            "'",
            "=",
            " ",
            "\n",
            "\r",
            "\r\n",
            "\0",
            "&",
            "&amp",
            "&#x",
            "&notit;",
            "a",
            "p",
            "é",
            "\u{10ffff}",
            "<script",
            "</script",
            "<title>",
            "</title>",
            "<p id=",
            "<svg>",
            "<style/>",
            "<a href='",
            "B",
        ];
        // Some 20,000 texts of parts in an order that is the same in each run.
        let mut seed = 0x2545_f491_4f6c_dd1d_u64;
        let mut next = |below: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            usize::try_from(seed >> 33).unwrap_or(0) % below
        };
        for _ in 0..20_000 {
            let length = next(14) + 1;
            let text: String = (0..length).map(|_| parts[next(parts.len())]).collect();
            tokens(&text);
        }
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for part in [
            "<a ", "<a\n\n", "<div \"", "<script>", "<a b='", "</", "<!--", "&", "<p a=b c", "<p =",
        ] {
            visit_html(&part.repeat(200_000), |_| {});
        }
    }
}
