//! [`ReusableLinks`]: which documents can keep their previous links.
//!
//! A link is resolved by lookups: is there such a file, such a route, such a name? If a document
//! has not changed and none of its lookups gives a different answer now, its links are unchanged,
//! except perhaps for their numbers. This file compares the two sites to find the lookups whose
//! answers differ.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::context::LinkContext;
use super::lookup::{DOCUMENT_NAMES, LookupTable, is_found_by_name, lookup_key};
use crate::library::{DocId, Facts};
use crate::route::Route;
use crate::site::document_diff::DocumentDiff;
use crate::site::document_links::{Destination, DocumentLinks, LookupKey};
use crate::site::hidden::Hidden;
use crate::site::terms::TermId;

/// The links of the previous site that can be reused.
pub(super) struct ReusableLinks<'k> {
    diff: &'k DocumentDiff<'k>,
    /// The lookups whose answers may have changed.
    changed: FxHashSet<LookupKey>,
    /// The current number of each previous term, if it is the same: a list for each group.
    terms: Vec<Vec<Option<TermId>>>,
}

impl<'k> ReusableLinks<'k> {
    /// `None` if all links must be resolved again.
    pub(super) fn new(context: &LinkContext<'_>, diff: &'k DocumentDiff<'k>) -> Option<Self> {
        let before = diff.previous;
        let is_known = before.vocabulary.fingerprint() == context.vocabulary.fingerprint()
            && before.asset_routes == context.assets
            && before.terms.len() == context.terms.len();
        if !is_known {
            return None;
        }
        let mut changed = ChangedLookups::default();
        for id in diff.added() {
            changed.add_document(&context.facts[id], &context.routes[id]);
        }
        for id in diff.removed() {
            changed.add_document(&before.facts[id], &before.routes[id]);
        }
        // A route that another document claimed before may be free now.
        for id in 0..context.facts.len() {
            if let Some(was) =
                diff.old_id(id).filter(|was| before.routes[*was] != context.routes[id])
            {
                changed.add_document(&context.facts[id], &context.routes[id]);
                changed.add_document(&before.facts[was], &before.routes[was]);
            }
        }
        let terms =
            (0..context.terms.len()).map(|group| changed.add_terms(group, context, diff)).collect();
        for (old, now) in context.redirects {
            if before.redirects.get(old) != Some(now) {
                changed.add(LookupTable::Redirects, old.as_str());
            }
        }
        for old in before.redirects.keys().filter(|old| !context.redirects.contains_key(*old)) {
            changed.add(LookupTable::Redirects, old.as_str());
        }
        Some(Self { diff, changed: changed.0, terms })
    }

    /// The previous links of a document with the new numbers; `None` if they may have changed.
    pub(super) fn links_of(
        &self,
        id: DocId,
        context: &LinkContext<'_>,
    ) -> Option<Arc<DocumentLinks>> {
        let was = self.diff.old_id(id)?;
        let before = &self.diff.previous.links[was];
        let holds = self.diff.previous.routes[was] == context.routes[id]
            // Messages may mention other documents.
            && before.faults.is_empty()
            && before.generated.iter().all(|route| context.outputs.contains(route.as_str()))
            && !before.lookups.iter().any(|key| self.changed.contains(key));
        if !holds {
            return None;
        }
        let moved = |to: Destination| match to {
            Destination::Document(document) => {
                self.diff.new_id(document).map(Destination::Document)
            }
            Destination::Term(group, term) => {
                self.terms[group][term].map(|term| Destination::Term(group, term))
            }
            Destination::Other => Some(Destination::Other),
        };
        if before.destinations.iter().all(|(to, _)| moved(*to) == Some(*to)) {
            return Some(Arc::clone(before));
        }
        let destinations = before
            .destinations
            .iter()
            .map(|(to, by)| Some((moved(*to)?, *by)))
            .collect::<Option<_>>()?;
        Some(Arc::new(DocumentLinks { destinations, ..(**before).clone() }))
    }
}

/// Collects the lookups whose answers may have changed.
#[derive(Default)]
struct ChangedLookups(FxHashSet<LookupKey>);

impl ChangedLookups {
    fn add(&mut self, table: LookupTable, key: &str) {
        self.0.insert(lookup_key(table, key));
    }

    /// The lookups that may find a document.
    fn add_document(&mut self, facts: &Facts, route: &Result<Route, Hidden>) {
        self.add(LookupTable::Files, facts.path.as_str());
        if let Ok(route) = route {
            self.add(LookupTable::Urls, route.as_str());
        }
        if is_found_by_name(facts) {
            for name in DOCUMENT_NAMES {
                self.add(LookupTable::Names, &name(facts));
            }
        }
    }

    /// The current number of each previous term of a group, if nothing that links see of it has
    /// changed.
    fn add_terms(
        &mut self,
        group: usize,
        context: &LinkContext<'_>,
        diff: &DocumentDiff<'_>,
    ) -> Vec<Option<TermId>> {
        let (now, before) = (&context.terms[group], &diff.previous.terms[group]);
        let places: FxHashMap<&Route, TermId> =
            now.list.iter().enumerate().map(|(id, term)| (&term.route, id)).collect();
        let is_same = |was: TermId, is: TermId| {
            let (before, now) = (&before.list[was], &now.list[is]);
            before.document.and_then(|document| diff.new_id(document)) == now.document
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
                None => self.add(LookupTable::Urls, before.list[was].route.as_str()),
            }
        }
        for (term, _) in now.list.iter().zip(&held).filter(|(_, held)| !**held) {
            self.add(LookupTable::Urls, term.route.as_str());
        }
        for (name, is) in now.names() {
            if before.term_of_key(name).and_then(|was| terms[was]) != Some(is) {
                self.add(LookupTable::Terms(group), name);
            }
        }
        for (name, _) in before.names().filter(|(name, _)| now.term_of_key(name).is_none()) {
            self.add(LookupTable::Terms(group), name);
        }
        terms
    }
}
