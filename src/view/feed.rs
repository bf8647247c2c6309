//! A feed. It is written by the program and not by a theme, because it is read by programs too.

use super::article::{CitedWork, Correction, SourceNote};
use super::part::LinkedHtml;
use super::people::Byline;
use crate::license::License;
use crate::site::Card;
use offprint_base::Hashed;

/// A feed with its entries.
#[derive(Hash, Debug)]
pub struct Feed<'s> {
    /// The fields of the feed itself.
    pub facts: FeedFacts<'s>,
    /// Its entries, newest first.
    pub entries: Vec<FeedEntry<'s>>,
}

/// The fields of a feed, without its entries.
#[derive(Hash, Debug)]
pub struct FeedFacts<'s> {
    /// The site's title, or the term's name.
    pub title: &'s str,
    /// The site's title, if the feed is a term's.
    pub site_title: Option<&'s str>,
    /// The site's description.
    pub description: Option<&'s str>,
    /// The site's language.
    pub language: &'s str,
    /// The site's authors.
    pub authors: &'s [String],
    /// The URL of the page that the feed belongs to.
    pub page: String,
    /// The URL of the feed.
    pub address: String,
    /// The scheme and host of the site, which make paths absolute.
    pub origin: &'s str,
    /// The hub that tells feed readers of changes, as a URL.
    pub hub: Option<&'s str>,
    /// The licence of the site.
    pub license: Option<&'s License>,
    /// The headings of what pages show around the text, in the site's language.
    pub headings: FeedHeadings<'s>,
    /// When its newest entry was last changed.
    pub updated: Option<String>,
}

/// Headings in the site's language.
#[derive(Clone, Copy, Hash, Debug)]
pub struct FeedHeadings<'s> {
    /// Of the key findings.
    pub key_findings: &'s str,
    /// Of the publication that an article reports on.
    pub source: &'s str,
    /// Of corrected errors.
    pub corrections: &'s str,
    /// Of the works that it cites.
    pub references: &'s str,
}

/// An entry of a feed: an article in full.
#[derive(Hash, Debug)]
pub struct FeedEntry<'s> {
    /// The article's card.
    pub card: &'s Hashed<Card>,
    /// What identifies it in every feed, even after it got another URL.
    pub id: String,
    /// When it was published (RFC 3339).
    pub published: String,
    /// When it was last changed (RFC 3339).
    pub updated: String,
    /// Its text.
    pub content: LinkedHtml<'s>,
    /// Its people.
    pub people: Byline<'s>,
    /// Its licence, or that of the site.
    pub license: Option<&'s License>,
    /// Its key findings.
    pub key_findings: &'s [String],
    /// The publication that it reports on.
    pub source: Option<SourceNote<'s>>,
    /// Errors in the article that were corrected.
    pub corrections: Vec<Correction<'s>>,
    /// The works that it cites.
    pub citations: Vec<CitedWork<'s>>,
    /// Whether the text contains raw HTML, which must be sanitised for feed readers.
    pub has_raw_html: bool,
}
