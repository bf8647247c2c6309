//! `_headers` and `_redirects`, as read by Netlify, Cloudflare Pages and others.
//!
//! Sources: docs.netlify.com (custom headers, redirects), developers.cloudflare.com/pages (headers,
//! redirects).

use std::fmt::Write as _;

use crate::content_type::named_files;
use crate::escape::url_forms;
use crate::rules::{HostingRules, IMMUTABLE};

/// `_headers`: patterns of paths, each with headers. Endings need no rules: both hosts know them.
pub(crate) fn headers(rules: &HostingRules) -> String {
    let base = &rules.base_path;
    let mut out = String::new();
    if !rules.headers.is_empty() {
        let _ = writeln!(out, "{base}/*");
        for (name, value) in &rules.headers {
            let _ = writeln!(out, "  {name}: {value}");
        }
    }
    let mut add = |path: &str, name: &str, value: &str| {
        let gap = if out.is_empty() { "" } else { "\n" };
        let _ = write!(out, "{gap}{path}\n  {name}: {value}\n");
    };
    for path in &rules.immutable {
        for form in url_forms(base, path).iter().filter(|form| is_literal(form)) {
            add(form, "Cache-Control", IMMUTABLE);
        }
    }
    for (name, kind) in named_files() {
        add(&format!("{base}/{name}"), "Content-Type", kind);
        add(&format!("{base}/*/{name}"), "Content-Type", kind);
    }
    out
}

/// `_redirects`: old path, new path, status. At an old path is a page that leads to the new one.
/// Netlify prefers the page unless the rule is forced with `!`, which Cloudflare, where rules always
/// come first, does not read.
pub(crate) fn redirects(rules: &HostingRules, is_forced: bool) -> String {
    let force = if is_forced { "!" } else { "" };
    let mut out = String::new();
    for (old, new) in rules.moved() {
        for form in url_forms(&rules.base_path, old).iter().filter(|form| is_literal(form)) {
            let _ = writeln!(out, "{form} {} 301{force}", rules.url(new));
        }
    }
    out
}

/// Whether a path contains nothing that stands for other text: `*`, or a name after a colon.
fn is_literal(path: &str) -> bool {
    let is_name = |(at, _)| path[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic());
    !path.contains('*') && !path.match_indices(':').any(is_name)
}
