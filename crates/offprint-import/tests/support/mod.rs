//! What the tests of web pages share: how a page is imported.

use jiff::civil::date;
use offprint_import::{ImportOptions, Imported, Importer};

/// Imports a page that contains an article, on 15 January 2026.
pub fn import_page(page: &str) -> Imported {
    let options = ImportOptions {
        name: Some("page.html".to_owned()),
        today: date(2026, 1, 15),
        ..ImportOptions::default()
    };
    Importer::alone().import(page.as_bytes(), &options).expect("the page contains an article")
}
