//! Parses HTML and XML as far as tests need it: whether every element is closed, which ids exist,
//! and the targets of links.
//!
//! It is independent of the program's own parser, so that the two cannot share a mistake.

/// HTML elements without an end tag.
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// The two languages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Language {
    Html,
    Xml,
}

/// The start tag of an element.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    /// Names and values, with entities resolved.
    pub(crate) attributes: Vec<(String, String)>,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Every element of a text, in order; or the first syntax error, with its location.
pub(crate) fn elements(text: &str, language: Language) -> Result<Vec<Element>, String> {
    let mut elements = Vec::new();
    let mut open: Vec<String> = Vec::new();
    let mut rest = text;
    let fault = |rest: &str, what: &str| {
        let around: String = rest.chars().take(60).collect();
        Err(format!(
            "{what}, line {}: {around}",
            text[..text.len() - rest.len()].matches('\n').count() + 1
        ))
    };
    while let Some(at) = rest.find(['<', '&']) {
        rest = &rest[at..];
        if rest.starts_with('&') {
            if entity(rest).is_none() {
                return fault(rest, "`&` begins no entity");
            }
            rest = &rest[1..];
            continue;
        }
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")]
            .into_iter()
            .find(|(begin, _)| rest.starts_with(begin));
        if let Some((begin, end)) = skipped {
            let Some(length) = rest[begin.len()..].find(end) else { return fault(rest, "no end") };
            rest = &rest[begin.len() + length + end.len()..];
            continue;
        }
        if let Some(after) = rest.strip_prefix("</") {
            let Some(end) = after.find('>') else { return fault(rest, "no end") };
            let name = after[..end].trim();
            if open.pop().as_deref() != Some(name) {
                return fault(rest, "an end without its begin");
            }
            rest = &after[end + 1..];
            continue;
        }
        let Some((element, is_closed, after)) = begin(rest) else {
            return fault(rest, "this is no tag");
        };
        let mut names: Vec<_> = element.attributes.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return fault(rest, "one attribute twice");
        }
        rest = after;
        let is_void = language == Language::Html && VOID.contains(&element.name.as_str());
        if !is_closed && !is_void {
            open.push(element.name.clone());
            // The content of these elements is not markup.
            if language == Language::Html && ["script", "style"].contains(&element.name.as_str()) {
                let Some(end) = rest.find(&format!("</{}", element.name)) else {
                    return fault(rest, "no end");
                };
                rest = &rest[end..];
            }
        }
        elements.push(element);
    }
    if open.is_empty() { Ok(elements) } else { Err(format!("never ended: {}", open.join(", "))) }
}

/// The element at the start of a text, whether its tag is self-closing, and the rest of the text.
pub(crate) fn begin(text: &str) -> Option<(Element, bool, &str)> {
    let mut rest = text.strip_prefix('<')?;
    let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))?;
    let mut element = Element { name: rest[..end].to_owned(), attributes: Vec::new() };
    if !element.name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    rest = rest[end..].trim_start();
    loop {
        if let Some(after) = rest.strip_prefix("/>") {
            return Some((element, true, after));
        }
        if let Some(after) = rest.strip_prefix('>') {
            return Some((element, false, after));
        }
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/'))
            .filter(|end| *end > 0)?;
        let name = rest[..end].to_owned();
        rest = rest[end..].trim_start();
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            let length = after[1..].find(quote)?;
            value = resolved(&after[1..=length])?;
            rest = after[length + 2..].trim_start();
        }
        element.attributes.push((name, value));
    }
}

/// A text with its entities resolved; `None` if it contains a `<` or an unknown entity.
pub(crate) fn resolved(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<']) {
        out.push_str(&rest[..at]);
        let (value, length) = entity(&rest[at..])?;
        out.push(value);
        rest = &rest[at + length..];
    }
    out.push_str(rest);
    Some(out)
}

/// The entity at the start of a text, and its length.
fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.strip_prefix('&')?.find(';').filter(|end| *end < 10)? + 1;
    let name = &text[1..end];
    let value = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let number = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?)?
        }
    };
    Some((value, end + 1))
}
