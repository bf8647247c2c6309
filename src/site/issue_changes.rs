//! [`IssueChange`]: what happened to the articles of an issue and to the works that they cite:
//! retractions, expressions of concern, corrections. The next issue tells it to readers who have the
//! earlier issue only as an e-mail.
//!
//! Everything follows from the facts, and from what earlier e-mails are known to have said.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::linked_site::Site;
use super::terms::TermId;
use crate::config::ISSUES;
use crate::library::{CitationFields, DocId, SourceStatus};
use offprint_base::Digest;
use offprint_works::{PartialDate, StatusKind};

/// Something that happened to an article, or to a work that it cites.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssueChange {
    /// What identifies it: the same for every article and in every run.
    pub key: String,
    /// The articles that it is about.
    pub articles: Vec<DocId>,
    /// What it is.
    pub what: ChangedPart,
    /// The last day on which it may have happened, if that is known.
    happened_by: Option<Date>,
}

/// What changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChangedPart {
    /// A cited work: the citation of the first article, and the status among those of the work.
    Work {
        /// The index of the citation.
        citation: usize,
        /// The index of the status.
        status: usize,
    },
    /// The publication that the article reports on.
    Source(SourceStatus),
    /// An error in the article was corrected: the index of the correction.
    Correction(usize),
}

impl Site {
    /// What happened to some articles and to the works that they cite, each once.
    pub fn issue_changes(&self, articles: &[DocId]) -> Vec<IssueChange> {
        let mut changes: Vec<IssueChange> = Vec::new();
        let mut add = |article: DocId, key: String, what, happened_by| match changes
            .iter_mut()
            .find(|known| known.key == key)
        {
            Some(known) if known.articles.contains(&article) => {}
            Some(known) => known.articles.push(article),
            None => changes.push(IssueChange { key, articles: vec![article], what, happened_by }),
        };
        for id in articles {
            let facts = &self.facts[*id];
            for (citation, fields) in facts.details.citations.iter().enumerate() {
                // Another document may state what happened to the work.
                let work = self.works.of_citation(*id, citation);
                let statuses = work.map_or(fields.statuses(), |work| &work.statuses);
                for (status, change) in statuses.iter().enumerate() {
                    if matches!(change.kind, StatusKind::Published | StatusKind::Preprint) {
                        continue;
                    }
                    // What readers were told before is known by the date that the article itself states.
                    let own = fields.statuses().iter().find(|own| own.is_same(change));
                    let change = own.unwrap_or(change);
                    let PartialDate { year, month, day } = change.date;
                    let date = format!("{year:04}-{month:02}-{day:02}");
                    let key = format!("{} {:?} {date}", work_key(fields), change.kind);
                    let what = ChangedPart::Work { citation, status };
                    add(*id, key, what, last_day(change.date));
                }
            }
            let mut statuses = self.works.warnings(*id, facts).source;
            statuses.extend(facts.details.source.iter().flat_map(|source| &source.statuses));
            statuses.sort_unstable();
            statuses.dedup();
            for status in &statuses {
                if *status != SourceStatus::Preprint {
                    let key = format!("{} source {}", facts.slug, status.name());
                    add(*id, key, ChangedPart::Source(*status), None);
                }
            }
            for (index, correction) in facts.details.corrections.iter().enumerate() {
                let digest = Digest::of(correction.text.as_bytes()).to_string();
                let key = format!("{} correction {}", facts.slug, &digest[..12]);
                let date = correction.date.map(|when| when.day);
                add(*id, key, ChangedPart::Correction(index), date);
            }
        }
        changes
    }

    /// What the page of an issue says about earlier issues: what its mail told or, for the newest issue,
    /// what its mail tells now. Of an older issue without a mail: what happened since the issue before it.
    pub fn changes_on_page(&self, issue: TermId) -> Vec<IssueChange> {
        let mut changes = self.untold_changes(issue, self.mail_records.told());
        if issue == 0 {
            return changes;
        }
        let issues = &self.terms[ISSUES].list;
        let told = |issue: TermId| {
            let facts = &self.facts[issues[issue].document?];
            self.mail_records.told().get(facts.kind.stem(&facts.path))
        };
        if let Some(own) = told(issue) {
            changes.retain(|change| own.contains(&change.key));
            return changes;
        }
        let day = |issue: TermId| {
            issues[issue].document.and_then(|id| self.facts[id].date).map(|when| when.day)
        };
        let earlier = (issue + 1..issues.len()).filter(|earlier| told(*earlier).is_none());
        let before = earlier.filter_map(day).max();
        let own = day(issue);
        changes.retain(|change| {
            let happened_by = change.happened_by;
            happened_by.zip(own).is_some_and(|(by, own)| by <= own)
                && happened_by.zip(before).is_none_or(|(by, before)| by > before)
        });
        changes
    }

    /// What happened to earlier issues that readers have not been told. `told` are the keys of what
    /// each e-mail said, by the name of the file of its issue. Of an issue without an e-mail, readers are taken to
    /// know what happened until its date.
    pub fn untold_changes(
        &self,
        issue: TermId,
        told: &BTreeMap<String, BTreeSet<String>>,
    ) -> Vec<IssueChange> {
        let issues = &self.terms[ISSUES].list;
        // Issues are in the order of their numbers, the newest first.
        let earlier = issues.get(issue + 1..).unwrap_or_default();
        let own: BTreeSet<DocId> = issues[issue].articles.iter().copied().collect();
        let mut known: BTreeSet<&str> = BTreeSet::new();
        let said = |document: Option<DocId>| {
            let facts = &self.facts[document?];
            told.get(facts.kind.stem(&facts.path))
        };
        for keys in earlier.iter().filter_map(|earlier| said(earlier.document)) {
            known.extend(keys.iter().map(String::as_str));
        }
        let mut changes: Vec<IssueChange> = Vec::new();
        for earlier in earlier {
            let articles: Vec<DocId> =
                earlier.articles.iter().copied().filter(|id| !own.contains(id)).collect();
            let has_mail = said(earlier.document).is_some();
            let date = earlier.document.and_then(|id| self.facts[id].date).map(|when| when.day);
            for change in self.issue_changes(&articles) {
                let is_told = known.contains(change.key.as_str())
                    || !has_mail
                        && change.happened_by.zip(date).is_some_and(|(by, date)| by <= date);
                if is_told {
                    continue;
                }
                match changes.iter_mut().find(|other| other.key == change.key) {
                    Some(other) => {
                        let more = change.articles.iter().filter(|id| !other.articles.contains(id));
                        let more: Vec<_> = more.copied().collect();
                        other.articles.extend(more);
                    }
                    None => changes.push(change),
                }
            }
        }
        changes
    }
}

/// What identifies a work.
fn work_key(fields: &CitationFields) -> String {
    let named = |scheme: &str, number: &Option<Box<str>>| {
        number.as_ref().map(|number| format!("{scheme}:{}", number.to_lowercase()))
    };
    named("doi", &fields.doi)
        .or_else(|| named("pmid", &fields.pmid))
        .unwrap_or_else(|| fields.id.clone())
}

/// The last day that a date may mean.
fn last_day(date: PartialDate) -> Option<Date> {
    let month = if date.month == 0 { 12 } else { i8::try_from(date.month).ok()? };
    if date.year == 0 {
        return None;
    }
    match date.day {
        0 => Date::new(date.year, month, 1).ok().map(Date::last_of_month),
        day => Date::new(date.year, month, i8::try_from(day).ok()?).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_dates_end_on_their_last_day() {
        let day = |year, month, day| last_day(PartialDate { year, month, day });
        assert_eq!(day(2024, 2, 0), Date::new(2024, 2, 29).ok());
        assert_eq!(day(2024, 0, 0), Date::new(2024, 12, 31).ok());
        assert_eq!(day(2024, 3, 5), Date::new(2024, 3, 5).ok());
        assert_eq!(day(0, 0, 0), None);
    }
}
