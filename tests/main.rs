//! The tests of the whole program, in one binary: it links once, and tests of all files run side by
//! side. Each file's first lines say what it checks; `cargo test --test integration golden` runs
//! one of them.
//!
//! Tests of one function are at the foot of its file; tests of the vocabulary and of the import
//! alone are in their crates.

mod architecture;
mod autolink;
mod bad_input;
mod cli;
mod determinism;
mod diagnostics;
mod golden;
mod images;
mod import;
mod incremental;
mod notice;
mod plain_language;
mod raw_html;
mod search;
mod serve;
mod support;
mod themes;
