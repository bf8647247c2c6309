//! [`Inventory`]: what there is, as a list for people and programs; and what an editor should look at, beyond faults.

use jiff::civil::Date;
use serde::Serialize;

use super::card::iso_date;
use super::routes::Hidden;
use super::Site;
use crate::diagnostic::{Code, Severity};
use crate::library::{Fault, Kind, Place};

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
        let mut ids: Vec<_> = (0..self.facts.len()).filter(|id| self.facts[*id].kind == Kind::Article).collect();
        ids.sort_by(|a, b| super::newest_first(&self.facts[*a], &self.facts[*b]));
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
        let terms = self.config.taxonomies.iter().zip(&self.terms).flat_map(|(taxonomy, group)| {
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

    /// What an editor should look at although nothing is wrong: reviews that are overdue, articles without a date.
    pub fn advice(&self, today: Date) -> Vec<Fault> {
        let mut advice = Vec::new();
        for (id, facts) in self.facts.iter().enumerate() {
            if self.routes[id].is_err() {
                continue;
            }
            let mut say = |code: Code, message: String, help: String| {
                advice.push(Fault { document: id, place: Place::Title, severity: Severity::Warning, code, message, help: Some(help), note: None });
            };
            if let Some(due) = facts.review_by.map(|when| when.day).filter(|day| *day < today) {
                say(
                    Code::OverdueReview,
                    format!("this was to be reviewed by {due}"),
                    format!("check it against the evidence, then set reviewed = {today} and a new review_by"),
                );
            }
            if facts.kind == Kind::Article && facts.date.is_none() {
                say(Code::MissingDate, "this article has no date, so it is in no feed".into(), format!("add a line: date = {today}"));
            }
        }
        advice
    }
}
