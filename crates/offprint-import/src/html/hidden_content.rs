//! [`HiddenContent`]: what a page hides, and which of it belongs to the article, so that an editor is
//! told where it is.
//!
//! Hidden prose and lists belong to the article if they are in it, or if something in it opens them.
//! A table, a captioned figure, a formula or code is content wherever it is, unless the part around
//! it is named for something else. Must not decide what is removed.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::article::{Loss, LossKind, RemovedBlock};
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::page_text::{three_word_runs, word_hashes};
use crate::html::removed_content;
use crate::html::tag::Tag;
use crate::markdown::is_data_table;

/// Of the elements that open another one, so many are remembered.
const MOST_OPENERS: usize = 4;

/// The name of what is opened is in one of so many elements in it.
const MOST_NAMED: usize = 40;

/// A caption has so many bytes.
const SHORTEST_CAPTION: usize = 20;

/// So many bytes of a text are compared with the article.
const LONGEST_TEXT: usize = 20_000;

/// What opens by a click, but is no content.
pub(super) const NEVER_CONTENT: ElementPurposes = ElementPurposes::NAVIGATION
    .with(ElementPurposes::COOKIES)
    .with(ElementPurposes::LOGIN)
    .with(ElementPurposes::PROMO)
    .with(ElementPurposes::SHARE)
    .with(ElementPurposes::NEWSLETTER)
    .with(ElementPurposes::COMMENTS)
    .with(ElementPurposes::AD);

/// What on a page opens or points to which element, as it was before anything was removed.
pub(super) struct Openers {
    by_name: FxHashMap<String, Vec<NodeId>>,
    /// The fields to write in, in the order of the page.
    fields: Vec<NodeId>,
}

impl Openers {
    /// Those of the page.
    pub(super) fn of_page(document: &HtmlDocument) -> Self {
        let mut openers: FxHashMap<String, Vec<NodeId>> = FxHashMap::default();
        for id in document.ids().filter(|id| document.tag(*id).is_some()) {
            for (name, value) in document.attributes(id) {
                let is_reference = name.starts_with("data-")
                    || matches!(name, "aria-controls" | "aria-describedby" | "aria-owns" | "for")
                    || name == "href" && value.starts_with('#');
                if !is_reference || value.len() < 2 || value.len() >= 100 {
                    continue;
                }
                for word in value.split_ascii_whitespace() {
                    let known = openers.entry(word.trim_start_matches('#').to_owned()).or_default();
                    if known.len() < MOST_OPENERS {
                        known.push(id);
                    }
                }
            }
        }
        let fields = document.ids().filter(|id| is_field(document, *id)).collect();
        Self { by_name: openers, fields }
    }

    /// Whether an element contains a field to write in.
    fn have_field_in(&self, document: &HtmlDocument, element: NodeId) -> bool {
        let end = document.after(element, NodeId::ROOT);
        let first = self.fields.partition_point(|field| *field < element);
        self.fields.get(first).is_some_and(|field| end.is_none_or(|end| *field < end))
    }

    /// Whether anything opens the element of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Whether something in the article opens an element, or one in it.
    fn open_from(&self, document: &HtmlDocument, place: &ArticlePlace, element: NodeId) -> bool {
        std::iter::once(element)
            .chain(document.descendants(element).take(MOST_NAMED))
            .filter_map(|inner| document.attribute(inner, "id"))
            .filter_map(|name| self.by_name.get(name))
            .flatten()
            .any(|opener| place.contains(*opener))
    }
}

/// Where the article is on the page, by the order of nodes. Unlike the tree, it does not change when
/// something is removed.
pub(super) struct ArticlePlace {
    parts: Vec<(usize, usize)>,
    own: Option<NodeId>,
}

impl ArticlePlace {
    /// The place of an article with these parts; `main` is the longest.
    pub(super) fn of_roots(document: &HtmlDocument, roots: &[NodeId], main: NodeId) -> Self {
        let end =
            |root: NodeId| document.after(root, NodeId::ROOT).map_or(usize::MAX, NodeId::index);
        let own = std::iter::once(main)
            .chain(document.ancestors(main))
            .find(|above| matches!(document.tag(*above), Some(Tag::Article | Tag::Main)));
        Self { parts: roots.iter().map(|root| (root.index(), end(*root))).collect(), own }
    }

    fn contains(&self, node: NodeId) -> bool {
        self.parts.iter().any(|(start, end)| (*start..*end).contains(&node.index()))
    }

    /// Whether an element is in the article, or in the `article` or `main` around it.
    fn is_around(&self, document: &HtmlDocument, roots: &[NodeId], node: NodeId) -> bool {
        std::iter::once(node)
            .chain(document.ancestors(node))
            .any(|above| roots.contains(&above) || self.own == Some(above))
    }
}

/// What a page hides.
pub(super) struct HiddenContent {
    node: NodeId,
    around: NodeId,
    text: String,
    block: RemovedBlock,
    /// Whether it is content wherever it is.
    is_certain: bool,
    /// The sources of its formulas, if it contains nothing else.
    formulas: Vec<String>,
}

impl HiddenContent {
    /// The content of a hidden element, unless it is clearly no part of an article.
    pub(super) fn of_element(
        document: &HtmlDocument,
        openers: &Openers,
        id: NodeId,
    ) -> Option<Self> {
        let is_structured = removed_content::is_structured(document, id);
        let words = removed_content::words_to_miss(document, id, is_structured);
        let is_decoration = document.attribute(id, "aria-hidden") == Some("true")
            && !is_structured
            && !is_dialog(document, id);
        if words == 0 && !is_structured
            || is_decoration
            || is_beside(document, id)
            || openers.have_field_in(document, id)
            || is_named_for_other(document, id)
        {
            return None;
        }
        let text = document.text_within(id, LONGEST_TEXT);
        let shown = if text.is_empty() { "[image]" } else { &text };
        let block =
            RemovedBlock { words, is_structured, ..RemovedBlock::of_text(shown, "hidden text") };
        let is_certain =
            is_certain_content(document, id) && !text.to_lowercase().contains("cookie");
        let formulas = only_formulas(document, id);
        Some(Self { node: id, around: document.parent(id)?, text, block, is_certain, formulas })
    }
}

/// The hidden content that belongs to the article and is not in its text: what is reported, and where
/// each is in the source.
pub(super) fn hidden_in_article(
    document: &HtmlDocument,
    hidden: Vec<HiddenContent>,
    roots: &[NodeId],
    (place, openers): (&ArticlePlace, &Openers),
    body: &str,
) -> (Vec<RemovedBlock>, Vec<(Loss, Option<usize>)>) {
    let mut shown: Option<FxHashSet<u64>> = None;
    let mut written: Option<FxHashSet<String>> = None;
    let (mut blocks, mut losses) = (Vec::new(), Vec::new());
    for content in hidden {
        let is_own = content.is_certain
            || place.is_around(document, roots, content.around)
            || openers.open_from(document, place, content.node);
        if !is_own {
            continue;
        }
        let shown = shown.get_or_insert_with(|| three_word_runs(&word_hashes(body)).collect());
        if content.block.is_structured && is_repeated(&content.text, shown)
            || are_written(&content.formulas, written.get_or_insert_with(|| formulas_of(body)))
        {
            continue;
        }
        let name = content.block.excerpt.clone();
        let start = document.source_start(content.node);
        losses.push((Loss { kind: LossKind::Hidden, name, line: None }, start));
        blocks.push(content.block);
    }
    (blocks, losses)
}

/// The sources of the formulas in an element that contains nothing else, each with its `alttext` or
/// its annotation. Empty if one has none.
fn only_formulas(document: &HtmlDocument, element: NodeId) -> Vec<String> {
    let mut formulas = Vec::new();
    let mut node = Some(element);
    while let Some(current) = node {
        let is_formula = document.is(current, Tag::Math);
        if is_formula {
            let annotation = document
                .descendants(current)
                .find(|inner| document.is(*inner, Tag::Annotation))
                .map(|inner| document.text_within(inner, LONGEST_TEXT));
            let stated = document.attribute(current, "alttext").map(str::to_owned);
            let Some(source) = stated.or(annotation) else { return Vec::new() };
            formulas.push(bare_formula(&source));
        } else if document.text(current).is_some_and(|text| !text.trim().is_empty()) {
            return Vec::new();
        }
        let inner = if is_formula { None } else { document.first_child(current) };
        node = inner.or_else(|| document.after(current, element));
    }
    formulas.retain(|formula| !formula.is_empty());
    formulas
}

/// Whether the text has all of the formulas: a picture beside each shows the same source.
fn are_written(formulas: &[String], written: &FxHashSet<String>) -> bool {
    !formulas.is_empty() && formulas.iter().all(|formula| written.contains(formula))
}

/// What is between dollar signs in a text, and between others.
fn formulas_of(body: &str) -> FxHashSet<String> {
    body.split('$').filter(|part| !part.is_empty()).map(bare_formula).collect()
}

/// The source of a formula without white space and the size in which it is shown.
fn bare_formula(text: &str) -> String {
    let bare: String = text.split_whitespace().collect();
    let inner = ["{\\displaystyle", "{\\textstyle"]
        .iter()
        .find_map(|size| bare.strip_prefix(size)?.strip_suffix('}'));
    inner.map_or(bare.clone(), str::to_owned)
}

/// Whether nearly all of a text is shown too: pages have one table for wide screens and one for
/// narrow ones.
fn is_repeated(text: &str, shown: &FxHashSet<u64>) -> bool {
    let own: Vec<u64> = three_word_runs(&word_hashes(text)).collect();
    let hits = own.iter().filter(|run| shown.contains(run)).count();
    !own.is_empty() && hits * 10 >= own.len() * 9
}

/// The first part of an element beside the article that readers open from the article, or in a
/// dialog, and that contains a table, a figure, a formula or code.
pub(super) fn opened_part(
    document: &HtmlDocument,
    element: NodeId,
    (place, openers): (&ArticlePlace, &Openers),
) -> Option<NodeId> {
    let mut node = Some(element);
    while let Some(current) = node {
        let is_opened = document.tag(current).is_some()
            && (is_dialog(document, current)
                || document
                    .attribute(current, "id")
                    .and_then(|name| openers.by_name.get(name))
                    .is_some_and(|known| known.iter().any(|opener| place.contains(*opener))));
        let is_other = is_opened
            && (is_named_for_other(document, current)
                || is_beside(document, current)
                || openers.have_field_in(document, current));
        if is_opened && !is_other && is_certain_content(document, current) {
            let text = document.text_within(current, LONGEST_TEXT);
            return (!text.to_lowercase().contains("cookie")).then_some(current);
        }
        let inner = if is_opened { None } else { document.first_child(current) };
        node = inner.or_else(|| document.after(current, element));
    }
    None
}

/// Whether an element contains a table with data, a figure with its caption, a formula or code.
fn is_certain_content(document: &HtmlDocument, element: NodeId) -> bool {
    std::iter::once(element).chain(document.descendants(element)).any(|node| {
        match document.tag(node) {
            Some(Tag::Table) => is_data_table(document, node),
            Some(Tag::Math | Tag::Pre) => !document.text_within(node, 20).is_empty(),
            Some(Tag::Figcaption) => {
                document.text_within(node, 2 * SHORTEST_CAPTION).len() >= SHORTEST_CAPTION
            }
            _ => false,
        }
    })
}

/// Whether an element is a dialog that opens over the page.
fn is_dialog(document: &HtmlDocument, id: NodeId) -> bool {
    document.is(id, Tag::Dialog)
        || matches!(document.attribute(id, "role"), Some("dialog" | "alertdialog"))
        || document.attribute(id, "aria-modal") == Some("true")
        || document.attribute(id, "class").is_some_and(|class| {
            class
                .split(|sign: char| !sign.is_ascii_alphanumeric())
                .any(|word| matches!(word, "modal" | "dialog" | "lightbox" | "popup" | "overlay"))
        })
}

/// Whether the names of an element say that it is no content. Those of dialogs are also those of
/// advertisements.
fn is_named_for_other(document: &HtmlDocument, id: NodeId) -> bool {
    let purposes = purposes_of_element(document, id);
    let is_over_page = is_dialog(document, id);
    let purposes = if is_over_page { purposes.without(ElementPurposes::PROMO) } else { purposes };
    purposes.any(NEVER_CONTENT)
}

/// Whether an element is in a menu, a header or a footer.
fn is_beside(document: &HtmlDocument, id: NodeId) -> bool {
    std::iter::once(id).chain(document.ancestors(id)).any(|above| {
        matches!(document.tag(above), Some(Tag::Nav | Tag::Header | Tag::Footer | Tag::Form))
            || matches!(
                document.attribute(above, "role"),
                Some("menu" | "navigation" | "search" | "banner")
            )
    })
}

/// Whether an element is a field to write in.
fn is_field(document: &HtmlDocument, id: NodeId) -> bool {
    match document.tag(id) {
        Some(Tag::Textarea) => true,
        Some(Tag::Input) => !matches!(
            document.attribute(id, "type"),
            Some("hidden" | "button" | "submit" | "checkbox" | "radio" | "image")
        ),
        _ => false,
    }
}
