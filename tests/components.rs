//! Components in texts, and hooks for links, images, headings and tables: what they show on pages, in
//! feeds, summaries and the search, that links stay checked, and that a rebuild follows their
//! templates.

use std::sync::Arc;

use offprint::{Build, Edition};

use crate::support::site::{TODAY, TestSite, files, texts};

const COMPONENTS: &str = "\
{% component Box(kind: string, title: string = \"Note\", @t) -%}
<aside class=\"box {{ kind }}\" aria-label=\"{{ title }}\"><p>{{ title }}</p>
{{ body }}</aside>
{%- endcomponent Box %}
{% component Dose(mg: number, unit=\"mg\") %}<span class=\"dose\">{{ mg }} {{ unit }}</span>{% endcomponent Dose %}
{% component Chart(src: string, alt: string) %}<img src=\"{{ src }}\" alt=\"{{ alt }}\"><a href=\"/about/\">About</a>{% endcomponent Chart %}
{% component Rows(rows: array) %}<ul>{% for row in rows %}<li>{{ row.name }}</li>{% endfor %}</ul>{% endcomponent Rows %}
{% component Editor(@data) %}<p>{{ data.staff.editor }}</p>{% endcomponent Editor %}
";

#[track_caller]
fn sound(build: &Build) -> &Arc<Edition> {
    build.edition.as_ref().unwrap_or_else(|| panic!("{:?}", texts(&build.diagnostics)))
}

#[track_caller]
fn page(edition: &Edition, path: &str) -> String {
    let found = files(edition).into_iter().find(|(known, _)| known == path);
    let (_, bytes) = found.unwrap_or_else(|| panic!("there is no {path}"));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A site with one article of this text.
fn site(text: &str) -> TestSite {
    let site = TestSite::new();
    site.write("templates/components.html", COMPONENTS);
    site.write("data/staff.toml", "editor = \"Ann\"\n");
    site.write("data/rows.csv", "name\nA <b>\nC\n");
    site.write("content/about.md", "+++\ntitle = \"About\"\n+++\nUs.\n");
    site.write(
        "content/articles/a.md",
        &format!("+++\ntitle = \"A\"\ndate = 2025-05-01\n+++\n{text}\n"),
    );
    std::fs::write(site.path("content/articles/a.png"), png()).expect("it can be written");
    // Only the text, so that expectations are short.
    site.write(
        "templates/article.html",
        "{{ page.content | safe }}|{{ page.description or \"\" }}",
    );
    site
}

fn png() -> Vec<u8> {
    let mut bytes = Vec::new();
    image::RgbImage::new(6, 3)
        .write_to(&mut std::io::Cursor::new(&mut bytes), image::ImageFormat::Png)
        .expect("it can be encoded");
    bytes
}

/// The HTML of a text, and its description.
#[track_caller]
fn check(text: &str, expect: &str) {
    let site = site(text);
    let build = site.build();
    assert_eq!(texts(&build.diagnostics), Vec::<String>::new(), "{text}");
    let shown = page(sound(&build), "articles/a/index.html");
    assert_eq!(shown.replace('\n', " ").trim(), expect, "{text}");
}

#[test]
fn components_are_shown() {
    check(
        "Take {{ <Dose mg={5} /> }} daily.",
        "<p>Take <span class=\"dose\">5 mg</span> daily.</p> |Take 5 mg daily.",
    );
    check(
        "{{ <Dose mg={0.5} unit=\"µg & <x>\" /> }} is **little**.",
        "<p><span class=\"dose\">0.5 µg &amp; &lt;x&gt;</span> is <strong>little</strong>.</p> |0.5 µg &amp; &lt;x&gt; is little.",
    );
    check(
        "- {{ <Dose mg={5} /> }}\n- b",
        "<ul> <li><span class=\"dose\">5 mg</span></li> <li>b</li> </ul> |",
    );
    check(
        "| a |\n|---|\n| {{ <Dose mg={5} unit=\"a|b\" /> }} |",
        "<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Table\"><table> <thead><tr><th scope=\"col\">a</th></tr></thead> <tbody> <tr><td><span class=\"dose\">5 a|b</span></td></tr> </tbody></table></div> |",
    );
    check("{{ <Rows rows={data.rows} /> }}", "<ul><li>A &lt;b&gt;</li><li>C</li></ul>|");
    check("{{ <Editor /> }}", "<p>Ann</p>|");
    check(
        "`{{ <Dose mg={5} /> }}` and \\{{ \\<Dose /> }}",
        "<p><code>{{ &lt;Dose mg={5} /&gt; }}</code> and {{ &lt;Dose /&gt; }}</p> |{{ &lt;Dose mg={5} /&gt; }} and {{ &lt;Dose /&gt; }}",
    );
}

#[test]
fn a_component_shows_the_text_between_its_tags() {
    check(
        "{% <Box kind=\"a\" title=\"T & U\"> %}\n\nSome *text*, [us](../about.md).\n\n## Dose\n\n{% </Box> %}\n\nAfter.",
        "<aside class=\"box a\" aria-label=\"T &amp; U\"><p>T &amp; U</p> <p>Some <em>text</em>, <a href=\"/about/\">us</a>.</p> <h2 id=\"dose\">Dose <a class=\"anchor\" href=\"#dose\" aria-label=\"Link to this section\">#</a></h2> </aside><p>After.</p> |Some text, us.",
    );
    check(
        "> {% <Box\n>   kind=\"a\"\n> > %}\n> *b*\n> {% </Box> %}",
        "<blockquote> <aside class=\"box a\" aria-label=\"Note\"><p>Note</p> <p><em>b</em></p> </aside></blockquote> |b",
    );
}

#[test]
fn addresses_in_components_are_those_of_the_site() {
    let site = site("{{ <Chart src=\"a.png\" alt=\"A chart\" /> }}");
    site.write("site.toml", "title = \"T\"\nbase_url = \"https://example.org/d/\"\n");
    let build = site.build();
    assert_eq!(texts(&build.diagnostics), Vec::<String>::new());
    let edition = sound(&build);
    let shown = page(edition, "articles/a/index.html");
    assert!(
        shown.contains("src=\"/d/articles/a.png\"") && shown.contains("href=\"/d/about/\""),
        "{shown}"
    );
    assert!(page(edition, "about/index.html").contains("Linked from"));
    let copy = page(edition, "articles/a/index.md");
    assert!(
        copy.contains("<img src=\"https://example.org/d/articles/a.png\"") && !copy.contains("{{"),
        "{copy}"
    );

    site.write(
        "content/articles/a.md",
        "+++\ntitle = \"A\"\n+++\n{% <Box kind=\"a\"> %}\n*b*\n{% </Box> %}\n",
    );
    let copy = page(sound(&site.build()), "articles/a/index.md");
    assert!(copy.contains("\n\n*b*\n\n</aside>"), "{copy}");

    let broken = self::site("{{ <Chart src=\"b.png\" alt=\"A\" /> }}");
    let build = broken.build();
    let fault = &build.diagnostics[0];
    assert_eq!(
        (fault.code.name(), fault.at.as_ref().map(offprint::Location::line_column)),
        ("broken-link", Some((5, 1)))
    );
}

#[test]
fn components_are_in_feeds_and_search() {
    let site = site(
        "{{ <Dose mg={5} unit=\"zyxmg\" /> }} daily.\n\n{% <Box kind=\"a\"> %}\nInside.\n{% </Box> %}",
    );
    let text = std::fs::read_to_string(site.path("content/articles/a.md")).expect("it is there");
    let build = site.build();
    let edition = sound(&build);
    for feed in ["feed.xml", "feed.json"] {
        let feed = page(edition, feed);
        assert!(
            feed.contains("5 zyxmg") && feed.contains("Inside.") && !feed.contains("{%"),
            "{feed}"
        );
    }
    let index = |site: &TestSite| -> Vec<_> {
        let build = site.build();
        let all = files(sound(&build)).into_iter();
        all.filter(|(path, _)| path.starts_with("search/index/")).collect()
    };
    let before = index(&site);
    site.write("content/articles/a.md", &text.replace("zyxmg", "zywmg"));
    assert!(before != index(&site), "the word is in the index");
}

#[test]
fn endless_components_are_stopped() {
    let site = site("{{ <Long /> }}");
    site.write(
        "templates/long.html",
        "{% component Long() %}{% for a in range(end=3000) %}{% for b in range(end=3000) %}{% endfor %}{% endfor %}{% endcomponent Long %}{% component Loop() %}{{ <Loop /> }}{% endcomponent Loop %}",
    );
    let told = texts(&site.build().diagnostics).join("");
    assert!(told.contains("endless-template"), "{told}");
    site.write("content/articles/a.md", "+++\ntitle = \"A\"\n+++\n{{ <Loop /> }}\n");
    let told = texts(&site.build().diagnostics).join("");
    assert!(told.contains("the component `Loop` fails"), "{told}");
}

const LINK: &str =
    "{# A link #}\n<a{{ attributes }} data-out=\"{{ is_external }}\">{{ text }}</a>\n";

/// The HTML of a text with hooks.
#[track_caller]
fn check_hook(hook: &str, template: &str, text: &str, expect: &str) {
    let site = site(text);
    site.write(&format!("templates/hooks/{hook}.html"), template);
    let build = site.build();
    assert_eq!(texts(&build.diagnostics), Vec::<String>::new(), "{text}");
    let shown = page(sound(&build), "articles/a/index.html");
    let shown = shown.split('|').next().unwrap_or_default().replace('\n', " ");
    assert_eq!(shown.trim(), expect, "{text}");
}

#[test]
fn hooks_write_links() {
    check_hook(
        "link",
        LINK,
        "[a *b*](../about.md \"T\")",
        "<p><a href=\"/about/\" title=\"T\" data-out=\"false\">a <em>b</em></a></p>",
    );
    check_hook(
        "link",
        LINK,
        "[a](https://example.com/?a=1&b=2)",
        "<p><a href=\"https://example.com/?a=1&amp;b=2\" rel=\"noopener\" data-out=\"true\">a</a></p>",
    );
    check_hook(
        "link",
        "<a href=\"{{ url }}\">{{ text }}{% if is_external %} ↗{% endif %}</a>",
        "[a](https://example.com/?a=1&b=2), [b](../about.md), [[About]]",
        "<p><a href=\"https://example.com/?a=1&amp;b=2\">a ↗</a>, <a href=\"/about/\">b</a>, <a href=\"/about/\">About</a></p>",
    );
    check_hook(
        "link",
        LINK,
        "<https://example.com/>",
        "<p><a class=\"bare-link\" href=\"https://example.com/\" rel=\"noopener\" data-out=\"true\">https://example.com/</a></p>",
    );
}

#[test]
fn hooks_write_images_headings_and_tables() {
    check_hook(
        "image",
        "{% if is_figure %}<figure class=\"f\"><img{{ attributes }}>{% if caption %}<figcaption>{{ caption }}</figcaption>{% endif %}</figure>{% else %}<img{{ attributes }}>{% endif %}",
        "![An *x*](a.png \"A **caption**\")",
        "<figure class=\"f\"><img decoding=\"async\" width=\"6\" height=\"3\" sizes=\"(min-width: 40rem) 36rem, 100vw\" srcset=\"/articles/a-6-5c11fabc618c.webp 6w\" src=\"/articles/a.png\" alt=\"An x\"><figcaption>A <strong>caption</strong></figcaption></figure>",
    );
    check_hook(
        "image",
        "<img src=\"{{ url }}\" alt=\"{{ alt }}\">{{ caption }}",
        "a ![a & b](a.png) b",
        "<p>a <img src=\"/articles/a.png\" alt=\"a &amp; b\"> b</p>",
    );
    check_hook(
        "heading",
        "<h{{ level }}{{ attributes }}><a href=\"#{{ id }}\">{{ text }}</a></h{{ level }}>",
        "## A *b*",
        "<h2 id=\"a-b\"><a href=\"#a-b\">A <em>b</em></a></h2>",
    );
    check_hook(
        "table",
        "<div class=\"t{{ columns }}\">{{ table }}</div>",
        "| a | b |\n|---|---|\n| [c](../about.md) | d |",
        "<div class=\"t2\"><table> <thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead> <tbody> <tr><td><a href=\"/about/\">c</a></td><td>d</td></tr> </tbody></table></div>",
    );
}

#[test]
fn links_of_hooks_are_checked_and_counted() {
    let site = site("[a](nowhere.md) and [b](../about.md#nothing)");
    site.write("templates/hooks/link.html", "<a href=\"{{ url }}\">{{ text }}</a>");
    let build = site.build();
    let places: Vec<_> = build
        .diagnostics
        .iter()
        .map(|fault| (fault.code.name(), fault.at.as_ref().map(offprint::Location::line_column)))
        .collect();
    assert_eq!(places, [("broken-link", Some((5, 1))), ("broken-link", Some((5, 21)))]);
    site.write(
        "content/articles/a.md",
        "+++\ntitle = \"A\"\ndate = 2025-05-01\n+++\n[b](../about.md)\n",
    );
    let build = site.build();
    assert!(page(sound(&build), "about/index.html").contains("Linked from"));
    assert!(page(sound(&build), "feed.xml").contains("https://example.org/about/"));
}

#[test]
fn a_rebuild_follows_components_and_hooks() {
    let site = site("{{ <Dose mg={5} /> }}, [us](../about.md).");
    site.write("content/articles/b.md", "+++\ntitle = \"B\"\n+++\n{{ <Editor /> }}\n");
    site.write("content/articles/c.md", "+++\ntitle = \"C\"\n+++\nText.\n");
    let mut project = site.project();
    let first = Arc::clone(sound(&project.build(TODAY)));
    site.write("data/staff.toml", "editor = \"Bea\"\n");
    let second = Arc::clone(sound(&project.build(TODAY)));
    assert!(page(&second, "articles/b/index.html").contains("Bea"));
    let routes = second.rendered_since(&first);
    assert!(!routes.iter().any(|route| route.as_str() == "/articles/c/"), "{routes:?}");
    // A file that only the arguments name, a name that is missing, and a theme that is broken.
    site.write(
        "content/articles/d.md",
        "+++\ntitle = \"D\"\n+++\n{{ <Rows rows={data.rows} /> }}{{ <New /> }}\n",
    );
    assert!(project.build(TODAY).edition.is_none());
    site.write("templates/base.html", "{% broken");
    assert!(project.build(TODAY).edition.is_none());
    site.remove("templates/base.html");
    assert!(project.build(TODAY).edition.is_none());
    site.write("templates/new.html", "{% component New() %}new{% endcomponent New %}");
    let shown = page(sound(&project.build(TODAY)), "articles/d/index.html");
    assert!(shown.contains("<li>C</li>") && shown.contains("new"), "{shown}");
    site.write("data/rows.csv", "name\nE\n");
    let shown = page(sound(&project.build(TODAY)), "articles/d/index.html");
    assert!(shown.contains("<li>E</li>"), "{shown}");
    site.write("templates/components.html", &COMPONENTS.replace("\"dose\"", "\"amount\""));
    let third = Arc::clone(sound(&project.build(TODAY)));
    assert!(page(&third, "articles/a/index.html").contains("class=\"amount\""));
    site.write("templates/hooks/link.html", "<b><a{{ attributes }}>{{ text }}</a></b>");
    let fourth = Arc::clone(sound(&project.build(TODAY)));
    assert!(page(&fourth, "articles/a/index.html").contains("<b><a href=\"/about/\">us</a></b>"));
    site.remove("templates/hooks/link.html");
    let fifth = Arc::clone(sound(&project.build(TODAY)));
    assert!(page(&fifth, "articles/a/index.html").contains(", <a href=\"/about/\">us</a>"));
    assert_eq!(files(&fifth), files(sound(&site.build())));
}

#[test]
fn components_between_amounts_are_shown() {
    for (text, expect) in [
        (
            "US$5 with {{ <Dose mg={1} /> }} or US$6.",
            "<p>US$5 with <span class=\"dose\">1 mg</span> or US$6.</p> |US$5 with 1 mg or US$6.",
        ),
        (
            "Both (US$) and {{ <Dose mg={4} /> }} (A$).",
            "<p>Both (US$) and <span class=\"dose\">4 mg</span> (A$).</p> |Both (US$) and 4 mg (A$).",
        ),
    ] {
        check(text, expect);
    }
}
