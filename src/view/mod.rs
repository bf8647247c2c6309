//! What one page shows: a documented struct for each page kind. This is the contract with themes.
//!
//! A view borrows from the linked site and is hashed and serialised by derive, so that what is hashed is what is
//! shown. No field may be a float or a map without order. A view does no I/O, knows no template engine,
//! and holds nothing that its page does not need: other articles come as cards, other terms as references.

mod article;
mod feed;
mod list;
mod make;
mod part;
mod reference;
mod term;

pub use article::{ArticleLink, ArticlePage, Backlink, Citation, SourceNote, StudyRow, TermGroup};
pub use feed::{Entry, Feed, FeedFacts};
pub use list::{Home, NotFound, StandalonePage, TermIndex, TermSummary};
pub use make::{ATOM, JSON_FEED, Maker, origin};
pub use part::{
    Crumb, FeedLink, Globals, Linked, MenuEntry, Meta, Paginator, SiteView, TaxonomyRef, TermCount,
};
pub use reference::template_reference;
pub use term::{DrugFacts, Identifier, TermFull, TermPage};
