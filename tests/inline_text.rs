//! What is written in a line appears as it was written, apart from the substitutions that the
//! settings name: quotation marks, links for bare addresses, subscripts and superscripts.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::Folder;

/// Only the text of an article, without the page around it.
const TEMPLATE: &str = "{{ page.content | safe }}[[[{{ page.description }}]]]";

fn site(language: &str, settings: &str) -> Folder {
    let toml = format!(
        "title = \"T\"\nbase_url = \"https://research-digest.net/\"\nlanguage = \"{language}\"\n{settings}"
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
    // Three straight marks in a row are bold text of MediaWiki, which is an error.
    prop::collection::vec(part, 0..30).prop_map(|parts| parts.concat().replace("'''", "''"))
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
            "<a class=\"bare-link\" href=\"https://example.org/?a=&#x27;b&#x27;\" rel=\"noopener\">https://example.org/?a='b'</a>",
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
        "title = \"T\"\nbase_url = \"https://research-digest.net/\"\nlanguage = \"fr\"\n",
    );
    folder.run(&["build", "--today", "2026-01-01"]).clean();
    let (html, _) = page(&folder, "b");
    assert!(html.contains("id=\"die-neue\">Die «\u{202f}Neue\u{202f}»"), "{html}");
}

#[test]
fn addresses_and_scripts_keep_the_text() {
    let signs = "https://a.org/www.b.org~^_*$<>&@.x@y.org";
    let literal = [':', '/', '.', '@', '_', '~', '^', '*', '-'];
    let part = prop_oneof![
        4 => prop::sample::select(vec![
            "https://a.org/", "www.b.org", "x@y.org", "~", "^", "~2~", "^6^", " ", "H", ".", "_b_",
        ])
        .prop_map(String::from),
        1 => any_text(signs),
    ];
    let text = prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat());
    // Emphasis removes stars, underscores and double tildes, and definition lists are not made here.
    let simplify = |text: &str| {
        text.replace("<sub>", "").replace(['~', '^', '*', '_'], "").replace(['…', '.'], "")
    };
    check_texts("[markdown]\nsmart_punctuation = false\n", &literal, text, simplify);
}

#[test]
fn settings_switch_links_and_scripts_off() {
    let literal = ['~', '^', '/', ':', '@'];
    let off = "[markdown]\nsmart_punctuation = false\nlinkify = false\nsubscript = false\n\
               superscript = false\n";
    check_texts(off, &literal, any_text("~^/:@"), |text| text.replace('~', ""));
    let text = "H^2^ https://a.org www.a.org a@b.org";
    assert_eq!(html("en", off, text), format!("<p>{text}</p>"));
}

/// The links of a text: the address of each, and what it shows.
fn links(body: &str) -> Vec<(String, String)> {
    let html = html("en", "", body);
    let links = html.split("<a class=\"bare-link\" href=\"").skip(1).map(|link| {
        let (address, rest) = link.split_once('"').expect("an attribute ends");
        let (tag, rest) = rest.split_once('>').expect("a tag ends");
        assert_eq!(tag.contains("rel=\"noopener\""), address.starts_with("http"), "{link}");
        let (text, _) = rest.split_once("</a>").expect("a link ends");
        (address.to_owned(), visible(text))
    });
    links.collect()
}

#[test]
fn bare_addresses_are_links() {
    for address in [
        "https://example.org/a_b_c/*d*/~x~/",
        "https://doi.org/10.1016/S0140-6736(20)30183-5",
        "https://doi.org/10.1002/(SICI)1096-8628(19960329)62:4<311::AID-AJMG1>3.0.CO;2-K",
        "https://example.org/?q=a&b=c--d...e#f",
        "https://example.org/10^6^",
        "www.example.org/$a$",
        "first_last_name@example.org",
    ] {
        for (before, after) in
            [("", ""), ("See ", "."), ("(", ")"), ("**", "**"), ("\"", "\""), ("a~b~ ", ", c~d~")]
        {
            let found = links(&format!("{before}{address}{after}"));
            let shown: Vec<_> = found.iter().map(|(_, shown)| shown.as_str()).collect();
            assert_eq!(shown, [address], "{before}{after}");
        }
    }
    let pair = |address: &str, shown: &str| vec![(address.to_owned(), shown.to_owned())];
    assert_eq!(links("www.a.org"), pair("http://www.a.org", "www.a.org"));
    assert_eq!(links("a@b.org"), pair("mailto:a@b.org", "a@b.org"));
    assert_eq!(
        links("https://a.org/?b&amp;c"),
        pair("https://a.org/?b&amp;c", "https://a.org/?b&c")
    );
    assert_eq!(links("https://a.org/b\\_c"), pair("https://a.org/b_c", "https://a.org/b_c"));
    assert_eq!(links("<https://a.org/b>"), pair("https://a.org/b", "https://a.org/b"));
    assert_eq!(links("[a.org/b](https://a.org/b)"), pair("https://a.org/b", "a.org/b"));
    assert_eq!(links("| https://a.org/b |\n|---|").len(), 1);
    assert_eq!(links("- https://a.org/b\n\n> www.a.org\n\n[^1]\n\n[^1]: a@b.org").len(), 3);
}

#[test]
fn addresses_in_code_and_links_stay_text() {
    for body in [
        "`https://a.org`",
        "```\nhttps://a.org\n```",
        "<code>x https://a.org</code>",
        "<a href=\"/x\">x https://a.org</a>",
        "[x https://a.org](https://b.org)",
        "![x https://a.org](https://b.org/c.png)",
        "<!-- https://a.org -->",
        "$https://a.org$",
        "[x][r]\n\n[r]: https://a.org/_b_",
        "[@doi:10.1000/www.a.org]",
    ] {
        let folder = site("en", "");
        folder.write("content/articles/a.md", article(body));
        folder.write("static/x/index.html", "x");
        folder.run(&["build", "--today", "2026-01-01"]);
        let page = folder.path().join("public/articles/a/index.html");
        let page = std::fs::read_to_string(page).unwrap_or_default();
        assert!(!page.contains("bare-link"), "{body}: {page}");
    }
}

#[test]
fn subscripts_and_superscripts() {
    for (body, expect) in [
        ("H~2~O and 10^6^", "H<sub>2</sub>O and 10<sup>6</sup>"),
        ("SO~4~^2-^, Na^+^", "SO<sub>4</sub><sup>2-</sup>, Na<sup>+</sup>"),
        ("*C*~*max*~ ~~x~2~ y~~", "<em>C</em><sub><em>max</em></sub> <del>x<sub>2</sub> y</del>"),
        ("~5 mg and ~10 mg, x^2 and y^2", "~5 mg and ~10 mg, x^2 and y^2"),
        ("*a^b*c^ and `x^2^`", "<em>a^b</em>c^ and <code>x^2^</code>"),
        ("H~two words~ and H\\~2~", "H~two words~ and H~2~"),
        ("x^2+y^2=z^2", "x^2+y^2=z^2"),
        ("<b>x^2^</b> <code>x^2^</code>", "<b>x<sup>2</sup></b> <code>x^2^</code>"),
        ("x^a\\^b^", "x<sup>a^b</sup>"),
    ] {
        assert_eq!(html("en", "", body), format!("<p>{expect}</p>"), "{body}");
    }
    let folder = site("en", "");
    let body =
        "Of 10^6^ cells in H~2~O, T~1/2~ was 5 h.\n\n## CO~2~ of ketamine\n\n![10^6^](x.svg)";
    folder.write("content/articles/a.md", article(body));
    folder.write("content/articles/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    folder.run(&["build", "--today", "2026-01-01"]).clean();
    let (html, description) = page(&folder, "a");
    assert_eq!(description, "Of 10⁶ cells in H₂O, T1/2 was 5 h.");
    assert!(html.contains("<h2 id=\"co2-of-ketamine\">CO<sub>2</sub> of"), "{html}");
    assert!(html.contains("alt=\"10⁶\""), "{html}");
    let feed = folder.read("public/feed.xml");
    assert!(feed.contains("10&lt;sup>6&lt;/sup>") || feed.contains("10&lt;sup&gt;6"), "{feed}");
}

#[test]
fn captions_are_markdown() {
    let folder = site("en", "");
    let head =
        "+++\ntitle = \"A\"\ndate = 2025-01-01\n[[citations]]\nid = \"x\"\ntitle = \"X\"\n+++\n";
    folder.write("content/articles/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    folder.write("content/articles/b.md", article("B."));
    for (title, expect) in [
        ("\"*A* **b** `c`\"", "<em>A</em> <strong>b</strong> <code>c</code>"),
        ("\"From [b](b.md).\"", "From <a href=\"/articles/b/\">b</a>."),
        (
            "\"See [b][r] and [[A]]\"",
            "See <a href=\"/articles/b/\">b</a> and <a href=\"/articles/a/\">A</a>",
        ),
        ("'H~2~O, it\\'s \"10\" <b>'", "H<sub>2</sub>O, it’s “10” &lt;b&gt;"),
        ("\"- 1. # >\"", "- 1. # &gt;"),
        (
            "(At https://a.org/_b_c)",
            "At <a class=\"bare-link\" href=\"https://a.org/_b_c\" rel=\"noopener\">https://a.org/_b_c</a>",
        ),
        ("\"1 \\*a\\*\"", "1 *a*"),
    ] {
        for body in [
            format!("![y](x.svg {title})\n\n[r]: b.md"),
            format!("> ![y][i]\n\n[i]: x.svg {title}\n[r]: b.md"),
        ] {
            folder.write("content/articles/a.md", format!("{head}{body}\n"));
            folder.run(&["build", "--today", "2026-01-01"]).clean();
            let (html, description) = page(&folder, "a");
            assert!(
                html.contains(&format!("<figcaption>{expect}</figcaption></figure>")),
                "{html}"
            );
            assert!(html.contains("alt=\"y\""), "{html}");
            assert_eq!(description, "", "a caption describes no article");
        }
    }
    let cited = format!("{head}![y](x.svg \"By $x^2$ [@x], p.[^1]\")\n\n[^1]: Note.\n");
    folder.write("content/articles/a.md", cited);
    folder.run(&["build", "--today", "2026-01-01"]).clean();
    let (html, _) = page(&folder, "a");
    for part in ["<math>", "href=\"#ref-1\"", "href=\"#fn-1\"", "<li id=\"fn-1\""] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let several = "> ![y](x.svg \"*a*\n> b\")";
    folder.write("content/articles/a.md", article(several));
    folder.run(&["build", "--today", "2026-01-01"]).clean();
    assert!(page(&folder, "a").0.contains("<figcaption><em>a</em> b</figcaption>"));
    let copy = article("![y](x.svg \"From [b](b.md) and [c](c.md) \\\"q\\\"\")");
    folder.write("content/articles/a.md", copy);
    folder.write("content/articles/c.md", article("C.").replace("+++\nt", "+++\ndraft = true\nt"));
    folder.run(&["build", "--today", "2026-01-01"]).exits(0);
    let copy = folder.read("public/articles/a/index.md");
    let expect = "\"From [b](https://research-digest.net/articles/b/) and c \\\"q\\\"\")";
    assert!(copy.contains(expect), "{copy}");
    folder.write("content/articles/a.md", article("A\n\n![y](x.svg \"From [b](nowhere.md).\")"));
    let run = folder.run(&["build", "--today", "2026-01-01"]).exits(1);
    assert!(run.err.contains("a.md:7:18"), "{}", run.err);
}

#[test]
fn alerts_have_titles() {
    let alert = |class: &str, title: &str, text: &str| {
        format!(
            "<div class=\"markdown-alert markdown-alert-{class}\" role=\"note\">\n<p \
             class=\"markdown-alert-title\">{title}</p>\n{text}</div>"
        )
    };
    for (body, expect) in [
        ("> [!NOTE] Own *title*\n> Text", alert("note", "Own <em>title</em>", "<p>Text</p>\n")),
        ("> [!tip] \"A\" b\n>\n> Text", alert("tip", "“A” b", "<p>Text</p>\n")),
        ("> [!WARNING]- Only\\", alert("warning", "Only\\", "")),
        ("> [!NOTE]\n> Text", alert("note", "Note", "<p>Text</p>\n")),
        ("> [!CAUTION] *a\n> b*\n> c", alert("caution", "<em>a\nb</em>", "<p>c</p>\n")),
        ("> [!NOTE] <b>a\n> c</b>", alert("note", "<b>a</b>", "<p>c</p>\n")),
        ("> [!RECIPE] a", "<blockquote>\n<p>[!RECIPE] a</p>\n</blockquote>".to_owned()),
        ("> [!INFO] a\n> b", alert("note", "a", "<p>b</p>\n")),
        ("> [!danger]\n> Text", alert("caution", "Danger", "<p>Text</p>\n")),
        ("> [!faq]-  \n> *Text*", alert("note", "Question", "<p><em>Text</em></p>\n")),
        ("> [!success]\n>\n> Text", alert("tip", "Success", "<p>Text</p>\n")),
        ("> [!hint]", alert("tip", "Tip", "")),
        ("> [!NOTE]+\n> Text", alert("note", "Note", "<p>Text</p>\n")),
        ("> [!NOTE]a", "<blockquote>\n<p>[!NOTE]a</p>\n</blockquote>".to_owned()),
        (
            "> > [!NOTE] a\n> > b\n>\n> c",
            format!("<blockquote>\n{}\n<p>c</p>\n</blockquote>", alert("note", "a", "<p>b</p>\n")),
        ),
    ] {
        assert_eq!(html("en", "", body), expect, "{body}");
    }
    let folder = site("en", "");
    folder.write("content/articles/a.md", article("> [!NOTE] Own title\n> The text."));
    folder.run(&["build", "--today", "2026-01-01"]).clean();
    assert_eq!(page(&folder, "a").1, "The text.");
    assert!(folder.read("public/feed.xml").contains("Own title"));
    assert!(folder.read("public/articles/a/index.md").contains("> [!NOTE] Own title\n"));
}
