//! Converts a part of a parsed page to Markdown as a person would write it.
//!
//! One walk over the tree, without recursion: quotes and lists are containers on a stack, each with
//! its finished blocks; text between blocks is one `InlineRun`. The only HTML in the output is
//! `sub`, `sup`, `br` in cells and marks that Markdown cannot express, all generated here: no
//! attribute of the page is ever copied. This module knows the markup of a page, not what an
//! article is: what to leave out was decided before.

mod anchor;
mod callout;
mod cells;
mod code;
mod containers;
mod converter;
mod data_table;
pub(super) mod escape;
mod flat_list;
mod formula;
mod formula_check;
pub(super) mod formula_fallback;
mod heading_link;
pub(super) mod image;
mod image_source;
mod inline;
pub(super) mod link;
mod math;
mod mathml;
mod picture;
mod plain_list;

mod tab_table;
mod table;
mod tex_symbols;
pub(super) mod text_style;

pub(super) use crate::markdown::converter::{LostLink, PageContext};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::LocalImage;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::panel_control::is_heading_of_next_block;
use crate::html::parse::parse;
use crate::html::tag::Tag;
use crate::markdown::converter::{
    AnchorKind, Container, ContainerKind, ElementExit, MarkdownConverter,
};
use crate::markdown::inline::{InlineContext, InlineMark, InlineRun};
use crate::site_markdown::with_literal_end;

/// The level of headings that are no headings in HTML: below all that are.
const BELOW_HEADINGS: u8 = 7;

/// The result of the conversion.
#[derive(Default, Debug)]
pub(super) struct MarkdownOutput {
    /// Markdown, ending with a line feed unless empty.
    pub(super) body: String,
    /// Images that are next to the page or inside it.
    pub(super) images: Vec<LocalImage>,
    /// Formulas that the site cannot render, and that became code.
    pub(super) unreadable_formulas: Vec<String>,
    /// Links that became text.
    pub(super) lost_links: Vec<LostLink>,
    /// The images that are shown.
    pub(super) pictures: FxHashSet<NodeId>,
    /// The notes whose marks are not in the text.
    pub(super) unused_notes: Vec<NodeId>,
}

/// Converts the elements in `roots`.
pub(super) fn convert_to_markdown(
    document: &HtmlDocument,
    roots: &[NodeId],
    surroundings: &PageContext,
) -> MarkdownOutput {
    let mut writer = MarkdownConverter {
        document,
        surroundings,
        containers: vec![Container::new(ContainerKind::Root)],
        run: InlineRun::default(),
        heading: None,
        headings: Vec::new(),
        images: Vec::new(),
        pictures: FxHashSet::default(),
        captions_of_images: picture::captions_of_images(document, roots, surroundings.base),
        used: Vec::new(),
        unreadable: Vec::new(),
        lost_links: Vec::new(),
        heading_links: Vec::new(),
        is_in_cell: false,
        skipped: Vec::new(),
        own_page: own_page(document, surroundings),
        tabs: tab_names(document),
        note: None,
    };
    for root in roots {
        writer.walk(*root);
        writer.flush();
    }
    writer.close_all();
    let mut body = writer.blocks().join("\n\n");
    // A note may cite another note, so this list can grow during the loop.
    let mut position = 0;
    while let Some(number) = writer.used.get(position).copied() {
        position += 1;
        if position > 2000 {
            break;
        }
        let Some(note) = surroundings.notes.get(number - 1) else { continue };
        writer.containers = vec![Container::new(ContainerKind::Root)];
        for node in &note.nodes {
            writer.note = Some(*node);
            writer.walk(*node);
        }
        writer.flush();
        writer.close_all();
        let text = writer.blocks().join("\n\n");
        let text = note.label.as_ref().map_or(text.as_str(), |label| without_label(&text, label));
        let text = text.replace('\n', "\n    ").replace("\n    \n", "\n\n");
        if !text.is_empty() {
            body.push_str(if position == 1 { "\n\n" } else { "\n" });
            body.push_str(&format!("[^{position}]: {text}"));
        }
    }
    let mut lost_links = writer.lost_links;
    let body = heading_link::without_dead_links(body, writer.heading_links, &mut lost_links);
    let mut body = nfc(body);
    if !body.is_empty() {
        body.push('\n');
    }
    let unused_notes = (1..=surroundings.notes.len())
        .filter(|number| !writer.used.contains(number))
        .map(|number| surroundings.notes[number - 1].nodes[0])
        .collect();
    MarkdownOutput {
        body,
        images: writer.images,
        unreadable_formulas: writer.unreadable,
        lost_links,
        pictures: writer.pictures,
        unused_notes,
    }
}

/// The address of the page itself, if it does not say it: at least two links with it lead to entries
/// of its list of references.
fn own_page(document: &HtmlDocument, surroundings: &PageContext) -> Option<String> {
    if surroundings.base.is_some() || surroundings.cited.is_empty() {
        return None;
    }
    let mut pages = document
        .ids()
        .filter(|node| document.is(*node, Tag::A))
        .filter_map(|link| document.attribute(link, "href")?.split_once('#'))
        .filter(|(page, place)| page.starts_with("http") && surroundings.cited.contains_key(*place))
        .map(|(page, _)| page);
    let first = pages.next()?;
    let second = pages.next()?;
    (first == second && pages.all(|page| page == first)).then(|| first.to_owned())
}

/// The names of tabs, by the id of the panel that each opens. The tabs themselves are buttons,
/// which are no longer in the tree.
fn tab_names(document: &HtmlDocument) -> FxHashMap<String, String> {
    let mut names = FxHashMap::default();
    for tab in document.ids().filter(|id| document.attribute(*id, "role") == Some("tab")) {
        let panel = document
            .attribute(tab, "aria-controls")
            .or_else(|| document.attribute(tab, "href")?.strip_prefix('#'));
        let name = document.text_within(tab, 100);
        let is_panel = |id: &str| {
            document.ids().any(|node| {
                document.attribute(node, "id") == Some(id)
                    && document.attribute(node, "role") == Some("tabpanel")
            })
        };
        if let Some(panel) = panel.filter(|panel| is_panel(panel))
            && !name.is_empty()
            && names.len() < 50
        {
            names.insert(panel.to_owned(), name);
        }
    }
    names
}

/// Whether an element is a notice or warning box.
pub(super) fn is_callout(document: &HtmlDocument, node: NodeId) -> bool {
    callout::callout(document, node).is_some()
}

/// The kind of notice box that a word names: `CAUTION` for `danger`.
pub(super) fn callout_kind_of_word(word: &str) -> Option<&'static str> {
    callout::kind_of_word(word)
}

/// Whether a table contains data, and is not used for layout.
pub(super) fn is_data_table(document: &HtmlDocument, table: NodeId) -> bool {
    data_table::DataTable::recognise(document, table).is_some()
}

/// The formula in a piece of MathML as it is written in Markdown; None if it is not understood.
pub(super) fn formula_of_mathml(html: &str) -> Option<String> {
    let document = parse(html);
    let math = document.descendants(NodeId::ROOT).find(|node| document.is(*node, Tag::Math))?;
    let formula = formula::formula_in_math(&document, math)?;
    let tex = formula_check::renderable_tex(&formula)?;
    Some(if formula.is_display { format!("$${tex}$$") } else { format!("${}$", tex.trim()) })
}

/// The text of a note without the label that it begins with: `1. `, `[1] `, `* `.
fn without_label<'a>(text: &'a str, label: &str) -> &'a str {
    let rest = text.trim_start_matches(['[', '(', '^', '\\']);
    let is_open = rest.len() < text.len();
    let Some(rest) = rest.strip_prefix(label) else { return text };
    let end = rest.trim_start_matches([']', ')', '.', ':', '\\']);
    let is_delimited = end.len() < rest.len() || !label.bytes().all(|byte| byte.is_ascii_digit());
    if (is_open || is_delimited) && end.starts_with([' ', '\n']) { end.trim_start() } else { text }
}

/// The text with composed characters, as keyboards produce them, and without invisible characters.
fn nfc(text: String) -> String {
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
    if text.is_ascii() {
        return text;
    }
    let text =
        if text.contains(inline::is_dropped) { text.replace(inline::is_dropped, "") } else { text };
    if is_nfc_quick(text.chars()) == IsNormalized::Yes { text } else { text.nfc().collect() }
}

impl MarkdownConverter<'_> {
    fn walk(&mut self, root: NodeId) {
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
            Tag::B | Tag::Strong => self.open(InlineMark::Strong),
            Tag::I | Tag::Em | Tag::Cite | Tag::Var | Tag::Dfn => self.open(InlineMark::Emphasis),
            Tag::S | Tag::Strike | Tag::Del => self.open(InlineMark::Strike),
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
            Tag::Sub => self.open(InlineMark::Sub),
            Tag::Sup => self.open(InlineMark::Sup),
            Tag::Q => {
                self.run.text("\u{201c}");
                ElementExit::Text("\u{201d}")
            }
            Tag::Blockquote => self.open_container(ContainerKind::Quote),
            Tag::Ul | Tag::Menu => self.open_container(ContainerKind::List(None)),
            Tag::Ol => {
                let start = self
                    .document
                    .attribute(node, "start")
                    .and_then(|start| start.trim().parse().ok())
                    .unwrap_or(1);
                self.open_container(ContainerKind::List(Some(start)))
            }
            Tag::Li => {
                let is_in_list = self
                    .containers
                    .last()
                    .is_some_and(|container| matches!(container.kind, ContainerKind::List(_)));
                if is_in_list { self.open_container(ContainerKind::Item) } else { self.block() }
            }
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
            _ if tag.is_block() => self.block(),
            Tag::Option => return false,
            _ => self.open_style(node),
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
        // The name of a tab is the heading of its panel, which may be far from it.
        if let Some(name) = self.document.attribute(node, "id").and_then(|id| self.tabs.remove(id))
        {
            self.flush();
            let mut text = String::new();
            escape::push_text(&mut text, &name);
            self.push_block(format!("**{text}**"), false);
        }
        if let Some(callout) = callout::callout(self.document, node) {
            let exit = self.open_container(ContainerKind::Callout(callout.kind));
            self.skipped.extend(callout.title);
            if let Some(title) = callout.title_text {
                let mut text = String::new();
                escape::push_text(&mut text, &title);
                self.push_block(format!("**{text}**"), false);
            }
            pending.push((node, exit));
            return Some(true);
        }
        None
    }

    fn leave(&mut self, leave: ElementExit) {
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

    fn block(&mut self) -> ElementExit {
        self.flush();
        ElementExit::Block
    }

    /// Ends the current paragraph or heading.
    fn flush(&mut self) {
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
