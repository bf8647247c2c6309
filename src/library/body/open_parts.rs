//! Parts of a text whose beginning was written by a template: the end follows later.
//!
//! Must not know how they are written.

use std::ops::Range;

use pulldown_cmark_escape::{escape_href, escape_html};

use crate::library::facts::{LinkRole, LinkTarget};

/// A component whose end has not come yet.
pub(super) struct OpenComponent {
    pub(super) name: String,
    /// Where it begins.
    pub(super) span: Range<usize>,
    /// The number of elements of Markdown around it.
    pub(super) depth: usize,
    /// What it writes after its text; `None` if it has an error.
    pub(super) after: Option<String>,
}

/// What a hook writes after the text of its element.
pub(super) struct HookTail {
    pub(super) html: String,
    pub(super) element: HookElement,
}

/// The element that a hook writes.
#[derive(Clone)]
pub(super) struct HookElement {
    /// Where the link or image leads on the site; `None` for other sites and other elements.
    pub(super) target: Option<LinkTarget>,
    /// Whether it has an address.
    pub(super) has_address: bool,
    /// The address of another site, escaped.
    pub(super) address: String,
    /// The attributes after the address.
    pub(super) attributes: String,
    /// The role of the address as an attribute, and alone.
    pub(super) roles: (LinkRole, LinkRole),
    /// The place in the text.
    pub(super) span: Range<usize>,
}

impl HookElement {
    /// A link.
    pub(super) fn link(
        dest: &str,
        title: &str,
        is_email: bool,
        target: Option<LinkTarget>,
        span: Range<usize>,
    ) -> Self {
        let mut address = String::new();
        if target.is_none() {
            address.push_str(if is_email { "mailto:" } else { "" });
            let _ = escape_href(&mut address, dest);
        }
        let mut attributes = String::new();
        if target.is_none() && !is_email && dest.starts_with("http") {
            attributes.push_str(" rel=\"noopener\"");
        }
        push_attribute(&mut attributes, "title", title);
        let roles = (LinkRole::Href, LinkRole::Address);
        Self { target, has_address: true, address, attributes, roles, span }
    }

    /// An image.
    pub(super) fn image(
        dest: &str,
        alt: &str,
        title: Option<&String>,
        target: Option<&LinkTarget>,
        span: &Range<usize>,
    ) -> Self {
        let mut address = String::new();
        let _ = escape_href(&mut address, dest);
        let mut attributes = " alt=\"".to_owned();
        let _ = escape_html(&mut attributes, alt);
        attributes.push('"');
        push_attribute(&mut attributes, "title", title.map_or("", String::as_str));
        Self {
            target: target.cloned(),
            has_address: true,
            address,
            attributes,
            roles: (LinkRole::Src, LinkRole::RawCandidate),
            span: span.clone(),
        }
    }

    /// An element without an address.
    pub(super) fn plain(attributes: String) -> Self {
        Self {
            target: None,
            has_address: false,
            address: String::new(),
            attributes,
            roles: (LinkRole::Href, LinkRole::Address),
            span: 0..0,
        }
    }
}

/// Adds an attribute, unless its value is empty.
pub(super) fn push_attribute(html: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        html.push_str(&format!(" {name}=\""));
        let _ = escape_html(&mut *html, value);
        html.push('"');
    }
}
