//! Every built-in style with every kind of work: one file per style, reviewed against the guide of
//! the style. `UPDATE=1 cargo test -p offprint-citation-styles golden` writes the files.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use offprint_citation_styles::{
    BUILTIN_STYLES, CitationCluster, CitationStyle, CitedWork, PlaceInWork,
};
use offprint_works::Work;

use crate::support::example_works;

#[test]
fn golden_references_of_all_styles() {
    let works = example_works();
    assert!(works.len() >= 30);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut different = Vec::new();
    for (name, guide) in BUILTIN_STYLES {
        let text = page_of_style(name, guide, &works);
        let path = folder.join(format!("{name}.txt"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &text).unwrap();
        } else if fs::read_to_string(&path).unwrap_or_default() != text {
            different.push(name);
        }
    }
    assert!(different.is_empty(), "run with UPDATE=1 and read the changes of {different:?}");
}

fn cluster(works: &[Work], keys: &[(&str, &str)]) -> CitationCluster {
    let cited = keys.iter().map(|(key, place)| CitedWork {
        work: works.iter().position(|work| work.key == *key).unwrap(),
        place: PlaceInWork::parse(place),
        ..CitedWork::default()
    });
    CitationCluster { works: cited.collect(), ..CitationCluster::default() }
}

fn page_of_style(name: &str, guide: &str, works: &[Work]) -> String {
    let style = CitationStyle::builtin(name).unwrap();
    let clusters = [
        cluster(works, &[("plain", "")]),
        cluster(works, &[("six-authors", ""), ("seven-authors", ""), ("many-authors", "")]),
        cluster(works, &[("plain", "p. 12"), ("group", "table 2")]),
        cluster(works, &[("same-year-b", ""), ("same-year-a", "")]),
        cluster(works, &[("no-author", ""), ("no-date", ""), ("book", "pp. 12–14")]),
        cluster(works, &[("particles", ""), ("suffixes", "")]),
    ];
    let references: Vec<&Work> = works.iter().collect();
    let formatted = style.format(&references, &clusters, "en").unwrap();
    assert_eq!(formatted.bibliography.len(), works.len(), "{name} drops works");
    let mut page = format!("{name}: {guide}\n\n");
    for citation in &formatted.citations {
        writeln!(page, "{}", citation.to_html(|_| None)).unwrap();
    }
    for reference in &formatted.bibliography {
        let label = &reference.label;
        let separator = if label.is_empty() { "" } else { ". " };
        let html = reference.text.to_html(|_| None);
        writeln!(page, "\n[{}]\n{label}{separator}{html}", works[reference.work].key).unwrap();
    }
    page
}
