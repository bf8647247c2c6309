//! Offprint: a static site generator for research digests.
//!
//! It works like a compiler: content files are parsed separately, linked and rendered.
//!
//! ```text
//! content/ themes/ site.toml
//!    │ scan      → Sources    every file as read, one value
//!    │ parse     → Library    every article, parsed alone, not yet linked
//!    │ link      → Site       terms, links, backlinks, routes
//!    │ view      → View       the data of one page: a struct per kind, the contract with themes
//!    │ render    → Edition    route → page bytes; complete or not at all
//!    └ publish   → public/    writes changed files, removes our files that are no longer needed
//! ```
//!
//! Every stage may receive its own previous value, and may use it only to save work:
//! `stage(input, previous) == stage(input, None)`. [`Project`] runs them; [`publish()`] writes.

mod cached_value;
mod clock;
mod config;
mod data_files;
mod diagnostic;
mod edition;
mod file_lint;
mod json_table;
mod library;
mod license;
mod lint;
mod mail_records;
mod mail_settings;
mod person_name;
mod picture;
mod project;
mod publish;
mod publish_settings;
mod reader_contact;
mod route;
mod search;
mod security_policy;
#[cfg(feature = "serve")]
pub mod serve;
mod site;
mod source;
mod spill_file;
mod staging;
mod tex;
mod theme;
mod translations;
mod view;

pub use clock::BuildTime;
pub use config::{Overrides, is_language, is_site_url};
pub use diagnostic::{
    Checked, Code, Diagnostic, LargeGroup, Location, SHOWN_OF_A_KIND, Severity, escape_controls,
    group_similar, report, sort,
};
pub use edition::{Edition, FileContent, RenderHooks, RenderedFile, RenderedMail};
pub use library::PLACEHOLDERS;
pub use mail_settings::{MailSettings, SMTP_PASSWORD_VARIABLE};
pub use project::{Build, Project};
pub use publish::{
    MANIFEST, OutputFile, Published, Receipt, empty_site_problem, file_digest, index_outputs,
    outputs, publish, publish_staged,
};
pub use publish_settings::{PublishSettings, PublishTarget};
pub use reader_contact::is_mail_address;
pub use route::Route;
pub use site::{
    ArticleEntry, FEED_FILES, HeldBack, Inventory, Schedule, ScheduledDate, ScheduledEvent,
    TermEntry,
};
pub use source::{FileChanges, MAIL_RECORD, MAX_TEXT_BYTES, STATUS_FILE, builtin_theme};
pub use spill_file::{SpillFile, StorageMode};
pub use staging::Staging;
pub use view::template_reference;
