//! [`Class`]: the drugs of one class, and the routes of classes.

use super::card::TermRef;
use super::terms::TermId;
use crate::cached_value::CachedValue;
use crate::config::Config;
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
    /// Its file, if it has one.
    pub document: Option<DocId>,
    /// The classes that its file names as related: their indices among those of the site.
    pub related: Vec<usize>,
    /// Its drugs, by name.
    pub drugs: Vec<TermId>,
    /// The newest articles about them, newest first.
    pub articles: Vec<DocId>,
}

impl Class {
    /// A class without drugs so far.
    pub(super) fn new(name: String, slug: String, route: Route, config: &Config) -> Self {
        let url = format!("{}{}", config.base_path, route.encoded());
        Self {
            link: Hashed::new(CachedValue::new(TermRef { name, slug, url })),
            route,
            document: None,
            related: Vec::new(),
            drugs: Vec::new(),
            articles: Vec::new(),
        }
    }
}

/// The route of the page that lists the classes.
pub fn class_index() -> Route {
    Route::of("/classes/")
}
