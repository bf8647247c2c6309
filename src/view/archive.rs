//! The archive: all years, a year, and a month.

use serde::Serialize;

use super::part::{Meta, Paginator};
use super::view_builder::ViewBuilder;
use crate::library::DocId;
use crate::route::Route;
use crate::site::{ArchivePart, Card, archive_index, has_archive, year_route};
use offprint_base::Hashed;

/// The maximum number of articles of a month on the page of its year.
const OF_A_MONTH: usize = 8;

/// The maximum number of years in a chart; the latest are shown.
const YEARS: i16 = 30;

/// `archive.html`: every year and month.
#[derive(Hash, Serialize, Debug)]
pub struct ArchivePage<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The years that have articles, newest first.
    pub years: Vec<ArchiveYear<'s>>,
    /// The articles without a date: their page and their number; `none` if all have a date.
    pub undated: Option<UndatedLink>,
    /// The number of all articles.
    pub total: usize,
}

/// The articles without a date.
#[derive(Hash, Serialize, Debug)]
pub struct UndatedLink {
    /// Their page, with the base path.
    pub url: String,
    /// Their number.
    pub count: usize,
}

/// A year of the archive.
#[derive(Hash, Serialize, Debug)]
pub struct ArchiveYear<'s> {
    /// The year.
    pub year: i16,
    /// Its page, with the base path.
    pub url: String,
    /// The number of articles of the year.
    pub count: usize,
    /// Its twelve months, January first.
    pub months: Vec<ArchiveMonth<'s>>,
}

/// A month of the archive.
#[derive(Hash, Serialize, Debug)]
pub struct ArchiveMonth<'s> {
    /// The name of the month: `August`.
    pub name: &'s str,
    /// The page of the month, with the base path; `none` if it has no articles.
    pub url: Option<String>,
    /// The number of articles of the month.
    pub count: usize,
    /// The number relative to the largest month, from 0 to 5, for shading.
    pub level: usize,
}

/// `year.html`: the months of one year, newest first.
#[derive(Hash, Serialize, Debug)]
pub struct YearPage<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The year.
    pub year: i16,
    /// The number of articles of the year.
    pub total: usize,
    /// The months of the year that have articles.
    pub months: Vec<YearMonth<'s>>,
    /// The nearest earlier year that has articles.
    pub earlier: Option<PeriodLink>,
    /// The nearest later year that has articles.
    pub later: Option<PeriodLink>,
}

/// A month of one year.
#[derive(Hash, Serialize, Debug)]
pub struct YearMonth<'s> {
    /// The name of the month: `August`.
    pub name: &'s str,
    /// The page of the month, with the base path.
    pub url: String,
    /// The number of articles of the month.
    pub count: usize,
    /// The newest articles of the month.
    pub articles: Vec<&'s Hashed<Card>>,
}

/// `month.html`: the articles of one month, or those without a date, in pages.
#[derive(Hash, Serialize, Debug)]
pub struct MonthPage<'s> {
    /// The fields that every page has; the title is `August 2025`.
    pub page: Meta<'s>,
    /// The articles.
    pub paginator: Paginator<'s>,
    /// The previous month.
    pub earlier: Option<PeriodLink>,
    /// The next month.
    pub later: Option<PeriodLink>,
}

/// A link to a month or a year.
#[derive(Hash, Serialize, Debug)]
pub struct PeriodLink {
    /// Its title: `August 2025`, `2025`.
    pub title: String,
    /// Its URL, with the base path.
    pub url: String,
}

/// A year in a chart.
#[derive(Hash, Serialize, Debug)]
pub struct YearCount {
    /// The year.
    pub year: i16,
    /// The number of articles of the year.
    pub count: usize,
    /// The number of articles relative to the largest year, in percent.
    pub share: usize,
    /// The page of the list on which the year begins, with the base path and the year's place on the
    /// page; `none` for a year without articles.
    pub url: Option<String>,
}

/// The articles of a list that have no date.
#[derive(Hash, Serialize, Debug)]
pub struct UndatedCount {
    /// The number of articles.
    pub count: usize,
    /// The page of the list on which they begin, with the base path and their place on the page.
    pub url: String,
}

/// Counts by year for the chart above a list of articles, earliest year first; years without
/// articles are included. Empty if there is only one year: a single bar shows nothing. `route` is the
/// first page of the list.
pub(super) fn by_year(
    view_builder: ViewBuilder<'_>,
    articles: &[DocId],
    route: &Route,
) -> (Vec<YearCount>, Option<UndatedCount>) {
    // Each year with its number of articles and the place of its first article in the list.
    let mut counts: Vec<(i16, usize, usize)> = Vec::new();
    let (mut undated, mut first_undated) = (0, 0);
    for (place, id) in articles.iter().enumerate() {
        let Some(year) = view_builder.card(*id).and_then(|card| card.year) else {
            if undated == 0 {
                first_undated = place;
            }
            undated += 1;
            continue;
        };
        // The list is ordered by date, so the year is nearly always that of the article before.
        match counts.iter_mut().rev().find(|(known, ..)| *known == year) {
            Some((_, count, _)) => *count += 1,
            None => counts.push((year, 1, place)),
        }
    }
    let url = |place: usize, year: &str| {
        let page = place / view_builder.config().paginate_by + 1;
        format!("{}#_{year}", view_builder.site.url(&route.numbered(page)))
    };
    let undated = (undated > 0 && !counts.is_empty())
        .then(|| UndatedCount { count: undated, url: url(first_undated, "undated") });
    let years = || counts.iter().map(|(year, ..)| *year);
    let (Some(first), Some(last)) = (years().min(), years().max()) else {
        return (Vec::new(), undated);
    };
    if first == last && undated.is_none() {
        return (Vec::new(), undated);
    }
    let most = counts.iter().map(|(_, count, _)| *count).max().unwrap_or(1);
    let chart = (first.max(last - YEARS + 1)..=last).map(|year| {
        let found = counts.iter().find(|(known, ..)| *known == year);
        let count = found.map_or(0, |(_, count, _)| *count);
        YearCount {
            year,
            count,
            share: (count * 100).div_ceil(most),
            url: found.map(|(_, _, place)| url(*place, &year.to_string())),
        }
    });
    (chart.collect(), undated)
}

impl<'s> ViewBuilder<'s> {
    /// The archive.
    pub fn archive(self) -> ArchivePage<'s> {
        let words = &self.site.config.translations;
        let most =
            self.site.archive_parts.iter().map(|part| part.articles.len()).max().unwrap_or(1);
        let mut years: Vec<ArchiveYear<'s>> = Vec::new();
        let mut undated = None;
        for part in self.site.archive_parts.iter() {
            let count = part.articles.len();
            let Some((of_year, of_month)) = part.period else {
                undated = Some(UndatedLink { url: self.site.url(&part.route), count });
                continue;
            };
            if years.last().is_none_or(|last| last.year != of_year) {
                let months = (1..=12).map(|month| ArchiveMonth {
                    name: words.month(month),
                    url: None,
                    count: 0,
                    level: 0,
                });
                let url = self.site.url(&year_route(of_year));
                years.push(ArchiveYear { year: of_year, url, count: 0, months: months.collect() });
            }
            let Some(year) = years.last_mut() else { continue };
            year.count += count;
            if let Some(month) =
                year.months.get_mut(usize::try_from(of_month - 1).unwrap_or_default())
            {
                month.url = Some(self.site.url(&part.route));
                month.count = count;
                // With few articles in all months, one article must not look like many.
                month.level = (count * 5).div_ceil(most.max(5));
            }
        }
        let total = self.site.archive_parts.iter().map(|part| part.articles.len()).sum();
        ArchivePage {
            page: self.meta("archive", words.text("archive"), None, &archive_index()),
            years,
            undated,
            total,
        }
    }

    /// The page of a year.
    pub fn year(self, year: i16) -> YearPage<'s> {
        let words = &self.site.config.translations;
        let parts = &self.site.archive_parts;
        let own = || parts.iter().filter(|part| part.year() == Some(year));
        let months = own().filter_map(|part| {
            Some(YearMonth {
                name: words.month(part.period?.1),
                url: self.site.url(&part.route),
                count: part.articles.len(),
                articles: self.cards(part.articles.iter().take(OF_A_MONTH).copied()),
            })
        });
        let link = |year: i16| PeriodLink {
            title: year.to_string(),
            url: self.site.url(&year_route(year)),
        };
        let mut page = self.meta("year", "", None, &year_route(year));
        page.title = year.to_string().into();
        page.crumbs = vec![self.crumb(words.text("archive"), &archive_index())];
        YearPage {
            page,
            year,
            total: own().map(|part| part.articles.len()).sum(),
            months: months.collect(),
            earlier: parts
                .iter()
                .filter_map(ArchivePart::year)
                .filter(|other| *other < year)
                .max()
                .map(link),
            later: parts
                .iter()
                .filter_map(ArchivePart::year)
                .filter(|other| *other > year)
                .min()
                .map(link),
        }
    }

    /// A page of a month, from 1. `number` is the index of the month, newest first.
    pub fn month(self, number: usize, page: usize) -> MonthPage<'s> {
        let words = &self.site.config.translations;
        let parts = &self.site.archive_parts;
        let part = &parts[number];
        let title = |(year, month)| words.month_of(year, month);
        // What has no date is neither earlier nor later.
        let link = |part: &ArchivePart| {
            let period = part.period?;
            Some(PeriodLink { title: title(period), url: self.site.url(&part.route) })
        };
        let dated = |number: Option<usize>| {
            part.period?;
            number.and_then(|number| parts.get(number)).and_then(link)
        };
        let mut meta = self.meta("month", "", None, &part.route.numbered(page));
        meta.title = part.period.map_or_else(|| words.text("undated").to_owned(), title).into();
        meta.crumbs = vec![self.crumb(words.text("archive"), &archive_index())];
        if let Some(year) = part.year() {
            meta.crumbs.push(self.crumb(year.to_string(), &year_route(year)));
        }
        MonthPage {
            page: meta,
            paginator: self.paginator(&part.articles, &part.route, page),
            earlier: dated(Some(number + 1)),
            later: dated(number.checked_sub(1)),
        }
    }

    /// The URL of the archive, if the site has one.
    pub(super) fn archive_url(self) -> Option<String> {
        has_archive(&self.site.config, &self.site.archive_parts)
            .then(|| self.site.url(&archive_index()))
    }
}
