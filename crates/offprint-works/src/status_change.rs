//! How several statements about what happened to a work become one.
//!
//! Must not know where they are from.

use crate::work::{PartialDate, StatusChange, StatusKind};

impl StatusChange {
    /// Whether two changes of a work are the same thing. One work has several corrections, each with
    /// its notice, but one retraction in a year.
    pub fn is_same(&self, other: &Self) -> bool {
        let is_same_notice =
            self.notice == other.notice || self.notice.is_empty() || other.notice.is_empty();
        let is_single = matches!(
            other.kind,
            StatusKind::Retracted
                | StatusKind::Withdrawn
                | StatusKind::Published
                | StatusKind::Preprint
        );
        let is_same_date =
            self.date.year == 0 || other.date.year == 0 || self.date.year == other.date.year;
        self.kind == other.kind && is_same_date && (is_same_notice || is_single)
    }

    /// Adds it to what is known about a work, in the order of the dates. The same thing from two
    /// sources is one, with what both say.
    pub fn add_to(&self, status: &mut Vec<Self>) {
        match status.iter_mut().find(|change| change.is_same(self)) {
            None => status.push(self.clone()),
            Some(change) => {
                change.date = change.date.or_more_exact(self.date);
                // A DOI says more than the address of a record.
                if change.notice.is_empty()
                    || change.notice.contains("://") && self.notice.starts_with("10.")
                {
                    change.notice.clone_from(&self.notice);
                }
                if change.reason.is_empty() {
                    change.reason.clone_from(&self.reason);
                }
                let mut sources: Vec<&str> = Vec::new();
                let stated = change.source.split(", ").chain(self.source.split(", "));
                for source in stated.filter(|source| !source.is_empty()) {
                    if !sources.contains(&source) {
                        sources.push(source);
                    }
                }
                change.source = sources.join(", ");
            }
        }
        status.sort_by_key(|change| change.date);
    }
}

impl PartialDate {
    /// The date, or the other one if that says more about the same.
    pub(crate) fn or_more_exact(self, other: Self) -> Self {
        let says_more = self.year == 0
            || self.year == other.year
                && (self.month == 0 || self.month == other.month && self.day == 0);
        if says_more && other.year != 0 { other } else { self }
    }
}
