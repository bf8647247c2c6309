//! Writes raw HTML: its addresses become holes, everything else stays as the editor wrote it.

use std::ops::Range;

use pulldown_cmark_escape::escape_html;

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
            None => self.write_raw_html(&RawPiece::new(html, span, text)),
        }
    }

    /// Writes a complete block or a single tag of raw HTML. Only its addresses are changed, as those
    /// of Markdown links are.
    pub(super) fn write_raw_html(&mut self, piece: &RawPiece) {
        let html = piece.html();
        let mut copied = 0;
        let addresses = if self.raw.hides_text() { Vec::new() } else { raw_addresses(html) };
        for attribute in addresses {
            let span = piece.place(attribute.span.clone());
            let folder = self.source.path.folder();
            let targets: Vec<(Option<LinkTarget>, &str, &str)> = attribute
                .addresses
                .iter()
                .map(|(address, more)| {
                    (target::target(address, folder, false), address.as_str(), more.as_str())
                })
                .collect();
            for (_, address, _) in targets.iter().filter(|(target, _, _)| target.is_none()) {
                self.check_scheme(address, &span);
            }
            if targets.iter().all(|(target, _, _)| target.is_none()) {
                continue;
            }
            let place = attribute.with_space(html);
            self.push(&html[copied..place.start]);
            copied = place.end;
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
        self.push(&html[copied..]);
        self.follow_raw_html(html);
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
    fn follow_raw_html(&mut self, html: &str) {
        let known = self.anchors.len();
        self.has_raw_html |= self.raw.read_piece(html, &mut self.anchors);
        self.taken.extend(self.anchors[known..].iter().cloned());
    }
}
