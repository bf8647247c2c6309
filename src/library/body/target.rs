//! Where a link is meant to lead, by its text alone: whether it is there is found out when
//! documents are linked. And what links need to know of raw HTML: the ids in it, and the elements
//! that are open.

use percent_encoding::percent_decode_str;

use crate::library::facts::Target;
use crate::source::SitePath;
use offprint_base::slugify;

/// Where a link is meant to lead; `None` for other sites, which are left as they are.
pub(super) fn target(dest: &str, folder: &str, is_wiki: bool) -> Option<Target> {
    if is_wiki {
        let (name, tail) = split_tail(dest);
        return Some(if name.is_empty() {
            Target::Here(slug_of_tail(tail.unwrap_or_default()))
        } else {
            // In a wiki link a heading may be named by its words.
            Target::Name(
                name.trim().to_owned(),
                tail.map(|tail| format!("#{}", slug_of_tail(tail))),
            )
        });
    }
    if dest.starts_with("//") || has_scheme(dest) {
        return None;
    }
    let (path, tail) = split_tail(dest);
    let tail = tail.map(str::to_owned);
    let decoded = percent_decode_str(path).decode_utf8_lossy().into_owned();
    if decoded.is_empty() {
        return Some(match tail {
            Some(tail) if tail.starts_with('#') => {
                Target::Here(percent_decode_str(&tail[1..]).decode_utf8_lossy().into_owned())
            }
            _ => Target::Outside(dest.to_owned()),
        });
    }
    if decoded.starts_with('/') {
        return Some(Target::Url(decoded, tail));
    }
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.len() > 1 => drop(parts.pop()),
            ".." => return Some(Target::Outside(dest.to_owned())),
            part => parts.push(part),
        }
    }
    Some(Target::File(SitePath::new(parts.join("/")), tail))
}

/// Splits what leads into a page (`#…`, `?…`) from what leads to it.
fn split_tail(dest: &str) -> (&str, Option<&str>) {
    match dest.find(['#', '?']) {
        Some(at) => (&dest[..at], Some(&dest[at..])),
        None => (dest, None),
    }
}

fn slug_of_tail(tail: &str) -> String {
    let name = tail.trim_start_matches('#').trim();
    if name.contains(' ') || name.chars().any(char::is_uppercase) {
        slugify(name)
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

/// Ids in raw HTML, which links may lead to.
pub(super) fn gather_ids(html: &str, anchors: &mut Vec<String>) {
    for (at, _) in html.match_indices("id=") {
        let rest = &html[at + 3..];
        let is_attribute = html[..at].ends_with([' ', '\n', '\t']);
        if let (true, Some(quote)) =
            (is_attribute, rest.chars().next().filter(|c| matches!(c, '"' | '\'')))
            && let Some(end) = rest[1..].find(quote)
        {
            anchors.push(rest[1..=end].to_owned());
        }
    }
}

/// Elements that have no end.
const VOID: [&str; 8] = ["area", "br", "col", "hr", "img", "input", "source", "wbr"];

/// Follows which elements a piece of raw HTML begins and ends. What is never ended stays open to
/// the end of the text: no link is made in what is not understood.
pub(super) fn follow_elements(html: &str, open: &mut Vec<String>) {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let (is_end, from) = rest.strip_prefix('/').map_or((false, rest), |from| (true, from));
        let name: String = from
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        let tag = from.split_once('>').map_or(from, |(tag, _)| tag);
        if name.is_empty() || VOID.contains(&name.as_str()) || tag.ends_with('/') {
            continue;
        }
        if !is_end {
            open.push(name);
        } else if let Some(last) = open.iter().rposition(|known| *known == name) {
            // What began within it may go on behind it: browsers carry a link on.
            open.remove(last);
        }
    }
}
