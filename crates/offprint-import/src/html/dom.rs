//! A parsed page: a flat tree that is walked by numbers, never by recursion.
//!
//! An element is after its parent and its earlier siblings in `nodes`, always, so that one loop
//! backwards over the numbers sees all children before their parent. All text is in one string.
//! Knows neither HTML's rules (`parse`) nor what an article is.

use std::ops::Range;

use crate::html::tag::Tag;

/// Which node of a `HtmlDocument`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct NodeId(u32);

impl NodeId {
    /// The document itself.
    pub(crate) const ROOT: Self = Self(0);
    const NONE: Self = Self(u32::MAX);

    /// The place in a table with one row for each node.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }

    fn some(self) -> Option<Self> {
        (self != Self::NONE).then_some(self)
    }
}

/// A parsed page.
#[derive(Debug)]
pub(crate) struct HtmlDocument {
    nodes: Vec<DomNode>,
    text: String,
}

#[derive(Debug)]
struct DomNode {
    parent: NodeId,
    first_child: NodeId,
    last_child: NodeId,
    next: NodeId,
    previous: NodeId,
    kind: NodeKind,
}

#[derive(Debug)]
enum NodeKind {
    Root,
    Text(Range<u32>),
    Element(Box<ElementData>),
}

#[derive(Debug)]
struct ElementData {
    tag: Tag,
    /// The byte of the source at which its start tag begins.
    start: u32,
    attributes: Vec<(Box<str>, Box<str>)>,
}

/// Where lines begin while the nodes of an element are gone through: at blocks and line breaks.
#[derive(Default)]
pub(crate) struct LineBreaks {
    /// The block of the last text; `None` before the first.
    block: Option<Option<NodeId>>,
    has_break: bool,
}

impl LineBreaks {
    /// Whether a text begins a line, apart from the first. Other nodes begin none, but may end one.
    pub(crate) fn is_before(&mut self, document: &HtmlDocument, node: NodeId) -> bool {
        self.has_break |= document.is(node, Tag::Br);
        if document.text(node).is_none_or(|text| text.trim().is_empty()) {
            return false;
        }
        let is_block = |above: &NodeId| document.tag(*above).is_some_and(Tag::is_block);
        let own = document.ancestors(node).find(is_block);
        let is_other = self.block.replace(own).is_some_and(|block| block != own);
        std::mem::take(&mut self.has_break) || is_other
    }
}

impl HtmlDocument {
    /// A document without content.
    pub(super) fn new() -> Self {
        Self { nodes: vec![DomNode::new(NodeId::NONE, NodeKind::Root)], text: String::new() }
    }

    /// How many nodes there are, including detached ones.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// All nodes, parents before children.
    pub(crate) fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// The tag, if it is an element.
    pub(crate) fn tag(&self, id: NodeId) -> Option<Tag> {
        match &self.nodes[id.index()].kind {
            NodeKind::Element(element) => Some(element.tag),
            _ => None,
        }
    }

    /// Whether it is an element of this tag.
    pub(crate) fn is(&self, id: NodeId, tag: Tag) -> bool {
        self.tag(id) == Some(tag)
    }

    /// The text, if it is a text.
    pub(crate) fn text(&self, id: NodeId) -> Option<&str> {
        match &self.nodes[id.index()].kind {
            NodeKind::Text(range) => Some(&self.text[range.start as usize..range.end as usize]),
            _ => None,
        }
    }

    /// An attribute's value.
    pub(crate) fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        self.attributes(id).find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    /// The byte of the source at which the start tag of an element begins.
    pub(crate) fn source_start(&self, id: NodeId) -> Option<usize> {
        match &self.nodes[id.index()].kind {
            NodeKind::Element(element) => Some(element.start as usize),
            _ => None,
        }
    }

    /// All attributes of an element.
    pub(crate) fn attributes(&self, id: NodeId) -> impl Iterator<Item = (&str, &str)> {
        let attributes = match &self.nodes[id.index()].kind {
            NodeKind::Element(element) => element.attributes.as_slice(),
            _ => &[],
        };
        attributes.iter().map(|(name, value)| (&**name, &**value))
    }

    /// The element or document that contains it.
    pub(crate) fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.nodes[id.index()].parent.some()
    }

    /// The node after it in its parent.
    pub(crate) fn next(&self, id: NodeId) -> Option<NodeId> {
        self.nodes[id.index()].next.some()
    }

    /// The node before it in its parent.
    pub(crate) fn previous(&self, id: NodeId) -> Option<NodeId> {
        self.nodes[id.index()].previous.some()
    }

    /// The first node in it.
    pub(crate) fn first_child(&self, id: NodeId) -> Option<NodeId> {
        self.nodes[id.index()].first_child.some()
    }

    /// The nodes in it.
    pub(crate) fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.first_child(id), |child| self.next(*child))
    }

    /// The next element beside it, whatever text is between.
    pub(crate) fn next_element(&self, id: NodeId) -> Option<NodeId> {
        std::iter::successors(self.next(id), |at| self.next(*at))
            .find(|node| self.tag(*node).is_some())
    }

    /// Whether one of its classes is one of these, whatever its capitals.
    pub(crate) fn has_class(&self, id: NodeId, classes: &[&str]) -> bool {
        self.attribute(id, "class").is_some_and(|names| {
            names
                .split_ascii_whitespace()
                .any(|name| classes.iter().any(|class| name.eq_ignore_ascii_case(class)))
        })
    }

    /// The elements around it, innermost first, without itself.
    pub(crate) fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.parent(id), |parent| self.parent(*parent))
    }

    /// Everything in it, without itself, in the order of the page.
    pub(crate) fn descendants(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.first_child(id), move |node| {
            self.first_child(*node).or_else(|| self.after(*node, id))
        })
    }

    /// The next node in the order of the page that is not in `node`, while it is in `end`.
    pub(crate) fn after(&self, node: NodeId, end: NodeId) -> Option<NodeId> {
        let mut node = node;
        while node != end {
            if let Some(next) = self.next(node) {
                return Some(next);
            }
            node = self.parent(node)?;
        }
        None
    }

    /// The text of everything in it, with white space normalised, cut soon after `limit` bytes.
    pub(crate) fn text_within(&self, id: NodeId, limit: usize) -> String {
        let mut out = String::new();
        let mut is_gap = false;
        for node in std::iter::once(id).chain(self.descendants(id)) {
            match &self.nodes[node.index()].kind {
                NodeKind::Text(_) => {
                    let text = self.text(node).unwrap_or_default();
                    for (position, word) in text.split(char::is_whitespace).enumerate() {
                        is_gap |= position > 0;
                        if word.is_empty() {
                            continue;
                        }
                        if is_gap && !out.is_empty() {
                            out.push(' ');
                        }
                        is_gap = false;
                        out.push_str(word);
                    }
                    if out.len() > limit {
                        break;
                    }
                }
                NodeKind::Element(element) => {
                    is_gap |= element.tag.is_block() || element.tag == Tag::Br;
                }
                NodeKind::Root => {}
            }
        }
        out
    }

    /// The text of everything in it, in the lines that readers see: blocks and line breaks begin a
    /// line. Cut soon after `limit` bytes.
    pub(crate) fn lines_within(&self, id: NodeId, limit: usize) -> String {
        let mut out = String::new();
        let mut breaks = LineBreaks::default();
        let mut is_gap = false;
        for node in std::iter::once(id).chain(self.descendants(id)) {
            let mut is_line = breaks.is_before(self, node);
            let Some(text) = self.text(node) else { continue };
            if text.trim().is_empty() {
                is_gap = true;
                continue;
            }
            is_gap |= text.starts_with(char::is_whitespace);
            for word in text.split_whitespace() {
                if !out.is_empty() && (is_line || is_gap) {
                    out.push(if is_line { '\n' } else { ' ' });
                }
                (is_line, is_gap) = (false, true);
                out.push_str(word);
            }
            is_gap = text.ends_with(char::is_whitespace);
            if out.len() > limit {
                break;
            }
        }
        out
    }

    /// Removes it from the tree, with everything in it.
    pub(crate) fn detach(&mut self, id: NodeId) {
        let DomNode { parent, next, previous, .. } = self.nodes[id.index()];
        if parent == NodeId::NONE {
            return;
        }
        match previous.some() {
            Some(previous) => self.nodes[previous.index()].next = next,
            None => self.nodes[parent.index()].first_child = next,
        }
        match next.some() {
            Some(next) => self.nodes[next.index()].previous = previous,
            None => self.nodes[parent.index()].last_child = previous,
        }
        let node = &mut self.nodes[id.index()];
        (node.parent, node.next, node.previous) = (NodeId::NONE, NodeId::NONE, NodeId::NONE);
    }

    /// Appends a new element to the content of `parent`. Its start tag begins at byte `start` of
    /// the source.
    pub(super) fn append_element(
        &mut self,
        parent: NodeId,
        tag: Tag,
        attributes: Vec<(Box<str>, Box<str>)>,
        start: usize,
    ) -> NodeId {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        self.append(parent, NodeKind::Element(Box::new(ElementData { tag, start, attributes })))
    }

    /// Appends text to the content of `parent`, joined to its last text if there is one.
    pub(super) fn append_text(&mut self, parent: NodeId, text: &str) {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        let end = self.text.len() as u32;
        if let Some(last) = self.nodes[parent.index()].last_child.some()
            && let NodeKind::Text(range) = &mut self.nodes[last.index()].kind
            && range.end == start
        {
            range.end = end;
            return;
        }
        self.append(parent, NodeKind::Text(start..end));
    }

    /// Makes an element one of another tag.
    pub(super) fn set_tag(&mut self, id: NodeId, tag: Tag) {
        if let NodeKind::Element(element) = &mut self.nodes[id.index()].kind {
            element.tag = tag;
        }
    }

    /// Adds the attributes that an element does not have yet.
    pub(super) fn add_attributes(&mut self, id: NodeId, more: Vec<(Box<str>, Box<str>)>) {
        if let NodeKind::Element(element) = &mut self.nodes[id.index()].kind {
            for (name, value) in more {
                if element.attributes.iter().all(|(known, _)| *known != name) {
                    element.attributes.push((name, value));
                }
            }
        }
    }

    fn append(&mut self, parent: NodeId, kind: NodeKind) -> NodeId {
        let id = NodeId(self.nodes.len() as u32);
        let mut node = DomNode::new(parent, kind);
        let last = self.nodes[parent.index()].last_child;
        node.previous = last;
        self.nodes.push(node);
        match last.some() {
            Some(last) => self.nodes[last.index()].next = id,
            None => self.nodes[parent.index()].first_child = id,
        }
        self.nodes[parent.index()].last_child = id;
        id
    }
}

impl DomNode {
    fn new(parent: NodeId, kind: NodeKind) -> Self {
        let none = NodeId::NONE;
        Self { parent, first_child: none, last_child: none, next: none, previous: none, kind }
    }
}
