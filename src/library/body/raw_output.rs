//! Writes raw HTML: its addresses become holes, tags that would change the page around the text are
//! closed or left out, and everything else stays as the editor wrote it.

use std::ops::Range;

use pulldown_cmark::{Tag, TagEnd};
use pulldown_cmark_escape::escape_html;

use super::component_output::CallPlace;
use super::events::is_block;
use super::literal_signs::restore_text;
use super::raw_html::{RawEdit, endless_block};
use super::raw_text::RawTextWriter;
use super::tag_problem::{MarkdownPart, TagProblem, TagProblemKind};
use super::{BodyWriter, target};
use crate::library::facts::{LinkRole, LinkTarget};
use crate::library::raw_links::{RawAddressKind, raw_addresses};
use crate::library::raw_piece::RawPiece;

impl BodyWriter<'_> {
    pub(super) fn raw_html(&mut self, html: &str, span: &Range<usize>, text: &str) {
        // In an image's description, tags are not part of the description.
        if self.image.is_some() {
            return;
        }
        // A tag may span several lines of a block.
        match &mut self.raw_block {
            Some(block) => block.push(html, span, text),
            None => match self.templates.calls.at(span.start) {
                Some(call) => self.write_call(call, CallPlace::Line),
                None => self.write_raw_html(&RawPiece::new(html, span, text)),
            },
        }
    }

    /// Writes a block of raw HTML.
    pub(super) fn write_raw_block(&mut self, piece: &RawPiece) {
        if !self.templates.calls.is_empty() && self.write_block_with_calls(piece) {
            return;
        }
        if let Some((block, part, name)) = endless_block(piece.html()) {
            let kind = TagProblemKind::EndlessBlock(block);
            self.raw.elements.report(kind, &name, piece.place(part));
        }
        self.check_raw_text(piece, RawTextWriter::Editor);
        self.write_raw_html(piece);
    }

    /// Writes a complete block or a single tag of raw HTML. Its addresses are changed as those of
    /// Markdown links are.
    pub(super) fn write_raw_html(&mut self, piece: &RawPiece) {
        let html = piece.html();
        let addresses = if self.raw.hides_text() { Vec::new() } else { raw_addresses(html) };
        let mut html = EditedHtml { html, copied: 0, edits: self.follow_raw_html(piece), next: 0 };
        for attribute in addresses {
            let place = attribute.with_space(html.html);
            if !html.copy_to(place.start, &mut self.out.html) {
                // It is in a tag that is left out.
                continue;
            }
            let span = piece.place(attribute.span.clone());
            let folder = self.source.path.folder();
            let targets: Vec<(Option<LinkTarget>, &str, &str)> = attribute
                .addresses
                .iter()
                .map(|(address, more)| {
                    let target = target::target(&restore_text(address), folder, false)
                        .filter(|_| !target::has_template(address));
                    (target, address.as_str(), more.as_str())
                })
                .collect();
            for (_, address, _) in targets.iter().filter(|(target, _, _)| target.is_none()) {
                self.check_scheme(address, &span);
            }
            if targets.iter().all(|(target, _, _)| target.is_none()) {
                continue;
            }
            html.copied = place.end;
            if attribute.kind == RawAddressKind::Candidates {
                self.write_candidates(targets, &span);
                continue;
            }
            for target in targets.into_iter().filter_map(|(target, _, _)| target) {
                let link = self.hole(target, attribute.role(), &span);
                if attribute.kind == RawAddressKind::Page {
                    self.pending.push((link, self.plain.len()..self.plain.len()));
                }
            }
        }
        let end = html.html.len();
        html.copy_to(end, &mut self.out.html);
    }

    fn write_candidates(
        &mut self,
        targets: Vec<(Option<LinkTarget>, &str, &str)>,
        span: &Range<usize>,
    ) {
        self.push(" srcset=\"");
        for (number, (target, address, descriptor)) in targets.into_iter().enumerate() {
            self.push(if number > 0 { ", " } else { "" });
            match target {
                Some(target) => {
                    self.hole(target, LinkRole::RawCandidate, span);
                }
                None => {
                    let _ = escape_html(&mut self.out.html, address);
                }
            }
            if !descriptor.is_empty() {
                self.push(" ");
                let _ = escape_html(&mut self.out.html, descriptor);
            }
        }
        self.push("\"");
    }

    /// Reads a complete block or a single tag of raw HTML.
    fn follow_raw_html(&mut self, piece: &RawPiece) -> Vec<RawEdit> {
        let known = self.anchors.len();
        let reading = self.raw.read_piece(piece, &mut self.anchors);
        self.has_raw_html |= reading.has_markup;
        for span in reading.hidden {
            self.syntax.add_hidden(span);
        }
        self.taken.extend(self.anchors[known..].iter().cloned());
        reading.edits
    }

    /// A part of Markdown begins.
    pub(super) fn enter_part(&mut self, tag: &Tag<'_>) {
        let Some(part) = MarkdownPart::of(tag) else { return };
        if is_block(tag) {
            self.start_raw_block();
        } else {
            self.start_raw_inline();
        }
        self.raw.elements.enter(part);
    }

    /// A block of Markdown begins, before which browsers end a paragraph of raw HTML.
    pub(super) fn start_raw_block(&mut self) {
        let closing = self.raw.elements.start_block();
        self.push(&closing);
    }

    /// An element of Markdown begins within a line, before which browsers end a drawing.
    pub(super) fn start_raw_inline(&mut self) {
        let closing = self.raw.elements.end_foreign();
        self.push(&closing);
    }

    /// A part of Markdown ends: what is still open in it is closed.
    pub(super) fn leave_part(&mut self, tag: TagEnd) {
        if tag != TagEnd::HtmlBlock {
            let closing = self.raw.elements.leave();
            self.push(&closing);
        }
    }

    /// Closes the elements whose end tags came in the part of Markdown that has ended.
    pub(super) fn close_late_elements(&mut self, tag: TagEnd) {
        if tag != TagEnd::HtmlBlock {
            let closing = self.raw.elements.close_late();
            self.push(&closing);
        }
    }

    /// Closes what is open at the end of the text, and reports what was wrong. Returns the problems
    /// with tags that must be text.
    pub(super) fn close_raw_html(&mut self) -> Vec<TagProblem> {
        let closing = self.raw.elements.leave();
        self.push(&closing);
        let problems = std::mem::take(&mut self.raw.elements).into_problems();
        let (literal, others): (Vec<_>, Vec<_>) =
            problems.into_iter().partition(TagProblem::is_text);
        let diagnostics = others.iter().map(|problem| problem.diagnostic(self.source, self.start));
        self.diagnostics.extend(diagnostics);
        literal
    }
}

/// A piece of raw HTML that is copied with changes.
struct EditedHtml<'h> {
    html: &'h str,
    /// How much of it was copied.
    copied: usize,
    edits: Vec<RawEdit>,
    /// The index of the next edit.
    next: usize,
}

impl EditedHtml<'_> {
    /// Copies up to a byte. Returns whether that byte is to be copied, too.
    fn copy_to(&mut self, end: usize, out: &mut String) -> bool {
        while let Some(edit) = self.edits.get(self.next).filter(|edit| edit.part.start < end) {
            self.next += 1;
            // In an address, a sign is part of what was written in its place.
            if edit.part.start >= self.copied {
                out.push_str(&self.html[self.copied..edit.part.start]);
                out.push_str(&edit.text);
                self.copied = edit.part.end;
            }
        }
        if self.copied > end {
            return false;
        }
        out.push_str(&self.html[self.copied..end]);
        self.copied = end;
        true
    }
}
