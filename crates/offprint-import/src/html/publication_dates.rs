//! The days on which a page was published and changed.
//!
//! Statements for machines are asked first, then what readers see: a line near the title, named for
//! it or marked as time. The two differ by a night where statements are in the time of London; then
//! readers are right. How a day is written is `date`.

use jiff::civil::Date;

use crate::article::{Article, Sourced};
use crate::date;
use crate::html::dom::{HtmlDocument, NodeId};
use crate::html::element_purpose::{ElementPurposes, purposes_of_element};
use crate::html::head_metadata::HeadMetadata;
use crate::html::tag::Tag;
use crate::html::title_heading::title_heading;
use crate::phrases::{Category, contains_phrase, phrases};

/// Fills in the days.
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
        // The day of the last change is better than none, but no more than that.
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

/// The days that readers see.
#[derive(Default)]
struct VisibleDates {
    day: Option<Sourced<Date>>,
    /// How much speaks for `day`.
    points: i32,
    changed: Option<Date>,
}

/// The day as the page shows it to readers: in `time` elements, in blocks named for it, in the
/// address, in the text.
fn find_visible_dates(
    document: &HtmlDocument,
    head: &HeadMetadata,
    title: Option<&str>,
    today: Date,
    stated: &dyn Fn(&str) -> Option<Date>,
) -> VisibleDates {
    let mut changed: Option<Date> = None;
    let mut best: Option<(i32, Date, &'static str)> = None;
    let mut offer = |points: i32, day: Date, from: &'static str| {
        if best.is_none_or(|(known, ..)| points > known) {
            best = Some((points, day, from));
        }
    };
    let heading = title_heading(document, title);
    let title = heading.map_or(0, NodeId::index);
    let shared: Vec<NodeId> =
        heading.map(|heading| document.ancestors(heading).collect()).unwrap_or_default();
    let mut looked_at = 0;
    for id in document.ids() {
        let Some(tag) = document.tag(id) else { continue };
        let is_property = document
            .attribute(id, "itemprop")
            .or_else(|| document.attribute(id, "property"))
            .is_some_and(|name| {
                let name = name.to_ascii_lowercase();
                name.contains("datepublished")
                    || name.contains("datecreated")
                    || name == "dc:date"
                    || name == "dc:created"
                    || name == "pubdate"
            });
        let names = purposes_of_element(document, id);
        if tag != Tag::Time
            && !is_property
            && !names.any(ElementPurposes::DATE | ElementPurposes::META | ElementPurposes::BYLINE)
            || matches!(tag, Tag::Body | Tag::Html | Tag::Meta)
        {
            continue;
        }
        looked_at += 1;
        if looked_at > 400 {
            break;
        }
        let text = document.text_within(id, 200);
        if text.len() > 160 && tag != Tag::Time && !is_property {
            continue;
        }
        let lower = text.to_lowercase();
        let from_attribute = ["datetime", "content", "title"]
            .iter()
            .find_map(|name| document.attribute(id, name).and_then(stated));
        let Some(day) = from_attribute.or_else(|| stated(&text)) else { continue };
        let is_in_related = document
            .ancestors(id)
            .take(12)
            .take_while(|above| !shared.contains(above))
            .any(|above| {
                matches!(document.tag(above), Some(Tag::Aside | Tag::Nav | Tag::Footer | Tag::Li))
                    || purposes_of_element(document, above).any(
                        ElementPurposes::RELATED
                            | ElementPurposes::COMMENTS
                            | ElementPurposes::SIDEBAR
                            | ElementPurposes::FOOTER,
                    )
            });
        let is_in_article = document
            .ancestors(id)
            .any(|above| matches!(document.tag(above), Some(Tag::Article | Tag::Main)));
        let is_change = contains_phrase(Category::ChangeWords, &lower)
            || document
                .attribute(id, "class")
                .is_some_and(|class| class.contains("updated") || class.contains("modified"));
        if is_change && !is_in_related {
            // Of two days in one line, `Published … Updated …`, the later is that of the change.
            let latest =
                date::find_dates(&text, today).into_iter().map(|(day, _)| day).max().unwrap_or(day);
            changed = changed.max(Some(latest));
        }
        let mut points = 0;
        points += if is_property { 50 } else { 0 };
        points += if tag == Tag::Time { 20 } else { 0 };
        points += if document.attribute(id, "pubdate").is_some() { 30 } else { 0 };
        points += if names.any(ElementPurposes::DATE) { 15 } else { 0 };
        points += if is_in_article { 10 } else { 0 };
        points += if id.index().abs_diff(title) < 80 { 12 } else { 0 };
        points -= if is_in_related { 40 } else { 0 };
        points -= if is_change { 25 } else { 0 };
        offer(
            points,
            day,
            if is_property {
                "microdata"
            } else if tag == Tag::Time {
                "a time element"
            } else {
                "a block named for the date"
            },
        );
    }
    let (day, points) = match best {
        Some((points, day, from)) if points >= 12 => {
            (Some(Sourced::new(day, from, (0.5 + points as f32 / 200.0).min(0.85))), points)
        }
        _ => {
            let by_path = head
                .base
                .as_ref()
                .and_then(|url| find_date_in_path(url.path(), stated))
                .map(|day| Sourced::new(day, "the address", 0.8));
            let weak = || best.map(|(_, day, from)| Sourced::new(day, from, 0.4));
            let near = || {
                find_date_near_title(document, title, stated)
                    .map(|day| Sourced::new(day, "the text near the title", 0.5))
            };
            (by_path.or_else(weak).or_else(near), 0)
        }
    };
    VisibleDates { day, points, changed }
}

/// `/2019/11/18/` or `/2019-11-18-` in an address.
fn find_date_in_path(path: &str, stated: &dyn Fn(&str) -> Option<Date>) -> Option<Date> {
    let numbers: Vec<&str> = path
        .split(|character: char| !character.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    for window in numbers.windows(3) {
        if window[0].len() == 4 && window[1].len() == 2 && window[2].len() == 2 {
            return stated(&format!("{}-{}-{}", window[0], window[1], window[2]));
        }
    }
    numbers
        .iter()
        .filter(|number| number.len() == 8)
        .find_map(|number| stated(&format!("{}-{}-{}", &number[..4], &number[4..6], &number[6..])))
}

/// A day that stands alone in the text before or after the title.
fn find_date_near_title(
    document: &HtmlDocument,
    title: usize,
    stated: &dyn Fn(&str) -> Option<Date>,
) -> Option<Date> {
    let mut best: Option<(usize, Date)> = None;
    for id in document.ids().skip(title.saturating_sub(60)).take(900) {
        let Some(text) = document.text(id) else { continue };
        let text = text.trim();
        if text.len() < 6 || text.len() > 90 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        if document
            .ancestors(id)
            .take(3)
            .any(|above| matches!(document.tag(above), Some(Tag::Script | Tag::Style | Tag::A)))
        {
            continue;
        }
        let Some(day) = stated(text) else { continue };
        let distance = id.index().abs_diff(title);
        if best.is_none_or(|(known, _)| distance < known) {
            best = Some((distance, day));
        }
    }
    best.map(|(_, day)| day)
}
