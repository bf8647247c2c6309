//! Packs the word lists in `data/phrases/` into tables that the program embeds, so that nothing is
//! parsed when it starts.
//!
//! Every file in the folder is used: a language is added by adding its file. A file without one of
//! the lists, or with a list that is not known, is an error here.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

#[path = "src/phrases/category.rs"]
#[allow(dead_code, reason = "the program uses more of it than this script does")]
mod category;

use category::Category;

/// The file of the lists that depend on no language.
const NEUTRAL: &str = "neutral";

/// The keys of lists with a list for each month.
const MONTH_KEYS: [&str; 2] = ["months", "month_abbreviations"];

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    for file in ["build.rs", "src/phrases/category.rs", "data/phrases"] {
        println!("cargo::rerun-if-changed={file}");
    }
    let mut files = load_files(&root.join("data/phrases"));
    let neutral = files.remove(NEUTRAL).unwrap_or_default();
    check_keys(NEUTRAL, &neutral, Category::NEUTRAL, &[]);
    for (language, file) in &files {
        check_keys(language, file, Category::OF_LANGUAGES, &MONTH_KEYS);
    }
    let mut text = String::from("pub(super) static LISTS: &[&[&str]] = &[\n");
    for category in Category::OF_LANGUAGES {
        write_list(&mut text, files.iter().map(|(name, file)| (name, file, category.key())));
    }
    for category in Category::NEUTRAL {
        write_list(&mut text, std::iter::once((&NEUTRAL.to_owned(), &neutral, category.key())));
    }
    text.push_str("];\n");
    for key in MONTH_KEYS {
        write_months(&mut text, key, &files);
    }
    fs::write(out.join("phrases.rs"), text).expect("the build folder is writable");
}

/// The contents of the files in a folder, by their names without `.toml`.
fn load_files(folder: &Path) -> BTreeMap<String, Table> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| {
            let text = fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let table = text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
            (name, table)
        })
        .collect()
}

/// Checks that a file has the lists of these categories and no others.
fn check_keys(name: &str, file: &Table, categories: &[Category], months: &[&str]) {
    let expected: Vec<String> = categories
        .iter()
        .map(|category| category.key())
        .chain(months.iter().map(|key| (*key).to_owned()))
        .collect();
    for key in &expected {
        assert!(
            file.contains_key(key),
            "data/phrases/{name}.toml: the list `{key}` is missing; without words it is `{key} = []`"
        );
    }
    for key in file.keys() {
        assert!(expected.contains(key), "data/phrases/{name}.toml: unknown list `{key}`");
    }
}

fn strings<'a>(name: &str, key: &str, list: &'a Value) -> Vec<&'a str> {
    let strings: Option<Vec<&str>> =
        list.as_array().and_then(|list| list.iter().map(Value::as_str).collect());
    strings.unwrap_or_else(|| panic!("data/phrases/{name}.toml: `{key}` is not a list of strings"))
}

/// Writes one list, merged from the lists of several files: each phrase once, in their order.
fn write_list<'a>(text: &mut String, lists: impl Iterator<Item = (&'a String, &'a Table, String)>) {
    let mut merged: Vec<&str> = Vec::new();
    for (name, file, key) in lists {
        for phrase in strings(name, &key, &file[&key]) {
            if !merged.contains(&phrase) {
                merged.push(phrase);
            }
        }
    }
    let _ = writeln!(text, "&{merged:?},");
}

/// Writes the names of the months in each language.
fn write_months(text: &mut String, key: &str, files: &BTreeMap<String, Table>) {
    let _ =
        writeln!(text, "pub(super) static {}: &[(&str, [&[&str]; 12])] = &[", key.to_uppercase());
    for (name, file) in files {
        let months = file[key].as_array().map_or(&[][..], Vec::as_slice);
        if months.is_empty() {
            continue;
        }
        assert!(months.len() == 12, "data/phrases/{name}.toml: `{key}` has not 12 lists");
        let _ = write!(text, "({name:?}, [");
        for month in months {
            let _ = write!(text, "&{:?}, ", strings(name, key, month));
        }
        text.push_str("]),\n");
    }
    text.push_str("];\n");
}
