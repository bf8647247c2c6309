//! `.htaccess` of the Apache HTTP Server 2.4.
//!
//! Only directives of the class `FileInfo`, which web space usually allows; a module that is missing
//! is skipped, so that the site is served without its rules rather than not at all.
//!
//! Sources: httpd.apache.org/docs/2.4: core, mod_headers, mod_mime, mod_rewrite.

use std::fmt::Write as _;

use crate::content_type::{endings, named_files};
use crate::escape::{quoted, regex_literal};
use crate::rules::{HostingRules, IMMUTABLE};

pub(crate) fn render(rules: &HostingRules) -> String {
    let mut out = String::from("# Written by Offprint for the Apache HTTP Server.\n");
    out.push_str("AddDefaultCharset utf-8\n");
    let _ = writeln!(out, "ErrorDocument 404 {}", quoted(&rules.path(HostingRules::NOT_FOUND)));
    out.push_str("\n<IfModule mod_mime.c>\n  AddCharset utf-8 .css .js .json .svg .txt .xml\n");
    for (ending, kind) in endings() {
        let _ = writeln!(out, "  AddType {} .{ending}", quoted(kind));
    }
    out.push_str("</IfModule>\n");
    for (name, kind) in named_files() {
        let _ = write!(out, "<Files {}>\n  ForceType {}\n</Files>\n", quoted(name), quoted(kind));
    }
    push_headers(&mut out, rules);
    push_redirects(&mut out, rules);
    out
}

fn push_headers(out: &mut String, rules: &HostingRules) {
    out.push_str("\n<IfModule mod_headers.c>\n");
    for (name, value) in &rules.headers {
        // `%` begins a variable.
        let _ = writeln!(out, "  Header always set {name} {}", quoted(&value.replace('%', "%%")));
    }
    // A name with a hash is unique, so the folder makes no difference.
    let names: Vec<_> = rules
        .immutable
        .iter()
        .map(|path| regex_literal(path.rsplit('/').next().unwrap_or(path)))
        .collect();
    if !names.is_empty() {
        let _ = write!(
            out,
            "  <FilesMatch {}>\n    Header set Cache-Control {}\n  </FilesMatch>\n",
            quoted(&format!("^(?:{})$", names.join("|"))),
            quoted(IMMUTABLE)
        );
    }
    out.push_str("</IfModule>\n");
}

/// mod_rewrite compares the path below the folder of the file, not encoded. In the new path, `%`
/// would begin a reference; `NE` keeps it encoded as it is.
fn push_redirects(out: &mut String, rules: &HostingRules) {
    if rules.redirects.is_empty() {
        return;
    }
    out.push_str("\n<IfModule mod_rewrite.c>\n  RewriteEngine On\n");
    for (old, new) in rules.moved() {
        let pattern = format!("^{}$", regex_literal(&old[1..]));
        let target = rules.url(new).replace('%', "\\%");
        // mod_rewrite keeps backslashes within quotes, unlike other directives.
        let _ = writeln!(out, "  RewriteRule \"{pattern}\" \"{target}\" [R=301,L,NE]");
    }
    out.push_str("</IfModule>\n");
}
