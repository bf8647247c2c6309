//! Which parts may import which: compares the table of ARCHITECTURE.md with the `use` lines of the
//! code.

mod cycles;

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::files_below;

/// Each part, and the parts that it may import. A part may import only parts above it in this list.
const MAY_IMPORT: [(&str, &[&str]); 32] = [
    ("clock", &[]),
    ("license", &[]),
    ("person_name", &[]),
    ("tex", &["person_name"]),
    ("json_table", &[]),
    ("cached_value", &[]),
    ("route", &[]),
    ("staging", &[]),
    ("spill_file", &["staging"]),
    ("source", &["clock", "spill_file"]),
    ("security_policy", &[]),
    ("diagnostic", &["clock", "source"]),
    ("data_files", &["diagnostic", "source"]),
    ("translations", &["diagnostic", "json_table", "source"]),
    ("mail_records", &["diagnostic", "source"]),
    ("mail_settings", &["diagnostic"]),
    ("reader_contact", &["diagnostic", "mail_settings", "security_policy"]),
    ("publish_settings", &["diagnostic"]),
    (
        "config",
        &[
            "clock",
            "diagnostic",
            "json_table",
            "license",
            "mail_settings",
            "publish_settings",
            "reader_contact",
            "route",
            "security_policy",
            "source",
            "translations",
        ],
    ),
    ("theme", &["data_files", "diagnostic", "json_table", "route", "source", "translations"]),
    (
        "library",
        &[
            "clock",
            "config",
            "diagnostic",
            "json_table",
            "license",
            "person_name",
            "route",
            "security_policy",
            "spill_file",
            "source",
            "theme",
            "translations",
        ],
    ),
    ("picture", &["config", "source"]),
    (
        "site",
        &[
            "clock",
            "config",
            "diagnostic",
            "json_table",
            "library",
            "mail_records",
            "picture",
            "cached_value",
            "route",
            "source",
            "translations",
        ],
    ),
    ("search", &["config", "library", "route", "site", "translations"]),
    (
        "view",
        &[
            "clock",
            "config",
            "diagnostic",
            "json_table",
            "library",
            "license",
            "person_name",
            "picture",
            "cached_value",
            "reader_contact",
            "route",
            "search",
            "spill_file",
            "site",
            "tex",
            "translations",
        ],
    ),
    (
        "edition",
        &[
            "config",
            "diagnostic",
            "library",
            "license",
            "picture",
            "route",
            "search",
            "spill_file",
            "site",
            "source",
            "staging",
            "theme",
            "view",
        ],
    ),
    ("publish", &["diagnostic", "edition", "route", "source", "staging"]),
    ("file_lint", &["diagnostic", "library", "picture", "route", "site", "source"]),
    (
        "lint",
        &[
            "config",
            "diagnostic",
            "edition",
            "file_lint",
            "library",
            "route",
            "site",
            "source",
            "theme",
        ],
    ),
    (
        "project",
        &[
            "clock",
            "config",
            "data_files",
            "diagnostic",
            "edition",
            "file_lint",
            "library",
            "lint",
            "mail_records",
            "mail_settings",
            "picture",
            "publish_settings",
            "route",
            "spill_file",
            "site",
            "source",
            "theme",
            "view",
        ],
    ),
    (
        "serve",
        &[
            "clock",
            "config",
            "diagnostic",
            "edition",
            "project",
            "publish",
            "route",
            "site",
            "spill_file",
            "source",
        ],
    ),
    // The program uses only what the library makes public.
    ("cli", &[]),
];

/// The crates of the workspace besides the program: their folders.
const CRATES: [&str; 9] = [
    "crates/offprint-base",
    "crates/offprint-vocabulary",
    "crates/offprint-works",
    "crates/offprint-citation-styles",
    "crates/offprint-import",
    "crates/offprint-hosting",
    "crates/offprint-publish",
    "crates/offprint-crossref",
    "crates/offprint-mail",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The Rust files below a folder: path below it, and text; sorted.
fn rust_files(folder: &Path) -> Vec<(String, String)> {
    files_below(folder)
        .into_iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(path, bytes)| (path, String::from_utf8(bytes).expect("code is UTF-8")))
        .collect()
}

/// A file's code without comments and without the tests at its end, which may build what they test.
fn code_of(text: &str) -> String {
    let code = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn sources() -> Vec<(String, String)> {
    rust_files(&root().join("src"))
}

#[test]
fn no_files_import_each_other() {
    let mut faults = Vec::new();
    for folder in ["."].into_iter().chain(CRATES) {
        for group in cycles::cycles(&root().join(folder).join("src")) {
            faults.push(format!("{folder}: {}", group.join(", ")));
        }
    }
    assert!(
        faults.is_empty(),
        "these files import each other; move what they share to a file of its own:\n{}",
        faults.join("\n")
    );
}

#[test]
fn crates_depend_on_the_crates_below_them_only() {
    let allowed: [&[&str]; CRATES.len()] = [
        &[],
        &["offprint-base"],
        &["offprint-base"],
        &["offprint-base", "offprint-works"],
        &["offprint-base", "offprint-vocabulary", "offprint-works"],
        &["offprint-base"],
        &["offprint-hosting"],
        &["offprint-base"],
        &["offprint-base"],
    ];
    for (folder, allowed) in CRATES.into_iter().zip(allowed) {
        let manifest = root().join(folder).join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).expect("a crate has a Cargo.toml");
        let table: toml::Table = text.parse().expect("it is TOML");
        let dependencies = table["dependencies"].as_table().expect("they are a table");
        let own: Vec<&str> = dependencies
            .keys()
            .map(String::as_str)
            .filter(|name| name.starts_with("offprint"))
            .collect();
        assert_eq!(own, allowed, "{folder}");
    }
}

#[test]
fn imports_point_downward() {
    let table: BTreeMap<_, _> = MAY_IMPORT.into_iter().collect();
    let mut faults = Vec::new();
    for (name, text) in sources() {
        let part = name.split(['/', '.']).next().expect("a name has a first part");
        if matches!(part, "lib" | "main") {
            continue;
        }
        let Some(allowed) = table.get(part) else {
            faults.push(format!("src/{name}: the part `{part}` is not in the table"));
            continue;
        };
        // Tests at the end of a file or in a separate file may build what they test.
        if name.ends_with("/tests.rs") {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (number, line) in code.lines().enumerate() {
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + "crate::".len()..];
                let imported: String =
                    rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let is_link = line.trim_start().starts_with("//");
                if imported != part && !is_link && !allowed.contains(&imported.as_str()) {
                    faults.push(format!(
                        "src/{name}:{}: `{part}` may not know `{imported}`",
                        number + 1
                    ));
                }
            }
            if line.trim_start().starts_with("use ")
                && line.trim_end().ends_with("::*;")
                && !line.contains("rayon::prelude")
            {
                faults.push(format!("src/{name}:{}: names are imported one by one", number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_file_says_what_it_holds() {
    let crates = CRATES.into_iter().flat_map(|folder| rust_files(&root().join(folder)));
    let silent: Vec<_> = sources()
        .into_iter()
        .chain(crates)
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(name, _)| name)
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn the_table_only_points_upward_in_the_list() {
    for (index, (part, allowed)) in MAY_IMPORT.iter().enumerate() {
        for import in *allowed {
            let at = MAY_IMPORT
                .iter()
                .position(|(name, _)| name == import)
                .expect("every import is in the table");
            assert!(at < index, "{part} → {import} points the wrong way");
        }
    }
}

/// Whether a line uses the standard library's `File`, and not a type whose name ends with it.
fn names_file_type(line: &str) -> bool {
    line.match_indices("File::").any(|(at, _)| {
        !line[..at].ends_with(|c: char| c.is_alphanumeric()) && !line[..at].ends_with("::")
    })
}

#[test]
fn only_some_parts_touch_the_disk_and_print() {
    let mut faults = Vec::new();
    for (name, text) in sources() {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let part = name.split(['/', '.']).next().unwrap_or_default();
        let may_touch = matches!(part, "source" | "publish" | "staging" | "cli" | "main")
            || matches!(
                name.as_str(),
                "edition/file_content.rs" | "picture/image_cache.rs" | "spill_file.rs"
            );
        for (number, line) in code.lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            if !is_comment && !may_touch && (line.contains("std::fs") || names_file_type(line)) {
                faults.push(format!("src/{name}:{}: `{part}` may not touch the disk", number + 1));
            }
            if !is_comment
                && !matches!(part, "cli" | "main")
                && ["println!", "print!(", "eprintln!", "eprint!("]
                    .iter()
                    .any(|print| line.contains(print))
            {
                faults.push(format!("src/{name}:{}: `{part}` may not print", number + 1));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
