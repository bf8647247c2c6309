//! Works for the tests. All of them are invented: authors, titles, journals and numbers. The DOIs
//! are below 10.5555, which is reserved for examples.

use offprint_citation_styles::CitationStyle;
use offprint_works::{Contributor, PartialDate, Work, WorkKind};

/// A person, from `Family, Given` or `Family, Given, Suffix`; a group, from `= Name`.
pub fn person(text: &str) -> Contributor {
    if let Some(group) = text.strip_prefix("= ") {
        return Contributor { family: group.into(), is_group: true, ..Contributor::default() };
    }
    let mut parts = text.split(", ").map(str::to_owned);
    Contributor {
        family: parts.next().unwrap_or_default(),
        given: parts.next().unwrap_or_default(),
        suffix: parts.next().unwrap_or_default(),
        ..Contributor::default()
    }
}

pub fn people(list: &[&str]) -> Vec<Contributor> {
    list.iter().map(|text| person(text)).collect()
}

/// A date, from `2025`, `2025-03` or `2025-03-14`.
pub fn date(text: &str) -> PartialDate {
    let mut parts = text.split('-');
    PartialDate {
        year: parts.next().and_then(|part| part.parse().ok()).unwrap_or_default(),
        month: parts.next().and_then(|part| part.parse().ok()).unwrap_or_default(),
        day: parts.next().and_then(|part| part.parse().ok()).unwrap_or_default(),
    }
}

fn work(key: &str, kind: WorkKind, authors: &[&str], title: &str, year: &str) -> Work {
    Work {
        key: key.into(),
        kind,
        title: title.into(),
        authors: people(authors),
        date: date(year),
        ..Work::default()
    }
}

fn article(key: &str, authors: &[&str], title: &str, year: &str) -> Work {
    Work {
        container: "Journal of Imaginary Psychiatry".into(),
        container_short: "J Imag Psychiatry".into(),
        volume: "182".into(),
        issue: "5".into(),
        pages: "1143–1153".into(),
        doi: format!("10.5555/jip.{key}"),
        ..work(key, WorkKind::Article, authors, title, year)
    }
}

fn with(mut work: Work, change: impl FnOnce(&mut Work)) -> Work {
    change(&mut work);
    work
}

const SEVEN: [&str; 7] = [
    "Shelton, Anna M.",
    "Okafor, Chidi",
    "Lindqvist, Jean-Pierre",
    "Moreau, K. T.",
    "Tanaka, Yuki",
    "Alvarez, R.S.",
    "Novak, Petra",
];

/// Works of every kind, and articles with everything that goes wrong with articles.
pub fn example_works() -> Vec<Work> {
    let mut works = journal_articles();
    works.extend(books_and_reports());
    works.extend(online_works());
    works
}

fn journal_articles() -> Vec<Work> {
    let mut twenty_two: Vec<String> =
        (b'A'..=b'V').map(|letter| format!("{0}{1}son, {0}", letter as char, "ander")).collect();
    twenty_two[0] = "Anderson, Ada".into();
    let twenty_two: Vec<&str> = twenty_two.iter().map(String::as_str).collect();
    vec![
        article(
            "plain",
            &["Shelton, Anna M.", "Okafor, Chidi"],
            "S-ketamine and NMDA signalling through mTOR: effects of pH in depression",
            "2025-03-14",
        ),
        article("six-authors", &SEVEN[..6], "A trial with six authors", "2024"),
        article("seven-authors", &SEVEN, "A trial with seven authors", "2024"),
        article("many-authors", &twenty_two, "A consortium of twenty-two authors", "2023"),
        with(
            article(
                "group",
                &["= CANMAT Imaginary Working Group"],
                "Guidelines of a group",
                "2022",
            ),
            |work| {
                work.pages = "12–9".into();
            },
        ),
        article(
            "people-and-group",
            &["Shelton, AM", "= for the NOVA Investigators"],
            "People and a group",
            "2021",
        ),
        article(
            "particles",
            &["van de Berg, Willem", "de la Cruz, Maria", "Ortega y Gasset, Luis"],
            "Names with particles",
            "2020",
        ),
        article(
            "suffixes",
            &["King, Martin L., Jr", "Ford, H.T., III"],
            "Names with suffixes",
            "2019",
        ),
        with(
            article(
                "article-number",
                &["Doe, Jane"],
                "An article with a number instead of pages",
                "2025",
            ),
            |work| {
                work.pages = "e2034567".into();
                work.issue.clear();
            },
        ),
        with(article("supplement", &["Doe, Jane"], "An article in a supplement", "2018"), |work| {
            work.issue = "Suppl 2".into();
            work.pages = "S12–S19".into();
        }),
        with(article("ahead", &["Roe, Richard"], "An article ahead of print", ""), |work| {
            work.online_date = date("2025-06-02");
            work.volume.clear();
            work.issue.clear();
            work.pages.clear();
        }),
        article("question", &["Roe, Richard"], "Does it work?", "2017"),
        article(
            "quotes",
            &["Roe, Richard"],
            "The “placebo effect” and patients’ expectations",
            "2016",
        ),
        with(
            article("german", &["Müller, Jürgen"], "Wirkung von Ketamin auf den Schlaf", "2015"),
            |work| {
                work.language = "de".into();
                work.container = "Zeitschrift für erfundene Psychiatrie".into();
                work.container_short = "Z erfund Psychiatr".into();
            },
        ),
        with(article("no-author", &[], "An editorial without authors", "2014"), |work| {
            work.doi.clear();
        }),
        with(article("no-date", &["Doe, Jane"], "An article without a date", ""), |work| {
            work.volume.clear();
            work.issue.clear();
        }),
        article("same-year-b", &["Young, Yvonne"], "Zinc in depression", "2013"),
        article("same-year-a", &["Young, Yvonne"], "Amantadine in depression", "2013"),
    ]
}

fn books_and_reports() -> Vec<Work> {
    vec![
        with(
            work(
                "book",
                WorkKind::Book,
                &["Shelton, Anna M."],
                "Handbook of imaginary drugs",
                "2012",
            ),
            |work| {
                work.edition = "3".into();
                work.publisher = "Fictional University Press".into();
                work.place = "Sampletown".into();
                work.isbn = "9780000000002".into();
            },
        ),
        with(
            work("edited-book", WorkKind::Book, &[], "Sleep and its inventions", "2011"),
            |work| {
                work.editors = people(&["Doe, Jane", "Roe, Richard"]);
                work.publisher = "Fictional University Press".into();
                work.place = "Sampletown".into();
            },
        ),
        with(
            work(
                "chapter",
                WorkKind::Chapter,
                &["Okafor, Chidi"],
                "Receptors that do not exist",
                "2011",
            ),
            |work| {
                work.editors = people(&["Doe, Jane", "Roe, Richard"]);
                work.container = "Sleep and its inventions".into();
                work.edition = "2nd ed.".into();
                work.publisher = "Fictional University Press".into();
                work.place = "Sampletown".into();
                work.pages = "45–67".into();
            },
        ),
        with(work("entry", WorkKind::Entry, &[], "Ketamine", "2010"), |work| {
            work.container = "Encyclopaedia of invented substances".into();
            work.publisher = "Sample Books".into();
        }),
        with(
            work(
                "thesis",
                WorkKind::Thesis,
                &["Novak, Petra"],
                "Essays on the nonexistent",
                "2009",
            ),
            |work| {
                work.genre = "PhD thesis".into();
                work.publisher = "University of Sampletown".into();
            },
        ),
        with(
            work(
                "report",
                WorkKind::Report,
                &["= Institute for Invented Health"],
                "Depression in numbers",
                "2008",
            ),
            |work| {
                work.number = "12".into();
                work.publisher = "Institute for Invented Health".into();
                work.url = "https://health.example/reports/12".into();
                work.accessed = date("2025-01-09");
            },
        ),
        with(
            work(
                "standard",
                WorkKind::Standard,
                &["= Sample Standards Body"],
                "Labels of medicines",
                "2007",
            ),
            |work| {
                work.number = "SSB 1234".into();
                work.publisher = "Sample Standards Body".into();
            },
        ),
        with(work("law", WorkKind::Legislation, &[], "Imaginary Medicines Act", "2006"), |work| {
            work.url = "https://law.example/ima".into();
        }),
        with(
            work(
                "patent",
                WorkKind::Patent,
                &["Tanaka, Yuki"],
                "Crystals of a compound",
                "2005-04-05",
            ),
            |work| {
                work.number = "US 1234567 B2".into();
            },
        ),
        with(
            work(
                "conference",
                WorkKind::ConferencePaper,
                &["Alvarez, Rosa"],
                "A poster on sleep",
                "2004-05-06",
            ),
            |work| {
                work.container = "Proceedings of the Sample Congress".into();
                work.place = "Sampletown".into();
                work.pages = "7–8".into();
            },
        ),
        with(
            work(
                "talk",
                WorkKind::Presentation,
                &["Alvarez, Rosa"],
                "A talk on sleep",
                "2003-05-06",
            ),
            |work| {
                work.container = "Sample Congress".into();
                work.place = "Sampletown".into();
            },
        ),
    ]
}

fn online_works() -> Vec<Work> {
    vec![
        with(
            work(
                "preprint",
                WorkKind::Preprint,
                &["Shelton, Anna M.", "Tanaka, Yuki"],
                "A preprint on GLP-1",
                "2025-02-03",
            ),
            |work| {
                work.container = "medRxiv".into();
                work.doi = "10.5555/2025.02.03.25321".into();
            },
        ),
        with(
            work(
                "arxiv",
                WorkKind::Preprint,
                &["Tanaka, Yuki"],
                "A preprint on receptors",
                "2024-01-05",
            ),
            |work| {
                work.container = "arXiv".into();
                work.arxiv = "2401.01234".into();
            },
        ),
        with(
            work(
                "registration",
                WorkKind::Registration,
                &["= Sample Pharma"],
                "Study of SP-101 in adults",
                "2024-07-08",
            ),
            |work| {
                work.trials = vec!["NCT01234567".into()];
                work.url = "https://clinicaltrials.gov/study/NCT01234567".into();
                work.accessed = date("2025-01-09");
            },
        ),
        with(
            work(
                "dataset",
                WorkKind::Dataset,
                &["Novak, Petra"],
                "Sleep of invented people",
                "2022",
            ),
            |work| {
                work.publisher = "Sample Archive".into();
                work.doi = "10.5555/data.22".into();
            },
        ),
        with(
            work("software", WorkKind::Software, &["Novak, Petra"], "metaSample", "2021"),
            |work| {
                work.publisher = "Sample Archive".into();
                work.url = "https://code.example/metasample".into();
            },
        ),
        with(work("label", WorkKind::Label, &[], "Imaginol", "2020"), |work| {
            work.genre = "Prescribing information".into();
            work.publisher = "Sample Pharma".into();
            work.url = "https://label.example/imaginol.pdf".into();
            work.accessed = date("2025-01-09");
        }),
        with(
            work(
                "press-release",
                WorkKind::PressRelease,
                &["= Sample Pharma"],
                "Imaginol approved",
                "2020-02-29",
            ),
            |work| {
                work.container = "Sample Pharma".into();
                work.url = "https://pharma.example/news/1".into();
            },
        ),
        with(
            work(
                "news",
                WorkKind::News,
                &["Writer, Wendy"],
                "A drug that is not there",
                "2019-10-11",
            ),
            |work| {
                work.container = "Sampletown Times".into();
                work.url = "https://times.example/a?b=1&c=2".into();
                work.accessed = date("2025-01-09");
            },
        ),
        with(
            work(
                "magazine",
                WorkKind::Magazine,
                &["Writer, Wendy"],
                "Dreams of chemists",
                "2018-06",
            ),
            |work| {
                work.container = "Imaginary Science Monthly".into();
                work.pages = "30–34".into();
            },
        ),
        with(
            work(
                "web-page",
                WorkKind::WebPage,
                &["= World Sample Organization"],
                "Facts on depression",
                "2023-03-31",
            ),
            |work| {
                work.container = "World Sample Organization".into();
                work.url = "https://wso.example/facts".into();
                work.accessed = date("2025-01-09");
            },
        ),
        with(
            work("blog", WorkKind::Post, &["Blogger, Bo"], "Why I read trials", "2017-08-09"),
            |work| {
                work.container = "Notes on evidence".into();
                work.url = "https://blog.example/why".into();
            },
        ),
        with(
            work(
                "video",
                WorkKind::Video,
                &["= Sample Channel"],
                "How pills are made",
                "2016-01-02",
            ),
            |work| {
                work.container = "VideoSite".into();
                work.url = "https://video.example/1".into();
            },
        ),
        with(
            work("podcast", WorkKind::Audio, &["Host, Hanna"], "Episode on ketamine", "2015-03-04"),
            |work| {
                work.container = "Imaginary Medicine Podcast".into();
                work.url = "https://audio.example/1".into();
            },
        ),
        with(
            work(
                "letter",
                WorkKind::PersonalCommunication,
                &["Doe, Jane"],
                "Letter on doses",
                "2014-05-06",
            ),
            |_| {},
        ),
        with(work("other", WorkKind::Other, &["Doe, Jane"], "Something else", "2013"), |_| {}),
        work("title-only", WorkKind::Article, &[], "Only a title is known", ""),
        article(
            "given-names",
            &[
                "Example, Jean-Paul",
                "Kim, Min-jun",
                "Park, Hyun-Joo",
                "Sample, J.-P.",
                "Berg, Ludvig van der",
                "Cho, Ji hye",
            ],
            "Given names with hyphens and small letters",
            "2026",
        ),
    ]
}

/// The references of works as plain text.
pub fn bibliography(style: &CitationStyle, works: &[Work], language: &str) -> Vec<String> {
    let works: Vec<&Work> = works.iter().collect();
    let formatted = style.format(&works, &[], language).unwrap();
    formatted.bibliography.iter().map(|reference| reference.text.to_text()).collect()
}

/// The example with a key.
pub fn example(key: &str) -> Work {
    example_works().into_iter().find(|work| work.key == key).unwrap()
}
