//! [`DocumentLinks`]: what the links of one document lead to, and what is inserted for them.

use std::sync::Arc;

use super::terms::TermId;
use crate::library::{DocId, Facts, UnlocatedDiagnostic};
use crate::picture::Variant;
use crate::route::Route;
use crate::source::SitePath;

/// A link that leads here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IncomingLink {
    /// The document that contains it.
    pub from: DocId,
    /// What in that document leads here.
    pub origin: LinkOrigin,
}

/// How a document leads to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkOrigin {
    /// By a link: which of its links.
    Link(usize),
    /// By naming a drug: which of its mentions.
    Mention(usize),
}

impl IncomingLink {
    /// The sentence that leads here.
    pub fn sentence(self, facts: &Facts) -> &str {
        match self.origin {
            LinkOrigin::Link(link) => &facts.links[link].sentence,
            LinkOrigin::Mention(mention) => &facts.mentions[mention].sentence,
        }
    }
}

/// Where a link leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Destination {
    /// To a document.
    Document(DocId),
    /// To a term: its group and its number.
    Term(usize, TermId),
    /// To another file.
    Other,
}

/// Something that was asked to resolve a link: a hash of what was looked up and where.
pub type LookupKey = u64;

/// What the links of one document turned out to be.
#[derive(Clone, Debug, Default)]
pub struct DocumentLinks {
    /// What readers see of it.
    pub rendered: Arc<RenderedLinks>,
    /// Where it leads, each place once, and what of the document leads there.
    pub(super) destinations: Vec<(Destination, LinkOrigin)>,
    pub(super) faults: Vec<UnlocatedDiagnostic>,
    /// The generated files that it links to, such as `/feed.xml`.
    pub(super) generated: Vec<Route>,
    /// All that was asked to find it out.
    pub(super) lookups: Arc<[LookupKey]>,
}

/// What goes into a document where its links stand.
#[derive(Debug, Default)]
pub struct RenderedLinks {
    /// What goes into each hole.
    pub fillings: Vec<String>,
    /// What goes before the addresses of images: into which hole, and the attributes.
    pub image_attributes: Vec<(usize, String)>,
    /// The image that its author chose for previews of links.
    pub preview_image: Option<PreviewImage>,
    /// The smaller pictures that its images name.
    pub(super) variants: Vec<(Route, (SitePath, Variant))>,
}

/// The image that a document's author chose for previews of links.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PreviewImage {
    /// Its whole address.
    pub url: String,
    /// What it shows.
    pub alt: String,
    /// Its width and height, if they are known.
    pub size: Option<(u32, u32)>,
}

impl DocumentLinks {
    /// A document that is not shown still has a filling for each hole, so that the two always fit.
    pub(super) fn hidden(facts: &Facts) -> Self {
        let fillings = vec![String::new(); facts.links.len()];
        Self {
            rendered: Arc::new(RenderedLinks { fillings, ..RenderedLinks::default() }),
            ..Self::default()
        }
    }
}
