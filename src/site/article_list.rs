//! [`ArticleList`]: the articles that a standalone page lists.

use crate::library::DocId;

/// The articles of a standalone page with a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ArticleList {
    /// The page.
    pub document: DocId,
    /// The articles, in their order.
    pub articles: Vec<DocId>,
    /// How many articles each page of the list shows.
    pub per_page: usize,
}

impl ArticleList {
    /// The number of pages, at least 1.
    pub fn page_count(&self) -> usize {
        self.articles.len().div_ceil(self.per_page).max(1)
    }
}
