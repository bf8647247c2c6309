//! Which of the addresses that an `img` element states leads to the image.
//!
//! Pages load images lazily: `src` is a placeholder until a script replaces it, and the address is
//! in another attribute, in a `source` element, or in a copy for readers without scripts. Does not
//! decide whether the image is shown.

use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::tag::Tag;
use crate::phrases::{Category, contains_phrase, phrases};

/// The address of the best file; None if the element states only a placeholder.
pub(super) fn image_source(document: &HtmlDocument, node: NodeId) -> Option<String> {
    let lazy = lazy_address(document, node);
    if lazy.is_some() {
        return lazy;
    }
    let own = document.attribute(node, "src").map(str::trim).filter(|address| !is_empty(address));
    if let Some(address) = own.filter(|address| !is_placeholder(address)) {
        return Some(address.to_owned());
    }
    let listed = document
        .attribute(node, "srcset")
        .and_then(largest_in_srcset)
        .or_else(|| source_beside(document, node));
    if listed.is_some() {
        return listed;
    }
    // A placeholder that nothing replaces is the image itself.
    own.filter(|_| !has_copy_beside(document, node)).map(str::to_owned)
}

/// The address that a script would use.
fn lazy_address(document: &HtmlDocument, node: NodeId) -> Option<String> {
    let address = |name: &str, value: &str| {
        let address = if name.ends_with("srcset") || name.ends_with("bgset") {
            largest_in_srcset(value)
        } else {
            Some(value.trim().to_owned())
        };
        address.filter(|address| {
            !is_empty(address) && !is_placeholder(address) && looks_like_address(address)
        })
    };
    let known = phrases(Category::LazyImageAttributes)
        .iter()
        .find_map(|name| address(name, document.attribute(node, name)?));
    // Other loaders use names of their own: what they contain tells.
    known.or_else(|| {
        document
            .attributes(node)
            .filter(|(name, value)| name.starts_with("data-") && is_image_file(value))
            .find_map(|(name, value)| address(name, value))
    })
}

/// The largest file of the `source` elements beside an image.
fn source_beside(document: &HtmlDocument, node: NodeId) -> Option<String> {
    let picture =
        document.ancestors(node).take(2).find(|above| document.is(*above, Tag::Picture))?;
    document.children(picture).filter(|child| document.is(*child, Tag::Source)).find_map(|source| {
        ["data-srcset", "srcset", "data-src", "src"]
            .iter()
            .find_map(|name| document.attribute(source, name).and_then(largest_in_srcset))
    })
}

/// Whether a copy for readers without scripts is beside an image.
fn has_copy_beside(document: &HtmlDocument, node: NodeId) -> bool {
    let beside = [Some(node), document.parent(node)].into_iter().flatten();
    beside.flat_map(|at| [document.next(at), document.previous(at)]).flatten().any(|sibling| {
        document.is(sibling, Tag::Noscript)
            && document.descendants(sibling).any(|inner| document.is(inner, Tag::Img))
    })
}

fn is_empty(address: &str) -> bool {
    let address = address.trim();
    address.is_empty()
        || address == "#"
        || address.starts_with("about:")
        || address.starts_with("data:image/gif")
        || address.starts_with("data:image/svg")
}

/// Whether an address looks like that of a placeholder: a drawing, or a file named so.
fn is_placeholder(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let file = path.rsplit('/').next().unwrap_or_default();
    path.ends_with(".svg")
        || contains_phrase(Category::PlaceholderImages, file)
        // A small file in the address itself.
        || path.starts_with("data:") && address.len() < 400
}

/// Whether a text is an address of a file with the extension of an image.
pub(crate) fn is_image_file(value: &str) -> bool {
    let value = value.trim();
    let address = value.split([' ', ',']).next().unwrap_or_default();
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    path.contains('/')
        && [".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"].iter().any(|end| path.ends_with(end))
}

/// A `data-…` attribute may contain anything, for instance JSON.
fn looks_like_address(value: &str) -> bool {
    let value = value.trim();
    let scheme = value.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    // `local-images:/…` is an address of the program that wrote the page.
    let is_foreign = scheme.is_some_and(|scheme| {
        !scheme.contains(['/', '?', '#', '.', ' '])
            && !matches!(scheme.as_str(), "http" | "https" | "data" | "file")
    });
    !is_foreign && !value.contains(['{', '<', '\n']) && (value.contains('/') || value.contains('.'))
}

/// The address of the widest file of a `srcset`.
fn largest_in_srcset(srcset: &str) -> Option<String> {
    let mut best: Option<(f32, &str)> = None;
    for candidate in srcset.split(", ").flat_map(|part| part.split(",\n")) {
        let mut words = candidate.split_whitespace();
        let Some(address) = words.next() else { continue };
        let width = words
            .next()
            .and_then(|size| size.trim_end_matches(['w', 'x', ',']).parse::<f32>().ok())
            .unwrap_or(0.0);
        if !address.starts_with("data:") && best.is_none_or(|(known, _)| width > known) {
            best = Some((width, address.trim_end_matches(',')));
        }
    }
    best.map(|(_, address)| address.to_owned())
}
