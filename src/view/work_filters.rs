//! The filters of a list of works: the values that its works have, with their names for readers.
//!
//! A script applies them. Must not know where a work is from.

use std::collections::BTreeMap;

use serde::Serialize;

use super::part::WorkStatus;
use crate::library::StudyDesign;
use crate::translations::Translations;
use offprint_works::Work;

/// What readers can choose in a list of works.
#[derive(Hash, Serialize, Debug)]
pub struct WorkFilter<'s> {
    /// The name of the attribute of each work that it compares: `kind`, `design` or `status`.
    pub key: &'static str,
    /// The name of the filter for readers.
    pub label: &'s str,
    /// The values that works of the list have, by name.
    pub values: Vec<FilterValue<'s>>,
}

/// A value of a filter.
#[derive(Hash, Serialize, Debug)]
pub struct FilterValue<'s> {
    /// The value.
    pub value: &'s str,
    /// Its name for readers.
    pub label: &'s str,
    /// The number of works that have it.
    pub count: usize,
}

/// The values of the works of a list, while they are counted.
#[derive(Default)]
pub(super) struct FilterCounts<'s> {
    /// For each filter, the values by their names for readers.
    counts: [BTreeMap<(&'s str, &'s str), usize>; 3],
}

impl<'s> FilterCounts<'s> {
    /// Counts the values of a work.
    pub(super) fn add(
        &mut self,
        kind: (&'s str, &'s str),
        designs: &[&'static str],
        statuses: &[WorkStatus<'s>],
        words: &'s Translations,
    ) {
        let (key, label) = kind;
        *self.counts[0].entry((label, key)).or_default() += 1;
        for design in designs {
            let known = StudyDesign::all().find(|known| known.key == *design);
            let label = known.map_or(*design, |known| words.text(known.message));
            *self.counts[1].entry((label, design)).or_default() += 1;
        }
        let mut seen: Vec<&str> = Vec::new();
        for status in statuses {
            if !seen.contains(&status.kind) {
                seen.push(status.kind);
                *self.counts[2].entry((status.text, status.kind)).or_default() += 1;
            }
        }
    }

    /// The filters that divide the list of `total` works.
    pub(super) fn finish(self, total: usize, words: &'s Translations) -> Vec<WorkFilter<'s>> {
        let names = [("kind", "work_kind"), ("design", "design"), ("status", "status")];
        let filters = names.into_iter().zip(self.counts).map(|((key, label), counts)| WorkFilter {
            key,
            label: words.text(label),
            values: counts
                .into_iter()
                .map(|((label, value), count)| FilterValue { value, label, count })
                .collect(),
        });
        let divides =
            |filter: &WorkFilter<'_>| filter.values.iter().any(|value| value.count < total);
        filters.filter(divides).collect()
    }
}

/// The designs that the publication types of a work name: PubMed's `Randomized Controlled Trial`.
pub(super) fn designs_of(work: &Work) -> Vec<&'static str> {
    let mut designs = Vec::new();
    for kind in &work.publication_types {
        // PubMed has some types in the plural: `Case Reports`.
        let design =
            StudyDesign::parse(kind).or_else(|| StudyDesign::parse(kind.strip_suffix('s')?));
        designs.extend(design.map(|design| design.key).filter(|key| !designs.contains(key)));
    }
    designs
}
