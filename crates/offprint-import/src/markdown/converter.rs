//! [`MarkdownConverter`]: the state of the walk that turns a parsed page into Markdown.
//!
//! Types only: the other files of this folder each add the methods for one kind of element.

use rustc_hash::{FxHashMap, FxHashSet};
use url::Url;

use crate::article::{LocalImage, LossKind};
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::notes_and_references::Note;
use crate::markdown::inline::{InlineMark, InlineRun};
use crate::markdown::list_labels::Labels;
use crate::markdown::text_style::TextStyle;

/// What the converter must know about the rest of the page.
#[derive(Default, Debug)]
pub(in super::super) struct PageContext<'a> {
    /// The base of relative addresses.
    pub(in super::super) base: Option<&'a Url>,
    /// The classes that stand for bold, italic, raised or lowered text.
    pub(in super::super) styles: FxHashMap<String, TextStyle>,
    /// The notes, in order.
    pub(in super::super) notes: Vec<Note>,
    /// The number of the note that a mark stands for, from 1.
    pub(in super::super) marks: FxHashMap<NodeId, usize>,
    /// The index of the cited work that a link's fragment points to.
    pub(in super::super) cited: FxHashMap<String, usize>,
    /// Who wrote an element, where several people did.
    pub(in super::super) names: FxHashMap<NodeId, String>,
}

/// The state of the walk.
pub(super) struct MarkdownConverter<'a> {
    pub(super) document: &'a HtmlDocument,
    pub(super) surroundings: &'a PageContext<'a>,
    pub(super) containers: Vec<Container>,
    pub(super) run: InlineRun,
    /// The level of the current heading in the page.
    pub(super) heading: Option<u8>,
    /// The levels of the enclosing headings in the page.
    pub(super) headings: Vec<u8>,
    pub(super) images: Vec<LocalImage>,
    /// The images that are shown.
    pub(super) pictures: FxHashSet<NodeId>,
    /// The captions that are written with their images.
    pub(super) captions_of_images: FxHashSet<NodeId>,
    /// The notes in the order in which they were first cited.
    pub(super) used: Vec<usize>,
    /// Formulas that cannot be rendered.
    pub(super) unreadable: Vec<String>,
    /// Links that became text, with their addresses.
    pub(super) lost_links: Vec<LostLink>,
    /// The links to headings of the article.
    pub(super) heading_links: Vec<LostLink>,
    /// Whether a cell of a table is being written, which is one line.
    pub(super) is_in_cell: bool,
    /// Elements that are written elsewhere: titles of boxes, names of tabs.
    pub(super) skipped: Vec<NodeId>,
    /// The address of the page, if it is known from its links to its references only.
    pub(super) own_page: Option<String>,
    /// The elements that links can point to.
    pub(super) places: FxHashMap<&'a str, NodeId>,
    /// What is written above an element: the name of the tab that opens it, or of who wrote it.
    pub(super) names: FxHashMap<NodeId, String>,
    /// The note that is being written: it may be inside its own mark.
    pub(super) note: Option<NodeId>,
}

/// A link that becomes text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in super::super) struct LostLink {
    /// Why.
    pub(in super::super) kind: LossKind,
    /// Its element.
    pub(in super::super) node: NodeId,
    /// Its address.
    pub(in super::super) address: String,
    /// The id of the heading that it leads to.
    pub(in super::super) heading_id: Option<String>,
}

/// What to do at the end of an element.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum ElementExit {
    Nothing,
    Mark(InlineMark),
    /// Several marks, outermost first.
    Marks(Vec<InlineMark>),
    Block,
    /// A block in strong type.
    StrongBlock,
    Container,
    Heading,
    /// Text to write after the content, such as closing quotation marks.
    Text(&'static str),
}

/// An open quote, list or item, with its finished blocks.
pub(super) struct Container {
    pub(super) kind: ContainerKind,
    pub(super) blocks: Vec<MarkdownBlock>,
    /// What is written before the text of an item: Markdown counts with numbers only.
    pub(super) label: Option<String>,
    /// What a list counts with, if not with numbers.
    pub(super) labels: Option<Labels>,
    /// The number of the next item of a list that counts down.
    pub(super) countdown: Option<u64>,
}

/// A finished block.
pub(super) struct MarkdownBlock {
    pub(super) text: String,
    pub(super) is_list: bool,
}

/// The kind of a container.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum ContainerKind {
    Root,
    Quote,
    /// A notice or warning box, with its kind and its title.
    Callout(&'static str, Option<String>),
    /// A list, with the number of its next item if it is numbered.
    List(Option<u64>),
    Item,
    Term,
    Definition,
}

impl Container {
    pub(super) fn new(kind: ContainerKind) -> Self {
        Self { kind, blocks: Vec::new(), label: None, labels: None, countdown: None }
    }
}

/// What a link is written as.
pub(super) enum AnchorKind {
    Link(String),
    Text,
    /// The mark of a cited work, which has been written.
    Cited,
}
