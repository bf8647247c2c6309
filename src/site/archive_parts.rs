//! [`ArchivePart`]: the articles of one month, which the archive shows together; and the routes of the
//! archive.
//!
//! An article is assigned by its date as the author wrote it. Articles without a date form a group of
//! their own, which comes last.

use crate::library::{DocId, Facts};
use crate::route::Route;
use offprint_base::Hashed;

/// The articles of one month, or those without a date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ArchivePart {
    /// The year and the month, from 1; `None` for articles without a date.
    pub period: Option<(i16, i8)>,
    /// The route of its page.
    pub route: Route,
    /// Its articles, newest first.
    pub articles: Vec<DocId>,
}

/// The route of the archive.
pub fn archive_index() -> Route {
    Route::of("/archive/")
}

/// The route of the page of a year.
pub fn year_route(year: i16) -> Route {
    Route::of(format!("/archive/{year:04}/"))
}

/// The route of the map of drugs.
pub fn map_route() -> Route {
    Route::of("/map/")
}

/// The years that have articles, newest first, and the routes of their pages.
pub fn archive_years(parts: &[ArchivePart]) -> Vec<(Route, i16)> {
    let mut years: Vec<i16> = parts.iter().filter_map(ArchivePart::year).collect();
    years.dedup();
    years.into_iter().map(|year| (year_route(year), year)).collect()
}

/// The parts of the archive with these articles, newest first, as the articles are.
pub(super) fn archive_parts(facts: &[Hashed<Facts>], articles: &[DocId]) -> Vec<ArchivePart> {
    let mut parts: Vec<ArchivePart> = Vec::new();
    for id in articles {
        let period = facts[*id].date.map(|when| (when.day.year(), when.day.month()));
        match parts.last_mut() {
            Some(part) if part.period == period => part.articles.push(*id),
            // Articles are ordered by moment but assigned by date as written; because of time zone
            // offsets, the two orders may differ by one.
            _ => match parts.iter_mut().rev().find(|part| part.period == period) {
                Some(part) => part.articles.push(*id),
                None => {
                    let route = part_route(period);
                    parts.push(ArchivePart { period, route, articles: vec![*id] });
                }
            },
        }
    }
    parts.sort_by_key(|part| std::cmp::Reverse(part.period));
    parts
}

/// The route of the part of a year and a month, or of the articles without a date.
fn part_route(period: Option<(i16, i8)>) -> Route {
    match period {
        Some((year, month)) => year_route(year).beside(&format!("{month:02}/")),
        None => archive_index().beside("undated/"),
    }
}

impl ArchivePart {
    /// The year; `None` for articles without a date.
    pub fn year(&self) -> Option<i16> {
        self.period.map(|(year, _)| year)
    }
}
