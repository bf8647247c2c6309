//! Offprint: a static site generator for research digests.
//!
//! It is a compiler. Content files are parsed each alone, linked, and rendered:
//!
//! ```text
//! content/ themes/ site.toml
//!    │ scan      → Sources    every file as read, one value
//!    │ parse     → Library    every article, parsed alone, not yet linked
//!    │ link      → Site       who belongs to what: terms, links, backlinks, routes
//!    │ view      → View       what one page shows: a struct per page kind, the contract with themes
//!    │ render    → Edition    route → page bytes; whole or not at all
//!    └ publish   → public/    write what differs, remove what is ours and gone
//! ```
//!
//! Every stage may be handed its own previous value, and may use it only to save work:
//! `stage(input, previous) == stage(input, None)`. [`Project`] runs them; [`publish()`] writes.

mod config;
mod diagnostic;
mod edition;
mod fingerprint;
mod free;
mod import;
mod library;
mod picture;
mod prepared;
mod project;
mod publish;
mod route;
mod search;
#[cfg(feature = "serve")]
pub mod serve;
mod shelf;
mod site;
mod source;
mod staging;
mod theme;
mod view;
mod vocabulary;
mod words;

pub use config::Overrides;
pub use diagnostic::{Code, Diagnostic, Location, Severity, report, sort};
pub use edition::{Content, Edition, Haste, Page};
pub use fingerprint::Digest;
pub use import::{
    Asked, Desk, Fault, Field, Filed, How, Image, Imported, Importer, Left, MAX_RAW_BYTES,
    RawFormat,
};
pub use project::{Build, Project};
pub use publish::{
    MANIFEST, Output, Published, Receipt, file_digest, index_outputs, outputs, publish,
    publish_staged,
};
pub use route::{Route, is_slug, slugify};
pub use shelf::{Keep, Shelf};
pub use site::{ArticleEntry, Inventory, TermEntry};
pub use source::{Change, builtin_theme};
pub use staging::Staging;
pub use view::template_reference;
