//! The marks of alerts that the parser does not know: with a title, `> [!NOTE] The title`, with a sign
//! that folds them in other programs, and of kinds that GitHub lacks, `> [!DANGER]`. The parser reads
//! them as quotations, so they are recognised here.
//!
//! Must not know how an alert is written.

use offprint_base::{AlertKind, alert_kind};
use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::events::{Events, SpannedEvent};

/// An alert that begins with its mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct MarkedAlert {
    /// Which kind it is.
    pub(super) kind: AlertKind,
    /// Whether a title follows the mark in its line.
    pub(super) has_title: bool,
}

/// The alert whose mark begins a text, and the length of what precedes its title, or of its line if
/// it has none. A sign that folds the alert in other programs is not part of the title.
fn alert_mark(text: &str) -> Option<(MarkedAlert, usize)> {
    let (name, after) = text.strip_prefix("[!")?.split_once(']')?;
    let kind = alert_kind(name)?;
    let line = after.split('\n').next().unwrap_or_default();
    let title = line.strip_prefix(['+', '-']).unwrap_or(line);
    let start = text.len() - after.len() + line.len();
    if title.trim().is_empty() {
        return Some((MarkedAlert { kind, has_title: false }, start));
    }
    let trimmed = title.trim_start_matches([' ', '\t']);
    let has_title = trimmed.len() < title.len();
    has_title.then_some((MarkedAlert { kind, has_title }, start - trimmed.len()))
}

impl<'e, I: Iterator<Item = SpannedEvent<'e>>> Events<'e, I> {
    /// If the quotation that has just begun is an alert: which one. Its mark is consumed; a title is
    /// what follows, up to the end of the line.
    pub(super) fn marked_alert(&mut self, text: &'e str) -> Option<MarkedAlert> {
        if self.ahead.is_empty() {
            self.ahead.extend(self.parser.next());
        }
        let Some((Event::Start(Tag::Paragraph), span)) = self.ahead.front() else { return None };
        let (alert, mark) = alert_mark(&text[span.start..])?;
        let start = span.start + mark;
        let paragraph = self.ahead.pop_front()?;
        while let Some((event, span)) = self.next() {
            let is_before = span.end <= start && matches!(event, Event::Text(_));
            let is_end_of_mark =
                !alert.has_title && matches!(event, Event::SoftBreak | Event::HardBreak);
            if is_before {
                continue;
            }
            if is_end_of_mark {
                break;
            }
            // The mark is all that its paragraph contains.
            if !alert.has_title && matches!(event, Event::End(TagEnd::Paragraph)) {
                return Some(alert);
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
        Some(alert)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kind of the alert, and its title or what follows its line.
    #[track_caller]
    fn check(text: &str, expect: Option<(&str, bool, &str)>) {
        let found = alert_mark(text)
            .map(|(alert, start)| (alert.kind.name, alert.has_title, &text[start..]));
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn marks_of_alerts() {
        check("[!NOTE] A title", Some(("note", true, "A title")));
        check("[!note]   *A* title\nText", Some(("note", true, "*A* title\nText")));
        check("[!Tip]- Folded", Some(("tip", true, "Folded")));
        check("[!WARNING]+\tOpen", Some(("warning", true, "Open")));
        check("[!INFO] x", Some(("info", true, "x")));
        check("[!danger]\nText", Some(("danger", false, "\nText")));
        check("[!FAQ]-  \nText", Some(("faq", false, "\nText")));
        check("[!NOTE]", Some(("note", false, "")));
        for text in ["[!NOTE]x", "[!recipe] x", "[NOTE] x", "[!NOTE", "[! note] x"] {
            check(text, None);
        }
    }
}
