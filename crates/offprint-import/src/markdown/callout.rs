//! Notice and warning boxes: which elements are such, of which kind, and with what title.
//!
//! Documentation tools, frameworks and hospital sites name them alike: a word for the box (`alert`,
//! `admonition`) and one for the kind (`warning`). Does not write them.

use offprint_base::alert_kind;

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::for_each_word;
use crate::html::tag::Tag;
use crate::phrases::{Category, is_phrase};

/// A longer box is a section of the article.
const LONGEST_BOX: usize = 4000;

/// A notice or warning box.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Callout {
    /// `warning`, as Markdown writes it.
    pub(super) kind: &'static str,
    /// The element that contains nothing but a sign for the kind.
    pub(super) emoji: Option<NodeId>,
    /// The element that contains its title.
    pub(super) title: Option<NodeId>,
    /// The title, unless it says no more than the kind.
    pub(super) title_text: Option<String>,
}

const KINDS: &[(&str, Category)] = &[
    ("caution", Category::ClassCaution),
    ("warning", Category::ClassWarning),
    ("important", Category::ClassImportant),
    ("tip", Category::ClassTip),
    ("note", Category::ClassNote),
];

/// The signs at the start of a box that stand for its kind.
const EMOJI: &[(&[&str], &str)] = &[
    (&["⚠", "❗", "‼", "❕"], "warning"),
    (&["🚨", "⛔", "🛑", "🚫", "☠"], "caution"),
    (&["📌", "🔔", "📣", "❇"], "important"),
    (&["✅", "👍", "🔥", "⭐", "🌟"], "tip"),
    (&["💡", "ℹ", "📝", "🗒", "📢", "👉", "🔎", "🔍", "📖", "💊", "🧠", "🩺", "❓"], "note"),
];

/// The kind of a box whose kind is not stated.
const PLAIN: &str = "note";

/// The boxes whose kind only a sign states: `<div class="callout"><div class="emoji">💡</div>`. Such
/// signs may be removed with other icons before the boxes are written.
pub(super) fn kinds_of_signs(document: &HtmlDocument) -> Vec<(NodeId, &'static str)> {
    document
        .ids()
        .filter(|node| document.attribute(*node, "data-callout").is_none())
        .filter(|node| {
            let mut is_box = false;
            let class = document.attribute(*node, "class").unwrap_or_default();
            for_each_word(&class[..class.floor_char_boundary(400)], |word| {
                is_box |= is_phrase(Category::ClassCallout, word);
            });
            is_box
        })
        .filter_map(|node| {
            let (_, kind) = leading_emoji(document, node)?;
            callout_kind(document, node, document.tag(node)?).is_none().then_some((node, kind))
        })
        .collect()
}

/// The box that an element is, if it is one.
pub(super) fn callout(document: &HtmlDocument, node: NodeId) -> Option<Callout> {
    let tag = document.tag(node)?;
    let may_be = matches!(
        tag,
        Tag::Div
            | Tag::Aside
            | Tag::Section
            | Tag::Blockquote
            | Tag::P
            | Tag::Details
            | Tag::Figure
            | Tag::Other
    );
    if !may_be {
        return None;
    }
    let mut kind = callout_kind(document, node, tag)?;
    let emoji = leading_emoji(document, node).map(|(element, _)| element);
    let length = document.text_within(node, LONGEST_BOX + 100).len();
    if length == 0 || length > LONGEST_BOX {
        return None;
    }
    let title = title_element(document, node);
    let text = title.map(|title| document.text_within(title, 300));
    let rest = length.saturating_sub(text.as_ref().map_or(0, String::len));
    if rest < 3 {
        return Some(Callout { kind, emoji, title: None, title_text: None });
    }
    let bare = |text: &str| text.trim_matches(|mark: char| !mark.is_alphanumeric()).to_lowercase();
    // `<div class="notice"><strong>Warning:</strong> …`
    if kind == PLAIN
        && let Some(stated) = text.as_deref().and_then(|text| kind_of_word(&bare(text)))
    {
        kind = stated;
    }
    let title_text = text.filter(|text| {
        let word = bare(text);
        !word.is_empty() && !is_title_of_kind(&word, kind)
    });
    Some(Callout { kind, emoji, title, title_text })
}

/// The kind of a box: from `data-callout`, its classes or its role.
fn callout_kind(document: &HtmlDocument, node: NodeId, tag: Tag) -> Option<&'static str> {
    if let Some(name) = document.attribute(node, "data-callout") {
        let name = name.trim().to_ascii_lowercase();
        return Some(
            alert_kind(&name).map(|kind| kind.name).or(kind_of_word(&name)).unwrap_or(PLAIN),
        );
    }
    // `<div role="note" aria-label="Warning">`
    if matches!(document.attribute(node, "role"), Some("note" | "alert"))
        && let Some(label) = document.attribute(node, "aria-label")
        && let Some(kind) = kind_of_word(&label.trim().to_lowercase())
    {
        return Some(kind);
    }
    let class = document.attribute(node, "class").unwrap_or_default();
    let class = &class[..class.floor_char_boundary(400)];
    let (mut is_box, mut words) = (false, 0);
    let (mut kind, mut kind_of_box, mut alone) = (None, None, None);
    let (mut is_pair, mut is_certain) = (false, false);
    let mut any_kind = None;
    for token in class.split_ascii_whitespace() {
        let (mut is_part, mut is_named) = (false, false);
        is_certain |= is_phrase(Category::ClassCalloutCertain, token);
        any_kind = any_kind.or(alert_kind(token).map(|kind| kind.name));
        let mut before = String::new();
        // `care-card__heading` is a part, whatever its words.
        let is_inner = token.contains("__");
        for_each_word(token, |word| {
            words += 1;
            is_pair |= !is_inner && is_phrase(Category::ClassCallout, &format!("{before} {word}"));
            before = word.to_owned();
            let own = kind_of_word(word);
            let is_callout = is_phrase(Category::ClassCallout, word);
            is_box |= is_callout;
            is_named |= is_callout || own.is_some();
            is_part |= is_phrase(Category::ClassCalloutParts, word);
            if is_callout {
                kind_of_box = kind_of_box.or(own);
            } else {
                kind = kind.or(own);
            }
            if is_phrase(Category::ClassCalloutAlone, word) {
                alone = own;
            }
        });
        // `callout-title` and `alert-heading` are parts of a box.
        if is_part && is_named && !is_pair {
            return None;
        }
    }
    if is_pair {
        return Some(kind.or(kind_of_box).unwrap_or(PLAIN));
    }
    if is_box && let Some(kind) = kind.or(kind_of_box) {
        return Some(kind);
    }
    // `<div class="admonition example">`
    if is_certain {
        return Some(any_kind.unwrap_or(PLAIN));
    }
    // `<div class="warning">`
    if words == 1 && tag != Tag::P && alone.is_some() {
        return alone;
    }
    let is_plain = matches!(tag, Tag::Div | Tag::Aside | Tag::Section);
    match document.attribute(node, "role") {
        Some("note") if is_plain => Some(PLAIN),
        Some("alert") if is_plain => Some("warning"),
        _ => None,
    }
}

/// The sign that a box begins with, as all of an element, and the kind of box that it stands for.
fn leading_emoji(document: &HtmlDocument, node: NodeId) -> Option<(NodeId, &'static str)> {
    let first = document
        .descendants(node)
        .take(12)
        .find(|inner| document.text(*inner).is_some_and(|text| !text.trim().is_empty()))?;
    let sign = document.text(first)?.trim();
    let element = document
        .parent(first)
        .filter(|element| *element != node && document.text_within(*element, 20).trim() == sign)?;
    let (_, kind) = EMOJI.iter().find(|(signs, _)| {
        let sign = sign.trim_end_matches('\u{fe0f}');
        signs.contains(&sign)
    })?;
    Some((element, kind))
}

/// The kind of box that a word names: its own kind where sites know one, `danger`, else the kind
/// that means the same: `caution` for `emergency`.
pub(super) fn kind_of_word(word: &str) -> Option<&'static str> {
    let (meaning, _) = KINDS.iter().find(|(_, category)| is_phrase(*category, word))?;
    Some(alert_kind(word).map_or(meaning, |kind| kind.name))
}

/// Whether a title says no more than the kind of its box.
fn is_title_of_kind(title: &str, kind: &str) -> bool {
    let message = |word: &str| alert_kind(word).map(|kind| kind.message);
    let stated = kind_of_word(title).or(alert_kind(title).map(|kind| kind.name));
    title == kind || stated.is_some_and(|stated| message(stated) == message(kind))
}

/// The element at the start of a box that contains its title.
fn title_element(document: &HtmlDocument, node: NodeId) -> Option<NodeId> {
    let mut at = node;
    for _ in 0..4 {
        let first = document.children(at).find(|child| match document.text(*child) {
            Some(text) => !text.trim().is_empty(),
            None => !document.text_within(*child, 10).is_empty(),
        })?;
        let tag = document.tag(first)?;
        let mut is_title = tag.heading_level().is_some() || tag == Tag::Summary;
        let class = document.attribute(first, "class").unwrap_or_default();
        for_each_word(&class[..class.floor_char_boundary(300)], |word| {
            is_title |= matches!(word, "header" | "summary" | "label")
                || is_phrase(Category::ClassTitle, word);
        });
        let text = document.text_within(first, 200);
        // A strong text that is alone in its paragraph, or ends with a colon.
        let is_strong = matches!(tag, Tag::Strong | Tag::B)
            && (document.next(first).is_none() || text.ends_with(':'));
        if (is_title || is_strong) && text.len() < 160 {
            return Some(first);
        }
        if !tag.is_block() || document.text_within(first, 400).len() > 300 && tag == Tag::P {
            return None;
        }
        at = first;
    }
    None
}
