//! Each crate compiles and runs from its package alone: it includes only files that are packaged with
//! it, and reads none of the repository's files when it runs.
//!
//! `./dev crates` makes the packages and compiles them; here, the rules are checked that make it work.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::support::files_below;

/// The folders of all crates.
fn crate_folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders = vec![root.to_owned()];
    let entries = fs::read_dir(root.join("crates")).expect("there are crates");
    folders.extend(entries.map(|entry| entry.expect("it can be read").path()));
    folders
}

/// The folders at the root of a crate that are not packaged.
fn excluded(folder: &Path) -> Vec<String> {
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("each crate has one");
    let manifest: toml::Table = manifest.parse().expect("it is TOML");
    let list = manifest["package"].get("exclude").and_then(toml::Value::as_array);
    let paths = list.into_iter().flatten().filter_map(toml::Value::as_str);
    paths.map(|path| path.trim_start_matches('/').to_owned()).collect()
}

/// The Rust files of a crate that are compiled into the library or the program, without their tests,
/// and its build script.
fn code(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut files: Vec<_> = files_below(&folder.join("src"))
        .into_iter()
        .filter(|(path, _)| path.ends_with(".rs") && !path.ends_with("tests.rs"))
        .map(|(path, bytes)| (folder.join("src").join(path), bytes))
        .collect();
    let script = folder.join("build.rs");
    files.extend(fs::read(&script).ok().map(|bytes| (script, bytes)));
    let without_tests = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned()
    };
    files.into_iter().map(|(path, bytes)| (path, without_tests(&bytes))).collect()
}

/// The paths that a file includes, as they are written.
fn included(text: &str) -> Vec<&str> {
    ["include_str!(\"", "include_bytes!(\"", "include!(\"", "include_dir!(\""]
        .iter()
        .flat_map(|start| text.split(start).skip(1))
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

/// A path without `..`; `None` if it leaves the folder that it starts in.
fn normalised(path: &Path) -> Option<PathBuf> {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => plain.pop().then_some(())?,
            Component::Normal(name) => plain.push(name),
            _ => {}
        }
    }
    Some(plain)
}

/// Why a file that is included is not in the package.
fn problem(folder: &Path, file: &Path, written: &str, excluded: &[String]) -> Option<&'static str> {
    let beside = file.strip_prefix(folder).ok()?.parent()?;
    let path = match written.strip_prefix("$CARGO_MANIFEST_DIR/") {
        Some(path) => normalised(Path::new(path)),
        None => normalised(&beside.join(written)),
    };
    let Some(path) = path else { return Some("is outside the crate") };
    if excluded.iter().any(|name| path.starts_with(name)) {
        return Some("is excluded from the package");
    }
    (!folder.join(path).exists()).then_some("does not exist")
}

#[test]
fn included_files_are_in_the_package() {
    let (mut problems, mut count) = (Vec::new(), 0);
    for folder in crate_folders() {
        let excluded = excluded(&folder);
        for (file, text) in code(&folder) {
            for written in included(&text) {
                count += 1;
                if let Some(problem) = problem(&folder, &file, written, &excluded) {
                    problems.push(format!("{}: `{written}` {problem}", file.display()));
                }
            }
        }
    }
    assert!(count > 30, "{count} includes were found");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn what_is_not_in_the_package_is_recognised() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let excluded = excluded(folder);
    assert!(excluded.iter().any(|name| name == "content"), "{excluded:?}");
    let cases = [
        ("init.rs", None),
        ("../main.rs", None),
        ("../../content/index.md", Some("is excluded from the package")),
        ("../../../secret.txt", Some("is outside the crate")),
        ("no-such-file.txt", Some("does not exist")),
        ("$CARGO_MANIFEST_DIR/themes/folio", None),
        ("$CARGO_MANIFEST_DIR/../themes", Some("is outside the crate")),
        ("$CARGO_MANIFEST_DIR/crates/offprint-base", Some("is excluded from the package")),
    ];
    for (written, expect) in cases {
        let file = folder.join("src/cli/mod.rs");
        assert_eq!(problem(folder, &file, written, &excluded), expect, "{written}");
    }
}

/// The folder of the sources does not exist where the program runs.
#[test]
fn no_code_reads_the_folder_of_its_sources() {
    let mut found = Vec::new();
    for folder in crate_folders() {
        for (file, text) in code(&folder) {
            let is_script = file.ends_with("build.rs");
            for line in text.lines() {
                let reads = line.contains("CARGO_MANIFEST_DIR") && !line.contains("include_dir!");
                if reads && !is_script || is_script && line.contains("\"../") {
                    found.push(format!("{}: {}", file.display(), line.trim()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
