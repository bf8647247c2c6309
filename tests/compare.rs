//! The pages that compare two drugs, the map of drugs that appear together, and what both say about the
//! pairs that they leave out.

use std::collections::BTreeMap;

use crate::support::site::{TestSite, files};

/// A site with these settings, and an article for each list of drugs.
fn site(settings: &str, articles: &[&[&str]]) -> TestSite {
    let site = TestSite::new();
    site.write(
        "site.toml",
        &format!("title = \"Test\"\nbase_url = \"https://example.org/\"\n{settings}"),
    );
    for (number, drugs) in articles.iter().enumerate() {
        site.write(
            &format!("content/articles/a{number}.md"),
            &format!(
                "+++\ntitle = \"Article {number}\"\ndate = 2025-05-{:02}\ndrugs = {drugs:?}\n[study]\nn = {}\n+++\nText.\n",
                number + 1,
                number + 10_000
            ),
        );
    }
    site
}

fn pages(site: &TestSite) -> BTreeMap<String, String> {
    let build = site.build();
    let edition = build.edition.unwrap_or_else(|| panic!("{:?}", build.diagnostics));
    files(&edition)
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
        .collect()
}

/// The comparisons that have a page.
fn compared(pages: &BTreeMap<String, String>) -> Vec<&str> {
    let names = pages.keys().filter_map(|path| path.strip_prefix("compare/"));
    names.filter_map(|path| path.strip_suffix("/index.html")).collect()
}

#[test]
fn pairs_that_an_article_covers_are_compared() {
    let pages = pages(&site(
        "",
        &[&["ketamine", "Spravato"], &["esketamine", "fluoxetine", "ketamine"], &["LSD"]],
    ));
    assert_eq!(
        compared(&pages),
        ["esketamine-fluoxetine", "esketamine-ketamine", "fluoxetine-ketamine"]
    );
    let page = &pages["compare/esketamine-ketamine/index.html"];
    for expected in [
        "Esketamine and ketamine compared",
        "2 articles about both",
        "NMDA receptor antagonist",
        // A source and its date.
        "RxNorm</a> 20",
        ">Article 0</a>",
        ">Article 1</a>",
        "10,000",
        "Studies of both",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(!page.contains(">Article 2</a>"));
    for (path, expected) in [
        ("drugs/ketamine/index.html", "href=\"/compare/esketamine-ketamine/\""),
        ("compare/index.html", "href=\"/compare/esketamine-ketamine/\""),
        ("sitemap.xml", "https://example.org/compare/esketamine-ketamine/</loc>"),
        ("llms.txt", "(https://example.org/compare/esketamine-ketamine/)"),
        ("map/index.html", "href=\"/compare/esketamine-ketamine/\""),
    ] {
        assert!(pages[path].contains(expected), "{path}: {}", pages[path]);
    }
}

/// A generic name begins with a capital in lists and at the beginning of a title only. Brands, codes and
/// names that no register has stay as they are written, and German nouns have their capital.
#[test]
fn names_within_sentences_are_written_as_in_texts() {
    let drugs = ["Esketamine", "ketamine", "MDMA", "L-655,708", "Zyxolide"];
    let written =
        site("", &[&["Esketamine", "Ketamine"], &["MDMA", "L-655,708"], &["Zyxolide", "Ketamine"]]);
    for drug in drugs {
        written.write(
            &format!("content/drugs/{}.md", drug.to_lowercase()),
            &format!("+++\ntitle = \"{drug}\"\n+++\n"),
        );
    }
    let english = pages(&written);
    for (path, expected) in [
        ("compare/esketamine-ketamine/index.html", "<h1>Esketamine and ketamine compared</h1>"),
        ("compare/ketamine-zyxolide/index.html", "<h1>Ketamine and Zyxolide compared</h1>"),
        ("compare/ketamine-zyxolide/index.html", ">Studies of ketamine</h3>"),
        ("compare/l-655-708-mdma/index.html", "<h1>L-655,708 and MDMA compared</h1>"),
        ("drugs/ketamine/index.html", "<h1>Ketamine</h1>"),
        ("drugs/ketamine/index.html", "aria-label=\"Facts about ketamine\""),
        ("drugs/zyxolide/index.html", "content=\"Articles about Zyxolide on Test, newest first.\""),
        ("llms.txt", "[Esketamine and ketamine compared]"),
    ] {
        assert!(english[path].contains(expected), "{path}, {expected}: {}", english[path]);
    }
    let german = pages(&site("language = \"de\"\n", &[&["esketamin", "ketamin"]]));
    let path = "compare/esketamine-ketamine/index.html";
    assert!(
        german[path].contains("<h1>Esketamin und Ketamin im Vergleich</h1>"),
        "{}",
        german[path]
    );
}

#[test]
fn overviews_and_pairs_beyond_the_bound_are_counted() {
    let overview: Vec<String> = (0..7).map(|number| format!("drug {number}")).collect();
    let overview: Vec<&str> = overview.iter().map(String::as_str).collect();
    let articles: [&[&str]; 4] = [&["one", "two"], &["one", "two"], &["one", "three"], &overview];
    let pages = pages(&site("[build]\ncomparisons = 1\n", &articles));
    assert_eq!(compared(&pages), ["one-two"]);
    let index = &pages["compare/index.html"];
    assert!(index.contains("1 more pair shares an article but has no page"), "{index}");
    assert!(index.contains("21 pairs appear only in articles that list more than 6"), "{index}");
}

#[test]
fn named_pairs_are_compared_without_an_article_and_beyond_the_bound() {
    let pages = pages(&site(
        "[build]\ncomparisons = 0\n[[comparisons]]\ndrugs = [\"two\", \"one\"]\n",
        &[&["one"], &["two"], &["two", "three"]],
    ));
    assert_eq!(compared(&pages), ["one-two"]);
    let page = &pages["compare/one-two/index.html"];
    assert!(page.contains("No article on this site lists both drugs"), "{page}");
    assert!(page.contains("Studies of one") && page.contains("Studies of two"), "{page}");
}

#[test]
fn nothing_is_compared_where_nothing_can_be() {
    let pages = pages(&site("", &[&["one"], &["two"]]));
    assert_eq!(compared(&pages), Vec::<&str>::new());
    assert!(pages.values().all(|page| !page.contains("/compare/")));
}

#[test]
fn slugs_that_join_to_one_name_get_two_pages() {
    let pages = pages(&site("", &[&["a-b", "c"], &["a", "b-c"]]));
    assert_eq!(compared(&pages), ["a-b--c", "a-b-c"]);
}

#[test]
fn a_page_that_an_editor_wrote_replaces_a_comparison() {
    let site = site("", &[&["one", "two"]]);
    site.write("content/compare/one-two.md", "+++\ntitle = \"Mine\"\n+++\nMy words.\n");
    let pages = pages(&site);
    assert!(pages["compare/one-two/index.html"].contains("My words"));
    assert!(pages["drugs/one/index.html"].contains("/compare/one-two/"));
}

#[test]
fn the_map_says_how_many_pairs_it_draws() {
    let names: Vec<Vec<String>> = (0..60)
        .map(|number| vec![format!("drug {number}"), format!("drug {}", number + 1)])
        .collect();
    let lists: Vec<Vec<&str>> =
        names.iter().map(|pair| pair.iter().map(String::as_str).collect()).collect();
    for (count, expected) in [
        (1, "1 pair of drugs shares articles: it is shown."),
        (5, "5 pairs of drugs share articles: all are shown."),
        (28, " of 28 pairs are drawn"),
    ] {
        let articles: Vec<&[&str]> = lists.iter().take(count).map(Vec::as_slice).collect();
        let pages = pages(&site("", &articles));
        let map = &pages["map/index.html"];
        assert!(map.contains(expected), "{count}: {map}");
        assert_eq!(map.matches("<svg class=").count(), 2, "a wide and a narrow drawing");
        let rows = map.split("class=\"pairs\"").nth(1).expect("the table");
        assert_eq!(rows.matches("<tr>").count(), count + 1);
    }
}

#[test]
fn comparisons_speak_the_language_of_the_site() {
    for (language, title) in [
        ("de", "Esketamin und Ketamin im Vergleich"),
        ("es", "Esketamina y ketamina: comparación"),
        ("fr", "Eskétamine et kétamine : comparaison"),
    ] {
        let pages = pages(&site(
            &format!("language = \"{language}\"\n"),
            &[&["ketamine", "esketamine"], &["ketamine"]],
        ));
        let (_, page) = pages
            .iter()
            .find(|(path, _)| path.starts_with("compare/") && *path != "compare/index.html")
            .expect("a comparison");
        assert!(page.contains(title), "{language}: {page}");
        assert!(!page.contains("Brand names") && !page.contains("about both"), "{page}");
    }
}
