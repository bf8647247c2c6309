//! References in the languages of a site.

use offprint_citation_styles::{BUILTIN_STYLES, CITATION_LANGUAGES, CitationStyle};
use offprint_works::Work;

use crate::support::{bibliography, example};

fn reference(style: &str, work: &Work, language: &str) -> String {
    let style = CitationStyle::builtin(style).unwrap();
    bibliography(style, std::slice::from_ref(work), language).remove(0)
}

#[test]
fn terms_and_dates_follow_the_language() {
    let page = example("web-page");
    assert!(reference("ama", &page, "en").contains("March 31, 2023. Accessed January 9, 2025"));
    assert!(reference("ama", &page, "de").contains("31. März 2023"));
    assert!(reference("ama", &page, "fr").contains("31 mars 2023"));
    assert!(reference("ama", &page, "es").contains("31 de marzo de 2023"));
    assert!(reference("ama", &page, "it").contains("31 marzo 2023"));
    let chapter = example("chapter");
    assert!(
        reference("apa", &chapter, "de").contains("Hrsg."),
        "{}",
        reference("apa", &chapter, "de")
    );
}

#[test]
fn every_language_has_dates() {
    for language in CITATION_LANGUAGES {
        for (style, _) in BUILTIN_STYLES {
            let text = reference(style, &example("plain"), language);
            assert!(text.contains("2025"), "{style} in {language}: {text}");
        }
    }
}

#[test]
fn quotation_marks_follow_the_language() {
    let work = example("quotes");
    assert!(
        reference("ieee", &work, "en")
            .contains("“The ‘placebo effect’ and patients’ expectations,”")
    );
    assert!(
        reference("ieee", &work, "de").contains("„The “placebo effect” and"),
        "{}",
        reference("ieee", &work, "de")
    );
    assert!(
        reference("harvard", &work, "en")
            .contains("‘The “placebo effect” and patients’ expectations’")
    );
}

#[test]
fn only_english_headlines_get_capitals() {
    let mut work = example("book");
    work.title = "Handbuch der erfundenen Arzneimittel mit mTOR".into();
    work.language = "de".into();
    assert!(reference("ama", &work, "en").contains("Handbuch der erfundenen Arzneimittel"));
    work.language = "en".into();
    work.title = "handbook of mTOR and pH in c-fos".into();
    assert!(reference("ama", &work, "de").contains("Handbook of mTOR and pH in c-fos"));
    assert!(
        reference("chicago-author-date", &work, "en").contains("Handbook of mTOR and pH in c-fos")
    );
}
