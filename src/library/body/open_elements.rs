//! [`OpenElements`]: the elements of raw HTML that are open, with the Markdown in which each began.
//!
//! What begins in a list item ends in it: otherwise a forgotten tag would change everything after
//! it, the footer of the page included. So each part of Markdown with a tag of its own is a frame;
//! at its end, what is still open in it is closed, and an end tag has no effect outside of it.
//!
//! Must not know where the HTML is written.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use offprint_base::{StartTag, is_void_element};

use super::element_context::Context;
use super::html_elements::{
    belongs_to_page, ends_foreign_content, ends_others, ends_paragraph, hides_content, holds_text,
    is_end_optional, is_ended_by, is_heading, is_html_element, is_obsolete_void_element,
    is_table_part, limits_end_tag, limits_start_tag,
};
use super::tag_problem::{MarkdownPart, TagProblem, TagProblemKind};

/// How deep elements may be nested: browsers stop at 512.
const DEEPEST: usize = 256;

/// An element of raw HTML.
struct OpenElement {
    name: String,
    /// Where its start tag is in the source.
    place: Range<usize>,
    /// Whether the start tag ends with `/>`, which means nothing in HTML.
    has_slash: bool,
    /// Whether it hides its content.
    is_hiding: bool,
    /// Whether its end tag was found where it can have no effect: it ends after that.
    has_late_end: bool,
    /// An end tag that an open table keeps from having an effect.
    blocked_end: Option<Range<usize>>,
    /// What is known of its content.
    context: Context,
}

/// A part of the Markdown that is being written.
struct Frame {
    part: MarkdownPart,
    /// The index of the first element that began in it.
    first: usize,
    /// The index of the first element that contains its HTML: a footnote is shown elsewhere.
    visible: usize,
    /// The `p` in it that another block ended.
    ended_paragraph: Option<Range<usize>>,
    /// Whether a table in it ended before its end tag: further parts of it have no effect.
    has_ended_table: bool,
}

/// What a tag does.
#[derive(Default, Debug, PartialEq, Eq)]
pub(super) struct TagEffect {
    /// The end tags that must precede it.
    pub(super) closing: String,
    /// What replaces the tag; `None` if it stays.
    pub(super) replacement: Option<&'static str>,
}

impl TagEffect {
    fn dropped() -> Self {
        Self { closing: String::new(), replacement: Some("") }
    }
}

/// The elements of raw HTML that are open.
pub(super) struct OpenElements {
    elements: Vec<OpenElement>,
    frames: Vec<Frame>,
    /// What was found to be wrong.
    problems: Vec<TagProblem>,
    /// The problems with an element that was not closed and whose end tag may come later.
    unclosed: HashMap<String, Vec<usize>>,
    /// How many start tags of each name were left out.
    dropped: HashMap<String, usize>,
    /// Where end tags are that belong to tags which are read as text.
    quiet_ends: HashSet<usize>,
    /// Whether more elements were nested than browsers allow.
    is_too_deep: bool,
}

impl Default for OpenElements {
    fn default() -> Self {
        let text = Frame {
            part: MarkdownPart::Text,
            first: 0,
            visible: 0,
            ended_paragraph: None,
            has_ended_table: false,
        };
        Self {
            elements: Vec::new(),
            frames: vec![text],
            problems: Vec::new(),
            unclosed: HashMap::new(),
            dropped: HashMap::new(),
            quiet_ends: HashSet::new(),
            is_too_deep: false,
        }
    }
}

impl OpenElements {
    /// Nothing is open; end tags at the given places are known to have no start tag.
    pub(super) fn new(quiet_ends: HashSet<usize>) -> Self {
        Self { quiet_ends, ..Self::default() }
    }

    /// A part of the Markdown begins.
    pub(super) fn enter(&mut self, part: MarkdownPart) {
        let first = self.elements.len();
        let visible = if part == MarkdownPart::Footnote { first } else { self.visible() };
        self.frames.push(Frame {
            part,
            first,
            visible,
            ended_paragraph: None,
            has_ended_table: false,
        });
    }

    /// The current part ends; returns the end tags of what is still open in it.
    pub(super) fn leave(&mut self) -> String {
        let first = self.first();
        let is_ended_by_markdown = self.part() == MarkdownPart::Paragraph
            && self.elements.get(first).is_some_and(|element| element.name == "p");
        let closing = self.close(first, None);
        if self.frames.len() > 1 {
            self.frames.pop();
        }
        // The end tag of the Markdown paragraph, which the raw `p` has ended, ends the raw one.
        match closing.strip_suffix("</p>") {
            Some(closing) if is_ended_by_markdown => closing.to_owned(),
            _ => closing,
        }
    }

    /// A block of Markdown begins: it ends an open `p`. Returns the end tags that are needed.
    pub(super) fn start_block(&mut self) -> String {
        if self.elements.len() == self.first() {
            return String::new();
        }
        let closing = self.end_foreign() + &self.end_implied("p");
        if self.context().is_between_cells { closing + &self.end_table() } else { closing }
    }

    /// Ends the drawing or formula that is open, because HTML comes that cannot be in it.
    pub(super) fn end_foreign(&mut self) -> String {
        if !self.context().is_foreign {
            return String::new();
        }
        let first = self.first();
        let is_html = |element: &OpenElement| !element.context.is_foreign;
        let last = self.elements[first..].iter().rposition(is_html);
        self.close(last.map_or(first, |index| first + index + 1), None)
    }

    /// Ends a table, because a block of Markdown is in none of its cells.
    fn end_table(&mut self) -> String {
        let first = self.first();
        let is_table = |element: &OpenElement| element.name == "table";
        let Some(index) = self.elements[first..].iter().rposition(is_table) else {
            return String::new();
        };
        let mut closing = self.close(first + index + 1, None);
        if let Some(table) = self.elements.pop() {
            closing.push_str("</table>");
            self.unclosed.entry(table.name.clone()).or_default().push(self.problems.len());
            self.report(TagProblemKind::MarkdownInTable, "table", table.place);
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.has_ended_table = true;
        }
        closing
    }

    /// The end tags of elements whose end tag came in a part of Markdown that has ended now.
    pub(super) fn close_late(&mut self) -> String {
        let first = self.first();
        match self.elements[first..].iter().position(|element| element.has_late_end) {
            Some(index) => self.close(first + index, None),
            None => String::new(),
        }
    }

    /// A start tag, and where it is in the source.
    pub(super) fn start(&mut self, tag: &StartTag<'_>, place: Range<usize>) -> TagEffect {
        let name = tag.name;
        let mut closing =
            if ends_foreign_content(name) { self.end_foreign() } else { String::new() };
        let Context { is_foreign, has_table, is_between_cells, .. } = self.context();
        if !is_foreign {
            if belongs_to_page(name) {
                return self.drop_start(TagProblemKind::PagePart, name, place);
            }
            if is_table_part(name) && !has_table && self.is_table_ended() {
                return TagEffect::dropped();
            }
            // A table that is in a table and in none of its cells ends it, with all that is in it.
            let first = self.first();
            let is_outer_table = name == "table"
                && is_between_cells
                && !self.elements[first..].iter().any(|element| element.name == "table");
            if is_table_part(name) && !has_table || is_outer_table {
                return self.drop_start(TagProblemKind::OutsideTable, name, place);
            }
            closing.push_str(&self.end_implied(name));
        }
        let is_empty = if is_foreign {
            tag.is_self_closing
        } else {
            is_void_element(name) || is_obsolete_void_element(name)
        };
        if !is_empty {
            if self.elements.len() >= DEEPEST {
                return self.drop_too_deep(name, place);
            }
            let context = self.context().within(name, is_foreign);
            self.elements.push(OpenElement {
                name: name.to_owned(),
                context,
                place,
                has_slash: tag.is_self_closing,
                is_hiding: hides_content(name) || tag.attribute("hidden").is_some(),
                has_late_end: false,
                blocked_end: None,
            });
        }
        TagEffect { closing, replacement: None }
    }

    /// An end tag, and where it is in the source.
    pub(super) fn end(&mut self, name: &str, place: Range<usize>) -> TagEffect {
        if name == "br" {
            // Browsers read it as a start tag.
            self.report(TagProblemKind::BreakEnd, name, place);
            return TagEffect { closing: String::new(), replacement: Some("<br>") };
        }
        let first = self.first();
        if let Some(index) = self.ended_element(name) {
            let is_implied = self.is_end_implied(index + 1);
            let closing = self.close(index + 1, Some(name));
            let closing = if is_implied { String::new() } else { closing };
            let Some(element) = self.elements.pop() else { return TagEffect::dropped() };
            if let Some(place) = element.blocked_end {
                self.report(TagProblemKind::Stray, name, place);
            }
            if element.name == name {
                return TagEffect { closing, replacement: None };
            }
            // The end tag of another level ends a heading.
            let other = format!("</{}>", element.name);
            self.report(TagProblemKind::OtherHeading { start: element.place }, name, place);
            return TagEffect { closing: closing + &other, replacement: Some("") };
        }
        let is_same = |element: &OpenElement| element.name == name;
        if let Some(index) = self.elements[first..].iter().rposition(is_same)
            && self.elements[first + index].blocked_end.is_none()
        {
            self.elements[first + index].blocked_end = Some(place);
            return TagEffect::dropped();
        }
        let outer = self.visible()..first;
        let is_open = |element: &OpenElement| element.name == name && !element.has_late_end;
        if let Some(index) = self.elements[outer.clone()].iter().rposition(is_open) {
            let element = &mut self.elements[outer.start + index];
            element.has_late_end = true;
            let start = element.place.clone();
            let part = self.part();
            self.report(TagProblemKind::Misplaced { part, start }, name, place);
            return TagEffect::dropped();
        }
        self.end_of_nothing(name, place);
        TagEffect::dropped()
    }

    fn is_table_ended(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.has_ended_table)
    }

    /// An end tag without an open element.
    fn end_of_nothing(&mut self, name: &str, place: Range<usize>) {
        if self.quiet_ends.contains(&place.start) || is_table_part(name) && self.is_table_ended() {
            return;
        }
        if let Some(frame) = self.frames.last_mut().filter(|_| name == "table") {
            frame.has_ended_table = false;
        }
        if let Some(count) = self.dropped.get_mut(name).filter(|count| **count > 0) {
            *count -= 1;
            return;
        }
        // One mistake is one problem: an element that ended too early, and its end tag.
        let earlier = self.unclosed.get_mut(name).and_then(Vec::pop);
        if let Some(problem) = earlier.and_then(|index| self.problems.get_mut(index)) {
            problem.end = Some(place);
            return;
        }
        let paragraph = self.frames.last_mut().filter(|_| name == "p");
        if let Some(start) = paragraph.and_then(|frame| frame.ended_paragraph.take()) {
            self.report(TagProblemKind::AfterParagraph { start }, name, place);
        } else if is_void_element(name) || is_obsolete_void_element(name) {
            self.report(TagProblemKind::VoidEnd, name, place);
        } else {
            self.report(TagProblemKind::Stray, name, place);
        }
    }

    /// Reports what is wrong with a tag.
    pub(super) fn report(&mut self, kind: TagProblemKind, name: &str, place: Range<usize>) {
        self.problems.push(TagProblem { kind, name: name.to_owned(), place, end: None });
    }

    /// What was found to be wrong.
    pub(super) fn into_problems(self) -> Vec<TagProblem> {
        self.problems
    }

    /// Whether an element is open.
    pub(super) fn is_any_open(&self) -> bool {
        !self.elements.is_empty()
    }

    /// Whether browsers never display a text here.
    pub(super) fn hides_text(&self) -> bool {
        self.context().is_hidden
    }

    /// The element whose content is read as text here.
    pub(super) fn text_element(&self) -> Option<&str> {
        let element = self.elements[self.visible()..].last()?;
        holds_text(&element.name).then_some(element.name.as_str())
    }

    fn first(&self) -> usize {
        self.frames.last().map_or(0, |frame| frame.first)
    }

    fn visible(&self) -> usize {
        self.frames.last().map_or(0, |frame| frame.visible)
    }

    fn part(&self) -> MarkdownPart {
        self.frames.last().map_or(MarkdownPart::Text, |frame| frame.part)
    }

    /// What the next tag is in.
    fn context(&self) -> Context {
        let context = self.elements[self.visible()..].last().map(|element| element.context);
        let context = context.unwrap_or_default();
        if self.elements.len() > self.first() {
            context
        } else {
            Context { has_table: false, has_paragraph: false, ..context }
        }
    }

    /// The element of the current part that an end tag ends.
    fn ended_element(&self, name: &str) -> Option<usize> {
        let first = self.first();
        for (index, element) in self.elements.iter().enumerate().skip(first).rev() {
            if element.name == name || is_heading(name) && is_heading(&element.name) {
                return Some(index);
            }
            if limits_end_tag(&element.name, name) {
                return None;
            }
        }
        None
    }

    /// Ends what the start tag of an element ends.
    fn end_implied(&mut self, name: &str) -> String {
        let first = self.first();
        let mut from = None;
        let last = if ends_others(name) { first } else { self.elements.len() };
        for (index, element) in self.elements.iter().enumerate().skip(last).rev() {
            if is_ended_by(&element.name, name) {
                from = Some(index);
                // A row or a section ends the cells in it, too; of others there is one.
                if !is_table_part(name) {
                    break;
                }
            }
            if limits_start_tag(&element.name, name) {
                break;
            }
        }
        let is_last_heading = |element: &OpenElement| is_heading(&element.name);
        if is_heading(name) && self.elements[first..].last().is_some_and(is_last_heading) {
            from = Some(self.elements.len() - 1);
        }
        if self.context().has_paragraph && ends_paragraph(name) {
            let paragraph = self.elements[first..]
                .iter()
                .enumerate()
                .rev()
                .take_while(|(_, element)| !limits_end_tag(&element.name, "p"))
                .find(|(_, element)| element.name == "p");
            if let Some((index, element)) = paragraph {
                let place = element.place.clone();
                if let Some(frame) = self.frames.last_mut() {
                    frame.ended_paragraph = Some(place);
                }
                from = Some(from.map_or(first + index, |from| from.min(first + index)));
            }
        }
        let Some(from) = from else { return String::new() };
        let is_implied = self.is_end_implied(from);
        let closing = self.close(from, None);
        if is_implied { String::new() } else { closing }
    }

    /// Whether browsers end the elements from an index on by themselves.
    fn is_end_implied(&self, from: usize) -> bool {
        self.elements[from..].iter().all(|element| is_end_optional(&element.name))
    }

    /// Ends the elements from an index on, because of an end tag or of the Markdown. Returns their
    /// end tags.
    fn close(&mut self, from: usize, end_tag: Option<&str>) -> String {
        let mut closing = String::new();
        let part = self.part();
        while self.elements.len() > from {
            let Some(element) = self.elements.pop() else { break };
            closing.push_str(&format!("</{}>", element.name));
            let is_reported = is_end_optional(&element.name)
                || element.has_late_end
                || element.blocked_end.is_some();
            if is_reported {
                continue;
            }
            let kind = TagProblemKind::Unclosed {
                part,
                before: end_tag.map(str::to_owned),
                has_slash: element.has_slash,
                is_hiding: element.is_hiding,
                is_unknown: !self.context().is_foreign && !is_html_element(&element.name),
            };
            self.unclosed.entry(element.name.clone()).or_default().push(self.problems.len());
            self.report(kind, &element.name, element.place);
        }
        closing
    }

    /// Leaves out a tag that is nested too deep. One of them is reported: the others have the same
    /// cause.
    fn drop_too_deep(&mut self, name: &str, place: Range<usize>) -> TagEffect {
        if self.is_too_deep {
            *self.dropped.entry(name.to_owned()).or_default() += 1;
            return TagEffect::dropped();
        }
        self.is_too_deep = true;
        self.drop_start(TagProblemKind::TooDeep, name, place)
    }

    fn drop_start(&mut self, kind: TagProblemKind, name: &str, place: Range<usize>) -> TagEffect {
        let is_empty = is_void_element(name) || matches!(name, "frame" | "plaintext");
        if !is_empty {
            *self.dropped.entry(name.to_owned()).or_default() += 1;
        }
        self.report(kind, name, place);
        TagEffect::dropped()
    }
}
