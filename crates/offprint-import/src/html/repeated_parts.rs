//! [`RepeatedParts`]: tables and figures that a page has more than once, of which one is hidden until
//! a click opens it.
//!
//! Takes time in proportion to the page. Must not decide what is removed.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::markdown::is_data_table;

/// The visible words of a figure are no more elements away from its hidden copy.
const NEAR: usize = 8;

/// How often the page has each table and each image. They are counted when they are first asked for:
/// most pages hide neither.
#[derive(Default)]
pub(super) struct RepeatedParts {
    /// By the text of a table with data.
    tables: OnceCell<FxHashMap<String, usize>>,
    /// By the alternative text of an image.
    images: OnceCell<FxHashMap<String, usize>>,
}

impl RepeatedParts {
    /// Whether an element contains a table with data that the page has in no other place.
    pub(super) fn contains_only_table(&self, document: &HtmlDocument, node: NodeId) -> bool {
        let mut own = data_tables(document, node).peekable();
        own.peek().is_some() && {
            let all = self.tables.get_or_init(|| counted(data_tables(document, NodeId::ROOT)));
            own.any(|table| all.get(&table) == Some(&1))
        }
    }

    /// Whether an element repeats a figure that the page has in another place: its images, and its
    /// words nearby.
    pub(super) fn repeats_figure(&self, document: &HtmlDocument, node: NodeId) -> bool {
        let images: Vec<Option<String>> =
            images(document, node).map(|image| alt(document, image)).collect();
        if images.is_empty() {
            return false;
        }
        let all = self.images.get_or_init(|| {
            let images = self::images(document, NodeId::ROOT);
            counted(images.filter_map(|image| alt(document, image)))
        });
        let is_repeated = |image: &Option<String>| {
            let own = images.iter().filter(|other| *other == image).count();
            image.as_ref().and_then(|alt| all.get(alt)).is_some_and(|count| *count > own)
        };
        if !images.iter().all(is_repeated) {
            return false;
        }
        let words = document.text_within(node, 2_000);
        let before = std::iter::successors(document.previous(node), |at| document.previous(*at));
        let after = std::iter::successors(document.next(node), |at| document.next(*at));
        words.is_empty()
            || before
                .take(NEAR)
                .chain(after.take(NEAR))
                .any(|beside| document.text_within(beside, 4_000).contains(words.as_str()))
    }
}

fn counted(parts: impl Iterator<Item = String>) -> FxHashMap<String, usize> {
    let mut counts = FxHashMap::default();
    for part in parts {
        *counts.entry(part).or_insert(0) += 1;
    }
    counts
}

/// The texts of the tables with data in an element.
fn data_tables(document: &HtmlDocument, node: NodeId) -> impl Iterator<Item = String> {
    std::iter::once(node)
        .chain(document.descendants(node))
        .filter(|inner| document.is(*inner, Tag::Table) && is_data_table(document, *inner))
        .map(|table| document.text_within(table, 20_000))
}

fn images(document: &HtmlDocument, node: NodeId) -> impl Iterator<Item = NodeId> {
    document.descendants(node).filter(|inner| document.is(*inner, Tag::Img))
}

/// The alternative text of an image, if it has one.
fn alt(document: &HtmlDocument, image: NodeId) -> Option<String> {
    let alt = document.attribute(image, "alt")?.trim();
    (!alt.is_empty()).then(|| alt.to_owned())
}
