//! [`Related`]: the articles nearest to each article, by the terms that they share.
//!
//! A shared term weighs the more the fewer articles have it: its weight is log2 of (all articles ÷ its articles), the inverse
//! document frequency of Spärck Jones (1972). Comparing every pair would be quadratic, so of each term only
//! the articles nearest in time are looked at: the work grows with the articles, and a reader wants
//! the recent ones anyhow.

use std::sync::Arc;

use rayon::prelude::*;

use super::terms::{TermId, Terms};
use crate::fingerprint::Fingerprint;
use crate::library::DocId;

/// How many related articles are kept.
const KEPT: usize = 5;
/// How many articles of a term are looked at on either side of the article itself.
const WINDOW: usize = 8;

/// The nearest articles of each article.
#[derive(Debug, Default)]
pub struct Related {
    /// Of the terms of all articles, newest first: all that it depends on.
    key: Fingerprint,
    /// For each place in the list of articles, places in that list.
    lists: Vec<Vec<u32>>,
}

impl Related {
    /// The places of the articles nearest to the article at a place, nearest first.
    pub fn of(&self, place: usize) -> &[u32] {
        self.lists.get(place).map_or(&[], Vec::as_slice)
    }
}

/// Finds the nearest articles. Remembered as long as no article comes, goes or changes its terms.
pub(super) fn related(
    articles: &[DocId],
    terms: &[Terms],
    terms_of: &[Vec<Vec<TermId>>],
    previous: Option<&Arc<Related>>,
) -> Arc<Related> {
    // Terms of all groups under one row of numbers.
    let mut offsets = Vec::with_capacity(terms.len());
    let mut total = 0;
    for group in terms {
        offsets.push(total);
        total += group.list.len();
    }
    let sets: Vec<Vec<u32>> = articles
        .iter()
        .map(|id| {
            let mut set: Vec<u32> = terms_of[*id]
                .iter()
                .zip(&offsets)
                .flat_map(|(own, offset)| own.iter().map(move |term| u32::try_from(term + offset).unwrap_or(u32::MAX)))
                .collect();
            set.sort_unstable();
            set
        })
        .collect();
    let key = Fingerprint::of(&(total, &sets));
    if let Some(related) = previous.filter(|related| related.key == key) {
        return Arc::clone(related);
    }
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); total];
    for (place, set) in sets.iter().enumerate() {
        for term in set {
            members[*term as usize].push(u32::try_from(place).unwrap_or(u32::MAX));
        }
    }
    let weights: Vec<u32> = members.iter().map(|members| weight(articles.len(), members.len())).collect();
    let lists = (0..articles.len())
        .into_par_iter()
        .with_min_len(64)
        .map_init(Vec::new, |candidates, place| nearest(place, &sets, &members, &weights, candidates))
        .collect();
    Arc::new(Related { key, lists })
}

/// log2(all ÷ having) in 1/16, by whole numbers, so that every machine gives the same; at least 1.
fn weight(all: usize, having: usize) -> u32 {
    if having == 0 {
        return 1;
    }
    // (all ÷ having)^16 would overflow; squaring the ratio's mantissa gives one binary digit of the logarithm at a time.
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

fn nearest(place: usize, sets: &[Vec<u32>], members: &[Vec<u32>], weights: &[u32], candidates: &mut Vec<u32>) -> Vec<u32> {
    let own = &sets[place];
    let here = u32::try_from(place).unwrap_or(u32::MAX);
    candidates.clear();
    for term in own {
        let members = &members[*term as usize];
        let at = members.partition_point(|member| *member < here);
        let window = &members[at.saturating_sub(WINDOW)..(at + WINDOW + 1).min(members.len())];
        candidates.extend(window.iter().copied().filter(|member| *member != here));
    }
    candidates.sort_unstable();
    candidates.dedup();
    let mut scored: Vec<(u32, u32, u32)> = candidates
        .iter()
        .map(|candidate| (shared(own, &sets[*candidate as usize], weights), candidate.abs_diff(here), *candidate))
        .collect();
    // The heaviest first; of equals, the nearest in time.
    let order = |a: &(u32, u32, u32), b: &(u32, u32, u32)| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2));
    if scored.len() > KEPT {
        scored.select_nth_unstable_by(KEPT - 1, order);
        scored.truncate(KEPT);
    }
    scored.sort_unstable_by(order);
    scored.into_iter().map(|(.., candidate)| candidate).collect()
}

/// The weight of the terms that two sorted sets share.
fn shared(a: &[u32], b: &[u32], weights: &[u32]) -> u32 {
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
    use super::*;

    #[test]
    fn rarer_terms_weigh_more() {
        assert_eq!(weight(1024, 1), 161);
        assert_eq!(weight(1024, 1024), 1);
        assert!(weight(100, 3) > weight(100, 4));
        assert_eq!(weight(0, 0), 1);
    }

    #[test]
    fn the_heaviest_overlap_comes_first() {
        // Term 0 is common, term 1 is rare.
        let sets = vec![vec![0, 1], vec![0], vec![0], vec![0, 1]];
        let members = vec![vec![0, 1, 2, 3], vec![0, 3]];
        let weights = vec![weight(4, 4), weight(4, 2)];
        assert_eq!(nearest(0, &sets, &members, &weights, &mut Vec::new()), [3, 1, 2]);
    }
}
