//! [`SearchIndex`]: the files that the site's search reads, built from the linked site and its
//! documents on demand.
//!
//! The index is split into small files by the beginning of words, and the browser fetches those
//! that a query needs. A build needs all of them; a preview builds them at the first search, so
//! that until then an edit costs nothing. The index is always built completely: it depends on all
//! documents, and caching the contribution of each would take more memory than it saves time.
//! Ranking is done by the script, and this module does not know what a theme shows.

mod entries;
mod pack;
mod records;
mod spelling;
mod text;
mod word_counter;

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use self::entries::{FIRST_TAXONOMY, SearchEntries};
use self::pack::IndexContents;
use self::spelling::SpellingRules;
use self::word_counter::WordCounter;
use crate::library::Document;
use crate::route::Route;
use crate::site::{SEARCH_INDEX, Site};

/// A file of the index.
pub type IndexFile = (Route, Arc<[u8]>);

/// The index of a site, built when it is first requested.
pub struct SearchIndex {
    site: Arc<Site>,
    documents: Arc<Vec<Arc<Document>>>,
    files: OnceLock<Vec<IndexFile>>,
}

impl std::fmt::Debug for SearchIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("files", &self.files.get().map(Vec::len))
            .finish_non_exhaustive()
    }
}

impl SearchIndex {
    /// The index of a site and its documents. It is not built yet.
    pub fn of(site: Arc<Site>, documents: Arc<Vec<Arc<Document>>>) -> Self {
        Self { site, documents, files: OnceLock::new() }
    }

    /// Whether it is the index of this site and these documents.
    pub fn is_of(&self, site: &Site, documents: &[Arc<Document>]) -> bool {
        self.site.fingerprint == site.fingerprint
            && self.documents.len() == documents.len()
            && self.documents.iter().zip(documents).all(|(one, other)| Arc::ptr_eq(one, other))
    }

    /// Whether it is built.
    pub fn is_made(&self) -> bool {
        self.files.get().is_some()
    }

    /// Its files, sorted by route.
    pub fn files(&self) -> &[IndexFile] {
        self.files.get_or_init(|| build_index(&self.site, &self.documents))
    }

    /// The file at a route.
    pub fn get(&self, route: &Route) -> Option<&Arc<[u8]>> {
        let files = self.files();
        let position = files.binary_search_by(|(known, _)| known.cmp(route)).ok()?;
        Some(&files[position].1)
    }
}

fn build_index(site: &Site, documents: &[Arc<Document>]) -> Vec<IndexFile> {
    let entries = SearchEntries::of(site, documents);
    // One part for each thread. The number of parts does not affect the result.
    let size = entries.len().div_ceil(rayon::current_num_threads()).max(1);
    let starts: Vec<usize> = (0..entries.len()).step_by(size).collect();
    let counters: Vec<WordCounter> = starts
        .into_par_iter()
        .map(|start| entries.count(start..(start + size).min(entries.len())))
        .collect();
    let mut words = entries.members();
    // The first character of these words, `=`, sorts after digits and before letters, and all other
    // words begin with a digit or a letter.
    words.extend(WordCounter::merge(counters));
    words.sort_by(|a, b| a.stem.cmp(&b.stem));
    let config = &site.config;
    let kinds: [&str; FIRST_TAXONOMY] = ["article", "page", "class"];
    let kinds = kinds.into_iter().map(str::to_owned);
    let class = config.translations.text("class");
    let labels = ["", "", class].into_iter().map(str::to_owned);
    let text = |message: &str| config.translations.text(message).to_owned();
    let contents = IndexContents {
        words,
        names: entries.names(),
        cards: (0..entries.len()).into_par_iter().map(|entry| entries.card(entry)).collect(),
        filters: entries.filters(),
        articles: entries.articles,
        records: entries.records,
        text: if config.outputs.markdown_copies { "index.md" } else { "" },
        kinds: kinds
            .chain(config.taxonomies.iter().map(|taxonomy| taxonomy.singular.clone()))
            .chain(["work", "trial"].map(str::to_owned))
            .collect(),
        labels: labels
            .chain(config.taxonomies.iter().map(|taxonomy| taxonomy.label.clone()))
            .chain([text("source"), text("trial")])
            .collect(),
        spelling: SpellingRules::of(&config.language).to_json(),
    };
    let files = pack::pack(&contents).into_iter();
    let mut files: Vec<IndexFile> = files
        .map(|(name, bytes)| (Route::of(format!("{SEARCH_INDEX}{name}")), bytes.into()))
        .collect();
    files.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    files
}
