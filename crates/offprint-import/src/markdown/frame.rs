//! Quotes, lists and their items: containers whose blocks are finished before they are.
//!
//! Each is a frame on a stack. When it ends, its blocks are joined, set right by a mark or by
//! blanks, and become a block of the frame around.

use crate::markdown::inline::Run;
use crate::markdown::{Leave, Writer};

/// Quotes and lists deeper than this are written flat: nobody can read them, and each level costs a
/// copy.
const MAX_NESTING: usize = 10;

pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) blocks: Vec<Block>,
}

pub(super) struct Block {
    pub(super) text: String,
    pub(super) is_list: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Root,
    Quote,
    /// A list, and the number of its next item if it is numbered.
    List(Option<u64>),
    Item,
    Term,
    Definition,
}

impl Frame {
    pub(super) fn new(kind: Kind) -> Self {
        Self { kind, blocks: Vec::new() }
    }
}

impl Writer<'_> {
    pub(super) fn open_frame(&mut self, kind: Kind) -> Leave {
        self.flush();
        if self.frames.len() > MAX_NESTING {
            return Leave::Block;
        }
        self.frames.push(Frame::new(kind));
        Leave::Frame
    }

    pub(super) fn push_block(&mut self, text: String, is_list: bool) {
        if text.is_empty() {
            return;
        }
        if let Some(frame) = self.frames.last_mut() {
            // Text in a list, but in no item of it, is an item.
            if let Kind::List(number) = &mut frame.kind
                && !is_list
            {
                let marker = marker(number);
                frame.blocks.push(Block {
                    text: format!("{marker}{}", indented(&text, marker.len())),
                    is_list: false,
                });
                return;
            }
            frame.blocks.push(Block { text, is_list });
        }
    }

    pub(super) fn close_frame(&mut self) {
        self.flush();
        if self.frames.len() < 2 {
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        if frame.blocks.is_empty() {
            return;
        }
        match frame.kind {
            Kind::Root => {}
            Kind::Quote => {
                let text = joined(&frame.blocks);
                let mut out = String::with_capacity(text.len() + 16);
                for (number, line) in text.split('\n').enumerate() {
                    if number > 0 {
                        out.push('\n');
                    }
                    out.push_str(if line.is_empty() { ">" } else { "> " });
                    out.push_str(line);
                }
                self.push_block(out, false);
            }
            Kind::List(_) => {
                let is_loose = frame.blocks.iter().any(|block| block.text.contains("\n\n"));
                let separator = if is_loose { "\n\n" } else { "\n" };
                let items: Vec<&str> =
                    frame.blocks.iter().map(|block| block.text.as_str()).collect();
                let text = items.join(separator);
                self.push_block(text, true);
            }
            Kind::Item => {
                // A list in a list follows its item's words at once, if those are one paragraph.
                let is_tight = frame.blocks.len() <= 2
                    && frame.blocks.iter().skip(1).all(|block| block.is_list);
                let text = if is_tight {
                    frame
                        .blocks
                        .iter()
                        .map(|block| block.text.as_str())
                        .collect::<Vec<_>>()
                        .join("\n")
                } else {
                    joined(&frame.blocks)
                };
                let Some(parent) = self.frames.last_mut() else { return };
                let marker = match &mut parent.kind {
                    Kind::List(number) => marker(number),
                    _ => "- ".to_owned(),
                };
                let text = format!("{marker}{}", indented(&text, marker.len()));
                parent.blocks.push(Block { text, is_list: false });
            }
            Kind::Term => {
                let text = frame
                    .blocks
                    .iter()
                    .map(|block| block.text.as_str())
                    .collect::<Vec<_>>()
                    .join(" ")
                    .replace('\n', " ");
                self.push_block(text, false);
            }
            Kind::Definition => {
                let text = format!(": {}", indented(&joined(&frame.blocks), 2));
                let Some(parent) = self.frames.last_mut() else { return };
                match parent.blocks.last_mut() {
                    // A term and what it means stand together.
                    Some(term) if !term.is_list && !term.text.starts_with('#') => {
                        term.text.push('\n');
                        term.text.push_str(&text);
                    }
                    _ => self.push_block(joined(&frame.blocks), false),
                }
            }
        }
    }

    pub(super) fn close_all(&mut self) {
        self.flush();
        while self.frames.len() > 1 {
            self.close_frame();
        }
        self.run = Run::default();
        self.heading = None;
    }

    /// The finished blocks. A rule at the end parts nothing from nothing.
    pub(super) fn blocks(&mut self) -> Vec<String> {
        let mut blocks: Vec<String> = match self.frames.last_mut() {
            Some(frame) => {
                std::mem::take(&mut frame.blocks).into_iter().map(|block| block.text).collect()
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

fn joined(blocks: &[Block]) -> String {
    blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join("\n\n")
}

/// The text with every line but the first moved right; empty lines stay empty.
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
