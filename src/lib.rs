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

mod cached_value;
mod config;
mod diagnostic;
mod edition;
mod json_table;
mod library;
mod picture;
mod project;
mod publish;
mod route;
mod search;
#[cfg(feature = "serve")]
pub mod serve;
mod site;
mod source;
mod spill_file;
mod staging;
mod theme;
mod translations;
mod view;

pub use config::Overrides;
pub use diagnostic::{Code, Diagnostic, Location, Severity, report, sort};
pub use edition::{Edition, FileContent, RenderHooks, RenderedFile};
pub use project::{Build, Project};
pub use publish::{
    MANIFEST, OutputFile, Published, Receipt, file_digest, index_outputs, outputs, publish,
    publish_staged,
};
pub use route::Route;
pub use site::{ArticleEntry, Inventory, TermEntry};
pub use source::{FileChanges, builtin_theme};
pub use spill_file::{SpillFile, StorageMode};
pub use staging::Staging;
pub use view::template_reference;
