//! Raw HTML in articles: what browsers never display does not appear in summaries and feeds, every
//! form of id is a link target, and no tag changes the page around the text.

use std::collections::HashSet;

use offprint_base::{HtmlToken, is_void_element, visit_html};

use crate::support::Folder;

fn article(body: &str) -> String {
    format!("+++\ntitle = \"Article\"\ndate = 2025-01-01\n+++\n{body}\n")
}

#[test]
fn text_that_browsers_hide_is_in_no_summary_and_no_feed() {
    for body in [
        "Hello <script>secret(1)</script> there",
        "Hello <SCRIPT type=\"a>b\">secret</SCRIPT> there",
        "Hello <style>secret *x* {}</style> there",
        "Hello <template><b>secret</b></template> there",
        "Hello <noscript>secret</noscript> there",
        "<template>\n\nsecret\n\n</template>\n\nHello there",
    ] {
        let folder = Folder::site(&[("content/articles/a.md", &article(body))]);
        // The security policy blocks scripts and styles, with a warning.
        folder.run(&["build", "--today", "2026-01-01"]).exits(0);
        let page = folder.read("public/articles/a/index.html");
        assert!(page.contains("<meta name=\"description\" content=\"Hello there\">"), "{body}");
        let feed = folder.read("public/feed.xml");
        assert!(feed.contains("<summary>Hello there</summary>"), "{body}\n{feed}");
        assert!(!feed.contains("secret"), "{body}\n{feed}");
    }
}

#[test]
fn links_to_ids_in_raw_html() {
    for target in [
        "<p id=dose>10 mg</p>",
        "<p ID=\"dose\">10 mg</p>",
        "<p\n  id = 'dose'\n>10 mg</p>",
        "<a name=\"dose\"></a>10 mg",
        "<div class=a><p title=\"a > b\" id=dose>10 mg</p></div>",
    ] {
        let body = article(&format!("See [the dose](#dose).\n\n{target}"));
        let folder = Folder::site(&[("content/articles/a.md", &body)]);
        folder.run(&["build", "--today", "2026-01-01"]).clean();
    }
    for target in ["<p data-id=\"dose\">", "<!-- <p id=dose> -->", "<script>'<p id=dose>'</script>"]
    {
        let body = article(&format!("See [the dose](#dose).\n\n{target}"));
        let folder = Folder::site(&[("content/articles/a.md", &body)]);
        folder.run(&["build", "--today", "2026-01-01"]).exits(1).complains(&["broken-link"]);
    }
}

/// What texts consist of in the test below: tags of every kind, whole, unfinished and out of place.
const PARTS: [&str; 92] = [
    "<div>",
    "</div>",
    "<DIV class=\"a>b\">",
    "<div",
    "<b>",
    "</b>",
    "<i>",
    "</I>",
    "<a href=\"/\">",
    "</a>",
    "<a name=x/>",
    "<p>",
    "</p>",
    "<span hidden>",
    "</span>",
    "<br>",
    "</br>",
    "<hr>",
    "<img>",
    "</img>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<th>",
    "<tbody>",
    "<caption>",
    "<ul>",
    "</ul>",
    "<li>",
    "</li>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dd>",
    "<select>",
    "<option>",
    "</select>",
    "<textarea>",
    "</textarea>",
    "<title>",
    "</title>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<template>",
    "</template>",
    "<noscript>",
    "</noscript>",
    "<iframe>",
    "</iframe>",
    "<xmp>",
    "<plaintext>",
    "<body>",
    "</body>",
    "</html>",
    "<main>",
    "</main>",
    "</article>",
    "<footer>",
    "<details>",
    "</details>",
    "<summary>",
    "<h2>",
    "</h3>",
    "<svg>",
    "</svg>",
    "<circle/>",
    "<math>",
    "<foreignObject>",
    "<button>",
    "<form>",
    "</form>",
    "<LLOQ and >",
    "<!-- a",
    "-->",
    "<!-- b -->",
    "<?php",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE html>",
    "<a href=\"x",
    "'",
    "\">",
    "<video>",
    "<object>",
    "<marquee>",
    "<nobr>",
    "<my-part>",
    "</ruby>",
];

/// Markdown between the tags, and line ends of all kinds.
const MARKDOWN: [&str; 20] = [
    "\n\n",
    "\n\n",
    "\n\n",
    "\n",
    "\n- a ",
    "\n- b\n\n  ",
    "\n> ",
    "\n\n> c\n> ",
    " text ",
    " **",
    "** ",
    " *d* ",
    "\n\n| e | f |\n|---|---|\n| ",
    " | ",
    "\n\n## ",
    "\n\n[^1]: ",
    "[^1] ",
    "\n\nTerm\n: ",
    "`<b>`",
    "\n\n```\n<div>\n```\n\n",
];

/// Articles of parts in an order that is the same in each run.
fn random_articles(count: usize) -> Vec<String> {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed >> 33).unwrap_or(0) % below
    };
    (0..count)
        .map(|_| {
            let length = 1 + next(9);
            let parts = (0..length).map(|_| {
                let tag = PARTS[next(PARTS.len())];
                let markdown = if next(3) > 0 { MARKDOWN[next(MARKDOWN.len())] } else { "" };
                format!("{tag}{markdown}")
            });
            parts.collect()
        })
        .collect()
}

/// Where each part of the page that the theme wrote is in the tree that a browser builds, and where
/// the marks of the text are.
fn browser_tree(page: &str) -> (Vec<String>, String) {
    let mut names = HashSet::new();
    visit_html(page, |token| {
        if let HtmlToken::Start(tag) = token
            && !["script", "style"].contains(&tag.name)
        {
            names.insert(tag.name.to_owned());
        }
    });
    // It parses a page as browsers do, with `html5ever`, and writes the tree.
    let tree = ammonia::Builder::default()
        .tags(names.iter().map(String::as_str).collect())
        .tag_attributes(std::collections::HashMap::new())
        .generic_attributes(HashSet::from(["class"]))
        .link_rel(None)
        .clean(page)
        .to_string();
    let (mut open, mut found): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    visit_html(&tree, |token| match token {
        HtmlToken::Start(tag) => {
            let name = format!("{}.{}", tag.name, tag.attribute("class").unwrap_or_default());
            if ["footer.", "div.cite", "nav.near", "main.", "article."]
                .iter()
                .any(|known| name.starts_with(known) && tag.attribute("class").is_some())
                || name == "main."
            {
                found.push(format!("{} {name}", open.join(" ")));
            }
            if !is_void_element(tag.name) {
                open.push(name);
            }
        }
        HtmlToken::End(..) => drop(open.pop()),
        HtmlToken::Text(text) => {
            for mark in ["BEGINMARK", "ENDMARK"] {
                if text.contains(mark) {
                    found.push(format!("{} {mark}", open.join(" ")));
                }
            }
        }
        HtmlToken::Comment(_) => {}
    });
    (found, tree)
}

#[test]
fn no_tag_of_a_text_changes_the_page_around_it() {
    let bodies = random_articles(400);
    let mut folder = Folder::site(&[]);
    let write = |folder: &mut Folder, name: &str, body: &str| {
        // In drafts, errors are warnings: every text is built.
        let text = format!(
            "+++\ntitle = \"A\"\ndate = 2025-01-01\nslug = \"{name}\"\ndraft = true\n+++\nBEGINMARK\n\n{body}\n\nENDMARK\n"
        );
        folder.write(&format!("content/articles/{name}.md"), text);
    };
    for (index, body) in bodies.iter().enumerate() {
        write(&mut folder, &format!("t{index}"), body);
    }
    folder.run(&["build", "--today", "2026-01-01", "--drafts"]).exits(0);
    let landmarks = |found: &[String]| {
        let is_mark = |line: &&String| !line.ends_with("MARK");
        found.iter().filter(is_mark).cloned().collect::<Vec<_>>()
    };
    // Neighbours are not the same for the first and the last article.
    let mut expect: Option<Vec<String>> = None;
    for (index, body) in bodies.iter().enumerate() {
        let page = folder.read(&format!("public/articles/t{index}/index.html"));
        let (found, tree) = browser_tree(&page);
        // A text may contain elements of the same names, but those are within its own element.
        let own: Vec<String> =
            landmarks(&found).into_iter().filter(|line| !line.contains("prose")).collect();
        let expect = expect.get_or_insert_with(|| own.clone());
        assert_eq!(&own, expect, "{body}\n{tree}");
        assert!(own.len() >= 4, "{own:?}");
        for mark in ["BEGINMARK", "ENDMARK"] {
            let place = found.iter().find(|line| line.ends_with(mark) && line.contains("prose"));
            let place = place.unwrap_or_else(|| panic!("no {mark}: {body}\n{page}"));
            let hiding = [
                "textarea.",
                "title.",
                "template.",
                "select.",
                "iframe.",
                "noscript.",
                "object.",
                "video.",
                "xmp.",
                "svg.",
                "span.",
            ];
            let is_hidden = place.split(' ').any(|name| hiding.contains(&name));
            assert!(!is_hidden, "{place}\n{body}\n{page}");
        }
    }
}
