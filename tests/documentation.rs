//! The documents for developers name files and functions that exist.

use std::fs;
use std::path::Path;

use crate::support::files_below;

/// The documents, and the folder that their paths are relative to.
const DOCUMENTS: [(&str, &str); 13] = [
    ("README.md", ""),
    ("ARCHITECTURE.md", ""),
    ("CONTRIBUTING.md", ""),
    ("docs/themes.md", ""),
    ("crates/offprint-base/README.md", "crates/offprint-base"),
    ("crates/offprint-hosting/README.md", "crates/offprint-hosting"),
    ("crates/offprint-import/README.md", "crates/offprint-import"),
    ("crates/offprint-mail/README.md", "crates/offprint-mail"),
    ("crates/offprint-publish/README.md", "crates/offprint-publish"),
    ("crates/offprint-vocabulary/README.md", "crates/offprint-vocabulary"),
    ("crates/offprint-works/README.md", "crates/offprint-works"),
    ("crates/offprint-crossref/README.md", "crates/offprint-crossref"),
    ("crates/offprint-citation-styles/README.md", "crates/offprint-citation-styles"),
];

/// The texts in back-ticks outside of fenced code.
fn code_spans(text: &str) -> Vec<String> {
    let prose: Vec<&str> = text.split("```").step_by(2).collect();
    prose
        .iter()
        .flat_map(|part| part.split('`').skip(1).step_by(2))
        .map(|span| span.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn documents_name_files_and_functions_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let code: String = ["src", "crates", "tests"]
        .iter()
        .flat_map(|folder| files_below(&root.join(folder)))
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned())
        .collect();
    let mut missing = Vec::new();
    for (document, folder) in DOCUMENTS {
        let text = fs::read_to_string(root.join(document)).expect("the document is there");
        for span in code_spans(&text) {
            // Capitals stand for what a reader puts in: `tests/sites/NAME/`.
            let is_path = ["src/", "crates/", "tests/", "benches/", "data/", "examples/"]
                .iter()
                .any(|start| span.starts_with(start))
                && !span.contains(|c: char| c.is_ascii_uppercase() || "*…{ ".contains(c));
            let exists = |base: &str| root.join(base).join(&span).exists();
            if is_path && !exists(folder) && !exists("") {
                missing.push(format!("{document}: `{span}`"));
            }
            if let Some(name) = span.strip_prefix("fn ")
                && !code.contains(&format!("fn {name}("))
                && !code.contains(&format!("fn {name}<"))
            {
                missing.push(format!("{document}: `{span}`"));
            }
        }
    }
    assert!(missing.is_empty(), "these do not exist:\n{}", missing.join("\n"));
}

/// The README lists the study designs that the program knows.
#[test]
fn the_readme_names_every_study_design() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("it can be read");
    let (code, readme) = (read("src/library/study_design.rs"), read("README.md"));
    let table = code.split_once("const DESIGNS").and_then(|(_, rest)| rest.split_once("];"));
    let table = table.expect("the table is there").0;
    // Each entry has its message after its key.
    let keys: Vec<&str> = table
        .match_indices("\"design_")
        .filter_map(|(at, _)| table[..at].rsplit('"').nth(1))
        .collect();
    assert!(keys.len() > 20, "{keys:?}");
    for key in keys {
        assert!(readme.contains(&format!("`{key}`")), "{key}");
    }
}
