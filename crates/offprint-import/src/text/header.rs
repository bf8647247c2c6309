//! What precedes an article: its title, its standfirst, its authors, its dates.
//!
//! In pasted text nothing marks these lines, so each is chosen among candidates by a score. The
//! title is found first, because the others are searched for around it. If no line is similar
//! enough to a title, there is none.
//!
//! It must not depend on any site.

use super::author_lines::{affiliated_authors, find_authors, is_byline};
use super::boilerplate::is_boilerplate;
use super::captions::is_credited_caption;
use super::classified_lines::{ClassifiedLines, TextHeader};
use super::day::find_dates;
use super::facts::fact_places;
use super::headline::find_title;
use super::line::LineMark;
use super::line_end::without_marks;
use crate::citation::find_identifiers;
use crate::phrases::{Category, starts_with_phrase};

/// So many lines of an offer may be between a standfirst and the byline.
const META_REACH: usize = 4;

/// An offer above the byline has fewer words: *Get alerts on weekday mornings*.
const LONGEST_OFFER: f32 = 20.0;

/// Finds the header of the article.
pub(super) fn find_header(classified: ClassifiedLines) -> TextHeader {
    let prose = |at: &usize| {
        classified.kept[*at]
            && classified.features[*at].words >= 12.0
            && (classified.features[*at].ends_sentence || classified.features[*at].words >= 25.0)
    };
    let kept_prose: Vec<usize> = (0..classified.lines.len()).filter(prose).take(2).collect();
    let first = kept_prose
        .first()
        .copied()
        .or_else(|| classified.kept.iter().position(|kept| *kept))
        .unwrap_or(0);
    let second = kept_prose.get(1).copied().unwrap_or(first);
    let mut header = TextHeader { body: first, ..TextHeader::default() };
    header.title = find_title(classified, first, second);
    if let Some((at, _)) = header.title
        && at >= first
        && let Some(next) = kept_prose.iter().find(|next| **next > at)
    {
        header.body = *next;
    }
    find_dates(classified, &mut header);
    find_authors(classified, &mut header);
    move_title_above_authors(classified, &mut header);
    header.standfirst = find_standfirst(classified, &header);
    header
}

/// In a journal, the title is right above the line of authors with their affiliations, whatever is
/// above it: the name of the journal, a logo, a menu.
fn move_title_above_authors(classified: ClassifiedLines, header: &mut TextHeader) {
    let Some(first) = header.bylines.iter().min().copied().filter(|first| *first > 0) else {
        return;
    };
    let above = first - 1;
    let text = &classified.lines[above].text;
    let is_title = header.title.is_none_or(|(title, _)| title != above)
        && affiliated_authors(classified.lines, first).is_some()
        && classified.lines[above].mark == LineMark::None
        && classified.features[above].words >= 4.0
        && text.len() <= 300
        && find_identifiers(text).is_empty();
    if is_title {
        header.title = Some((above, 0.85));
    }
}

/// A standfirst: prose between title and byline, or above a title.
fn find_standfirst(classified: ClassifiedLines, header: &TextHeader) -> Option<usize> {
    let (title, _) = header.title?;
    let facts = fact_places(classified.lines);
    let fits = |at: usize| {
        let features = &classified.features[at];
        let length = classified.lines[at].text.chars().count();
        features.words >= 7.0
            && facts[at].is_none()
            && (40..=420).contains(&length)
            && classified.lines[at].mark == LineMark::None
            && !is_boilerplate(&classified.lines[at].text, features)
            && !is_byline(&classified.lines[at].text)
            // The first paragraph of an article cites something, a standfirst does not.
            && without_marks(&classified.lines[at].text) == classified.lines[at].text
            && !is_credited_caption(&classified.lines[at].text)
            && !names_people(&classified.lines[at].text, &header.authors)
            && features.date_share < 0.2
            && (features.dates == 0 || features.ends_sentence)
            && find_identifiers(&classified.lines[at].text).is_empty()
    };
    // Above the title and nowhere else: the text begins with it.
    if title > 0
        && title <= 3
        && (0..title).filter(|at| classified.features[*at].words > 6.0).count() == 1
        && header.body > title
    {
        let above = (0..title).find(|at| classified.features[*at].words > 6.0)?;
        if fits(above) && classified.features[above].ends_sentence {
            return Some(above);
        }
    }
    // Below the title, with a byline, a date or a credit between it and the text.
    let meta = |at: usize| {
        header.bylines.contains(&at)
            || header.published.is_some_and(|(of_date, _)| of_date == at)
            || header.updated.is_some_and(|(of_date, _)| of_date == at)
    };
    let mut candidates = (title + 1..classified.lines.len().min(title + 6)).filter(|at| fits(*at));
    let candidate = candidates.next()?;
    // Between the standfirst and the byline may be an offer, but no paragraph.
    let is_short = |at: usize| {
        classified.features.get(at).is_some_and(|features| features.words < LONGEST_OFFER)
    };
    let near = header.body.max(title) + 3;
    let last_meta = (title..near + META_REACH)
        .filter(|at| *at < near || (candidate + 1..*at).all(is_short))
        .filter(|at| *at < classified.lines.len() && meta(*at))
        .max();
    // Below the byline, what was not chosen is the first paragraph or a caption.
    let is_above_meta = !(title..candidate).any(meta);
    (last_meta.is_some_and(|meta| meta > candidate)
        || is_above_meta && candidate < header.body && !classified.kept[candidate])
        .then_some(candidate)
}

/// Whether a line says who reviewed the article, or begins with one of its authors.
fn names_people(text: &str, authors: &[String]) -> bool {
    starts_with_phrase(Category::ReviewerLabels, &text.to_lowercase())
        || authors.iter().any(|author| text.starts_with(author.as_str()))
}
