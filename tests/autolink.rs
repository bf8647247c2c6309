//! Links to drugs never change a text: a page with them has the same text as one without them, and
//! they are only where links are permitted.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::site;
use crate::support::site::{TestSite, files};

/// Pieces of Markdown that name drugs, and in which it is difficult to locate a name in the HTML.
const PIECES: [&str; 46] = [
    "ketamine ",
    "Ketamine",
    "Spravato, ",
    "(S)-ketamine ",
    "MIJ821 ",
    "L-655,708 ",
    "dextromethorphan-bupropion ",
    "psilocybin’s ",
    "can ",
    "sage ",
    "esketamin ",
    "word ",
    "A sentence. ",
    "\n",
    "\n\n",
    "\n\n# ketamine\n\n",
    "\n\n## On *esketamine* and `ketamine`\n\n",
    "\n\n- ketamine\n- psilocybin\n\n",
    "\n\n> ketamine\n\n",
    "\n\n| ketamine | b |\n|---|---|\n| psilocybin | & |\n\n",
    "\n\n```\nketamine\n```\n\n",
    "\n\n    ketamine\n\n",
    "\n\nketamine\n: psilocybin\n\n",
    "\n\n[^1]: A note on ketamine.\n\n",
    "[^1] ",
    "*",
    "**",
    "_",
    "~~",
    "`ketamine`",
    "`",
    "[ketamine](a0.md) ",
    "[[ketamine]] ",
    "[on ketamine and *psilocybin*](https://example.com/) ",
    "<a href=\"https://example.com/\">ketamine",
    "</a>",
    "<span title=\"ketamine\">",
    "</span>",
    "<br>",
    "<!-- ketamine -->",
    "\n\n<div>\n\n",
    "\n\n</div>\n\n",
    "& &amp; &lt;b&gt; < > ",
    "\"quoted\" -- it's ... ",
    "\\* \\_ ",
    "é\u{a0}\u{2011}😀 \0 ",
];

/// Splits HTML into tags and the texts between them.
fn parts(html: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map_or(rest.len(), |at| at + 3)
        } else if rest.starts_with('<') {
            rest.find('>').map_or(rest.len(), |at| at + 1)
        } else {
            rest.find('<').unwrap_or(rest.len())
        };
        parts.push(&rest[..end]);
        rest = &rest[end..];
    }
    parts
}

/// The targets of the links that only one of the pages has. Everything else must be the same, and
/// the links must be where links are permitted.
fn added<'h>(with: &'h str, without: &str) -> Result<Vec<&'h str>, String> {
    let text = |html: &str| {
        parts(html).into_iter().filter(|part| !part.starts_with('<')).collect::<String>()
    };
    if text(with) != text(without) {
        return Err("the text is another".into());
    }
    let mut rest = without;
    let mut links = Vec::new();
    let mut is_open = false;
    // The elements in which links are not permitted, and how many of each are open.
    let mut closed: BTreeMap<&str, i32> = BTreeMap::new();
    for part in parts(with) {
        if part.starts_with("<a href=\"/drugs/") && !rest.starts_with(part) {
            if is_open || closed.values().any(|count| *count > 0) {
                return Err(format!("a link stands where none may: {part} in {closed:?}"));
            }
            is_open = true;
            links.push(part);
            continue;
        }
        if is_open && part == "</a>" {
            is_open = false;
            continue;
        }
        let name =
            part.trim_start_matches(['<', '/']).split([' ', '>', '\n']).next().unwrap_or_default();
        if part.starts_with('<')
            && matches!(name, "a" | "code" | "pre" | "h1" | "h2" | "h3" | "span")
        {
            *closed.entry(name).or_insert(0) += if part.starts_with("</") { -1 } else { 1 };
        }
        // Links split the text, so it is compared piece by piece.
        rest = rest.strip_prefix(part).ok_or_else(|| format!("{part:?} is not the other's"))?;
    }
    if rest.is_empty() && !is_open { Ok(links) } else { Err(format!("{rest:?} is left")) }
}

/// Builds texts with and without links to drugs, and returns both versions of each page.
fn both(texts: &[String]) -> Vec<(String, String)> {
    let site = TestSite::new();
    site.write("templates/article.html", "{{ page.content | safe }}");
    site.write("content/drugs/ketamine.md", "+++\ntitle = \"Ketamine\"\n+++\n");
    site.write(
        "content/drugs/sage-drug.md",
        "+++\ntitle = \"Sagedrug\"\naliases = [\"can\"]\n+++\n",
    );
    for (number, text) in texts.iter().enumerate() {
        let drugs = "\"Spravato\", \"psilocybin\", \"MIJ821\", \"L-655,708\", \"bupropion\"";
        let front =
            format!("+++\ntitle = \"A {number}\"\ndate = 2025-01-01\ndrugs = [{drugs}]\n+++\n");
        site.write(&format!("content/articles/a{number}.md"), &format!("{front}{text}"));
    }
    let settings = "title = \"Test\"\nbase_url = \"https://example.org/\"\n";
    let [with, without] = [true, false].map(|autolink| {
        site.write("site.toml", &format!("{settings}autolink = {autolink}\n"));
        let build = site.build();
        let edition =
            build.edition.unwrap_or_else(|| panic!("{:?}", site::texts(&build.diagnostics)));
        files(&edition)
            .into_iter()
            .filter(|(path, _)| path.starts_with("articles/") && path.ends_with(".html"))
            .map(|(_, bytes)| String::from_utf8(bytes).expect("a page is text"))
            .collect::<Vec<_>>()
    });
    with.into_iter().zip(without).collect()
}

#[test]
fn links_never_change_the_text() {
    let mut runner =
        TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let text = proptest::collection::vec(0..PIECES.len(), 0..30);
    let mut count = 0;
    let counted = std::cell::RefCell::new(&mut count);
    let result = runner.run(&proptest::collection::vec(text, 1..16), |texts| {
        let texts: Vec<String> =
            texts.iter().map(|text| text.iter().map(|piece| PIECES[*piece]).collect()).collect();
        for (with, without) in both(&texts) {
            match added(&with, &without) {
                Ok(links) => **counted.borrow_mut() += links.len(),
                Err(reason) => prop_assert!(false, "{reason}\n{with}\n---\n{without}"),
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    assert!(count > 20, "only {count} links were made");
}

#[track_caller]
fn check(text: &str, expect: &[&str]) {
    let pages = both(&[text.to_owned()]);
    let (with, without) = &pages[0];
    let links = added(with, without).unwrap_or_else(|reason| panic!("{reason}\n{with}\n{without}"));
    let names: Vec<&str> = links
        .iter()
        .map(|link| {
            let at = with.find(link).expect("it is in the page") + link.len();
            with[at..].split('<').next().unwrap_or_default()
        })
        .collect();
    assert_eq!(names, expect, "{with}");
}

#[test]
fn the_first_mention_is_linked_where_links_may_stand() {
    check("Ketamine, then ketamine.", &["Ketamine"]);
    check("# Ketamine\n\nOf ketamine.", &["ketamine"]);
    check("`ketamine`, [ketamine](https://example.com/) and ketamine", &["ketamine"]);
    check("<b>ketamine</b> and ketamine", &["ketamine"]);
    check("By [[ketamine]] and ketamine", &[]);
    check("(S)-ketamine & L-655,708", &["(S)-ketamine", "L-655,708"]);
    check("*Spravato* and esketamine", &["Spravato"]);
    check("Doctors can help. Fluoxetine has no page, and ketemine is misspelt.", &[]);
    check("| ketamine |\n|---|\n| psilocybin |\n", &["psilocybin"]);
    check("A < B & ketamine", &["ketamine"]);
}
