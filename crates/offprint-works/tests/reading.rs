//! Files in the style of PubMed, Zotero, Mendeley, EndNote, Crossref and PubMed Central, read and
//! written down field by field. `UPDATE=1 cargo test -p offprint-works` writes what is expected anew.

use std::fmt::Write as _;
use std::path::Path;

use offprint_works::{Contributor, Reading, StatusChange, Work, read_works};

#[test]
fn every_field_of_the_files_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned())
        .filter(|name| !name.ends_with(".expected"))
        .collect();
    names.sort();
    assert!(names.len() > 8);
    for name in names {
        let bytes = std::fs::read(folder.join(&name)).expect("the file can be read");
        let found = described(&read_works(&name, &bytes));
        let expected = folder.join(format!("{name}.expected"));
        #[expect(
            clippy::disallowed_methods,
            reason = "tests may be asked to write what they expect"
        )]
        if std::env::var("UPDATE").is_ok() {
            std::fs::write(&expected, &found).expect("the file can be written");
        }
        let expect = std::fs::read_to_string(&expected).unwrap_or_default();
        assert_eq!(found, expect, "{name}");
    }
}

/// What was read, one field in a line.
fn described(reading: &Reading) -> String {
    let mut out = format!("format: {}\n", reading.format.map_or("none", |format| format.name()));
    for located in &reading.works {
        let _ = writeln!(out, "\nline {}, key `{}`", located.line, located.raw_key);
        describe_work(&located.work, &mut out);
    }
    for statement in &reading.statements {
        let of = format!("{} {}", statement.doi, statement.pmid);
        let _ = writeln!(out, "\nstatement on {}: {}", of.trim(), change(&statement.change));
    }
    for problem in &reading.problems {
        let _ = writeln!(
            out,
            "\n{:?} in line {}: {}\n  {}",
            problem.severity, problem.line, problem.message, problem.help
        );
    }
    out
}

fn describe_work(work: &Work, out: &mut String) {
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {name}: {value}");
        }
    };
    field("kind", &format!("{:?}", work.kind));
    field("key", &work.key);
    field("title", &work.title);
    field("original_title", &work.original_title);
    for person in &work.authors {
        field("author", &contributor(person));
    }
    for person in &work.editors {
        field("editor", &contributor(person));
    }
    for person in &work.translators {
        field("translator", &contributor(person));
    }
    field("container", &work.container);
    field("container_short", &work.container_short);
    field("event", &work.event);
    field("series", &work.series);
    for (name, date) in
        [("date", work.date), ("online_date", work.online_date), ("accessed", work.accessed)]
    {
        if date.year != 0 {
            field(name, &format!("{}-{}-{}", date.year, date.month, date.day));
        }
    }
    for (name, value) in [
        ("volume", &work.volume),
        ("issue", &work.issue),
        ("pages", &work.pages),
        ("page_count", &work.page_count),
        ("edition", &work.edition),
        ("version", &work.version),
        ("publisher", &work.publisher),
        ("place", &work.place),
        ("number", &work.number),
        ("genre", &work.genre),
        ("doi", &work.doi),
        ("pmid", &work.pmid),
        ("pmcid", &work.pmcid),
        ("arxiv", &work.arxiv),
        ("isbn", &work.isbn),
        ("issns", &work.issns.join(", ")),
        ("trials", &work.trials.join(", ")),
        ("url", &work.url),
        ("language", &work.language),
        ("keywords", &work.keywords.join(" | ")),
        ("publication_types", &work.publication_types.join(" | ")),
        ("funding", &work.funding.join(" | ")),
        ("conflicts", &work.conflicts),
        ("license", &work.license),
        ("notice_of", &work.notice_of.join(", ")),
        ("note", &work.note),
    ] {
        field(name, value);
    }
    for section in &work.sections {
        field("section", &format!("[{}] {}", section.heading, section.text));
    }
    for status in &work.status {
        field("status", &change(status));
    }
}

fn contributor(person: &Contributor) -> String {
    let mut text = [&*person.family, &*person.given, &*person.suffix].join(" | ");
    if person.is_group {
        text.push_str(" (group)");
    }
    for part in [vec![person.orcid.clone()], person.affiliations.clone()].concat() {
        if !part.is_empty() {
            text.push_str(" / ");
            text.push_str(&part);
        }
    }
    text
}

fn change(change: &StatusChange) -> String {
    let date = change.date;
    format!(
        "{:?} {}-{}-{} notice `{}` reason `{}` source `{}`",
        change.kind, date.year, date.month, date.day, change.notice, change.reason, change.source
    )
}
