//! The page that compares two drugs, and the index of these pages.
//!
//! Facts stand side by side as the profiles have them, with the numbers of their sources. Nothing is
//! concluded from two facts: which drug is better is for articles to say.

use std::borrow::Cow;

use serde::Serialize;

use super::dossier::studies;
use super::drug_names::{NumberedSource, SourceNumbers, group_of};
use super::part::ArticleLink;
use super::part::Meta;
use super::term::{ComparisonLink, StudySummary};
use super::view_builder::ViewBuilder;
use crate::cached_value::CachedValue;
use crate::library::DocId;
use crate::site::{
    Card, Comparison, MAX_DRUGS, Profile, ProfileSource, Term, TermId, TermRef, comparison_index,
};
use offprint_base::Hashed;

/// The maximum number of values in a cell, of studies in a table, of articles as cards, and of further
/// articles as titles. The page says how many it leaves out.
const VALUES: usize = 8;
const STUDIES: usize = 15;
const CARDS: usize = 10;
const TITLES: usize = 100;

/// `compare.html`: two drugs side by side.
#[derive(Hash, Serialize, Debug)]
pub struct ComparePage<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The two drugs, by name.
    pub drugs: Vec<ComparedDrug<'s>>,
    /// Their facts: one row for each kind of fact that is known of either drug.
    pub rows: Vec<CompareRow<'s>>,
    /// The sources of the facts, each once; facts refer to `number`.
    pub sources: Vec<NumberedSource<'s>>,
    /// The studies that articles report: of articles that list both drugs, then of each drug. Groups
    /// without studies are left out.
    pub studies: Vec<ComparedStudies<'s>>,
    /// The number of studies in all groups.
    pub studies_total: usize,
    /// The newest articles that list both drugs.
    pub articles: Vec<&'s Hashed<Card>>,
    /// Further articles that list both, newest first.
    pub more_articles: Vec<ArticleLink<'s>>,
    /// The number of articles that list both.
    pub total: usize,
}

/// One of two drugs that are compared.
#[derive(Hash, Serialize, Debug)]
pub struct ComparedDrug<'s> {
    /// The drug: `name`, `slug`, `url`.
    #[serde(flatten)]
    pub term: &'s Hashed<CachedValue<TermRef>>,
    /// Its name within a sentence: `ketamine`.
    pub name_in_text: &'s str,
    /// The full URL of its page.
    pub permalink: String,
    /// The summary from its file: one or two sentences.
    pub summary: Option<&'s str>,
    /// The number of its articles.
    pub count: usize,
    /// Its newest article.
    pub newest: Option<ArticleLink<'s>>,
}

/// A kind of fact, and what is known of each drug.
#[derive(Hash, Serialize, Debug)]
pub struct CompareRow<'s> {
    /// What it is: `generic`, `brand`, `code`, `ingredients`, `class`, `mechanism` or `status`.
    pub key: &'static str,
    /// The same for readers.
    pub label: &'s str,
    /// A cell for each drug, in the order of `drugs`.
    pub cells: Vec<CompareCell<'s>>,
}

/// What is known of one drug.
#[derive(Hash, Serialize, Debug)]
pub struct CompareCell<'s> {
    /// The facts; empty if no source states any.
    pub values: Vec<CompareValue<'s>>,
    /// The number of facts that are left out; the page of the drug has all.
    pub omitted: usize,
}

/// A fact about one drug.
#[derive(Hash, Serialize, Debug)]
pub struct CompareValue<'s> {
    /// The text.
    pub text: &'s str,
    /// The page of a class or of a drug, with the base path.
    pub url: Option<&'s str>,
    /// The language of the text, if it is not the language of the site: `en`.
    pub lang: Option<&'static str>,
    /// The numbers of its sources in `sources`.
    pub sources: Vec<usize>,
}

/// Studies of one or both drugs.
#[derive(Hash, Serialize, Debug)]
pub struct ComparedStudies<'s> {
    /// The drug; `none` for studies of articles that list both.
    pub drug: Option<&'s Hashed<CachedValue<TermRef>>>,
    /// Its name within a sentence: `ketamine`.
    pub name_in_text: Option<&'s str>,
    /// The studies, newest article first.
    pub studies: Vec<StudySummary<'s>>,
    /// The number of studies of older articles, which are left out.
    pub omitted: usize,
}

/// `comparisons.html`: the pairs of drugs that have a page.
#[derive(Hash, Serialize, Debug)]
pub struct ComparisonIndex<'s> {
    /// The fields that every page has.
    pub page: Meta<'s>,
    /// The pairs, by name.
    pub pairs: Vec<ComparisonSummary<'s>>,
    /// The number of pairs that an article covers but that have no page, because fewer articles cover
    /// them than the others.
    pub beyond_bound: usize,
    /// The number of pairs that appear only in articles with more than `max_drugs` drugs.
    pub only_in_overviews: usize,
    /// The maximum number of drugs of an article that counts as covering each pair of them.
    pub max_drugs: usize,
}

/// A pair of drugs in the index.
#[derive(Hash, Serialize, Debug)]
pub struct ComparisonSummary<'s> {
    /// The page, with the base path.
    pub url: String,
    /// The full URL of the page.
    pub permalink: String,
    /// The two drugs.
    pub drugs: Vec<&'s Hashed<CachedValue<TermRef>>>,
    /// The number of articles that list both.
    pub count: usize,
}

impl<'s> ViewBuilder<'s> {
    /// The page that compares two drugs.
    pub fn comparison(self, number: usize) -> ComparePage<'s> {
        let site = self.site;
        let comparison = &site.drug_pairs.comparisons[number];
        let (one, other) = comparison.drugs;
        let pair = [one, other].map(|drug| &site.terms[0].list[drug]);
        let mut page = self.meta("compare", "", None, &comparison.route);
        page.title = Cow::Owned(comparison.title(&site.terms[0], &self.config().translations));
        page.crumbs = vec![
            self.crumb(self.config().taxonomies[0].name.as_str(), &site.terms[0].index),
            self.crumb(self.config().translations.text("comparisons"), &comparison_index()),
        ];
        let mut numbers = SourceNumbers::default();
        let rows = match pair.map(|drug| drug.profile.as_deref()) {
            [Some(one), Some(other)] => self.compare_rows([one, other], &mut numbers),
            _ => Vec::new(),
        };
        let groups = self.compared_studies(comparison);
        let cards = comparison.articles.iter().copied();
        let more = cards.clone().skip(CARDS).take(TITLES);
        ComparePage {
            page,
            drugs: pair
                .map(|drug| ComparedDrug {
                    term: &drug.link,
                    name_in_text: drug.name_in_text(),
                    permalink: site.permalink(&drug.route),
                    summary: drug.document.and_then(|id| self.facts(id).summary.as_deref()),
                    count: drug.articles.len(),
                    newest: drug
                        .articles
                        .first()
                        .and_then(|id| self.card(*id))
                        .map(|card| ArticleLink::of(card)),
                })
                .into(),
            rows,
            sources: numbers.list,
            studies_total: groups.iter().map(|group| group.studies.len() + group.omitted).sum(),
            studies: groups,
            articles: self.cards(cards.take(CARDS)),
            more_articles: self.cards(more).into_iter().map(|card| ArticleLink::of(card)).collect(),
            total: comparison.articles.len(),
        }
    }

    /// The index of the comparisons.
    pub fn comparisons(self) -> ComparisonIndex<'s> {
        let site = self.site;
        let pairs = &site.drug_pairs;
        let title = self.config().translations.text("comparisons");
        let mut page = self.meta("comparisons", title, None, &comparison_index());
        page.crumbs =
            vec![self.crumb(self.config().taxonomies[0].name.as_str(), &site.terms[0].index)];
        let drugs = &site.terms[0].list;
        ComparisonIndex {
            page,
            pairs: pairs
                .comparisons
                .iter()
                .map(|comparison| ComparisonSummary {
                    url: site.url(&comparison.route),
                    permalink: site.permalink(&comparison.route),
                    drugs: vec![&drugs[comparison.drugs.0].link, &drugs[comparison.drugs.1].link],
                    count: comparison.articles.len(),
                })
                .collect(),
            beyond_bound: pairs.beyond_bound,
            only_in_overviews: pairs.only_in_overviews,
            max_drugs: MAX_DRUGS,
        }
    }

    /// The drugs with which a drug is compared, those with most shared articles first.
    pub(super) fn comparison_links(self, drug: TermId) -> Vec<ComparisonLink<'s>> {
        let mut links: Vec<ComparisonLink<'s>> = self
            .site
            .drug_pairs
            .comparisons_of(drug)
            .map(|(comparison, other)| ComparisonLink {
                drug: &self.site.terms[0].list[other].link,
                url: self.site.url(&comparison.route),
                count: comparison.articles.len(),
            })
            .collect();
        links.sort_by_key(|link| std::cmp::Reverse(link.count));
        links
    }

    /// The URL of the index of comparisons, if there are any.
    pub(super) fn compare_url(self) -> Option<String> {
        let has_pairs = !self.site.drug_pairs.comparisons.is_empty();
        has_pairs.then(|| self.site.url(&comparison_index()))
    }

    fn compared_studies(self, comparison: &Comparison) -> Vec<ComparedStudies<'s>> {
        let (one, other) = comparison.drugs;
        let drugs = &self.site.terms[0].list;
        let only = |drug: TermId, without: TermId| -> Vec<DocId> {
            let is_alone = |id: &&DocId| !self.site.terms_of.get(**id, 0).contains(&without);
            drugs[drug].articles.iter().filter(is_alone).copied().collect()
        };
        [
            (None, comparison.articles.clone()),
            (Some(&drugs[one]), only(one, other)),
            (Some(&drugs[other]), only(other, one)),
        ]
        .into_iter()
        .map(|(drug, articles)| {
            let (studies, omitted) = studies(self, &articles, STUDIES);
            ComparedStudies {
                drug: drug.map(|drug| &drug.link),
                name_in_text: drug.map(Term::name_in_text),
                studies,
                omitted,
            }
        })
        .filter(|group| !group.studies.is_empty())
        .collect()
    }

    fn compare_rows(
        self,
        profiles: [&'s Profile; 2],
        numbers: &mut SourceNumbers<'s>,
    ) -> Vec<CompareRow<'s>> {
        let translations = &self.config().translations;
        ROWS.into_iter()
            .filter_map(|(key, message)| {
                let cells = profiles.map(|profile| {
                    let values = compared_values(profile, key);
                    CompareCell {
                        omitted: values.len().saturating_sub(VALUES),
                        values: values
                            .into_iter()
                            .take(VALUES)
                            .map(|(text, url, lang, sources)| CompareValue {
                                text,
                                url,
                                lang,
                                sources: numbers.of(sources),
                            })
                            .collect(),
                    }
                });
                let is_known = cells.iter().any(|cell| !cell.values.is_empty());
                is_known.then(|| CompareRow {
                    key,
                    label: translations.text(message),
                    cells: cells.into(),
                })
            })
            .collect()
    }
}

/// The rows in their order, with the messages that label them.
const ROWS: [(&str, &str); 7] = [
    ("class", "class"),
    ("mechanism", "mechanism"),
    ("status", "status"),
    ("ingredients", "ingredients"),
    ("generic", "names_generic"),
    ("brand", "names_brand"),
    ("code", "names_code"),
];

/// A text with its page, its language and its sources.
type ComparedText<'s> = (&'s str, Option<&'s str>, Option<&'static str>, &'s [ProfileSource]);

/// The facts of a row about one drug.
fn compared_values<'s>(profile: &'s Profile, key: &str) -> Vec<ComparedText<'s>> {
    match key {
        "class" => profile
            .classes
            .iter()
            .map(|class| {
                (class.name.as_str(), Some(class.url.as_str()), class.lang, &*class.sources)
            })
            .collect(),
        "mechanism" | "status" => {
            let facts = if key == "status" { &profile.statuses } else { &profile.mechanisms };
            facts.iter().map(|fact| (fact.text.as_str(), None, fact.lang, &*fact.sources)).collect()
        }
        // That a combination contains a drug is part of its name, so it has the sources of the name.
        "ingredients" => profile
            .ingredients
            .iter()
            .map(|part| {
                let sources = profile.names.first().map_or(&[][..], |name| &name.sources);
                (part.name.as_str(), part.url.as_deref(), None, sources)
            })
            .collect(),
        kind => profile
            .names
            .iter()
            .filter(|name| group_of(name) == kind)
            .map(|name| (name.text.as_str(), None, None, &*name.sources))
            .collect(),
    }
}
