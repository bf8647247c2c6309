//! Addresses that are written without markup: `https://…`, `www.…` and mail addresses, by the rules
//! of GitHub Flavored Markdown (version 0.29, section 6.9).
//!
//! They are found in the source before it is parsed, because signs in them would be read as markup.
//! Whether one is in code or in another link is decided later, by `bare_links`.

use std::ops::Range;

/// What an address begins with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum AddressKind {
    /// `http://` or `https://`.
    Url,
    /// `www.`.
    Www,
    /// A mail address, with `mailto:` or without.
    Mail,
}

/// An address in a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct BareAddress {
    pub(super) span: Range<usize>,
    pub(super) kind: AddressKind,
    /// Whether its signs may be hidden from the parser. They may not in what could be the address
    /// of a Markdown link or an attribute.
    pub(super) is_maskable: bool,
}

/// The addresses of a text, in order.
pub(super) fn bare_addresses(text: &str) -> Vec<BareAddress> {
    let bytes = text.as_bytes();
    let mut found: Vec<(Range<usize>, AddressKind)> = Vec::new();
    let mut end = 0;
    for at in memchr::memmem::find_iter(bytes, "://") {
        // An address in another one belongs to it.
        if at >= end
            && let Some((span, kind)) = url_at(text, at)
        {
            end = span.end;
            found.push((span, kind));
        }
    }
    found.extend(memchr::memmem::find_iter(bytes, "www.").filter_map(|at| www_at(text, at)));
    found.extend(memchr::memchr_iter(b'@', bytes).filter_map(|at| mail_at(text, at)));
    found.sort_by_key(|(span, _)| span.start);
    let mut end = 0;
    found.retain(|(span, _)| {
        let is_free = span.start >= end;
        end = end.max(span.end);
        is_free
    });
    found
        .into_iter()
        .map(|(span, kind)| {
            let is_maskable = is_maskable(text, span.start);
            BareAddress { span, kind, is_maskable }
        })
        .collect()
}

fn is_maskable(text: &str, start: usize) -> bool {
    let before = &text[..start];
    let is_attribute = before.trim_end_matches(['"', '\'']).ends_with('=');
    let target = before.trim_end().trim_end_matches('<');
    let is_target = target.ends_with("](") || target.ends_with("]:");
    !is_attribute && !is_target && !before.ends_with('<')
}

fn is_word(letter: Option<char>) -> bool {
    letter.is_some_and(char::is_alphanumeric)
}

fn url_at(text: &str, colon: usize) -> Option<(Range<usize>, AddressKind)> {
    let letters = text.as_bytes()[..colon].iter().rev().take_while(|b| b.is_ascii_alphabetic());
    let start = colon - letters.take(6).count();
    let scheme = text[start..colon].to_ascii_lowercase();
    let is_known = matches!(scheme.as_str(), "http" | "https");
    // Languages without spaces have letters directly before an address.
    let is_within = text[..start].ends_with(|c: char| c.is_ascii_alphanumeric());
    if !is_known || is_within {
        return None;
    }
    let host = colon + "://".len();
    address_end(text, host).map(|end| (start..end, AddressKind::Url))
}

fn www_at(text: &str, start: usize) -> Option<(Range<usize>, AddressKind)> {
    let is_within = text[..start].ends_with(|c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '@' | ':' | '\\')
    });
    if is_within {
        return None;
    }
    address_end(text, start + "www.".len()).map(|end| (start..end, AddressKind::Www))
}

/// Where an address ends that has its host at a byte; `None` if there is no host.
fn address_end(text: &str, host: usize) -> Option<usize> {
    let rest = &text[host..];
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let length = rest.find(|c| !is_host(c)).unwrap_or(rest.len());
    let name = rest[..length].trim_end_matches(['.', '-', '_']);
    let mut labels = name.rsplit('.');
    let (last, second) = (labels.next()?, labels.next()?);
    let is_sound =
        !last.contains('_') && !second.contains('_') && !name.split('.').any(str::is_empty);
    if !is_sound || rest[length..].starts_with('@') {
        return None;
    }
    if name.len() < length || !rest[length..].starts_with(['/', '?', '#', ':']) {
        return Some(host + name.len());
    }
    let end = length + path_length(&rest[length..]);
    Some(host + without_tail(&rest[..end]).max(name.len()))
}

/// The length of everything that may be part of an address after the host.
fn path_length(path: &str) -> usize {
    let mut at = 0;
    let mut brackets = 0_usize;
    while let Some(c) = path[at..].chars().next() {
        let rest = &path[at..];
        match c {
            '<' => match sici_length(path, at) {
                Some(length) => {
                    at += length;
                    continue;
                }
                None => break,
            },
            '>' | '`' | '|' | '"' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' | '「' | '」'
            | '『' | '』' | '。' | '、' | '，' | '；' | '：' | '！' | '？' | '（' | '）' | '】'
            | '》' => break,
            // The mark of a note or a citation follows the address.
            '[' if rest[1..].starts_with(['^', '@']) => break,
            '[' => brackets += 1,
            ']' if brackets == 0 => break,
            ']' => brackets -= 1,
            // An escaped sign is the sign.
            '\\' if rest[1..].starts_with(|c: char| c.is_ascii_punctuation()) => at += 1,
            '\\' => break,
            '&' if ["&lt;", "&gt;", "&quot;", "&nbsp;"].iter().any(|one| rest.starts_with(one)) => {
                break;
            }
            ',' | ';' if rest[1..].starts_with("http://") || rest[1..].starts_with("https://") => {
                break;
            }
            c if c.is_whitespace() || c.is_control() => break,
            _ => {}
        }
        at += path[at..].chars().next().map_or(1, char::len_utf8);
    }
    at
}

/// The length of `<311::AID-AJMG1>` in DOIs that were made from SICIs (ANSI/NISO Z39.56):
/// `(SICI)1096-8628(19960329)62:4<311::AID-AJMG1>3.0.CO;2-K`.
fn sici_length(path: &str, at: usize) -> Option<usize> {
    let rest = &path[at..];
    let length = rest.find('>')? + 1;
    let code = &rest.as_bytes()[length..];
    let is_code = code.len() >= 8
        && code[0].is_ascii_digit()
        && code[1] == b'.'
        && code[2].is_ascii_digit()
        && code[3] == b'.'
        && code[4..6].iter().all(u8::is_ascii_uppercase)
        && code[6..8] == *b";2";
    let is_plain = !rest[1..length - 1].contains(|c: char| c == '<' || c.is_whitespace());
    (is_code && is_plain && path[..at].contains("/10.")).then_some(length)
}

/// The length of an address without the punctuation of the sentence that it is in.
fn without_tail(address: &str) -> usize {
    // Counted once: an address may end with thousands of brackets.
    let open = address.matches('(').count();
    let mut close = address.matches(')').count();
    let mut end = address.len();
    while let Some(last) = address[..end].chars().next_back() {
        let length = match last {
            '?' | '!' | '.' | ',' | ':' | '*' | '_' | '~' | '\'' | '\\' | '’' | '‘' | '…' => {
                last.len_utf8()
            }
            ';' => {
                let name = address[..end - 1].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
                let name = name.strip_suffix('#').unwrap_or(name);
                if name.ends_with('&') { end - name.len() + 1 } else { 1 }
            }
            ')' if close > open => {
                close -= 1;
                1
            }
            _ => break,
        };
        end -= length;
    }
    end
}

/// The mail address around an `@`.
fn mail_at(text: &str, at: usize) -> Option<(Range<usize>, AddressKind)> {
    let bytes = text.as_bytes();
    let is_local = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+');
    let start = at - bytes[..at].iter().rev().take_while(|byte| is_local(byte)).count();
    let before = text[..start].chars().next_back();
    if start == at || is_word(before) || matches!(before, Some('@' | '/')) {
        return None;
    }
    let is_domain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let length = bytes[at + 1..].iter().take_while(|byte| is_domain(byte)).count();
    let domain = text[at + 1..at + 1 + length].trim_end_matches('.');
    let end = at + 1 + domain.len();
    let (_, last) = domain.rsplit_once('.')?;
    // The last label of a host is never a number, as in `name@1.2`.
    let is_host = last.starts_with(|c: char| c.is_ascii_alphabetic())
        && !domain.ends_with(['-', '_'])
        && !domain.split('.').any(str::is_empty);
    if !is_host || is_word(text[end..].chars().next()) || text[end..].starts_with('@') {
        return None;
    }
    let scheme = "mailto:";
    let is_scheme = text[..start].ends_with(scheme)
        && !is_word(text[..start - scheme.len()].chars().next_back());
    let start = if is_scheme { start - scheme.len() } else { start };
    Some((start..end, AddressKind::Mail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found: Vec<&str> =
            bare_addresses(text).into_iter().map(|address| &text[address.span]).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn the_examples_of_github() {
        check("www.commonmark.org", &["www.commonmark.org"]);
        check("Visit www.commonmark.org/help for more.", &["www.commonmark.org/help"]);
        check("Visit www.commonmark.org.", &["www.commonmark.org"]);
        check("Visit www.commonmark.org/a.b.", &["www.commonmark.org/a.b"]);
        let search = "www.google.com/search?q=Markup+(business)";
        check(search, &[search]);
        check(&format!("{search}))"), &[search]);
        check(&format!("({search})"), &[search]);
        check(&format!("({search}"), &[search]);
        check(
            "www.google.com/search?q=(business))+ok",
            &["www.google.com/search?q=(business))+ok"],
        );
        check("www.google.com/search?q=a&hl=en", &["www.google.com/search?q=a&hl=en"]);
        check("www.google.com/search?q=a&hl;", &["www.google.com/search?q=a"]);
        check("www.commonmark.org/he<lp", &["www.commonmark.org/he"]);
        check("http://commonmark.org", &["http://commonmark.org"]);
        check(
            "(Visit https://encrypted.google.com/search?q=Markup+(business))",
            &["https://encrypted.google.com/search?q=Markup+(business)"],
        );
        check("foo@bar.baz", &["foo@bar.baz"]);
        check(
            "hello@mail+xyz.example isn't, hello+xyz@mail.example is.",
            &["hello+xyz@mail.example"],
        );
        check("a.b-c_d@a.b", &["a.b-c_d@a.b"]);
        check("a.b-c_d@a.b.", &["a.b-c_d@a.b"]);
        check("a.b-c_d@a.b- a.b-c_d@a.b_", &[]);
        check("mailto:foo@bar.baz", &["mailto:foo@bar.baz"]);
        check(
            "https://a_b.example.com https://a.b_c.com http://a.b_c",
            &["https://a_b.example.com"],
        );
    }

    #[test]
    fn addresses_in_sentences() {
        for text in [
            "https://example.org/a_b_c*d*/~x~/$5$",
            "https://doi.org/10.1016/S0140-6736(20)30183-5",
            "https://doi.org/10.1002/(SICI)1096-8628(19960329)62:4<311::AID-AJMG1>3.0.CO;2-K",
            "https://doi.org/10.1175/1520-0485(2002)032<0870:CT>2.0.CO;2",
            "https://en.wikipedia.org/wiki/Ketamine_(drug)",
            "https://web.archive.org/web/2020/https://example.org/",
            "https://example.org:8080/?a=1&b=2#c",
            "https://müller.example/ä",
            "HTTPS://EXAMPLE.ORG/A",
        ] {
            for (before, after) in [
                ("", ""),
                ("See ", "."),
                ("(", ")"),
                ("(see ", "), and"),
                ("**", "**"),
                ("“", "”"),
                ("\"", "\", he"),
                ("a: ", ", b"),
                ("[", "]"),
                ("看", "。"),
            ] {
                check(&format!("{before}{text}{after}"), &[text]);
            }
        }
        check("https://a.org/x,https://b.org/y", &["https://a.org/x", "https://b.org/y"]);
        check("https://a.org,https://b.org", &["https://a.org", "https://b.org"]);
        check("https://a.org/a\\_b\\", &["https://a.org/a\\_b"]);
    }

    #[test]
    fn what_is_no_address() {
        for text in [
            "https://localhost/ http:// https://",
            "ftp://example.org xhttps://example.org 1http://a.org",
            "www. www.x awww.example.org",
            "https://user@example.org/ https://user.name@example.org/",
            "@user@example.org name@1.2.3 a@b @b.org a@",
            "https://a..b/",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn many_signs_take_no_quadratic_time() {
        for text in [
            ["https://a.org/", &")".repeat(300_000)].concat(),
            "https://a.org/".repeat(20_000),
            "www.".repeat(100_000),
            "a@".repeat(100_000),
            "a.".repeat(100_000),
        ] {
            bare_addresses(&text);
        }
    }
}
