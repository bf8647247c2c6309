//! [`Inventory`]: what there is, as a list for people and programs; and what an editor should look
//! at, beyond faults.

use jiff::civil::Date;
use serde::Serialize;

use super::article_order::newest_first;
use super::card::iso_date;
use super::hidden::Hidden;
use super::linked_site::Site;
use super::terms::Term;
use crate::diagnostic::{Code, Severity};
use crate::library::{DocId, Fault, Kind, Place};
use offprint_base::name_key;

/// What there is.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct Inventory {
    /// Every article, shown or not, newest first.
    pub articles: Vec<ArticleEntry>,
    /// Every term, by group and name.
    pub terms: Vec<TermEntry>,
}

/// An article.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct ArticleEntry {
    /// Its file.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its date, if it has one.
    pub date: Option<String>,
    /// `published`, `draft`, `future`, `expired` or `faulty`.
    pub state: &'static str,
    /// Its path on the site, if it is shown.
    pub url: Option<String>,
    /// Its drugs, as written.
    pub drugs: Vec<String>,
    /// Its tags, as written.
    pub tags: Vec<String>,
}

/// A term.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct TermEntry {
    /// Its group: `drugs`.
    pub taxonomy: String,
    /// What it is called.
    pub name: String,
    /// Its path on the site.
    pub url: String,
    /// How many articles it has.
    pub articles: usize,
    /// Its file, if it has one.
    pub file: Option<String>,
}

impl Site {
    /// What there is.
    pub fn inventory(&self) -> Inventory {
        let mut ids: Vec<_> =
            (0..self.facts.len()).filter(|id| self.facts[*id].kind == Kind::Article).collect();
        ids.sort_by(|a, b| newest_first(&self.facts[*a], &self.facts[*b]));
        let articles = ids
            .into_iter()
            .map(|id| {
                let facts = &self.facts[id];
                let names = |group: usize| facts.terms.get(group).cloned().unwrap_or_default();
                ArticleEntry {
                    path: facts.path.to_string(),
                    title: facts.title.clone(),
                    date: facts.date.map(iso_date),
                    state: match &self.routes[id] {
                        Ok(_) => "published",
                        Err(Hidden::Draft) => "draft",
                        Err(Hidden::Future) => "future",
                        Err(Hidden::Expired) => "expired",
                        Err(Hidden::Taken | Hidden::Nameless) => "faulty",
                    },
                    url: self.route(id).map(|route| self.url(route)),
                    drugs: names(0),
                    tags: names(1),
                }
            })
            .collect();
        let terms =
            self.config.taxonomies.iter().zip(self.terms.iter()).flat_map(|(taxonomy, group)| {
                group.list.iter().map(|term| TermEntry {
                    taxonomy: taxonomy.key.clone(),
                    name: term.name.clone(),
                    url: self.url(&term.route),
                    articles: term.articles.len(),
                    file: term.document.map(|id| self.facts[id].path.to_string()),
                })
            });
        Inventory { articles, terms: terms.collect() }
    }

    /// What an editor should look at although nothing is wrong: reviews that are overdue, articles
    /// without a date.
    pub fn advice(&self, today: Date) -> Vec<Fault> {
        let mut advice = Vec::new();
        for (id, facts) in self.facts.iter().enumerate() {
            if self.routes[id].is_err() {
                continue;
            }
            let mut say = |code: Code, message: String, help: String| {
                advice.push(Fault {
                    document: id,
                    place: Place::Title,
                    severity: Severity::Warning,
                    code,
                    message,
                    help: Some(help),
                    note: None,
                });
            };
            if let Some(due) = facts.review_by.map(|when| when.day).filter(|day| *day < today) {
                say(
                    Code::OverdueReview,
                    format!("this was to be reviewed by {due}, which has passed"),
                    format!(
                        "check it against the evidence, then write reviewed = {today} and a later day in `review_by`"
                    ),
                );
            }
            if facts.kind == Kind::Article && facts.date.is_none() {
                say(
                    Code::MissingDate,
                    "this article has no date, so it is in no feed".into(),
                    format!("add a line: date = {today}"),
                );
            }
        }
        self.similar_names(&mut advice);
        advice
    }

    /// Whether a document is shown, so that what is told of it concerns readers.
    pub fn is_shown(&self, document: DocId) -> bool {
        self.routes[document].is_ok()
    }

    /// Names that look like slips of the pen: used once, known to no file, one letter away from
    /// another name. Of two such names, the one that was there first is taken for right.
    fn similar_names(&self, advice: &mut Vec<Fault>) {
        for (number, group) in self.terms.iter().enumerate() {
            // Where a name stands, if it stands in one article and nowhere else.
            let only = |term: &Term| -> Option<(DocId, usize)> {
                let document = *term
                    .articles
                    .first()
                    .filter(|_| term.document.is_none() && term.articles.len() == 1)?;
                let names = self.facts[document].terms.get(number)?;
                Some((
                    document,
                    names.iter().position(|name| name_key(name) == name_key(&term.name))?,
                ))
            };
            for term in &group.list {
                let Some((document, index)) = only(term) else { continue };
                let age = |(document, index): (DocId, usize)| {
                    (self.facts[document].date, &self.facts[document].path, index)
                };
                let is_right = |other: &&Term| {
                    is_one_letter_away(&name_key(&term.name), &name_key(&other.name))
                        && only(other).is_none_or(|first| age(first) < age((document, index)))
                };
                let Some(other) = group.list.iter().find(is_right) else { continue };
                advice.push(Fault {
                    document,
                    place: Place::Term(number, index),
                    severity: Severity::Warning,
                    code: Code::SimilarName,
                    message: format!(
                        "only this article names `{}`, and there is `{}`",
                        term.name, other.name
                    ),
                    help: Some(format!(
                        "write `{}` if that is meant; if not, all is well once the name has a file",
                        other.name
                    )),
                    note: None,
                });
            }
        }
    }
}

fn is_one_letter_away(one: &str, two: &str) -> bool {
    // `phase 1` and `phase 2` are one character apart and two things.
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    one.chars().count() > 4 && digits(one) == digits(two) && strsim::osa_distance(one, two) == 1
}
