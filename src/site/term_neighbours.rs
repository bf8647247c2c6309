//! The neighbours of a term: which drugs and tags appear most often on the same articles.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::document_diff::DocumentDiff;
use super::terms::{Term, TermId, Terms, TermsOf};
use crate::route::Route;

/// How many neighbours of a term are shown.
const NEIGHBOURS: usize = 12;

/// Counts which drugs and tags appear on the same articles as each term. The previous result is
/// reused for a term whose articles, and the terms of these articles, are unchanged.
pub(super) fn add_neighbours(
    groups: &mut [Terms],
    terms_of: &TermsOf,
    diff: Option<&DocumentDiff<'_>>,
) {
    let known = diff.and_then(|diff| KnownTerms::of(groups, terms_of, diff));
    for group in 0..groups.len() {
        for other in 0..2.min(groups.len()) {
            let size = groups[other].list.len();
            let counted: Vec<Vec<(TermId, usize)>> = groups[group]
                .list
                .par_iter()
                .enumerate()
                .map_init(
                    || vec![0usize; size],
                    |counts, (own, term)| {
                        if let Some(list) = known
                            .as_ref()
                            .and_then(|known| known.neighbours(group, own, term, other))
                        {
                            return list;
                        }
                        let mut touched = Vec::new();
                        for id in &term.articles {
                            for neighbour in terms_of.get(*id, other) {
                                if group == other && *neighbour == own {
                                    continue;
                                }
                                if counts[*neighbour] == 0 {
                                    touched.push(*neighbour);
                                }
                                counts[*neighbour] += 1;
                            }
                        }
                        let mut list: Vec<_> = touched
                            .iter()
                            .map(|neighbour| (*neighbour, counts[*neighbour]))
                            .collect();
                        for neighbour in touched {
                            counts[neighbour] = 0;
                        }
                        list.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
                        list.truncate(NEIGHBOURS);
                        list
                    },
                )
                .collect();
            for (term, list) in groups[group].list.iter_mut().zip(counted) {
                *(if other == 0 { &mut term.drugs_with } else { &mut term.tags_with }) = list;
            }
        }
    }
}

/// The results for terms of the previous site, in which every unchanged document has the same terms
/// as now.
struct KnownTerms<'k> {
    diff: &'k DocumentDiff<'k>,
    /// The current number of each previous term: a list for each group.
    is: Vec<Vec<Option<TermId>>>,
    /// The previous number of each current term: a list for each group.
    was: Vec<Vec<Option<TermId>>>,
}

impl<'k> KnownTerms<'k> {
    fn of(groups: &[Terms], terms_of: &TermsOf, diff: &'k DocumentDiff<'k>) -> Option<Self> {
        let before = diff.previous;
        let mut is: Vec<Vec<Option<TermId>>> =
            before.terms.iter().map(|terms| vec![None; terms.list.len()]).collect();
        let mut was: Vec<Vec<Option<TermId>>> =
            groups.iter().map(|terms| vec![None; terms.list.len()]).collect();
        for (group, terms) in groups.iter().enumerate() {
            let former: FxHashMap<&Route, TermId> = before.terms[group]
                .list
                .iter()
                .enumerate()
                .map(|(id, term)| (&term.route, id))
                .collect();
            for (id, term) in terms.list.iter().enumerate() {
                if let Some(former) = former.get(&term.route) {
                    is[group][*former] = Some(id);
                    was[group][id] = Some(*former);
                }
            }
            // Terms with equal counts are ordered by their numbers.
            if !is[group].iter().flatten().is_sorted() {
                return None;
            }
        }
        for id in &before.articles {
            let Some(now) = diff.new_id(*id) else { continue };
            for (group, is) in is.iter().enumerate() {
                let former = before.terms_of.get(*id, group).iter().map(|term| is[*term]);
                if !former.eq(terms_of.get(now, group).iter().map(|term| Some(*term))) {
                    return None;
                }
            }
        }
        Some(Self { diff, is, was })
    }

    /// The neighbours of a term in a group, if its articles are the same.
    fn neighbours(
        &self,
        group: usize,
        own: TermId,
        term: &Term,
        other: usize,
    ) -> Option<Vec<(TermId, usize)>> {
        let before = &self.diff.previous.terms[group].list[self.was[group][own]?];
        if !before
            .articles
            .iter()
            .map(|id| self.diff.new_id(*id))
            .eq(term.articles.iter().map(|id| Some(*id)))
        {
            return None;
        }
        let list = if other == 0 { &before.drugs_with } else { &before.tags_with };
        list.iter().map(|(term, count)| Some((self.is[other][*term]?, *count))).collect()
    }
}
