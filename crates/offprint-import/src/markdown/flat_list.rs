//! Lists whose levels are not nested in the page: Word, Google Docs and editors write all items one
//! after the other and say the level of each in a style, a class or an attribute.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::markdown::converter::MarkdownConverter;
use crate::markdown::inline::InlineContext;

/// Deeper levels are written as this one.
const DEEPEST: usize = 8;

/// An item with what the page says of it.
struct FlatItem {
    node: NodeId,
    level: usize,
    is_numbered: bool,
    /// The number that its label states.
    number: Option<usize>,
    /// The bullet or number, which Word writes as text.
    label: Option<NodeId>,
}

impl MarkdownConverter<'_> {
    /// Writes a list that begins with this element, if its levels are not nested.
    pub(super) fn flat_list(&mut self, node: NodeId) -> bool {
        let (items, parts) = match self.document.tag(node) {
            Some(Tag::P) => word_items(self.document, node),
            Some(Tag::Ul | Tag::Ol) => list_items(self.document, node),
            _ => return false,
        };
        if items.is_empty() {
            return false;
        }
        self.flush();
        let (mut text, mut indents) = (String::new(), Vec::new());
        let mut numbers = [0usize; DEEPEST + 1];
        for item in items {
            let level = item.level.clamp(1, DEEPEST);
            self.skipped.extend(item.label);
            let outer = std::mem::take(&mut self.run);
            self.is_in_cell = true;
            self.inline(item.node);
            self.is_in_cell = false;
            let words = std::mem::replace(&mut self.run, outer)
                .into_markdown(InlineContext::Paragraph)
                .join(" ");
            if words.is_empty() {
                continue;
            }
            numbers[level] = item.number.unwrap_or(numbers[level] + 1);
            numbers[level + 1..].fill(0);
            let marker = match item.is_numbered {
                true => format!("{}. ", numbers[level]),
                false => "- ".to_owned(),
            };
            push_item(&mut text, &mut indents, level, &marker, &words);
        }
        self.push_block(text, true);
        self.skipped.extend(parts.into_iter().filter(|part| *part != node));
        true
    }
}

/// Adds an item to a list, under the last item of the level above. `indents` says where the text of
/// each level of the last item begins.
fn push_item(list: &mut String, indents: &mut Vec<usize>, level: usize, marker: &str, words: &str) {
    let indent = level
        .checked_sub(2)
        .and_then(|above| indents.get(above).or(indents.last()))
        .copied()
        .unwrap_or(0);
    indents.retain(|known| *known <= indent);
    indents.push(indent + marker.len());
    if !list.is_empty() {
        list.push('\n');
    }
    list.push_str(&" ".repeat(indent));
    list.push_str(marker);
    list.push_str(&words.replace('\n', &format!("\n{}", " ".repeat(indent + marker.len()))));
}

/// The paragraphs from this one on that Word marks as items of a list.
fn word_items(document: &HtmlDocument, first: NodeId) -> (Vec<FlatItem>, Vec<NodeId>) {
    let mut items = Vec::new();
    let mut parts = Vec::new();
    for node in std::iter::successors(Some(first), |node| document.next(*node)) {
        if document.text(node).is_some_and(|text| text.trim().is_empty()) {
            continue;
        }
        let label = label_of_item(document, node);
        let is_drawn = label.is_some_and(|label| is_drawn_label(document, node, label));
        let Some(level) = word_level(document, node)
            .or_else(|| indented_level(document, node).filter(|_| is_drawn))
        else {
            break;
        };
        // Markdown has no letters and no Roman numbers: they stay in the text, which may mean them.
        let label = label.filter(|label| !is_letter(&document.text_within(*label, 40)));
        let words = label.map(|label| document.text_within(label, 40)).unwrap_or_default();
        let is_numbered = words.trim().ends_with(['.', ')']);
        let number = words.trim().trim_end_matches(['.', ')']).parse().ok();
        items.push(FlatItem { node, level, is_numbered, number, label });
        parts.push(node);
    }
    (items, parts)
}

/// The level in `mso-list:l0 level2 lfo1`.
fn word_level(document: &HtmlDocument, node: NodeId) -> Option<usize> {
    if !document.is(node, Tag::P) {
        return None;
    }
    let style = document.attribute(node, "style")?.to_ascii_lowercase();
    let (_, list) = style.split_once("mso-list:")?;
    let list = list.split(';').next()?;
    list.split_whitespace().find_map(|word| word.strip_prefix("level")?.parse().ok())
}

/// The bullet or number that an item begins with: the first text, with the elements around it.
fn label_of_item(document: &HtmlDocument, item: NodeId) -> Option<NodeId> {
    let first = document
        .descendants(item)
        .find(|inner| document.text(*inner).is_some_and(|text| !text.trim().is_empty()))?;
    let within = document.ancestors(first).take_while(|above| *above != item);
    let label = std::iter::once(first)
        .chain(within)
        .take_while(|node| is_label(&document.text_within(*node, 40)))
        .last()?;
    Some(label)
}

/// Whether a label is a letter or a Roman number: `a.`, `iv)`.
fn is_letter(label: &str) -> bool {
    label.trim().starts_with(char::is_alphabetic) && label.trim().ends_with(['.', ')'])
}

/// Whether the gap of fixed spaces follows a label that Word writes after each.
fn is_drawn_label(document: &HtmlDocument, item: NodeId, label: NodeId) -> bool {
    let is_in_label =
        |node: NodeId| node == label || document.ancestors(node).any(|above| above == label);
    let mut after = document
        .descendants(item)
        .filter(|node| !is_in_label(*node))
        .filter_map(|node| document.text(node))
        .filter(|text| !text.is_empty());
    after.next().is_some_and(|text| text.starts_with('\u{a0}'))
}

/// Points of indentation for each level.
const LEVEL_POINTS: f32 = 36.0;

/// The level of an item in Word's filtered HTML, which states its indentation only.
fn indented_level(document: &HtmlDocument, node: NodeId) -> Option<usize> {
    let class = document.attribute(node, "class")?;
    if !document.is(node, Tag::P) || !class.starts_with("MsoListParagraph") {
        return None;
    }
    let style = document.attribute(node, "style").unwrap_or_default().to_ascii_lowercase();
    let margin = style.split(';').find_map(|rule| {
        let (name, value) = rule.split_once(':')?;
        match name.trim() {
            "margin-left" => points(value),
            "margin" => points(value.split_whitespace().last()?),
            _ => None,
        }
    });
    let level = (margin.unwrap_or(LEVEL_POINTS) / LEVEL_POINTS).round();
    Some((level as usize).clamp(1, DEEPEST))
}

/// A length in points.
fn points(length: &str) -> Option<f32> {
    let length = length.trim();
    let end = length.find(|sign: char| sign.is_ascii_alphabetic())?;
    let number: f32 = length[..end].parse().ok()?;
    let unit = match &length[end..] {
        "pt" => 1.0,
        "in" => 72.0,
        "cm" => 28.35,
        "mm" => 2.835,
        "px" => 0.75,
        _ => return None,
    };
    Some(number * unit)
}

/// A bullet, or a number or letter with a point.
fn is_label(text: &str) -> bool {
    let text = text.trim();
    let length = text.chars().count();
    let is_bullet = length == 1 && !text.contains(char::is_alphanumeric) || text == "o";
    let is_number = (2..=5).contains(&length)
        && text.ends_with(['.', ')'])
        && text[..text.len() - 1].bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_bullet || is_number
}

/// The items of a list, and of those after it that continue it at another level.
fn list_items(document: &HtmlDocument, first: NodeId) -> (Vec<FlatItem>, Vec<NodeId>) {
    let mut items = Vec::new();
    let mut parts = Vec::new();
    // The number of the next item of the outermost level.
    let mut next: Option<usize> = None;
    for list in std::iter::successors(Some(first), |node| document.next(*node)) {
        if document.text(list).is_some_and(|text| text.trim().is_empty()) {
            continue;
        }
        let is_list = matches!(document.tag(list), Some(Tag::Ul | Tag::Ol));
        let level = list_level(document, list);
        if !is_list || list != first && level.is_none() {
            break;
        }
        let is_numbered = document.is(list, Tag::Ol);
        let is_outer = level.unwrap_or(1) == 1 && is_numbered;
        let start = document.attribute(list, "start").and_then(|start| start.trim().parse().ok());
        // Another list: it does not continue the count.
        if is_outer && next.is_some_and(|next| start.is_some_and(|start| start != next)) {
            break;
        }
        let mut count = start;
        for item in document.children(list).filter(|child| document.is(*child, Tag::Li)) {
            let own = level.or_else(|| item_level(document, item)).unwrap_or(1);
            let item = FlatItem { node: item, level: own, is_numbered, number: count, label: None };
            items.push(item);
            count = None;
            if is_outer {
                let number = next.or(start).unwrap_or(1);
                next = Some(number + 1);
            }
        }
        parts.push(list);
        if level.is_none() {
            break;
        }
    }
    // Only lists that say their levels and nest nothing are written so.
    let is_flat = items.iter().any(|item| item.level > 1)
        && items.iter().all(|item| {
            document.descendants(item.node).all(|inner| {
                !matches!(
                    document.tag(inner),
                    Some(Tag::Ul | Tag::Ol | Tag::Table | Tag::Pre | Tag::Blockquote)
                )
            })
        });
    let is_nested = document
        .ancestors(first)
        .take(3)
        .any(|above| matches!(document.tag(above), Some(Tag::Ul | Tag::Ol)));
    if is_flat && !is_nested { (items, parts) } else { (Vec::new(), Vec::new()) }
}

/// The level in the class of a list of Google Docs: `lst-kix_abc-1`.
fn list_level(document: &HtmlDocument, list: NodeId) -> Option<usize> {
    document
        .attribute(list, "class")?
        .split_ascii_whitespace()
        .find_map(|class| class.strip_prefix("lst-")?.rsplit('-').next()?.parse::<usize>().ok())
        .map(|level| level + 1)
}

/// The level of an item in an attribute or a class: `aria-level="2"`, `ql-indent-1`.
fn item_level(document: &HtmlDocument, item: NodeId) -> Option<usize> {
    if let Some(level) = document.attribute(item, "aria-level") {
        return level.trim().parse().ok();
    }
    document
        .attribute(item, "class")?
        .split_ascii_whitespace()
        .find_map(|class| class.split_once("indent-")?.1.parse::<usize>().ok())
        .map(|level| level + 1)
}
