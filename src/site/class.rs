//! [`Class`]: the drugs of one class, and the routes of classes.

use super::card::TermRef;
use super::terms::TermId;
use crate::cached_value::CachedValue;
use crate::library::DocId;
use crate::route::Route;
use offprint_base::Hashed;

/// A class of drugs on the site.
#[derive(Debug)]
pub struct Class {
    /// As a link: the name is the plural.
    pub link: Hashed<CachedValue<TermRef>>,
    /// Its page.
    pub route: Route,
    /// Its drugs, by name.
    pub drugs: Vec<TermId>,
    /// The newest articles about them, newest first.
    pub articles: Vec<DocId>,
}

/// The route of the page that lists the classes.
pub fn class_index() -> Route {
    Route::of("/classes/")
}
