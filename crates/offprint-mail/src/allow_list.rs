//! What the HTML of a mail may contain: elements, attributes and CSS properties that mail programs
//! support.
//!
//! The source is caniemail.com (data at github.com/hteumeuleu/caniemail, state of 13 May 2026, read in
//! November 2026): everything on the lists was compared with all its 307 pages, for Gmail, Outlook
//! (Windows, the web, macOS, phones), Apple Mail and Yahoo. On the lists is what all of them show, or
//! what some of them ignore without harm to the text:
//!
//! - `html-div`, `html-p`, `html-span`, `html-h1-h6`, `html-table`, `html-img`, `html-blockquote`, `html-hr`,
//!   `html-pre`, `html-code`, `html-small`, `html-strong`, `html-del`: everywhere. `html-lists`: everywhere, but
//!   Outlook on Windows begins a new list at `value`.
//! - `html-strike`: not in the apps of Gmail with other accounts, so `s` becomes `del`.
//! - `html-body`: it becomes a `div` in Gmail, so nothing may depend on its styles.
//! - `html-style`: only in the head; Gmail reads 16 kB, and its apps with other accounts nothing.
//! - `html-semantics`, `html-abbr`: not in Outlook and Yahoo; `section`, `figure` and the like become `div`.
//! - `html-anchor-links`: not in the apps of Gmail and Yahoo, so they are errors (see `check`).
//! - `html-align`, `html-valign`, `html-width`, `html-height`, `html-cellpadding`, `html-cellspacing`: everywhere.
//! - `html-role`, `html-aria-label`, `html-lang`, `html-dir`, `html-target`, `html-meta-color-scheme`: some programs
//!   ignore them, and nobody sees a difference.
//! - `css-background-color`, `css-border`, `css-border-collapse`, `css-font`, `css-font-size`,
//!   `css-font-weight`, `css-list-style-type`, `css-text-align`, `css-text-decoration`,
//!   `css-vertical-align`: everywhere with the values that [`doubtful_value`] allows.
//! - `css-line-height`: everywhere. `css-width`, `css-height`: in Outlook on tables and cells; Yahoo makes
//!   `height` the least height.
//! - `css-padding`: in Outlook on table cells only. `css-margin`: no negative values.
//! - `css-max-width`: in Outlook on tables only, so it gets a table of fixed width.
//! - `css-border-radius`, `css-border-spacing`, `css-max-height`, `css-overflow`, `css-white-space`: not in
//!   Outlook on Windows. `css-overflow-wrap`: hardly anywhere; `css-word-wrap` and `css-word-break`: most.
//! - `css-display-none`: not in Gmail's page for phones, and not for tables in Outlook. `css-color-scheme`:
//!   Apple Mail only. `css-at-media-prefers-color-scheme`: Apple Mail and Outlook; dark mode is a bonus.
//! - `css-position`: not in Gmail and Outlook.
//! - `image-svg`: not in Gmail. `image-webp`: not in Outlook on Windows. Outlook shows the first picture
//!   of a moving `image-gif`.
//!
//! Without a page there: `caption`, `thead`, `tbody`, `tfoot`, `b`, `i`, `em`, `u`, `sub`, `sup` and `center`,
//! which are as old as mails with HTML; `supported-color-schemes` and `text-size-adjust`, which programs
//! that do not know them ignore.
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
    "del",
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

/// CSS properties. Outlook on Windows ignores `display: none` for tables, and hides an element with
/// `mso-hide: all`.
pub(crate) const PROPERTIES: [&str; 46] = [
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
    "word-wrap",
    "-webkit-text-size-adjust",
    "-ms-text-size-adjust",
];

/// Values of `display`. Outlook knows neither `flex` nor `grid`.
pub(crate) const DISPLAYS: [&str; 7] =
    ["block", "inline", "inline-block", "none", "table", "table-cell", "table-row"];

/// What programs do not understand in the value of a property, if anything. Gmail drops all styles of an
/// element with a colour that it does not know (`css-rgb`, `css-modern-color`); Outlook and Yahoo know no
/// `rem`, and Outlook no size relative to the window (`css-unit-rem`, `css-unit-vw`); no functions
/// (`css-variables`, `css-unit-calc`, `css-function-clamp`, `css-function-light-dark`).
pub(crate) fn doubtful_value(value: &str) -> Option<&'static str> {
    const FUNCTIONS: [&str; 7] = ["var(", "calc(", "min(", "max(", "clamp(", "light-dark(", "env("];
    const COLOURS: [&str; 6] = ["lab(", "lch(", "oklab(", "oklch(", "color(", "color-mix("];
    const UNITS: [&str; 5] = ["rem", "vh", "vw", "vmin", "vmax"];
    let has = |parts: &[&str]| parts.iter().any(|part| value.contains(part));
    // `rgb(0 0 0)` has no commas.
    let is_new_rgb = |start: &str| {
        value.match_indices(start).any(|(at, _)| {
            let rest = &value[at + start.len()..];
            !rest.split(')').next().unwrap_or_default().contains(',')
        })
    };
    let is_unit = |word: &str| {
        let number = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte))
            && UNITS.contains(&&word[number.len()..])
    };
    if has(&FUNCTIONS) {
        return Some("a function such as `calc()` or `var()`");
    }
    if has(&COLOURS) || is_new_rgb("rgb(") || is_new_rgb("rgba(") {
        return Some("a colour that is written in a new way");
    }
    let mut words = value.split(|c: char| c.is_whitespace() || c == ',');
    words.any(is_unit).then_some("a size in `rem`, `vw` or `vh`")
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        for value in [
            "calc(1px + 2em)",
            "var(--a)",
            "oklch(50% 0 0)",
            "1px solid rgb(0 0 0)",
            "rgb(0 0 0 / 50%)",
            "1.5rem",
            "0 -2rem",
            "50vw",
        ] {
            assert!(doubtful_value(value).is_some(), "{value}");
        }
        for value in [
            "16px",
            "1.5",
            "#0b4f8a",
            "rgb(0, 0, 0)",
            "-apple-system, 'segoe ui', roboto",
            "theorem, premium",
            "100%",
            "0 0 8px 0",
        ] {
            assert_eq!(doubtful_value(value), None, "{value}");
        }
    }
}
