//! Asks Crossref about works: [`CrossrefClient::look_up`] returns what its record of a DOI says about
//! retractions, corrections and versions, as the JSON that Crossref writes.
//!
//! Crossref's rules for polite use (its documentation of the REST API, "Access and authentication"):
//! one request after another, an address for complaints, the rate that the service announces, and
//! no question twice. This crate must not know sites, nor read what an answer means.

mod answer;
mod cache;
mod client;
mod error;

pub use cache::AnswerCache;
pub use client::{ClientSettings, CrossrefClient, Lookup};
pub use error::CrossrefError;
