//! What the HTML of a mail may contain: elements, attributes and CSS properties that mail programs
//! support.
//!
//! The source is caniemail.com (data at github.com/hteumeuleu/caniemail, read in November 2026). On
//! the list is what Gmail, Outlook (Windows, the web, phones), Apple Mail and Yahoo show; and, marked
//! as such, what some of them ignore without harm to the text. Pages that decided:
//!
//! - `html-body`: it becomes a `div` in Gmail, so nothing may depend on its styles.
//! - `html-style`: only in the head.
//! - `html-semantics`: not in Outlook and Yahoo; `section`, `figure` and the like become `div`.
//! - `css-padding`: in Outlook on table cells only. `css-margin`: no negative values.
//! - `css-position`: not in Gmail and Outlook.
//! - `css-max-width`: not in Outlook, which gets a table of fixed width.
//! - `css-display-none`, `css-overflow`, `css-word-break`: not everywhere, without harm.
//! - `css-border-collapse`, `css-line-height`: everywhere.
//! - `css-at-media-prefers-color-scheme`: Apple Mail and Outlook, not Gmail; dark mode is a bonus.
//! - `image-svg`: not in Gmail and Outlook. `image-webp`: not in Outlook on Windows.
//!
//! This must not know any template.

/// Elements of a mail.
pub(crate) const ELEMENTS: [&str; 46] = [
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "div",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "span",
    "a",
    "img",
    "br",
    "hr",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "s",
    "sub",
    "sup",
    "small",
    "blockquote",
    "pre",
    "code",
    "center",
];

/// Attributes that every element may have.
pub(crate) const GLOBAL_ATTRIBUTES: [&str; 8] =
    ["class", "dir", "id", "lang", "role", "style", "title", "aria-label"];

/// Attributes of elements. Those of old HTML (`align`, `bgcolor`, `width`) are what Outlook reads.
pub(crate) const ATTRIBUTES: [(&str, &[&str]); 15] = [
    ("html", &["xmlns", "xmlns:o", "xmlns:v"]),
    ("meta", &["charset", "content", "http-equiv", "name"]),
    ("style", &["media", "type"]),
    ("body", &["bgcolor"]),
    ("table", &["align", "bgcolor", "border", "cellpadding", "cellspacing", "height", "width"]),
    ("tr", &["align", "bgcolor", "valign"]),
    ("td", &["align", "bgcolor", "colspan", "height", "rowspan", "valign", "width"]),
    ("th", &["align", "bgcolor", "colspan", "height", "rowspan", "scope", "valign", "width"]),
    ("div", &["align"]),
    ("p", &["align"]),
    ("a", &["href", "rel", "target"]),
    ("img", &["align", "alt", "border", "height", "src", "width"]),
    ("ol", &["start", "type"]),
    ("ul", &["type"]),
    ("li", &["value"]),
];

/// CSS properties. Some programs ignore `border-radius`, `max-width`, `max-height`, `overflow`,
/// `word-break` and `overflow-wrap`: the text can be read without them. Outlook on Windows ignores
/// `display: none`, and hides an element with `mso-hide: all`.
pub(crate) const PROPERTIES: [&str; 45] = [
    "background-color",
    "border",
    "border-bottom",
    "border-collapse",
    "border-color",
    "border-left",
    "border-radius",
    "border-right",
    "border-spacing",
    "border-style",
    "border-top",
    "border-width",
    "color",
    "color-scheme",
    "display",
    "font-family",
    "font-size",
    "font-style",
    "font-weight",
    "height",
    "line-height",
    "list-style-type",
    "margin",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "margin-top",
    "max-height",
    "max-width",
    "overflow",
    "overflow-wrap",
    "padding",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "padding-top",
    "supported-color-schemes",
    "text-align",
    "text-decoration",
    "vertical-align",
    "white-space",
    "width",
    "word-break",
    "-webkit-text-size-adjust",
    "-ms-text-size-adjust",
];

/// Values of `display`. Outlook knows neither `flex` nor `grid`.
pub(crate) const DISPLAYS: [&str; 7] =
    ["block", "inline", "inline-block", "none", "table", "table-cell", "table-row"];

/// Formats of images that every mail program shows, by the ending of their file.
pub(crate) const IMAGE_ENDINGS: [&str; 4] = ["gif", "jpeg", "jpg", "png"];

/// Whether an element may have an attribute.
pub(crate) fn allows_attribute(element: &str, attribute: &str) -> bool {
    GLOBAL_ATTRIBUTES.contains(&attribute)
        || ATTRIBUTES.iter().any(|(name, own)| *name == element && own.contains(&attribute))
}

/// Whether the file of an image has a format that every mail program shows. Addresses without an
/// ending may be any format.
pub(crate) fn is_shown_image(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.').is_none_or(|(_, ending)| {
        IMAGE_ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
    })
}
