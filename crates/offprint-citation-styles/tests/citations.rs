//! What citations look like in the text.

use offprint_citation_styles::{
    BUILTIN_STYLES, CitationCluster, CitationForm, CitationStyle, CitedWork, FormattedText,
    PlaceInWork,
};
use offprint_works::Work;

use crate::support::{example, example_works, people};

fn cited(work: usize, place: &str) -> CitedWork {
    CitedWork { work, place: PlaceInWork::parse(place), ..CitedWork::default() }
}

fn cluster(works: &[CitedWork]) -> CitationCluster {
    CitationCluster { works: works.to_vec(), form: CitationForm::Parenthetical }
}

fn citations(
    style: &str,
    works: &[Work],
    clusters: &[CitationCluster],
    language: &str,
) -> Vec<String> {
    let works: Vec<&Work> = works.iter().collect();
    let formatted = CitationStyle::builtin(style).unwrap().format(&works, clusters, language);
    formatted.unwrap().citations.iter().map(FormattedText::to_text).collect()
}

#[test]
fn numbers_become_ranges_unless_something_would_disappear() {
    let works = example_works();
    let plain: Vec<CitedWork> = (0..4).map(|work| cited(work, "")).collect();
    let mut with_page = plain.clone();
    with_page[1] = cited(1, "p. 7");
    let mut with_words = plain.clone();
    with_words[2].prefix = "but see".into();
    let clusters = [cluster(&plain), cluster(&with_page), cluster(&with_words)];
    let ama = citations("ama", &works, &clusters, "en");
    assert_eq!(ama, ["1–4", "1,2(p7),3,4", "1,2,but see 3,4"]);
    let nature = citations("nature", &works, &clusters, "en");
    assert_eq!(nature, ["1–4", "1,2 (p. 7),3,4", "1,2,but see 3,4"]);
}

#[test]
fn every_style_prints_places() {
    let works = [example("plain")];
    for (name, _) in BUILTIN_STYLES {
        for place in ["p. 12", "table 3", "in the discussion"] {
            let text = citations(name, &works, &[cluster(&[cited(0, place)])], "en").remove(0);
            let number = place.rsplit(' ').next().unwrap();
            assert!(text.contains(number), "{name} drops {place}: {text}");
        }
    }
}

#[test]
fn places_are_in_the_language_of_the_page() {
    let works = [example("plain")];
    let place =
        |language| citations("apa", &works, &[cluster(&[cited(0, "p. 12")])], language).remove(0);
    assert_eq!(place("en"), "(Shelton & Okafor, 2025, p. 12)");
    assert_eq!(place("de"), "(Shelton & Okafor, 2025, S. 12)");
    assert_eq!(place("fr"), "(Shelton & Okafor, 2025, p. 12)");
    let nature = citations("nature", &works, &[cluster(&[cited(0, "p. 12")])], "de");
    assert_eq!(nature, ["1 (S. 12)"]);
}

#[test]
fn words_around_a_citation_stay_with_it() {
    let works = example_works();
    let mut first = cited(0, "");
    first.prefix = "see".into();
    first.suffix = "for doses".into();
    let text = citations("apa", &works, &[cluster(&[first, cited(8, "")])], "en");
    assert_eq!(text, ["(Doe, 2025; see Shelton & Okafor, 2025 for doses)"]);
}

#[test]
fn citations_can_be_a_part_of_the_sentence() {
    let works = [example("plain")];
    let narrative = CitationCluster { works: vec![cited(0, "")], form: CitationForm::Narrative };
    let text = |style| citations(style, &works, std::slice::from_ref(&narrative), "en").remove(0);
    assert_eq!(text("apa"), "Shelton and Okafor (2025)".replace("and", "&"));
    assert!(text("ieee").contains("[1]"), "{}", text("ieee"));
}

#[test]
fn the_same_author_and_year_get_letters_in_the_order_of_the_list() {
    let works = [example("same-year-b"), example("same-year-a"), example("plain")];
    let clusters = [cluster(&[cited(0, "")]), cluster(&[cited(1, "")])];
    for style in ["apa", "harvard", "chicago-author-date"] {
        let texts = citations(style, &works, &clusters, "en");
        assert!(texts[0].contains("2013b") && texts[1].contains("2013a"), "{style}: {texts:?}");
    }
}

#[test]
fn lists_of_references_keep_all_authors_if_citations_are_alike() {
    let mut short = example("plain");
    short.authors = people(&["Shelton, Anna M.", "Okafor, Chidi", "Moreau, Kim"]);
    let mut long = short.clone();
    long.authors.push(short.authors[0].clone());
    long.title = "Another title".into();
    let works = [&short, &long];
    for style in ["apa", "chicago-author-date"] {
        let formatted = CitationStyle::builtin(style).unwrap().format(&works, &[], "en").unwrap();
        for reference in &formatted.bibliography {
            let text = reference.text.to_text();
            assert!(text.contains("Okafor") && text.contains("Moreau"), "{style}: {text}");
        }
    }
}

#[test]
fn runs_name_the_works_they_cite() {
    let works = example_works();
    let works: Vec<&Work> = works.iter().collect();
    let cluster = cluster(&[cited(3, ""), cited(5, "")]);
    let formatted =
        CitationStyle::builtin("ama").unwrap().format(&works, &[cluster], "en").unwrap();
    let html = formatted.citations[0].to_html(|work| Some(format!("#{work}")));
    assert_eq!(html, "<sup><a href=\"#3\">1</a>,<a href=\"#5\">2</a></sup>");
    assert_eq!(formatted.bibliography[0].work, 3);
    assert_eq!(formatted.bibliography[0].label, "1");
}

#[test]
fn an_unknown_work_is_an_error() {
    let problem =
        CitationStyle::builtin("ama").unwrap().format(&[], &[cluster(&[cited(2, "")])], "en");
    assert_eq!(problem.unwrap_err().message, "work 2 is cited, but there are 0");
    assert!(citations("ama", &[], &[], "en").is_empty());
    assert_eq!(citations("apa", &[], &[cluster(&[])], "en"), [""]);
}
