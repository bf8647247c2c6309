//! What lists, articles, feeds and the search say about the evidence of an article and the status
//! of its source.

use offprint::BuildTime;

use crate::support::site::{TestSite, files};

const TRIAL: &str = r#"+++
title = "A trial of esketamine"
date = 2025-05-01
drugs = ["esketamine"]
review_by = 2026-01-15
key_findings = ["Scores fell by 4 points & more."]

[source]
name = "A journal"
title = "Esketamine for <depression>"
doi = "10.1000/abc(1)"
status = ["corrected", "retracted"]
status_note = "Retracted on 3 May 2025."

[study]
design = "Double-blind, randomized, placebo-controlled trial"
phase = "2b"
n = 15241
duration = "12 weeks"

[[corrections]]
date = 2025-05-03
text = "The dose was 56 mg."
+++
Esketamine was given.
"#;

const MICE: &str = r#"+++
title = "A study in mice"
date = 2025-04-01
drugs = ["esketamine"]
[study]
design = "animal study"
n = 1
+++
Esketamine was given to mice.
"#;

fn site(language: &str) -> TestSite {
    let site = TestSite::new();
    let settings = format!(
        "title = \"Test\"\nbase_url = \"https://example.org/\"\nlanguage = \"{language}\"\n"
    );
    site.write("site.toml", &settings);
    site.write("content/articles/trial.md", TRIAL);
    site.write("content/articles/mice.md", MICE);
    site
}

fn text_of(files: &[(String, Vec<u8>)], path: &str) -> String {
    let file = files.iter().find(|(known, _)| known == path);
    String::from_utf8_lossy(&file.unwrap_or_else(|| panic!("there is {path}")).1).into_owned()
}

/// The text of a page without the links and spans of its evidence lines.
fn without_marks(text: &str) -> String {
    let links = text.split("<a ").enumerate().map(|(place, part)| {
        if place == 0 { part } else { part.split_once('>').map_or(part, |(_, rest)| rest) }
    });
    links.collect::<String>().replace("</a>", "").replace("<span>", "").replace("</span>", "")
}

#[test]
fn evidence_and_statuses_are_shown_everywhere() {
    let edition = site("en").build().edition.expect("the site is built");
    let files = files(&edition);
    let evidence = "Randomised controlled trial · 15,241 participants · phase 2b · 12 weeks";
    for path in
        ["index.html", "articles/trial/index.html", "drugs/esketamine/index.html", "feed.xml"]
    {
        let text = text_of(&files, path);
        assert!(without_marks(&text).contains(evidence), "{path}");
        let link = "<a href=\"/designs/randomised-controlled-trial/\">";
        assert_eq!(path.ends_with("html"), text.contains(link), "{path}");
        // The most important one comes first.
        let place = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} in {path}"));
        assert!(place("Source retracted") < place("Source corrected"), "{path}");
        assert!(place("Source corrected") < place("Article corrected"), "{path}");
    }
    assert!(without_marks(&text_of(&files, "index.html")).contains("Animal study · 1 animal"));
    let trials = text_of(&files, "designs/randomised-controlled-trial/index.html");
    assert!(trials.contains("/articles/trial/") && !trials.contains("Animal study"), "{trials}");
    assert!(text_of(&files, "designs/index.html").contains(">Animal study</a>"));
    for path in ["articles/trial/index.html", "feed.xml", "feed.json"] {
        assert!(text_of(&files, path).contains("Retracted on 3 May 2025."), "{path}");
    }
}

#[test]
fn feeds_have_what_pages_show_around_the_text() {
    let edition = site("en").build().edition.expect("the site is built");
    let json: serde_json::Value =
        serde_json::from_str(&text_of(&files(&edition), "feed.json")).expect("it is JSON");
    let content = json["items"][0]["content_html"].as_str().expect("content");
    for part in [
        "<h2>Key findings</h2>\n<ul>\n<li>Scores fell by 4 points &amp; more.</li>",
        "<a href=\"https://doi.org/10.1000/abc(1)\">Esketamine for &lt;depression&gt;</a>, A journal",
        "<h2>Corrections</h2>\n<ul>\n<li>3 May 2025: The dose was 56 mg.</li>",
    ] {
        assert!(content.contains(part), "{part} in {content}");
    }
}

#[test]
fn evidence_is_in_the_language_of_the_site() {
    let edition = site("de").build().edition.expect("the site is built");
    let page = without_marks(&text_of(&files(&edition), "index.html"));
    assert!(page.contains("Randomisierte kontrollierte Studie · 15.241 Teilnehmende · Phase 2b"));
    assert!(page.contains("Quelle zurückgezogen") && page.contains("Tierstudie · 1 Tier"));
}

#[test]
fn a_review_becomes_overdue_in_lists_too_when_its_day_has_passed() {
    let site = site("en");
    let mut project = site.project();
    let at = |time: &str| BuildTime::At(time.parse().expect("an instant"));
    for (time, is_overdue) in [
        ("2026-01-15T23:59:59Z", false),
        ("2026-01-16T00:00:00Z", true),
        ("2026-01-15T12:00:00Z", false),
    ] {
        let edition = project.build(at(time)).edition.expect("the site is built");
        let page = text_of(&files(&edition), "index.html");
        assert_eq!(page.contains("Review overdue"), is_overdue, "{time}");
    }
}

#[test]
fn a_single_study_is_not_compared() {
    let site = site("en");
    let page = |site: &TestSite| {
        let edition = site.build().edition.expect("the site is built");
        text_of(&files(&edition), "drugs/esketamine/index.html")
    };
    let both = page(&site);
    assert!(both.contains("Comparison of studies"));
    assert!(both.contains("<td class=\"right num\">1 <span class=\"n\">Animals</span></td>"));
    site.remove("content/articles/mice.md");
    assert!(!page(&site).contains("Comparison of studies"));
}

#[test]
fn the_image_of_a_shared_article_says_what_the_evidence_is() {
    let site = site("en");
    let settings =
        "title = \"Test\"\nbase_url = \"https://example.org/\"\n[share]\narticles = true\n";
    site.write("site.toml", settings);
    let image = |site: &TestSite| {
        let edition = site.build().edition.expect("the site is built");
        let page = text_of(&files(&edition), "articles/trial/index.html");
        let of = |property: &str| {
            let (_, rest) = page.split_once(&format!("property=\"{property}\" content=\""))?;
            rest.split_once('"').map(|(content, _)| content.to_owned())
        };
        (of("og:image").expect("an image"), of("og:image:alt").expect("its description"))
    };
    let (before, description) = image(&site);
    assert_eq!(
        description,
        "A trial of esketamine · Source retracted · Source corrected · Randomised controlled trial · \
         15,241 participants · phase 2b · 12 weeks · Esketamine · 1 May 2025"
    );
    site.write("content/articles/trial.md", &TRIAL.replace("\"2b\"", "\"3\""));
    let (after, _) = image(&site);
    assert_ne!(before, after, "an image that others keep has a new address when it changes");
}
