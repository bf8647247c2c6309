//! Text in raw HTML, and in what components show: neither is Markdown, so readers see its marks.
//!
//! Must not change what is published.

use offprint_base::{HIDDEN_ELEMENTS, HtmlToken, is_void_element, visit_html};

use super::BodyWriter;
use super::lost_tables::is_table_text;
use crate::diagnostic::{Code, Diagnostic};
use crate::library::leftover_marks::{LeftoverMark, unread_marks};
use crate::library::raw_piece::RawPiece;

/// Elements whose text means its signs: code, input and output, formulas.
const LITERAL_ELEMENTS: [&str; 8] =
    ["code", "kbd", "listing", "math", "pre", "samp", "textarea", "xmp"];

fn is_literal_element(name: &str) -> bool {
    LITERAL_ELEMENTS.contains(&name) || HIDDEN_ELEMENTS.contains(&name)
}

impl BodyWriter<'_> {
    /// Reports marks of Markdown in a block of raw HTML, or in what a component shows.
    pub(super) fn check_raw_text(&mut self, piece: &RawPiece, writer: RawTextWriter<'_>) {
        let html = piece.html();
        if memchr::memchr3(b'[', b'*', b'|', html.as_bytes()).is_none() || self.raw.hides_text() {
            return;
        }
        let mut found = Vec::new();
        let mut literal = 0_usize;
        let mut from = 0;
        visit_html(html, |token| match token {
            HtmlToken::Start(tag) => {
                from = tag.span.end;
                let is_open = !is_void_element(tag.name) && !tag.is_self_closing;
                literal += usize::from(is_open && is_literal_element(tag.name));
            }
            HtmlToken::End(name, span) => {
                from = span.end;
                literal = literal.saturating_sub(usize::from(is_literal_element(name)));
            }
            HtmlToken::Comment(span) => from = span.end,
            HtmlToken::Text(text) if literal == 0 => {
                for (place, mark) in unread_marks(text) {
                    // A mark is written as it is read: none contains a character reference.
                    let shown = &text[place];
                    let at = html[from..].find(shown).map_or(from, |at| from + at);
                    found.push((mark_code(mark), at..(at + shown.len()).min(html.len())));
                }
                if let Some(place) = is_table_text(text)
                    .and_then(|line| Some((html[from..].find(line)?, line.len())))
                {
                    let start = from + place.0;
                    found.push((Some(Code::TableCells), start..start + place.1));
                }
            }
            HtmlToken::Text(_) => {}
        });
        for (code, part) in found {
            let Some(code) = code else { continue };
            let shown = html[part.clone()].trim();
            let (reason, help) = match writer {
                RawTextWriter::Editor => (
                    "Markdown is not read within HTML".to_owned(),
                    "put an empty line before and after the text, or write it as HTML",
                ),
                RawTextWriter::Component(name) => (
                    format!("the component `{name}` shows plain text there"),
                    "write it outside the component, or between its tags if it has text",
                ),
            };
            let message = format!("`{shown}` is shown as it is written: {reason}");
            self.fault(Diagnostic::warning(code, message).help(help), piece.place(part));
        }
    }
}

/// Who wrote a piece of HTML.
#[derive(Clone, Copy)]
pub(super) enum RawTextWriter<'n> {
    /// The editor.
    Editor,
    /// The component of this name.
    Component(&'n str),
}

fn mark_code(mark: LeftoverMark<'_>) -> Option<Code> {
    Some(match mark {
        LeftoverMark::Italic
        | LeftoverMark::Code
        | LeftoverMark::Tag
        | LeftoverMark::NumberRange(_)
        | LeftoverMark::OpenFootnote
        | LeftoverMark::CitationKey(_) => return None,
        LeftoverMark::Footnote(_) | LeftoverMark::InlineNote => Code::UndefinedFootnote,
        LeftoverMark::Citation(_) => Code::UnknownCitation,
        LeftoverMark::Reference(_)
        | LeftoverMark::Address(_)
        | LeftoverMark::Link
        | LeftoverMark::WikiLink => Code::BrokenLink,
        LeftoverMark::Bold => Code::BadValue,
    })
}
