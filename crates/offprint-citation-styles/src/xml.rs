//! The XML of a style, before it is parsed: whether it is well-formed, and not nested too deep.
//!
//! The parser of CSL gives no positions, and follows the nesting with the stack of the thread.

use std::str::FromStr;

use citationberg::taxonomy::{Kind, Variable};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, StrDeserializer};

use crate::problem::StyleProblem;

/// The longest style: the longest of the 3,000 public ones has 250 kB.
const MAX_BYTES: usize = 2_000_000;
/// The deepest nesting of elements: public styles have up to 25.
const MAX_DEPTH: usize = 60;

/// Checks that a text is well-formed XML with the root element `style`.
pub(crate) fn check_xml(text: &str) -> Result<(), StyleProblem> {
    if text.len() > MAX_BYTES {
        return Err(StyleProblem::new(format!(
            "the style has {} bytes, and {MAX_BYTES} are the most",
            text.len()
        )));
    }
    let mut reader = Reader::from_str(text);
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut has_root = false;
    loop {
        let start = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().map_err(|error| {
            let offset = usize::try_from(reader.error_position()).unwrap_or(start);
            StyleProblem::new(format!("malformed XML: {error}")).at(text, offset)
        })?;
        match event {
            Event::Start(tag) => {
                check_tag(&tag, text, start, &open, &mut has_root)?;
                open.push((String::from_utf8_lossy(tag.name().as_ref()).into_owned(), start));
            }
            Event::Empty(tag) => check_tag(&tag, text, start, &open, &mut has_root)?,
            Event::End(_) => {
                open.pop();
            }
            Event::DocType(_) => {
                return Err(StyleProblem::new("a style has no document type")
                    .with_help("remove `<!DOCTYPE …>`")
                    .at(text, start));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if let Some((name, start)) = open.last() {
        return Err(StyleProblem::new(format!("malformed XML: `<{name}>` is never closed"))
            .at(text, *start));
    }
    if !has_root {
        return Err(StyleProblem::new("this is not a CSL style: it has no element `<style>`"));
    }
    Ok(())
}

fn check_tag(
    tag: &BytesStart<'_>,
    text: &str,
    start: usize,
    open: &[(String, usize)],
    has_root: &mut bool,
) -> Result<(), StyleProblem> {
    let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
    if open.is_empty() {
        if *has_root || name != "style" {
            return Err(StyleProblem::new(format!(
                "this is not a CSL style: its root element is `<{name}>`, not one `<style>`"
            ))
            .at(text, start));
        }
        *has_root = true;
    }
    if open.len() >= MAX_DEPTH {
        return Err(StyleProblem::new(format!("elements are nested more than {MAX_DEPTH} deep"))
            .at(text, start));
    }
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| {
            StyleProblem::new(format!("malformed XML in `<{name}>`: {error}")).at(text, start)
        })?;
        let value = String::from_utf8_lossy(&attribute.value);
        if let Some(message) = unknown_word(&name, attribute.key.as_ref(), &value) {
            return Err(StyleProblem::new(message).at(text, start));
        }
    }
    Ok(())
}

/// The variable or the type of works that CSL does not have. The parser only says that an element
/// fits nothing.
fn unknown_word(element: &str, attribute: &[u8], value: &str) -> Option<String> {
    let words = || value.split_whitespace();
    match attribute {
        b"variable" if element != "institution" => {
            let is_known = |word: &&str| {
                let source: StrDeserializer<'_, ValueError> = word.into_deserializer();
                Variable::deserialize(source).is_ok()
            };
            let word = words().find(|word| !is_known(word))?;
            Some(format!("CSL has no variable `{word}`"))
        }
        b"type" if matches!(element, "if" | "else-if") => {
            let word = words().find(|word| Kind::from_str(word).is_err())?;
            Some(format!("CSL has no type of works `{word}`"))
        }
        _ => None,
    }
}
