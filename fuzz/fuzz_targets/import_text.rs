//! Any bytes in the format that they look like: a sound content file, or a reason.
#![no_main]

use libfuzzer_sys::fuzz_target;
use offprint_import::{ImportOptions, Importer};

fuzz_target!(|bytes: &[u8]| {
    let asked = ImportOptions { today: jiff::civil::date(2026, 1, 15), ..ImportOptions::default() };
    if let Ok(imported) = Importer::alone().import(bytes, &asked) {
        let text = imported.without_images();
        let toml = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n")).expect("there is front matter").0;
        toml.parse::<toml::Table>().expect("front matter is sound");
    }
});
