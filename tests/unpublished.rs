//! What is not published never blocks what is: files that cannot be read, and entries of the menu.

use crate::support::site::{TestSite, texts};
use offprint::Severity;

const SHOWN: &str =
    "+++\ntitle = \"Shown\"\ndate = 2025-07-01\n+++\nText, and [a link](case.md).\n";

/// Whether a site with this article, of which the bytes may be no text, is built.
#[track_caller]
fn check(bytes: &[u8], is_built: bool) {
    let site = TestSite::new();
    site.write("content/articles/shown.md", SHOWN);
    std::fs::write(site.path("content/articles/case.md"), bytes).expect("it can be written");
    let build = site.build();
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
    assert_eq!(build.edition.is_some(), is_built, "{text}: {:?}", texts(&build.diagnostics));
    let severity = if is_built { Severity::Warning } else { Severity::Error };
    let own = build.diagnostics.iter().find(|one| one.path() == "content/articles/case.md");
    assert_eq!(own.map(|one| one.severity), Some(severity), "{text}");
    if is_built {
        let is_link = |one: &&str| one.contains("so this is shown without a link");
        let all = texts(&build.diagnostics);
        assert!(all.iter().map(String::as_str).any(|one| is_link(&one)), "{all:?}");
    }
}

#[test]
fn a_draft_that_cannot_be_read_is_a_warning() {
    let states = [
        ("draft = true", true),
        ("date = 2035-01-01", true),
        ("publish_on = 2035-01-01", true),
        ("date = 2025-01-01\nexpires = 2025-02-01", true),
        ("date = 2025-01-01", false),
        ("draft = false", false),
    ];
    for (state, is_built) in states {
        let latin = [b"+++\ntitle = \"D\xe9j\xe0\"\n", state.as_bytes(), b"\n+++\n\xe9\n"].concat();
        check(&latin, is_built);
        let text =
            format!("+++\r\ntitle = \"Dé\"\r\n{}\r\n+++\r\nText\r\n", state.replace('\n', "\r\n"));
        let units: Vec<u16> = std::iter::once(0xfeff).chain(text.encode_utf16()).collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        check(&little, is_built);
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        check(&big, is_built);
        let mut long = format!("+++\ntitle = \"Long\"\n{state}\n+++\n").into_bytes();
        long.resize(9_000_000, b'x');
        check(&long, is_built);
        check(
            format!("+++\ntitle = \"Open\"\n{state}\n\nText, without an end.\n").as_bytes(),
            is_built,
        );
    }
}

#[test]
fn a_menu_has_the_entries_that_lead_somewhere() {
    let settings = "title = \"T\"\nbase_url = \"https://example.org/\"\n\
        [[menu]]\ntitle = \"Plan entry\"\nurl = \"/plan/\"\n\
        [[menu]]\ntitle = \"Map entry\"\nurl = \"/map/\"\n\
        [[menu]]\ntitle = \"Drugs entry\"\nurl = \"/drugs/\"\n\
        [[menu]]\ntitle = \"Foot entry\"\nurl = \"/articles/plan/#a\"\nplace = \"footer\"\n";
    let page = |draft: bool| format!("+++\ntitle = \"Plan\"\ndraft = {draft}\n+++\n## A\n");
    for is_draft in [true, false] {
        let site = TestSite::new();
        site.write("site.toml", settings);
        site.write("content/plan.md", &page(is_draft));
        site.write("content/articles/plan.md", &page(is_draft));
        let build = site.build();
        let edition = build.edition.unwrap_or_else(|| panic!("{:?}", texts(&build.diagnostics)));
        let files = crate::support::site::files(&edition);
        let home = files.iter().find(|(path, _)| path == "index.html").expect("a home page");
        let home = String::from_utf8_lossy(&home.1);
        assert_eq!(home.contains("Plan entry"), !is_draft);
        assert_eq!(home.contains("Foot entry"), !is_draft);
        assert!(home.contains("Drugs entry") && !home.contains("Map entry"));
    }
}

#[test]
fn a_site_without_content_has_no_broken_menu() {
    let site = TestSite::new();
    let menu = "[[menu]]\ntitle = \"About entry\"\nurl = \"/about/\"\n";
    site.write("site.toml", &format!("title = \"T\"\nbase_url = \"https://example.org/\"\n{menu}"));
    let build = site.build();
    assert!(build.edition.is_some(), "{:?}", texts(&build.diagnostics));
    assert!(texts(&build.diagnostics).iter().any(|one| one.contains("nothing at `/about/` yet")));
    site.write("content/articles/shown.md", SHOWN);
    let again = texts(&site.build().diagnostics);
    assert!(again.iter().any(|one| one.contains("there is no page `/about/`")), "{again:?}");
}
