//! The walk over the tree of a page: what each element is written as.
//!
//! Must not know how blocks and runs of text become Markdown.

use crate::html::dom::NodeId;
use crate::html::link_in_sentence::is_link_in_sentence;
use crate::html::panel_control::is_heading_of_next_block;
use crate::html::tag::Tag;
use crate::markdown::converter::{AnchorKind, ContainerKind, ElementExit, MarkdownConverter};
use crate::markdown::inline::{InlineContext, InlineMark};
use crate::markdown::{callout, escape, image, text_style};
use crate::site_markdown::with_literal_end;

/// The level of headings that are no headings in HTML: below all that are.
const BELOW_HEADINGS: u8 = 7;

impl MarkdownConverter<'_> {
    pub(super) fn walk(&mut self, root: NodeId) {
        let mut pending: Vec<(NodeId, ElementExit)> = Vec::new();
        let mut node = root;
        loop {
            let descend = self.enter(node, &mut pending);
            if descend && let Some(child) = self.document.first_child(node) {
                node = child;
                continue;
            }
            loop {
                if let Some((_, leave)) = pending.pop_if(|(pending, _)| *pending == node) {
                    self.leave(leave);
                }
                if node == root {
                    return;
                }
                if let Some(next) = self.document.next(node) {
                    node = next;
                    break;
                }
                let Some(parent) = self.document.parent(node) else { return };
                node = parent;
            }
        }
    }

    /// Starts a node; returns whether its children are to be visited.
    fn enter(&mut self, node: NodeId, pending: &mut Vec<(NodeId, ElementExit)>) -> bool {
        let Some(tag) = self.document.tag(node) else {
            if let Some(text) = self.document.text(node) {
                self.text_with_formulas(text);
            }
            return true;
        };
        if let Some(is_walked) = self.enter_special(node, pending) {
            return is_walked;
        }
        let leave = match tag {
            Tag::Script
            | Tag::Style
            | Tag::Template
            | Tag::Iframe
            | Tag::Noembed
            | Tag::Noframes
            | Tag::Svg
            | Tag::Canvas
            | Tag::Audio
            | Tag::Video
            | Tag::Object
            | Tag::Embed
            | Tag::Select
            | Tag::Textarea
            | Tag::Input
            | Tag::Title
            | Tag::Map
            | Tag::Annotation
            | Tag::AnnotationXml => return false,
            Tag::Img | Tag::AmpImg => {
                self.image(node);
                return false;
            }
            Tag::Br => {
                self.run.line_break();
                return false;
            }
            Tag::Wbr => return false,
            Tag::Hr => {
                self.flush();
                if self.containers.last().is_some_and(|container| !container.blocks.is_empty()) {
                    self.push_block("---".to_owned(), false);
                }
                return false;
            }
            Tag::Pre | Tag::Xmp | Tag::Plaintext => {
                self.flush();
                self.code_block(node);
                return false;
            }
            Tag::Code | Tag::Tt | Tag::Kbd | Tag::Samp => {
                if self.document.descendants(node).any(|inner| {
                    self.document.is(inner, Tag::Img) || self.document.is(inner, Tag::Pre)
                }) {
                    ElementExit::Nothing
                } else {
                    self.code(node);
                    return false;
                }
            }
            Tag::Table => {
                self.flush();
                if self.code_table(node) || self.table(node) {
                    return false;
                }
                ElementExit::Block
            }
            Tag::A => match self.anchor(node) {
                AnchorKind::Cited => return false,
                AnchorKind::Text => ElementExit::Nothing,
                AnchorKind::Link(target) => {
                    let mark = InlineMark::Link(target);
                    self.run.open(mark.clone());
                    ElementExit::Mark(mark)
                }
            },
            Tag::B | Tag::Strong
                if self
                    .document
                    .attribute(node, "style")
                    .is_some_and(text_style::is_plain_weight) =>
            {
                ElementExit::Nothing
            }
            // What a text cites is no emphasis: `<cite>[<a>3</a>, <a>4</a>]</cite>`.
            Tag::I | Tag::Em | Tag::Cite if self.is_only_marks(node) => ElementExit::Nothing,
            // A complete reference has its title in italics; only a title by itself is one.
            Tag::Cite if self.is_complete_reference(node) => ElementExit::Nothing,
            // What opens a part of the article is its heading; other buttons are removed before.
            Tag::Button => {
                if self.heading.is_some() {
                    ElementExit::Nothing
                } else {
                    self.flush();
                    self.run.open(InlineMark::Strong);
                    ElementExit::StrongBlock
                }
            }
            // What a reader clicks to see the rest, unless it contains a heading.
            Tag::Summary
                if self.heading.is_none()
                    && !self.document.descendants(node).any(|inner| {
                        self.document.tag(inner).is_some_and(|tag| tag.heading_level().is_some())
                    }) =>
            {
                self.flush();
                self.run.open(InlineMark::Strong);
                ElementExit::StrongBlock
            }
            // The reading of a character follows it in brackets: 漢字(かんじ).
            Tag::Rp => return false,
            Tag::Rt => {
                self.run.text("(");
                ElementExit::Text(")")
            }
            Tag::Q => {
                self.run.text("\u{201c}");
                ElementExit::Text("\u{201d}")
            }
            Tag::Blockquote => self.open_container(ContainerKind::Quote),
            Tag::Ul | Tag::Menu => self.open_container(ContainerKind::List(None)),
            Tag::Ol => self.ordered_list(node),
            Tag::Li => self.list_item(node),
            Tag::Dt => self.open_container(ContainerKind::Term),
            Tag::Dd => self.open_container(ContainerKind::Definition),
            Tag::Figure => {
                self.flush();
                ElementExit::Block
            }
            Tag::Figcaption => {
                self.flush();
                if self.is_written_elsewhere(node) {
                    return false;
                }
                ElementExit::Block
            }
            _ if tag.heading_level().is_some() => {
                self.flush();
                self.heading = tag.heading_level();
                ElementExit::Heading
            }
            Tag::Td | Tag::Th => self.block(),
            _ if image::is_caption(self.document, node) && self.is_written_elsewhere(node) => {
                return false;
            }
            Tag::Div if is_link_in_sentence(self.document, node) => ElementExit::Nothing,
            _ if tag.is_block() => self.block(),
            Tag::Option => return false,
            _ => match text_style::mark_of_tag(tag) {
                Some(mark) => self.open(mark),
                None => self.open_style(node),
            },
        };
        if leave != ElementExit::Nothing {
            pending.push((node, leave));
        }
        true
    }

    /// Starts a node that is more than its tag says: a mark of a note, a formula, code or a box.
    /// Returns whether its children are to be visited; None if it is none of these.
    fn enter_special(
        &mut self,
        node: NodeId,
        pending: &mut Vec<(NodeId, ElementExit)>,
    ) -> Option<bool> {
        if let Some(number) = self.surroundings.marks.get(&node)
            && self.note != Some(node)
        {
            self.cite_note(*number);
            return Some(false);
        }
        if self.skipped.contains(&node)
            || self.formula_element(node)
            || self.flat_list(node)
            || self.link_card(node)
            || self.tab_table(node)
        {
            return Some(false);
        }
        if self.is_code_block(node) {
            self.flush();
            self.code_block(node);
            return Some(false);
        }
        if self.heading.is_none()
            && !self.is_in_cell
            && is_heading_of_next_block(self.document, node)
        {
            self.flush();
            self.heading = Some(BELOW_HEADINGS);
            pending.push((node, ElementExit::Heading));
            return Some(true);
        }
        if let Some(name) = self.names.remove(&node) {
            self.flush();
            let mut text = String::new();
            escape::push_text(&mut text, &name);
            self.push_block(format!("**{text}**"), false);
        }
        if let Some(callout) = callout::callout(self.document, node) {
            let title = callout.title_text.map(|title| {
                let mut text = String::new();
                escape::push_text(&mut text, &title);
                text
            });
            self.skipped.extend(callout.title);
            self.skipped.extend(callout.emoji);
            let exit =
                match self.open_container(ContainerKind::Callout(callout.kind, title.clone())) {
                    ElementExit::Container => ElementExit::Container,
                    exit => {
                        // Too deep for a box.
                        self.push_block(
                            title.map_or_else(String::new, |text| format!("**{text}**")),
                            false,
                        );
                        exit
                    }
                };
            pending.push((node, exit));
            return Some(true);
        }
        None
    }

    /// Writes what ends an element.
    pub(super) fn leave(&mut self, leave: ElementExit) {
        match leave {
            ElementExit::Nothing => {}
            ElementExit::Mark(mark) => self.run.close(&mark),
            ElementExit::Marks(marks) => {
                for mark in marks.iter().rev() {
                    self.run.close(mark);
                }
            }
            ElementExit::Block => self.flush(),
            ElementExit::StrongBlock => {
                self.run.close(&InlineMark::Strong);
                self.flush();
            }
            ElementExit::Text(text) => self.run.text(text),
            ElementExit::Container => self.close_container(),
            ElementExit::Heading => {
                self.flush();
                self.heading = None;
            }
        }
    }

    /// Whether a `<cite>` is a reference with more than a title: pages undo its italics.
    fn is_complete_reference(&self, cite: NodeId) -> bool {
        let has_parts = self.document.descendants(cite).any(|inner| {
            matches!(
                self.document.tag(inner),
                Some(Tag::I | Tag::Em | Tag::Cite | Tag::B | Tag::Strong)
            )
        });
        has_parts
            || self
                .document
                .attribute(cite, "class")
                .is_some_and(|class| class.split_ascii_whitespace().any(|word| word == "citation"))
    }

    /// Whether an element contains nothing but marks of cited works and notes, and what divides them.
    fn is_only_marks(&self, node: NodeId) -> bool {
        let is_sign =
            |c: char| c.is_ascii_digit() || c.is_whitespace() || "[](),;-\u{2013}".contains(c);
        let is_mark = |inner: NodeId| {
            self.surroundings.marks.contains_key(&inner)
                || self
                    .document
                    .attribute(inner, "href")
                    .is_some_and(|href| self.cited_work(href).is_some())
        };
        let is_in_mark = |text: NodeId| {
            self.document.ancestors(text).take_while(|above| *above != node).any(is_mark)
        };
        self.document.descendants(node).any(is_mark)
            && self.document.descendants(node).all(|inner| {
                self.document
                    .text(inner)
                    .is_none_or(|text| text.chars().all(is_sign) || is_in_mark(inner))
            })
    }

    fn open(&mut self, mark: InlineMark) -> ElementExit {
        self.run.open(mark.clone());
        ElementExit::Mark(mark)
    }

    /// Opens the marks that the style of an element stands for.
    fn open_style(&mut self, node: NodeId) -> ElementExit {
        let marks = text_style::marks_of_style(self.document, node, &self.surroundings.styles);
        for mark in &marks {
            self.run.open(mark.clone());
        }
        if marks.is_empty() { ElementExit::Nothing } else { ElementExit::Marks(marks) }
    }

    pub(super) fn block(&mut self) -> ElementExit {
        self.flush();
        ElementExit::Block
    }

    /// Ends the current paragraph or heading.
    pub(super) fn flush(&mut self) {
        let run = self.run.take_finished();
        if run.is_empty() {
            return;
        }
        match self.heading {
            Some(level) => {
                let text = run.into_markdown(InlineContext::Heading).join(" ");
                let is_image = text.starts_with("![") && text.ends_with(')');
                if text.is_empty()
                    || is_image
                    || self.containers.len() > 1
                        && self
                            .containers
                            .iter()
                            .any(|container| matches!(container.kind, ContainerKind::Term))
                {
                    self.push_block(text, false);
                    return;
                }
                while self.headings.last().is_some_and(|above| *above >= level) {
                    self.headings.pop();
                }
                let depth = (self.headings.len() + 2).min(6);
                self.headings.push(level);
                let text = with_literal_end(&text);
                self.push_block(format!("{} {text}", "#".repeat(depth)), false);
            }
            None => {
                for paragraph in run.into_markdown(InlineContext::Paragraph) {
                    self.push_block(paragraph, false);
                }
            }
        }
    }
}
