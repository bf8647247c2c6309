//! [`plain_text`]: text without markup. Sub- and superscripts become Unicode characters.
//!
//! Must not depend on formats.

use std::borrow::Cow;

use offprint_base::{HtmlToken, visit_html};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::text::mathml::math_text_of_markup;
use crate::text::script::script_text;

/// Elements that records have in their texts. Anything else in angle brackets is text: `p<0.05`.
const INLINE_ELEMENTS: [&str; 34] = [
    "i",
    "b",
    "u",
    "s",
    "em",
    "strong",
    "sub",
    "sup",
    "inf",
    "sc",
    "scp",
    "span",
    "tt",
    "p",
    "br",
    "italic",
    "bold",
    "underline",
    "title",
    "sec",
    "small",
    "font",
    "a",
    "div",
    "ul",
    "ol",
    "li",
    "h3",
    "h4",
    "list",
    "list-item",
    "ext-link",
    "monospace",
    "nocase",
];

/// Elements that separate words.
const BLOCKS: [&str; 12] =
    ["p", "br", "title", "sec", "div", "li", "ul", "ol", "h3", "h4", "list", "list-item"];

const FORMULA_END: &str = "</mml:math>";

/// A text without tags and character references, on one line, in the composed form of Unicode.
pub(crate) fn plain_text(text: &str) -> String {
    let text = if text.contains('<') { without_tags(text) } else { Cow::Borrowed(text) };
    let text = if text.contains('&') { decoded_references(&text) } else { text };
    // Records that passed through two programs have tags that were escaped: `&lt;i&gt;`.
    let text = match text {
        Cow::Owned(text) if text.contains('<') => Cow::Owned(without_tags(&text).into_owned()),
        text => text,
    };
    one_line(&text)
}

/// A text on one line, without spaces around it, in the composed form of Unicode.
pub(crate) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    if is_nfc(&out) { out } else { out.nfc().collect() }
}

/// A title without the full stop at its end, which styles add themselves.
pub(crate) fn without_full_stop(title: &str) -> &str {
    let Some(rest) = title.strip_suffix('.') else { return title };
    // `…` of three full stops, and abbreviations such as `U.S.`
    let last = rest.rsplit([' ', '(']).next().unwrap_or_default();
    let is_abbreviation = last.contains('.') && last.chars().all(|c| c.is_alphabetic() || c == '.');
    if rest.ends_with('.') || is_abbreviation && last.chars().count() <= 5 { title } else { rest }
}

fn without_tags(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Where the innermost open sub- or superscript begins, and whether it is raised.
    let mut script: Option<(usize, bool)> = None;
    let mut has_formulas = true;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if has_formulas && rest.starts_with("<mml:math") {
            match rest.find(FORMULA_END).map(|end| rest.split_at(end + FORMULA_END.len())) {
                Some((formula, after)) => {
                    if let Some(formula) = math_text_of_markup(formula) {
                        out.push_str(&formula);
                        rest = after;
                        continue;
                    }
                }
                None => has_formulas = false,
            }
        }
        let Some((name, is_end, length)) = tag(rest) else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        rest = &rest[length..];
        match (name, is_end, script) {
            ("sub" | "inf" | "sup", false, _) => script = Some((out.len(), name == "sup")),
            ("sub" | "inf" | "sup", true, Some((from, is_raised))) => {
                let inner = out.split_off(from);
                out.push_str(&script_text(&inner, is_raised));
                script = None;
            }
            (name, ..) if BLOCKS.contains(&name) => out.push(' '),
            _ => {}
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The name of the tag that a text begins with, whether it is an end tag, and its length; `None`
/// if it is not one that records have in their texts.
fn tag(text: &str) -> Option<(&'static str, bool, usize)> {
    let is_end = text.as_bytes().get(1) == Some(&b'/');
    let from = if is_end { 2 } else { 1 };
    let bytes = text.as_bytes();
    let mut end = from;
    while end < from + 24
        && bytes.get(end).is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-'))
    {
        end += 1;
    }
    let written = text[from..end].to_ascii_lowercase();
    let local = written.rsplit(':').next().unwrap_or_default();
    let is_prefixed = written.starts_with("jats:") || written.starts_with("mml:");
    let known = INLINE_ELEMENTS.iter().find(|known| **known == local).copied();
    let name = known.or(is_prefixed.then_some("span"))?;
    // Attributes are short in such texts; a longer distance to `>` is a comparison.
    let window = &bytes[end..bytes.len().min(end + 300)];
    let close = window.iter().position(|b| *b == b'>')?;
    let between = &window[..close];
    let is_tag = between.is_empty()
        || between == b"/"
        || between[0].is_ascii_whitespace()
            && !between.contains(&b'<')
            && (between.contains(&b'=')
                || between.iter().all(|b| b.is_ascii_whitespace() || *b == b'/'));
    is_tag.then_some((name, is_end, end + close + 1))
}

/// A text with each character reference (`&amp;`, `&#xe4;`) as its character. References that were
/// escaped once more are decoded, too.
fn decoded_references(text: &str) -> Cow<'_, str> {
    let once = references(text);
    if once.contains('&') { Cow::Owned(references(&once)) } else { Cow::Owned(once) }
}

fn references(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let window = &rest.as_bytes()[..rest.len().min(34)];
        let end = window.iter().position(|byte| *byte == b';').unwrap_or(0);
        match reference_text(&rest[..end + usize::from(end > 0)]) {
            Some(character) => {
                out.push_str(&character);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// What a character reference, from `&` to `;`, stands for.
pub(crate) fn reference_text(reference: &str) -> Option<String> {
    let name = reference.strip_prefix('&')?.strip_suffix(';')?;
    let is_name = !name.is_empty()
        && name
            .bytes()
            .enumerate()
            .all(|(at, b)| b.is_ascii_alphanumeric() || b == b'#' && at == 0);
    if !is_name {
        return None;
    }
    match name {
        "amp" => return Some("&".to_owned()),
        "lt" => return Some("<".to_owned()),
        "gt" => return Some(">".to_owned()),
        "quot" => return Some("\"".to_owned()),
        "apos" => return Some("'".to_owned()),
        "nbsp" => return Some(" ".to_owned()),
        _ => {}
    }
    let mut text = String::new();
    visit_html(reference, |token| {
        if let HtmlToken::Text(part) = token {
            text.push_str(part);
        }
    });
    (text != reference && !text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{plain_text, without_full_stop};

    #[test]
    fn markup_becomes_text() {
        for (text, expect) in [
            ("CO<sub>2</sub> and 10<sup>-3</sup>", "CO₂ and 10⁻³"),
            ("<i>In  vivo</i> effects of 5-HT<sub>2A</sub>", "In vivo effects of 5-HT2A"),
            ("p<0.05 and x>3", "p<0.05 and x>3"),
            ("a < b and i<j", "a < b and i<j"),
            ("x<i and y>2", "x<i and y>2"),
            ("A &amp; B &lt;C&gt; &#228; &auml; &nope; & D", "A & B <C> ä ä &nope; & D"),
            ("A &amp;amp; B", "A & B"),
            ("&lt;i&gt;In vivo&lt;/i&gt;", "In vivo"),
            ("<jats:p>One.</jats:p><jats:p>Two.</jats:p>", "One. Two."),
            (
                "of 10<mml:math><mml:msup><mml:mn>10</mml:mn><mml:mn>6</mml:mn></mml:msup></mml:math> cells",
                "of 1010⁶ cells",
            ),
            ("a <mml:math><mml:mi>n</mml:math> b", "a n b"),
            ("Brand<sup>®</sup>, 10<sup>3.5</sup>", "Brand®, 10^(3.5)"),
            ("<span style=\"font-variant:small-caps;\">a</span>", "a"),
            ("A\u{308}\n b", "Ä b"),
            ("<sup>unclosed", "unclosed"),
        ] {
            assert_eq!(plain_text(text), expect, "{text}");
        }
    }

    #[test]
    fn titles_end_without_a_full_stop() {
        for (title, expect) in [
            ("A trial of nothing.", "A trial of nothing"),
            ("A trial in the U.S.", "A trial in the U.S."),
            ("A trial…", "A trial…"),
            ("A trial...", "A trial..."),
            ("Why?", "Why?"),
            ("", ""),
        ] {
            assert_eq!(without_full_stop(title), expect);
        }
    }
}
