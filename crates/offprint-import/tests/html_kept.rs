//! What resembles the surroundings of an article and says something: it stays in the article, or the
//! report names it.
//!
//! All text is our own.

use offprint_import::Imported;

mod support;

use support::import_page;

const PROSE: &str = "Forty adults took the tablets for twelve weeks, and most of them slept better than with placebo, as their diaries show.";
const MORE: &str = "The staff did not know who had received which tablets until the last visit had been completed in the spring of that year.";

fn import_body(inner: &str) -> Imported {
    let page = format!(
        "<!doctype html><html lang=en><head><title>Tablets for sleep</title>\
         <meta name=date content=2025-03-03><meta name=author content='Ada Winter'></head>\
         <body><main><article><h1>Tablets for sleep</h1>{inner}</article></main></body></html>"
    );
    import_page(&page)
}

fn body_of(imported: &Imported) -> &str {
    imported.text.rsplit_once("+++\n").expect("it has front matter").1
}

#[track_caller]
fn check_kept(inner: &str, words: &str) {
    let imported = import_body(inner);
    let body = body_of(&imported);
    assert!(body.contains(words), "{words:?} is not kept:\n{body}\n{:?}", imported.left_out);
}

#[track_caller]
fn check_gone(inner: &str, words: &str) {
    let imported = import_body(inner);
    let body = body_of(&imported);
    assert!(!body.contains(words), "{words:?} is kept:\n{body}");
    assert!(body.contains(PROSE) && body.contains(MORE), "not complete:\n{body}");
}

#[test]
fn a_line_with_a_date_that_says_more_stays() {
    for line in [
        "Withdrawn on 1 May 2025",
        "Withdrawn 1 May 2025",
        "Valid until 1 May 2025",
        "From 1 May 2025: at most one tablet",
        "Not for children before 1 May 2025",
        "Version 2, valid from 1 May 2025",
        "G\u{fc}ltig ab 1. Mai 2025",
        "Half the dose since 1 May 2025 | 5 mg",
    ] {
        check_kept(&format!("<p>{line}</p><p>{PROSE}</p><p>{MORE}</p>"), line);
    }
}

#[test]
fn a_date_with_its_label_goes() {
    for line in [
        "1 May 2025",
        "Thursday, 1 May 2025, 10:30 GMT",
        "Published on 1 May 2025 at 10.30 am",
        "Published: 1 May 2025 | Last updated: 3 May 2025",
        "By Ada Winter, 1 May 2025",
        "Ver\u{f6}ffentlicht am 1. Mai 2025 um 9:15 Uhr",
        "Publi\u{e9} le 1 mai 2025",
    ] {
        check_gone(&format!("<p>{line}</p><p>{PROSE}</p><p>{MORE}</p>"), line);
    }
}
