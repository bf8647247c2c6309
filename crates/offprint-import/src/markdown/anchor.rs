//! What links are written as: links, marks of notes, marks of cited works, or their text.

use crate::citation;
use crate::html::dom::NodeId;
use crate::markdown::converter::{AnchorKind, MarkdownConverter};
use crate::markdown::link;

impl MarkdownConverter<'_> {
    /// Decides what a link is written as.
    pub(super) fn anchor(&mut self, node: NodeId) -> AnchorKind {
        let Some(href) = self.document.attribute(node, "href") else { return AnchorKind::Text };
        if let Some(index) = self.cited_work(href)
            && self.cite_work(node, index)
        {
            return AnchorKind::Cited;
        }
        match link::link_target(href, self.surroundings.base) {
            // If the base is unknown, a relative link would be broken in the digest.
            Some(target) if target.contains("://") || link::is_contact(&target) => {
                AnchorKind::Link(target)
            }
            Some(target) => {
                self.relative_links.push(target);
                AnchorKind::Text
            }
            None => AnchorKind::Text,
        }
    }

    /// The entry of the list of references that a link on the same page points to.
    pub(super) fn cited_work(&self, href: &str) -> Option<usize> {
        let (page, fragment) = href.split_once('#')?;
        let is_same_page = page.is_empty()
            || self.surroundings.base.is_some_and(|base| {
                base.join(page)
                    .is_ok_and(|url| url.host() == base.host() && url.path() == base.path())
            });
        self.surroundings.cited.get(fragment).copied().filter(|_| is_same_page)
    }

    /// Writes the placeholder of a mark that cites a work; false if the link is not a mark.
    pub(super) fn cite_work(&mut self, node: NodeId, index: usize) -> bool {
        let words = self.document.text_within(node, 120);
        let core = words.trim_matches(|character: char| !character.is_alphanumeric());
        if core.len() <= 4 && core.bytes().all(|byte| byte.is_ascii_digit()) && !core.is_empty() {
            self.run.finished(citation::number_mark(index));
            return true;
        }
        let has_year = core.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit));
        if !has_year || words.len() > 100 {
            return false;
        }
        self.run.finished(citation::named_mark_start(index));
        self.run.text(&words);
        self.run.finished(citation::NAMED_MARK_END.to_owned());
        true
    }

    pub(super) fn cite_note(&mut self, number: usize) {
        let position = self.used.iter().position(|used| *used == number).unwrap_or_else(|| {
            self.used.push(number);
            self.used.len() - 1
        });
        self.run.finished(format!("[^{}]", position + 1));
    }
}
