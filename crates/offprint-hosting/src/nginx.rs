//! A part of the configuration of nginx, to be included in the block `server` of the site.
//!
//! A location with a header of its own inherits none from the block above, so headers are repeated.
//!
//! Sources: nginx.org/en/docs: ngx_http_core_module, ngx_http_headers_module, ngx_http_rewrite_module.

use std::fmt::Write as _;

use crate::content_type::{endings, named_files};
use crate::escape::{quoted, regex_literal};
use crate::rules::{HostingRules, IMMUTABLE};

pub(crate) fn render(rules: &HostingRules) -> String {
    let mut out = String::from(
        "# Written by Offprint for nginx: include this file in the block `server` of the site,\n\
         # with `root` set there.\ncharset utf-8;\n",
    );
    let not_found = rules.path(HostingRules::NOT_FOUND);
    // A dollar sign begins a variable in this value, and cannot be written in another way.
    if !not_found.contains('$') {
        let _ = writeln!(out, "error_page 404 {};", quoted(&not_found));
    }
    push_headers(&mut out, rules, "");
    if let Some(pattern) = rules.immutable_regex() {
        let _ = write!(out, "\nlocation ~ {} {{\n", quoted(&pattern));
        let _ = writeln!(out, "    add_header Cache-Control {};", quoted(IMMUTABLE));
        push_headers(&mut out, rules, "    ");
        out.push_str("}\n");
    }
    let base = regex_literal(&rules.path("/"));
    let names = named_files()
        .map(|(name, kind)| (format!("^{base}(?:.*/)?{}$", regex_literal(name)), kind));
    let types =
        names.chain(endings().map(|(ending, kind)| (format!("^{base}.*\\x2E{ending}$"), kind)));
    for (pattern, kind) in types {
        let _ = write!(
            out,
            "location ~ {} {{\n    types {{ }}\n    default_type {};\n}}\n",
            quoted(&pattern),
            quoted(kind)
        );
    }
    // What Offprint keeps at the server for the next publication.
    let _ =
        write!(out, "location ^~ {} {{\n    return 404;\n}}\n", quoted(&rules.path("/.offprint/")));
    for (old, new) in rules.moved() {
        let _ = writeln!(
            out,
            "location = {} {{ return 301 {}; }}",
            quoted(&rules.path(old)),
            quoted(&rules.url(new))
        );
    }
    out
}

fn push_headers(out: &mut String, rules: &HostingRules, indent: &str) {
    for (name, value) in &rules.headers {
        let _ = writeln!(out, "{indent}add_header {name} {} always;", quoted(value));
    }
}
