//! The numbers of ordered lists: where they begin, and where they jump.
//!
//! Markdown counts one by one, so a jump begins another list, and so does each item of a list that
//! counts down. Must not write the text of items.

use crate::html::dom::NodeId;
use crate::html::tag::Tag;
use crate::html::tasks::task_state;
use crate::markdown::converter::{ContainerKind, ElementExit, MarkdownBlock, MarkdownConverter};
use crate::markdown::list_labels::{Labels, numerals};

/// Higher numbers are not what a list counts.
const HIGHEST: u64 = 999_999_999;

impl MarkdownConverter<'_> {
    /// Begins an ordered list.
    pub(super) fn ordered_list(&mut self, node: NodeId) -> ElementExit {
        let start = self.document.attribute(node, "start").and_then(number);
        let countdown = self.document.attribute(node, "reversed").and_then(|_| {
            let items = self.document.children(node);
            start.or_else(|| {
                u64::try_from(items.filter(|item| self.document.is(*item, Tag::Li)).count()).ok()
            })
        });
        let start = start.unwrap_or(1);
        let Some(numerals) = numerals(self.document, node) else {
            let exit = self.open_container(ContainerKind::List(Some(start)));
            if exit == ElementExit::Container
                && let Some(list) = self.containers.last_mut()
            {
                list.countdown = countdown;
            }
            return exit;
        };
        let exit = self.open_container(ContainerKind::List(None));
        if exit == ElementExit::Container
            && let Some(list) = self.containers.last_mut()
        {
            list.labels = Some(Labels::new(numerals, start));
        }
        exit
    }

    /// Begins an item with the number that the page gives it.
    pub(super) fn list_item(&mut self, node: NodeId) -> ElementExit {
        let stated = self.document.attribute(node, "value").and_then(number);
        let Some(list) = self.containers.last_mut() else { return self.block() };
        let ContainerKind::List(next) = &mut list.kind else { return self.block() };
        let stated = stated.or(list.countdown);
        if let (Some(countdown), Some(stated)) = (&mut list.countdown, stated) {
            *countdown = stated.saturating_sub(1);
        }
        if let (Some(next), Some(stated)) = (next, stated)
            && *next != stated
        {
            if !list.blocks.is_empty() {
                let gap = MarkdownBlock { text: "<!-- -->".to_owned(), is_list: false };
                list.blocks.push(gap);
            }
            *next = stated;
        }
        let label = list.labels.as_mut().map(|labels| labels.take(stated)).or_else(|| {
            let is_done = task_state(self.document, node)?;
            Some(if is_done { "[x] " } else { "[ ] " }.to_owned())
        });
        let exit = self.open_container(ContainerKind::Item);
        if exit == ElementExit::Container
            && let Some(item) = self.containers.last_mut()
        {
            item.label = label;
        }
        exit
    }
}

/// The number in an attribute, if a list can count so far.
fn number(text: &str) -> Option<u64> {
    text.trim().parse().ok().filter(|number| *number <= HIGHEST)
}
