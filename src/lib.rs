//! Offprint: a static site generator for research digests.

pub mod config;
pub mod diagnostic;
pub mod edition;
pub mod fingerprint;
pub mod free;
pub mod library;
pub mod project;
pub mod route;
pub mod site;
pub mod source;
pub mod theme;
pub mod view;
