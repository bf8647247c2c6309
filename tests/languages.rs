//! A site in another language shows no English: no word that the built-in theme has only in English
//! is on a page, in a feed, in the search or in another file for readers.
//!
//! The content of the site is Latin, so that every word of the language comes from the program.

use std::collections::{BTreeMap, BTreeSet};

use offprint_base::{HtmlToken, visit_html};
use serde_json::Value;

use crate::support::Folder;
use crate::support::site::{TestSite, files};

/// Words of the English theme that a text in another language may contain: names, and what is
/// written alike in content, in programs and in addresses.
const NAMES: [&str; 5] = ["bibtex", "drug", "atom", "json", "canada"];

fn site(language: &str, theme: &str) -> TestSite {
    let site = TestSite::new();
    site.add_theme("bulletin");
    site.write(
        "site.toml",
        &format!(
            "title = \"Acta diurna\"\nbase_url = \"https://acta.example/\"\nlanguage = \"{language}\"\ntheme = \"{theme}\"\n\
             paginate_by = 2\nreport_mistakes = \"scriptor@acta.example\"\n[feeds]\nrss = \"all\"\n\
             [newsletter]\naction = \"https://epistulae.test/\"\n\
             [[taxonomies]]\nkey = \"morbi\"\nname = \"Morbi\"\nsingular = \"morbus\"\n"
        ),
    );
    for number in 0..5 {
        site.write(
            &format!("content/articles/a{number}.md"),
            &format!(
                "+++\ntitle = \"Fabula {number}\"\ndate = 202{}-03-0{}\nupdated = 2025-05-05\nauthors = [\"Cicero M\"]\n\
                 reviewed = 2025-06-01\nreview_by = 2025-07-01\naliases = [\"/vetus{number}/\"]\n\
                 summary = \"Lorem ipsum dolor.\"\ndrugs = [\"sertraline\", \"fluoxetine\"]\ntags = [\"somnus\"]\nmorbi = [\"tristitia\"]\n\
                 key_findings = [\"Sit amet.\"]\n\
                 [source]\nname = \"Ephemeris\"\ntitle = \"Opus\"\nurl = \"https://ephemeris.example/\"\nlicense = \"CC BY 4.0\"\nstatus = \"preprint\"\n\
                 authors = [\"Livius T\"]\nreviewed_by = [\"Varro\"]\npublished = 2025-01-01\ndoi = \"10.5555/opus{number}\"\n\
                 [study]\ndesign = \"randomised-trial\"\nparticipants = 1234\nphase = \"2b\"\nduration = \"XII hebdomades\"\npopulation = \"adulti\"\n\
                 intervention = \"medicina\"\ncomparator = \"nihil\"\noutcome = \"salus\"\nresults = \"bene\"\nfunding = \"nemo\"\nconflicts = \"nulli\"\nregistry = [\"NCT0300000{number}\"]\n\
                 [[citations]]\nid = \"a\"\ntitle = \"Liber\"\nauthors = [\"Seneca L\"]\ndoi = \"10.5555/liber\"\n\
                 [[corrections]]\ndate = 2025-05-05\ntext = \"Mendum sublatum est.\"\n+++\n\n\
                 Verba [@a] et nota.[^1] Vide [aliam](a{}.md).\n\n## Primum\n\nSic.\n\n## Secundum\n\nSic.\n\n## Tertium\n\n- [ ] unum\n- [x] duo\n\n## Quartum\n\n> [!NOTE]\n> Nota bene.\n\n> [!WARNING]\n> Cave.\n\n| a | b |\n|---|---|\n| c | d |\n\n[^1]: Parva.\n",
                4 + number % 2,
                number + 1,
                (number + 1) % 5,
            ),
        );
    }
    site.write(
        "content/articles/sine.md",
        "+++\ntitle = \"Sine die\"\nsummary = \"Vacat.\"\n+++\nVacat.\n",
    );
    site.write("content/de-nobis.md", "+++\ntitle = \"De nobis\"\nsummary = \"Nos.\"\nreviewed = 2025-01-01\n+++\nNos, sed [fabula](articles/a1.md).\n");
    site.write("content/drugs/sertraline.md", "+++\ntitle = \"sertraline\"\nsummary = \"Medicina.\"\nreviewed = 2025-01-01\nreview_by = 2025-02-01\nrelated = [\"fluoxetine\"]\n+++\nMedicina.\n");
    site.write("content/tags/somnus.md", "+++\ntitle = \"somnus\"\naliases = [\"sopor\"]\n+++\n");
    site.write(
        "content/index.md",
        "+++\ntitle = \"Salve\"\nsummary = \"Salvete omnes.\"\n+++\nSalvete.\n",
    );
    site
}

/// The words of a text, in lower case, without addresses and the names of values in braces.
fn words(text: &str) -> Vec<String> {
    let parts = text.split('{').enumerate().map(|(place, part)| {
        if place == 0 { part } else { part.split_once('}').map_or(part, |(_, rest)| rest) }
    });
    parts
        .flat_map(str::split_whitespace)
        // Addresses, and references for programs (OpenURL), have no language.
        .filter(|part| !part.contains("://") && !part.starts_with("ctx_ver="))
        .flat_map(|part| part.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.len() > 2)
        .map(str::to_lowercase)
        .collect()
}

/// The words of all messages of a language.
fn message_words(language: &str) -> BTreeSet<String> {
    fn visit(value: &toml::Value, list: &mut BTreeSet<String>) {
        match value {
            toml::Value::String(text) => list.extend(words(text)),
            toml::Value::Array(values) => values.iter().for_each(|value| visit(value, list)),
            toml::Value::Table(table) => table.values().for_each(|value| visit(value, list)),
            _ => {}
        }
    }
    let file = format!("{}/themes/folio/i18n/{language}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(file).expect("the language is there");
    let table: toml::Table = text.parse().expect("it is TOML");
    let mut list = BTreeSet::new();
    table.values().for_each(|value| visit(value, &mut list));
    list
}

/// What readers see or hear of a page: texts, and the attributes that contain texts. Texts that say
/// that they are in English are left out.
fn readable(html: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let (mut hidden, mut english) = (0usize, 0usize);
    visit_html(html, |token| match token {
        HtmlToken::Start(tag) => {
            let is_void =
                ["meta", "link", "input", "img", "br", "hr", "circle", "path", "line", "rect"];
            if !is_void.contains(&tag.name) {
                hidden += usize::from(hidden > 0 || ["script", "style"].contains(&tag.name));
                english += usize::from(
                    english > 0 || tag.name != "html" && tag.attribute("lang") == Some("en"),
                );
            }
            let name = tag.attribute("name").or(tag.attribute("property")).unwrap_or_default();
            for attribute in tag.attributes() {
                let is_text = match attribute.name {
                    "aria-label" | "title" | "alt" | "placeholder" => true,
                    "content" => {
                        name.ends_with("description")
                            || name.ends_with("title")
                            || name.ends_with("alt")
                            || name.ends_with("site_name")
                    }
                    "data-page" | "data-search" => false,
                    other => other.starts_with("data-") && tag.name == "script",
                };
                if is_text {
                    texts.push(attribute.value.to_owned());
                }
            }
        }
        HtmlToken::End(..) => {
            hidden = hidden.saturating_sub(1);
            english = english.saturating_sub(1);
        }
        // The content of `<noscript>` is text for browsers that run scripts.
        HtmlToken::Text(text) if text.contains("</") => texts.extend(readable(text)),
        HtmlToken::Text(text) if hidden == 0 && english == 0 => texts.push(text.to_owned()),
        _ => {}
    });
    texts
}

fn json_texts(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) if text.starts_with('<') => texts.extend(readable(text)),
        Value::String(text) if !text.starts_with("http") => texts.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| json_texts(value, texts)),
        Value::Object(fields) => {
            fields
                .iter()
                .filter(|(key, _)| *key != "id")
                .for_each(|(_, value)| json_texts(value, texts));
        }
        _ => {}
    }
}

/// The texts of the search index that the script shows: names of kinds and filters, and cards.
fn search_texts(bytes: &[u8]) -> Vec<String> {
    let bytes = miniz_oxide::inflate::decompress_to_vec(bytes).expect("it is compressed");
    let length = u32::from_le_bytes(bytes[..4].try_into().expect("four bytes")) as usize;
    let main: Value = serde_json::from_slice(&bytes[4..4 + length]).expect("it is JSON");
    let mut texts = Vec::new();
    json_texts(&main["labels"], &mut texts);
    let mut at = 4 + length;
    for file in main["inside"].as_array().expect("a small index is one file") {
        let size = file[1].as_u64().expect("a length") as usize;
        let part = &bytes[at..at + size];
        at += size;
        match file[0].as_str().expect("a name") {
            name if name.starts_with("c-") => {
                let cards: Value = serde_json::from_slice(part).expect("it is JSON");
                json_texts(&cards, &mut texts);
            }
            name if name.starts_with("f-") => {
                let head = u32::from_le_bytes(part[..4].try_into().expect("four bytes")) as usize;
                let filters: Value =
                    serde_json::from_slice(&part[4..4 + head]).expect("it is JSON");
                for group in filters["groups"].as_array().expect("a list") {
                    // The first is the key in URLs.
                    json_texts(&group[1], &mut texts);
                    json_texts(&group[2], &mut texts);
                }
                json_texts(&filters["classes"], &mut texts);
                json_texts(&filters["designs"], &mut texts);
            }
            _ => {}
        }
    }
    texts.retain(|text| !text.starts_with('/'));
    texts
}

/// The readable texts of a file; none for files that only programs read.
fn texts_of(path: &str, bytes: &[u8]) -> Vec<String> {
    let text = || String::from_utf8_lossy(bytes).into_owned();
    if path == "search/index/main.bin" {
        return search_texts(bytes);
    }
    if path.ends_with(".html") {
        return readable(&text());
    }
    if path.ends_with(".json") && path.contains("feed") {
        let mut texts = Vec::new();
        json_texts(&serde_json::from_slice(bytes).expect("it is JSON"), &mut texts);
        return texts;
    }
    if path.ends_with("opensearch.xml") {
        return readable(&text());
    }
    if path.ends_with("feed.xml") || path.ends_with("rss.xml") {
        // The dates of RSS are in English for programs.
        let text = text();
        let lines = text.lines().filter(|line| !line.contains("Date>")).collect::<Vec<_>>();
        // The texts of a feed are HTML themselves.
        return readable(&lines.join("\n")).iter().flat_map(|text| readable(text)).collect();
    }
    if path == "llms.txt" {
        return text()
            .lines()
            .map(|line| line.split("](").next().unwrap_or_default().to_owned())
            .collect();
    }
    Vec::new()
}

#[track_caller]
fn check(language: &str, theme: &str) {
    let own = message_words(language);
    let content = ["acta", "diurna", "nota", "opus", "note", "ephemeris", "nos"].map(str::to_owned);
    let english: BTreeSet<String> = message_words("en")
        .into_iter()
        .filter(|word| {
            !own.contains(word) && !content.contains(word) && !NAMES.contains(&word.as_str())
        })
        .collect();
    assert!(english.len() > 200, "{}", english.len());
    // The folder must outlive the edition, which reads copied files from it.
    let site = site(language, theme);
    let build = site.build();
    let messages: Vec<_> = build.diagnostics.iter().map(|fault| fault.message.as_str()).collect();
    let edition = build.edition.unwrap_or_else(|| panic!("{messages:?}"));
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut checked = BTreeSet::new();
    for (path, bytes) in files(&edition) {
        let texts = texts_of(&path, &bytes);
        if texts.is_empty() {
            continue;
        }
        // An entry in BibTeX is for programs.
        for text in texts.iter().filter(|text| !text.trim_start().starts_with("@online{")) {
            for word in words(text).into_iter().filter(|word| english.contains(word)) {
                found.entry(word).or_insert_with(|| format!("{path}: {}", text.trim()));
            }
        }
        checked.insert(path);
    }
    for path in [
        "index.html",
        "page/2/index.html",
        "articles/a1/index.html",
        "de-nobis/index.html",
        "drugs/index.html",
        "tags/somnus/index.html",
        "morbi/tristitia/index.html",
        "classes/index.html",
        "archive/index.html",
        "archive/2024/index.html",
        "map/index.html",
        "follow/index.html",
        "search/index.html",
        "404.html",
        "vetus1/index.html",
        "feed.xml",
        "feed.json",
        "rss.xml",
        "llms.txt",
        "search/opensearch.xml",
        "search/index/main.bin",
    ] {
        assert!(checked.contains(path), "{path} is not there: {checked:?}");
    }
    assert!(found.is_empty(), "{language}, {theme}: {found:#?}");
}

#[test]
fn a_german_site_shows_no_english() {
    check("de", "folio");
    check("de", "bulletin");
}

#[test]
fn a_spanish_site_shows_no_english() {
    check("es", "folio");
    check("es", "bulletin");
}

#[test]
fn a_french_site_shows_no_english() {
    check("fr", "folio");
    check("fr", "bulletin");
}

/// A new site in each language builds without a word, and all that it says is in its language.
#[test]
fn a_new_site_is_in_its_language() {
    for (language, article) in
        [("en", "welcome"), ("de", "willkommen"), ("es", "bienvenida"), ("fr", "bienvenue")]
    {
        let folder = Folder::new();
        folder
            .run(&[
                "init",
                "site",
                "--language",
                language,
                "--base-url",
                "https://acta-diurna.net/",
            ])
            .clean();
        folder.run(&["-C", "site", "check", "--strict"]).clean();
        folder.run(&["-C", "site", "build", "--strict"]).clean();
        assert!(folder.read("site/site.toml").contains(&format!("\nlanguage = \"{language}\"\n")));
        let home = folder.read("site/public/index.html");
        assert!(home.contains(&format!("<html lang=\"{language}\"")));
        let page = folder.read(&format!("site/public/articles/{article}/index.html"));
        if language != "en" {
            let english = message_words("en");
            let own = message_words(language);
            let page: BTreeSet<String> =
                readable(&page).iter().flat_map(|text| words(text)).collect();
            let foreign: Vec<_> =
                page.intersection(&english).filter(|word| !own.contains(*word)).collect();
            assert!(foreign.len() < 6, "{language}: {foreign:?}");
        }
    }
    let folder = Folder::new();
    folder
        .run(&["init", "site", "--language", "de-AT", "--base-url", "https://acta-diurna.net/"])
        .clean();
    assert!(folder.read("site/site.toml").contains("\nlanguage = \"de-AT\"\n"));
    folder.run(&["-C", "site", "build", "--strict"]).clean();
    folder
        .run(&["init", "other", "--language", "tlh"])
        .exits(2)
        .complains(&["`tlh`", "en, de, es, fr"]);
    folder
        .run(&["init", "other", "--base-url", "digest.net"])
        .exits(2)
        .complains(&["`digest.net`", "https://"]);
}
