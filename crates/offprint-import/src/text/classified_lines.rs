//! [`ClassifiedLines`] and [`TextHeader`]: what is known about a pasted text once its article is
//! selected.
//!
//! Types for the files that search the lines for a title, dates and authors.

use jiff::civil::Date;

use super::line::TextLine;
use super::line_features::LineFeatures;
use crate::date_reader::DateReader;
use crate::phrases::{Category, phrases};

/// How many lines above the article its title and authors are searched for.
pub(super) const TITLE_REACH: usize = 45;

/// The lines of a text, and which of them belong to the article.
#[derive(Clone, Copy)]
pub(super) struct ClassifiedLines<'a> {
    pub(super) lines: &'a [TextLine],
    pub(super) features: &'a [LineFeatures],
    pub(super) kept: &'a [bool],
    pub(super) dates: &'a DateReader,
    /// The lines of the list of references, with its heading. Their dates and names are those of
    /// other works.
    pub(super) references: (usize, usize),
}

impl ClassifiedLines<'_> {
    /// Whether a line is about another work: it is in the list of references, or points to another
    /// article.
    pub(super) fn is_about_other_work(&self, at: usize) -> bool {
        let (start, end) = self.references;
        let lower = self.lines[at].text.to_lowercase();
        let is_pointer = |start: &&str| {
            lower.strip_prefix(*start).is_some_and(|rest| {
                !start.ends_with(char::is_alphanumeric) || !rest.starts_with(char::is_alphanumeric)
            })
        };
        (start..end).contains(&at) || phrases(Category::RelatedStarts).iter().any(is_pointer)
    }
}

/// What was found above an article (bylines and dates also below it). Numbers are indices of lines.
#[derive(Default, Debug)]
pub(super) struct TextHeader {
    /// The line of the title, and its confidence.
    pub(super) title: Option<(usize, f32)>,
    /// The line of the standfirst.
    pub(super) standfirst: Option<usize>,
    /// The lines that name authors.
    pub(super) bylines: Vec<usize>,
    /// The names of the authors.
    pub(super) authors: Vec<String>,
    /// Whether it is an explicit byline (`By …`) or only looks like one.
    pub(super) stated: bool,
    /// The line with the date of publication, and the date.
    pub(super) published: Option<(usize, Date)>,
    /// The line with the date of the last update, and the date.
    pub(super) updated: Option<(usize, Date)>,
    /// The date of the last review, if no other date is stated.
    pub(super) reviewed: Option<Date>,
    /// The first line of prose.
    pub(super) body: usize,
}

impl TextHeader {
    /// The line after the title and what is said about the article below it.
    pub(super) fn end(&self) -> usize {
        let dates = [self.published, self.updated].into_iter().flatten().map(|(at, _)| at);
        let all = dates.chain(self.bylines.iter().copied()).chain(self.standfirst);
        let title = self.title.map(|(at, _)| at);
        all.filter(|at| *at <= self.body).chain(title).max().map_or(0, |last| last + 1)
    }
}
