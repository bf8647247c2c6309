//! Writes what components show. Their HTML is treated as raw HTML that the editor wrote at the place
//! of the call: its addresses are resolved and checked, and its problems are reported there.

use offprint_base::{HtmlToken, visit_html};

use super::BodyWriter;
use super::components::{CallKind, CallSyntax, render_call, split_at_body};
use super::open_parts::OpenComponent;
use super::raw_text::RawTextWriter;
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

impl CallSyntax {
    /// The error that it is in a formula.
    pub(super) fn formula_fault(&self) -> Diagnostic {
        let message = format!("the component `{}` cannot be used in a formula", self.name);
        Diagnostic::error(Code::Component, message).help(
            "write its text in LaTeX, or end the formula before it; for a dollar sign that begins \
             no formula write \\$",
        )
    }
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
                let part = piece.part(from..at);
                self.check_raw_text(&part, RawTextWriter::Editor);
                self.write_raw_html(&part);
            }
            self.write_call(call, CallPlace::Block);
            (from, has_calls) = (end, true);
        }
        if has_calls && !html[from..].trim().is_empty() {
            let part = piece.part(from..html.len());
            self.check_raw_text(&part, RawTextWriter::Editor);
            self.write_raw_html(&part);
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

    /// Whether the address of a link or image contains a call, which is reported as such.
    pub(super) fn has_call_in_address(&self, dest: &str) -> bool {
        // What stands for a call, without the brackets that may enclose the address.
        let mask = |call: &CallSyntax| self.text[call.span.clone()].trim_matches(['<', '>']);
        let calls = &self.templates.calls.calls;
        dest.contains("ccc") && calls.iter().any(|call| dest.contains(mask(call)))
    }

    /// A message in which calls are as they were written, and not as the parser sees them.
    pub(super) fn with_calls(&self, mut message: String) -> String {
        let calls = &self.templates.calls.calls;
        if message.contains("ccc") && !calls.is_empty() {
            let source = self.source.text();
            let written = &source[self.start..];
            for call in calls {
                message =
                    message.replace(&self.text[call.span.clone()], &written[call.span.clone()]);
            }
        }
        message
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
        let piece = RawPiece::written(html, &call.span);
        self.check_raw_text(&piece, RawTextWriter::Component(&call.name));
        self.report_blocked_component(&piece, &call.name);
        self.write_raw_html(&piece);
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

    /// Reports what the security policy blocks in the HTML of a component.
    fn report_blocked_component(&mut self, piece: &RawPiece, name: &str) {
        let Some(policy) = self.policy else { return };
        let mut blocked = Vec::new();
        policy.blocked_in_html(piece, &mut blocked);
        for (mut warning, span) in blocked {
            warning.message = format!("{}, in the component `{name}`", warning.message);
            let place = span.start + self.start..span.end + self.start;
            self.diagnostics.push(warning.at(self.source, place));
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
