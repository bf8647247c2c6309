//! Data tables, cell by cell.
//!
//! A Markdown cell is one line, so blocks in a cell are separated by line breaks. A table that
//! contains another table is used for layout and is not a data table, so nested tables are not
//! visited.

use crate::html::dom::NodeId;
use crate::html::tag::Tag;
use crate::markdown::converter::{AnchorKind, ElementExit, MarkdownConverter};
use crate::markdown::data_table::DataTable;
use crate::markdown::inline::{InlineContext, InlineMark};
use crate::markdown::table::{self, MarkdownCell};
use crate::markdown::{image, text_style};

impl MarkdownConverter<'_> {
    /// Writes a data table; a table used for layout is not written as one.
    pub(super) fn table(&mut self, table: NodeId) -> bool {
        let Some(shape) = DataTable::recognise(self.document, table) else { return false };
        if let Some(caption) = shape.caption {
            let outer = std::mem::take(&mut self.run);
            self.inline(caption);
            let text = std::mem::replace(&mut self.run, outer)
                .into_markdown(InlineContext::Cell)
                .join(" ");
            if !text.is_empty() {
                let is_marked = text.contains('*');
                self.push_block(if is_marked { text } else { format!("*{text}*") }, false);
            }
        }
        self.is_in_cell = true;
        let mut rows: Vec<Vec<MarkdownCell>> = Vec::with_capacity(shape.rows.len());
        for row in &shape.rows {
            let mut cells = Vec::with_capacity(row.len());
            for cell in row {
                let outer = std::mem::take(&mut self.run);
                self.inline(*cell);
                let text = std::mem::replace(&mut self.run, outer)
                    .into_markdown(InlineContext::Cell)
                    .join(" ");
                let span = |name| {
                    self.document
                        .attribute(*cell, name)
                        .and_then(|span| span.trim().parse().ok())
                        .unwrap_or(1)
                };
                cells.push(MarkdownCell { text, columns: span("colspan"), rows: span("rowspan") });
            }
            rows.push(cells);
        }
        self.is_in_cell = false;
        let heads = match shape.heads {
            0 => usize::from(table::is_head_row(&rows)),
            heads => heads,
        };
        if let Some(text) = table::write_table(&rows, heads) {
            self.push_block(text, false);
        }
        true
    }

    /// Adds the content of a cell to the run, with line breaks between its blocks.
    pub(super) fn inline(&mut self, cell: NodeId) {
        let mut pending: Vec<(NodeId, ElementExit)> = Vec::new();
        let mut node = self.document.first_child(cell);
        while let Some(current) = node {
            let tag = self.document.tag(current);
            let mut is_walked = true;
            match tag {
                _ if self.skipped.contains(&current) => is_walked = false,
                None => self.text_with_formulas(self.document.text(current).unwrap_or_default()),
                Some(_) if self.surroundings.marks.contains_key(&current) => {
                    self.cite_note(self.surroundings.marks[&current]);
                    is_walked = false;
                }
                Some(Tag::Span | Tag::Font) if !self.is_formula(current) => {
                    let marks = text_style::marks_of_style(
                        self.document,
                        current,
                        &self.surroundings.styles,
                    );
                    for mark in marks {
                        self.run.open(mark.clone());
                        pending.push((current, ElementExit::Mark(mark)));
                    }
                }
                Some(_) if self.formula_element(current) => is_walked = false,
                Some(Tag::Br) => self.run.line_break(),
                Some(Tag::Li) => {
                    self.run.line_break();
                    self.run.text("\u{2022} ");
                }
                Some(tag) if tag.is_block() => self.run.line_break(),
                Some(Tag::Q) => {
                    self.run.text("\u{201c}");
                    pending.push((current, ElementExit::Text("\u{201d}")));
                }
                Some(Tag::Rp) => is_walked = false,
                Some(Tag::Rt) => {
                    self.run.text("(");
                    pending.push((current, ElementExit::Text(")")));
                }
                Some(Tag::A) => match self.anchor(current) {
                    AnchorKind::Cited => is_walked = false,
                    AnchorKind::Text => {}
                    AnchorKind::Link(target) => {
                        self.run.open(InlineMark::Link(target.clone()));
                        pending.push((current, ElementExit::Mark(InlineMark::Link(target))));
                    }
                },
                Some(Tag::Img) => {
                    if let Some(image::ImageMeaning::Picture { alt, target, local }) =
                        image::image_meaning(
                            self.document,
                            current,
                            self.surroundings.base,
                            self.images.len(),
                        )
                    {
                        if let Some(local) = local
                            && self.images.iter().all(|known| known.target != local.target)
                        {
                            self.images.push(local);
                        }
                        self.run.finished(format!(
                            "![{}]({target})",
                            alt.replace(['[', ']', '\\'], "")
                        ));
                    }
                }
                Some(Tag::Code) => {
                    self.code(current);
                    is_walked = false;
                }
                Some(
                    Tag::Script
                    | Tag::Style
                    | Tag::Svg
                    | Tag::Template
                    | Tag::Iframe
                    | Tag::Select
                    | Tag::Textarea,
                ) => {
                    is_walked = false;
                }
                Some(tag) => {
                    if let Some(mark) = text_style::mark_of_tag(tag) {
                        self.run.open(mark.clone());
                        pending.push((current, ElementExit::Mark(mark)));
                    }
                }
            }
            let mut next = if is_walked { self.document.first_child(current) } else { None };
            let mut at = current;
            while next.is_none() {
                while let Some((_, exit)) = pending.pop_if(|(node, _)| *node == at) {
                    self.leave(exit);
                }
                if self.document.tag(at).is_some_and(Tag::is_block) {
                    self.run.gap();
                }
                next = self.document.next(at);
                if next.is_none() {
                    match self.document.parent(at) {
                        Some(parent) if parent != cell => at = parent,
                        _ => break,
                    }
                }
            }
            node = next;
        }
    }
}
