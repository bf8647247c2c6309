//! What HTML says of its elements, by name: which exist, which end by themselves, which end others,
//! which hide what is in them.
//!
//! Tables only: must not know Markdown or what is open.

/// Elements of HTML, current and obsolete. Others are probably text: `<LLOQ and >`, `<host>`.
const ELEMENTS: [&str; 133] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "basefont",
    "bdi",
    "bdo",
    "bgsound",
    "big",
    "blink",
    "blockquote",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "i",
    "iframe",
    "image",
    "img",
    "input",
    "ins",
    "kbd",
    "keygen",
    "label",
    "legend",
    "li",
    "link",
    "listing",
    "main",
    "map",
    "mark",
    "marquee",
    "math",
    "menu",
    "menuitem",
    "meta",
    "meter",
    "nav",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "pre",
    "progress",
    "q",
    "rb",
    "rp",
    "rt",
    "rtc",
    "ruby",
    "s",
    "samp",
    "script",
    "search",
    "section",
    "select",
    "slot",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "xmp",
];

/// Whether HTML has this element. Names with a hyphen belong to custom elements.
pub(super) fn is_html_element(name: &str) -> bool {
    name.contains('-') || ELEMENTS.binary_search(&name).is_ok()
}

/// Whether the end tag of an element may be left out (HTML, section 13.1.2.4): browsers end it with
/// what contains it.
pub(super) fn is_end_optional(name: &str) -> bool {
    const OPTIONAL: [&str; 18] = [
        "caption", "colgroup", "dd", "dt", "li", "optgroup", "option", "p", "rb", "rp", "rt",
        "rtc", "tbody", "td", "tfoot", "th", "thead", "tr",
    ];
    OPTIONAL.contains(&name)
}

/// Whether an element has no content, in addition to those that are still in use.
pub(super) fn is_obsolete_void_element(name: &str) -> bool {
    ["basefont", "bgsound", "image", "keygen", "param"].contains(&name)
}

/// Elements that exist once in a page, where the theme writes them, and one that makes all that
/// follows text.
pub(super) fn belongs_to_page(name: &str) -> bool {
    ["body", "frame", "frameset", "head", "html", "plaintext"].contains(&name)
}

/// Elements that browsers ignore outside of a table.
pub(super) fn is_table_part(name: &str) -> bool {
    ["caption", "col", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"].contains(&name)
}

/// Whether the start tag of an element ends the SVG or MathML that it is in (HTML, section
/// 13.2.6.5).
pub(super) fn ends_foreign_content(name: &str) -> bool {
    const ENDING: [&str; 38] = [
        "b",
        "big",
        "blockquote",
        "body",
        "br",
        "center",
        "code",
        "dd",
        "div",
        "dl",
        "dt",
        "em",
        "embed",
        "font",
        "head",
        "hr",
        "i",
        "img",
        "li",
        "listing",
        "menu",
        "meta",
        "nobr",
        "ol",
        "p",
        "pre",
        "ruby",
        "s",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "table",
        "tt",
        "u",
        "ul",
    ];
    is_heading(name) || name == "var" || ENDING.contains(&name)
}

/// Elements of SVG and MathML that contain HTML.
pub(super) fn contains_html(name: &str) -> bool {
    ["annotation-xml", "desc", "foreignobject", "mi", "mn", "mo", "ms", "mtext", "title"]
        .contains(&name)
}

/// `h1` to `h6`.
pub(super) fn is_heading(name: &str) -> bool {
    matches!(name.as_bytes(), [b'h', b'1'..=b'6'])
}

/// Whether the content of an element is a text, in which tags mean nothing. That of `noscript` is
/// markup for browsers without scripts.
pub(super) fn holds_text(name: &str) -> bool {
    ["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"].contains(&name)
}

/// Elements that hide what follows if they are not closed: browsers do not display their content,
/// or not as the text of an article.
pub(super) fn hides_content(name: &str) -> bool {
    const HIDING: [&str; 19] = [
        "audio", "canvas", "datalist", "dialog", "iframe", "meter", "noembed", "noframes",
        "noscript", "object", "progress", "script", "select", "style", "svg", "template",
        "textarea", "title", "video",
    ];
    HIDING.contains(&name) || name == "xmp"
}

/// Whether the start tag of an element ends an open `p` (HTML, section 13.2.6.4.7).
pub(super) fn ends_paragraph(name: &str) -> bool {
    const ENDING: [&str; 37] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "ul",
        "xmp",
        "plaintext",
        "body",
        "html",
    ];
    is_heading(name) || ENDING.contains(&name)
}

/// Whether the end tag `name` has no effect on elements outside of an open `element`.
pub(super) fn limits_end_tag(element: &str, name: &str) -> bool {
    if is_table_part(name) {
        return matches!(element, "table" | "template");
    }
    match element {
        "template" => true,
        "applet" | "caption" | "marquee" | "object" | "table" | "td" | "th" => name != "table",
        "button" => name == "p",
        "ol" | "ul" => name == "li",
        _ => false,
    }
}

/// Whether the start tag of an element may end another element, apart from a `p`.
pub(super) fn ends_others(name: &str) -> bool {
    const ENDING: [&str; 13] = [
        "a", "button", "dd", "dt", "li", "nobr", "optgroup", "option", "rb", "rp", "rt", "rtc",
        "table",
    ];
    ENDING.contains(&name) || is_heading(name) || is_table_part(name)
}

/// Whether the start tag `name` ends an open `element`, if nothing that [`limits_start_tag`] names
/// is between them.
pub(super) fn is_ended_by(element: &str, name: &str) -> bool {
    let is_cell = |name: &str| matches!(name, "td" | "th");
    let is_section = |name: &str| matches!(name, "tbody" | "tfoot" | "thead");
    let is_beside_rows = |name: &str| matches!(name, "caption" | "colgroup");
    match name {
        "li" => element == "li",
        "dd" | "dt" => matches!(element, "dd" | "dt"),
        "option" => element == "option",
        "optgroup" => matches!(element, "optgroup" | "option"),
        "rb" | "rtc" => matches!(element, "rb" | "rp" | "rt" | "rtc"),
        "rp" | "rt" => matches!(element, "rb" | "rp" | "rt"),
        "td" | "th" => is_cell(element) || is_beside_rows(element),
        "tr" => is_cell(element) || is_beside_rows(element) || element == "tr",
        "col" => is_cell(element) || element == "caption" || is_section(element),
        "caption" | "colgroup" | "tbody" | "tfoot" | "thead" => {
            is_cell(element) || is_beside_rows(element) || is_section(element) || element == "tr"
        }
        // These cannot be within themselves.
        "a" | "button" | "nobr" => element == name,
        "table" => element == "table",
        _ => false,
    }
}

/// Whether an open `element` keeps the start tag `name` from ending what is outside of it.
pub(super) fn limits_start_tag(element: &str, name: &str) -> bool {
    match name {
        "li" | "dd" | "dt" => {
            // Browsers look through these, and through elements within a line.
            matches!(element, "ul" | "ol" | "menu" | "dir" | "dl" | "table" | "td" | "th")
                || limits_end_tag(element, name)
                || matches!(
                    element,
                    "article"
                        | "aside"
                        | "blockquote"
                        | "button"
                        | "center"
                        | "details"
                        | "fieldset"
                        | "figcaption"
                        | "figure"
                        | "footer"
                        | "form"
                        | "header"
                        | "main"
                        | "nav"
                        | "section"
                        | "select"
                        | "summary"
                )
        }
        "option" | "optgroup" => !matches!(element, "option" | "optgroup"),
        "rb" | "rtc" | "rp" | "rt" => element == "ruby",
        "a" | "button" | "nobr" | "table" => {
            limits_end_tag(element, name) && element != "table"
                || matches!(element, "td" | "th" | "caption")
        }
        _ if is_table_part(name) => matches!(element, "table" | "template"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_sorted() {
        assert!(ELEMENTS.is_sorted());
        for name in ["a", "td", "xmp", "my-chart"] {
            assert!(is_html_element(name), "{name}");
        }
        for name in ["lloq", "host", "uln"] {
            assert!(!is_html_element(name), "{name}");
        }
    }
}
