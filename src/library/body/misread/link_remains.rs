//! Links that are shown as they are written: without a bracket, with their brackets the wrong way round, or with a
//! space in the address.

use std::ops::Range;

use super::misread_part::MisreadPart;
use super::shown_text::{READ, ShownText, before, near};
use crate::diagnostic::Code;

/// The links in a block that are shown as text.
pub(super) fn link_faults(shown: &ShownText) -> Vec<MisreadPart> {
    let text = &*shown.text;
    if !text.contains('[') && !text.contains(']') {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut fault = |message: &str, help: String, part: Range<usize>| {
        found.push(MisreadPart::of(Code::BrokenLink, message, help, shown.place(part)));
    };
    for (at, _) in text.match_indices("](") {
        if let Some((message, help, end)) = address_fault(text, at) {
            fault(message, help, at..end);
        }
    }
    for (at, _) in text.match_indices(")[") {
        let Some(address) = enclosed(&text[at + 2..], ']') else { continue };
        if is_clear_address(address) {
            let open = at - before(text, at).len() + before(text, at).rfind('(').unwrap_or(0);
            fault(
                "this link is shown as text: its brackets are the wrong way round",
                "write [text](address)".into(),
                open..at + 2 + address.len() + 1,
            );
        }
    }
    for (at, _) in text.match_indices('[') {
        let rest = near(&text[at + 1..]);
        let Some(open) = rest.find(['[', ']', '(', ')', '\n']) else { continue };
        let label = &rest[..open];
        if !rest[open..].starts_with('(') || label.is_empty() || label.ends_with(' ') {
            continue;
        }
        let Some(address) = enclosed(&rest[open + 1..], ')') else { continue };
        let end = open + 1 + address.len() + 1;
        let after = rest[end..].split(['[', '\n']).next().unwrap_or_default();
        let is_image = text[..at].ends_with('!') && is_address(address);
        if (is_image || is_clear_address(address)) && !after.contains(']') {
            fault(
                "this is shown as text: the bracket before its address is missing",
                format!("write ] before the address: [{label}]({address})"),
                at..at + 1 + end,
            );
        }
    }
    found
}

/// What is wrong with `](address` at a place, what to write, and where it ends; nothing if it may be text.
fn address_fault(text: &str, at: usize) -> Option<(&'static str, String, usize)> {
    let open = open_bracket(text, at)?;
    let rest = near(&text[at + 2..]);
    let Some(end) = rest.find([')', READ]).filter(|end| rest[*end..].starts_with(')')) else {
        let word = rest.split(char::is_whitespace).next().unwrap_or_default();
        let end = at + 2 + word.len();
        return is_address(word.trim_matches(['<', '>'])).then(|| {
            (
                "this link is shown as text: its address has no end",
                "write ) after the address".into(),
                end,
            )
        });
    };
    let address = &rest[..end];
    let place = at + 2 + end + 1;
    if address.starts_with('<') && !address.contains('>') {
        let help = format!("write > after the address: ]({address}>)");
        return Some(("this link is shown as text: its address has no end", help, place));
    }
    // A paragraph that goes on in the next line is no address.
    if !address.contains(' ') || text[open..at].contains('\n') && address.contains('\n') {
        return None;
    }
    if is_inside_word(text, open) && !address.contains(['.', '/']) {
        return None;
    }
    let (message, help) = spaced_address(address)?;
    Some((message, help, place))
}

/// What is wrong with an address that contains a space, and what to write.
pub fn spaced_address(address: &str) -> Option<(&'static str, String)> {
    let (path, title) = split_title(address);
    Some(match title {
        Some(title) if title.starts_with(['“', '„', '‘', '”', '’', '«', '»']) => (
            "this is shown as text: a title stands in straight quotation marks",
            format!("write ]({} \"{}\")", bracketed(path), bare_title(title)),
        ),
        Some(title) if path.contains(' ') => {
            (SPACE, format!("put the address in angle brackets: ](<{path}> {title})"))
        }
        Some(_) => return None,
        None if path.contains("://") => {
            let (url, words) = path.split_once(' ')?;
            let is_file = words.rsplit(' ').next().is_some_and(|last| last.contains(['.', '/']));
            let help = if is_file {
                format!("write %20 for each space: ]({})", path.replace(' ', "%20"))
            } else {
                format!(
                    "put a title in quotation marks, ]({url} \"{}\"), or remove it",
                    words.trim()
                )
            };
            (SPACE, help)
        }
        None => (SPACE, format!("put the address in angle brackets: ](<{path}>)")),
    })
}

/// Whether a bracket is part of a word: `f[i](x y)`.
fn is_inside_word(text: &str, open: usize) -> bool {
    text[..open].ends_with(char::is_alphanumeric)
}

const SPACE: &str = "this is shown as text: a space ends an address";

/// An address in angle brackets, if it needs them.
fn bracketed(path: &str) -> String {
    if path.contains(' ') { format!("<{path}>") } else { path.to_owned() }
}

fn bare_title(title: &str) -> &str {
    title.trim_matches(['“', '„', '‘', '”', '’', '«', '»', '"'])
}

/// The address and its title, which begins with a quotation mark after a space.
fn split_title(address: &str) -> (&str, Option<&str>) {
    let is_quote = |c: char| matches!(c, '"' | '\'' | '“' | '„' | '‘' | '”' | '’' | '«' | '»');
    let title = address.match_indices(' ').find(|(at, _)| address[at + 1..].starts_with(is_quote));
    match title {
        Some((at, _)) if address.ends_with(is_quote) => (&address[..at], Some(&address[at + 1..])),
        _ => (address, None),
    }
}

/// What precedes a closing bracket in one line.
fn enclosed(text: &str, close: char) -> Option<&str> {
    let text = near(text);
    let end = text.find([close, '\n', '[', '(']).filter(|end| text[*end..].starts_with(close))?;
    Some(&text[..end])
}

/// Where the bracket begins that ends at a place.
fn open_bracket(text: &str, at: usize) -> Option<usize> {
    let near = before(text, at);
    let found = near.rfind(['[', ']']).filter(|found| near[*found..].starts_with('['))?;
    Some(at - near.len() + found)
}

/// Whether a text is an address wherever it is: one with a scheme or a host, or a path.
fn is_clear_address(text: &str) -> bool {
    let begins = ["http://", "https://", "www.", "mailto:", "../", "./"];
    let is_path =
        text.starts_with('/') && text.len() > 2 && text.ends_with('/') || text.ends_with(".md");
    !text.contains(char::is_whitespace)
        && (begins.iter().any(|begin| text.starts_with(begin)) || is_path)
}

/// Whether a text in brackets after a text in brackets is an address: it may be a file, too.
fn is_address(text: &str) -> bool {
    let has_ending = text.rsplit_once('.').is_some_and(|(name, ending)| {
        name.starts_with(|c: char| c.is_alphanumeric())
            && (2..=5).contains(&ending.len())
            && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && ending.bytes().any(|byte| byte.is_ascii_alphabetic())
    });
    is_clear_address(text) || !text.contains(char::is_whitespace) && has_ending
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_signs_take_linear_time() {
        for part in ["](", "[[", "]]", "[a", ")["] {
            let text = part.repeat(100_000);
            let shown = ShownText { start: 0, text };
            assert!(link_faults(&shown).is_empty());
        }
    }
}
