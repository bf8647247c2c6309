//! Writes what components show. Their HTML is treated as raw HTML that the editor wrote at the place
//! of the call: its addresses are resolved and checked, and its problems are reported there.

use std::ops::Range;

use offprint_base::{HtmlToken, visit_html};

use super::BodyWriter;
use super::components::{CallKind, CallSyntax, render_call, split_at_body};
use super::open_parts::OpenComponent;
use crate::diagnostic::{Code, Diagnostic};
use crate::library::raw_piece::RawPiece;
use crate::theme::ComponentFault;

/// Where a call is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum CallPlace {
    /// Alone on its line, as a block.
    Block,
    /// In a line with other text.
    Line,
}

impl BodyWriter<'_> {
    /// Writes a block of raw HTML that contains calls. Returns whether it does.
    pub(super) fn write_block_with_calls(&mut self, piece: &RawPiece) -> bool {
        let html = piece.html();
        let mut from = 0;
        let mut has_calls = false;
        for (at, _) in html.match_indices('<') {
            if at < from {
                continue;
            }
            let Some(call) = self.templates.calls.at(piece.place(at..at + 1).start) else {
                continue;
            };
            // What stands for a call contains no other `>`.
            let end = html[at..].find('>').map_or(html.len(), |length| at + length + 1);
            if !html[from..at].trim().is_empty() {
                self.write_raw_html(&piece.part(from..at));
            }
            self.write_call(call, CallPlace::Block);
            (from, has_calls) = (end, true);
        }
        if has_calls && !html[from..].trim().is_empty() {
            self.write_raw_html(&piece.part(from..html.len()));
        }
        has_calls
    }

    /// Writes a call of a component.
    pub(super) fn write_call(&mut self, index: usize, place: CallPlace) {
        let call = &self.templates.calls.calls[index];
        self.used_calls[index] = true;
        // A block of raw HTML around the call is no part of the text around it.
        let depth = self.depth - usize::from(place == CallPlace::Block);
        if let Some((span, message, help)) = &call.problem {
            let fault = Diagnostic::error(Code::Component, message).help(*help);
            self.fault(fault, span.clone());
            if call.kind == CallKind::Open {
                self.open_component(call, depth, None);
            }
            return;
        }
        let Some(theme) = self.templates.theme else { return };
        if call.kind == CallKind::Close {
            return self.close_component(call, depth, place);
        }
        match render_call(call, theme) {
            Ok(html) if call.kind == CallKind::Alone => self.write_component(&html, call, place),
            Ok(html) => match split_at_body(&html) {
                Some((before, after)) => {
                    self.write_component(before, call, place);
                    self.open_component(call, depth, Some(after.to_owned()));
                }
                None => {
                    let message = format!(
                        "the component `{}` does not show the text between its tags once",
                        call.name
                    );
                    let help = format!(
                        "write {{{{ <{} … /> }}}}, or write {{{{ body }}}} once in the component",
                        call.name
                    );
                    let fault = Diagnostic::error(Code::Component, message).help(help);
                    self.fault(fault, call.span.clone());
                    self.open_component(call, depth, None);
                }
            },
            Err(fault) => {
                self.report_component(call, fault);
                if call.kind == CallKind::Open {
                    self.open_component(call, depth, None);
                }
            }
        }
    }

    fn open_component(&mut self, call: &CallSyntax, depth: usize, after: Option<String>) {
        let (name, span) = (call.name.clone(), call.span.clone());
        self.open_components.push(OpenComponent { name, span, depth, after });
    }

    fn close_component(&mut self, call: &CallSyntax, depth: usize, place: CallPlace) {
        let message = match self.open_components.last() {
            None => format!("this ends the component `{}`, but none is open", call.name),
            Some(open) if open.name != call.name => {
                format!("this ends the component `{}`, but `{}` is open", call.name, open.name)
            }
            Some(open) if open.depth != depth => {
                format!("this end of `{}` is not in the same block as its beginning", call.name)
            }
            Some(_) => {
                if let Some(open) = self.open_components.pop()
                    && let Some(after) = open.after
                {
                    self.write_component(&after, call, place);
                }
                return;
            }
        };
        let help = "put both tags on lines of their own, or both into one paragraph, and end the \
                    inner component first";
        self.fault(Diagnostic::error(Code::Component, message).help(help), call.span.clone());
        // One mistake is reported once.
        if let Some(at) = self.open_components.iter().rposition(|open| open.name == call.name) {
            self.open_components.truncate(at);
        }
    }

    /// Reports components that are open although what contains them has ended.
    pub(super) fn close_components_within(&mut self) {
        while self.open_components.last().is_some_and(|open| open.depth > self.depth) {
            self.report_open_component();
        }
    }

    /// Reports components that are never closed.
    pub(super) fn close_all_components(&mut self) {
        while !self.open_components.is_empty() {
            self.report_open_component();
        }
    }

    fn report_open_component(&mut self) {
        let Some(open) = self.open_components.pop() else { return };
        let message = format!("the component `{}` is never closed", open.name);
        let help = format!(
            "write {{% </{}> %}} after its text, in the same paragraph, list item or quotation",
            open.name
        );
        let fault = Diagnostic::error(Code::Component, message).help(help);
        self.fault(fault, open.span.clone());
        if let Some(after) = open.after {
            self.write_raw_html(&RawPiece::written(&after, &open.span));
        }
    }

    /// Whether the address of a link or image is a call, which is reported as such.
    pub(super) fn is_call_in_address(&self, dest: &str, span: &Range<usize>) -> bool {
        let calls = &self.templates.calls.calls;
        dest.contains("ccc")
            && calls.iter().any(|call| {
                // What stands for a call in an address, without its brackets.
                let length = call.span.len();
                span.start < call.span.start
                    && call.span.end < span.end
                    && dest.trim_matches(|c| matches!(c, '!' | '-')).len() + 7 >= length
                    && dest.trim_matches(|c| matches!(c, '!' | '-' | 'c')).is_empty()
            })
    }

    /// Reports calls at places where nothing can be shown.
    pub(super) fn report_unused_calls(&mut self) {
        for index in 0..self.used_calls.len() {
            if self.used_calls[index] {
                continue;
            }
            let call = &self.templates.calls.calls[index];
            let fault = Diagnostic::error(
                Code::Component,
                format!("the component `{}` cannot be used here", call.name),
            )
            .help("an address, an image description and an attribute can only contain text");
            self.fault(fault, call.span.clone());
        }
    }

    /// Writes the HTML of a component. Its text is a part of the article: it is in excerpts, and
    /// drugs in it are mentioned.
    fn write_component(&mut self, html: &str, call: &CallSyntax, place: CallPlace) {
        self.write_raw_html(&RawPiece::written(html, &call.span));
        if !self.raw.hides_text() {
            visit_html(html, |token| {
                if let HtmlToken::Text(text) = token {
                    self.plain.push_str(text);
                }
            });
        }
        if place == CallPlace::Block {
            self.flush(false);
        }
    }

    fn report_component(&mut self, call: &CallSyntax, fault: ComponentFault) {
        let span = match fault.argument {
            Some((index, is_name)) => call
                .places
                .get(index)
                .map(|(name, value)| if is_name { name.clone() } else { value.clone() }),
            None => None,
        };
        let code = if fault.is_endless { Code::EndlessTemplate } else { Code::Component };
        let mut diagnostic = Diagnostic::error(code, fault.message);
        diagnostic.help = fault.help;
        if let Some((source, place)) = &fault.place {
            diagnostic = diagnostic.note(source, place.clone(), "in the component, here");
        }
        self.fault(diagnostic, span.unwrap_or_else(|| call.span.clone()));
    }
}
