//! Parses HTML text into an `HtmlDocument`.
//!
//! `html5gum` produces the tokens as the standard defines them. The tree is built by fewer rules
//! than the standard's: the rules by which browsers display broken pages (formatting continued in
//! the next paragraph, text moved out of tables) do not help reading, and they let 1 MB of hostile
//! HTML become gigabytes. Here each token makes at most one node, and no walk is longer than
//! `MAX_DEPTH`.

use html5gum::{DefaultEmitter, HtmlString, SpanBound, StartTag, State, Token, Tokenizer};

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;

/// Deeper elements are treated as part of the element that contains them. Real pages stay under
/// 100.
const MAX_DEPTH: usize = 200;
/// The maximum number of attributes of an element; only hostile pages have more.
const MAX_ATTRIBUTES: usize = 200;

/// Parses a page. Any text is a page.
pub(crate) fn parse(html: &str) -> HtmlDocument {
    let mut builder = TreeBuilder {
        document: HtmlDocument::new(),
        open: vec![(NodeId::ROOT, Tag::Other)],
        too_deep: 0,
        html: None,
        body: None,
        is_in_noscript: false,
        position: 0,
    };
    let mut raw = String::new();
    let mut tokenizer = Tokenizer::new_with_emitter(html, DefaultEmitter::<usize>::new_with_span());
    while let Some(token) = tokenizer.next() {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let is_noscript = Tag::from_name(&tag.name) == Tag::Noscript;
                builder.position = tag.span.start;
                if let Some(state) = builder.start(tag) {
                    tokenizer.set_state(state);
                } else if is_noscript {
                    tokenizer.set_state(State::RawText);
                    raw.clear();
                    builder.is_in_noscript = true;
                }
            }
            Token::EndTag(tag) => {
                if std::mem::take(&mut builder.is_in_noscript) {
                    builder.noscript(&raw);
                }
                builder.end(Tag::from_name(&tag.name));
            }
            Token::String(text) if builder.is_in_noscript => {
                raw.push_str(&String::from_utf8_lossy(&text.value));
            }
            Token::String(text) => builder.text(&text.value),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    if builder.is_in_noscript {
        // It is never closed: browsers would hide the rest of the page.
        builder.end(Tag::Noscript);
        builder.noscript(&raw);
    }
    builder.document
}

struct TreeBuilder {
    document: HtmlDocument,
    /// The open elements, outermost first.
    open: Vec<(NodeId, Tag)>,
    /// The number of open elements beyond `MAX_DEPTH`: they have no nodes.
    too_deep: usize,
    html: Option<NodeId>,
    body: Option<NodeId>,
    /// Whether the content of a `noscript` is being read.
    is_in_noscript: bool,
    /// The byte of the source at which the current start tag begins; in a `noscript`, that of the
    /// `noscript`.
    position: usize,
}

impl TreeBuilder {
    /// Adds the content of a `noscript`. Browsers read it as text up to its end tag, so that what
    /// is not closed in it does not reach beyond it.
    fn noscript(&mut self, raw: &str) {
        let (depth, too_deep) = (self.open.len(), self.too_deep);
        let mut tokenizer = Tokenizer::new(raw);
        while let Some(token) = tokenizer.next() {
            let Ok(token) = token;
            match token {
                Token::StartTag(tag) => {
                    if let Some(state) = self.start(tag) {
                        tokenizer.set_state(state);
                    }
                }
                Token::EndTag(tag) if self.open.len() > depth => {
                    self.end(Tag::from_name(&tag.name));
                }
                Token::String(text) => self.text(&text.value),
                _ => {}
            }
        }
        self.open.truncate(depth);
        self.too_deep = too_deep;
    }

    fn text(&mut self, text: &HtmlString) {
        let text = String::from_utf8_lossy(text);
        if self.current().1 == Tag::Head && !text.trim().is_empty() {
            self.close_head();
        }
        let (parent, _) = self.current();
        self.document.append_text(parent, &text);
    }

    /// Opens an element; returns the state in which its content must be read, if that is not
    /// markup.
    fn start<S: SpanBound>(&mut self, start: StartTag<S>) -> Option<State> {
        let tag = Tag::from_name(&start.name);
        let is_foreign = self.open.iter().any(|(_, tag)| matches!(tag, Tag::Svg | Tag::Math));
        let mut attributes = Vec::with_capacity(start.attributes.len().min(MAX_ATTRIBUTES));
        for (name, value) in start.attributes.into_iter().take(MAX_ATTRIBUTES) {
            attributes.push((to_boxed_str(&name), to_boxed_str(&value.value)));
        }
        match tag {
            Tag::Html | Tag::Body => {
                let known = if tag == Tag::Html { self.html } else { self.body };
                if let Some(known) = known {
                    self.document.add_attributes(known, attributes);
                    return None;
                }
            }
            Tag::Frameset => self.close_head(),
            _ => {}
        }
        if is_foreign {
            self.leave_foreign(tag);
        } else {
            self.imply_ends(tag);
        }
        let raw = match tag {
            Tag::Script => Some(State::ScriptData),
            Tag::Style | Tag::Xmp | Tag::Iframe | Tag::Noembed | Tag::Noframes => {
                Some(State::RawText)
            }
            Tag::Title | Tag::Textarea if !is_foreign => Some(State::RcData),
            Tag::Plaintext => Some(State::PlainText),
            _ => None,
        };
        let is_leaf = tag.is_void() || is_foreign && start.self_closing;
        if self.open.len() > MAX_DEPTH {
            if is_leaf {
                self.append(tag, attributes);
            } else {
                self.too_deep += 1;
                let (parent, _) = self.current();
                self.document.append_text(parent, "\n");
            }
        } else {
            // Browsers show the content of such a template in place of the template.
            let is_shown = tag == Tag::Template
                && attributes.iter().any(|(name, value)| {
                    &**name == "shadowrootmode"
                        && ["open", "closed"].iter().any(|mode| value.eq_ignore_ascii_case(mode))
                });
            let id = self.append(if is_shown { Tag::Div } else { tag }, attributes);
            match tag {
                Tag::Html => self.html = Some(id),
                Tag::Body => self.body = Some(id),
                _ => {}
            }
            if !is_leaf {
                self.open.push((id, tag));
            }
        }
        raw
    }

    fn end(&mut self, tag: Tag) {
        if tag == Tag::Br {
            self.append(Tag::Br, Vec::new());
            return;
        }
        if tag.is_void() || matches!(tag, Tag::Body | Tag::Html) {
            return;
        }
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        let is_heading = tag.heading_level().is_some();
        let mut is_over_block = false;
        for position in (1..self.open.len()).rev() {
            let (_, open) = self.open[position];
            if open == tag || is_heading && open.heading_level().is_some() {
                if tag.is_formatting() && is_over_block {
                    self.open.remove(position);
                } else {
                    self.open.truncate(position);
                }
                return;
            }
            let is_barrier = match tag {
                Tag::Table
                | Tag::Tbody
                | Tag::Thead
                | Tag::Tfoot
                | Tag::Tr
                | Tag::Td
                | Tag::Th
                | Tag::Caption => {
                    matches!(open, Tag::Table | Tag::Template)
                }
                Tag::Li => matches!(open, Tag::Ul | Tag::Ol) || open.is_scope(),
                _ if tag.is_block() || tag.is_formatting() => open.is_scope(),
                _ => open.is_block(),
            };
            if is_barrier {
                return;
            }
            is_over_block |= open.is_block();
        }
    }

    /// Closes the elements whose end tags may be omitted before `tag`.
    fn imply_ends(&mut self, tag: Tag) {
        match tag {
            Tag::Li => self.close_until(
                |open| open == Tag::Li,
                |open| matches!(open, Tag::Ul | Tag::Ol | Tag::Menu),
            ),
            Tag::Dd | Tag::Dt => {
                self.close_until(|open| matches!(open, Tag::Dd | Tag::Dt), |open| open == Tag::Dl);
            }
            Tag::Option | Tag::Optgroup => {
                self.close_until(
                    |open| matches!(open, Tag::Option),
                    |open| matches!(open, Tag::Select | Tag::Optgroup),
                );
            }
            Tag::Tr => self.close_until(|open| open == Tag::Tr, |open| open == Tag::Table),
            Tag::Td | Tag::Th => {
                self.close_until(|open| matches!(open, Tag::Td | Tag::Th), |open| open == Tag::Tr);
            }
            Tag::Tbody | Tag::Thead | Tag::Tfoot => {
                self.close_until(
                    |open| {
                        matches!(
                            open,
                            Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Caption | Tag::Colgroup
                        )
                    },
                    |open| open == Tag::Table,
                );
            }
            Tag::A => {
                if let Some(position) =
                    self.open.iter().rposition(|(_, open)| *open == Tag::A || open.is_scope())
                    && self.open[position].1 == Tag::A
                {
                    self.open.remove(position);
                }
            }
            Tag::Button => self.close_until(|open| open == Tag::Button, |_| false),
            _ => {}
        }
        if self.open.iter().any(|(_, open)| *open == Tag::Head) && !is_head_element(tag) {
            self.close_head();
        }
        if tag.is_block() && !tag.is_table_part() {
            if tag.heading_level().is_some() && self.current().1.heading_level().is_some() {
                self.open.pop();
            }
            self.close_until(|open| open == Tag::P, |open| open == Tag::Button);
        }
    }

    /// Ends the innermost element that `is_it`, with all in it, unless one that `is_end` or a
    /// table's cell is between them.
    fn close_until(&mut self, is_it: impl Fn(Tag) -> bool, is_end: impl Fn(Tag) -> bool) {
        for position in (1..self.open.len()).rev() {
            let (_, open) = self.open[position];
            if is_it(open) {
                self.open.truncate(position);
                self.too_deep = 0;
                return;
            }
            if is_end(open)
                || open == Tag::Table
                || open.is_scope() && !matches!(open, Tag::Td | Tag::Th | Tag::Caption)
            {
                return;
            }
            if matches!(open, Tag::Td | Tag::Th | Tag::Caption)
                && !(is_it(Tag::Tr) || is_it(Tag::Tbody))
            {
                return;
            }
        }
    }

    fn close_head(&mut self) {
        if let Some(position) = self.open.iter().position(|(_, open)| *open == Tag::Head) {
            self.open.truncate(position);
        }
    }

    /// An HTML block inside a picture or a formula ends it, unless it is where HTML is allowed.
    fn leave_foreign(&mut self, tag: Tag) {
        if !tag.is_block() && !matches!(tag, Tag::Img | Tag::Br | Tag::Body) {
            return;
        }
        for position in (1..self.open.len()).rev() {
            match self.open[position].1 {
                Tag::ForeignObject
                | Tag::Desc
                | Tag::AnnotationXml
                | Tag::Mi
                | Tag::Mo
                | Tag::Mn
                | Tag::Ms
                | Tag::Mtext => {
                    return;
                }
                Tag::Svg | Tag::Math => {
                    self.open.truncate(position);
                    return;
                }
                _ => {}
            }
        }
    }

    fn current(&self) -> (NodeId, Tag) {
        self.open.last().copied().unwrap_or((NodeId::ROOT, Tag::Other))
    }

    fn append(&mut self, tag: Tag, attributes: Vec<(Box<str>, Box<str>)>) -> NodeId {
        let (parent, _) = self.current();
        self.document.append_element(parent, tag, attributes, self.position)
    }
}

fn is_head_element(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Base
            | Tag::Link
            | Tag::Meta
            | Tag::Noscript
            | Tag::Script
            | Tag::Style
            | Tag::Template
            | Tag::Title
            | Tag::Head
            // A tracking image or frame in a `noscript` of the head does not end it for our
            // purposes.
            | Tag::Img
            | Tag::Iframe
    )
}

fn to_boxed_str(text: &HtmlString) -> Box<str> {
    String::from_utf8_lossy(text).into()
}
