//! The tests of the crate that need complete works or styles; one binary.

mod citations;
mod custom_styles;
mod golden;
mod hostile;
mod languages;
mod support;
