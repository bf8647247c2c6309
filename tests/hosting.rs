//! The files for web hosts in a built site, and `offprint hosting`.

use std::collections::BTreeMap;

use offprint_hosting::{Host, content_type};

use crate::support::site::{TestSite, files};
use crate::support::{Folder, run_in};

fn site(settings: &str) -> TestSite {
    let site = TestSite::new();
    let settings =
        format!("title = \"T\"\nbase_url = \"https://digest.test.org/sub/\"\n{settings}");
    site.write("site.toml", &settings);
    site.write(
        "content/articles/a.md",
        "+++\ntitle = \"A\"\ndate = 2025-05-01\naliases = [\"/old-ä/\"]\n+++\nText.\n",
    );
    site
}

fn built(site: &TestSite) -> BTreeMap<String, String> {
    let build = site.build();
    let messages: Vec<_> = build.diagnostics.iter().map(|fault| fault.message.as_str()).collect();
    let edition = build.edition.unwrap_or_else(|| panic!("{messages:?}"));
    let list = files(&edition).into_iter();
    list.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

#[test]
fn a_site_has_the_files_of_its_hosts() {
    let all = [
        "_headers",
        "_redirects",
        ".htaccess",
        "vercel.json",
        "staticwebapp.config.json",
        "firebase.json",
    ];
    for (hosting, expect) in [
        ("", &all[..2]),
        ("[build]\nhosting = [\"netlify\"]\n", &all[..2]),
        ("[build]\nhosting = [\"apache\"]\n", &all[2..3]),
        ("[build]\nhosting = []\n", &[]),
        (
            "[build]\nhosting = [\"firebase\", \"azure\", \"vercel\", \"apache\", \"cloudflare\"]\n",
            &all[..],
        ),
    ] {
        let files = built(&site(hosting));
        let found: Vec<_> = all.iter().filter(|name| files.contains_key(**name)).collect();
        assert_eq!(found, expect.iter().collect::<Vec<_>>(), "{hosting}");
        for name in expect {
            let file = &files[*name];
            assert!(file.contains("/sub/articles/a/") || *name == "_headers", "{name}: {file}");
            let has_policy = file.contains("Content-Security-Policy");
            assert_eq!(has_policy, *name != "_redirects", "{name}");
        }
    }
}

#[test]
fn redirects_are_forced_unless_cloudflare_reads_them() {
    let only = built(&site("[build]\nhosting = [\"netlify\"]\n"));
    assert_eq!(only["_redirects"], "/sub/old-%C3%A4/ /sub/articles/a/ 301!\n");
    let both = built(&site(""));
    assert_eq!(both["_redirects"], "/sub/old-%C3%A4/ /sub/articles/a/ 301\n");
}

#[test]
fn without_headers_only_redirects_are_left() {
    let files = built(&site("[build]\nheaders = false\nhosting = [\"netlify\", \"apache\"]\n"));
    assert!(!files.contains_key("_headers"));
    let text = &files[".htaccess"];
    assert!(!text.contains("Security-Policy") && !text.contains("immutable"), "{text}");
    assert!(text.contains("RewriteRule") && text.contains("ErrorDocument 404 \"/sub/404.html\""));
}

#[test]
fn a_file_of_an_editor_replaces_a_generated_one() {
    let site = site("[build]\nhosting = [\"apache\", \"netlify\"]\n");
    site.write("static/.htaccess", "# mine\n");
    site.write("static/_redirects", "# mine, too\n");
    let files = built(&site);
    assert_eq!((&*files[".htaccess"], &*files["_redirects"]), ("# mine\n", "# mine, too\n"));
    assert!(files["_headers"].contains("Content-Security-Policy"));
}

#[test]
fn feeds_have_the_content_types_that_pages_state() {
    let page = &built(&site(""))["index.html"];
    for file in ["feed.xml", "rss.xml", "feed.json"] {
        let kind = content_type(file).and_then(|kind| kind.split(';').next()).expect("it is known");
        assert!(page.contains(&format!("type=\"{kind}\"")), "{file}: {kind}");
    }
}

#[test]
fn unknown_hosts_are_explained() {
    for (name, message, help) in [
        (
            "nginx",
            "`nginx` reads no file in the folder of the site",
            "`offprint hosting nginx` prints",
        ),
        ("appache", "`appache` is not a known web host", "did you mean \"apache\"?"),
        ("iis", "`iis` is not a known web host", "use some of: netlify, cloudflare, apache"),
    ] {
        let build = site(&format!("[build]\nhosting = [\"{name}\"]\n")).build();
        assert!(build.edition.is_none());
        let fault = &build.diagnostics[0];
        assert_eq!(fault.message, message);
        let found = fault.help.as_deref().unwrap_or_default();
        assert!(found.contains(help), "{found}");
    }
}

#[test]
fn configurations_of_servers_are_printed() {
    let folder = Folder::new();
    folder.write("site.toml", "title = \"T\"\nbase_url = \"https://digest.test.org/\"\n");
    folder.write(
        "content/articles/a.md",
        "+++\ntitle = \"A\"\ndate = 2025-05-01\naliases = [\"/old/\"]\n+++\nText.\n",
    );
    let nginx = folder.run(&["hosting", "nginx"]).clean().out;
    assert!(nginx.contains("location = \"/old/\" { return 301 \"/articles/a/\"; }"), "{nginx}");
    let style = nginx.lines().find(|line| line.contains("/folio")).unwrap_or_default();
    assert!(style.starts_with("location ~ "), "fingerprinted files are cached: {nginx}");
    let caddy = folder.run(&["hosting", "caddy"]).clean().out;
    assert!(caddy.contains("\"~^/old/$\" \"/articles/a/\""), "{caddy}");
    // Nothing is written.
    assert!(!folder.join("public").exists());
    folder.write("content/articles/b.md", "+++\ntitle = 1\n+++\n");
    run_in(folder.path(), &["hosting", "nginx"]).exits(1).complains(&["b.md"]);
    folder.run(&["hosting", "apache"]).exits(2);
    assert_eq!(Host::ALL.len(), 8, "a new host is in the README, too");
}

#[test]
fn limits_of_the_hosts_that_a_site_names_are_told() {
    let folder = Folder::new();
    let site = "title = \"T\"\nbase_url = \"https://digest.test.org/\"\n";
    folder
        .write("site/content/articles/a.md", "+++\ntitle = \"A\"\ndate = 2025-05-01\n+++\nText.\n");
    folder.write("site/static/talk.bin", "");
    let file =
        std::fs::File::options().write(true).open(folder.path().join("site/static/talk.bin"));
    file.and_then(|file| file.set_len(26 * 1024 * 1024)).expect("it is enlarged");
    let rules: String = (0..2_001).map(|n| format!("/old-{n}/ /articles/a/ 301\n")).collect();
    folder.write("site/static/_redirects", rules);
    let build = |hosting: &str| {
        folder.write("site/site.toml", format!("{site}{hosting}"));
        // A plan may have other limits, so that they are no errors.
        folder.run(&["-C", "site", "build", "--strict"]).exits(0)
    };
    // The files for both hosts are there without the setting; nobody said that the site is there.
    assert_eq!(build("").err, "");
    assert_eq!(build("[build]\nhosting = [\"netlify\"]\n").err, "");
    for _ in 0..2 {
        let run = build("[build]\nhosting = [\"cloudflare\"]\n");
        run.complains(&[
            "`talk.bin` has 26 MiB",
            "2,000 redirects of `_redirects`, and the site has 2001",
        ]);
    }
}
