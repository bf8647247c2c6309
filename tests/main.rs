//! The tests of the complete program, in one binary: it is linked once, and the tests of all files
//! run in parallel. The first lines of each file say what it checks;
//! `cargo test --test integration golden` runs one file.
//!
//! Tests of a single function are at the end of its file; tests of the vocabulary alone and of the
//! import alone are in their crates.

mod architecture;
mod article_pages;
mod autolink;
mod bad_input;
mod classes;
mod cli;
mod compare;
mod components;
mod determinism;
mod diagnostics;
mod doctor;
mod documentation;
mod drug_pages;
mod evidence;
mod following;
mod golden;
mod held_back_files;
mod hosting;
mod images;
mod import;
mod import_images;
mod import_references;
mod incremental;
mod inline_text;
mod languages;
mod newsletter;
mod notice;
mod packages;
mod people;
mod plain_language;
mod publish;
mod published_text;
mod raw_html;
mod schedule;
mod search;
mod serve;
mod sources;
mod support;
mod terms;
mod themes;
mod theming;
mod time;
mod unpublished;
mod works;
