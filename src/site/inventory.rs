//! [`Inventory`]: the articles and terms of a site as a list for people and programs; and lints,
//! which are suggestions that only `check` reports.

use std::borrow::Cow;

use serde::Serialize;

use super::article_order::newest_first;
use super::card::iso_date;
use super::collections::unpublished_entries;
use super::hidden::Hidden;
use super::implausible_dates::implausible_dates;
use super::linked_site::Site;
use super::routes::route_of;
use super::suggestion::{NearNames, is_one_letter_away};
use super::terms::Term;
use super::unpublished_files::files_of_unpublished;
use crate::clock::Clock;
use crate::config::{AUTHORS, DRUGS};
use crate::diagnostic::{Code, Severity};
use crate::library::{DocId, DocumentKind, FactRef, Facts, UnlocatedDiagnostic};
use crate::source::SitePath;
use offprint_base::{name_key, term_key};

/// The articles and terms of a site.
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
    /// When it appears, if that is not its date.
    pub publish_on: Option<String>,
    /// When it expires.
    pub expires: Option<String>,
    /// `published`, `draft`, `future`, `expired`, `copy` or `faulty`.
    pub state: &'static str,
    /// Its path on the site, if it is shown.
    pub url: Option<String>,
    /// Its drugs, as written.
    pub drugs: Vec<String>,
    /// Its tags, as written.
    pub tags: Vec<String>,
}

/// A content file that is not published.
#[derive(Clone, PartialEq, Eq, Serialize, serde::Deserialize, Debug)]
pub struct HeldBack {
    /// The file.
    pub path: String,
    /// `draft`, `scheduled`, `expired`, or `copy` for a copy that a synchronisation program made;
    /// `file` for a file that belongs to one of these.
    pub state: Cow<'static, str>,
    /// When it appears, or when it expired.
    pub when: Option<String>,
    /// Its title; empty for a file.
    pub title: String,
    /// The path that it would have on the site, if it has one.
    pub url: Option<String>,
    /// The options that show it: `--drafts`, `--future`. None shows what has expired.
    pub options: Vec<Cow<'static, str>>,
}

/// A term.
#[derive(Clone, PartialEq, Eq, Serialize, Debug)]
pub struct TermEntry {
    /// Its group: `drugs`.
    pub taxonomy: String,
    /// Its name.
    pub name: String,
    /// Its path on the site.
    pub url: String,
    /// How many articles it has.
    pub articles: usize,
    /// Its file, if it has one.
    pub file: Option<String>,
    /// The number of an issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<u32>,
}

impl Site {
    /// Lists the articles and terms of the site.
    pub fn inventory(&self) -> Inventory {
        let mut ids: Vec<_> = (0..self.facts.len())
            .filter(|id| self.facts[*id].kind == DocumentKind::Article)
            .collect();
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
                    publish_on: facts.publish_on.map(iso_date),
                    expires: facts.expires.map(iso_date),
                    state: match &self.routes[id] {
                        Ok(_) => "published",
                        Err(Hidden::Draft) => "draft",
                        Err(Hidden::Future) => "future",
                        Err(Hidden::Expired) => "expired",
                        Err(Hidden::Copy) => "copy",
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
                    number: term.document.and_then(|id| self.facts[id].collection.number),
                })
            });
        Inventory { articles, terms: terms.collect() }
    }

    /// Dates that contradict each other, or are no dates of research, in all documents.
    pub fn implausible_dates(&self) -> Vec<UnlocatedDiagnostic> {
        let zone = self.config.zone();
        let mut warnings = Vec::new();
        for (id, facts) in self.facts.iter().enumerate() {
            implausible_dates(id, facts, self.clock.day, &zone, &mut warnings);
        }
        warnings
    }

    /// Suggestions for the editor: overdue reviews, articles without a date, similar names.
    pub fn lints(&self) -> Vec<UnlocatedDiagnostic> {
        let today = self.clock.day;
        let mut lints = Vec::new();
        for (id, facts) in self.facts.iter().enumerate() {
            if self.routes[id].is_err() {
                continue;
            }
            let mut say = |place: FactRef, code: Code, message: String, help: String| {
                lints.push(UnlocatedDiagnostic {
                    document: id,
                    place,
                    severity: Severity::Warning,
                    code,
                    message,
                    help: Some(help),
                    note: None,
                });
            };
            if let Some(due) = facts.review_by.map(|when| when.day).filter(|day| *day < today) {
                say(
                    FactRef::Date("review_by"),
                    Code::OverdueReview,
                    format!("the review was due by {due}"),
                    "check it against the evidence, then write the day of that check in `reviewed` \
                     and a later day in `review_by`"
                        .into(),
                );
            }
            if facts.kind == DocumentKind::Article && facts.date.is_none() {
                say(
                    FactRef::Title,
                    Code::MissingDate,
                    "this article has no date, so it is in no feed".into(),
                    missing_date_help(facts),
                );
            }
        }
        self.similar_names(&mut lints);
        self.unknown_drugs(&mut lints);
        self.mistyped_authors(&mut lints);
        self.name_lints(&mut lints);
        self.work_lints(&mut lints);
        self.duplicate_articles(&mut lints);
        let collections = (0..self.facts.len()).filter(|id| self.routes[*id].is_ok());
        lints.extend(unpublished_entries(
            collections,
            &self.facts,
            &self.routes,
            &self.config.base_url,
        ));
        lints
    }

    /// Whether a document is a draft, shown or not.
    pub fn is_draft(&self, document: DocId) -> bool {
        self.facts[document].draft
    }

    /// Whether a document is a draft, or not published at this moment.
    pub fn is_withheld(&self, document: DocId) -> bool {
        let hidden = self.routes[document].as_ref().err();
        self.is_draft(document)
            || matches!(hidden, Some(Hidden::Draft | Hidden::Future | Hidden::Expired))
    }

    /// The articles, pages and terms that are not published although they have no error, and those
    /// of `files` that are not published because they belong to them.
    pub fn held_back(&self, files: &[SitePath]) -> Vec<HeldBack> {
        let held = self.facts.iter().zip(&self.routes).filter_map(|(facts, route)| {
            let (state, when) = match route.as_ref().err()? {
                Hidden::Draft => ("draft", None),
                Hidden::Future => ("scheduled", facts.publish_on.or(facts.date)),
                Hidden::Expired => ("expired", facts.expires),
                Hidden::Copy => ("copy", None),
                Hidden::Taken | Hidden::Nameless => return None,
            };
            Some(HeldBack {
                path: facts.path.to_string(),
                state: state.into(),
                when: when.map(iso_date),
                title: facts.title.clone(),
                url: route_of(facts).map(|route| self.url(&route)),
                options: match route {
                    Err(Hidden::Copy) => Vec::new(),
                    _ => options_to_show(facts, self.clock),
                },
            })
        });
        let mut beside: Vec<&SitePath> =
            files_of_unpublished(&self.facts, &self.routes, files).into_iter().collect();
        beside.sort_unstable();
        let beside = beside.into_iter().map(|path| HeldBack {
            path: path.to_string(),
            state: "file".into(),
            when: None,
            title: String::new(),
            url: None,
            options: Vec::new(),
        });
        held.chain(beside).collect()
    }

    /// Whether a document is shown, so that problems in it concern readers.
    pub fn is_shown(&self, document: DocId) -> bool {
        self.routes[document].is_ok()
    }

    /// Names of people without a file that are one letter away from the name of an author.
    fn mistyped_authors(&self, lints: &mut Vec<UnlocatedDiagnostic>) {
        let authors = &self.terms[AUTHORS];
        let mut known: Vec<&str> = authors.list.iter().map(|author| author.name.as_str()).collect();
        let files = authors.list.iter().filter_map(|author| author.document);
        known.extend(files.flat_map(|id| self.facts[id].names.iter().map(String::as_str)));
        if known.is_empty() {
            return;
        }
        let keys: Vec<String> = known.iter().map(|name| name_key(name)).collect();
        let near_names = NearNames::new(keys.iter().map(String::as_str));
        for document in self.articles.iter().copied() {
            let names = self.facts[document].terms.get(AUTHORS).into_iter().flatten();
            for (index, name) in names.enumerate() {
                if authors.term_of_name(name).is_some() {
                    continue;
                }
                let key = name_key(name);
                let near = near_names.near(&key).into_iter();
                let Some(other) =
                    near.into_iter().find(|near| is_one_letter_away(&key, &keys[*near]))
                else {
                    continue;
                };
                lints.push(UnlocatedDiagnostic {
                    document,
                    place: FactRef::Term(AUTHORS, index),
                    severity: Severity::Warning,
                    code: Code::SimilarName,
                    message: format!(
                        "`{name}` has no file, but `{}` does; are they one person?",
                        known[other]
                    ),
                    help: Some(format!(
                        "write `{}`, add `{name}` to the `aliases` of the author, or write a file for `{name}`",
                        known[other]
                    )),
                    note: None,
                });
            }
        }
    }

    /// Drugs that neither a file nor the vocabulary knows, with a name that is one letter away from one
    /// in the vocabulary. Names that are merely unknown are not reported: new drugs have such names.
    fn unknown_drugs(&self, lints: &mut Vec<UnlocatedDiagnostic>) {
        let group = &self.terms[DRUGS];
        let described = |name: &str| group.term_of_name(name).is_some();
        for term in group.list.iter().filter(|term| term.document.is_none()) {
            let Some((near, canonical)) = self.vocabulary.nearest_listed(&term.name) else {
                continue;
            };
            let Some(document) = term.articles.first().copied() else { continue };
            let names = self.facts[document].terms.get(DRUGS).into_iter().flatten();
            let Some(index) = names.clone().position(|name| term_key(name) == term_key(&term.name))
            else {
                continue;
            };
            let place = FactRef::Term(DRUGS, index);
            let is_reported = lints.iter().any(|lint| {
                lint.code == Code::SimilarName && lint.document == document && lint.place == place
            });
            // Names of substances that differ in their first letter are rarely the same one misspelt:
            // ethylone, methylone.
            let first =
                |name: &str| name.chars().next().map(|sign| sign.to_lowercase().to_string());
            let is_other = first(&term.name) != first(&near);
            if is_reported || is_other || differ_only_in_signs(&term.name, &near) {
                continue;
            }
            let shown = if name_key(&near) == name_key(&canonical) || described(&near) {
                format!("`{near}`")
            } else {
                format!("`{near}`, a name of {canonical}")
            };
            lints.push(UnlocatedDiagnostic {
                document,
                place,
                severity: Severity::Warning,
                code: Code::MisspeltDrug,
                message: format!("no drug called `{}` is known; did you mean {shown}?", term.name),
                help: Some(format!(
                    "if `{}` is another drug, add content/{}/{}.md to say what it is; if it is misspelt, write `{near}`",
                    term.name, self.config.taxonomies[DRUGS].key, term.link.slug
                )),
                note: None,
            });
        }
    }

    /// Names that look like typos: used once, not in any file, and one letter away from another
    /// name. Of two such names, the one used earlier is assumed to be correct.
    fn similar_names(&self, lints: &mut Vec<UnlocatedDiagnostic>) {
        for (number, group) in self.terms.iter().enumerate() {
            // The only use of a name, if exactly one article uses it.
            let only = |term: &Term| -> Option<(DocId, usize)> {
                let document = *term
                    .articles
                    .first()
                    .filter(|_| term.document.is_none() && term.articles.len() == 1)?;
                let names = self.facts[document].terms.get(number)?;
                Some((
                    document,
                    names.iter().position(|name| term_key(name) == term_key(&term.name))?,
                ))
            };
            let keys: Vec<String> = group.list.iter().map(|term| name_key(&term.name)).collect();
            let near_names = NearNames::new(keys.iter().map(String::as_str));
            for (own, term) in group.list.iter().enumerate() {
                let Some((document, index)) = only(term) else { continue };
                let age = |(document, index): (DocId, usize)| {
                    (self.facts[document].date, &self.facts[document].path, index)
                };
                let is_right = |other: &usize| {
                    let (other_key, other) = (&keys[*other], &group.list[*other]);
                    is_one_letter_away(&keys[own], other_key)
                        && !differ_only_in_signs(&term.name, &other.name)
                        && !differ_only_in_labels(&term.name, &other.name)
                        && only(other).is_none_or(|first| age(first) < age((document, index)))
                };
                let Some(other) = near_names.near(&keys[own]).into_iter().find(is_right) else {
                    continue;
                };
                let other = &group.list[other];
                lints.push(UnlocatedDiagnostic {
                    document,
                    place: FactRef::Term(number, index),
                    severity: Severity::Warning,
                    code: Code::SimilarName,
                    message: format!(
                        "`{}` is used only here; did you mean `{}`?",
                        term.name, other.name
                    ),
                    help: Some(format!(
                        "write `{}`, or add content/{}/{}.md to keep `{}`",
                        other.name, self.config.taxonomies[number].key, term.link.slug, term.name
                    )),
                    note: None,
                });
            }
        }
    }
}

/// What to do about an article without a date. A date is suggested only if the article states one.
fn missing_date_help(facts: &Facts) -> String {
    let source = facts.details.source.as_ref().and_then(|source| source.published);
    let stated = [
        ("publish_on", facts.publish_on),
        ("updated", facts.updated),
        ("source.published", source),
    ];
    let stated: Vec<String> = stated
        .into_iter()
        .filter_map(|(key, when)| Some(format!("`{key}` is {}", when?.day)))
        .collect();
    let known = if stated.is_empty() { String::new() } else { format!(" ({})", stated.join(", ")) };
    format!("add the day on which it was published, as date = YYYY-MM-DD{known}")
}

/// The options that show a document that is held back; none if it has expired.
fn options_to_show(facts: &Facts, clock: Clock) -> Vec<Cow<'static, str>> {
    if facts.expires.is_some_and(|when| clock.has_passed(when)) {
        return Vec::new();
    }
    let opens = facts.publish_on.or(facts.date);
    let draft = facts.draft.then_some(Cow::Borrowed("--drafts"));
    let future = opens.filter(|when| !clock.has_reached(*when)).map(|_| Cow::Borrowed("--future"));
    draft.into_iter().chain(future).collect()
}

/// Whether names differ in characters that are no letters: HER2+ and HER2− are no typos of each
/// other.
fn differ_only_in_signs(one: &str, two: &str) -> bool {
    let letters = |name: &str| -> String {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    letters(one) == letters(two)
}

/// Whether two names differ only in words that number or label: phase II and III, IL-17A and IL-17F,
/// type 1 and type 2, α- and β-blocker. These are different things, and no typing errors.
fn differ_only_in_labels(one: &str, two: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let is_label = |word: &str| {
        let number = word.trim_end_matches(['a', 'b', 'c', 'd']);
        word.chars().count() <= 2
            || word.contains(|c: char| c.is_ascii_digit())
            || !number.is_empty() && number.chars().all(|c| matches!(c, 'i' | 'v' | 'x'))
    };
    let (one, two) = (words(one), words(two));
    one.len() == two.len()
        && one.iter().zip(&two).all(|(one, two)| one == two || is_label(one) && is_label(two))
}
