//! Compresses the styles and locales in `data/`: as text they would be 450 kB of the program.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The best compression; the files are compressed once, when the program is built.
const LEVEL: u8 = 10;

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=data");
    let styles = pack(&root.join("data/styles"), "csl", &out);
    let locales = pack(&root.join("data/locales"), "xml", &out);
    let source = format!(
        "pub(crate) const STYLE_FILES: &[(&str, &[u8])] = &[\n{styles}];\n\
         pub(crate) const LOCALE_FILES: &[(&str, &[u8])] = &[\n{locales}];\n"
    );
    fs::write(out.join("embedded.rs"), source).expect("the folder of the build can be written");
}

/// Compresses the files of a folder, and gives the rows of their table, sorted by name.
fn pack(folder: &Path, extension: &str, out: &Path) -> String {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of the data exists")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    paths.sort();
    let mut rows = String::new();
    for path in paths {
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("names are ASCII");
        let bytes = fs::read(&path).expect("the file can be read");
        let packed = miniz_oxide::deflate::compress_to_vec(&bytes, LEVEL);
        let file = format!("{name}.{extension}.deflate");
        fs::write(out.join(&file), packed).expect("the folder of the build can be written");
        writeln!(rows, "    (\"{name}\", include_bytes!(\"{file}\")),").expect("memory suffices");
    }
    rows
}
