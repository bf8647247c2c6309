//! What one page shows: a documented struct for each page kind. This is the contract with themes.
//!
//! A view borrows from the linked site and is hashed and serialised by derive, so that what is
//! hashed is what is shown. No field may be a float or a map without order. A view does no I/O,
//! knows no template engine, and holds nothing that its page does not need: other articles come as
//! cards, other terms as references.

mod archive;
mod article;
mod derived_assets;
mod dossier;
mod feed;
mod list;
mod map;
mod pages;
mod part;
mod reference;
mod term;
mod view_builder;

pub use article::CitedWork;
pub use derived_assets::DerivedAssets;
pub use feed::{Feed, FeedEntry, FeedFacts};
pub use pages::origin;
pub use reference::template_reference;
pub use view_builder::ViewBuilder;
