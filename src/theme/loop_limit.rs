//! [`CountedTemplate`]: a template whose loops count their steps, so that rendering one page ends.
//!
//! Tera has no limit of its own: three nested loops over ten thousand numbers would keep a build,
//! or the preview, busy for days. Each loop therefore begins with a call of [`STEP`], which fails
//! when a page has used up its steps. This module must not depend on the other parts of a theme.

use std::cell::Cell;
use std::io::{self, Write};
use std::ops::Range;

use tera::{Kwargs, State, Tera, Value};

/// The most steps of all loops together that one page may take. A list with so many entries would
/// have more than 100 MB.
pub(super) const MAX_STEPS: u64 = 3_000_000;

/// The most bytes of one page: far more than a browser can show.
pub(super) const MAX_PAGE_BYTES: usize = 256 << 20;

/// The name of the function that counts; names with two underscores are ours.
const STEP: &str = "__step";

thread_local! {
    /// The steps that the page which this thread renders may still take.
    static STEPS_LEFT: Cell<u64> = const { Cell::new(MAX_STEPS) };
}

/// Adds the function that counts to an engine.
pub(super) fn register(engine: &mut Tera) {
    let empty = Value::from("");
    engine.register_function(STEP, move |_: Kwargs, _: &State| {
        let left = STEPS_LEFT.get();
        if left == 0 {
            return Err(tera::Error::message("too many steps"));
        }
        STEPS_LEFT.set(left - 1);
        Ok(empty.clone())
    });
}

/// Begins a page: it may take all steps.
pub(super) fn start_page() {
    STEPS_LEFT.set(MAX_STEPS);
}

/// Whether the page that this thread rendered last has used up its steps.
pub(super) fn is_exhausted() -> bool {
    STEPS_LEFT.get() == 0
}

/// The bytes of a page, up to [`MAX_PAGE_BYTES`].
pub(super) struct PageBytes {
    pub(super) bytes: Vec<u8>,
    /// Whether a write was refused.
    pub(super) is_full: bool,
}

impl Write for PageBytes {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + part.len() > MAX_PAGE_BYTES {
            self.is_full = true;
            return Err(io::Error::other("the page is too large"));
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A template with calls of [`STEP`], and where they are.
pub(super) struct CountedTemplate {
    pub(super) text: String,
    calls: Vec<Call>,
}

/// An inserted call.
struct Call {
    /// The loop's tag in the original text; the call stands behind it.
    tag: Range<usize>,
    /// The length of the call in bytes.
    len: usize,
}

impl CountedTemplate {
    /// Inserts a call behind each `{% for … %}`.
    pub(super) fn new(original: &str) -> Self {
        let mut text = String::with_capacity(original.len() + 256);
        let mut calls = Vec::new();
        let mut copied = 0;
        for tag in loop_tags(original) {
            text.push_str(&original[copied..tag.end]);
            copied = tag.end;
            let start = text.len();
            text.push_str("{{ ");
            text.push_str(STEP);
            // `-%}` removes the white space that follows the tag, so the call has to do it as well.
            text.push_str(if original[..tag.end].ends_with("-%}") { "() -}}" } else { "() }}" });
            calls.push(Call { tag, len: text.len() - start });
        }
        text.push_str(&original[copied..]);
        Self { text, calls }
    }

    /// The span of the original text that corresponds to a span of [`Self::text`]. A span within a
    /// call becomes that of its loop's tag.
    pub(super) fn original_span(&self, span: &Range<usize>) -> Range<usize> {
        let (start, tag) = self.original_position(span.start);
        if let Some(tag) = tag {
            return tag;
        }
        start..self.original_position(span.end).0.max(start)
    }

    fn original_position(&self, at: usize) -> (usize, Option<Range<usize>>) {
        let mut inserted = 0;
        for call in &self.calls {
            let start = call.tag.end + inserted;
            if at < start {
                break;
            }
            if at < start + call.len {
                return (call.tag.end, Some(call.tag.clone()));
            }
            inserted += call.len;
        }
        (at - inserted, None)
    }
}

/// The tags that begin loops, outside of comments, raw parts, expressions and strings.
fn loop_tags(text: &str) -> Vec<Range<usize>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('{') {
        let start = at + found;
        at = match text.as_bytes().get(start + 1) {
            Some(b'#') => end_of(text, start + 2, "#}"),
            Some(b'{') => end_of_code(text, start + 2, "}}"),
            Some(b'%') => {
                let end = end_of_code(text, start + 2, "%}");
                match first_word(&text[start + 2..end]) {
                    "for" => tags.push(start..end),
                    "raw" => {
                        at = end_of_raw(text, end);
                        continue;
                    }
                    _ => {}
                }
                end
            }
            _ => start + 1,
        };
    }
    tags
}

/// The position behind `close`, or the end of the text.
fn end_of(text: &str, from: usize, close: &str) -> usize {
    text[from..].find(close).map_or(text.len(), |at| from + at + close.len())
}

/// The position behind `close`, or the end of the text; strings are skipped.
fn end_of_code(text: &str, from: usize, close: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    let mut quote = None;
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(_), b'\\') => at += 1,
            (Some(open), byte) if byte == open => quote = None,
            (None, byte @ (b'"' | b'\'' | b'`')) => quote = Some(byte),
            (None, _) if bytes[at..].starts_with(close.as_bytes()) => return at + close.len(),
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// The position behind `{% endraw %}`, or the end of the text.
fn end_of_raw(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(found) = text[at..].find("{%") {
        let start = at + found + 2;
        let end = end_of(text, start, "%}");
        if first_word(&text[start..end]) == "endraw" {
            return end;
        }
        at = start;
    }
    text.len()
}

/// The first word of a tag's inside.
fn first_word(inside: &str) -> &str {
    let inside = inside.strip_prefix('-').unwrap_or(inside).trim_start();
    let end = inside.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(inside.len());
    &inside[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_stand_behind_the_tags_of_loops_only() {
        let text = "{# {% for a in b %} #}{% raw %}{% for a in b %}{% endraw %}{{ \"{% for %}\" }}\
                    {% set x = '%}{% for' %}é{%- for a in \"%}\" -%} b{% endfor %}";
        let counted = CountedTemplate::new(text);
        assert_eq!(
            counted.text,
            text.replace("\"%}\" -%} b", "\"%}\" -%}{{ __step() -}} b"),
            "only the last loop is one"
        );
    }

    #[test]
    fn positions_lead_back_to_the_original() {
        let text = "A{% for b in c %}D{% for e in f %}G{% endfor %}{% endfor %}H";
        let counted = CountedTemplate::new(text);
        for letter in ['A', 'D', 'G', 'H'] {
            let (before, now) = (text.find(letter), counted.text.find(letter));
            let (before, now) = (before.expect("it is there"), now.expect("it is still there"));
            assert_eq!(counted.original_span(&(now..now + 1)), before..before + 1, "{letter}");
        }
        let call = counted.text.find("__step").expect("there is a call");
        assert_eq!(counted.original_span(&(call..call + 6)), 1..17);
    }

    #[test]
    fn unfinished_templates_have_no_effect() {
        for text in ["{", "{%", "{% for", "{% raw %}{% for a in b %}", "{{ \"", "{# ", "é{%é"] {
            assert!(CountedTemplate::new(text).text.starts_with(text));
        }
    }
}
