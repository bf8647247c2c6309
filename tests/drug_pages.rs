//! The pages of drugs: names in the language of the site, sources with dates, and what the lists
//! derived from articles say about themselves.

use std::collections::BTreeMap;

use crate::support::site::{TestSite, files};

/// The pages of a site with these settings whose only article has this front matter and text.
fn built(settings: &str, front: &str, text: &str) -> BTreeMap<String, String> {
    let site = TestSite::new();
    site.write(
        "site.toml",
        &format!("title = \"Test\"\nbase_url = \"https://example.org/\"\n{settings}"),
    );
    site.write(
        "content/articles/a.md",
        &format!("+++\ntitle = \"An article\"\ndate = 2025-05-01\n{front}\n+++\n{text}\n"),
    );
    let edition = site.build().edition.expect("the site is built");
    files(&edition)
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
        .collect()
}

fn heading(pages: &BTreeMap<String, String>, slug: &str) -> String {
    let page = pages.get(&format!("drugs/{slug}/index.html")).unwrap_or_else(|| {
        panic!("no page {slug}: {:?}", pages.keys().filter(|path| path.starts_with("drugs/")))
    });
    let start = page.find("<h1").expect("a heading");
    let end = page[start..].find("</h1>").expect("its end") + start;
    page[start..end].rsplit('>').next().unwrap_or_default().to_owned()
}

const DRUGS: &str = "drugs = [\"ketamine\", \"paracetamol\", \"Lithium\", \"xanomeline-trospium\"]";

#[test]
fn a_site_shows_drugs_by_their_names_in_its_language() {
    for (language, expected) in [
        ("en", ["Ketamine", "Paracetamol", "Lithium", "Xanomeline-trospium"]),
        ("de", ["Ketamin", "Paracetamol", "Lithium", "Xanomelin-Trospium"]),
        ("fr-CA", ["Kétamine", "Paracétamol", "", ""]),
        ("es", ["Ketamina", "Paracetamol", "", ""]),
    ] {
        let pages = built(&format!("language = \"{language}\"\n"), DRUGS, "Text.");
        let slugs = ["ketamine", "paracetamol", "lithium", "xanomeline-trospium"];
        for (slug, expected) in slugs.into_iter().zip(expected) {
            if !expected.is_empty() {
                assert_eq!(heading(&pages, slug), expected, "{language}");
            }
        }
    }
}

#[test]
fn all_names_of_a_drug_lead_to_one_page() {
    let drugs = "drugs = [\"Ketamin\", \"kétamine\", \"ketamine\", \"Ketalar\"]";
    for language in ["en", "de", "fr"] {
        let pages = built(&format!("language = \"{language}\"\n"), drugs, "Text.");
        let drug_pages: Vec<&String> = pages
            .iter()
            .filter(|(path, page)| path.starts_with("drugs/") && page.contains("class=\"facts\""))
            .map(|(path, _)| path)
            .collect();
        assert_eq!(drug_pages, ["drugs/ketamine/index.html"], "{language}");
    }
}

#[test]
fn american_names_can_be_chosen() {
    let drugs = "drugs = [\"Tylenol\", \"salbutamol\", \"ketamine\"]";
    let pages = built("[drugs]\nnames = \"us\"\n", drugs, "Text.");
    assert_eq!(heading(&pages, "paracetamol"), "Acetaminophen");
    assert_eq!(heading(&pages, "salbutamol"), "Albuterol");
    assert_eq!(heading(&pages, "ketamine"), "Ketamine");
    let site = TestSite::new();
    site.write(
        "site.toml",
        "title = \"T\"\nbase_url = \"https://example.org/\"\n[drugs]\nnames = \"uk\"\n",
    );
    assert!(site.build().edition.is_none(), "an unknown choice is an error");
}

#[test]
fn every_fact_on_a_page_has_a_source_and_a_date() {
    let pages = built("", "drugs = [\"naloxone\"]", "Text.");
    let page = &pages["drugs/naloxone/index.html"];
    let facts = &page[page.find("class=\"facts\"").expect("facts")..];
    for expected in ["opioid antagonist", "FDA NDC</a> 2019-04", "MeSH</a> 2023-12", "EMA</a> 20"] {
        assert!(facts.contains(expected), "{expected}");
    }
    // What the ending of the name suggests is not a fact.
    assert!(!page.contains("normorphine"), "{facts}");
    assert!(page.contains("\"subjectOf\":[{\"@type\":\"CreativeWork\",\"name\":\"FDA NDC\""));
    let german = built("language = \"de\"\n", "drugs = [\"naloxone\"]", "Text.");
    assert!(german["drugs/naloxone/index.html"].contains("Opioid-Antagonist"));
    // A language without translations shows the English terms, and says that they are English.
    let dutch = built("language = \"nl\"\n", "drugs = [\"naloxone\"]", "Text.");
    assert!(dutch["drugs/naloxone/index.html"].contains("lang=\"en\">opioid antagonist"));
}

#[test]
fn a_trial_of_another_drug_is_only_mentioned() {
    let front = r#"drugs = ["ketamine"]
[study]
registry = "NCT00000001"
[[citations]]
id = "own"
title = "A trial of Ketalar in depression"
nct = "NCT00000002"
[[citations]]
id = "other"
title = "A trial of fluoxetine in depression"
nct = "NCT00000003""#;
    let pages = built("", front, "Text [@own; @other].");
    let page = &pages["drugs/ketamine/index.html"];
    let (own, mentioned) =
        page.split_once("Trials mentioned in articles on this drug").expect("the second list");
    assert!(own.contains("NCT00000001") && own.contains("NCT00000002"), "{own}");
    assert!(!own.contains("NCT00000003") && mentioned.contains("NCT00000003"));
}

#[test]
fn a_combination_lists_its_ingredients_and_has_its_facts_in_every_language() {
    for (language, name, ingredient) in [
        ("en", "xanomeline-trospium", "trospium"),
        ("de", "Xanomelin-Trospium", "Trospium"),
        ("de", "Sacubitril/Valsartan", "Valsartan"),
        ("fr", "sacubitril/valsartan", "valsartan"),
        ("es", "levodopa/carbidopa", "carbidopa"),
    ] {
        let drugs = format!("drugs = [\"{name}\", \"{ingredient}\"]");
        let pages = built(&format!("language = \"{language}\"\n"), &drugs, "Text.");
        let page = pages
            .iter()
            .find(|(path, text)| {
                path.starts_with("drugs/") && text.contains("<h1") && path.contains('-')
            })
            .map(|(_, text)| text)
            .expect("the page of the combination");
        let facts = &page[page.find("class=\"facts\"").expect("facts")..];
        let facts = &facts[..facts.find("</section>").expect("their end")];
        let link = format!(">{ingredient}</a>");
        assert!(facts.contains(&link), "{language} {name}: {facts}");
        assert!(facts.contains("RxNorm"), "{language} {name}: {facts}");
    }
    let pages = built("", DRUGS, "Text.");
    assert!(!pages["drugs/ketamine/index.html"].contains("Active ingredients"));
}

#[test]
fn american_names_on_a_site_in_another_language_are_a_warning() {
    for (language, expected) in [("de", 1), ("fr-CA", 1), ("en", 0), ("en-GB", 0)] {
        let site = TestSite::new();
        site.write(
            "site.toml",
            &format!(
                "title = \"Test\"\nbase_url = \"https://example.org/\"\n\
                 language = \"{language}\"\n\n[drugs]\nnames = \"us\"\n"
            ),
        );
        let warnings = site.build().diagnostics;
        let found = warnings.iter().filter(|one| one.message.contains("has no effect")).count();
        assert_eq!(found, expected, "{language}: {warnings:?}");
    }
}

/// The pages of a site with an article on ketamine for each of these dates, two on a page of a list.
fn dated(dates: &[&str]) -> BTreeMap<String, String> {
    let site = TestSite::new();
    site.write(
        "site.toml",
        "title = \"Test\"\nbase_url = \"https://example.org/\"\npaginate_by = 2\n",
    );
    for (number, date) in dates.iter().enumerate() {
        let date = if date.is_empty() { String::new() } else { format!("date = {date}\n") };
        site.write(
            &format!("content/articles/a{number}.md"),
            &format!(
                "+++\ntitle = \"Article {number}\"\n{date}drugs = [\"ketamine\"]\nkey_findings = [\"Finding {number}.\"]\n+++\nText.\n"
            ),
        );
    }
    let edition = site.build().edition.expect("the site is built");
    files(&edition)
        .into_iter()
        .map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned()))
        .collect()
}

#[test]
fn the_list_of_articles_is_grouped_by_year_and_the_chart_links_to_each_year() {
    let pages = dated(&["2025-05-01", "2025-04-01", "2025-03-01", "2023-01-01", "", ""]);
    let page = &pages["drugs/ketamine/index.html"];
    for (year, url) in [
        ("2025", "/drugs/ketamine/#_2025"),
        ("2023", "/drugs/ketamine/page/2/#_2023"),
        ("Undated", "/drugs/ketamine/page/3/#_undated"),
    ] {
        assert!(page.contains(&format!("href=\"{url}\"")), "{year}: {page}");
        let (path, id) = url.split_once('#').expect("an id");
        let target = &pages[&format!("{}index.html", &path[1..])];
        assert!(target.contains(&format!("id=\"{id}\">{year}</h2>")), "{year}: {target}");
    }
    for number in 0..6 {
        let title = format!(">Article {number}</a></h3>");
        let found = pages
            .iter()
            .filter(|(path, page)| path.starts_with("drugs/ketamine/") && page.contains(&title))
            .count();
        assert_eq!(found, 1, "each article is in the list once: {title}");
    }
    // One year needs neither chart nor headings.
    let page = &dated(&["2025-05-01", "2025-04-01"])["drugs/ketamine/index.html"];
    assert!(!page.contains("class=\"by-year\"") && !page.contains("id=\"_2025\""), "{page}");
}

#[test]
fn the_latest_findings_come_first_and_say_when_a_source_was_retracted() {
    let front = "drugs = [\"ketamine\"]\nkey_findings = [\"It works.\", \"It lasts.\"]\n\
        [source]\nname = \"A journal\"\nstatus = \"retracted\"\n";
    let page = &built("", front, "Text.")["drugs/ketamine/index.html"];
    let finding = page.find("It works.").expect("the first finding");
    assert!(!page.contains("It lasts."));
    assert!(finding < page.find("class=\"facts\"").expect("facts"));
    assert!(finding < page.find("class=\"card").expect("the list"));
    let item = &page[finding..finding + page[finding..].find("</li>").expect("its end")];
    assert!(item.contains("Source retracted") && item.contains("/articles/a/"), "{item}");
    let without = &built("", "drugs = [\"ketamine\"]", "It works.")["drugs/ketamine/index.html"];
    assert!(!without.contains("Latest findings"), "a text is no finding");
}

#[test]
fn names_are_grouped_and_brands_have_the_country_of_their_register() {
    let page = &built("", "drugs = [\"ketamine\"]", "Text.")["drugs/ketamine/index.html"];
    let start = page.find("class=\"names\"").expect("names");
    let names = &page[start..start + page[start..].find("</section>").expect("their end")];
    let group = |label: &str| {
        let from = names.find(&format!("<dt>{label}</dt>")).unwrap_or_else(|| panic!("{names}"));
        names[from..from + names[from..].find("</div>").expect("its end")].to_owned()
    };
    assert!(group("Brand names, United States").contains("Ketalar"));
    assert!(group("Brand names, Canada").contains("Ketalar"));
    // A dictionary of substances says nothing about a country.
    assert!(group("Brand names, country not stated").contains("Calypsol"));
    assert!(group("Veterinary brands").contains("Vetalar"));
    assert!(!group("Brand names, United States").contains("Vetalar"));
    assert!(group("Research codes").contains("PMI-150"));
    // Each name has the number of a source, which is listed once with its date.
    let sources = &page[page.find("class=\"sources\"").expect("sources")..];
    let sources = &sources[..sources.find("</section>").expect("their end")];
    assert_eq!(sources.matches("FDA UNII</a> 2025-06").count(), 1, "{sources}");
    assert!(group("Research codes").contains("<sup>"));
}
