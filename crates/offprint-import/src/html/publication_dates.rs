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
use crate::date_labels::{labelled_day, last_review, posted_day};
use crate::date_reader::{DateClues, DateReader};
use crate::html::content;
use crate::html::dom::HtmlDocument;
use crate::html::head_metadata::HeadMetadata;
use crate::html::other_works::OtherWorks;
use crate::html::tag::Tag;
use crate::html::visible_dates::{find_date_in_path, find_visible_dates};
use crate::phrases::{Category, is_phrase, phrases};

/// How much of the text of a page is searched for clues to how it writes dates.
const CLUE_BYTES: usize = 30_000;

/// How much of the text of a page is searched for the day of its last review.
const REVIEW_BYTES: usize = 200_000;

/// Fills in the days of an article.
pub(super) fn read_dates(
    document: &HtmlDocument,
    head: &HeadMetadata,
    others: &OtherWorks,
    today: Date,
    article: &mut Article,
) {
    let fits =
        |day: Date| day.year() >= 1990 && day <= today.saturating_add(jiff::Span::new().days(2));
    let reader = page_date_reader(document, head, article.language.as_ref(), today);
    let parse = |text: &str| reader.first_date(text).filter(|day| fits(*day));
    let title = article.title.as_ref().map(|title| title.value.clone());
    let seen = find_visible_dates(document, head, title.as_deref(), others, &reader, &parse);
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
    prefer_full_day(&mut stated);
    let properties = &head.properties;
    let of_document = |value: &Option<String>| {
        let day = parse(value.as_deref()?)?;
        Some(Sourced::new(day, "the properties of the document", 0.5))
    };
    article.published = stated
        .first()
        .cloned()
        .or_else(|| seen.day.clone())
        .or_else(|| find_date_in_scripts(document, &parse))
        .or_else(|| of_document(&properties.created))
        .or_else(|| of_document(&properties.saved));
    if let (Some(published), Some(day)) = (&mut article.published, &seen.day)
        && published.value != day.value
    {
        let span = published.value.until(day.value).map_or(9, |span| span.get_days().abs());
        // The day of the visit, in the header of the site, is not another reading of the same day.
        let is_night = seen.points >= 15 && span <= 1 && !seen.days.contains(&published.value);
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
            .map(|day| Sourced::new(day, "a line on the change", 0.7))
    });
    if article.published.is_none() {
        // A review of the text is neither a change nor its publication.
        let text = document.text_within(content::body_element(document), REVIEW_BYTES);
        article.last_review = last_review(&text, &reader).filter(|day| fits(*day));
        // Unless the page calls the day one of a change for readers, or in a field of its head.
        let is_of_field = |updated: &Sourced<Date>| {
            head.metas.iter().any(|(name, content)| {
                is_phrase(Category::UpdatedFields, name) && parse(content) == Some(updated.value)
            })
        };
        let is_review = |updated: &Sourced<Date>| {
            article.last_review == Some(updated.value)
                && seen.changed != Some(updated.value)
                && !is_of_field(updated)
        };
        article.updated = article.updated.take_if(|updated| !is_review(updated));
        // The date of the last change is better than no date, but less reliable.
        article.published = article.updated.as_ref().map(|updated| {
            Sourced::new(
                updated.value,
                format!("{}, the only day that is given", updated.from),
                0.5,
            )
        });
    }
    if article.published.is_none() {
        let body = content::body_element(document);
        let text = others.text_outside(document, body, REVIEW_BYTES);
        let labelled = labelled_day(&text, &reader)
            .or_else(|| posted_day(&text, title.as_deref(), &reader))
            .filter(|day| fits(*day));
        article.published = labelled.map(|day| Sourced::new(day, "a label on the page", 0.5));
    }
    if let (Some(published), Some(updated)) = (&article.published, &article.updated)
        && updated.value <= published.value
    {
        article.updated = None;
    }
    article.date_readings = reader.undecided();
}

/// The first of January often stands for a year whose day is not known: another day of that year
/// that the page states, too, is the day.
fn prefer_full_day(stated: &mut [Sourced<Date>]) {
    let Some(first) = stated.first().map(|first| first.value) else { return };
    let is_placeholder = first.month() == 1 && first.day() == 1;
    let full = stated
        .iter()
        .position(|day| is_placeholder && day.value.year() == first.year() && day.value != first);
    if let Some(full) = full {
        stated.swap(0, full);
    }
}

/// The day that the data of a page states which scripts show: `"publishedAt":"2025-03-04T09:00:00Z"`.
/// If the data contains several articles, it states several days, and none is taken.
fn find_date_in_scripts(
    document: &HtmlDocument,
    parse: &dyn Fn(&str) -> Option<Date>,
) -> Option<Sourced<Date>> {
    let mut found: Option<Date> = None;
    let is_linked_data = |id| {
        document.attribute(id, "type").is_some_and(|kind| kind.to_ascii_lowercase().contains("ld+"))
    };
    let scripts = document.ids().filter(|id| document.is(*id, Tag::Script) && !is_linked_data(*id));
    let texts = scripts.flat_map(|id| document.children(id)).filter_map(|id| document.text(id));
    for text in texts {
        for (at, _) in text.match_indices("\":") {
            let key = text[..at].trim_end_matches('\\').rsplit('"').next().unwrap_or_default();
            let key: String =
                key.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
            if !is_phrase(Category::PublishedKeys, &key) {
                continue;
            }
            let value = text[at + 2..].trim_start_matches([' ', '\\', '"']);
            let value = value.split(['"', '\\', ',', '}']).next().unwrap_or_default();
            let is_iso =
                value.get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()))
                    && value.len() >= 10;
            let Some(day) = is_iso.then(|| parse(value)).flatten() else { continue };
            if found.is_some_and(|known| known != day) {
                return None;
            }
            found = Some(day);
        }
    }
    found.map(|day| Sourced::new(day, "the data of the page", 0.6))
}

/// A reader for the dates of a page, with its language, its host, its statements for machines and
/// its visible text as clues.
fn page_date_reader(
    document: &HtmlDocument,
    head: &HeadMetadata,
    language: Option<&Sourced<String>>,
    today: Date,
) -> DateReader {
    let body = document.ids().find(|id| document.is(*id, Tag::Body));
    let text = body.map(|body| document.text_within(body, CLUE_BYTES)).unwrap_or_default();
    let clues = DateClues {
        language: language.map(|language| language.value.as_str()),
        host: head.base.as_ref().and_then(url::Url::host_str),
        text: &text,
    };
    let mut reader = DateReader::new(clues, today);
    let stated = [&head.stated.published, &head.stated.modified].into_iter().flatten();
    let fields = |name: &str| {
        let lists = [Category::PublishedFields, Category::UpdatedFields];
        lists.into_iter().any(|list| phrases(list).contains(&name))
    };
    let metas = head.metas.iter().filter(|(name, _)| fields(name)).map(|(_, content)| content);
    for text in stated.chain(metas) {
        // Statements for machines begin with the year.
        if text.get(..4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
            && let Some(day) = date::parse_date(text, today)
        {
            reader.add_certain(day);
        }
    }
    let path = head.base.as_ref().map(url::Url::path).unwrap_or_default();
    if let Some(day) = find_date_in_path(path, &|text| date::parse_date(text, today)) {
        reader.add_certain(day);
    }
    reader
}
