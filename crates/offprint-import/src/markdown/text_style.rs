//! Raised, lowered, bold, italic and struck-out text: by an element, or by CSS.
//!
//! Google Docs, Word and many editors write `<span style="vertical-align:super">` or a class that a
//! style sheet in the page defines. Only selectors of one class are read, and only `span` and `font`
//! are judged: other elements have the style of their page.

use rustc_hash::FxHashMap;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::markdown::inline::InlineMark;

/// A style sheet longer than this is not that of a document.
const LONGEST_SHEET: usize = 400_000;

/// The marks that a style or a class stands for.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct TextStyle {
    is_raised: bool,
    is_lowered: bool,
    is_bold: bool,
    is_italic: bool,
    is_struck: bool,
}

/// The classes that style sheets in the page define, with the marks that they stand for.
pub(crate) fn text_styles(document: &HtmlDocument) -> FxHashMap<String, TextStyle> {
    let mut styles = FxHashMap::default();
    for sheet in document.ids().filter(|id| document.is(*id, Tag::Style)) {
        for text in document.children(sheet).filter_map(|child| document.text(child)) {
            if text.len() > LONGEST_SHEET {
                continue;
            }
            for rule in text.split('}') {
                let Some((selectors, declarations)) = rule.rsplit_once('{') else { continue };
                let style = style_of(declarations);
                if style == TextStyle::default() {
                    continue;
                }
                for selector in selectors.split(',') {
                    let selector = selector.trim();
                    let selector = selector.strip_prefix("span").unwrap_or(selector);
                    if let Some(class) = selector.strip_prefix('.')
                        && class
                            .bytes()
                            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
                    {
                        styles.insert(class.to_owned(), style);
                    }
                }
            }
        }
    }
    styles
}

/// The mark that an element stands for by itself.
pub(super) fn mark_of_tag(tag: Tag) -> Option<InlineMark> {
    match tag {
        Tag::B | Tag::Strong => Some(InlineMark::Strong),
        Tag::I | Tag::Em | Tag::Cite | Tag::Var | Tag::Dfn => Some(InlineMark::Emphasis),
        Tag::S | Tag::Strike | Tag::Del => Some(InlineMark::Strike),
        Tag::Sub => Some(InlineMark::Sub),
        Tag::Sup => Some(InlineMark::Sup),
        _ => None,
    }
}

/// Whether an element strikes its text out.
pub(crate) fn is_struck(
    document: &HtmlDocument,
    node: NodeId,
    styles: &FxHashMap<String, TextStyle>,
) -> bool {
    document.tag(node).and_then(mark_of_tag) == Some(InlineMark::Strike)
        || marks_of_style(document, node, styles).contains(&InlineMark::Strike)
}

/// The marks that an element stands for by its style, its classes or a name such as `superscript`.
pub(super) fn marks_of_style(
    document: &HtmlDocument,
    node: NodeId,
    styles: &FxHashMap<String, TextStyle>,
) -> Vec<InlineMark> {
    if !matches!(document.tag(node), Some(Tag::Span | Tag::Font)) {
        return Vec::new();
    }
    let mut style = document.attribute(node, "style").map(style_of).unwrap_or_default();
    for class in document.attribute(node, "class").unwrap_or_default().split_ascii_whitespace() {
        if let Some(own) = styles.get(class) {
            style.is_raised |= own.is_raised;
            style.is_lowered |= own.is_lowered;
            style.is_bold |= own.is_bold;
            style.is_italic |= own.is_italic;
            style.is_struck |= own.is_struck;
        }
        style.is_raised |= matches!(class, "sup" | "superscript");
        style.is_lowered |= matches!(class, "sub" | "subscript");
    }
    let is_heading = document
        .ancestors(node)
        .any(|above| document.tag(above).and_then(Tag::heading_level).is_some());
    [
        (style.is_bold && !is_heading, InlineMark::Strong),
        (style.is_italic && !is_heading, InlineMark::Emphasis),
        (style.is_struck, InlineMark::Strike),
        (style.is_raised, InlineMark::Sup),
        (style.is_lowered && !style.is_raised, InlineMark::Sub),
    ]
    .into_iter()
    .filter_map(|(is_set, mark)| is_set.then_some(mark))
    .collect()
}

/// Whether a style says that the text of a `b` is not bold: Google Docs wraps a copied document in
/// one.
pub(super) fn is_plain_weight(style: &str) -> bool {
    declared(style, "font-weight").is_some_and(|weight| matches!(weight.as_str(), "normal" | "400"))
}

fn style_of(declarations: &str) -> TextStyle {
    let weight = declared(declarations, "font-weight");
    let align = declared(declarations, "vertical-align");
    let slant = declared(declarations, "font-style");
    let mut lines = ["text-decoration", "text-decoration-line"]
        .into_iter()
        .filter_map(|property| declared(declarations, property));
    TextStyle {
        is_raised: matches!(align.as_deref(), Some("super" | "text-top")),
        is_lowered: matches!(align.as_deref(), Some("sub" | "text-bottom")),
        is_bold: matches!(
            weight.as_deref(),
            Some("bold" | "bolder" | "600" | "700" | "800" | "900")
        ),
        is_italic: matches!(slant.as_deref(), Some("italic" | "oblique")),
        is_struck: lines.any(|lines| lines.contains("line-through")),
    }
}

/// The value of a property.
fn declared(declarations: &str, property: &str) -> Option<String> {
    declarations.split(';').find_map(|declaration| {
        let (name, value) = declaration.split_once(':')?;
        name.trim()
            .eq_ignore_ascii_case(property)
            .then(|| value.trim().trim_end_matches("!important").trim().to_ascii_lowercase())
    })
}
