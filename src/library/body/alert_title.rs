//! Titles of alerts: `> [!NOTE] The title`. The parser knows only alerts without one, so their
//! quotations are recognised here.

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, Tag, TagEnd};
use pulldown_cmark_escape::escape_html_body_text;

use super::BodyWriter;
use super::events::{Events, SpannedEvent, is_block};

/// The kinds of alerts, as they are written.
pub(super) const KINDS: [(&str, BlockQuoteKind); 5] = [
    ("note", BlockQuoteKind::Note),
    ("tip", BlockQuoteKind::Tip),
    ("important", BlockQuoteKind::Important),
    ("warning", BlockQuoteKind::Warning),
    ("caution", BlockQuoteKind::Caution),
];

/// The kind of an alert whose first line begins a text, and the length of what precedes its title.
/// A sign that folds the alert in other programs is not part of the title.
fn alert_mark(text: &str) -> Option<(BlockQuoteKind, usize)> {
    let (name, after) = text.strip_prefix("[!")?.split_once(']')?;
    let (_, kind) = KINDS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known))?;
    let line = after.split('\n').next().unwrap_or_default();
    let line = line.strip_prefix(['+', '-']).unwrap_or(line);
    let title = line.trim_start_matches([' ', '\t']);
    let is_title = title.len() < line.len() && !title.trim().is_empty();
    let start = after.len() - after.strip_prefix(['+', '-']).unwrap_or(after).len();
    let start = text.len() - after.len() + start + line.len() - title.len();
    is_title.then_some((*kind, start))
}

impl<'e, I: Iterator<Item = SpannedEvent<'e>>> Events<'e, I> {
    /// If the quotation that has just begun is an alert with a title: its kind. The title is what
    /// follows, up to the end of the line.
    pub(super) fn alert_with_title(&mut self, text: &'e str) -> Option<BlockQuoteKind> {
        if self.ahead.is_empty() {
            self.ahead.extend(self.parser.next());
        }
        let Some((Event::Start(Tag::Paragraph), span)) = self.ahead.front() else { return None };
        let (kind, mark) = alert_mark(&text[span.start..])?;
        let start = span.start + mark;
        let paragraph = self.ahead.pop_front()?;
        while let Some((event, span)) = self.next() {
            if span.end <= start && matches!(event, Event::Text(_)) {
                continue;
            }
            let is_cut = span.start < start && matches!(event, Event::Text(_));
            let rest = if is_cut {
                (Event::Text(CowStr::Borrowed(&text[start..span.end])), start..span.end)
            } else {
                (event, span)
            };
            self.ahead.push_front(rest);
            break;
        }
        self.ahead.push_front(paragraph);
        Some(kind)
    }
}

impl BodyWriter<'_> {
    /// Begins a quotation or an alert. An alert without a title is titled by its kind.
    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let titled = self.titled_alert.take();
        let kind = titled.or(kind);
        self.quotes.push(kind.is_some());
        let Some(kind) = kind else { return self.push("<blockquote>\n") };
        let (class, label) = alert(kind);
        self.push(&format!(
            "<div class=\"markdown-alert markdown-alert-{class}\" role=\"note\">\n<p class=\"markdown-alert-title\">"
        ));
        if titled.is_some() {
            self.alert_title = Some(0);
            return;
        }
        let _ = escape_html_body_text(&mut self.out.html, self.say.text(label));
        self.push("</p>\n");
    }

    pub(super) fn end_quote(&mut self) {
        let is_alert = self.quotes.pop().unwrap_or_default();
        self.push(if is_alert { "</div>\n" } else { "</blockquote>\n" });
    }

    /// Ends the title of an alert at the end of its line. Returns whether the event was the end of
    /// the line.
    pub(super) fn follow_alert_title(&mut self, event: &Event<'_>) -> bool {
        let Some(depth) = &mut self.alert_title else { return false };
        match event {
            Event::Start(tag) if !is_block(tag) => *depth += 1,
            Event::End(_) if *depth > 0 => *depth -= 1,
            Event::SoftBreak | Event::HardBreak if *depth == 0 => {
                self.alert_title = None;
                self.leave_part(TagEnd::Paragraph);
                self.flush(false);
                self.push("</p>\n");
                self.close_late_elements(TagEnd::Paragraph);
                self.enter_part(&Tag::Paragraph);
                self.push("<p>");
                return true;
            }
            _ => {}
        }
        false
    }
}

/// The class of an alert, and the key of the message that names it.
fn alert(kind: BlockQuoteKind) -> (&'static str, &'static str) {
    match kind {
        BlockQuoteKind::Note => ("note", "alert_note"),
        BlockQuoteKind::Tip => ("tip", "alert_tip"),
        BlockQuoteKind::Important => ("important", "alert_important"),
        BlockQuoteKind::Warning => ("warning", "alert_warning"),
        BlockQuoteKind::Caution => ("caution", "alert_caution"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<(BlockQuoteKind, &str)>) {
        let found = alert_mark(text).map(|(kind, start)| (kind, &text[start..]));
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn marks_with_a_title() {
        check("[!NOTE] A title", Some((BlockQuoteKind::Note, "A title")));
        check("[!note]   *A* title\nText", Some((BlockQuoteKind::Note, "*A* title\nText")));
        check("[!Tip]- Folded", Some((BlockQuoteKind::Tip, "Folded")));
        check("[!WARNING]+\tOpen", Some((BlockQuoteKind::Warning, "Open")));
        for text in ["[!NOTE]", "[!NOTE]  \nText", "[!NOTE]x", "[!INFO] x", "[NOTE] x", "[!NOTE"] {
            check(text, None);
        }
    }
}
