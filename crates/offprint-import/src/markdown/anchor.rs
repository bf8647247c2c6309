//! What links are written as: links, marks of notes, marks of cited works, or their text.

use crate::article::LossKind;
use crate::citation;
use crate::html::dom::NodeId;
use crate::markdown::converter::{AnchorKind, LostLink, MarkdownConverter};
use crate::markdown::{heading_link, link};

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
                self.lose_link(node, LossKind::RelativeLink, target);
                AnchorKind::Text
            }
            None if href.trim_start().starts_with('#') => self.link_to_place(node, href.trim()),
            None => {
                if !link::is_program(href) {
                    self.lose_link(node, LossKind::LinkScheme, href.trim().to_owned());
                }
                AnchorKind::Text
            }
        }
    }

    /// What a link to a place on the same page is written as: a link if the place is a heading.
    fn link_to_place(&mut self, node: NodeId, href: &str) -> AnchorKind {
        // A heading that leads to itself is there to be copied.
        if self.heading.is_some() {
            return AnchorKind::Text;
        }
        let place = &href[1..];
        if let Some(heading) = heading_link::heading_of_place(self.document, &self.places, place) {
            let id = heading_link::heading_id(&self.document.text_within(heading, 500));
            let target = format!("#{id}");
            self.heading_links.push(LostLink {
                kind: LossKind::LinkToPlace,
                node,
                address: href.to_owned(),
                heading_id: Some(id),
            });
            return AnchorKind::Link(target);
        }
        // Marks, arrows and `back to top` are not missed.
        let letters = self.document.text_within(node, 200);
        let is_mark = letters.chars().filter(|c| c.is_alphabetic()).nth(1).is_none();
        if !is_mark && !matches!(place, "" | "top" | "!") {
            self.lose_link(node, LossKind::LinkToPlace, href.to_owned());
        }
        AnchorKind::Text
    }

    fn lose_link(&mut self, node: NodeId, kind: LossKind, address: String) {
        self.lost_links.push(LostLink { kind, node, address, heading_id: None });
    }

    /// The entry of the list of references that a link on the same page points to.
    pub(super) fn cited_work(&self, href: &str) -> Option<usize> {
        let (page, fragment) = href.split_once('#')?;
        // Some saved pages do not say their own address.
        let is_same_page = link::is_on_same_page(href, self.surroundings.base)
            || self.surroundings.base.is_none() && self.own_page.as_deref() == Some(page);
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
