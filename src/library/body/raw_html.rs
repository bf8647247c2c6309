//! What the Markdown reader needs to know about raw HTML: the ids that links may point at, the
//! elements that are open, and whether the text that follows is displayed.
//!
//! Raw HTML comes in pieces, with Markdown between them, so this state is carried from piece to
//! piece. The HTML is not changed.

use std::collections::BTreeMap;

use offprint_base::{HiddenContent, HtmlToken, is_void_element, visit_html};

/// The state between two pieces of raw HTML.
#[derive(Default)]
pub(super) struct RawHtml {
    /// How many elements of each name are open. An element that is never closed stays open to the
    /// end of the text: no links are made in text that is not understood.
    open: BTreeMap<String, usize>,
    hidden: HiddenContent,
}

impl RawHtml {
    /// Reads the next piece and adds the ids in it to `anchors`. Returns whether the piece is more
    /// than comments.
    pub(super) fn read_piece(&mut self, html: &str, anchors: &mut Vec<String>) -> bool {
        let mut has_markup = false;
        let mut comments_end = 0;
        visit_html(html, |token| match token {
            HtmlToken::Start(tag) => {
                has_markup = true;
                if self.hidden.is_hidden() {
                    self.hidden.start(&tag);
                    return;
                }
                self.hidden.start(&tag);
                // The old way to name a target (HTML, section 7.4.6.3).
                let name = if tag.name == "a" { tag.attribute("name") } else { None };
                let ids = [tag.attribute("id"), name].into_iter().flatten();
                anchors.extend(ids.filter(|id| !id.is_empty()).map(str::to_owned));
                if !is_void_element(tag.name) && !tag.is_self_closing {
                    *self.open.entry(tag.name.to_owned()).or_default() += 1;
                }
            }
            HtmlToken::End(name, _) => {
                has_markup = true;
                self.hidden.end(name);
                // In a script, an end tag of another element is part of the script. Elsewhere,
                // something that began within an element may continue after it: browsers continue a
                // link.
                if !self.hidden.is_hidden()
                    && let Some(count) = self.open.get_mut(name)
                {
                    *count -= 1;
                    if *count == 0 {
                        self.open.remove(name);
                    }
                }
            }
            HtmlToken::Text(text) => has_markup |= !text.trim().is_empty(),
            HtmlToken::Comment(span) => {
                comments_end = span.end;
                // A comment that is never closed hides what follows.
                has_markup |= !html[span].ends_with("-->");
            }
        });
        // A tag that is never closed is not a token.
        has_markup || !html[comments_end..].trim().is_empty()
    }

    /// Whether elements are open.
    pub(super) fn has_open_elements(&self) -> bool {
        !self.open.is_empty()
    }

    /// Whether browsers never display the text that follows.
    pub(super) fn hides_text(&self) -> bool {
        self.hidden.is_hidden()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_anchors(html: &str, expect: &[&str]) {
        let mut anchors = Vec::new();
        RawHtml::default().read_piece(html, &mut anchors);
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
    }

    #[test]
    fn all_but_comments_is_markup() {
        for html in ["<!-- a -->\n", "<!-- <b> --> <!-- c -->"] {
            assert!(!RawHtml::default().read_piece(html, &mut Vec::new()), "{html}");
        }
        for html in
            ["<!-- a --><b>", "<!-- a --> b", "<!-- a", "<!-- a --><b c=\"-->", "</b>", "<?a?>"]
        {
            assert!(RawHtml::default().read_piece(html, &mut Vec::new()), "{html}");
        }
    }

    /// Whether the text after some pieces is hidden, and whether elements are open there.
    #[track_caller]
    fn check_state(pieces: &[&str], hides_text: bool, has_open_elements: bool) {
        let mut raw = RawHtml::default();
        for piece in pieces {
            raw.read_piece(piece, &mut Vec::new());
        }
        assert_eq!((raw.hides_text(), raw.has_open_elements()), (hides_text, has_open_elements));
    }

    #[test]
    fn elements_are_followed_over_pieces() {
        check_state(&["<script>"], true, true);
        check_state(&["<script>", "<b>", "</b>", "</SCRIPT >"], false, false);
        check_state(&["<template>", "<script>", "</script>"], true, true);
        check_state(&["<a href=x>", "</a>"], false, false);
        check_state(&["<p>", "<img>", "<br/>", "</i>"], false, true);
        check_state(&["<!-- <script> -->"], false, false);
    }
}
