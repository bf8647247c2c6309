//! Imports one file and prints the content file that it becomes.
//!
//! ```text
//! cargo run -p offprint-import --example import_file -- saved-page.html
//! ```
//!
//! Warnings, and where each field was found, go to standard error.

use std::path::Path;
use std::process::ExitCode;

use jiff::Zoned;
use offprint_import::{ImportOptions, Importer};

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: import_file FILE");
        return ExitCode::FAILURE;
    };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("cannot read {path}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let options = ImportOptions {
        // The extension helps to detect the format.
        name: Path::new(&path).file_name().map(|name| name.to_string_lossy().into_owned()),
        today: Zoned::now().date(),
        ..ImportOptions::default()
    };
    match Importer::alone().import(&bytes, &options) {
        Ok(imported) => {
            for warning in &imported.warnings {
                eprintln!("warning: {warning}");
            }
            for field in &imported.fields {
                eprintln!("{}: from {}", field.name, field.from);
            }
            print!("{}", imported.without_images());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}: {}", error.message, error.help);
            ExitCode::FAILURE
        }
    }
}
