//! The files of hosts that have no server here: any path is written so that it stands for itself.

use std::fs;
use std::process::Command;

use offprint_hosting::{Host, HostFile, HostingRules};
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use serde_json::Value;

/// Paths as they may be: any characters except separators and NUL.
fn paths() -> impl Strategy<Value = String> {
    let any = "/[^/\\\\\0]{1,10}(/[^/\\\\\0]{1,10})?/?";
    let hostile = "/[a-z :*?#%$&'\"{}()\\[\\]|^<>\n\t;.ä+!-]{1,12}/?";
    prop_oneof![any, hostile]
}

fn rules(old: &str, new: &str) -> HostingRules {
    HostingRules {
        base_path: "/d%20x".to_owned(),
        headers: vec![("X-Content-Type-Options".to_owned(), "nosniff".to_owned())],
        immutable: vec![old.to_owned()],
        redirects: vec![(old.to_owned(), new.to_owned())],
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().expect("it is UTF-8").into_owned()
}

fn json(file: HostFile, host: Host, rules: &HostingRules) -> Value {
    serde_json::from_str(&file.render(rules, &[host])).expect("it is JSON")
}

proptest! {
    #[test]
    fn lines_of_redirects_have_three_parts(old in paths(), new in paths()) {
        let text = HostFile::Redirects.render(&rules(&old, &new), &[Host::Cloudflare]);
        for line in text.lines() {
            let parts: Vec<_> = line.split(' ').collect();
            prop_assert_eq!(parts.len(), 3, "{}", line);
            prop_assert!(line.is_ascii() && !line.contains(|c: char| c.is_control() || c == '*'));
            prop_assert_eq!(decoded(parts[0]), format!("/d x{old}"));
            prop_assert_eq!(decoded(parts[1]), format!("/d x{new}"));
            prop_assert_eq!(parts[2], "301");
        }
        let can_be_written = !old.contains('*') && !old.contains(':');
        prop_assert!(!can_be_written || old == new || !text.is_empty());
    }

    #[test]
    fn lines_of_headers_are_paths_or_headers(old in paths()) {
        let text = HostFile::Headers.render(&rules(&old, "/new/"), &[Host::Netlify]);
        let patterns: Vec<_> = text.lines().filter(|line| line.starts_with('/')).collect();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('/')) {
            prop_assert!(line.starts_with("  ") && line.contains(": "), "{}", line);
        }
        prop_assert_eq!(patterns[0], "/d%20x/*");
        for pattern in &patterns[1..patterns.len() - 8] {
            prop_assert_eq!(decoded(pattern), format!("/d x{old}"));
        }
    }

    #[test]
    fn patterns_of_vercel_stand_for_themselves(old in paths(), new in paths()) {
        let file = json(HostFile::Vercel, Host::Vercel, &rules(&old, &new));
        for redirect in file["redirects"].as_array().expect("a list") {
            let source = redirect["source"].as_str().expect("a text");
            let mut plain = String::new();
            let mut characters = source.chars();
            while let Some(c) = characters.next() {
                prop_assert!(c.is_ascii() && !"*+:(){}?!".contains(c), "{}", source);
                plain.push(if c == '\\' { characters.next().expect("it escapes") } else { c });
            }
            prop_assert_eq!(decoded(&plain), format!("/d x{old}"));
            let target = redirect["destination"].as_str().expect("a text");
            prop_assert!(!target.contains(':') && !target.contains(' '));
            prop_assert_eq!(decoded(target), format!("/d x{new}"));
        }
    }

    #[test]
    fn routes_of_azure_are_literal(old in paths(), new in paths()) {
        let file = json(HostFile::Azure, Host::Azure, &rules(&old, &new));
        for route in file["routes"].as_array().expect("a list") {
            let from = route["route"].as_str().expect("a text");
            prop_assert_eq!(decoded(from), format!("/d x{old}"));
            prop_assert!(!route["redirect"].is_string() || !from.contains('*'));
        }
    }
}

#[test]
fn the_file_of_azure_is_small_enough() {
    let mut rules = rules("/a.0123456789.css", "/new/");
    rules.redirects =
        (0..2_000).map(|n| (format!("/an old path {n}/"), "/new/".to_owned())).collect();
    let text = HostFile::Azure.render(&rules, &[Host::Azure]);
    assert!((19_000..=20_000).contains(&text.len()), "{}", text.len());
    let file: Value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(file["routes"][0]["headers"]["Cache-Control"], offprint_hosting::IMMUTABLE);
    assert_eq!(file["responseOverrides"]["404"]["rewrite"], "/d%20x/404.html");
}

/// The expressions of `firebase.json` are tried by an engine that is not this program's.
#[test]
fn expressions_of_firebase_match_exactly_their_paths() {
    let mut redirects: Vec<_> = (1u8..127)
        .map(|byte| format!("/x{}y/", char::from(byte)))
        .filter(|path| !path.contains('\\'))
        .chain(["/ä/", "/(.*)", "/a|b", "/^$", "/${x}/"].map(str::to_owned))
        .map(|old| (old, "/new/".to_owned()))
        .collect();
    redirects.dedup();
    let rules = HostingRules { redirects, ..rules("/s.0123456789.css", "/new/") };
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("firebase.json"), HostFile::Firebase.render(&rules, &[]))
        .expect("it is written");
    let paths: Vec<_> = rules.redirects.iter().map(|(old, _)| format!("/d x{old}")).collect();
    fs::write(folder.path().join("paths.json"), Value::from(paths).to_string()).expect("written");
    let script = "const { readFileSync } = require('fs');
        const read = (name) => JSON.parse(readFileSync(name));
        const rules = read('firebase.json').hosting.redirects, paths = read('paths.json');
        if (rules.length !== paths.length) throw new Error('a rule is missing');
        rules.forEach((rule, index) => {
            const regex = new RegExp(rule.regex, 'u');
            paths.forEach((path, other) => {
                if (regex.test(path) !== (index === other)) throw new Error(rule.regex + ' ' + path);
                const sent = encodeURI(path).replace(/#/g, '%23').replace(/\\?/g, '%3F');
                if (regex.test(sent) !== (index === other)) throw new Error(rule.regex + ' ' + sent);
            });
        });";
    let output = Command::new("node")
        .current_dir(folder.path())
        .args(["-e", script])
        .output()
        .expect("node is installed (`./dev test` does it)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
