//! Complete sites and their output: `sites/NAME/` contains a site, `sites/NAME/expected/` every
//! file of its output.
//!
//! `UPDATE=1 cargo test --test integration golden` rewrites `expected/`; then the diff is reviewed.
//! Each site has its own templates, which show only what the site tests, so that the appearance of
//! the built-in theme can change without changes here. The built-in theme's own files are copied
//! into every site and are not kept in `expected/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use offprint::{Build, Code, Overrides, Project, Route, StorageMode, builtin_theme, report};

use crate::support;
use crate::support::markup::{Element, Language, elements};
use crate::support::outline::outline;
use crate::support::{TODAY, first_difference, is_update, write};

/// The files of an output, by path.
type Files = BTreeMap<String, Vec<u8>>;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Builds a site that must have no diagnostics, except for scripts, which feeds must not contain, and for
/// headings that leave out a level: one site has some.
#[track_caller]
fn built(root: &Path) -> Files {
    let day: jiff::civil::Date = TODAY.parse().expect("it is a day");
    let Build { edition, diagnostics, .. } =
        Project::new(root, Overrides::default(), StorageMode::Memory).build(day);
    let told: Vec<_> = diagnostics
        .iter()
        .filter(|fault| !matches!(fault.code, Code::BlockedInline | Code::MisreadText))
        .map(|diagnostic| report::render_for_terminal(diagnostic, report::TextStyle::Plain))
        .collect();
    assert!(told.is_empty(), "{}:\n{}", root.display(), told.join("\n"));
    let edition = edition.expect("a site without errors is built");
    edition
        .pages()
        .into_iter()
        .map(|(route, page)| (route.file(), page.content.read().expect("the page is in memory")))
        .collect()
}

/// Whether a file is an unchanged file of the built-in theme, under its own name or one with a
/// digest.
fn is_builtin(bytes: &[u8]) -> bool {
    builtin_theme().into_iter().any(|(file, own)| file.starts_with("static/") && own == bytes)
}

/// `_headers` and pages without the digests of the built-in theme's files, which change with its
/// appearance.
fn without_digests(path: &str, bytes: Vec<u8>) -> Vec<u8> {
    if path != "_headers" && !path.ends_with(".html") {
        return bytes;
    }
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    for (file, own) in builtin_theme() {
        if file.starts_with("static/") {
            text = text.replace(&offprint_base::Digest::of(own).to_string()[..10], "DIGEST");
        }
    }
    text.into_bytes()
}

/// Whether a file is a generated image, whose name is derived from what it is made from. The pages
/// contain the name.
fn is_made_picture(path: &str) -> bool {
    path.ends_with(".webp")
        || path
            .rsplit('/')
            .next()
            .is_some_and(|name| name.starts_with("share-") && name.ends_with(".png"))
}

/// The differences between a site's output and its `expected/`; empty if there are none.
fn check(site: &Path) -> String {
    let mut found = built(site);
    found.retain(|path, bytes| !is_builtin(bytes) && !is_made_picture(path));
    let found: Files = found
        .into_iter()
        .map(|(path, bytes)| (path.clone(), without_digests(&path, bytes)))
        .collect();
    let folder = site.join("expected");
    if is_update() {
        let _ = fs::remove_dir_all(&folder);
        for (path, bytes) in &found {
            write(&folder.join(path), bytes);
        }
    }
    let expected = support::files_below(&folder);
    let name = site.file_name().unwrap_or_default().to_string_lossy();
    let mut told = String::new();
    for path in expected.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
        let _ = match (expected.get(path), found.get(path)) {
            (Some(old), Some(new)) if old == new => Ok(()),
            (Some(old), Some(new)) => {
                writeln!(told, "{name}: {path} differs at {}", first_difference(old, new))
            }
            (Some(_), None) => writeln!(told, "{name}: {path} is missing"),
            _ => writeln!(told, "{name}: {path} is new"),
        };
    }
    told
}

fn sites() -> Vec<PathBuf> {
    let mut sites: Vec<_> = fs::read_dir(here("tests/sites"))
        .expect("the folder is there")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    sites.sort();
    sites
}

#[test]
fn sites_build_to_what_is_expected() {
    let told: String = sites().iter().map(|site| check(site)).collect();
    assert!(
        told.is_empty(),
        "\n{told}\nreview, then: UPDATE=1 cargo test --test integration golden\n"
    );
}

#[test]
fn output_is_sound() {
    for site in sites() {
        check_sound(&built(&site), &base_path(&site));
    }
}

/// The pages of the bundled digest that are kept as text: one of each kind.
const DIGEST_PAGES: [&str; 9] = [
    "index.html",
    "articles/onfasprodil-phase-2/index.html",
    "drugs/index.html",
    "drugs/hydroxynorketamine/index.html",
    "classes/nmda-receptor-antagonists/index.html",
    "tags/index.html",
    "tags/phase-2/index.html",
    "archive/2025/index.html",
    "search/index.html",
];

/// The bundled digest: its output files, and what a reader sees on one page of each kind. The
/// appearance of pages is tested by the browser tests.
#[test]
fn the_bundled_digest_is_what_it_was() {
    let files = built(&here(""));
    let mut expected = BTreeMap::new();
    // Asset names contain a digest of their bytes, which change with the appearance.
    let names: BTreeSet<String> = files.keys().map(|path| without_hash(path)).collect();
    let names: Vec<String> = names.into_iter().collect();
    expected.insert("files.txt".to_owned(), names.join("\n") + "\n");
    for page in DIGEST_PAGES {
        let html = String::from_utf8_lossy(&files[page]);
        let name = page.trim_end_matches("index.html").trim_end_matches('/').replace('/', "-");
        let name = if name.is_empty() { "home" } else { &name };
        expected.insert(format!("{name}.txt"), outline(&html));
    }
    let mut changed = Vec::new();
    for (name, text) in &expected {
        let file = here("tests/digest").join(name);
        if is_update() {
            write(&file, text.as_bytes());
        }
        let before = fs::read(&file).unwrap_or_default();
        if before != text.as_bytes() {
            changed.push(format!("{name}: {}", first_difference(&before, text.as_bytes())));
        }
    }
    assert!(
        changed.is_empty(),
        "review, then: UPDATE=1 cargo test --test integration golden\n{}",
        changed.join("\n")
    );
}

/// `search.5e43fee16f.css` → `search.HASH.css`; other paths are unchanged.
fn without_hash(path: &str) -> String {
    let is_hash = |part: &str| part.len() >= 10 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let parts = path.split_inclusive(['.', '-', '/']);
    parts
        .map(|part| {
            let bare = part.trim_end_matches(['.', '-', '/']);
            if is_hash(bare) { part.replace(bare, "HASH") } else { part.to_owned() }
        })
        .collect()
}

#[test]
fn the_bundled_digest_is_sound() {
    let root = here("");
    let files = built(&root);
    check_sound(&files, "");
    assert!(files.contains_key("articles/onfasprodil-phase-2/index.html"));
}

/// The path in a site's `base_url`, without a closing slash.
fn base_path(site: &Path) -> String {
    let text = fs::read_to_string(site.join("site.toml")).expect("a site has a site.toml");
    let table: toml::Table = text.parse().expect("it is TOML");
    let url = table["base_url"].as_str().expect("it is text").trim_end_matches('/');
    url.split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'))
        .map_or(String::new(), |(_, path)| format!("/{path}"))
}

/// Checks what is true for any output: pages and feeds are well-formed, ids are unique, and links
/// within the site point to an existing file, and to an existing id in it.
#[track_caller]
fn check_sound(files: &Files, base: &str) {
    let mut ids: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut links: Vec<(String, String)> = Vec::new();
    for (path, bytes) in files {
        let text = String::from_utf8_lossy(bytes);
        let language = match path.rsplit_once('.').map(|(_, ending)| ending) {
            Some("xml" | "svg") => Language::Xml,
            Some("html") => Language::Html,
            Some("json") if path.ends_with("feed.json") => {
                check_json_feed(path, &text);
                continue;
            }
            _ => continue,
        };
        assert!(!text.contains('\r'), "{path} has only LF");
        let elements = elements(&text, language).unwrap_or_else(|fault| panic!("{path}: {fault}"));
        if path.ends_with("feed.xml") {
            check_atom(path, &elements, &text);
        }
        if language == Language::Html {
            let own = ids.entry(path.clone()).or_default();
            for element in &elements {
                if let Some(id) = element.attribute("id") {
                    assert!(own.insert(id.to_owned()), "{path}: the id `{id}` twice");
                }
                let is_resource =
                    element.name != "link" || element.attribute("rel") != Some("canonical");
                links.extend(
                    ["href", "src"]
                        .into_iter()
                        .filter(|_| is_resource)
                        .filter_map(|name| element.attribute(name))
                        .map(|link| (path.clone(), link.to_owned())),
                );
            }
        }
    }
    for (from, link) in &links {
        if link.contains(':') || link.starts_with("//") {
            continue;
        }
        let (path, place) =
            link.split_once('#').map_or((link.as_str(), None), |(path, place)| (path, Some(place)));
        let path = path.split('?').next().unwrap_or(path);
        let file = if path.is_empty() {
            from.clone()
        } else {
            let below = path.strip_prefix(base).and_then(|path| path.strip_prefix('/'));
            let below = below.unwrap_or_else(|| panic!("{from}: `{link}` is not below `{base}/`"));
            let decoded = percent_decoded(below);
            if decoded.is_empty() || decoded.ends_with('/') {
                format!("{decoded}index.html")
            } else {
                decoded
            }
        };
        assert!(files.contains_key(&file), "{from}: `{link}` leads to no file");
        // `#` and `#top` mean the top of any page.
        if let (Some(place), Some(ids)) =
            (place.filter(|place| !["", "top"].contains(place)), ids.get(&file))
        {
            assert!(ids.contains(&percent_decoded(place)), "{from}: `{link}` leads to no id");
        }
    }
}

fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().expect("links are UTF-8").into_owned()
}

/// Checks what RFC 4287 requires of a feed (section 4.1).
#[track_caller]
fn check_atom(path: &str, elements: &[Element], text: &str) {
    let count = |name: &str| elements.iter().filter(|element| element.name == name).count();
    let entries = count("entry");
    assert_eq!(elements[0].name, "feed", "{path}");
    assert_eq!(elements[0].attribute("xmlns"), Some("http://www.w3.org/2005/Atom"), "{path}");
    for name in ["id", "title", "updated"] {
        assert_eq!(count(name), entries + 1, "{path}: `{name}` once in the feed and in each entry");
    }
    assert_eq!(count("published"), entries, "{path}");
    let head = text.split("<entry>").next().unwrap_or_default();
    assert!(head.contains("<author>"), "{path}: entries without an author have the feed's");
    let mut ids: Vec<_> = text
        .match_indices("<id>")
        .map(|(at, _)| text[at..].split("</id>").next())
        .skip(1)
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{path}: each entry has an id of its own");
    let mut rest = text;
    while let Some((_, content)) = rest.split_once("<content type=\"html\">") {
        let (content, after) = content.split_once("</content>").expect("it is well-formed");
        let html = support::markup::resolved(content).expect("it is escaped");
        check_feed_content(path, &html);
        rest = after;
    }
}

/// Checks what JSON Feed 1.1 requires of a feed.
#[track_caller]
fn check_json_feed(path: &str, text: &str) {
    let feed: serde_json::Value =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1", "{path}");
    assert!(
        feed["title"].is_string()
            && feed["feed_url"].is_string()
            && feed["home_page_url"].is_string(),
        "{path}"
    );
    for item in feed["items"].as_array().unwrap_or_else(|| panic!("{path}: `items` is a list")) {
        for key in ["id", "url", "title", "content_html", "date_published"] {
            assert!(item[key].is_string(), "{path}: `{key}` in {item}");
        }
        check_feed_content(path, item["content_html"].as_str().unwrap_or_default());
    }
}

/// Feed readers cannot resolve paths of this site, and must not receive scripts.
#[track_caller]
fn check_feed_content(path: &str, html: &str) {
    for element in elements(html, Language::Html).unwrap_or_else(|fault| panic!("{path}: {fault}"))
    {
        assert!(
            !["script", "style", "iframe", "form"].contains(&element.name.as_str()),
            "{path}: {element:?}"
        );
        assert!(
            !element.attributes.iter().any(|(name, _)| name.starts_with("on")),
            "{path}: {element:?}"
        );
        for name in ["href", "src"] {
            let whole = element
                .attribute(name)
                .is_none_or(|link| link.contains(':') || link.starts_with("//"));
            assert!(whole, "{path}: not a whole address: {element:?}");
        }
    }
}

#[test]
fn the_json_feed_holds_what_the_atom_feed_holds() {
    let files = built(&here(""));
    let json: serde_json::Value = serde_json::from_slice(&files["feed.json"]).expect("it is JSON");
    let atom = String::from_utf8_lossy(&files["feed.xml"]);
    for item in json["items"].as_array().expect("it is a list") {
        assert!(atom.contains(&format!("<id>{}</id>", item["id"].as_str().expect("it is text"))));
    }
    assert_eq!(json["items"].as_array().map(Vec::len), Some(atom.matches("<entry>").count()));
}

/// A file of a few lines changes a block of the built-in theme; the rest of the page is unchanged.
#[test]
fn one_block_of_the_builtin_theme_is_changed() {
    let site = support::Folder::site(&[(
        "content/articles/2026-01-01-a.md",
        "+++\ntitle = \"A\"\n+++\nText.\n",
    )]);
    let before = built(site.path());
    let template = "{% extends \"theme/article.html\" %}{% block article_footer %}{{ super() }}<p>Printed</p>{% endblock article_footer %}";
    site.write("templates/article.html", template);
    let after = built(site.path());
    let page =
        |files: &Files| String::from_utf8_lossy(&files["articles/a/index.html"]).into_owned();
    assert!(page(&after).contains("<p>Printed</p>"));
    assert_eq!(page(&after).replace("<p>Printed</p>", ""), page(&before));
    let differing: Vec<_> = before
        .iter()
        .filter(|(path, bytes)| after.get(*path) != Some(bytes))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(differing, ["articles/a/index.html"]);
}

/// Ids that the program generates on a page differ from the ids of headings.
#[test]
fn ids_of_headings_and_of_citations_are_apart() {
    let text = "+++\ntitle = \"A\"\n[[citations]]\nid = \"a\"\ntitle = \"A\"\n+++\n\n## Ref 1\n\nText [@a].[^n]\n\n## Cite 1\n\n## Fn 1\n\n[^n]: Note.\n";
    check_sound(
        &built(support::Folder::site(&[("content/articles/2026-01-01-a.md", text)]).path()),
        "",
    );
}

#[test]
fn each_letter_of_an_index_stands_once() {
    let drug =
        |title: &str, slug: &str| format!("+++\ntitle = \"{title}\"\nslug = \"{slug}\"\n+++\n");
    let files = [
        ("content/drugs/a.md", drug("Esketamine", "s-ketamine")),
        ("content/drugs/b.md", drug("Ketamine", "ketamine")),
        ("content/drugs/c.md", drug("Salbutamol", "salbutamol")),
        ("content/drugs/d.md", drug("Östradiol", "ostradiol")),
        ("content/drugs/e.md", drug("Zuranolone", "zuranolone")),
    ];
    let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    check_sound(&built(support::Folder::site(&files).path()), "");
}

/// Two routes never share a file, and a route's file stays below the output folder.
#[test]
fn routes_and_files_agree() {
    for (path, _) in built(&here("")) {
        let route = format!("/{}", path.strip_suffix("index.html").unwrap_or(&path));
        assert_eq!(Route::parse(&route).map(|route| route.file()), Ok(path));
    }
}

#[test]
fn what_is_not_well_formed_is_found() {
    for good in [
        "<a>b</a>",
        "<a b=\"c&amp;d\"/>",
        "<?xml version=\"1.0\"?>\n<a><b/></a>",
        "<a><!-- <b> --></a>",
    ] {
        assert!(elements(good, Language::Xml).is_ok(), "{good}");
    }
    for bad in [
        "<a>",
        "</a>",
        "<a><b></a></b>",
        "<a b=c/>",
        "<a b=\"1\" b=\"2\"/>",
        "a & b",
        "<a>&nosuchthing;</a>",
        "<br>",
    ] {
        assert!(elements(bad, Language::Xml).is_err(), "{bad}");
    }
    assert!(elements("<p>a<br>b</p><script>if (a < b && c) {}</script>", Language::Html).is_ok());
}
