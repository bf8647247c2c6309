//! The content of one page: a documented struct for each kind of page. This is the contract with
//! themes.
//!
//! A view borrows from the linked site, and its hash and serialisation are derived, so that what is
//! hashed is what is shown. No field may be a float or an unordered map. A view does no I/O, does
//! not depend on a template engine, and contains nothing that its page does not need: other
//! articles are included as cards, other terms as references.

mod archive;
mod article;
mod author_pages;
mod compare;
mod derived_assets;
mod dossier;
mod drug_names;
mod earlier_changes;
mod feed;
mod follow;
mod how_to_cite;
mod list;
mod mail;
mod map;
mod pages;
mod part;
mod people;
mod reference;
mod reference_files;
mod term;
mod trials;
mod view_builder;
mod work_filters;
mod works;

pub use derived_assets::DerivedAssets;
pub use feed::{Feed, FeedEntry, FeedFacts, FeedPart};
pub use people::Person;
pub use reference::template_reference;
pub use reference_files::ArticleWork;
pub use view_builder::ViewBuilder;
