//! [`Spellings`]: the names of terms as written in articles, each with a number.
//!
//! Thousands of articles use a few hundred names, so each name is looked up once.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::library::{DocId, Facts};
use offprint_base::Hashed;

/// The names of one group of terms in the documents of a site.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    names: Vec<Arc<str>>,
    numbers: FxHashMap<Arc<str>, u32>,
    /// Where the numbers of each document begin in `all`; the last entry is where they end.
    starts: Vec<usize>,
    all: Vec<u32>,
}

impl Spellings {
    /// The names of a group.
    pub(super) fn new(facts: &[Hashed<Facts>], group: usize) -> Self {
        Self::default().with_documents(facts, group, |_| None)
    }

    /// The names of a group. `former_id` returns the previous number of each document whose facts
    /// are the same; the names of such a document are copied.
    pub(super) fn from_previous(
        facts: &[Hashed<Facts>],
        group: usize,
        former: &Self,
        former_id: impl Fn(DocId) -> Option<DocId>,
    ) -> Self {
        // A name that is no longer used is kept, until there are too many of them.
        if former.names.len() > former.all.len().max(64) {
            return Self::new(facts, group);
        }
        let spellings = Self {
            names: former.names.clone(),
            numbers: former.numbers.clone(),
            ..Self::default()
        };
        spellings.with_documents(facts, group, |id| Some(former.in_document(former_id(id)?)))
    }

    fn with_documents<'f>(
        mut self,
        facts: &[Hashed<Facts>],
        group: usize,
        known: impl Fn(DocId) -> Option<&'f [u32]>,
    ) -> Self {
        self.starts.reserve(facts.len() + 1);
        for (id, facts) in facts.iter().enumerate() {
            self.starts.push(self.all.len());
            if let Some(numbers) = known(id) {
                self.all.extend_from_slice(numbers);
                continue;
            }
            for name in facts.terms.get(group).into_iter().flatten() {
                let number = self.number_of_name(name);
                self.all.push(number);
            }
        }
        self.starts.push(self.all.len());
        self
    }

    fn number_of_name(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = Arc::from(name);
        self.names.push(Arc::clone(&name));
        self.numbers.insert(name, number);
        number
    }

    /// The number of names.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The name with a number.
    pub(super) fn name(&self, number: u32) -> &str {
        &self.names[number as usize]
    }

    /// The numbers of the names in a document, in its order.
    pub(super) fn in_document(&self, id: DocId) -> &[u32] {
        &self.all[self.starts[id]..self.starts[id + 1]]
    }
}
