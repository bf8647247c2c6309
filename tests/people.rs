//! Authors, series and issues: their pages and feeds, and what articles say about them.

use offprint::Severity;

use crate::support::site::{TestSite, files};

const SETTINGS: &str = "title = \"Interval\"\nbase_url = \"https://example.org/\"\n";

/// A site with these files.
fn site(list: &[(&str, &str)]) -> TestSite {
    let site = TestSite::new();
    site.write("site.toml", SETTINGS);
    for (path, text) in list {
        site.write(path, text);
    }
    site
}

/// The text of a built file; empty if there is none.
fn built(site: &TestSite, path: &str) -> String {
    let build = site.build();
    let errors: Vec<_> =
        build.diagnostics.iter().filter(|fault| fault.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let edition = build.edition.expect("the site is built");
    let found = files(&edition).into_iter().find(|(found, _)| found == path);
    found.map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

#[track_caller]
fn check(site: &TestSite, path: &str, contains: &[&str], lacks: &[&str]) {
    let text = built(site, path);
    assert!(!text.is_empty(), "{path} is not built");
    for expect in contains {
        assert!(text.contains(expect), "{path} has no {expect}\n{text}");
    }
    for unwanted in lacks {
        assert!(!text.contains(unwanted), "{path} has {unwanted}\n{text}");
    }
}

fn article(title: &str, day: u8, rest: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndate = 2025-05-{day:02}\n{rest}+++\nText.\n")
}

const ANNA: &str = "+++\nname = \"Anna Weber\"\naliases = [\"Weber A\"]\norcid = \"https://orcid.org/0000-0002-1825-0097\"\nrole = \"Editor-in-chief\"\naffiliation = [\"Example University\"]\nconflicts = \"None declared.\"\n+++\nShe writes.\n";

#[test]
fn an_author_with_a_file_has_a_page_and_bylines_link_to_it() {
    let site = site(&[
        ("content/authors/anna.md", ANNA),
        ("content/articles/one.md", &article("One", 1, "authors = [\"Weber A\", \"Ben Ode\"]\n")),
        ("content/articles/two.md", &article("Two", 2, "editors = [\"anna  weber\"]\n")),
    ]);
    check(
        &site,
        "authors/anna/index.html",
        &[
            "<h1>Anna Weber</h1>",
            "Editor-in-chief",
            "https://orcid.org/0000-0002-1825-0097",
            "Example University",
            "None declared.",
            "<p>She writes.</p>",
            "\"@type\":\"ProfilePage\"",
            ">One</a>",
            ">Two</a>",
            "<span class=\"role\">Editor</span>",
        ],
        &[],
    );
    check(
        &site,
        "articles/one/index.html",
        &[
            "rel=\"author\" href=\"/authors/anna/\">Anna Weber</a>, <span class=\"p-author h-card\">Ben Ode</span>",
            "\"@id\":\"https://example.org/authors/anna/#person\"",
            "{\"@type\":\"Person\",\"name\":\"Ben Ode\"}",
            "Weber A, Ode B. One. Interval.",
            "author = {Weber, Anna and Ode, Ben}",
        ],
        &["/authors/ben"],
    );
    check(
        &site,
        "articles/two/index.html",
        &[
            "Edited by <a class=\"h-card\" rel=\"author\" href=\"/authors/anna/\">Anna Weber</a>",
            "\"editor\":[{",
        ],
        &[],
    );
    check(&site, "authors/index.html", &["Anna Weber", "2 articles"], &["Ben Ode"]);
    check(
        &site,
        "authors/anna/feed.xml",
        &[
            "<author><name>Anna Weber</name><uri>https://example.org/authors/anna/</uri></author>",
            "<contributor><name>Anna Weber</name>",
            "<title>One</title>",
        ],
        &[],
    );
    check(
        &site,
        "sitemap.xml",
        &["https://example.org/authors/anna/", "https://example.org/authors/"],
        &[],
    );
    check(&site, "llms.txt", &["[Anna Weber](https://example.org/authors/anna/)"], &[]);
}

#[test]
fn a_site_without_files_of_authors_has_no_pages_about_them() {
    let site = site(&[
        ("content/articles/one.md", &article("One", 1, "authors = [\"Anna Weber\"]\n")),
        ("content/authors.md", "+++\ntitle = \"Who we are\"\n+++\nText.\n"),
    ]);
    check(&site, "authors/index.html", &["Who we are"], &[]);
    check(
        &site,
        "articles/one/index.html",
        &["<span class=\"p-author h-card\">Anna Weber</span>"],
        &["/authors/anna"],
    );
    // With the first author, the list needs the URL.
    site.write("content/authors/anna.md", ANNA);
    assert!(site.build().edition.is_none());
}

#[test]
fn the_licence_of_an_article_overrides_that_of_the_site() {
    let site = site(&[
        ("content/articles/one.md", &article("One", 1, "")),
        ("content/articles/two.md", &article("Two", 2, "license = \"cc0\"\n")),
        (
            "content/articles/three.md",
            &article(
                "Three",
                3,
                "license = \"House rules\"\nlicense_url = \"https://example.org/rules\"\n",
            ),
        ),
    ]);
    check(&site, "articles/one/index.html", &[], &["Licence:", "rel=\"license\""]);
    site.write("site.toml", &format!("{SETTINGS}license = \"CC-BY-4.0\"\n"));
    let by = "https://creativecommons.org/licenses/by/4.0/";
    check(
        &site,
        "articles/one/index.html",
        &[
            &format!("<link rel=\"license\" href=\"{by}\">"),
            "Licence: CC BY 4.0",
            &format!("\"license\":\"{by}\""),
        ],
        &[],
    );
    check(
        &site,
        "articles/two/index.html",
        &["Licence: CC0 1.0", "publicdomain/zero/1.0/"],
        &["CC BY"],
    );
    check(
        &site,
        "articles/three/index.html",
        &["href=\"https://example.org/rules\">Licence: House rules"],
        &[],
    );
    check(
        &site,
        "feed.xml",
        &[
            "<rights>CC BY 4.0</rights>",
            "<rights>CC0 1.0</rights>",
            "<link rel=\"license\" href=\"https://example.org/rules\"/>",
        ],
        &[],
    );
    check(&site, "feed.json", &["\"_license\":{\"name\":\"CC0 1.0\""], &[]);
}

#[test]
fn series_and_issues_are_in_the_order_of_their_files() {
    let site = site(&[
        ("content/articles/2025-05-01-one.md", &article("One", 1, "")),
        ("content/articles/two.md", &article("Two", 2, "")),
        ("content/articles/three.md", &article("Three", 3, "")),
        ("content/articles/later.md", &article("Later", 4, "draft = true\n")),
        (
            "content/series/basics.md",
            "+++\ntitle = \"Basics\"\narticles = [\"/articles/three/\", \"one\", \"Two\", \"later\"]\n+++\nWhy.\n",
        ),
        (
            "content/issues/spring.md",
            "+++\ntitle = \"Spring\"\nnumber = 9\ndate = 2025-05-05\narticles = [\"content/articles/two.md\"]\n+++\nEditorial.\n",
        ),
        (
            "content/issues/summer.md",
            "+++\ntitle = \"Summer\"\nnumber = 10\narticles = [\"one\"]\n+++\n",
        ),
    ]);
    let series = built(&site, "series/basics/index.html");
    let places: Vec<_> = ["Part 1 of 3", "Part 2 of 3", "Part 3 of 3"]
        .iter()
        .map(|part| series.find(part))
        .collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{series}");
    let titles: Vec<_> =
        [">Three</a>", ">One</a>", ">Two</a>"].iter().map(|title| series.find(title)).collect();
    assert!(titles.iter().all(Option::is_some) && titles.is_sorted(), "{series}");
    assert!(series.contains("<p>Why.</p>") && !series.contains("Later"), "{series}");
    check(
        &site,
        "articles/one/index.html",
        &[
            "Part 2 of 3: <a href=\"/series/basics/\">Basics</a>",
            "<a href=\"/articles/three/\" rel=\"prev\"><span>Previous</span>Three</a><a class=\"newer\" href=\"/articles/two/\" rel=\"next\"><span>Next</span>Two</a>",
            "<a href=\"/issues/summer/\">Summer</a>",
        ],
        &[],
    );
    check(
        &site,
        "issues/spring/index.html",
        &[
            "Issue 9",
            "5 May 2025",
            "<p>Editorial.</p>",
            "\"issueNumber\":9",
            "href=\"/issues/summer/\" rel=\"next\"",
        ],
        &["rel=\"prev\""],
    );
    let issues = built(&site, "issues/index.html");
    assert!(issues.find("Summer") < issues.find("Spring"), "the newest issue is first: {issues}");
    // Feeds begin with the newest article.
    let feed = built(&site, "series/basics/feed.xml");
    assert!(feed.find("<title>Three</title>") < feed.find("<title>Two</title>"), "{feed}");
    assert!(feed.find("<title>Two</title>") < feed.find("<title>One</title>"), "{feed}");
}

#[test]
fn a_site_may_declare_series_as_a_group_of_terms() {
    let site = site(&[
        ("content/articles/one.md", &article("One", 1, "series = [\"Basics\"]\n")),
        ("content/series/basics.md", "+++\ntitle = \"Basics\"\n+++\nWhy.\n"),
    ]);
    site.write("site.toml", &format!("{SETTINGS}[[taxonomies]]\nkey = \"series\"\n"));
    check(&site, "series/basics/index.html", &[">One</a>"], &["Part 1"]);
    check(&site, "articles/one/index.html", &["href=\"/series/basics/\""], &[]);
}

#[test]
fn suffixes_have_their_place_in_citation_files() {
    let site = site(&[(
        "content/articles/one.md",
        &article(
            "One",
            1,
            "[[citations]]\nid = \"z\"\ntitle = \"Work\"\nauthors = [\"Zarate CA Jr\", \"Ludwig van der Berg III\"]\n",
        ),
    )]);
    check(
        &site,
        "articles/one/citations.bib",
        &["author = {Zarate, Jr, CA and van der Berg, III, Ludwig}"],
        &[],
    );
    check(
        &site,
        "articles/one/citations.ris",
        &["AU  - Zarate, CA, Jr\nAU  - van der Berg, Ludwig, III\n"],
        &[],
    );
}
