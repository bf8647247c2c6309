//! An issue as an e-mail. URLs are complete, because a mail belongs to no page.

use serde::Serialize;

use super::article::{CitedWork, Correction, SourceNote};
use super::earlier_changes::UrlForm;
use super::part::EarlierChange;
use super::part::LinkedHtml;
use super::people::Byline;
use super::view_builder::ViewBuilder;
use crate::config::{ISSUES, origin};
use crate::library::DocId;
use crate::site::{Card, Evidence, IssueChange, Status, TermId, iso_date};

/// `mail.html`: an issue as an e-mail.
#[derive(Hash, Serialize, Debug)]
pub struct MailPage<'s> {
    /// The issue.
    pub issue: MailIssue<'s>,
    /// Its articles, in its order.
    pub articles: Vec<MailArticle<'s>>,
    /// What happened to articles of earlier issues and to the works that they cite, the gravest first.
    pub changes: Vec<EarlierChange<'s>>,
    /// The address of the link by which readers unsubscribe: that of `site.toml`, or the placeholder of
    /// the service; `none` if there is neither.
    pub unsubscribe_url: Option<&'s str>,
}

/// The issue of an e-mail.
#[derive(Hash, Serialize, Debug)]
pub struct MailIssue<'s> {
    /// Its name: `The spring issue`.
    pub name: &'s str,
    /// Its number.
    pub number: Option<u32>,
    /// When it was published, as `2025-08-19`.
    pub date: Option<String>,
    /// The same date for readers.
    pub date_display: Option<String>,
    /// The full URL of its page.
    pub permalink: String,
    /// The summary from its file: mail programs show it beside the subject.
    pub summary: Option<&'s str>,
    /// The text of its file as HTML for mail programs: `{{ issue.content | safe }}`; `none` if it has
    /// none.
    pub content: Option<String>,
}

/// An article in an e-mail.
#[derive(Hash, Serialize, Debug)]
pub struct MailArticle<'s> {
    /// Its title.
    pub title: &'s str,
    /// Its full URL.
    pub permalink: &'s str,
    /// When it was published, for readers.
    pub date_display: Option<&'s str>,
    /// A summary of one or two sentences.
    pub summary: Option<&'s str>,
    /// Its image; `none` if it has none, or none of a format that all mail programs show.
    pub image: Option<MailImage<'s>>,
    /// The evidence that it reports: `article.evidence.parts` for readers.
    pub evidence: &'s Evidence,
    /// What readers must know about it or its source: retracted, corrected, due for review.
    pub statuses: &'s [Status],
    /// The key findings, one sentence each.
    pub key_findings: &'s [String],
    /// The drugs that it is about.
    pub drugs: Vec<MailLink<'s>>,
    /// Its people.
    #[serde(flatten)]
    pub people: Byline<'s>,
    /// The publication that it reports on.
    pub source: Option<SourceNote<'s>>,
    /// Errors in it that were corrected.
    pub corrections: Vec<Correction<'s>>,
    /// The cited works.
    pub citations: Vec<CitedWork<'s>>,
}

/// A small image in an e-mail.
#[derive(Hash, Serialize, Debug)]
pub struct MailImage<'s> {
    /// Its full URL.
    pub url: String,
    /// What it shows.
    pub alt: &'s str,
    /// Its width in the mail, in pixels.
    pub width: u32,
    /// Its height in the mail, in pixels.
    pub height: u32,
}

/// A link in an e-mail.
#[derive(Hash, Serialize, Debug)]
pub struct MailLink<'s> {
    /// The name.
    pub name: &'s str,
    /// The full URL.
    pub permalink: String,
}

/// The maximum width and height of an image in a mail, in pixels.
const IMAGE_SIZE: u32 = 176;

impl<'s> ViewBuilder<'s> {
    /// An issue as an e-mail. Its text is added by the caller, who reduces it to what mail programs
    /// show.
    pub fn mail(
        self,
        issue: TermId,
        changes: &[IssueChange],
        unsubscribe_url: Option<&'s str>,
    ) -> MailPage<'s> {
        let term = &self.site.terms[ISSUES].list[issue];
        let facts = term.document.map(|id| self.facts(id));
        MailPage {
            issue: MailIssue {
                name: &term.name,
                number: facts.and_then(|facts| facts.collection.number),
                date: facts.and_then(|facts| facts.date).map(iso_date),
                date_display: facts.and_then(|facts| facts.date).map(|when| self.shown(when)),
                permalink: self.site.permalink(&term.route),
                summary: facts.and_then(|facts| facts.summary.as_deref()),
                content: None,
            },
            articles: term.articles.iter().filter_map(|id| self.mail_article(*id)).collect(),
            changes: self.earlier_changes(changes, UrlForm::Full),
            unsubscribe_url,
        }
    }

    /// The text of an issue, as on its page.
    pub fn issue_text(self, issue: TermId) -> Option<LinkedHtml<'s>> {
        let document = self.site.terms[ISSUES].list[issue].document?;
        Some(self.linked(document)).filter(|content| !content.is_empty())
    }

    /// A URL with the base path as a full URL.
    pub(super) fn absolute(self, url: &str) -> String {
        match url.starts_with('/') && !url.starts_with("//") {
            true => format!("{}{url}", origin(&self.config().base_url)),
            false => url.to_owned(),
        }
    }

    fn mail_article(self, id: DocId) -> Option<MailArticle<'s>> {
        let card = self.card(id)?;
        let facts = self.facts(id);
        let drug = |term: &TermId| {
            let drug = &self.site.terms[0].list[*term];
            MailLink { name: &drug.name, permalink: self.site.permalink(&drug.route) }
        };
        Some(MailArticle {
            title: &card.title,
            permalink: &card.permalink,
            date_display: card.date_display.as_deref(),
            summary: card.summary.as_deref(),
            image: self.mail_image(card),
            evidence: &card.evidence,
            statuses: &card.statuses,
            key_findings: &facts.details.key_findings,
            drugs: self.site.terms_of.get(id, 0).iter().map(drug).collect(),
            people: self.byline(facts),
            source: self.source_note(facts),
            corrections: self.corrections(facts),
            citations: self.citations(id),
        })
    }

    /// The titles of the articles of an issue whose image a mail cannot show.
    pub fn articles_without_image(self, issue: TermId) -> Vec<&'s str> {
        let articles = self.site.terms[ISSUES].list[issue].articles.iter();
        let cards = articles.filter_map(|id| self.card(*id));
        cards
            .filter(|card| card.image.is_some() && self.mail_image(card).is_none())
            .map(|card| card.title.as_str())
            .collect()
    }

    /// The image of an article: the small copy, or the image itself. Copies are WebP unless the
    /// settings say otherwise, which Outlook does not show.
    fn mail_image(self, card: &'s Card) -> Option<MailImage<'s>> {
        let image = card.image.as_ref()?;
        let small = image.thumbnail.as_ref().map(|small| {
            let url = self.absolute(&small.url);
            (url, small.width, small.height)
        });
        let own = image.width.zip(image.height);
        let own = own.map(|(width, height)| (image.permalink.clone(), width, height));
        let (url, width, height) = small
            .into_iter()
            .chain(own)
            .find(|(url, width, height)| is_mail_image(url) && *width > 2 && *height > 2)?;
        let (width, height) = fitted(width, height, IMAGE_SIZE);
        Some(MailImage { url, alt: &image.alt, width, height })
    }
}

/// The size of an image that fits into a square; it is never enlarged.
fn fitted(width: u32, height: u32, side: u32) -> (u32, u32) {
    let longest = u64::from(width.max(height).max(1));
    let side = u64::from(side).min(longest);
    let scaled = |length: u32| {
        let length = u64::from(length) * side / longest;
        u32::try_from(length).unwrap_or(u32::MAX).max(3)
    };
    (scaled(width), scaled(height))
}

/// Whether all mail programs show the format of an image.
fn is_mail_image(url: &str) -> bool {
    let name = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif"].iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_fit() {
        assert_eq!(fitted(1200, 600, 176), (176, 88));
        assert_eq!(fitted(300, 600, 176), (88, 176));
        assert_eq!(fitted(100, 50, 176), (100, 50));
        assert_eq!(fitted(u32::MAX, 1, 176), (176, 3));
    }

    #[test]
    fn images_of_old_formats_only() {
        for url in ["https://e.org/a.JPG", "https://e.org/a.png?v=1"] {
            assert!(is_mail_image(url), "{url}");
        }
        for url in ["https://e.org/a.webp", "https://e.org/a.svg", "https://e.org/a"] {
            assert!(!is_mail_image(url), "{url}");
        }
    }
}
