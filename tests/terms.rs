//! Which names are one term and which are two: signs decide, spelling does not.

use std::collections::BTreeMap;

use offprint_base::{term_key, term_slug};

use crate::support::site::{TestSite, files};

/// A site with one article for each of these tags.
fn tagged(tags: &[&str]) -> TestSite {
    let site = TestSite::new();
    site.write("site.toml", "title = \"Test\"\nbase_url = \"https://example.org/\"\n");
    for (number, tag) in tags.iter().enumerate() {
        site.write(
            &format!("content/articles/a{number}.md"),
            &format!(
                "+++\ntitle = \"Article {number}\"\ndate = 2025-05-01\ntags = [\"{tag}\"]\n+++\nText.\n"
            ),
        );
    }
    site
}

/// The names of the tags on the page of an article.
fn shown(site: &TestSite, article: usize) -> String {
    let edition = site.build().edition.expect("the site is built");
    let files = files(&edition);
    let path = format!("articles/a{article}/index.html");
    let page = files.iter().find(|(found, _)| *found == path).expect("the page");
    String::from_utf8_lossy(&page.1).into_owned()
}

#[test]
fn names_that_differ_in_any_sign_never_share_a_page() {
    let bases = ["HER2", "65 years", "5 mg", "MK-801", "dose"];
    let signs = [
        "", "+", "-", "\u{2212}", "<", ">", "≤", "≥", "=", "±", "µ", "%", "#", "*", "!", "?", "/",
        "(+)", "(-)", "²", "&", ".", ",", "'", "~", "°",
    ];
    let mut names: Vec<String> = bases
        .iter()
        .flat_map(|base| {
            signs.iter().flat_map(move |sign| [format!("{base}{sign}"), format!("{sign}{base}")])
        })
        .collect();
    names.sort_by_key(|name| term_key(name));
    names.dedup_by_key(|name| term_key(name));
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    // Those that would share a URL are errors, each with both names.
    let mut first_of: BTreeMap<String, &str> = BTreeMap::new();
    let build = tagged(&all).build();
    for name in &names {
        let Some(first) = first_of.get(&term_slug(name)) else {
            first_of.insert(term_slug(name), name);
            continue;
        };
        let told = build.diagnostics.iter().any(|fault| {
            fault.message.contains(&format!("`{name}`"))
                || fault.message.contains(&format!("`{first}`"))
        });
        assert!(told, "{first} {name}: {:?}", build.diagnostics);
    }
    let distinct: Vec<&str> = first_of.into_values().collect();
    assert!(distinct.len() > 60, "{}", distinct.len());
    assert_eq!(pages_of_tags(&tagged(&distinct)), distinct.len());
}

/// The number of tags that have a page.
fn pages_of_tags(site: &TestSite) -> usize {
    let build = site.build();
    let edition = build.edition.unwrap_or_else(|| panic!("{:?}", build.diagnostics));
    let is_tag = |path: &str| {
        path.starts_with("tags/") && path.matches('/').count() == 2 && path.ends_with("index.html")
    };
    files(&edition).iter().filter(|(path, _)| is_tag(path)).count()
}

#[test]
fn pages_show_the_name_that_the_article_wrote() {
    let tags = ["HER2+", "HER2-", ">65 years", "<65 years", "5 μg", "5 mg"];
    let site = tagged(&tags);
    for (number, tag) in tags.iter().enumerate() {
        let page = shown(&site, number);
        let escaped = tag.replace('<', "&lt;").replace('>', "&gt;");
        assert!(page.contains(&format!(">{escaped}</a>")), "{tag}: {page}");
    }
}

#[test]
fn spellings_of_one_name_are_one_tag() {
    let site = tagged(&[
        "treatment-resistant depression",
        "Treatment resistant depression",
        "treatment\u{2011}resistant  Depression",
    ]);
    assert_eq!(pages_of_tags(&site), 1);
}

#[test]
fn names_that_only_look_alike_in_urls_are_an_error_with_both_names() {
    for (one, other) in [("U.S.", "US"), ("Café", "Cafe"), ("1.5 mg", "1-5 mg"), ("R&D", "R D")] {
        let build = tagged(&[one, other]).build();
        assert!(
            build.edition.is_some()
                || build.diagnostics.iter().any(|fault| fault.message.contains(one)
                    && fault.message.contains(other)
                    && fault.message.contains("/tags/")),
            "{one} {other}: {:?}",
            build.diagnostics
        );
    }
}
