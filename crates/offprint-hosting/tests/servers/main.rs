//! Asks real servers: Apache, nginx and Caddy serve a small site with the rules, on loopback.

mod answer;
mod server;

use std::fs;
use std::path::Path;

use offprint_hosting::{Host, HostingRules, IMMUTABLE};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::answer::{Answer, ask, encoded};
use crate::server::Server;

/// A policy with every sign that a policy can contain.
const POLICY: &str = "default-src 'none'; img-src 'self' data: https://*.example.org:8443";

const FILES: [(&str, &str); 8] = [
    ("index.html", "<h1>Home ä</h1>"),
    ("404.html", "<h1>Nothing here</h1>"),
    ("new/index.html", "new"),
    ("old/index.html", "a page that leads to the new one"),
    ("s/style.0123456789.css", "body {}"),
    ("feed.xml", "<feed/>"),
    ("drugs/a/feed.json", "{}"),
    ("drugs/a/index.md", "# ä"),
];

/// Old paths with every sign that could mean something to a server, then random ones.
fn hostile_paths() -> Vec<String> {
    let signs: Vec<char> = (1u8..=127)
        .map(char::from)
        .filter(|c| !"/\\".contains(*c))
        .chain("äÄ日\u{a0}\u{2028}😀".chars())
        .collect();
    let mut paths: Vec<String> = Vec::new();
    for sign in &signs {
        // A single full stop is not a name.
        paths.extend([
            format!("/one{sign}two/"),
            format!("/{sign}{sign}{sign}"),
            format!("/x/{sign}y.html"),
        ]);
    }
    for name in [
        "${PATH}",
        "%{HTTP_HOST}",
        "{$HOME}",
        "{env.HOME}",
        "{http.request.host}",
        "$1",
        "\\1",
        "%1",
        "$uri",
        "(.*)",
        "[a-z]+",
        "a|b",
        "^a$",
        "?query",
        "#part",
        "a;b",
        "a\nb",
        "a\r\nb",
        "\"; return 200 x; #",
        "\" [F] #",
        "'x'",
        "`x`",
        "<script>",
        "</IfModule>",
        "Old",
        "\"",
        "a b",
        "%41",
        "%2F",
        "..x",
        "x..",
        "~x",
        "-x",
        "!x",
        ":splat",
        "*",
        "**",
        "\u{fffd}",
    ] {
        if !name.contains('\\') {
            paths.extend([format!("/{name}/"), format!("/z/{name}")]);
        }
    }
    let mut runner = TestRunner::deterministic();
    let random = "/[^/\\\\\0]{1,12}/?";
    for _ in 0..300 {
        paths.extend(random.new_tree(&mut runner).map(|tree| tree.current()));
    }
    paths.retain(|path| !path.split('/').any(|part| part == "." || part == ".."));
    paths.sort();
    paths.dedup();
    paths
}

fn rules(base_path: &str) -> HostingRules {
    let mut redirects: Vec<_> =
        hostile_paths().into_iter().map(|path| (path, "/new/".to_owned())).collect();
    redirects.extend([
        ("/old/".to_owned(), "/new/".to_owned()),
        // New paths may have signs, too, and may differ only in case.
        ("/from/".to_owned(), "/tö $1 100% {a} &'\"/".to_owned()),
        ("/NEW/".to_owned(), "/new/".to_owned()),
        // A redirect to itself must not be a loop.
        ("/drugs/".to_owned(), "/drugs/".to_owned()),
    ]);
    HostingRules {
        base_path: base_path.to_owned(),
        headers: vec![
            ("Content-Security-Policy".to_owned(), POLICY.to_owned()),
            ("X-Content-Type-Options".to_owned(), "nosniff".to_owned()),
        ],
        immutable: vec!["/s/style.0123456789.css".to_owned()],
        redirects,
    }
}

fn write_site(folder: &Path) {
    for (path, text) in FILES {
        let file = folder.join(path);
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("it is created");
        fs::write(file, text).expect("it is written");
    }
    // What a publication leaves at the server.
    fs::create_dir_all(folder.join(".offprint")).expect("it is created");
    fs::write(folder.join(".offprint/manifest.json"), "{}").expect("it is written");
}

#[track_caller]
fn check(answer: &Answer, what: &str, status: u16, headers: &[(&str, &str)]) {
    assert_eq!(answer.status, status, "{what}: {answer:?}");
    for (name, expect) in headers {
        let values: Vec<_> =
            answer.headers.iter().filter(|(own, _)| own == name).map(|(_, value)| value).collect();
        assert_eq!(values, [expect], "{what}: {name}");
    }
}

fn check_server(host: Host, base_path: &str, folder: &str) {
    let temporary = tempfile::tempdir().expect("a folder");
    let root = temporary.path().join("web");
    write_site(&root.join(folder));
    let rules = rules(base_path);
    let server = Server::start(host, temporary.path(), &root, &root.join(folder), &rules);
    let policy = ("content-security-policy", POLICY);
    let nosniff = ("x-content-type-options", "nosniff");
    let get = |path: &str| ask(server.port, &format!("{base_path}{path}"));

    let page = get("/");
    check(&page, "page", 200, &[policy, nosniff]);
    assert!(
        page.header("content-type").to_lowercase().starts_with("text/html; charset=utf-8"),
        "{page:?}"
    );
    assert_eq!(page.header("cache-control"), "", "{page:?}");
    assert_eq!(page.body, "<h1>Home ä</h1>");

    let style = get("/s/style.0123456789.css");
    check(&style, "style", 200, &[policy, nosniff, ("cache-control", IMMUTABLE)]);
    assert!(style.header("content-type").starts_with("text/css"), "{style:?}");

    let atom = ("content-type", "application/atom+xml; charset=utf-8");
    check(&get("/feed.xml"), "feed", 200, &[policy, atom]);
    let json = ("content-type", "application/feed+json; charset=utf-8");
    check(&get("/drugs/a/feed.json"), "feed of a drug", 200, &[policy, json]);
    let markdown = ("content-type", "text/markdown; charset=utf-8");
    check(&get("/drugs/a/index.md"), "copy", 200, &[policy, markdown]);

    for path in ["/nowhere/", "/s/nothing.css", "/drugs/nothing/feed.xml"] {
        let missing = get(path);
        check(&missing, "missing page", 404, &[policy, nosniff]);
        assert_eq!(missing.body, "<h1>Nothing here</h1>", "{path}");
        assert!(missing.header("content-type").starts_with("text/html"), "{missing:?}");
    }
    if host != Host::Apache {
        // Apache reads the `.htaccess` in that folder.
        check(&get("/.offprint/manifest.json"), "state", 404, &[policy]);
    }

    let new = format!("{base_path}/new/");
    let goes_to = |path: &str, expect: &str| {
        let answer = ask(server.port, path);
        check(&answer, path, 301, &[policy]);
        let location = answer.header("location");
        let own = format!("http://127.0.0.1:{}", server.port);
        assert_eq!(location.strip_prefix(&own).unwrap_or(location), expect, "{path}");
    };
    goes_to(&format!("{base_path}/old/"), &new);
    goes_to(&format!("{base_path}/NEW/"), &new);
    check(&get("/new/"), "new page", 200, &[policy]);
    goes_to(
        &format!("{base_path}/from/"),
        &format!("{base_path}/t%C3%B6%20%241%20100%25%20%7Ba%7D%20%26%27%22/"),
    );
    for path in hostile_paths() {
        for form in encoded(&path) {
            goes_to(&format!("{base_path}{form}"), &new);
        }
    }
    // Nothing else is redirected.
    for path in ["/old/x", "/older/", "/x/old/", "/onetwo/", "/onebbtwo/", "/z/", "/ol", "/a1b/"] {
        let answer = get(path);
        assert_ne!(answer.status, 301, "{path}: {answer:?}");
        assert_ne!(answer.status, 200, "{path}: {answer:?}");
    }
}

#[test]
fn apache_serves_a_site() {
    check_server(Host::Apache, "", "");
}

#[test]
fn apache_serves_a_site_below_a_path() {
    check_server(Host::Apache, "/digest/%C3%A4.b", "digest/ä.b");
}

#[test]
fn nginx_serves_a_site() {
    check_server(Host::Nginx, "", "");
}

#[test]
fn nginx_serves_a_site_below_a_path() {
    check_server(Host::Nginx, "/digest/%C3%A4.b", "digest/ä.b");
}

#[test]
fn caddy_serves_a_site() {
    check_server(Host::Caddy, "", "");
}

#[test]
fn caddy_serves_a_site_below_a_path() {
    check_server(Host::Caddy, "/digest/%C3%A4.b", "digest/ä.b");
}
