//! What is written in a line appears as it was written, apart from the substitutions that the
//! settings name: quotation marks, links for bare addresses, subscripts and superscripts.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::Folder;

/// Only the text of an article, without the page around it.
const TEMPLATE: &str = "{{ page.content | safe }}[[[{{ page.description }}]]]";

fn site(language: &str, settings: &str) -> Folder {
    let toml = format!(
        "title = \"T\"\nbase_url = \"https://example.org/\"\nlanguage = \"{language}\"\n{settings}"
    );
    let folder = Folder::new();
    folder.write("site.toml", toml);
    folder.write("templates/article.html", TEMPLATE);
    folder
}

fn article(body: &str) -> String {
    format!("+++\ntitle = \"A\"\ndate = 2025-01-01\n+++\n{body}\n")
}

/// The HTML of a text, and the description of its page.
fn page(folder: &Folder, name: &str) -> (String, String) {
    let page = folder.read(&format!("public/articles/{name}/index.html"));
    let (html, rest) = page.split_once("[[[").expect("the template writes it");
    let (description, _) = rest.split_once("]]]").expect("the template writes it");
    (html.trim().to_owned(), description.to_owned())
}

fn html(language: &str, settings: &str, body: &str) -> String {
    let folder = site(language, settings);
    folder.write("content/articles/a.md", article(body));
    folder.run(&["build", "--today", "2026-01-01"]).exits(0);
    page(&folder, "a").0
}

/// Text without tags and character references.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        rest = rest[start..].find('>').map_or("", |end| &rest[start + end + 1..]);
    }
    text.push_str(rest);
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Builds sites of many texts with some settings, and compares what each page shows with what was
/// written, both simplified.
fn check_texts(
    settings: &str,
    literal: &[char],
    text: impl Strategy<Value = String>,
    simplify: impl Fn(&str) -> String,
) {
    let texts = prop::collection::vec(text, 100);
    let mut runner = TestRunner::new(Config { cases: 4, ..Config::default() });
    let result = runner.run(&texts, |texts| {
        let folder = site("en", settings);
        for (number, text) in texts.iter().enumerate() {
            // Nothing but the signs under test is markup.
            let mut body = String::from("x");
            for c in text.chars() {
                if c.is_ascii_punctuation() && !literal.contains(&c) {
                    body.push('\\');
                }
                body.push(c);
            }
            folder.write(&format!("content/articles/a{number}.md"), article(&(body + "x")));
        }
        folder.run(&["build", "--today", "2026-01-01"]).exits(0);
        for (number, text) in texts.iter().enumerate() {
            let (html, _) = page(&folder, &format!("a{number}"));
            let shown = visible(&html);
            prop_assert_eq!(simplify(&shown), simplify(&format!("x{text}x")), "{}", html);
        }
        Ok(())
    });
    result.unwrap_or_else(|failure| panic!("{settings}: {failure}"));
}

/// Any text, with many of the signs under test.
fn any_text(signs: &'static str) -> impl Strategy<Value = String> {
    let part = prop_oneof![
        3 => prop::sample::select(signs.chars().collect::<Vec<_>>()).prop_map(String::from),
        2 => prop::sample::select(vec![" ", "s", "5", "n", "10", "tis", "90s", "é", "漢", "("])
            .prop_map(String::from),
        1 => "\\PC",
    ];
    prop::collection::vec(part, 0..30).prop_map(|parts| parts.concat())
}

/// A text with straight marks, however they were shown.
fn with_straight_marks(text: &str) -> String {
    text.replace(['“', '”', '″'], "\"").replace(['‘', '’', '′'], "'")
}

#[test]
fn marks_are_the_only_change_to_a_text() {
    check_texts("", &['"', '\''], any_text("\"'“’"), with_straight_marks);
    let off = "[markdown]\nsmart_punctuation = false\n";
    check_texts(off, &['"', '\''], any_text("\"'“’"), str::to_owned);
}

#[test]
fn each_language_has_its_quotation_marks() {
    let text = "Er sagte \"ja\" und 'nein'.";
    for (language, expect) in [
        ("de", "Er sagte „ja“ und ‚nein‘."),
        ("de-CH", "Er sagte «ja» und ‹nein›."),
        ("fr", "Er sagte «\u{202f}ja\u{202f}» und «\u{202f}nein\u{202f}»."),
        ("sv", "Er sagte ”ja” und ’nein’."),
        ("ja", "Er sagte 「ja」 und 『nein』."),
        ("en-GB", "Er sagte “ja” und ‘nein’."),
    ] {
        assert_eq!(html(language, "", text), format!("<p>{expect}</p>"), "{language}");
    }
}

#[test]
fn only_prose_gets_quotation_marks() {
    for (body, expect) in [
        ("`\"a\"`", "<code>\"a\"</code>"),
        ("<code>\"a\" -- b...</code> \"c\"", "<code>\"a\" -- b...</code> „c“"),
        ("<b title=\"a 'b'\">\"c\"</b>", "<b title=\"a 'b'\">„c“</b>"),
        ("\\\"a\\\" &quot;b&quot; “c” «d»", "\"a\" \"b\" “c” «d»"),
        (
            "<https://example.org/?a='b'>",
            "<a href=\"https://example.org/?a=&#x27;b&#x27;\" rel=\"noopener\">https://example.org/?a='b'</a>",
        ),
        ("\"*a*\" *\"b\"* \"`c`\"", "„<em>a</em>“ <em>„b“</em> „<code>c</code>“"),
        ("\"a<br>\"b\"\"", "„a<br>„b““"),
        ("a 6\" b<sup>2\"</sup>", "a 6″ b<sup>2″</sup>"),
    ] {
        assert_eq!(html("de", "", body), format!("<p>{expect}</p>"), "{body}");
    }
    assert_eq!(html("de", "", "- \"a\n- b\""), "<ul>\n<li>„a</li>\n<li>b“</li>\n</ul>");
    assert_eq!(
        html("de", "", "| \"a | b\" |\n|---|---|\n| \"c\" | 6\" |")
            .matches(['„', '“', '″'])
            .count(),
        5
    );
}

#[test]
fn a_description_ends_with_the_quotation() {
    let folder = site("de", "");
    let long = "Und ".repeat(60);
    folder.write("content/articles/a.md", article(&format!("Er sagte: \"Ja.\" {long}")));
    folder.write("content/articles/b.md", article("## Die \"Neue\"\n\n[x](#die-neue)"));
    folder.write("content/articles/c.md", article("Er \"sagte\"[@a]: [@a] \"ja\"[^1]\n\n[^1]: b"));
    folder.run(&["build", "--today", "2026-01-01"]).exits(1).complains(&["unknown-citation"]);
    folder.write("content/articles/c.md", article("Er \"sagte\"[^1]\n\n[^1]: b"));
    folder.run(&["build", "--today", "2026-01-01"]).clean();
    assert!(page(&folder, "a").1.starts_with("Er sagte: „Ja.“ Und"), "{:?}", page(&folder, "a"));
    assert!(page(&folder, "b").0.contains("<h2 id=\"die-neue\">Die „Neue“"));
    assert!(page(&folder, "c").0.contains("„sagte“<sup"));
    folder.write(
        "site.toml",
        "title = \"T\"\nbase_url = \"https://example.org/\"\nlanguage = \"fr\"\n",
    );
    folder.run(&["build", "--today", "2026-01-01"]).clean();
    let (html, _) = page(&folder, "b");
    assert!(html.contains("id=\"die-neue\">Die «\u{202f}Neue\u{202f}»"), "{html}");
}
