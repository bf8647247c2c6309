//! Shortcodes in square brackets: of WordPress and its plugins, of BBCode, and the marks of tables of
//! contents. Brackets are common in prose, so a name alone is none.

use std::collections::HashMap;

use super::{Finder, leading_name};

/// The longest tag in brackets, in bytes.
const LONGEST: usize = 1000;

/// Names of shortcodes that WordPress and well-known plugins define, whose attributes may be
/// unquoted.
const KNOWN: [&str; 26] = [
    "audio",
    "caption",
    "contact-form",
    "contact-form-7",
    "elementor-template",
    "embed",
    "footnote",
    "gallery",
    "googlemaps",
    "gravityform",
    "instagram",
    "mc4wp_form",
    "ngg",
    "nggallery",
    "playlist",
    "slideshow",
    "soundcloud",
    "table",
    "tweet",
    "twitter-timeline",
    "video",
    "vimeo",
    "wp_caption",
    "wpforms",
    "youtube",
    "wpvideo",
];

/// Names that are used without attributes and without an end.
const ALONE: [&str; 7] =
    ["contact-form", "gallery", "nggallery", "playlist", "slideshow", "toc", "_toc_"];

const BBCODE: [&str; 14] = [
    "b", "center", "code", "color", "i", "img", "left", "list", "quote", "right", "s", "size", "u",
    "url",
];

impl Finder<'_> {
    /// Looks for shortcodes that begin with `[`.
    pub(super) fn find_brackets(&mut self) {
        let ends = self.end_tags();
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'[', &self.text.as_bytes()[at..]) {
            let start = at + found;
            at = start + 1;
            if self.text[at..].starts_with('[') {
                // A link to an article or a term.
                at += 1;
                continue;
            }
            if self.is_free(start)
                && !self.is_link(start)
                && let Some(end) = self.find_bracket(start, &ends)
            {
                at = end.max(at);
            }
        }
    }

    fn is_link(&self, start: usize) -> bool {
        let links = &self.spans.links;
        let after = links.partition_point(|span| span.start <= start);
        let is_image = self.text[..start].ends_with('!');
        links[..after]
            .last()
            .is_some_and(|span| span.start == start || is_image && span.start + 1 == start)
    }

    /// Where the end tags of each name are.
    fn end_tags(&self) -> HashMap<String, Vec<usize>> {
        let mut ends: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, _) in self.text.match_indices("[/") {
            let name = leading_name(&self.text[at + 2..]);
            let is_end = !name.is_empty() && self.text[at + 2 + name.len()..].starts_with(']');
            if is_end && self.is_free(at) {
                ends.entry(name.to_ascii_lowercase()).or_default().push(at);
            }
        }
        ends
    }

    fn find_bracket(&mut self, start: usize, ends: &HashMap<String, Vec<usize>>) -> Option<usize> {
        let text = self.text;
        if text[start..].starts_with("[/") {
            let name = leading_name(&text[start + 2..]);
            let key = name.to_ascii_lowercase();
            if ends.get(&key).is_none_or(|ends| ends.binary_search(&start).is_err()) {
                return None;
            }
            let end = start + name.len() + 3;
            if !self.close(&format!("[{key}")) {
                self.add(start..end, format!("[/{name}]"), what(&key), &key);
            }
            return Some(end);
        }
        let name = leading_name(&text[start + 1..]);
        let key = name.to_ascii_lowercase();
        if name.is_empty() {
            return None;
        }
        let tag_end = self.end_of(start, "]", LONGEST)?;
        let inner = text[start + 1 + name.len()..tag_end - 1].trim();
        let is_bbcode_value = text[start + 1 + name.len()..].starts_with('=');
        let end_tag = ends
            .get(&key)
            .and_then(|ends| ends.get(ends.partition_point(|end| *end < tag_end)).copied());
        let is_shortcode = if is_bbcode_value {
            end_tag.is_some()
        } else if inner.is_empty() {
            end_tag.is_some() || ALONE.contains(&&*key) && self.is_alone(start, tag_end)
        } else {
            is_attributes(inner, &key, end_tag.is_some())
        };
        if !is_shortcode {
            return None;
        }
        if end_tag.is_some() {
            self.open(&format!("[{key}"));
        }
        self.add(start..tag_end, format!("[{name}]"), what(&key), &key);
        Some(tag_end)
    }

    /// Whether a part is a paragraph of its own.
    fn is_alone(&self, start: usize, end: usize) -> bool {
        let line = self.text[..start].rsplit('\n').next().unwrap_or_default();
        let rest = self.text[end..].split('\n').next().unwrap_or_default();
        line.trim_matches([' ', '>', '\t']).is_empty() && rest.trim().is_empty()
    }
}

fn what(name: &str) -> &'static str {
    if matches!(name, "toc" | "_toc_") {
        "the mark for a table of contents in other programs"
    } else if BBCODE.contains(&name) {
        "a tag of BBCode"
    } else {
        "a shortcode of WordPress"
    }
}

/// Whether a text consists of the attributes of a shortcode.
fn is_attributes(text: &str, name: &str, has_end: bool) -> bool {
    let is_known = has_end
        || KNOWN.contains(&name)
        || ["su_", "vc_", "et_pb_", "fusion_", "wp_"].iter().any(|known| name.starts_with(known));
    let text = text.trim_end_matches('/').trim_end();
    let (mut rest, mut has_quoted) = (text, false);
    while !rest.is_empty() {
        if is_known && (rest.starts_with("https://") || rest.starts_with("http://")) {
            rest = rest.find(char::is_whitespace).map_or("", |end| rest[end..].trim_start());
            continue;
        }
        let key = leading_name(rest);
        let Some(value) = rest[key.len()..].strip_prefix('=').filter(|_| !key.is_empty()) else {
            return false;
        };
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '“' | '”'));
        let after = match quote {
            Some('"' | '\'') => {
                has_quoted = true;
                let quote = &value[..1];
                let Some(end) = value[1..].find(quote) else { return false };
                &value[end + 2..]
            }
            Some(quote) => {
                has_quoted = true;
                let value = &value[quote.len_utf8()..];
                let Some(end) = value.find(['“', '”']) else { return false };
                value[end..].trim_start_matches(['“', '”'])
            }
            None => value.find(char::is_whitespace).map_or("", |end| &value[end..]),
        };
        rest = after.trim_start();
    }
    has_quoted || is_known
}
