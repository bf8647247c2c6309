//! `vercel.json`, `staticwebapp.config.json` and `firebase.json`.
//!
//! Sources: vercel.com/docs (project configuration, headers, redirects), learn.microsoft.com/azure
//! (Static Web Apps: configuration, quotas), firebase.google.com/docs/hosting/full-config.

use serde_json::{Map, Value, json};

use crate::content_type::{endings, named_files};
use crate::escape::{decoded, regex_literal, url_forms};
use crate::rules::{HostingRules, IMMUTABLE};

/// How many redirects every plan of Vercel takes in a file; the others are left to the pages at the old URLs.
const VERCEL_REDIRECTS: usize = 1_024;

/// How large Azure allows its file to be.
const AZURE_SIZE: usize = 20_000;

fn text(value: &Value) -> String {
    format!("{value:#}\n")
}

/// Headers as Vercel and Firebase want them.
fn pairs<'h>(headers: impl IntoIterator<Item = (&'h str, &'h str)>) -> Value {
    headers.into_iter().map(|(key, value)| json!({ "key": key, "value": value })).collect()
}

fn site_headers(rules: &HostingRules) -> impl Iterator<Item = (&str, &str)> {
    rules.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
}

/// `vercel.json`. Its patterns are those of the library path-to-regexp, compared with the path as
/// the browser sends it.
pub(crate) fn vercel(rules: &HostingRules) -> String {
    let source = |path: &str| -> String {
        let escape = |c| if "*+:()!".contains(c) { format!("\\{c}") } else { String::from(c) };
        path.chars().map(escape).collect()
    };
    let base = source(&rules.base_path);
    let mut headers = Vec::new();
    let mut add = |source: String, values: Value| {
        headers.push(json!({ "source": source, "headers": values }));
    };
    if !rules.headers.is_empty() {
        add(format!("{base}/(.*)"), pairs(site_headers(rules)));
    }
    for form in rules.immutable.iter().flat_map(|path| url_forms(&rules.base_path, path)) {
        add(source(&form), pairs([("Cache-Control", IMMUTABLE)]));
    }
    for (name, kind) in named_files() {
        add(format!("{base}/(.*/)?{name}"), pairs([("Content-Type", kind)]));
    }
    for (ending, kind) in endings() {
        add(format!("{base}/(.*).{ending}"), pairs([("Content-Type", kind)]));
    }
    let redirects: Vec<_> = rules
        .moved()
        .flat_map(|(old, new)| {
            let forms = url_forms(&rules.base_path, old).into_iter();
            forms.map(move |form| (form, rules.url(new)))
        })
        .take(VERCEL_REDIRECTS)
        .map(|(old, new)| json!({ "source": source(&old), "destination": new, "statusCode": 301 }))
        .collect();
    text(&json!({ "trailingSlash": true, "headers": headers, "redirects": redirects }))
}

/// `staticwebapp.config.json`. A star stands for other text, and nothing else can be written for it.
/// Redirects for which there is no room are left to the pages at the old URLs.
pub(crate) fn azure(rules: &HostingRules) -> String {
    let headers: Map<_, _> =
        site_headers(rules).map(|(name, value)| (name.to_owned(), json!(value))).collect();
    let types: Map<_, _> =
        endings().map(|(ending, kind)| (format!(".{ending}"), json!(kind))).collect();
    let cached = rules.immutable.iter().flat_map(|path| url_forms(&rules.base_path, path));
    let cached =
        cached.map(|route| json!({ "route": route, "headers": { "Cache-Control": IMMUTABLE } }));
    let moved = rules.moved().flat_map(|(old, new)| {
        let forms = url_forms(&rules.base_path, old).into_iter();
        let rule =
            move |route| json!({ "route": route, "redirect": rules.url(new), "statusCode": 301 });
        forms.filter(|form| !form.contains('*')).map(rule)
    });
    let file = |routes: &[Value]| {
        text(&json!({
            "trailingSlash": "always",
            "globalHeaders": headers,
            "mimeTypes": types,
            "responseOverrides": { "404": { "rewrite": rules.url(HostingRules::NOT_FOUND) } },
            "routes": routes,
        }))
    };
    let mut size = file(&[]).len();
    let mut routes = Vec::new();
    for route in cached.chain(moved) {
        // Each line of a rule is indented by four spaces; a comma and a line break follow it.
        let shown = format!("{route:#}");
        size += shown.len() + 4 * shown.lines().count() + 2;
        if size + 4 > AZURE_SIZE {
            break;
        }
        routes.push(route);
    }
    file(&routes)
}

/// `firebase.json`, for `firebase deploy --config public/firebase.json`. Its regular expressions are
/// compared with the path, encoded or not, so both are written.
pub(crate) fn firebase(rules: &HostingRules) -> String {
    let exactly = |path: &str| {
        let mut forms = url_forms(&rules.base_path, path);
        forms.insert(0, rules.path(path));
        forms.dedup();
        let forms: Vec<_> = forms.iter().map(|form| regex_literal(form)).collect();
        format!("^(?:{})$", forms.join("|"))
    };
    let base = {
        let (plain, sent) = (decoded(&rules.base_path), &rules.base_path);
        let forms = [regex_literal(&plain), regex_literal(sent)];
        if forms[0] == forms[1] { forms[0].clone() } else { format!("(?:{})", forms.join("|")) }
    };
    let mut headers = Vec::new();
    let mut add = |regex: String, values: Value| {
        headers.push(json!({ "regex": regex, "headers": values }));
    };
    if !rules.headers.is_empty() {
        add(format!("^{base}/"), pairs(site_headers(rules)));
    }
    for path in &rules.immutable {
        add(exactly(path), pairs([("Cache-Control", IMMUTABLE)]));
    }
    for (name, kind) in named_files() {
        add(format!("^{base}/(?:.*/)?{}$", regex_literal(name)), pairs([("Content-Type", kind)]));
    }
    for (ending, kind) in endings() {
        add(format!("^{base}/.*\\x2E{ending}$"), pairs([("Content-Type", kind)]));
    }
    let redirects: Vec<_> = rules
        .moved()
        .map(|(old, new)| {
            json!({ "regex": exactly(old), "destination": rules.url(new), "type": 301 })
        })
        .collect();
    text(&json!({
        "hosting": {
            "public": ".",
            "ignore": ["firebase.json", "**/.*"],
            "trailingSlash": true,
            "headers": headers,
            "redirects": redirects,
        }
    }))
}
