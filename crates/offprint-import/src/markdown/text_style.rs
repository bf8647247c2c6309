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

/// A longer text that is moved by a length is no superscript or subscript, in characters.
const LONGEST_MOVED: usize = 8;

/// The marks that a style or a class stands for.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(crate) struct TextStyle {
    is_raised: bool,
    is_lowered: bool,
    is_bold: bool,
    is_italic: bool,
    is_struck: bool,
    /// Whether the text is moved up (`true`) or down by a length.
    moved_up: Option<bool>,
    is_small: bool,
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
            style.moved_up = style.moved_up.or(own.moved_up);
            style.is_small |= own.is_small;
        }
        style.is_raised |= matches!(class, "sup" | "superscript");
        style.is_lowered |= matches!(class, "sub" | "subscript");
    }
    if let Some(is_up) = style.moved_up
        && is_moved_script(document, node, style.is_small)
    {
        style.is_raised |= is_up;
        style.is_lowered |= !is_up;
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

/// Whether a text that is moved by a length is a superscript or a subscript: a few signs directly after
/// a word or number. Large initials, badges and drawn logos are moved, too.
fn is_moved_script(document: &HtmlDocument, node: NodeId, is_small: bool) -> bool {
    let text = document.text_within(node, 40);
    let is_script = !text.is_empty()
        && text.chars().count() <= LONGEST_MOVED
        && !text.contains(char::is_whitespace)
        && text.contains(char::is_alphanumeric);
    is_script
        && (is_small || text.chars().all(|sign| sign.is_ascii_digit() || "+-−–,".contains(sign)))
        && ends_with_sign(document, node)
}

/// Whether right before an inline element, or before those that begin with it, there is a sign that is
/// not a blank.
fn ends_with_sign(document: &HtmlDocument, node: NodeId) -> bool {
    let mut at = node;
    for _ in 0..4 {
        if let Some(before) = document.previous(at) {
            let last = std::iter::once(before)
                .chain(document.descendants(before).take(20))
                .filter_map(|inner| document.text(inner))
                .last();
            return last.is_some_and(|text| {
                text.ends_with(|sign: char| sign.is_alphanumeric() || ")]·%.,".contains(sign))
            });
        }
        match document.parent(at) {
            Some(parent) if document.tag(parent).is_some_and(|tag| !tag.is_block()) => at = parent,
            _ => return false,
        }
    }
    false
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
        moved_up: align
            .as_deref()
            .and_then(sign_of_length)
            .or_else(|| moved_by_position(declarations)),
        is_small: declared(declarations, "font-size").is_some_and(|size| is_smaller(&size)),
    }
}

/// Whether `position: relative` moves text up or down.
fn moved_by_position(declarations: &str) -> Option<bool> {
    if declared(declarations, "position")? != "relative" {
        return None;
    }
    let of = |property| declared(declarations, property).and_then(|length| sign_of_length(&length));
    of("bottom").or_else(|| of("top").map(|is_down| !is_down))
}

/// Whether a length is positive; None if it is zero or no length.
fn sign_of_length(value: &str) -> Option<bool> {
    let end = value.find(|sign: char| sign.is_ascii_alphabetic() || sign == '%')?;
    let length: f32 = value[..end].trim().parse().ok()?;
    (length.abs() > 0.0).then_some(length > 0.0)
}

/// Whether a size of type is smaller than that around it. Sizes in points and pixels do not say.
fn is_smaller(size: &str) -> bool {
    let relative = |unit: &str, whole: f32| {
        let number = size.strip_suffix(unit).and_then(|number| number.trim().parse::<f32>().ok());
        number.is_some_and(|number| number < whole)
    };
    matches!(size, "smaller" | "x-small" | "xx-small")
        || relative("%", 95.0)
        || relative("em", 0.95)
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
