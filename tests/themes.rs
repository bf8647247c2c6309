//! Themes: the examples of `docs/themes.md`, the second theme, chosen colours, and images for
//! previews of links.

use std::collections::BTreeMap;
use std::path::Path;

use offprint::Edition;

use crate::support::markup::{Language, elements};
use crate::support::run_in;
use crate::support::site::{TestSite, files};

const SETTINGS: &str = "title = \"A digest\"\nbase_url = \"https://digest.test.org/\"\n";

/// The small digest with which the examples are tested.
fn digest(settings: &str) -> TestSite {
    let site = TestSite::new();
    site.write("site.toml", &format!("{SETTINGS}{settings}"));
    for (name, title, day) in [("first", "First", 1), ("second", "Second", 2)] {
        let text = format!(
            "+++\ntitle = \"{title}\"\nsummary = \"In short.\"\ndate = 2025-05-0{day}\ndrugs = [\"ketamine\"]\n+++\nText.\n"
        );
        site.write(&format!("content/articles/{name}.md"), &text);
    }
    site.write("content/about.md", "+++\ntitle = \"About\"\nsummary = \"Us.\"\n+++\nWe.\n");
    site
}

#[track_caller]
fn texts(site: &TestSite) -> BTreeMap<String, String> {
    let build = site.build();
    let edition: &Edition =
        build.edition.as_ref().unwrap_or_else(|| panic!("{:?}", build.diagnostics));
    files(edition)
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
        .collect()
}

/// One code block of an example: its info string, and its text.
struct Block {
    says: String,
    text: String,
}

/// The examples of a Markdown text: the code blocks below each heading.
fn examples(text: &str) -> Vec<(String, Vec<Block>)> {
    let mut list: Vec<(String, Vec<Block>)> = Vec::new();
    let mut open: Option<Block> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some("")) => {
                let (Some(block), Some((_, blocks))) = (open.take(), list.last_mut()) else {
                    continue;
                };
                blocks.push(block);
            }
            (Some(block), _) => block.text.push_str(&format!("{line}\n")),
            (None, Some(says)) => open = Some(Block { says: says.to_owned(), text: String::new() }),
            (None, None) => {
                if let Some(heading) = line.strip_prefix("## ") {
                    list.push((heading.to_owned(), Vec::new()));
                }
            }
        }
    }
    list
}

/// The issue of the month of the articles, as an e-mail without pictures and styles.
fn mail(site: &TestSite) -> String {
    run_in(site.root(), &["issue", "2025-05", "--today", "2025-06-01"]).exits(0);
    let file = site.path("issues/2025-05/2025-05.txt");
    std::fs::read_to_string(file).expect("an issue is written as plain text too")
}

#[test]
fn the_examples_are_true() {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/themes.md"))
            .expect("it is there");
    let examples = examples(&text);
    assert!(examples.len() >= 9, "the examples are found");
    for (heading, blocks) in examples {
        let file = |block: &Block| block.says.split_once(" file=").map(|(_, path)| path.to_owned());
        let settings = blocks
            .iter()
            .find(|block| file(block).as_deref() == Some("site.toml"))
            .map(|block| block.text.as_str());
        let site = digest(settings.unwrap_or_default());
        for block in &blocks {
            if let Some(path) = file(block).filter(|path| path != "site.toml") {
                site.write(&path, &block.text);
            }
        }
        let build = site.build();
        let told: Vec<_> = build.diagnostics.iter().map(|fault| fault.message.as_str()).collect();
        assert!(told.is_empty(), "{heading}: {told:?}");
        let texts = texts(&site);
        let mut expected = 0;
        for block in &blocks {
            let Some((_, pattern)) = block.says.split_once(" expect=") else { continue };
            expected += 1;
            if pattern == "mail" {
                assert!(mail(&site).contains(block.text.trim()), "{heading}: {}", block.text);
                continue;
            }
            let (start, end) = pattern.split_once('*').unwrap_or((pattern, ""));
            let found =
                texts.iter().find(|(path, _)| path.starts_with(start) && path.ends_with(end));
            let (path, found) = found.unwrap_or_else(|| panic!("{heading}: there is no {pattern}"));
            assert!(
                found.contains(block.text.trim()),
                "{heading}: `{}` is not in {path}:\n{found}",
                block.text.trim()
            );
        }
        assert!(expected > 0, "{heading}: an example says what comes of it");
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from)
        .into_iter()
        .flatten()
        .filter(|entry| entry.file_type().is_file())
    {
        let file = to.join(entry.path().strip_prefix(from).expect("it is below"));
        std::fs::create_dir_all(file.parent().expect("a file is in a folder"))
            .expect("the folder can be made");
        std::fs::copy(entry.path(), file).expect("it can be copied");
    }
}

#[test]
fn the_second_theme_shows_the_whole_digest() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = TestSite::new();
    for folder in ["content", "themes/bulletin"] {
        copy(&root.join(folder), &site.path(folder));
    }
    let settings = std::fs::read_to_string(root.join("site.toml")).expect("it is there");
    site.write("site.toml", &settings.replace("theme = \"folio\"", "theme = \"bulletin\""));
    let build = site.build();
    assert!(build.diagnostics.is_empty(), "{:?}", build.diagnostics);
    let texts = texts(&site);
    let pages = texts
        .iter()
        .filter(|(path, text)| path.ends_with(".html") && !text.contains("http-equiv=\"refresh\""));
    let mut count = 0;
    for (path, text) in pages {
        let elements =
            elements(text, Language::Html).unwrap_or_else(|fault| panic!("{path}: {fault}"));
        let named = |name: &str| elements.iter().filter(|element| element.name == name).count();
        assert_eq!((named("h1"), named("main"), named("style")), (1, 1, 0), "{path}");
        assert!(
            text.contains("bulletin.css") && !text.contains("folio."),
            "{path} is of one theme"
        );
        assert!(
            elements.iter().all(|element| element.attribute("style").is_none()),
            "{path} is fit for a strict policy"
        );
        for script in elements.iter().filter(|element| element.name == "script") {
            let is_shared = script.attribute("src").is_some_and(|src| {
                ["/search.", "/list-filters."].iter().any(|name| src.contains(name))
            });
            assert!(is_shared || script.attribute("type") == Some("application/ld+json"), "{path}");
        }
        count += 1;
    }
    assert!(count > 20, "{count} pages");
    assert!(texts["articles/onfasprodil-phase-2/index.html"].contains("property=\"og:image\""));
}

#[track_caller]
fn check_style(params: &str, said: &[&str], sheet: Option<&str>) {
    let site = digest(&format!("[params]\n{params}\n"));
    let build = site.build();
    let messages: Vec<_> = build.diagnostics.iter().map(|fault| fault.message.as_str()).collect();
    assert_eq!(messages, said, "{params}");
    for fault in &build.diagnostics {
        assert_eq!(fault.at.as_ref().expect("it has a place").line_column(), (4, 1));
    }
    let texts = texts(&site);
    let found = texts.iter().find(|(path, _)| path.starts_with("style-"));
    assert_eq!(found.map(|(_, text)| text.as_str()), sheet, "{params}");
    if let Some((path, _)) = found {
        assert!(texts["index.html"].contains(path));
    }
}

#[test]
fn colours_are_readable() {
    check_style(
        "accent = \"plum\"",
        &[],
        Some("@media screen {\n:root {\n  --accent: light-dark(#7a2f6b, #e3a6d6);\n}\n}\n"),
    );
    check_style(
        "link = \"#ffd400\"",
        &["`#ffd400` is hard to read on this theme: its contrast is 1.2:1, and 4.5:1 is required"],
        Some("@media screen {\n:root {\n  --link: light-dark(#836c06, #ffd400);\n}\n}\n"),
    );
    check_style("footer_text = \"x\"", &[], None);
}

#[test]
fn fonts_are_families_or_files() {
    check_style(
        "text_font = \"book\"",
        &[],
        Some(concat!(
            ":root {\n  --serif: \"Iowan Old Style\", \"Palatino Linotype\", \"URW Palladio L\", Palatino, ",
            "\"Book Antiqua\", \"TeX Gyre Pagella\", serif;\n}\n"
        )),
    );
    for (params, message, help) in [
        (
            "logo = \"https://example.com/logo.svg\"",
            "`params.logo` must be the path of a file on this site, such as \"/logo.svg\"",
            "the default is logo = \"\"",
        ),
        (
            "text_font = \"/fonts/a.woff2\"",
            "there is no file `/fonts/a.woff2` on this site",
            "put the file at static/fonts/a.woff2, or remove `text_font`",
        ),
        (
            "logo = \"/folio.svgg\"",
            "there is no file `/folio.svgg` on this site",
            "did you mean `/folio.svg`?",
        ),
        (
            "stylesheets = [\"/mine.css\"]",
            "there is no file `/mine.css` on this site",
            "put the file at static/mine.css, or remove `stylesheets`",
        ),
    ] {
        let build = digest(&format!("[params]\n{params}\n")).build();
        assert!(build.edition.is_none(), "{params}");
        let fault = &build.diagnostics[0];
        assert_eq!(
            (fault.message.as_str(), fault.help.as_deref()),
            (message, Some(help)),
            "{params}"
        );
        assert_eq!(
            fault.at.as_ref().map(offprint::Location::line_column),
            Some((4, 1)),
            "{params}"
        );
    }
}

/// The preview image of a page: its URL, width and height, and alternative text.
#[track_caller]
fn share(texts: &BTreeMap<String, String>, path: &str) -> (String, String, String) {
    let elements = elements(&texts[path], Language::Html).expect("the page is well-formed");
    let property = |name: &str| {
        let found = elements.iter().find(|element| element.attribute("property") == Some(name));
        found.and_then(|element| element.attribute("content")).unwrap_or_default().to_owned()
    };
    let size = format!("{}x{}", property("og:image:width"), property("og:image:height"));
    (property("og:image"), size, property("og:image:alt"))
}

#[test]
fn each_page_has_a_picture_for_previews() {
    let site = digest("[share]\narticles = true\n");
    site.write(
        "content/articles/own.md",
        "+++\ntitle = \"Own\"\nsummary = \"S.\"\nimage = \"own.png\"\nimage_alt = \"A chart\"\n+++\nText.\n",
    );
    site.write(
        "content/articles/kana.md",
        "+++\ntitle = \"ケタミン\"\nslug = \"kana\"\nsummary = \"S.\"\n+++\nText.\n",
    );
    let picture = image::RgbImage::new(60, 30);
    picture.save(site.path("content/articles/own.png")).expect("it can be written");
    let texts = texts(&site);
    let (own, size, alt) = share(&texts, "articles/own/index.html");
    assert_eq!(
        (own.as_str(), size.as_str(), alt.as_str()),
        ("https://digest.test.org/articles/own.png", "60x30", "A chart")
    );
    let (home, size, alt) = share(&texts, "index.html");
    assert!(
        home.starts_with("https://digest.test.org/share-")
            && size == "1200x630"
            && alt == "A digest",
        "{home}"
    );
    let (first, ..) = share(&texts, "articles/first/index.html");
    assert!(first.starts_with("https://digest.test.org/articles/first/share-"), "{first}");
    // A page whose title the font cannot show uses the image of the site.
    assert_eq!(share(&texts, "articles/kana/index.html").0, home);
    for address in [home, first] {
        assert!(
            texts.contains_key(address.trim_start_matches("https://digest.test.org/")),
            "{address}"
        );
    }
}

#[test]
fn a_file_of_the_site_goes_before_what_is_drawn() {
    let site = digest("");
    std::fs::create_dir_all(site.path("static")).expect("the folder can be made");
    image::RgbImage::new(120, 63).save(site.path("static/share.png")).expect("it can be written");
    let texts = texts(&site);
    let (address, size, _) = share(&texts, "articles/first/index.html");
    assert_eq!((address.as_str(), size.as_str()), ("https://digest.test.org/share.png", "120x63"));
    assert!(!texts.keys().any(|path| path.contains("share-")));
    site.write("site.toml", &format!("{SETTINGS}[share]\nsite = false\n"));
    site.remove("static/share.png");
    assert_eq!(share(&self::texts(&site), "index.html").0, "");
}

#[test]
fn an_image_that_is_not_there_is_an_error() {
    let site = digest("");
    site.write("content/about.md", "+++\ntitle = \"About\"\nimage = \"me.png\"\n+++\nWe.\n");
    let build = site.build();
    assert!(build.edition.is_none());
    let fault = &build.diagnostics[0];
    assert_eq!(
        (fault.message.as_str(), fault.at.as_ref().map(offprint::Location::line_column)),
        ("there is no image `content/me.png`", Some((3, 9)))
    );
}
