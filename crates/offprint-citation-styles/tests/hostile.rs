//! Works that no record should contain: nothing panics, and everything is escaped.

use std::time::{Duration, Instant};

use offprint_citation_styles::{
    BUILTIN_STYLES, CitationCluster, CitationForm, CitationStyle, CitedWork, PlaceInWork,
};
use offprint_works::{Contributor, PartialDate, Work, WorkKind};
use proptest::prelude::*;

use crate::support::{example, example_works, person};

/// The first sign of the private planes, which the crate uses as marks.
const FIRST_MARK: char = '\u{F0000}';

const KINDS: [WorkKind; 25] = [
    WorkKind::Article,
    WorkKind::Preprint,
    WorkKind::Magazine,
    WorkKind::News,
    WorkKind::Book,
    WorkKind::Chapter,
    WorkKind::Entry,
    WorkKind::ConferencePaper,
    WorkKind::Thesis,
    WorkKind::Report,
    WorkKind::Registration,
    WorkKind::Dataset,
    WorkKind::Software,
    WorkKind::Legislation,
    WorkKind::Patent,
    WorkKind::Standard,
    WorkKind::PressRelease,
    WorkKind::Label,
    WorkKind::Presentation,
    WorkKind::Video,
    WorkKind::Audio,
    WorkKind::WebPage,
    WorkKind::Post,
    WorkKind::PersonalCommunication,
    WorkKind::Other,
];

/// A text with signs that have a meaning somewhere: in HTML, numbers, names, or for the processor.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zA-Z]{0,8}( [a-z]{1,5}){0,2}",
        2 => "[0-9]{0,12}([-–,&. ][0-9]{0,12}){0,3}",
        2 => r#"[ .,;:?!"'“”‘’«»()\[\]<>&/\\-]{0,8}"#,
        1 => any::<String>(),
        1 => Just("van de Berg".to_owned()),
        1 => Just("\u{10FFF0}\u{F0000}\u{F0001}\u{10FFF1}".to_owned()),
        1 => Just("12\\-3".to_owned()),
        1 => Just("2147483648–99999999999".to_owned()),
        1 => Just("李 明".to_owned()),
    ]
}

fn contributor() -> impl Strategy<Value = Contributor> {
    (text(), text(), text(), any::<bool>()).prop_map(|(family, given, suffix, is_group)| {
        Contributor { family, given, suffix, is_group, ..Contributor::default() }
    })
}

fn work_date() -> impl Strategy<Value = PartialDate> {
    prop_oneof![
        4 => (2000_i16..2003, 0_u8..14, 0_u8..33),
        1 => (any::<i16>(), any::<u8>(), any::<u8>()),
    ]
    .prop_map(|(year, month, day)| PartialDate { year, month, day })
}

fn work() -> impl Strategy<Value = Work> {
    let people = || prop::collection::vec(contributor(), 0..4);
    let texts = prop::collection::vec(text(), 14);
    (0..KINDS.len(), people(), people(), work_date(), work_date(), texts).prop_map(
        |(kind, authors, editors, date, online_date, texts)| {
            let mut texts = texts.into_iter();
            let mut next = || texts.next().unwrap_or_default();
            Work {
                kind: KINDS[kind],
                title: next(),
                authors,
                editors,
                container: next(),
                container_short: next(),
                date,
                online_date,
                accessed: date,
                volume: next(),
                issue: next(),
                pages: next(),
                edition: next(),
                publisher: next(),
                place: next(),
                number: next(),
                genre: next(),
                doi: next(),
                url: next(),
                language: next(),
                trials: vec![next()],
                ..Work::default()
            }
        },
    )
}

fn all_clusters(works: &[Work], words: &str) -> Vec<CitationCluster> {
    let cited = |work| CitedWork {
        work,
        place: PlaceInWork::parse(words),
        prefix: words.to_owned(),
        suffix: words.to_owned(),
    };
    let all = (0..works.len()).map(cited).collect();
    let narrative = (0..works.len()).map(cited).collect();
    vec![
        CitationCluster { works: all, form: CitationForm::Parenthetical },
        CitationCluster { works: narrative, form: CitationForm::Narrative },
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 160,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn random_works_never_stop_the_processor(
        works in prop::collection::vec(work(), 1..6),
        words in text(),
        style in 0..BUILTIN_STYLES.len(),
        language in prop::sample::select(vec!["en", "de-DE", "fr", "", "zz"]),
    ) {
        let style = CitationStyle::builtin(BUILTIN_STYLES[style].0).unwrap();
        let references: Vec<&Work> = works.iter().collect();
        let clusters = all_clusters(&works, &words);
        let formatted = style.format(&references, &clusters, language).unwrap();
        prop_assert_eq!(formatted.bibliography.len(), works.len());
        prop_assert_eq!(formatted.citations.len(), clusters.len());
        let texts = formatted.bibliography.iter().map(|entry| &entry.text);
        for text in texts.chain(&formatted.citations) {
            let plain = text.to_text();
            let leaks = plain.contains(|c: char| c.is_control() || c >= FIRST_MARK);
            prop_assert!(!leaks, "{plain:?}");
            let html = text.to_html(|_| None);
            prop_assert!(!html.contains("style=") || plain.contains("style="));
            for tag in html.split('<').skip(1) {
                let name = tag.trim_start_matches('/').split(['>', ' ']).next().unwrap_or_default();
                prop_assert!(["i", "b", "sup", "sub", "span", "a"].contains(&name), "{}", html);
            }
        }
    }
}

#[test]
fn works_with_the_same_first_authors_do_not_stop_the_processor() {
    // One list of authors is the start of the other, which the processor does not expect.
    let mut short = example("plain");
    short.authors = ["Doe, Jane", "Roe, Richard", "Poe, Paul"].map(person).to_vec();
    let mut long = short.clone();
    long.authors.push(person("Low, Lou"));
    let mut none = short.clone();
    none.authors.clear();
    none.title = "Doe".into();
    for (name, _) in BUILTIN_STYLES {
        let works = vec![short.clone(), long.clone(), none.clone(), short.clone()];
        let references: Vec<&Work> = works.iter().collect();
        let clusters = all_clusters(&works, "");
        CitationStyle::builtin(name).unwrap().format(&references, &clusters, "en").unwrap();
    }
}

#[test]
fn markup_in_records_stays_text() {
    let mut work = example("news");
    work.title = "<script>alert(1)</script> & \"more\"".into();
    work.url = "https://times.example/\"><script>".into();
    for (name, _) in BUILTIN_STYLES {
        let style = CitationStyle::builtin(name).unwrap();
        let formatted = style.format(&[&work], &[], "en").unwrap();
        let html = formatted.bibliography[0].text.to_html(|_| None);
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script"), "{html}");
    }
    work.url = "javascript:alert(1)".into();
    let formatted = CitationStyle::builtin("ama").unwrap().format(&[&work], &[], "en").unwrap();
    assert!(!formatted.bibliography[0].text.to_html(|_| None).contains("javascript"));
}

#[test]
fn enormous_works_take_seconds_at_most() {
    let started = Instant::now();
    let mut crowd = example("plain");
    let names = (0..10_000).map(|index| person(&format!("Person{index}, Anna B.")));
    crowd.authors = names.collect();
    let mut long = example("question");
    long.title = "word ".repeat(200_000);
    for name in ["ama", "apa", "chicago-author-date", "ieee"] {
        let style = CitationStyle::builtin(name).unwrap();
        let formatted = style.format(&[&crowd, &long], &[], "en").unwrap();
        assert_eq!(formatted.bibliography.len(), 2);
    }
    // Debug builds are slow, and so are machines with many jobs.
    assert!(started.elapsed() < Duration::from_secs(120), "{:?}", started.elapsed());
}

#[test]
fn many_works_of_one_author_and_year_have_letters() {
    let works: Vec<Work> = (0..60)
        .map(|index| Work { title: format!("Title {index:03}"), ..example("same-year-a") })
        .collect();
    let references: Vec<&Work> = works.iter().collect();
    let style = CitationStyle::builtin("apa").unwrap();
    let formatted = style.format(&references, &[], "en").unwrap();
    let text = |index: usize| formatted.bibliography[index].text.to_text();
    assert!(text(0).contains("2013a") && text(25).contains("2013z"), "{} {}", text(0), text(25));
    assert!(text(26).contains("2013aa"), "{}", text(26));
}

#[test]
fn results_and_fingerprints_depend_on_the_arguments_only() {
    let works = example_works();
    let references: Vec<&Work> = works.iter().collect();
    let style = CitationStyle::builtin("ama").unwrap();
    let expected = style.format(&references, &[], "en").unwrap();
    let fingerprint = style.input_fingerprint(&references, &[], "en");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                assert_eq!(style.format(&references, &[], "en").unwrap(), expected);
                assert_eq!(style.input_fingerprint(&references, &[], "en"), fingerprint);
            });
        }
    });
    // What no style prints does not change the fingerprint; what is printed does.
    let mut other = works[0].clone();
    other.note = "read again".into();
    let fingerprint_of = |work: &Work| style.input_fingerprint(&[work], &[], "en");
    assert_eq!(fingerprint_of(&works[0]), fingerprint_of(&other));
    other.title.push('!');
    assert_ne!(fingerprint_of(&works[0]), fingerprint_of(&other));
    assert_ne!(fingerprint_of(&works[0]), style.input_fingerprint(&[&works[0]], &[], "de"));
    let apa = CitationStyle::builtin("apa").unwrap();
    assert_ne!(fingerprint_of(&works[0]), apa.input_fingerprint(&[&works[0]], &[], "en"));
}
