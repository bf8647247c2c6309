//! `follow.html`: how readers follow the site.

use serde::Serialize;

use super::part::{FeedLink, Meta};
use super::view_builder::ViewBuilder;
use crate::site::{Term, follow_route};

/// The largest number of feeds of a group on the page.
const MOST_FEEDS: usize = 100;

/// `follow.html`: the feeds of the site, and the newsletter.
#[derive(Hash, Serialize, Debug)]
pub struct FollowPage<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The groups of terms that have feeds.
    pub groups: Vec<FeedGroup<'s>>,
}

/// The feeds of a group of terms.
#[derive(Hash, Serialize, Debug)]
pub struct FeedGroup<'s> {
    /// The title of the group: `Drugs`.
    pub name: &'s str,
    /// The index page of the group, with the base path.
    pub url: String,
    /// The feeds of the terms with the most articles.
    pub feeds: Vec<TermFeed<'s>>,
    /// The number of terms that have feeds too, but are not listed.
    pub more: usize,
}

/// The feed of a term.
#[derive(Hash, Serialize, Debug)]
pub struct TermFeed<'s> {
    /// The name of the term.
    pub name: &'s str,
    /// The number of its articles.
    pub count: usize,
    /// Its feed in the preferred format.
    pub feed: FeedLink<'s>,
}

impl<'s> ViewBuilder<'s> {
    /// How readers follow the site.
    pub fn follow(self) -> FollowPage<'s> {
        let title = self.config().translations.text("follow_title");
        FollowPage {
            page: self.meta("follow", title, None, &follow_route()),
            groups: (0..self.site.terms.len()).filter_map(|group| self.feed_group(group)).collect(),
        }
    }

    fn feed_group(self, group: usize) -> Option<FeedGroup<'s>> {
        let terms = &self.site.terms[group];
        let mut with_feeds: Vec<&Term> = terms.list.iter().filter(|term| term.dated > 0).collect();
        with_feeds.sort_by_key(|term| std::cmp::Reverse(term.articles.len()));
        let feed = |term: &'s Term| {
            let feed = self.term_feed_links(term).into_iter().next()?;
            Some(TermFeed { name: &term.link.name, count: term.articles.len(), feed })
        };
        let feeds: Vec<_> =
            with_feeds.iter().take(MOST_FEEDS).filter_map(|term| feed(term)).collect();
        (!feeds.is_empty()).then(|| FeedGroup {
            name: &self.config().taxonomies[group].name,
            url: self.site.url(&terms.index),
            more: with_feeds.len() - feeds.len(),
            feeds,
        })
    }
}
