//! Input files become content files: goldens, and properties that hold for any input.
//!
//! The inputs in `tests/import/` were written for this test, similar to what people save and paste:
//! menus, share buttons, author boxes. A change of a golden is reviewed; cases are only ever added.
//! What needs a site or the command line is tested in the root package.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use offprint_import::{ImportError, ImportOptions, Imported, Importer, RawFormat};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

const TODAY: Date = jiff::civil::date(2026, 1, 15);

fn inputs() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder is there")
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| file.extension().is_none_or(|ending| ending != "md"))
        .collect();
    files.sort();
    files
}

fn import(bytes: &[u8], name: &str) -> Result<Imported, ImportError> {
    let options =
        ImportOptions { name: Some(name.to_owned()), today: TODAY, ..ImportOptions::default() };
    Importer::alone().import(bytes, &options)
}

fn name_of(file: &Path) -> String {
    file.file_name().expect("it is a file").to_string_lossy().into_owned()
}

/// The first line that differs.
fn first_difference(expected: &str, found: &str) -> String {
    let mut lines = expected.split('\n').zip(found.split('\n')).enumerate();
    match lines.find(|(_, (expected, found))| expected != found) {
        Some((at, (expected, found))) => {
            format!("line {}\n    expected {expected:?}\n    found    {found:?}", at + 1)
        }
        None => "one is longer".to_owned(),
    }
}

#[test]
fn raw_articles_become_the_expected_files() {
    let mut differences = String::new();
    for file in inputs() {
        let name = name_of(&file);
        let imported = import(&fs::read(&file).expect("it can be read"), &name)
            .unwrap_or_else(|fault| panic!("{name}: {}", fault.message));
        let mut found = imported.without_images();
        for warning in &imported.warnings {
            let _ = writeln!(found, "<!-- warning: {warning} -->");
        }
        let golden = file.with_extension("md");
        if std::env::var_os("UPDATE").is_some_and(|value| value == "1") {
            fs::write(&golden, &found).expect("the golden can be written");
        }
        let expected = fs::read_to_string(&golden).unwrap_or_default();
        if expected != found {
            let _ = writeln!(differences, "{name}: {}", first_difference(&expected, &found));
        }
    }
    assert!(
        differences.is_empty(),
        "\n{differences}\nreview, then: UPDATE=1 cargo test -p offprint-import --test import\n"
    );
}

/// What must hold for every import.
fn check_sound(imported: &Imported) {
    let text = imported.without_images();
    let rest = text.strip_prefix("+++\n").expect("front matter begins the file");
    let (toml, body) = rest.split_once("\n+++\n").expect("front matter ends");
    let table: toml::Table = toml.parse().unwrap_or_else(|error| panic!("{error}\n{toml}"));
    assert!(table["title"].as_str().is_some_and(|title| !title.trim().is_empty()));
    for event in Parser::new_ext(body, Options::all()) {
        // Plain text may look like anything; only what a browser would execute is checked.
        let (acts, what) = match &event {
            Event::Html(html) | Event::InlineHtml(html) => (true, html.to_lowercase()),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                (true, dest_url.to_lowercase())
            }
            _ => (false, String::new()),
        };
        for unsafe_text in
            ["<script", "javascript:", "<iframe", "onerror", "onload", "vbscript:", "data:text"]
        {
            assert!(!acts || !what.contains(unsafe_text), "{unsafe_text} in:\n{body}");
        }
    }
    assert!(!body.contains('\0'));
    if imported.format != RawFormat::Markdown {
        // Authors of Markdown may use them intentionally.
        assert!(!body.contains('\u{a0}') && !body.contains('\u{200b}'));
    }
    assert!(body.ends_with('\n'));
}

#[test]
fn what_is_no_article_is_refused() {
    let cases: [(&[u8], &str); 8] = [
        (b"", "no article"),
        (b" \n\t\xc2\xa0\n", "no article"),
        (b"\xef\xbb\xbf", "no article"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "a PDF"),
        (b"PK\x03\x04 word/document.xml", "a Word file"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"<!doctype html><html><body><div id=root></div><script>var a = 'many words here'</script></body></html>", "no article"),
        (&[0x01, 0x9b, 0x05, 0x41, 0x07].repeat_to(500), "not text"),
    ];
    for (bytes, expect) in cases {
        let fault = import(bytes, "x").expect_err("there is no article");
        assert!(fault.message.contains(expect), "{}: not {expect}", fault.message);
        assert!(!fault.help.is_empty());
    }
}

trait RepeatTo {
    fn repeat_to(&self, length: usize) -> Vec<u8>;
}

impl RepeatTo for [u8; 5] {
    fn repeat_to(&self, length: usize) -> Vec<u8> {
        self.iter().copied().cycle().take(length).collect()
    }
}

const SOUP: [&str; 44] = [
    "<p>",
    "</p>",
    "<div class=\"share\">",
    "</div>",
    "<table><tr><td>",
    "</table>",
    "<ul><li>",
    "</ul>",
    "<ol start=99>",
    "<h1>",
    "</h1>",
    "<h4>",
    "<a href=\"javascript:alert(1)\">",
    "<a href='/x?utm_source=a'>",
    "</a>",
    "<script>",
    "</script>",
    "<style>",
    "<img src=x onerror=alert(1)>",
    "<img src='data:image/png;base64,AA=='>",
    "<iframe src=//x>",
    "<blockquote>",
    "<pre><code>",
    "</code></pre>",
    "<sup>1</sup>",
    "<b><i>",
    "</b></i>",
    "<!--",
    "-->",
    "<![CDATA[",
    "&amp;lt;script&amp;gt;",
    "&#0;&#xD800;",
    "{{ x }}",
    "{% raw %}",
    "[[x]]",
    "[@a2020]",
    "+++\n",
    "---\ntitle: x\n---\n",
    "$x$",
    "\u{a0}\u{200b}",
    "\n\n",
    "Ketamine was given to forty adults in this trial. ",
    "By Jane Example | March 3, 2025\n",
    "References\n1. Example AB. Title. J Ex. 2020;1(2):3-4.\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_soup_gives_a_sound_file_or_a_reason(
        pieces in prop::collection::vec(prop::sample::select(&SOUP[..]), 0..60),
        name in prop::sample::select(vec!["a.html", "a.txt", "a.md", "noext"]),
        start in prop::sample::select(vec!["", "<!doctype html><html><body><article>", "Title\n\n"]),
    ) {
        let text = format!("{start}{}", pieces.concat());
        if let Ok(imported) = import(text.as_bytes(), name) {
            check_sound(&imported);
        }
    }

    #[test]
    fn any_bytes_give_a_file_or_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = import(&bytes, "a.html");
    }
}

const FIRST: &str = "Onfasprodil lifted depressive symptoms within a day in a trial of forty adults, \
                     and most were better after a week of treatment.";
const LAST: &str = "Dizziness and headache were the most frequent side effects, and one participant in \
                    ten stopped the treatment early because of them.";

fn page(extra: &str) -> String {
    format!(
        "<!doctype html><html><head><title>A trial of two doses</title></head><body>\
         <nav><a href=\"/\">Home</a> <a href=\"/news\">News</a></nav><div class=\"wrap\"><article>\
         <h1>A trial of two doses</h1><p>{FIRST}</p><p>{LAST}</p><p>{FIRST}</p></article>{extra}\
         </div><footer>Imprint and contact</footer></body></html>"
    )
}

/// What is left out and may be content is counted; menus and footers are not.
#[test]
fn omissions_are_counted() {
    let importer = Importer::alone();
    let import = |raw: &str, keep_all: bool| {
        let options = ImportOptions { today: TODAY, keep_all, ..ImportOptions::default() };
        importer.import(raw.as_bytes(), &options).expect("it is an article")
    };
    assert!(import(&page(""), false).omissions.is_empty(), "nothing but a menu and a footer");
    let prose = "The dose was doubled after a week in all who had not improved, and the protocol \
                 says why this was allowed.";
    for (extra, is_missed) in [
        (format!("<div class=\"more\"><p>{prose}</p></div>"), true),
        (format!("<section><h2>Dosing</h2><p>{prose}</p><p>{prose}</p></section>"), true),
        (format!("<div class=\"comments\"><p>{prose}</p></div>"), true),
        ("<div><p>Too short to matter.</p></div>".to_owned(), false),
        (
            "<nav><ul><li><a href=\"/a\">A</a></li><li><a href=\"/b\">B</a></li></ul></nav>"
                .to_owned(),
            false,
        ),
        (format!("<div class=\"teaser\"><a href=\"/x\">{prose}</a></div>"), false),
    ] {
        let imported = import(&page(&extra), false);
        let is_kept = imported.text.contains("doubled");
        assert_eq!(
            !imported.omissions.is_empty(),
            is_missed && !is_kept,
            "{extra}: {:?}",
            imported.left_out
        );
        let kept = import(&page(&extra), true);
        assert_eq!(kept.text.contains("doubled"), extra.contains("doubled"), "{}", kept.text);
        assert!(kept.text.contains(LAST) && !kept.text.contains("# A trial of two doses"));
    }
    let text = format!(
        "A trial of two doses\n\n{FIRST}\n\n{LAST}\n\n{FIRST}\n\nSubscribe to our newsletter\n\n\
         Share\n\nRead next\n\nA walk of half an hour helps as much, says another study\n"
    );
    assert!(import(&text, true).text.contains("says another study"));
    // Below the head, lines with a name, a date or the title are kept with the rest.
    let text = format!(
        "A trial of two doses\n\nBy Jane Doe\n\n3 May 2024\n\n{FIRST}\n\n{LAST}\n\n{FIRST}\n\n\
         A trial of two doses\n\nReviewed by Ann Lee, MD\n\nLast updated 4 June 2024\n\n\
         Next review due: 4 June 2027\n\nBy Jane Doe\n"
    );
    let kept = import(&text, true).text;
    let (_, body) = kept.split_once("\n+++\n").expect("front matter ends");
    for line in ["A trial of two doses", "Ann Lee, MD", "Last updated", "Next review", "Jane Doe"] {
        assert_eq!(body.matches(line).count(), 1, "{line}: {kept}");
    }
    assert!(!body.contains("3 May"), "{kept}");
}

#[test]
fn data_is_refused_unless_the_format_is_given() {
    let importer = Importer::alone();
    let raw = b"TY  - JOUR\nTI  - A trial\nAU  - Doe, J\nER  - \n";
    let options = ImportOptions { today: TODAY, ..ImportOptions::default() };
    let fault = importer.import(raw, &options).expect_err("references are no article");
    assert!(fault.message.contains("RIS file") && !fault.help.is_empty(), "{fault:?}");
    let asked = ImportOptions { format: Some(RawFormat::Text), ..options };
    assert!(importer.import(raw, &asked).is_ok());
}
