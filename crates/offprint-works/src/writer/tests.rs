//! What is written is read again as the same work.

use super::{to_bibtex, to_csl_json, to_ris};
use crate::reader::read_works;
use crate::work::{
    AbstractSection, Contributor, PartialDate, StatusChange, StatusKind, Work, WorkKind,
};

/// A generator of numbers that are always the same (SplitMix64).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % (limit.max(1) as u64)) as usize
    }

    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }

    fn text(&mut self, words: usize) -> String {
        const WORDS: [&str; 26] = [
            "nothing",
            "Example",
            "CO₂",
            "5-HT₂",
            "50%",
            "{braces}",
            "}",
            "a_b",
            "$3",
            "#4",
            "x~y",
            "x^2",
            "C:\\dir",
            "R&D",
            "p<0.05",
            "“quoted”",
            "it's",
            "''",
            "--",
            "---",
            "α",
            "Über",
            "日本",
            "`tick`",
            "(n = 2)",
            "IL-6",
        ];
        let words: Vec<&str> = (0..words).map(|_| self.pick(&WORDS)).collect();
        words.join(" ")
    }

    fn person(&mut self) -> Contributor {
        if self.below(4) == 0 {
            let family = self.pick(&[
                "EXAMPLE Study Group",
                "World Example Organization",
                "Barnes and Sample Institute",
            ]);
            return Contributor {
                family: family.to_owned(),
                is_group: true,
                ..Contributor::default()
            };
        }
        Contributor {
            family: self
                .pick(&["Example", "van de Berg", "O'Sample", "Müller-Lüdenscheidt", "de la Cruz"])
                .to_owned(),
            given: self.pick(&["Anna", "A. B.", "Jörg", "Jean-Paul"]).to_owned(),
            suffix: self.pick(&["", "", "Jr", "III"]).to_owned(),
            ..Contributor::default()
        }
    }

    fn status(&mut self) -> Vec<StatusChange> {
        const KINDS: [StatusKind; 3] =
            [StatusKind::Corrected, StatusKind::ExpressionOfConcern, StatusKind::Retracted];
        let change = |kind, year, notice: &str| StatusChange {
            kind,
            date: PartialDate { year, month: 1, day: 5 },
            notice: notice.to_owned(),
            reason: String::new(),
            source: String::new(),
        };
        let count = self.below(4);
        let notices = ["10.5555/a_b(1)", "https://example.org/a_b?c=1", "10.5555/n--1"];
        (0..count)
            .map(|at| change(KINDS[at], 2025 + i16::try_from(at).unwrap_or(0), notices[at]))
            .collect()
    }

    fn work(&mut self) -> Work {
        let month = self.below(13);
        let day = if month == 0 { 0 } else { self.below(29) };
        Work {
            key: format!("key{}", self.below(1000)),
            title: format!("Of {}", self.text(6)),
            authors: (0..self.below(4)).map(|_| self.person()).collect(),
            container: format!("Journal of {}", self.text(2)),
            date: PartialDate {
                year: 2000 + i16::try_from(self.below(30)).unwrap_or(0),
                month: u8::try_from(month).unwrap_or(0),
                day: u8::try_from(day).unwrap_or(0),
            },
            volume: self.pick(&["", "12", "S1"]).to_owned(),
            issue: self.pick(&["", "3", "Suppl 2"]).to_owned(),
            pages: self.pick(&["", "100–110", "e2034", "S1–S9", "7"]).to_owned(),
            doi: self.pick(&["", "10.5555/ex.2025.1", "10.5555/a_b(1)%20<x>#;2-k"]).to_owned(),
            pmid: self.pick(&["", "99000001", "12"]).to_owned(),
            pmcid: self.pick(&["", "PMC9900001"]).to_owned(),
            issns: if self.below(2) == 0 { vec!["0378-5955".to_owned()] } else { Vec::new() },
            trials: if self.below(3) == 0 { vec!["NCT00000001".to_owned()] } else { Vec::new() },
            url: self.pick(&["", "https://example.org/a_b?c=1&d=%20#e"]).to_owned(),
            accessed: PartialDate { year: 2025, month: 1, day: 2 },
            language: self.pick(&["", "en", "de"]).to_owned(),
            online_date: PartialDate {
                year: 2000,
                month: u8::try_from(self.below(12) + 1).unwrap_or(1),
                day: u8::try_from(self.below(29)).unwrap_or(0),
            },
            note: self.pick(&["", "Read twice; cited on p. 3"]).to_owned(),
            status: self.status(),
            keywords: vec!["Depressive Disorder, Major".to_owned(), self.text(1)],
            sections: vec![
                AbstractSection {
                    heading: "Methods".to_owned(),
                    text: format!("We {}.", self.text(5)),
                },
                AbstractSection {
                    heading: "Results".to_owned(),
                    text: format!("They {}.", self.text(5)),
                },
            ],
            ..Work::default()
        }
    }
}

#[track_caller]
fn check(name: &str, written: &str, expect: &Work) {
    let reading = read_works(name, written.as_bytes());
    assert_eq!(reading.works.len(), 1, "{written}\n{:?}", reading.problems);
    let mut found = reading.works[0].work.clone();
    if found.key.is_empty() {
        found.key = reading.works[0].raw_key.clone();
    }
    assert_eq!(&found, expect, "{written}");
    assert_eq!(reading.problems, [], "{written}");
}

#[test]
fn what_is_written_is_read_again() {
    let mut numbers = Numbers(7);
    for _ in 0..400 {
        let work = numbers.work();
        check("x.bib", &to_bibtex(&work), &work);
        check("x.json", &to_csl_json(&work).to_string(), &work);
        // RIS ends a keyword at a semicolon, and knows no number of digits for PubMed.
        check("x.ris", &to_ris(&work), &work);
    }
}

fn example() -> Work {
    Work {
        key: "example2025".to_owned(),
        title: "Effects of Spravato on 5% of {DNA} in Münster".to_owned(),
        authors: vec![
            Contributor {
                family: "van de Berg".to_owned(),
                given: "Anna B.".to_owned(),
                suffix: "Jr".to_owned(),
                orcid: "0000-0002-1825-0097".to_owned(),
                ..Contributor::default()
            },
            Contributor {
                family: "Barnes and Sample Institute".to_owned(),
                is_group: true,
                ..Contributor::default()
            },
        ],
        container: "Journal of Examples & Samples".to_owned(),
        date: PartialDate { year: 2025, month: 3, day: 4 },
        volume: "12".to_owned(),
        issue: "3".to_owned(),
        pages: "143–153".to_owned(),
        doi: "10.5555/ex.2025.1".to_owned(),
        pmid: "99000001".to_owned(),
        status: vec![StatusChange {
            kind: StatusKind::Retracted,
            date: PartialDate { year: 2026, month: 1, day: 5 },
            notice: "10.5555/ex.2026.9".to_owned(),
            reason: String::new(),
            source: "Crossref".to_owned(),
        }],
        ..Work::default()
    }
}

#[test]
fn bibtex_keeps_capitals_names_and_status() {
    let expect = "\
@article{example2025,
  author = {van de Berg, Jr, Anna B. and {Barnes and Sample Institute}},
  title = {Effects of {Spravato} on 5\\% of {\\textbraceleft{}DNA\\textbraceright{}} in {Münster}},
  journal = {Journal of Examples \\& Samples},
  year = {2025},
  month = mar,
  day = {4},
  volume = {12},
  number = {3},
  pages = {143--153},
  doi = {10.5555/ex.2025.1},
  eprint = {99000001},
  eprinttype = {pubmed},
  note = {Offprint status: retracted 2026-01-05, https://doi.org/10.5555/ex.2026.9},
}
";
    assert_eq!(to_bibtex(&example()), expect);
}

#[test]
fn ris_has_names_in_parts() {
    let expect = "\
TY  - JOUR
ID  - example2025
AU  - van de Berg, Anna B., Jr
AU  - Barnes and Sample Institute
TI  - Effects of Spravato on 5% of {DNA} in Münster
T2  - Journal of Examples & Samples
PY  - 2025
DA  - 2025/03/04/
VL  - 12
IS  - 3
SP  - 143
EP  - 153
DO  - 10.5555/ex.2025.1
AN  - 99000001
DB  - PubMed
N1  - Offprint status: retracted 2026-01-05, https://doi.org/10.5555/ex.2026.9
ER  - 
";
    assert_eq!(to_ris(&example()), expect);
}

#[test]
fn csl_json_separates_particles() {
    let item = to_csl_json(&example());
    assert_eq!(item["author"][0]["non-dropping-particle"], "van de");
    assert_eq!(item["author"][0]["family"], "Berg");
    assert_eq!(item["author"][1]["literal"], "Barnes and Sample Institute");
    assert_eq!(item["issued"]["date-parts"][0][1], 3);
    assert_eq!(item["status"], "Retracted");
    assert_eq!(item["page"], "143-153");
}

#[test]
fn every_kind_has_a_type_that_is_read_again_in_csl_json() {
    for kind in [
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
        WorkKind::Dataset,
        WorkKind::Software,
        WorkKind::Legislation,
        WorkKind::Patent,
        WorkKind::Standard,
        WorkKind::Presentation,
        WorkKind::Video,
        WorkKind::Audio,
        WorkKind::WebPage,
        WorkKind::Post,
        WorkKind::PersonalCommunication,
        WorkKind::Other,
    ] {
        let work =
            Work { key: "k".to_owned(), title: "Nothing".to_owned(), kind, ..Work::default() };
        check("x.json", &to_csl_json(&work).to_string(), &work);
        let not_in_bibtex = [WorkKind::Presentation, WorkKind::Post];
        if !not_in_bibtex.contains(&kind) {
            check("x.bib", &to_bibtex(&work), &work);
        }
        let reading = read_works("x.ris", to_ris(&work).as_bytes());
        assert_eq!(reading.works[0].work.kind, kind);
    }
    let registration = Work {
        key: "k".to_owned(),
        title: "Registration".to_owned(),
        kind: WorkKind::Registration,
        trials: vec!["NCT00000001".to_owned()],
        ..Work::default()
    };
    check("x.json", &to_csl_json(&registration).to_string(), &registration);
}

#[test]
fn numbers_are_read_again() {
    for (kind, number, container) in [
        (WorkKind::Report, "TR-2025-12", ""),
        (WorkKind::Report, "TA999", ""),
        (WorkKind::Standard, "EX 1234", ""),
        (WorkKind::Patent, "EX1234567B1", ""),
        (WorkKind::Preprint, "2025.01.02.1", "medRxiv"),
        (WorkKind::Preprint, "ab3cd", "Example Server"),
    ] {
        let work = Work {
            key: "k".to_owned(),
            title: "Nothing".to_owned(),
            container: container.to_owned(),
            number: number.to_owned(),
            kind,
            ..Work::default()
        };
        check("x.json", &to_csl_json(&work).to_string(), &work);
        check("x.bib", &to_bibtex(&work), &work);
        check("x.ris", &to_ris(&work), &work);
    }
}

#[test]
fn editors_do_not_hide_the_day_of_the_online_publication() {
    let editor = Contributor {
        family: "Example".to_owned(),
        given: "Anna".to_owned(),
        ..Contributor::default()
    };
    let online_date = PartialDate { year: 2025, month: 2, day: 3 };
    let work = Work { editors: vec![editor], online_date, ..example() };
    let reading = read_works("x.ris", to_ris(&work).as_bytes());
    assert_eq!(reading.works[0].work.online_date, online_date);
    assert_eq!(reading.works[0].work.editors, work.editors);
}

#[test]
fn the_number_of_pages_is_read_again() {
    let report = Work {
        title: "Nothing".to_owned(),
        page_count: "412".to_owned(),
        kind: WorkKind::Report,
        ..Work::default()
    };
    assert!(!to_ris(&report).contains("SP  - "));
    for (kind, count) in
        [(WorkKind::Book, "412"), (WorkKind::Book, "45"), (WorkKind::Thesis, "188")]
    {
        let work = Work {
            key: "k".to_owned(),
            title: "Nothing".to_owned(),
            page_count: count.to_owned(),
            kind,
            ..Work::default()
        };
        check("x.json", &to_csl_json(&work).to_string(), &work);
        check("x.bib", &to_bibtex(&work), &work);
        check("x.ris", &to_ris(&work), &work);
    }
}

#[test]
fn versions_and_translators_are_read_again() {
    let translator = Contributor {
        family: "Sample".to_owned(),
        given: "Anna".to_owned(),
        ..Contributor::default()
    };
    for (kind, version, translators) in [
        (WorkKind::Software, "2.1", vec![]),
        (WorkKind::Dataset, "2021-03-04", vec![]),
        (WorkKind::Book, "", vec![translator.clone()]),
        (WorkKind::Chapter, "", vec![translator]),
    ] {
        let work = Work {
            key: "k".to_owned(),
            title: "Nothing".to_owned(),
            version: version.to_owned(),
            translators,
            kind,
            ..Work::default()
        };
        check("x.json", &to_csl_json(&work).to_string(), &work);
        check("x.bib", &to_bibtex(&work), &work);
        check("x.ris", &to_ris(&work), &work);
    }
}
