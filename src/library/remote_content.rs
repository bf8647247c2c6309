//! Images and frames of other sites in a text: the policy in `_headers` blocks them for readers,
//! though the preview may show them.
//!
//! Must not know whether a site has such a policy.

use std::ops::Range;

use offprint_base::{HtmlToken, visit_html};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::mention::Lint;
use crate::diagnostic::{Code, Diagnostic};

/// Elements that load what their address names, each with its attribute.
const ELEMENTS: [(&str, &str); 8] = [
    ("img", "src"),
    ("iframe", "src"),
    ("embed", "src"),
    ("object", "data"),
    ("video", "src"),
    ("audio", "src"),
    ("source", "src"),
    ("track", "src"),
];

/// Suggestions about everything in a text that readers would load from another site than that of
/// `own_origin`. `start` is where the Markdown begins.
pub(super) fn lint_remote_content(
    text: &str,
    start: usize,
    options: Options,
    own_origin: &str,
) -> Vec<Lint> {
    let body = text.get(start..).unwrap_or_default();
    let mut lints = Vec::new();
    let mut block: Option<Range<usize>> = None;
    let mut add = |what: &str, address: &str, span: Range<usize>| {
        let is_own = address
            .strip_prefix(own_origin)
            .is_some_and(|path| path.is_empty() || path.starts_with('/'));
        if is_of_other_site(address) && !is_own {
            lints.push((remote(what, address), span.start + start..span.end + start));
        }
    };
    for (event, span) in Parser::new_ext(body, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => add("image", &dest_url, span),
            Event::Html(_) => {
                let from = block.as_ref().map_or(span.start, |block| block.start);
                block = Some(from..span.end);
            }
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(block) = block.take() {
                    visit_addresses(&body[block.clone()], block.start, &mut add);
                }
            }
            Event::InlineHtml(_) => visit_addresses(&body[span.clone()], span.start, &mut add),
            _ => {}
        }
    }
    lints
}

fn visit_addresses(html: &str, start: usize, add: &mut impl FnMut(&str, &str, Range<usize>)) {
    visit_html(html, |token| {
        let HtmlToken::Start(tag) = token else { return };
        let Some((name, key)) = ELEMENTS.iter().find(|(name, _)| *name == tag.name) else { return };
        let what = match *name {
            "img" => "image",
            "iframe" | "embed" | "object" => "frame",
            _ => "recording",
        };
        for attribute in tag.attributes().filter(|attribute| attribute.name == *key) {
            let span = attribute.value_span.clone();
            add(what, attribute.value, span.start + start..span.end + start);
        }
    });
}

fn is_of_other_site(address: &str) -> bool {
    let lower = address.trim().to_ascii_lowercase();
    lower.starts_with("http:") || lower.starts_with("https:") || lower.starts_with("//")
}

fn remote(what: &str, address: &str) -> Diagnostic {
    let shown: String = address.trim().chars().take(80).collect();
    let help = match what {
        "image" => "save the image next to this file and write its name instead of the URL",
        "frame" => "link to the page instead",
        _ => "save the file next to this one and write its name instead of the URL",
    };
    Diagnostic::warning(
        Code::RemoteContent,
        format!("the security policy in `_headers` blocks this {what} of another site: `{shown}`"),
    )
    .help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expect: &[&str]) {
        let text = format!("+++\n+++\n{body}");
        let lints = lint_remote_content(&text, 8, Options::empty(), "https://own.example");
        let found: Vec<&str> = lints.iter().map(|(_, span)| &text[span.clone()]).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn everything_of_other_sites_is_found() {
        check(
            "![a](https://x.example/a.png) [l](https://x.example)",
            &["![a](https://x.example/a.png)"],
        );
        check("![o](https://own.example/o.png)", &[]);
        check("![a](a.png) ![b](/b.png) ![c](data:image/png;base64,AA)", &[]);
        check("<p><img alt=x\nsrc='//x.example/a.png'></p>", &["//x.example/a.png"]);
        check("x <iframe src=https://x.example/v></iframe>", &["https://x.example/v"]);
        check("<video><source src=\"HTTP://x.example/v\"></video>", &["HTTP://x.example/v"]);
        check("`![a](https://x.example/a.png)` <a href=\"https://x.example\">", &[]);
    }
}
