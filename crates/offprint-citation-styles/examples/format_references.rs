//! Measures how fast references are formatted: pages of five works, on one thread.
//!
//! ```console
//! $ cargo run --release -p offprint-citation-styles --example format_references [PAGES]
//! ```

use std::time::Instant;

use offprint_citation_styles::{BUILTIN_STYLES, CitationCluster, CitationStyle, CitedWork};
use offprint_works::{Contributor, PartialDate, Work};

fn work(index: usize) -> Work {
    let person = |number: usize| Contributor {
        family: format!("Family{}", (index * 7 + number) % 997),
        given: "Anna M.".into(),
        ..Contributor::default()
    };
    Work {
        title: format!("Effects of an imaginary drug on outcome {index}: a randomized trial"),
        authors: (0..=index % 9).map(person).collect(),
        container: "Journal of Imaginary Psychiatry".into(),
        container_short: "J Imag Psychiatry".into(),
        date: PartialDate { year: 2000 + (index % 25) as i16, month: 3, day: 14 },
        volume: (index % 200).to_string(),
        issue: "5".into(),
        pages: format!("{}–{}", index % 900 + 100, index % 900 + 111),
        doi: format!("10.5555/example.{index}"),
        ..Work::default()
    }
}

fn main() {
    let pages: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(2_000);
    let works: Vec<Work> = (0..pages * 5).map(work).collect();
    println!("{pages} pages of 5 works each");
    for (name, _) in BUILTIN_STYLES {
        let started = Instant::now();
        let style = CitationStyle::builtin(name).expect("the style is built in");
        let loading = started.elapsed();
        let cited = |work| CitedWork { work, ..CitedWork::default() };
        let clusters: Vec<CitationCluster> = (0..5)
            .map(|work| CitationCluster { works: vec![cited(work)], ..CitationCluster::default() })
            .collect();
        let started = Instant::now();
        let mut bytes = 0;
        for page in works.chunks(5) {
            let page: Vec<&Work> = page.iter().collect();
            let formatted = style.format(&page, &clusters, "en").expect("the works are formatted");
            let texts = formatted.bibliography.iter().map(|reference| &reference.text);
            bytes += texts
                .chain(&formatted.citations)
                .map(|text| text.to_html(|_| None).len())
                .sum::<usize>();
        }
        let formatting = started.elapsed();
        println!(
            "{name:20} load {:6.1} ms   page {:7.3} ms   {bytes} bytes of HTML",
            loading.as_secs_f64() * 1e3,
            formatting.as_secs_f64() * 1e3 / pages as f64,
        );
    }
}
