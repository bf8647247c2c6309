//! The addresses in raw HTML: which attributes of which elements contain them, and where.
//!
//! They are treated like the addresses of Markdown links: the page of an article is one folder below
//! the article's file, so an unchanged relative address would be broken. This module must not know
//! documents.

use std::ops::Range;

use offprint_base::{HtmlToken, visit_html};

use super::facts::LinkRole;

/// What an attribute's address leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum RawAddressKind {
    /// A page or any other file.
    Page,
    /// An image.
    Image,
    /// Several versions of an image, as in `srcset`.
    Candidates,
}

/// An attribute of raw HTML with one or more addresses.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct RawAddress {
    /// The name of the attribute.
    pub(super) name: &'static str,
    /// What it leads to.
    pub(super) kind: RawAddressKind,
    /// Where the attribute is.
    pub(super) span: Range<usize>,
    /// The addresses, decoded, each with the descriptor after it (`480w`, `2x`); of attributes
    /// other than `srcset` there is one, without a descriptor.
    pub(super) addresses: Vec<(String, String)>,
}

impl RawAddress {
    /// The role of its links.
    pub(super) fn role(&self) -> LinkRole {
        match self.kind {
            RawAddressKind::Page => LinkRole::RawPage(self.name),
            RawAddressKind::Image => LinkRole::RawImage(self.name),
            RawAddressKind::Candidates => LinkRole::RawCandidate,
        }
    }

    /// The attribute with the white space before it, in the HTML that it was found in.
    pub(super) fn with_space(&self, html: &str) -> Range<usize> {
        let has_space = html[..self.span.start].ends_with(|c: char| c.is_ascii_whitespace());
        self.span.start - usize::from(has_space)..self.span.end
    }
}

/// Elements, their attributes that contain addresses, and what these lead to (HTML, section
/// "Attributes", those whose value is a URL that browsers follow or load).
const ATTRIBUTES: [(&str, &str, RawAddressKind); 22] = [
    ("a", "href", RawAddressKind::Page),
    ("area", "href", RawAddressKind::Page),
    ("img", "src", RawAddressKind::Image),
    ("img", "srcset", RawAddressKind::Candidates),
    ("source", "srcset", RawAddressKind::Candidates),
    ("source", "src", RawAddressKind::Page),
    ("input", "src", RawAddressKind::Image),
    ("video", "poster", RawAddressKind::Image),
    ("video", "src", RawAddressKind::Page),
    ("audio", "src", RawAddressKind::Page),
    ("track", "src", RawAddressKind::Page),
    ("iframe", "src", RawAddressKind::Page),
    ("embed", "src", RawAddressKind::Page),
    ("object", "data", RawAddressKind::Page),
    ("script", "src", RawAddressKind::Page),
    ("link", "href", RawAddressKind::Page),
    ("image", "href", RawAddressKind::Image),
    ("image", "xlink:href", RawAddressKind::Image),
    ("use", "href", RawAddressKind::Image),
    ("use", "xlink:href", RawAddressKind::Image),
    ("a", "xlink:href", RawAddressKind::Page),
    ("form", "action", RawAddressKind::Page),
];

/// The addresses in a piece of raw HTML, in order.
pub(super) fn raw_addresses(html: &str) -> Vec<RawAddress> {
    let mut found = Vec::new();
    visit_html(html, |token| {
        let HtmlToken::Start(tag) = token else { return };
        let mut seen: Vec<&str> = Vec::new();
        for attribute in tag.attributes() {
            let known = ATTRIBUTES
                .iter()
                .find(|(element, name, _)| *element == tag.name && *name == attribute.name);
            let Some((_, name, kind)) = known else { continue };
            // Browsers ignore a second attribute of the same name.
            if seen.contains(name) {
                continue;
            }
            seen.push(name);
            let addresses = match kind {
                RawAddressKind::Candidates => srcset_candidates(attribute.value),
                _ => vec![(attribute.value.trim().to_owned(), String::new())],
            };
            // An attribute without a value is no address; a form without one goes to its own page.
            let has_no_value = attribute.value_span == (attribute.span.end..attribute.span.end);
            if has_no_value || *name == "action" && attribute.value.trim().is_empty() {
                continue;
            }
            found.push(RawAddress { name, kind: *kind, span: attribute.span.clone(), addresses });
        }
    });
    found
}

/// The candidates of a `srcset` (HTML, "parse a srcset attribute"): addresses end at white space, so
/// they may contain commas.
pub(super) fn srcset_candidates(value: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            return found;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let bare = address.trim_end_matches(',');
        if bare.len() < address.len() {
            found.push((bare.to_owned(), String::new()));
            rest = after;
            continue;
        }
        let end = after.find(',').unwrap_or(after.len());
        found.push((address.to_owned(), after[..end].trim().to_owned()));
        rest = &after[end..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The attributes found, in short form, each with its source.
    fn found(html: &str) -> Vec<String> {
        raw_addresses(html)
            .iter()
            .map(|address| {
                let list: Vec<String> = address
                    .addresses
                    .iter()
                    .map(|(address, descriptor)| format!("{address}|{descriptor}"))
                    .collect();
                format!("{}: {} in {:?}", address.name, list.join(" "), &html[address.span.clone()])
            })
            .collect()
    }

    #[track_caller]
    fn check(html: &str, expect: &[&str]) {
        assert_eq!(found(html), expect, "{html}");
    }

    #[test]
    fn addresses_are_found_however_they_are_written() {
        check("<a href=\"/b/\">", &["href: /b/| in \"href=\\\"/b/\\\"\""]);
        check("<A HREF='b.md'>x</A>", &["href: b.md| in \"HREF='b.md'\""]);
        check("<img alt=x\nsrc = x.png>", &["src: x.png| in \"src = x.png\""]);
        check(
            "<a href=\" b.md?a&amp;b \">",
            &["href: b.md?a&b| in \"href=\\\" b.md?a&amp;b \\\"\""],
        );
        check("<a href>", &[]);
        check("<a href=a href=b>", &["href: a| in \"href=a\""]);
        check(
            "<video poster=p.png src=v.mp4>",
            &["poster: p.png| in \"poster=p.png\"", "src: v.mp4| in \"src=v.mp4\""],
        );
    }

    #[test]
    fn what_is_no_address_is_left() {
        for html in [
            "<p title=\"<a href=x>\">",
            "<!-- <a href=x> -->",
            "<a name=x data-href=y>",
            "<script>'<a href=x>'</script>",
            "<base href=x>",
            "<form action=''>",
        ] {
            check(html, &[]);
        }
    }

    #[test]
    fn versions_of_an_image_are_told_apart() {
        let versions = |value: &str| {
            srcset_candidates(value)
                .into_iter()
                .map(|(a, d)| format!("{a}|{d}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(versions("a.png 1x, b.png 2x"), ["a.png|1x", "b.png|2x"]);
        assert_eq!(versions("a,b.png 480w,c.png"), ["a,b.png|480w", "c.png|"]);
        assert_eq!(versions(" a.png, b.png 2x ,"), ["a.png|", "b.png|2x"]);
        assert_eq!(versions("data:image/png;base64,AA 1x"), ["data:image/png;base64,AA|1x"]);
        assert!(versions(" , ").is_empty());
    }
}
