//! A part of a Caddyfile, to be imported into the block of the site.
//!
//! Matchers of paths ignore case in Caddy, which would make a redirect from `/Ketamine/` to
//! `/ketamine/` endless; regular expressions do not. They are written without quotation marks of any
//! kind and without braces, which Caddy replaces by variables even in quotes.
//!
//! Sources: caddyserver.com/docs: Caddyfile concepts, matchers, header, map, redir, handle_errors.

use std::fmt::Write as _;

use crate::content_type::{endings, named_files};
use crate::escape::{quoted, regex_literal};
use crate::rules::{HostingRules, IMMUTABLE};

pub(crate) fn render(rules: &HostingRules) -> String {
    let mut out = String::from(
        "# Written by Offprint for Caddy: import this file into the block of the site,\n\
         # with `root` and `file_server` set there.\n",
    );
    if !rules.headers.is_empty() {
        out.push_str("header {\n");
        for (name, value) in &rules.headers {
            let _ = writeln!(out, "\t{name} {}", quoted(value));
        }
        out.push_str("}\n");
    }
    if let Some(pattern) = rules.immutable_regex() {
        push_header(&mut out, "offprint_immutable", &pattern, "Cache-Control", IMMUTABLE);
    }
    let base = regex_literal(&rules.path("/"));
    for (number, (name, kind)) in named_files().enumerate() {
        let pattern = format!("^{base}(?:.*/)?{}$", regex_literal(name));
        push_header(&mut out, &format!("offprint_name{number}"), &pattern, "Content-Type", kind);
    }
    for (ending, kind) in endings() {
        let pattern = format!("^{base}.*\\x2E{ending}$");
        push_header(&mut out, &format!("offprint_{ending}"), &pattern, "Content-Type", kind);
    }
    // What Offprint keeps at the server for the next publication.
    let state = regex_literal(&rules.path("/.offprint/"));
    let _ = write!(out, "@offprint_state path_regexp \"^{state}\"\nerror @offprint_state 404\n");
    push_redirects(&mut out, rules);
    // The headers of the file that is missing must not be sent with the page that says so.
    let _ = write!(
        out,
        "handle_errors {{\n\t@offprint_missing {{\n\t\t\
         expression `{{http.error.status_code}} == 404`\n\t\tfile {}\n\t}}\n\t\
         header @offprint_missing {{\n\t\tContent-Type \"text/html; charset=utf-8\"\n\t\t\
         -Cache-Control\n\t}}\n\t\
         rewrite @offprint_missing {{http.matchers.file.relative}}\n\tfile_server\n}}\n",
        quoted(&rules.path(HostingRules::NOT_FOUND))
    );
    out
}

fn push_header(out: &mut String, matcher: &str, pattern: &str, name: &str, value: &str) {
    let _ = write!(
        out,
        "@{matcher} path_regexp \"{pattern}\"\nheader @{matcher} {name} {}\n",
        quoted(value)
    );
}

fn push_redirects(out: &mut String, rules: &HostingRules) {
    if rules.redirects.is_empty() {
        return;
    }
    out.push_str("map {http.request.uri.path} {offprint_new} {\n");
    for (old, new) in rules.moved() {
        let pattern = regex_literal(&rules.path(old));
        let _ = writeln!(out, "\t\"~^{pattern}$\" {}", quoted(&rules.url(new)));
    }
    out.push_str(
        "\tdefault \"\"\n}\n@offprint_moved not vars {offprint_new} \"\"\n\
         redir @offprint_moved {offprint_new} 301\n",
    );
}
