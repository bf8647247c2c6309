//! Reads raw HTML, piece by piece, with Markdown between the pieces: the ids that links may point at,
//! the elements that are open, whether the text that follows is displayed, and what must change so
//! that the page around the text stays as the theme wrote it.
//!
//! Must not know where the HTML is written.

use std::collections::HashSet;
use std::ops::Range;

use offprint_base::{HtmlToken, StartTag, visit_html_within};

use super::html_elements::holds_text;
use super::literal_signs::TAG_MASK;
use super::open_elements::{OpenElements, TagEffect};
use super::tag_problem::{OpenBlock, TagProblemKind};
use crate::library::raw_piece::RawPiece;

/// How many unfinished tags and comments of a piece are found one by one: a text of many would take
/// quadratic time.
const MOST_UNFINISHED: usize = 16;

/// A change of a piece: what replaces some of its bytes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RawEdit {
    pub(super) part: Range<usize>,
    pub(super) text: String,
}

/// What was read in a piece.
#[derive(Default)]
pub(super) struct PieceReading {
    /// What changes, in order.
    pub(super) edits: Vec<RawEdit>,
    /// Whether it is more than comments.
    pub(super) has_markup: bool,
    /// Where comments, scripts and style sheets are in the source.
    pub(super) hidden: Vec<Range<usize>>,
}

/// The state between two pieces of raw HTML.
#[derive(Default)]
pub(super) struct RawHtml {
    /// The elements that are open.
    pub(super) elements: OpenElements,
}

impl RawHtml {
    /// The state at the start of a text. End tags at the given places are known to belong to tags
    /// that are text.
    pub(super) fn new(quiet_ends: HashSet<usize>) -> Self {
        Self { elements: OpenElements::new(quiet_ends) }
    }

    /// Reads the next piece and adds the ids in it to `anchors`.
    pub(super) fn read_piece(
        &mut self,
        piece: &RawPiece,
        anchors: &mut Vec<String>,
    ) -> PieceReading {
        let html = piece.html();
        let mut reading = PieceReading::default();
        let mut from = 0;
        for _ in 0..MOST_UNFINISHED {
            let (end, unfinished) = self.read_tokens(piece, from, &mut reading, anchors);
            let Some((kind, start)) = unfinished else {
                // What follows the last tag is text; so is a tag that is never closed.
                reading.has_markup |= !html[end..].trim().is_empty();
                from = html.len();
                break;
            };
            self.elements.report(kind, "", piece.place(start..html.len()));
            reading.has_markup = true;
            reading.edits.push(escaped_sign(start));
            from = start + 1;
        }
        // So many are no mistake that anyone makes: the rest is text.
        reading.edits.extend(
            memchr::memchr_iter(b'<', &html.as_bytes()[from..]).map(|at| escaped_sign(from + at)),
        );
        let masks = memchr::memchr_iter(TAG_MASK, html.as_bytes());
        reading.edits.extend(masks.map(escaped_sign));
        reading.edits.sort_by_key(|edit| edit.part.start);
        reading
    }

    /// Reads the tokens of a piece from a byte on. Returns where the last tag or comment ends, and
    /// where one begins that has no end.
    fn read_tokens(
        &mut self,
        piece: &RawPiece,
        from: usize,
        reading: &mut PieceReading,
        anchors: &mut Vec<String>,
    ) -> (usize, Option<(TagProblemKind, usize)>) {
        let html = piece.html();
        let within = self.elements.text_element().map(str::to_owned);
        let mut end = from;
        let mut open_comment = None;
        let mut code_start = None;
        let is_text = |tag: &StartTag<'_>| holds_text(tag.name);
        visit_html_within(within.as_deref(), &html[from..], is_text, |token| match token {
            HtmlToken::Start(tag) => {
                reading.has_markup = true;
                let part = tag.span.start + from..tag.span.end + from;
                end = part.end;
                let was_hidden = self.elements.hides_text();
                if matches!(tag.name, "script" | "style") {
                    code_start = Some(part.end);
                }
                let effect = self.elements.start(&tag, piece.place(part.clone()));
                let is_kept = effect.replacement.is_none();
                push_effect(effect, part, &mut reading.edits);
                if was_hidden || !is_kept {
                    return;
                }
                // The old way to name a target (HTML, section 7.4.6.3).
                let name = if tag.name == "a" { tag.attribute("name") } else { None };
                let ids = [tag.attribute("id"), name].into_iter().flatten();
                anchors.extend(ids.filter(|id| !id.is_empty()).map(str::to_owned));
            }
            HtmlToken::End(name, span) => {
                reading.has_markup = true;
                let part = span.start + from..span.end + from;
                end = part.end;
                if let Some(start) = code_start.take() {
                    reading.hidden.push(piece.place(start..part.start));
                }
                let effect = self.elements.end(name, piece.place(part.clone()));
                push_effect(effect, part, &mut reading.edits);
            }
            HtmlToken::Text(text) => reading.has_markup |= !text.trim().is_empty(),
            HtmlToken::Comment(span) => {
                let comment = &html[from..][span.clone()];
                reading.has_markup |= !comment.ends_with("-->");
                let start = span.start + from;
                end = span.end + from;
                if is_finished(comment) {
                    // What only the source shows is meant for editors.
                    reading.edits.push(RawEdit { part: start..end, text: String::new() });
                } else {
                    open_comment = Some(start);
                }
                reading.hidden.push(piece.place(start..end));
            }
        });
        let unfinished = match open_comment {
            Some(start) => Some((TagProblemKind::UnfinishedComment, start)),
            None => unfinished_tag(&html[end..], self.elements.text_element())
                .map(|start| (TagProblemKind::UnfinishedTag, start + end)),
        };
        (end, unfinished)
    }

    /// Whether elements are open.
    pub(super) fn has_open_elements(&self) -> bool {
        self.elements.is_any_open()
    }

    /// Whether browsers never display the text that follows.
    pub(super) fn hides_text(&self) -> bool {
        self.elements.hides_text()
    }
}

fn push_effect(effect: TagEffect, part: Range<usize>, edits: &mut Vec<RawEdit>) {
    match effect.replacement {
        Some(replacement) => edits.push(RawEdit { part, text: effect.closing + replacement }),
        None if effect.closing.is_empty() => {}
        None => edits.push(RawEdit { part: part.start..part.start, text: effect.closing }),
    }
}

fn escaped_sign(at: usize) -> RawEdit {
    RawEdit { part: at..at + 1, text: "&lt;".to_owned() }
}

/// Whether a comment, doctype or instruction has its end.
fn is_finished(comment: &str) -> bool {
    if comment.starts_with("<!--") {
        comment.ends_with("-->") || comment.ends_with("--!>")
    } else {
        comment.ends_with('>')
    }
}

/// Where a tag without `>` begins in the text after the last tag.
fn unfinished_tag(text: &str, text_element: Option<&str>) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'<', bytes).find(|at| {
        let rest = &bytes[at + 1..];
        let is_end = rest.first() == Some(&b'/');
        let name = &rest[usize::from(is_end)..];
        match text_element {
            None => name.first().is_some_and(u8::is_ascii_alphabetic),
            // Only the end tag of the element is one in its text.
            Some(element) => {
                is_end
                    && name
                        .get(..element.len())
                        .is_some_and(|name| name.eq_ignore_ascii_case(element.as_bytes()))
                    && name
                        .get(element.len())
                        .is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b'/')
            }
        }
    })
}

/// The start of a block of raw HTML that has no end, so that it lasts to the end of the text or of
/// what contains it (CommonMark, section 4.6, start conditions 1 to 5).
pub(super) fn endless_block(html: &str) -> Option<(OpenBlock, Range<usize>, String)> {
    let start = html.len() - html.trim_start_matches(' ').len();
    let block = &html[start..];
    let lower = block.chars().take(16).collect::<String>().to_ascii_lowercase();
    let found =
        |block, length: usize, name: &str| Some((block, start..start + length, name.to_owned()));
    if block.starts_with("<!--") {
        let is_closed = block.contains("-->");
        return if is_closed { None } else { found(OpenBlock::Comment, "<!--".len(), "") };
    }
    for (mark, end) in [("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">")] {
        if block.starts_with(mark) {
            let is_closed = block.contains(end);
            return if is_closed {
                None
            } else {
                found(OpenBlock::Instruction(end), mark.len(), "")
            };
        }
    }
    const ELEMENTS: [&str; 4] = ["script", "pre", "style", "textarea"];
    let name = ELEMENTS.into_iter().find(|name| {
        let rest = lower.strip_prefix('<').and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_whitespace() || c == '>'))
            || rest == Some("")
    })?;
    let block = block.to_ascii_lowercase();
    let is_closed = ELEMENTS.iter().any(|name| block.contains(&format!("</{name}>")));
    if is_closed { None } else { found(OpenBlock::Element, name.len() + 1, name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &mut RawHtml, html: &str, anchors: &mut Vec<String>) -> PieceReading {
        raw.read_piece(&RawPiece::new(html, &(0..html.len()), html), anchors)
    }

    #[track_caller]
    fn check_anchors(html: &str, expect: &[&str]) {
        let mut anchors = Vec::new();
        read(&mut RawHtml::default(), html, &mut anchors);
        assert_eq!(anchors, expect, "{html}");
    }

    #[test]
    fn ids_are_found_however_they_are_written() {
        check_anchors("<p id=dose>10 mg</p>", &["dose"]);
        check_anchors("<p ID=\"risk\">", &["risk"]);
        check_anchors("<p\nid = 'risk &amp; dose'>", &["risk & dose"]);
        check_anchors("<a name=\"dose\"></a><a name=x id=y>", &["dose", "y", "x"]);
        check_anchors("<p class=a\tid=b/><P iD=c>", &["b/", "c"]);
    }

    #[test]
    fn what_only_looks_like_an_id_is_none() {
        check_anchors("<p data-id=\"a\">", &[]);
        check_anchors("<p title=' id=\"a\"'>", &[]);
        check_anchors("<!-- <p id=\"a\"> -->", &[]);
        check_anchors("<script>'<p id=\"a\">'</script><template><p id=b></template>", &[]);
        check_anchors("<p name=a> id=\"b\" <p id>", &[]);
        check_anchors("<td id=a></td>", &[]);
    }

    #[test]
    fn all_but_comments_is_markup() {
        for html in ["<!-- a -->\n", "<!-- <b> --> <!-- c -->"] {
            assert!(!read(&mut RawHtml::default(), html, &mut Vec::new()).has_markup, "{html}");
        }
        for html in
            ["<!-- a --><b>", "<!-- a --> b", "<!-- a", "<!-- a --><b c=\"-->", "</b>", "<?a?>"]
        {
            assert!(read(&mut RawHtml::default(), html, &mut Vec::new()).has_markup, "{html}");
        }
    }

    /// Whether the text after some pieces is hidden, and whether elements are open there.
    #[track_caller]
    fn check_state(pieces: &[&str], hides_text: bool, has_open_elements: bool) {
        let mut raw = RawHtml::default();
        for piece in pieces {
            read(&mut raw, piece, &mut Vec::new());
        }
        assert_eq!((raw.hides_text(), raw.has_open_elements()), (hides_text, has_open_elements));
    }

    #[test]
    fn elements_are_followed_over_pieces() {
        check_state(&["<script>"], true, true);
        check_state(&["<script>", "<b>", "<style>", "</b>", "</SCRIPT >"], false, false);
        check_state(&["<template>", "<script>", "</script>"], true, true);
        check_state(&["<a href=x>", "</a>"], false, false);
        check_state(&["<p>", "<img>", "<br/>", "</i>"], false, true);
        check_state(&["<!-- <script> -->"], false, false);
        check_state(&["<svg>", "<circle/>", "<path>", "</path>", "</svg>"], false, false);
    }

    /// What is published of a piece, and what is wrong with it.
    fn published(html: &str) -> (String, usize) {
        let mut raw = RawHtml::default();
        let reading = read(&mut raw, html, &mut Vec::new());
        let mut out = String::new();
        let mut copied = 0;
        for edit in reading.edits {
            out.push_str(&html[copied..edit.part.start]);
            out.push_str(&edit.text);
            copied = edit.part.end;
        }
        out.push_str(&html[copied..]);
        out.push_str(&raw.elements.leave());
        (out, raw.elements.into_problems().len())
    }

    #[test]
    fn sound_html_stays() {
        for html in [
            "<div><p>a<p>b<div>c</div></div>",
            "<ul><li>a<li>b<ul><li>c</ul></ul>",
            "<table><caption>t<colgroup><col><thead><tr><th>a<tbody><tr><td>b<td>c<tr><td>d</table>",
            "<table><tr><td><table><tr><td>a</table></table>",
            "<dl><dt>a<dd>b<dt>c<dd>d</dl>",
            "<select><optgroup><option>a<option>b<optgroup><option>c</select>",
            "<ruby>a<rp>(<rt>b<rp>)</ruby>",
            "<A HREF='x>y'>a</a><IMG ALT=\"a>b\"><br/>",
            "<script>if (a<b) '</p>'</script><style>a>b{}</style>",
            "<svg viewBox='0 0 1 1'><circle/><foreignObject><p>a</foreignObject></svg>",
            "<math><mi>x</mi><mspace/></math>",
            "<my-part></my-part>",
            "<details><summary>a</summary>b</details>",
            "<noscript><img src=x></noscript><video><source src=a></video>",
        ] {
            assert_eq!(published(html), (html.to_owned(), 0));
        }
        let comments = "<!-- <div> --><!----><!--> <b>a</b><?a b?><!DOCTYPE html>";
        assert_eq!(published(comments), (" <b>a</b>".to_owned(), 0));
        // Markdown may follow: what may end by itself is closed.
        assert_eq!(published("<p>a"), ("<p>a</p>".to_owned(), 0));
        assert_eq!(published("<ul><li>a</ul><p>b"), ("<ul><li>a</ul><p>b</p>".to_owned(), 0));
    }

    #[test]
    fn other_html_is_closed_or_left_out() {
        for (html, expect) in [
            ("<div>a", "<div>a</div>"),
            ("a</div>b", "ab"),
            ("<b><i>a</b></i>", "<b><i>a</i></b>"),
            ("<div><span>a</div></span>", "<div><span>a</span></div>"),
            ("<table><tr><td>a</div></table>", "<table><tr><td>a</table>"),
            ("<div><table><tr><td>a</div>", "<div><table><tr><td>a</td></tr></table></div>"),
            ("<p>a<div>b</div></p>", "<p>a<div>b</div>"),
            ("<h2>a</h3>", "<h2>a</h2>"),
            ("a</br>b", "a<br>b"),
            ("<td>a</td>", "a"),
            ("<body>a</body>", "a"),
            ("a<plaintext>b", "ab"),
            ("<a href=x>a<a href=y>b</a>", "<a href=x>a</a><a href=y>b</a>"),
            ("<div>a<!-- b <b>c</b>", "<div>a&lt;!-- b <b>c</b></div>"),
            ("<div title=\"a</div>", "&lt;div title=\"a"),
            ("<img src=x", "&lt;img src=x"),
            ("<script>a", "<script>a</script>"),
        ] {
            let (found, problems) = published(html);
            assert_eq!(found, expect, "{html}");
            assert!(problems > 0, "{html}");
        }
    }

    #[test]
    fn blocks_without_an_end_are_known() {
        for html in
            ["<!-- a", "  <!-- a\n\nb", "<?php a >", "<![CDATA[ a", "<PRE>a", "<style\n", "<script"]
        {
            assert!(endless_block(html).is_some(), "{html}");
        }
        for html in [
            "<!-- a -->",
            "<div>",
            "<prefix>",
            "<?a?>",
            "<pre>a</PRE>",
            "<script>a</style>",
            "<!a>",
        ] {
            assert!(endless_block(html).is_none(), "{html}");
        }
    }
}
