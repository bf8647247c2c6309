//! [`DocumentLinks`]: the targets of the links of one document, and what is inserted for them.

use std::sync::Arc;

use super::terms::TermId;
use super::thumbnail::Thumbnail;
use crate::library::{DocId, Facts, UnlocatedDiagnostic};
use crate::picture::Variant;
use crate::route::Route;
use crate::source::SitePath;

/// A link that points here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IncomingLink {
    /// The document that contains it.
    pub from: DocId,
    /// The part of that document that points here.
    pub origin: LinkOrigin,
}

/// How a document points to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinkOrigin {
    /// With a link: the index of the link.
    Link(usize),
    /// By naming a drug: the index of the mention.
    Mention(usize),
}

impl IncomingLink {
    /// The sentence that points here.
    pub fn sentence(self, facts: &Facts) -> &str {
        match self.origin {
            LinkOrigin::Link(link) => &facts.links[link].sentence,
            LinkOrigin::Mention(mention) => &facts.mentions[mention].sentence,
        }
    }
}

/// The target of a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Destination {
    /// To a document.
    Document(DocId),
    /// To a term: its group and its number.
    Term(usize, TermId),
    /// To another file.
    Other,
}

/// A lookup made to resolve a link: a hash of what was looked up and where.
pub type LookupKey = u64;

/// The resolved links of one document.
#[derive(Clone, Debug, Default)]
pub struct DocumentLinks {
    /// The part that readers see.
    pub rendered: Arc<RenderedLinks>,
    /// The targets of the document, each once, and the part of the document that points to each.
    pub(super) destinations: Vec<(Destination, LinkOrigin)>,
    pub(super) faults: Vec<UnlocatedDiagnostic>,
    /// The generated files that it links to, such as `/feed.xml`.
    pub(super) generated: Vec<Route>,
    /// All lookups that were needed to resolve them.
    pub(super) lookups: Arc<[LookupKey]>,
}

/// What is inserted into a document for its links.
#[derive(Debug, Default)]
pub struct RenderedLinks {
    /// The text for each hole.
    pub fillings: Vec<String>,
    /// What is inserted before the URLs of images: the index of the hole, and the attributes.
    pub image_attributes: Vec<(usize, String)>,
    /// The image that its author chose for link previews.
    pub preview_image: Option<PreviewImage>,
    /// The scaled images that its images refer to.
    pub(super) variants: Vec<(Route, (SitePath, Variant))>,
}

/// The image that a document's author chose for link previews.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PreviewImage {
    /// Its full URL.
    pub url: String,
    /// Its path on the site, with the base path; `None` for an image of another site.
    pub path: Option<String>,
    /// What it shows.
    pub alt: String,
    /// Its width and height, if they are known.
    pub size: Option<(u32, u32)>,
    /// The file for lists.
    pub thumbnail: Option<Thumbnail>,
}

impl DocumentLinks {
    /// A document that is not shown still has a filling for each hole, so that the numbers always
    /// match.
    pub(super) fn hidden(facts: &Facts) -> Self {
        let fillings = vec![String::new(); facts.links.len()];
        Self {
            rendered: Arc::new(RenderedLinks { fillings, ..RenderedLinks::default() }),
            ..Self::default()
        }
    }
}
