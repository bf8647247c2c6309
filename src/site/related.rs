//! [`Related`]: the articles nearest to each article, by the terms that they share.
//!
//! A shared term has more weight if fewer articles have it: its weight is log2 of (all articles ÷
//! its articles), the inverse document frequency of Spärck Jones (1972). Comparing every pair would
//! be quadratic, so for each term only the articles nearest in time are compared: the work is
//! linear in the number of articles, and readers prefer recent ones anyway.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::terms::{Terms, TermsOf};
use crate::config::Membership;
use crate::library::DocId;
use crate::route::Route;
use offprint_base::Fingerprint;

/// How many related articles are shown.
const MAX_RELATED: usize = 5;
/// How many articles of a term are compared on each side of the article itself.
const WINDOW: usize = 8;

/// The nearest articles of each article.
#[derive(Debug, Default)]
pub struct Related {
    /// The fingerprint of the terms of all articles, newest first: the only input.
    key: Fingerprint,
    /// The result for each index in the list of articles.
    found: Vec<NearestArticles>,
    index: RelatedIndex,
}

/// The nearest articles of one article.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct NearestArticles {
    /// Their indices in the list of articles, nearest first.
    list: Vec<u32>,
    /// The first and the last index of all articles that were compared.
    reach: (u32, u32),
}

/// Which articles have which terms. Articles are identified by their index, newest first; the terms
/// of all groups are numbered consecutively.
#[derive(Debug, Default)]
struct RelatedIndex {
    /// The terms of each article, sorted.
    sets: Vec<Vec<u32>>,
    /// The articles of each term, newest first.
    members: Vec<Vec<u32>>,
    /// The weight of sharing each term.
    weights: Vec<u32>,
}

impl Related {
    /// The indices of the articles nearest to the article at an index, nearest first.
    pub fn of(&self, place: usize) -> &[u32] {
        self.found.get(place).map_or(&[], |found| &found.list)
    }

    fn new(key: Fingerprint, index: RelatedIndex, known: &[Option<NearestArticles>]) -> Self {
        let found = (0..index.sets.len())
            .into_par_iter()
            .with_min_len(64)
            .with_max_len(256)
            .map_init(Vec::new, |candidates, place| match known.get(place) {
                Some(Some(found)) => found.clone(),
                _ => nearest_articles(place, &index, candidates),
            })
            .collect();
        Self { key, found, index }
    }
}

impl RelatedIndex {
    fn new(sets: Vec<Vec<u32>>, terms: usize) -> Self {
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); terms];
        for (place, set) in sets.iter().enumerate() {
            for term in set {
                members[*term as usize].push(as_u32(place));
            }
        }
        let weights =
            members.iter().map(|members| term_weight(sets.len(), members.len())).collect();
        Self { sets, members, weights }
    }

    /// The articles of a term that the article at an index is compared with, including itself if it
    /// has the term.
    fn window(&self, term: u32, place: u32) -> &[u32] {
        let members = &self.members[term as usize];
        let at = members.partition_point(|member| *member < place);
        &members[at.saturating_sub(WINDOW)..(at + WINDOW + 1).min(members.len())]
    }
}

fn as_u32(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// The previous articles.
pub(super) struct FormerArticles<'p> {
    /// The previous index of each article, if its facts are the same.
    pub(super) places: Vec<Option<usize>>,
    /// The previous terms.
    pub(super) terms: &'p [Terms],
}

/// Finds the nearest articles. The previous result is reused completely as long as no article is
/// added, removed or changes its terms; otherwise it is reused for the articles that the change
/// does not affect.
pub(super) fn find_related(
    articles: &[DocId],
    terms: &[Terms],
    terms_of: &TermsOf,
    former: Option<FormerArticles<'_>>,
    previous: Option<&Arc<Related>>,
) -> Arc<Related> {
    let (offsets, total) = offsets(terms);
    let sets: Vec<Vec<u32>> = articles
        .iter()
        .map(|id| {
            let own = offsets
                .iter()
                .enumerate()
                // Who wrote an article says nothing about its topic, nor does the issue.
                .filter(|(group, _)| terms[*group].membership == Membership::Named)
                .map(|(group, offset)| (terms_of.get(*id, group), offset));
            let mut set: Vec<u32> = own
                .flat_map(|(own, offset)| own.iter().map(move |term| as_u32(term + offset)))
                .collect();
            set.sort_unstable();
            set
        })
        .collect();
    let key = Fingerprint::of(&(total, &sets));
    if let Some(related) = previous.filter(|related| related.key == key) {
        return Arc::clone(related);
    }
    let index = RelatedIndex::new(sets, total);
    let known = match (former, previous) {
        (Some(former), Some(previous)) => {
            let places = former.places.iter().map(|place| place.map(as_u32)).collect();
            let former_terms = former_terms(terms, former.terms);
            reusable_results(&index, previous, &former_terms, places)
        }
        _ => Vec::new(),
    };
    Arc::new(Related::new(key, index, &known))
}

/// The first number of each group, and the total.
fn offsets(terms: &[Terms]) -> (Vec<usize>, usize) {
    let mut offsets = Vec::with_capacity(terms.len());
    let mut total = 0;
    for group in terms {
        offsets.push(total);
        total += group.list.len();
    }
    (offsets, total)
}

/// The previous number of each term.
fn former_terms(terms: &[Terms], former: &[Terms]) -> Vec<Option<u32>> {
    let routes = former.iter().flat_map(|group| &group.list).enumerate();
    let numbers: FxHashMap<&Route, u32> =
        routes.map(|(place, term)| (&term.route, as_u32(place))).collect();
    terms
        .iter()
        .flat_map(|group| &group.list)
        .map(|term| numbers.get(&term.route).copied())
        .collect()
}

/// The previous results that are still valid, by current index. `was` gives the previous index of
/// each unchanged article; these are in the same order as before. A result depends on the weights
/// of the article's own terms, on the articles within the window of each term, and, among equals,
/// on their distance.
fn reusable_results(
    now: &RelatedIndex,
    then: &Related,
    former_terms: &[Option<u32>],
    mut was: Vec<Option<u32>>,
) -> Vec<Option<NearestArticles>> {
    let former = |term: &u32| former_terms[*term as usize];
    for (place, was) in was.iter_mut().enumerate() {
        let set = &now.sets[place];
        *was = was.filter(|was| {
            let before = &then.index.sets[*was as usize];
            set.len() == before.len()
                && set.iter().all(|term| former(term).is_some_and(|term| before.contains(&term)))
        });
    }
    let mut is: Vec<Option<u32>> = vec![None; then.index.sets.len()];
    for (place, was) in was.iter().enumerate() {
        if let Some(was) = was {
            is[*was as usize] = Some(as_u32(place));
        }
    }
    let has_weights = |place: usize| {
        let is_same = |term: &u32| {
            former(term).is_some_and(|before| {
                then.index.weights[before as usize] == now.weights[*term as usize]
            })
        };
        now.sets[place].iter().all(is_same)
    };
    let mut holds: Vec<bool> =
        was.iter().enumerate().map(|(place, was)| was.is_some() && has_weights(place)).collect();
    for (place, _) in was.iter().enumerate().filter(|(_, was)| was.is_none()) {
        for member in now.sets[place].iter().flat_map(|term| now.window(*term, as_u32(place))) {
            holds[*member as usize] = false;
        }
    }
    // How many articles before each previous index were removed.
    let mut gone = vec![0u32; is.len() + 1];
    for (place, now_at) in is.iter().enumerate() {
        gone[place + 1] = gone[place] + u32::from(now_at.is_none());
        if now_at.is_none() {
            for member in then.index.sets[place]
                .iter()
                .flat_map(|term| then.index.window(*term, as_u32(place)))
            {
                if let Some(member) = is[*member as usize] {
                    holds[member as usize] = false;
                }
            }
        }
    }
    let moved = |found: &NearestArticles| {
        let (first, last) = found.reach;
        let reach = (is[first as usize]?, is[last as usize]?);
        // No article in between was removed or added.
        let is_whole =
            gone[first as usize] == gone[last as usize] && reach.1 - reach.0 == last - first;
        let list = || found.list.iter().map(|place| is[*place as usize]).collect::<Option<_>>();
        if is_whole { Some(NearestArticles { list: list()?, reach }) } else { None }
    };
    was.iter()
        .zip(holds)
        .map(|(was, holds)| moved(&then.found[(*was).filter(|_| holds)? as usize]))
        .collect()
}

/// log2(all ÷ having) in units of 1/16, in integer arithmetic, so that every machine gives the same
/// result; at least 1.
fn term_weight(all: usize, having: usize) -> u32 {
    if having == 0 {
        return 1;
    }
    // (all ÷ having)^16 would overflow; squaring the ratio's mantissa gives one binary digit of the
    // logarithm at a time.
    let mut ratio = ((all as u128) << 32) / having as u128;
    let mut log = 0u32;
    while ratio >= 2 << 32 {
        ratio >>= 1;
        log += 16;
    }
    for bit in [8, 4, 2, 1] {
        ratio = (ratio * ratio) >> 32;
        if ratio >= 2 << 32 {
            ratio >>= 1;
            log += bit;
        }
    }
    log + 1
}

fn nearest_articles(
    place: usize,
    index: &RelatedIndex,
    candidates: &mut Vec<u32>,
) -> NearestArticles {
    let own = &index.sets[place];
    let here = as_u32(place);
    candidates.clear();
    for term in own {
        candidates
            .extend(index.window(*term, here).iter().copied().filter(|member| *member != here));
    }
    candidates.sort_unstable();
    candidates.dedup();
    let first = candidates.first().map_or(here, |first| here.min(*first));
    let last = candidates.last().map_or(here, |last| here.max(*last));
    let mut scored: Vec<(u32, u32, u32)> = candidates
        .iter()
        .map(|candidate| {
            let shared_weight =
                shared_weight(own, &index.sets[*candidate as usize], &index.weights);
            (shared_weight, candidate.abs_diff(here), *candidate)
        })
        .collect();
    // Highest weight first; among equals, the nearest in time.
    let order = |a: &(u32, u32, u32), b: &(u32, u32, u32)| {
        b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2))
    };
    if scored.len() > MAX_RELATED {
        scored.select_nth_unstable_by(MAX_RELATED - 1, order);
        scored.truncate(MAX_RELATED);
    }
    scored.sort_unstable_by(order);
    NearestArticles {
        list: scored.into_iter().map(|(.., candidate)| candidate).collect(),
        reach: (first, last),
    }
}

/// The weight of the terms that two sorted sets share.
fn shared_weight(a: &[u32], b: &[u32], weights: &[u32]) -> u32 {
    let (mut i, mut j, mut sum) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += weights[*x as usize];
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rarer_terms_weigh_more() {
        assert_eq!(term_weight(1024, 1), 161);
        assert_eq!(term_weight(1024, 1024), 1);
        assert!(term_weight(100, 3) > term_weight(100, 4));
        assert_eq!(term_weight(0, 0), 1);
    }

    #[test]
    fn the_heaviest_overlap_comes_first() {
        // Term 0 is common, term 1 is rare.
        let index = RelatedIndex::new(vec![vec![0, 1], vec![0], vec![0], vec![0, 1]], 2);
        assert_eq!(
            nearest_articles(0, &index, &mut Vec::new()),
            NearestArticles { list: vec![3, 1, 2], reach: (0, 3) }
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

        /// Articles are added and removed and change their terms; terms change their numbers.
        #[test]
        fn what_holds_is_what_would_be_found(
            sets in proptest::collection::vec(proptest::collection::btree_set(0u32..6, 0..4), 1..80),
            edits in proptest::collection::vec((0usize..80, 0u8..4, proptest::collection::btree_set(0u32..7, 0..4)), 0..5),
            turn in 0u32..7,
        ) {
            const TERMS: usize = 7;
            let list = |set: &BTreeSet<u32>| Vec::from_iter(set.iter().copied());
            let then: Vec<Vec<u32>> = sets.iter().map(list).collect();
            let mut now: Vec<(Option<u32>, Vec<u32>)> =
                then.iter().enumerate().map(|(place, set)| (Some(as_u32(place)), set.clone())).collect();
            for (at, kind, set) in &edits {
                let at = at % (now.len() + 1);
                match kind {
                    0 if at < now.len() => drop(now.remove(at)),
                    1 if at < now.len() => now[at].1 = list(set),
                    _ => now.insert(at, (None, list(set))),
                }
            }
            let turned = |term: u32| (term + turn) % TERMS as u32;
            let mut former_terms = vec![None; TERMS];
            for term in 0..TERMS as u32 {
                former_terms[turned(term) as usize] = Some(term);
            }
            let (was, sets): (Vec<_>, Vec<Vec<u32>>) = now.into_iter().unzip();
            let sets = sets.into_iter().map(|set| BTreeSet::from_iter(set.into_iter().map(turned)));
            let index = || RelatedIndex::new(sets.clone().map(|set| list(&set)).collect(), TERMS);
            let key = Fingerprint::default();
            let then = Related::new(key, RelatedIndex::new(then, TERMS), &[]);
            let reusable_results = reusable_results(&index(), &then, &former_terms, was.clone());
            if edits.is_empty() {
                prop_assert!(reusable_results.iter().all(Option::is_some));
            }
            prop_assert_eq!(Related::new(key, index(), &reusable_results).found, Related::new(key, index(), &[]).found);
        }
    }
}
