//! [`Same`]: of which documents the links lead where they led before, found out from what had to be
//! asked for each.
//!
//! A link is resolved by asking: is there such a file, such a route, such a name? Where no answer
//! has changed, the links of a document that has not changed are what they were, under other
//! numbers perhaps. Which answers have changed is found by comparing the two sites, in one place:
//! here.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::find::{NAMES, Question, Table, To, question};
use super::{Filled, Map};
use crate::library::{DocId, Facts, Kind};
use crate::route::Route;
use crate::site::kept::Kept;
use crate::site::routes::Hidden;
use crate::site::terms::TermId;

/// What still holds of how links were resolved.
pub(super) struct Same<'k> {
    kept: &'k Kept<'k>,
    /// The questions that may be answered otherwise now.
    changed: FxHashSet<Question>,
    /// The number that each former term has now, if it is the same: a list for each group.
    terms: Vec<Vec<Option<TermId>>>,
}

impl<'k> Same<'k> {
    /// Nothing if all links must be looked at.
    pub(super) fn of(map: &Map<'_>, kept: &'k Kept<'k>) -> Option<Self> {
        let before = kept.site;
        let is_known = before.vocabulary.fingerprint() == map.vocabulary.fingerprint()
            && before.asset_routes == map.assets
            && before.terms.len() == map.terms.len();
        if !is_known {
            return None;
        }
        let mut changed = Changed::default();
        for id in kept.fresh() {
            changed.document(&map.facts[id], &map.routes[id]);
        }
        for id in kept.gone() {
            changed.document(&before.facts[id], &before.routes[id]);
        }
        // A route may be free now that another document claimed.
        for id in 0..map.facts.len() {
            if let Some(was) = kept.was(id).filter(|was| before.routes[*was] != map.routes[id]) {
                changed.document(&map.facts[id], &map.routes[id]);
                changed.document(&before.facts[was], &before.routes[was]);
            }
        }
        let terms = (0..map.terms.len()).map(|group| changed.terms(group, map, kept)).collect();
        for (old, now) in map.redirects {
            if before.redirects.get(old) != Some(now) {
                changed.ask(Table::Redirects, old.as_str());
            }
        }
        for old in before.redirects.keys().filter(|old| !map.redirects.contains_key(*old)) {
            changed.ask(Table::Redirects, old.as_str());
        }
        Some(Self { kept, changed: changed.0, terms })
    }

    /// How the links of a document were resolved, under today's numbers; nothing if that may have
    /// changed.
    pub(super) fn filled(&self, id: DocId, map: &Map<'_>) -> Option<Arc<Filled>> {
        let was = self.kept.was(id)?;
        let before = &self.kept.site.filled[was];
        let holds = self.kept.site.routes[was] == map.routes[id]
            // Faults tell of other documents, too.
            && before.faults.is_empty()
            && before.generated.iter().all(|route| map.outputs.contains(route.as_str()))
            && !before.asked.iter().any(|question| self.changed.contains(question));
        if !holds {
            return None;
        }
        let moved = |to: To| match to {
            To::Document(document) => self.kept.is(document).map(To::Document),
            To::Term(group, term) => self.terms[group][term].map(|term| To::Term(group, term)),
            To::Other => Some(To::Other),
        };
        if before.leads.iter().all(|(to, _)| moved(*to) == Some(*to)) {
            return Some(Arc::clone(before));
        }
        let leads =
            before.leads.iter().map(|(to, by)| Some((moved(*to)?, *by))).collect::<Option<_>>()?;
        Some(Arc::new(Filled { leads, ..(**before).clone() }))
    }
}

/// Gathers questions that may be answered otherwise now.
#[derive(Default)]
struct Changed(FxHashSet<Question>);

impl Changed {
    fn ask(&mut self, table: Table, key: &str) {
        self.0.insert(question(table, key));
    }

    /// All that may find a document, or that it answers.
    fn document(&mut self, facts: &Facts, route: &Result<Route, Hidden>) {
        self.ask(Table::Files, facts.path.as_str());
        if let Ok(route) = route {
            self.ask(Table::Urls, route.as_str());
        }
        if matches!(facts.kind, Kind::Article | Kind::Page) {
            for name in NAMES {
                self.ask(Table::Names, &name(facts));
            }
        }
    }

    /// The number that each former term of a group has now, if nothing that links see of it has
    /// changed.
    fn terms(&mut self, group: usize, map: &Map<'_>, kept: &Kept<'_>) -> Vec<Option<TermId>> {
        let (now, before) = (&map.terms[group], &kept.site.terms[group]);
        let places: FxHashMap<&Route, TermId> =
            now.list.iter().enumerate().map(|(id, term)| (&term.route, id)).collect();
        let is_same = |was: TermId, is: TermId| {
            let (before, now) = (&before.list[was], &now.list[is]);
            before.document.and_then(|document| kept.is(document)) == now.document
                && before.document.is_some() == now.document.is_some()
        };
        let terms: Vec<Option<TermId>> = before
            .list
            .iter()
            .enumerate()
            .map(|(was, term)| places.get(&term.route).copied().filter(|is| is_same(was, *is)))
            .collect();
        let mut held = vec![false; now.list.len()];
        for (was, is) in terms.iter().enumerate() {
            match is {
                Some(is) => held[*is] = true,
                None => self.ask(Table::Urls, before.list[was].route.as_str()),
            }
        }
        for (term, _) in now.list.iter().zip(&held).filter(|(_, held)| !**held) {
            self.ask(Table::Urls, term.route.as_str());
        }
        for (name, is) in now.names() {
            if before.find_key(name).and_then(|was| terms[was]) != Some(is) {
                self.ask(Table::Terms(group), name);
            }
        }
        for (name, _) in before.names().filter(|(name, _)| now.find_key(name).is_none()) {
            self.ask(Table::Terms(group), name);
        }
        terms
    }
}
