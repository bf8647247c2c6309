//! Quotations and alerts as HTML, and the titles of alerts.

use offprint_base::alert_kind;
use pulldown_cmark::{BlockQuoteKind, Event, Tag, TagEnd};
use pulldown_cmark_escape::escape_html_body_text;

use super::BodyWriter;
use super::events::is_block;

impl BodyWriter<'_> {
    /// Begins a quotation or an alert. An alert without a title is titled by its kind.
    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let marked = self.marked_alert.take();
        let kind = marked.map(|alert| alert.kind).or_else(|| alert_kind(main_name(kind?)));
        self.quotes.push(kind.is_some());
        let Some(kind) = kind else { return self.push("<blockquote>\n") };
        self.push(&format!(
            "<div class=\"markdown-alert markdown-alert-{}\" role=\"note\">\n<p class=\"markdown-alert-title\">",
            kind.look
        ));
        if marked.is_some_and(|alert| alert.has_title) {
            self.alert_title = Some(0);
            return;
        }
        let _ = escape_html_body_text(&mut self.out.html, self.say.text(kind.message));
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

/// The name of a kind that the parser knows.
fn main_name(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}
