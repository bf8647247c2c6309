//! A feed. It is written by the program and not by a theme, because it is read by programs too.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use super::article::{CitedWork, Correction, SourceNote};
use super::earlier_changes::UrlForm;
use super::part::{EarlierChange, LinkedHtml};
use super::people::Byline;
use super::view_builder::ViewBuilder;
use crate::cached_value::CachedValue;
use crate::clock::Moment;
use crate::config::{Config, ISSUES, origin};
use crate::library::{DocId, Facts};
use crate::license::License;
use crate::route::Route;
use crate::site::{FeedFormat, Status, TermId, TermRef, feed_id};
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
    /// Of the drugs of an article.
    pub drugs: &'s str,
    /// Of what happened after earlier issues.
    pub earlier_changes: &'s str,
    /// Of the articles that cite a work.
    pub cited_in: &'s str,
    /// Of the notice about a work.
    pub notice: &'s str,
    /// Who states something, with `{source}` for the name.
    pub stated_by: &'s str,
}

/// An entry of a feed: an article in full, or an issue.
#[derive(Hash, Debug)]
pub struct FeedEntry<'s> {
    /// The title.
    pub title: &'s str,
    /// The full URL of its page.
    pub permalink: Cow<'s, str>,
    /// A summary of one or two sentences.
    pub summary: Option<&'s str>,
    /// The names of its authors.
    pub authors: &'s [String],
    /// Its drugs and tags.
    pub terms: Vec<&'s Hashed<CachedValue<TermRef>>>,
    /// What identifies it in every feed, even after it got another URL.
    pub id: String,
    /// When it was published (RFC 3339).
    pub published: String,
    /// When it was last changed (RFC 3339).
    pub updated: String,
    /// Its people.
    pub people: Byline<'s>,
    /// Its licence, or that of the site.
    pub license: Option<&'s License>,
    /// What it contains: one article, or the text of an issue and its articles.
    pub parts: Vec<FeedPart<'s>>,
    /// What happened after earlier issues, if the entry is an issue.
    pub earlier_changes: Vec<EarlierChange<'s>>,
}

/// A part of an entry: an article, or the text of an issue.
#[derive(Hash, Debug)]
pub struct FeedPart<'s> {
    /// The title of the article, if the entry is an issue.
    pub heading: Option<&'s str>,
    /// The full URL of its page.
    pub permalink: Cow<'s, str>,
    /// What readers must know about it or its source.
    pub statuses: &'s [Status],
    /// The evidence that it reports, for readers.
    pub evidence: &'s [String],
    /// Its key findings.
    pub key_findings: &'s [String],
    /// Its text; `None` for an article of an issue.
    pub content: Option<LinkedHtml<'s>>,
    /// What is shown instead of the text of an article.
    pub summary: Option<&'s str>,
    /// The drugs of an article of an issue.
    pub drugs: &'s [Hashed<CachedValue<TermRef>>],
    /// The publication that it reports on.
    pub source: Option<SourceNote<'s>>,
    /// Errors in the article that were corrected.
    pub corrections: Vec<Correction<'s>>,
    /// The works that it cites.
    pub citations: Vec<CitedWork<'s>>,
    /// Whether the text contains raw HTML, which must be sanitised for feed readers.
    pub has_raw_html: bool,
}

impl<'s> ViewBuilder<'s> {
    /// A feed: of the full site, or of a term.
    pub fn feed(self, scope: Option<(usize, TermId)>, format: FeedFormat) -> Feed<'s> {
        let (site, config) = (self.site, self.config());
        let (title, route, articles, limit) = match scope {
            None => (
                config.title.as_str(),
                Route::of("/"),
                site.articles.as_slice(),
                config.feeds.limit,
            ),
            Some((group, term)) => {
                let term = &site.terms[group].list[term];
                (
                    term.link.name.as_str(),
                    term.route.clone(),
                    term.articles.as_slice(),
                    config.feeds.term_limit,
                )
            }
        };
        // An entry must state when it was last changed, so an article without a date is in no feed.
        let mut dated: Vec<DocId> =
            articles.iter().copied().filter(|id| self.facts(*id).date.is_some()).collect();
        // The articles of a series are in its order, but feeds begin with the newest.
        dated.sort_by_key(|id| site.rank[*id]);
        let updated = dated.iter().filter_map(|id| changed(self.facts(*id))).max();
        let entries = dated.into_iter().take(limit).filter_map(|id| self.article_entry(id));
        Feed {
            facts: FeedFacts {
                site_title: scope.map(|_| config.title.as_str()),
                ..self.feed_facts(title, &route, format, updated)
            },
            entries: entries.collect(),
        }
    }

    /// The feed of issues: each entry is an issue with its text and all of its articles, for services
    /// that send mails from feeds.
    pub fn issue_feed(self, format: FeedFormat) -> Feed<'s> {
        let (site, config) = (self.site, self.config());
        let issues = &site.terms[ISSUES];
        let mut entries: Vec<(Moment, Moment, FeedEntry<'s>)> =
            (0..issues.list.len()).filter_map(|issue| self.issue_entry(issue)).collect();
        entries.sort_by_key(|(published, ..)| std::cmp::Reverse(published.utc));
        let updated = entries.iter().map(|(_, updated, _)| *updated).max();
        let title = config.taxonomies[ISSUES].name.as_str();
        Feed {
            facts: FeedFacts {
                site_title: Some(&config.title),
                ..self.feed_facts(title, &issues.index, format, updated)
            },
            entries: entries
                .into_iter()
                .take(config.feeds.term_limit)
                .map(|(.., entry)| entry)
                .collect(),
        }
    }

    fn feed_facts(
        self,
        title: &'s str,
        route: &Route,
        format: FeedFormat,
        updated: Option<Moment>,
    ) -> FeedFacts<'s> {
        let config = self.config();
        FeedFacts {
            title,
            site_title: None,
            description: config.description.as_deref(),
            language: &config.language,
            authors: &config.authors,
            page: self.site.permalink(route),
            address: self.site.permalink(&route.beside(format.file_name())),
            origin: origin(&config.base_url),
            headings: FeedHeadings {
                key_findings: config.translations.text("key_findings"),
                source: config.translations.text("source"),
                corrections: config.translations.text("corrections"),
                references: config.translations.text("references"),
                drugs: config.translations.text("drugs"),
                earlier_changes: config.translations.text("mail_changes"),
                cited_in: config.translations.text("cited_in"),
                notice: config.translations.text("status_notice"),
                stated_by: config.translations.text("status_stated_by"),
            },
            hub: config.feed_hub.as_deref(),
            license: config.license.as_ref(),
            updated: updated.map(|when| moment(when, config)),
        }
    }

    fn article_entry(self, id: DocId) -> Option<FeedEntry<'s>> {
        let (facts, config) = (self.facts(id), self.config());
        let card = self.card(id)?;
        Some(FeedEntry {
            title: &card.title,
            permalink: card.permalink.as_str().into(),
            summary: card.summary.as_deref(),
            authors: &card.authors,
            terms: card.drugs.iter().chain(&card.tags).collect(),
            id: feed_id(facts, self.site.route(id)?, config),
            published: moment(facts.date?, config),
            updated: moment(changed(facts)?, config),
            people: self.byline(facts),
            license: facts.license.as_ref().or(config.license.as_ref()),
            parts: vec![FeedPart {
                heading: None,
                summary: None,
                drugs: &[],
                content: Some(self.plainly_linked(id)),
                has_raw_html: self.library.documents[id].body.has_raw_html,
                ..self.article_part(id)?
            }],
            earlier_changes: Vec::new(),
        })
    }

    /// An article as a part of an issue.
    fn article_part(self, id: DocId) -> Option<FeedPart<'s>> {
        let (facts, card) = (self.facts(id), self.card(id)?);
        Some(FeedPart {
            heading: Some(&card.title),
            permalink: card.permalink.as_str().into(),
            statuses: &card.statuses,
            evidence: &card.evidence.parts,
            key_findings: &facts.details.key_findings,
            content: None,
            summary: card.summary.as_deref(),
            drugs: &card.drugs,
            source: self.source_note(facts),
            corrections: self.corrections(facts),
            citations: self.citations(id),
            has_raw_html: false,
        })
    }

    /// An issue with a date, with the moments at which it was published and changed.
    fn issue_entry(self, number: TermId) -> Option<(Moment, Moment, FeedEntry<'s>)> {
        let (site, config) = (self.site, self.config());
        let issue = &site.terms[ISSUES].list[number];
        let document = issue.document?;
        let facts = self.facts(document);
        let published = facts.date?;
        let articles = issue.articles.iter().copied();
        // A correction of one of its articles changes the issue.
        let changes = articles.clone().filter_map(|id| changed(self.facts(id)));
        let updated = changes.chain(changed(facts)).max().unwrap_or(published);
        let permalink = site.permalink(&issue.route);
        let text = self.plainly_linked(document);
        let text = (!text.is_empty()).then(|| FeedPart {
            heading: None,
            permalink: permalink.clone().into(),
            statuses: &[],
            evidence: &[],
            key_findings: &[],
            content: Some(text),
            summary: None,
            drugs: &[],
            source: None,
            corrections: Vec::new(),
            citations: self.citations(document),
            has_raw_html: self.library.documents[document].body.has_raw_html,
        });
        let parts = text.into_iter().chain(articles.filter_map(|id| self.article_part(id)));
        let entry = FeedEntry {
            title: &issue.name,
            id: feed_id(facts, &issue.route, config),
            permalink: permalink.into(),
            summary: facts.summary.as_deref(),
            authors: &[],
            terms: Vec::new(),
            published: moment(published, config),
            updated: moment(updated, config),
            people: Byline::default(),
            license: facts.license.as_ref().or(config.license.as_ref()),
            parts: parts.collect(),
            earlier_changes: self.earlier_changes(&site.changes_on_page(number), UrlForm::Full),
        };
        Some((published, updated, entry))
    }
}

fn changed(facts: &Facts) -> Option<Moment> {
    facts.updated.max(facts.date)
}

/// A moment in the format of feeds (RFC 3339). A day without a time begins in the site's time zone:
/// feed readers convert it to that of their users.
fn moment(when: Moment, config: &Config) -> String {
    let start = (!when.timed)
        .then(|| when.day.to_zoned(config.zone()).ok())
        .flatten()
        .map(|start| start.timestamp());
    let utc = start.map_or(when.utc, |start| start.to_zoned(TimeZone::UTC).datetime());
    format!("{}Z", utc.strftime("%Y-%m-%dT%H:%M:%S"))
}
