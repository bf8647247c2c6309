//! The days on which a page was published and changed.
//!
//! Statements for machines are preferred to what readers see (`visible_dates`). Where the two
//! differ by one day, the statement is usually in UTC, and what readers see is right. How a day is
//! written is `date`.
//!
//! Confidences are ranks in the order of trust, not probabilities; they are set by hand and
//! validated as one, by the dates of the 213 pages of the development set `meta`
//! (`score_import.py`): 88 % are right.

use jiff::civil::Date;

use crate::article::{Article, Sourced};
use crate::date;
use crate::html::dom::HtmlDocument;
use crate::html::head_metadata::HeadMetadata;
use crate::html::visible_dates::find_visible_dates;
use crate::phrases::{Category, phrases};

/// Fills in the days of an article.
pub(super) fn read_dates(
    document: &HtmlDocument,
    head: &HeadMetadata,
    today: Date,
    article: &mut Article,
) {
    let fits =
        |day: Date| day.year() >= 1990 && day <= today.saturating_add(jiff::Span::new().days(2));
    let parse = |text: &str| date::parse_date(text, today).filter(|day| fits(*day));
    let title = article.title.as_ref().map(|title| title.value.clone());
    let seen = find_visible_dates(document, head, title.as_deref(), today, &parse);
    let mut stated: Vec<Sourced<Date>> = Vec::new();
    stated.extend(
        head.stated
            .published
            .as_deref()
            .and_then(parse)
            .map(|day| Sourced::new(day, "JSON-LD datePublished", 0.95)),
    );
    for name in phrases(Category::PublishedFields) {
        let contents = head.metas.iter().filter(|(known, _)| known == name).take(3);
        stated.extend(
            contents
                .filter_map(|(_, content)| parse(content))
                .map(|day| Sourced::new(day, *name, 0.9)),
        );
    }
    article.published = stated.first().cloned().or_else(|| seen.day.clone());
    if let (Some(published), Some(day)) = (&mut article.published, &seen.day)
        && published.value != day.value
    {
        let span = published.value.until(day.value).map_or(9, |span| span.get_days().abs());
        let is_night = seen.points >= 15 && span <= 1;
        let is_stated_too =
            seen.points >= 10 && stated.iter().any(|other| other.value == day.value);
        if is_night || is_stated_too {
            *published = Sourced::new(
                day.value,
                format!("{}, where {} has another day", day.from, published.from),
                0.8,
            );
        }
    }
    let mut changed: Option<Sourced<Date>> = head
        .stated
        .modified
        .as_deref()
        .and_then(parse)
        .map(|day| Sourced::new(day, "JSON-LD dateModified", 0.9));
    for name in phrases(Category::UpdatedFields) {
        if changed.is_none() {
            let contents = head.metas.iter().filter(|(known, _)| known == name);
            changed = contents
                .filter_map(|(_, content)| parse(content))
                .map(|day| Sourced::new(day, *name, 0.85))
                .next();
        }
    }
    article.updated = changed.or_else(|| {
        seen.changed
            .filter(|day| fits(*day))
            .map(|day| Sourced::new(day, "a line on the change near the title", 0.7))
    });
    if article.published.is_none() {
        // The date of the last change is better than no date, but less reliable.
        article.published = article.updated.as_ref().map(|updated| {
            Sourced::new(
                updated.value,
                format!("{}, the only day that is given", updated.from),
                0.5,
            )
        });
    }
    if let (Some(published), Some(updated)) = (&article.published, &article.updated)
        && updated.value <= published.value
    {
        article.updated = None;
    }
}
