//! One run of inline text with its marks: normalises white space, closes marks, then writes
//! Markdown.
//!
//! In HTML, marks may begin and end anywhere (`<b> a</b>b`), in Markdown only where words begin and
//! end. So a run is collected first and written when it is complete. A mark that Markdown cannot
//! express at its position is written as an HTML tag.

use offprint_base::is_noncharacter;

use crate::markdown::escape::{guard_lines, push_text};

/// A mark around text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum InlineMark {
    Strong,
    Emphasis,
    Strike,
    Sub,
    Sup,
    /// A link with its target.
    Link(String),
}

/// A part of a run, in the order of the page.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum InlinePart {
    /// Plain text, not yet escaped.
    Text(String),
    /// Finished Markdown: code, an image, a formula, a reference to a note.
    Finished(String),
    Open(InlineMark),
    Close(InlineMark),
    /// An explicit line break.
    Break,
}

/// A run of text that is being collected.
#[derive(Default, Debug)]
pub(super) struct InlineRun {
    parts: Vec<InlinePart>,
    /// Whether white space followed the last visible part.
    has_gap: bool,
    /// Marks that were opened, but have no content yet.
    waiting: Vec<InlineMark>,
    /// The open marks, outermost first.
    open: Vec<InlineMark>,
    has_content: bool,
}

/// Where a run occurs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum InlineContext {
    Paragraph,
    /// One line, without bold text, since headings are bold anyway.
    Heading,
    /// One line, in a table.
    Cell,
}

impl InlineRun {
    /// Whether the run has no visible content.
    pub(super) fn is_empty(&self) -> bool {
        !self.has_content
    }

    /// Adds text, with white space normalised.
    pub(super) fn text(&mut self, text: &str) {
        for (position, word) in text.split(is_gap).enumerate() {
            self.has_gap |= position > 0;
            if word.is_empty() {
                continue;
            }
            let word: String = if word.chars().any(is_dropped) {
                word.chars().filter(|c| !is_dropped(*c)).collect()
            } else {
                word.to_owned()
            };
            if !word.is_empty() {
                self.show(InlinePart::Text(word));
            }
        }
    }

    /// Adds finished Markdown within the text.
    pub(super) fn finished(&mut self, markdown: String) {
        self.show(InlinePart::Finished(markdown));
    }

    /// Adds white space.
    pub(super) fn gap(&mut self) {
        self.has_gap = true;
    }

    /// Ends the line.
    pub(super) fn line_break(&mut self) {
        // Two in a row are kept: old pages separate paragraphs like this.
        if self.has_content {
            self.parts.push(InlinePart::Break);
        }
        self.has_gap = false;
    }

    /// Opens a mark.
    pub(super) fn open(&mut self, mark: InlineMark) {
        self.waiting.push(mark);
    }

    /// Closes a mark.
    pub(super) fn close(&mut self, mark: &InlineMark) {
        if let Some(position) = self.waiting.iter().rposition(|waiting| waiting == mark) {
            self.waiting.remove(position);
            return;
        }
        let Some(position) = self.open.iter().rposition(|open| open == mark) else { return };
        // Marks that overlap are closed and reopened.
        let crossing = self.open.split_off(position + 1);
        for inner in crossing.iter().rev() {
            self.parts.push(InlinePart::Close(inner.clone()));
        }
        self.open.pop();
        self.parts.push(InlinePart::Close(mark.clone()));
        self.waiting.splice(0..0, crossing);
    }

    /// Ends the run, and begins a new one with the same marks.
    pub(super) fn take_finished(&mut self) -> Self {
        let mut parts = std::mem::take(&mut self.parts);
        for mark in self.open.iter().rev() {
            parts.push(InlinePart::Close(mark.clone()));
        }
        let mut waiting = std::mem::take(&mut self.open);
        waiting.append(&mut self.waiting);
        let has_content = std::mem::take(&mut self.has_content);
        self.has_gap = false;
        self.waiting = waiting;
        Self { parts, has_content, ..Self::default() }
    }

    fn show(&mut self, part: InlinePart) {
        let is_at_start = !self.has_content || self.parts.last() == Some(&InlinePart::Break);
        if self.has_gap && !is_at_start && !self.is_before_point(&part) {
            self.parts.push(InlinePart::Text(" ".to_owned()));
        }
        self.has_gap = false;
        for mark in std::mem::take(&mut self.waiting) {
            let is_inside = self.open.iter().any(|open| {
                *open == mark || matches!((open, &mark), (InlineMark::Link(_), InlineMark::Link(_)))
            });
            if is_inside {
                continue;
            }
            self.parts.push(InlinePart::Open(mark.clone()));
            self.open.push(mark);
        }
        self.has_content = true;
        self.parts.push(part);
    }

    /// Whether a part is the comma or the full stop after a link: in no language is there a space
    /// before it, so the white space was that of the source code.
    fn is_before_point(&self, part: &InlinePart) -> bool {
        let InlinePart::Text(word) = part else { return false };
        matches!(self.parts.last(), Some(InlinePart::Close(InlineMark::Link(_))))
            && (word.starts_with(',') || matches!(word.as_str(), "." | ".)" | ".\u{201d}"))
    }

    /// The run as Markdown, one string for each paragraph.
    pub(super) fn into_markdown(self, place: InlineContext) -> Vec<String> {
        let mut parts = merge_parts(self.parts);
        if place == InlineContext::Heading {
            parts.retain(|part| {
                !matches!(
                    part,
                    InlinePart::Open(InlineMark::Strong) | InlinePart::Close(InlineMark::Strong)
                )
            });
        }
        while parts.last() == Some(&InlinePart::Break) {
            parts.pop();
        }
        let styles = styles(&parts);
        let mut paragraphs = Vec::new();
        let mut out = String::new();
        let mut position = 0;
        let mut depth = 0usize;
        while position < parts.len() {
            match &parts[position] {
                InlinePart::Text(text) => {
                    let start = out.len();
                    push_text(&mut out, text);
                    if place == InlineContext::Cell && out[start..].contains('|') {
                        let piece = out[start..].replace('|', "\\|");
                        out.truncate(start);
                        out.push_str(&piece);
                    }
                }
                InlinePart::Finished(markdown) => {
                    if place == InlineContext::Cell {
                        out.push_str(&markdown.replace('|', "\\|").replace('\n', " "));
                    } else {
                        out.push_str(markdown);
                    }
                }
                InlinePart::Open(mark) => {
                    depth += 1;
                    out.push_str(opening(mark, styles[position]));
                }
                InlinePart::Close(mark) => {
                    depth = depth.saturating_sub(1);
                    push_closing(&mut out, mark, styles[position]);
                }
                InlinePart::Break => {
                    let breaks = parts[position..]
                        .iter()
                        .take_while(|part| **part == InlinePart::Break)
                        .count();
                    position += breaks - 1;
                    match place {
                        InlineContext::Paragraph if breaks > 1 && depth == 0 => {
                            paragraphs.push(guard_lines(out.trim()));
                            out.clear();
                        }
                        InlineContext::Paragraph => out.push_str("\\\n"),
                        InlineContext::Heading => out.push(' '),
                        InlineContext::Cell => out.push_str("<br>"),
                    }
                }
            }
            position += 1;
        }
        match place {
            InlineContext::Paragraph => paragraphs.push(guard_lines(out.trim())),
            InlineContext::Heading => paragraphs.push(out.trim().to_owned()),
            InlineContext::Cell => paragraphs.push(out.trim().to_owned()),
        }
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        paragraphs
    }
}

/// White space in HTML, and the special spaces that pages use for layout.
fn is_gap(character: char) -> bool {
    character.is_whitespace() || character.is_control()
}

/// Invisible characters: soft hyphens, zero-width spaces, marks for text direction.
pub(super) fn is_dropped(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffc}')
        || is_noncharacter(character)
}

/// Joins adjacent texts, and joins a mark that ends where the same mark begins.
fn merge_parts(parts: Vec<InlinePart>) -> Vec<InlinePart> {
    let mut out: Vec<InlinePart> = Vec::with_capacity(parts.len());
    for part in parts {
        match (out.last_mut(), &part) {
            (Some(InlinePart::Text(text)), InlinePart::Text(more)) => text.push_str(more),
            (Some(InlinePart::Close(closed)), InlinePart::Open(opened)) if closed == opened => {
                out.pop();
            }
            _ => out.push(part),
        }
    }
    let mut joined: Vec<InlinePart> = Vec::with_capacity(out.len());
    for part in out {
        match (joined.last_mut(), &part) {
            (Some(InlinePart::Text(text)), InlinePart::Text(more)) => text.push_str(more),
            _ => joined.push(part),
        }
    }
    joined
}

/// How a mark is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum MarkStyle {
    Sign,
    Tag,
}

/// For each part that opens or closes a mark, how to write it: with Markdown characters if Markdown
/// recognises them there.
fn styles(parts: &[InlinePart]) -> Vec<MarkStyle> {
    let mut styles = vec![MarkStyle::Sign; parts.len()];
    let mut open: Vec<usize> = Vec::new();
    for (position, part) in parts.iter().enumerate() {
        match part {
            InlinePart::Open(_) => open.push(position),
            InlinePart::Close(mark) => {
                let Some(start) = open.pop() else { continue };
                if !matches!(mark, InlineMark::Strong | InlineMark::Emphasis | InlineMark::Strike) {
                    continue;
                }
                let before = start.checked_sub(1).map(|index| edge(&parts[index], true));
                let first = parts.get(start + 1).map(|part| edge(part, false));
                let last = edge(&parts[position - 1], true);
                let after = parts.get(position + 1).map(|part| edge(part, false));
                let is_fine = flanks(before, first) && flanks(after, Some(last));
                let touches = |index: Option<usize>| {
                    index.and_then(|index| parts.get(index)).is_some_and(|part| {
                        matches!(
                            part,
                            InlinePart::Open(InlineMark::Strong | InlineMark::Emphasis)
                                | InlinePart::Close(InlineMark::Strong | InlineMark::Emphasis)
                        )
                    })
                };
                let is_back_to_back = matches!(
                    start.checked_sub(1).map(|index| &parts[index]),
                    Some(InlinePart::Close(_))
                ) && touches(start.checked_sub(1));
                if !is_fine || is_back_to_back {
                    styles[start] = MarkStyle::Tag;
                    styles[position] = MarkStyle::Tag;
                }
            }
            _ => {}
        }
    }
    styles
}

/// The last (or first) character of a part, for Markdown's rules on marks.
fn edge(part: &InlinePart, is_end: bool) -> char {
    match part {
        InlinePart::Text(text) => {
            let edge = if is_end { text.chars().next_back() } else { text.chars().next() };
            edge.unwrap_or(' ')
        }
        InlinePart::Break => ' ',
        InlinePart::Finished(_) | InlinePart::Open(_) | InlinePart::Close(_) => '*',
    }
}

/// Whether a mark between these characters is recognised: `outside` is None at the edge of the
/// block.
fn flanks(outside: Option<char>, inside: Option<char>) -> bool {
    let Some(inside) = inside else { return false };
    let is_punctuation =
        |character: char| !character.is_alphanumeric() && !character.is_whitespace();
    !inside.is_whitespace()
        && (!is_punctuation(inside)
            || outside.is_none_or(|outside| outside.is_whitespace() || is_punctuation(outside)))
}

fn opening(mark: &InlineMark, style: MarkStyle) -> &'static str {
    match (mark, style) {
        (InlineMark::Strong, MarkStyle::Sign) => "**",
        (InlineMark::Strong, MarkStyle::Tag) => "<strong>",
        (InlineMark::Emphasis, MarkStyle::Sign) => "*",
        (InlineMark::Emphasis, MarkStyle::Tag) => "<em>",
        (InlineMark::Strike, MarkStyle::Sign) => "~~",
        (InlineMark::Strike, MarkStyle::Tag) => "<del>",
        (InlineMark::Sub, _) => "<sub>",
        (InlineMark::Sup, _) => "<sup>",
        (InlineMark::Link(_), _) => "[",
    }
}

fn push_closing(out: &mut String, mark: &InlineMark, style: MarkStyle) {
    let closing = match (mark, style) {
        (InlineMark::Strong, MarkStyle::Sign) => "**",
        (InlineMark::Strong, MarkStyle::Tag) => "</strong>",
        (InlineMark::Emphasis, MarkStyle::Sign) => "*",
        (InlineMark::Emphasis, MarkStyle::Tag) => "</em>",
        (InlineMark::Strike, MarkStyle::Sign) => "~~",
        (InlineMark::Strike, MarkStyle::Tag) => "</del>",
        (InlineMark::Sub, _) => "</sub>",
        (InlineMark::Sup, _) => "</sup>",
        (InlineMark::Link(target), _) => {
            out.push_str("](");
            out.push_str(target);
            ")"
        }
    };
    out.push_str(closing);
}

#[cfg(test)]
mod tests {
    use super::{InlineContext, InlineMark, InlineRun};

    #[track_caller]
    fn check(build: impl FnOnce(&mut InlineRun), expect: &str) {
        let mut run = InlineRun::default();
        build(&mut run);
        assert_eq!(run.into_markdown(InlineContext::Paragraph).join("\n\n"), expect);
    }

    #[test]
    fn white_space_stands_outside_marks() {
        check(
            |run| {
                run.text("a");
                run.open(InlineMark::Strong);
                run.text(" b ");
                run.close(&InlineMark::Strong);
                run.text("c");
            },
            "a **b** c",
        );
    }

    #[test]
    fn empty_marks_leave_nothing() {
        check(
            |run| {
                run.text("a");
                run.open(InlineMark::Strong);
                run.text(" ");
                run.close(&InlineMark::Strong);
                run.text("b");
            },
            "a b",
        );
    }

    #[test]
    fn marks_that_markdown_would_not_see_are_tags() {
        check(
            |run| {
                run.text("a");
                run.open(InlineMark::Strong);
                run.text("\u{201c}b\u{201d}");
                run.close(&InlineMark::Strong);
                run.text("c");
            },
            "a<strong>\u{201c}b\u{201d}</strong>c",
        );
    }

    #[test]
    fn two_breaks_part_paragraphs() {
        check(
            |run| {
                run.text("a");
                run.line_break();
                run.text("b");
                run.line_break();
                run.line_break();
                run.text("c");
            },
            "a\\\nb\n\nc",
        );
    }
}
