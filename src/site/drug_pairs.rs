//! [`DrugPairs`]: which drugs appear in the same articles, and [`Comparison`]: the pairs of drugs that
//! have a page of their own.
//!
//! A page for every pair would be thousands of pages about nothing. An article with few drugs
//! compares them; an overview of twenty does not. So a pair needs an article with at most
//! [`MAX_DRUGS`] drugs, and the number of pages has a bound; `site.toml` can name further pairs. What
//! is left out is counted, so that pages can say it.
//!
//! Everything follows from the terms of articles and the settings. This must not read any text.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::terms::{TermId, Terms, TermsOf};
use crate::config::Config;
use crate::library::DocId;
use crate::route::Route;
use crate::translations::Translations;
use offprint_base::capitalised_drug;
use offprint_vocabulary::Vocabulary;

/// The maximum number of drugs of an article that counts as covering each pair of them.
pub const MAX_DRUGS: usize = 6;

/// The drugs of a site that appear in the same articles.
#[derive(Debug, Default)]
pub struct DrugPairs {
    /// Every pair that shares an article, the pair with most shared articles first.
    pub shared: Vec<DrugPair>,
    /// The pairs that have a page, by the names of their drugs.
    pub comparisons: Vec<Comparison>,
    /// The number of pairs that an article covers, but that have no page because of the bound.
    pub beyond_bound: usize,
    /// The number of pairs that appear only in articles with more than [`MAX_DRUGS`] drugs.
    pub only_in_overviews: usize,
    /// Names in `[[comparisons]]` that refer to no drug of the site: the entry, and the name in it.
    pub unknown: Vec<(usize, usize)>,
    /// The entries of `[[comparisons]]` that name one drug twice.
    pub same: Vec<usize>,
    /// The entries of `[[comparisons]]` that name a pair which an entry above names.
    pub repeated: Vec<usize>,
}

/// Two drugs that appear in the same articles.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DrugPair {
    /// The drugs, by name.
    pub drugs: (TermId, TermId),
    /// The number of articles that list both.
    pub articles: usize,
    /// How many of these list at most [`MAX_DRUGS`] drugs.
    covered: usize,
}

/// Two drugs that have a page that compares them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// The drugs, by name.
    pub drugs: (TermId, TermId),
    /// The page.
    pub route: Route,
    /// The articles that list both, newest first.
    pub articles: Vec<DocId>,
}

/// The route of the page that lists the comparisons.
pub fn comparison_index() -> Route {
    Route::of("/compare/")
}

impl Comparison {
    /// The title of its page. It begins with a capital, though names of drugs within it may not.
    pub fn title(&self, drugs: &Terms, translations: &Translations) -> String {
        let name = |drug: TermId| drugs.list[drug].name_in_text();
        let names = [("one", name(self.drugs.0)), ("other", name(self.drugs.1))];
        capitalised_drug(&translations.filled("compared", &names))
    }
}

impl DrugPairs {
    /// The comparisons of a drug, with the other drug of each.
    pub fn comparisons_of(&self, drug: TermId) -> impl Iterator<Item = (&Comparison, TermId)> {
        self.comparisons.iter().filter_map(move |comparison| match comparison.drugs {
            (one, other) if one == drug => Some((comparison, other)),
            (one, other) if other == drug => Some((comparison, one)),
            _ => None,
        })
    }
}

/// Counts the pairs of drugs, and chooses those that get a page.
pub(super) fn find_drug_pairs(
    articles: &[DocId],
    drugs: &Terms,
    terms_of: &TermsOf,
    config: &Config,
    vocabulary: &Vocabulary,
) -> DrugPairs {
    let mut pairs = DrugPairs { shared: count_pairs(articles, terms_of), ..DrugPairs::default() };
    let mut chosen: Vec<(TermId, TermId)> = Vec::new();
    for (entry, names) in config.comparisons.iter().enumerate() {
        let found = names.each_ref().map(|name| drugs.drug_of_name(name, vocabulary));
        let unknown = (0..2).filter(|place| found[*place].is_none());
        pairs.unknown.extend(unknown.map(|place| (entry, place)));
        match found {
            [Some(one), Some(other)] if one == other => pairs.same.push(entry),
            [Some(one), Some(other)] => {
                let pair = (one.min(other), one.max(other));
                if chosen.contains(&pair) {
                    pairs.repeated.push(entry);
                } else {
                    chosen.push(pair);
                }
            }
            _ => {}
        }
    }
    let named: FxHashSet<(TermId, TermId)> = chosen.iter().copied().collect();
    let mut covered: Vec<&DrugPair> = pairs.shared.iter().filter(|pair| pair.covered > 0).collect();
    let is_without_page = |pair: &&DrugPair| pair.covered == 0 && !named.contains(&pair.drugs);
    pairs.only_in_overviews = pairs.shared.iter().filter(is_without_page).count();
    covered.retain(|pair| !named.contains(&pair.drugs));
    covered.sort_by_key(|pair| (Reverse(pair.covered), pair.drugs));
    let bound = config.outputs.comparisons;
    pairs.beyond_bound = covered.len().saturating_sub(bound);
    chosen.extend(covered.iter().take(bound).map(|pair| pair.drugs));
    chosen.sort_unstable();
    pairs.comparisons = comparisons(&chosen, drugs, terms_of);
    pairs
}

/// Every pair of drugs that share an article, with most shared articles first.
fn count_pairs(articles: &[DocId], terms_of: &TermsOf) -> Vec<DrugPair> {
    let mut counts: FxHashMap<(TermId, TermId), (usize, usize)> = FxHashMap::default();
    for id in articles {
        let listed = terms_of.get(*id, 0);
        let is_cover = usize::from(listed.len() <= MAX_DRUGS);
        for (place, one) in listed.iter().enumerate() {
            for other in &listed[place + 1..] {
                let count = counts.entry((*one.min(other), *one.max(other))).or_default();
                count.0 += 1;
                count.1 += is_cover;
            }
        }
    }
    let mut pairs: Vec<DrugPair> = counts
        .into_iter()
        .map(|(drugs, (articles, covered))| DrugPair { drugs, articles, covered })
        .collect();
    pairs.sort_unstable_by_key(|pair| (Reverse(pair.articles), pair.drugs));
    pairs
}

/// The pages of these pairs.
fn comparisons(chosen: &[(TermId, TermId)], drugs: &Terms, terms_of: &TermsOf) -> Vec<Comparison> {
    let mut taken: FxHashSet<Route> = FxHashSet::default();
    let mut list = Vec::with_capacity(chosen.len());
    for (one, other) in chosen {
        let [first, second] = [one, other].map(|drug| &drugs.list[*drug]);
        let (shorter, wanted) = if first.articles.len() <= second.articles.len() {
            (first, other)
        } else {
            (second, one)
        };
        let is_on_both = |id: &&DocId| terms_of.get(**id, 0).contains(wanted);
        // The slugs `a-b` and `c` make the same URL as `a` and `b-c`.
        let route = ["-", "--"]
            .into_iter()
            .map(|between| {
                let slugs = [&first.link.slug, &second.link.slug];
                let name = format!("{}{between}{}/", slugs[0], slugs[1]);
                comparison_index().beside(&name)
            })
            .find(|route| !taken.contains(route));
        let Some(route) = route else { continue };
        taken.insert(route.clone());
        list.push(Comparison {
            drugs: (*one, *other),
            route,
            articles: shorter.articles.iter().filter(is_on_both).copied().collect(),
        });
    }
    list
}
