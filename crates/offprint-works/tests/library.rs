//! Which statements are one work, what it says then, and what is doubtful about it.

use offprint_works::{
    Contributor, Library, PartialDate, StatusChange, StatusKind, StatusStatement, Work, WorkKind,
    check_library, read_works,
};

fn work(title: &str, year: i16, author: &str) -> Work {
    let authors = match author {
        "" => Vec::new(),
        family => vec![Contributor {
            family: family.to_owned(),
            given: "A".to_owned(),
            ..Contributor::default()
        }],
    };
    Work {
        title: title.to_owned(),
        authors,
        date: PartialDate { year, ..PartialDate::default() },
        ..Work::default()
    }
}

fn with_doi(work: Work, doi: &str) -> Work {
    Work { doi: doi.to_owned(), ..work }
}

fn with_pmid(work: Work, pmid: &str) -> Work {
    Work { pmid: pmid.to_owned(), ..work }
}

/// A library of works that are each in a file of their own: `0.bib`, `1.bib` …
fn library(works: Vec<Work>) -> Library {
    let statements = works.into_iter().enumerate().map(|(at, work)| (format!("{at}.bib"), 1, work));
    Library::new(statements.collect())
}

/// The files of each work.
#[track_caller]
fn check(works: Vec<Work>, expect: &[&str]) -> Library {
    let library = library(works);
    let found: Vec<String> = library
        .works()
        .iter()
        .map(|merged| {
            let files = merged.places.iter().map(|place| place.file.trim_end_matches(".bib"));
            files.collect::<Vec<_>>().join("+")
        })
        .collect();
    assert_eq!(found, expect);
    library
}

const TITLE: &str = "A randomized trial of nothing in examples";

#[test]
fn identifiers_decide_what_is_one_work() {
    let plain = || work(TITLE, 2025, "Example");
    check(
        vec![
            with_doi(plain(), "10.5555/a"),
            with_doi(work("Another spelling", 2024, "Sample"), "10.5555/a"),
            with_pmid(work("X", 2025, "X"), "99000001"),
            with_pmid(with_doi(work("Y", 2025, "X"), "10.5555/b"), "99000001"),
            with_doi(work("Z", 2025, "X"), "10.5555/b"),
        ],
        &["0+1", "2+3+4"],
    );
    // Different DOIs are different works, whatever else is the same.
    let shared = check(
        vec![
            with_pmid(with_doi(plain(), "10.5555/a"), "99000001"),
            with_pmid(with_doi(plain(), "10.5555/b"), "99000001"),
        ],
        &["0", "1"],
    );
    assert_eq!(shared.shared_identifiers()[0].identifier, "PubMed 99000001");
}

#[test]
fn the_title_decides_if_nothing_speaks_against_it() {
    let plain = || work(TITLE, 2025, "Example");
    check(vec![plain(), with_doi(plain(), "10.5555/a")], &["0+1"]);
    let spelled = work("A Randomized Trial of “Nothing” in Examples", 2025, "van Example");
    check(vec![plain(), spelled], &["0+1"]);
    check(vec![plain(), work(TITLE, 2024, "Example")], &["0", "1"]);
    check(vec![plain(), work(TITLE, 2025, "Sample")], &["0", "1"]);
    check(vec![plain(), work(TITLE, 0, "Example")], &["0", "1"]);
    check(vec![work("Editorial", 2025, ""), work("Editorial", 2025, "")], &["0", "1"]);
    check(vec![work("", 2025, "Example"), work("", 2025, "Example")], &["0", "1"]);
    let of_kind = |kind| Work { kind, ..plain() };
    check(
        vec![plain(), of_kind(WorkKind::Preprint), of_kind(WorkKind::ConferencePaper)],
        &["0", "1", "2"],
    );
    // The abstract in a supplement of another journal, and the paper.
    let in_journal = |name: &str| Work { container: name.to_owned(), ..plain() };
    check(vec![in_journal("Journal of Clinical Examples"), in_journal("J Clin Ex")], &["0+1"]);
    check(
        vec![in_journal("Journal of Clinical Examples"), in_journal("Nothing Letters")],
        &["0", "1"],
    );
    let at = |volume: &str, pages: &str| Work {
        volume: volume.to_owned(),
        pages: pages.to_owned(),
        ..plain()
    };
    check(vec![at("12", "1–9"), at("11", "S12")], &["0", "1"]);
    check(vec![at("12", "1–9"), at("12", "1–8")], &["0+1"]);
}

#[test]
fn notices_and_publications_of_a_trial_are_works_of_their_own() {
    let plain = || work(TITLE, 2025, "Example");
    let notice = |notice_of: &str| Work { notice_of: vec![notice_of.to_owned()], ..plain() };
    check(
        vec![plain(), notice("10.5555/a"), work(&format!("Erratum: {TITLE}"), 2025, "Example")],
        &["0", "1", "2"],
    );
    check(vec![plain(), work(&format!("RETRACTED: {TITLE}"), 2025, "Example")], &["0+1"]);
    let of_trial = |title: &str, kind| Work {
        kind,
        trials: vec!["NCT00000001".to_owned()],
        ..work(title, 2025, "Example")
    };
    let library = check(
        vec![
            of_trial("Main results of nothing", WorkKind::Article),
            of_trial("Long-term results of nothing", WorkKind::Article),
            of_trial("Nothing", WorkKind::Registration),
            of_trial("Nothing (NCT00000001)", WorkKind::Registration),
        ],
        &["0", "1", "2+3"],
    );
    assert_eq!(library.by_trial("nct 00000001").len(), 3);
    assert!(library.by_trial("NCT99999999").is_empty());
}

#[test]
fn an_arxiv_number_does_not_join_a_preprint_and_its_article() {
    let plain =
        |kind| Work { kind, arxiv: "2301.00001".to_owned(), ..work(TITLE, 2023, "Example") };
    check(
        vec![plain(WorkKind::Preprint), plain(WorkKind::Article), plain(WorkKind::Preprint)],
        &["0+2", "1"],
    );
}

#[test]
fn the_first_statement_counts_and_others_fill_it() {
    let first = Work {
        key: "mine".to_owned(),
        volume: "12".to_owned(),
        ..with_doi(work("One title of nothing", 2025, "Example"), "10.5555/a")
    };
    let second = Work {
        key: "theirs".to_owned(),
        volume: "13".to_owned(),
        pmid: "99000001".to_owned(),
        keywords: vec!["x".to_owned()],
        date: PartialDate { year: 2025, month: 3, day: 0 },
        ..with_doi(work("Another title of nothing", 2025, "Sample"), "10.5555/a")
    };
    let library = library(vec![first, second]);
    let merged = library.by_pmid("PMID: 99000001").expect("it is found");
    assert_eq!(merged.work.volume, "12");
    assert_eq!(merged.work.date.month, 3);
    assert_eq!(merged.work.keywords, ["x"]);
    assert_eq!(library.by_key("theirs"), Some(merged));
    assert_eq!(library.by_doi("https://doi.org/10.5555/A"), Some(merged));
    let found: Vec<(&str, &str, &str, &str)> = library
        .contradictions()
        .iter()
        .map(|found| {
            (found.field, &*found.kept.value, &*found.other.value, &*found.other.place.file)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("title", "One title of nothing", "Another title of nothing", "1.bib"),
            ("first author", "Example", "Sample", "1.bib"),
            ("volume", "12", "13", "1.bib"),
        ]
    );
    let problems = check_library(&library, 2026);
    assert!(problems[0].problem.message.contains("but `Example` in 0.bib, line 1"), "{problems:?}");
}

#[test]
fn differences_that_mean_nothing_are_no_contradictions() {
    let first = Work {
        pages: "143–153".to_owned(),
        ..with_doi(work("Nothing: a trial of β-blockers", 2025, "van Example"), "10.5555/a")
    };
    let second = Work {
        pages: "143".to_owned(),
        ..with_doi(work("Nothing : A Trial of β Blockers.", 2025, "Example"), "10.5555/a")
    };
    let online = Work {
        online_date: PartialDate { year: 2025, month: 1, day: 1 },
        ..with_doi(work("", 2026, ""), "10.5555/a")
    };
    assert_eq!(library(vec![first, second, online]).contradictions(), []);
}

#[test]
fn works_without_a_key_get_one() {
    let library = library(vec![
        with_doi(work("One", 2025, "Müller-Example"), "10.5555/1"),
        with_doi(work("Two", 2025, "Müller-Example"), "10.5555/2"),
        Work {
            key: "mullerexample2025c".to_owned(),
            ..with_doi(work("Three", 2025, "X"), "10.5555/3")
        },
        with_doi(work("Four", 2025, "Müller-Example"), "10.5555/4"),
        with_doi(work("Five", 0, ""), "10.5555/5"),
    ]);
    let keys: Vec<&str> = library.works().iter().map(|merged| &*merged.work.key).collect();
    assert_eq!(
        keys,
        [
            "mullerexample2025",
            "mullerexample2025b",
            "mullerexample2025c",
            "mullerexample2025d",
            "work"
        ]
    );
}

#[test]
fn status_is_known_from_notices_and_lists() {
    let bytes = include_bytes!("files/pubmed.nbib");
    let reading = read_works("pubmed.nbib", bytes);
    let statements =
        reading.works.into_iter().map(|found| ("pubmed.nbib".to_owned(), found.line, found.work));
    let mut library = Library::new(statements.collect());
    // The record and its notice have one title.
    assert_eq!(library.works().len(), 3);
    assert_eq!(library.apply_status(&reading.statements), 1);
    let from_list = StatusStatement {
        doi: "10.5555/EX.2025.0143".to_owned(),
        pmid: String::new(),
        change: StatusChange {
            kind: StatusKind::Retracted,
            date: PartialDate { year: 2026, month: 1, day: 5 },
            notice: String::new(),
            reason: "Nothing".to_owned(),
            source: "Retraction Watch".to_owned(),
        },
        line: 2,
    };
    library.apply_status(&[from_list]);
    let status = &library.by_pmid("99000001").expect("it is there").work.status;
    let retracted: Vec<&StatusChange> =
        status.iter().filter(|change| change.kind == StatusKind::Retracted).collect();
    assert_eq!(retracted.len(), 1, "{status:?}");
    assert_eq!(retracted[0].date.day, 5);
    assert_eq!(retracted[0].notice, "10.5555/ex.2026.0009");
    assert_eq!(retracted[0].reason, "Nothing");
    assert_eq!(retracted[0].source, "PubMed, Retraction Watch");
}

#[test]
fn doubtful_works_are_reported() {
    let same = |work: Work| ("same.bib".to_owned(), 7, work);
    let library = Library::new(vec![
        ("a.bib".to_owned(), 1, with_doi(Work::default(), "10.5555/a")),
        ("a.bib".to_owned(), 3, with_doi(work(TITLE, 2099, "Example"), "10.5555/b")),
        ("a.bib".to_owned(), 5, work("Without anything", 2020, "Example")),
        ("a.bib".to_owned(), 9, with_doi(work("Wrong", 2020, "Example"), "10.55/b")),
        same(with_pmid(work("Twice", 2020, "Example"), "99000001")),
        ("same.bib".to_owned(), 9, with_pmid(work("Twice", 2020, "Example"), "99000001")),
        (
            "x.bib".to_owned(),
            1,
            Work { key: "k".to_owned(), ..with_doi(work("K1", 2020, "A"), "10.5555/k1") },
        ),
        (
            "y.bib".to_owned(),
            1,
            Work { key: "k".to_owned(), ..with_doi(work("K2", 2020, "B"), "10.5555/k2") },
        ),
        ("z.bib".to_owned(), 1, with_doi(work(TITLE, 2020, "Example"), "10.5555/z1")),
        ("z.bib".to_owned(), 4, with_doi(work(TITLE, 2020, "Example"), "10.5555/z2")),
    ]);
    let found: Vec<String> = check_library(&library, 2026)
        .into_iter()
        .map(|found| {
            assert!(!found.problem.help.is_empty());
            format!("{}:{} {}", found.file, found.problem.line, found.problem.message)
        })
        .collect();
    let expect = [
        "a.bib:1 `10.5555/a` has a DOI, but no title",
        "a.bib:3 the year 2099 is impossible",
        "a.bib:5 `Without anything` has no identifier and no address, so readers cannot look it up",
        "a.bib:9 `10.55/b` is not a DOI: the number after `10.` of a DOI has four to nine digits, and then a slash",
        "same.bib:9 this work is also in line 7",
        "y.bib:1 the key `k` is another work in x.bib, line 1",
        "z.bib:4 this may be the same work as in z.bib, line 1: title and year are equal",
    ];
    assert_eq!(found, expect);
}

#[test]
fn many_works_are_merged_in_proportion_to_their_number() {
    let works = |count: usize| -> Vec<(String, usize, Work)> {
        let statement = |at: usize| {
            let work = match at % 4 {
                // The worst case: one title for all.
                0 => work("Editorial", 2025, "Example"),
                1 => with_doi(work(TITLE, 2025, "Example"), &format!("10.5555/{at}")),
                _ => with_doi(
                    work(&format!("Work {at} of nothing at all"), 2025, "Example"),
                    &format!("10.5555/{}", at / 2),
                ),
            };
            ("x.bib".to_owned(), at, work)
        };
        (0..count).map(statement).collect()
    };
    let seconds = |count: usize| {
        let statements = works(count);
        let start = std::time::Instant::now();
        let library = Library::new(statements);
        assert!(library.works().len() > count / 4);
        start.elapsed().as_secs_f64()
    };
    // The machine may be busy, so only repeated slowness counts.
    let is_slow = (0..4).all(|_| {
        let (few, many) = (seconds(1500), seconds(24_000));
        many > 1.0 && many > few * 100.0
    });
    assert!(!is_slow);
}

#[test]
fn made_keys_of_one_file_are_not_ambiguous() {
    let works = [work("The first", 2013, "Lee"), work("The second", 2013, "Lee")];
    let in_one = works.iter().map(|work| ("a.ris".to_owned(), 1, work.clone())).collect();
    let in_one = Library::new(in_one);
    let in_two = library(works.to_vec());
    for (library, key, count) in [
        (&in_one, "lee2013", 0),
        (&in_one, "lee2013b", 0),
        (&in_two, "lee2013", 1),
        (&in_two, "lee2013b", 0),
    ] {
        assert!(library.by_key(key).is_some());
        assert_eq!(library.rivals(key, 3).1, count, "{key}");
    }
}
