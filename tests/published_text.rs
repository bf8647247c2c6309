//! That what is published is what was written: characters, dates in feeds, names of files, and what
//! is found in articles that are not published yet.

use crate::support::site::{TODAY, TestSite, files, texts};

fn article(title: &str, lines: &str, text: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndate = 2025-07-01\n{lines}\n+++\n{text}\n")
}

fn all_text(site: &TestSite) -> Vec<(String, String)> {
    let edition = site.build().edition.expect("the site is built");
    let text = |(path, bytes)| Some((path, String::from_utf8(bytes).ok()?));
    files(&edition).into_iter().filter_map(text).collect()
}

#[test]
fn a_build_reports_what_readers_will_not_see_and_impossible_dates() {
    let site = TestSite::new();
    let settings = "title = \"Digest\"\nbase_url = \"https://digest.test.org/\"\n";
    site.write("site.toml", settings);
    let text = "![Chart](https://other.test.org/a.png)\n\n<p style=\"color:red\">Red</p>\n";
    site.write("content/articles/a.md", &article("Title", "updated = 1066-10-14", text));
    let codes = |site: &TestSite| {
        let build = site.build();
        assert!(build.edition.is_some(), "{:?}", build.diagnostics);
        build.diagnostics.iter().map(|fault| fault.code.name()).collect::<Vec<_>>()
    };
    assert_eq!(codes(&site), ["implausible-date", "remote-content", "blocked-inline"]);
    let allowed = format!("{settings}[security]\nimages = [\"https://other.test.org\"]\n");
    site.write("site.toml", &allowed);
    assert_eq!(codes(&site), ["implausible-date", "blocked-inline"]);
    site.write("site.toml", &format!("{settings}[build]\nheaders = false\n"));
    assert_eq!(codes(&site), ["implausible-date"]);
}

#[test]
fn characters_that_xml_forbids_are_in_no_output() {
    let bad: String = ['\u{1}', '\u{b}', '\u{1b}', '\u{fffe}', '\u{ffff}'].into_iter().collect();
    let site = TestSite::new();
    let lines = format!(
        "summary = '''S{bad}ummary'''\ntags = [\"t\\uFFFEag\"]\nkey_findings = [\"f\\u0001inding\"]\n\
         [source]\ntitle = \"s\\u000Bource\"\n[study]\npopulation = \"p\\uFFFFeople\"\n\
         [[citations]]\nid = \"a\"\ntitle = \"c\\u001Bited\"\nauthors = [\"A\\uFFFEuthor\"]"
    );
    // TOML allows no control character as such.
    let lines = lines.replace(['\u{1}', '\u{b}', '\u{1b}'], "");
    let text = format!("Bo{bad}dy [@a] &#xFFFE;&#1;end.\n\n## Hea{bad}ding\n");
    site.write("content/articles/a.md", &article("T\\u0001itle", &lines, &text));
    site.write(
        "site.toml",
        "title = \"D\\uFFFEigest\"\nbase_url = \"https://example.org/\"\ndescription = \"d\\u0001\"\n",
    );
    let outputs = all_text(&site);
    assert!(outputs.iter().any(|(_, text)| text.contains("Body") && text.contains("Title")));
    for (path, text) in outputs
        .iter()
        .filter(|(path, _)| !path.starts_with("search/index") && !path.ends_with(".js"))
    {
        let found = text.find(|c: char| {
            matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
        });
        assert_eq!(found, None, "{path}");
        if path.ends_with(".json") {
            let lower = text.to_lowercase();
            assert!(!lower.contains("\\u0001") && !lower.contains("\\ufffe"), "{path}");
        }
    }
}

#[test]
fn a_day_in_a_feed_begins_in_the_time_zone_of_the_site() {
    for (zone, expect) in [
        ("UTC", "2025-07-01T00:00:00Z"),
        ("America/Los_Angeles", "2025-07-01T07:00:00Z"),
        ("Pacific/Auckland", "2025-06-30T12:00:00Z"),
    ] {
        let site = TestSite::new();
        let settings =
            format!("title = \"T\"\nbase_url = \"https://example.org/\"\ntimezone = \"{zone}\"\n");
        site.write("site.toml", &settings);
        site.write("content/articles/a.md", &article("A", "", "Text."));
        let outputs = all_text(&site);
        for path in ["feed.xml", "feed.json"] {
            let feed = outputs.iter().find(|(known, _)| known == path).expect("a feed");
            assert!(feed.1.contains(expect), "{zone} {path}");
        }
    }
}

#[test]
fn a_file_beside_an_article_in_a_decomposed_folder_is_found() {
    let site = TestSite::new();
    let folder = "content/articles/dossier-e\u{301}";
    site.write(
        &format!("{folder}/index.md"),
        &article("A", "", "[data](data.csv) [again](../b.md)"),
    );
    site.write(&format!("{folder}/data.csv"), "a,b\n");
    site.write("content/articles/b.md", &article("B", "", "[A](dossier-e\u{301}/index.md)"));
    assert_eq!(texts(&site.build().diagnostics), Vec::<String>::new());
    assert!(all_text(&site).iter().any(|(path, _)| path.ends_with("dossier-e/data.csv")));
}

#[test]
fn what_is_wrong_in_an_article_that_is_not_published_is_a_warning() {
    let wrong =
        "[x](missing.md) ![a](no.png) [[nothing]] <a href=\"gone.md\">q</a> [@none] [h](#no)";
    for lines in ["publish_on = 2030-01-01", "draft = true", "expires = 2025-12-24"] {
        let site = TestSite::new();
        site.write("content/articles/held.md", &article("Held", lines, wrong));
        site.write("content/articles/shown.md", &article("Shown", "", "Text."));
        let mut project = site.project();
        let build = project.build(crate::support::site::TODAY);
        assert!(build.edition.is_some(), "{lines}");
        let mut found = texts(&build.diagnostics);
        found.extend(texts(&project.withheld_lints()));
        assert_eq!(found.len(), 6, "{lines}: {found:#?}");
        assert!(found.iter().all(|fault| fault.contains("warning")), "{lines}: {found:#?}");
    }
}

#[test]
fn articles_that_are_not_published_may_refer_to_each_other() {
    let site = TestSite::new();
    let lines = "publish_on = 2030-01-01";
    site.write("content/articles/a/index.md", &article("A", lines, "[b](../b.md) ![c](c.svg)"));
    site.write("content/articles/a/c.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.write("content/articles/b.md", &article("B", lines, "[a](a/index.md)"));
    let draft = article("D", "draft = true", "![e](d.svg) [b](b.md)");
    site.write("content/articles/d.md", &draft);
    site.write("content/articles/d.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    let mut project = site.project();
    let build = project.build(crate::support::site::TODAY);
    assert_eq!(texts(&build.diagnostics), Vec::<String>::new());
    assert_eq!(texts(&project.withheld_lints()), Vec::<String>::new());
}

#[test]
fn names_with_one_url_are_an_error_and_never_one_term() {
    for (one, two) in [
        ("año", "ano"),
        ("schön", "schon"),
        ("R&D", "R D"),
        ("PD-1/PD-L1", "PD-1 PD-L1"),
        ("Grade (3)", "Grade 3"),
    ] {
        let site = TestSite::new();
        site.write("content/articles/a.md", &article("A", &format!("tags = [\"{one}\"]"), "x"));
        site.write("content/articles/b.md", &article("B", &format!("tags = [\"{two}\"]"), "x"));
        let faults = texts(&site.build().diagnostics);
        let names_both = |fault: &String| fault.contains(one) && fault.contains(two);
        assert!(faults.iter().any(names_both), "{one} {two}: {faults:?}");
    }
    // A link may name a tag by its slug, and an article may name the file of a tag.
    let site = TestSite::new();
    site.write("content/articles/a.md", &article("A", "tags = [\"año\"]", "[[ano]]"));
    site.write("content/tags/mood.md", "+++\ntitle = \"Affective symptoms\"\n+++\n");
    site.write("content/articles/b.md", &article("B", "tags = [\"mood\"]", "x"));
    assert_eq!(texts(&site.build().diagnostics), Vec::<String>::new());
}

#[test]
fn copies_are_told_from_articles_with_similar_names() {
    let site = TestSite::new();
    let text = article("Ketamine", "", "The same text.");
    site.write("content/articles/ket.md", &text);
    for copy in [
        "ket (In Konflikt stehende Kopie von Anna 2025-01-02)",
        "ket (Copie en conflit de Anna 2025-01-02)",
        "ket_conflict-20250102-101010",
        "ket.sync-conflict-20250102-101010-ABCDEFG",
        "ket (1)",
        "ket 2",
        "ket copy",
        "ket - Copy",
        "ket - Copy (2)",
        "ket (1) (1)",
        "ket (Kopie 2)",
        "ket (another copy)",
        "ket (3rd copy)",
        "ket-LAPTOP-AB12CD",
        "ket.orig",
    ] {
        site.write(&format!("content/articles/{copy}.md"), &text);
    }
    // These are articles.
    site.write("content/articles/news.md", &article("Weekly news", "", "One."));
    let second = article("Weekly news", "", "Two.").replace("2025-07-01", "2025-07-08");
    site.write("content/articles/news 2.md", &second);
    site.write("content/articles/ket 3.md", &article("Ketamine, part three", "", "Three."));
    let outputs = all_text(&site);
    let mut shown: Vec<&str> = outputs
        .iter()
        .filter_map(|(path, _)| path.strip_prefix("articles/")?.strip_suffix("/index.html"))
        .collect();
    shown.sort_unstable();
    assert_eq!(shown, ["ket", "ket-3", "news", "news-2"]);
}

#[test]
fn copies_with_any_name_are_reported() {
    let site = TestSite::new();
    let text = article("Ketamine", "", "The same text.");
    site.write("content/articles/ket.md", &text);
    site.write("content/articles/ket-v2.md", &text);
    // The same title on another day, or with another text.
    site.write("content/articles/next.md", &text.replace("2025-07-01", "2025-07-08"));
    site.write("content/articles/other.md", &article("Ketamine", "", "Another text."));
    let mut project = site.project();
    assert_eq!(texts(&project.build(TODAY).diagnostics), [""; 0]);
    let lints = texts(&project.lints());
    let found: Vec<_> = lints.iter().filter(|lint| lint.contains("the beginning of")).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("ket-v2.md") && found[0].contains("`content/articles/ket.md`"));
}

#[test]
fn comments_are_in_no_output() {
    let site = TestSite::new();
    let text = "Text <!-- unshown one --> and <b>bold<!-- unshown two --></b>.\n\n<!-- unshown three\n\nand \
                unshown four -->\n\n<div>\n<!-- unshown five -->\n<?php unshown_six() ?>\nMore.\n</div>\n\n\
                - a list <!--unshown seven-->\n\n[^1]: A note <!-- unshown eight -->\n\nNote[^1]. `<!-- shown -->`\n";
    site.write("content/articles/a.md", &article("A", "", text));
    let outputs = all_text(&site);
    let has = |word: &str| -> Vec<&str> {
        let found = outputs.iter().filter(|(_, text)| text.contains(word));
        found.map(|(path, _)| path.as_str()).collect()
    };
    assert_eq!(has("unshown"), [""; 0]);
    assert!(has("shown --").contains(&"articles/a/index.html"));
    assert!(has("More.").contains(&"feed.xml"));
}

#[test]
fn links_to_telephones_stay_in_feeds() {
    for (address, is_kept) in [
        ("tel:+49301234", true),
        ("sms:+49301234", true),
        ("mailto:a@example.org", true),
        ("geo:52.5,13.4", true),
        ("obsidian://open?vault=x", false),
    ] {
        let site = TestSite::new();
        let text = format!("[One]({address}) and <a href=\"{address}\">two</a>.");
        site.write("content/articles/a.md", &article("A", "", &text));
        let outputs = all_text(&site);
        for path in ["feed.xml", "feed.json"] {
            let feed = outputs.iter().find(|(known, _)| known == path).expect("a feed");
            let count = feed.1.matches(address).count();
            assert_eq!(count, if is_kept { 2 } else { 0 }, "{path} {address}");
        }
    }
}

#[test]
fn notes_match_in_any_form_of_unicode() {
    for (reference, label) in [
        ("größe", "gro\u{308}ße"),
        ("gro\u{308}ße", "größe"),
        ("GRÖSSE", "gro\u{308}sse"),
        ("Größe", "GRÖSSE"),
        ("Τέλος", "ΤΈΛΟΣ"),
        ("größe 2", "gro\u{308}ße 2"),
        ("größe", "größe"),
        ("日本", "日本"),
    ] {
        let site = TestSite::new();
        let text = format!("Text[^{reference}] goes on.\n\n[^{label}]: The note.\n");
        site.write("content/articles/a.md", &article("A", "", &text));
        assert_eq!(texts(&site.build().diagnostics), [""; 0], "{reference:?} {label:?}");
        let outputs = all_text(&site);
        let page = outputs.iter().find(|(path, _)| path == "articles/a/index.html");
        let page = &page.expect("it is published").1;
        assert!(page.contains("The note.") && page.contains(">1</a></sup> goes on"), "{page}");
    }
}
