//! The target of a link, from its text alone. Linking determines whether the target exists.

use percent_encoding::percent_decode_str;

use crate::library::facts::LinkTarget;
use crate::source::SitePath;
use offprint_base::{composed, transliterate};

/// The target of a link; `None` for other sites, whose addresses are not changed.
pub(super) fn target(dest: &str, folder: &str, is_wiki: bool) -> Option<LinkTarget> {
    if is_wiki {
        let (name, tail) = split_tail(dest);
        return Some(if name.is_empty() {
            LinkTarget::Here(slug_of_tail(tail.unwrap_or_default()))
        } else {
            // A wiki link may give the text of a heading instead of its id.
            LinkTarget::Name(
                name.trim().to_owned(),
                tail.map(|tail| format!("#{}", slug_of_tail(tail))),
            )
        });
    }
    if dest.starts_with("//") || has_scheme(dest) {
        return None;
    }
    let (path, tail) = split_tail(dest);
    if path.is_empty() && tail.is_some_and(|tail| tail.starts_with('?')) {
        // A query of the page itself, which scripts read: there is nothing to find.
        return None;
    }
    let tail = tail.map(str::to_owned);
    let decoded = composed(&percent_decode_str(path).decode_utf8_lossy()).into_owned();
    if decoded.is_empty() {
        return Some(match tail {
            Some(tail) if tail.starts_with('#') => {
                LinkTarget::Here(percent_decode_str(&tail[1..]).decode_utf8_lossy().into_owned())
            }
            _ => LinkTarget::Outside(dest.to_owned()),
        });
    }
    if decoded.starts_with('/') {
        return Some(LinkTarget::Url(decoded, tail));
    }
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.len() > 1 => drop(parts.pop()),
            ".." => return Some(LinkTarget::Outside(dest.to_owned())),
            part => parts.push(part),
        }
    }
    // The folder comes from the disk, where some systems store names decomposed.
    Some(LinkTarget::File(SitePath::new(&*composed(&parts.join("/"))), tail))
}

/// Whether an address contains a shortcode or an expression of another program, which is reported as
/// such.
pub(super) fn has_template(address: &str) -> bool {
    address.contains("{{") || address.contains("{%")
}

/// Splits the part that points into a page (`#…`, `?…`) from the part that points to the page.
fn split_tail(dest: &str) -> (&str, Option<&str>) {
    match dest.find(['#', '?']) {
        Some(at) => (&dest[..at], Some(&dest[at..])),
        None => (dest, None),
    }
}

fn slug_of_tail(tail: &str) -> String {
    let name = tail.trim_start_matches('#').trim();
    if name.contains(' ') || name.chars().any(char::is_uppercase) {
        transliterate(name)
    } else {
        name.to_owned()
    }
}

/// Whether an address begins with a scheme (RFC 3986, section 3.1).
fn has_scheme(dest: &str) -> bool {
    dest.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}
