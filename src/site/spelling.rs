//! [`Spellings`]: the names of terms as articles write them, each under a number: thousands of
//! articles write some hundred names, and what a name means need not be found out for each of them.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::kept::Kept;
use crate::library::{DocId, Facts};
use offprint_base::Hashed;

/// The names that the documents of a site give in one group of terms.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    names: Vec<Arc<str>>,
    numbers: FxHashMap<Arc<str>, u32>,
    /// Where the numbers of each document begin in `all`, and after the last, where they end.
    starts: Vec<usize>,
    all: Vec<u32>,
}

impl Spellings {
    /// Reads the names of a group. Those of documents that are kept are known by their numbers.
    pub(super) fn of(facts: &[Hashed<Facts>], group: usize, kept: Option<&Kept<'_>>) -> Self {
        let former = kept.and_then(|kept| Some((kept, kept.site.terms.get(group)?.spellings())));
        // A name that nobody uses any more stays known, until there are too many of them.
        let former = former.filter(|(_, former)| former.names.len() <= former.all.len().max(64));
        let (names, numbers) = former.map_or_else(Default::default, |(_, former)| {
            (former.names.clone(), former.numbers.clone())
        });
        let mut spellings =
            Self { names, numbers, starts: Vec::with_capacity(facts.len() + 1), all: Vec::new() };
        for (id, facts) in facts.iter().enumerate() {
            spellings.starts.push(spellings.all.len());
            if let Some((former, was)) =
                former.and_then(|(kept, former)| Some((former, kept.was(id)?)))
            {
                spellings.all.extend_from_slice(former.in_document(was));
                continue;
            }
            for name in facts.terms.get(group).into_iter().flatten() {
                let number = spellings.number(name);
                spellings.all.push(number);
            }
        }
        spellings.starts.push(spellings.all.len());
        spellings
    }

    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        let name: Arc<str> = Arc::from(name);
        self.names.push(Arc::clone(&name));
        self.numbers.insert(name, number);
        number
    }

    /// How many names there are.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// The name of a number.
    pub(super) fn name(&self, number: u32) -> &str {
        &self.names[number as usize]
    }

    /// The numbers of the names that a document gives, in its order.
    pub(super) fn in_document(&self, id: DocId) -> &[u32] {
        &self.all[self.starts[id]..self.starts[id + 1]]
    }
}
