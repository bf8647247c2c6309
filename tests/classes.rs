//! The pages of classes of drugs, and the files in `content/classes/` that describe them.

use std::collections::BTreeMap;

use crate::support::site::{TestSite, files};

/// A site whose articles list two drugs of a class, with these files of classes.
fn site(classes: &[(&str, &str)]) -> TestSite {
    let site = TestSite::new();
    site.write("site.toml", "title = \"Test\"\nbase_url = \"https://example.org/\"\n");
    site.write(
        "content/articles/a.md",
        "+++\ntitle = \"An article\"\ndate = 2025-05-01\ndrugs = [\"ketamine\", \"esketamine\"]\n+++\nOf [[NMDA receptor antagonists]].\n",
    );
    for (path, text) in classes {
        site.write(&format!("content/classes/{path}"), text);
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

const TEXT: &str = "+++\ntitle = \"NMDA receptor antagonists\"\nsummary = \"They block a receptor.\"\n\
    reviewed = 2025-04-01\nreview_by = 2025-06-01\n+++\nWhat they have in common.\n";

#[test]
fn a_class_shows_the_text_and_the_review_of_its_file() {
    let pages = pages(&site(&[("nmda.md", TEXT)]));
    let page = &pages["classes/nmda-receptor-antagonists/index.html"];
    for expected in [
        "<h1>NMDA receptor antagonists</h1>",
        "They block a receptor.",
        "What they have in common.",
        "1 April 2025",
        "Review overdue since 1 June 2025",
        "href=\"/drugs/esketamine/\"",
        // The article links to the class by its name.
        "An article",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    let link = "href=\"/classes/nmda-receptor-antagonists/\"";
    assert!(pages["articles/a/index.html"].contains(link));
    assert!(pages["drugs/esketamine/index.html"].contains(link));
    let llms = &pages["llms.txt"];
    assert!(
        llms.contains("/classes/nmda-receptor-antagonists/): They block a receptor."),
        "{llms}"
    );
}

#[test]
fn any_name_of_a_class_finds_its_file_and_a_slug_moves_its_page() {
    for title in
        ["NMDA receptor antagonist", "nmda receptor antagonists", "NMDA Receptor Antagonist"]
    {
        let text = format!("+++\ntitle = \"{title}\"\nslug = \"nmda\"\n+++\nText.\n");
        let site = site(&[("x.md", &text)]);
        site.write(
            "content/articles/a.md",
            "+++\ntitle = \"An article\"\ndrugs = [\"ketamine\"]\n+++\n",
        );
        site.write(
            "content/drugs/ketamine.md",
            "+++\ntitle = \"Ketamine\"\nclass = \"NMDA receptor antagonist\"\n+++\n",
        );
        let pages = pages(&site);
        assert!(pages["classes/nmda/index.html"].contains("/drugs/ketamine/"), "{title}");
        assert!(!pages.contains_key("classes/nmda-receptor-antagonists/index.html"), "{title}");
        assert!(pages["drugs/ketamine/index.html"].contains("href=\"/classes/nmda/\""), "{title}");
    }
}

#[test]
fn aliases_join_the_classes_that_drugs_name() {
    let site = site(&[(
        "fast.md",
        "+++\ntitle = \"Rapid-acting antidepressants\"\naliases = [\"RAAD\"]\n+++\nText.\n",
    )]);
    site.write(
        "content/articles/a.md",
        "+++\ntitle = \"An article\"\ndrugs = [\"one\", \"two\"]\n+++\n",
    );
    site.write(
        "content/drugs/one.md",
        "+++\ntitle = \"one\"\nclass = [\"RAAD\", \"rapid-acting antidepressant\"]\n+++\n",
    );
    site.write("content/drugs/two.md", "+++\ntitle = \"two\"\nclass = \"raad\"\n+++\n");
    let pages = pages(&site);
    let page = &pages["classes/fast/index.html"];
    assert!(page.contains("/drugs/one/") && page.contains("/drugs/two/"), "{page}");
    assert_eq!(page.matches("<li><a href=\"/drugs/one/\"").count(), 1, "{page}");
}

#[test]
fn a_class_without_drugs_keeps_its_page_and_is_reported() {
    let site = site(&[("none.md", "+++\ntitle = \"NMDA receptor antagonits\"\n+++\nText.\n")]);
    site.write(
        "content/articles/a.md",
        "+++\ntitle = \"An article\"\ndrugs = [\"esketamine\"]\n+++\n",
    );
    let build = site.build();
    let warning = build.diagnostics.iter().find(|one| one.message.contains("antagonits"));
    let warning = warning.unwrap_or_else(|| panic!("{:?}", build.diagnostics));
    assert_eq!(warning.help.as_deref().map(|help| help.contains("antagonists")), Some(true));
    let pages = pages(&site);
    assert!(pages.values().any(|page| page.contains("<h1>NMDA receptor antagonits</h1>")));
}

#[test]
fn a_draft_of_a_class_is_not_shown() {
    let pages = pages(&site(&[("nmda.md", &TEXT.replacen("+++\n", "+++\ndraft = true\n", 1))]));
    let page = &pages["classes/nmda-receptor-antagonists/index.html"];
    assert!(!page.contains("What they have in common"), "{page}");
}

#[test]
fn a_class_has_its_name_in_the_language_of_the_site() {
    let site = site(&[(
        "nmda-antagonisten.md",
        "+++\ntitle = \"NMDA-Rezeptor-Antagonisten\"\n+++\nText.\n",
    )]);
    site.write(
        "site.toml",
        "title = \"Test\"\nbase_url = \"https://example.org/\"\nlanguage = \"de\"\n",
    );
    site.write(
        "content/articles/a.md",
        "+++\ntitle = \"An article\"\ndrugs = [\"Esketamin\"]\n+++\n",
    );
    let pages = pages(&site);
    let page = &pages["classes/nmda-antagonisten/index.html"];
    assert!(page.contains("/drugs/esketamine/"), "{page}");
}
