//! Converts a part of a parsed page to Markdown as a person would write it.
//!
//! One walk over the tree, without recursion: quotes and lists are containers on a stack, each with
//! its finished blocks; text between blocks is one `InlineRun`. The only HTML in the output is
//! `sub`, `sup`, `br` in cells and marks that Markdown cannot express, all generated here: no
//! attribute of the page is ever copied. This module knows the markup of a page, not what an
//! article is: what to leave out was decided before.

mod anchor;
mod block_names;
mod callout;
mod cells;
mod code;
mod containers;
mod converter;
mod data_table;
pub(super) mod escape;
mod flat_list;
pub(super) mod formula;
mod formula_check;
pub(super) mod formula_fallback;
mod heading_link;
pub(super) mod image;
pub(crate) mod image_source;
mod inline;
pub(super) mod link;
mod link_card;
mod list_labels;
mod list_numbers;
mod math;
mod mathml;
mod picture;
pub(super) mod plain_formula;
mod plain_list;
mod tab_table;
mod table;
mod tex_symbols;
pub(super) mod text_style;
mod walk;

pub(super) use crate::markdown::converter::{LostLink, PageContext};

use rustc_hash::FxHashSet;

use crate::article::LocalImage;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::parse::parse;
use crate::html::tag::Tag;
use crate::markdown::converter::{Container, ContainerKind, MarkdownConverter};
use crate::markdown::inline::InlineRun;

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
    let places = heading_link::places(document);
    let block_names::TabNames { mut names, tabs } = block_names::tab_names(document, &places);
    names.extend(surroundings.names.iter().map(|(node, name)| (*node, name.clone())));
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
        skipped: tabs,
        own_page: own_page(document, surroundings),
        places,
        names,
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
        let text = without_sign_of_label(text);
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

/// Whether an element is a notice or warning box.
pub(super) fn is_callout(document: &HtmlDocument, node: NodeId) -> bool {
    callout::callout(document, node).is_some()
}

/// The notice boxes whose kind only a sign states, such as `⚠️`.
pub(super) fn kinds_of_signs(document: &HtmlDocument) -> Vec<(NodeId, &'static str)> {
    callout::kinds_of_signs(document)
}

/// The kind of notice box that a word names: `caution` for `emergency`.
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

/// The text of a note without the sign that ended its printed number, which is not in it: `. Doe`,
/// `) Doe`.
fn without_sign_of_label(text: &str) -> &str {
    let rest = text.strip_prefix('\\').unwrap_or(text);
    rest.strip_prefix(['.', ')', ']', ':'])
        .filter(|rest| rest.starts_with(' '))
        .map_or(text, str::trim_start)
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
