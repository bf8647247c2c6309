//! [`xml_records`]: the records of an XML file, each parsed on its own, so that a mistake costs one
//! record.
//!
//! A document type is left out with everything that it declares, since its entities can expand a
//! small file to hundreds of megabytes. Depth and the number of attributes are limited, because the
//! parser takes more time for each. Must not depend on formats.

use std::borrow::Cow;

use memchr::memchr;
use roxmltree::{Document, Node, NodeType, ParsingOptions};

use crate::problem::{Problem, shortened};
use crate::reading::Reading;
use crate::text::mathml::math_text;
use crate::text::plain::reference_text;
use crate::text::script::script_text;

/// Elements inside elements of a record that is read.
const DEEPEST: usize = 200;

/// Attributes of an element of a record that is read.
const MOST_ATTRIBUTES: usize = 100;

/// Reads each element with one of the names as a document, and gives it with its line.
pub(crate) fn xml_records(
    text: &str,
    names: &[&str],
    reading: &mut Reading,
    mut read: impl FnMut(usize, Node<'_, '_>, &mut Reading),
) {
    let body_at = after_prolog(text, reading);
    let mut splitter =
        Splitter { text, at: body_at, counted: 0, line: 1, namespaces: String::new() };
    let mut count = 0;
    while let Some(record) = splitter.next_record(names) {
        count += 1;
        let problem = match record.fault {
            Some(message) => Some((record.line, message)),
            None => parse_record(&record, &splitter.namespaces, reading, &mut read),
        };
        if let Some((line, message)) = problem {
            let help = "export the record again, or correct it; the others are read";
            reading.problems.push(Problem::error(line, message).help(help));
        }
    }
    if count == 0 {
        let message = format!("the file contains no `{}`", names.first().unwrap_or(&""));
        reading.problems.push(Problem::error(1, message).help("export it again"));
    }
}

fn parse_record(
    record: &Record<'_>,
    namespaces: &str,
    reading: &mut Reading,
    read: &mut impl FnMut(usize, Node<'_, '_>, &mut Reading),
) -> Option<(usize, String)> {
    let source = with_characters(record.text);
    // Prefixes that the outermost element declares.
    let wrapped = match namespaces.is_empty() {
        true => source,
        false => Cow::Owned(format!("<records{namespaces}>{source}</records>")),
    };
    let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
    match Document::parse_with_options(&wrapped, options) {
        Ok(document) => {
            let root = document.root_element();
            let root = match namespaces.is_empty() {
                true => Some(root),
                false => root.first_element_child(),
            };
            if let Some(root) = root {
                read(record.line, root, reading);
            }
            None
        }
        Err(error) => {
            let line = record.line + (error.pos().row as usize).saturating_sub(1);
            let reason = error.to_string();
            let reason = reason.rsplit_once(" at ").map_or(&*reason, |(reason, _)| reason);
            Some((line, format!("the record is not valid XML: {}", shortened(reason))))
        }
    }
}

/// Where the text begins after the declaration and the document type. Entities that it declares are
/// reported.
fn after_prolog(text: &str, reading: &mut Reading) -> usize {
    let Some(start) = text.find("<!DOCTYPE").or_else(|| text.find("<!doctype")) else { return 0 };
    // In the text of a record it is no document type.
    if text[..start].contains("<Pubmed") || text[..start].contains("<article") {
        return 0;
    }
    let rest = &text[start..];
    let end = rest.find('>').unwrap_or(rest.len());
    let end = match rest.find('[').filter(|at| *at < end) {
        Some(subset) => rest[subset..]
            .find("]>")
            .or_else(|| rest[subset..].find(']'))
            .map_or(end, |at| subset + at + 1),
        None => end,
    };
    let doctype = &rest[..end];
    if let Some(at) = doctype.find("<!ENTITY") {
        let line = text[..start + at].matches('\n').count() + 1;
        let problem = Problem::error(line, "the file declares entities, which are not read")
            .help("remove the `<!DOCTYPE … [ … ]>`, and write the characters themselves");
        reading.problems.push(problem);
    }
    (start + end).min(text.len())
}

/// A record, as it is written.
struct Record<'t> {
    text: &'t str,
    line: usize,
    /// Why it is not parsed.
    fault: Option<String>,
}

/// Finds records by their tags.
struct Splitter<'t> {
    text: &'t str,
    at: usize,
    counted: usize,
    line: usize,
    /// The declarations of namespaces of elements around the records.
    namespaces: String,
}

/// A tag: its name without a prefix, where it begins and ends, and what it is.
struct Tag<'t> {
    name: &'t str,
    start: usize,
    end: usize,
    is_end: bool,
    is_empty: bool,
}

impl<'t> Splitter<'t> {
    fn line_at(&mut self, at: usize) -> usize {
        if at > self.counted {
            self.line +=
                memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.counted..at]).count();
            self.counted = at;
        }
        self.line
    }

    /// The next tag; comments, CDATA sections and instructions are skipped.
    fn next_tag(&mut self) -> Option<Tag<'t>> {
        let bytes = self.text.as_bytes();
        loop {
            let start = self.at + memchr(b'<', bytes.get(self.at..)?)?;
            let rest = &self.text[start..];
            let skip = |end: &str, length: usize| {
                rest.get(length..)
                    .and_then(|rest| rest.find(end))
                    .map_or(self.text.len(), |at| start + length + at + end.len())
            };
            if rest.starts_with("<!--") {
                self.at = skip("-->", 4);
                continue;
            }
            if rest.starts_with("<![CDATA[") {
                self.at = skip("]]>", 9);
                continue;
            }
            if rest.starts_with("<?") || rest.starts_with("<!") {
                self.at = skip(">", 2);
                continue;
            }
            let end = tag_end(bytes, start)?;
            self.at = end;
            let is_end = rest.starts_with("</");
            let name_from = start + if is_end { 2 } else { 1 };
            let length = bytes[name_from..end]
                .iter()
                .take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'>' | b'/'))
                .count();
            let name = &self.text[name_from..name_from + length];
            let name = name.rsplit(':').next().unwrap_or(name);
            let is_empty = bytes[..end].ends_with(b"/>");
            return Some(Tag { name, start, end, is_end, is_empty });
        }
    }

    fn next_record(&mut self, names: &[&str]) -> Option<Record<'t>> {
        loop {
            let tag = self.next_tag()?;
            if tag.is_end {
                continue;
            }
            if !names.contains(&tag.name) {
                self.declare(&self.text[tag.start..tag.end]);
                continue;
            }
            let line = self.line_at(tag.start);
            if tag.is_empty {
                return Some(Record { text: &self.text[tag.start..tag.end], line, fault: None });
            }
            return Some(self.rest_of_record(&tag, line));
        }
    }

    fn rest_of_record(&mut self, first: &Tag<'t>, line: usize) -> Record<'t> {
        let mut depth = 1usize;
        let mut deepest = 1usize;
        let mut attributes = attribute_count(&self.text[first.start..first.end]);
        let text = self.text;
        loop {
            let before = self.at;
            let Some(tag) = self.next_tag() else {
                self.at = text.len();
                let name = first.name;
                return Record {
                    text: &text[first.start..],
                    line,
                    fault: Some(format!("`{name}` is not closed: the file may be cut")),
                };
            };
            attributes = attributes.max(attribute_count(&text[tag.start..tag.end]));
            if tag.name == first.name && !tag.is_end && !tag.is_empty {
                // Records are not inside of each other, so the one before is not closed.
                self.at = before;
                let fault = format!("`{}` is not closed before the next one", first.name);
                return Record { text: &text[first.start..tag.start], line, fault: Some(fault) };
            }
            match (tag.is_end, tag.is_empty) {
                (true, _) => depth = depth.saturating_sub(1),
                (false, true) => {}
                (false, false) => depth += 1,
            }
            deepest = deepest.max(depth);
            if tag.is_end && tag.name == first.name {
                let fault = match () {
                    () if deepest > DEEPEST => {
                        Some(format!("more than {DEEPEST} elements are inside of each other"))
                    }
                    () if attributes > MOST_ATTRIBUTES => {
                        Some(format!("an element has more than {MOST_ATTRIBUTES} attributes"))
                    }
                    () => None,
                };
                return Record { text: &text[first.start..tag.end], line, fault };
            }
        }
    }

    /// Keeps the declarations of namespaces of an element around the records.
    fn declare(&mut self, tag: &str) {
        for part in tag.split_ascii_whitespace().filter(|part| part.starts_with("xmlns:")) {
            let part = part.trim_end_matches(['>', '/']);
            let name = part.split('=').next().unwrap_or_default();
            let is_whole = part.matches(['"', '\'']).count() == 2 && part.ends_with(['"', '\'']);
            let known = format!(" {name}=");
            if is_whole && !self.namespaces.contains(&known) && self.namespaces.len() < 4000 {
                self.namespaces.push(' ');
                self.namespaces.push_str(part);
            }
        }
    }
}

fn attribute_count(tag: &str) -> usize {
    memchr::memchr_iter(b'=', tag.as_bytes()).count()
}

/// Where a tag ends: after its `>`, which may not be in quotation marks.
fn tag_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut quote = None;
    for (offset, byte) in bytes[start..].iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(start + offset + 1),
            // A sign that is missing before another tag.
            (None, b'<') if offset > 0 => return Some(start + offset),
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The text with characters for references to HTML's entities, which XML does not know without a
/// document type: `&nbsp;`, `&alpha;`.
fn with_characters(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let window = &rest.as_bytes()[..rest.len().min(34)];
        let end = window.iter().position(|byte| *byte == b';').map_or(1, |end| end + 1);
        let reference = &rest[..end];
        let is_of_xml = reference.starts_with("&#")
            || ["&amp;", "&lt;", "&gt;", "&quot;", "&apos;"].contains(&reference);
        match reference_text(reference).filter(|_| !is_of_xml) {
            Some(character) if !character.contains(['<', '&']) => out.push_str(&character),
            // An `&` alone is a common mistake.
            _ if end == 1
                || reference[1..end - 1]
                    .contains(|c: char| !c.is_ascii_alphanumeric() && c != '#') =>
            {
                out.push_str("&amp;");
                rest = &rest[1..];
                continue;
            }
            _ => out.push_str(reference),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The children of an element with a name.
pub(crate) fn children<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.is_element() && child.tag_name().name() == name)
}

/// The element at the end of a path of names.
pub(crate) fn element<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    path: &[&'static str],
) -> Option<Node<'a, 'i>> {
    path.iter().try_fold(node, |node, name| children(node, name).next())
}

/// The text of the element at the end of a path; empty if it is not there.
pub(crate) fn text_at<'a, 'i: 'a>(node: Node<'a, 'i>, path: &[&'static str]) -> String {
    element(node, path).map(node_text).unwrap_or_default()
}

/// The text of an element, on one line. Sub- and superscripts become Unicode characters; formulas in
/// two forms, notes and the elements in `left_out` are left out.
pub(crate) fn node_text(node: Node<'_, '_>) -> String {
    node_text_without(node, &[])
}

/// As [`node_text`], without some of its elements.
pub(crate) fn node_text_without(node: Node<'_, '_>, left_out: &[&str]) -> String {
    let mut out = String::new();
    add_text(node, left_out, &mut out);
    crate::text::plain::one_line(&out)
}

/// Whether an element is a superscript (`true`) or a subscript: `<sup>`, or a style of EndNote:
/// `<style face="bold superscript">`.
fn script(node: Node<'_, '_>) -> Option<bool> {
    match node.tag_name().name() {
        "sup" => Some(true),
        "sub" | "inf" => Some(false),
        "style" => node.attribute("face")?.split_ascii_whitespace().find_map(|face| match face {
            "superscript" => Some(true),
            "subscript" => Some(false),
            _ => None,
        }),
        _ => None,
    }
}

/// Depth is limited by the splitter, so this ends.
fn add_text(node: Node<'_, '_>, left_out: &[&str], out: &mut String) {
    for child in node.children() {
        match child.node_type() {
            NodeType::Text => out.push_str(child.text().unwrap_or_default()),
            NodeType::Element => {
                let name = child.tag_name().name();
                match name {
                    name if left_out.contains(&name) => {}
                    _ if let Some(is_raised) = script(child) => {
                        let mut inner = String::new();
                        add_text(child, left_out, &mut inner);
                        // A style of EndNote includes the spaces around it.
                        let after = &inner[inner.trim_end().len()..];
                        let before = &inner[..inner.len() - inner.trim_start().len()];
                        let text = script_text(&inner, is_raised);
                        out.extend([before, &text, after]);
                    }
                    "math" => out.push_str(&math_text(child)),
                    // TeX is the second form of a formula, and notes are no part of the text.
                    "tex-math" | "fn" | "object-id" | "label" | "annotation" => {}
                    "break" | "p" | "sec" | "title" | "list-item" | "list" | "td" | "tr" => {
                        out.push(' ');
                        add_text(child, left_out, out);
                        out.push(' ');
                    }
                    _ => add_text(child, left_out, out),
                }
            }
            _ => {}
        }
    }
}
