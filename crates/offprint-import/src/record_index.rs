//! [`RecordIndex`]: finds the records of earlier imports by what identifies them, so that ten thousand
//! articles are recognised in the time of reading them.
//!
//! It only proposes: whether a record is really that of an article, [`ImportRecord`] decides.

use rustc_hash::FxHashMap;

use super::imported::ImportIdentity;
use super::record::ImportRecord;

/// The positions of records, by their URLs, DOIs, PubMed numbers, words and titles.
#[derive(Debug, Default)]
pub(super) struct RecordIndex {
    by_identity: FxHashMap<String, Vec<usize>>,
    by_title: FxHashMap<Option<String>, Vec<usize>>,
}

impl RecordIndex {
    /// The index of these records.
    pub(super) fn of_records(records: &[ImportRecord]) -> Self {
        let mut index = Self::default();
        for (at, record) in records.iter().enumerate() {
            index.add(at, record);
        }
        index
    }

    /// Adds a record, or what has changed in one.
    pub(super) fn add(&mut self, at: usize, record: &ImportRecord) {
        let parts = [
            ("url", record.url.as_deref()),
            ("doi", record.doi.as_deref()),
            ("pmid", record.pmid.as_deref()),
            ("content", Some(record.content.as_str())),
        ];
        for (name, value) in parts {
            if let Some(value) = value {
                push_once(self.by_identity.entry(format!("{name} {value}")).or_default(), at);
            }
        }
        let title = ImportRecord::title_line(&record.base).map(str::to_owned);
        push_once(self.by_title.entry(title).or_default(), at);
    }

    /// The records that share a URL, a number or all words with an article, in their order.
    pub(super) fn with_identity(&self, identity: &ImportIdentity) -> Vec<usize> {
        let content = identity.content.to_string();
        let parts = [
            ("url", identity.url.as_deref()),
            ("doi", identity.doi.as_deref()),
            ("pmid", identity.pmid.as_deref()),
            ("content", Some(content.as_str())),
        ];
        let mut found: Vec<usize> = parts
            .into_iter()
            .filter_map(|(name, value)| self.by_identity.get(&format!("{name} {}", value?)))
            .flatten()
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The records whose files have the same title as this content file.
    pub(super) fn with_title(&self, text: &str) -> &[usize] {
        let title = ImportRecord::title_line(text).map(str::to_owned);
        self.by_title.get(&title).map_or(&[], Vec::as_slice)
    }
}

fn push_once(list: &mut Vec<usize>, at: usize) {
    if list.last() != Some(&at) && !list.contains(&at) {
        list.push(at);
    }
}
