//! NOTICE is complete: it names every data file that the crates contain and every font, with the
//! origin of each.

use std::fs;
use std::path::Path;

use crate::support::files_below;

#[test]
fn the_notice_names_every_data_file() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let notice = fs::read_to_string(root.join("NOTICE")).expect("there is a NOTICE");
    let mut missing = Vec::new();
    for folder in [
        "crates/offprint-vocabulary/data",
        "crates/offprint-import/data",
        "crates/offprint-citation-styles/data",
    ] {
        assert!(notice.contains(folder), "NOTICE has no section on {folder}");
        for path in files_below(&root.join(folder)).keys() {
            // The programs that derive the data, and the explanations in its folders, are our own
            // work.
            if path.ends_with(".md") || path.starts_with("derive/") {
                continue;
            }
            // A folder whose files have one origin is named instead of its files.
            let named = path.split_once('/').map_or(path.clone(), |(first, _)| format!("{first}/"));
            if !notice.contains(&named) {
                missing.push(format!("{folder}/{named}"));
            }
        }
    }
    assert!(missing.is_empty(), "NOTICE does not say where these are from: {missing:?}");
}

#[test]
fn the_notice_names_every_font() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let notice = fs::read_to_string(root.join("NOTICE")).expect("there is a NOTICE");
    let is_font = |path: &str| {
        [".ttf", ".otf", ".woff", ".woff2"].iter().any(|ending| path.ends_with(ending))
    };
    for folder in ["themes", "src", "crates", "content"] {
        for path in files_below(&root.join(folder)).keys().filter(|path| is_font(path)) {
            assert!(notice.contains(path.as_str()), "NOTICE does not name {folder}/{path}");
        }
    }
    // Crates that contain a font according to their names.
    let lock = fs::read_to_string(root.join("Cargo.lock")).expect("there is a Cargo.lock");
    let names = lock.lines().filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
    let fonts = ["dejavu", "noto", "roboto", "liberation", "inter", "font-"];
    for name in names.filter(|name| fonts.iter().any(|font| name.starts_with(font))) {
        assert!(notice.contains(&format!("crate {name}")), "NOTICE does not name the crate {name}");
    }
}
