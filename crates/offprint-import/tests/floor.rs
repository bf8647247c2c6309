//! The quality of the import may only rise: a hundred pages and texts in the style of real sites, written
//! for this test, with the file that a perfect import gives.
//!
//! `tests/floor/` holds the inputs, each with `NAME.expected.md`, and `scores.txt`: the shares that
//! must be reached. `UPDATE=1` writes the scores anew if none of them falls.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use offprint_import::{ImportOptions, Importer};

const TODAY: Date = date(2026, 11, 28);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/floor")
}

/// The front matter and the body of a content file.
fn parts(text: &str) -> (toml::Table, &str) {
    let rest = text.strip_prefix("+++\n").expect("front matter begins the file");
    let (front, body) = rest.split_once("\n+++\n").unwrap_or((rest, ""));
    (front.parse().expect("front matter is TOML"), body)
}

/// How often each word occurs.
fn words(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

/// A share as a count of hits and of everything that counts.
#[derive(Default)]
struct Share {
    hits: usize,
    all: usize,
}

impl Share {
    fn add(&mut self, is_hit: bool) {
        self.hits += usize::from(is_hit);
        self.all += 1;
    }

    /// In thousandths, rounded down: equal on every machine.
    fn thousandths(&self) -> usize {
        self.hits * 1000 / self.all.max(1)
    }
}

/// The citations of a content file, without the printed text and names, whose forms vary.
fn citation_fields(front: &toml::Table) -> Vec<String> {
    let works = front.get("citations").and_then(toml::Value::as_array);
    let mut fields = Vec::new();
    for (number, work) in works.into_iter().flatten().enumerate() {
        let Some(work) = work.as_table() else { continue };
        let keys = ["title", "journal", "year", "volume", "issue", "pages", "doi", "pmid", "pmcid"];
        for key in keys {
            if let Some(value) = work.get(key) {
                fields.push(format!("{number} {key} {value}"));
            }
        }
    }
    fields
}

/// The lines of a body that are headings, items, rows, notes and quotations.
fn structure_lines(body: &str) -> Vec<String> {
    let is_structure = |line: &&str| {
        let number = line.split(['.', ')']).next().unwrap_or_default();
        line.starts_with(['#', '|', '>'])
            || line.starts_with("- ")
            || line.starts_with("[^")
            || line.starts_with("$$")
            || line.starts_with("```")
            || !number.is_empty() && number.len() < 4 && number.bytes().all(|b| b.is_ascii_digit())
    };
    let lines = body.lines().map(str::trim).filter(is_structure);
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// Adds how many of two lists are equal, each entry once.
fn add_overlap(share: &mut Share, wanted: &[String], found: &[String]) {
    let mut rest = found.to_vec();
    for entry in wanted {
        if let Some(at) = rest.iter().position(|other| other == entry) {
            rest.swap_remove(at);
            share.hits += 2;
        }
    }
    share.all += wanted.len() + found.len();
}

fn measure() -> BTreeMap<&'static str, usize> {
    let importer = Importer::alone();
    let mut shares: BTreeMap<&'static str, Share> = BTreeMap::new();
    let (mut shared, mut imported_words, mut expected_words) = (0, 0, 0);
    let mut names: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").path())
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| ["html", "txt", "eml"].iter().any(|e| ending == *e))
                && !path.ends_with("scores.txt")
        })
        .collect();
    names.sort();
    assert!(names.len() >= 100, "{} inputs", names.len());
    for path in names {
        let expected = fs::read_to_string(path.with_extension("expected.md"))
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let (front, body) = parts(&expected);
        let options = ImportOptions {
            name: path.file_name().map(|name| name.to_string_lossy().into_owned()),
            today: TODAY,
            ..ImportOptions::default()
        };
        let raw = fs::read(&path).expect("the input can be read");
        let text = importer.import(&raw, &options).map(|imported| imported.text);
        let text = text.unwrap_or_else(|_| "+++\n\n+++\n".to_owned());
        let (found_front, found_body) = parts(&text);
        for key in ["title", "date", "authors"] {
            shares.entry(key).or_default().add(front.get(key) == found_front.get(key));
        }
        let share = shares.entry("citations").or_default();
        add_overlap(share, &citation_fields(&front), &citation_fields(&found_front));
        let share = shares.entry("structure").or_default();
        add_overlap(share, &structure_lines(body), &structure_lines(found_body));
        let (wanted, found) = (words(body), words(found_body));
        let overlap: usize =
            wanted.iter().map(|(word, count)| *count.min(found.get(word).unwrap_or(&0))).sum();
        shared += overlap;
        imported_words += found.values().sum::<usize>();
        expected_words += wanted.values().sum::<usize>();
    }
    let mut scores: BTreeMap<&'static str, usize> =
        shares.into_iter().map(|(key, share)| (key, share.thousandths())).collect();
    scores.insert("words", 2000 * shared / (imported_words + expected_words).max(1));
    scores
}

#[test]
fn the_quality_of_the_import_never_falls() {
    let file = folder().join("scores.txt");
    let scores = measure();
    let stored: BTreeMap<String, usize> = fs::read_to_string(&file)
        .unwrap_or_default()
        .lines()
        .filter_map(|line| {
            let (key, score) = line.split_once(' ')?;
            Some((key.to_owned(), score.parse().ok()?))
        })
        .collect();
    for (key, score) in &scores {
        let floor = stored.get(*key).copied().unwrap_or(0);
        assert!(*score >= floor, "{key}: {score} of 1000, and it was {floor}");
    }
    if std::env::var_os("UPDATE").is_some() {
        let lines: String = scores.iter().map(|(key, score)| format!("{key} {score}\n")).collect();
        fs::write(file, lines).expect("the scores can be written");
    } else {
        assert_eq!(stored.len(), scores.len(), "scores.txt lacks a score: run with UPDATE=1");
    }
}
