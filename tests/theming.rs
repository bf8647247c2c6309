//! What authors of themes build on: data files, lists of articles, and the fields of cards.

use std::sync::Arc;

use offprint::{Build, Edition, Project, Route};

use crate::support::site::{TODAY, TestSite, files, texts};

/// A page of an edition as text.
#[track_caller]
fn page(edition: &Edition, path: &str) -> String {
    let found = files(edition).into_iter().find(|(known, _)| known == path);
    let (_, bytes) = found.unwrap_or_else(|| panic!("there is no {path}"));
    String::from_utf8_lossy(&bytes).into_owned()
}

#[track_caller]
fn sound(build: &Build) -> &Arc<Edition> {
    build.edition.as_ref().unwrap_or_else(|| panic!("{:?}", texts(&build.diagnostics)))
}

/// Builds again, and returns the routes that were rendered.
#[track_caller]
fn rendered(project: &mut Project, before: &Edition) -> Vec<Route> {
    let build = project.build(TODAY);
    sound(&build).rendered_since(before)
}

fn article(name: &str, rest: &str) -> (String, String) {
    let text =
        format!("+++\ntitle = \"Article {name}\"\nsummary = \"In short.\"\n{rest}+++\nText.\n");
    (format!("content/articles/{name}.md"), text)
}

fn site(articles: &[(&str, &str)]) -> TestSite {
    let site = TestSite::new();
    for (name, rest) in articles {
        let (path, text) = article(name, rest);
        site.write(&path, &text);
    }
    site
}

#[test]
fn data_files_are_read_and_only_their_pages_are_rendered_again() {
    let site = site(&[("a", "date = 2025-05-01\ndrugs = [\"ketamine\"]\n")]);
    site.write("data/trials/late.csv", "name,n\n\"A, b\",007\n");
    site.write("data/staff.toml", "editor = \"Ann\"\nsince = 2020-01-02\n");
    site.write("data/list.JSON", "[1.5, null, {\"b\": true}]");
    let template = |name: &str, text: &str| {
        let text = format!(
            "{{% extends \"theme/{name}\" %}}{{% block main %}}{{{{ super() }}}}{text}{{% endblock main %}}"
        );
        site.write(&format!("templates/{name}"), &text);
    };
    template(
        "404.html",
        "{% for row in data.trials.late %}[{{ row.name }} {{ row.n }}]{% endfor %}",
    );
    template(
        "terms.html",
        "[{{ data.staff.editor }} {{ data.staff.since }} {{ data[\"list\"][0] }}]",
    );
    let mut project = site.project();
    let build = project.build(TODAY);
    assert_eq!(texts(&build.diagnostics), Vec::<String>::new());
    let first = sound(&build).clone();
    assert!(page(&first, "404.html").contains("[A, b 007]"));
    assert!(page(&first, "drugs/index.html").contains("[Ann 2020-01-02 1.5]"));

    site.write("data/trials/late.csv", "name,n\nC,1\n");
    // The other template computes the name, so it depends on all data files.
    let routes = rendered(&mut project, &first);
    let routes: Vec<_> = routes.iter().map(Route::as_str).collect();
    assert_eq!(routes, ["/404.html", "/drugs/", "/tags/"]);

    template("terms.html", "[{{ data.staff.editor }}]");
    let build = project.build(TODAY);
    let second = sound(&build).clone();
    site.write("data/staff.toml", "editor = \"Bea\"\n");
    let routes = rendered(&mut project, &second);
    let routes: Vec<_> = routes.iter().map(Route::as_str).collect();
    assert_eq!(routes, ["/drugs/", "/tags/"]);
}

#[test]
fn large_data_is_refused() {
    let site = site(&[("a", "")]);
    site.write("data/cells.csv", &format!("a,b,c\n{}", "1,2,3\n".repeat(170_000)));
    for name in ["one", "two", "three", "four", "five"] {
        site.write(&format!("data/{name}.json"), &format!("[\"{}\"]", "x".repeat(7_000_000)));
    }
    site.write("data/deep.json", &"[".repeat(100_000));
    let build = site.build();
    let told: Vec<_> = build.diagnostics.iter().map(|fault| fault.message.as_str()).collect();
    assert!(told.contains(&"this file has more than 500000 cells"), "{told:?}");
    assert!(told.contains(&"the files in `data/` have more than 32 MB together"), "{told:?}");
    assert!(told.contains(&"this is not valid JSON: recursion limit exceeded"), "{told:?}");
    assert!(build.edition.is_none());
}

/// The titles that a list shows, in order.
#[track_caller]
fn check_list(list: &str, expect: &[&str]) {
    let site = site(&[
        ("a", "date = 2025-05-01\ndrugs = [\"Spravato\"]\n[study]\ndesign = \"RCT\"\n"),
        (
            "b",
            "date = 2024-05-01\ndrugs = [\"ketamine\"]\ntags = [\"safety\"]\n[study]\ndesign = \"Case report\"\n",
        ),
        ("c", "date = 2023-05-01\ntags = [\"Safety\"]\n[study]\ndesign = \"Our own design\"\n"),
        ("d", "drugs = [\"ketamine\", \"esketamine\"]\n"),
        ("e", "date = 2022-05-01\ndraft = true\ndrugs = [\"ketamine\"]\n"),
    ]);
    site.write(
        "templates/lists/plain.html",
        "{% for card in paginator.pages %}{{ card.title }};{% endfor %}",
    );
    let text = format!("+++\ntitle = \"List\"\n[list]\ntemplate = \"plain\"\n{list}\n+++\nText.\n");
    site.write("content/list.md", &text);
    let build = site.build();
    let shown = page(sound(&build), "list/index.html");
    let expect: String = expect.iter().map(|name| format!("Article {name};")).collect();
    assert_eq!(shown, expect, "{list}");
}

#[test]
fn lists_show_what_matches_every_key() {
    check_list("", &["a", "b", "c", "d"]);
    check_list("drugs = [\"esketamine\"]", &["a", "d"]);
    check_list("drugs = [\"Spravato\", \"ketamine\"]", &["a", "b", "d"]);
    check_list("drugs = \"ketamine\"\ntags = [\"safety\"]", &["b"]);
    check_list("design = \"randomized controlled trial\"", &["a"]);
    check_list("design = [\"rct\", \"case-report\"]", &["a", "b"]);
    check_list("design = \"our own  Design\"", &["c"]);
    check_list("year = 2025", &["a"]);
    check_list("year = [2023, 2024]\norder = \"oldest\"", &["c", "b"]);
    check_list("order = \"title\"\nper_page = 2", &["a", "b"]);
}

#[test]
fn a_list_has_pages_and_links_lead_to_it() {
    let site = site(&[
        ("a", "date = 2025-05-01\n"),
        ("b", "date = 2025-05-02\n"),
        ("c", "date = 2025-05-03\n"),
    ]);
    site.write(
        "content/all.md",
        "+++\ntitle = \"All\"\n[list]\nper_page = 2\n+++\nWhat we *read*. [Us](about.md)\n",
    );
    site.write(
        "content/about.md",
        "+++\ntitle = \"About\"\n+++\nSee [all](all.md) and [more](/all/page/2/).\n",
    );
    let mut project = site.project();
    let build = project.build(TODAY);
    assert_eq!(texts(&build.diagnostics), Vec::<String>::new());
    let edition = sound(&build).clone();
    let (one, two) = (page(&edition, "all/index.html"), page(&edition, "all/page/2/index.html"));
    assert!(
        one.contains("What we <em>read</em>")
            && one.contains("Article c")
            && one.contains("Linked from")
    );
    assert!(one.contains("href=\"/all/page/2/\" rel=\"next\""));
    assert!(
        !two.contains("What we <em>") && two.contains("Article a") && !two.contains("Article b")
    );
    assert!(page(&edition, "sitemap.xml").contains("https://example.org/all/<"));

    // A title decides the order of a list by title.
    site.write(
        "content/all.md",
        "+++\ntitle = \"All\"\n[list]\norder = \"title\"\nper_page = 1\n+++\n",
    );
    let build = project.build(TODAY);
    assert!(page(sound(&build), "all/index.html").contains("Article a"));
    let (path, text) = article("a", "date = 2025-05-01\n");
    site.write(&path, &text.replace("Article a", "Zebra"));
    let build = project.build(TODAY);
    assert!(page(sound(&build), "all/index.html").contains("Article b"));
    assert!(page(sound(&build), "all/page/3/index.html").contains("Zebra"));
}

#[test]
fn cards_have_image_findings_evidence_and_extra() {
    let site = site(&[
        (
            "a",
            "date = 2025-05-01\nimage = \"a.png\"\nimage_alt = \"A chart\"\nkey_findings = [\"It <works>.\"]\n[study]\ndesign = \"RCT\"\nn = 233\n[extra]\nrating = 4\n",
        ),
        ("b", "image = \"https://example.com/b.png\"\n"),
    ]);
    site.write("site.toml", "title = \"T\"\nbase_url = \"https://example.org/d/\"\n");
    image::RgbImage::new(60, 30)
        .save(site.path("content/articles/a.png"))
        .expect("it can be written");
    site.write("templates/404.html", "{% for card in recent_articles %}[{% if card.image %}{{ card.image.url }} {{ card.image.permalink }} {{ card.image.alt }} {{ card.image.width }}{% endif %} {{ card.key_findings | join }} {{ card.evidence.parts | join(sep=\", \") }} {{ card.extra.rating is defined }}]\n{% endfor %}");
    let mut project = site.project();
    let build = project.build(TODAY);
    let shown = page(sound(&build), "404.html");
    let (one, two) = shown.split_once('\n').expect("there are two");
    assert_eq!(
        one,
        "[/d/articles/a.png https://example.org/d/articles/a.png A chart 60 It &lt;works&gt;. Randomised controlled trial, 233 participants true]"
    );
    assert!(
        two.starts_with("[https://example.com/b.png https://example.com/b.png Article b"),
        "{two}"
    );

    // The size of an image is a part of the card, although the article is the same.
    image::RgbImage::new(90, 30)
        .save(site.path("content/articles/a.png"))
        .expect("it can be written");
    let build = project.build(TODAY);
    assert!(page(sound(&build), "404.html").contains("A chart 90"));
}

/// A template that the program renders but does not list would be reported as unused.
#[test]
fn every_template_of_a_page_is_listed() {
    let source = |path: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        std::fs::read_to_string(path).expect("it is there")
    };
    let (rendered, listed) =
        (source("src/edition/render_output.rs"), source("src/theme/loaded_theme.rs"));
    let names: Vec<&str> =
        rendered.split('"').filter(|text| text.ends_with(".html") && !text.contains(' ')).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        assert!(listed.contains(&format!("    \"{name}\",\n")), "{name} is not in TEMPLATES");
    }
}

#[test]
fn templates_report_broken_links_and_what_readers_will_not_see() {
    let site = site(&[("a", "")]);
    let block = |name: &str, html: &str| {
        let text = format!(
            "{{% extends \"theme/article.html\" %}}\n{{# <a href=\"/no/\"> #}}\n{{% block article_footer \
             %}}{html}{{% endblock article_footer %}}\n"
        );
        site.write(&format!("templates/{name}"), &text);
    };
    let found = || -> Vec<String> {
        let build = site.build();
        sound(&build);
        let told = |fault: &offprint::Diagnostic| {
            let place = fault.at.as_ref().map_or(0, |at| at.line_column().0);
            format!("{}:{place}: {}", fault.code.name(), fault.message)
        };
        build.diagnostics.iter().map(told).collect()
    };
    block(
        "article.html",
        "<a href=\"/tags/\">x</a><a href=\"{{ site.base_path }}/articles/a/\">x</a><a href=\"{{site.base_path}}/tags/\">x</a><a href=\"/{{ site.title }}\">x</a>\n\
         <script type=\"application/ld+json\">{}</script><a href=\"https://other.test.org/\">x</a>",
    );
    let none = found();
    assert!(none.iter().all(|fault| !fault.contains("article")), "{none:?}");
    block(
        "article.html",
        "\n<a href=\"{{site.base_path}}/nowhere/\">x</a>\n<p onclick=\"x()\" style=\"color:red\">x</p>\n<img \
         src=\"https://other.test.org/a.png\" alt=\"\">\n<script>x()</script>",
    );
    let found = found();
    assert_eq!(found.len(), 5, "{found:?}");
    assert!(found[0].starts_with("broken-link:4: there is nothing at `/nowhere/`"), "{found:?}");
}
