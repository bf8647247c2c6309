//! Content that the site's security policy blocks for readers: images, frames and recordings of
//! other sites, inline styles, scripts and event handlers.
//!
//! Must not know whether a site has such a policy.

use std::ops::Range;

use offprint_base::{Attribute, HtmlToken, StartTag, visit_html};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::raw_links::srcset_candidates;
use super::raw_piece::RawPiece;
use crate::diagnostic::{Code, Diagnostic};
use crate::security_policy::{ContentPolicy, RemoteKind};

/// Attributes with the address of an image, a frame or a recording.
const LOADED: [(&str, &str, RemoteKind); 12] = [
    ("img", "src", RemoteKind::Image),
    ("img", "srcset", RemoteKind::Image),
    ("input", "src", RemoteKind::Image),
    ("video", "poster", RemoteKind::Image),
    ("source", "srcset", RemoteKind::Image),
    ("image", "href", RemoteKind::Image),
    ("image", "xlink:href", RemoteKind::Image),
    ("iframe", "src", RemoteKind::Frame),
    ("video", "src", RemoteKind::Media),
    ("audio", "src", RemoteKind::Media),
    ("source", "src", RemoteKind::Media),
    ("track", "src", RemoteKind::Media),
];

/// A warning about what the policy blocks, and the place of it.
pub type Blocked = (Diagnostic, Range<usize>);

/// Everything in a Markdown text that the policy blocks. `start` is where it begins in its source.
pub(super) fn blocked_content(
    body: &str,
    start: usize,
    options: Options,
    policy: &ContentPolicy,
) -> Vec<Blocked> {
    let mut blocked = Vec::new();
    let mut block: Option<RawPiece> = None;
    for (event, span) in Parser::new_ext(body, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => {
                let warning = policy.blocked_address(RemoteKind::Image, &dest_url);
                blocked.extend(warning.map(|warning| (warning, span)));
            }
            Event::Html(html) => block.get_or_insert_default().push(&html, &span, body),
            Event::End(TagEnd::HtmlBlock) => {
                if let Some(block) = block.take() {
                    policy.blocked_in_html(&block, &mut blocked);
                }
            }
            Event::InlineHtml(html) => {
                policy.blocked_in_html(&RawPiece::new(&html, &span, body), &mut blocked);
            }
            _ => {}
        }
    }
    for (_, span) in &mut blocked {
        *span = span.start + start..span.end + start;
    }
    blocked
}

/// Everything in the HTML of a template that the policy blocks. What the template fills in is not known,
/// so attributes with `{{` are left out.
pub fn blocked_in_template(html: &str, policy: &ContentPolicy) -> Vec<Blocked> {
    let mut blocked = Vec::new();
    policy.blocked_in_html(&RawPiece::new(html, &(0..html.len()), html), &mut blocked);
    blocked.retain(|(_, span)| !html[span.clone()].contains("{{"));
    blocked
}

/// Whether a text can load anything: whether it has an image or HTML. Most texts have neither, and need
/// not be read a second time.
pub(super) fn may_load(body: &str) -> bool {
    body.contains("![")
        || body.split('<').skip(1).any(|after| after.starts_with(|c: char| c.is_ascii_alphabetic()))
}

impl ContentPolicy {
    /// Everything in a piece of HTML that the policy blocks.
    pub(super) fn blocked_in_html(&self, piece: &RawPiece, blocked: &mut Vec<Blocked>) {
        let mut add = |warning: Option<Diagnostic>, span: &Range<usize>| {
            blocked.extend(warning.map(|warning| (warning, piece.place(span.clone()))));
        };
        visit_html(piece.html(), |token| {
            let HtmlToken::Start(tag) = token else { return };
            add(blocked_element(&tag), &tag.span);
            for attribute in tag.attributes() {
                add(self.blocked_attribute(&tag, &attribute), &attribute.span);
                let is_loaded = |known: &&(&str, &str, RemoteKind)| {
                    (known.0, known.1) == (tag.name, attribute.name)
                };
                let Some((.., kind)) = LOADED.iter().find(is_loaded) else { continue };
                let addresses: Vec<String> = match attribute.name {
                    "srcset" => {
                        let candidates = srcset_candidates(attribute.value).into_iter();
                        candidates.map(|(address, _)| address).collect()
                    }
                    _ => vec![attribute.value.to_owned()],
                };
                for address in addresses {
                    add(self.blocked_address(*kind, &address), &attribute.value_span);
                }
            }
        });
    }

    /// What the policy forbids in an attribute, apart from what [`Self::blocked_address`] reports.
    fn blocked_attribute(
        &self,
        tag: &StartTag<'_>,
        attribute: &Attribute<'_>,
    ) -> Option<Diagnostic> {
        let name = attribute.name;
        if name == "style" && !attribute.value.trim().is_empty() {
            return Some(inline("inline styles: `style=`", STYLE_HELP));
        }
        if name.len() > 2 && name.starts_with("on") && !attribute.value.trim().is_empty() {
            return Some(inline(&format!("inline event handlers: `{name}=`"), SCRIPT_HELP));
        }
        let other = self.other_site(attribute.value).is_some();
        let shown = shortened(attribute.value);
        let (what, help) = match (tag.name, name) {
            ("script", "src") if other => {
                ("this script of another site", "save the script in static/ and write its path")
            }
            ("link", "href") if other && is_style_sheet(tag) => {
                ("this style sheet of another site", "save it in static/ and write its path")
            }
            ("form", "action") | ("button" | "input", "formaction") if other => {
                ("forms that are sent to another site", "link to the form instead")
            }
            ("object", "data") | ("embed", "src") => (
                "embedded files",
                "link to the file, or use <iframe> with a host that `frames` in [security] allows",
            ),
            _ => return None,
        };
        Some(remote(what, &shown, help.to_owned()))
    }

    /// A warning about an address that the policy blocks.
    fn blocked_address(&self, kind: RemoteKind, address: &str) -> Option<Diagnostic> {
        let shown = shortened(address);
        let Some(url) = self.other_site(address) else {
            // A frame of the site itself is blocked too: no page of the site may be framed.
            let is_blocked = kind == RemoteKind::Frame && !is_empty_page(address);
            return is_blocked
                .then(|| remote("frames of this site", &shown, "link to it instead".to_owned()));
        };
        if self.policy.allows(kind, &url) {
            return None;
        }
        let mut secure = url.clone();
        if url.scheme() == "http"
            && secure.set_scheme("https").is_ok()
            && self.policy.allows(kind, &secure)
        {
            let help = "write `https:` instead of `http:`: the host is allowed only with it";
            return Some(remote("this unencrypted address", &shown, help.to_owned()));
        }
        let (what, instead) = match kind {
            RemoteKind::Image => (
                "this image of another site",
                "save the image next to this file and write its name instead of the URL",
            ),
            RemoteKind::Frame => ("this frame of another site", "link to the page instead"),
            RemoteKind::Media => (
                "this recording of another site",
                "save the file next to this one and write its name instead of the URL",
            ),
        };
        let host = secure.host_str().unwrap_or_default();
        let port = secure.port().map(|port| format!(":{port}")).unwrap_or_default();
        let key = kind.key();
        Some(remote(
            what,
            &shown,
            format!(
                "{instead}, or allow its host in site.toml: [security] {key} = [\"https://{host}{port}\"]"
            ),
        ))
    }

    /// An address as a URL, if it is that of another site.
    fn other_site(&self, address: &str) -> Option<url::Url> {
        // Browsers ignore white space around an address, and line breaks in it.
        let address: String = address.trim().chars().filter(|c| !"\t\n\r".contains(*c)).collect();
        let url = match address.strip_prefix("//") {
            Some(rest) => url::Url::parse(&format!("https://{rest}")),
            None => url::Url::parse(&address),
        };
        let url = url.ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let own = url::Url::parse(&self.own_origin).ok();
        own.is_none_or(|own| own.origin() != url.origin()).then_some(url)
    }
}

/// The address of a frame without a page of its own, which a policy does not concern.
fn is_empty_page(address: &str) -> bool {
    matches!(address.trim(), "" | "about:blank" | "about:srcdoc")
}

fn blocked_element(tag: &StartTag<'_>) -> Option<Diagnostic> {
    match tag.name {
        "style" => Some(inline("inline styles: `<style>`", STYLE_HELP)),
        "script" if tag.attribute("src").is_none() && is_run(tag.attribute("type")) => {
            Some(inline("inline scripts: `<script>`", SCRIPT_HELP))
        }
        _ => None,
    }
}

/// Whether browsers run a script of this type; others are data.
fn is_run(kind: Option<&str>) -> bool {
    let kind = kind.unwrap_or_default().trim().to_ascii_lowercase();
    matches!(kind.as_str(), "" | "module" | "importmap" | "speculationrules")
        || kind.ends_with("/javascript")
        || kind.ends_with("/ecmascript")
        || kind.ends_with("/x-javascript")
}

fn is_style_sheet(tag: &StartTag<'_>) -> bool {
    tag.attribute("rel").is_some_and(|rel| {
        rel.split_whitespace().any(|word| word.eq_ignore_ascii_case("stylesheet"))
    })
}

const STYLE_HELP: &str = "give the element a class, and add its style to a style sheet in static/";

const SCRIPT_HELP: &str =
    "put the code into a file in static/, and load it: <script src=\"/name.js\"></script>";

fn inline(what: &str, help: &str) -> Diagnostic {
    Diagnostic::warning(
        Code::BlockedInline,
        format!("the security policy in `_headers` blocks {what}"),
    )
    .help(help)
}

fn remote(what: &str, shown: &str, help: String) -> Diagnostic {
    Diagnostic::warning(
        Code::RemoteContent,
        format!("the security policy in `_headers` blocks {what}: `{shown}`"),
    )
    .help(help)
}

fn shortened(address: &str) -> String {
    address.trim().chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::security_policy::{AllowedOrigin, SecurityPolicy};

    #[track_caller]
    fn check_with(policy: &SecurityPolicy, own_origin: &str, body: &str, expect: &[&str]) {
        let text = format!("+++\n+++\n{body}");
        let policy = ContentPolicy { policy: policy.clone(), own_origin: own_origin.into() };
        let blocked = blocked_content(&text[8..], 8, Options::empty(), &policy);
        let found: Vec<&str> = blocked.iter().map(|(_, span)| &text[span.clone()]).collect();
        assert_eq!(found, expect, "{body}");
    }

    #[track_caller]
    fn check(body: &str, expect: &[&str]) {
        check_with(&SecurityPolicy::default(), "https://own.example", body, expect);
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
        check("> a <img alt=x\n> src='//x.example/a.png'> b", &["//x.example/a.png"]);
        check("x <iframe src=https://x.example/v></iframe>", &["https://x.example/v"]);
        check("<video><source src=\"HTTP://x.example/v\"></video>", &["HTTP://x.example/v"]);
        check("`![a](https://x.example/a.png)` <a href=\"https://x.example\">", &[]);
        check(
            "<img srcset=\"a.png 1x, https://x.example/b.png 2x\">",
            &["a.png 1x, https://x.example/b.png 2x"],
        );
        check("<video poster=https://x.example/p.png src=/v.mp4>", &["https://x.example/p.png"]);
        check("![a](https://own.example.evil/a.png)", &["![a](https://own.example.evil/a.png)"]);
    }

    #[test]
    fn what_is_blocked_even_on_this_site_is_found() {
        check("<iframe src=\"/about/\"></iframe>", &["/about/"]);
        check("<iframe srcdoc=x></iframe><iframe src=about:blank></iframe>", &[]);
        check("<object data=a.pdf></object>", &["data=a.pdf"]);
        check("<form action=https://x.example/f>", &["action=https://x.example/f"]);
        check("<form action=/search/>", &[]);
    }

    #[test]
    fn inline_code_is_found() {
        check("<p style=\"color: red\">a</p>", &["style=\"color: red\""]);
        check("a <span STYLE='x:y'>b</span>", &["STYLE='x:y'"]);
        check("<style>p { color: red }</style>", &["<style>"]);
        check("<b onclick=\"x()\">b</b>", &["onclick=\"x()\""]);
        check("<script>x()</script>", &["<script>"]);
        check("<script type=module>x()</script>", &["<script type=module>"]);
        check("<script src=https://x.example/s.js></script>", &["src=https://x.example/s.js"]);
        check("<link rel=stylesheet href=//x.example/s.css>", &["href=//x.example/s.css"]);
    }

    #[test]
    fn what_only_looks_like_inline_code_is_none() {
        check("<script type=\"application/ld+json\">{}</script>", &[]);
        check("<script src=\"/own.js\"></script>", &[]);
        check("<p style=\"\" on title=\"style='x'\" data-style=x>", &[]);
        check("`<p style=\"x\">` <!-- <p style=\"x\"> -->", &[]);
        check("    <p style=\"x\">", &[]);
    }

    #[test]
    fn allowed_hosts_are_not_reported() {
        let origin = |text| vec![AllowedOrigin::parse(text).expect("it is an origin")];
        let policy = SecurityPolicy {
            images: origin("https://*.x.example"),
            frames: origin("https://v.example"),
            ..SecurityPolicy::default()
        };
        let own = "https://own.example";
        check_with(&policy, own, "![a](https://i.x.example/a.png)", &[]);
        check_with(&policy, own, "<img src=//i.x.example/a.png>", &[]);
        check_with(
            &policy,
            own,
            "![a](http://i.x.example/a.png)",
            &["![a](http://i.x.example/a.png)"],
        );
        check_with(
            &policy,
            own,
            "![a](https://v.example/a.png)",
            &["![a](https://v.example/a.png)"],
        );
        check_with(&policy, own, "<iframe src=https://v.example/1></iframe>", &[]);
    }

    #[test]
    fn without_a_host_of_its_own_every_host_is_another() {
        let policy = SecurityPolicy::default();
        check_with(&policy, "", "<img src=//x.example/a.png>", &["//x.example/a.png"]);
        check_with(&policy, "", "<img src=/a.png>", &[]);
    }
}
