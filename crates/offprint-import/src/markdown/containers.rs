//! Quotes, lists and list items: containers, which are written after the blocks inside them.
//!
//! Open containers form a stack. When one ends, its blocks are joined, marked or indented, and
//! become a block of the container around it.

use crate::markdown::converter::{
    Container, ContainerKind, ElementExit, MarkdownBlock, MarkdownConverter,
};
use crate::markdown::inline::InlineRun;
use crate::markdown::plain_list::with_plain_lists;

/// Quotes and lists deeper than this are written flat: they would be unreadable, and each level
/// costs a copy.
const MAX_NESTING: usize = 10;

impl MarkdownConverter<'_> {
    pub(super) fn open_container(&mut self, kind: ContainerKind) -> ElementExit {
        self.flush();
        if self.containers.len() > MAX_NESTING {
            return ElementExit::Block;
        }
        self.containers.push(Container::new(kind));
        ElementExit::Container
    }

    pub(super) fn push_block(&mut self, text: String, is_list: bool) {
        if text.is_empty() {
            return;
        }
        if let Some(container) = self.containers.last_mut() {
            // Text in a list but outside its items becomes an item.
            if let ContainerKind::List(number) = &mut container.kind
                && !is_list
            {
                let marker = marker(number);
                container.blocks.push(MarkdownBlock {
                    text: format!("{marker}{}", indented(&text, marker.len())),
                    is_list: false,
                });
                return;
            }
            // Two lists one after the other would be read as one.
            if is_list
                && let Some(before) = container.blocks.last()
                && before.is_list
                && !matches!(container.kind, ContainerKind::List(_))
                && is_same_kind_of_list(&before.text, &text)
            {
                // Editors such as Notion write each item as a list.
                if continues_list(&before.text, &text)
                    && let Some(before) = container.blocks.last_mut()
                {
                    before.text.push('\n');
                    before.text.push_str(&text);
                    return;
                }
                container
                    .blocks
                    .push(MarkdownBlock { text: "<!-- -->".to_owned(), is_list: false });
            }
            // A list that is directly in another belongs to the item before it.
            if let ContainerKind::List(_) = container.kind
                && is_list
                && let Some(item) = container.blocks.last_mut()
            {
                let indent = marker_length(&item.text);
                item.text.push('\n');
                item.text.push_str(&" ".repeat(indent));
                item.text.push_str(&indented(&text, indent));
                return;
            }
            container.blocks.push(MarkdownBlock { text, is_list });
        }
    }

    pub(super) fn close_container(&mut self) {
        self.flush();
        if self.containers.len() < 2 {
            return;
        }
        let Some(mut container) = self.containers.pop() else { return };
        if !matches!(container.kind, ContainerKind::List(_) | ContainerKind::Term) {
            container.blocks = with_plain_lists(container.blocks);
        }
        if container.blocks.is_empty() {
            return;
        }
        match container.kind {
            ContainerKind::Root => {}
            ContainerKind::Quote => self.push_block(quoted(&joined(&container.blocks)), false),
            ContainerKind::Callout(kind, title) => {
                let title = title.map(|title| format!(" {title}")).unwrap_or_default();
                let kind = kind.to_uppercase();
                let text = format!("[!{kind}]{title}\n{}", joined(&container.blocks));
                self.push_block(quoted(&text), false);
            }
            ContainerKind::List(_) => {
                let is_loose = container.blocks.iter().any(|block| block.text.contains("\n\n"));
                let separator = if is_loose { "\n\n" } else { "\n" };
                let items: Vec<&str> =
                    container.blocks.iter().map(|block| block.text.as_str()).collect();
                let text = items.join(separator);
                self.push_block(text, true);
            }
            ContainerKind::Item => {
                // A nested list directly follows the text of its item, if that is one paragraph.
                let is_tight = container.blocks.len() <= 2
                    && container.blocks.iter().skip(1).all(|block| block.is_list);
                let text = if is_tight {
                    container
                        .blocks
                        .iter()
                        .map(|block| block.text.as_str())
                        .collect::<Vec<_>>()
                        .join("\n")
                } else {
                    joined(&container.blocks)
                };
                let text = container.label.unwrap_or_default() + &text;
                let Some(parent) = self.containers.last_mut() else { return };
                let marker = match &mut parent.kind {
                    ContainerKind::List(number) => marker(number),
                    _ => "- ".to_owned(),
                };
                let text = format!("{marker}{}", indented(&text, marker.len()));
                parent.blocks.push(MarkdownBlock { text, is_list: false });
            }
            ContainerKind::Term => {
                let text = container
                    .blocks
                    .iter()
                    .map(|block| block.text.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
                    .replace('\n', " ");
                self.push_block(text, false);
            }
            ContainerKind::Definition => {
                let text = format!(": {}", indented(&joined(&container.blocks), 2));
                let Some(parent) = self.containers.last_mut() else { return };
                match parent.blocks.last_mut() {
                    // A term and its definition stay together.
                    Some(term) if !term.is_list && !term.text.starts_with('#') => {
                        term.text.push('\n');
                        term.text.push_str(&text);
                    }
                    _ => self.push_block(joined(&container.blocks), false),
                }
            }
        }
    }

    pub(super) fn close_all(&mut self) {
        self.flush();
        while self.containers.len() > 1 {
            self.close_container();
        }
        self.run = InlineRun::default();
        self.heading = None;
    }

    /// The finished blocks. A rule at the end separates nothing, so it is removed.
    pub(super) fn blocks(&mut self) -> Vec<String> {
        let mut blocks: Vec<String> = match self.containers.last_mut() {
            Some(container) => {
                let blocks = with_plain_lists(std::mem::take(&mut container.blocks));
                blocks.into_iter().map(|block| block.text).collect()
            }
            None => Vec::new(),
        };
        while blocks
            .last()
            .is_some_and(|block| block == "---" || block.starts_with('#') && !block.contains('\n'))
        {
            blocks.pop();
        }
        blocks.dedup_by(|next, before| next == "---" && before == "---");
        blocks
    }
}

/// Whether two lists are both numbered or both not, so that Markdown would join them.
fn is_same_kind_of_list(before: &str, after: &str) -> bool {
    before.starts_with('-') == after.starts_with('-')
}

/// Whether a list continues the one before it: with the next number, or with bullets if one of the two
/// has a single item.
fn continues_list(before: &str, after: &str) -> bool {
    let is_item = |line: &&str| !line.starts_with(' ') && !line.is_empty();
    let number = |line: Option<&str>| {
        let line = line?;
        line[..marker_length(line) - 1].strip_suffix('.')?.parse::<u64>().ok()
    };
    // Many lists may be joined: only the end of the first is read.
    let last = number(before.lines().rev().find(is_item));
    let first = number(after.lines().find(is_item));
    let is_single = |text: &str| text.lines().filter(is_item).nth(1).is_none();
    match (last, first) {
        (Some(last), Some(first)) => first == last + 1,
        (None, None) => is_single(after) || is_single(before),
        _ => false,
    }
}

/// The length of the marker that an item begins with.
fn marker_length(item: &str) -> usize {
    item.find(' ').map_or(2, |blank| blank + 1)
}

fn marker(number: &mut Option<u64>) -> String {
    match number {
        Some(number) => {
            let marker = format!("{number}. ");
            *number = number.saturating_add(1).min(999_999_999);
            marker
        }
        None => "- ".to_owned(),
    }
}

/// The text with a mark of a quotation before each line.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        out.push_str(if line.is_empty() { ">" } else { "> " });
        out.push_str(line);
    }
    out
}

fn joined(blocks: &[MarkdownBlock]) -> String {
    blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// The text with every line except the first indented; empty lines stay empty.
fn indented(text: &str, by: usize) -> String {
    let indent = " ".repeat(by);
    let mut out = String::with_capacity(text.len() + 16);
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
            if !line.is_empty() {
                out.push_str(&indent);
            }
        }
        out.push_str(line);
    }
    out
}
