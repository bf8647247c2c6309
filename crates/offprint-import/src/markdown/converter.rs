//! [`MarkdownConverter`]: the state of the walk that turns a parsed page into Markdown.
//!
//! Types only: the other files of this folder each add the methods for one kind of element.

use rustc_hash::FxHashMap;
use url::Url;

use crate::article::LocalImage;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::markdown::inline::{InlineMark, InlineRun};

/// What the writer must know of the page around.
#[derive(Default, Debug)]
pub(in super::super) struct PageContext<'a> {
    /// What relative addresses are relative to.
    pub(in super::super) base: Option<&'a Url>,
    /// The notes, in order: what each says.
    pub(in super::super) notes: Vec<NodeId>,
    /// Which note a link's fragment leads to, from 1.
    pub(in super::super) marks: FxHashMap<String, usize>,
}

/// The state of the walk.
pub(super) struct MarkdownConverter<'a> {
    pub(super) document: &'a HtmlDocument,
    pub(super) surroundings: &'a PageContext<'a>,
    pub(super) containers: Vec<Container>,
    pub(super) run: InlineRun,
    /// The level that the page gives the heading that is being written.
    pub(super) heading: Option<u8>,
    /// The levels of the headings above, as the page gives them.
    pub(super) headings: Vec<u8>,
    pub(super) images: Vec<LocalImage>,
    /// What stands under the next image.
    pub(super) caption: Option<String>,
    /// The notes in the order in which they were first cited.
    pub(super) used: Vec<usize>,
}

/// What the walk does when it leaves an element.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum ElementExit {
    Nothing,
    Mark(InlineMark),
    Block,
    Container,
    Heading,
    /// Text that stands after the content, as the marks of a quotation.
    Text(&'static str),
}

/// A quote, a list or an item that is open, with its finished blocks.
pub(super) struct Container {
    pub(super) kind: ContainerKind,
    pub(super) blocks: Vec<MarkdownBlock>,
}

/// A finished block.
pub(super) struct MarkdownBlock {
    pub(super) text: String,
    pub(super) is_list: bool,
}

/// What a container is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ContainerKind {
    Root,
    Quote,
    /// A list, and the number of its next item if it is numbered.
    List(Option<u64>),
    Item,
    Term,
    Definition,
}

impl Container {
    pub(super) fn new(kind: ContainerKind) -> Self {
        Self { kind, blocks: Vec::new() }
    }
}

/// What a link becomes.
pub(super) enum AnchorKind {
    Link(String),
    Text,
    Note,
}
