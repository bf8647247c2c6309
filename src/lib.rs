//! Offprint: a static site generator for research digests.

pub mod diagnostic;
pub mod fingerprint;
pub mod route;
pub mod source;
